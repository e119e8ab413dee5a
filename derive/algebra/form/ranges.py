"""Ranges of sums and products: how they are brought together.

Any function on the integers from low to high extends to all of them; so a sum from low to high is F(high) −
F(low − 1), where F(h) is the sum from a fixed anchor to h, counted backwards below it: F(h) − F(h − 1) is
the summand at h, wherever that is defined. Sums of one summand are written with F at the lowest height that
occurs, among those that differ by a number, and with the highest anchor; a summand is only peeled off at a
place that lies in a range over which it is summed, or where it is defined in any case. Products are the same
with division, where no factor is 0; else only factors at the ends are peeled off.

Sound; for summands without a closed form whose values are free data it decides equality of sums over
ranges with ends that differ by numbers, provided the places can be compared (`places`). Only a
form that decides is split like this, for no result shows it: F(h) below its anchor is not a sum.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from flint import fmpq, fmpq_mpoly
from sympy import Dummy, Expr, Indexed, Integer, Mul, Pow, Product, S, Sum, Symbol

from derive.algebra.form.places import Places
from derive.algebra.form.ring import Generator, Kind, Ratio, whole_number
from derive.algebra.form.tower import POSITIVE, UNKNOWN, Again
from derive.algebra.form.tower import Ranges as Scopes
from derive.algebra.terms import canonical, limits, substitute
from derive.errors import DeriveError
from derive.statement import Given, Index

FEW = 64
"""The most terms that are written out."""


@dataclass(frozen=True)
class Body:
    """What is summed (or multiplied) over an index, as generators and as a term; `total` if it is defined for
    every integer, `splits` if every partial result may be taken back."""

    kind: Callable[..., Expr]
    piece: Ratio
    factors: tuple[tuple[Expr, int], ...]
    den: Expr
    index: Symbol
    total: bool
    splits: bool

    @property
    def term(self) -> Expr:
        return Mul(*(Pow(base, Integer(e)) for base, e in self.factors)) / self.den

    def over(self, low: Expr, high: Expr) -> Expr:
        return closed(self.kind, self.factors, self.den, self.index, low, high)

    @property
    def key(self) -> Expr:
        return self.over(S.Zero, S.Zero)


class Ranges(Places):
    """A tower that brings the ranges of sums and products together."""

    def __init__(
        self, given: Given, unfolding: bool, width: int, ranges: Scopes, depth: int, equations: bool
    ) -> None:
        super().__init__(given, unfolding, width, ranges, depth, equations)
        self.anchors: dict[Expr, int] = {}
        self.heights: dict[tuple[Expr, int, str], int] = {}
        self.spans: dict[Expr, list[tuple[Ratio, Ratio]]] = {}
        self.refused: set[Expr] = set()

    # ── bodies ──

    def summand(self, piece: Ratio, index: Symbol) -> Body:
        factors = tuple((self.generators[k].expr, int(e)) for k, e in enumerate(piece.num.degrees()) if e)
        total = self.is_total(piece.num, index) and index not in self.free(piece.den)
        return Body(Sum, piece, factors, self.show(piece.den), index, total, True)

    def factor_of(self, factor: fmpq_mpoly, index: Symbol) -> Body:
        # a quotient of products would no longer be seen to be an integer
        splits = abs(self.sign(factor)) == POSITIVE and not self.is_integer(self.whole(factor))
        total = self.is_total(factor, index) and not splits
        return Body(Product, self.whole(factor), ((self.show(factor), 1),), S.One, index, total, splits)

    def is_total(self, poly: fmpq_mpoly, index: Symbol) -> bool:
        """Whether a polynomial has a value for every integer index, taking data as defined everywhere."""
        return all(self._total(g, index) for g in self.within(poly) if index in g.free)

    def _total(self, generator: Generator, index: Symbol) -> bool:
        match generator.kind:
            case Kind.ATOM:
                return generator.expr == index or isinstance(generator.expr, Indexed)
            case Kind.EXP:
                exponent = generator.exponent
                return index not in self.free(exponent.den) and self.is_total(exponent.num, index)
            case Kind.ABS:
                return self.is_total(generator.of, index)
            case Kind.POWER if index not in self.free(generator.of):
                lasting = abs(self.sign(generator.of)) == POSITIVE
                return lasting and self.is_total(generator.exponent.num, index)
        return False

    def at(self, term: Expr, index: Symbol, place: Ratio) -> Ratio:
        """A term in normal form, with a place put in for its index."""
        term = substitute(term, {index: self.show_ratio(place)})
        with self.outside():
            return self.convert(term)

    def index_over(self, low: Expr, high: Expr) -> Symbol:
        """The internal index over a range."""
        index = index_symbol(self.depth, low, high)
        self.ranges[index] = (low, high)
        self.enter_range(index)
        return index

    # ── generators ──

    def atom(self, term: Expr, integer: bool = False, argument: Ratio | None = None) -> Generator:
        def make(k: int) -> Generator:
            free = frozenset(s for s in term.free_symbols if isinstance(s, Symbol))
            return Generator(k, Kind.ATOM, free, lambda: term, integer=integer, ratio=argument)

        generator = self.generator(term, make)
        generator.integer = generator.integer or term in self.integers
        return generator

    def atomic(self, term: Expr) -> Ratio:
        return self.whole(self.variable(self.atom(term)))

    def fold(self, body: Body, low: Expr, high: Expr) -> Ratio:
        """The sum or product as one generator."""
        term = body.over(low, high)
        if term is S.NaN:
            raise DeriveError("a sum or product whose terms have no value")
        if self.deciding and body.kind is Sum:
            term = exchanged(term)
        integer = self.is_integer(body.piece)

        def make(k: int) -> Generator:
            free = frozenset(s for s in term.free_symbols if isinstance(s, Symbol))
            kind = Kind.ATOM if body.kind is Sum else Kind.PRODUCT
            inside = (body.piece.num, body.index, low, high)
            whole = integer or term in self.integers
            return Generator(k, kind, free, lambda: term, inside=inside, integer=whole)

        return self.whole(self.variable(self.generator(term, make)))

    def within_range(self, generator: Generator) -> tuple[fmpq_mpoly, Symbol] | None:
        """What stands under a sum or product that is a generator, read at an index over its own range; the
        range is shown to be in order."""
        assert generator.inside is not None
        inside, index, low, high = generator.inside
        with self.outside():
            first, last = self.convert(low), self.convert(high)
        if not self.nonnegative(self.add(self.minus(last, first), self.constant(1))):
            return None
        own = self.index_over(low, high)
        with self.outside():
            found = self.at(self.show(inside), index, self.convert(own))
        return (found.num, own) if found.den.is_one() else None

    def _sign_of_generator(self, generator: Generator) -> int:
        """A product of positive factors is positive."""
        if generator.kind is not Kind.PRODUCT:
            return super()._sign_of_generator(generator)
        found = self.within_range(generator)
        return POSITIVE if found is not None and self.ratio_sign(self.whole(found[0])) == POSITIVE else UNKNOWN

    def combined(self, body: Body, a: Ratio, b: Ratio, back: bool = False) -> Ratio:
        if body.kind is Sum:
            return self.minus(a, b) if back else self.add(a, b)
        return self.divide(a, b) if back else self.multiply(a, b)

    # ── ranges ──

    def ranged(self, body: Body, low: Expr, high: Expr) -> Ratio:
        """The sum or product over a range, from the generators of the shortest ranges in the term."""
        if not self.deciding:
            return self.fold(body, low, high)
        first, last = self.convert(low), self.convert(high)
        self._note_span(body, first, last)
        start = whole_number(first)
        if start is not None:
            found = self._anchored(body, start, last)
        elif body.splits:
            anchor = self.anchors.setdefault(body.key, 1)
            found = self._up_to(body, anchor, last)
            before = self._up_to(body, anchor, self.add(first, self.constant(-1)))
            found = None if found is None or before is None else self.combined(body, found, before, back=True)
        else:
            found = None
        return self.fold(body, low, high) if found is None else found

    def _note_span(self, body: Body, first: Ratio, last: Ratio) -> None:
        """The summand is defined over this range, for the sum over it is."""
        spans = self.spans.setdefault(body.key, [])
        if (first, last) not in spans:
            spans.append((first, last))
            if body.key in self.refused:
                self.refused.discard(body.key)
                raise Again

    def _anchored(self, body: Body, start: int, last: Ratio) -> Ratio | None:
        """From the highest anchor, with what lies before it peeled off."""
        anchor = self.anchors.setdefault(body.key, start)
        if start > anchor:
            self.anchors[body.key] = start
            raise Again
        below = [self.constant(k) for k in range(start, anchor)] if anchor - start <= FEW else []
        reached = body.splits or self.nonnegative(self.add(last, self.constant(1 - anchor)))
        if not below or not reached or not all(self._allowed(body, place) for place in below):
            return self._up_to(body, start, last)
        found = self._up_to(body, anchor, last)
        return None if found is None else self._with(body, found, below)

    def _up_to(self, body: Body, anchor: int, last: Ratio) -> Ratio | None:
        """F(last), counted from the anchor; None where it is not a generator and not to be written out."""
        if (number := whole_number(last)) is not None:
            return self._written_out(body, anchor, number)
        height = int(constant.p // constant.q) if (constant := self._constant(last)) is not None else 0
        base = self.add(last, self.constant(-height))
        key = (body.key, anchor, str(base))
        lowest = self.heights.setdefault(key, height)
        if height < lowest:
            self.heights[key] = height
            raise Again
        peeled: list[Ratio] = []
        while height > lowest and len(peeled) < FEW:
            place = self.add(base, self.constant(height))
            if not self._allowed(body, place):
                break
            peeled.append(place)
            height -= 1
        end = self.show_ratio(self.add(base, self.constant(height)))
        return self._with(body, self.fold(body, Integer(anchor), end), peeled)

    def _constant(self, ratio: Ratio) -> fmpq | None:
        return ratio.num.to_dict().get((0,) * self.width) if ratio.den.is_one() else None

    def _written_out(self, body: Body, anchor: int, last: int) -> Ratio | None:
        back = last < anchor - 1
        numbers = range(last + 1, anchor) if back else range(anchor, last + 1)
        if len(numbers) > FEW:
            return None
        places = [self.constant(k) for k in numbers]
        if not all(self._allowed(body, place) for place in places):
            return None
        return self._with(body, self.constant(0 if body.kind is Sum else 1), places, back)

    def _with(self, body: Body, found: Ratio, places: list[Ratio], back: bool = False) -> Ratio:
        """A sum or product with what stands at some places more (or less)."""
        for place in places:
            found = self.combined(body, found, self.at(body.term, body.index, place), back)
        return found

    def _allowed(self, body: Body, place: Ratio) -> bool:
        """Whether the summand is defined at a place, wherever the whole term is."""
        if body.total:
            return True
        around = self.indices_in(*place, *body.piece)
        for first, last in self.spans.get(body.key, ()):
            if not self.indices_in(*first, *last) <= around:
                continue  # a range within an outer one, which may be empty
            if self.nonnegative(self.minus(place, first)) and self.nonnegative(self.minus(last, place)):
                return True
        if body.kind is Sum and self.is_total(body.piece.num, body.index):
            if self.is_total(body.piece.den, body.index):
                if self.nonzero(self.at(body.den, body.index, place)):
                    return True
        self.refused.add(body.key)
        return False


@lru_cache(maxsize=4096)
def closed(
    kind: Callable[..., Expr],
    factors: tuple[tuple[Expr, int], ...],
    den: Expr,
    index: Symbol,
    low: Expr,
    high: Expr,
) -> Expr:
    """The sum or product of a product of powers over a denominator, with canonical index."""
    inside = Mul(*(Pow(base, Integer(e)) for base, e in factors)) / den
    result = canonical(kind(inside, (index, low, high)))
    assert isinstance(result, Expr)
    return result


@lru_cache(maxsize=1024)
def index_symbol(depth: int, low: Expr, high: Expr) -> Symbol:
    """The internal index at a nesting depth with given limits; the same one whenever they are the same."""
    return Dummy("_")


ORDERS = 4
"""The most indices that are put in order."""


@lru_cache(maxsize=4096)
def exchanged(term: Expr) -> Expr:
    """A sum of sums as one sum over several indices, in the order, of all that are possible, that comes
    first as a text: indices whose limits are free of one another may change places."""
    inside, indices = _freshly(term)
    while (nested := _lone_sum(inside)) is not None:
        body, inner = _freshly(nested[0])
        inside, indices = Mul(*nested[1], body), inner + indices
    if not 1 < len(indices) <= ORDERS:
        return term
    found = [canonical(Sum(inside, *order)) for order in permutations(indices) if _in_scope(order)]
    result = min(found, key=str)
    assert isinstance(result, Expr)
    return result


def _freshly(term: Expr) -> tuple[Expr, list[Index]]:
    """What is summed, and the indices, under names that occur nowhere else: canonical ones would capture."""
    fresh = {s: Dummy("_") for s, _, _ in limits(term)}
    indices = [(fresh[s], substitute(a, fresh), substitute(b, fresh)) for s, a, b in limits(term)]
    return substitute(term.args[0], fresh), indices


def _lone_sum(term: Expr) -> tuple[Expr, list[Expr]] | None:
    """The one factor of a product that is a sum, and the others."""
    factors = list(Mul.make_args(term))
    sums = [f for f in factors if isinstance(f, Sum)]
    if len(sums) != 1:
        return None
    factors.remove(sums[0])
    return None if any(f.has(Sum) for f in factors) else (sums[0], factors)


def _in_scope(order: tuple[Index, ...]) -> bool:
    """Whether no limit mentions an index of its own or of an inner sum (the innermost comes first)."""
    for k, (_, low, high) in enumerate(order):
        if (low.free_symbols | high.free_symbols) & {s for s, _, _ in order[: k + 1]}:
            return False
    return True
