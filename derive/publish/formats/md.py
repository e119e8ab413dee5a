"""Markdown with `$` and `$$`: for GitHub, Jupyter, CSDN, Zhihu and whatever else reads KaTeX or MathJax.

Three habits keep one text good for all of them. In a box a display is one line of source, since a
quotation mark (`>`) at the start of a line would get into the formula. Commands that are punctuation (`\\,`,
`\\{`) have their long names, since some readers take the backslash for an escape of Markdown's.
Numbers are `\\tag` for a single formula and a column of their own in a chain, where KaTeX has no tag.
"""

from __future__ import annotations

import re

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
    Inlines,
    Listing,
    Math,
    Paragraph,
    Reference,
    Sources,
    Table,
    Text,
)
from derive.publish.displays import LINE, aligned, portable, reason, rows
from derive.publish.drawing import svg
from derive.publish.escape import markdown as escape
from derive.publish.measure import pieces
from derive.publish.page import Page, clean, figures_of, numbered, picture_file

SUFFIX = ".md"


def render(page: Page) -> bytes:
    """The whole Markdown file."""
    document = page.document
    parts = [f"# {line(document.title)}"]
    if document.subtitle:
        parts.append(emphasis(document.subtitle))
    parts.append(flow(document.blocks, files=page.files))
    if document.footer:
        parts += ["---", emphasis(document.footer)]
    return ("\n\n".join(parts) + "\n").encode()


def attachments(page: Page) -> dict[str, bytes]:
    """The pictures of the figures, where files can stand beside the page."""
    figures = figures_of(page.document.blocks) if page.files else ()
    return {picture_file(page.files, figure.label): svg(figure.picture).encode() for figure in figures}


def line(inlines: Inlines) -> str:
    """A line of text. Formulas get a space on either side: GitHub knows `$` only at the edge of a word."""
    text = ""
    for piece in inlines:
        match piece:
            case Text(text=plain, strong=strong):
                part = f"**{escape(plain)}**" if strong and plain.strip() else escape(plain)
                glued = text.endswith("$") and part[:1].isalnum()
            case Math(tex=tex):
                part = f"${portable(tex)}$"
                glued = text[-1:].isalnum() or text.endswith("$")
            case Reference(number=number):
                part, glued = f"({number})", False
            case Citation(number=number):
                part, glued = f"[{number}]", False
            case Code(text=code):
                part, glued = _code(code), False
        text += " " + part if glued else part
    return text


def _fence(text: str, least: int) -> str:
    """More backticks than stand together in the text."""
    return "`" * max(least, 1 + max(map(len, re.findall("`+", text)), default=0))


def _code(text: str) -> str:
    """A span of code; a space parts it from its fence, where it begins or ends with a backtick."""
    fence, plain = _fence(text, 1), clean(text)
    space = " " if plain[:1] == "`" or plain[-1:] == "`" else ""
    return f"{fence}{space}{plain}{space}{fence}"


def emphasis(inlines: Inlines) -> str:
    text = line(inlines).strip()
    return f"*{text}*" if all(isinstance(piece, Text) for piece in inlines) else text


def flow(blocks: tuple[Block, ...], end: str = "\n", files: str = "", first: int = 1) -> str:
    """Blocks one under another; sections are numbered from the `first`."""
    return "\n\n".join(
        _block(block, section and section + first - 1, end, files) for block, section in numbered(blocks)
    )


def _block(block: Block, section: int, end: str, files: str) -> str:
    """`end` ends the lines of source inside a display: a new line, or a space in a box."""
    match block:
        case Heading(content=content, level=level):
            return ("## " if level == 1 else "### ") + (f"{section}. " if section else "") + line(content)
        case Paragraph(content=content):
            return line(content)
        case Equation():
            return _equation(block, end)
        case Chain(lines=lines):
            return _display(aligned(rows(lines), end), end)
        case Bullets(items=items):
            return "\n".join(f"- {line(item)}" for item in items)
        case Table():
            return _table(block)
        case Box(title=title, blocks=blocks):
            strong = any(isinstance(piece, Text) and piece.strong for piece in title)
            head = line(title) if strong else f"**{line(title)}**"
            return "\n".join(f"> {line}".rstrip() for line in f"{head}\n\n{flow(blocks, ' ')}".split("\n"))
        case Figure(label=label, name=name, caption=caption, alt=alt):
            image = f"![{escape(alt)}]({picture_file(files, label)})\n\n" if files else ""
            return f"{image}**{escape(name)}** {line(caption)}"
        case Listing(source=source):
            fence = _fence(source, 3)
            return f"{fence}latex\n{source}\n{fence}"
        case Example(shown=shown, source=source):
            return f"{_block(shown, 0, end, files)}\n\n{_block(Listing(source), 0, end, files)}"
        case Folded(title=title, blocks=blocks):
            return f"**{line(title)}**\n\n{flow(blocks, end)}"
        case Sources(entries=entries):
            return "\n".join(f"{k}. {line(entry)}" for k, entry in enumerate(entries, 1))


def _display(tex: str, end: str) -> str:
    return f"$$\n{tex}\n$$" if end == "\n" else f"$${tex}$$"


def _equation(block: Equation, end: str) -> str:
    parts = pieces(block.tex, LINE)
    tex = portable(parts[0])
    if len(parts) > 1:
        tex = aligned([f"&{tex}", *(rf"&\quad {portable(part)}" for part in parts[1:])], end)
    if block.reason:
        tex += rf" \qquad {reason(block.reason)}"
    return _display(tex + (rf" \tag{{{block.number}}}" if block.number is not None else ""), end)


def _table(block: Table) -> str:
    rows = [block.header, *block.rows]
    lines = ["| " + " | ".join(line(cell) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(block.header), *lines[1:]])
