"""Values of terms in floating point, and the greatest log-likelihood that a numeric search finds.

It shares nothing with derive's engine but the terms, so that the two can disagree. Data are arrays by name: a
symbol and an entry x[i] under a sum over i both stand for the array `x`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from scipy import optimize, special
from sympy import (
    Abs,
    Add,
    E,
    Expr,
    Indexed,
    Mul,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    binomial,
    ceiling,
    cosh,
    erf,
    erfc,
    exp,
    factorial,
    floor,
    gamma,
    log,
    loggamma,
    sign,
)

from derive.language import vocabulary
from derive.statement import Domain, Integers, Interval, Model, Values

Numbers: TypeAlias = Any  # a number or an array of numbers
Place: TypeAlias = Mapping[str, Numbers]

FUNCTIONS: dict[type[Expr], Callable[..., Numbers]] = {
    log: np.log,
    cosh: np.cosh,
    exp: np.exp,
    Abs: np.abs,
    sign: np.sign,
    floor: np.floor,
    ceiling: np.ceil,
    gamma: special.gamma,
    loggamma: special.gammaln,
    factorial: lambda k: special.gamma(k + 1),
    binomial: special.binom,
    erf: special.erf,
    erfc: special.erfc,
    vocabulary.Beta: special.beta,
    vocabulary.digamma: special.digamma,
    vocabulary.trigamma: lambda z: special.polygamma(1, z),
    vocabulary.lambert_w0: lambda z: special.lambertw(z, 0).real,
    vocabulary.lambert_wm1: lambda z: special.lambertw(z, -1).real,
    vocabulary.sigmoid: special.expit,
    vocabulary.logit: special.logit,
    vocabulary.softplus: lambda z: np.logaddexp(0, z),
    vocabulary.xlogy: special.xlogy,
    vocabulary.maximum: lambda *terms: reduce(np.maximum, terms),
    vocabulary.minimum: lambda *terms: reduce(np.minimum, terms),
    vocabulary.indicator: lambda a, b: np.where(a == b, 1.0, 0.0),
    vocabulary.if_less: lambda u, v, a, b: np.where(u < v, a, b),
    vocabulary.if_equal: lambda u, v, a, b: np.where(u == v, a, b),
}

LOGARITHMS: dict[type[Expr], Callable[..., Numbers]] = {
    gamma: special.gammaln,
    factorial: lambda k: special.gammaln(k + 1),
    binomial: lambda n, k: special.gammaln(n + 1) - special.gammaln(k + 1) - special.gammaln(n - k + 1),
    vocabulary.Beta: special.betaln,
}
"""Functions whose values may be too large for a number, where the logarithm is not."""


# ── terms ──


def value(term: Expr, at: Place, size: int = 1) -> Numbers:
    """The value of a term; `size` is the number of observations that a sum runs over."""

    def of(part: Expr) -> Numbers:
        return value(part, at, size)

    match term:
        case Symbol():
            return at[term.name]
        case Indexed():
            return at[str(term.base.label)]
        case Sum() | Product():
            ((index, low, high),) = term.limits
            if not term.function.atoms(Indexed):
                steps = np.arange(float(of(low)), float(of(high)) + 1)
                entries = np.stack(
                    [np.asarray(value(term.function, {**at, index.name: k}, size)) for k in steps]
                )
                return entries.sum(axis=0) if isinstance(term, Sum) else entries.prod(axis=0)
            entries = term.function.atoms(Indexed)
            if low != 1 or any(e.indices != (index,) for e in entries if e.free_symbols & {index}):
                raise NotImplementedError(f"{term}: only sums over the observations have a value here")
            inside = np.broadcast_to(of(term.function), (size,))
            return np.sum(inside) if isinstance(term, Sum) else np.prod(inside)
        case vocabulary.if_equal() | vocabulary.if_less():
            with np.errstate(all="ignore"):  # a case that is not chosen has no say
                return FUNCTIONS[type(term)](*map(of, term.args))
        case vocabulary.OrderStatistic():
            inside = np.broadcast_to(of(term.args[0]), (size,))
            return np.sort(inside)[int(of(term.rank)) - 1]
        case Add():
            return sum(of(part) for part in term.args)
        case Mul():
            return reduce(np.multiply, map(of, term.args))
        case Pow():
            return np.power(of(term.base), 1.0 * of(term.exp))
    if term.is_number and not term.args:
        return float(term)
    return FUNCTIONS[type(term)](*map(of, term.args))


def log_value(term: Expr, at: Place) -> Numbers:
    """The logarithm of the absolute value of a term, without the numbers on the way that are too large or too
    small; with 0 log 0 = 0, as in the limit of a likelihood at the end of its parameter space."""
    match term:
        case Mul():
            return sum(log_value(part, at) for part in term.args)
        case Pow(base=base, exp=power):
            if base == E:
                return value(power, at)
            times, inner = value(power, at), log_value(base, at)
            return np.where(times == 0, 0.0, times * inner)
        case exp():
            return value(term.args[0], at)
    if type(term) in LOGARITHMS:
        return LOGARITHMS[type(term)](*(value(part, at) for part in term.args))
    return np.log(np.abs(value(term, at)))


def ends(domain: Domain, at: Place) -> tuple[float, float]:
    """The least and the greatest value of a domain."""
    match domain:
        case Interval(low=low, high=high) | Integers(low=low, high=high):
            return value(low, at), value(high, at)
        case Values(members=members):
            values = [value(member, at) for member in members]
            return min(values), max(values)


# ── samples ──


def size_of(model: Model, at: Place) -> int:
    return len(at[model.variable.name])


def estimates(
    model: Model, estimators: Mapping[str, Expr], at: Place, equations: Mapping[str, Expr] | None = None
) -> dict[str, float]:
    """The estimators at the data; of a parameter that is known by an equation, its solution."""
    size = size_of(model, at)
    data = {**at, model.size.name: size}
    roots = {name: solution(model, name, term, data, size) for name, term in (equations or {}).items()}
    return roots | {name: float(value(term, data | roots, size)) for name, term in estimators.items()}


def solution(model: Model, name: str, equation: Expr, data: Place, size: int) -> float:
    """The root of a term in a parameter, between places of its space at which it has different signs."""
    (domain,) = (domain for symbol, domain in model.parameters if symbol.name == name)
    assert isinstance(domain, Interval)
    low, high = domain.low, domain.high

    def inside(place: float) -> float:
        """From the line to the space of the parameter."""
        if low.is_finite and high.is_finite:
            return float(low) + float(high - low) * float(special.expit(place))
        return float(low) + float(np.exp(place)) if low.is_finite else place

    def at(place: float) -> float:
        with np.errstate(all="ignore"):
            return float(value(equation, data | {name: inside(place)}, size))

    places = [k / 4 for k in range(-120, 121)]
    signs = [(place, np.sign(at(place))) for place in places if np.isfinite(at(place))]
    ((left, right),) = [(a, b) for (a, one), (b, other) in pairwise(signs) if one != other]
    return inside(float(optimize.brentq(at, left, right, xtol=1e-14, rtol=1e-14)))


def log_likelihood(model: Model, at: Place) -> Numbers:
    """The log-likelihood from the density, -inf where an observation lies outside of the support; of each of
    many parameters if these are given as columns."""
    data, (low, high) = at[model.variable.name], ends(model.support, at)
    with np.errstate(all="ignore"):
        terms = np.where((low <= data) & (data <= high), log_value(model.density, at), -np.inf)
        shape = np.broadcast_shapes(np.shape(terms), (size_of(model, at),))
        return np.sum(np.broadcast_to(terms, shape), axis=-1)


# ── the numeric optimum ──


def free(domain: Interval, inner: float, at: Place) -> float:
    """The number on the whole line that stands for a parameter inside an open interval."""
    low, high = ends(domain, at)
    match bool(np.all(np.isfinite(low))), bool(np.all(np.isfinite(high))):
        case True, True:
            return float(special.logit((inner - low) / (high - low)))
        case True, False:
            return float(np.log(inner - low))
        case False, True:
            return float(-np.log(high - inner))
    return inner


def inside(domain: Interval, outer: Numbers, at: Place) -> Numbers:
    """The parameter that a number on the whole line stands for."""
    low, high = ends(domain, at)
    match bool(np.all(np.isfinite(low))), bool(np.all(np.isfinite(high))):
        case True, True:
            return low + (high - low) * special.expit(outer)
        case True, False:
            return low + np.exp(outer)
        case False, True:
            return high - np.exp(-outer)
    return outer


def around_of(domain: Interval | Integers) -> Interval:
    """Of whole numbers the interval that they lie inside of: a search takes no steps."""
    return domain if isinstance(domain, Interval) else Interval(domain.low - Rational(1, 2), domain.high)


SCALES = (0.01, 0.1, 1.0, 4.0)
EACH = 50
STARTS = 2


def optimum(
    model: Model, at: Place, near: list[dict[str, float]], random: np.random.Generator
) -> tuple[float, dict[str, float]]:
    """The greatest log-likelihood that is found from these parameters (those inside the parameter space) and
    from the best of many random ones around them, and where."""
    domains: dict[str, Interval] = {p.name: around_of(d) for p, d in model.parameters}  # type: ignore[arg-type]

    def parameters(outer: Numbers) -> dict[str, Numbers]:
        columns = np.asarray(outer)[..., None]
        found: dict[str, Numbers] = {}
        with np.errstate(all="ignore"):
            for k, (name, domain) in enumerate(domains.items()):
                found[name] = inside(domain, columns[k], {**at, **found})
        return found

    def loss(outer: Numbers) -> Numbers:
        found = -log_likelihood(model, {**at, **parameters(outer)})
        return np.where(np.isfinite(found), found, np.inf)

    with np.errstate(all="ignore"):
        centres = [np.array([free(d, one[name], {**at, **one}) for name, d in domains.items()]) for one in near]
    centres = [centre for centre in centres if np.isfinite(centre).all()]
    around = [c + s * random.normal(size=(EACH, len(domains))) for c in centres for s in SCALES]
    cloud = np.concatenate(around)
    order = np.argsort(loss(cloud.T))
    starts = [*centres, *cloud[order[:STARTS]]]
    best = min((descent(loss, start) for start in starts), key=lambda one: one[0])
    return -best[0], {name: float(v.item()) for name, v in parameters(best[1]).items()}


def descent(loss: Callable[[Numbers], Numbers], start: Numbers) -> tuple[float, Numbers]:
    """A local minimum: bounded on a line, a simplex where there are several parameters."""

    def single(outer: Numbers) -> float:
        return min(float(loss(np.atleast_1d(outer))), 1e300)

    if len(start) == 1:
        bounds = (start[0] - 1, start[0] + 1)
        found = optimize.minimize_scalar(single, bounds=bounds, method="bounded", options={"xatol": 1e-10})
        return min((single(start), start), (float(found.fun), np.atleast_1d(found.x)), key=lambda one: one[0])
    options = {"xatol": 1e-9, "fatol": 1e-12, "maxfev": 200 * len(start)}
    found = optimize.minimize(single, start, method="Nelder-Mead", options=options)
    return float(found.fun), found.x
