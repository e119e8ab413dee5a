"""What `references.toml` says: for a family its distribution of scipy.stats, and samples of it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numerical import Numbers, Place, value
from scipy import special, stats

from derive.catalogue import family
from derive.language.reader import read
from derive.statement import Model

REFERENCES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
WITHOUT = {
    "asymmetric-laplace", "beta", "beta-binomial", "beta-prime", "birnbaum-saunders", "burr-xii", "cauchy",
    "continuous-bernoulli", "dagum", "discrete-uniform", "exponentiated-exponential", "generalized-normal",
    "gompertz", "huber-density", "kumaraswamy", "log-logistic", "logistic", "lomax", "negative-binomial",
    "skew-normal", "student-t", "truncated-exponential", "yule-simon", "zero-inflated-poisson", "zipf",
}  # fmt: skip
"""Families of which no estimator is derived."""
SAMPLES = 20
LARGEST = 200


def arguments(name: str, at: Place) -> dict[str, Numbers]:
    """What the distribution of scipy.stats is called with."""
    texts: Mapping[str, str] = REFERENCES[name]["arguments"]
    return {key: value(read(text), at) for key, text in texts.items()}


def covariates(name: str, size: int, random: np.random.Generator) -> dict[str, Numbers]:
    found = {}
    for key, table in REFERENCES[name].get("covariates", {}).items():
        given = {k: v for k, v in table.items() if k != "scipy"}
        found[key] = getattr(stats, table["scipy"])(**given).rvs(size=size, random_state=random)
    return found


class ZeroTruncatedPoisson(stats.rv_discrete):
    """A Poisson variable, given that it is not 0."""

    def _logpmf(self, x: Numbers, mu: Numbers) -> Numbers:
        return stats.poisson.logpmf(x, mu) - np.log(-np.expm1(-mu))

    def _pmf(self, x: Numbers, mu: Numbers) -> Numbers:
        return np.exp(self._logpmf(x, mu))

    def _ppf(self, q: Numbers, mu: Numbers) -> Numbers:
        none = np.exp(-mu)
        return stats.poisson.ppf(none + q * (1 - none), mu)


class Huber(stats.rv_continuous):
    """A normal density up to the distance d, and exponential tails beyond."""

    def _logpdf(self, x: Numbers, d: Numbers) -> Numbers:
        size = np.abs(x)
        return -np.where(size < d, size**2 / 2, d * (size - d / 2)) - np.log(self.total(d))

    def _pdf(self, x: Numbers, d: Numbers) -> Numbers:
        return np.exp(self._logpdf(x, d))

    def total(self, d: Numbers) -> Numbers:
        return np.sqrt(2 * np.pi) * (2 * stats.norm.cdf(d) - 1) + 2 * np.exp(-(d**2) / 2) / d

    def _ppf(self, q: Numbers, d: Numbers) -> Numbers:
        tail = np.minimum(q, 1 - q) * self.total(d)
        beyond = np.log(np.maximum(tail, 1e-300) * d) / d - d / 2
        rest = tail - np.exp(-(d**2) / 2) / d
        inside = stats.norm.ppf(stats.norm.cdf(-d) + np.maximum(rest, 0) / np.sqrt(2 * np.pi))
        return np.where(q < 0.5, 1, -1) * np.where(rest < 0, beyond, inside)


class ContinuousBernoulli(stats.rv_continuous):
    """p^x (1 − p)^(1 − x) on the unit interval, divided by its integral: Loaiza-Ganem & Cunningham (2019)."""

    def _logpdf(self, x: Numbers, p: Numbers) -> Numbers:
        rate = rate_of(p)
        return rate * x - np.log(np.expm1(rate) / rate)

    def _pdf(self, x: Numbers, p: Numbers) -> Numbers:
        return np.exp(self._logpdf(x, p))

    def _ppf(self, q: Numbers, p: Numbers) -> Numbers:
        rate = rate_of(p)
        return np.log1p(q * np.expm1(rate)) / rate


def rate_of(p: Numbers) -> Numbers:
    """log(p/(1 − p)), and a number that is as good as 0 in its place."""
    rate = np.log(p) - np.log1p(-p)
    return np.where(rate == 0, 1e-12, rate)


class Transformed(stats.rv_continuous):
    """A distribution by its quantiles and its density, each a function of the arguments."""

    def __init__(
        self, quantile: Callable[..., Numbers], log_density: Callable[..., Numbers], **more: Any
    ) -> None:
        self.quantile, self.log_density = quantile, log_density
        super().__init__(**more)

    def _updated_ctor_param(self) -> dict[str, Any]:
        more = {"quantile": self.quantile, "log_density": self.log_density}
        return super()._updated_ctor_param() | more

    def _logpdf(self, x: Numbers, *arguments: Numbers) -> Numbers:
        return self.log_density(x, *arguments)

    def _pdf(self, x: Numbers, *arguments: Numbers) -> Numbers:
        return np.exp(self.log_density(x, *arguments))

    def _ppf(self, q: Numbers, *arguments: Numbers) -> Numbers:
        return self.quantile(q, *arguments)


def lindley_quantile(q: Numbers, theta: Numbers) -> Numbers:
    """By the lower branch of Lambert's function: Jodrá (2010)."""
    inside = -(1 + theta) * (1 - q) * np.exp(-1 - theta)
    return -1 - 1 / theta - special.lambertw(inside, -1).real / theta


