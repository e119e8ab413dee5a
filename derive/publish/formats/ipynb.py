"""A notebook for Jupyter: the sections as Markdown, and cells that derive it and check it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive.document.blocks import Block, Heading
from derive.publish.formats import md
from derive.publish.page import Page, figures_of, numbered, picture_file

SUFFIX = ".ipynb"
FILES = "figure"


def render(page: Page) -> bytes:
    """The whole notebook; the same page gives the same bytes."""
    from importlib import import_module

    nbformat: Any = import_module("nbformat")  # it has no types
    v4: Any = import_module("nbformat.v4")

    document, cells = page.document, []
    for number, (kind, source) in enumerate(_cells(page)):
        made = v4.new_markdown_cell(source) if kind == "markdown" else v4.new_code_cell(source)
        made["id"] = f"cell-{number}"
        if kind == "markdown":
            _attach(made, page)
        cells.append(made)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = v4.new_notebook(
        cells=cells,
        metadata={"kernelspec": kernel, "language_info": {"name": "python"}, "lang": document.language},
    )
    nbformat.validate(notebook)
    return f"{nbformat.writes(notebook)}\n".encode()


def _cells(page: Page) -> Iterator[tuple[str, str]]:
    """Kind and source of each cell: what stands before the first section, the code, then a cell a section."""
    document = page.document
    head = [f"# {md.line(document.title)}", md.emphasis(document.subtitle) if document.subtitle else ""]
    before, *sections = list(_sections(document.blocks))
    parts = [*filter(None, head), md.flow(before, files=FILES)]
    yield "markdown", "\n\n".join(part for part in parts if part)
    for code in page.code:
        yield "code", code
    for blocks in sections:
        yield "markdown", md.flow(blocks, files=FILES, first=_number(document.blocks, blocks[0]))
    if document.footer:
        yield "markdown", md.emphasis(document.footer)


def _sections(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    part: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level == 1:
            yield tuple(part)
            part = []
        part.append(block)
    yield tuple(part)


def _number(blocks: tuple[Block, ...], heading: Block) -> int:
    return next(number for block, number in numbered(blocks) if block is heading)


def _attach(cell: Any, page: Page) -> None:  # nbformat has no types
    """The pictures that a cell shows, inside it."""
    from base64 import b64encode

    from derive.publish.drawing import svg

    for figure in figures_of(page.document.blocks):
        name = picture_file(FILES, figure.label)
        if f"({name})" in cell["source"]:
            cell["source"] = cell["source"].replace(f"({name})", f"(attachment:{name})")
            data = b64encode(svg(figure.picture).encode()).decode()
            cell.setdefault("attachments", {})[name] = {"image/svg+xml": data}
