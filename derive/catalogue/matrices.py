"""Matrices in a family file: `Sigma[j, k] positive definite for j=1..d, k=1..d`, and in the density by their
name, as in `det(Sigma)` and `inverse(Sigma, j, k)`; and any table of numbers by its entries, as in `W[k, j]
real for k=1..K, j=1..d`."""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Expr, Indexed, Symbol

from derive.algebra.terms import fresh, names
from derive.catalogue.entry import Entry
from derive.catalogue.vectors import MATRIX, TABLE, domain_of
from derive.errors import DeriveError
from derive.language.facts import read_facts
from derive.language.matrix_terms import MATRICES, MatrixOf, matrix_of
from derive.statement import (
    DefiniteMatrices,
    Each,
    Fact,
    Index,
    Matrices,
    PositiveDefinite,
    Space,
    entry,
    free_of_fact,
    indices_of,
)


def is_matrix(text: str) -> bool:
    """Whether a text speaks of a matrix, rather than of a number or a vector."""
    try:
        return any(is_table(fact) for fact in read_facts(text, each=False))
    except DeriveError:
        return False


def is_table(fact: Fact) -> bool:
    """Whether a fact speaks of the entries of a matrix."""
    return isinstance(fact, PositiveDefinite) or (isinstance(fact, Each) and isinstance(fact.fact, Each))


def matrix_in(entry: Entry, key: str, text: str) -> tuple[Symbol, DefiniteMatrices | Matrices]:
    """The matrix that a text speaks of, and where it lies. Raises CatalogueError at the key."""
    match read_facts(text, each=False):
        case [Each(fact=Each(fact=inner, index=row), index=column)]:
            found = entries_in(inner, row, column)
            if found is not None:
                return found
        case [PositiveDefinite(entry=Indexed() as one, row=row, column=column)]:
            if one.indices == (row[0], column[0]) and one.base.label not in row[2].free_symbols:
                return Symbol(one.base.label.name), DefiniteMatrices(row, column)
    raise entry.wrong(key, f"a matrix is declared as in {MATRIX}, or {TABLE}, not {text!r}")


def entries_in(fact: Fact, row: Index, column: Index) -> tuple[Symbol, Matrices] | None:
    """The matrix of which a fact says where the entry of a row and a column lies."""
    places = (row[0], column[0])
    found = [t for t in free_of_fact(fact) if isinstance(t, Indexed) and t.indices == places]
    domain = domain_of(fact, found[0]) if len(found) == 1 else None
    if domain is None:
        return None
    label = Symbol(found[0].base.label.name)
    try:
        space = Matrices(row, column, domain)
    except ValueError:
        return None
    return None if label in space.free else (label, space)


def told_by_entries(owner: Entry, term: Expr, spaces: Mapping[Symbol, Space]) -> Expr:
    """The density with every name that stands for a matrix as this matrix. Raises CatalogueError."""
    values: dict[Expr, Expr] = {}
    for call in term.atoms(*MATRICES):
        for argument in call.args[: MATRICES[type(call)]]:
            if not isinstance(argument, MatrixOf):
                values[argument] = whole(owner, argument, spaces)
    calls = {
        call: call.func(*(values.get(a, a) for a in call.args)) for call in term.atoms(*MATRICES) if values
    }
    result = term.xreplace(calls)
    assert isinstance(result, Expr)
    return result


def whole(owner: Entry, name: Expr, spaces: Mapping[Symbol, Space]) -> MatrixOf:
    """The matrix that a name stands for."""
    space = spaces.get(name) if isinstance(name, Symbol) else None
    if not isinstance(space, DefiniteMatrices):
        raise owner.wrong("density", f"{name} is not declared as a matrix, as in {MATRIX}")
    (row, *ends), (column, *_) = indices_of(space)
    taken = frozenset(spaces) | names(ends[1])
    one = fresh(row, taken)
    other = fresh(column, taken | {one})
    return matrix_of(entry(name, one, other), (one, ends[0], ends[1]), (other, ends[0], ends[1]))
