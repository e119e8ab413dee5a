"""The multivariate normal distribution beside scipy.stats, with all parameters unknown or one of them known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from test_vectors import Known, number

import derive

Numbers = NDArray[np.float64]
NAME = "mvnormal"
SIZES = ((1, 5), (2, 4), (3, 30))
"""Numbers of entries, and of observations."""


def sample(entries: int, size: int) -> tuple[Known, Numbers]:
    random = np.random.default_rng([entries, size])
    x = random.normal(size=(size, entries)) @ random.normal(size=(entries, entries))
    return {"x": x, "n": size, "d": entries}, x


def estimate(name: str, known: Known, entries: int, found: derive.MaximumLikelihood) -> Numbers:
    """An estimator of a vector or a matrix, entry by entry."""
    term, run = found.estimators[name], range(1, entries + 1)
    if name.startswith("mu"):
        return np.array([number(term, {**known, "j": j}) for j in run])
    return np.array([[number(term, {**known, "j": j, "k": k}) for k in run] for j in run])


@pytest.mark.parametrize(("entries", "size"), SIZES)
def test_the_estimators_are_those_of_scipy(entries: int, size: int) -> None:
    known, x = sample(entries, size)
    found = derive.mle(NAME)
    mean, covariance = stats.multivariate_normal.fit(x)
    np.testing.assert_allclose(estimate("mu[j]", known, entries, found), mean, atol=1e-12)
    np.testing.assert_allclose(estimate("Sigma[j, k]", known, entries, found), covariance, atol=1e-12)


@pytest.mark.parametrize(("entries", "size"), SIZES)
def test_no_other_parameters_are_more_likely(entries: int, size: int) -> None:
    known, x = sample(entries, size)
    found, random = derive.mle(NAME), np.random.default_rng(7)
    mean, covariance = (estimate(name, known, entries, found) for name in ("mu[j]", "Sigma[j, k]"))
    best = stats.multivariate_normal(mean, covariance).logpdf(x).sum()
    for scale in (1.0, 0.1, 0.01):
        for _ in range(40):
            root = scale * random.normal(size=(entries, entries))
            other = stats.multivariate_normal(
                mean + scale * random.normal(size=entries), covariance + root @ root.T
            )
            assert other.logpdf(x).sum() < best


@pytest.mark.parametrize(("entries", "size"), SIZES)
def test_the_mean_is_the_same_where_the_covariance_is_known(entries: int, size: int) -> None:
    known, x = sample(entries, size)
    found = derive.mle(NAME, known=["Sigma"])
    assert found.verdict.axioms == ()
    np.testing.assert_allclose(estimate("mu[j]", known, entries, found), x.mean(axis=0), atol=1e-12)


@pytest.mark.parametrize(("entries", "size"), SIZES)
def test_the_covariance_is_taken_about_a_known_mean(entries: int, size: int) -> None:
    known, x = sample(entries, size)
    mu = np.arange(1.0, entries + 1)
    found = derive.mle(NAME, known=["mu"])
    _, covariance = stats.multivariate_normal.fit(x, fix_mean=mu)
    np.testing.assert_allclose(
        estimate("Sigma[j, k]", {**known, "mu": mu}, entries, found), covariance, atol=1e-12
    )


def test_it_rests_on_the_spectral_theorem() -> None:
    assert derive.mle(NAME).verdict.axioms == ("spectral-theorem",)
    assert derive.mle(NAME).trusted.axioms == ("spectral-theorem",)
