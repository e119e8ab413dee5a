"""Whether a case can occur at all: comparisons that the facts of a Given exclude.

A sound heuristic: what a fact says is a polynomial over generators that is not negative. Each monomial is
taken for a variable of its own, and a linear combination of the inequalities is looked for that says 0 > 0
(Farkas).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from flint import fmpq, fmpq_mpoly

from derive.algebra.cases.simplex import maximum
from derive.algebra.form.knowledge import Bound, instances, knowledge
from derive.algebra.form.reading import Reader, read
from derive.algebra.form.ring import Ratio
from derive.algebra.form.tower import NONNEGATIVE, NONPOSITIVE, POSITIVE
from derive.algebra.terms import unfold
from derive.errors import DeriveError
from derive.statement import Equal, Fact, Given, Less, LessEqual, Unequal

Monomial: TypeAlias = tuple[int, ...]
Row: TypeAlias = tuple[dict[Monomial, fmpq], bool]
"""A polynomial that is not negative; positive where True."""

FACTS = 40
"""How many facts are looked at, the latest ones."""
ZERO, ONE = fmpq(0), fmpq(1)


@lru_cache(maxsize=8192)
def excluded(fact: Fact, given: Given) -> bool:
    """Whether a comparison is shown to fail at every point of the Given at which its sides are defined."""
    match fact:
        case Unequal(left=left, right=right):
            return excluded(Less(left, right), given) and excluded(Less(right, left), given)
        case Less() | LessEqual() | Equal():
            try:
                return read(lambda reader: _excluded(reader, fact), given)
            except DeriveError:
                return False
    return False


def _excluded(reader: Reader, fact: Less | LessEqual | Equal) -> bool:
    difference = _difference(reader, fact)
    sign = reader.ratio_sign(difference)
    match fact:
        case Less():
            goals = [_row(reader, difference, True)]
            if difference.num.is_zero() or sign <= NONPOSITIVE:
                return True
        case LessEqual():
            goals = [_row(reader, difference, False)]
            if sign == -POSITIVE:
                return True
        case Equal():
            goals = _both(reader, difference)
            if abs(sign) == POSITIVE or any(_proportional(difference, d) for d in _unequal(reader)):
                return True
    return contradictory([*goals, *_rows(reader, goals)])


def _difference(reader: Reader, fact: Less | LessEqual | Equal | Unequal) -> Ratio:
    """right − left."""
    left, right = (reader.convert(unfold(side, reader.given)) for side in (fact.left, fact.right))
    return reader.add(right, reader.multiply(reader.constant(-1), left))


# ── what the facts say ──


def _row(reader: Reader, ratio: Ratio, strict: bool) -> Row:
    """num/den has the sign of num·den; an integer above 0 is at least 1."""
    poly = reader.reduce(reader.times(ratio.num, ratio.den))
    if strict and ratio.den.is_one() and reader.is_integer(ratio):
        poly, strict = poly - 1, False
    return dict(poly.terms()), strict


def _both(reader: Reader, ratio: Ratio) -> list[Row]:
    """The fraction is 0."""
    return [_row(reader, ratio, False), _row(reader, Ratio(-ratio.num, ratio.den), False)]


def _rows(reader: Reader, goals: list[Row]) -> list[Row]:
    """What the Given says, and the signs of the monomials that occur."""
    rows = []
    for term, strict in _bounds(reader):
        with reader.outside():
            try:
                rows.append(_row(reader, reader.convert(term), strict))
            except (DeriveError, ZeroDivisionError):
                continue  # a fact that the normal form cannot read says nothing here
    for fact in reader.given.facts():
        if isinstance(fact, Equal):
            with reader.outside():
                try:
                    rows += _both(reader, _difference(reader, fact))
                except (DeriveError, ZeroDivisionError):
                    continue
    occurring = dict.fromkeys(m for terms, _ in (*goals, *rows) for m in terms if any(m))
    for monomial in occurring:
        sign = _sign(reader, reader.context.from_dict({monomial: 1}))
        if sign:
            rows.append(({monomial: fmpq(1 if sign > 0 else -1)}, abs(sign) == POSITIVE))
    return rows


def _bounds(reader: Reader) -> Iterator[Bound]:
    known = list(knowledge(reader.given, True).bounds)
    for index in sorted(reader.indices, key=str):
        known += instances(reader.given, True, index, *reader.ranges[index]).bounds
    yield from known[-FACTS:]


def _unequal(reader: Reader) -> Iterator[Ratio]:
    for fact in reader.given.facts():
        if isinstance(fact, Unequal):
            with reader.outside():
                try:
                    yield _difference(reader, fact)
                except (DeriveError, ZeroDivisionError):
                    continue


def _proportional(a: Ratio, b: Ratio) -> bool:
    """Whether each is a number times the other."""
    if a.num.is_zero() or b.num.is_zero():
        return False
    return bool(a.den == b.den and a.num * b.num.leading_coefficient() == b.num * a.num.leading_coefficient())


def _sign(reader: Reader, monomial: fmpq_mpoly) -> int:
    sign = reader.ratio_sign(reader.whole(monomial))
    if abs(sign) < POSITIVE and all(e % 2 == 0 for e in monomial.degrees()):
        return NONNEGATIVE
    return sign


# ── linear combination ──


def contradictory(rows: list[Row]) -> bool:
    """Whether a combination of the rows, with weights that are not negative and add up to 1, is a number
    that is not what it should be. Decided for linear inequalities, within the bound on pivots."""
    monomials = sorted({m for terms, _ in rows for m in terms if any(m)})
    table = [[*(terms.get(m, ZERO) for terms, _ in rows), ZERO] for m in monomials]
    table.append([*(sum((c for m, c in terms.items() if not any(m)), ZERO) for terms, _ in rows), ONE])
    table.append([*(ONE for _ in rows), ZERO])
    # the last weight is by how much the number is below 0
    objective = [*(ONE if strict else ZERO for _, strict in rows), ONE]
    right = [*(ZERO for _ in monomials), ZERO, ONE]
    weights = maximum(table, right, objective)
    return weights is not None and sum((w * o for w, o in zip(weights, objective, strict=True)), ZERO) > 0
