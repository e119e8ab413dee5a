"""Rules that solve an equation: each turns it into an equivalent one."""

from __future__ import annotations

from sympy import Expr, Pow, Rational, S, Symbol, exp, log

from derive.algebra.form.normal import coefficients, factored
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import UNIT, a, b, c, f, p, says
from derive.kernel.witness import Witness, domain_of, term_of, variable_of
from derive.rules.equality import depends, holds_throughout
from derive.statement import Claim, Equal, Equivalent, Given, Member, UniqueRoot, nonzero, positive


@inference(
    "zero-of-quotient",
    takes=(1, 0),
    source="Rudin (1976), chapter 1",
    statement=lambda: says(
        "a b c", Equal(c, a / b), nonzero(b), then=Equivalent(Equal(c, S.Zero), Equal(a, S.Zero))
    ),
)
def zero_of_quotient(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A quotient is 0 exactly when its numerator is."""
    (premise,) = premises
    numerator, denominator = premise.equality.right.as_numer_denom()
    context.need(nonzero(denominator), Equal(premise.equality.right, numerator / denominator))
    return Equivalent(Equal(premise.equality.left, S.Zero), Equal(numerator, S.Zero))


@inference(
    "linear-equation",
    takes=(0, 2),
    source="Rudin (1976), chapter 1",
    statement=lambda: says("a b p", nonzero(b), then=Equivalent(Equal(a + b * p, S.Zero), Equal(p, -a / b))),
)
def linear_equation(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a + bp = 0 exactly when p = −a/b, when b ≠ 0."""
    term, variable = term_of(witness[0]), variable_of(witness[1])
    found = coefficients(term, variable, context.given, unfold=False)
    if found is None or len(found) != 2:
        raise RuleError("linear-equation", f"{term} is not linear in {variable}")
    root = factored(-found[0] / found[1], context.given)
    context.need(nonzero(found[1]), Equal(term, found[1] * (variable - root)))
    return Equivalent(Equal(term, S.Zero), Equal(variable, root))


@inference(
    "power-equation",
    takes=(0, 3),
    source="Rudin (1976), theorem 1.21",
    statement=lambda: says(
        "a b p",
        positive(p),
        positive(a),
        positive(b),
        then=Equivalent(Equal(a - b * p**2, S.Zero), Equal(p, (a / b) ** Rational(1, 2))),
    ),
)
def power_equation(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a + b·pᵏ = 0 exactly when p = (−a/b)^(1/k), when p > 0, b ≠ 0 and −a/b > 0."""
    term, variable, exponent = term_of(witness[0]), variable_of(witness[1]), term_of(witness[2])
    split = in_power(term, variable, exponent, context.given)
    if split is None or depends(exponent, variable, context.given):
        raise RuleError("power-equation", f"{term} is not linear in {variable**exponent}")
    power, slope = split
    context.need(positive(variable), positive(power), nonzero(exponent), nonzero(slope))
    context.need(Equal(term, slope * (variable**exponent - power)))
    return Equivalent(Equal(term, S.Zero), Equal(variable, Pow(power, 1 / exponent)))


@inference(
    "inverse-equation",
    takes=(0, 3),
    source="Rudin (1976), theorem 8.6",
    statement=lambda: says(
        "a b p",
        positive(a),
        positive(b),
        then=Equivalent(Equal(a - b * exp(p), S.Zero), Equal(p, log(a / b))),
    ),
)
def inverse_equation(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a + b·e^(kp) = 0 exactly when p = log(−a/b)/k, when −a/b > 0 and k ≠ 0; and a + b·log p = 0 exactly when
    p = e^(−a/b), when p > 0."""
    term, variable, atom = term_of(witness[0]), variable_of(witness[1]), term_of(witness[2])
    found = coefficients(term, atom, context.given, unfold=False)
    if found is None or len(found) != 2:
        raise RuleError("inverse-equation", f"{term} is not linear in {atom}")
    value, slope = factored(-found[0] / found[1], context.given), found[1]
    match atom:
        case exp(args=(exponent,)) if not depends(scale := exponent / variable, variable, context.given):
            context.need(positive(value), nonzero(scale))
            root = log(value) / scale
        case log(args=(argument,)) if argument == variable:
            context.need(positive(variable))
            root = exp(value)
        case _:
            raise RuleError("inverse-equation", f"{atom} is not e^(k{variable}) or log {variable}")
    context.need(nonzero(slope), Equal(term, slope * (atom - value)))
    return Equivalent(Equal(term, S.Zero), Equal(variable, root))


def in_power(term: Expr, variable: Symbol, exponent: Expr, given: Given) -> tuple[Expr, Expr] | None:
    """c and b with term = b·(pᵏ − c), where the term has that form."""
    if exponent.is_Integer and exponent > 0:
        found = coefficients(term, variable, given, unfold=False)
        if found is None or len(found) != exponent + 1 or any(c != 0 for c in found[1:-1]):
            return None
        found = [found[0], found[-1]]
    else:
        number, _ = exponent.as_coeff_Mul()
        times = int(number) if number.is_Integer and number > 0 else 1
        found = coefficients(term, variable ** (exponent / times), given, unfold=False)
        if found is not None and len(found) == times + 1 and not any(found[1:-1]):
            found = [found[0], found[-1]]
    if found is None or len(found) != 2:
        return None
    return factored(-found[0] / found[1], given), found[1]


@inference(
    "unique-root",
    takes=(1, 2),
    source="Rudin (1976), chapter 1",
    statement=lambda: says(
        "f b p",
        Equivalent(Equal(f(p), S.Zero), Equal(p, b)),
        Member(b, UNIT),
        then=UniqueRoot(f(p), p, UNIT, b),
    ),
)
def unique_root(context: Context, premises: Premises, witness: Witness) -> Claim:
    """f(p) = 0 exactly when p = r, throughout a domain in which r lies."""
    (premise,) = premises
    variable, domain = variable_of(witness[0]), domain_of(witness[1])
    match premise.claim:
        case Equivalent(left=Equal(left=function, right=S.Zero), right=Equal(left=left, right=root)):
            if left != variable or depends(root, variable, context.given):
                raise RuleError("unique-root", "the equivalence does not isolate the variable")
            holds_throughout(context, premise, variable, domain)
            context.need(Member(root, domain))
            return UniqueRoot(function, variable, domain, root)
        case _:
            raise RuleError("unique-root", "needs an equivalence f = 0 ⇔ variable = root")
