"""Rules that look right and are wrong, each with a place where it would be used.

They are written with the kernel's own decorators, and would make theorems: nothing but the comparison with
values at exact points stands against them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sympy import Add, Expr, Integer, Mul, Pow, Product, S, Sum, Symbol, exp, log

from derive.algebra.terms import body, limits, substitute
from derive.kernel.context import Context
from derive.kernel.rule import MANY, Rewrite, Rule, Statement, inference, rule
from derive.kernel.theorem import Theorem, infer
from derive.language.reader import read
from derive.language.vocabulary import expect, indicator, variance, xlogy
from derive.statement import (
    Argmax,
    Argmin,
    Claim,
    Equal,
    Equivalent,
    Given,
    Interval,
    Less,
    Limit,
    Monotone,
    Sense,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
)

UNIT = Interval(S.Zero, S.One)
CLOSED = Interval(S.Zero, S.One, True, True)
P, N = Symbol("p"), Symbol("n")


def nothing() -> Statement:
    return Statement((), (), Equal(S.Zero, S.Zero))


@dataclass(frozen=True)
class Wrong:
    """A wrong rule where it would be used."""

    rule: Rule
    facts: tuple[str, ...]
    witness: tuple[object, ...]


WRONG: dict[str, Wrong] = {}


def wrong_rewriting(name: str, at: str, *facts: str) -> Callable[[Rewrite], Rewrite]:
    """A rewriting rule, used on the whole of a term."""

    def made(rewrite: Rewrite) -> Rewrite:
        made_rule = rule(name, source="nobody", statement=nothing)(rewrite)
        WRONG[name] = Wrong(made_rule, facts, (read(at, functions=None), ()))
        return rewrite

    return made


def wrong_inference(name: str, claim: Callable[[], Claim], *facts: str) -> None:
    """An inference, as the claim that it would come to."""

    def conclude(context: Context, premises: tuple[Theorem, ...], witness: tuple[object, ...]) -> Claim:
        return claim()

    made_rule = inference(name, takes=(0, MANY), source="nobody", statement=nothing)(conclude)  # type: ignore[arg-type]
    WRONG[name] = Wrong(made_rule, facts, (S.Zero,))


def apply(wrong: Wrong, given: Given) -> Theorem:
    return infer(wrong.rule, given, (), wrong.witness)  # type: ignore[arg-type]


def t(text: str) -> Expr:
    return read(text, functions=None)


# ── logarithms, products, sums ──


@wrong_rewriting("log of a sum", "log(p + 1)")
def _(term: Expr, context: Context) -> Expr | None:
    return Add(*(log(part) for part in term.args[0].args if part != 1))


@wrong_rewriting("log of a product without its index", "log(product(p^x[i]*(1 - p)^(1 - x[i]), i=1..n))")
def _(term: Expr, context: Context) -> Expr | None:
    return N * log(substitute(body(term.args[0]), {t("x[i]"): t("x[1]")}))


@wrong_rewriting("log of a product is the product of logs", "log(product(p + x[i], i=1..n))")
def _(term: Expr, context: Context) -> Expr | None:
    return Product(log(body(term.args[0])), *limits(term.args[0]))


@wrong_rewriting("log of a power drops the exponent", "log(p^s)")
def _(term: Expr, context: Context) -> Expr | None:
    return log(term.args[0].base)


@wrong_rewriting("log of a quotient is a sum", "log(p/(1 - p))")
def _(term: Expr, context: Context) -> Expr | None:
    return log(P) + log(1 - P)


@wrong_rewriting("sum of a constant, one short", "sum(log(p), i=1..n)")
def _(term: Expr, context: Context) -> Expr | None:
    return (N - 1) * body(term)


@wrong_rewriting("sum of a constant without the number of terms", "sum(p, i=1..n)")
def _(term: Expr, context: Context) -> Expr | None:
    return body(term)


@wrong_rewriting("sum of a product is the product of sums", "sum(x[i]*(1 - x[i] + p), i=1..n)")
def _(term: Expr, context: Context) -> Expr | None:
    return Mul(*(Sum(factor, *limits(term)) for factor in body(term).args))


@wrong_rewriting("product of powers is the power of the product", "product(p^x[i], i=1..n)")
def _(term: Expr, context: Context) -> Expr | None:
    return Pow(P, Product(t("x[i]"), *limits(term)))


@wrong_rewriting("product of a constant is a multiple", "product(1 - p, i=1..n)")
def _(term: Expr, context: Context) -> Expr | None:
    return N * body(term)


@wrong_rewriting("0 to any power is 0", "0^s")
def _(term: Expr, context: Context) -> Expr | None:
    return S.Zero


# ── derivatives ──


@wrong_rewriting("the derivative of log p is 1/p²", "derivative(log(p), p)")
def _(term: Expr, context: Context) -> Expr | None:
    return Pow(P, -2)


@wrong_rewriting("the derivative of log(1 − p) has no minus", "derivative(log(1 - p), p)")
def _(term: Expr, context: Context) -> Expr | None:
    return 1 / (1 - P)


@wrong_rewriting("the power rule leaves the exponent", "derivative(p^3, p)")
def _(term: Expr, context: Context) -> Expr | None:
    return 3 * P**3


@wrong_rewriting("the derivative of a product is the product of derivatives", "derivative(p*log(p), p)")
def _(term: Expr, context: Context) -> Expr | None:
    return 1 / P


@wrong_rewriting("the chain rule without the inner derivative", "derivative((1 - 2*p)^2, p)")
def _(term: Expr, context: Context) -> Expr | None:
    return 2 * (1 - 2 * P)


@wrong_rewriting("the derivative of a sum, without the sum", "derivative(sum(x[i]*log(p), i=1..n), p)")
def _(term: Expr, context: Context) -> Expr | None:
    return t("x[1]/p")


# ── expectation ──


@wrong_rewriting("Var(aY) = a Var(Y)", "variance(x[1]/p)")
def _(term: Expr, context: Context) -> Expr | None:
    return variance(t("x[1]")) / P


@wrong_rewriting("Var(Y + b) = Var(Y) + b", "variance(x[1] + p)")
def _(term: Expr, context: Context) -> Expr | None:
    return variance(t("x[1]")) + P


@wrong_rewriting("the variance of equal terms as if independent", "variance(sum(x[1], i=1..n))")
def _(term: Expr, context: Context) -> Expr | None:
    return Sum(variance(t("x[1]")), *limits(term.args[0]))


@wrong_rewriting("the variance of a sum is n² times the variance", "variance(sum(x[i], i=1..n))")
def _(term: Expr, context: Context) -> Expr | None:
    return N**2 * variance(t("x[1]"))


@wrong_rewriting("E[x²] = E[x]²", "expect(x[1]^2)")
def _(term: Expr, context: Context) -> Expr | None:
    return expect(t("x[1]")) ** 2


@wrong_rewriting("E[XY] = E[X] E[Y] for dependent factors", "expect(s*(n - s))")
def _(term: Expr, context: Context) -> Expr | None:
    return expect(t("s")) * expect(t("n - s"))


@wrong_rewriting("E[g(X)] = g(E[X])", "expect(exp(x[1]))")
def _(term: Expr, context: Context) -> Expr | None:
    return exp(expect(t("x[1]")))


@wrong_rewriting("a hypothesis on the data, used inside an expectation", "expect(s)", "hypothesis: s = 1")
def _(term: Expr, context: Context) -> Expr | None:
    return S.One


@wrong_rewriting("the probability of 0 taken for that of 1", "expect(x[1])")
def _(term: Expr, context: Context) -> Expr | None:
    return 1 - P


# ── information theory ──


@wrong_rewriting("group by value, a value forgotten", "sum(log(x[i] + 1 + p), i=1..n)")
def _(term: Expr, context: Context) -> Expr | None:
    return Sum(log(2 + P) * indicator(t("x[i]"), S.One), *limits(term))


@wrong_rewriting("q log(q/b) split with the wrong sign", "xlogy(p, p/(1 - p))")
def _(term: Expr, context: Context) -> Expr | None:
    return xlogy(P, P) + P * log(1 - P)


@wrong_rewriting("0 log 0 = 1", "xlogy(1 - x[1], 1 - x[1])")
def _(term: Expr, context: Context) -> Expr | None:
    return t("x[1]")


# ── equations ──

wrong_inference(
    "the root with p and 1 − p exchanged",
    lambda: Equivalent(Equal(t("s/p - (n - s)/(1 - p)"), S.Zero), Equal(P, t("1 - s/n"))),
)
wrong_inference(
    "an equivalence that loses the case s = 0", lambda: Equivalent(Equal(t("s*p"), t("s*q")), Equal(P, t("q")))
)
wrong_inference(
    "an equivalence that holds one way only", lambda: Equivalent(Less(t("q"), P), Less(t("q^2"), P))
)
wrong_inference("a root outside of the domain", lambda: UniqueRoot(t("p - 2"), P, UNIT, Integer(2)))
wrong_inference("one root of two", lambda: UniqueRoot(t("(2*p - 1)*(3*p - 1)"), P, UNIT, t("1/2")))

# ── maxima ──

ELL = "s*log(p) + (n - s)*log(1 - p)"
INSIDE = "hypothesis: 0 < s", "hypothesis: s < n"

wrong_inference("a maximum from any stationary point", lambda: Argmax(t("(2*p - 1)^2"), P, UNIT, (t("1/2"),)))
wrong_inference("the other share for the maximum", lambda: Argmax(t(ELL), P, UNIT, (t("1 - s/n"),)), *INSIDE)
wrong_inference(
    "a decreasing transformation", lambda: Argmax(t(f"exp(-({ELL}))"), P, UNIT, (t("s/n"),)), *INSIDE
)
wrong_inference("the maximiser after a square", lambda: Argmax(t(f"({ELL})^2"), P, UNIT, (t("s/n"),)), *INSIDE)
wrong_inference("a positive multiple", lambda: Argmin(t(f"({ELL})/n"), P, UNIT, (t("s/n"),)), *INSIDE)
wrong_inference(
    "a supremum attained that is not", lambda: Supremum(t("n*log(1 - p)"), P, UNIT, S.Zero, True, S.Zero)
)
wrong_inference(
    "a supremum at the wrong end", lambda: Supremum(t("n*log(1 - p)"), P, UNIT, S.Zero, False, S.One)
)
wrong_inference(
    "a supremum that is only a bound", lambda: Supremum(t("n*log(1 - p)"), P, UNIT, S.One, False, S.Zero)
)
wrong_inference(
    "the closed interval without the other end", lambda: Argmax(t("p^2*(1 - p) + 2*p^3"), P, CLOSED, (S.Zero,))
)
wrong_inference("a wrong limit", lambda: Limit(t("n*log(1 - p)"), P, S.Zero, UNIT, S.One))
wrong_inference("the value in the middle for a limit", lambda: Limit(t("p^2"), P, S.One, UNIT, t("1/4")))
wrong_inference("a sign of the slope mistaken", lambda: Monotone(t("n*log(1 - p)"), P, UNIT, Sense.INCREASING))
wrong_inference("monotone by the slope at one point", lambda: Monotone(t("p - p^2"), P, UNIT, Sense.INCREASING))
wrong_inference("convex taken for concave", lambda: StrictlyConcave(t("-log(p)"), P, UNIT))
wrong_inference("linear taken for strictly concave", lambda: StrictlyConcave(t("n*p"), P, UNIT))
wrong_inference("an inequality turned by a negative factor forgotten", lambda: Less(t("log(p)"), t("2*log(p)")))
