"""Rules of supports that depend on parameters: the likelihood is 0 for some values of these, and for the others
it is greatest at an end."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, Product, S, Symbol, Tuple

from derive.algebra.terms import body, limits, names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premise, Premises, inference, rule
from derive.kernel.schema import UNIT, a, b, f, g, i, m, n, p, says, x_i
from derive.kernel.witness import Witness, domain_of, term_of
from derive.language.vocabulary import OrderStatistic, if_less
from derive.rules.equality import (
    depends,
    fact_at,
    holds_throughout_all,
    is_structure,
    require_assumptions,
    throughout_all,
)
from derive.statement import (
    Argmax,
    Claim,
    Domain,
    Equal,
    Fact,
    Index,
    Integers,
    Interval,
    JointArgmax,
    JointSupremum,
    Less,
    LessEqual,
    Member,
    Monotone,
    Provenance,
    Sense,
    Supremum,
    approached,
    free_of_fact,
    in_several,
    positive,
)

SAMPLES = "Casella & Berger (2002), section 5.4"
LIKELIHOOD = "Casella & Berger (2002), section 7.2"
LEAST, GREATEST = (OrderStatistic(x_i, Tuple(i, 1, n), rank) for rank in (Integer(1), n))
UPWARD = Interval(b, S.Infinity, True)


@rule(
    "product-of-switches",
    source=SAMPLES,
    statement=lambda: says(
        "n p x",
        LessEqual(Integer(1), n),
        then=Equal(
            Product(if_less(p, x_i, 0, x_i**2 + p**2), (i, 1, n)),
            if_less(p, GREATEST, 0, Product(x_i**2 + p**2, (i, 1, n))),
        ),
    ),
)
def product_of_switches(term: Expr, context: Context) -> Expr | None:
    """A product is 0 where a factor is. Some v < xᵢ exactly when v < x₍ₙ₎, and some xᵢ < v exactly when x₍₁₎
    < v; all v < xᵢ exactly when v < x₍₁₎, and all xᵢ < v exactly when x₍ₙ₎ < v."""
    if not isinstance(term, Product) or len(limits(term)) != 1 or not isinstance(body(term), if_less):
        return None
    (index,) = limits(term)
    left, right, then, other = body(term).args
    if then != 0 and other != 0:
        return None
    context.need(LessEqual(index[1], index[2]))  # an empty product is 1
    if then == 0 and index[0] not in names(left):
        return if_less(left, extreme(right, index, greatest=True), then, Product(other, index))
    if then == 0 and index[0] not in names(right):
        return if_less(extreme(left, index, greatest=False), right, then, Product(other, index))
    if other == 0 and index[0] not in names(left):
        return if_less(left, extreme(right, index, greatest=False), Product(then, index), other)
    if other == 0 and index[0] not in names(right):
        return if_less(extreme(left, index, greatest=True), right, Product(then, index), other)
    return None


def extreme(term: Expr, index: Index, greatest: bool) -> Expr:
    """The greatest or the least of the values of a term over an index; what does not move is both."""
    symbol, low, high = index
    rank = high - low + 1 if greatest else Integer(1)
    return OrderStatistic(term, Tuple(*index), rank) if symbol in names(term) else term


@inference(
    "maximum-at-end",
    takes=(1, 0),
    source="Rudin (1976), chapter 4",
    statement=lambda: says(
        "f b p", Monotone(f(p), p, UPWARD, Sense.DECREASING), then=Argmax(f(p), p, UPWARD, (b,))
    ),
)
def maximum_at_end(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A strictly monotone function is greatest at the higher end, where that belongs to the domain, and only
    there."""
    match premises[0].claim:
        case Monotone(function=function, variable=variable, domain=domain, sense=sense):
            rising = sense is Sense.INCREASING
            end, closed = (domain.high, domain.high_closed) if rising else (domain.low, domain.low_closed)
            if closed and not depends(end, variable, context.given):
                context.need(Member(end, domain))
                return Argmax(function, variable, domain, (end,))
    raise RuleError("maximum-at-end", "needs a strictly monotone function on an interval with its higher end")


