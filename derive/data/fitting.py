"""Estimates on data: the statistics of a plan, the conditions under which its theorem holds, the estimates with
their standard errors, and the log-likelihood there."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, reduce
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from flint import arb
from sympy import Symbol

from derive.data.checking import check_conditions, inside
from derive.data.enclosures import Undecided, digits, value
from derive.data.fit import Fit
from derive.data.found import Found, Points, counted
from derive.data.moments import Recipe, Sums, merged, summed
from derive.data.pieces import Information, Lack
from derive.data.plan import Plan, plan_of
from derive.data.reading import Column, Data, Weights, batches, later, read
from derive.data.sharp import LARGEST, PRECISIONS, Sharp
from derive.data.solving import Method, maximum_of, root_of
from derive.data.support import check_data, known_values
from derive.data.uncertainty import standard_errors
from derive.errors import DataError, MissingToolError
from derive.kernel.derivation import Derivation

ENGINES = ("numpy", "duckdb")
WIDE = 1e-6
"""A relative error of an estimate beyond which the sums are computed again with more digits."""


@dataclass(frozen=True)
class Fitted:
    """A fit, with the values of everything that the data and the estimates give to the symbols of its plan; how
    the free parameters were found, and which information the standard errors are from."""

    fit: Fit
    here: Found
    method: Method
    errors_by: Information | Lack
    fractional: bool


@lru_cache(maxsize=64)
def plan_for(derivation: Derivation) -> Plan:
    return plan_of(derivation)


def fit(
    derivation: Derivation,
    data: Data,
    column: Column = None,
    weights: Weights = None,
    known: Mapping[str, float] | None = None,
    streaming: bool | None = None,
    engine: str = "numpy",
) -> Fit:
    """The maximum likelihood estimates of a derived family on data.

    `data` is a sequence, an array, a data frame or series, a mapping from names to columns, or the path of a
    CSV or Parquet file; `column` the name of the response's column, or of each of the family's columns by name.
    `weights` say how often each observation occurs. `known` has the values of known parameters. With
    `streaming` a file is read in parts, and never held in memory; None does so wherever the family allows. The
    `engine` "duckdb" has DuckDB compute the sums of a file.

    Raises DataError, with the row, for data that cannot be used, and NoMaximiserError where the likelihood of
    these data has no maximiser.
    """
    return fitted(derivation, data, column, weights, known, streaming, engine).fit


def fitted(
    derivation: Derivation,
    data: Data,
    column: Column = None,
    weights: Weights = None,
    known: Mapping[str, float] | None = None,
    streaming: bool | None = None,
    engine: str = "numpy",
) -> Fitted:
    """As `fit`, with the values that it was made from."""
    if find_spec("scipy") is None:
        raise MissingToolError("estimates on data need SciPy: pip install 'derive-likelihood[data]'")
    plan = plan_for(derivation)
    values = known_values(plan, known or {})
    found, heavy = _found(plan, values, data, column, weights, streaming, engine)
    with digits():
        return _fitted(plan, values, found, heavy)


# ── statistics ──


def _found(
    plan: Plan,
    values: Mapping[Symbol, float],
    data: Data,
    column: Column,
    weights: Weights,
    streaming: bool | None,
    engine: str,
) -> tuple[Found, bool]:
    """The values that the data give to the symbols of a plan; and whether weights are not all whole."""
    if engine not in ENGINES:
        raise DataError(f"there is no engine {engine!r}; there are {' and '.join(ENGINES)}")
    file = isinstance(data, str | os.PathLike)
    if streaming or engine == "duckdb":
        if not file:
            raise DataError("only a file can be read in parts; the data are in memory already")
        if not plan.streams:
            raise DataError(f"{plan.name} cannot be fitted in one pass: {why_whole(plan)}")
    recipe = recipe_of(plan, values)
    if engine == "duckdb":
        from derive.data.sql import summed_by_duckdb

        sums = summed_by_duckdb(Path(data), plan, recipe, values, column, weights)
        return Found(plan.collector, sums, None, values), False
    if file and plan.streams and streaming is not False:
        return _streamed(plan, recipe, values, Path(data), column, weights)
    points = read(data, recipe.labels, column, weights)
    check_data(points, plan, values)
    return found_in(points, plan, recipe, values), _fractional(points)


def recipe_of(plan: Plan, values: Mapping[Symbol, float]) -> Recipe:
    return _recipe(plan.derivation, tuple(values.items()))


@lru_cache(maxsize=64)
def _recipe(derivation: Derivation, values: tuple[tuple[Symbol, float], ...]) -> Recipe:
    return Recipe.of(plan_for(derivation).collector, dict(values))


def found_in(points: Points, plan: Plan, recipe: Recipe, values: Mapping[Symbol, float]) -> Found:
    if plan.discrete and (plan.collector.late or any(not plain for plain in recipe.plain)):
        points = counted(points)
    with digits():
        return Found(plan.collector, summed(points.columns, recipe, points.weights), points, values)


def _streamed(
    plan: Plan, recipe: Recipe, values: Mapping[Symbol, float], path: Path, column: Column, weights: Weights
) -> tuple[Found, bool]:
    """The sums of a file, a part at a time. What fits into one part is kept."""
    whole: Sums | None = None
    first: Points | None = None
    parts, rows, fractional = 0, 0, False
    for points in batches(path, recipe.labels, column, weights):
        try:
            check_data(points, plan, values)
        except DataError as error:
            raise later(error, rows) from error
        with digits():
            sums = found_in(points, plan, recipe, values).sums
            whole = sums if whole is None else merged(whole, sums, recipe)
        first, parts, rows = points, parts + 1, rows + points.read
        fractional = fractional or _fractional(points)
    if whole is None:
        raise DataError("there are no observations")
    with digits():
        return Found(plan.collector, whole, first if parts == 1 else None, values), fractional


def _fractional(points: Points) -> bool:
    return points.weights is not None and not bool((points.weights == np.rint(points.weights)).all())


def why_whole(plan: Plan) -> str:
    """Why every point is needed at once."""
    if any(not rank.end for rank in plan.collector.ranks.values()):
        return "a median needs every point"
    late = next(iter(plan.collector.late.values()))
    if {*late.needs} & {symbol for symbol, _ in plan.parameters}:
        return (
            f"sum({late.body}) over the data changes with the parameters, so that every point is needed again"
        )
    return f"sum({late.body}) over the data is no combination of sums that are known beforehand"


# ── estimates ──


def _fitted(plan: Plan, values: Mapping[Symbol, float], found: Found, fractional: bool) -> Fitted:
    try:
        return _estimated(plan, values, found, fractional)
    except (Undecided, _Wide) as error:
        if found.points is None or found.points.count > LARGEST:
            raise DataError(
                f"rounding leaves too few digits of {len_of(found)} observations: {error}"
            ) from error
        return _sharply(plan, values, found, fractional, found.points)


def _sharply(
    plan: Plan, values: Mapping[Symbol, float], found: Found, fractional: bool, points: Points
) -> Fitted:
    """With as many digits as it takes."""
    for bits in PRECISIONS[:-1]:
        with suppress(Undecided, _Wide), digits(bits):
            return _estimated(
                plan, values, Sharp(plan.collector, points, values, bits).found(found), fractional
            )
    with digits(PRECISIONS[-1]):
        sharp = Sharp(plan.collector, points, values, PRECISIONS[-1])
        return _estimated(plan, values, sharp.found(found), fractional)


def len_of(found: Found) -> str:
    return f"{found.sums.size:,.0f}"


class _Wide(DataError):
    """Estimates of which rounding leaves too few digits."""


def _estimated(plan: Plan, values: Mapping[Symbol, float], found: Found, fractional: bool) -> Fitted:
    conditions = check_conditions(plan, found)
    how, start = Method.CLOSED, found
    method: str = how
    if plan.root is not None:
        how, start = Method.ROOT, found.at({plan.root.variable: root_of(plan.root, found)})
        alone = len(plan.parameters) == 1
        method = how if alone else f"{Method.CLOSED}; {plan.root.variable} the {how}"
    elif plan.search is not None:
        done = maximum_of(plan.search, plan, found)
        how, start = done.method, found.at(done.values)
        method = how if len(plan.search.free) == len(plan.parameters) else f"derived profile; {how}"
    balls = {s: value(plan.point[s], start) for s, _ in plan.parameters}
    inside(balls, plan, found)
    here = found.at(balls)
    errors, reason = standard_errors(plan, here)
    if errors is not None:
        _narrow(balls, errors)
    height = value(plan.loglikelihood, here)
    if fractional:
        conditions = (*conditions, "the weights are read as counts, though not all are whole numbers")
    size = found.sums.size
    fit = Fit(
        family=plan.name,
        estimates={s.name: float(balls[s].mid()) for s, _ in plan.parameters},
        standard_errors=errors,
        errors_by=str(reason),
        loglikelihood=float(height.mid()),
        n=int(size) if size == int(size) else size,
        method=str(method),
        proved=plan.search is None,
        conditions=conditions,
        known={s.name: v for s, v in values.items()},
        plan=plan,
    )
    return Fitted(fit, here, how, reason, fractional)


def _narrow(balls: Mapping[Symbol, arb], errors: Mapping[str, float]) -> None:
    for symbol, ball in balls.items():
        off = float(ball.rad())
        if off > WIDE * abs(float(ball.mid())) and off > WIDE * errors[symbol.name]:
            raise _Wide(
                f"{symbol} is only known to {-math.log10(off / (abs(float(ball.mid())) or 1)):.0f} digits"
            )


def merge_all(parts: Iterable[Sums], recipe: Recipe) -> Sums:
    """The sums of all parts."""
    with digits():
        return reduce(lambda a, b: merged(a, b, recipe), parts)
