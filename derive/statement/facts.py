"""Facts: the propositions that can be assumed, needed by a rule, or claimed.

Terms are SymPy expressions over plain symbols, which carry no assumptions; whatever is known about a
symbol is a fact in a `Given`. The set of facts is closed: match on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Basic, Expr, Indexed, IndexedBase, Integer, S, Sum, Symbol

Index: TypeAlias = tuple[Symbol, Expr, Expr]
"""A bound index with its limits, both included: `(i, 1, n)`."""


@dataclass(frozen=True)
class Interval:
    """A real interval; the ends may be infinite, and then are open."""

    low: Expr
    high: Expr
    low_closed: bool = False
    high_closed: bool = False


@dataclass(frozen=True)
class Integers:
    """The integers from `low` to `high`, both included; the ends may be infinite."""

    low: Expr
    high: Expr


@dataclass(frozen=True)
class Values:
    """A finite set of values, such as the labels {0, 1}."""

    members: tuple[Expr, ...]


Domain: TypeAlias = Interval | Integers | Values

REALS = Interval(S.NegativeInfinity, S.Infinity)


@dataclass(frozen=True)
class HalfSpaces:
    """The vectors whose entries, each times `weight`, a term in the index of the vector, add up to more than 0:
    for all values of the `indices`, if any. All of these are bound in it."""

    weight: Expr
    indices: tuple[Index, ...] = ()


@dataclass(frozen=True)
class Vectors:
    """The vectors with an entry in `entries` for every value of the index, which is bound in it; with a
    `total`, those whose entries add up to it; and those of them that lie `within` half-spaces."""

    index: Index
    entries: Domain
    total: Expr | None = None
    within: HalfSpaces | None = None


@dataclass(frozen=True)
class DefiniteMatrices:
    """The symmetric positive definite matrices, with rows and columns for every value of two indices that run
    over the same range."""

    row: Index
    column: Index

    def __post_init__(self) -> None:
        require_square(self.row, self.column)


def require_square(row: Index, column: Index) -> None:
    """Rows and columns have indices of their own, over one range, which depends on neither: else
    ValueError."""
    (one, *ends), (other, *others) = row, column
    if one == other or ends != others or {one, other} & {name for end in ends for name in end.free_symbols}:
        raise ValueError(f"{row} and {column} are not the rows and columns of a square matrix")


@dataclass(frozen=True)
class Matrices:
    """The matrices with an entry in `entries` for every value of two indices, which are bound in it."""

    row: Index
    column: Index
    entries: Domain

    def __post_init__(self) -> None:
        if self.row[0] == self.column[0] or {self.row[0], self.column[0]} & self.free:
            raise ValueError(f"{self.row} and {self.column} are not the rows and columns of a matrix")

    @property
    def free(self) -> set[Basic]:
        """What the numbers of rows and columns, and the domain of the entries, depend on."""
        ends = (*self.row[1:], *self.column[1:], *terms_of(self.entries))
        return {name for end in ends for name in end.free_symbols}


Array: TypeAlias = Vectors | Matrices
"""Where a vector or a matrix of any entries lies."""

Space: TypeAlias = Domain | Array | DefiniteMatrices
"""Where a number, a vector or a matrix lies."""


@dataclass(frozen=True)
class Equal:
    """Both sides are defined and equal."""

    left: Expr
    right: Expr


@dataclass(frozen=True)
class Unequal:
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Less:
    left: Expr
    right: Expr


@dataclass(frozen=True)
class LessEqual:
    left: Expr
    right: Expr


@dataclass(frozen=True)
class Member:
    term: Expr
    domain: Domain


@dataclass(frozen=True)
class Each:
    """`fact` holds for every value of the index; the index is bound in it."""

    fact: Fact
    index: Index


@dataclass(frozen=True)
class PositiveDefinite:
    """The matrix with this entry in every row and column, whose indices are bound in it, is symmetric and
    positive definite."""

    entry: Expr
    row: Index
    column: Index

    def __post_init__(self) -> None:
        require_square(self.row, self.column)


@dataclass(frozen=True)
class Definition:
    """`head` is a new name for `body`: a symbol, or a function applied to distinct symbols."""

    head: Expr
    body: Expr


@dataclass(frozen=True)
class Sample:
    """The data are independent draws: `item` (such as x[i]) for every value of the index, each with
    the density or probability mass `density`, a term in `item`, on `support`. On a support of vectors `item` is
    a row, whose entries are x[i, k]."""

    item: Indexed
    index: Index
    support: Space
    density: Expr

    def supported(self) -> tuple[Each, ...]:
        """That every observation lies in the support."""
        return tuple(Each(fact, self.index) for fact in lying_in(self.item, self.support))


@dataclass(frozen=True)
class JointDensity:
    """`head` is the joint density of the data, read as a function of the parameters."""

    head: Expr


Relation: TypeAlias = Equal | Unequal | Less | LessEqual
"""A comparison of two terms."""

Fact: TypeAlias = (
    Equal | Unequal | Less | LessEqual | Member | Each | PositiveDefinite | Definition | Sample | JointDensity
)

ZERO = Integer(0)


def positive(term: Expr) -> Less:
    return Less(ZERO, term)


def nonnegative(term: Expr) -> LessEqual:
    return LessEqual(ZERO, term)


def nonzero(term: Expr) -> Unequal:
    return Unequal(term, ZERO)


def real(term: Expr) -> Member:
    return Member(term, REALS)


def integer(term: Expr) -> Member:
    return Member(term, Integers(S.NegativeInfinity, S.Infinity))


def entry(array: Symbol | Indexed, *places: Expr) -> Indexed:
    """An entry of a vector or a matrix: p[k] of p, A[j, k] of A, and x[i, k] of the row x[i]."""
    if isinstance(array, Indexed):
        return Indexed(array.base, *array.indices, *places)
    return Indexed(IndexedBase(array.name), *places)


def indices_of(space: Space) -> tuple[Index, ...]:
    """The indices of the entries of what lies in a space; a number has none."""
    match space:
        case Vectors(index=index):
            return (index,)
        case DefiniteMatrices(row=row, column=column) | Matrices(row=row, column=column):
            return row, column
        case _:
            return ()


def component(array: Symbol, space: Space) -> Symbol | Indexed:
    """The entry at the indices of the space; a number itself."""
    places = [symbol for symbol, _, _ in indices_of(space)]
    return entry(array, *places) if places else array


def lying_in(term: Symbol | Indexed, space: Space) -> tuple[Fact, ...]:
    """That a number, a vector or a matrix lies in a space: of a vector, what holds of each entry, their total,
    and in which half-spaces it lies."""
    if isinstance(space, DefiniteMatrices):
        row, column = indices_of(space)
        return (PositiveDefinite(entry(term, row[0], column[0]), row, column),)
    if isinstance(space, Matrices):
        row, column = indices_of(space)
        return (Each(Each(Member(entry(term, row[0], column[0]), space.entries), row), column),)
    if not isinstance(space, Vectors):
        return (Member(term, space),)
    one = entry(term, space.index[0])
    facts: list[Fact] = [Each(Member(one, space.entries), space.index)]
    if space.total is not None:
        facts.append(Equal(Sum(one, space.index), space.total))
    if space.within is not None:
        above: Fact = positive(Sum(space.within.weight * one, space.index))
        for index in space.within.indices:
            above = Each(above, index)
        facts.append(above)
    return tuple(facts)


def terms_of(part: object) -> Iterator[Expr]:
    """The terms that stand in a fact, a domain or a claim, limits of indices included."""
    match part:
        case Expr():
            yield part
        case str() | bool() | None:
            pass
        case tuple():
            for member in part:
                yield from terms_of(member)
        case _:
            for value in vars(part).values():
                yield from terms_of(value)


def fact_map(fact: Fact, change: Callable[[Expr], Expr]) -> Fact:
    """The fact with `change` applied to each side of a comparison, or to the term and the domain of a
    membership."""
    match fact:
        case Less() | LessEqual() | Unequal() | Equal():
            return type(fact)(change(fact.left), change(fact.right))
        case Member(term=term, domain=domain):
            return Member(change(term), domain_map(domain, change))
        case _:
            return fact


def domain_map(domain: Domain, change: Callable[[Expr], Expr]) -> Domain:
    """The domain with `change` applied to its ends or members."""
    match domain:
        case Interval(low=low, high=high):
            return Interval(change(low), change(high), domain.low_closed, domain.high_closed)
        case Integers(low=low, high=high):
            return Integers(change(low), change(high))
        case Values(members=members):
            return Values(tuple(map(change, members)))


def space_map(space: Space, change: Callable[[Expr], Expr]) -> Space:
    """The space with `change` applied to the ends or members; of vectors, to those of the entries."""

    def moved(index: Index) -> Index:
        return index[0], change(index[1]), change(index[2])

    match space:
        case DefiniteMatrices(row=row, column=column):
            return DefiniteMatrices(moved(row), moved(column))
        case Matrices(row=row, column=column, entries=entries):
            return Matrices(moved(row), moved(column), domain_map(entries, change))
        case Vectors(index=index, entries=entries, total=total, within=within):
            whole = None if total is None else change(total)
            half = within and HalfSpaces(change(within.weight), tuple(map(moved, within.indices)))
            return Vectors(moved(index), domain_map(entries, change), whole, half)
        case _:
            return domain_map(space, change)
