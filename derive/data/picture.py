"""A fitted density over the data: a histogram with its curve, or frequencies beside probabilities. The data are
looked at a part at a time, as often as it takes."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

import numpy as np
from sympy import Symbol

from derive.data.arrays import Numbers
from derive.data.fit import Fit
from derive.data.fitting import Fitted
from derive.data.found import Points
from derive.data.loglikelihood import log_densities
from derive.data.plan import Plan
from derive.data.reading import Column, Data, Weights, batches, read
from derive.document.figures.likelihoods import Drawn
from derive.document.picture import Curve, Mark, Picture, Role
from derive.errors import DataError
from derive.notation.latex import Hat, latex
from derive.notation.numerals import numeral_latex
from derive.statement import Interval

SMOOTH = 400
MOST_BARS = 120
SINGLE = 60
"""Whole numbers that have a bar each; more of them share bars."""
CELLS = 1 << 14
"""Cells that quartiles are found by."""
FAR = 16.0
"""A range of so many times the middle half of the data is cut to the FENCES about the quartiles."""
FENCES = 6.0

Parts: TypeAlias = Callable[[], Iterable[Points]]


@dataclass(frozen=True)
class Bars:
    """A histogram: the ends of its bars, the density in each, and the share of the data beyond it."""

    edges: Numbers
    heights: Numbers
    outside: float = 0.0


def picture_of(fit: Fit, points: Points) -> Picture:
    """Raises DataError where observations are not single numbers."""
    return _pictured(fit, lambda: [points])[0]


def density_drawn(fitted: Fitted, data: Data, column: Column, weights: Weights) -> Drawn:
    """The fitted density over the data, as a figure of a page. A file is read again, a part at a time."""
    fit = fitted.fit
    labels = [label for label, _ in fit.plan.columns]
    held = fitted.here.points
    if held is not None:
        parts: Parts = lambda: [held]  # noqa: E731
    elif isinstance(data, str | os.PathLike):
        parts = lambda: batches(Path(data), labels, column, weights)  # noqa: E731
    else:
        parts = lambda: [read(data, labels, column, weights)]  # noqa: E731
    picture, bars = _pictured(fit, parts)
    name = latex(fit.plan.sample.density.xreplace({s: Hat(s.name) for s, _ in fit.plan.parameters}))
    shown = latex(Symbol(labels[0]))
    name = name.replace(latex(fit.plan.sample.item), shown, 1)
    curves = tuple(replace(curve, label="") for curve in picture.curves)
    numbers = {"density": name}
    if bars.outside:
        numbers["outside"] = numeral_latex(round(bars.outside * fit.n))
    key = "fitted" if len(picture.curves) > 1 else "fitted_mass"
    return Drawn(replace(picture, y_label=name, curves=curves), key, numbers)


def _pictured(fit: Fit, parts: Parts) -> tuple[Picture, Bars]:
    plan = fit.plan
    if len(plan.columns) != 1:
        raise DataError(f"{fit.family} has no density of its own to draw: it depends on {plan.columns[1][0]}")
    ((label, space),) = plan.columns
    low, high = _ends(parts, label)
    whole = not isinstance(space, Interval)
    bars = _bars(parts, label, low, high, whole)
    middle = (bars.edges[:-1] + bars.edges[1:]) / 2
    single = whole and bool(bars.edges[1] - bars.edges[0] == 1)
    xs = middle if single else np.linspace(bars.edges[0], bars.edges[-1], SMOOTH)
    heights = density_at(fit, np.unique(np.rint(xs)) if whole else xs, plan)
    xs = np.unique(np.rint(xs)) if whole else xs
    top = float(bars.heights.max())
    above = float(heights[np.isfinite(heights)].max(initial=0.0))
    up = (0.0, 1.08 * max(top, above if whole else min(above, 1.5 * top)))
    outline = Curve(_outlines(bars), Role.MAIN, r"\mathrm{data}")
    across = (float(bars.edges[0]), float(bars.edges[-1]))
    name = latex(Symbol(label))
    if single:
        marks = tuple(Mark((float(x), float(h)), "") for x, h in zip(xs, heights, strict=True) if h <= up[1])
        return Picture(name, r"\mathrm{probability}", across, up, (outline,), marks), bars
    curve = Curve(_runs(xs, np.minimum(heights, 2 * up[1])), Role.SECOND, r"\mathrm{fit}")
    return Picture(name, r"\mathrm{density}", across, up, (outline, curve)), bars


def density_at(fit: Fit, xs: Numbers, plan: Plan) -> Numbers:
    """The fitted density, by the exponential of its logarithm."""
    numbers = {Symbol(k): float(v) for k, v in {**fit.known, **fit.estimates}.items()}
    with np.errstate(over="ignore"):
        return np.exp(log_densities(plan, xs, numbers))


# ── the data ──


def _columns(parts: Parts, label: str) -> Iterator[tuple[Numbers, Numbers]]:
    for points in parts():
        column = points.columns[label]
        yield column, np.ones(len(column)) if points.weights is None else points.weights


def _ends(parts: Parts, label: str) -> tuple[float, float]:
    lows, highs = zip(*((float(c.min()), float(c.max())) for c, _ in _columns(parts, label)), strict=True)
    return min(lows), max(highs)


def _counted(parts: Parts, label: str, edges: Numbers) -> tuple[Numbers, float]:
    """How many observations are between these edges, and how many there are."""
    counts, total = np.zeros(len(edges) - 1), 0.0
    for column, weights in _columns(parts, label):
        counts += np.histogram(column, bins=edges, weights=weights)[0]
        total += float(weights.sum())
    return counts, total


def _quartiles(parts: Parts, label: str, low: float, high: float) -> tuple[float, float]:
    """The quartiles, as closely as a fine grid tells, looked at again where that is too coarse."""
    for _ in range(8):
        edges = np.linspace(low, high, CELLS + 1)
        counts, total = _counted(parts, label, edges)
        before = sum(float((w * (c < low)).sum()) for c, w in _columns(parts, label))
        below = before + np.cumsum(counts)
        places = [int(np.searchsorted(below, share * total)) for share in (0.25, 0.75)]
        first, last = (float(edges[min(k + d, CELLS)]) for k, d in zip(places, (0, 1), strict=True))
        if places[1] - places[0] > 64 or not last - first < (high - low) / 2:
            return first, last
        low, high = first, last
    return low, high


def _bars(parts: Parts, label: str, low: float, high: float, whole: bool) -> Bars:
    """Bins as wide as Freedman and Diaconis say; of whole numbers one each, or several in one bin."""
    if whole and high - low <= SINGLE:
        edges = np.arange(low, high + 2) - 0.5
    elif low == high:
        edges = np.linspace(low - 0.5, high + 0.5, 6)
    else:
        first, last = _quartiles(parts, label, low, high)
        middle = last - first
        if middle > 0 and high - low > FAR * middle:
            low, high = max(low, first - FENCES * middle), min(high, last + FENCES * middle)
        size = sum(float(weights.sum()) for _, weights in _columns(parts, label))
        wide = 2 * middle / size ** (1 / 3)
        count = min(max(math.ceil((high - low) / wide) if wide > 0 else 1, 5), MOST_BARS)
        edges = np.linspace(low, high, count + 1)
        if whole:
            step = max(math.ceil((high - low + 1) / count), 2)
            edges = np.arange(math.floor(low), high + step + 1, step) - 0.5
    counts, total = _counted(parts, label, edges)
    return Bars(edges, counts / (total * np.diff(edges)), max(0.0, 1 - float(counts.sum()) / total))


def _outlines(bars: Bars) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The outline of each bar."""
    return tuple(
        ((float(a), 0.0), (float(a), float(h)), (float(b), float(h)), (float(b), 0.0))
        for a, b, h in zip(bars.edges[:-1], bars.edges[1:], bars.heights, strict=True)
    )


def _runs(xs: Numbers, heights: Numbers) -> tuple[tuple[tuple[float, float], ...], ...]:
    return (tuple((float(x), float(y)) for x, y in zip(xs, heights, strict=True) if math.isfinite(y)),)
