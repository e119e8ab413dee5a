"""Data that a write-up puts numbers of: what was given, and what of it can be asked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from derive.errors import DeriveError

if TYPE_CHECKING:
    from derive.api.things import Thing
    from derive.data.reading import Column, Data, Weights
    from derive.document.applied import Applied

NO_PAGES = ("json",)
"""Formats that hold a derivation alone."""


@dataclass(frozen=True)
class Using:
    """Data with the columns that are meant, and the values of known parameters."""

    data: Data
    column: Column = None
    weights: Weights = None
    known: Mapping[str, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a file with them is called by."""
        return Path(self.data).stem if isinstance(self.data, str | os.PathLike) else "data"

    def applied(self, thing: Thing) -> Applied:
        """Raises DataError; DeriveError for what is no family."""
        from derive.api.results import MaximumLikelihood
        from derive.data.applying import applied

        if not isinstance(thing, MaximumLikelihood):
            raise not_a_family(thing)
        return applied(thing.derivation, self.data, self.column, self.weights, self.known)


def using(
    data: Data,
    column: Column,
    weights: Weights,
    known: str | Iterable[str],
    kinds: tuple[str, ...],
) -> Using | None:
    """The data of a write-up, if there are any. Raises DeriveError for options that need data, and for formats
    that hold no numbers."""
    from derive.publish import formats

    values = dict(known) if isinstance(known, Mapping) else {}
    if data is None:
        if column is not None or weights is not None:
            raise DeriveError("a column or weights go with data; name the file, as in --data FILE")
        if values:
            raise DeriveError(
                "values of known parameters go with data; without them, name the parameters alone"
            )
        return None
    pages = [kind for kind in formats() if kind not in NO_PAGES]
    if strange := [kind for kind in kinds if kind not in pages]:
        raise DeriveError(
            f"{strange[0]} has no place for the numbers of data; choose one of {', '.join(pages)}"
        )
    return Using(data, column, weights, values)


def unknown_in(what: object, used: Using | None, known: str | Iterable[str]) -> str | Iterable[str]:
    """The parameters to declare known: of those with a value, the ones that the family does not know."""
    from derive.api.inputs import find_model, is_formula, known_names
    from derive.api.results import Result
    from derive.catalogue import Family, names
    from derive.kernel.rule import Rule
    from derive.statement import Model

    if used is None:
        return known
    if isinstance(what, Result):
        return ()
    if is_formula(what) or isinstance(what, Rule):
        raise not_a_family(what)
    if not isinstance(known, Mapping):
        return known
    assert isinstance(what, str | os.PathLike | Family | Model)
    name = what.removeprefix("family:") if isinstance(what, str) else what
    if isinstance(name, str) and name in known_names() and name not in names("families"):
        raise not_a_family(name)
    given = {symbol.name for symbol, _ in find_model(name).parameters}
    return [one for one in known if one in given]


def not_a_family(thing: object) -> DeriveError:
    name = thing if isinstance(thing, str) else getattr(thing, "name", "this")
    return DeriveError(f"{name} is no family: data are put into the derivation of a family's estimator")
