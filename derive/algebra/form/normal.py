"""The normal form of terms: deciding identities, and arranging results.

A term becomes a fraction of polynomials over generators (symbols, data, exponentials of monomials, logs
of irreducible terms, sums of monomials …) that are algebraically independent as far as is known. It is
zero when its numerator is.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from flint import fmpq
from sympy import Add, Dummy, Expr, Integer, Mul, Pow, Symbol, Tuple, preorder_traversal

from derive.algebra.form.apart import Case, open_cases, put
from derive.algebra.form.knowledge import knowledge
from derive.algebra.form.reading import Reader, bounded, read
from derive.algebra.form.ring import Ratio, content, rational
from derive.algebra.form.tower import Range
from derive.algebra.terms import at_values, limits, names, substitute, unfold, unfold_calls
from derive.errors import DeriveError, LimitError
from derive.language.vocabulary import OrderStatistic
from derive.statement import NOTHING, Given

T = TypeVar("T")

SPLITS = 2
"""How often the cases that a closed form leaves out are looked at apart."""


def vanishes(expr: Expr, given: Given = NOTHING) -> bool:
    """Whether a term is 0 by its normal form, and so at every point of the Given at which it is defined.

    Defined means: no denominator is 0; arguments of logs are positive; so are bases of powers, unless
    the exponent is known to be an integer; sums and products have integer limits with
    high >= low − 1, and a subterm that is free of the index is defined even where the sum is empty.
    Variables are real; 0^0 is 1 for an exponent that is an integer.

    True is always right. False only says that the normal form is not 0. It is a decision for rational
    functions of symbols, data, exponentials and logs whose exponents are linearly independent over the
    rationals and whose arguments of logs are multiplicatively independent, and for sums that are
    linear in data, with symbolic limits; and of what lies in the ideal that the equalities of the Given and
    the relations of |f|, sign f and indicators generate. Not complete: constants such as pi and log 2 beyond
    the laws of logs, the real radical of that ideal, Gamma beyond shifts and multiples, signs of sums.

    Raises LimitError beyond the bounds on nodes, degree, terms and bits.
    """
    return _vanishes(expr, given)


@lru_cache(maxsize=8192)
def _vanishes(expr: Expr, given: Given, splits: int = SPLITS) -> bool:
    try:
        if _vanishes_by(expr, given, False, splits):
            return True
        return knowledge(given, True).equated and _vanishes_by(expr, given, True, splits)
    except LimitError:
        raise
    except DeriveError:
        return False


def _vanishes_by(expr: Expr, given: Given, equations: bool, splits: int) -> bool:
    """With the names of statistics as they are, where that will do; else with all that they stand for."""
    short, whole = unfold_calls(expr, given), unfold(expr, given)
    plain = short != whole and not equations and _read_vanishes(short, given, False, False, splits)
    return plain or _read_vanishes(whole, given, True, equations, splits)


def _read_vanishes(term: Expr, given: Given, unfolding: bool, equations: bool, splits: int) -> bool:
    """With what closed forms divide by taken not to be 0, and each of the other cases apart; else without."""

    def work(reader: Reader, ratio: Ratio) -> tuple[bool, list[Case] | None]:
        zero = reader.vanishes(ratio)
        return zero, open_cases(reader, term) if zero or not reader.assumed else None

    for assuming in (True, False) if splits else (False,):
        zero, cases = _read(term, given, unfolding, work, None, equations, True, assuming)
        if cases is not None and (not zero or all(_vanishes_at(term, given, case, splits) for case in cases)):
            return zero
    return False


def _vanishes_at(term: Expr, given: Given, case: Case, splits: int) -> bool:
    """Whether a term is zero where a symbol has a value."""
    there = put(given, case)
    return there is not None and _vanishes(substitute(term, dict([case])), there, splits - 1)


def fraction(expr: Expr, given: Given = NOTHING, unfold: bool = True) -> tuple[Expr, Expr]:
    """Numerator and denominator, coprime and expanded over the generators; the denominator is
    primitive, and its constant or first term positive.

    Raises LimitError, and DeriveError for a term that is nowhere defined."""
    rename = Renaming(expr).apply

    def work(reader: Reader, ratio: Ratio) -> tuple[Expr, Expr]:
        num, den = reader.normalised(ratio)
        return rename(reader.show(num)), rename(reader.show(den))

    return _read(expr, given, unfold, work)


def coefficients(
    expr: Expr, variable: Expr, given: Given = NOTHING, unfold: bool = True
) -> list[Expr] | None:  # fmt: skip
    """The coefficients of a term as a polynomial in `variable`, lowest power first; [0] for zero. None
    where it is not a polynomial in it, or where the variable stays inside another generator."""
    found = _coefficients(expr, variable, given, unfold)
    return None if found is None else list(found)


@lru_cache(maxsize=2048)
def _coefficients(expr: Expr, variable: Expr, given: Given, unfold: bool) -> tuple[Expr, ...] | None:
    plain, rename = _unfolded(variable, given, unfold), Renaming(expr).apply

    def work(reader: Reader, ratio: Ratio) -> tuple[Expr, ...] | None:
        target = reader.alone(reader.convert(plain).num)
        if target is None or ratio.den.degrees()[target.index]:
            return None
        others = [g for poly in ratio for g in reader.within(poly) if g is not target]
        if any(variable in g.free for g in others):
            return None
        k = target.index
        layers: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for exponents, c in ratio.num.terms():
            layers.setdefault(exponents[k], {})[(*exponents[:k], 0, *exponents[k + 1 :])] = c
        polys = [reader.context.from_dict(layers.get(e, {})) for e in range(max(layers, default=0) + 1)]
        return tuple(rename(reader.show_ratio(reader.ratio(poly, ratio.den))) for poly in polys)

    return _read(expr, given, unfold, work)


def factored(expr: Expr, given: Given = NOTHING, unfold: bool = False) -> Expr:
    """The term as a fraction of irreducible factors, each with a positive constant or first term:
    1 − p rather than p − 1.

    Raises LimitError, and DeriveError for a term that is nowhere defined."""
    return _factored(expr, given, unfold)


@lru_cache(maxsize=2048)
def _factored(expr: Expr, given: Given, unfold: bool) -> Expr:
    rename = Renaming(expr).apply

    def work(reader: Reader, ratio: Ratio) -> Expr:
        if ratio.num.is_zero():
            return Integer(0)
        number, factors = reader.ratio_factors(ratio)
        shown = []
        for factor, multiplicity in factors:
            scale = content(factor) * reader.orientation(factor)
            number *= scale**multiplicity
            shown.append(Pow(rename(reader.show(factor / scale)), Integer(multiplicity)))
        return _product(rational(number), shown)

    return _read(expr, given, unfold, work)


def _product(number: Expr, factors: list[Expr]) -> Expr:
    """The product; SymPy would multiply a lone sum out by a number in front of it."""
    if number != 1 and len(factors) == 1 and isinstance(factors[0], Add):
        return Mul(number, factors[0], evaluate=False)
    return Mul(number, *factors)


def integer_valued(
    expr: Expr, given: Given = NOTHING, ranges: dict[Symbol, Range] | None = None
) -> bool:  # fmt: skip
    """Whether a term is seen to be an integer at every point of the Given, by its form. `ranges` holds
    the limits of the indices in whose scope it stands."""
    try:
        known = at_values(expr, given)
        return _read(known, given, True, lambda reader, ratio: reader.is_integer(ratio), ranges)
    except DeriveError:
        return False


# ── inside ──


class Renaming:
    """Names for the bound indices of a result: those of the term that was read, else i, j, k, …"""

    def __init__(self, expr: Expr) -> None:
        self.taken = {s.name for s in names(expr)}
        bound = dict.fromkeys(symbol for big in preorder_traversal(expr) for symbol, _, _ in limits(big))
        free = [Symbol(name) for name in (*"ijklm", *(f"i{k}" for k in range(1, 40))) if name not in self.taken]
        self.names = list(dict.fromkeys([*bound, *free]))

    def apply(self, term: Expr) -> Expr:
        term = term.xreplace({one: self.named(one) for one in term.atoms(OrderStatistic)})
        canonical = sorted(term.atoms(Dummy), key=lambda d: int(d.name.strip("_") or 0))
        usable = [s for s in self.names if s not in names(term)]
        result = term.xreplace(dict(zip(canonical, usable, strict=False))) if canonical else term
        assert isinstance(result, Expr)
        return result

    def named(self, term: OrderStatistic) -> Expr:
        """An order statistic with the first of the names for its own index: no other one is in its scope."""
        inside, (index, low, high), rank = term.args
        if inside.atoms(Dummy) - {index} or not isinstance(index, Dummy):
            return term
        name = next(s for s in self.names if s not in names(inside))
        return OrderStatistic(inside.xreplace({index: name}), Tuple(name, low, high), rank)


def _unfolded(expr: Expr, given: Given, unfolding: bool) -> Expr:
    return unfold(expr, given) if unfolding else expr


def _read(
    expr: Expr,
    given: Given,
    unfolding: bool,
    work: Callable[[Reader, Ratio], T],
    ranges: dict[Symbol, Range] | None = None,
    equations: bool = False,
    deciding: bool = False,
    assuming: bool = False,
) -> T:
    """What `work` makes of the fraction that a term is, within the bounds."""
    bounded(expr)
    term = _unfolded(expr, given, unfolding)
    if term is not expr:
        bounded(term)

    def convert(reader: Reader) -> T:
        return work(reader, reader.convert(term))

    return read(convert, given, unfolding, ranges, 0, equations, deciding, assuming)
