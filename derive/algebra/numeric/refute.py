"""Refutation: an exact point at which a claim fails, with rigorous values of both sides.

Nothing here proves a claim; and a claim that is not refuted may still be false. At a point where a side
is undefined, nothing is concluded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TypeAlias

from flint import arb, ctx, fmpq
from sympy import Expr, Indexed, Rational, S, Symbol

from derive.algebra.form.normal import vanishes
from derive.algebra.numeric.approach import PRECISIONS, Approach, is_plain, misses, near_point, towards_infinity
from derive.algebra.numeric.arrays import array_argmax
from derive.algebra.numeric.balls import (
    Evaluator,
    Point,
    Value,
    ball,
    evaluate,
    less,
    less_equal,
    plain,
    same,
)  # fmt: skip
from derive.algebra.numeric.counterexample import domain_text, report
from derive.algebra.numeric.existence import along, beyond, maximiser_family
from derive.algebra.numeric.graph import Graph, graph
from derive.algebra.numeric.joint import bijection, joint_argmax
from derive.algebra.numeric.matrix import inverse_matrix
from derive.algebra.numeric.points import holds, points, truth
from derive.algebra.numeric.roots import argmax_at_root, one_root
from derive.algebra.numeric.spans import span
from derive.algebra.numeric.vectors import (
    affine_argmax,
    maximised_where,
    maximiser_by_directions,
    vector_argmax,
    vector_concave,
)
from derive.algebra.numeric.zeros import made_equal
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.statement import (
    AffineArgmax,
    Argmax,
    ArgmaxAtRoot,
    Argmin,
    ArrayArgmax,
    Bijection,
    Claim,
    Definition,
    Each,
    Equal,
    Equivalent,
    Fact,
    Given,
    Interval,
    InverseMatrix,
    JointArgmax,
    JointClaim,
    JointDensity,
    JointSupremum,
    LeastUpperBound,
    Less,
    LessEqual,
    Limit,
    MaximisedWhere,
    MaximiserByDirections,
    MaximiserExists,
    MaximiserFamily,
    Member,
    Monotone,
    NotLikelihood,
    OneRoot,
    PositiveDefinite,
    Refuted,
    Sample,
    Sense,
    StrictlyConcave,
    Supremum,
    Unequal,
    UniqueRoot,
    Values,
    VectorArgmax,
    VectorConcave,
    terms_of,
)

COUNT = 8
Found: TypeAlias = Refuted | None


def refute(claim: Claim, given: Given, count: int = COUNT) -> Found:
    """A point of the Given at which the claim certainly fails, or None; at most `count` points are
    tried, half as many for a claim about a function, which looks at many values at each.

    For limits (and for suprema that are only approached) no single point can certify a failure; see
    `derive.algebra.approach.misses` for the criterion, which slow convergence does not meet.
    """
    bound = bound_by(claim)
    search = SEARCHES.get(type(claim), at_point)
    tried = (count + 1) // 2 if bound else count
    for point in points(given, [t for t in terms_of(claim) if t not in bound], tried):
        try:
            found = search(claim, point, given)
        except DeriveError:
            continue
        if found is not None:
            return found
    return None


def bound_by(claim: Claim) -> tuple[Symbol, ...]:
    """The variables of the function that a claim is about."""
    if isinstance(claim, JointClaim | ArrayArgmax):
        return claim.variables
    if isinstance(claim, Bijection):
        return claim.variable, claim.value
    if isinstance(claim, NotLikelihood):
        return claim.target, *claim.variables
    return tuple(filter(None, [getattr(claim, name, None) for name in ("variable", "direction")]))


# ── facts ──


def at_point(claim: Fact, point: Point, given: Given) -> Found:
    answer = truth(claim, point, given)
    if answer is True or (answer is None and not sides_meet(claim, point, given)):
        return None
    match claim:
        case Equal(left=left, right=right) | Unequal(left=left, right=right):
            return report(claim, point, given, evaluate(left, point, given), evaluate(right, point, given))
        case Less(left=left, right=right) | LessEqual(left=left, right=right):
            return report(claim, point, given, evaluate(left, point, given), evaluate(right, point, given))
        case Member(term=term, domain=domain):
            return report(claim, point, given, evaluate(term, point, given), domain_text(domain, point, given))
        case Each(fact=fact, index=(symbol, low, high)):
            for k in Evaluator(point, given).places((symbol, plain(low, given), plain(high, given))):
                if found := at_point(fact, point.with_value(symbol, fmpq(k)), given):
                    outer = without(point, symbol)
                    return report(claim, outer, given, found.left, found.right, **{symbol.name: fmpq(k)})
        case PositiveDefinite():
            return report(claim, point, given, "not", "positive definite")
        case Sample():
            return next(filter(None, (at_point(said, point, given) for said in claim.supported())), None)
        case Definition() | JointDensity():
            pass
    return None


def sides_meet(claim: Fact, point: Point, given: Given) -> bool:
    """Whether a claim that its sides are apart fails because they are equal at the point: balls cannot show
    that, but the normal form can."""
    if not isinstance(claim, Less | Unequal):
        return False
    difference = plain(claim.left - claim.right, given)
    values = {s: Rational(int(v.p), int(v.q)) for s, v in point.values.items() if isinstance(v, fmpq)}
    if difference.has(Indexed) or not names(difference) <= values.keys():
        return False
    return vanishes(substitute(difference, values))


def equivalent(claim: Equivalent, point: Point, given: Given) -> Found:
    """One side true and the other false, at the point or where one of the sides is made an equality."""
    for place in (point, *made_equal(claim, point, given)):
        sides = [holds(side, place, given) for side in (claim.left, claim.right)]
        if None not in sides and sides[0] != sides[1]:
            return report(claim, place, given, *(str(side).lower() for side in sides))
    return None


# ── functions of one variable ──


def monotone(claim: Monotone, point: Point, given: Given) -> Found:
    f = graph(claim, point, given)
    found = list(f.values(*f.samples()))
    for (a, left), (b, right) in pairwise(found):
        low, high = (left, right) if claim.sense is Sense.INCREASING else (right, left)
        if less_equal(high, low):
            name = claim.variable.name
            return report(claim, without(point, claim.variable), given, left, right, **{name: a, f"{name}'": b})
    return None


def strictly_concave(claim: StrictlyConcave, point: Point, given: Given) -> Found:
    f = graph(claim, point, given)
    found = list(f.values(*f.samples()))
    for (a, left), (b, right) in pairwise(found):
        for _, middle in f.values((a + b) / 2):
            chord = (left + right) / 2
            if less_equal(middle, chord):
                name = claim.variable.name
                ends = {name: a, f"{name}'": b}
                return report(claim, without(point, claim.variable), given, middle, chord, **ends)
    return None


def unique_root(claim: UniqueRoot, point: Point, given: Given) -> Found:
    f = graph(claim, point, given)
    root = evaluate(claim.root, point, given)
    if found := outside(claim, f, root):
        return found
    for argument, value in f.values(root, *f.samples()):
        wrong = argument is root and different_values(value, fmpq(0))
        second = different_values(argument, root) and isinstance(value, fmpq) and value == 0
        if wrong or second:
            return at(claim, f, argument, value, fmpq(0))
    return None


def supremum(claim: Supremum, point: Point, given: Given) -> Found:
    f = graph(claim, point, given)
    infinite = claim.value in (S.Infinity, S.NegativeInfinity)
    value = arb(str(claim.value).replace("oo", "inf")) if infinite else evaluate(claim.value, point, given)
    place = None if claim.point.is_infinite else evaluate(claim.point, point, given)
    if claim.attained and place is not None:
        if found := outside(claim, f, place):
            return found
        for _, reached in f.values(place):
            if different_values(reached, value):
                return at(claim, f, place, reached, value)
    close = f.around(place) if place is not None else []
    itself = [place] if place is not None and f.inside(place) else []
    for argument, reached in f.values(*f.samples(), *close, *itself):
        above = less(value, reached)
        if above or (not claim.attained and isinstance(value, fmpq) and reached == value):
            return at(claim, f, argument, reached, value)
    if not claim.attained and isinstance(claim.domain, Interval):
        return approaching(claim, f, claim.point, claim.value)
    return None


def least_upper_bound(claim: LeastUpperBound, point: Point, given: Given) -> Found:
    """A value above the bound. That a smaller one would do, no finite number of values can tell."""
    f, bound = graph(claim, point, given), evaluate(claim.value, point, given)
    found = ((argument, value) for argument, value in f.values(*f.samples()) if less(bound, value))
    return next((at(claim, f, argument, value, bound) for argument, value in found), None)


def argmax(claim: Argmax | Argmin, point: Point, given: Given) -> Found:
    f = graph(claim, point, given)
    least = isinstance(claim, Argmin)
    spans = [span(place, point, given) for place in claim.points]
    best = [value for one in spans for value in one.members()]
    for place in best:
        if found := outside(claim, f, place):
            return found
    tops = list(f.values(*best))
    if len(tops) < len(best):
        return None
    others = list(f.values(*f.samples(), *(v for place in best for v in f.around(place))))
    if not best:
        return no_extremum(claim, f, others)
    for _, top in tops:
        for argument, value in (*others, *tops):
            if less(value, top) if least else less(top, value):
                return at(claim, f, argument, value, top)
            missing = all(one.misses(argument) for one in spans)
            if missing and isinstance(value, fmpq) and isinstance(top, fmpq) and value == top:
                return at(claim, f, argument, value, top)
    return None


def no_extremum(claim: Argmax | Argmin, f: Graph, found: list[tuple[Value, Value]]) -> Found:
    """On a finite domain a function that is defined everywhere has a maximiser; elsewhere sampling
    cannot show one."""
    members = set(claim.domain.members) if isinstance(claim.domain, Values) else set()
    if members and len({a for a, _ in found}) == len(members):
        sign = -1 if isinstance(claim, Argmin) else 1
        argument, value = max(found, key=lambda pair: sign * float(ball(pair[1]).mid()))
        return at(claim, f, argument, value, "∅")
    return None


def outside(claim: Claim, f: Graph, argument: Value) -> Found:
    if f.inside(argument) is False:
        return at(claim, f, argument, argument, domain_text(f.domain, f.point, f.given))
    return None


def at(claim: Claim, f: Graph, argument: Value | str, left: Value | str, right: Value | str) -> Refuted:
    place = without(f.point, f.variable)
    return report(claim, place, f.given, left, right, **{f.variable.name: argument})


def without(point: Point, symbol: Symbol) -> Point:
    return replace(point, values={s: v for s, v in point.values.items() if s != symbol})


def different_values(a: Value, b: Value) -> bool:
    return same(a, b) is False


# ── limits ──


def limit(claim: Limit, point: Point, given: Given) -> Found:
    f = Graph(claim.function, claim.variable, claim.domain, point, given)
    return approaching(claim, f, claim.point, claim.value)


def approaching(claim: Claim, f: Graph, place: Expr, value: Expr) -> Found:
    """The values of a function ever closer to a point, against its limit there."""
    if not (is_plain(plain(f.function, f.given)) and is_plain(value)):
        return None
    for approach in approaches(f, place):
        first = approach.arguments[: approach.first]
        for arguments, precision in zip((first, approach.arguments), PRECISIONS, strict=True):
            with ctx.workprec(precision):
                target = None if value.is_infinite else ball(evaluate(value, f.point, f.given, precision))
                found = [ball(evaluate(f.function, f.place(a), f.given, precision)) for a in arguments]
                if not misses(found, target, 1 if value is S.Infinity else -1):
                    break
        else:
            return at(claim, f, approach.name, found[-1], str(value) if target is None else target)
    return None


def approaches(f: Graph, place: Expr) -> Iterator[Approach]:
    """Sequences inside the domain that tend to the place."""
    if place.is_infinite:
        yield towards_infinity(1 if place is S.Infinity else -1)
        return
    centre = evaluate(place, f.point, f.given)
    for approach in near_point(centre) if isinstance(centre, fmpq) else ():
        if all(f.inside(v) for v in approach.arguments):
            yield approach


SEARCHES: dict[type, Callable[..., Found]] = {
    Equivalent: equivalent,
    Limit: limit,
    Monotone: monotone,
    StrictlyConcave: strictly_concave,
    UniqueRoot: unique_root,
    OneRoot: one_root,
    Supremum: supremum,
    LeastUpperBound: least_upper_bound,
    Argmax: argmax,
    Argmin: argmax,
    JointArgmax: joint_argmax,
    Bijection: bijection,
    VectorArgmax: vector_argmax,
    ArrayArgmax: array_argmax,
    MaximisedWhere: maximised_where,
    VectorConcave: vector_concave,
    AffineArgmax: affine_argmax,
    MaximiserByDirections: maximiser_by_directions,
    ArgmaxAtRoot: argmax_at_root,
    MaximiserFamily: maximiser_family,
    JointSupremum: lambda claim, *place: beyond(claim, *place) or limit(along(claim), *place),
    MaximiserExists: lambda *_: None,  # no finite number of values tells whether there is a maximiser
    InverseMatrix: inverse_matrix,
}
