"""The gallery of formulas and real pages on a telephone: nothing sticks out, and no letter is borrowed."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
from browsing import Look, looks
from formulas import FORMULAS, page

pytestmark = pytest.mark.browser
LEAVES = "math :is(mi, mn, mo, mtext)"
BORROWED = ("FRAKTUR SMALL", "SANS-SERIF", "MONOSPACE", "CJK UNIFIED")
"""The alphabets that the page's fonts leave to the reader's, as Unicode names them."""


def fits(found: dict[str, Any]) -> None:
    """Nothing makes the page wider than the window, and what is too wide stands in a box that scrolls."""
    assert found["scrollWidth"] <= found["innerWidth"]
    assert found["out"] == []


def own_fonts(found: dict[str, Any]) -> None:
    """Each sign of a formula is drawn in the page's own fonts, but for Chinese words and rare alphabets."""
    for font, used in found["fonts"].items():
        if not font.startswith("own: Derive "):
            for example in used["examples"]:
                sign = example.partition(">")[2].partition("<")[0]
                names = [unicodedata.name(c, "") for c in sign if c not in "()"]
                assert all(any(kind in name for kind in BORROWED) for name in names), (font, example)
    assert found["fonts"]["own: Derive Math"]["glyphs"] > 200


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("gallery").resolve() / "gallery.html"
    file.write_bytes(page())
    return file


def test_all_formulas_fit_a_telephone_and_a_screen_in_fonts_of_their_own(gallery: Path) -> None:
    narrow, wide = looks([Look(str(gallery), 360, fonts=LEAVES), Look(str(gallery), 1000)])
    for found in (narrow, wide):
        fits(found)
        assert found["formulas"] >= 2 * len(FORMULAS)
        assert found["scripts"] == 0
        assert found["elsewhere"] == []
    own_fonts(narrow)


def test_what_sticks_out_is_seen(tmp_path: Path) -> None:
    """The test above can fail: a wide formula without a box, and a letter that no font of the page has."""
    text = "<!DOCTYPE html><title>x</title><p><math><mi>{}</mi></math></p><script>1</script>"
    (tmp_path / "wide.html").write_text(text.format("wide" * 200))
    (found,) = looks([Look(str((tmp_path / "wide.html").resolve()), fonts=LEAVES)])
    assert found["scrollWidth"] > found["innerWidth"]
    assert found["out"]
    assert found["scripts"] == 1
    assert all(font.startswith("fallback: ") for font in found["fonts"])


def test_real_pages_fit_a_telephone(pages: dict[tuple[str, str], Path]) -> None:
    names = list(pages)
    for name, found in zip(names, looks([Look(str(pages[n]), fonts=LEAVES) for n in names]), strict=True):
        fits(found)
        own_fonts(found)
        assert found["scripts"] == 0, name
        assert found["elsewhere"] == []
        assert found["formulas"] > 20


def test_a_site_fits_a_telephone(fronts: dict[tuple[str, str], Path]) -> None:
    for found in looks([Look(str(file)) for file in fronts.values()]):
        fits(found)
        assert found["elsewhere"] == []
