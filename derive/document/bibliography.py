"""The sources that a document cites, numbered in order of first citation."""

from __future__ import annotations

import re

from derive.document.blocks import Citation, Inlines, Sources, Text
from derive.document.words import Words, sources

_AUTHOR_YEAR = re.compile(r"^(?P<key>.+?\(\d{4}\))(?:, (?P<place>.+))?$")


class Bibliography:
    """Collects citations of the form `Author (year), place`."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.entries: dict[str, int] = {}

    def find(self, source: str) -> tuple[Citation, str]:
        """The work's number, and the place within it in words of the language (or nothing)."""
        found = _AUTHOR_YEAR.match(source)
        key, place = (found["key"], found["place"] or "") if found else (source, "")
        return Citation(self.entries.setdefault(key, len(self.entries) + 1)), self.place(place)

    def place(self, place: str) -> str:
        kind, _, number = place.partition(" ")
        return self.words.plain(f"place.{kind}", number=number) if self.words.has(f"place.{kind}") else place

    def cite(self, source: str) -> Inlines:
        """A citation: its number, and the place within the work."""
        citation, place = self.find(source)
        return (citation, Text(f" {place}")) if place else (citation,)

    def block(self) -> Sources:
        return Sources(tuple((Text(sources().get(key, key)),) for key in self.entries))
