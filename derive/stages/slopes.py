"""The gradient and the Hessian of a loss: in what it predicts, and through the link that takes any real number
there. Where the loss turns, they are those of its pieces, and the slopes on both sides of a turn are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import combinations_with_replacement, pairwise

from sympy import Abs, Expr, Function, Indexed, S, Sum, Symbol, exp, log

from derive.algebra.form.normal import factored
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.kernel.derivation import Part
from derive.kernel.theorem import Theorem, infer
from derive.language.build import evaluated
from derive.language.vocabulary import if_equal, if_less, maximum, minimum, sigmoid, xlogy
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.likelihoods import Declared, assumed
from derive.stages.pieces import replaced, smooth_pieces
from derive.stages.showing_slopes import slope_forms
from derive.statement import (
    REALS,
    Definition,
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
    indices_of,
)

GRADIENT, HESSIAN, TURNS = "gradient_of_loss", "hessian_of_loss", "slopes_at_turns"
LINK, LINKED_GRADIENT, LINKED_HESSIAN = "loss_with_link", "gradient_with_link", "hessian_with_link"
SLOPES = (GRADIENT, HESSIAN, TURNS, LINK, LINKED_GRADIENT, LINKED_HESSIAN)
"""The parts that are told of slopes, in reading order."""

TURNING = (if_less, if_equal, maximum, minimum, Abs)
LETTERS, PLACES = "zutw", "jlirs"
"""Letters for what a link takes, and for places in a vector."""
MOST_LABELS = 4


@dataclass(frozen=True)
class _View:
    """A loss at its predictions, or through a link, as a function of numbers or vectors that lie in open sets;
    `definition` says what its name stands for."""

    head: Expr
    formula: Expr
    predictions: Declared
    definition: Definition
    loss: Loss

    @property
    def given(self) -> Given:
        target = [self.loss.target] if self.loss.target else []
        given = assumed((*self.loss.known, *self.predictions, *target))
        return given.adding(Provenance.DEFINITION, self.definition)


@dataclass(frozen=True)
class _Case:
    """A loss where it does not turn: for one label, or on a piece, which `here` tells."""

    head: Expr
    formula: Expr
    given: Given
    here: tuple[Member, ...] = ()


def slopes(loss: Loss) -> tuple[Part, ...]:
    """What is shown of the slopes of a loss; nothing where its predictions are single points."""
    own, through = open_view(loss), linked(loss)
    if own is None:
        return ()
    found = of_view(own, GRADIENT, HESSIAN, TURNS)
    if through is not None and (inside := of_view(through, LINKED_GRADIENT, LINKED_HESSIAN, "")):
        composed = Chain(through.given, through.head).by("definition").by("log-of-exponential").theorem()
        found += [Part(LINK, (composed,)), *inside]
    return tuple(found)


def open_view(loss: Loss) -> _View | None:
    """The loss inside the sets of its predictions; a vector's entries need not add up to anything there."""
    inside: list[tuple[Symbol, Space]] = []
    for a, space in loss.predictions:
        numbers = space.entries if isinstance(space, Vectors) else space
        if not isinstance(numbers, Interval):
            return None
        numbers = Interval(numbers.low, numbers.high)
        inside.append((a, Vectors(space.index, numbers) if isinstance(space, Vectors) else numbers))
    definition = Definition(loss.call(), loss.formula)
    return _View(loss.call(), loss.formula, tuple(inside), definition, loss)


# ── links ──


def linked(loss: Loss) -> _View | None:
    """The loss of σ(z) for a probability, of exp(z) for what is positive, of softmax(z) for probabilities;
    None where any real number can be predicted as it is."""
    declared = (*loss.predictions, *loss.known, *([loss.target] if loss.target else []))
    taken = {s.name for s, _ in declared} | {i.name for _, space in declared for i, _, _ in indices_of(space)}
    letters = iter([Symbol(letter) for letter in LETTERS if letter not in taken])
    values: dict[Symbol, Expr] = {}
    inside: list[tuple[Symbol, Space]] = []
    for a, space in loss.predictions:
        match space:
            case Interval(low=S.Zero, high=S.One):
                z = next(letters)
                values[a] = sigmoid(z)
                inside.append((z, REALS))
            case Interval(low=S.Zero, high=S.Infinity):
                z = next(letters)
                values[a] = exp(z)
                inside.append((z, REALS))
            case Vectors(total=S.One):
                return softmax_view(loss, a, space, next(letters)) if len(loss.predictions) == 1 else None
            case _:
                inside.append((a, space))
    if not values:
        return None
    head, formula = substitute(loss.call(), values), substitute(loss.formula, values)
    return _View(head, formula, tuple(inside), Definition(loss.call(), loss.formula), loss)


