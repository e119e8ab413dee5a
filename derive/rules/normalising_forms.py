"""Gaussian integrals over all vectors: entries of the table of known integrals, as those of `normalising`."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Product, Sum, Symbol, exp, pi, sqrt

from derive.algebra.domains import definite
from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names
from derive.language.matrix_terms import MatrixOf, determinant, indices_of_matrix, inverse_entry
from derive.rules.arrays import quadratic_form
from derive.statement import REALS, Fact, Given, Provenance, Vectors, entry, lying_in, positive


@dataclass(frozen=True)
class OfForm:
    """∫ exp(−s(x − m)ᵀA⁻¹(x − m)) dx = √((π/s)ᵈ det A) over all vectors x, for a positive definite matrix A and
    s > 0; `centre` is the entry of m, and `scale` is s."""

    centre: Expr
    matrix: MatrixOf
    scale: Expr
    name: str = "gaussian-integral-over-vectors"
    source: str = "Anderson (2003), section 2.3"

    def function(self, x: Symbol) -> Expr:
        row, column = indices_of_matrix(self.matrix)
        return exp(-self.scale * quadratic_form(self.centre, x, self.weight, row, column))

    @property
    def weight(self) -> Expr:
        (row, *_), (column, *_) = indices_of_matrix(self.matrix)
        return inverse_entry(self.matrix, row, column)

    def fits(self, x: Symbol, space: Vectors) -> bool:
        row, column = indices_of_matrix(self.matrix)
        fixed = names(self.matrix) | names(self.scale)
        bound = {row[0], column[0]} & fixed or {column[0]} & names(self.centre)
        return row == space.index and x not in names(self.centre) | fixed and not bound

    def conditions(self) -> tuple[Fact, ...]:
        return definite(self.matrix), positive(self.scale)

    def value(self, space: Vectors) -> Expr:
        _, low, high = space.index
        return sqrt((pi / self.scale) ** (high - low + 1) * determinant(self.matrix))


@dataclass(frozen=True)
class OfSquares:
    """∫ exp(−∑ₖ cₖ(xₖ − mₖ)²) dx = ∏ₖ √(π/cₖ) over all vectors x, where every cₖ is positive; `scale` is the
    entry of c, in the index of the space, and `centre` that of m."""

    centre: Expr
    scale: Expr
    name: str = "gaussian-integral"
    source: str = "Gradshteyn & Ryzhik (2007), 3.323.2"

    def function(self, x: Symbol, space: Vectors) -> Expr:
        return exp(-Sum(self.scale * (entry(x, space.index[0]) - self.centre) ** 2, space.index))

    def fits(self, x: Symbol) -> bool:
        return x not in names(self.centre) | names(self.scale)

    def value(self, space: Vectors) -> Expr:
        return Product(sqrt(pi / self.scale), space.index)


def mass_over_all(
    term: Expr, x: Symbol, space: Vectors, known: OfForm | OfSquares, given: Given
) -> Expr | None:
    """The mass of a term over all vectors, where it is shown to be a constant times the function."""
    if space.entries != REALS or space.total is not None:
        return None
    match known:
        case OfForm():
            if not known.fits(x, space) or not all(prove(fact, given) for fact in known.conditions()):
                return None
            function = known.function(x)
        case OfSquares():
            if not known.fits(x) or not prove(positive(known.scale), given.under(space.index)):
                return None
            function = known.function(x, space)
    inside = given.adding(Provenance.BINDING, *lying_in(x, space))
    constant = factored(term / function, inside)
    if x in names(constant) or not equal(term, constant * function, inside):
        return None
    return constant * known.value(space)
