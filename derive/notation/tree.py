"""A formula as a small closed tree, so that every writer stays small.

`derive.notation.mathml.parse` makes it from LaTeX; MathML, Typst and plain text are walks over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Row:
    """Parts side by side."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Identifier:
    """A variable or a name; upright names have more letters, or stand for constants such as d."""

    text: str
    upright: bool = False
    bold: bool = False


@dataclass(frozen=True)
class Number:
    text: str


@dataclass(frozen=True)
class Operator:
    """A sign, or a word such as mod. `form` is "infix", "prefix" (unary minus), "open" or "close"; `size` is
    the height of a hand-sized bracket in em, 0 for the natural height."""

    text: str
    form: str = "infix"
    size: float = 0


@dataclass(frozen=True)
class Function:
    """A named function such as log; `limits` says that its subscript goes below (lim, sup, arg max)."""

    text: str
    limits: bool = False


@dataclass(frozen=True)
class Big:
    """A large operator: ∑, ∏, ∫. `limits` says whether its scripts go below and above it: always, never,
    or (None) as usual, which is in display only, and beside an integral."""

    text: str
    limits: bool | None = None


@dataclass(frozen=True)
class Text:
    """Words inside a formula."""

    text: str
    bold: bool = False
    slanted: bool = False


@dataclass(frozen=True)
class Space:
    """A space, in em."""

    width: float


@dataclass(frozen=True)
class Fraction:
    """`bar` is False for a binomial coefficient, whose brackets stand beside it."""

    above: Node
    below: Node
    bar: bool = True


@dataclass(frozen=True)
class Root:
    inside: Node
    degree: Node | None = None


@dataclass(frozen=True)
class Scripts:
    """Sub- and superscript; beside the base, or below and above it where the base takes limits."""

    base: Node
    below: Node | None
    above: Node | None


@dataclass(frozen=True)
class Accent:
    """A mark over (or under) its base, such as ˆ ¯ ~ → ˙; a bar or brace is as wide as the base when `wide`."""

    base: Node
    mark: str
    wide: bool = False
    under: bool = False


@dataclass(frozen=True)
class Stack:
    """Something set over or under a relation, as iid over ~; an arrow is as long as what it carries."""

    base: Node
    below: Node | None
    above: Node | None


@dataclass(frozen=True)
class Fenced:
    """Brackets that grow with what they hold; an empty string is no bracket."""

    opening: str
    inside: Node
    closing: str


@dataclass(frozen=True)
class Grid:
    """Rows and columns; `align` has one letter a column: l, c, r. `display` is for lines of formulas, whose
    columns touch; without it the cells are the entries of a matrix or the cases of a function."""

    rows: tuple[tuple[Node, ...], ...]
    align: str
    display: bool = False


@dataclass(frozen=True)
class Decorated:
    """`how` is "boxed", "cancel", or a colour as "#rrggbb"."""

    inside: Node
    how: str


@dataclass(frozen=True)
class Styled:
    """A part as large as on a line of its own or, without `display`, as in a line of text."""

    base: Node
    display: bool


Node: TypeAlias = (
    Row
    | Identifier
    | Number
    | Operator
    | Function
    | Big
    | Text
    | Space
    | Fraction
    | Root
    | Scripts
    | Accent
    | Stack
    | Fenced
    | Grid
    | Decorated
    | Styled
)

OPENING = "([{⟨⌊⌈"
CLOSING = ")]}⟩⌋⌉"
BRACES = "⏞⏟"
ARROWS = "→←↔⇒⇐⇔↦"


def takes_limits(base: Node, display: bool) -> bool:
    """Whether scripts of this base go below and above it."""
    match base:
        case Big(text=text, limits=None):
            return display and text not in "∫∬∭∮"
        case Big(limits=limits):
            return bool(limits)
        case Function(limits=limits):
            return limits and display
        case Accent(wide=True, mark=mark):
            return mark in BRACES
        case _:
            return False


def stem(node: Node | None) -> Node | None:
    """A node without its scripts and its size, which do not change what kind of thing it is."""
    while isinstance(node, Scripts | Stack | Styled):
        node = node.base
    return node
