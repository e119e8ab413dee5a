"""Vectors, matrices and what is computed of them as LaTeX."""

from __future__ import annotations

import re

from sympy import Add, Expr, Mul
from sympy.printing.latex import LatexPrinter

from derive.language.matrix_terms import MatrixOf, indices_of_matrix
from derive.notation.brackets import fenced
from derive.notation.matrices import whole_of


class OfMatrices(LatexPrinter):
    """One method a kind of term; SymPy dispatches by class name."""

    def tex(self, term: Expr) -> str:
        return str(self._print(term))

    def _beside(self, term: Expr) -> str:
        """A vector or a matrix beside others."""
        return fenced(self.tex(term)) if isinstance(term, Add | Mul) else self.tex(term)

    def _print_MatrixOf(self, term: MatrixOf) -> str:
        """A matrix by its name, else by its entry."""
        if (whole := whole_of(term)) is not None:
            return self.tex(whole)
        (row, _, high), (column, *_) = indices_of_matrix(term)
        run = rf"_{{{self.tex(row)},{self.tex(column)} \leq {self.tex(high)}}}"
        return fenced(self.tex(term.entry)) + run

    def _print_determinant(self, term: Expr, exponent: str | None = None) -> str:
        return rf"\lvert {self.tex(term.args[0])} \rvert"

    def _print_inverse_entry(self, term: Expr, exponent: str | None = None) -> str:
        matrix, *places = term.args
        index = ",".join(map(self.tex, places))
        return rf"({self._inverse(matrix)})_{{{index}}}"

    def _inverse(self, matrix: Expr) -> str:
        text = self.tex(matrix)
        return f"{text if is_name(text) else fenced(text)}^{{-1}}"

    def _print_inverse_of(self, term: Expr, exponent: str | None = None) -> str:
        return self._inverse(term.args[0])

    def _print_eigenvalue(self, term: Expr, exponent: str | None = None) -> str:
        """λₗ(B⁻¹A): the numbers t with det(A − t·B) = 0."""
        one, other, rank = term.args
        return rf"\lambda_{{{self.tex(rank)}}}({self._inverse(other)} {self.tex(one)})"

    def _print_outer_product(self, term: Expr, exponent: str | None = None) -> str:
        vector = self._beside(term.args[0])
        return rf"{vector} {vector}^{{\top}}"

    def _print_product_with(self, term: Expr, exponent: str | None = None) -> str:
        return " ".join(map(self._beside, term.args))

    def _print_form_of(self, term: Expr, exponent: str | None = None) -> str:
        vector, weight = self._beside(term.args[0]), self._beside(term.args[1])
        return rf"{vector}^{{\top}} {weight} {vector}"

    def _print_trace_of(self, term: Expr, exponent: str | None = None) -> str:
        return rf"\operatorname{{tr}}({' '.join(self._beside(part) for part in term.args)})"


def is_name(text: str) -> bool:
    """Whether LaTeX is one letter, so that no brackets are needed under an exponent."""
    return re.fullmatch(r"[A-Za-z]|\\[A-Za-z]+|\\bar\{.\}", text) is not None
