"""The rule of maxima that solve a linear system."""

from __future__ import annotations

from sympy import Integer, S, Sum

from derive.algebra.terms import names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import f, i, m, n, p, q, r, says, t, x
from derive.kernel.witness import Witness, term_of, variable_of
from derive.language.matrix_terms import determinant, inverse_entry, matrix_of
from derive.rules.concave import ALL
from derive.rules.equality import depends, throughout
from derive.statement import (
    REALS,
    Claim,
    Each,
    Equal,
    MaximisedWhere,
    Unequal,
    VectorArgmax,
    Vectors,
    entry,
)

RANGE = (r, Integer(1), n)
MATRIX = matrix_of(x[m, t], (m, Integer(1), n), (t, Integer(1), n))
SYSTEM = Each(Equal(Sum(x[r, i] * entry(q, i), (i, 1, n)), entry(p, r)), RANGE)


@inference(
    "solution-of-linear-system",
    takes=(1, 4),
    source="Horn & Johnson (2013), section 0.5",
    statement=lambda: says(
        "f m n p q r t x",
        MaximisedWhere(f(q), q, ALL, SYSTEM),
        Unequal(determinant(MATRIX), S.Zero),
        then=VectorArgmax(f(q), q, ALL, (Sum(inverse_entry(MATRIX, i, r) * entry(p, r), RANGE),)),
    ),
)
def solution_of_linear_system(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Where the maximisers are the solutions of ∑ⱼ aₖⱼ·qⱼ = cₖ, and the matrix (aₖⱼ) has an inverse, there is
    one: ∑ₖ (A⁻¹)ⱼₖ·cₖ."""
    (premise,) = premises
    inside, row, column = term_of(witness[0]), variable_of(witness[1]), variable_of(witness[2])
    right = term_of(witness[3])
    match premise.claim:
        case MaximisedWhere(
            function=function,
            variable=variable,
            domain=Vectors(total=None, within=None) as domain,
            condition=Each(fact=Equal() as equation, index=index),
        ) if domain.entries == REALS:
            running, *ends = domain.index
        case _:
            raise RuleError(context.rule, "needs equations that tell where a function is greatest")
    place, apart = index[0], {variable, running, index[0], row, column}
    if len(apart) < 5 or [*index[1:]] != ends:
        raise RuleError(context.rule, "needs an equation for each unknown, and other indices of the matrix")
    if names(inside) & (apart - {row, column}) or names(right) & (apart - {place}):
        raise RuleError(context.rule, "an index stands outside of where it is bound")
    if any(depends(term, variable, context.given) for term in (inside, right, *ends)):
        raise RuleError(context.rule, f"the system depends on {variable}")
    at_place = substitute(inside, {row: place, column: running})
    matrix = matrix_of(inside, (row, *ends), (column, *ends))
    product = Sum(at_place * entry(variable, running), domain.index)
    everywhere = throughout(context, variable, domain).under(index)
    everywhere.need(Equal(equation.left - equation.right, product - right))
    solution = Sum(inverse_entry(matrix, running, place) * right, index)
    context.under(domain.index).need_defined(solution)
    return VectorArgmax(function, variable, domain, (solution,))
