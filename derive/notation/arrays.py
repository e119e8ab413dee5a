"""Vectors and matrices as LaTeX: by a name, where they have one, else by their entries."""

from __future__ import annotations

from sympy import Expr

from derive.algebra.terms import substitute
from derive.language.matrix_terms import matrix_of
from derive.notation.brackets import fenced
from derive.notation.latex import latex
from derive.notation.matrices import whole_solution, whole_vector
from derive.statement import Index, Space, indices_of


def array_latex(term: Expr, space: Space) -> str:
    """A vector or a matrix by its name, where it has one; else by its entries."""
    indices = indices_of(space)
    match indices:
        case (index,):
            whole = whole_vector(term, index[0])
            return vector_latex(term, index) if whole is None else latex(whole)
        case (row, column):
            return latex(matrix_of(term, row, column))
        case _:
            return latex(term)


def vector_point(term: Expr, index: Index) -> str:
    """A vector as A⁻¹c, where its entries say so; else by the first and the last of them."""
    whole = whole_solution(term, index[0])
    return vector_latex(term, index) if whole is None else latex(whole)


def vector_latex(term: Expr, index: Index) -> str:
    """A vector by its first and its last entry."""
    symbol, low, high = index
    first, last = (latex(substitute(term, {symbol: place})) for place in (low, high))
    return fenced(rf"{first}, \dots, {last}")


def matrix_latex(rows: tuple[tuple[Expr, ...], ...]) -> str:
    """A matrix by its rows."""
    lines = r" \\ ".join(" & ".join(map(latex, row)) for row in rows)
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"