def two_sided_quantile(q: Numbers, m: Numbers, k: Numbers) -> Numbers:
    low, high = m * (q / m) ** (1 / k), 1 - (1 - m) * ((1 - q) / (1 - m)) ** (1 / k)
    return np.where(q < m, low, high)


def two_sided(x: Numbers, m: Numbers, k: Numbers) -> Numbers:
    return np.log(k) + (k - 1) * np.log(np.where(x < m, x / m, (1 - x) / (1 - m)))


class Borel(stats.rv_discrete):
    """How many customers a queue serves before it is empty: Johnson, Kemp & Kotz (2005), section 7.2.1."""

    def _logpmf(self, x: Numbers, mu: Numbers) -> Numbers:
        return -mu * x + (x - 1) * np.log(mu * x) - special.gammaln(x + 1)

    def _pmf(self, x: Numbers, mu: Numbers) -> Numbers:
        return np.exp(self._logpmf(x, mu))

    def _ppf(self, q: Numbers, mu: Numbers) -> Numbers:
        values = np.arange(1, 20_000)
        below = np.cumsum(self._pmf(values, np.ravel(mu)[0]))
        return 1 + np.searchsorted(below, q)


class ZeroInflatedPoisson(stats.rv_discrete):
    """0 with the probability w, else a Poisson variable."""

    def _pmf(self, x: Numbers, w: Numbers, mu: Numbers) -> Numbers:
        return np.where(x == 0, w, 0) + (1 - w) * stats.poisson.pmf(x, mu)

    def _logpmf(self, x: Numbers, w: Numbers, mu: Numbers) -> Numbers:
        return np.where(x == 0, np.log(self._pmf(0, w, mu)), np.log1p(-w) + stats.poisson.logpmf(x, mu))

    def _ppf(self, q: Numbers, w: Numbers, mu: Numbers) -> Numbers:
        return np.maximum(stats.poisson.ppf(np.clip((q - w) / (1 - w), 0, 1), mu), 0)


MADE = {
    "continuous_bernoulli": ContinuousBernoulli(a=0, b=1, name="continuous_bernoulli"),
    "zero_truncated_poisson": ZeroTruncatedPoisson(a=1, name="zero_truncated_poisson"),
    "huber": Huber(name="huber"),
    "borel": Borel(a=1, name="borel"),
    "zero_inflated_poisson": ZeroInflatedPoisson(name="zero_inflated_poisson"),
    "logit_normal": Transformed(
        lambda q, mu, sigma: special.expit(stats.norm.ppf(q, mu, sigma)),
        lambda x, mu, sigma: stats.norm.logpdf(special.logit(x), mu, sigma) - np.log(x) - np.log1p(-x),
        shapes="mu, sigma", a=0, b=1, name="logit_normal",
    ),
    "kumaraswamy": Transformed(
        lambda q, a, b: (-np.expm1(np.log1p(-q) / b)) ** (1 / a),
        lambda x, a, b: np.log(a * b) + (a - 1) * np.log(x) + (b - 1) * np.log1p(-(x**a)),
        shapes="a, b", a=0, b=1, name="kumaraswamy",
    ),
    "lindley": Transformed(
        lindley_quantile,
        lambda x, theta: 2 * np.log(theta) - np.log1p(theta) + np.log1p(x) - theta * x,
        shapes="theta", a=0, name="lindley",
    ),
    "half_t": Transformed(
        lambda q, df: stats.t.ppf((1 + q) / 2, df),
        lambda x, df: np.log(2) + stats.t.logpdf(x, df),
        shapes="df", a=0, name="half_t",
    ),
    "topp_leone": Transformed(
        lambda q, nu: 1 - np.sqrt(-np.expm1(np.log(q) / nu)),
        lambda x, nu: np.log(2 * nu) + np.log1p(-x) + (nu - 1) * np.log(x * (2 - x)),
        shapes="nu", a=0, b=1, name="topp_leone",
    ),
    "two_sided_power": Transformed(
        two_sided_quantile, two_sided, shapes="m, k", a=0, b=1, name="two_sided_power"
    ),
}  # fmt: skip
"""Distributions that scipy.stats does not have."""


def distribution(name: str) -> Any:
    called = REFERENCES[name]["scipy"]
    return MADE.get(called) or getattr(stats, called)


def mean(frozen: Any, function: Callable[[Numbers], Numbers]) -> float:
    """The mean of a function, by quadrature or by a sum over enough values."""
    return float(frozen.expect(function, **({"maxcount": 10_000} if hasattr(frozen.dist, "pmf") else {})))


def sample(name: str, number: int) -> tuple[Model, dict[str, float], dict[str, Numbers]]:
    """A family, the parameters that are true, and what is known: the data, covariates, known parameters. The
    sizes grow with the number, from 0 to SAMPLES - 1."""
    random = np.random.default_rng([number, *name.encode()])
    model = family(name)
    places = REFERENCES[name]["at"]
    at = places[number % len(places)]
    least = len(model.parameters) + 1
    size = max(least, round(2 * (LARGEST / 2) ** (number / (SAMPLES - 1))))
    known = {symbol.name: at[symbol.name] for symbol, _ in model.known} | covariates(name, size, random)
    data = distribution(name)(**arguments(name, at | known)).rvs(size=size, random_state=random)
    true = {symbol.name: at[symbol.name] for symbol, _ in model.parameters}
    return model, true, known | {model.variable.name: data}
