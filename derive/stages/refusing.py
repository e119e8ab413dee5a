"""Looking for what shows that a loss is no likelihood: predictions, and why no weights of the labels fit
them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import chain, combinations, count, permutations

from sympy import Add, Derivative, Expr, Indexed, Integer, Number, Rational, S, Sum, Symbol, exp, log, powsimp

from derive.algebra.form.normal import factored
from derive.algebra.signs.goals import negative
from derive.algebra.signs.proving import allowance, fails_somewhere, prove
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.kernel.rule import Rule
from derive.kernel.schema import UNIT
from derive.kernel.theorem import Theorem, infer
from derive.kernel.witness import Witness
from derive.language.vocabulary import if_equal, indicator
from derive.rules import named
from derive.rules.likelihoods import LABELS as BITS
from derive.rules.likelihoods import with_entries
from derive.stages.chain import Chain
from derive.stages.likelihoods import assumed, spaces_of
from derive.statement import (
    REALS,
    DefiniteMatrices,
    Domain,
    Equal,
    Given,
    Integers,
    Interval,
    Less,
    LessEqual,
    Limit,
    Loss,
    Matrices,
    Member,
    Provenance,
    Unequal,
    Values,
    Vectors,
    lying_in,
    nonzero,
    positive,
)

QUARTERS = (Rational(1, 4), Rational(1, 2), Rational(3, 4), Rational(1, 10))
BESIDE = (Integer(0), Integer(1), Integer(-1), Integer(2), Integer(-2), Rational(1, 2))
AWAY = (Integer(1), Rational(1, 2), Integer(2), Integer(3))
SLACK = (Integer(0), log(2), Integer(1), Integer(2))
"""Where predictions are looked for: between two ends, on the line, beyond one end; and how much a loss may fall
before it rises."""
LOOKS = 12
"""Points at which a comparison for all labels is looked at before it is sought."""
GOALS = 4_000
"""Goals that the search for each kind of reason may look at."""


def refusals(loss: Loss) -> Iterator[tuple[Theorem, ...]]:
    """Theorems of which the last says that the loss is no likelihood, each found in another way."""
    _, labels = loss.labels
    if isinstance(labels, Vectors):
        return
    for way in (by_slopes, by_curvature, by_vanishing, by_first_order, by_order, by_restriction):
        with allowance(GOALS):
            try:
                found = way(_Search(loss))
            except (DeriveError, ZeroDivisionError):
                continue
        if found:
            yield found


class _Search:
    """What every way starts from."""

    def __init__(self, loss: Loss) -> None:
        self.loss = loss
        self.target, self.labels = loss.labels
        self.given = assumed(loss.known)
        self.inside = assumed((*loss.known, *loss.predictions))
        variables = tuple(symbol for symbol, _ in loss.predictions)
        self.domains = tuple(s for _, s in loss.predictions if not isinstance(s, DefiniteMatrices | Matrices))
        self.about: Witness = (loss.formula, self.target, self.label_set, variables, self.domains)
        self.variable = variables[0]

    @property
    def label_set(self) -> Domain:
        assert not isinstance(self.labels, Vectors | DefiniteMatrices | Matrices)
        return self.labels

    @property
    def members(self) -> tuple[Expr, ...]:
        return self.labels.members if isinstance(self.labels, Values) else ()

    @property
    def alone(self) -> bool:
        """Whether there is one prediction, in an open interval."""
        match self.domains:
            case (Interval(low_closed=False, high_closed=False),):
                return True
        return False

    def costs(self, label: Expr) -> Expr:
        return substitute(self.loss.formula, {self.target: label})

    def points(self) -> Iterator[Expr]:
        """Values of the prediction that are in its domain whatever the constants are."""
        (domain,) = self.domains
        entries = domain.entries if isinstance(domain, Vectors) else domain
        for value in dict.fromkeys(candidates(entries, self.loss)):
            if prove(Member(value, entries), self.given):
                yield value

    def at(self, place: Expr) -> Expr:
        """The loss at a prediction; of a vector, all of whose entries are one number."""
        vectors = {a.name for a, space in self.loss.predictions if isinstance(space, Vectors)}
        entries = [one for one in self.loss.formula.atoms(Indexed) if one.base.label.name in vectors]
        return substitute(self.loss.formula.xreplace(dict.fromkeys(entries, place)), {self.variable: place})

    def slopes(self, label: Expr) -> tuple[Theorem, Theorem]:
        """The first and the second derivative of what a label costs."""
        first = slope(self.costs(label), self)
        return first, slope(first.equality.right, self)


def slope(term: Expr, search: _Search) -> Theorem:
    """d term/da = …, in normal form."""
    chain = Chain(search.inside, Derivative(term, search.variable))
    if isinstance(chain.term, Derivative):
        chain.by("differentiate", where={Derivative})
        chain.into(factored(chain.term, search.inside))
    return chain.theorem()


def candidates(domain: Domain, loss: Loss) -> Iterator[Expr]:
    match domain:
        case Values(members=members):
            yield from members
        case Interval(low=S.NegativeInfinity, high=S.Infinity):
            yield from BESIDE[:1]
            scales = [symbol for symbol, space in loss.known if isinstance(space, Interval)]
            yield from (step * scale for scale in scales for step in AWAY)
            yield from BESIDE
        case Interval(low=low, high=S.Infinity):
            yield from (low + step for step in AWAY)
            yield from (low + step * constant for constant, _ in loss.known for step in AWAY)
        case Interval(low=S.NegativeInfinity, high=high):
            yield from (high - step for step in AWAY)
        case Interval(low=low, high=high):
            yield from (low + share * (high - low) for share in QUARTERS)
            for constant, _ in loss.known:
                yield from (low + share * (high - low) * constant for share in QUARTERS[:2])
                yield from (low + (high - low) * constant / (2 * other) for other, _ in loss.known)
            for number in sorted(loss.formula.atoms(Number), key=abs, reverse=True)[:1]:
                if abs(number) > 2:  # where a logarithm is cut off
                    yield from (low + (high - low) * exp(-step - abs(number)) for step in (1, 2))


def by_slopes(search: _Search) -> tuple[Theorem, ...]:
    """A prediction at which the loss of every label rises, or that of every label falls."""
    if not (search.alone and search.members):
        return ()
    theorems = [slope(search.costs(label), search) for label in search.members]
    for point in search.points():
        there = [substitute(t.equality.right, {search.variable: point}) for t in theorems]
        for sense, fact in (("positive", positive), ("negative", negative)):
            if all(prove(fact(value), search.given) for value in there):
                rule = named("no-likelihood-by-slopes")
                return made(rule, search, tuple(theorems), (*search.about, (point,), sense))
    return ()


def by_curvature(search: _Search) -> tuple[Theorem, ...]:
    """Two predictions that ask for different factors."""
    if not search.alone or len(search.members) != 2:
        return ()
    u, v = (search.slopes(label) for label in search.members)
    (u1, u2), (v1, v2) = (tuple(t.equality.right for t in pair) for pair in (u, v))
    left, right = u1 * v2 - v1 * u2, u1 * v1 * (v1 - u1)
    for places in combinations(search.points(), 2):
        one, other = ({search.variable: place} for place in places)
        gap = substitute(left, one) * substitute(right, other) - substitute(left, other) * substitute(
            right, one
        )
        if prove(nonzero(gap), search.given):
            rule = named("no-likelihood-by-curvature")
            witness = (*search.about, *((place,) for place in places))
            return made(rule, search, (*u, *v), witness)
    return ()


def by_order(search: _Search) -> tuple[Theorem, ...]:
    """Two predictions of which one costs no label more; and two more for the labels that cost the same at
    both."""
    if len(search.domains) != 1:
        return ()
    rule, points = named("no-likelihood-by-order"), list(search.points())
    if not search.members:
        inside = search.given.adding(Provenance.BINDING, *lying_in(search.target, search.labels))
        for a, b in permutations(points, 2):
            at = [search.at(place) for place in (a, b)]
            if not fails_somewhere(Less(*at), inside, LOOKS) and prove(Less(*at), inside):
                return made(rule, search, (), (*search.about, (a,), (b,), (a,), (b,), ()))
        return ()
    for a, b in permutations(points, 2):
        strict = [less(search, label, a, b, Less) for label in search.members]
        if not any(strict):
            continue
        if not all(s or less(search, m, a, b, LessEqual) for s, m in zip(strict, search.members, strict=True)):
            continue
        left = [label for label, found in zip(search.members, strict, strict=True) if not found]
        for c, d in permutations(points, 2):
            if all(less(search, label, c, d, Less) for label in left):
                which = tuple(Integer(1) if found else Integer(2) for found in strict)
                return made(rule, search, (), (*search.about, (a,), (b,), (c,), (d,), tuple(map(int, which))))
    return ()


def less(search: _Search, label: Expr, a: Expr, b: Expr, relation: type[Less | LessEqual]) -> bool:
    """Whether a label costs less (or no more) at a than at b."""
    at = [substitute(search.at(place), {search.target: label}) for place in (a, b)]
    return prove(relation(*at), search.given) is not None


def by_vanishing(search: _Search) -> tuple[Theorem, ...]:
    """An end of the predictions at which every label inside an interval costs without bound."""
    if not (search.alone and isinstance(search.labels, Interval)):
        return ()
    (domain,) = search.domains
    assert isinstance(domain, Interval)
    within = Interval(search.labels.low, search.labels.high)
    given = search.given.adding(Provenance.PARAMETERS, *lying_in(search.target, within))
    for end in (domain.low, domain.high):
        try:
            limit = infer(
                named("limit-of-terms"), given, (), (search.loss.formula, search.variable, end, domain)
            )
        except DeriveError:
            continue
        if not (isinstance(limit.claim, Limit) and limit.claim.value is S.Infinity):
            continue
        for point in search.points():
            alone = [t for t in Add.make_args(search.loss.formula) if search.target not in names(t)]
            for slack in (substitute(Add(*alone), {search.variable: point}), *SLACK):
                try:
                    witness = (*search.about, end, point, slack)
                    return made(named("no-likelihood-by-vanishing"), search, (limit,), witness)
                except DeriveError:
                    continue
    return ()


def by_first_order(search: _Search) -> tuple[Theorem, ...]:
    """A loss C(y) − y·s + b of positive labels, where s and b/s vanish at an end of the predictions."""
    parts = linear_parts(search) if search.alone and isinstance(search.labels, Interval) else None
    if parts is None:
        return ()
    s, r, c = parts
    (domain,) = search.domains
    assert isinstance(domain, Interval)
    for end in (domain.low, domain.high):
        with suppress(DeriveError):
            limits = tuple(
                infer(named("limit-of-terms"), search.given, (), (term, search.variable, end, domain))
                for term in (s, r)
            )
            rule = named("no-likelihood-by-first-order")
            return made(rule, search, limits, (*search.about, end, s, r, c))
    return ()


def linear_parts(search: _Search) -> tuple[Expr, Expr, Expr] | None:
    """s, r and C of a loss C(y) − y·s + r·s."""
    y, a = search.target, search.variable
    summands = Add.make_args(search.loss.formula.expand(power_base=False, power_exp=False, log=False))
    mixed = [t / y for t in summands if {y, a} <= names(t)]
    if not mixed or any(y in names(t) for t in mixed):
        return None
    b = Add(*(t for t in summands if y not in names(t)))
    c = Add(*(t for t in summands if y in names(t) and a not in names(t)))
    s = powsimp(factored(-Add(*mixed), search.inside))
    return s, factored(b / s, search.inside), c


def by_restriction(search: _Search) -> tuple[Theorem, ...]:
    """A curve of vectors along which one label costs u(t), every other v(t), and why these two do not fit."""
    match search.labels, search.domains:
        case Integers(low=first), (Vectors(within=None) as space,):
            pass
        case _:
            return ()
    t, label = fresh("t", search.loss), fresh("c", search.loss)
    for reach, curve in curves(space, first, t):
        here, elsewhere = (on_curve(search, curve, space, t, reach, known) for known in (Equal, Unequal))
        if here is None or elsewhere is None:
            continue
        two = replace(
            search.loss,
            target=(label, BITS),
            predictions=((t, reach),),
            formula=label * here + (1 - label) * elsewhere,
        )
        for theorems in refusals(two):
            with suppress(DeriveError):
                witness = (*search.about, curve, first)
                rule = named("no-likelihood-by-restriction")
                return (*theorems, infer(rule, search.given, theorems[-1:], witness))
    return ()


def curves(space: Vectors, first: Expr, t: Symbol) -> Iterator[tuple[Interval, Expr]]:
    """Vectors of which one entry moves: in sum 1, of log-probabilities, or by itself."""
    index, low, high = space.index
    one, others = indicator(index, first), high - low
    share = if_equal(index, first, t, (1 - t) / others)
    if space.total == 1:
        yield UNIT, share
    elif space.total is None and space.entries == REALS:
        yield UNIT, if_equal(index, first, log(t), log((1 - t) / others))
        yield REALS, t * one


def on_curve(
    search: _Search, curve: Expr, space: Vectors, t: Symbol, reach: Interval, known: type[Equal | Unequal]
) -> Expr | None:
    """What a label costs on a curve, if it is the first one, or if it is not: free of the label."""
    index, first, _ = space.index
    given = assumed((*search.loss.known, (search.target, search.labels), (t, reach)))
    given = given.adding(Provenance.HYPOTHESIS, known(search.target, first))
    found = with_entries(search.loss.formula, search.variable, lambda place: substitute(curve, {index: place}))
    if known is Equal:
        found = substitute(found, {search.target: first})
    found = factored(found, given)
    return None if search.target in names(found) or found.has(Sum) else found


def fresh(letter: str, loss: Loss) -> Symbol:
    """A symbol that the loss does not know."""
    taken = {symbol.name for symbol in loss.formula.free_symbols} | {s.name for s, _ in spaces_of(loss)}
    return Symbol(
        next(name for name in chain((letter,), (f"{letter}_{k}" for k in count())) if name not in taken)
    )


def made(rule: Rule, search: _Search, premises: tuple[Theorem, ...], witness: Witness) -> tuple[Theorem, ...]:
    """The premises, then what they give."""
    given: Given = search.given
    for premise in premises:
        new = [a for a in premise.given.assumptions if a not in given.assumptions]
        if not rule.discharges:
            given = Given((*given.assumptions, *new))
    return (*premises, infer(rule, given, premises, witness))
