"""The power sums of a plan as one query of SQL, which DuckDB runs over a CSV or Parquet file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flint import arb
from sympy import Abs, Add, E, Expr, Integer, Mul, Pow, Rational, S, Symbol, exp, log, loggamma, pi

from derive.data.arrays import stable
from derive.data.collecting import Powers
from derive.data.enclosures import digits
from derive.data.moments import EPS, ULPS, Recipe, Sums
from derive.data.plan import Plan
from derive.data.reading import Column, Weights, batches, chosen, later
from derive.data.support import Limits, check_data, limits
from derive.errors import DataError, DeriveError, MissingToolError

FUNCTIONS = {Abs: "abs", exp: "exp", log: "ln", loggamma: "lgamma"}
STEPS = 32
"""Bits by which an order of adding up that is not known may be off, for sums that are compensated."""


def query(
    plan: Plan,
    recipe: Recipe,
    values: Mapping[Symbol, float],
    source: str,
    places: Mapping[str, str],
    weight: str = "",
) -> str:
    """The query. Its row holds the number of rows, how many of these are outside of the support, the sum of
    the weights, of each column the least and greatest value, of each feature the centre, and of each power sum
    its value and that of the absolute values."""
    columns = [f"CAST({_name(places[label])} AS DOUBLE) AS {_name(label)}" for label in recipe.labels]
    heavy = f"CAST({_name(weight)} AS DOUBLE)" if weight else "1.0"
    good = " AND ".join(_inside(limits(label, space, values), label) for label, space in plan.columns)
    if weight:
        good = f"({good}) AND isfinite(heavy) AND heavy >= 0"
    known = {s: repr(v) for s, v in values.items()}
    features = [
        f"CASE WHEN good AND heavy > 0 THEN {sql_of(stable(f), known)} END AS g{k}"
        for k, f in enumerate(plan.collector.features)
    ]
    centred = [k for k, yes in enumerate(recipe.centred) if yes]
    centres = [f"avg(g{k}) AS c{k}" for k in centred] or ["count(*)"]
    moved = {k: f"(g{k} - c{k})" if k in centred else f"g{k}" for k in range(len(features))}
    sums = []
    for powers in recipe.powers:
        term = "*".join(moved[k] for k, power in enumerate(powers) for _ in range(power)) + (
            "*heavy" if weight else ""
        )
        sums += [f"fsum({term})", f"fsum(abs({term}))"]
    ends = [
        f"{way}({_name(label)}) FILTER (WHERE heavy > 0)" for label in recipe.labels for way in ("min", "max")
    ]
    picked = [
        "count(*)",
        "count(*) FILTER (WHERE NOT good)",
        "fsum(heavy)",
        *ends,
        *(f"any_value(c{k})" for k in centred),
        *sums,
    ]
    kept = ["good", "heavy", *map(_name, recipe.labels), *features]
    return (
        f"WITH observed AS (SELECT {', '.join(columns)}, {heavy} AS heavy FROM {source}),\n"
        f"  checked AS (SELECT *, coalesce({good}, false) AS good FROM observed),\n"
        f"  featured AS (SELECT {', '.join(kept)} FROM checked),\n"
        f"  centres AS (SELECT {', '.join(centres)} FROM featured)\n"
        f"SELECT {', '.join(picked)}\nFROM featured, centres"
    )


def _inside(where: Limits, label: str) -> str:
    name = _name(label)
    if where.members:
        return f"{name} IN ({', '.join(map(repr, where.members))})"
    found = [f"isfinite({name})"]
    if math.isfinite(where.low):
        found.append(f"{name} {'>=' if where.low_closed else '>'} {where.low!r}")
    if math.isfinite(where.high):
        found.append(f"{name} {'<=' if where.high_closed else '<'} {where.high!r}")
    if where.whole:
        found.append(f"{name} = round({name})")
    return " AND ".join(found)


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def sql_of(term: Expr, known: Mapping[Symbol, str]) -> str:
    """A term as SQL of DuckDB. Raises DeriveError for what it does not know."""

    def of(part: Expr) -> str:
        return sql_of(part, known)

    match term:
        case Symbol():
            return known.get(term) or _name(term.name)
        case Integer():
            return f"({int(term)}.0)"
        case Rational():
            return f"({int(term.p)}.0/{int(term.q)}.0)"
        case Add(args=parts):
            return "(" + " + ".join(map(of, parts)) + ")"
        case Mul(args=parts):
            return "(" + "*".join(map(of, parts)) + ")"
        case Pow(base=base, exp=power) if base != E:
            if power == S.NegativeOne:
                return f"(1.0/{of(base)})"
            return f"sqrt({of(base)})" if power == S.Half else f"pow({of(base)}, {of(power)})"
    if term == pi:
        return "pi()"
    name = FUNCTIONS.get(type(term))
    if name is None and type(term).__name__ == "log1p":
        return f"ln(1.0 + {of(term.args[0])})"
    if name is None:
        raise DeriveError(f"{term.func.__name__} has no counterpart in SQL")
    return f"{name}({of(term.args[0])})"


def source_of(path: Path) -> str:
    text = str(path).replace("'", "''")
    return f"read_csv('{text}')" if path.suffix.lower() == ".csv" else f"read_parquet('{text}')"


def summed_by_duckdb(
    path: Path, plan: Plan, recipe: Recipe, values: Mapping[Symbol, float], column: Column, weights: Weights
) -> Sums:
    """The sums of a file, by DuckDB. Raises DataError, with the row of what cannot be used."""
    try:
        import duckdb
    except ImportError as error:
        raise MissingToolError("this needs DuckDB: pip install 'derive-likelihood[data]'") from error
    if not path.is_file():
        raise DataError(f"there is no file {path}")
    if weights is not None and not isinstance(weights, str):
        raise DataError("the weights of a file are the name of a column of it")
    with duckdb.connect() as base:
        base.execute("SET enable_progress_bar = false")  # it would be written between what is printed
        try:
            shape = base.execute(f"DESCRIBE SELECT * FROM {source_of(path)}").fetchall()
            names = [str(row[0]) for row in shape]
            numeric = [
                str(r[0])
                for r in shape
                if "INT" in str(r[1]) or str(r[1]) in ("DOUBLE", "FLOAT") or "DECIMAL" in str(r[1])
            ]
            places = chosen(recipe.labels, column, names, [n for n in numeric if n != weights] or names)
            text = query(plan, recipe, values, source_of(path), places, weights or "")
            row = base.execute(text).fetchone()
        except duckdb.Error:
            row = None
    if row is None or row[1]:
        _complain(path, plan, recipe, values, column, weights)
    assert row is not None
    return _sums(row, recipe)


def _complain(
    path: Path, plan: Plan, recipe: Recipe, values: Mapping[Symbol, float], column: Column, weights: Weights
) -> None:
    """Say what is wrong with the data, by reading them again. Raises DataError."""
    rows = 0
    for points in batches(path, recipe.labels, column, weights):
        try:
            check_data(points, plan, values)
        except DataError as error:
            raise later(error, rows) from error
        rows += points.read
    raise DataError(f"{path}: DuckDB cannot compute the sums of these data")


def _sums(row: tuple[Any, ...], recipe: Recipe) -> Sums:
    """A row of the query as sums. Raises DataError where there were no rows."""
    fields = iter(row)
    count, _, size = next(fields), next(fields), next(fields)
    if not count:
        raise DataError("there are no observations")
    extremes = {label: (float(next(fields)), float(next(fields))) for label in recipe.labels}
    centres = tuple(float(next(fields)) if centred else 0.0 for centred in recipe.centred)
    found: dict[Powers, tuple[arb, arb]] = {}
    with digits():
        for powers in recipe.powers:
            total, absolute = float(next(fields)), float(next(fields))
            if not (math.isfinite(total) and math.isfinite(absolute)):
                raise DataError("a sum over the data is beyond the numbers of a machine")
            large = sum(p * ULPS * abs(c) for p, c in zip(powers, centres, strict=False))
            off = EPS * ((STEPS + ULPS) * absolute + large * math.sqrt(count * absolute))
            found[powers] = (arb(total), arb(off))
    return Sums(float(size), centres, found, extremes)
