"""A page of all formulas of the gallery, on a line of their own and in a line of text, as derive sets them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from derive.document.blocks import Block, Document, Equation, Heading, Math, Table, Text
from derive.publish import Page, render

GALLERY = Path(__file__).parents[1] / "notation" / "gallery.txt"


def sections() -> list[tuple[str, list[str]]]:
    """The formulas under their headings."""
    lines = GALLERY.read_text(encoding="utf-8").splitlines()[1:]
    heads = [k for k, line in enumerate(lines) if line.startswith("%")] + [len(lines)]
    return [(lines[a][2:], [line for line in lines[a + 1 : b] if line]) for a, b in pairwise(heads)]


FORMULAS = [tex for _, formulas in sections() for tex in formulas]


def page() -> bytes:
    blocks: list[Block] = []
    number = 0
    for title, formulas in sections():
        blocks.append(Heading((Text(title),), f"section-{len(blocks)}"))
        rows = []
        for tex in formulas:
            number += 1
            blocks.append(Equation(tex, f"formula-{number}", number))
            rows.append(((Text(f"{number}"),), (Text("words "), Math(tex), Text(" words"))))
        blocks.append(Table(((Text("Formula"),), (Text("In a line of text"),)), tuple(rows)))
    title = (Text("All formulas of the gallery"),)
    return render(Page(Document(title, (), "en", tuple(blocks))), "html")
