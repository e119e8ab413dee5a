"""A point at which a statement fails, and the values of its sides there, as formulas."""

from __future__ import annotations

import re

from sympy import Symbol

from derive.errors import DeriveError
from derive.language.reader import read
from derive.notation.latex import latex
from derive.statement import Refuted

DIGITS = 4
"""Digits of a value that is told roughly."""
_BALL = re.compile(r"\[(-?[0-9.]+(?:e[+-]?[0-9]+)?) \+/- [^\]]+\]")
_LIST = re.compile(r"\((.*)\)")


def point_latex(refuted: Refuted) -> str:
    """K = 4, z = (1/3, −3/2, 3, 0)."""
    return r",\, ".join(f"{latex(Symbol(name))} = {value_latex(text)}" for name, text in refuted.point)


def value_latex(text: str) -> str:
    """A number, or several in brackets, as a counterexample tells them."""
    if found := _LIST.fullmatch(text):
        return rf"({', '.join(map(value_latex, found[1].split(', ')))})"
    try:
        return latex(read(text))
    except DeriveError:
        return rounded(text)


def rounded(text: str) -> str:
    """A rational number as it is, another one to a few digits."""
    found = _BALL.fullmatch(text)
    return latex(read(text)) if found is None else rf"\approx {float(found[1]):.{DIGITS}g}"
