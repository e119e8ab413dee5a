"""The sources that a document cites, numbered in order of first citation."""

from __future__ import annotations

import re

from derive.document.blocks import Citation, Inlines, Sources, Text
from derive.document.words import sources

_AUTHOR_YEAR = re.compile(r"^(?P<key>.+?\(\d{4}\))(?:, (?P<place>.+))?$")


class Bibliography:
    """Collects citations of the form `Author (year), place`."""

    def __init__(self) -> None:
        self.entries: dict[str, int] = {}

    def cite(self, source: str) -> Inlines:
        """A citation: its number, and the place within the work."""
        found = _AUTHOR_YEAR.match(source)
        key, place = (found["key"], found["place"]) if found else (source, None)
        number = self.entries.setdefault(key, len(self.entries) + 1)
        return (Citation(number), Text(f" ({place})")) if place else (Citation(number),)

    def block(self) -> Sources:
        return Sources(tuple((Text(sources().get(key, key)),) for key in self.entries))
