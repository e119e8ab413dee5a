"""Pictures of a loss: its value against the prediction, a curve for each of a few labels."""

from __future__ import annotations

from itertools import pairwise

from flint import fmpq

from derive.algebra.numeric.balls import Point
from derive.document.figures.likelihoods import Drawn, runs, shown
from derive.document.figures.samples import ends, fraction, number, standing
from derive.document.picture import Curve, Picture, Place, Role
from derive.notation.latex import latex
from derive.statement import NOTHING, Integers, Interval, Loss, Space, Values

ROLES = (Role.MAIN, Role.SECOND, Role.THIRD)
STEPS = 120
WIDTH = 4.0
"""How far a prediction without an end is followed."""
HEIGHT = 4.5


def picture(loss: Loss) -> Drawn | None:
    """The picture of a loss; None where it is not a function of one number and a label that is a number."""
    if loss.target is None or len(loss.predictions) != 1:
        return None
    (label, labels), ((prediction, space),) = loss.target, loss.predictions
    if not isinstance(space, Interval):
        return None
    point = Point({})
    known: list[str] = []
    for count, (symbol, domain) in enumerate(loss.known):
        if not isinstance(domain, Interval | Integers | Values):
            return None
        value = standing(domain, point, NOTHING, count + 2)
        if value is None:
            return None
        point = point.with_value(symbol, value)
        known.append(f"{latex(symbol)} = {shown(float(value))}")
    values = some(labels, point)
    a, b = across(space, values, point)
    grid = [a + (b - a) * (k + 0.5) / STEPS for k in range(STEPS)]
    curves = []
    for role, value in zip(ROLES, values, strict=False):
        placed = point.with_value(label, value)
        points = [(x, number(loss.formula, placed.with_value(prediction, fraction(x)), NOTHING)) for x in grid]
        curves.append(Curve(whole(runs(points, -1e3)), role, f"{latex(label)} = {shown(float(value))}"))
    heights = [y for curve in curves for run in curve.runs for _, y in run]
    if not heights:
        return None
    low, high = min(heights), min(max(heights), max(min(heights), 0.0) + HEIGHT)
    room = 0.06 * (high - low or 1.0)
    up = (low - room, high + room)
    drawn = Picture(latex(prediction), latex(loss.call()), (a, b), up, tuple(curves))
    numbers = {"prediction": latex(prediction), "labels": ",\\; ".join(curve.label for curve in curves)}
    if known:
        numbers["known"] = ",\\; ".join(known)
    return Drawn(drawn, "loss" if len(curves) > 1 else "loss_of_one", numbers)


def whole(parts: tuple[tuple[tuple[float, float], ...], ...]) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Runs, parted where the loss jumps."""
    found = []
    for run in parts:
        heights = [y for _, y in run]
        jump = 0.2 * (max(heights) - min(heights))
        start = 0
        for k, ((_, a), (_, b)) in enumerate(pairwise(run), 1):
            steep = abs(b - a) > jump and k > 1 and abs(heights[k - 1] - heights[k - 2]) < 0.2 * abs(b - a)
            if steep and k + 1 < len(run) and abs(heights[k + 1] - b) < 0.2 * abs(b - a):
                found.append(run[start:k])
                start = k
        found.append(run[start:])
    return tuple(run for run in found if len(run) > 1)


def some(labels: Space, point: Point) -> list[fmpq]:
    """A few labels: all of a small set, else one or two."""
    match labels:
        case Values(members=members):
            return [fraction(v) for m in members[:3] if (v := number(m, point, NOTHING)) is not None]
        case Interval():
            low, high = ends(labels, point, NOTHING)
            if low is not None and high is not None:
                return [fraction(low + (high - low) * t) for t in (0.2, 0.5, 0.9)]
            return [fmpq(0)] if low is None else [fraction(low) + 1, fraction(low) + 2]
        case Integers():
            low, _ = ends(labels, point, NOTHING)
            return [fraction(low or 0) + k for k in (0, 1, 3)]
        case _:
            return []


def across(space: Interval, values: list[fmpq], point: Point) -> Place:
    """The predictions that are shown: all of a bounded space, else those around the labels."""
    low, high = ends(space, point, NOTHING)
    centre = float(sum(values, fmpq(0)) / len(values)) if values else 0.0
    a = low if low is not None else (high if high is not None else centre) - WIDTH
    b = high if high is not None else a + (2 * WIDTH if low is None else WIDTH + centre)
    return a, b
