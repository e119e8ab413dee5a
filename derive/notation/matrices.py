"""Vectors and matrices as wholes: Σ for the matrix with the entries Σⱼₖ, x̄ for the vector of the x̄ⱼ, uᵀΣ⁻¹u
for a quadratic form that is told by its entries."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Add, Expr, Function, Indexed, IndexedBase, Mul, Sum, Symbol
from sympy.core.function import AppliedUndef

from derive.algebra.terms import body, limits, names, substitute
from derive.language.matrix_terms import MatrixOf, indices_of_matrix, inverse_entry


class inverse_of(Function):
    """The inverse of a matrix, as a whole."""

    nargs = 1


class outer_product(Function):
    """u·uᵀ of a vector as a whole."""

    nargs = 1


class product_with(Function):
    """A·u of a matrix and a vector as wholes."""

    nargs = 2


class form_of(Function):
    """uᵀ·W·u of a vector and a matrix as wholes."""

    nargs = 2


class trace_of(Function):
    """tr(W·S) of two matrices as wholes."""

    nargs = 2


def whole_vector(term: Expr, place: Symbol) -> Expr | None:
    """The vector whose entries a term in a place tells; None where it cannot be said without the place."""
    named = {one: without(one, (place,)) for one in term.atoms(Indexed, AppliedUndef) if ends_in(one, (place,))}
    result = term.xreplace(named)
    return result if named and place not in names(result) and isinstance(result, Expr) else None


def whole_solution(term: Expr, row: Symbol) -> Expr | None:
    """A⁻¹c of the entry ∑ₖ (A⁻¹)ⱼₖ·cₖ in row j."""
    if not isinstance(term, Sum) or len(limits(term)) != 1:
        return None
    ((column, *_),) = limits(term)
    factors = Mul.make_args(body(term))
    weights = [f for f in factors if isinstance(f, inverse_entry) and f.args[1:] == (row, column)]
    rest = Mul(*(f for f in factors if f not in weights))
    if len(weights) != 1:
        return None
    matrix, vector = whole_matrix(weights[0], row, column), whole_vector(rest, column)
    return None if matrix is None or vector is None else product_with(matrix, vector)


def whole_matrix(term: Expr, row: Symbol, column: Symbol) -> Expr | None:
    """The matrix whose entries a term in a row and a column tells; None where it cannot be said without
    these."""
    both = (row, column)
    match term:
        case Indexed() | AppliedUndef() if ends_in(term, both):
            return without(term, both)
        case inverse_entry(args=(MatrixOf() as matrix, *places)) if set(places) == set(both):
            inside = whole_of(matrix)
            return None if inside is None or set(both) & names(inside) else inverse_of(inside)
        case Add(args=parts):
            wholes = [whole_matrix(part, row, column) for part in parts]
            return None if None in wholes else Add(*(w for w in wholes if w is not None))
        case Sum() if not set(both) & {s for s, _, _ in limits(term)}:
            inside = whole_matrix(body(term), row, column)
            return None if inside is None else Sum(inside, *term.args[1:])
        case Mul(args=factors):
            free = [f for f in factors if not set(both) & names(f)]
            moving = [f for f in factors if f not in free]
            inside = product_of(moving, row, column)
            return None if inside is None else Mul(*free, inside)
    return None


def product_of(factors: Sequence[Expr], row: Symbol, column: Symbol) -> Expr | None:
    """One matrix, or uⱼ·uₖ as u·uᵀ."""
    if len(factors) == 1:
        return whole_matrix(factors[0], row, column) if not isinstance(factors[0], Mul) else None
    vector = paired(factors, row, column)
    return None if vector is None else outer_product(vector)


def paired(factors: Sequence[Expr], row: Symbol, column: Symbol) -> Expr | None:
    """The vector u of uⱼ·uₖ."""
    if len(factors) != 2:
        return None
    one, other = sorted(factors, key=lambda f: column in names(f))
    if column in names(one) or substitute(one, {row: column}) != other:
        return None
    return whole_vector(one, row)


def whole_of(matrix: MatrixOf) -> Expr | None:
    """A matrix that is told by its entries, as a whole."""
    (row, *_), (column, *_) = indices_of_matrix(matrix)
    return whole_matrix(matrix.args[0], row, column)


def whole_sum(term: Sum) -> Expr | None:
    """∑ⱼ ∑ₖ uⱼ wⱼₖ uₖ as uᵀWu, and ∑ⱼ ∑ₖ wⱼₖ sⱼₖ as tr(WS), where w is the inverse of a matrix; under the sums
    that stand before these two. None for every other sum."""
    if len(limits(term)) < 2:
        return None
    (column, *ends), (row, *others) = limits(term)[:2]
    factors = Mul.make_args(body(term))
    weights = [f for f in factors if isinstance(f, inverse_entry) and set(f.args[1:]) == {row, column}]
    if len(weights) != 1 or ends != others:
        return None
    weight = whole_matrix(weights[0], row, column)
    free = [f for f in factors if not {row, column} & names(f)]
    rest = [f for f in factors if f not in (*free, *weights)]
    if weight is None:
        return None
    if (vector := paired(rest, row, column)) is not None:
        inside = form_of(vector, weight)
    elif len(rest) == 1 and (matrix := whole_matrix(rest[0], row, column)) is not None:
        inside = trace_of(weight, matrix)
    else:
        return None
    inside = Mul(*free, inside)
    return Sum(inside, *term.args[3:]) if term.args[3:] else inside


def whole_pair(head: Expr, told: Expr) -> tuple[Expr, Expr] | None:
    """The name of a statistic and what it stands for, both as matrices; the name of a mean as a vector."""
    if not isinstance(head, AppliedUndef) or not head.func.__name__.endswith("_"):
        return None
    match head.args:
        case (Symbol() as row, Symbol() as column):
            pair = whole_matrix(head, row, column), whole_matrix(told, row, column)
        case (Symbol() as place,) if head.func.__name__.endswith("bar_"):
            pair = whole_vector(head, place), whole_vector(told, place)
        case _:
            return None
    return None if pair[0] is None or pair[1] is None else (pair[0], pair[1])


def ends_in(one: Expr, places: tuple[Symbol, ...]) -> bool:
    """Whether data, or the name of a statistic, has these places last, and nowhere else."""
    found = tuple(one.indices) if isinstance(one, Indexed) else one.args
    named = isinstance(one, Indexed) or one.func.__name__.endswith("_")
    rest = found[: -len(places)]
    return named and found[-len(places) :] == places and not any(set(places) & names(k) for k in rest)


def without(one: Expr, places: tuple[Symbol, ...]) -> Expr:
    """A row x[i] of the data x[i, j], or the whole of which an entry is told."""
    if isinstance(one, Indexed):
        rest, name = one.indices[: -len(places)], one.base.label.name
        return Indexed(IndexedBase(name), *rest) if rest else Symbol(name)
    rest, name = one.args[: -len(places)], one.func.__name__
    return Function(name)(*rest) if rest else Symbol(name.removesuffix("_"))
