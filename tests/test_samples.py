"""The samples in output/ are what the program makes: text byte for byte, PDF by pages and words."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from samples import BINARY, OUTPUT, samples

MADE = dict(samples())


def test_the_samples_are_complete():
    assert {path.name for path in OUTPUT.iterdir()} == set(MADE)


@pytest.mark.parametrize("name", sorted(MADE))
def test_sample_is_what_the_program_makes(name: str):
    kept, made = (OUTPUT / name).read_bytes(), MADE[name]
    if name.endswith(BINARY):
        assert words(kept) == words(made)
    else:
        assert kept.decode() == made.decode(), "run `poe samples` and look at the difference"


def words(pdf: bytes) -> list[str]:
    """The text of a PDF, page by page."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]
