"""The derivative of a term, by a table over the closed vocabulary.

What the table covers is continuous in the variable and has a derivative from the left and from the right
wherever it is defined around a point, and what the table gives is the mean of the two. (For smooth
functions the laws are the usual ones. The mean is linear, obeys the product and chain rules for continuous
parts, and at a simple kink it is right too: |u| has the slopes u' and −u' where u = 0, and sign 0 = 0. This
fails for a kink inside a kink, so |u| is covered for smooth u only.) So wherever the derivative exists, the
table gives it.

A jump is not covered: `where(0 < x^2, x, 0)` is x everywhere, and the derivative of its branch at 0 is 0. A
comparison is settled only where its sides do not move, or differ strictly at the point: then they differ
around it. Facts about the point tell no more than that, for they need not hold around it. What the table does
not cover raises `Uncovered`; the derivative then stays a name of its own. Sound; complete for smooth terms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Indexed,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    ceiling,
    erf,
    exp,
    floor,
    gamma,
    log,
    loggamma,
    preorder_traversal,
    sign,
)
from sympy.core.function import AppliedUndef

from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import (
    DEFINITIONS,
    RANDOM,
    OrderStatistic,
    digamma,
    if_equal,
    if_less,
    indicator,
    maximum,
    meaning,
    minimum,
    trigamma,
    xlogy,
)
from derive.statement import Index

KINKS = (Abs, sign, indicator, maximum, minimum, if_less, if_equal, floor, ceiling, OrderStatistic)
HALF = Rational(1, 2)
STRICT = 2
"""A sign that is known strictly; see `tower`."""

SignAt = Callable[[Expr, tuple[Index, ...]], int]
"""The sign of a term at the point, for every value of some indices."""


class Uncovered(DeriveError):
    """A term whose derivative the table does not tell."""


def derived(term: Expr, sign_at: SignAt) -> Expr:
    """What an unevaluated derivative is."""
    result: Expr = term.args[0]
    for variable, count in term.args[1:]:
        for _ in range(int(count)):
            result = Slope(variable, sign_at).of(result)
    return result


@dataclass(frozen=True)
class Slope:
    """Derivatives in one direction: a symbol, or an observation z[j]."""

    variable: Expr
    sign_at: SignAt

    def of(self, term: Expr) -> Expr:
        if not self.moves(term):
            return S.Zero
        for kind in type(term).__mro__:
            if kind in TABLE:
                return TABLE[kind](self, term)
        if type(term) in DEFINITIONS:
            return self.of(meaning(term))
        raise Uncovered(f"the derivative of {term} is not told by a table")

    def moves(self, term: Expr) -> bool:
        """Whether a term may depend on the variable. An expectation depends on parameters that one does
        not see, and so may a name that is not unfolded."""
        if term.has(*RANDOM) or term.has(AppliedUndef):
            return True
        if isinstance(self.variable, Symbol):
            return self.variable in names(term)
        label = self.variable.base.label
        return any(isinstance(t, Indexed) and t.base.label == label for t in preorder_traversal(term))

    def fixed(self, *terms: Expr) -> bool:
        return not any(map(self.moves, terms))

    def smooth(self, term: Expr) -> bool:
        return not any(isinstance(t, KINKS) and self.moves(t) for t in preorder_traversal(term))

    def strict(self, term: Expr) -> int:
        """1 or −1 where the term is known to be positive or negative around the point, else 0."""
        self.of(term)  # covered, and so continuous: the sign holds around the point
        return self.known_sign(term)

    def known_sign(self, term: Expr, *indices: Index) -> int:
        """1 or −1 where the term is known to be positive or negative for every value of the indices."""
        found = self.sign_at(term, indices)
        return (found > 0) - (found < 0) if abs(found) == STRICT else 0

    def of_under(self, term: Expr, indices: tuple[Index, ...]) -> Expr:
        if not self.fixed(*(bound for _, low, high in indices for bound in (low, high))):
            raise Uncovered("the limits of a sum or product move")
        return self.of(term)

    # ── names and arithmetic ──

    def symbol(self, term: Expr) -> Expr:
        return S.One

    def indexed(self, term: Expr) -> Expr:
        if not isinstance(self.variable, Indexed) or not self.fixed(*term.indices, *self.variable.indices):
            raise Uncovered(f"the place of {term} moves")
        if len(term.indices) != len(self.variable.indices):
            raise Uncovered(f"{term} and {self.variable} are different tables")
        return Mul(
            *(indicator(a, b) for a, b in zip(term.indices, self.variable.indices, strict=True) if a != b)
        )

    def add(self, term: Expr) -> Expr:
        return Add(*map(self.of, term.args))

    def multiply(self, term: Expr) -> Expr:
        factors = term.args
        parts = [(*factors[:k], self.of(f), *factors[k + 1 :]) for k, f in enumerate(factors)]
        return Add(*(Mul(*part) for part in parts if S.Zero not in part))

    def power(self, term: Expr) -> Expr:
        """b^e: e·b^(e − 1)·b' where e is fixed. Elsewhere b is positive: around the point e is no integer."""
        base, exponent = term.args
        if self.fixed(exponent):
            return Mul(exponent, Pow(base, exponent - 1), self.of(base))
        rate = self.of(exponent) * log(base)
        if not self.fixed(base):
            rate += exponent * self.of(base) / base
        return Mul(term, rate)

    # ── smooth functions, by the chain rule ──

    def chain(self, term: Expr) -> Expr:
        (argument,) = term.args
        return Mul(OUTER[type(term)](argument), self.of(argument))

    def xlogy(self, term: Expr) -> Expr:
        """a'·log b + a·b'/b, for b > 0: at b = 0 this would ask for more than xlogy does."""
        weight, inside = term.args
        if self.fixed(weight) or self.strict(inside) > 0:
            rate = Mul(weight, self.of(inside), Pow(inside, -1))
            return rate if self.fixed(weight) else rate + self.of(weight) * log(inside)
        raise Uncovered(f"the logarithm in {term} may be that of 0")

    # ── sums and products ──

    def opened(self, term: Expr) -> tuple[Expr, tuple[Index, ...]]:
        """What stands under a binder, with indices that do not occur in the variable."""
        inside, indices = body(term), list(limits(term))
        if len({symbol for symbol, _, _ in indices}) < len(indices):
            raise Uncovered(f"{term} binds a name twice")
        for k, (symbol, low, high) in enumerate(indices):
            if symbol in names(self.variable):
                renamed = {symbol: fresh(symbol, names(self.variable) | names(inside) | names(term))}
                inside = substitute(inside, renamed)
                inner = indices[:k]
                indices[:k] = [(s, substitute(a, renamed), substitute(b, renamed)) for s, a, b in inner]
                indices[k] = (renamed[symbol], low, high)
        return inside, tuple(indices)

    def sum(self, term: Expr) -> Expr:
        inside, indices = self.opened(term)
        return Sum(self.of_under(inside, indices), *(Tuple(*index) for index in indices))

    def product(self, term: Expr) -> Expr:
        """P·∑ f'/f where no factor is 0, else the sum of the products with one factor replaced."""
        inside, indices = self.opened(term)
        slope = self.of_under(inside, indices)
        ranges = [Tuple(*index) for index in indices]
        if self.known_sign(inside, *reversed(indices)):
            return Mul(Product(inside, *ranges), Sum(slope / inside, *ranges))
        if len(indices) > 1:
            raise Uncovered(f"a factor of {term} may be 0")
        ((symbol, low, high),) = indices
        other = fresh(Symbol(f"{symbol.name}0"), names(inside) | names(self.variable) | {symbol})
        factor = substitute(inside, {symbol: other})
        below, above = Product(factor, (other, low, symbol - 1)), Product(factor, (other, symbol + 1, high))
        return Sum(Mul(slope, below, above), (symbol, low, high))

    # ── kinks and jumps ──

    def abs(self, term: Expr) -> Expr:
        (argument,) = term.args
        if self.smooth(argument):
            return sign(argument) * self.of(argument)
        if direction := self.strict(argument):
            return direction * self.of(argument)
        raise Uncovered(f"there may be a kink within the kink of {term}")

    def extremum(self, term: Expr) -> Expr:
        """max(u, v) = (u + v + |u − v|)/2, and min with − for +."""
        if len(term.args) != 2:
            first, *rest = term.args
            return self.of(type(term)(first, type(term)(*rest)))
        u, v = term.args
        direction = 1 if isinstance(term, maximum) else -1
        return HALF * (self.of(u) + self.of(v) + direction * self.abs(Abs(u - v, evaluate=False)))

    def jump(self, term: Expr) -> Expr:
        """sign u and the indicator of u = 0 are constant where u is not 0."""
        difference = term.args[0] if isinstance(term, sign) else term.args[0] - term.args[1]
        if self.strict(difference):
            return S.Zero
        raise Uncovered(f"{term} may jump")

    def switch(self, term: Expr) -> Expr:
        u, v, a, b = term.args
        if self.fixed(u, v):
            return term.func(u, v, self.of(a), self.of(b))
        direction = self.strict(v - u)
        if direction:
            return self.of(a if direction > 0 and isinstance(term, if_less) else b)
        raise Uncovered(f"{term} may jump")

    def slope_of_slope(self, term: Expr) -> Expr:
        return self.of(derived(term, self.sign_at))


OUTER: dict[type[Expr], Callable[[Expr], Expr]] = {
    exp: exp,
    log: lambda u: 1 / u,
    gamma: lambda u: gamma(u) * digamma(u),
    loggamma: digamma,
    digamma: trigamma,
    erf: lambda u: 2 * exp(-(u**2)) / Pow(S.Pi, HALF),
}

TABLE: dict[type[Expr], Callable[[Slope, Expr], Expr]] = {
    **dict.fromkeys(OUTER, Slope.chain),
    Symbol: Slope.symbol,
    Indexed: Slope.indexed,
    Add: Slope.add,
    Mul: Slope.multiply,
    Pow: Slope.power,
    xlogy: Slope.xlogy,
    Sum: Slope.sum,
    Product: Slope.product,
    Abs: Slope.abs,
    maximum: Slope.extremum,
    minimum: Slope.extremum,
    sign: Slope.jump,
    indicator: Slope.jump,
    if_less: Slope.switch,
    if_equal: Slope.switch,
    Derivative: Slope.slope_of_slope,
}
