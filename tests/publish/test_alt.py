"""What a PDF says to those who listen to it."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest
from publish_sample import SAMPLES

from derive.document.blocks import Document
from derive.publish import Page, render


def alts(content: bytes) -> list[str]:
    """The alternative texts of all formulas and figures of a PDF, in their order."""
    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, pypdf.generic.DictionaryObject):
            if "/Alt" in node:
                found.append(str(node["/Alt"]))
            if "/K" in node:
                walk(node["/K"])
        elif isinstance(node, pypdf.generic.ArrayObject):
            for child in node:
                walk(child)

    walk(root)
    return found


@pytest.mark.parametrize(
    ("language", "said"), [("en", "0 is less than p is less than 1"), ("zh", "0 小于 p 小于 1")]
)
def test_formulas_are_spoken_in_their_language(language: str, said: str) -> None:
    document: Document = SAMPLES[language]()
    found = alts(render(Page(document), "pdf"))
    assert any(said in alt for alt in found)
    assert not any("\\" in alt for alt in found)
