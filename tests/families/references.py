"""What `references.toml` says: for a family its distribution of scipy.stats, and samples of it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numerical import Numbers, Place, value
from scipy import stats

from derive.catalogue import family
from derive.language.reader import read
from derive.statement import Model

REFERENCES: dict[str, Any] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
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


MADE = {
    "zero_truncated_poisson": ZeroTruncatedPoisson(a=1, name="zero_truncated_poisson"),
    "huber": Huber(name="huber"),
}
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
