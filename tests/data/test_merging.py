"""Sums in parts, in any split, by NumPy or by DuckDB, are the sums of the whole; and the estimates move with
the data."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import derive
from derive.data.fitting import found_in, merge_all, plan_for, recipe_of
from derive.data.found import Points

FAMILIES = {
    "normal": lambda g, n: g.normal(1e6, 3, n),
    "inverse-gaussian": lambda g, n: g.wald(3, 2, n),
    "gamma": lambda g, n: g.gamma(3, 2, n),
    "pareto": lambda g, n: 2 * (1 + g.pareto(3, n)),
    "poisson": lambda g, n: g.poisson(3, n).astype(float),
}


@settings(max_examples=40, deadline=None)
@given(
    name=st.sampled_from(sorted(FAMILIES)),
    cuts=st.lists(st.integers(1, 499), max_size=6, unique=True),
    seed=st.integers(0, 9),
)
def test_any_split(name: str, cuts: list[int], seed: int) -> None:
    x = FAMILIES[name](np.random.default_rng(seed), 500)
    plan = plan_for(derive.mle(name).derivation)
    recipe = recipe_of(plan, {})
    parts = [found_in(Points({"x": part}), plan, recipe, {}).sums for part in np.split(x, sorted(cuts))]
    whole, merged = found_in(Points({"x": x}), plan, recipe, {}).sums, merge_all(parts, recipe)
    assert merged.size == whole.size
    assert merged.extremes == whole.extremes
    for powers in recipe.powers:
        if sum(powers) > 1 or not recipe.centred[len(powers) - 1]:
            scale = float(abs(whole.value(powers)).mid()) or 1.0
            if whole.centres == merged.centres:
                assert float(merged.value(powers).mid()) == pytest.approx(
                    float(whole.value(powers).mid()), abs=1e-11 * scale
                )


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_parts_of_a_file(name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pandas as pd

    from derive.data import reading

    x = np.sort(FAMILIES[name](np.random.default_rng(1), 3_000))
    frame, path = pd.DataFrame({"x": x}), tmp_path / f"x.{kind}"
    frame.to_csv(path, index=False) if kind == "csv" else frame.to_parquet(path)
    monkeypatch.setattr(reading.batches, "__defaults__", (700,))
    whole, parts = derive.fit(name, x), derive.fit(name, path, streaming=True)
    query = derive.fit(name, path, engine="duckdb")
    for other in (parts, query):
        assert other.n == whole.n
        assert other.estimates == pytest.approx(dict(whole.estimates), rel=1e-12)
        assert other.loglikelihood == pytest.approx(whole.loglikelihood, rel=1e-11)
        assert other.standard_errors == (
            whole.standard_errors and pytest.approx(dict(whole.standard_errors), rel=1e-10)
        )


def test_what_does_not_stream(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("x\n1\n2\n4\n")
    with pytest.raises(derive.DataError, match="a median needs every point"):
        derive.fit("laplace", path, streaming=True)
    with pytest.raises(derive.DataError, match="changes with the parameters"):
        derive.fit("weibull", path, engine="duckdb")
    assert derive.fit("laplace", path).estimates["mu"] == 2


sample = st.lists(st.floats(-100, 100), min_size=3, max_size=30).filter(lambda x: np.ptp(x) > 1e-3)


@settings(max_examples=25, deadline=None)
@given(
    x=sample,
    shift=st.floats(-1e3, 1e3),
    scale=st.floats(0.1, 10),
    name=st.sampled_from(["normal", "laplace", "uniform"]),
)
def test_location_and_scale(x: list[float], shift: float, scale: float, name: str) -> None:
    before = derive.fit(name, x).estimates
    after = derive.fit(name, [scale * one + shift for one in x]).estimates
    places, scales = (("mu",), ("sigma", "b")) if name != "uniform" else (("a", "b"), ())
    size = abs(shift) + 100 * scale
    for key, value in before.items():
        if key in places:
            assert after[key] == pytest.approx(scale * value + shift, abs=1e-12 * size)
        elif key in scales:
            assert after[key] == pytest.approx(scale * value, abs=1e-10 * size)


@settings(max_examples=25, deadline=None)
@given(x=st.lists(st.integers(0, 9), min_size=2, max_size=20).filter(any), repeat=st.integers(1, 5))
def test_weights_are_counts(x: list[int], repeat: int) -> None:
    counted = derive.fit("poisson", x, weights=[repeat] * len(x))
    assert counted.estimates == pytest.approx(dict(derive.fit("poisson", x * repeat).estimates), rel=1e-14)
    assert counted.loglikelihood == pytest.approx(derive.fit("poisson", x * repeat).loglikelihood, rel=1e-12)
