"""A loss as a program: for each label, if these are listed, its value and its derivatives in stable forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sympy import Derivative, Expr, Symbol, Tuple

from derive.algebra.numeric.points import points
from derive.algebra.terms import substitute
from derive.code.floats import value
from derive.code.functions import plain
from derive.code.softmax import in_softmax
from derive.code.stable import Places, Shown, Stable, beside, of_constant, of_prediction, of_target, stable
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.build import evaluated
from derive.language.vocabulary import if_less, maximum, minimum
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.criterion import defined
from derive.stages.likelihoods import assumed, meant, spaces_of
from derive.stages.pieces import smooth_pieces
from derive.stages.showing_slopes import sifted, slope_forms
from derive.stages.slopes import apart, open_view, settled
from derive.statement import (
    Definition,
    Equal,
    Fact,
    Given,
    Integers,
    Interval,
    Less,
    Loss,
    Member,
    Provenance,
    Space,
    Values,
    Vectors,
    entry,
    free_of_fact,
    lying_in,
)

MOST_LABELS = 4
PLACES = "jtlrs"
"""Letters for places of entries in a vector."""


@dataclass(frozen=True)
class Branch:
    """What is computed for one label, or for all of them: the value, and a derivative by each prediction, by
    the entry at `place` of a vector; none where these were not found."""

    label: Expr | None
    value: Stable
    slopes: tuple[Stable, ...]


@dataclass(frozen=True)
class Program:
    loss: Loss
    branches: tuple[Branch, ...]
    place: Symbol

    @property
    def theorems(self) -> tuple[Theorem, ...]:
        return tuple(s.theorem for b in self.branches for one in (b.value, *b.slopes) for s in one.shown)

    @property
    def slopeless(self) -> bool:
        """Whether derivatives were looked for, and not found."""
        return open_view(self.loss) is not None and not all(branch.slopes for branch in self.branches)


def program(loss: Loss) -> Program:
    """Stable forms of a loss and of its derivatives, each proved equal to these. Raises DeriveError for a loss
    that is not known to be defined, or has no form that a machine computes."""
    defined(loss)
    if lists := [c.name for c, space in loss.known if isinstance(space, Vectors)]:
        raise DeriveError(
            f"{loss.name} has no code: {lists[0]} is a list of numbers, and code takes single constants"
        )
    taken = {symbol.name for symbol, _ in spaces_of(loss)}
    taken |= {space.index[0].name for _, space in spaces_of(loss) if isinstance(space, Vectors)}
    place, top = [Symbol(letter) for letter in (*PLACES, "_place", "_top") if letter not in taken][:2]
    return Program(loss, tuple(_Label(loss, one, place, top).branch() for one in labels(loss)), place)


def labels(loss: Loss) -> tuple[Expr | None, ...]:
    """The labels, each of which has a branch of its own; one None for all of them."""
    match loss.target:
        case (_, Values(members=members)) if len(members) <= MOST_LABELS:
            return members
    return (None,)


class _Label:
    """A loss for one label, or for all of them. `place` is that of an entry of a vector, `top` that of one that
    is as large as any."""

    def __init__(self, loss: Loss, label: Expr | None, place: Symbol, top: Symbol) -> None:
        self.loss, self.label, self.place, self.top = loss, label, place, top
        self.vectors = any(isinstance(space, Vectors) for _, space in loss.predictions)
        target = loss.target
        self.here: tuple[Equal, ...] = ()
        self.head, self.formula = loss.call(), loss.formula
        if target is not None and label is not None:
            self.here = (Equal(target[0], label),)
            self.formula = meant(settled(evaluated(substitute(loss.formula, {target[0]: label}))))
            target = None
        known = assumed(spaces_of(loss)).adding(Provenance.DEFINITION, Definition(self.head, loss.formula))
        self.given = known.adding(Provenance.HYPOTHESIS, *self.here)
        self.looked = () if self.vectors else places(loss, target, self.given)

    def branch(self) -> Branch:
        value = self.best(Chain(self.given, self.head).by("definition").into(self.formula))
        view = open_view(self.loss)
        if view is None:
            return Branch(self.label, value, ())
        self.given = view.given.adding(Provenance.HYPOTHESIS, *self.here)
        with suppress(DeriveError):
            return Branch(self.label, value, tuple(self.slope(a, space) for a, space in view.predictions))
        return Branch(self.label, value, ())

    def best(self, chain: Chain, forms: Sequence[Expr] = (), looked: Places | None = None) -> Stable:
        """A stable form; of a loss of a vector, by the functions that libraries have for these."""
        if self.vectors:
            return self.of_vector(chain)
        return stable(chain, forms, self.looked if looked is None else looked)

    def of_vector(self, chain: Chain) -> Stable:
        """log ∑ₖ exp(zₖ) − z_y, and its derivative, each as one function; else the term as it is."""
        for a, space in self.loss.predictions:
            if isinstance(space, Vectors) and self.loss.target is not None:
                anywhere = Member(self.top, Integers(*space.index[1:]))
                run, y = Tuple(*space.index), self.loss.target[0]
                for form in in_softmax(chain.term, a, run, y, self.top, self.place):
                    with suppress(DeriveError):
                        wider = chain.copy().under(chain.given.adding(Provenance.BINDING, anywhere))
                        return Stable(form, (Shown(wider.into(plain(form)).theorem(), (anywhere,)),))
        return Stable(chain.term, (Shown(chain.theorem()),))

    # ── derivatives ──

    def slope(self, a: Symbol, space: Space) -> Stable:
        """The derivative by a prediction."""
        if isinstance(space, Vectors):
            inside = self.given.adding(Provenance.BINDING, Member(self.place, Integers(*space.index[1:])))
            chain = self.derived(self.formula, entry(a, self.place), inside)
            return self.best(chain.into(sifted(chain.term)))
        assert isinstance(space, Interval)
        with suppress(DeriveError):
            return self.by_pieces(a, space)
        return self.by_cases(a, self.formula, self.given)

    def by_pieces(self, a: Symbol, space: Interval) -> Stable:
        """Where the loss turns, that from piece to piece, and at a turn that of the piece above it."""
        pieces = smooth_pieces(self.formula, a, space, self.given)
        if pieces is None:
            raise DeriveError(f"the pieces on which {self.loss.name} is smooth were not found")
        found = []
        for where, term in pieces:
            inner = Interval(where.low, where.high)
            here = within(self.given, a, inner)
            chain = self.derived(term, a, here, self.given)
            forms = slope_forms(chain.term, term, here, self.loss.target)
            near = [(s, tuple(n for n in ns if s != a or lies(n, inner, self.looked))) for s, ns in self.looked]
            chain.under(holding(here, self.given))
            one = self.best(chain, forms, near)
            found.append((Less(a, where.high), on_piece(one, *ends(a, inner, space))))
        return joined(found)

    def by_cases(self, a: Symbol, term: Expr, given: Given, met: tuple[Less, ...] = ()) -> Stable:
        """The derivative where it is not known on which pieces of its space the loss is smooth: one after the
        other, the parts that turn are settled."""
        turning = sorted(term.atoms(maximum, minimum), key=lambda one: (one.count_ops(), str(one)))
        if not turning:
            return on_piece(self.best(self.derived(term, a, given), (), ()), *met)
        one, other = turning[0].args
        found: list[tuple[Less, Stable]] = []
        for fact in (Less(one, other), Less(other, one)):
            chosen = fact.right if isinstance(turning[0], maximum) else fact.left
            inside = given.adding(Provenance.HYPOTHESIS, fact)
            rest = term.xreplace({turning[0]: chosen})
            found.append((fact, self.by_cases(a, rest, inside, (*met, fact))))
        return joined(found)

    def derived(self, term: Expr, by: Expr, *where: Given) -> Chain:
        """The derivative of the loss where it is a smooth term, under the first of what is given that can be
        made use of; where the loss is not shown to be that term there, the derivative of the term alone."""
        for given in where:
            with suppress(DeriveError):
                here = Chain(given, self.head).by("definition").into(self.formula).into(apart(term)).theorem()
                both = infer(named("differentiate-both-sides"), given, (here,), (by,))
                return Chain(given, both).by("differentiate")
        return Chain(where[-1], Derivative(apart(term), by)).by("differentiate")


def places(loss: Loss, target: tuple[Symbol, Space] | None, given: Given) -> Places:
    """Numbers at which the digits are counted."""
    targets = of_target(target[1]) if target else ()
    found = [(a, beside(of_prediction(space), targets, space)) for a, space in loss.predictions]
    found += [(c, of_constant(space, given)) for c, space in loss.known]
    return [*found, (target[0], targets)] if target else found


def within(given: Given, a: Symbol, where: Interval) -> Given:
    """With a prediction on a piece."""
    kept = Given(tuple(one for one in given.assumptions if a not in free_of_fact(one.fact)))
    return kept.adding(Provenance.PARAMETERS, *lying_in(a, where))


def lies(number: float, where: Interval, looked: Places) -> bool:
    """Whether a number is inside a piece, with the first numbers of the other symbols."""
    at = {symbol: numbers[0] for symbol, numbers in looked if numbers}
    low, high = ((float(end) if end.is_infinite else value(end, at)) for end in (where.low, where.high))
    return low < number < high


def holding(given: Given, otherwise: Given) -> Given:
    """What is given on a piece, if a point of it is found; else what is given everywhere."""
    return given if any(points(given, [], 1)) else otherwise


def ends(a: Symbol, piece: Interval, space: Interval) -> Iterator[Less]:
    """Where a piece ends within the space."""
    if piece.low != space.low:
        yield Less(piece.low, a)
    if piece.high != space.high:
        yield Less(a, piece.high)


def on_piece(found: Stable, *where: Fact) -> Stable:
    """With on which piece it was found."""
    return replace(found, shown=tuple(replace(one, where=where) for one in found.shown))


def joined(pieces: Sequence[tuple[Less, Stable]]) -> Stable:
    """The derivatives on the pieces as one switch after the other; the last is not asked for."""
    *before, (_, last) = pieces
    term = last.term
    for fact, one in reversed(before):
        term = if_less(fact.left, fact.right, one.term, term)
    shown = tuple(line for _, one in pieces for line in one.shown)
    return Stable(term, shown, max(one.error for _, one in pieces))
