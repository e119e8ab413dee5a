"""The words in which formulas are said, one file a language: words for signs, templates for what they make."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

FALLBACK = "en"


class Words:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        there = (files(__package__) / f"{language}.toml").is_file()
        self.words = table(language if there else FALLBACK)

    def fill(self, key: str, **gaps: str) -> str:
        return str(self.words["say"][key]).format(**gaps)

    def word(self, book: str, text: str) -> str:
        """A word from one of the tables; a character that has none is said by its name."""
        if text in self.words[book]:
            return str(self.words[book][text])
        return "".join(map(self.character, text))

    def character(self, sign: str) -> str:
        """A letter of an alphabet by its plain letter, any other sign by a name where the language has it."""
        letter = unicodedata.normalize("NFKC", sign)
        if letter in self.words["letters"]:
            return str(self.words["letters"][letter])
        if letter.isascii() or sign.isalpha():
            return letter
        name = unicodedata.name(sign, "").lower()
        return f" {name} " if self.words["unknown"]["by_name"] and name else sign


@cache
def table(language: str) -> dict[str, Any]:  # TOML: any value
    return tomllib.loads((files(__package__) / f"{language}.toml").read_text(encoding="utf-8"))
