"""Rules of the derivative and of limits."""

from __future__ import annotations

from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Indexed,
    Integer,
    Mul,
    Pow,
    S,
    Sum,
    Symbol,
    Tuple,
    exp,
    gamma,
    log,
    loggamma,
    sign,
)

from derive.algebra.domains import definedness
from derive.algebra.terms import body, limits, names, substitute, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference, rule
from derive.kernel.schema import UNIT, a, f, g, p, says
from derive.kernel.witness import Witness, interval_of, term_of, variable_of
from derive.language.vocabulary import DEFINITIONS, digamma, indicator, is_named, meaning, trigamma, xlogy
from derive.rules.equality import depends, fact_at, holds_throughout, throughout
from derive.statement import (
    Claim,
    Equal,
    Less,
    Limit,
    Monotone,
    Sense,
    nonzero,
    positive,
)
from derive.statement.given import Given

CONTINUOUS = (Add, Mul, Pow, exp, log, digamma, trigamma)


@rule(
    "differentiate",
    source="Rudin (1976), chapter 5",
    statement=lambda: says("a p", positive(p), then=Equal(Derivative(a * log(p), p), a / p)),
)
def differentiate(term: Expr, context: Context) -> Expr | None:
    """Sum, product, chain and power rule, and the derivatives of log, exp, Γ, |·|, of x log y and of what is
    defined by them, wherever the term under the derivative is defined."""
    if not isinstance(term, Derivative) or len(term.variables) != 1:
        return None
    (variable,) = term.variables
    if not isinstance(variable, Symbol | Indexed):
        raise RuleError("differentiate", f"{variable} is not a variable")
    near = Context(context.given.near(variable), context.rule, context.ledger)
    near.need_defined(term.expr)
    return derivative(term.expr, variable, near)


def derivative(term: Expr, by: Symbol | Indexed, context: Context) -> Expr:
    """The derivative of a term by a symbol or by an entry of a vector; RuleError where no rule covers it."""
    name = by.base.label if isinstance(by, Indexed) else by
    if not depends(term, name, context.given):
        return S.Zero
    match term:
        case Symbol() if term == by:
            return S.One
        case Indexed() if isinstance(by, Indexed) and term.base == by.base:
            return of_entry(term, by)
        case Add(args=terms):
            return Add(*(derivative(t, by, context) for t in terms))
        case Mul(args=factors):
            return Add(
                *(
                    Mul(*factors[:k], derivative(factor, by, context), *factors[k + 1 :])
                    for k, factor in enumerate(factors)
                )
            )
        case log(args=(argument,)):
            return derivative(argument, by, context) / argument
        case exp(args=(argument,)):
            return term * derivative(argument, by, context)
        case gamma(args=(argument,)):
            return term * digamma(argument) * derivative(argument, by, context)
        case loggamma(args=(argument,)):
            return digamma(argument) * derivative(argument, by, context)
        case digamma(args=(argument,)):
            return trigamma(argument) * derivative(argument, by, context)
        case xlogy(args=(times, argument)):
            context.need(positive(argument))  # where it is times·log argument, also for times = 0
            return derivative(times * log(argument), by, context)
        case Abs(args=(argument,)):
            context.need(nonzero(argument))
            return sign(argument) * derivative(argument, by, context)
        case _ if type(term) in DEFINITIONS:
            return derivative(meaning(term), by, context)
        case Pow(base=base, exp=exponent) if not depends(exponent, name, context.given):
            if not isinstance(exponent, Integer):
                context.need(positive(base))
            return exponent * Pow(base, exponent - 1) * derivative(base, by, context)
        case Pow(base=base, exp=exponent):
            context.need(positive(base))
            return term * derivative(exponent * log(base), by, context)
        case Sum() if not names(by) & {
            name for index in limits(term) for bound in index for name in names(bound)
        }:
            inside = context.under(*reversed(limits(term)))
            return Sum(derivative(body(term), by, inside), *(Tuple(*index) for index in limits(term)))
        case _:
            raise RuleError("differentiate", f"no rule gives the derivative of {term} by {by}")


