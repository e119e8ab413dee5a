"""What is in the gallery, where its pages lie, and which pages speak of each other."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from derive import catalogue
from derive.catalogue import names

KINDS = ("articles", "families", "losses")
"""The sections of the gallery, in reading order."""
SINGULAR = {"articles": "article", "families": "family", "losses": "loss"}
FIRST = "en"
"""The language whose pages lie in the folder itself; those of the others in a folder of theirs."""


@dataclass(frozen=True)
class Entry:
    """A thing of the gallery: its kind, its name, and its title in each language."""

    kind: str
    name: str
    title: tuple[tuple[str, str], ...]

    @property
    def asked(self) -> str:
        """How the interface is asked for it: `loss:cross-entropy`."""
        return f"{SINGULAR[self.kind]}:{self.name}"

    def place(self, language: str) -> str:
        """Its page, from the folder of the gallery."""
        return folder(language) + f"{self.kind}/{self.name}.html"


def folder(language: str) -> str:
    return "" if language == FIRST else f"{language}/"


def entries() -> tuple[Entry, ...]:
    """Everything that there are pages of."""
    return tuple(Entry(kind, name, title(kind, name)) for kind in KINDS for name in names(kind))


@cache
def table(kind: str, name: str) -> Mapping[str, Any]:
    """The file of an entry as TOML, which is read without its mathematics."""
    return tomllib.loads(catalogue.source(kind, name))


def title(kind: str, name: str) -> tuple[tuple[str, str], ...]:
    """The title in each language; the name, where there is none."""
    told = table(kind, name).get("title") or {FIRST: name}
    return tuple(sorted(told.items()))


def related(families: Mapping[str, str]) -> Mapping[Entry, tuple[Entry, ...]]:
    """The pages that a page leads to: from a loss to its family and back, where `families` says of which family
    a loss was found to be; between an article and what it is composed of."""
    found: defaultdict[Entry, dict[Entry, None]] = defaultdict(dict)
    named = {(entry.kind, entry.name): entry for entry in entries()}
    for one, other in pairs(families):
        if one in named and other in named:
            found[named[one]][named[other]] = None
            found[named[other]][named[one]] = None
    order = {entry: place for place, entry in enumerate(named.values())}
    return {entry: tuple(sorted(others, key=order.__getitem__)) for entry, others in found.items()}


def pairs(families: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    for loss, family in families.items():
        yield ("losses", loss), ("families", family)
    for name in names("articles"):
        for section in table("articles", name).get("section", ()):
            yield ("articles", name), ("families", section.get("family", ""))
            for loss in section.get("losses", ()):
                yield ("articles", name), ("losses", loss)
