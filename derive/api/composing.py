"""`derive.article`: what is composed of several derivations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.api.results import Result
from derive.statement import Verdict

if TYPE_CHECKING:
    from derive.catalogue.article import Article
    from derive.compositions import Proven


@dataclass(frozen=True, eq=False, repr=False)
class Composition(Result):
    """An article: its theorems, and a verdict on every identity in it, by name."""

    article: Article
    verdicts: dict[str, Verdict]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}; {len(self.theorems)} theorems>"


def composed(found: Proven) -> Composition:
    return Composition(found.derivation, found.article, dict(found.verdicts))


def article(name: str) -> Composition:
    """An article by name, with everything in it derived and decided. Raises UnknownNameError."""
    from derive.compositions import article as catalogued
    from derive.compositions import proven

    return composed(proven(catalogued(name)))