def of_entry(term: Indexed, by: Indexed) -> Expr:
    """The derivative of one entry by another: 1 where they are the same."""
    places = list(zip(term.indices, by.indices, strict=False))
    if len(term.indices) != len(by.indices) or any(by.base.label in names(k) for pair in places for k in pair):
        raise RuleError("differentiate", f"{term} is no entry like {by}")
    return Mul(*(indicator(a, b) for a, b in places if a != b))


@inference(
    "differentiate-both-sides",
    takes=(1, 1),
    source="Rudin (1976), chapter 5",
    statement=lambda: says("f g p", Equal(f(p), g(p)), then=Equal(Derivative(f(p), p), Derivative(g(p), p))),
)
def differentiate_both_sides(context: Context, premises: Premises, witness: Witness) -> Claim:
    """f = g around a point gives f′ = g′ there."""
    (premise,) = premises
    variable = term_of(witness[0])
    if not isinstance(variable, Symbol | Indexed):
        raise RuleError("differentiate-both-sides", f"{variable} is not a variable")
    left, right = premise.equality.left, premise.equality.right
    if premise.given.near(variable) != premise.given:
        raise RuleError("differentiate-both-sides", f"the premise holds at single points of {variable} only")
    context.need_defined(left, right)
    return Equal(Derivative(left, variable), Derivative(right, variable))


@inference(
    "limit-by-continuity",
    takes=(0, 4),
    source="Rudin (1976), theorem 4.6",
    statement=lambda: says("p", then=Limit(p + 1, p, Integer(0), UNIT, Integer(1))),
)
def limit_by_continuity(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A function built from continuous ones that is still defined at an end of the domain tends to
    its value there."""
    function, variable, point = term_of(witness[0]), variable_of(witness[1]), term_of(witness[2])
    domain = interval_of(witness[3])
    if point not in (domain.low, domain.high):
        raise RuleError("limit-by-continuity", f"{point} is not an end of the domain")
    if point.is_infinite:
        raise RuleError("limit-by-continuity", "there is no value at infinity")
    require_continuous(function, variable, context.given)
    throughout(context, variable, domain).need_defined(function)
    for here, (strictest, *_) in definedness(function, context.given):
        inside = Context(here, context.rule, context.ledger)
        inside.need(*(fact_at(fact, variable, point) for fact in strictest))
    return Limit(function, variable, point, domain, substitute(function, {variable: point}))


def require_continuous(term: Expr, variable: Symbol, given: Given) -> None:
    """Refuse a term that is not built from continuous functions."""
    if not depends(term, variable, given) or term == variable:
        return
    match term:
        case _ if is_named(term) and unfold(term, given) != term:
            parts: tuple[Expr, ...] = (unfold(term, given),)
        case _ if type(term) in DEFINITIONS:
            parts = (meaning(term),)
        case Sum() if not any(depends(end, variable, given) for i in limits(term) for end in i[1:]):
            parts = (body(term),)
        case _ if isinstance(term, CONTINUOUS):
            parts = term.args
        case _:
            raise RuleError("limit-by-continuity", f"{term.func} is not known to be continuous")
    for part in parts:
        require_continuous(part, variable, given)


@inference(
    "monotone-by-derivative",
    takes=(1, 1),
    source="Rudin (1976), theorem 5.11",
    statement=lambda: says(
        "f p", Less(Derivative(f(p), p), S.Zero), then=Monotone(f(p), p, UNIT, Sense.DECREASING)
    ),
)
def monotone_by_derivative(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A derivative of one sign throughout an interval makes the function strictly monotone there."""
    (premise,) = premises
    domain = interval_of(witness[0])
    match premise.claim:
        case Less(left=Derivative() as slope, right=S.Zero) if len(slope.variables) == 1:
            sense = Sense.DECREASING
        case Less(left=S.Zero, right=Derivative() as slope) if len(slope.variables) == 1:
            sense = Sense.INCREASING
        case _:
            raise RuleError("monotone-by-derivative", "needs the sign of a first derivative")
    (variable,) = slope.variables
    holds_throughout(context, premise, variable, domain)
    return Monotone(slope.expr, variable, domain, sense)
