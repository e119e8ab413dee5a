"""The guard of tests/conftest.py guards."""

from __future__ import annotations

from pathlib import Path

import pytest
import sympy

from derive import kernel

INSIDE = str(Path(kernel.__file__).parent / "imagined.py")
FORBIDDEN = [
    "sympy.simplify(e)",
    "e.simplify()",
    "e.equals(e)",
    "e.expand(force=True)",
    "sympy.expand_log(e, force=True)",
    "sympy.logcombine(e, force=True)",
    "sympy.powdenest(e, force=True)",
    "sympy.sympify('p')",
    "sympy.S('p')",
]


@pytest.mark.parametrize("code", FORBIDDEN)
def test_a_guess_of_sympy_cannot_be_called_from_derive(code: str) -> None:
    names = {"sympy": sympy, "e": sympy.log(sympy.Symbol("a") * 2)}
    eval(compile(code, __file__, "eval"), dict(names))
    with pytest.raises(AssertionError, match="guesses"):
        eval(compile(code, INSIDE, "eval"), dict(names))


@pytest.mark.parametrize("code", ["e.expand()", "sympy.expand_log(e)", "sympy.S(2)", "sympy.sympify(2)"])
def test_the_rest_of_sympy_can(code: str) -> None:
    eval(compile(code, INSIDE, "eval"), {"sympy": sympy, "e": sympy.log(sympy.Symbol("a") * 2)})
