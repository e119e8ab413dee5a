"""Rules of the logarithm."""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Pow, Product, Sum, exp, log

from derive.algebra.terms import body, limits
from derive.kernel.context import Context
from derive.kernel.rule import rule
from derive.kernel.schema import a, b, c, i, n, q, says, x_i
from derive.language.vocabulary import xlogy
from derive.statement import Each, Equal, nonnegative, positive


@rule(
    "log-of-product",
    source="Rudin (1976), chapter 8",
    statement=lambda: says(
        "n x",
        Each(positive(x_i), (i, Integer(1), n)),
        then=Equal(log(Product(x_i, (i, 1, n))), Sum(log(x_i), (i, 1, n))),
    ),
)
def log_of_product(term: Expr, context: Context) -> Expr | None:
    """log ∏ aᵢ = ∑ log aᵢ when every aᵢ > 0."""
    match term:
        case log(args=(Product() as product,)):
            indices = limits(product)
            context.under(*reversed(indices)).need(positive(body(product)))
            return Sum(log(body(product)), *indices)
    return None


@rule(
    "xlogy-of-quotient",
    source="Cover & Thomas (2006), section 2.3",
    statement=lambda: says(
        "a b c",
        nonnegative(a),
        positive(b),
        positive(c),
        then=Equal(xlogy(a, b) - a * log(c), xlogy(a, b / c)),
    ),
)
def xlogy_of_quotient(term: Expr, context: Context) -> Expr | None:
    """a·log b − a·log c = a·log(b/c) when a ≥ 0, b ≥ 0 and c > 0, with 0·log 0 = 0."""
    parts = Add.make_args(term)
    for one in [part for part in parts if isinstance(part, xlogy)]:
        times, above = one.args
        for other in parts:
            if isinstance(logarithm := -other / times, log):
                context.need(nonnegative(times), nonnegative(above), positive(logarithm.args[0]))
                rest = (part for part in parts if part not in (one, other))
                return Add(*rest, xlogy(times, above / logarithm.args[0]))
    return None


@rule(
    "log-of-factors",
    source="Rudin (1976), chapter 8",
    statement=lambda: says("a b", positive(a), positive(b), then=Equal(log(a * b), log(a) + log(b))),
)
def log_of_factors(term: Expr, context: Context) -> Expr | None:
    """log(ab) = log a + log b when a > 0 and b > 0; where log(ab) is defined and both are negative, with their
    sizes."""
    match term:
        case log(args=(Mul(args=factors),)):
            return Add(*(log(size(factor, context)) for factor in factors))
    return None


def size(term: Expr, context: Context) -> Expr:
    """|t|, which is t or −t: one of the two has to be shown positive."""
    signed = term, opposite(term)
    (shown,) = context.need_any(tuple((positive(one),) for one in signed))
    return next(one for one in signed if positive(one) == shown)


def opposite(factor: Expr) -> Expr:
    """−f; of an odd power that of its base."""
    base, exponent = factor.as_base_exp()
    odd = isinstance(exponent, Integer) and exponent % 2 == 1
    return Pow(-base, exponent) if odd else -factor


@rule(
    "log-of-power",
    source="Rudin (1976), chapter 8",
    statement=lambda: says("a b", positive(a), then=Equal(log(a**b), b * log(a))),
)
def log_of_power(term: Expr, context: Context) -> Expr | None:
    """log aᵇ = b log a when a > 0; where a < 0 and b is even, with the size of a."""
    match term:
        case log(args=(Pow(base=base, exp=exponent),)):
            if exponent.is_even:
                return exponent * log(size(base, context))
            context.need(positive(base))
            return exponent * log(base)
    return None


@rule(
    "log-of-exponential",
    source="Rudin (1976), chapter 8",
    statement=lambda: says("a", then=Equal(log(exp(a)), a)),
)
def log_of_exponential(term: Expr, context: Context) -> Expr | None:
    """log eᵃ = a."""
    match term:
        case log(args=(exp(args=(exponent,)),)):
            return exponent
    return None


@rule(
    "split-of-relative-entropy",
    source="Cover & Thomas (2006), section 2.3",
    statement=lambda: says(
        "q b",
        nonnegative(q),
        positive(b),
        then=Equal(xlogy(q, q / b), xlogy(q, q) - q * log(b)),
    ),
)
def split_of_relative_entropy(term: Expr, context: Context) -> Expr | None:
    """q log(q/b) = q log q − q log b when q ≥ 0 and b > 0, with 0 log 0 = 0.

    At q = 0 both sides are 0; for q > 0 it is the logarithm of a quotient."""
    match term:
        case xlogy(args=(weight, ratio)) if ratio != weight:
            divisor = weight / ratio
            context.need(nonnegative(weight), positive(divisor), Equal(ratio * divisor, weight))
            return xlogy(weight, weight) - weight * log(divisor)
    return None
