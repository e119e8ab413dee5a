"""Claims: what a theorem says under its Given. The set is closed: match on it.

Every fact is also a claim. The others speak of a function of one variable on a domain; `function` is
a term in `variable`, and `variable` is bound in the claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sympy import Expr, Indexed, Symbol

from derive.statement.facts import (
    Array,
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Interval,
    JointDensity,
    Less,
    LessEqual,
    Member,
    PositiveDefinite,
    Sample,
    Space,
    Unequal,
    Vectors,
    component,
    entry,
)

Place: TypeAlias = Expr | Interval
"""A point, or all the points of an interval."""


class Sense(StrEnum):
    INCREASING = "increasing"
    DECREASING = "decreasing"


@dataclass(frozen=True)
class Equivalent:
    """Each side is true exactly when the other is."""

    left: Fact
    right: Fact


@dataclass(frozen=True)
class Limit:
    """`function` tends to `value` (possibly infinite) as `variable` tends to `point` from inside
    `domain`."""

    function: Expr
    variable: Symbol
    point: Expr
    domain: Interval
    value: Expr


@dataclass(frozen=True)
class Monotone:
    """`function` is strictly monotone on `domain`."""

    function: Expr
    variable: Symbol
    domain: Interval
    sense: Sense


@dataclass(frozen=True)
class StrictlyConcave:
    function: Expr
    variable: Symbol
    domain: Interval


@dataclass(frozen=True)
class UniqueRoot:
    """`root` lies in `domain` and is the only point there at which `function` is 0."""

    function: Expr
    variable: Symbol
    domain: Domain
    root: Expr


@dataclass(frozen=True)
class OneRoot:
    """There is exactly one point in `domain` at which `function` is 0."""

    function: Expr
    variable: Symbol
    domain: Domain


@dataclass(frozen=True)
class Supremum:
    """The least upper bound of `function` on `domain` is `value`; it is attained at `point`, or
    only approached there."""

    function: Expr
    variable: Symbol
    domain: Domain
    value: Expr
    attained: bool
    point: Expr


@dataclass(frozen=True)
class LeastUpperBound:
    """The least upper bound of `function` on `domain` is `value`, whether or not it is attained."""

    function: Expr
    variable: Symbol
    domain: Domain
    value: Expr


@dataclass(frozen=True)
class Argmax:
    """The set of all maximisers of `function` on `domain`; empty when there is none."""

    function: Expr
    variable: Symbol
    domain: Domain
    points: tuple[Place, ...]


@dataclass(frozen=True)
class Argmin:
    """The set of all minimisers of `function` on `domain`; empty when there is none."""

    function: Expr
    variable: Symbol
    domain: Domain
    points: tuple[Place, ...]


@dataclass(frozen=True)
class JointArgmax:
    """The set of all maximisers of `function` in several variables, each in its domain, whose ends may depend
    on the other variables; empty when there is none. A point has a coordinate for each variable; a coordinate
    that is an interval stands for all of its points."""

    function: Expr
    variables: tuple[Symbol, ...]
    domains: tuple[Domain, ...]
    points: tuple[tuple[Place, ...], ...]


@dataclass(frozen=True)
class VectorArgmax:
    """The set of all maximisers of `function` among the vectors of `domain`; empty when there is none. The
    function holds the entries of `variable`, as p[k]; of a point stands its entry, a term in the index of the
    domain, which is bound in it."""

    function: Expr
    variable: Symbol
    domain: Vectors
    points: tuple[Expr, ...]


@dataclass(frozen=True)
class ArrayArgmax:
    """The set of all maximisers of `function` in several arrays, vectors or matrices, each in its space; empty
    when there is none. The function holds the entries of the `variables`; of a point stands an entry of each,
    a term in the indices of its space, which are bound in it."""

    function: Expr
    variables: tuple[Symbol, ...]
    spaces: tuple[Space, ...]
    points: tuple[tuple[Expr, ...], ...]


@dataclass(frozen=True)
class MaximisedWhere:
    """A vector of `domain` maximises `function` there exactly where `condition` holds; it may hold of none. The
    function and the condition hold the entries of `variable`."""

    function: Expr
    variable: Symbol
    domain: Array
    condition: Each


@dataclass(frozen=True)
class VectorConcave:
    """`function` is concave on `domain`, which is convex: between two vectors it is nowhere less than its
    chord. It is the chord exactly where `condition` holds of the difference of the vectors, `direction`."""

    function: Expr
    variable: Symbol
    domain: Array
    direction: Symbol
    condition: Each


@dataclass(frozen=True)
class AffineArgmax:
    """A vector of `domain` maximises `function` there exactly where `condition` holds; it may hold of none.
    With such a vector, all maximisers are the vectors of `domain` that differ from it by a vector `direction`
    of which `flat` holds."""

    function: Expr
    variable: Symbol
    domain: Array
    condition: Each
    direction: Symbol
    flat: Each


@dataclass(frozen=True)
class MaximiserByDirections:
    """`function` has a maximiser in `domain`, if `unique` exactly one, if and only if every vector `direction`
    of which all of `rising` hold satisfies `flat`."""

    function: Expr
    variable: Symbol
    domain: Vectors
    direction: Symbol
    rising: tuple[Each, ...]
    flat: Each
    unique: bool


@dataclass(frozen=True)
class ArgmaxAtRoot:
    """`function` in several variables, each in its domain, has exactly one maximiser. In the domain of
    `variable`, one of them, `equation` is 0 at exactly one value; the maximiser is `point` at this value."""

    function: Expr
    variables: tuple[Symbol, ...]
    domains: tuple[Domain, ...]
    point: tuple[Expr, ...]
    variable: Symbol
    equation: Expr


@dataclass(frozen=True)
class MaximiserFamily:
    """All maximisers of `function` in several variables, each in its domain: `point`, for every value of the
    variables that are `free`, which stand in it for themselves."""

    function: Expr
    variables: tuple[Symbol, ...]
    domains: tuple[Domain, ...]
    point: tuple[Expr, ...]
    free: tuple[Symbol, ...]


@dataclass(frozen=True)
class JointSupremum:
    """The least upper bound of `function` in several variables, each in its domain, is `value`, which no point
    attains; ∞ where there is no bound. It is the limit along `path`, which has a point for every value of
    `variable`, one of the variables, as this tends to `end`."""

    function: Expr
    variables: tuple[Symbol, ...]
    domains: tuple[Domain, ...]
    value: Expr
    path: tuple[Expr, ...]
    variable: Symbol
    end: Expr


@dataclass(frozen=True)
class MaximiserExists:
    """`function` has a maximiser, if `unique` exactly one, if and only if all `conditions` hold; where they do
    not, it has none, if `or_none`, and else none or several."""

    function: Expr
    variables: tuple[Symbol, ...]
    domains: tuple[Space, ...]
    conditions: tuple[Fact, ...]
    unique: bool
    or_none: bool


@dataclass(frozen=True)
class Bijection:
    """`function` takes `domain` one-to-one onto `image`; `inverse`, a term in `value`, takes it back."""

    function: Expr
    variable: Symbol
    domain: Interval
    inverse: Expr
    value: Symbol
    image: Interval


@dataclass(frozen=True)
class NotLikelihood:
    """No k > 0 and no h ≥ 0 that is free of `variables` make h·exp(−k·function) a density in `target` on
    `labels` for all values of the variables, each in its domain: with respect to counting on a discrete set,
    and to length on an interval."""

    function: Expr
    target: Symbol
    labels: Domain
    variables: tuple[Symbol, ...]
    domains: tuple[Domain | Vectors, ...]


def in_several(claim: Argmax | JointArgmax) -> JointArgmax:
    """A maximum in one variable or several, as one in several."""
    if isinstance(claim, JointArgmax):
        return claim
    points = tuple((point,) for point in claim.points)
    return JointArgmax(claim.function, (claim.variable,), (claim.domain,), points)


@dataclass(frozen=True)
class InverseMatrix:
    """Two square matrices, given by their rows, are the inverse of each other."""

    matrix: tuple[tuple[Expr, ...], ...]
    inverse: tuple[tuple[Expr, ...], ...]


def one_of(place: Place) -> Expr:
    """A point of a place: of an interval its lower end, or its higher one, whichever belongs to it."""
    if isinstance(place, Interval):
        return place.low if place.low_closed else place.high
    return place


def place_map(place: Place, change: Callable[[Expr], Expr]) -> Place:
    """The place with `change` applied to the point, or to the ends."""
    if isinstance(place, Interval):
        return Interval(change(place.low), change(place.high), place.low_closed, place.high_closed)
    return change(place)


def coordinates(
    claim: Argmax | JointArgmax | VectorArgmax | ArrayArgmax,
) -> tuple[tuple[Symbol | Indexed, Place], ...]:
    """Each variable with its place at the first point; of a vector its entry, p[k]."""
    if isinstance(claim, ArrayArgmax):
        entries = map(component, claim.variables, claim.spaces)
        return tuple(zip(entries, claim.points[0], strict=True))
    if isinstance(claim, VectorArgmax):
        return ((entry(claim.variable, claim.domain.index[0]), claim.points[0]),)
    joint = in_several(claim)
    return tuple(zip(joint.variables, joint.points[0], strict=True))


def approached(claim: Supremum | JointSupremum) -> JointSupremum:
    """A supremum in one variable that is not attained, as one in several."""
    if isinstance(claim, JointSupremum):
        return claim
    one = claim.variable
    return JointSupremum(claim.function, (one,), (claim.domain,), claim.value, (one,), one, claim.point)


FunctionClaim: TypeAlias = (
    Limit | Monotone | StrictlyConcave | UniqueRoot | OneRoot | Supremum | LeastUpperBound | Argmax | Argmin
)
JointClaim: TypeAlias = JointArgmax | ArgmaxAtRoot | MaximiserFamily | JointSupremum | MaximiserExists
VectorClaim: TypeAlias = VectorArgmax | MaximisedWhere | VectorConcave | AffineArgmax | MaximiserByDirections
ArrayClaim: TypeAlias = VectorClaim | ArrayArgmax
Claim: TypeAlias = (
    Fact | Equivalent | FunctionClaim | JointClaim | ArrayClaim | Bijection | InverseMatrix | NotLikelihood
)

STATEMENTS: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        Equal, Unequal, Less, LessEqual, Member, Each, PositiveDefinite, Definition, Sample, JointDensity,
        Equivalent,
        Limit, Monotone, StrictlyConcave, UniqueRoot, OneRoot, Supremum, Argmax, Argmin,
        JointArgmax, VectorArgmax, ArrayArgmax, MaximisedWhere, ArgmaxAtRoot, MaximiserFamily, JointSupremum,
        MaximiserExists, Bijection, InverseMatrix, VectorConcave, AffineArgmax, MaximiserByDirections,
        LeastUpperBound, NotLikelihood,
    )
}  # fmt: skip
"""Name to class of every claim, for reading and writing them as data."""
