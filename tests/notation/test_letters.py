"""The font of formulas has every sign that a formula can show, so that none is borrowed from another font."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from derive.notation.mathml import mathml
from derive.notation.tables import ACCENTS, BIG, DELIMITERS, SIGNS
from derive.publish.press import FONTS
from derive.publish.webfonts import rules_for
from derive.site.entries import entries
from derive.site.front import formulas

HERE = Path(__file__).parent
HOUSE = HERE.parents[1] / "derive"
LINES = (HERE / "gallery.txt").read_text(encoding="utf-8").splitlines()
GALLERY = [line for line in LINES if line and not line.startswith("%")]
SAMPLES = sorted((HERE.parents[1] / "output").glob("*.html"))
BORROWED = ("FRAKTUR SMALL", "SANS-SERIF", "MONOSPACE", "CJK UNIFIED", "IDEOGRAPHIC", "FULLWIDTH")
"""Rare alphabets and Chinese words, which are left to the fonts of the reader."""

MATH = re.compile(r"<math.*?</math>", re.DOTALL)
NOTE = re.compile(r"<annotation.*?</annotation>", re.DOTALL)


@cache
def letters(file: str) -> frozenset[str]:
    return frozenset(map(chr, TTFont(FONTS / file).getBestCmap()))


def missing(markup: str) -> set[str]:
    """The signs of this MathML that the fonts which a page with it carries do not have. A browser draws small
    Greek letters as the slanted ones of Plane 1."""
    carried = rules_for("en", markup)
    own = letters("derive-math.woff2")
    if "Derive Math Seldom" in carried:
        own |= letters("derive-math-seldom.woff2")
    text = html.unescape(re.sub("<[^>]*>", "", NOTE.sub("", markup)))
    slanted = {sign for sign in text if chr(0x1D6FC) in own and 0x3B1 <= ord(sign) <= 0x3F5}
    return {
        sign
        for sign in set(text) - own - slanted
        if not sign.isspace() and not any(kind in unicodedata.name(sign, "") for kind in BORROWED)
    }


@pytest.mark.parametrize("tex", GALLERY)
def test_the_font_has_every_sign_of_the_gallery(tex: str) -> None:
    assert missing(mathml(tex)) == set()


def test_the_font_has_every_sign_of_the_catalogue() -> None:
    found = {entry.asked: missing(mathml(tex)) for entry in entries() for tex in formulas(entry)}
    assert len(found) > 40
    assert {name: signs for name, signs in found.items() if signs} == {}


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: file.name)
def test_the_font_has_every_sign_of_whole_pages(file: Path) -> None:
    markup = MATH.findall(file.read_text(encoding="utf-8"))
    assert len(markup) > 30
    assert missing("".join(markup)) == set()


def test_the_font_has_what_commands_stand_for() -> None:
    accents = "".join(mathml(rf"\{name}{{x}}") for name in ACCENTS)
    others = "".join([*BIG.values(), *DELIMITERS.values(), *(sign for sign, _ in SIGNS.values())])
    assert missing(accents) | missing(f"<math>{html.escape(others)}</math>") == set()


def test_the_chinese_font_has_every_sign_of_words_and_titles() -> None:
    """`python -m derive.publish.fonts.build` cuts it; it has to be run again when a word is new."""
    texts = "".join(file.read_text(encoding="utf-8") for file in HOUSE.rglob("*.toml"))
    told = {sign for sign in texts if "CJK UNIFIED" in unicodedata.name(sign, "")}
    assert len(told) > 500
    assert told - letters("derive-song.woff2") == set()


def test_usual_pages_do_without_the_font_of_rare_signs() -> None:
    assert "Seldom" not in rules_for(
        "en", mathml(r"\hat{\theta} = \bar{x} \iff \sum_{i=1}^n \mathbf{1}\{x_i \in A\}")
    )
    assert "Seldom" in rules_for("en", mathml(r"\mathbb{R}"))


def test_a_sign_that_is_missing_is_seen() -> None:
    assert missing("<math><mo>☃</mo></math>") == {"☃"}
