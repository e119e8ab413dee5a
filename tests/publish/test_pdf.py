"""The PDF as a file: its fonts, its text, and the structure that PDF/UA-1 asks for."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from publish_sample import SAMPLES
from pypdf import PdfReader

from derive.document.blocks import Document
from derive.publish import Page, render

Element = dict[str, Any]
HEADINGS = re.compile("H([1-6])")


@pytest.fixture(scope="module", params=["en", "zh"])
def made(request: pytest.FixtureRequest) -> tuple[Document, bytes]:
    document = SAMPLES[request.param]()
    return document, render(Page(document), "pdf")


@pytest.fixture(scope="module")
def pdf(made: tuple[Document, bytes]) -> PdfReader:
    return PdfReader(io.BytesIO(made[1]))


def fonts(pdf: PdfReader) -> Iterator[Element]:
    for page in pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            yield font.get_object()


def elements(pdf: PdfReader) -> Iterator[Element]:
    """The elements of structure, in the order of reading."""
    roles = pdf.root_object["/StructTreeRoot"].get("/RoleMap", {})
    waiting = [pdf.root_object["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting += reversed(node)
        elif isinstance(node, dict):
            if "/S" in node:
                yield {**node, "role": str(roles.get(node["/S"], node["/S"]))[1:]}
            waiting.append(node.get("/K", []))


def test_every_font_is_in_the_file_and_has_its_letters(pdf: PdfReader) -> None:
    found = list(fonts(pdf))
    assert found
    for font in found:
        assert "/ToUnicode" in font
        for part in font.get("/DescendantFonts", [font]):
            descriptor = part.get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_the_text_can_be_found(made: tuple[Document, bytes], pdf: PdfReader) -> None:
    text = "".join("".join(page.extract_text() for page in pdf.pages).split())
    title = "".join(getattr(part, "text", "") for part in made[0].title)
    assert "".join(title.split()) in text
    assert all(f"({number})" in text for number in range(1, 7))
    assert "Casella" in text


def test_it_has_as_many_pages_as_it_says(pdf: PdfReader) -> None:
    assert len(pdf.pages) == pdf.root_object["/Pages"]["/Count"] >= 1
    assert all(page.extract_text().strip() for page in pdf.pages)


def test_it_says_that_it_is_accessible(made: tuple[Document, bytes], pdf: PdfReader) -> None:
    root = pdf.root_object
    assert root["/MarkInfo"]["/Marked"] is True or root["/MarkInfo"]["/Marked"].value is True
    assert str(root["/Lang"]).startswith(made[0].language)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert pdf.metadata is not None
    assert pdf.metadata.title
    packet = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", packet)
    assert "<dc:title>" in packet
    assert all(page["/Tabs"] == "/S" for page in pdf.pages if "/Annots" in page)
    assert all("/StructParents" in page for page in pdf.pages)


def test_formulas_are_spoken_and_headings_go_step_by_step(pdf: PdfReader) -> None:
    found = list(elements(pdf))
    pictures = [one for one in found if one["role"] in ("Formula", "Figure")]
    assert len(pictures) > 10
    assert all(str(one["/Alt"]).strip() and "\\" not in str(one["/Alt"]) for one in pictures)
    levels = [int(match[1]) for one in found if (match := HEADINGS.fullmatch(one["role"]))]
    assert levels
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_headers_with_a_scope(pdf: PdfReader) -> None:
    found = list(elements(pdf))
    heads = [one for one in found if one["role"] == "TH"]
    assert len(heads) >= sum(one["role"] == "Table" for one in found) >= 1
    for head in heads:
        given = head["/A"].get_object()
        assert any("/Scope" in one.get_object() for one in (given if isinstance(given, list) else [given]))


@pytest.mark.browser
def test_a_checker_of_pdf_ua_finds_nothing(made: tuple[Document, bytes], tmp_path: Path) -> None:
    """outloud, whose rules of conformance follow ISO 14289-1 (PDF/UA-1) and the Matterhorn protocol."""
    file = tmp_path / "page.pdf"
    file.write_bytes(made[1])
    command = [str(Path(sys.executable).parent / "outloud"), str(file), "--layer", "conformance"]
    done = subprocess.run([*command, "--fail-on", "warning"], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "PASS" in done.stdout.upper()
