"""What is derived of linear predictors beside scipy: all maximisers where the columns are dependent, the
information beside differences of the log-likelihood, and the deviance beside that of the saturated model."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import optimize, special, stats
from sympy import Expr
from test_vectors import Known, data, log_likelihood, point

import derive
from derive.algebra.numeric.balls import ball, evaluate
from derive.kernel.theorem import Theorem
from derive.statement import AffineArgmax, Equal

Numbers = NDArray[np.float64]

MEANS: Mapping[str, Callable[[Numbers], Numbers]] = {
    "gamma-regression": lambda eta: 1 / eta,
    "gamma-regression-log": np.exp,
    "logistic-regression": special.expit,
    "multiple-regression": lambda eta: eta,
    "poisson-regression": np.exp,
}
"""The families with a linear predictor, and the mean that goes with it."""


def told(name: str, part: str) -> Theorem:
    found = derive.mle(name).derivation.part(part)
    assert found is not None
    return found.theorems[-1]


def value(term: Expr, known: Known, theorem: Theorem) -> float:
    return float(ball(evaluate(term, point(known), theorem.given)).mid())


def known_of(name: str, seed: int, entries: int = 3, size: int = 25) -> tuple[dict[str, object], Numbers]:
    """Data, and coefficients in the space of the family."""
    random = np.random.default_rng(seed)
    known = dict(data(name, random, entries, size))
    return known, random.uniform(0.1, 0.6, size=entries)


def density(name: str, y: Numbers, mean: Numbers, known: Mapping[str, object]) -> float:
    """The log-likelihood of scipy, with a mean for each observation."""
    if name.startswith("gamma"):
        return float(stats.gamma(known["a"], scale=mean / known["a"]).logpdf(y).sum())
    if name == "logistic-regression":
        return float((special.xlogy(y, mean) + special.xlogy(1 - y, 1 - mean)).sum())
    if name == "poisson-regression":
        return float((special.xlogy(y, mean) - mean - special.gammaln(y + 1)).sum())
    return float(stats.norm(mean, known["sigma"]).logpdf(y).sum())


@pytest.mark.parametrize("name", MEANS)
def test_the_deviance_is_what_is_missing_to_the_saturated_model(name: str) -> None:
    theorem = told(name, "deviance")
    assert isinstance(theorem.claim, Equal)
    for seed in range(5):
        known, beta = known_of(name, seed)
        y, mean = np.asarray(known["y"]), MEANS[name](np.asarray(known["x"]) @ beta)
        ours = value(theorem.claim.right, {**known, "beta": beta}, theorem)
        theirs = 2 * (density(name, y, y, known) - density(name, y, mean, known))
        assert ours == pytest.approx(theirs, rel=1e-9)
        assert ours > 0


@pytest.mark.parametrize("name", sorted(MEANS.keys() - {"gamma-regression-log"}))
def test_the_information_is_how_the_likelihood_bends(name: str) -> None:
    theorem = told(name, "information_by_hessian")
    assert isinstance(theorem.claim, Equal)
    known, beta = known_of(name, 7)
    x, y, step = np.asarray(known["x"]), np.asarray(known["y"]), 1e-3

    def at(moved: Numbers) -> float:
        return density(name, y, MEANS[name](x @ moved), known)

    for k in range(1, 4):
        for other in range(1, 4):
            one, two = step * np.eye(3)[k - 1], step * np.eye(3)[other - 1]
            mixed = at(beta + one + two) - at(beta + one - two) - at(beta - one + two) + at(beta - one - two)
            ours = value(theorem.claim.right, {**known, "beta": beta, "k": k, "l": other}, theorem)
            assert ours == pytest.approx(-mixed / (4 * step**2), rel=1e-3, abs=1e-2)


@pytest.mark.parametrize("name", MEANS)
def test_dependent_columns_make_a_line_of_maximisers(name: str) -> None:
    """The third column is the sum of the others: so (1, 1, −1) leaves all predictors as they are."""
    theorem = told(name, "maximisers")
    assert isinstance(theorem.claim, AffineArgmax)
    assert isinstance(theorem.claim.flat.fact, Equal)
    known, _ = known_of(name, 11, size=60)
    x = np.asarray(known["x"])
    known["x"] = x = np.column_stack([x[:, 0], x[:, 1], x[:, 0] + x[:, 1]])

    def at(beta: Numbers) -> float:
        return log_likelihood(name, known, beta)

    found = optimize.minimize(lambda beta: -at(beta), np.full(3, 0.3), method="Nelder-Mead", tol=1e-11)
    for direction, same in (([1, 1, -1], True), ([1, 0, 0], False), ([0, 1, 1], False)):
        at_all = {**known, "v": np.array(direction, dtype=float)}
        flat = [value(theorem.claim.flat.fact.left, {**at_all, "i": i}, theorem) for i in range(1, 61)]
        assert (max(map(abs, flat)) < 1e-12) is same
        moved = at(found.x + 0.1 * np.array(direction))
        assert (abs(moved - at(found.x)) < 1e-9) is same
        assert moved <= at(found.x) + 1e-9
