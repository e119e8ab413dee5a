"""The information beside numbers: means of products of scores, by the quadrature of scipy and differences of
the log-density, which share nothing with what was derived but the density."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
import pytest
from numerical import Numbers, log_value, value
from references import REFERENCES, arguments, distribution, mean
from scipy import integrate

import derive
from derive.algebra.terms import unfold
from derive.api import MaximumLikelihood
from derive.catalogue import family, read_family
from derive.statement import Equal, InverseMatrix, Model

TABLE = Path(__file__).parent.parent / "stages" / "families.toml"
ROWS = tomllib.loads(TABLE.read_text(encoding="utf-8"))
TOLD = {name for name, row in ROWS.items() if {"information", "matrix"} & {*row}}
ALIKE = sorted(name for name in REFERENCES if name in {"bernoulli", *TOLD} and not family(name).covariates)
"""Families of which the information is derived, with observations that are all alike."""
PLACES = [(name, k) for name in ALIKE for k in range(len(REFERENCES[name]["at"]))]
STEP = 1e-5


def score(model: Model, parameter: str, at: dict[str, float]) -> Callable[[Numbers], Numbers]:
    """The slope of the logarithm of the density of one observation."""
    step = STEP * (abs(at[parameter]) or 1.0)

    def slope(points: Numbers) -> Numbers:
        sides = [at | {parameter: at[parameter] + sign * step, model.variable.name: points} for sign in (1, -1)]
        above, below = (log_value(model.density, side) for side in sides)
        return (above - below) / (2 * step)

    return slope


def entries(found: MaximumLikelihood) -> dict[tuple[str, str], Equal]:
    """What was derived, by pairs of parameters."""
    parts = map(found.derivation.part, ("information", "information_of_family", "information_matrix"))
    (part,) = filter(None, parts)
    assert found.model is not None
    unknown = [symbol.name for symbol in found.model.arguments]
    pairs = list(combinations_with_replacement(unknown, 2))
    return dict(zip(pairs, [t.equality for t in part.theorems[-len(pairs) :]], strict=True))


@pytest.mark.parametrize(("name", "number"), PLACES)
def test_every_entry_is_the_mean_of_a_product_of_scores(name: str, number: int) -> None:
    at = REFERENCES[name]["at"][number]
    frozen = distribution(name)(**arguments(name, at))
    found = derive.mle(name)
    assert found.model is not None
    slopes = {p.name: score(found.model, p.name, at) for p in found.model.arguments}
    scale = [np.sqrt(mean(frozen, lambda x, s=s: s(x) ** 2)) for s in slopes.values()]
    for (one, two), equality in entries(found).items():
        numeric = mean(frozen, lambda x, a=slopes[one], b=slopes[two]: a(x) * b(x))
        derived = value(equality.right, at | {"n": 1})
        assert abs(numeric - derived) < 1e-4 * max(scale) * max(scale), (one, two)


OWN = """
name = "own"
data = "{data}"
parameters = {{ {parameters} }}
density = "{density}"
source = "a test"
"""
TWO = 'a = "a > 0", b = "b > 0"'
MATRICES = {
    "gamma": ("x > 0", TWO, "b^a*x^(a - 1)*exp(-b*x)/gamma(a)", {"a": 1.7, "b": 0.6}),
    "beta": ("0 < x < 1", TWO, "x^(a - 1)*(1 - x)^(b - 1)/Beta(a, b)", {"a": 1.4, "b": 2.2}),
    "variance": ("x real", 'm = "m real", v = "v > 0"', "exp(-(x-m)^2/2/v)/sqrt(2*pi*v)", {"m": -1, "v": 1.9}),
}  # fmt: skip


def own(data: str, parameters: str, density: str) -> MaximumLikelihood:
    return derive.mle(read_family(OWN.format(data=data, parameters=parameters, density=density), "a test"))


@pytest.mark.parametrize("name", MATRICES)
def test_the_matrix_needs_no_estimator(name: str) -> None:
    """By quadrature over the density itself; of the gamma and the beta distribution no estimator is known."""
    data, parameters, density, at = MATRICES[name]
    found = own(data, parameters, density)
    model = found.model
    assert model is not None
    low, high = (0.0, 1.0) if name == "beta" else (0.0 if data == "x > 0" else -np.inf, np.inf)
    for (one, two), equality in entries(found).items():
        a, b = score(model, one, at), score(model, two, at)

        def inside(x: float, a: object = a, b: object = b) -> float:
            weight = np.exp(log_value(model.density, at | {"x": x}))
            return float(a(x) * b(x) * weight)  # type: ignore[operator]

        numeric, _ = integrate.quad(inside, low, high, limit=400)
        assert numeric == pytest.approx(value(equality.right, at | {"n": 1}), abs=1e-5), (one, two)


CURVED = {
    "N(m, m²)": ("x real", 'm = "m > 0"', "exp(-(x - m)^2/(2*m^2))/(m*sqrt(2*pi))"),
    "support that moves": ("0 < x < m", 'm = "m > 0"', "2*x/m^2"),
    "Cauchy": ("x real", 'm = "m real"', "1/(pi*(1 + (x - m)^2))"),
}


@pytest.mark.parametrize("name", CURVED)
def test_a_curved_family_or_none_has_no_information_here(name: str) -> None:
    found = own(*CURVED[name])
    assert not [part.key for part in found.derivation.parts if part.key.startswith("information")]


def test_the_information_of_a_regression_is_that_of_its_design() -> None:
    """XᵀX/σ² for the coefficients, and 2n/σ²; the inverse and the standard errors with it."""
    found = derive.mle("linear-regression")
    design = np.array([0.3, -1.0, 2.5, 4.0])
    at = {"a": 1.0, "b": 2.0, "sigma": 1.3, "n": 4, "x": design}
    columns = np.stack([np.ones(4), design])
    wanted = np.zeros((3, 3))
    wanted[:2, :2] = columns @ columns.T / 1.3**2
    wanted[2, 2] = 2 * 4 / 1.3**2
    names = ["a", "b", "sigma"]
    for (one, two), equality in entries(found).items():
        place = names.index(one), names.index(two)
        assert value(unfold(equality.right, found.theorems[-1].given), at, 4) == pytest.approx(wanted[place])
    part = found.derivation.part("inverse_information")
    assert part is not None
    theorem = part.theorems[-1]
    assert isinstance(theorem.claim, InverseMatrix)
    back = [[value(unfold(e, theorem.given), at, 4) for e in row] for row in theorem.claim.inverse]
    np.testing.assert_allclose(back, np.linalg.inv(wanted), atol=1e-12)
    assert found.derivation.part("limit_law") is None


def test_the_law_in_large_samples_has_the_inverse_of_the_information_of_one() -> None:
    part = derive.mle("normal").derivation.part("limit_law")
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, InverseMatrix)
    at = {"sigma": 1.7}
    np.testing.assert_allclose(
        [[value(e, at) for e in row] for row in claim.inverse], np.diag([1.7**2, 1.7**2 / 2])
    )
