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
    Equation,
    Figure,
    Heading,
    Inlines,
    Line,
    Math,
    Paragraph,
    Reference,
    Sources,
    Table,
    Text,
)
from derive.publish.escape import markdown as escape
from derive.publish.measure import pieces, width
from derive.publish.page import Page, clean, numbered, picture_file

SUFFIX = ".md"
ATTACHES = True

# What a column of a blog holds, and what it holds with a reason beside it, in em.
LINE, BESIDE = 34.0, 40.0
_LONG_NAMES = {
    r"\,": r"\thinspace ",
    r"\:": r"\thinspace ",
    r"\;": r"\thinspace ",
    r"\!": r"\negthinspace ",
    r"\{": r"\lbrace ",
    r"\}": r"\rbrace ",
    r"\|": r"\Vert ",
    "<": r"\lt ",
    ">": r"\gt ",
    "*": r"\ast ",
    "|": r"\vert ",
}
_SPECIAL = re.compile(r"\\[A-Za-z]+|\\.|[<>*|]")
# In \text, KaTeX and MathJax agree on few escapes: the rest is written with a sign that looks alike.
_IN_TEXT = dict(zip(r"\$&#%_^~`<>*[]", "\u2216＄＆＃％＿\u02c6\u223c\u2018＜＞\u2217［］", strict=True))
_IN_TEXT |= {"{": r"\lbrace", "}": r"\rbrace"}


def render(page: Page) -> bytes:
    """The whole Markdown file."""
    document = page.document
    parts = [f"# {_line(document.title)}"]
    if document.subtitle:
        parts.append(_emphasis(document.subtitle))
    parts.append(_flow(document.blocks, files=page.files))
    if document.footer:
        parts += ["---", _emphasis(document.footer)]
    return ("\n\n".join(parts) + "\n").encode()


def _line(inlines: Inlines) -> str:
    """A line of text. Formulas get a space on either side: GitHub knows `$` only at the edge of a word."""
    text = ""
    for piece in inlines:
        match piece:
            case Text(text=plain, strong=strong):
                part = f"**{escape(plain)}**" if strong and plain.strip() else escape(plain)
                glued = text.endswith("$") and part[:1].isalnum()
            case Math(tex=tex):
                part = f"${_tex(tex)}$"
                glued = text[-1:].isalnum() or text.endswith("$")
            case Reference(number=number):
                part, glued = f"({number})", False
            case Citation(number=number):
                part, glued = f"[{number}]", False
        text += " " + part if glued else part
    return text


def _emphasis(inlines: Inlines) -> str:
    line = _line(inlines).strip()
    return f"*{line}*" if all(isinstance(piece, Text) for piece in inlines) else line


def _tex(tex: str) -> str:
    """A formula in the commands that every reader of Markdown leaves alone."""
    long = _SPECIAL.sub(lambda found: _LONG_NAMES.get(found[0], found[0]), tex)
    return re.sub(r"\s+", " ", long).strip()


def _reason(inlines: Inlines) -> str:
    """A reason inside a formula: text in \\text, formulas as they are."""
    parts, text = [], ""
    for piece in inlines:
        match piece:
            case Text(text=plain):
                text += clean(plain)
            case Reference(number=number):
                text += f"({number})"
            case Citation(number=number):
                text += f"[{number}]"
            case Math(tex=tex):
                parts += [_text(text), _tex(tex)]
                text = ""
    return " ".join(part for part in (*parts, _text(text)) if part)


def _text(text: str) -> str:
    """Text as \\text, where braces have to stand outside."""
    if not text:
        return ""
    safe = "".join(_IN_TEXT.get(sign, sign) for sign in text)
    return rf"\text{{{safe}}}".replace(r"\lbrace", r"}\lbrace\text{").replace(r"\rbrace", r"}\rbrace\text{")


def _flow(blocks: tuple[Block, ...], end: str = "\n", files: str = "") -> str:
    return "\n\n".join(_block(block, section, end, files) for block, section in numbered(blocks))


def _block(block: Block, section: int, end: str, files: str) -> str:
    """`end` ends the lines of source inside a display: a new line, or a space in a box."""
    match block:
        case Heading(content=content, level=level):
            return ("## " if level == 1 else "### ") + (f"{section}. " if section else "") + _line(content)
        case Paragraph(content=content):
            return _line(content)
        case Equation():
            return _equation(block, end)
        case Chain(lines=lines):
            return _display(_aligned(_rows(lines), end), end)
        case Bullets(items=items):
            return "\n".join(f"- {_line(item)}" for item in items)
        case Table():
            return _table(block)
        case Box(title=title, blocks=blocks):
            strong = any(isinstance(piece, Text) and piece.strong for piece in title)
            head = _line(title) if strong else f"**{_line(title)}**"
            return "\n".join(f"> {line}".rstrip() for line in f"{head}\n\n{_flow(blocks, ' ')}".split("\n"))
        case Figure(label=label, name=name, caption=caption, alt=alt):
            image = f"![{escape(alt)}]({picture_file(files, label)})\n\n" if files else ""
            return f"{image}**{escape(name)}** {_line(caption)}"
        case Sources(entries=entries):
            return "\n".join(f"{k}. {_line(entry)}" for k, entry in enumerate(entries, 1))


def _display(tex: str, end: str) -> str:
    return f"$$\n{tex}\n$$" if end == "\n" else f"$${tex}$$"


def _equation(block: Equation, end: str) -> str:
    parts = pieces(block.tex, LINE)
    tex = _tex(parts[0])
    if len(parts) > 1:
        tex = _aligned([f"&{tex}", *(rf"&\quad {_tex(part)}" for part in parts[1:])], end)
    if block.reason:
        tex += rf" \qquad {_reason(block.reason)}"
    return _display(tex + (rf" \tag{{{block.number}}}" if block.number is not None else ""), end)


def _rows(lines: tuple[Line, ...]) -> list[str]:
    """The rows of an `aligned`: reasons in a second column, or in a row of their own under a wide line."""
    left = max(width(line.left) for line in lines)
    rows = []
    for line in lines:
        first, *rest = pieces(f"{line.relation} {line.right}".strip(), LINE)
        number = f" && ({line.number})" if line.number is not None else ""
        rows.append(f"{_tex(line.left)} &{_tex(first)}".strip())
        rows += [rf"&\quad {_tex(part)}" for part in rest]
        room = BESIDE - left - width((first, *rest)[-1])
        beside = sum(_width(piece) for piece in line.reason) <= room
        if number or (line.reason and beside):
            rows[-1] += f" && {_reason(line.reason) if beside else ''}".rstrip() + number
        if line.reason and not beside:
            rows.append(rf"&\qquad {_reason(line.reason)}")
    return rows


def _width(piece: Text | Math | Reference | Citation) -> float:
    match piece:
        case Text(text=text):
            return width(text.replace("\\", " "))
        case Math(tex=tex):
            return width(tex)
        case Reference() | Citation():
            return 1.5


def _aligned(rows: list[str], end: str) -> str:
    # A row must not begin with what Markdown takes for a list or a heading.
    safe = (f"{{}}{row}" if row[0] in "+-=#" else row for row in rows)
    return rf"\begin{{aligned}}{end}" + rf" \\{end}".join(safe) + rf"{end}\end{{aligned}}"


def _table(block: Table) -> str:
    rows = [block.header, *block.rows]
    lines = ["| " + " | ".join(_line(cell) for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(block.header), *lines[1:]])
