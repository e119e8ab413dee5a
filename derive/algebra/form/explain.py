"""What the normal form of a term looks like, for a reader who asks why it is 0, or what it is instead."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Dummy, Expr

from derive.algebra.domains import needs
from derive.algebra.form.knowledge import knowledge
from derive.algebra.form.normal import Renaming, integer_valued
from derive.algebra.form.reading import Reader, bounded, read
from derive.algebra.form.ring import Ratio
from derive.algebra.form.tower import NONNEGATIVE, POSITIVE, UNKNOWN
from derive.algebra.terms import BIG, Path, at, given_at, limits, paths, unfold
from derive.errors import DeriveError
from derive.statement import (
    NOTHING,
    Each,
    Fact,
    Given,
    Index,
    Integers,
    Less,
    LessEqual,
    Member,
    NormalForm,
    Unequal,
)


def explain(expr: Expr, given: Given = NOTHING) -> NormalForm:
    """The normal form of a term: generators, numerator and denominator, and what the reading took for granted
    beyond the Given, namely that every part is defined. The equalities of the Given are put in where the
    term is 0 only by them.

    Raises LimitError, and DeriveError for a term that is nowhere defined."""
    bounded(expr)
    term = unfold(expr, given)
    bounded(term)
    rename = Renaming(expr).apply

    def work(reader: Reader) -> tuple[bool, NormalForm]:
        ratio = reader.convert(term)
        zero = reader.vanishes(ratio)
        num, den = reader.normalised(reader.constant(0) if zero else ratio)
        generators = tuple(rename(g) for g in generators_of(reader))
        return zero, NormalForm(generators, rename(reader.show(num)), rename(reader.show(den)), defined)

    defined = tuple(dict.fromkeys(assumed(term, given)))
    first: NormalForm | None = None
    for equations in (False, True) if knowledge(given, True).equated else (False,):
        for deciding in (False, True):
            zero, form = read(work, given, True, None, 0, equations, deciding)
            if zero:
                return form
            first = first or form
    assert first is not None
    return first


def generators_of(reader: Reader) -> Iterator[Expr]:
    """The generators that the parts of the term outside all sums and products were read into."""
    used = {g.index for ratio in reader.memo[0].values() for poly in ratio for g in reader.within(poly)}
    for k in sorted(used):
        if not any(isinstance(s, Dummy) for s in reader.generators[k].free):
            yield reader.generators[k].expr


# ── definedness ──


def assumed(term: Expr, given: Given) -> Iterator[Fact]:
    """What has to hold for a term to be defined and is not seen to; the first of several alternatives."""
    for path in paths(term):
        part = at(term, path)
        assert isinstance(part, Expr)
        place = given_at(term, path, given)
        for fact in needs(part)[0]:
            if not seen(fact, place):
                yield under(fact, indices_above(term, path))


def indices_above(term: Expr, path: Path) -> Iterator[Index]:
    """The indices in whose scope a path leads, innermost first."""
    above: list[Index] = []
    for k, step in enumerate(path):
        part = at(term, path[:k])
        if isinstance(part, BIG) and step == 0:
            above += reversed(limits(part))
    return iter(above[::-1])


def under(fact: Fact, indices: Iterator[Index]) -> Fact:
    for index in indices:
        fact = Each(fact, index)
    return fact


def seen(fact: Fact, given: Given) -> bool:
    """Whether a fact is seen to hold from the signs that the normal form knows."""
    match fact:
        case Less(left=left, right=right):
            return sign_of(right - left, given) == POSITIVE
        case LessEqual(left=left, right=right):
            return sign_of(right - left, given) >= NONNEGATIVE
        case Unequal(left=left, right=right):
            return abs(sign_of(left - right, given)) == POSITIVE
        case Member(term=term, domain=Integers(low=low)):
            bounded_below = low.is_infinite or sign_of(term - low, given) >= NONNEGATIVE
            return bool(bounded_below) and integer_valued(term, given)
    return False


def sign_of(term: Expr, given: Given) -> int:
    def sign(reader: Reader) -> int:
        ratio: Ratio = reader.convert(unfold(term, given))
        return reader.ratio_sign(ratio)

    try:
        return read(sign, given)
    except DeriveError:
        return UNKNOWN
