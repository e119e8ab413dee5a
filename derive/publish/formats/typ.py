"""Typst source that needs nothing else: `typst compile` makes of it what the PDF is made of."""

from __future__ import annotations

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
from derive.publish import escape
from derive.publish.drawing import svg
from derive.publish.measure import pieces
from derive.publish.page import Page, anchor, contents, equation_labels, numbered, spaced, words
from derive.publish.shells import fill

SUFFIX = ".typ"

# The widest formula that one line of the page holds, in em, beside a short left side and a number.
LINE = 33.0


def render(page: Page) -> bytes:
    """The whole `.typ` file."""
    document = page.document
    body = _Body(document.language, equation_labels(document.blocks))
    return fill(
        "article.typ",
        page.templates,
        language=document.language,
        dated=page.epoch is not None,
        plain_title=escape.typst_string(words(document.title)),
        title=body.line(document.title),
        subtitle=body.line(document.subtitle),
        contents=escape.typst(document.contents) if contents(document) else "",
        body=body.flow(document.blocks),
        footer=body.line(document.footer),
    ).encode()


def _math(tex: str, language: str, function: str = "m") -> str:
    """A formula as a call that carries along how it is spoken, for those who listen to the page."""
    from derive.notation.mathml import parse
    from derive.notation.speech import speech
    from derive.notation.typst import typst

    node = parse(tex)
    # An empty string is what an empty group is in TeX: with it the sign after it has something at its left.
    source = f'"" {typst(node)}' if tex.startswith("{}") else typst(node)
    return f"{function}({escape.typst_string(speech(node, language))}, ${source}$)"


class _Body:
    """The blocks of one document; `labels` are the formulas that a reference can lead to."""

    def __init__(self, language: str, labels: frozenset[str]) -> None:
        self.language, self.labels = language, labels

    def math(self, tex: str, function: str = "m") -> str:
        return _math(tex, self.language, function)

    def line(self, inlines: Inlines) -> str:
        return "".join(self.inline(piece) for piece in spaced(inlines)).replace("\u2009", "#thin;")

    def inline(self, piece: Inline) -> str:
        # Every call ends in a semicolon: what follows, be it a bracket or a dot, is text again.
        match piece:
            case Text(text=text, strong=strong):
                return f"#strong[{escape.typst(text)}];" if strong else escape.typst(text)
            case Math(tex=tex):
                return f"#{self.math(tex)};"
            case Reference(label=label, number=number) if label in self.labels:
                return f"#link(<{anchor(label)}>)[({number})];"
            case Reference(number=number):
                return f"({number})"
            case Citation(number=number):
                return f"#link(<source-{number}>)[\\[{number}\\]];"
            case Code(text=text):
                return f"#raw({escape.typst_string(text)});"

    def flow(self, blocks: tuple[Block, ...]) -> str:
        return "\n\n".join(self.block(block, section) for block, section in numbered(blocks))

    def block(self, block: Block, section: int = 0) -> str:
        match block:
            case Heading(content=content, level=level):
                number = f", number: {section}" if section else ""
                return f"#titled({2 if level > 1 else 1}{number})[{self.line(content)}]"
            case Paragraph(content=content):
                return f"#par[{self.line(content)}]"
            case Equation():
                return self.chain((Line("", "", block.tex, block.reason, block.label, block.number),))
            case Chain(lines=lines):
                return self.chain(lines)
            case Bullets(items=items):
                return "#list(\n" + "".join(f"  [{self.line(item)}],\n" for item in items) + ")"
            case Table(header=header, rows=rows):
                return self.table(header, rows)
            case Box(kind=kind, title=title, blocks=blocks):
                look = kind if kind in ("theorem", "assumptions") else "remark"
                return f"#statement({escape.typst_string(look)}, [{self.line(title)}])[\n{self.flow(blocks)}\n]"
            case Figure(picture=picture, name=name, caption=caption, alt=alt):
                source, said = escape.typst_string(svg(picture)), escape.typst_string(alt)
                return f"#picture({source}, {said}, [{escape.typst(name)}], [{self.line(caption)}])"
            case Listing(source=source):
                return f"#listing({escape.typst_lines(source)})"
            case Example(shown=shown, source=source):
                return f"{self.block(shown)}\n\n{self.block(Listing(source))}"
            case Folded(title=title, blocks=blocks):
                return f"#par[#strong[{self.line(title)}]]\n\n{self.flow(blocks)}"
            case Sources(entries=entries):
                return "#sources(\n" + "".join(f"  [{self.line(entry)}],\n" for entry in entries) + ")"

    def chain(self, lines: tuple[Line, ...]) -> str:
        return "#chain(\n" + "".join(f"  {self.step(line)},\n" for line in lines) + ")"

    def step(self, line: Line) -> str:
        rows = pieces(f"{line.relation} {line.right}".strip(), LINE)
        fields = [f"left: {self.math(line.left, 'd') if line.left else 'none'}"]
        fields.append("rows: (" + "".join(f"{self.math(row, 'd')}, " for row in rows).rstrip() + ")")
        fields.append(f"reason: [{self.line(line.reason)}]" if line.reason else "reason: none")
        fields.append(f"number: {line.number if line.number is not None else 'none'}")
        named = line.label and line.number is not None
        fields.append(f"label: <{anchor(line.label)}>" if named else "label: none")
        return f"({', '.join(fields)})"

    def table(self, header: tuple[Inlines, ...], rows: tuple[tuple[Inlines, ...], ...]) -> str:
        cells = ["  table.header(" + ", ".join(f"[{self.line(cell)}]" for cell in header) + "),\n"]
        cells += ["  " + ", ".join(f"[{self.line(cell)}]" for cell in row) + ",\n" for row in rows]
        return f"#grid-table({len(header)},\n" + "".join(cells) + ")"
