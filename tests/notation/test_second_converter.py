"""The gallery converted by math-core too: the two must agree on what every formula is.

Both results are brought to one normal form, in which nothing is left but structure and signs: what is set
over, under, beside or below what, and which characters a reader sees. How wide a space is, how a bracket grows
and how elements are grouped into rows is not compared. Each formula on which the two still differ is listed in
second_converter.toml, with the reason.
"""

from __future__ import annotations

import html
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from math_core import LatexError, LatexToMathML

from derive.notation.mathml import mathml

HERE = Path(__file__).parent
LINES = (HERE / "gallery.txt").read_text(encoding="utf-8").splitlines()
GALLERY = [line for line in LINES if line and not line.startswith("%")]
DIFFERENT: dict[str, dict[str, Any]] = {
    entry["tex"]: entry
    for entry in tomllib.loads((HERE / "second_converter.toml").read_text(encoding="utf-8"))["difference"]
}
AGREED = [tex for tex in GALLERY if tex not in DIFFERENT]

Form = str | tuple[Any, ...]
"""A sign, or the name of an element with the forms of its parts."""

ROWS = {"math", "mrow", "mstyle", "mpadded", "semantics", "mtd"}
"""Elements that only group."""

NOTHING = {"mspace", "annotation"}
INVISIBLE = "\u2061\u2062\u2063\u2064\ufe00\ufe01\u200b"
"""Application and its like, and the wishes for another drawing of the same letter."""

SAME = {
    "¯": "‾", "\u0304": "‾", "\u0302": "ˆ", "^": "ˆ", "~": "˜", "\u0303": "˜", "\u20d7": "→", "\u0332": "_",
    "\u00b7": "⋅", "∣": "|", "∥": "‖", "⟂": "⊥", "−": "-", "∗": "*",
}  # fmt: skip
"""Pairs of characters for one and the same sign."""

MOVABLE = "∑∏∐⋃⋂⨁⨂⋁⋀"
BESIDE = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}
"""In a line of text a browser sets the limits of these signs beside them, unless it is told not to."""

DRAWN = {
    "border:1px solid": "box", "background:linear-gradient": "strike", "border-top": "‾", "border-bottom": "_",
    "box": "box", "updiagonalstrike": "strike",
}  # fmt: skip
"""What is drawn around or through a part, by our style and by their notation."""


LINES = {"mover": "border-top", "munder": "border-bottom"}


def form(element: ElementTree.Element, display: bool) -> Form:
    """The normal form of an element; `display` is what it inherits."""
    name = element.tag.rpartition("}")[2]
    if name in ("mi", "mn", "mo", "mtext"):
        return token(name, element)
    asked = element.get("displaystyle") or {"block": "true"}.get(element.get("display", ""))
    display = asked == "true" if asked or name == "mtable" else display
    parts = list(inner(element, name, display))
    if name in ROWS:
        return drawn(element.get("style", ""), row(parts))
    if name == "menclose":
        return drawn(element.get("notation", ""), row(parts))
    if name == "msqrt":
        return (name, row(parts))
    if name == "mfrac":
        name += " without bar" if element.get("linethickness", "1")[0] == "0" else ""
        return (name, "large" if display else "small", *parts)
    if len(parts) == 1 and name != "mtr" and name != "mtable":
        return parts[0]  # the others were spaces, which make an arrow long
    if name in LINES and parts[1] in ("‾", "_") and element[1].get("stretchy") == "true":
        return drawn(LINES[name], parts[0])
    movable = parts and str(parts[0]) in MOVABLE and element[0].get("movablelimits") != "false"
    if name in BESIDE and movable and not display:
        name = BESIDE[name]
    return (name, *parts)


def inner(element: ElementTree.Element, name: str, display: bool) -> Iterator[Form]:
    """The parts of an element: those of a fraction, and scripts, are small."""
    for k, child in enumerate(element):
        if child.tag.rpartition("}")[2] not in NOTHING:
            small = name == "mfrac" or (k > 0 and name.startswith(("msu", "mu", "mo", "mroot")))
            yield form(child, display and not small)


def drawn(how: str, inside: Form) -> Form:
    kind = next((kind for sign, kind in DRAWN.items() if sign in how), None)
    return ("drawn", kind, inside) if kind else inside


