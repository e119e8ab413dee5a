"""The fonts of a web page, as rules of its style: whole in the page, and no more of them than it needs."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass
from functools import cache

from derive.publish.press import font

_FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)


@dataclass(frozen=True)
class Face:
    """A font file; one that is `seldom` needed stands after the others of its kind."""

    family: str
    style: str
    weight: str
    file: str
    seldom: bool = False


SIGNS = "𝟏±·×÷¬ˆ˜˙¯‾ΓΔΘΛΞΠΣΦΨΩ′″‴…‖ℎℓ→⇒⇔↦⟹⟺⟨⟩∂∅∈∑∏−∗∘√∝∞∥∫∣∼≈≃≠≡≤≥⊤⊥⋅⋯⋮⋱∇≻∪∩∖⌊⌋"
# What formulas often have; all else is in a second font, which few pages need.
OFTEN = (
    *((0x20, 0x7E), (0x1D434, 0x1D467), (0x1D6FC, 0x1D71B)),
    *((ord(sign), ord(sign)) for sign in SIGNS),
    (0x2061, 0x2064),
)
# Small Greek letters are drawn by a browser as the slanted ones of Plane 1, which are in the first font.
SLANTED = (0x3B1, 0x3F5)
# Words inside a formula have a font of their own.
WORDS = (0x2E80, 0xFFFF)
FACES = (
    Face("Derive Math", "normal", "normal", "derive-math.woff2"),
    Face("Derive Math Seldom", "normal", "normal", "derive-math-seldom.woff2", seldom=True),
    Face("Derive Roman", "normal", "normal", "derive-roman.woff2"),
    Face("Derive Roman", "italic", "normal", "derive-roman-italic.woff2"),
    Face("Derive Roman", "normal", "bold", "derive-roman-bold.woff2"),
)
# In Chinese, quotation marks and dashes are those of the Chinese font.
LATIN = "U+20-FF"
CHINESE = Face("Derive Song", "normal", "normal", "derive-song.woff2")


def rules(language: str, formulas: bool = True) -> str:
    """The @font-face rules of a language; without `formulas`, those that seldom have a use are left out."""
    faces = (*FACES, CHINESE) if language == "zh" else FACES
    return "\n".join(_rule(face, language == "zh") for face in faces if formulas or not face.seldom)


def rules_for(language: str, markup: str) -> str:
    """The rules for the formulas of one page, given as MathML."""
    signs = {code for formula in _FORMULA.findall(markup) for code in map(ord, formula)}
    return rules(language, any(not _in(code, (*OFTEN, SLANTED, WORDS)) for code in signs if code > 0x7E))


def _in(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(low <= code <= high for low, high in ranges)


@cache
def _rule(face: Face, chinese: bool) -> str:
    data = b64encode(font(face.file).read_bytes()).decode()
    only = f"unicode-range:{LATIN};" if chinese and face.family == "Derive Roman" else ""
    return (
        f"@font-face{{font-family:'{face.family}';font-style:{face.style};font-weight:{face.weight};"
        f"font-display:block;{only}src:url(data:font/woff2;base64,{data}) format('woff2')}}"
    )
