"""One HTML file that needs nothing else: MathML, its own fonts, no script; for telephones and for paper."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import TYPE_CHECKING

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
    Line,
    Listing,
    Math,
    Paragraph,
    Reference,
    Sources,
    Table,
    Text,
)
from derive.publish import listings
from derive.publish.drawing import svg
from derive.publish.escape import html as escape
from derive.publish.measure import pieces, width
from derive.publish.page import Page, anchor, contents, equation_labels, numbered, spaced, words
from derive.publish.shells import fill
from derive.publish.webfonts import rules_for

if TYPE_CHECKING:
    from markupsafe import Markup

SUFFIX = ".html"

LANGUAGES = {"en": "en", "zh": "zh-Hans"}
# In em: the widest formula that stands on a wide screen without scrolling, the widest left side that may
# stand beside its line on a narrow one, and what both sides may take to leave room for a reason.
LINE, LEFT, BESIDE = 34.0, 6.0, 23.0
WORDS, STEP = 12.0, 9.0
"""The widest formula, in em, that is sure to fit a telephone, in a line of text and as a step; a wider one
scrolls by itself, and can be reached with the keyboard for that."""


def render(page: Page) -> bytes:
    """The whole page."""
    from markupsafe import Markup

    document = page.document
    writer = _Body(document.language, equation_labels(document.blocks))
    title, body = writer.line(document.title), writer.sections(document.blocks)
    return fill(
        "article.html",
        page.templates,
        language=LANGUAGES.get(document.language, document.language),
        plain_title=words(document.title),
        fonts=Markup("" if page.stylesheet else rules_for(document.language, title + body)),
        stylesheet=page.stylesheet,
        links=page.links,
        title=Markup(title),
        subtitle=Markup(writer.line(document.subtitle)),
        contents=document.contents,
        sections=writer.contents(document),
        body=Markup(body),
        footer=Markup(writer.line(document.footer)),
    ).encode()


def _math(tex: str, display: bool = False) -> str:
    from derive.notation.mathml import mathml

    # Large as on a line of its own, but in the line where it stands: the lines are ours.
    markup = mathml(tex, display=display).replace(' display="block"', ' displaystyle="true"', 1)
    # A line that goes on with a sign: to the browser the sign is a prefix unless it is told otherwise.
    return markup.replace("<mo>", '<mo form="infix">', 1) if tex.startswith("{}") else markup


_STOPPED = re.compile(r"<math[ >](?:(?!</math>).)*</math>[.,;:!?)\]、。，；：！？）》」』”’]+", re.DOTALL)
_AFTER_LONG = re.compile(r"(?<=</math>)</span>([.,;:!?)\]、。，；：！？）》」』”’]+)")
"""A formula that scrolls takes along what ends the clause."""


class _Body:
    """The blocks of one document; `labels` are the formulas that a reference can lead to."""

    def __init__(self, language: str, labels: frozenset[str]) -> None:
        self.language, self.labels = language, labels

    def line(self, inlines: Inlines) -> str:
        """Text and formulas; a stop that follows a formula does not begin a line without it."""
        text = _AFTER_LONG.sub(r"\1</span>", "".join(self.inline(piece) for piece in spaced(inlines)))
        return _STOPPED.sub(r'<span class="kept">\g<0></span>', text)

    def inline(self, piece: Inline) -> str:
        match piece:
            case Text(text=text, strong=strong):
                return f"<strong>{escape(text)}</strong>" if strong else escape(text)
            case Math(tex=tex) if width(tex) > WORDS:
                return f'<span class="long" tabindex="0">{_math(tex)}</span>'
            case Math(tex=tex):
                return _math(tex)
            case Reference(label=label, number=number) if label in self.labels:
                return f'<a href="#{anchor(label)}">({number})</a>'
            case Reference(number=number):
                return f"({number})"
            case Citation(number=number):
                return f'<a href="#source-{number}">[{number}]</a>'
            case Code(text=text):
                return f"<code>{escape(text)}</code>"

    def contents(self, document: Document) -> list[tuple[str, str, Markup]]:
        """The sections of a long page: anchor, number, heading."""
        from markupsafe import Markup

        found = contents(document)
        return [(anchor(b.label), str(k), Markup(self.line(b.content))) for k, b in found]

    def sections(self, blocks: tuple[Block, ...]) -> str:
        """The blocks of the whole page; a section is open, and can be folded away."""
        parts, inside = [], False
        for block, section in numbered(blocks):
            if not section:
                parts.append(self.block(block))
                continue
            end = "</details>\n" if inside else ""
            parts.append(f'{end}<details open="">\n<summary>{self.block(block, section)}</summary>')
            inside = True
        return "\n".join([*parts, "</details>"] if inside else parts)

    def flow(self, blocks: tuple[Block, ...]) -> str:
        return "\n".join(self.block(block, section) for block, section in numbered(blocks))

    def block(self, block: Block, section: int = 0) -> str:
        match block:
            case Heading(content=content, label=label, level=level):
                name = "h2" if level == 1 else "h3"
                number = f'<span class="section">{section}</span> ' if section else ""
                return f"<{name}{_id(label)}>{number}{self.line(content)}</{name}>"
            case Paragraph(content=content):
                return f"<p>{self.line(content)}</p>"
            case Equation():
                return self.chain((Line("", "", block.tex, block.reason, block.label, block.number),), "single")
            case Chain(lines=lines):
                return self.chain(lines, "wide" if max(width(line.left) for line in lines) > LEFT else "")
            case Bullets(items=items):
                return "<ul>\n" + "\n".join(f"<li>{self.line(item)}</li>" for item in items) + "\n</ul>"
            case Table():
                return self.table(block)
            case Box(kind=kind, title=title, blocks=blocks, label=label):
                look = kind if kind in ("theorem", "assumptions") else "remark"
                head = f'<p class="title">{self.line(title)}</p>'
                return f'<div class="box {look}"{_id(label)}>\n{head}\n{self.flow(blocks)}\n</div>'
            case Figure(picture=picture, label=label, name=name, caption=caption, alt=alt):
                source = f"data:image/svg+xml;base64,{b64encode(svg(picture).encode()).decode()}"
                told = f"<strong>{escape(name)}</strong> {self.line(caption)}"
                image = f'<img src="{source}" alt="{escape(alt)}">'
                return f"<figure{_id(label)}>\n{image}\n<figcaption>{told}</figcaption>\n</figure>"
            case Listing(source=source):
                return f'<pre tabindex="0"><code>{listings.html(source)}</code></pre>'
            case Example(shown=shown, source=source):
                listing = self.block(Listing(source))
                return f'<div class="example">\n{self.block(shown)}\n{listing}\n</div>'
            case Folded(title=title, blocks=blocks):
                summary = f"<summary>{self.line(title)}</summary>"
                return f'<details class="folded">{summary}\n{self.flow(blocks)}\n</details>'
            case Sources(entries=entries):
                listed = (f'<li id="source-{k}">{self.line(entry)}</li>' for k, entry in enumerate(entries, 1))
                return '<ol class="sources">\n' + "\n".join(listed) + "\n</ol>"

    def chain(self, lines: tuple[Line, ...], look: str) -> str:
        left = max(width(line.left) for line in lines)
        rows = "\n".join(self.step(line, left) for line in lines)
        return f'<div class="{f"chain {look}".strip()}">\n{rows}\n</div>'

    def step(self, line: Line, left: float) -> str:
        """One line of a chain: left side, right side (in several pieces if it is long), reason, number."""
        first, *rest = pieces(f"{line.relation} {line.right}".strip(), LINE)
        look = "plain" if not line.reason else "long" if left + width(first) > BESIDE else ""
        parts = [_box("left", _math(line.left, True) if line.left else "", width(line.left))] if left else []
        more = "".join(f'<div class="more">{_math(piece, True)}</div>' for piece in rest)
        own = left if left <= LEFT else 0.0
        parts.append(_box("right", _math(first, True) + more, own + max(map(width, (first, *rest)))))
        if line.reason:
            parts.append(f'<div class="reason">{self.line(line.reason)}</div>')
        name = _id(line.label) if line.number is not None else ""
        if name:
            parts.append(f'<a class="number" href="#{anchor(line.label)}">({line.number})</a>')
        elif line.number is not None:
            parts.append(f'<span class="number">({line.number})</span>')
        return f'<div class="{f"step {look}".strip()}"{name}>{"".join(parts)}</div>'

    def table(self, block: Table) -> str:
        head = "".join(f'<th scope="col">{self.line(cell)}</th>' for cell in block.header)
        names = [escape("".join(part.text for part in cell if isinstance(part, Text))) for cell in block.header]
        rows = (
            "".join(
                f'<td data-name="{name}">{self.line(cell)}</td>' for name, cell in zip(names, row, strict=True)
            )
            for row in block.rows
        )
        body = "\n".join(f"<tr>{row}</tr>" for row in rows)
        table = f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
        return f'<div class="scroll" tabindex="0"><table>\n{table}\n</table></div>'


def _box(kind: str, content: str, wide: float) -> str:
    """A part that scrolls where it does not fit; browsers differ in whether the keyboard reaches it unasked."""
    reached = ' tabindex="0"' if wide > STEP else ""
    return f'<div class="{kind}"{reached}>{content}</div>'


def _id(label: str) -> str:
    return f' id="{anchor(label)}"' if label else ""