def softmax_view(loss: Loss, p: Symbol, space: Vectors, z: Symbol) -> _View:
    """The loss with exp(z_k)/∑ exp(z_k) for every p_k, under a name of its own."""
    total = Sum(exp(entry(z, space.index[0])), space.index)
    places = [one for one in loss.formula.atoms(Indexed) if one.base.label.name == p.name]
    formula = loss.formula.xreplace({one: exp(entry(z, one.indices[0])) / total for one in places})
    head = Function(f"{loss.symbol}_z")(*(z if s == p else s for s in loss.arguments))
    return _View(head, formula, ((z, Vectors(space.index, REALS)),), Definition(head, formula), loss)


# ── where it does not turn ──


def cases(view: _View) -> list[_Case] | None:
    """The loss as a whole where it does not turn; else its pieces, for each label if these are listed. None
    where the pieces are not found."""
    moving = {a for a, _ in view.predictions}
    if not turns(view.formula, moving):
        return [_Case(view.head, view.formula, view.given)]
    match view.loss.target:
        case (target, Values(members=labels)) if len(labels) <= MOST_LABELS:
            at = [{target: label} for label in labels]
        case _:
            at = [{}]
    found: list[_Case] = []
    for values in at:
        formula = settled(evaluated(substitute(view.formula, values)))
        pieces = cut(_Case(substitute(view.head, values), formula, view.given), view.predictions)
        if pieces is None:
            return None
        found += pieces
    return found


def settled(formula: Expr) -> Expr:
    """The formula with what is switched on by a number put in."""
    switches = {
        one: one.args[2] if one.args[0] == one.args[1] else one.args[3] for one in formula.atoms(if_equal)
    }
    numbers = {one: value for one, value in switches.items() if all(part.is_Number for part in one.args[:2])}
    return replaced(formula, numbers)


def cut(case: _Case, predictions: Declared) -> list[_Case] | None:
    """The pieces by one prediction after the other."""
    found = [case]
    for a, space in predictions:
        if not isinstance(space, Interval):
            continue
        parts = [(one, smooth_pieces(one.formula, a, space, one.given)) for one in found]
        if any(pieces is None for _, pieces in parts):
            continue  # it may turn by the others alone
        found = [
            replace(one, formula=term, here=(*one.here, *([Member(a, where)] if where != space else [])))
            for one, pieces in parts
            for where, term in pieces or ()
        ]
    moving = {a for a, _ in predictions}
    return None if any(turns(one.formula, moving) for one in found) else found


def turns(formula: Expr, moving: set[Symbol]) -> bool:
    """Whether a switch or an absolute value moves with one of these."""
    return any(names(one) & moving for one in formula.atoms(*TURNING))


def on_piece(case: _Case) -> Given:
    """With where the piece lies, as the hypothesis of what is told of it."""
    ends = (fact for member in case.here for fact in between(member))
    return case.given.adding(Provenance.HYPOTHESIS, *ends)


def between(member: Member) -> Iterator[Less]:
    """That a term lies between the ends of an open interval."""
    match member.domain:
        case Interval(low=low, high=high):
            if low is not S.NegativeInfinity:
                yield Less(low, member.term)
            if high is not S.Infinity:
                yield Less(member.term, high)


# ── derivatives ──


