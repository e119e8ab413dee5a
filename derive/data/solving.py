"""Parameters that no closed form is known of: the root of a derived equation, or the greatest value of a
derived profile, found by SciPy with the score and the Hessian that were derived."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product
from typing import NoReturn

import numpy as np
from flint import arb
from sympy import Symbol

from derive.data.enclosures import Undecided, value
from derive.data.found import Found, Points
from derive.data.moments import PROBED, Recipe, summed
from derive.data.pieces import Root, Search
from derive.data.plan import Plan
from derive.errors import DataError, NoMaximiserError
from derive.statement import Interval

FARTHEST = 64.0
STEP = 0.5
GRID = 96
TOLERANCE = 4 * 2.0**-52
STEEP = 1e-6
COARSE = (-3.0, -1.0, 0.0, 1.0, 3.0)


class Method(StrEnum):
    """How a parameter was found. The values are for a terminal, the names are keys of words."""

    CLOSED = "closed form"
    ROOT = "root of a derived equation (Brent's method)"
    SCORE = "root of the derived score, beside the highest of a grid (brentq)"
    ALONG = "highest place of a search by values (bounded Brent)"
    VALUES = "highest place of a search by values (Nelder-Mead)"
    NEWTON = "Newton's method in a trusted region, with the derived score and Hessian (trust-exact)"


@dataclass(frozen=True)
class Line:
    """The space of a parameter as the whole line: logarithms of what is on one side of an end, log-odds of what
    is between two; a place on it in units of the spread of the data where there is no end."""

    low: float
    high: float
    middle: float = 0.0
    unit: float = 1.0

    def inside(self, place: float) -> float:
        if math.isfinite(self.low) and math.isfinite(self.high):
            share = 1 / (1 + math.exp(-place)) if place >= 0 else math.exp(place) / (1 + math.exp(place))
            return self.low + (self.high - self.low) * share
        if math.isfinite(self.low):
            return self.low + math.exp(place) * self.unit
        if math.isfinite(self.high):
            return self.high - math.exp(-place) * self.unit
        return self.middle + self.unit * place

    def slopes(self, place: float) -> tuple[float, float]:
        """The first and the second derivative of `inside`."""
        if math.isfinite(self.low) and math.isfinite(self.high):
            share = (self.inside(place) - self.low) / (self.high - self.low)
            first = (self.high - self.low) * share * (1 - share)
            return first, first * (1 - 2 * share)
        if math.isfinite(self.low):
            return math.exp(place) * self.unit, math.exp(place) * self.unit
        if math.isfinite(self.high):
            return math.exp(-place) * self.unit, -math.exp(-place) * self.unit
        return self.unit, 0.0


def line_of(domain: Interval, found: Found, discrete: bool = False) -> Line:
    """A line for a parameter. Where its space has no end, the data tell where to look; of a scale, in which
    unit."""
    low, high = (
        float(value(end, found).mid()) if end.is_finite is not False else float(end)
        for end in (domain.low, domain.high)
    )
    middle, unit = 0.0, 1.0
    if not math.isfinite(low) and not math.isfinite(high) and found.points is not None:
        column = next(iter(found.points.columns.values()))
        quarters = np.quantile(column, [0.25, 0.5, 0.75])
        middle, unit = float(quarters[1]), float(quarters[2] - quarters[0]) or float(np.ptp(column)) or 1.0
    return Line(low, high, middle, unit)


# ── a root ──


def root_of(root: Root, found: Found) -> float:
    """The only root of an equation that falls through 0. Raises NoMaximiserError where none is found."""
    line = line_of(root.domain, found)

    def sign(place: float) -> float:
        here = found.at({root.variable: arb(line.inside(place))})
        return float(value(root.equation, here).mid())

    place = solved(sign)
    if place is None:
        told = f"{write_equation(root)} has no root that numbers can hold"
        raise NoMaximiserError(f"no maximum was found: {told}", told)
    return line.inside(place)


def write_equation(root: Root) -> str:
    return f"the equation for {root.variable}"


def solved(function: Callable[[float], float]) -> float | None:
    """A root of a function that falls, by steps that grow away from the middle, and Brent's method."""
    from scipy.optimize import brentq

    start = _valued(function, 0.0)
    if start is None:
        return None
    if start == 0:
        return 0.0
    direction, step, left = (1.0 if start > 0 else -1.0), STEP, 0.0
    while abs(left) < FARTHEST:
        right = left + direction * step
        there = _valued(function, right)
        if there is None:
            return None
        if there == 0:
            return right
        if (there > 0) != (start > 0):
            low, high = min(left, right), max(left, right)
            return float(brentq(function, low, high, xtol=1e-15, rtol=TOLERANCE))
        left, step = right, step * 1.6
    return None


