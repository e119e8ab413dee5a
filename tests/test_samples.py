"""The samples in output/ are what the program makes: text byte for byte, PDF by pages and words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from io import BytesIO

import pytest
from pypdf import PdfReader
from samples import BINARY, OUTPUT, samples

MADE = dict(samples())
PICTURE = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]*|(?<=\"image/svg\+xml\": \")[^\"]*")


def test_the_samples_are_complete():
    assert {path.name for path in OUTPUT.iterdir()} == set(MADE)


@pytest.mark.parametrize("name", sorted(MADE))
def test_sample_is_what_the_program_makes(name: str):
    kept, made = (OUTPUT / name).read_bytes(), MADE[name]
    if name.endswith(BINARY):
        assert words(kept) == words(made)
    elif name.endswith(".svg"):
        assert drawn(kept) == drawn(made)
    else:
        assert plain(kept) == plain(made), "run `poe samples` and look at the difference"


def plain(content: bytes) -> str:
    """The text, but for pictures: another release of Matplotlib draws them with other bytes."""
    return PICTURE.sub("", content.decode())


def drawn(svg: bytes) -> tuple[str | None, int]:
    """The frame of a picture, and how many clipped curves are in it."""
    return ET.fromstring(svg).get("viewBox"), svg.count(b"clip-path=")


def words(pdf: bytes) -> list[str]:
    """The text of a PDF, page by page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
