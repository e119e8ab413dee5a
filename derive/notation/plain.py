"""A formula as one line of Unicode text, for a terminal and for those who listen to a page."""

from __future__ import annotations

import unicodedata

from derive.notation.tree import (
    BRACES,
    Accent,
    Big,
    Decorated,
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
    Styled,
    Text,
    stem,
)

UP = dict(
    zip(
        "0123456789+−=()abcdefghijklmnoprstuvwxyz′″‴⁗∗⊤",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ′″‴⁗*ᵀ",
        strict=True,
    )
)
DOWN = dict(zip("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
COMBINING = {
    "ˆ": "\u0302", "¯": "\u0304", "~": "\u0303", "→": "\u20d7", "˙": "\u0307", "¨": "\u0308", "_": "\u0332",
    "ˇ": "\u030c", "˘": "\u0306", "´": "\u0301", "`": "\u0300", "˚": "\u030a",
}  # fmt: skip
NAMES = {
    "ˆ": "hat", "¯": "bar", "~": "tilde", "→": "vec", "˙": "dot", "¨": "ddot", "_": "underline", "ˇ": "check",
    "˘": "breve", "´": "acute", "`": "grave", "˚": "ring",
}  # fmt: skip
"""A mark over more than one letter is said by its name."""

SPACED = frozenset(":‖·⇐↔")
UNSPACED = frozenset("∀∃∄¬⋯⋮⋱|/√")
SCRIPT_SPACED = frozenset("∈→<>≤≥")
NARROW = 0.3
"""A space of less than this, in em, does not part a fraction from its factor."""


def plain(node: Node) -> str:
    """The formula in one line, spaces as in print."""
    return " ".join(line(node).split())


def line(node: Node, tight: bool = False) -> str:
    match node:
        case Row(parts=parts):
            return row(parts, tight)
        case Identifier(text=text) | Number(text=text) | Text(text=text) | Big(text=text) | Function(text=text):
            return text
        case Operator():
            return operator(node, tight)
        case Space():
            return " "
        case Fraction(above=above, below=below, bar=True):
            return f"{grouped(above, tight=tight)}/{grouped(below, whole=True, tight=tight)}"
        case Fraction(above=above, below=below):
            return f"{line(above)} choose {line(below)}"
        case Root(inside=inside, degree=degree):
            mark = "√" if degree is None else raised(degree) + "√"
            return mark + grouped(inside, whole=True, root=True)
        case Scripts():
            return scripts(node, tight)
        case Stack(base=base, below=below, above=above):
            text = line(base).strip() + lowered(below) + raised(above)
            return f" {text} " if isinstance(base, Operator) else text
        case Accent():
            return accented(node, tight)
        case Fenced(opening="{", inside=Grid() as inside, closing=""):
            return f"{{{line(inside, tight)}}}"
        case Fenced(opening=opening, inside=inside, closing=closing):
            return f"{opening}{line(inside, tight).strip()}{closing}"
        case Grid():
            return grid(node)
        case Decorated(inside=inside) | Styled(base=inside):
            return line(inside, tight)


def operator(node: Operator, tight: bool) -> str:
    """A sign with the spaces of print; in a script only few have any."""
    text = node.text
    if node.form == "middle":
        return f" {text} "
    if node.form != "infix":
        return text
    if text in ",;":
        return text if tight else f"{text} "
    wide = text in SCRIPT_SPACED if tight else is_spaced(text)
    return f" {text} " if wide or text.isalpha() else text


def is_spaced(text: str) -> bool:
    return text in SPACED or (unicodedata.category(text[0]) == "Sm" and text not in UNSPACED)


def row(parts: tuple[Node, ...], tight: bool) -> str:
    """Parts side by side, with a space after functions and large operators, and between factors where
    they would run together; a fraction beside a factor stands in parentheses."""
    out = ""
    parts = tuple(part.base if isinstance(part, Styled) else part for part in parts)
    solid = [part for part in parts if not (isinstance(part, Space) and part.width < NARROW)]
    neighbours = {id(b): (a, c) for a, b, c in zip((None, *solid), solid, (*solid[1:], None), strict=False)}
    for before, part in zip((None, *parts), parts, strict=False):
        text = line(part, tight)
        if isinstance(part, Fraction) and part.bar:
            left, right = neighbours[id(part)]
            text = f"({text})" if is_factor(left, "close") or is_factor(right, "open") else text
        if before is not None and out and not out.endswith(" ") and wants_space(before, part, out):
            out += " "
        out += text
    return out


def is_factor(node: Node | None, bracket: str) -> bool:
    """Whether a neighbour of a fraction multiplies it, or is a function applied to it; `bracket` is the form of
    a bracket on that side which holds a factor."""
    base = stem(node)
    if isinstance(base, Operator):
        return base.form == bracket
    return base is not None and not isinstance(base, Space | Text)


def wants_space(before: Node, after: Node, written: str) -> bool:
    """Whether a space parts two neighbours that bring none along; `written` ends with the first."""
    first, second = stem(before), stem(after)
    closed = not isinstance(first, Operator) or first.form == "close"
    bracket = isinstance(second, Fenced) or (isinstance(second, Operator) and second.form == "open")
    if isinstance(before, Root) and not isinstance(second, Operator):
        return True
    if isinstance(second, Operator) and not bracket:
        return isinstance(first, Function) and second.form == "prefix"
    if isinstance(first, Function):
        return not bracket or (first.limits and isinstance(before, Scripts))
    if any(isinstance(node, Function | Big | Text) for node in (first, second)):
        return closed
    if isinstance(before, Fraction) or isinstance(after, Fraction):
        return closed
    if isinstance(before, Scripts) and closed:
        marked = written[-1] == "}" or written[-2:-1] in ("_", "^")
        return is_raised_in_brackets(written) or (marked and not bracket)
    runs_on = isinstance(second, Number) and written[-1].isalnum()
    return closed and not bracket and (is_word(first) or is_word(second) or runs_on)


def is_raised_in_brackets(written: str) -> bool:
    """Whether a text ends with a power in brackets, such as p^(k + 1)."""
    depth = 0
    for place in range(len(written) - 1, -1, -1):
        depth += (written[place] == ")") - (written[place] == "(")
        if depth <= 0:
            return place > 0 and written[place] == "(" and written[place - 1] == "^"
    return False


def is_word(node: Node | None) -> bool:
    return isinstance(node, Identifier) and len(node.text) > 1


def grouped(node: Node, whole: bool = False, tight: bool = False, root: bool = False) -> str:
    """A part of a fraction or root, in parentheses where it would be misread: a sum above or below the line,
    below it and in a root a product too, and in a root a power."""
    node = node.base if isinstance(node, Styled) else node
    text = line(node, tight).strip()
    if not isinstance(node, Row):
        return f"({text})" if isinstance(node, Fraction) or (root and isinstance(node, Scripts)) else text
    if is_one_bracket(text) or is_call(text) or is_differential(node):
        return text
    large = node.parts and isinstance(stem(node.parts[0]), Big)
    return f"({text})" if is_sum(node) or (whole and len(node.parts) > 1) or large else text


def is_differential(node: Row) -> bool:
    """dp or ∂p², which are read as one."""
    first = stem(node.parts[0]) if len(node.parts) == 2 else None
    return isinstance(first, Identifier) and first.text in ("d", "∂")


def is_sum(node: Row) -> bool:
    """Whether an operator stands in a row outside its brackets."""
    depth = 0
    for part in node.parts:
        sign = stem(part)
        if isinstance(sign, Operator):
            depth += (sign.form == "open") - (sign.form == "close")
            if depth == 0 and sign.form == "infix" and sign.text not in "!/":
                return True
    return False


def is_one_bracket(text: str) -> bool:
    """One bracket around everything, with or without a power."""
    return text.startswith("(") and closes_at_end(text.rstrip("".join(UP.values())))


def is_call(text: str) -> bool:
    """A name and its arguments, such as f(v; p) or E[s]; p(1 − p) and 2 max(a, b) are products."""
    called = text[: min(text.find(sign) % (len(text) + 1) for sign in "([{")]
    return closes_at_end(text) and " " not in called and not any(sign in text for sign in "+−")


def closes_at_end(text: str) -> bool:
    """Whether the first bracket of a text closes at its last character."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in ")]}":
            return place == len(text) - 1
    return False


def scripts(node: Scripts, tight: bool) -> str:
    base = line(node.base, tight)
    if isinstance(node.base, Accent) and node.base.mark in BRACES:
        return base + "".join(f"{{{line(note).strip()}}}" for note in (node.below, node.above) if note)
    if isinstance(node.base, Row | Fraction | Root | Scripts) and base:
        base = f"({base})"
    return base + lowered(node.below) + raised(node.above)


def lowered(node: Node | None) -> str:
    if node is None:
        return ""
    text = line(node, True).strip()
    if all(c in DOWN for c in text):
        return "".join(DOWN[c] for c in text)
    return f"_{text}" if len(text) == 1 else f"_{{{text}}}"


def raised(node: Node | None) -> str:
    if node is None:
        return ""
    text = line(node, True).strip()
    if all(c in UP for c in text):
        return "".join(UP[c] for c in text)
    return f"^{text}" if len(text) == 1 else f"^({text})"


def accented(node: Accent, tight: bool) -> str:
    """A combining mark on one letter, composed where Unicode has it; the name of the mark before more."""
    base = line(node.base, tight)
    if node.mark in BRACES:
        return f"({base}){node.mark}"
    if len(base) == 1:
        return unicodedata.normalize("NFC", base + COMBINING[node.mark])
    return f"{NAMES[node.mark]}({base})"


def grid(node: Grid) -> str:
    """Rows parted by semicolons; commas only between the entries of a matrix."""
    between = ", " if set(node.align) == {"c"} else " "
    return "; ".join(between.join(line(cell).strip() for cell in cells).strip() for cells in node.rows)
