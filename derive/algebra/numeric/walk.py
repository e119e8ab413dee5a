"""Values of terms at a point: names, arithmetic, sums and products over a range."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from flint import fmpq
from sympy import (
    Expr,
    IndexedBase,
    Integer,
    Symbol,
    preorder_traversal,
)

from derive.algebra.form.normal import integer_valued
from derive.algebra.numeric import matrices, special
from derive.algebra.numeric.matrices import Rows
from derive.algebra.numeric.mixed import (
    Undefined,
    Value,
    exponential,
    integer_power,
    logarithm,
    plus,
    positive,
    times,
)
from derive.algebra.numeric.place import Observation, Point, Table, Variable
from derive.algebra.terms import body, limits, names, unfold
from derive.language.matrix_terms import MatrixOf, indices_of_matrix
from derive.language.vocabulary import OrderStatistic, if_less, meaning
from derive.statement import Given, Index

COUNT = 2_000
"""The most terms of a sum or product."""


@lru_cache(maxsize=4096)
def plain(expr: Expr, given: Given) -> Expr:
    return unfold(expr, given)


class Walk(ABC):
    """One evaluation. A symbol or an observation has the value that `values` says; an observation that does
    not move has its value in the data."""

    def __init__(self, point: Point, given: Given) -> None:
        self.given = given
        self.values: dict[Variable, Value] = dict(point.values)
        self.data, self.origin = dict(point.data), point.origin
        self.bound: dict[Symbol, Index] = {}
        self.steps = 0

    @abstractmethod
    def value(self, term: Expr) -> Value:
        """The value of a term; Undefined where it has none."""

    def exact(self, term: Expr) -> fmpq:
        value = self.value(term)
        if not isinstance(value, fmpq):
            raise Undefined(term, "is not an exact number here")
        return value

    def whole(self, term: Expr) -> int:
        value = self.exact(term)
        if value.q != 1:
            raise Undefined(term, "is not an integer here")
        return int(value.p)

    @contextmanager
    def setting(self, values: Mapping[Variable, Value]) -> Iterator[None]:
        before = {s: self.values.get(s) for s in values}
        self.values.update(values)
        try:
            yield
        finally:
            for symbol, value in before.items():
                if value is None:
                    del self.values[symbol]
                else:
                    self.values[symbol] = value

    # ── names ──

    def symbol(self, term: Expr) -> Value:
        if term not in self.values:
            raise Undefined(term, "has no value")
        return self.values[term]

    def indexed(self, term: Expr) -> Value:
        label = term.base.label.name
        found: Table | fmpq = self.data.get(label, ())
        where = self.where(term)
        if where in self.values:
            return self.values[where]
        for place in where[1]:
            if place == 0 and label in self.origin and len(where[1]) == 1:
                return self.origin[label]
            if isinstance(found, fmpq) or not 1 <= place <= len(found):
                raise Undefined("there is no observation", place, "of", label)
            found = found[place - 1]
        if not isinstance(found, fmpq):
            raise Undefined(term, "is not one observation")
        return found

    def where(self, term: Expr) -> Observation:
        """Which observation an indexed term is."""
        return term.base.label.name, tuple(self.whole(index) for index in term.indices)

    # ── arithmetic ──

    def add(self, term: Expr) -> Value:
        result = self.value(term.args[0])
        for argument in term.args[1:]:
            result = plus(result, self.value(argument))
        return result

    def multiply(self, term: Expr) -> Value:
        result = self.value(term.args[0])
        for argument in term.args[1:]:
            result = times(result, self.value(argument))
        return result

    def power(self, term: Expr) -> Value:
        """0^0 = 1. A base that is not positive needs an exponent that is known to be an integer: one
        that happens to be so at this point is not enough."""
        base = self.value(term.args[0])
        exponent = self.value(term.args[1])
        if isinstance(exponent, fmpq) and exponent.q == 1:
            if not positive(base) and not self.known_integer(term.args[1]):
                raise Undefined("the base of", term, "is not positive here")
            return integer_power(base, int(exponent.p))
        if not positive(base):
            raise Undefined("the base of", term, "is not positive here")
        if isinstance(base, fmpq) and isinstance(exponent, fmpq) and exponent.q == 2:
            (root, rest), (under, below) = base.p.sqrtrem(), base.q.sqrtrem()
            if rest == 0 and below == 0:
                return integer_power(fmpq(root, under), int(exponent.p))
        return exponential(times(exponent, logarithm(base)))

    def known_integer(self, term: Expr) -> bool:
        if isinstance(term, Integer):
            return True
        return integer_valued(term, self.given.under(*self.bound.values()))

    def sum(self, term: Expr) -> Value:
        return self.fold(term, fmpq(0), plus)

    def product(self, term: Expr) -> Value:
        return self.fold(term, fmpq(1), times)

    def order_statistic(self, term: OrderStatistic) -> Value:
        """The k-th smallest of the values for the index."""
        (index,), rank = limits(term), self.whole(term.rank)
        found = [self.value(body(term)) for _ in self.along_index(index, self.places(index))]
        if not 0 < rank <= len(found):
            raise Undefined(f"number {rank} of {len(found)} values in their order")
        return special.in_order(found, rank)

    def fold(self, term: Expr, start: Value, combine: Callable[[Value, Value], Value]) -> Value:
        """A loop over the indices; SymPy lists the innermost index first."""
        return self._fold(body(term), limits(term), start, combine)

    def _fold(
        self, inside: Expr, indices: tuple[Index, ...], start: Value, combine: Callable[[Value, Value], Value]
    ) -> Value:
        if not indices:
            return self.value(inside)
        *inner, index = indices
        places = self.places(index)
        if not places:
            self.require_constants(inside, {s for s, _, _ in indices})
        result = start
        for _ in self.along_index(index, places):
            result = combine(result, self._fold(inside, tuple(inner), start, combine))
        return result

    def along_index(self, index: Index, places: Iterable[int]) -> Iterator[int]:
        """Let the index run; what it was outside, if anything, comes back afterwards."""
        symbol, bound = index[0], self.bound
        for place in places:
            with self.setting({symbol: fmpq(place)}):
                self.bound = {**bound, symbol: index}
                try:
                    yield place
                finally:
                    self.bound = bound

    def places(self, index: Index) -> range:
        low, high = self.whole(index[1]), self.whole(index[2])
        if high < low - 1:
            raise Undefined("the limits of", index[0], "are out of order")
        if high - low > COUNT:
            raise Undefined(f"more than {COUNT} terms")
        return range(low, high + 1)

    def require_constants(self, inside: Expr, indices: set[Symbol]) -> None:
        """Where a sum is empty, what is free of its index still has to be defined."""
        bound = indices | {s for t in preorder_traversal(inside) for s, _, _ in limits(t)}
        walk = preorder_traversal(inside)
        for term in walk:
            if isinstance(term, IndexedBase | MatrixOf):  # the name of data has no value of its own
                walk.skip()
            elif isinstance(term, Expr) and term.args and not names(term) & bound:
                self.value(term)
                walk.skip()

    # ── matrices ──

    def rows(self, term: Expr) -> Rows:
        """The entries of a matrix, row by row."""
        row, column = indices_of_matrix(term)
        places = self.places(row)
        found = []
        for _ in self.along_index(row, places):
            found.append([self.value(term.args[0]) for _ in self.along_index(column, places)])
        return found

    def determinant(self, term: Expr) -> Value:
        return matrices.determinant(self.rows(term.args[0]))

    def inverse_entry(self, term: Expr) -> Value:
        matrix, *where = term.args
        row, column = (self.place(where_, matrix) for where_ in where)
        return matrices.inverse(self.rows(matrix))[row][column]

    def eigenvalue(self, term: Expr) -> Value:
        one, other, rank = term.args
        place = self.place(rank, one)
        return matrices.eigenvalues(self.rows(one), self.rows(other))[place]

    def place(self, term: Expr, matrix: Expr) -> int:
        """Which row, counted from 0, a term says."""
        run, place = self.places(indices_of_matrix(matrix)[0]), self.whole(term)
        if place not in run:
            raise Undefined("there is no row", place)
        return place - run.start

    # ── functions ──

    def switch(self, term: Expr) -> Value:
        """The branch that is taken; the other one need not be defined."""
        sign = special.difference_sign(*(self.value(a) for a in term.args[:2]))
        taken = sign < 0 if isinstance(term, if_less) else sign == 0
        return self.value(term.args[2 if taken else 3])

    def meaning(self, term: Expr) -> Value:
        """The value of an abbreviation is that of what it means; its arguments have to be defined."""
        for argument in term.args:
            self.value(argument)
        return self.value(meaning(term))