def _valued(function: Callable[[float], float], place: float) -> float | None:
    try:
        found = function(place)
    except (Undecided, OverflowError):
        return None
    return found if math.isfinite(found) else None


# ── a maximum ──


@dataclass(frozen=True)
class Solution:
    """Values of the parameters that were searched for, and how they were found."""

    values: Mapping[Symbol, float]
    method: Method


def maximum_of(search: Search, plan: Plan, found: Found) -> Solution:
    """Where a log-likelihood, or a profile of it, is greatest, as far as a search tells."""
    spaces = dict(plan.parameters)
    lines = {s: line_of(spaces[s], found) for s in search.free}
    goal = _Goal(search, lines, found)
    scout = _Goal(search, lines, probe) if (probe := _probe(search, plan, found)) else goal
    return _along(goal, scout) if len(search.free) == 1 else _newton(goal, scout)


def _probe(search: Search, plan: Plan, found: Found) -> Found | None:
    """A part of the data that is spread over all of them, to see where to look, if every place that is looked
    at costs a pass over the data."""
    points = found.points
    if points is None or points.count < 4 * PROBED or not found.collector.late:
        return None
    step = points.count // PROBED
    weights = None if points.weights is None else points.weights[::step]
    part = Points({label: column[::step] for label, column in points.columns.items()}, weights)
    known = {symbol: float(found[symbol].mid()) for symbol, _ in plan.known if symbol in found}
    return Found(found.collector, summed(part.columns, Recipe.of(found.collector, known), weights), part, known)


@dataclass(frozen=True)
class _Goal:
    search: Search
    lines: Mapping[Symbol, Line]
    found: Found
    seen: dict[tuple[float, ...], Found] = field(default_factory=dict)
    """The place that was looked at last, where the value, the score and the Hessian share their sums."""

    def at(self, places: tuple[float, ...]) -> Found:
        places = tuple(map(float, places))
        if places not in self.seen:
            inside = {s: line.inside(p) for (s, line), p in zip(self.lines.items(), places, strict=True)}
            self.seen.clear()
            self.seen[places] = self.found.at(inside)
        return self.seen[places]

    def height(self, *places: float) -> float:
        try:
            return float(value(self.search.objective, self.at(places)).mid())
        except (Undecided, OverflowError, ValueError):
            return -math.inf

    def slope(self, *places: float) -> list[float]:
        """The score, along the lines."""
        here = self.at(places)
        firsts = [line.slopes(p)[0] for line, p in zip(self.lines.values(), places, strict=True)]
        return [float(value(one, here).mid()) * d for one, d in zip(self.search.score, firsts, strict=True)]

    def bend(self, *places: float) -> list[list[float]]:
        """The Hessian, along the lines."""
        here = self.at(places)
        slopes = [line.slopes(p) for line, p in zip(self.lines.values(), places, strict=True)]
        rows = []
        for a, row in enumerate(self.search.hessian):
            rows.append([float(value(e, here).mid()) * slopes[a][0] * slopes[b][0] for b, e in enumerate(row)])
            rows[a][a] += float(value(self.search.score[a], here).mid()) * slopes[a][1]
        return rows

    def solution(self, places: tuple[float, ...], method: Method) -> Solution:
        inside = {s: line.inside(p) for (s, line), p in zip(self.lines.items(), places, strict=True)}
        return Solution(inside, method)


