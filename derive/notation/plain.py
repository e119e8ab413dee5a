"""A formula as one line of Unicode text, for a terminal."""

from __future__ import annotations

import unicodedata

from derive.notation.tree import (
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
    Text,
)

UP = dict(zip("0123456789+−=()abcdefghijklmnoprstuvwxyz′″", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ′″", strict=True))
DOWN = dict(zip("0123456789+−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
COMBINING = {"ˆ": "\u0302", "¯": "\u0304", "~": "\u0303", "→": "\u20d7", "˙": "\u0307", "¨": "\u0308", "_": "\u0332"}
SPACED = set("=≠<>≤≥∈∉∼≈≡→⟹⟺⟸⇒⇔≔∣∥+−±∓×·∗")
SCRIPT_SPACED = set("∈→<>≤≥")


def plain(node: Node) -> str:
    """The formula in one line, spaces as in print."""
    return " ".join(line(node).split())


def line(node: Node, tight: bool = False) -> str:
    match node:
        case Row(parts=parts):
            return row(parts, tight)
        case Identifier(text=text) | Number(text=text) | Text(text=text) | Big(text=text) | Function(text=text):
            return text
        case Operator(text=text, form=form):
            wide = SCRIPT_SPACED if tight else SPACED
            return f" {text} " if text in wide and form == "infix" else f"{text} " if text in ",;" and not tight else text
        case Space():
            return " "
        case Fraction(above=above, below=below, bar=True):
            return f"{grouped(above, tight=tight)}/{grouped(below, whole=True, tight=tight)}"
        case Fraction(above=above, below=below):
            return f"{line(above)} choose {line(below)}"
        case Root(inside=inside, degree=degree):
            mark = "√" if degree is None else raised(line(degree, True)) + "√"
            return mark + grouped(inside, whole=True)
        case Scripts():
            return scripts(node, tight)
        case Stack(base=base, below=below, above=above):
            return line(base) + lowered(below) + (raised(line(above, True)) if above is not None else "")
        case Accent(base=base, mark=mark):
            return accented(line(base, tight), mark)
        case Fenced(opening=opening, inside=inside, closing=closing):
            return f"{opening}{line(inside, tight).strip()}{closing}"
        case Grid(rows=rows):
            return "; ".join("  ".join(line(cell) for cell in cells) for cells in rows)
        case Decorated(inside=inside):
            return line(inside, tight)


def row(parts: tuple[Node, ...], tight: bool) -> str:
    """Parts side by side, with a space after functions and large operators, and between factors where
    they would run together; a fraction beside a factor stands in parentheses."""
    out = ""
    for before, part, after in zip((None, *parts), parts, (*parts[1:], None), strict=False):
        text = line(part, tight)
        if isinstance(part, Fraction) and part.bar and (is_factor(before) or is_factor(after)):
            text = f"({text})"
        if before is not None and out and not out.endswith(" ") and wants_space(before, part):
            out += " "
        out += text
    return out


def is_factor(node: Node | None) -> bool:
    """Whether a neighbour of a fraction multiplies it, or is a function applied to it."""
    return node is not None and not isinstance(node, Operator | Space | Text)


def wants_space(before: Node, after: Node) -> bool:
    closed = not isinstance(before, Operator) or before.form == "close"
    if named(before):
        return not (isinstance(after, Operator | Fenced) and plain(after)[:1] in "([{")
    if named(after) or large(after) or large(before) or isinstance(after, Text) or isinstance(before, Text):
        return closed
    if isinstance(before, Fraction):
        return not isinstance(after, Operator)
    return isinstance(after, Fraction) and closed


def named(node: Node) -> bool:
    return isinstance(node, Function) or isinstance(node, Scripts) and isinstance(node.base, Function)


def large(node: Node) -> bool:
    return isinstance(node, Big) or isinstance(node, Scripts) and isinstance(node.base, Big)


def grouped(node: Node, whole: bool = False, tight: bool = False) -> str:
    """A part of a fraction, in parentheses where it would be misread: a sum above or below the line, and
    below it a product too."""
    text = line(node, tight).strip()
    if not isinstance(node, Row):
        return f"({text})" if isinstance(node, Fraction) else text
    if is_one_bracket(text) or is_call(text) or isinstance(node.parts[0], Identifier) and node.parts[0].text == "d":
        return text
    return f"({text})" if is_sum(node) or whole and len(node.parts) > 1 or large(node.parts[0]) else text


def is_sum(node: Row) -> bool:
    """Whether an operator stands in a row outside its brackets."""
    depth = 0
    for part in node.parts:
        sign = part.base if isinstance(part, Scripts) else part
        if isinstance(sign, Operator):
            depth += (sign.form == "open") - (sign.form == "close")
            if depth == 0 and sign.form == "infix":
                return True
    return False


def is_one_bracket(text: str) -> bool:
    """One bracket around everything, with or without a power."""
    return text.startswith("(") and closes_at_end(text.rstrip("".join(UP.values())))


def is_call(text: str) -> bool:
    """A name and its arguments, such as f(v; p) or E[s]; p(1 − p) is a product."""
    return closes_at_end(text) and not any(sign in text for sign in "+−")


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
    if isinstance(node.base, Row | Fraction | Root):
        base = f"({base})"
    above = "" if node.above is None else raised(line(node.above, True).strip())
    return base + lowered(node.below) + above


def lowered(node: Node | None) -> str:
    if node is None:
        return ""
    text = line(node, True).strip()
    if all(c in DOWN for c in text):
        return "".join(DOWN[c] for c in text)
    return f"_{text}" if len(text) == 1 else f"_{{{text}}}"


def raised(text: str) -> str:
    if all(c in UP for c in text):
        return "".join(UP[c] for c in text)
    return f"^{text}" if len(text) == 1 else f"^({text})"


def accented(base: str, mark: str) -> str:
    """A combining mark on the last letter; composed where Unicode has the letter."""
    return unicodedata.normalize("NFC", base + COMBINING[mark]) if mark in COMBINING else base
