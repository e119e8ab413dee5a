"""The quadratic forms in an exponent of a density, by which a Gaussian integral is looked up."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Mul, Sum, Symbol, exp

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.language.matrix_terms import inverse_entry
from derive.rules.normalising_forms import OfForm, OfSquares
from derive.statement import Given, Vectors, entry


def gaussian_forms(density: Expr, x: Symbol, support: Vectors, given: Given) -> Iterator[OfForm | OfSquares]:
    """The quadratic forms and the sums of squares of the observation, with their centres."""
    for one in sorted(density.atoms(exp), key=str):
        for total in sorted((s for s in one.args[0].atoms(Sum) if x in names(s)), key=str):
            if limits(total) == (support.index,):
                yield from squares(one.args[0], total, x, support, given)
            elif len(limits(total)) == 2 and limits(total)[1] == support.index:
                yield from forms(one.args[0], total, x, support)


def squares(exponent: Expr, total: Sum, x: Symbol, support: Vectors, given: Given) -> Iterator[OfSquares]:
    """b·∑ (a₀ₖ + a₁ₖxₖ + a₂ₖxₖ²) by its centre and its factors."""
    inside = given.under(support.index)
    found = coefficients(body(total), entry(x, support.index[0]), inside, unfold=False)
    if found is not None and len(found) == 3:
        scale = -factor_of(total, exponent) * found[2]
        yield OfSquares(factored(-found[1] / (2 * found[2]), inside), factored(scale, inside))


def factor_of(total: Sum, exponent: Expr) -> Expr:
    """By what a sum is multiplied in an exponent."""
    name = fresh(Symbol("y"), names(exponent))
    factor: Expr = substitute(exponent, {total: name}).expand(deep=False).coeff(name)
    return factor


def forms(exponent: Expr, total: Sum, x: Symbol, support: Vectors) -> Iterator[OfForm]:
    """−s·∑ⱼ ∑ₖ (xⱼ − mⱼ)(A⁻¹)ⱼₖ(xₖ − mₖ) by m, A and s."""
    one = entry(x, support.index[0])
    factors = [f for f in Mul.make_args(body(total)) if f.has(one)]
    for weight in sorted(total.atoms(inverse_entry), key=str):
        if len(factors) == 1:
            yield OfForm(one - factors[0], weight.args[0], -factor_of(total, exponent))
