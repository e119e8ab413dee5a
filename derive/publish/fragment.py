"""A fragment of HTML to paste into a blog: its styles stand in the elements, and nothing refers to anything."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import TypeAlias

from derive.document.blocks import (
    Block,
    Box,
    Bullets,
    Chain,
    Citation,
    Code,
    Document,
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
from derive.publish.displays import display
from derive.publish.drawing import svg
from derive.publish.escape import html as escape
from derive.publish.page import numbered, spaced

Formula: TypeAlias = Callable[[str, bool], str]
"""The markup of a formula: its TeX, and whether it is displayed."""
Image: TypeAlias = Callable[[Figure], str]
"""The markup of a picture."""

SCROLLED = "overflow-x:auto;overflow-y:hidden;margin:1em 0"
SHRUNK = "max-width:100%;height:auto"
GREY = "color:#66676c"
BOXED = "padding:.8em 1.1em;margin:1.4em 0"
BOXES = {
    "theorem": f"border-left:3px solid #1f3a5f;background:#f1f5fa;color:#1c1c1e;{BOXED}",
    "assumptions": f"border-left:1px solid #66676c;background:#f8f6ef;color:#1c1c1e;{BOXED}",
    "remark": f"border-left:1px solid #66676c;{BOXED}",
}
CELL = "padding:.35em .7em;text-align:start;border-bottom:1px solid #d9d6cc"


def fragment(document: Document, formula: Formula, image: Image) -> str:
    """The document without a page around it; the title is left to the blog."""
    return _Writer(formula, image).whole(document)


def inside(figure: Figure) -> str:
    """A picture that is whole in its page."""
    data = b64encode(svg(figure.picture).encode()).decode()
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(figure.alt)}" style="{SHRUNK}">'


def escape_lines(source: str) -> str:
    """Lines of source, each made harmless."""
    return "\n".join(map(escape, source.split("\n")))


class _Writer:
    def __init__(self, formula: Formula, image: Image) -> None:
        self.formula, self.image = formula, image

    def whole(self, document: Document) -> str:
        parts = [self.flow(document.blocks)]
        if document.subtitle:
            parts.insert(0, f"<p><em>{self.line(document.subtitle)}</em></p>")
        if document.footer:
            parts.append(f'<hr>\n<p style="{GREY}">{self.line(document.footer)}</p>')
        return "\n".join(parts)

    def line(self, inlines: Inlines) -> str:
        return "".join(self.inline(piece) for piece in spaced(inlines))

    def inline(self, piece: Inline) -> str:
        match piece:
            case Text(text=text, strong=strong):
                return f"<strong>{escape(text)}</strong>" if strong else escape(text)
            case Math(tex=tex):
                return self.formula(tex, False)
            case Reference(number=number):
                return f"({number})"
            case Citation(number=number):
                return f"[{number}]"
            case Code(text=text):
                return f"<code>{escape(text)}</code>"

    def flow(self, blocks: tuple[Block, ...]) -> str:
        return "\n".join(self.block(block, section) for block, section in numbered(blocks))

    def block(self, block: Block, section: int) -> str:
        match block:
            case Heading(content=content, level=level):
                name, number = ("h2" if level == 1 else "h3"), f"{section}&ensp;" if section else ""
                return f"<{name}>{number}{self.line(content)}</{name}>"
            case Paragraph(content=content):
                return f"<p>{self.line(content)}</p>"
            case Equation() | Chain():
                return f'<div style="{SCROLLED}">{self.formula(display(block), True)}</div>'
            case Bullets(items=items):
                return self.listed("ul", items)
            case Sources(entries=entries):
                return self.listed("ol", entries)
            case Table(header=header, rows=rows):
                return self.table(header, rows)
            case Box(kind=kind, title=title, blocks=blocks):
                inner = f"<p><strong>{self.line(title)}</strong></p>\n{self.flow(blocks)}"
                return f'<div style="{BOXES.get(kind, BOXES["remark"])}">\n{inner}\n</div>'
            case Listing(source=source):
                return f'<pre style="{SCROLLED}"><code>{escape_lines(source)}</code></pre>'
            case Example(shown=shown, source=source):
                return f"{self.block(shown, 0)}\n{self.block(Listing(source), 0)}"
            case Folded(title=title, blocks=blocks):
                return f"<p><strong>{self.line(title)}</strong></p>\n{self.flow(blocks)}"
            case Figure(name=name, caption=caption):
                told = f'<p style="{GREY}"><strong>{escape(name)}</strong> {self.line(caption)}</p>'
                return f"<p>{self.image(block)}</p>\n{told}"

    def listed(self, name: str, items: tuple[Inlines, ...]) -> str:
        return f"<{name}>\n" + "\n".join(f"<li>{self.line(item)}</li>" for item in items) + f"\n</{name}>"

    def table(self, header: tuple[Inlines, ...], rows: tuple[tuple[Inlines, ...], ...]) -> str:
        head = "".join(f'<th scope="col" style="{CELL}">{self.line(cell)}</th>' for cell in header)
        lines = ("".join(f'<td style="{CELL}">{self.line(cell)}</td>' for cell in row) for row in rows)
        body = "\n".join(f"<tr>{line}</tr>" for line in lines)
        style = "border-collapse:collapse"
        table = f'<table style="{style}">\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>'
        return f'<div style="{SCROLLED}">\n{table}\n</div>'
