"""A log-likelihood at data: where its parameters may lie, and where it is greatest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log as ln

from flint import fmpq
from sympy import Expr, Rational, Sum, Symbol
from sympy import log as log_of

from derive.algebra.numeric.balls import Point
from derive.algebra.terms import names, unfold
from derive.document.figures.samples import fraction, number, sample_point
from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    Claim,
    Given,
    Interval,
    JointArgmax,
    JointDensity,
    Less,
    LessEqual,
    Member,
)

MAXIMA = ("maximum", "solution")
"""Parts whose last theorem says where the likelihood is greatest."""


@dataclass(frozen=True)
class Surface:
    """A log-likelihood at data: its parameters, where they may lie, and where it is greatest."""

    term: Expr
    given: Given
    point: Point
    domains: tuple[tuple[Symbol, Interval], ...]
    top: tuple[float, ...]

    @property
    def head(self) -> Expr:
        return next(f.head for f in self.given.facts() if isinstance(f, JointDensity))

    def placed(self, values: tuple[float, ...]) -> Point:
        point = self.point
        for (symbol, _), value in zip(self.domains, values, strict=True):
            point = point.with_value(symbol, fraction(value))
        return point

    def at(self, *values: float) -> float | None:
        """The log-likelihood; None outside the parameter space and where an observation cannot occur."""
        point = self.placed(values)
        spaces = (Member(symbol, domain) for symbol, domain in self.domains)
        if not all(inside(fact, point, self.given) for fact in spaces):
            return None
        return number(self.term, point, self.given)


def surface_of(derivation: Derivation) -> Surface | None:
    last = next((p.theorems[-1] for key in MAXIMA if (p := derivation.part(key))), None)
    if last is None or not isinstance(last.claim, Argmax | JointArgmax | ArgmaxAtRoot):
        return None
    point = sample_point(last.given)
    if point is None or not all(inside(fact, point, last.given) for fact in last.given.hypotheses()):
        return None
    symbols, domains = spaces_of(last.claim)
    if len(symbols) > 2 or not all(isinstance(domain, Interval) for domain in domains):
        return None
    top = maximiser(last.claim, point, last.given)
    if top is None:
        return None
    spaces = {s: (d, at) for s, d, at in zip(symbols, domains, top, strict=True) if isinstance(d, Interval)}
    order = [s for s in first_of(derivation).equality.left.args if s in spaces]
    found = Surface(
        logarithm(derivation, point),
        last.given,
        point,
        tuple((s, spaces[s][0]) for s in order),
        tuple(spaces[s][1] for s in order),
    )
    return None if found.at(*found.top) is None else found


def logarithm(derivation: Derivation, point: Point) -> Expr:
    """The log-likelihood as it was last written, what does not depend on the parameters as a number; or the
    logarithm of the likelihood, where that is 0 for some parameters and has no logarithm there."""
    likelihood, written = first_of(derivation).equality, derivation.part("log_likelihood")
    if not written:
        return log_of(likelihood.right)
    last = written.theorems[-1]
    if log_of(likelihood.left) not in [definition.body for definition in last.given.definitions()]:
        return log_of(likelihood.right)
    unknown = frozenset(likelihood.left.args)
    term = unfold(last.equality.right, last.given)
    fixed = {sum: number(sum, point, last.given) for sum in term.atoms(Sum) if not unknown & names(sum)}
    return term.xreplace({s: Rational(str(fraction(v))) for s, v in fixed.items() if v is not None})


def first_of(derivation: Derivation) -> Theorem:
    return derivation.parts[0].theorems[-1]


def spaces_of(claim: Claim) -> tuple[tuple[Symbol, ...], tuple[object, ...]]:
    match claim:
        case Argmax(variable=variable, domain=domain):
            return (variable,), (domain,)
        case JointArgmax(variables=variables, domains=domains):
            return variables, domains
        case ArgmaxAtRoot(variables=variables, domains=domains):
            return variables, domains
    raise AssertionError(claim)


def maximiser(claim: Claim, point: Point, given: Given) -> tuple[float, ...] | None:
    """Where the claim says that the likelihood is greatest, for these data: one place, if there are several."""
    match claim:
        case Argmax(points=(one,)):
            terms: tuple[Expr | Interval, ...] = (one,)
        case JointArgmax(points=(terms,)):
            pass
        case ArgmaxAtRoot(variables=variables, domains=domains, variable=variable, equation=equation):
            domain = domains[variables.index(variable)]
            root = root_of(equation, variable, domain, point, given) if isinstance(domain, Interval) else None
            if root is None:
                return None
            point, terms = point.with_value(variable, root), claim.point
        case _:
            return None
    found = [middle(term, point, given) for term in terms]
    return tuple(value for value in found if value is not None) if None not in found else None


def middle(place: Expr | Interval, point: Point, given: Given) -> float | None:
    """A value, or the middle of an interval."""
    if not isinstance(place, Interval):
        return number(place, point, given)
    low, high = number(place.low, point, given), number(place.high, point, given)
    return None if low is None or high is None else (low + high) / 2


def root_of(equation: Expr, variable: Symbol, domain: Interval, point: Point, given: Given) -> fmpq | None:
    """The only root of an equation, by halving the interval on which it changes its sign."""

    def sign(value: float) -> bool | None:
        found = number(equation, point.with_value(variable, fraction(value)), given)
        return None if found is None else found > 0

    low, high = number(domain.low, point, given), number(domain.high, point, given)
    grid = [between(low, high, (k + 0.5) / 60) for k in range(60)]
    signs = [(value, found) for value in grid if (found := sign(value)) is not None]
    for (a, before), (b, after) in pairwise(signs):
        if before != after:
            for _ in range(40):
                middle = (a + b) / 2
                a, b = (middle, b) if sign(middle) == before else (a, middle)
            return fraction((a + b) / 2)
    return None


def between(low: float | None, high: float | None, t: float) -> float:
    """A place in an interval, from one end (t = 0) to the other (t = 1)."""
    if low is not None and high is not None:
        return low + (high - low) * t
    odds = t / (1 - t)
    if low is not None:
        return low + odds**2
    return high - 1 / odds**2 if high is not None else ln(odds) * 4


def inside(fact: object, point: Point, given: Given) -> bool:
    """Whether a fact about numbers holds at a point."""
    match fact:
        case Less(left=left, right=right) | LessEqual(left=left, right=right):
            a, b = number(left, point, given), number(right, point, given)
            return a is not None and b is not None and (a < b if isinstance(fact, Less) else a <= b)
        case Member(term=term, domain=Interval() as domain):
            value = number(term, point, given)
            low, high = number(domain.low, point, given), number(domain.high, point, given)
            return (
                value is not None
                and (low is None or low < value or (domain.low_closed and low == value))
                and (high is None or value < high or (domain.high_closed and high == value))
            )
        case _:
            return True
