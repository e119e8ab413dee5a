"""Formulas as they are spoken."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from derive.notation.mathml import parse
from derive.notation.speech import speech
from derive.notation.tree import Identifier, Node, Row

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "speech.toml").read_text(encoding="utf-8"))["case"]
GALLERY = [
    line
    for line in (HERE / "gallery.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("%")
]
SILENT = r"\$ \# & % @"
LATIN = {"log", "mod", "prime", "iid"}


def book(language: str) -> dict[str, dict[str, str]]:
    text = (files("derive.notation.speech") / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@pytest.mark.parametrize("case", CASES, ids=[case["tex"][:50] for case in CASES])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_formula_is_spoken(case: dict[str, Any], language: str) -> None:
    assert speech(parse(case["tex"]), language) == case[language]


@pytest.mark.parametrize("tex", GALLERY)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_formula_has_words_and_no_sign_that_has_a_name(tex: str, language: str) -> None:
    said = speech(parse(tex), language)
    assert said
    assert "\\" not in said
    assert "{" not in said
    named = {sign for table in ("operators", "big", "letters") for sign in book(language)[table]} - set(
        ",;:/!%|-"
    )
    assert not [sign for sign in said if sign in named and not sign.isascii()]


def letters(node: Node) -> list[str]:
    if isinstance(node, Identifier):
        return [node.text]
    found: list[str] = []
    for value in vars(node).values():
        parts = value if isinstance(value, tuple) else (value,)
        for part in parts:
            inner = part if isinstance(part, tuple) else (part,)
            found += [text for each in inner if hasattr(each, "__dataclass_fields__") for text in letters(each)]
    return found


@pytest.mark.parametrize("tex", GALLERY)
def test_no_letter_is_left_out(tex: str) -> None:
    node = parse(tex)
    if (
        r"\substack" in tex
        or r"\mathbf{1}\{" in tex
        or r"\overset" in tex
        or r"\stackrel" in tex
        or r"xrightarrow{d}" in tex
    ):
        return  # an indicator and a note over a sign have names of their own
    said = speech(node, "en")
    for letter in letters(node):
        if letter.isascii() and letter.isalpha() and not (letter == "T" or letter == "d"):
            assert re.search(rf"\b{letter}\b", said), letter


def test_both_languages_have_the_same_words() -> None:
    one, other = book("en"), book("zh")
    assert {table: set(words) for table, words in one.items()} == {
        table: set(words) for table, words in other.items()
    }
    gaps = re.compile(r"\{\w+\}")
    for key, shape in one["shapes"].items():
        assert set(gaps.findall(shape)) == set(gaps.findall(other["shapes"][key])), key


def test_an_empty_formula_is_silent() -> None:
    assert speech(Row(()), "en") == ""
