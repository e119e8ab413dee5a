"""The tangent of the logarithm: log u <= log v + u/v − 1 for all u, v > 0, with equality only at u = v.

It holds because log is concave (Rudin 1976, chapter 8; Cover & Thomas 2006, section 2.6). With v = 1 it is
log u <= u − 1, and with u = exp z it is exp z >= 1 + z. Under a sum over probabilities it is Gibbs' inequality;
with v the mean of u it is Jensen's for log (and AM-GM), and with u = exp z Jensen's for exp. All of these are
one step: some logs of a goal are put below (or above) their tangent at a v for which all logs cancel, and what
is left is rational.

A sound heuristic: the choice of v is forced by what has to cancel, so few are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import combinations

from sympy import Add, Expr, Mul, Pow, Rational, S, Sum, exp, log

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored, fraction
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import above, goal_above
from derive.algebra.terms import body, limits, names, substitute
from derive.errors import DeriveError
from derive.statement import Each, Equal, Fact, Given, Index, nonnegative, nonzero

LOGS, WAYS, SIZE = 7, 24, 300
"""The most logs of a goal, ways to bound them, and operations in a goal."""


@dataclass(frozen=True)
class Log:
    """weight·log(argument), summed over indices (the innermost first, none for a single one)."""

    weight: Expr
    argument: Expr
    over: tuple[Index, ...] = ()

    def total(self, inside: Expr) -> Expr:
        whole: Expr = Sum(inside, *self.over) if self.over else inside
        return whole


def by_tangent(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """A goal with logs from one without: some logs are bounded by their tangents, the others cancel."""
    goal = goal_above(fact)
    if not goal or not goal[0].has(log, exp) or goal[0].count_ops() > SIZE:
        return
    term, strict = goal
    for bounded, rest in dict.fromkeys(ways(term, given)):
        signs = tuple(
            (given.under(*reversed(one.over)), above(one.weight * (1 if up else -1), False))
            for one, up, _ in bounded
        )
        yield (*signs, (given, above(rest, strict)))
        if strict:
            for one, up, point in bounded:
                if not one.over:
                    apart = (given, nonzero(one.argument - point))
                    sure = (given, above(one.weight * (1 if up else -1), True))
                    yield (*signs, sure, apart, (given, above(rest, False)))


Bounded = tuple[tuple[Log, bool, Expr], ...]
"""Logs that are bounded, each with whether its weight is positive, and the v of its tangent."""


@lru_cache(maxsize=4096)
def ways(term: Expr, given: Given) -> tuple[tuple[Bounded, Expr], ...]:
    """The ways to bound some logs so that the others cancel, with what is left of the term."""
    places = tuple(points(given, [term], 3))
    found: list[tuple[Bounded, Expr]] = []
    for shape in shapes(term, given):
        logs, rest = collected(shape)
        if not 0 < len(logs) <= LOGS:
            continue
        ups = {one: is_up(one, given, places) for one in logs}
        if all(up is not None for up in ups.values()):
            found.append(left_over(tuple((one, bool(ups[one]), S.One) for one in logs), rest))
        hopeful = [one for one in logs if ups[one] is not None]
        for count in range(1, len(logs)):
            for chosen in combinations(hopeful, count):
                if len({ups[one] for one in chosen}) == 1:
                    others = [one for one in logs if one not in chosen]
                    for points_of_contact in cancelling(list(chosen), others, given):
                        up = bool(ups[chosen[0]])
                        bounded = tuple((one, up, v) for one, v in points_of_contact)
                        found.append(left_over(bounded, rest))
    likely = (way for way in found if all(holds(nonnegative(way[1]), p, given) is not False for p in places))
    return tuple(dict.fromkeys(likely))[:WAYS]


def left_over(bounded: Bounded, rest: Expr) -> tuple[Bounded, Expr]:
    """w·log u >= w·(log v + 1 − v/u) for w >= 0, and w·log u >= w·(log v + u/v − 1) for w <= 0."""
    for one, up, v in bounded:
        line = 1 - v / one.argument if up else one.argument / v - 1
        rest += one.total(one.weight * line)
    return bounded, rest


def shapes(term: Expr, given: Given) -> Iterator[Expr]:
    """The term as it stands, and over the generators, where that is a polynomial in them."""
    if not term.has(exp):
        yield term
    try:
        num, den = fraction(term, given)
    except DeriveError:
        return
    if den == 1:
        yield num


# ── taking a term apart ──


def collected(term: Expr) -> tuple[list[Log], Expr]:
    """The logs of a sum of terms, with their weights, and the rest. Where exp(z) stands in the term, z is the
    log of it."""
    exponents = sorted({part.args[0] for part in term.atoms(exp) if not part.args[0].has(log)}, key=str)
    ranges: list[tuple[Index, ...]] = []
    found: dict[tuple[Expr, tuple[Index, ...]], Expr] = {}
    rest = S.Zero
    for monomial in Add.make_args(term):
        one = as_log(monomial, exponents)
        if one is None:
            rest += monomial
            continue
        one = aligned(one, ranges)
        found[one.argument, one.over] = found.get((one.argument, one.over), S.Zero) + one.weight
    return [Log(w, argument, over) for (argument, over), w in found.items() if w != 0], rest


def as_log(monomial: Expr, exponents: list[Expr]) -> Log | None:
    for factor in Mul.make_args(monomial):
        outside = monomial / factor
        if isinstance(factor, Sum):
            one = _inside(body(factor), exponents)
            free = not outside.has(log) and not names(outside) & {index[0] for index in limits(factor)}
            if one is not None and free:
                return Log(outside * one.weight, one.argument, limits(factor))
    return _inside(monomial, exponents)


def _inside(product: Expr, exponents: list[Expr]) -> Log | None:
    logs = [factor for factor in Mul.make_args(product) if isinstance(factor, log)]
    if len(logs) == 1:
        weight = product / logs[0]
        return None if weight.has(log) else Log(weight, logs[0].args[0])
    if product.has(log):
        return None
    for exponent in exponents:
        scale, shape = exponent.as_coeff_Mul()
        factors = Mul.make_args(shape)
        if all(factor in Mul.make_args(product) for factor in factors):
            weight = product / shape
            if not weight.has(*factors):
                return Log(weight / scale, exp(exponent))
    return None


def aligned(one: Log, ranges: list[tuple[Index, ...]]) -> Log:
    """The same sum with the index of an earlier one over the same range, so that summands can be compared."""
    if not one.over:
        return one
    for known in ranges:
        if [index[1:] for index in known] == [index[1:] for index in one.over]:
            renamed = {old: new for (old, *_), (new, *_) in zip(one.over, known, strict=True) if old != new}
            if renamed and (len(known) > 1 or names(one.weight * one.argument) & set(renamed.values())):
                continue
            return Log(substitute(one.weight, renamed), substitute(one.argument, renamed), known)
    ranges.append(one.over)
    return one


def is_up(one: Log, given: Given, places: tuple[Point, ...]) -> bool | None:
    """Whether a weight is not negative at the points that are looked at, or not positive; None for neither."""
    for up, term in ((True, one.weight), (False, -one.weight)):
        everywhere = _at_each(nonnegative(term), one.over)
        if all(holds(everywhere, place, given) is True for place in places):
            return up
    return None


def _at_each(fact: Fact, indices: tuple[Index, ...]) -> Fact:
    return reduce(Each, indices, fact)


# ── choosing where the tangents touch ──


def cancelling(chosen: list[Log], others: list[Log], given: Given) -> Iterator[list[tuple[Log, Expr]]]:
    """For each chosen log the v at which the tangents take the other logs away: Σ w·log v + Σ others = 0,
    with log v a combination of the other logs with rational numbers."""
    for pairing in (True, False):
        found = dict.fromkeys(chosen, S.One)
        shared = S.One
        whole = settled(Add(*(one.total(one.weight) for one in chosen)), given)
        for other in others:
            partner = next((one for one in chosen if pairing and other.over == one.over), None)
            share = None
            for partner in chosen:
                if (pairing or other.over) and partner.over == other.over:
                    share = number(other.weight / partner.weight, given.under(*reversed(other.over)))
                    if share is not None:
                        found[partner] *= Pow(other.argument, -share)
                        break
            if share is None:
                share = number(settled(other.weight, given) / whole, given) if not other.over else None
                if share is None:
                    break
                shared *= Pow(other.argument, -share)
        else:
            yield [(one, v * shared) for one, v in found.items()]


def settled(term: Expr, given: Given) -> Expr:
    """The term with the sums put in whose values are among the facts."""
    for fact in given.facts():
        if isinstance(fact, Equal):
            for side, value in ((fact.left, fact.right), (fact.right, fact.left)):
                if isinstance(side, Sum):
                    for part in term.atoms(Sum):
                        if equal(part, side):
                            term = term.xreplace({part: value})
    return term


def number(term: Expr, given: Given) -> Rational | None:
    """The rational number that a term is."""
    try:
        value = factored(term, given)
    except DeriveError:
        return None
    return value if isinstance(value, Rational) else None
