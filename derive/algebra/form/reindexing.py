"""The canonical place of an index: shifting and reversing it, so that data are read at x[i].

In Σ x[i + 1]·log(i + 2) every place is the index plus an offset. Shifting the index by s moves all of them
by s; so the smallest offset in a group of places that is chosen by their form alone is brought to 0 (to a
fraction below 1 where it is a number that is not an integer). Places that run down are turned round first. Two
summands that are shifts of one another become the same, unless their places have several symbolic offsets
that are named in another order: sound, and complete up to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sympy import Add, Expr, Function, Indexed, Integer, Mul, Pow, Product, Rational, S, Sum, Symbol

from derive.algebra.terms import limits


class Place(NamedTuple):
    """slope·index + offset, and what it is the place of."""

    rank: int
    name: str
    slope: int
    offset: Expr

    @property
    def number(self) -> Rational:
        constant = self.offset.as_coeff_Add()[0]
        return constant if isinstance(constant, Rational) else S.Zero

    @property
    def shift(self) -> Expr:
        """By how much an index that runs up is to be increased; a number is brought below 1."""
        quotient = self.offset / abs(self.slope)
        number = quotient.as_coeff_Add()[0]
        return quotient - number + Integer(number.p // number.q) if isinstance(number, Rational) else quotient


def canonical_place(parts: tuple[Expr, ...], index: Symbol) -> Place | None:
    """The place that is brought to the index itself; None where the terms have none."""
    found = [place for part in parts for place in places(part, index)]
    if not found:
        return None
    first = min(found, key=_group)
    return min((p for p in found if _group(p) == _group(first)), key=lambda p: p.number)


def _group(place: Place) -> tuple[int, str, int, str]:
    return place.rank, place.name, -place.slope, str(place.offset - place.number)


def places(term: Expr, index: Symbol) -> Iterator[Place]:
    """The places in a term that show where its index stands. Exponents do not: r^(i + 1) is r·r^i."""
    if index not in term.free_symbols:
        return
    match term:
        case Indexed():
            for place in term.indices:
                yield from _linear(place, index, 0, str(term.base))
        case Sum() | Product():
            for bound in limits(term):
                for end in bound[1:]:
                    yield from _linear(end, index, 2, "limits")
            yield from places(term.args[0], index)
        case Pow():
            if term.exp.is_Rational:
                yield from _linear(term.base, index, 1, f"power {term.exp}")
            yield from places(term.base, index)
            yield from places(term.exp, index)
        case Add() | Mul():
            for argument in term.args:
                yield from places(argument, index)
        case Function():
            for argument in term.args:
                yield from _linear(argument, index, 1, type(term).__name__)
                yield from places(argument, index)


def _linear(term: Expr, index: Symbol, rank: int, name: str) -> Iterator[Place]:
    offset, moving = term.as_independent(index, as_Add=True)
    slope = moving / index
    if isinstance(slope, Integer) and slope != 0:
        yield Place(rank, name, int(slope), offset)
