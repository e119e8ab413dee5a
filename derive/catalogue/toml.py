"""TOML from a user: read within bounds, with an error that names the file."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping

from derive.errors import CatalogueError

MOST_DOTS = 50
"""Dots in the keys of one line: tomllib takes space that grows with their square."""

_MARK = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'  # the first three quotes end it, and up to two more belong to it
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\[\]{}.\n]",
    re.DOTALL,
)
"""What the lines of TOML are told apart by: strings and comments are skipped whole."""


def load(text: str, where: str) -> Mapping[str, object]:
    """The tables of a text; CatalogueError, beginning with `where`, when it is not TOML."""
    dots = Counter(line for line, mark in marks(text) if mark == ".")
    if dots and max(dots.values()) > MOST_DOTS:
        raise CatalogueError(f"{where}:{max(dots, key=lambda line: dots[line])}: too many dots in a key")
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise CatalogueError(f"{where}: not TOML: {error}") from error


def marks(text: str) -> Iterator[tuple[int, str]]:
    """What stands outside strings and comments, each with its line."""
    line, last = 1, 0
    for found in _MARK.finditer(text):
        line += text.count("\n", last, found.start())
        last = found.start()
        yield line, found[0]


_SECTION = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_KEY = re.compile(r"\s*([\w-]+)(?:\s*\.\s*([\w-]+))?\s*=")


def lines_of(text: str) -> dict[str, int]:
    """The line of each key, such as `density` or `parameters.p`; of keys in quotes or in an inline table only
    that of the table."""
    outside = _MARK.sub(lambda mark: "\n" * mark[0].count("\n") if mark[0][0] in "\"'" else mark[0], text)
    found: dict[str, int] = {}
    section = ""
    for number, line in enumerate(outside.split("\n"), 1):
        if header := _SECTION.match(line):
            section = header[1]
            found.setdefault(section, number)
        elif key := _KEY.match(line):
            parts = [part for part in (section, key[1], key[2]) if part]
            found.setdefault(parts[0], number)
            found.setdefault(".".join(parts), number)
    return found
