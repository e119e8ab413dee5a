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
