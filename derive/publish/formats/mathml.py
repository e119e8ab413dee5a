"""Formulas one by one for a blog that takes raw HTML: a comment that names each, and its `<math>`."""

from __future__ import annotations

from collections.abc import Iterator

from derive.document.blocks import Block, Box, Chain, Document, Equation, Example
from derive.publish.page import Page, clean

SUFFIX = ".mathml"


def render(page: Page) -> bytes:
    """The highlights, and then every displayed line in order."""
    from derive.notation.mathml import mathml

    named = ((_comment(name), mathml(tex, display=True)) for name, tex in _formulas(page.document))
    return "\n".join(f"<!-- {name} -->\n{formula}\n" for name, formula in named).encode()


def _formulas(document: Document) -> Iterator[tuple[str, str]]:
    yield from document.highlights
    yield from _displayed(document.blocks)


def _displayed(blocks: tuple[Block, ...]) -> Iterator[tuple[str, str]]:
    """Each displayed line with its label and number; in a chain the left side is carried down."""
    for block in blocks:
        match block:
            case Equation(tex=tex, label=label, number=number):
                yield _name(label, number), tex
            case Chain(lines=lines):
                left = ""
                for line in lines:
                    left = line.left or left
                    yield _name(line.label, line.number), f"{left} {line.relation} {line.right}".strip()
            case Example(shown=shown):
                yield from _displayed((shown,))
            case Box(blocks=inner):
                yield from _displayed(inner)
            case _:
                pass


def _name(label: str, number: int | None) -> str:
    return " ".join(part for part in (label, f"({number})" if number is not None else "") if part) or "\u00b7"


def _comment(text: str) -> str:
    """A comment must not hold two hyphens in a row, nor begin or end with what could close it."""
    return clean(text).replace("--", "-\u200b-").replace(">", "\uff1e").replace("<", "\uff1c")
