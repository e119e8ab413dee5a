"""A directive for Sphinx, in reStructuredText and, through MyST, in Markdown.

extensions = ["derive.integrations.sphinx"]

.. derive:: bernoulli
   :lang: en
   :known: sigma
   :part: results
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from derive import __version__
from derive.document.blocks import (
    Block,
    Box,
    Bullets,
    Chain,
    Citation,
    Code,
    Equation,
    Example,
    Figure,
    Folded,
    Heading,
    Inline,
    Inlines,
    Listing,
    Math,
    Paragraph,
    Reference,
    Sources,
    Table,
    Text,
)
from derive.errors import DeriveError
from derive.integrations.embedding import OPTIONS, embedded, language_of
from derive.publish.displays import display
from derive.publish.drawing import svg
from derive.publish.escape import html


class DeriveDirective(SphinxDirective):
    """`.. derive:: NAME`: the write-up, as nodes that every builder and theme knows."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar[dict[str, Any] | None] = dict.fromkeys(OPTIONS, directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        if name.endswith((".toml", ".json")):
            relative, name = self.env.relfn2path(name)
            self.env.note_dependency(relative)
        try:
            document = embedded(name, self.options, language_of(self.config.language or "en"))
        except DeriveError as error:
            return [self.reporter.error(f"derive: {error}", line=self.lineno)]
        return flow(document.blocks)


def flow(blocks: Sequence[Block]) -> list[nodes.Node]:
    return [node for block in blocks for node in block_nodes(block)]


def block_nodes(block: Block) -> list[nodes.Node]:
    match block:
        case Heading(content=content):
            return [nodes.rubric("", "", *line(content))]
        case Paragraph(content=content):
            return [paragraph(content)]
        case Equation() | Chain():
            tex = display(block)
            return [nodes.math_block(tex, tex, nowrap=False, number=None, label=None)]
        case Bullets(items=items):
            return [nodes.bullet_list("", *(nodes.list_item("", paragraph(item)) for item in items))]
        case Sources(entries=entries):
            listed = (nodes.list_item("", paragraph(entry)) for entry in entries)
            return [nodes.enumerated_list("", *listed, enumtype="arabic", prefix="[", suffix="]")]
        case Table(header=header, rows=rows):
            return [table(header, rows)]
        case Box(title=title, blocks=blocks):
            return [nodes.admonition("", nodes.title("", "", *line(title)), *flow(blocks))]
        case Figure(picture=picture, name=name, caption=caption, alt=alt):
            data = b64encode(svg(picture).encode()).decode()
            image = f'<img src="data:image/svg+xml;base64,{data}" alt="{html(alt)}">'
            told = nodes.paragraph("", "", nodes.strong("", name), nodes.Text(" "), *line(caption))
            return [nodes.raw("", image, format="html"), told]
        case Listing(source=source):
            return [nodes.literal_block(source, source, language="latex")]
        case Example(shown=shown, source=source):
            return [*block_nodes(shown), *block_nodes(Listing(source))]
        case Folded(title=title, blocks=blocks):
            return [nodes.paragraph("", "", nodes.strong("", "", *line(title))), *flow(blocks)]


def paragraph(inlines: Inlines) -> nodes.paragraph:
    return nodes.paragraph("", "", *line(inlines))


def line(inlines: Inlines) -> list[nodes.Node]:
    return [inline(piece) for piece in inlines]


def inline(piece: Inline) -> nodes.Node:
    match piece:
        case Text(text=text, strong=strong):
            return nodes.strong("", text) if strong else nodes.Text(text)
        case Math(tex=tex):
            return nodes.math(tex, tex)
        case Reference(number=number):
            return nodes.Text(f"({number})")
        case Citation(number=number):
            return nodes.Text(f"[{number}]")
        case Code(text=text):
            return nodes.literal(text, text)


def table(header: tuple[Inlines, ...], rows: tuple[tuple[Inlines, ...], ...]) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec("", colwidth=1) for _ in header), cols=len(header))
    group += nodes.thead("", row(header))
    group += nodes.tbody("", *map(row, rows))
    return nodes.table("", group)


def row(cells: tuple[Inlines, ...]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", paragraph(cell)) for cell in cells))


def setup(app: Sphinx) -> dict[str, Any]:
    """What Sphinx calls."""
    app.add_directive("derive", DeriveDirective)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
