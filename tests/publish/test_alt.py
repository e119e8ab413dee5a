"""Formulas in a PDF carry along how they are read aloud."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from derive.catalogue import family
from derive.document import compose
from derive.document.blocks import Math
from derive.kernel.replay import dumps
from derive.notation.mathml import parse
from derive.notation.speech import speech
from derive.publish import render
from derive.publish.page import Page
from derive.stages.pipeline import derive

EXPECTED = {
    "en": {
        "p hat equals x bar",
        "equals log L of p",
        "the arg max over p in the closed interval from 0 to 1 of L of p equals the set of x bar",
    },
    "zh": {
        "p 帽等于 x 拔",
        "等于 log L 括号 p",
        "对 p 属于 0 到 1 的闭区间，使 L 括号 p 最大的点等于由 x 拔组成的集合",
    },
}


def elements(node: object) -> Iterator[DictionaryObject]:
    """A structure element and all under it."""
    while isinstance(node, IndirectObject):
        node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from elements(each)
    elif isinstance(node, DictionaryObject):
        yield node
        yield from elements(node.get("/K", []))


def formulas(block: object) -> Iterator[str]:
    """The formulas in the running text of a block."""
    if isinstance(block, Math):
        yield block.tex
    elif isinstance(block, tuple):
        for each in block:
            yield from formulas(each)
    elif hasattr(block, "__dataclass_fields__"):
        for name in block.__dataclass_fields__:
            yield from formulas(getattr(block, name))


@pytest.mark.parametrize("language", sorted(EXPECTED))
def test_formulas_are_read_aloud_in_the_language_of_the_page(language: str) -> None:
    derivation = derive(family("bernoulli"))
    document = compose(derivation, language)
    reader = PdfReader(io.BytesIO(render(Page(document, dumps(derivation)), "pdf")))
    found = [
        element
        for element in elements(reader.root_object["/StructTreeRoot"])
        if element.get("/S") == "/Formula"
    ]
    said = {str(element["/Alt"]) for element in found}
    assert len(found) > 100
    assert EXPECTED[language] <= said
    written = {speech(parse(tex), language) for tex in formulas(document.blocks)}
    assert written <= said
    assert not [text for text in said if any(sign in text for sign in "\\∑∏√=≤<∈^_{}")]
