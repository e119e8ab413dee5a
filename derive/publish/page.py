"""What a renderer is given, and the few questions that all of them ask of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.document.blocks import (
    Block,
    Box,
    Chain,
    Citation,
    Code,
    Document,
    Equation,
    Example,
    Figure,
    Heading,
    Inlines,
    Math,
    Reference,
    Text,
)


@dataclass(frozen=True)
class Page:
    """A document to be rendered, and the circumstances.

    `derivation` is the JSON text of the derivation (for the format json); `engine` makes the PDF
    ("typst" or "tex"); `epoch` is SOURCE_DATE_EPOCH, and without it no date is written at all;
    `templates` is a folder of the user's own templates;
    `code` is Python that derives the page again, cell by cell (for the format ipynb);
    `files` begins the names of pictures that stand in files of their own (without it, there are none);
    `width` is the number of columns of the terminal (for the format txt); `links` lead to other pages, each a
    text with an address, and `stylesheet` is where fonts that several pages share are (for the format html).
    """

    document: Document
    derivation: str = ""
    engine: str = "typst"
    epoch: int | None = None
    width: int = 80
    files: str = ""
    templates: str = ""
    code: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    stylesheet: str = ""


def numbered(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, int]]:
    """Each block with the number of its section; 0 for everything but a heading of level 1."""
    section = 0
    for block in blocks:
        top = isinstance(block, Heading) and block.level == 1
        section += top
        yield block, section if top else 0


LONG = 7
"""The sections from which on a page has a list of them."""


def contents(document: Document) -> list[tuple[int, Heading]]:
    """The sections of a long page with their numbers; none of a short one."""
    found = [(k, b) for b, k in numbered(document.blocks) if k and isinstance(b, Heading)]
    return found if document.contents and len(found) >= LONG else []


def equation_labels(blocks: tuple[Block, ...]) -> frozenset[str]:
    """The labels of all numbered formulas: what a Reference can point at."""
    found: set[str] = set()
    for block in blocks:
        match block:
            case Equation(label=label, number=int()) if label:
                found.add(label)
            case Chain(lines=lines):
                found.update(line.label for line in lines if line.label and line.number is not None)
            case Box(blocks=inner):
                found |= equation_labels(inner)
            case Example(shown=shown):
                found |= equation_labels((shown,))
            case _:
                pass
    return frozenset(found)


def picture_file(files: str, label: str, suffix: str = ".svg") -> str:
    """The name of the file of a picture: it begins as the names of the other files of its page."""
    return f"{files}-{anchor(label)}{suffix}"


def figures_of(blocks: tuple[Block, ...]) -> tuple[Figure, ...]:
    """The figures, in their order."""
    return tuple(block for block in blocks if isinstance(block, Figure))


_THIN = "\u2009"
_BEFORE_MATH = re.compile(r"(?:(?<=[\u3400-\u9fff])|(?<=([\u3001-\u303f\uff01-\uff5e]))) *$")
_AFTER_MATH = re.compile(r"^ *(?:(?=[\u3400-\u9fff])|(?=([\u3001-\u303f\uff01-\uff5e])))")


def spaced(inlines: Inlines) -> Inlines:
    """The line with a thin space between a Chinese character and a formula, and none at Chinese punctuation.

    Whether the words were written with spaces there or without makes no difference any more.
    """
    pieces = list(inlines)
    for k, piece in enumerate(pieces):
        if not isinstance(piece, Text):
            continue
        text = piece.text
        if k + 1 < len(pieces) and isinstance(pieces[k + 1], Math):
            text = _BEFORE_MATH.sub(lambda found: "" if found[1] else _THIN, text, count=1)
        if k and isinstance(pieces[k - 1], Math):
            text = _AFTER_MATH.sub(lambda found: "" if found[1] else _THIN, text, count=1)
        pieces[k] = Text(text, piece.strong)
    return tuple(pieces)


_NOT_PLAIN = re.compile(r"[^A-Za-z0-9]")


def anchor(label: str) -> str:
    """A label as an identifier that HTML, TeX and Typst all take: `eq:score` is `eq-score`."""
    return _NOT_PLAIN.sub(lambda found: "-" if found[0] in ":-_. " else f"{ord(found[0]):x}", label) or "x"


def words(inlines: Inlines) -> str:
    """A line as Unicode text without markup: for metadata, outlines and the terminal."""
    from derive.notation.mathml import parse
    from derive.notation.plain import plain

    parts = []
    for piece in inlines:
        match piece:
            case Text(text=text):
                parts.append(clean(text))
            case Math(tex=tex):
                parts.append(plain(parse(tex)))
            case Reference(number=number):
                parts.append(f"({number})")
            case Citation(number=number):
                parts.append(f"[{number}]")
            case Code(text=text):
                parts.append(text)
    return "".join(parts)


# Control characters (XML forbids them, TeX stops at them) and halves of surrogate pairs.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def clean(text: str) -> str:
    """Plain text made fit for every format: unfit characters replaced, line ends made spaces."""
    return re.sub(r"[\t\r\n\u2028\u2029]+", " ", _UNFIT.sub("\ufffd", text))
