"""Every family beside scipy.stats: its density is the one that is meant, and no numeric search, nor scipy's own
`fit`, finds parameters that are more likely than what was derived."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cache

import numpy as np
import pytest
from numerical import Numbers, ends, estimates, log_likelihood, log_value, optimum
from references import REFERENCES, SAMPLES, arguments, covariates, distribution, sample

import derive
from derive.catalogue import family
from derive.language.reader import read
from derive.statement import Vectors

PLACES = [(name, k) for name in sorted(REFERENCES) for k in range(len(REFERENCES[name]["at"]))]
WITHOUT = {"asymmetric-laplace", "beta", "cauchy", "huber-density", "logistic", "negative-binomial"}
"""Families of which no estimator is derived."""
NAMES = sorted(REFERENCES.keys() - WITHOUT)
POINTS = 200
CLOSE = 1e-8

derived = cache(derive.mle)


@pytest.mark.parametrize("name", sorted(WITHOUT))
def test_no_estimator_is_told_where_none_is_derived(name: str) -> None:
    assert not derived(name).estimators
    assert not derived(name).equations


def fitted(name: str, true: dict[str, float], known: dict[str, Numbers]) -> float | None:
    """The log-likelihood that scipy's `fit` of a continuous distribution reaches, where it has the parameters
    of the family: those of its arguments that do not depend on them are fixed."""
    model, shape = family(name), distribution(name)
    data = known[model.variable.name]
    given = {"loc": 0.0, "scale": 1.0} | arguments(name, known | true)
    texts = REFERENCES[name]["arguments"]
    loose = {k for k, t in texts.items() if {s.name for s in read(t).free_symbols} & true.keys()}
    if not hasattr(shape, "fit") or model.covariates or len(loose) != len(true):
        return None
    fixed = {f"f{key}": number for key, number in given.items() if key not in loose}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return float(np.sum(shape.logpdf(data, *shape.fit(data, **fixed))))


def test_every_family_has_its_reference() -> None:
    vectors = {n for n in derive.families() if any(isinstance(s, Vectors) for _, s in family(n).spaces)}
    assert set(derive.families()) - vectors == set(REFERENCES), "test_vectors.py has those with vectors"


@pytest.mark.parametrize(("name", "number"), PLACES)
def test_the_density_is_the_one_that_is_meant(name: str, number: int) -> None:
    model, at = family(name), REFERENCES[name]["at"][number]
    random = np.random.default_rng(number)
    at = at | covariates(name, POINTS, random)
    frozen = distribution(name)(**arguments(name, at))
    parts = np.linspace(1e-6, 1 - 1e-6, POINTS)
    for points in (frozen.ppf(parts), frozen.rvs(size=POINTS, random_state=random)):
        theirs = (frozen.logpdf if hasattr(frozen, "pdf") else frozen.logpmf)(points)
        ours = log_value(model.density, at | {model.variable.name: points})
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-9)  # of logarithms: relative
    for ours, theirs in zip(ends(model.support, at), frozen.support(), strict=True):
        assert np.all(ours == theirs)


def beaten(name: str, number: int, wrong: Mapping[str, float] | None = None) -> str:
    """By what the estimates from a sample are beaten, or nothing; `wrong` are factors to spoil them with."""
    model, true, known = sample(name, number)
    ours = estimates(model, derived(name).estimators, known, derived(name).equations)
    assert ours.keys() == true.keys()
    ours = {key: number * (wrong or {}).get(key, 1) for key, number in ours.items()}
    reached = float(log_likelihood(model, known | ours))
    if not np.isfinite(reached):
        return f"sample {number}: {ours} has no likelihood"
    slack = CLOSE * (1 + abs(reached))
    found, where = optimum(model, known, [ours, true], np.random.default_rng(number))
    if found > reached + slack:
        return f"sample {number}: {where} is better than {ours} by {found - reached}"
    theirs = fitted(name, true, known)
    if theirs is not None and theirs > reached + slack:
        return f"sample {number}: scipy's fit is better than {ours} by {theirs - reached}"
    return ""


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_more_likely_than_what_was_derived(name: str) -> None:
    assert [text for number in range(SAMPLES) if (text := beaten(name, number))] == []


@pytest.mark.parametrize("name", NAMES)
def test_an_estimate_that_is_wrong_by_a_hundredth_is_beaten(name: str) -> None:
    for symbol, _ in family(name).parameters:
        assert beaten(name, SAMPLES - 1, {symbol.name: 1.01})
