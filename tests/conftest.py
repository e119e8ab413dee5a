"""What every test stands on: SymPy's guesses are out of reach, and one Bernoulli derivation for all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
import sympy
from sympy.core.basic import Basic
from sympy.core.expr import Expr
from sympy.core.singleton import SingletonRegistry

HOUSE = str(Path(__file__).parent.parent / "derive")
FORCED = ("expand_log", "expand_power_base", "expand", "logcombine", "powdenest", "powsimp", "separatevars")


def kept_out(function: Callable[..., Any], forbidden: Callable[..., bool]) -> Callable[..., Any]:
    """The function, which raises where code of the house calls it in a forbidden way."""

    @wraps(function)
    def guarded(*args: Any, **options: Any) -> Any:
        if forbidden(*args, **options) and sys._getframe(1).f_code.co_filename.startswith(HOUSE):
            raise AssertionError(f"derive may not use {function.__name__} like this: it guesses")
        return function(*args, **options)

    return guarded


def pytest_configure() -> None:
    """Before any module of derive is imported, so that `from sympy import …` gets the guarded ones."""

    def always(*args: Any, **options: Any) -> bool:
        return True

    def forced(*args: Any, **options: Any) -> bool:
        return bool(options.get("force"))

    def text(value: Any, *args: Any, **options: Any) -> bool:
        return isinstance(value, str)

    sympy.simplify = kept_out(sympy.simplify, always)
    sympy.sympify = kept_out(sympy.sympify, text)
    SingletonRegistry.__call__ = staticmethod(kept_out(SingletonRegistry.__call__, text))
    Basic.simplify = kept_out(Basic.simplify, always)
    Expr.simplify = kept_out(Expr.simplify, always)
    Expr.equals = kept_out(Expr.equals, always)
    Expr.expand = kept_out(Expr.expand, forced)
    for name in FORCED:
        setattr(sympy, name, kept_out(getattr(sympy, name), forced))


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    """A folder in which nobody may write; for root, who may write nearly everywhere, one of the kernel's."""
    if os.geteuid() == 0:
        return Path("/sys")
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    return folder


@pytest.fixture(scope="session")
def bernoulli() -> Any:
    """The derivation of the Bernoulli family."""
    from derive.catalogue import family
    from derive.stages.pipeline import derive

    return derive(family("bernoulli"))


@pytest.fixture(scope="session")
def bernoulli_json(bernoulli: Any) -> str:
    from derive.kernel.replay import dumps

    return dumps(bernoulli)
