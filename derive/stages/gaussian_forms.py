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
                yield from forms(total, x, support)


def squares(exponent: Expr, total: Sum, x: Symbol, support: Vectors, given: Given) -> Iterator[OfSquares]:
    """b·∑ (a₀ₖ + a₁ₖxₖ + a₂ₖxₖ²) by its centre and its factors."""
    inside = given.under(support.index)
    found = coefficients(body(total), entry(x, support.index[0]), inside, unfold=False)
    name = fresh(Symbol("y"), names(exponent))
    outer = substitute(exponent, {total: name}).expand(deep=False).coeff(name)
    if found is not None and len(found) == 3:
        yield OfSquares(factored(-found[1] / (2 * found[2]), inside), factored(-outer * found[2], inside))


def forms(total: Sum, x: Symbol, support: Vectors) -> Iterator[OfForm]:
    """∑ⱼ ∑ₖ (xⱼ − mⱼ)(A⁻¹)ⱼₖ(xₖ − mₖ) by m and A."""
    one = entry(x, support.index[0])
    factors = [f for f in Mul.make_args(body(total)) if f.has(one)]
    for weight in sorted(total.atoms(inverse_entry), key=str):
        if len(factors) == 1:
            yield OfForm(one - factors[0], weight.args[0])
