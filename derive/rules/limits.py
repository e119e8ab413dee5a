"""The rule of limits in the extended real numbers."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Expr, Integer, Mul, Pow, S, Symbol, exp, log

from derive.algebra.equality import equal
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import UNIT, p, says
from derive.kernel.witness import Witness, interval_of, term_of, variable_of
from derive.rules.equality import depends, throughout
from derive.statement import Claim, Less, Limit, nonzero, positive

INFINITE = (S.Infinity, S.NegativeInfinity)


@inference(
    "limit-of-terms",
    takes=(0, 4),
    source="Rudin (1976), theorems 4.34 and 8.6",
    statement=lambda: says("p", then=Limit(1 - log(p), p, Integer(0), UNIT, S.Infinity)),
)
def limit_of_terms(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The limit of sums, products, powers, exponentials and logarithms at an end of an interval, by the limits
    of their parts; ∞ − ∞ and 0·∞ are refused."""
    function, variable, point = term_of(witness[0]), variable_of(witness[1]), term_of(witness[2])
    domain = interval_of(witness[3])
    if point not in (domain.low, domain.high):
        raise RuleError("limit-of-terms", f"{point} is not an end of the domain")
    if any(depends(end, variable, context.given) for end in (domain.low, domain.high)):
        raise RuleError("limit-of-terms", "the interval depends on the variable")
    inside = throughout(context, variable, domain)
    inside.need_defined(function)
    return Limit(function, variable, point, domain, _Ends(variable, point, inside).of(function))


@dataclass(frozen=True)
class _Ends:
    """The limits of terms, as a variable tends to a point from inside its domain, where the context holds."""

    variable: Symbol
    point: Expr
    context: Context

    def of(self, term: Expr) -> Expr:
        """A term that is free of the variable, or an infinity."""
        if not depends(term, self.variable, self.context.given):
            return term
        match term:
            case Symbol() if term == self.variable:
                return self.point
            case Add(args=terms):
                return self.sum([self.of(part) for part in terms])
            case Mul(args=factors):
                return self.product([self.of(part) for part in factors])
            case exp(args=(exponent,)):
                value = self.of(exponent)
                return S.Zero if value is S.NegativeInfinity else exp(value)
            case log(args=(argument,)):
                return self.logarithm(self.of(argument))
            case Pow(base=base, exp=exponent) if not depends(exponent, self.variable, self.context.given):
                return self.power(base, exponent)
        raise self.refusal(f"nothing is known of the limit of {term}")

    def refusal(self, why: str) -> RuleError:
        return RuleError("limit-of-terms", why)

    def sum(self, values: list[Expr]) -> Expr:
        infinite = {value for value in values if value in INFINITE}
        if len(infinite) > 1:
            raise self.refusal("infinity less infinity")
        return infinite.pop() if infinite else Add(*values)

    def product(self, values: list[Expr]) -> Expr:
        if not any(value in INFINITE for value in values):
            return Mul(*values)
        if any(self.is_zero(value) for value in values):
            raise self.refusal("zero times infinity")
        signs = [1 if value is S.Infinity else -1 for value in values if value in INFINITE]
        signs += [self.sign(value) for value in values if value not in INFINITE]
        return S.Infinity * Mul(*signs)

    def logarithm(self, value: Expr) -> Expr:
        """The argument is positive where the logarithm is defined, so a limit 0 is approached from above."""
        if self.is_zero(value):
            return S.NegativeInfinity
        if value is not S.Infinity:
            self.context.need(positive(value))
        return log(value)

    def power(self, base: Expr, exponent: Expr) -> Expr:
        value = self.of(base)
        if value is S.NegativeInfinity:
            raise self.refusal(f"{base} tends to minus infinity")
        if value is S.Infinity or self.is_zero(value):
            self.context.need(positive(base))
            grows = (self.sign(exponent) > 0) is (value is S.Infinity)
            return S.Infinity if grows else S.Zero
        if not isinstance(exponent, Integer):
            self.context.need(positive(value))
        elif exponent < 0:
            self.context.need(nonzero(value))
        return Pow(value, exponent)

    def is_zero(self, value: Expr) -> bool:
        return value not in INFINITE and equal(value, S.Zero, self.context.given)

    def sign(self, term: Expr) -> int:
        """1 or −1, which is discharged."""
        up = (positive(term),)
        return 1 if self.context.need_any((up, (Less(term, S.Zero),))) == up else -1
