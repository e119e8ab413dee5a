"""Every family that fits, on a random sample: by SciPy's densities, nothing near its estimates is better."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

import derive

N = 400
Numbers = Any


@dataclass(frozen=True)
class Case:
    """A sampler, the logarithm of the density by SciPy, known values, and SciPy's own fit, if it has one."""

    sample: Callable[[np.random.Generator], Numbers]
    log_density: Callable[..., Numbers]
    known: dict[str, float] = field(default_factory=dict)
    fit: Callable[[Numbers], dict[str, float]] | None = None
    tolerance: float = 1e-9


CASES: dict[str, Case] = {
    "bernoulli": Case(lambda g: g.binomial(1, 0.3, N), lambda x, p: stats.bernoulli.logpmf(x, p)),
    "binomial": Case(lambda g: g.binomial(9, 0.3, N), lambda x, p, m: stats.binom.logpmf(x, m, p), {"m": 9}),
    "geometric": Case(lambda g: g.geometric(0.3, N), lambda x, p: stats.geom.logpmf(x, p)),
    "geometric-failures": Case(lambda g: g.geometric(0.3, N) - 1, lambda x, p: stats.geom.logpmf(x + 1, p)),
    "negative-binomial-p": Case(
        lambda g: g.negative_binomial(4, 0.3, N), lambda x, p, r: stats.nbinom.logpmf(x, r, p), {"r": 4}
    ),
    "negative-binomial": Case(
        lambda g: g.negative_binomial(2, 0.3, N), lambda x, r, p: stats.nbinom.logpmf(x, r, p), tolerance=1e-6
    ),
    "poisson": Case(lambda g: g.poisson(3, N), lambda x, **k: stats.poisson.logpmf(x, k["lambda"])),
    "zero-truncated-poisson": Case(
        lambda g: (z := g.poisson(2, N))[z > 0],
        lambda x, **k: stats.poisson.logpmf(x, k["lambda"]) - np.log(-np.expm1(-k["lambda"])),
    ),
    "logarithmic": Case(lambda g: g.logseries(0.6, N), lambda x, p: stats.logser.logpmf(x, p)),
    "exponential": Case(
        lambda g: g.exponential(2, N),
        lambda x, **k: stats.expon.logpdf(x, scale=1 / k["lambda"]),
        fit=lambda x: {"lambda": 1 / stats.expon.fit(x, floc=0)[1]},
    ),
    "shifted-exponential": Case(
        lambda g: 5 + g.exponential(2, N),
        lambda x, a, r: stats.expon.logpdf(x, a, 1 / r),
        fit=lambda x: dict(zip(("a", "r"), ((f := stats.expon.fit(x))[0], 1 / f[1]), strict=True)),
    ),
    "gamma": Case(
        lambda g: g.gamma(3, 2, N),
        lambda x, alpha, beta: stats.gamma.logpdf(x, alpha, scale=1 / beta),
        fit=lambda x: dict(
            zip(("alpha", "beta"), ((f := stats.gamma.fit(x, floc=0))[0], 1 / f[2]), strict=True)
        ),
        tolerance=1e-5,
    ),
    "gamma-scale": Case(
        lambda g: g.gamma(3, 2, N), lambda x, theta, k: stats.gamma.logpdf(x, k, scale=theta), {"k": 3}
    ),
    "inverse-gaussian": Case(
        lambda g: g.wald(3, 2, N),
        lambda x, **k: stats.invgauss.logpdf(x, k["mu"] / k["lambda"], scale=k["lambda"]),
    ),
    "rayleigh": Case(
        lambda g: g.rayleigh(2, N),
        lambda x, sigma: stats.rayleigh.logpdf(x, scale=sigma),
        fit=lambda x: {"sigma": stats.rayleigh.fit(x, floc=0)[1]},
    ),
    "half-normal": Case(
        lambda g: abs(g.normal(size=N)), lambda x, sigma: stats.halfnorm.logpdf(x, scale=sigma)
    ),
    "normal": Case(
        lambda g: g.normal(3, 2, N),
        lambda x, mu, sigma: stats.norm.logpdf(x, mu, sigma),
        fit=lambda x: dict(zip(("mu", "sigma"), stats.norm.fit(x), strict=True)),
    ),
    "lognormal": Case(
        lambda g: g.lognormal(1, 0.5, N),
        lambda x, mu, sigma: stats.lognorm.logpdf(x, sigma, scale=np.exp(mu)),
        fit=lambda x: dict(
            zip(("sigma", "mu"), ((f := stats.lognorm.fit(x, floc=0))[0], np.log(f[2])), strict=True)
        ),
        tolerance=1e-5,
    ),
    "laplace": Case(
        lambda g: g.laplace(3, 2, N),
        lambda x, mu, b: stats.laplace.logpdf(x, mu, b),
        fit=lambda x: dict(zip(("mu", "b"), stats.laplace.fit(x), strict=True)),
    ),
    "uniform": Case(
        lambda g: g.uniform(3, 5, N),
        lambda x, a, b: stats.uniform.logpdf(x, a, b - a),
        fit=lambda x: dict(zip(("a", "b"), ((f := stats.uniform.fit(x))[0], f[0] + f[1]), strict=True)),
    ),
    "uniform-zero": Case(lambda g: g.uniform(0, 5, N), lambda x, theta: stats.uniform.logpdf(x, 0, theta)),
    "pareto": Case(
        lambda g: 2 * (1 + g.pareto(3, N)), lambda x, m, alpha: stats.pareto.logpdf(x, alpha, scale=m)
    ),
    "pareto-alpha": Case(
        lambda g: 2 * (1 + g.pareto(3, N)), lambda x, alpha, m: stats.pareto.logpdf(x, alpha, scale=m), {"m": 2}
    ),
    "weibull": Case(
        lambda g: 5 * g.weibull(3, N),
        lambda x, **k: stats.weibull_min.logpdf(x, k["k"], scale=k["lambda"]),
        fit=lambda x: dict(
            zip(("k", "lambda"), ((f := stats.weibull_min.fit(x, floc=0))[0], f[2]), strict=True)
        ),
        tolerance=1e-4,
    ),
    "weibull-scale": Case(
        lambda g: 5 * g.weibull(2, N),
        lambda x, **k: stats.weibull_min.logpdf(x, k["k"], scale=k["lambda"]),
        {"k": 2},
    ),
    "beta": Case(
        lambda g: g.beta(2, 3, N), lambda x, alpha, beta: stats.beta.logpdf(x, alpha, beta), tolerance=1e-6
    ),
    "cauchy": Case(
        lambda g: 1 + 2 * g.standard_cauchy(N), lambda x, mu, s: stats.cauchy.logpdf(x, mu, s), tolerance=1e-6
    ),
    "logistic": Case(
        lambda g: g.logistic(2, 3, N), lambda x, mu, s: stats.logistic.logpdf(x, mu, s), tolerance=1e-6
    ),
    "hyperbolic-secant": Case(
        lambda g: g.normal(2, 1, N),
        lambda x, mu, s: stats.hypsecant.logpdf(x, mu, s),
        {"s": 1},
    ),
    "asymmetric-laplace": Case(
        lambda g: g.normal(2, 3, N),
        lambda x, mu, q, s: np.log(q * (1 - q) / s) - np.where(x < mu, (1 - q) * (mu - x), q * (x - mu)) / s,
        {"q": 0.3, "s": 1},
        tolerance=1e-6,
    ),
    "huber-density": Case(
        lambda g: g.normal(2, 3, N),
        lambda x, mu, d: (
            -np.where(abs(x - mu) < d, (x - mu) ** 2 / 2, d * (abs(x - mu) - d / 2))
            - np.log(2 / d * np.exp(-(d**2) / 2) + np.sqrt(2 * np.pi) * special.erf(d / np.sqrt(2)))
        ),
        {"d": 1.5},
        tolerance=1e-6,
    ),
    "continuous-bernoulli": Case(
        lambda g: g.uniform(size=N) ** 2,
        lambda x, p: np.log(np.log(p / (1 - p)) / (2 * p - 1)) + x * np.log(p) + (1 - x) * np.log(1 - p),
        tolerance=1e-6,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_nothing_near_is_better(name: str) -> None:
    case = CASES[name]
    x = np.asarray(case.sample(np.random.default_rng(len(name))), dtype=float)
    found = derive.fit(name, x, known=case.known)

    def height(**values: float) -> float:
        with np.errstate(all="ignore"):
            return float(np.sum(case.log_density(x, **{**case.known, **values})))

    best = height(**found.estimates)
    assert found.loglikelihood == pytest.approx(best, rel=1e-10, abs=1e-8)
    slack = 1e-9 * max(1.0, abs(best))
    for parameter, value in found.estimates.items():
        for change in (-1e-2, -1e-4, 1e-4, 1e-2):
            moved = {**found.estimates, parameter: value + change * max(abs(value), 0.1)}
            there = height(**moved)
            assert not there > best + slack, (parameter, change)
    if case.fit:
        assert found.estimates == pytest.approx(case.fit(x), rel=max(case.tolerance, 1e-9))
    if found.standard_errors is not None:
        assert all(np.isfinite(e) and e > 0 for e in found.standard_errors.values())
    else:
        assert found.errors_by


def test_two_columns() -> None:
    random = np.random.default_rng(5)
    x = random.normal(7, 2, 200)
    y = 3 - 2 * x + random.normal(0, 0.5, 200)
    found = derive.fit("linear-regression", {"x": x, "y": y})
    line = stats.linregress(x, y)
    assert found.estimates["a"] == pytest.approx(line.intercept, rel=1e-12)
    assert found.estimates["b"] == pytest.approx(line.slope, rel=1e-12)
    residuals = y - line.intercept - line.slope * x
    assert found.estimates["sigma"] == pytest.approx(np.sqrt(np.mean(residuals**2)), rel=1e-12)
    density = stats.norm.logpdf(residuals, scale=found.estimates["sigma"])
    assert found.loglikelihood == pytest.approx(density.sum(), rel=1e-12)


def test_exposure() -> None:
    random = np.random.default_rng(6)
    t = random.uniform(1, 3, 200)
    x = random.poisson(4 * t)
    found = derive.fit("poisson-exposure", {"count": x, "time": t}, {"x": "count", "t": "time"})
    assert found.estimates["lambda"] == pytest.approx(x.sum() / t.sum(), rel=1e-14)
    assert found.loglikelihood == pytest.approx(stats.poisson.logpmf(x, found.estimates["lambda"] * t).sum())
