"""LaTeX source that a person can go on writing in: `align`, `\\label`, `\\eqref`, and `\\why` for a reason.

It compiles with pdfLaTeX or XeLaTeX in English and with XeLaTeX in Chinese; the first line says which.
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
    Inline,
    Inlines,
    Line,
    Listing,
    Math,
    Paragraph,
    Reference,
    Sources,
    Table,
    Text,
)
from derive.publish import escape, listings
from derive.publish.measure import pieces, width
from derive.publish.page import Page, anchor, contents, equation_labels, figures_of, words
from derive.publish.plots import plot
from derive.publish.shells import fill

SUFFIX = ".tex"

# The text block of the shell in em of its body font, and what indent and number take from it.
LINE = 40.0
MARGIN, NUMBER, BOX = 1.5, 2.6, 2.5
# What pdfLaTeX sets with T1: Latin, and the ASCII that the escapes are written in.
_PDFLATEX = re.compile("[\x00-\u017f]*")
_CHINESE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def render(page: Page) -> bytes:
    """The whole `.tex` file."""
    document = page.document
    body = _Body(document.language, equation_labels(document.blocks))
    values = {
        "title": body.line(document.title),
        "subtitle": body.line(document.subtitle),
        "metadata_title": escape.tex_metadata(words(document.title)),
        "body": body.flow(document.blocks, LINE),
        "footer": body.line(document.footer),
        "language": document.language,
        "contents": escape.tex(document.contents) if contents(document) else "",
    }
    text = "".join(values.values())
    chinese = document.language == "zh" or _CHINESE.search(text) is not None
    program = "xelatex" if chinese or not _PDFLATEX.fullmatch(text) else "pdflatex"
    plots = bool(figures_of(document.blocks))
    styles = listings.tex_styles() if any(isinstance(b, Listing | Example) for b in document.blocks) else ""
    return fill(
        "article.tex", page.templates, program=program, chinese=chinese, plots=plots, styles=styles, **values
    ).encode()


class _Body:
    """The blocks of one document; it remembers which labels exist and how far the numbers have come."""

    def __init__(self, language: str, labels: frozenset[str]) -> None:
        self.chinese, self.labels, self.counter = language == "zh", labels, 0

    # Lines of text

    def line(self, inlines: Inlines) -> str:
        return "".join(self.inline(piece) for piece in inlines)

    def inline(self, piece: Inline) -> str:
        match piece:
            case Text(text=text, strong=strong):
                escaped = escape.tex(text, chinese=self.chinese)
                return rf"\textbf{{{escaped}}}" if strong else escaped
            case Math(tex=tex):
                return f"${tex}$"
            case Reference(label=label, number=number):
                return rf"\eqref{{{anchor(label)}}}" if label in self.labels else f"({number})"
            case Citation(number=number):
                return rf"\cite{{source-{number}}}"
            case Code(text=text):
                return rf"\texttt{{{escape.tex(text, chinese=self.chinese)}}}"

    # Blocks; `room` is the width of the text block in em

    def flow(self, blocks: tuple[Block, ...], room: float) -> str:
        """Blocks one under another. A display goes on with the paragraph before it; after an empty
        line TeX would open a paragraph that has nothing in it but the height of a line."""
        text, before = "", None
        for block in blocks:
            shown = isinstance(block, Equation | Chain)
            if shown and not isinstance(before, Paragraph | Equation | Chain):
                text += "\n\n\\opendisplay\n"
            elif before is not None:
                text += "\n" if shown else "\n\n"
            text, before = text + self.block(block, room), block
        return text.lstrip("\n")

    def block(self, block: Block, room: float) -> str:
        match block:
            case Heading():
                return self.heading(block)
            case Paragraph(content=content):
                return self.line(content)
            case Equation():
                return self.equation(block, room)
            case Chain(lines=lines):
                return self.chain(lines, room)
            case Bullets(items=items):
                return _environment("itemize", "", "\n".join(rf"\item {self.line(item)}" for item in items))
            case Table():
                return self.table(block, room)
            case Box():
                return self.box(block, room - BOX)
            case Figure(picture=picture, name=name, caption=caption):
                told = rf"\told{{\textbf{{{escape.tex(name, chinese=self.chinese)}}} {self.line(caption)}}}"
                return _environment("center", "", f"{plot(picture)}\n{told}")
            case Listing(source=source):
                return listings.tex(source)
            case Example(shown=shown, source=source):
                return f"{self.block(shown, room)}\n\n{listings.tex(source)}"
            case Folded(title=title, blocks=blocks):
                return rf"\textbf{{{self.line(title)}}}" + f"\n\n{self.flow(blocks, room)}"
            case Sources(entries=entries):
                return self.sources(entries)

    def heading(self, block: Heading) -> str:
        command = r"\section" if block.level == 1 else r"\subsection"
        tex = self.line(block.content)
        if any(isinstance(piece, Math) for piece in block.content) or "\\" in tex:
            tex = rf"\texorpdfstring{{{tex}}}{{{escape.tex_metadata(words(block.content))}}}"
        return rf"{command}{{{tex}}}" + (rf"\label{{{anchor(block.label)}}}" if block.label else "")

    def number(self, number: int | None, label: str, reason: Inlines) -> tuple[str, str]:
        """What goes before the display to set the counter right, and what goes at the end of its line."""
        why = rf" \why{{{self.line(reason)}}}" if reason else ""
        if number is None:
            return "", why + (r"\tag*{}" if why else r" \notag")
        before = "" if number == self.counter + 1 else rf"\setcounter{{equation}}{{{number - 1}}}" + "\n"
        self.counter = number
        return before, why + (rf" \label{{{anchor(label)}}}" if label else "")

    def equation(self, block: Equation, room: float) -> str:
        limit = room - MARGIN - (NUMBER if block.number is not None else 0)
        parts = pieces(block.tex, limit)
        before, end = self.number(block.number, block.label, block.reason)
        if len(parts) > 1:
            return before + _environment("align", "", " \\\\\n".join(_ended(_rows("", parts, limit), end)))
        name = "equation*" if block.number is None else "equation"
        return before + _environment(name, "", _fitted(parts[0], limit) + end.removesuffix(r" \notag"))

    def chain(self, lines: tuple[Line, ...], room: float) -> str:
        before, rows = "", list[str]()
        left = max(width(line.left) for line in lines)
        for line in lines:
            limit = room - MARGIN - left - (NUMBER if line.number is not None else 0)
            first, end = self.number(line.number, line.label, line.reason)
            if first and rows:
                # The counter jumps in the middle: \noalign runs between two rows.
                rows[-1] += "\\\\\n\\noalign{" + first.strip() + "}%\n"
            else:
                before += first
            right = f"{line.relation} {line.right}".strip()
            here = _ended(_rows(line.left, pieces(right, limit), limit), end)
            rows.extend(here if not rows or not rows[-1].endswith("%\n") else [rows.pop() + here[0], *here[1:]])
        return before + _environment("align", "", " \\\\\n".join(rows))

    def table(self, block: Table, room: float) -> str:
        """A table that may break across pages; in a box, where it cannot, one that stays whole."""
        cells = [[self.line(cell) for cell in row] for row in (block.header, *block.rows)]
        widths = [max(map(_text_width, column)) for column in zip(block.header, *block.rows, strict=True)]
        head, *rows = [" & ".join(row) + r" \\" for row in cells]
        whole = [
            any(len(cell) == 1 and isinstance(cell[0], Code) for cell in column)
            for column in zip(*block.rows, strict=True)
        ]
        columns = f"{{{_columns(widths, room, whole)}}}"
        if room < LINE:
            lines = [r"\toprule", head, r"\midrule", *rows, r"\bottomrule"]
            return _environment("center", "", _environment("tabular", columns, "\n".join(lines)))
        lines = [r"\toprule", head, r"\midrule", r"\endhead", r"\bottomrule", r"\endlastfoot", *rows]
        return _environment("longtable", columns, "\n".join(lines))

    def box(self, block: Box, room: float) -> str:
        kind = block.kind if block.kind in ("theorem", "assumptions") else "remark"
        label = rf"\phantomsection\label{{{anchor(block.label)}}}%" + "\n" if block.label else ""
        inner = label + self.flow(block.blocks, room)
        return _environment(f"{kind}box", f"{{{self.line(block.title)}}}", inner)

    def sources(self, entries: tuple[Inlines, ...]) -> str:
        items = [rf"\bibitem{{source-{k}}} {self.line(entry)}" for k, entry in enumerate(entries, 1)]
        return _environment("sources", f"{{{len(entries)}}}", "\n".join(items))


def _environment(name: str, arguments: str, inner: str) -> str:
    indented = "\n".join("  " + line if line else line for line in inner.split("\n"))
    return f"\\begin{{{name}}}{arguments}\n{indented}\n\\end{{{name}}}"


def _fitted(tex: str, limit: float) -> str:
    """A formula that offers no place to break it is shrunk to the line; only when it is too wide for it."""
    return tex if width(tex) <= 0.95 * limit else rf"\fitted{{{tex}}}{{{limit:.1f}em}}"


def _rows(left: str, parts: tuple[str, ...], limit: float) -> list[str]:
    rows = [f"{left} &{_fitted(parts[0], limit)}" if left else f"&{_fitted(parts[0], limit)}"]
    rows += [rf"&\quad {_fitted(part, limit - 1)}" for part in parts[1:]]
    return rows


def _ended(rows: list[str], end: str) -> list[str]:
    """The reason and the number stand on the last row of a broken line."""
    return [*(row + r" \notag" for row in rows[:-1]), rows[-1] + end]


def _text_width(inlines: Inlines) -> float:
    total = 0.0
    for piece in inlines:
        match piece:
            case Text(text=text):
                total += sum(1.0 if _CHINESE.match(sign) else 0.5 for sign in text)
            case Math(tex=tex):
                total += width(tex)
            case Code(text=text):
                total += 0.58 * len(text)
            case _:
                total += 1.5
    return total


def _columns(widths: list[float], room: float, whole: list[bool]) -> str:
    """Columns as wide as their text while that fits; else the wide ones are paragraphs that share the rest,
    but for those that stay `whole`: source does not break."""
    free = room - 1.2 * len(widths)
    if sum(widths) <= free:
        return "@{}" + "l" * len(widths) + "@{}"
    fair = free / len(widths)
    kept = [each <= fair or stays for each, stays in zip(widths, whole, strict=True)]
    narrow = sum(each for each, stays in zip(widths, kept, strict=True) if stays)
    wide = sum(widths) - narrow
    columns = (
        "l" if stays else f"L{{{max(4.0, (free - narrow) * each / wide):.1f}em}}"
        for each, stays in zip(widths, kept, strict=True)
    )
    return "@{}" + "".join(columns) + "@{}"
