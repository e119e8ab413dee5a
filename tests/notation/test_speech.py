"""How formulas are read aloud: a table of them, and what holds for every formula."""

from __future__ import annotations

import dataclasses
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.notation.mathml import parse
from derive.notation.speech import speech
from derive.notation.speech.words import Words, table
from derive.notation.tree import Function, Identifier, Node, Stack, Text

HERE = Path(__file__).parent
TABLE = tomllib.loads((HERE / "speech.toml").read_text(encoding="utf-8"))["formula"]
LINES = (HERE / "gallery.txt").read_text(encoding="utf-8").splitlines()
GALLERY = [line for line in LINES if line and not line.startswith("%")]
LANGUAGES = ("en", "zh")
ENGLISH_IN_CHINESE = {"log", "exp", "ln"}
OTHERWISE = {"d", "∂", "1", "⊤"}
"""Identifiers that are said as a derivative, as the indicator function, or as a transpose."""


def nodes(part: object) -> Iterator[Node]:
    """A node and everything under it."""
    if isinstance(part, tuple):
        for each in part:
            yield from nodes(each)
    elif dataclasses.is_dataclass(part) and not isinstance(part, type):
        yield part  # type: ignore[misc]
        for field in dataclasses.fields(part):
            yield from nodes(getattr(part, field.name))


def words_inside(tex: str) -> str:
    """The words that a formula brings along, which are said as they stand."""
    return " ".join(node.text for node in nodes(parse(tex)) if isinstance(node, Text))


def has_word(sign: str, language: str) -> bool:
    books = ("operators", "letters", "signs", "marks", "prefix", "call", "set")
    return any(sign in table(language)[book] for book in books)


def test_the_table_is_large() -> None:
    assert len(TABLE) >= 60


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["tex"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_formula_is_said(row: dict[str, str], language: str) -> None:
    assert speech(parse(row["tex"]), language) == row[language]


@pytest.mark.parametrize("tex", GALLERY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_has_no_signs(tex: str, language: str) -> None:
    said = speech(parse(tex), language)
    assert said
    assert said == " ".join(said.split())
    given_words = words_inside(tex)
    for sign in set(said) - set(given_words):
        assert sign not in "\\^_{}$=<>|+\x00"
        symbol = unicodedata.category(sign) in ("Sm", "Sk", "So", "Mn") or "GREEK" in unicodedata.name(sign, "")
        assert not (symbol and has_word(sign, language)), sign


@pytest.mark.parametrize("tex", GALLERY)
def test_chinese_has_no_english_words(tex: str) -> None:
    names = {node.text for node in nodes(parse(tex)) if isinstance(node, Identifier | Function)}
    foreign = set(re.findall("[A-Za-z]{2,}", speech(parse(tex), "zh")))
    unknown = {name for name in names if name not in table("zh")["functions"]}
    assert foreign <= ENGLISH_IN_CHINESE | unknown | set(re.findall("[A-Za-z]+", words_inside(tex)))


@pytest.mark.parametrize("tex", GALLERY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_identifier_is_said(tex: str, language: str) -> None:
    said, words = speech(parse(tex), language), Words(language)
    tree = parse(tex)
    notes = {id(note) for node in nodes(tree) if isinstance(node, Stack) for note in nodes(node.above)}
    for node in nodes(tree):
        if isinstance(node, Identifier) and node.text not in OTHERWISE and id(node) not in notes:
            if node.text not in words.words["applied"]:
                assert words.word("letters", node.text) in said


LETTERS = st.sampled_from(["x", "p", "n", r"\theta", r"\mu", r"\ell", r"\hat{q}", "x_i", r"\bar{y}"])


def larger(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    templates = (
        r"\frac{%s}{%s}", r"%s + %s", r"{%s}^{%s}", r"\sum_{i=1}^{%s} %s", r"f(%s; %s)",
        r"\left( %s - %s \right)",
        r"\sqrt[%s]{%s}", r"\{%s, %s\}", r"\log \frac{%s}{%s}", r"\max_{%s} %s", r"%s \, %s", r"%s_{%s}",
        r"\begin{pmatrix} %s \\ %s \end{pmatrix}", r"\lvert %s \rvert %s", r"\widehat{%s} \mid %s",
    )  # fmt: skip
    pairs = st.tuples(st.sampled_from(templates), parts, parts)
    return pairs.map(lambda drawn: drawn[0] % (f"{{{drawn[1]}}}", f"{{{drawn[2]}}}"))


@given(st.recursive(LETTERS, larger, max_leaves=6))
@settings(max_examples=60, deadline=None)
def test_nothing_is_lost_in_formulas_put_together(tex: str) -> None:
    tree = parse(tex)
    for language in LANGUAGES:
        said, words = speech(tree, language), Words(language)
        assert "\\" not in said
        for node in nodes(tree):
            if isinstance(node, Identifier):
                word = words.word("letters", node.text)
                written = sum(isinstance(n, Identifier) and n.text == node.text for n in nodes(tree))
                assert len(re.findall(rf"(?<![a-z]){word}(?![a-z])", said)) >= written


def test_what_differs_sounds_different() -> None:
    pairs = [
        (r"\sqrt{x^2}", r"\sqrt{x}^2"), (r"\frac{a}{b} c", r"\frac{a}{bc}"), (r"x^{a} b", r"x^{ab}"),
        (r"\sum_i x_i + b", r"\sum_i (x_i + b)"), (r"f(x)^2", r"f(x^2)"), (r"-\operatorname{E}[x]",
        r"\operatorname{E}[-x]"), (r"|a| + b", r"|a + b|"), (r"\frac{a + b}{c}", r"a + \frac{b}{c}"),
        (r"\log \frac{a}{b}", r"\frac{\log a}{b}"), (r"x_{i} j", r"x_{ij}"), ("(0, 1]", "[0, 1)"),
    ]  # fmt: skip
    for one, other in pairs:
        for language in LANGUAGES:
            assert speech(parse(one), language) != speech(parse(other), language)


def test_a_sign_without_a_word_is_said_by_its_name() -> None:
    assert speech(parse(r"x \circledast y"), "en") == "x circled asterisk operator y"
    assert speech(parse(r"x \circledast y"), "zh") == "x ⊛ y"


def test_a_language_without_words_is_spoken_to_in_english() -> None:
    assert speech(parse(r"\hat{p} = \bar{x}"), "fr") == "p hat equals x bar"


def test_the_languages_have_the_same_templates() -> None:
    english, chinese = table("en"), table("zh")
    assert set(english) == set(chinese)
    for book in set(english) - {"functions", "applied", "unknown"}:
        missing = set(english[book]) ^ set(chinese[book])
        assert not {key for key in missing if book != "letters" or len(key) == 1}


def test_the_walker_loads_neither_the_converter_nor_sympy() -> None:
    import subprocess
    import sys

    program = """
import sys
import derive.notation.speech
loaded = {"sympy", "latex2mathml", "typst"} & set(sys.modules)
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", program], check=True)
