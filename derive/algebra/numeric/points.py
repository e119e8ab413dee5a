"""Exact rational points at which all that is given holds.

The numbers are simple (1/3, 2/5, 2 …), so that a person can check a counterexample by hand, and they are
the same in every run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType

from flint import ctx, fmpq
from sympy import Expr, Indexed, Integer, S

from derive.algebra.numeric.balls import (
    PRECISIONS,
    Evaluator,
    Point,
    ball,
    decide,
    evaluate,
    less,
    less_equal,
    plain,
    same,
)
from derive.algebra.numeric.choosing import Chooser, Needs, needed
from derive.algebra.numeric.matrices import is_definite
from derive.algebra.numeric.place import places
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.language.matrix_terms import determinant, matrix_of
from derive.statement import (
    NOTHING,
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Given,
    Index,
    Integers,
    Interval,
    JointDensity,
    Less,
    LessEqual,
    Member,
    PositiveDefinite,
    Sample,
    Unequal,
    Values,
)

ATTEMPTS = 240


def points(given: Given, terms: Iterable[Expr], count: int) -> Iterator[Point]:
    """Up to `count` different points with a value for every symbol and all data that the terms and the
    Given hold; every fact of the Given is shown to hold at each. There may be none."""
    needs = needed(given, [plain(t, given) for t in terms])
    yield from _row(given, needs).first(count)


# ── whether a fact holds at a point ──


def holds(fact: Fact, point: Point, given: Given = NOTHING) -> bool | None:
    """Whether a fact holds at a point, rigorously; None where that is not decided, or a term of it is
    undefined."""
    try:
        return truth(fact, point, given)
    except DeriveError:
        return None


def truth(fact: Fact, point: Point, given: Given) -> bool | None:
    """As `holds`, but raises Undefined."""
    match fact:
        case Equal(left=left, right=right):
            return decide(left, right, point, given, same)[0]
        case Unequal(left=left, right=right):
            return negation(decide(left, right, point, given, same)[0])
        case Less(left=left, right=right):
            return decide(left, right, point, given, less)[0]
        case LessEqual(left=left, right=right):
            return decide(left, right, point, given, less_equal)[0]
        case Member(term=term, domain=domain):
            return contains(domain, term, point, given)
        case Each(fact=inner, index=index):
            return every(inner, index, point, given)
        case Sample():
            return conjunction(truth(said, point, given) for said in fact.supported())
        case PositiveDefinite(entry=inside, row=row, column=column):
            return definite(matrix_of(inside, row, column), point, given)
        case Definition() | JointDensity():
            return True


def definite(matrix: Expr, point: Point, given: Given) -> bool | None:
    """Whether a matrix is positive definite."""
    term = plain(determinant(matrix), given)
    with ctx.workprec(PRECISIONS[0]):
        return is_definite(Evaluator(point, given).rows(term.args[0]))


def negation(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def every(fact: Fact, index: Index, point: Point, given: Given) -> bool | None:
    symbol, low, high = index
    places = Evaluator(point, given).places((symbol, plain(low, given), plain(high, given)))
    return conjunction(truth(fact, point.with_value(symbol, fmpq(k)), given) for k in places)


def conjunction(answers: Iterable[bool | None]) -> bool | None:
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result


def contains(domain: Domain, term: Expr, point: Point, given: Given) -> bool | None:
    """Whether the value of a term lies in a domain."""
    match domain:
        case Interval(low=low, high=high):
            return conjunction(
                truth(LessEqual(*sides) if closed else Less(*sides), point, given)
                for sides, closed in (((low, term), domain.low_closed), ((term, high), domain.high_closed))
                if not (sides[0] is S.NegativeInfinity or sides[1] is S.Infinity)
            )
        case Integers(low=low, high=high):
            value = evaluate(term, point, given)
            if not isinstance(value, fmpq):
                return None if ball(value).contains_integer() else False
            return conjunction((value.q == 1, contains(Interval(low, high, True, True), term, point, given)))
        case Values(members=members):
            answers = [truth(Equal(term, m), point, given) for m in members]
            return True if True in answers else None if None in answers else False


# ── points ──


class Row:
    """The points for what is needed, found one after the other as they are asked for."""

    def __init__(self, given: Given, needs: Needs) -> None:
        self.chooser = Chooser(given, needs)
        self.facts = [f for f in given.facts() if not isinstance(f, Definition | JointDensity)]
        self.attempts = iter(range(ATTEMPTS))
        self.found: list[Point] = []
        self.seen: set[str] = set()

    def first(self, count: int) -> Iterator[Point]:
        for k in range(count):
            if k == len(self.found) and not self._another():
                return
            yield self.found[k]

    def _another(self) -> bool:
        for attempt in self.attempts:
            try:
                point = self.chooser.choose(attempt)
            except DeriveError:
                continue
            point = mended(point, self.facts, self.chooser.given)
            key = str(point)
            if key not in self.seen and all(satisfied(fact, point, self.chooser) for fact in self.facts):
                self.seen.add(key)
                self.found.append(point)
                return True
        return False


_row = lru_cache(maxsize=1024)(Row)


def satisfied(fact: Fact, point: Point, chooser: Chooser) -> bool:
    """Whether a fact holds at a point: as is seen there, or because a symbol was given its value by it (which
    a ball cannot show)."""
    found = holds(fact, point, chooser.given)
    return chooser.defines(fact) if found is None else found


def mended(point: Point, facts: Sequence[Fact], given: Given) -> Point:
    """The point moved so that the equalities among the facts hold, as far as each can be solved for a
    value that no other equality has moved."""
    moved: set[object] = set()
    for fact in facts:
        for equation in instances(fact, point, given):
            if holds(equation, point, given) is False:
                point = solved(equation, point, given, moved)
    return point


def instances(
    fact: Fact, point: Point, given: Given, at: Mapping[Expr, Expr] = MappingProxyType({})
) -> Iterator[Equal]:
    """An equality; and one about every index at each of its places."""
    match fact:
        case Equal(left=left, right=right):
            yield Equal(substitute(left, at), substitute(right, at))
        case Each(fact=inner, index=(symbol, low, high)):
            try:
                run = Evaluator(point, given).places((symbol, plain(low, given), plain(high, given)))
            except DeriveError:
                return
            for place in run:
                inside = point.with_value(symbol, fmpq(place))
                yield from instances(inner, inside, given, {**at, symbol: Integer(place)})


def solved(equation: Equal, point: Point, given: Given, moved: set[object]) -> Point:
    """The point with one value changed so that the equation holds, where it is linear in that value."""
    difference = plain(equation.left - equation.right, given)
    for key, vary in (*alone(equation, point), *unknowns(difference, point)):
        if key in moved:
            continue
        try:
            low, high = (evaluate(difference, vary(fmpq(t)), given) for t in (0, 1))
            if isinstance(low, fmpq) and isinstance(high, fmpq) and low != high:
                place = vary(low / (low - high))
                if holds(equation, place, given):
                    moved.add(key)
                    return place
        except DeriveError:
            continue
    return point


def alone(equation: Equal, point: Point) -> Iterator[tuple[object, Callable[[fmpq], Point]]]:
    """The observation that one side of an equation is."""
    for side in (equation.left, equation.right):
        if isinstance(side, Indexed) and all(isinstance(k, Integer) and k > 0 for k in side.indices):
            label, where = str(side.base.label), tuple(int(k) for k in side.indices)
            if where in places(point.data.get(label, ())):
                yield (label, where), partial(point.with_observation, label, where)


def unknowns(term: Expr, point: Point) -> Iterator[tuple[object, Callable[[fmpq], Point]]]:
    """What may be moved: the symbols of a term; its data, all by one factor, or the last of them."""
    for symbol in sorted(names(term), key=str):
        if symbol in point.values:
            yield symbol, partial(point.with_value, symbol)
    labels = {str(item.base.label): item for item in term.atoms(Indexed)}
    for label in sorted(labels.keys() & point.data.keys()):
        yield label, partial(point.with_data_times, label)
        for place in reversed(list(places(point.data[label]))):
            yield (label, place), partial(point.with_observation, label, place)
