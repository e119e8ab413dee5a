"""From the converter's MathML to the closed tree.

The converter is trusted for structure only. What a character is (letter, digit, operator, bracket) is decided
here from the character itself, and every element or command that is not known is an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from xml.etree import ElementTree

from derive.errors import NotationError
from derive.notation.tree import (
    CLOSING,
    OPENING,
    Big,
    Fenced,
    Fraction,
    Function,
    Grid,
    Identifier,
    Node,
    Number,
    Operator,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
)

BIG = "∑∏∐∫∬∮⋃⋂⋁⋀⨁⨂"
IDENTIFIERS = "∞∂∅∇ℓ⊤⊥"
MINUS = "−+±∓"
BINDING = set("=<>≤≥≠∈∉∼≈≡→⟹⟺⟸⇒⇔∣∥,;:·×+−±")


class After:
    """One pass over the elements; `nodes` holds what the pass before took out."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes
        self.handlers: dict[str, Callable[[ElementTree.Element], Node]] = {
            "math": self.row, "mrow": self.row, "mstyle": self.row, "mpadded": self.row,
            "mi": self.token, "mn": self.token, "mo": self.token, "mtext": self.token,
            "mspace": lambda e: Space(0.25), "mfrac": self.fraction,
            "msqrt": lambda e: Root(self.row(e)), "mroot": self.root,
            "msub": self.scripts, "msup": self.scripts, "msubsup": self.scripts,
            "munder": self.scripts, "mover": self.scripts, "munderover": self.scripts,
            "mtable": self.grid,
        }  # fmt: skip

    def node(self, element: ElementTree.Element) -> Node:
        name = element.tag.rpartition("}")[2]
        if name not in self.handlers:
            raise NotationError(f"the converter made an element that is not known: {name}")
        return self.handlers[name](element)

    def row(self, element: ElementTree.Element) -> Node:
        parts = list(self.parts(element))
        children = list(element)
        if len(children) >= 2 and children[0].get("form") == "prefix" and children[0].get("fence") == "true":
            return self.fenced(children)
        return one(signed(joined(parts)))

    def parts(self, element: ElementTree.Element) -> Iterator[Node]:
        for child in element:
            yield self.node(child)

    def fenced(self, children: list[ElementTree.Element]) -> Node:
        closes = children[-1].get("form") == "postfix"
        inside = children[1:-1] if closes else children[1:]
        body = one(signed(joined([self.node(child) for child in inside])))
        return Fenced(bracket(children[0]), body, bracket(children[-1]) if closes else "")

    def token(self, element: ElementTree.Element) -> Node:
        text = element.text or ""
        if "\\" in text:
            raise NotationError(f"{text} is not a command that is known here")
        return one(tuple(self.character(piece) for piece in re.findall(r"\d+(?:[.,]\d+)*|.", text)))

    def character(self, text: str) -> Node:
        if text in self.nodes:
            return self.nodes[text]
        if text[0].isdigit():
            return Number(text)
        if text in BIG:
            return Big(text)
        if text in "\u00a0 ":
            return Space(0.25)
        if text in IDENTIFIERS or unicodedata.category(text)[0] in "LN":
            return Identifier(text, upright=unicodedata.normalize("NFKD", text) != text)
        if text in OPENING:
            return Operator(text, "open")
        if text in CLOSING:
            return Operator(text, "close")
        return Operator({"-": "−", "*": "∗", "|": "∣", "~": "∼"}.get(text, text))

    def fraction(self, element: ElementTree.Element) -> Node:
        above, below = self.parts(element)
        return Fraction(above, below, bar=element.get("linethickness") not in ("0", "0px"))

    def root(self, element: ElementTree.Element) -> Node:
        inside, degree = self.parts(element)
        return Root(inside, degree)

    def scripts(self, element: ElementTree.Element) -> Node:
        name = element.tag.rpartition("}")[2]
        base, *others = self.parts(element)
        below = others.pop(0) if name in ("msub", "msubsup", "munder", "munderover") else None
        above = others.pop(0) if others else None
        if name.startswith(("mu", "mo")) and not isinstance(base, Big | Function):
            return Stack(base, below, above)
        return Scripts(base, below, above)

    def grid(self, element: ElementTree.Element) -> Node:
        rows, align = [], ""
        for row in element:
            cells = list(row)
            letters = "".join((cell.get("columnalign") or "center")[0] for cell in cells)
            align = max(align, letters, key=len)
            rows.append(tuple(self.row(cell) for cell in cells))
        rows = [row for row in rows if any(cell != Row(()) for cell in row)]
        width = max((len(row) for row in rows), default=0)
        return Grid(tuple(row + (Row(()),) * (width - len(row)) for row in rows), align[:width].ljust(width, "c"))


def bracket(element: ElementTree.Element) -> str:
    text = (element.text or "").strip()
    return "" if text == "." else text


def one(parts: tuple[Node, ...] | list[Node]) -> Node:
    """The only part, or all of them in a row; rows inside rows are opened."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, Row) else (part,))
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def joined(parts: list[Node]) -> list[Node]:
    """`:=` as one sign."""
    out: list[Node] = []
    for part in parts:
        if part == Operator("=") and out and out[-1] == Operator(":"):
            out[-1] = Operator("≔")
        else:
            out.append(part)
    return out


def signed(parts: list[Node]) -> tuple[Node, ...]:
    """A minus or plus with nothing before it, or an operator before it, is a sign."""
    out: list[Node] = []
    for part in parts:
        before = out[-1] if out else None
        if isinstance(part, Operator) and part.text in MINUS and part.form == "infix":
            if before is None or isinstance(before, Operator) and (before.form == "open" or before.text in BINDING):
                part = Operator(part.text, "prefix")
        out.append(part)
    return tuple(out)


