"""Every family of numbers fitted to a sample of SciPy's: the log-likelihood is the one that SciPy's density has
at the estimates, and no search finds a greater one."""

from __future__ import annotations

import numpy as np
import pytest
from numerical import optimum
from references import REFERENCES, SAMPLES, arguments, distribution, sample

import derive
from derive.errors import NoMaximiserError

CLOSE = 1e-7
NUMBER = {"zero-inflated-poisson": SAMPLES - 2}
"""The sample that is taken, where the last one has no maximiser."""


@pytest.mark.parametrize("name", sorted(REFERENCES))
def test_nothing_is_more_likely_than_the_estimates(name: str) -> None:
    model, true, known = sample(name, NUMBER.get(name, SAMPLES - 1))
    label = model.variable.name
    columns = {label, *(symbol.name for symbol, _ in model.covariates)}
    data = {key: value for key, value in known.items() if key in columns}
    values = {key: value for key, value in known.items() if key not in columns}
    found = derive.fit(name, data, column=label if len(data) == 1 else None, known=values)
    frozen = distribution(name)(**arguments(name, known | dict(found.estimates)))
    theirs = (frozen.logpdf if hasattr(frozen, "pdf") else frozen.logpmf)(known[label])
    assert found.loglikelihood == pytest.approx(float(np.sum(theirs)), rel=1e-9, abs=1e-7)
    best, where = optimum(model, known, [dict(found.estimates), true], np.random.default_rng(1))
    assert found.loglikelihood >= best - CLOSE * (1 + abs(best)), where


def test_a_sample_that_has_no_maximiser() -> None:
    _, _, known = sample("zero-inflated-poisson", SAMPLES - 1)
    with pytest.raises(NoMaximiserError, match="still rises towards the end of the space, near w = "):
        derive.fit("zero-inflated-poisson", known["x"])
