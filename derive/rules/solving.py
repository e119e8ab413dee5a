"""Rules that solve an equation: each turns it into an equivalent one."""

from __future__ import annotations

from sympy import Pow, Rational, S, exp, log

from derive.algebra.form.normal import coefficients, factored
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import UNIT, a, b, c, f, p, says
from derive.kernel.witness import Witness, domain_of, term_of, variable_of
from derive.rules.equality import depends, holds_throughout
from derive.statement import Claim, Equal, Equivalent, Member, UniqueRoot, nonzero, positive


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
    "quadratic-equation",
    takes=(0, 4),
    source="Rudin (1976), proposition 1.15",
    statement=lambda: says(
        "a b p",
        positive(p),
        positive(a),
        then=Equivalent(Equal((p + a) * (p - b), S.Zero), Equal(p, b)),
    ),
)
def quadratic_equation(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A polynomial of degree 2 is 0 exactly at one of its roots, where k·(p − the other root) ≠ 0."""
    term, variable = term_of(witness[0]), variable_of(witness[1])
    root, factor = map(term_of, witness[2:])
    if depends(root, variable, context.given):
        raise RuleError("quadratic-equation", f"{root} depends on {variable}")
    context.need_defined(term, root, factor)
    context.need(nonzero(factor), Equal(term, factor * (variable - root)))
    return Equivalent(Equal(term, S.Zero), Equal(variable, root))


@inference(
    "nonzero-factor",
    takes=(0, 4),
    source="Rudin (1976), proposition 1.15",
    statement=lambda: says("a b c", nonzero(c), then=Equivalent(Equal(c * a, c * b), Equal(a - b, S.Zero))),
)
def nonzero_factor(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a = b exactly when c = 0, where a − b = k·c with k ≠ 0."""
    left, right, other, factor = map(term_of, witness)
    context.need_defined(left, right, other, factor)
    context.need(nonzero(factor), Equal(left - right, factor * other))
    return Equivalent(Equal(left, right), Equal(other, S.Zero))


@inference(
    "power-equation",
    takes=(0, 5),
    source="Rudin (1976), theorem 1.21",
    statement=lambda: says(
        "a b p",
        positive(p),
        positive(a / b),
        nonzero(b),
        then=Equivalent(Equal(a - b * p**2, S.Zero), Equal(p, (a / b) ** Rational(1, 2))),
    ),
)
def power_equation(context: Context, premises: Premises, witness: Witness) -> Claim:
    """s·(uᵏ − c) = 0 exactly when u = c^(1/k), when u > 0, c > 0, k ≠ 0 and s ≠ 0."""
    term, base, exponent, value, slope = map(term_of, witness)
    context.need(positive(base), positive(value), nonzero(exponent), nonzero(slope))
    context.need(Equal(term, slope * (base**exponent - value)))
    return Equivalent(Equal(term, S.Zero), Equal(base, Pow(value, 1 / exponent)))


@inference(
    "inverse-equation",
    takes=(0, 5),
    source="Rudin (1976), theorem 8.6",
    statement=lambda: says(
        "a b p",
        positive(a / b),
        nonzero(b),
        then=Equivalent(Equal(a - b * exp(p), S.Zero), Equal(p, log(a / b))),
    ),
)
def inverse_equation(context: Context, premises: Premises, witness: Witness) -> Claim:
    """s·(e^(ku) − c) = 0 exactly when u = log(c)/k, when c > 0, k ≠ 0 and s ≠ 0; and s·(log u − c) = 0 exactly
    when u = e^c, when u > 0 and s ≠ 0."""
    term, inside, atom, value, slope = map(term_of, witness)
    match atom:
        case exp(args=(exponent,)):
            scale = exponent / inside
            context.need(positive(value), nonzero(scale), Equal(exponent, scale * inside))
            root = log(value) / scale
        case log(args=(argument,)) if argument == inside:
            context.need(positive(inside))
            root = exp(value)
        case _:
            raise RuleError("inverse-equation", f"{atom} is not e^(k{inside}) or log {inside}")
    context.need(nonzero(slope), Equal(term, slope * (atom - value)))
    return Equivalent(Equal(term, S.Zero), Equal(inside, root))


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
