"""Families with vectors beside scipy.stats, for small numbers of entries: their densities, their estimators
beside random points, and the equations of the others at the maximum that a search finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np
import pytest
from flint import fmpq
from numpy.typing import NDArray
from scipy import optimize, special, stats
from sympy import Expr, Symbol

import derive
from derive.algebra.numeric.balls import Point, ball, evaluate
from derive.catalogue import family
from derive.statement import Each, Equal, Matrices, Vectors

Numbers = NDArray[np.float64]
Known = Mapping[str, float | Numbers]

VECTORS = tuple(
    n for n in derive.families() if any(isinstance(s, Vectors | Matrices) for _, s in family(n).spaces)
)
ENTRIES = [(name, k) for name in VECTORS for k in ((1, 2, 3, 5) if family(name).known else (2,))]
"""Every family with numbers of entries that it may have: of two, where none is known."""
SIZES = ((1, 1), (2, 5), (3, 40), (4, 12))
"""Numbers of entries, and of observations."""


def point(known: Known) -> Point:
    """Numbers and arrays as exact values."""

    def exact(numbers: Numbers | float) -> object:
        return tuple(map(exact, numbers)) if np.ndim(numbers) else fmpq(*float(numbers).as_integer_ratio())

    arrays = {name: exact(v) for name, v in known.items() if np.ndim(v)}
    return Point({Symbol(n): exact(v) for n, v in known.items() if not np.ndim(v)}, arrays)  # type: ignore[misc]


def number(term: Expr, known: Known) -> float:
    return float(ball(evaluate(term, point(known))).mid())


def probabilities(random: np.random.Generator, size: int) -> Numbers:
    return random.dirichlet(np.full(size, 2.0))


def design(random: np.random.Generator, entries: int, size: int) -> tuple[Numbers, Numbers]:
    return random.normal(size=(size, entries)), random.normal(size=entries) / 2


# ── densities ──


def categorical(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    p, x = probabilities(random, entries), int(random.integers(1, entries + 1))
    return {"x": x, "p": p, "K": entries}, stats.multinomial(1, p).logpmf(np.eye(entries)[x - 1])


def multinomial(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    p, m = probabilities(random, entries), int(random.integers(1, 9))
    x = random.multinomial(m, p)
    return {"x": x, "p": p, "K": entries, "m": m}, stats.multinomial(m, p).logpmf(x)


def dirichlet(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    alpha = random.gamma(2.0, size=entries)
    x = random.dirichlet(alpha)
    theirs = stats.dirichlet(alpha).logpdf(x) if entries > 1 else 0.0
    return {"x": x, "alpha": alpha, "K": entries}, theirs


def counts_of_unknown(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    """Multinomial counts whose probabilities have a Dirichlet distribution."""
    alpha, m = random.gamma(2.0, size=entries), int(random.integers(1, 9))
    x = random.multinomial(m, random.dirichlet(alpha))
    return {"x": x, "alpha": alpha, "K": entries, "m": m}, stats.dirichlet_multinomial(alpha, m).logpmf(x)


def logistic(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    x, beta = random.normal(size=(2, entries))
    y = int(random.integers(0, 2))
    return {"x": x, "beta": beta, "d": entries, "y": y}, stats.bernoulli(special.expit(x @ beta)).logpmf(y)


def poisson(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    x, beta = random.normal(size=(2, entries)) / 2
    y = int(random.integers(0, 6))
    return {"x": x, "beta": beta, "d": entries, "y": y}, stats.poisson(np.exp(x @ beta)).logpmf(y)


def multiple(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    x, beta = random.normal(size=(2, entries))
    y, sigma = random.normal(), random.gamma(2.0)
    at = {"x": x, "beta": beta, "d": entries, "y": y, "sigma": sigma}
    return at, stats.norm(x @ beta, sigma).logpdf(y)


def shaped(random: np.random.Generator, entries: int, canonical: bool) -> tuple[Known, float]:
    """A gamma variable of shape a: its mean is 1 over the predictor, or the exponential of it."""
    x, beta = random.gamma(2.0, size=(2, entries))
    predictor = float(x @ beta)
    y, a = random.gamma(2.0), random.gamma(2.0)
    mean = 1 / predictor if canonical else np.exp(predictor)
    return {"x": x, "beta": beta, "d": entries, "y": y, "a": a}, stats.gamma(a, scale=mean / a).logpdf(y)


def normal(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    mu, x = random.normal(size=(2, entries))
    root = random.normal(size=(entries, entries))
    sigma = root @ root.T + np.eye(entries)
    at = {"x": x, "mu": mu, "Sigma": sigma, "d": entries}
    return at, stats.multivariate_normal(mu, sigma).logpdf(x)


def classes(random: np.random.Generator, entries: int) -> tuple[Known, float]:
    """One class more than there are covariates."""
    x, w = random.normal(size=entries), random.normal(size=(entries + 1, entries))
    y = int(random.integers(1, entries + 2))
    at = {"x": x, "W": w, "d": entries, "K": entries + 1, "y": y}
    return at, stats.multinomial(1, special.softmax(w @ x)).logpmf(np.eye(entries + 1)[y - 1])


DENSITIES: Mapping[str, Callable[[np.random.Generator, int], tuple[Known, float]]] = {
    "bivariate-normal": normal,
    "categorical": categorical,
    "dirichlet": dirichlet,
    "dirichlet-multinomial": counts_of_unknown,
    "gamma-regression": partial(shaped, canonical=True),
    "gamma-regression-log": partial(shaped, canonical=False),
    "logistic-regression": logistic,
    "multinomial": multinomial,
    "multiple-regression": multiple,
    "mvnormal": normal,
    "poisson-regression": poisson,
    "softmax-regression": classes,
}


def test_every_family_of_vectors_has_its_reference() -> None:
    assert set(VECTORS) == set(DENSITIES)


@pytest.mark.parametrize(("name", "entries"), ENTRIES)
def test_the_density_is_the_one_that_is_meant(name: str, entries: int) -> None:
    for seed in range(10):
        known, theirs = DENSITIES[name](np.random.default_rng([seed, entries]), entries)
        assert np.log(number(family(name).density, known)) == pytest.approx(theirs, abs=1e-9)


# ── estimators in closed form ──


def counted(name: str, random: np.random.Generator, entries: int, size: int) -> tuple[Known, Numbers]:
    """Data, and how often each category was seen."""
    p = probabilities(random, entries)
    if name == "categorical":
        x = random.choice(entries, size=size, p=p) + 1
        return {"x": x, "n": size, "K": entries}, np.bincount(x, minlength=entries + 1)[1:].astype(float)
    x = random.multinomial(6, p, size=size)
    return {"x": x, "n": size, "K": entries, "m": 6}, x.sum(axis=0).astype(float)


@pytest.mark.parametrize(("entries", "size"), SIZES)
@pytest.mark.parametrize("name", ["categorical", "multinomial"])
def test_no_point_of_the_simplex_is_more_likely(name: str, entries: int, size: int) -> None:
    random = np.random.default_rng([entries, size])
    known, counts = counted(name, random, entries, size)
    (term,) = derive.mle(name).estimators.values()
    ours = np.array([number(term, {**known, "k": k}) for k in range(1, entries + 1)])
    np.testing.assert_allclose(ours, counts / counts.sum(), atol=1e-12)
    best = special.xlogy(counts, ours).sum()
    for p in (*random.dirichlet(np.ones(entries), size=200), *(0.99 * ours + 0.01 * np.eye(entries))):
        assert special.xlogy(counts, p).sum() <= best + 1e-9


@pytest.mark.parametrize(("entries", "size"), [(1, 2), (2, 5), (3, 40), (4, 12)])
def test_the_solution_of_linear_equations_is_least_squares(entries: int, size: int) -> None:
    known = data("multiple-regression", np.random.default_rng([entries, size]), entries, size)
    (term,) = derive.mle("multiple-regression").estimators.values()
    ours = [number(term, {**known, "j": j}) for j in range(1, entries + 1)]
    theirs, *_ = np.linalg.lstsq(np.asarray(known["x"]), np.asarray(known["y"]), rcond=None)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9)


# ── equations ──


def data(name: str, random: np.random.Generator, entries: int, size: int) -> Known:
    sizes = {"n": size, "K": entries} if name == "dirichlet" else {"n": size, "d": entries}
    if name == "dirichlet":
        return {**sizes, "x": random.dirichlet(random.gamma(3.0, size=entries), size=size)}
    if name == "dirichlet-multinomial":
        shares = random.dirichlet(np.array([1.0, 2.0, 3.0])[:entries], size=size)
        return {"n": size, "K": entries, "m": 20, "x": np.array([random.multinomial(20, p) for p in shares])}
    x, beta = design(random, entries, size)
    if name == "gamma-regression":
        x, beta = np.abs(x), np.abs(beta) + 0.1
    eta = x @ beta
    y = {
        "logistic-regression": lambda: random.binomial(1, special.expit(eta)),
        "poisson-regression": lambda: random.poisson(np.exp(eta)),
        "multiple-regression": lambda: eta + random.normal(size=size),
        "gamma-regression": lambda: random.gamma(3.0, scale=1 / (3 * eta)),
        "gamma-regression-log": lambda: random.gamma(3.0, scale=np.exp(eta) / 3),
    }[name]()
    shape = {"sigma": 1.5} if name == "multiple-regression" else {"a": 3.0} if "gamma" in name else {}
    return {**sizes, "x": x, "y": y} | shape


def log_likelihood(name: str, known: Known, at: Numbers) -> float:
    x = np.asarray(known["x"])
    if name == "dirichlet":
        alpha = np.exp(at)
        whole = special.gammaln(alpha.sum()) - special.gammaln(alpha).sum()
        return float(len(x) * whole + ((alpha - 1) * np.log(x)).sum())
    if name == "dirichlet-multinomial":
        return float(stats.dirichlet_multinomial(np.exp(at), 20).logpmf(x.astype(int)).sum())
    y, eta = np.asarray(known["y"]), x @ at
    match name:
        case "logistic-regression":
            return float((y * eta - np.logaddexp(0, eta)).sum())
        case "poisson-regression":
            return float((y * eta - np.exp(eta)).sum())
        case "gamma-regression":
            return float((np.log(eta) - y * eta).sum()) if (eta > 0).all() else -1e9
        case "gamma-regression-log":
            return float(-(eta + y * np.exp(-eta)).sum())
    return float(-((y - eta) ** 2).sum())


APART = {
    "bivariate-normal", "categorical", "multinomial", "multiple-regression", "mvnormal", "softmax-regression",
}  # fmt: skip
EQUATIONS = sorted(set(VECTORS) - APART)


@pytest.mark.parametrize("name", EQUATIONS)
def test_what_a_search_finds_solves_the_equations(name: str) -> None:
    entries, size = 3, 80
    known = data(name, np.random.default_rng(5), entries, size)
    start = np.ones(entries) if name == "gamma-regression" else np.zeros(entries)
    found = optimize.minimize(lambda at: -log_likelihood(name, known, at), start, tol=1e-12)
    estimate = np.exp(found.x) if name.startswith("dirichlet") else found.x
    (question,) = derive.mle(name).derivation.open
    (claim,) = question.claims
    assert isinstance(claim, Each)
    assert isinstance(claim.fact, Equal)
    place, given = claim.index[0].name, derive.mle(name).derivation.parts[-1].theorems[-1].given
    vector = family(name).parameters[0][0].name

    def gap(at: Numbers, k: int) -> float:
        there = point({**known, vector: at, place: k})
        assert isinstance(claim.fact, Equal)
        sides = [ball(evaluate(side, there, given)) for side in (claim.fact.left, claim.fact.right)]
        return float((sides[0] - sides[1]).mid())

    for k in range(1, entries + 1):
        assert gap(estimate, k) == pytest.approx(0, abs=2e-3)
        assert abs(gap(estimate + 0.05 * np.eye(entries)[k - 1], k)) > 1e-2


def test_the_equations_of_a_matrix() -> None:
    """Softmax regression: ∑ᵢ (1{yᵢ = l} − softmax(W xᵢ)ₗ)·xᵢᵣ, which a search makes 0."""
    d, size, k = 2, 60, 3
    random = np.random.default_rng(3)
    x, true = random.normal(size=(size, d)), random.normal(size=(k, d))
    y = np.array([random.choice(k, p=special.softmax(true @ row)) + 1 for row in x])

    def loss(flat: Numbers) -> float:
        scores = x @ flat.reshape(k, d).T
        return float((special.logsumexp(scores, axis=1) - scores[np.arange(size), y - 1]).sum())

    found = optimize.minimize(loss, np.zeros(k * d), tol=1e-12).x.reshape(k, d)
    (question,) = derive.mle("softmax-regression").derivation.open
    (claim,) = question.claims
    assert isinstance(claim, Each)
    assert isinstance(claim.fact, Each)
    inner, places = claim.fact.fact, (claim.fact.index[0].name, claim.index[0].name)
    assert isinstance(inner, Equal)
    known = {"x": x, "y": y, "n": size, "d": d, "K": k}
    for row in range(1, k + 1):
        for column in range(1, d + 1):
            at = {**known, "W": found, places[0]: row, places[1]: column}
            assert number(inner.left - inner.right, at) == pytest.approx(0, abs=2e-3)
            moved = found + 0.05 * np.outer(np.eye(k)[row - 1], np.eye(d)[column - 1])
            assert abs(number(inner.left - inner.right, {**at, "W": moved})) > 1e-2