def of_view(view: _View, gradient: str, hessian: str, turns: str) -> list[Part]:
    """The first and the second derivatives on every piece, and the slopes where pieces meet."""
    pieces = cases(view)
    if pieces is None:
        return []
    first: list[Theorem] = []
    second: list[Theorem] = []
    try:
        for case in pieces:
            by = [derivative(case, view, a, space) for a, space in view.predictions]
            first += by
            second += [
                again(one, view, *view.predictions[place])
                for one, place in ((by[i], j) for i, j in combinations_with_replacement(range(len(by)), 2))
            ]
    except DeriveError:
        return [Part(gradient, tuple(first))] if len(first) == len(pieces) * len(view.predictions) else []
    found = [Part(gradient, tuple(first)), Part(hessian, tuple(second))]
    if turns and (sides := tuple(at_turns(pieces, view))):
        found.append(Part(turns, sides))
    return found


def derivative(case: _Case, view: _View, a: Symbol, space: Space) -> Theorem:
    """∂loss/∂a, or by an entry of a vector."""
    given, by = beside(on_piece(case), view, a, space, 0)
    value = Chain(given, case.head).by("definition").into(apart(case.formula)).theorem()
    return worked_out(infer(named("differentiate-both-sides"), given, (value,), (by,)), view)


def apart(formula: Expr) -> Expr:
    """Every a·log(b/c) with 0·log 0 = 0 as a·log b − a·log c."""
    found = {one: one.args[1].as_numer_denom() for one in formula.atoms(xlogy)}
    return formula.xreplace(
        {one: xlogy(one.args[0], b) - one.args[0] * log(c) for one, (b, c) in found.items()}
    )


def again(first: Theorem, view: _View, a: Symbol, space: Space) -> Theorem:
    """The derivative of a derivative, by the same or another prediction, or by an entry of a vector."""
    given, by = beside(first.given, view, a, space, 1)
    return worked_out(infer(named("differentiate-both-sides"), given, (first,), (by,)), view)


def beside(given: Given, view: _View, a: Symbol, space: Space, order: int) -> tuple[Given, Expr]:
    """What a derivative is taken by: of a vector, the entry at a place of its own."""
    if not isinstance(space, Vectors):
        return given, a
    taken = {symbol.name for symbol in names(view.formula) if isinstance(symbol, Symbol)} | {
        space.index[0].name,
        *(symbol.name for symbol, _ in view.loss.known),
    }
    place = [Symbol(letter) for letter in PLACES if letter not in taken][order]
    inside = Member(place, Integers(*space.index[1:]))
    return given.adding(Provenance.BINDING, inside), entry(a, place)


def worked_out(slope: Theorem, view: _View) -> Theorem:
    """A derivative by the rules, in the shortest form."""
    chain = Chain(slope.given, slope).by("differentiate")
    for form in slope_forms(chain.term, view.formula, slope.given, view.loss.target):
        with suppress(DeriveError):
            return chain.copy().into(form).theorem()
    return chain.theorem()


# ── where it turns ──


def at_turns(pieces: list[_Case], view: _View) -> Iterator[Theorem]:
    """The limits of the difference quotient from both sides, where neighbouring pieces meet and both of them
    are found."""
    for before, after in pairwise(pieces):
        match before.here[-1:], after.here[-1:]:
            case (Member(term=Symbol() as a, domain=Interval() as low),), (Member(term=b, domain=high),):
                if (
                    a == b
                    and isinstance(high, Interval)
                    and low.high == high.low
                    and before.head == after.head
                    and before.here[:-1] == after.here[:-1]
                ):
                    with suppress(DeriveError):
                        yield from (one_sided(before, a, low.high, low), one_sided(after, a, high.low, high))


def one_sided(case: _Case, a: Symbol, place: Expr, domain: Interval) -> Theorem:
    """The limit of (ℓ(a) − ℓ(c))/(a − c) as a tends to c from one side."""
    there = substitute(case.formula, {a: place})
    quotient = (case.head - substitute(case.head, {a: place})) / (a - place)
    given = on_piece(case)
    chain = Chain(given, quotient).by("definition")
    slope = factored((case.formula - there) / (a - place), given)
    same = chain.into(slope).theorem()
    for rule in ("limit-by-continuity", "limit-of-terms"):
        with suppress(DeriveError):
            limit = infer(named(rule), given, (), (slope, a, place, domain))
            return infer(named("same-function"), given, (limit, symmetric(same)))
    raise DeriveError(f"the slope at {a} = {place} is not found")
