"""Integrals and series whose values are known: a closed table with sources, and how an entry is used.

An entry speaks of one integrand or summand with parameters, over one domain. `Entry.mass` finds nothing: it is
told the parameters, proves the conditions, and asks the normal form whether the function is a constant
times the integrand. The language has no term for an integral, so this is no kernel rule: the claim is only ever
"the mass of this function is that term", and the caller compares it with 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Abs, Expr, Integer, Product, Rational, S, Sum, Symbol, erf, exp, factorial, log, pi, sqrt
from sympy import gamma as sympy_gamma

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.statement import (
    REALS,
    Domain,
    Fact,
    Given,
    Integers,
    Interval,
    Less,
    Member,
    Provenance,
    Values,
    Vectors,
    entry,
    lying_in,
    nonzero,
    positive,
)

ZERO, ONE, HALF = Integer(0), Integer(1), Rational(1, 2)
RAY = Interval(ZERO, S.Infinity)
UNIT = Interval(ZERO, ONE)
NATURALS = Integers(ZERO, S.Infinity)


def gamma(term: Expr) -> Expr:
    """Γ, not computed: SymPy would compute that of a number of any size."""
    return sympy_gamma(term, evaluate=False)


@dataclass(frozen=True)
class Entry:
    """The integral or sum of `function(y, *parameters)` for y in `domain` is `value(*parameters)`, wherever
    `conditions(*parameters)` hold."""

    name: str
    source: str
    domain: Domain
    function: Callable[..., Expr]
    conditions: Callable[..., tuple[Fact, ...]]
    value: Callable[..., Expr]

    def mass(self, term: Expr, y: Symbol, parameters: tuple[Expr, ...], given: Given) -> Expr | None:
        """The mass of a term in y over the domain, where it is shown to be a constant times the function with
        these parameters; else None."""
        inside = given.adding(Provenance.BINDING, Member(y, self.domain))
        if any(y in names(parameter) for parameter in parameters):
            return None
        if not all(prove(fact, given) for fact in self.conditions(*parameters)):
            return None
        function = self.function(y, *parameters)
        constant = self._constant(term / function, y, inside)
        if constant is None or not equal(term, constant * function, inside):
            return None
        return constant * self.value(*parameters)

    def _constant(self, quotient: Expr, y: Symbol, inside: Given) -> Expr | None:
        """The quotient, which ought to be free of y: by its form, or by its value at a point."""
        try:
            found = factored(quotient, inside)
        except DeriveError:
            return None
        if y not in names(found):
            return found
        place = HALF if self.domain == UNIT else ZERO if self.domain == REALS else ONE
        return substitute(found, {y: place})


def _wide(parameter: Expr) -> tuple[Fact, ...]:
    return Less(Integer(-1), parameter), Less(parameter, ONE)


DLMF = "Olver et al. (2010)"

GAMMA = Entry(
    "gamma-integral",
    f"{DLMF}, 5.9.1",
    RAY,
    lambda y, s, c, k: y ** (s - 1) * exp(-c * y**k),
    lambda s, c, k: (positive(c), nonzero(k), positive(s / k)),
    lambda s, c, k: gamma(s / k) / (Abs(k) * c ** (s / k)),
)
BETA_RAY = Entry(
    "beta-integral",
    f"{DLMF}, 5.12.3",
    RAY,
    lambda y, s, c, k, r: y ** (s - 1) * (1 + c * y**k) ** (-r),
    lambda s, c, k, r: (positive(c), nonzero(k), positive(s / k), positive(r - s / k)),
    lambda s, c, k, r: gamma(s / k) * gamma(r - s / k) / (Abs(k) * c ** (s / k) * gamma(r)),
)
BETA_UNIT = Entry(
    "beta-integral",
    f"{DLMF}, 5.12.1",
    UNIT,
    lambda y, s, k, r: y ** (s - 1) * (1 - y**k) ** (r - 1),
    lambda s, k, r: (positive(k), positive(s), positive(r)),
    lambda s, k, r: gamma(s / k) * gamma(r) / (k * gamma(s / k + r)),
)
POWER = Entry(
    "power-integral",
    "Rudin (1976), theorem 6.21",
    UNIT,
    lambda y, s: y ** (s - 1),
    lambda s: (positive(s),),
    lambda s: 1 / s,
)
EXPONENTIAL = Entry(
    "exponential-integral",
    "Rudin (1976), theorem 6.21",
    UNIT,
    lambda y, c: exp(c * y),
    lambda c: (nonzero(c),),
    lambda c: (exp(c) - 1) / c,
)
ERROR_FUNCTION = Entry(
    "error-function-integral",
    f"{DLMF}, 7.2.1",
    UNIT,
    lambda y, c: exp(-c * y**2),
    lambda c: (positive(c),),
    lambda c: sqrt(pi / c) * erf(sqrt(c)) / 2,
)
GAUSSIAN = Entry(
    "gaussian-integral",
    "Gradshteyn & Ryzhik (2007), 3.323.2",
    REALS,
    lambda y, a, b: exp(-a * y**2 + b * y),
    lambda a, b: (positive(a),),
    lambda a, b: sqrt(pi / a) * exp(b**2 / (4 * a)),
)
INVERSE_GAUSSIAN = Entry(
    "inverse-gaussian-integral",
    f"{DLMF}, 10.32.10 and 10.39.2",
    RAY,
    lambda y, a, b: y ** Rational(-3, 2) * exp(-a * y - b / y),
    lambda a, b: (positive(a), positive(b)),
    lambda a, b: sqrt(pi / b) * exp(-2 * sqrt(a * b)),
)
EXPONENTIAL_SERIES = Entry(
    "exponential-series",
    f"{DLMF}, 4.2.19",
    NATURALS,
    lambda y, c: c**y / gamma(y + 1),
    lambda c: (),
    lambda c: exp(c),
)
GEOMETRIC_SERIES = Entry(
    "geometric-series",
    "Rudin (1976), theorem 3.26",
    NATURALS,
    lambda y, q: q**y,
    _wide,
    lambda q: 1 / (1 - q),
)
BINOMIAL_SERIES = Entry(
    "binomial-series",
    f"{DLMF}, 4.6.7",
    NATURALS,
    lambda y, q, r: gamma(y + r) / gamma(y + 1) * q**y,
    lambda q, r: (*_wide(q), positive(r)),
    lambda q, r: gamma(r) * (1 - q) ** (-r),
)
LOGARITHMIC_SERIES = Entry(
    "logarithmic-series",
    f"{DLMF}, 4.6.1",
    NATURALS,
    lambda y, q: q**y / (y + 1),
    lambda q: (positive(q), Less(q, ONE)),
    lambda q: -log(1 - q) / q,
)
GAUSS = Entry(
    "gauss-summation",
    f"{DLMF}, 15.4.20",
    NATURALS,
    lambda y, a, b, c: gamma(y + a) * gamma(y + b) / (gamma(y + c) * gamma(y + 1)),
    lambda a, b, c: (positive(a), positive(b), positive(c - a - b)),
    lambda a, b, c: gamma(a) * gamma(b) * gamma(c - a - b) / (gamma(c - a) * gamma(c - b)),
)

ENTRIES: tuple[Entry, ...] = (
    GAMMA, BETA_RAY, BETA_UNIT, POWER, EXPONENTIAL, ERROR_FUNCTION, GAUSSIAN, INVERSE_GAUSSIAN,
    EXPONENTIAL_SERIES, GEOMETRIC_SERIES, BINOMIAL_SERIES, LOGARITHMIC_SERIES, GAUSS,
)  # fmt: skip
"""The whole table, which is trusted as it stands; the tests compare every entry with rigorous numbers."""


@dataclass(frozen=True)
class OverVectors:
    """The sum or integral of `function(parameter)` over the vectors with these entries, which add up to one of
    `totals`, is `value(parameter)`, wherever `condition(parameter)` holds at every place. The parameter is a
    term in the index of the space."""

    name: str
    source: str
    entries: Domain
    totals: Domain
    function: Callable[[Vectors, Expr, Expr], Expr]
    condition: Callable[[Expr], tuple[Fact, ...]]
    value: Callable[[Vectors, Expr], Expr]

    def mass(self, term: Expr, x: Symbol, space: Vectors, parameter: Expr, given: Given) -> Expr | None:
        """As `Entry.mass`."""
        if space.entries != self.entries or space.total is None or space.within is not None:
            return None
        if x in names(parameter) | names(space.total):
            return None
        if not prove(Member(space.total, self.totals), given):
            return None
        if not all(prove(fact, given.under(space.index)) for fact in self.condition(parameter)):
            return None
        function = self.function(space, entry(x, space.index[0]), parameter)
        inside = given.adding(Provenance.BINDING, *lying_in(x, space))
        constant = factored(term / function, inside)
        if x in names(constant) or not equal(term, constant * function, inside):
            return None
        return constant * self.value(space, parameter)


MULTINOMIAL = OverVectors(
    "multinomial-theorem",
    f"{DLMF}, 26.4.9",
    NATURALS,
    NATURALS,
    lambda space, y, b: factorial(space.total) * Product(b**y / factorial(y), space.index),
    lambda b: (),
    lambda space, b: Sum(b, space.index) ** space.total,
)
DIRICHLET = OverVectors(
    "dirichlet-integral",
    f"{DLMF}, 5.14.2",
    RAY,
    Values((ONE,)),
    lambda space, y, s: Product(y ** (s - 1), space.index),
    lambda s: (positive(s),),
    lambda space, s: Product(gamma(s), space.index) / gamma(Sum(s, space.index)),
)
