"""Points: an exact value for every symbol, and data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from flint import fmpq
from sympy import Symbol

from derive.algebra.numeric.mixed import Value

Observation: TypeAlias = tuple[str, tuple[int, ...]]
"""The name of data, and the place in it."""
Variable: TypeAlias = Symbol | Observation
"""What has a value, and what a derivative may be taken along."""
Table: TypeAlias = tuple["fmpq | Table", ...]
"""Observations in a row; or rows of such, for data with several indices."""


@dataclass(frozen=True)
class Point:
    """Exact values of symbols, and of data by their name: `x[i]` is `data["x"][i - 1]`, and `x[0]` is
    `origin["x"]`. A value for a single observation goes before that in the data."""

    values: Mapping[Variable, Value] = field(default_factory=dict)
    data: Mapping[str, Table] = field(default_factory=dict)
    origin: Mapping[str, fmpq] = field(default_factory=dict)

    def with_value(self, symbol: Symbol, value: Value) -> Point:
        return replace(self, values={**self.values, symbol: value})

    def with_observation(self, label: str, places: tuple[int, ...], value: fmpq) -> Point:
        return replace(self, data={**self.data, label: _changed(self.data[label], places, value)})

    def with_data_times(self, label: str, factor: fmpq) -> Point:
        return replace(self, data={**self.data, label: _scaled(self.data[label], factor)})


def _scaled(table: Table, factor: fmpq) -> Table:
    return tuple(e * factor if isinstance(e, fmpq) else _scaled(e, factor) for e in table)


def _changed(table: Table, places: tuple[int, ...], value: fmpq) -> Table:
    first, *rest = places
    old = table[first - 1]
    new = value if isinstance(old, fmpq) else _changed(old, tuple(rest), value)
    return (*table[: first - 1], new, *table[first:])


def places(table: Table) -> Iterator[tuple[int, ...]]:
    """The place of every observation, counted from 1."""
    for k, entry in enumerate(table, 1):
        if isinstance(entry, fmpq):
            yield (k,)
        else:
            yield from ((k, *inner) for inner in places(entry))


def cut(table: Table, length: int) -> Table:
    """The first observations, in each direction."""
    return tuple(e if isinstance(e, fmpq) else cut(e, length) for e in table[:length])


def written(table: Table) -> str:
    """`(1, 2)`, or `((1, 2), (3, 4))`."""
    return f"({', '.join(str(e) if isinstance(e, fmpq) else written(e) for e in table)})"
