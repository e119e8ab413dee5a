"""Cuts the fonts that derive carries out of Debian's; run by hand: `python -m derive.publish.fonts.build`.

| file                  | cut from (Debian package)                        | for                      |
|-----------------------|--------------------------------------------------|--------------------------|
| derive-song.otf       | Noto Serif CJK SC Regular (fonts-noto-cjk)       | Chinese text in the PDF  |
| derive-song-bold.otf  | Noto Serif CJK SC Bold (fonts-noto-cjk)          | Chinese headings         |
| derive-song.woff2     | Noto Serif CJK SC Regular (fonts-noto-cjk)       | Chinese text of web pages |
| derive-math*.woff2    | Latin Modern Math (fonts-lmodern)                | formulas of the web page |
| derive-roman*.woff2   | Latin Modern Roman 10 (fonts-lmodern)            | text of the web page     |

Both licences ask that a changed font does not go by the old name, hence the families "Derive …".
The licences lie beside the fonts: OFL.txt for Noto, GUST-FONT-LICENSE.txt for Latin Modern.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.publish.webfonts import OFTEN

HERE = Path(__file__).resolve().parent
NOTO = Path("/usr/share/fonts/opentype/noto")
MODERN = Path("/usr/share/texmf/fonts/opentype/public")
MATH = MODERN / "lm-math/latinmodern-math.otf"


@dataclass(frozen=True)
class Cut:
    """One font to make: from which file (and which font of a collection), which characters."""

    target: str
    source: Path
    face: int
    family: str
    style: str
    characters: frozenset[int]
    features: tuple[str, ...]


def gb2312(rows: Iterable[int]) -> frozenset[int]:
    """The characters in these rows of GB 2312 (16-55 are level 1, 56-87 level 2, 1-9 signs)."""
    found = set()
    for row in rows:
        for cell in range(1, 95):
            try:
                found.add(ord(bytes((row + 0xA0, cell + 0xA0)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return frozenset(found)


def spans(*ranges: tuple[int, int]) -> frozenset[int]:
    """All code points in these closed ranges."""
    return frozenset(code for first, last in ranges for code in range(first, last + 1))


# Python reads the dash and the dot of GB 2312 as U+2015 and U+30FB; Chinese text has U+2014 and U+00B7.
SIGNS = gb2312((1,)) | spans((0xFF01, 0xFF5E), (0x2013, 0x2014), (0x2025, 0x2027)) | {0xB7}
LEVEL_1 = SIGNS | gb2312(range(16, 56))
LEVEL_2 = LEVEL_1 | gb2312(range(56, 88)) | spans((0x3000, 0x3017), (0x2460, 0x2473))
LATIN = spans((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2015), (0x2018, 0x201E)) | frozenset(
    map(ord, "†‡•…‰′″‹›€™−ĀāČčĆćŁłŃńŐőŘřŚśŠšŸŽžŻż")
)
# The Plane 1 letters are those that MathML asks for: bold, italic, script, double-struck.
# Primes are always scripts in MathML; the shape for scripts is the only one of theirs that is needed.
FORMULAS = spans(
    (0x20, 0x7E),
    (0xA0, 0xB7),
    (0xD7, 0xD7),
    (0xF7, 0xF7),
    (0x131, 0x131),
    (0x237, 0x237),
    (0x2C6, 0x2DD),
    (0x300, 0x30C),
    (0x338, 0x338),
    (0x391, 0x3F5),
    (0x2032, 0x2037),
    (0x2061, 0x2064),
    (0x2102, 0x2131),
    (0x2190, 0x2195),
    (0x21A6, 0x21A6),
    (0x21D0, 0x21D5),
    (0x2200, 0x223D),
    (0x2243, 0x224D),
    (0x2254, 0x2255),
    (0x2260, 0x2265),
    (0x226A, 0x226B),
    (0x2282, 0x2287),
    (0x2295, 0x2299),
    (0x22A4, 0x22A5),
    (0x22C0, 0x22C6),
    (0x22EE, 0x22F1),
    (0x2308, 0x230B),
    (0x23DE, 0x23DF),
    (0x25A1, 0x25A1),
    (0x27E8, 0x27E9),
    (0x27F5, 0x27FA),
    (0x1D400, 0x1D467),
    (0x1D468, 0x1D49B),
    (0x1D49C, 0x1D4B5),
    (0x1D538, 0x1D56B),
    (0x1D6A4, 0x1D6A5),
    (0x1D6A8, 0x1D6E1),
    (0x1D6E2, 0x1D71B),
    (0x1D71C, 0x1D755),
    (0x1D7CE, 0x1D7E1),
    (0x2A00, 0x2A02),
    (0x2AAF, 0x2AB0),
) | frozenset(map(ord, "‖…‾†‡∎■⊢⊨≻≽≺≼ℵ"))

RARE = FORMULAS - spans(*OFTEN)
PRIMES = spans((0x2032, 0x2034))
OVERLINE = (55, 712, 445, 752)


def chinese() -> frozenset[int]:
    """Every Chinese character and sign in the words and titles of derive."""
    texts = (file.read_text(encoding="utf-8") for file in sorted(HERE.parents[1].rglob("*.toml")))
    return SIGNS | {code for text in texts for code in map(ord, text) if 0x3000 <= code <= 0x9FFF}


CUTS = (
    Cut("derive-song.otf", NOTO / "NotoSerifCJK-Regular.ttc", 2, "Derive Song", "Regular", LEVEL_2, ()),
    Cut("derive-song-bold.otf", NOTO / "NotoSerifCJK-Bold.ttc", 2, "Derive Song", "Bold", LEVEL_1, ()),
    Cut("derive-song.woff2", NOTO / "NotoSerifCJK-Regular.ttc", 2, "Derive Song", "Regular", chinese(), ()),
    Cut("derive-math.woff2", MATH, -1, "Derive Math", "Regular", FORMULAS - RARE, ()),
    Cut("derive-math-seldom.woff2", MATH, -1, "Derive Math Seldom", "Regular", RARE, ()),
    *(
        Cut(
            f"derive-roman{tail}.woff2",
            MODERN / "lm" / file,
            -1,
            "Derive Roman",
            style,
            LATIN,
            ("kern", "liga"),
        )
        for tail, file, style in (
            ("", "lmroman10-regular.otf", "Regular"),
            ("-italic", "lmroman10-italic.otf", "Italic"),
            ("-bold", "lmroman10-bold.otf", "Bold"),
        )
    ),
)


def prefer_script_shapes(font: Any, characters: frozenset[int]) -> None:
    """Give these characters the shape of scripts: feature ssty, which Chromium does not apply."""
    names = dict(font.getBestCmap())
    for table in font["cmap"].tables:
        for code in characters & set(table.cmap):
            table.cmap[code] = names[code] + ".st"


def draw_overline(font: Any) -> None:
    """Latin Modern Math has no overline (U+203E), the bar of MathML over a letter: here is the macron, a little
    higher and thicker, so that on a screen the two do not run together."""
    from fontTools.pens.t2CharStringPen import T2CharStringPen  # type: ignore[import-untyped]

    glyphs = font["CFF "].cff.topDictIndex[0].CharStrings
    old = glyphs["macron"]
    pen = T2CharStringPen(font["hmtx"]["macron"][0] - old.private.nominalWidthX, None)
    left, low, right, high = OVERLINE
    pen.moveTo((left, low))
    for corner in ((right, low), (right, high), (left, high)):
        pen.lineTo(corner)
    pen.closePath()
    glyphs["macron"] = pen.getCharString(old.private, old.globalSubrs)
    font["hmtx"]["macron"] = (font["hmtx"]["macron"][0], left)
    for table in font["cmap"].tables:
        table.cmap[0x203E] = "macron"


def cut(plan: Cut) -> None:
    """Subset one font, rename it, and write it beside this file."""
    from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    font = TTFont(plan.source, fontNumber=plan.face, recalcTimestamp=False)
    if plan.source == MATH:
        prefer_script_shapes(font, PRIMES)
        draw_overline(font)
    options = Options(hinting=False, layout_features=list(plan.features), name_IDs=[0, 1, 2, 3, 4, 6, 13, 14])
    options.notdef_outline = True
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "FFTM", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=plan.characters)
    subsetter.subset(font)
    names = font["name"]
    postscript = f"{plan.family}-{plan.style}".replace(" ", "")
    full = f"{plan.family} {plan.style}"
    for number, value in {1: plan.family, 2: plan.style, 3: postscript, 4: full, 6: postscript}.items():
        names.removeNames(nameID=number)
        names.setName(value, number, 3, 1, 0x409)
    outlines = font["CFF "].cff
    outlines.fontNames[0] = postscript
    outlines.topDictIndex[0].FullName = full
    outlines.topDictIndex[0].FamilyName = plan.family
    font.flavor = "woff2" if plan.target.endswith(".woff2") else None
    font.save(HERE / plan.target)


def main() -> None:
    """Make all fonts, and say how large they came out."""
    for plan in CUTS:
        cut(plan)
        print(f"{plan.target:24}{os.path.getsize(HERE / plan.target) / 1024:8.0f} KiB")


if __name__ == "__main__":
    main()
