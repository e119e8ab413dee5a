"""Numbers as digits: what was computed, rounded for a reader, and put in for letters of a formula."""

from __future__ import annotations

from flint import arb, fmpq
from sympy import Dummy

DIGITS = 6
"""Significant digits of what was computed."""
WHOLE = 10**12
"""Whole numbers below this are told with all their digits, other large numbers as whole ones below BILLION."""
BILLION = 10.0**9
SURE = 1e-9
"""A relative error beyond which a number is told as rounded, whatever its digits."""


class Numeral(Dummy):
    """A number in the place of a letter, in a formula that is read and not computed. Two numerals with the same
    digits are different terms, so that nothing cancels; the name is LaTeX."""


def numeral_latex(number: arb | float, digits: int = DIGITS) -> str:
    """A number with so many significant digits; a whole one with all of them."""
    return _latex(_digits(number, digits))


def is_told_exactly(number: arb | float, digits: int = DIGITS) -> bool:
    """Whether the digits that are shown are the number, as far as rounding in a machine lets one tell."""
    ball = arb(number)
    close = float(ball.rad()) <= SURE * abs(float(ball.mid()))
    return close and bool(ball.overlaps(arb(_fraction(_digits(ball, digits)))))


def numeral(number: arb | float, place: int, digits: int = DIGITS) -> Numeral:
    """A number as a letter; `place` tells those of one formula apart."""
    return Numeral(numeral_latex(number, digits), dummy_index=place)


def _digits(number: arb | float, digits: int) -> str:
    ball = arb(number)
    value = float(ball.mid())
    whole = ball.unique_fmpz() if float(ball.rad()) < 1e-6 else None
    if whole is not None and abs(int(whole)) < WHOLE and ball.overlaps(arb(whole)):
        return str(int(whole))
    text = f"{value:.{digits}g}"
    if "e+" in text and abs(value) < BILLION:
        return f"{value:.0f}"
    return text


def _fraction(text: str) -> fmpq:
    mantissa, _, exponent = text.partition("e")
    before, _, after = mantissa.partition(".")
    power = int(exponent or 0) - len(after)
    return fmpq(int(before + after)) * fmpq(10) ** power


def _latex(text: str) -> str:
    mantissa, e, exponent = text.partition("e")
    if e:
        return rf"{_grouped(mantissa)} \cdot 10^{{{int(exponent)}}}"
    return _grouped(mantissa)


def _grouped(text: str) -> str:
    """Five digits or more before the point in groups of three."""
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    before, point, after = digits.partition(".")
    if len(before) > 4:
        first = len(before) % 3
        groups = [before[:first]] * bool(first) + [before[k : k + 3] for k in range(first, len(before), 3)]
        before = r"\,".join(groups)
    return f"{sign}{before}{point}{after}"
