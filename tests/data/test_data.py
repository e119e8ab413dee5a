"""Data that cannot be used are refused with their row and the condition; every kind of data gives the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

import derive
from derive.errors import DataError, NoMaximiserError

COUNTS = [2, 0, 3, 1, 1, 5]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("data")
    frame = pd.DataFrame({"n": COUNTS, "w": [1, 2, 1, 3, 1, 1], "name": list("abcdef")})
    frame.to_csv(folder / "visits.csv", index=False)
    frame.to_parquet(folder / "visits.parquet")
    (folder / "bad.csv").write_text("n\n1\n2\n-3\n")
    (folder / "gap.csv").write_text("n,m\n1,1\n,2\n")
    return {path.name: path for path in folder.iterdir()}


@pytest.mark.parametrize(
    "data",
    [
        COUNTS,
        tuple(COUNTS),
        np.array(COUNTS),
        np.array(COUNTS, dtype=np.uint8),
        pd.Series(COUNTS),
        pl.Series(COUNTS),
        pd.DataFrame({"n": COUNTS}),
        pl.DataFrame({"n": COUNTS}),
        pl.LazyFrame({"n": COUNTS}),
        nw.from_native(pl.DataFrame({"n": COUNTS})),
        {"n": COUNTS},
    ],
    ids=lambda data: f"{type(data).__module__}.{type(data).__name__}",
)
def test_every_kind_of_data(data: Any) -> None:
    assert derive.fit("poisson", data).estimates == {"lambda": 2.0}


@pytest.mark.parametrize("name", ["visits.csv", "visits.parquet"])
@pytest.mark.parametrize("engine", ["numpy", "duckdb"])
def test_files(files: dict[str, Path], name: str, engine: str) -> None:
    plain = derive.fit("poisson", files[name], "n", engine=engine)
    assert plain.estimates["lambda"] == pytest.approx(2.0, rel=1e-15)
    heavy = derive.fit("poisson", files[name], "n", "w", engine=engine)
    assert heavy.n == 9
    assert heavy.estimates["lambda"] == pytest.approx(14 / 9, rel=1e-15)
    assert heavy.loglikelihood == pytest.approx(
        derive.fit("poisson", COUNTS, None, [1, 2, 1, 3, 1, 1]).loglikelihood
    )


@pytest.mark.parametrize(
    ("data", "told", "row"),
    [
        ([], "there are no observations", None),
        ([1, float("nan")], "x is nan, which is not a finite number", 2),
        ([1, 2, float("inf")], "x is inf, which is not a finite number", 3),
        ([1, 2.5], "x = 2.5 is outside the support x in 0..oo", 2),
        ([1, -1], "x = -1 is outside the support x in 0..oo", 2),
        ([1, "2"], "x is '2', which is not a number", 2),
        (["1", "y"], "x is 'y', which is not a number", 2),
        ([1, None], "x is missing", 2),
        ([[1, 2], [3, 4]], "observations are numbers", None),
        (5, "int is no sequence of numbers", None),
        ("no.csv", "there is no file no.csv", None),
        ("data.xlsx", "there is no file", None),
        ({"a": [1], "b": [2]}, "name the column of x: the data have a, b", None),
    ],
)
def test_what_cannot_be_used(data: Any, told: str, row: int | None) -> None:
    with pytest.raises(DataError) as caught:
        derive.fit("poisson", data)
    assert told in str(caught.value)
    assert caught.value.row == row


def test_rows_of_files(files: dict[str, Path]) -> None:
    for engine in ("numpy", "duckdb"):
        with pytest.raises(DataError, match="row 3: x = -3 is outside the support"):
            derive.fit("poisson", files["bad.csv"], engine=engine)
        with pytest.raises(DataError, match="row 2: n is missing"):
            derive.fit("poisson", files["gap.csv"], "n", engine=engine)
    with pytest.raises(DataError, match="there is no column 'k'"):
        derive.fit("poisson", files["visits.csv"], "k")
    with pytest.raises(DataError, match="row 1: name is 'a', which is not a number"):
        derive.fit("poisson", files["visits.csv"], "name")


def test_weights() -> None:
    for weights, told in (
        ([1], "1 weights for 2"),
        ([1, -1], "row 2: the weight -1"),
        ([0, 0], "all weights are 0"),
    ):
        with pytest.raises(DataError, match=told):
            derive.fit("poisson", [1, 2], weights=weights)
    found = derive.fit("poisson", [1, -7, 3], weights=[1, 0, 3])
    assert found.estimates == {"lambda": 2.5}
    with pytest.raises(DataError, match="row 3"):  # the row of the data, not of those with a weight
        derive.fit("poisson", [1, -7, -3], weights=[1, 0, 3])
    half = derive.fit("poisson", [1, 3], weights=[0.5, 0.5])
    assert half.estimates == {"lambda": 2.0}
    assert "not all are whole numbers" in half.conditions[-1]


def test_known_values() -> None:
    for known, told in (
        ({}, "needs the value of m"),
        ({"m": 0}, "m = 0 is not in its space"),
        ({"k": 1, "m": 2}, "k is"),
    ):
        with pytest.raises(DataError, match=told):
            derive.fit("binomial", [1, 2], known=known)
    with pytest.raises(DataError, match=r"row 2: x = 3 is outside the support x in 0\.\.m = 2"):
        derive.fit("binomial", [1, 3], known={"m": 2})
    assert derive.fit("normal", [1.0, 2.0, 6.0], known={"sigma": 2}).standard_errors == {
        "mu": pytest.approx(2 / 3**0.5)
    }
    found = derive.mle("normal", known="sigma").fit([1.0, 2.0, 6.0], known={"sigma": 2})
    assert found.estimates == {"mu": pytest.approx(3.0)}


@pytest.mark.parametrize(
    ("family", "data", "told"),
    [
        ("bernoulli", [0, 0], "0 < sum(x[i], i=1..n)"),
        ("bernoulli", [1, 1], "sum(x[i], i=1..n) < n"),
        ("poisson", [0], "as lambda tends to 0"),
        ("normal", [5.0], "the likelihood grows without bound as sigma tends to 0"),
        ("normal", [0.1, 0.1, 0.1], "the likelihood grows without bound"),
        ("lognormal", [0.1, 0.1, 0.1], "no maximiser"),
        ("gamma", [2.0, 2.0], "no maximiser"),
        ("pareto", [0.1, 0.1, 0.1], "no maximiser"),
        ("laplace", [1.0, 1.0], "no maximiser"),
        ("uniform", [1.0], "no maximiser"),
        ("weibull", [2.0, 2.0], "a maximum was only shown where"),
        ("linear-regression", {"x": [1.0, 1.0], "y": [1.0, 2.0]}, "a maximum was only shown where"),
        (
            "linear-regression",
            {"x": [0.0, 1.0, 2.0, 4.0], "y": [1.0, 3.0, 5.0, 9.0]},
            "a maximum was only shown where",
        ),
    ],
)
def test_no_maximiser(family: str, data: Any, told: str) -> None:
    with pytest.raises(NoMaximiserError) as caught:
        derive.fit(family, data)
    assert told in str(caught.value)
    assert caught.value.condition


def test_digits() -> None:
    """Where rounding would hide everything."""
    found = derive.fit("normal", [1e9, 1e9 + 1, 1e9 + 2])
    assert found.estimates == {"mu": 1e9 + 1, "sigma": pytest.approx((2 / 3) ** 0.5, rel=1e-15)}
    wald = derive.fit("inverse-gaussian", [1e9, 1e9 + 1, 1e9 + 2])
    exact = 1.5e27  # n x̄²·x̄/Σ(x − x̄)² up to 1 part in 10⁹
    assert wald.estimates["lambda"] == pytest.approx(exact, rel=1e-8)
    large = derive.fit("weibull", [1e200, 2e200, 4e200, 3e200])
    small = derive.fit("weibull", [1.0, 2.0, 4.0, 3.0])
    assert large.estimates["k"] == pytest.approx(small.estimates["k"], rel=1e-9)


def test_where_there_are_no_standard_errors() -> None:
    assert derive.fit("uniform", [1.0, 2.0, 4.0]).standard_errors is None
    assert "support" in derive.fit("uniform", [1.0, 2.0, 4.0]).errors_by
    assert "second derivative" in derive.fit("laplace", [1.0, 2.0, 4.0]).errors_by


def test_a_fit_shows_itself() -> None:
    found = derive.fit("exponential", [1.0, 2.0, 3.0])
    assert repr(found).startswith(
        "<Fit exponential: lambda = 0.5 ± 0.29; log-likelihood -5.07944, n = 3; closed"
    )
    with pytest.raises(AttributeError):
        found.n = 4  # type: ignore[misc]
