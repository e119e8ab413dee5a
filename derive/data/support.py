"""Whether data can occur at all: every number finite and in the support; and whether the values of known
parameters are in their space."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from flint import arb
from numpy.typing import NDArray
from sympy import Expr, Symbol

from derive.data.arrays import Numbers
from derive.data.enclosures import digits, value
from derive.data.found import Points
from derive.data.moments import BLOCK
from derive.data.plan import Plan, Space
from derive.errors import DataError
from derive.language.writer import write
from derive.statement import Integers, Values


@dataclass(frozen=True)
class Limits:
    """A space of numbers with its ends known."""

    low: float
    high: float
    low_closed: bool
    high_closed: bool
    whole: bool
    members: tuple[float, ...]
    told: str

    def outside(self, column: Numbers) -> NDArray[np.bool_]:
        """Which numbers are not in the space; what is not finite is not."""
        with np.errstate(invalid="ignore"):
            if self.members:
                return ~np.isin(column, self.members)
            above = column >= self.low if self.low_closed else column > self.low
            below = column <= self.high if self.high_closed else column < self.high
            found = ~(above & below & np.isfinite(column))
            return found | (column != np.rint(column)) if self.whole else found

    def fits(self, column: Numbers) -> bool:
        """Whether all numbers are in the space."""
        for start in range(0, len(column), BLOCK):
            part = column[start : start + BLOCK]
            low, high = float(part.min()), float(part.max())
            if not (math.isfinite(low) and math.isfinite(high)):
                return False
            if self.members or self.whole:
                if self.outside(part).any():
                    return False
            elif not (low > self.low or (self.low_closed and low == self.low)) or not (
                high < self.high or (self.high_closed and high == self.high)
            ):
                return False
        return True


def limits(symbol: str, space: Space, known: Mapping[Symbol, float]) -> Limits:
    """A space of numbers, where its ends are terms in what is known."""
    if isinstance(space, Values):
        members = tuple(_number(member, known) for member in space.members)
        told = ", ".join(f"{member:g}" for member in members)
        return Limits(-math.inf, math.inf, False, False, False, members, f"{symbol} in {{{told}}}")
    low, high = _number(space.low, known), _number(space.high, known)
    if isinstance(space, Integers):
        told = f"{symbol} in {_end(space.low, low)}..{_end(space.high, high)}"
        return Limits(low, high, True, True, True, (), told)
    left = f"{_end(space.low, low)} {'<=' if space.low_closed else '<'} " if math.isfinite(low) else ""
    right = f" {'<=' if space.high_closed else '<'} {_end(space.high, high)}" if math.isfinite(high) else ""
    told = f"{left}{symbol}{right}" if left or right else f"{symbol} real"
    return Limits(low, high, space.low_closed, space.high_closed, False, (), told)


def _end(term: Expr, number: float) -> str:
    return write(term) if term.is_number else f"{write(term)} = {number:g}"


def _number(term: Expr, known: Mapping[Symbol, float]) -> float:
    if term.is_infinite:
        return math.inf if term.is_extended_positive else -math.inf
    with digits():
        return float(value(term, {s: arb(v) for s, v in known.items()}).mid())


def check_data(points: Points, plan: Plan, known: Mapping[Symbol, float]) -> None:
    """Raises DataError naming the row and the condition."""
    for label, space in plan.columns:
        where, column = limits(label, space, known), points.columns[label]
        if where.fits(column):
            continue
        place = int(np.argmax(where.outside(column)))
        number = column[place]
        if not math.isfinite(number):
            raise DataError(f"{label} is {number}, which is not a finite number", points.row(place))
        raise DataError(f"{label} = {number:.17g} is outside the support {where.told}", points.row(place))


def known_values(plan: Plan, given: Mapping[str, float]) -> dict[Symbol, float]:
    """The values of the known parameters. Raises DataError where one is missing or outside of its space."""
    found: dict[Symbol, float] = {}
    symbols = {symbol.name: (symbol, space) for symbol, space in plan.known}
    if strange := [name for name in given if name not in symbols]:
        listed = ", ".join(symbols) or "none"
        raise DataError(f"{strange[0]} is no known parameter of {plan.name} (known: {listed})")
    for name, (symbol, _) in symbols.items():
        if name not in given:
            raise DataError(
                f"{plan.name} needs the value of {name}, as in known={{{name!r}: 1.5}} or --known {name}=1.5"
            )
        found[symbol] = float(given[name])
    for name, (symbol, space) in symbols.items():
        where = limits(name, space, found)
        if where.outside(np.array([found[symbol]])).any():
            raise DataError(f"{name} = {found[symbol]:g} is not in its space: {where.told}")
    return found
