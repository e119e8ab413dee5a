"""A fitted density over the data: a histogram with its curve, or frequencies beside probabilities."""

from __future__ import annotations

import math

import numpy as np
from sympy import Symbol

from derive.algebra.terms import substitute, unfold
from derive.data.arrays import Numbers, compiled
from derive.data.fit import Fit
from derive.data.found import Points
from derive.data.loglikelihood import log_density
from derive.data.plan import Plan
from derive.document.picture import Curve, Picture, Role
from derive.errors import DataError
from derive.notation.latex import latex
from derive.statement import Interval

SMOOTH = 400
MOST_BARS = 120


def picture_of(fit: Fit, points: Points) -> Picture:
    """Raises DataError where observations are not single numbers."""
    plan = fit.plan
    if len(plan.columns) != 1:
        raise DataError(f"{fit.family} has no density of its own to draw: it depends on {plan.columns[1][0]}")
    ((label, space),) = plan.columns
    column = points.columns[label]
    weights = np.ones(len(column)) if points.weights is None else points.weights
    if isinstance(space, Interval):
        bars, places = _histogram(column, weights), None
    else:
        bars, places = _frequencies(column, weights)
    across = (float(bars[0][0]), float(bars[0][-1]))
    xs = np.linspace(*across, SMOOTH) if places is None else places
    heights = density_at(fit, xs, plan)
    up = (0.0, 1.08 * float(max(bars[1].max(), heights[np.isfinite(heights)].max(initial=0.0))))
    curve = Curve(_runs(xs, np.minimum(heights, 2 * up[1])), Role.SECOND, r"\mathrm{fit}")
    outline = Curve(_bars(*bars), Role.MAIN, r"\mathrm{data}")
    name = latex(Symbol(label))
    kind = "density" if places is None else "probability"
    return Picture(name, rf"\mathrm{{{kind}}}", across, up, (outline, curve))


def density_at(fit: Fit, xs: Numbers, plan: Plan) -> Numbers:
    """The fitted density, by the exponential of its logarithm."""
    x = Symbol(plan.columns[0][0])
    term = unfold(plan.sample.density, plan.derivation.given)
    item = plan.sample.item
    term = substitute(term, {item: x})
    numbers = {Symbol(k): float(v) for k, v in {**fit.known, **fit.estimates}.items()}
    function = compiled(log_density(term), (x,), tuple(numbers))
    with np.errstate(all="ignore"):
        return np.asarray(np.exp(function(xs, *numbers.values())), dtype=np.float64)


def _histogram(column: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """The edges of bins as wide as Freedman and Diaconis say, and the density in each."""
    low, high = float(column.min()), float(column.max())
    if low == high:
        low, high = low - 0.5, high + 0.5
    quarters = np.quantile(column, [0.25, 0.75])
    wide = 2 * float(quarters[1] - quarters[0]) / len(column) ** (1 / 3)
    count = min(max(math.ceil((high - low) / wide) if wide > 0 else 1, 5), MOST_BARS)
    heights, edges = np.histogram(column, bins=count, range=(low, high), weights=weights, density=True)
    return edges, heights


def _frequencies(column: Numbers, weights: Numbers) -> tuple[tuple[Numbers, Numbers], Numbers]:
    """Bars around whole numbers, and their frequencies."""
    values = np.arange(column.min(), min(column.max(), column.min() + MOST_BARS) + 1)
    edges = np.append(values - 0.5, values[-1] + 0.5)
    heights, _ = np.histogram(column, bins=edges, weights=weights)
    return (edges, heights / weights.sum()), values


def _bars(edges: Numbers, heights: Numbers) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The outline of each bar."""
    return tuple(
        ((float(a), 0.0), (float(a), float(h)), (float(b), float(h)), (float(b), 0.0))
        for a, b, h in zip(edges[:-1], edges[1:], heights, strict=True)
    )


def _runs(xs: Numbers, heights: Numbers) -> tuple[tuple[tuple[float, float], ...], ...]:
    return (tuple((float(x), float(y)) for x, y in zip(xs, heights, strict=True) if math.isfinite(y)),)
