"""Priors: the penalised loss that they make of the likelihood, and the mode of the posterior density."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest
from numerical import estimates
from scipy import optimize, stats
from sympy import Add, Symbol

import derive
from derive.algebra.equality import equal
from derive.api import MaximumLikelihood
from derive.catalogue import Family, read_family
from derive.errors import CatalogueError
from derive.kernel.replay import dumps, replay
from derive.language.reader import read
from derive.language.writer import write, write_fact
from derive.rules import rules
from derive.statement import Argmax

NORMAL = "exp(-(x - mu)^2/(2*sigma^2))/(sigma*sqrt(2*pi))"
GAUSS = "exp(-mu^2/(2*t^2))/(t*sqrt(2*pi))"
FAMILIES: dict[str, Family] = {
    name: Family(name, data, parameters, density, "a test", known, priors=priors)
    for name, data, parameters, known, density, priors in (
        ("normal", "x real", {"mu": "mu real"}, {"sigma": "sigma > 0", "t": "t > 0"}, NORMAL, {"mu": GAUSS}),
        ("laplace", "x real", {"mu": "mu real"}, {"sigma": "sigma > 0", "t": "t > 0"}, NORMAL,
         {"mu": "exp(-abs(mu)/t)/(2*t)"}),
        ("bernoulli", "x in {0, 1}", {"p": "0 < p < 1"}, {"a": "a > 1", "b": "b > 1"}, "p^x*(1 - p)^(1 - x)",
         {"p": "p^(a - 1)*(1 - p)^(b - 1)/Beta(a, b)"}),
        ("poisson", "x >= 0 integer", {"r": "r > 0"}, {"a": "a > 1", "b": "b > 0"}, "r^x*exp(-r)/factorial(x)",
         {"r": "b^a*r^(a - 1)*exp(-b*r)/gamma(a)"}),
    )
}  # fmt: skip
MODES = {
    "normal": "sum(x[i], i=1..n)/(n + sigma^2/t^2)",
    "laplace": "max((sum(x[i], i=1..n) - sigma^2/t)/n, min((sum(x[i], i=1..n) + sigma^2/t)/n, 0))",
    "bernoulli": "(sum(x[i], i=1..n) + a - 1)/(n + a + b - 2)",
    "poisson": "(sum(x[i], i=1..n) + a - 1)/(n + b)",
}
"""Gelman et al. (2013), sections 2.1 to 2.6: the shrunken mean, and pseudo-observations; Tibshirani (1996),
section 2: the soft threshold."""


@cache
def derived(name: str) -> MaximumLikelihood:
    return derive.mle(FAMILIES[name])


@pytest.mark.parametrize("name", MODES)
def test_the_mode_is_that_of_the_textbook(name: str) -> None:
    found = derived(name)
    (estimator,) = found.estimators.values()
    assert found.maximum is not None
    assert not found.maximum.given.hypotheses()
    assert equal(estimator, read(MODES[name]), found.maximum.given)


@pytest.mark.parametrize("name", MODES)
def test_it_needs_no_normalising_constant(name: str) -> None:
    part = derived(name).derivation.part("normalised")
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, Argmax)
    best = derived(name).maximum
    assert best is not None
    assert isinstance(best.claim, Argmax)
    assert claim.points == best.claim.points
    assert claim.function == best.claim.function / Symbol("Z")


PENALTIES = {"normal": "mu^2/(2*t^2)", "laplace": "abs(mu)/t"}


@pytest.mark.parametrize("name", PENALTIES)
def test_the_loss_is_that_of_the_likelihood_with_a_penalty(name: str) -> None:
    """−log(L·π) = −ℓ + λ·(penalty) + what is free of μ."""
    part = derived(name).derivation.part("penalised")
    assert part is not None
    equality = part.theorems[-1].equality
    mu = Symbol("mu")
    assert write(equality.left) == "-ell_P(mu)"
    rest = Add(*(t for t in Add.make_args(equality.right) if t.has(mu)))
    assert equal(rest, read(f"-ell(mu) + {PENALTIES[name]}", functions=None))


LAPLACE = "exp(-abs(mu)/t)/(2*t)"
MORE = {
    "two kinds of absolute values": ({"mu": "mu real"}, "exp(-abs(x - mu)/sigma)/(2*sigma)"),
    "a parabola that moves with another parameter": ({"mu": "mu real", "sigma": "sigma > 0"}, NORMAL),
}


@pytest.mark.parametrize("name", MORE)
def test_what_is_left_open_beside_the_soft_threshold(name: str) -> None:
    parameters, density = MORE[name]
    known = {"sigma": "sigma > 0", "t": "t > 0"}
    found = derive.mle(
        Family(
            name="more", data="x real", parameters=parameters, density=density, source="a test",
            known={k: v for k, v in known.items() if k not in parameters}, priors={"mu": LAPLACE},
        )
    )  # fmt: skip
    assert [question.key for question in found.derivation.open] == ["no_proof"]
    assert found.maximum is None
    assert found.derivation.part("penalised") is not None


def test_the_lasso_in_one_dimension() -> None:
    """Tibshirani (1996), section 2: least squares moved towards 0, by σ²/(t∑x²), where the regressors are not
    all 0."""
    found = derive.mle(
        Family(
            name="lasso", data="y real", covariates={"x": "x real"}, parameters={"w": "w real"},
            density="exp(-(y - w*x)^2/(2*sigma^2))/(sigma*sqrt(2*pi))", source="a test",
            known={"sigma": "sigma > 0", "t": "t > 0"}, priors={"w": "exp(-abs(w)/t)/(2*t)"},
        )
    )  # fmt: skip
    best = found.maximum
    assert best is not None
    (needed,) = best.given.hypotheses()
    assert write_fact(needed) == "0 < s"
    s, u = (f"sum(x[i]*{y}[i], i=1..n)" for y in "xy")
    mode = f"max(({u} - sigma^2/t)/({s}), min(({u} + sigma^2/t)/({s}), 0))"
    assert equal(found.estimators["w"], read(mode), best.given)


SEARCHES = {
    "normal": (
        {"sigma": 1.3, "t": 0.6},
        stats.norm(0.8, 1.3),
        lambda x, mu: stats.norm(mu, 1.3).logpdf(x).sum() + stats.norm(0, 0.6).logpdf(mu),
        (-5.0, 5.0),
    ),
    "laplace": (
        {"sigma": 1.3, "t": 0.4},
        stats.norm(0.4, 1.3),
        lambda x, mu: stats.norm(mu, 1.3).logpdf(x).sum() + stats.laplace(0, 0.4).logpdf(mu),
        (-5.0, 5.0),
    ),
    "bernoulli": (
        {"a": 2.5, "b": 4.0},
        stats.bernoulli(0.3),
        lambda x, p: stats.bernoulli(p).logpmf(x).sum() + stats.beta(2.5, 4).logpdf(p),
        (0.0, 1.0),
    ),
    "poisson": (
        {"a": 3.0, "b": 2.0},
        stats.poisson(1.7),
        lambda x, r: stats.poisson(r).logpmf(x).sum() + stats.gamma(3, scale=1 / 2).logpdf(r),
        (0.0, 20.0),
    ),
}
"""Known parameters, what the data are drawn from, log(likelihood times prior), and where it is sought."""


@pytest.mark.parametrize("name", MODES)
@pytest.mark.parametrize("seed", range(4))
def test_a_numeric_search_finds_the_same_mode(name: str, seed: int) -> None:
    known, source, objective, bounds = SEARCHES[name]
    data = source.rvs(size=9, random_state=np.random.default_rng(seed))
    model = derived(name).model
    assert model is not None
    (closed,) = estimates(model, derived(name).estimators, known | {"x": data}).values()
    found = optimize.minimize_scalar(lambda place: -objective(data, place), bounds=bounds, method="bounded")
    assert closed == pytest.approx(found.x, abs=1e-4)


@pytest.mark.parametrize("name", ["normal", "laplace", "bernoulli"])
def test_replay_and_the_file(name: str) -> None:
    text = dumps(derived(name).derivation)
    assert dumps(replay(text, rules())) == text
    assert read_family(FAMILIES[name].to_toml(), "again") == FAMILIES[name].model


def test_a_known_parameter_has_no_prior() -> None:
    two = Family(
        name="two", data="x real", parameters={"mu": "mu real", "sigma": "sigma > 0"}, density=NORMAL,
        known={"t": "t > 0"}, priors={"mu": GAUSS}, source="a test",
    )  # fmt: skip
    assert [p.name for p, _ in two.model.priors] == ["mu"]
    assert two.model.knowing("mu").priors == ()
    assert two.model.knowing("sigma").priors == two.model.priors


NONE = {
    "exp(-mu^2/(2*t^2))": "priors.mu: density: integrates to",
    "-exp(-mu^2/(2*t^2))/(t*sqrt(2*pi))": "priors.mu: density: is negative",
    "exp(-log(mu)^2)": "priors.mu: density: has no value",
}


@pytest.mark.parametrize("prior", NONE)
def test_a_prior_is_a_density(prior: str) -> None:
    family = Family(
        name="wrong", data="x real", parameters={"mu": "mu real"}, density=NORMAL,
        known={"sigma": "sigma > 0", "t": "t > 0"}, priors={"mu": prior}, source="a test",
    )  # fmt: skip
    with pytest.raises(CatalogueError, match=re.escape(NONE[prior])):
        derive.mle(family)