def token(name: str, element: ElementTree.Element) -> Form:
    """A token as the characters that are seen."""
    text = "".join(c for c in "".join(element.itertext()) if c not in INVISIBLE)
    if name == "mi" and len(text) == 1 and element.get("mathvariant") != "normal":
        return slanted(text)
    text = " ".join(text.split())
    if name == "mtext":
        return words(text, element)
    return SAME.get(text, text)


def words(text: str, element: ElementTree.Element) -> Form:
    """Words with their looks, which either HTML or an alphabet of Unicode gives them."""
    look = element[0].tag.rpartition("}")[2] if len(element) else ""
    letter = unicodedata.name(text[0], "") if text else ""
    for prefix, kind in (("MATHEMATICAL BOLD ", "b"), ("MATHEMATICAL ITALIC ", "i")):
        look = kind if letter.startswith(prefix) else look
    return ("mtext", look, unicodedata.normalize("NFKC", text)) if text else ()


def slanted(letter: str) -> str:
    """A letter in the italic of mathematics, in which a lone one is shown; h has its own place in Unicode."""
    if letter == "h":
        return "ℎ"
    name = unicodedata.name(letter)
    for before in ("LATIN ", "GREEK "):
        name = name.removeprefix(before)
    name = re.sub("^(CAPITAL|SMALL) LETTER ", r"\1 ", name)
    try:
        return unicodedata.lookup(f"MATHEMATICAL ITALIC {name}")
    except KeyError:
        return SAME.get(letter, letter)


def row(parts: list[Form]) -> Form:
    """Parts side by side: rows in it opened, what is empty left out, three stops one sign."""
    flat: list[Form] = []
    for part in parts:
        flat += part[1:] if part[:1] == ("row",) else [part] if part else []
    text: list[Form] = []
    for part in flat:
        text.append(part)
        if text[-3:] == [".", ".", "."]:
            text[-3:] = ["…"]
    return text[0] if len(text) == 1 else ("row", *text)


def ours(tex: str, display: bool) -> Form:
    return form(ElementTree.fromstring(mathml(tex, display=display, annotation=False)), display)


def theirs(tex: str, display: bool) -> Form:
    """Raises LatexError for what math-core refuses."""
    text = LatexToMathML().convert_with_local_state(tex, displaystyle=display)
    named = re.sub(r"&(?!amp;|lt;|gt;|quot;|apos;)\w+;", lambda found: html.unescape(found[0]), text)
    return form(ElementTree.fromstring(named), display)


@pytest.mark.parametrize("display", [True, False], ids=["display", "inline"])
@pytest.mark.parametrize("tex", AGREED)
def test_two_converters_agree(tex: str, display: bool) -> None:
    assert ours(tex, display) == theirs(tex, display)


@pytest.mark.parametrize("display", [True, False], ids=["display", "inline"])
@pytest.mark.parametrize("tex", DIFFERENT)
def test_a_difference_that_is_listed_is_still_there(tex: str, display: bool) -> None:
    """And where math-core knows another way to write the formula, that one is what we make of this one."""
    entry = DIFFERENT[tex]
    if entry.get("refused"):
        with pytest.raises(LatexError):
            theirs(tex, display)
    else:
        assert ours(tex, True) != theirs(tex, True)
    if "instead" in entry:
        assert ours(tex, display) == theirs(entry["instead"], display)


def test_differences_are_few_and_each_has_its_reason() -> None:
    assert set(DIFFERENT) <= set(GALLERY)
    assert all(entry["reason"] for entry in DIFFERENT.values())
    assert len(AGREED) >= 120


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"\frac{a}{b}", r"\dfrac{a}{b}"),
        (r"\sum_i x", r"\sum\limits_i x"),
        (r"\mathrm{d}x", "dx"),
        (r"x_i^2", "{x_i}^2"),
        (r"\bar{x}", r"\overline{x}"),
        (r"\boxed{x}", r"\cancel{x}"),
        (r"\binom{n}{k}", r"\left(\frac{n}{k}\right)"),
        (r"\text{if}", r"\textbf{if}"),
        (r"\mathbf{x}", "x"),
    ],
)
def test_the_normal_form_keeps_what_matters(one: str, other: str) -> None:
    """What would make the comparison worthless: a form that is the same for all."""
    assert ours(one, False) != ours(other, False)
    assert theirs(one, False) != theirs(other, False)