def _grid() -> Iterator[float]:
    """Places on a line, close in the middle."""
    for k in range(-GRID // 2, GRID // 2 + 1):
        share = 2 * k / GRID
        yield 4 * share + 12 * share**5


def _along(goal: _Goal, scout: _Goal) -> Solution:
    """One parameter: the highest of many places, seen by a scout, then the root of the score beside it, or the
    top by Brent's method where there is no score."""
    from scipy.optimize import brentq, minimize_scalar

    places = list(_grid())
    heights = [scout.height(place) for place in places]
    best = int(np.argmax(heights))
    if not math.isfinite(heights[best]):
        raise DataError("the likelihood was 0 or had no value wherever it was looked at")
    if best in (0, len(places) - 1):
        return _along(goal, goal) if scout is not goal else _refuse(goal, (places[best],))
    low, middle, high = places[best - 1 : best + 2]
    if scout is not goal and goal.height(middle) < max(goal.height(low), goal.height(high)):
        return _along(goal, goal)  # the scout saw another place
    if goal.search.score:
        left, right = goal.slope(low)[0], goal.slope(high)[0]
        if left > 0 > right:
            place = float(brentq(lambda p: goal.slope(p)[0], low, high, xtol=1e-14, rtol=TOLERANCE))
            if goal.height(place) >= max(map(goal.height, (low, middle, high))):
                return goal.solution((place,), Method.SCORE)
    done = minimize_scalar(
        lambda p: -goal.height(p), bounds=(low, high), method="bounded", options={"xatol": 1e-10}
    )
    return goal.solution((float(done.x),), Method.ALONG)


def _newton(goal: _Goal, scout: _Goal) -> Solution:
    """Several parameters: from the best of a grid, or from where a scout arrived, steps within a trusted
    region; without derivatives, by values."""
    places = sorted(product(COARSE, repeat=len(goal.lines)), key=lambda p: -scout.height(*p))[:2]
    if scout is not goal:
        places = [_climbed(scout, places)]
        if not math.isfinite(goal.height(*places[0])):
            return _newton(goal, goal)
        near = _polished(goal, places[0])
        if goal.search.hessian and _is_top(goal, near):
            return goal.solution(near, Method.NEWTON)
    place = _polished(goal, _climbed(goal, places))
    if _is_top(goal, place):
        return goal.solution(place, Method.NEWTON if goal.search.hessian else Method.VALUES)
    return _newton(goal, goal) if scout is not goal else _refuse(goal, place)


def _is_top(goal: _Goal, place: tuple[float, ...]) -> bool:
    """Whether a place is well inside the space, level, and bent down in every direction, as far as there are
    derivatives to tell."""
    if any(abs(p) > FARTHEST / 2 for p in place):
        return False
    if not goal.search.hessian:
        return True
    steep = max(map(abs, goal.slope(*place))) / (1 + abs(goal.height(*place)))
    return steep <= STEEP and float(np.linalg.eigvalsh(np.array(goal.bend(*place))).max()) < 0


def _climbed(goal: _Goal, starts: list[tuple[float, ...]]) -> tuple[float, ...]:
    """The highest place that is reached from one of these."""
    from scipy.optimize import minimize

    best: tuple[float, tuple[float, ...]] | None = None
    for start in starts:
        if not math.isfinite(goal.height(*start)):
            continue
        if goal.search.hessian:
            done = minimize(
                lambda p: -goal.height(*p), start, method="trust-exact", options={"gtol": 1e-9},
                jac=lambda p: -np.array(goal.slope(*p)), hess=lambda p: -np.array(goal.bend(*p)),
            )  # fmt: skip
        else:
            options = {"xatol": 1e-9, "fatol": 1e-9, "maxiter": 4_000}
            done = minimize(lambda p: -goal.height(*p), start, method="Nelder-Mead", options=options)
        if best is None or -done.fun > best[0]:
            best = (float(-done.fun), tuple(map(float, done.x)))
    if best is None:
        raise DataError("the likelihood was 0 or had no value wherever it was looked at")
    return best[1]


def _polished(goal: _Goal, places: tuple[float, ...]) -> tuple[float, ...]:
    """A few steps of Newton's method, as long as they are small and the slopes shrink."""
    if not goal.search.hessian:
        return places
    slope = np.array(goal.slope(*places))
    for _ in range(4):
        try:
            step = np.linalg.solve(np.array(goal.bend(*places)), slope)
        except np.linalg.LinAlgError:
            return places
        moved = tuple(float(p - s) for p, s in zip(places, step, strict=True))
        there = np.array(goal.slope(*moved))
        if not np.all(np.isfinite(there)) or np.abs(there).max() >= np.abs(slope).max():
            return places
        places, slope = moved, there
    return places


def _refuse(goal: _Goal, places: tuple[float, ...]) -> NoReturn:
    inside = ", ".join(
        f"{s} = {line.inside(p):.4g}" for (s, line), p in zip(goal.lines.items(), places, strict=True)
    )
    raise NoMaximiserError(
        f"no maximum was found: the likelihood still rises towards the end of the space, near {inside}; "
        "whether there is one was not proved",
        "a maximum inside the parameter space",
    )
