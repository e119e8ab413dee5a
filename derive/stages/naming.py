"""New names for what is found on the way."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, count

from sympy import Symbol

from derive.statement import Given, Model


def new_name(letters: Iterable[str], model: Model, given: Given) -> Symbol:
    """The first of the letters that nothing is called yet; then they are numbered."""
    letters = tuple(letters)
    taken = {str(d.head) for d in given.definitions()} | {s.name for s in (model.size, *model.symbols)}
    numbered = (f"{letter}_{number}" for number in count(1) for letter in letters)
    return next(Symbol(name) for name in chain(letters, numbered) if name not in taken)
