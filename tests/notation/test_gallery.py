"""A gallery of the field's formulas: all of them convert to every notation, within MathML Core."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import warnings
from pathlib import Path
from xml.etree import ElementTree

import pytest

from derive.notation.mathml import mathml, parse
from derive.notation.plain import plain
from derive.notation.typst import typst

LINES = (Path(__file__).parent / "gallery.txt").read_text(encoding="utf-8").splitlines()
GALLERY = [line for line in LINES if line and not line.startswith("%")]

EVERYWHERE = {"style"}
CORE = {
    "math": {"display", "lang"}, "semantics": set(), "annotation": {"encoding"},
    "mrow": {"displaystyle", "scriptlevel"}, "mi": {"mathvariant"}, "mn": set(), "mtext": set(),
    "mo": {"form", "fence", "stretchy", "symmetric", "minsize", "maxsize", "lspace", "rspace", "movablelimits"},
    "mspace": {"width"}, "mpadded": {"height"}, "mfrac": {"linethickness"}, "msqrt": set(), "mroot": set(),
    "msub": set(), "msup": set(), "msubsup": set(),
    "munder": {"accentunder"}, "mover": {"accent"}, "munderover": set(),
    "mtable": {"displaystyle"}, "mtr": set(), "mtd": set(),
}  # fmt: skip
"""The elements of MathML Core that are written, and their attributes."""

CHILDREN = {
    "mfrac": 2,
    "mroot": 2,
    "msub": 2,
    "msup": 2,
    "msubsup": 3,
    "munder": 2,
    "mover": 2,
    "munderover": 3,
}


def elements(tex: str, display: bool = True) -> list[tuple[str, ElementTree.Element]]:
    root = ElementTree.fromstring(mathml(tex, display=display))
    return [(element.tag.rpartition("}")[2], element) for element in root.iter()]


def test_the_gallery_is_large_and_has_no_formula_twice() -> None:
    assert len(GALLERY) >= 104
    assert len(set(GALLERY)) == len(GALLERY)


@pytest.mark.parametrize("tex", GALLERY)
def test_a_formula_stays_within_mathml_core(tex: str) -> None:
    for display in (True, False):
        for name, element in elements(tex, display):
            assert name in CORE
            assert set(element.attrib) <= CORE[name] | EVERYWHERE
            assert len(element) == CHILDREN.get(name, len(element))
            assert element.get("mathvariant", "normal") == "normal"
            assert name == "annotation" or "\\" not in (element.text or "")


@pytest.mark.parametrize("tex", GALLERY)
def test_a_formula_has_a_line_of_text(tex: str) -> None:
    text = plain(parse(tex))
    assert text
    assert "\\" not in text
    assert text == " ".join(text.split())


def test_all_formulas_compile_in_one_typst_document() -> None:
    import typst as compiler

    body = "\n\n".join(f"$ {typst(parse(tex))} $ and ${typst(parse(tex))}$." for tex in GALLERY)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pdf = compiler.compile(body.encode(), format="pdf", ignore_system_fonts=True)
    assert pdf.startswith(b"%PDF")


def test_the_latex_is_carried_along_only_when_asked() -> None:
    tex = r"a < \text{b & c}"
    annotation = ElementTree.fromstring(mathml(tex)).find(".//{*}annotation")
    assert annotation is not None
    assert annotation.text == tex
    assert "annotation" not in mathml(tex, annotation=False)


def test_the_language_of_words_is_escaped() -> None:
    assert 'lang="zh"' in mathml("x", lang="zh")
    assert ElementTree.fromstring(mathml("x", lang='"><script>')).get("lang") == '"><script>'


def test_the_walkers_load_neither_the_converter_nor_sympy() -> None:
    program = textwrap.dedent(
        """
        import sys
        import derive.notation.tree, derive.notation.typst, derive.notation.plain
        loaded = {"sympy", "latex2mathml", "typst"} & set(sys.modules)
        assert not loaded, loaded
        """
    )
    subprocess.run([sys.executable, "-c", program], check=True)
