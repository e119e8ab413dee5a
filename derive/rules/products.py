"""Rules of products and powers."""

from __future__ import annotations

from sympy import Expr, Integer, Mul, Pow, Product, S, Sum

from derive.algebra.terms import body, limits, names
from derive.kernel.context import Context
from derive.kernel.rule import rule
from derive.kernel.schema import b, i, n, p, says, x_i
from derive.statement import Equal, Integers, Member, positive


@rule(
    "product-of-factors",
    source="Rudin (1976), chapter 1",
    statement=lambda: says(
        "n p x",
        then=Equal(
            Product((x_i**2 + p) * (x_i**2 + 1), (i, 1, n)),
            Product(x_i**2 + p, (i, 1, n)) * Product(x_i**2 + 1, (i, 1, n)),
        ),
    ),
)
def product_of_factors(term: Expr, context: Context) -> Expr | None:
    """∏ aᵢbᵢ = ∏ aᵢ · ∏ bᵢ."""
    if isinstance(term, Product) and isinstance(body(term), Mul):
        return Mul(*(Product(factor, *limits(term)) for factor in body(term).args))
    return None


@rule(
    "product-of-powers",
    source="Rudin (1976), chapter 1",
    statement=lambda: says(
        "n p x", positive(p), then=Equal(Product(p**x_i, (i, 1, n)), p ** Sum(x_i, (i, 1, n)))
    ),
)
def product_of_powers(term: Expr, context: Context) -> Expr | None:
    """∏ aᵇⁱ = a^∑bᵢ when a > 0, or when every bᵢ is a natural number (0⁰ = 1)."""
    if not isinstance(term, Product) or not isinstance(body(term), Pow):
        return None
    base, exponent = body(term).args
    if any(symbol in names(base) for symbol, _, _ in limits(term)):
        return None
    natural = Member(exponent, Integers(S.Zero, S.Infinity))
    context.under(*reversed(limits(term))).need_any(((positive(base),), (natural,)))
    return Pow(base, Sum(exponent, *limits(term)))


@rule(
    "power-of-zero",
    source="Rudin (1976), chapter 1",
    statement=lambda: says("n b", positive(n), then=Equal(b * Pow(Integer(0), n), Integer(0))),
)
def power_of_zero(term: Expr, context: Context) -> Expr | None:
    """0ⁿ = 0 when n > 0."""
    match term:
        case Pow(base=S.Zero, exp=exponent):
            context.need(positive(exponent))
            return S.Zero
    return None
