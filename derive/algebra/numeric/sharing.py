"""Data whose entries add up to something, such as the counts of a multinomial observation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flint import fmpq
from sympy import Expr, Indexed, S, Sum, Symbol, Tuple

from derive.algebra.numeric.balls import Evaluator, Point, Undefined, Value, evaluate, plain
from derive.algebra.numeric.mixed import plus
from derive.statement import Each, Equal, Fact, Given, Index, Integers, Vectors

Place = tuple[int, ...]


@dataclass(frozen=True)
class Shared:
    """For every value of some indices, outermost first, the entries along the last one add up to a total."""

    item: Indexed
    indices: tuple[Index, ...]
    total: Expr


def shared(fact: Fact) -> Shared | None:
    """What a fact says of a total, if it says that."""
    outer: tuple[Index, ...] = ()
    while isinstance(fact, Each):
        outer, fact = (*outer, fact.index), fact.fact
    match fact:
        case Equal(
            left=Sum(args=(Indexed() as item, Tuple(args=(Symbol() as symbol, low, high)))), right=total
        ):
            indices = (*outer, (symbol, low, high))
            return Shared(item, indices, total) if item.indices == tuple(s for s, _, _ in indices) else None
    return None


def shared_out(point: Point, share: Shared, given: Given) -> Point:
    """The point with the entries changed so that they add up: integers as long as the total lasts, other
    numbers in proportion."""
    label = str(share.item.base.label)
    for place, inside in rows(point, share.indices[:-1], given):
        symbol, low, high = share.indices[-1]
        run = Evaluator(inside, given).places((symbol, plain(low, given), plain(high, given)))
        total = evaluate(share.total, inside, given)
        entries = [evaluate(share.item, inside.with_value(symbol, fmpq(k)), given) for k in run]
        exact = [e for e in entries if isinstance(e, fmpq)]
        if not run or not isinstance(total, fmpq) or len(exact) < len(entries):
            continue
        for k, value in zip(run, parts(exact, total), strict=True):
            point = point.with_observation(label, (*place, k), value)
    return point


def rows(point: Point, indices: tuple[Index, ...], given: Given) -> Iterator[tuple[Place, Point]]:
    """Every place of the indices, and the point there."""
    if not indices:
        yield (), point
        return
    (symbol, low, high), *inner = indices
    for k in Evaluator(point, given).places((symbol, plain(low, given), plain(high, given))):
        for place, inside in rows(point.with_value(symbol, fmpq(k)), tuple(inner), given):
            yield (k, *place), inside


def parts(entries: list[fmpq], total: fmpq) -> list[fmpq]:
    """Numbers like the entries that add up to the total."""
    if all(e.q == 1 for e in entries) and total.q == 1:
        left, found = total, []
        for e in entries[:-1]:
            found.append(min(e, left))
            left -= found[-1]
        return [*found, left]
    whole = sum(entries, fmpq(0))
    return [e * total / whole for e in entries] if whole else entries


# ── sums over all vectors ──

MOST_VECTORS = 500


def sum_at(term: Expr, vector: Symbol, space: Vectors, point: Point, given: Given) -> Value:
    """The sum of a term over all vectors of a finite space of natural numbers. Raises Undefined for another."""
    symbol, low, high = space.index
    run = Evaluator(point, given).places((symbol, plain(low, given), plain(high, given)))
    total = None if space.total is None else evaluate(space.total, point, given)
    natural = space.entries == Integers(S.Zero, S.Infinity) and space.within is None
    if not natural or not isinstance(total, fmpq) or total.q != 1:
        raise Undefined("an integral or a sum over vectors that is not computed")
    result: Value = fmpq(0)
    for number, entries in enumerate(compositions(int(total.p), len(run))):
        if number == MOST_VECTORS:
            raise Undefined(f"a sum over more than {MOST_VECTORS} vectors")
        data = {**point.data, vector.name: tuple(map(fmpq, entries))}
        result = plus(result, evaluate(term, replace(point, data=data), given))
    return result


def compositions(total: int, length: int) -> Iterator[tuple[int, ...]]:
    """The tuples of natural numbers of a length that add up to a total."""
    if length < 2:
        yield from [(total,)] if length else [()] if total == 0 else []
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in compositions(total - first, length - 1))
