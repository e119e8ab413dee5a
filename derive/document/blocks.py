"""The write-up as a value: a closed set of blocks that every renderer matches on.

Mathematics is LaTeX (`Math.tex`, without dollar signs); every other string is plain text that a
renderer escapes for its own format. Numbers and labels are given out once, when a document is
composed, so that all formats agree on them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from derive.document.picture import Picture


@dataclass(frozen=True)
class Text:
    """A run of plain text; `strong` sets it in bold."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Math:
    """A formula inside a line of text."""

    tex: str


@dataclass(frozen=True)
class Reference:
    """A reference to a numbered equation, printed as its number in parentheses."""

    label: str
    number: int


@dataclass(frozen=True)
class Citation:
    """A reference to an entry of the document's sources, printed as [number]."""

    number: int


@dataclass(frozen=True)
class Code:
    """A few signs of source, as they are typed."""

    text: str


Inline: TypeAlias = Text | Math | Reference | Citation | Code
Inlines: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A section heading; `level` 1 is a section, 2 a subsection. Renderers number level 1."""

    content: Inlines
    label: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    content: Inlines


@dataclass(frozen=True)
class Equation:
    """One displayed formula, numbered if it has a number, with the reason for it beside it."""

    tex: str
    label: str = ""
    number: int | None = None
    reason: Inlines = ()


@dataclass(frozen=True)
class Line:
    """One line of a chain: `relation` and what stands right of it (the left side may be empty)."""

    left: str
    relation: str
    right: str
    reason: Inlines = ()
    label: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Chain:
    """Lines aligned at their relation, each with its reason at the right."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Bullets:
    items: tuple[Inlines, ...]


@dataclass(frozen=True)
class Table:
    """A table with a header; cells are lines of text and mathematics."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]


@dataclass(frozen=True)
class Box:
    """A framed statement: a theorem, what is assumed, a remark. `kind` picks its look."""

    kind: str  # "theorem" | "assumptions" | "remark"
    title: Inlines
    blocks: tuple[Block, ...]
    label: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture with its name, such as "Figure 1", and caption; `alt` says in words what there is to see."""

    picture: Picture
    label: str
    name: str
    caption: Inlines
    alt: str


@dataclass(frozen=True)
class Listing:
    """Lines of LaTeX source, as they are typed."""

    source: str


@dataclass(frozen=True)
class Example:
    """A formula beside the very source that makes it."""

    shown: Equation | Chain
    source: str


@dataclass(frozen=True)
class Folded:
    """Blocks that a reader opens, where that is possible; on paper they stand there."""

    title: Inlines
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Sources:
    """The bibliography, in the order of its numbers from 1."""

    entries: tuple[Inlines, ...]


Block: TypeAlias = (
    Heading
    | Paragraph
    | Equation
    | Chain
    | Bullets
    | Table
    | Box
    | Figure
    | Listing
    | Example
    | Folded
    | Sources
)


@dataclass(frozen=True)
class Document:
    """A complete write-up in one language.

    `highlights` are the formulas to hand to a blog one by one: a label, and the TeX of the formula; `contents`
    is the heading of a list of the sections, which a long page has.
    """

    title: Inlines
    subtitle: Inlines
    language: str  # "en" | "zh"
    blocks: tuple[Block, ...]
    footer: Inlines = ()
    highlights: tuple[tuple[str, str], ...] = field(default=())
    contents: str = ""