@inference(
    "maximum-of-sequence",
    takes=(1, 2),
    source="Rudin (1976), chapter 3",
    discharges=True,
    statement=lambda: says(
        "f b m", Equal(f(m), -m), then=Argmax(f(m), m, Integers(Integer(1), S.Infinity), (Integer(1),))
    ),
)
def maximum_of_sequence(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A function on the whole numbers from some number on that each step makes smaller is greatest at the
    first, and only there."""
    (premise,) = premises
    variable, domain = term_of(witness[0]), domain_of(witness[1])
    function, value = premise.equality.left, premise.equality.right
    if not isinstance(variable, Symbol) or not isinstance(domain, Integers) or domain.high != S.Infinity:
        raise RuleError("maximum-of-sequence", "needs a variable and the whole numbers from some number on")
    if depends(domain.low, variable, context.given):
        raise RuleError("maximum-of-sequence", f"{domain.low} depends on {variable}")
    holds_throughout_all(context, premise, (variable,), (domain,))
    inside = throughout_all(context, (variable,), (domain,))
    after = substitute(value, {variable: variable + 1})
    inside.need_defined(value, after)
    inside.need(Less(after, value))
    context.need(Member(domain.low, domain))
    return Argmax(function, variable, domain, (domain.low,))


@inference(
    "maximum-of-constant",
    takes=(1, 2),
    source="Rudin (1976), chapter 4",
    statement=lambda: says("f a p", Equal(f(p), a), then=Argmax(f(p), p, UNIT, (UNIT,))),
)
def maximum_of_constant(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A function with one value only is greatest everywhere."""
    (premise,) = premises
    variable, domain = term_of(witness[0]), domain_of(witness[1])
    function, value = premise.equality.left, premise.equality.right
    if not isinstance(variable, Symbol) or not isinstance(domain, Interval):
        raise RuleError("maximum-of-constant", "needs a variable and an interval")
    if any(depends(term, variable, context.given) for term in (value, domain.low, domain.high)):
        raise RuleError("maximum-of-constant", f"{value} or the interval depends on {variable}")
    holds_throughout_all(context, premise, (variable,), (domain,))
    return Argmax(function, variable, domain, (domain,))


@inference(
    "maximum-on-support",
    takes=(2, 2),
    source=LIKELIHOOD,
    discharges=True,
    statement=lambda: says(
        "g b p",
        Argmax(1 / p, p, UPWARD, (b,)),
        Equal(g(p), if_less(p, b, 0, 1 / p)),
        positive(b),
        then=Argmax(g(p), p, Interval(S.Zero, S.Infinity), (b,)),
    ),
)
def maximum_on_support(context: Context, premises: Premises, witness: Witness) -> Claim:
    """L = g on a part of the domain and L = 0 elsewhere: where g > 0 at some point of the part, L is greatest
    where g is greatest on the part, and has no other supremum than g. What was assumed of the variables on the
    way holds at that point."""
    best, equality = premises
    domains, point = witness
    match best.claim:
        case Argmax() | JointArgmax():
            inner: JointArgmax | JointSupremum = in_several(best.claim)
        case Supremum(attained=False) | JointSupremum():
            inner = approached(best.claim)
        case _:
            raise RuleError("maximum-on-support", f"{best.claim} is not about a maximum")
    if not isinstance(domains, tuple) or not isinstance(point, tuple):
        raise RuleError("maximum-on-support", "needs the whole domains and a point")
    variables, whole = inner.variables, tuple(map(domain_of, domains))
    values = dict(zip(variables, map(term_of, point), strict=True))
    conditions, inside = on_support(equality.equality.right)
    if not conditions or inside != inner.function:
        raise RuleError("maximum-on-support", f"{equality.claim} does not say where L is {inner.function}")
    if any(depends(value, v, context.given) for value in values.values() for v in variables):
        raise RuleError("maximum-on-support", "the point depends on the variables")
    require_assumptions("maximum-on-support", equality, context.given)
    holds_throughout_all(context, equality, variables, whole)
    require_at(context, best, values)
    part = throughout_all(context, variables, inner.domains)
    part.need(*(Member(v, domain) for v, domain in zip(variables, whole, strict=True)), *conditions)
    rest = throughout_all(context, variables, whole)
    met = Context(rest.given.adding(Provenance.HYPOTHESIS, *conditions), context.rule, context.ledger)
    met.need(*(Member(v, domain) for v, domain in zip(variables, inner.domains, strict=True)))
    context.need(*(in_domain(v, domain, values) for v, domain in zip(variables, inner.domains, strict=True)))
    top = substitute(inside, values)
    context.need_defined(top)
    context.need(positive(top))
    function = equality.equality.left
    if isinstance(best.claim, Argmax):
        return Argmax(function, best.claim.variable, whole[0], best.claim.points)
    return replace(inner, function=function, domains=whole)


def on_support(term: Expr) -> tuple[tuple[Fact, ...], Expr]:
    """The conditions under which nested switches are not 0, and what they are there."""
    conditions: list[Fact] = []
    while isinstance(term, if_less) and S.Zero in term.args[2:]:
        left, right, then, other = term.args
        conditions.append(LessEqual(right, left) if then == 0 else Less(left, right))
        term = other if then == 0 else then
    return tuple(conditions), term


def require_at(context: Context, premise: Premise, values: dict[Symbol, Expr]) -> None:
    """The claim binds the variables, so what the premise assumes of them may be any values for which it
    holds."""
    moved, known = set(values), set(context.given.assumptions)
    for assumption in premise.given.assumptions:
        if free_of_fact(assumption.fact) & moved and not is_structure(assumption.fact):
            context.need(at_values(assumption.fact, values))
        elif assumption not in known:
            raise RuleError(
                "maximum-on-support", f"the premise assumes {assumption.fact}, which is not given here"
            )


def at_values(fact: Fact, values: dict[Symbol, Expr]) -> Fact:
    for variable, value in values.items():
        fact = fact_at(fact, variable, value)
    return fact


def in_domain(variable: Symbol, domain: Domain, values: dict[Symbol, Expr]) -> Fact:
    return at_values(Member(variable, domain), values)
