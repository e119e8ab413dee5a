"""The words of the write-ups, one file a language. `$…$` inside them is mathematics, a word
between backticks is source, `{name}` is a gap."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any

from derive.document.blocks import Block, Code, Equation, Inline, Inlines, Math, Paragraph, Text
from derive.errors import UnknownNameError

_PIECES = re.compile(r"(`[^`]+`|\$[^$]+\$|\{[a-z_]+\})")
_DISPLAYED = re.compile(r"\[\[([a-z_]+)\]\]")


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are words for."""
    found = (f.name.removesuffix(".toml") for f in files(__name__).iterdir())
    return tuple(sorted(name for name in found if len(name) == 2))


@cache
def sources() -> Mapping[str, str]:
    """Full references by author and year."""
    table: dict[str, str] = _load("sources")
    return table


@cache
def commands() -> Mapping[str, str]:
    """The commands of LaTeX that lessons explain, and an example of each, where there is one."""
    table: dict[str, str] = _load("commands")
    return table


@cache
def _load(name: str) -> dict[str, Any]:  # TOML: any value
    return tomllib.loads((files(__name__) / f"{name}.toml").read_text(encoding="utf-8"))


def _filled(tex: str, gaps: Mapping[str, Inlines]) -> str:
    """Mathematics with the gaps that are mathematics filled in; other braces are LaTeX's own."""
    for name, gap in gaps.items():
        match gap:
            case (Math(tex=inside),):
                tex = tex.replace(f"{{{name}}}", inside)
    return tex


class Words:
    """The words of one language; a missing key is a KeyError, so that a test finds it."""

    def __init__(self, language: str, book: str = "") -> None:
        """With a `book`, the words of that as well, which stand in a folder of their own."""
        if language not in languages():
            raise UnknownNameError("language", language, languages())
        self.language = language
        more = _load(f"{book}/{language}") if book else {}
        self._table: Mapping[str, Mapping[str, str]] = {**_load(language), **more}

    def plain(self, key: str, **gaps: str) -> str:
        """The text of a key such as `section.score`, gaps filled with plain text."""
        section, _, name = key.partition(".")
        return self._table[section][name].format(**gaps) if gaps else self._table[section][name]

    def has(self, key: str) -> bool:
        section, _, name = key.partition(".")
        return name in self._table.get(section, {})

    def line(self, key: str, **gaps: Inlines) -> Inlines:
        """The text of a key as a line, gaps filled with inlines."""
        return self._filled_line(self.plain(self._fitting(key, gaps)), gaps)

    def _fitting(self, key: str, gaps: Mapping[str, Inlines]) -> str:
        """Where a text names hypotheses and there are none, its `_always` form, if it has one."""
        always = f"{key}_always"
        return always if gaps.get("hypotheses") == () and self.has(always) else key

    def _filled_line(self, text: str, gaps: Mapping[str, Inlines]) -> Inlines:
        pieces: list[Inline] = []
        for piece in _PIECES.split(text):
            if piece.startswith("$"):
                pieces.append(Math(_filled(piece[1:-1], gaps)))
            elif piece.startswith("`"):
                pieces.append(Code(piece[1:-1]))
            elif piece.startswith("{"):
                pieces.extend(gaps[piece[1:-1]])
            elif piece:
                pieces.append(Text(piece))
        return tuple(pieces)

    def blocks(self, key: str, **gaps: Inlines) -> list[Block]:
        """The text of a key as paragraphs and the formulas displayed between them."""
        blocks: list[Block] = []
        pieces = iter(_DISPLAYED.split(self.plain(self._fitting(key, gaps))))
        for piece, displayed in zip_longest(pieces, pieces):
            if piece.strip():
                blocks.append(Paragraph(self._filled_line(piece.strip(), gaps)))
            if displayed:
                (formula,) = gaps[displayed]
                assert isinstance(formula, Math)
                blocks.append(Equation(formula.tex))
        return blocks

    def said(self, texts: tuple[tuple[str, str], ...]) -> Inlines:
        """A sentence that is told by language, with its mathematics."""
        return self._filled_line(self.title(texts), {})

    def title(self, titles: tuple[tuple[str, str], ...]) -> str:
        """A title in this language, else in English, else the first there is."""
        table = dict(titles)
        return table.get(self.language) or table.get("en") or titles[0][1]
