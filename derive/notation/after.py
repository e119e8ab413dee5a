"""From the converter's MathML to the closed tree.

The converter is trusted for structure only. What a character is (letter, digit, operator, bracket) is decided
here from the character itself, and every element or command that is not known is an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from xml.etree import ElementTree

from derive.errors import NotationError
from derive.notation.tree import (
    CLOSING,
    OPENING,
    Big,
    Function,
    Identifier,
    Node,
    Number,
    Operator,
    Root,
    Row,
    Scripts,
    Space,
    stem,
)

IDENTIFIERS = "∞∂∅∇ℓ⊤⊥"
UPRIGHT = "∇∞∅⊤⊥"
SIGNS = {"-": "−", "*": "∗", "~": "∼"}
MINUS = "−+±∓"
ENDING = "!%′″‴⁗…⋯⋮⋱|‖"
"""Signs after which a minus still subtracts."""


class After:
    """One pass over the elements; `nodes` holds what the pass before took out."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self.nodes = nodes
        self.handlers: dict[str, Callable[[ElementTree.Element], Node]] = {
            "math": self.row, "mrow": self.row,
            "mi": self.token, "mn": self.token, "mo": self.token, "mtext": self.token,
            "msqrt": lambda e: Root(self.row(e)), "mroot": self.root,
            "msub": self.scripts, "msup": self.scripts, "msubsup": self.scripts,
        }  # fmt: skip

    def node(self, element: ElementTree.Element) -> Node:
        name = element.tag.rpartition("}")[2]
        if name not in self.handlers:
            raise NotationError(f"the converter made an element that is not known: {name}")
        return self.handlers[name](element)

    def parts(self, element: ElementTree.Element) -> Iterator[Node]:
        for child in element:
            yield self.node(child)

    def row(self, element: ElementTree.Element) -> Node:
        return one(signed(barred(joined(opened(self.parts(element))))))

    def token(self, element: ElementTree.Element) -> Node:
        text = element.text or ""
        if "\\" in text:
            raise NotationError(f"{text} is not a command that is known here")
        return one([self.character(piece) for piece in re.findall(r"\d+(?:\.\d+)*|.", text)])

    def character(self, text: str) -> Node:
        if text in self.nodes:
            return self.nodes[text]
        if text[0].isdigit():
            return Number(text)
        if text in IDENTIFIERS or unicodedata.category(text)[0] in "LN":
            return Identifier(text, is_upright(text))
        if text in OPENING:
            return Operator(text, "open")
        if text in CLOSING:
            return Operator(text, "close")
        return Operator(SIGNS.get(text, text))

    def root(self, element: ElementTree.Element) -> Node:
        inside, degree = self.parts(element)
        return Root(inside, degree)

    def scripts(self, element: ElementTree.Element) -> Node:
        name = element.tag.rpartition("}")[2]
        base, *others = self.parts(element)
        below = others.pop(0) if name != "msup" else None
        return Scripts(base, below, others.pop(0) if others else None)


def is_upright(letter: str) -> bool:
    """Letters of an alphabet such as ℝ have their shape; Greek capitals stand upright, as TeX sets them."""
    return letter in UPRIGHT or "Α" <= letter <= "Ω" or unicodedata.decomposition(letter).startswith("<font>")


def opened(parts: Iterator[Node]) -> list[Node]:
    """Rows inside a row are opened."""
    return [inner for part in parts for inner in (part.parts if isinstance(part, Row) else (part,))]


def one(parts: list[Node]) -> Node:
    """The only part, or all of them in a row."""
    flat = opened(iter(parts))
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


def barred(parts: list[Node]) -> list[Node]:
    """Bars in pairs are brackets: one opens where a factor can begin, or where an odd number of them is
    still to come between the same brackets. A bar without a partner stays a sign, as in p(x|y)."""
    places = bar_places(parts)
    out, to_come = list(parts), Counter(places.values())
    waiting: set[tuple[int, str]] = set()
    for k, where in places.items():
        to_come[where] -= 1
        later = to_come[where]
        if where in waiting:
            out[k] = shaped(out[k], "close")
            waiting.remove(where)
        elif later and (later % 2 or begins(out[:k])):
            out[k] = shaped(out[k], "open")
            waiting.add(where)
    return out


def bar_places(parts: list[Node]) -> dict[int, tuple[int, str]]:
    """The position of every bar, with the number of the bracket it stands in and its kind."""
    found: dict[int, tuple[int, str]] = {}
    inside, count = [0], 0
    for k, part in enumerate(parts):
        match stem(part):
            case Operator(form="open"):
                count += 1
                inside.append(count)
            case Operator(form="close") if len(inside) > 1:
                inside.pop()
            case Operator(text="|" | "‖" as text, form="infix", size=0):
                found[k] = (inside[-1], text)
            case _:
                pass
    return found


def shaped(part: Node, form: str) -> Node:
    """A sign, perhaps with scripts, in another form."""
    if isinstance(part, Scripts):
        return replace(part, base=shaped(part.base, form))
    return replace(part, form=form) if isinstance(part, Operator) else part


def begins(before: list[Node]) -> bool:
    """Whether a term begins after these parts: at the start, and after a sign or a function."""
    last = stem(next((part for part in reversed(before) if not isinstance(part, Space)), None))
    match last:
        case None | Big() | Function():
            return True
        case Operator(text=text, form="infix"):
            return text not in ENDING
        case Operator(form=form):
            return form != "close"
        case _:
            return False


def signed(parts: list[Node]) -> list[Node]:
    """A minus or plus where a term begins is a sign of that term."""
    out: list[Node] = []
    for part in parts:
        if isinstance(part, Operator) and part.form == "infix" and part.text in MINUS and begins(out):
            part = Operator(part.text, "prefix")
        out.append(part)
    return out
