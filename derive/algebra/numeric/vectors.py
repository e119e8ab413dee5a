"""Points against a claim about the maximum over vectors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, combinations, islice, permutations, product

from flint import fmpq
from sympy import Symbol

from derive.algebra.numeric.balls import Evaluator, evaluate, plain
from derive.algebra.numeric.choosing import Chooser, Needs
from derive.algebra.numeric.counterexample import report
from derive.algebra.numeric.mixed import Value, less, plus, same, times
from derive.algebra.numeric.place import Point, Variable
from derive.algebra.numeric.points import holds, truth
from derive.algebra.numeric.sharing import parts
from derive.errors import DeriveError
from derive.statement import (
    AffineArgmax,
    Array,
    Given,
    Index,
    MaximisedWhere,
    MaximiserByDirections,
    Refuted,
    VectorArgmax,
    VectorClaim,
    VectorConcave,
    Vectors,
    indices_of,
    lying_in,
)

Entries = tuple[Value, ...]

STEPS = (fmpq(1, 4), fmpq(1, 32))
HALF = fmpq(1, 2)
FEW, SAMPLES, MOST, PAIRED = 3, 8, 48, 10
"""Values of each entry that are tried, all with all; how many vectors of a given total; how many at all; and
how many where all pairs of them are looked at."""


def vector_argmax(claim: VectorArgmax, point: Point, given: Given) -> Refuted | None:
    """A maximiser outside the domain, or a vector at which the function is greater, or as great."""
    run = run_of(claim.domain.index, point, given)
    symbol = claim.domain.index[0]
    best = [tuple(evaluate(p, point.with_value(symbol, fmpq(k)), given) for k in run) for p in claim.points]
    for top in best:
        if (
            inside(
                claim.domain,
                claim.variable,
                with_entries(point, claim.variable, top, claim.domain, given),
                given,
            )
            is False
        ):
            return told(claim, point, given, top, "outside", "the domain")
    others = list(vectors(claim.domain, claim.variable, point, given))
    between = [mixed(place, other, step) for place in best for other in others for step in STEPS]
    others += [
        v
        for v in between
        if inside(
            claim.domain, claim.variable, with_entries(point, claim.variable, v, claim.domain, given), given
        )
    ]
    for place in best:
        top_value = evaluate(
            claim.function, with_entries(point, claim.variable, place, claim.domain, given), given
        )
        for other in (*others, *best):
            try:
                value = evaluate(
                    claim.function, with_entries(point, claim.variable, other, claim.domain, given), given
                )
            except DeriveError:
                continue
            elsewhere = all(any(same(a, b) is False for a, b in zip(other, b, strict=True)) for b in best)
            if less(top_value, value) or (elsewhere and same(top_value, value)):
                return told(claim, point, given, other, value, top_value)
    return None


def maximised_where(claim: MaximisedWhere, point: Point, given: Given) -> Refuted | None:
    """A vector at which the condition holds, and another at which the function is greater."""
    tried = [
        (vector, holds(claim.condition, place, given), evaluate(claim.function, place, given))
        for vector in vectors(claim.domain, claim.variable, point, given)
        for place in [with_entries(point, claim.variable, vector, claim.domain, given)]
    ]
    for _, condition, top in tried:
        for vector, _, value in tried if condition else ():
            if less(top, value):
                return told(claim, point, given, vector, value, top)
    return None


def vector_concave(claim: VectorConcave, point: Point, given: Given) -> Refuted | None:
    """Two vectors between which the function is less than its chord; or is the chord, or is not, against what
    the condition says of their difference."""

    def at(entries: Entries) -> Value:
        return evaluate(
            claim.function, with_entries(point, claim.variable, entries, claim.domain, given), given
        )

    for one, other in combinations(few(claim.domain, claim.variable, point, given), 2):
        middle = at(mixed(one, other, HALF))
        chord = times(HALF, plus(at(one), at(other)))
        apart = tuple(plus(b, times(fmpq(-1), a)) for a, b in zip(one, other, strict=True))
        flat = holds(claim.condition, with_entries(point, claim.direction, apart, claim.domain, given), given)
        above, meets = less(chord, middle), same(chord, middle)
        if less(middle, chord) or (flat is True and above) or (flat is False and meets):
            return told(claim, point, given, mixed(one, other, HALF), middle, chord)
    return None


def affine_argmax(claim: AffineArgmax, point: Point, given: Given) -> Refuted | None:
    """A vector at which the condition holds, and another at which the function is greater; or as great, or
    less, against what is said of their difference."""
    tried = few(claim.domain, claim.variable, point, given)
    places = [with_entries(point, claim.variable, vector, claim.domain, given) for vector in tried]
    values = [evaluate(claim.function, place, given) for place in places]
    for best, place, top in zip(tried, places, values, strict=True):
        if holds(claim.condition, place, given):
            for vector, value in zip(tried, values, strict=True):
                apart = tuple(plus(b, times(fmpq(-1), a)) for a, b in zip(best, vector, strict=True))
                flat = holds(
                    claim.flat, with_entries(point, claim.direction, apart, claim.domain, given), given
                )
                wrong = (flat is True and less(value, top)) or (flat is False and same(value, top))
                if less(top, value) or wrong:
                    return told(claim, point, given, vector, value, top)
    return None


def maximiser_by_directions(claim: MaximiserByDirections, point: Point, given: Given) -> Refuted | None:
    """Two vectors whose difference is one of the directions, where the function is less at the second; or only
    as great, though it is not flat in this direction."""
    tried = few(claim.domain, claim.variable, point, given)
    values = [
        evaluate(claim.function, with_entries(point, claim.variable, one, claim.domain, given), given)
        for one in tried
    ]
    for (one, low), (other, high) in permutations(zip(tried, values, strict=True), 2):
        apart = tuple(plus(b, times(fmpq(-1), a)) for a, b in zip(one, other, strict=True))
        place = with_entries(point, claim.direction, apart, claim.domain, given)
        if all(holds(fact, place, given) for fact in claim.rising):
            flat = claim.unique or holds(claim.flat, place, given) is not False
            if less(high, low) or (not flat and same(high, low)):
                return told(claim, point, given, other, high, low)
    return None


def few(space: Array, vector: Symbol, point: Point, given: Given) -> list[Entries]:
    """Some vectors of a space, to look at all pairs of them: those that differ in one entry among them, and
    those of one total."""
    found = list(islice(vectors(space, vector, point, given), PAIRED))
    moved = [swapped(one, k) for one in found[:1] for k in range(1, len(one))]
    return found + [
        one for one in moved if inside(space, vector, with_entries(point, vector, one, space, given), given)
    ]


def swapped(entries: Entries, k: int) -> Entries:
    """One more at an entry, and one less at the entry before it."""
    return tuple(plus(e, fmpq((j == k) - (j == k - 1))) for j, e in enumerate(entries))


def told(
    claim: VectorClaim,
    point: Point,
    given: Given,
    entries: Entries,
    left: Value | str,
    right: Value | str,
) -> Refuted:
    wheres = [", ".join(map(str, where)) for where in places_of(claim.domain, point, given)]
    named = {f"{claim.variable.name}[{k}]": value for k, value in zip(wheres, entries, strict=True)}
    return report(claim, point, given, left, right, **named)


def with_entries(point: Point, vector: Symbol, entries: Entries, space: Array, given: Given) -> Point:
    """The point with other entries of a vector or a matrix, which need not be rational."""
    wheres = places_of(space, point, given)
    places: dict[Variable, Value] = {(vector.name, k): value for k, value in zip(wheres, entries, strict=True)}
    return replace(point, values={**point.values, **places})


def inside(space: Array, vector: Symbol, point: Point, given: Given) -> bool | None:
    """Whether a vector lies in a space."""
    answers = [truth(fact, point, given) for fact in lying_in(vector, space)]
    return False if False in answers else None if None in answers else True


def mixed(one: Entries, other: Entries, step: fmpq) -> Entries:
    """A point on the way from one vector to another."""
    return tuple(plus(times(1 - step, a), times(step, b)) for a, b in zip(one, other, strict=True))


def run_of(index: Index, point: Point, given: Given) -> range:
    symbol, low, high = index
    return Evaluator(point, given).places((symbol, plain(low, given), plain(high, given)))


def places_of(space: Array, point: Point, given: Given) -> list[tuple[int, ...]]:
    """The places of the entries, in their order."""
    return list(product(*(run_of(index, point, given) for index in indices_of(space))))


def vectors(space: Array, vector: Symbol, point: Point, given: Given) -> Iterator[Entries]:
    """Simple vectors of a space."""
    pool = Chooser(given, Needs((), frozenset(), ())).pool([space.entries], point, False)
    count = len(places_of(space, point, given))
    tried: Iterator[tuple[fmpq, ...]] = chain([(fmpq(0),) * count], product(pool[:FEW], repeat=count))
    if isinstance(space, Vectors) and space.total is not None:
        total = evaluate(space.total, point, given)
        if not isinstance(total, fmpq):
            return
        turned = ([pool[(k * (3 + r) + r) % len(pool)] for k in range(count)] for r in range(SAMPLES))
        corners = ([fmpq(k == r) for k in range(count)] for r in range(count))
        tried = (tuple(parts(entries, total)) for entries in (*turned, *corners))
    for number, entries in enumerate(tried):
        if number == MOST:
            return
        if inside(space, vector, with_entries(point, vector, entries, space, given), given):
            yield entries
