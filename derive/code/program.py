"""A loss as a program: for each label, if these are listed, its value and its derivatives in stable forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sympy import Derivative, Expr, Symbol, Tuple

from derive.algebra.numeric.points import points
from derive.algebra.terms import substitute
from derive.code.floats import value
from derive.code.functions import negative_log_softmax, plain, softmax_residual
from derive.code.stable import Places, Stable, of_constant, of_prediction, of_target, stable
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.build import evaluated
from derive.language.vocabulary import if_less, indicator, maximum, minimum
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.criterion import defined
from derive.stages.likelihoods import assumed, meant, spaces_of
from derive.stages.pieces import smooth_pieces
from derive.stages.showing_slopes import slope_forms
from derive.stages.slopes import apart, settled
from derive.statement import (
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
PLACE = "j"


@dataclass(frozen=True)
class Branch:
    """What is computed for one label, or for all of them: the value, and a derivative by each prediction, by
    the entry at `place` of a vector."""

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
        return tuple(t for b in self.branches for one in (b.value, *b.slopes) for t in one.theorems)

    @property
    def trusted(self) -> bool:
        """Whether no form was found to lose digits."""
        return all(one.trusted for b in self.branches for one in (b.value, *b.slopes))


def program(loss: Loss) -> Program:
    """Stable forms of a loss and of its derivatives, each proved equal to the formula. Raises DeriveError for a
    loss that is not known to be defined, or has no form that a machine computes."""
    defined(loss)
    place = free_place(loss)
    return Program(loss, tuple(branches(loss, place)), place)


def free_place(loss: Loss) -> Symbol:
    taken = {symbol.name for symbol, _ in spaces_of(loss)}
    taken |= {space.index[0].name for _, space in spaces_of(loss) if isinstance(space, Vectors)}
    return next(Symbol(letter) for letter in (PLACE, "l", "r", "s") if letter not in taken)


def branches(loss: Loss, place: Symbol) -> Iterator[Branch]:
    given = assumed(spaces_of(loss))
    match loss.target:
        case (target, Values(members=labels)) if len(labels) <= MOST_LABELS:
            known = assumed((*loss.known, *loss.predictions))
            for label in labels:
                formula = meant(settled(evaluated(substitute(loss.formula, {target: label}))))
                yield branch(loss, label, formula, known, place)
        case _:
            yield branch(loss, None, loss.formula, given, place)


def branch(loss: Loss, label: Expr | None, formula: Expr, given: Given, place: Symbol) -> Branch:
    looked = places(loss, label, given)
    value = best([formula], given, looked, loss)
    smooth = all(isinstance(space, Interval | Vectors) for _, space in loss.predictions)
    slopes = (slope(formula, a, space, given, looked, loss, place) for a, space in loss.predictions)
    return Branch(label, value, tuple(slopes) if smooth else ())


def places(loss: Loss, label: Expr | None, given: Given) -> Places:
    """Numbers at which the digits are counted; none for a loss of vectors."""
    if any(isinstance(space, Vectors) for _, space in loss.predictions):
        return ()
    found = [(a, of_prediction(space)) for a, space in loss.predictions]
    found += [(c, of_constant(space, given)) for c, space in loss.known]
    if loss.target and label is None:
        found.append((loss.target[0], of_target(loss.target[1])))
    return found


def best(terms: list[Expr], given: Given, looked: Places, loss: Loss) -> Stable:
    """A stable form; of a loss of a vector, by the functions that libraries have for these."""
    for a, space in loss.predictions:
        if isinstance(space, Vectors):
            return of_vector(terms[0], given, a, space, loss)
    return stable(terms, given, looked)


def of_vector(term: Expr, given: Given, a: Symbol, space: Vectors, loss: Loss) -> Stable:
    """log ∑ₖ exp(zₖ) − z_y, and its derivative, each as one function; else the term as it is."""
    item, run = entry(a, space.index[0]), Tuple(*space.index)
    if loss.target is not None:
        y = loss.target[0]
        indicated = {place for one in term.atoms(indicator) for place in one.args} - {y}
        found = [negative_log_softmax(item, run, y), *(softmax_residual(item, run, y, j) for j in indicated)]
        for form in found:
            with suppress(DeriveError):
                return Stable(form, infer(named("normal-form"), given, (), (term, plain(form))), 0.0)
    return Stable(term, infer(named("reflexivity"), given, (), (term,)), 0.0)


def slope(
    formula: Expr, a: Symbol, space: Space, given: Given, looked: Places, loss: Loss, place: Symbol
) -> Stable:
    """The derivative by a prediction; where the loss turns, from piece to piece, and at a turn that of the
    piece above it."""
    if isinstance(space, Vectors):
        inside = given.adding(Provenance.BINDING, Member(place, Integers(*space.index[1:])))
        return best([derived(formula, entry(a, place), inside)], inside, looked, loss)
    assert isinstance(space, Interval)
    pieces = smooth_pieces(formula, a, space, given)
    if pieces is None:
        return by_cases(formula, a, given, looked, loss)
    found = []
    for where, term in pieces:
        inner = Interval(where.low, where.high)
        here = within(given, a, inner)
        derivative = derived(term, a, here, given)
        forms = slope_forms(derivative, term, here, loss.target)
        near = [(s, tuple(n for n in ns if s != a or lies(n, inner, looked))) for s, ns in looked]
        found.append((Less(a, where.high), best([derivative, *forms], holding(here, given), near, loss)))
    return joined(found)


def by_cases(formula: Expr, a: Symbol, given: Given, looked: Places, loss: Loss) -> Stable:
    """The derivative where it is not known on which pieces of its space the loss is smooth."""
    found = []
    for fact, term, here in cases(formula, given):
        derivative = derived(term, a, here)
        found.append((fact, best([derivative], here, (), loss)))
    return joined(found)


def within(given: Given, a: Symbol, where: Interval) -> Given:
    """With a prediction on a piece."""
    kept = Given(tuple(one for one in given.assumptions if a not in free_of_fact(one.fact)))
    return kept.adding(Provenance.PARAMETERS, *lying_in(a, where))


def lies(number: float, where: Interval, looked: Places) -> bool:
    """Whether a number is inside a piece, with the first numbers of the other symbols."""
    at = {symbol: numbers[0] for symbol, numbers in looked if numbers}
    low, high = ((float(end) if end.is_infinite else value(end, at)) for end in (where.low, where.high))
    return low < number < high


def derived(term: Expr, by: Expr, *where: Given) -> Expr:
    """The derivative of a smooth term, under the first of what is given that can be made use of."""
    for given in where[:-1]:
        with suppress(DeriveError):
            return Chain(given, Derivative(apart(term), by)).by("differentiate").term
    return Chain(where[-1], Derivative(apart(term), by)).by("differentiate").term


def cases(term: Expr, given: Given) -> Iterator[tuple[Less | None, Expr, Given]]:
    """The term where one of its parts that turn is settled, then the next; the last without a condition."""
    turning = sorted(term.atoms(maximum, minimum), key=lambda one: (one.count_ops(), str(one)))
    if not turning:
        yield None, term, given
        return
    (one, other), largest = turning[0].args, isinstance(turning[0], maximum)
    for low, high in ((one, other), (other, one)):
        fact = Less(low, high)
        inside = given.adding(Provenance.HYPOTHESIS, fact)
        for _, settled_term, here in cases(term.xreplace({turning[0]: high if largest else low}), inside):
            yield fact if low is one else None, settled_term, here


def joined(pieces: list[tuple[Less | None, Stable]]) -> Stable:
    """The derivatives on the pieces as one switch after the other; the last needs no condition."""
    *before, (_, last) = pieces
    term = last.term
    for fact, one in reversed(before):
        assert fact is not None
        term = if_less(fact.left, fact.right, one.term, term)
    return Stable(term, last.theorem, max(one.error for _, one in pieces), tuple(o.theorem for _, o in before))


def holding(given: Given, otherwise: Given) -> Given:
    """What is given on a piece, if a point of it is found; else what is given everywhere."""
    return given if any(points(given, [], 1)) else otherwise
