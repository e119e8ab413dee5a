"""A formula as Typst mathematics: what stands between the dollar signs.

Every character that Typst would read as code is escaped or put in a string, so that words from outside stay
words.
"""

from __future__ import annotations

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

ESCAPED = "()[]{}|,;:/\\_^&#$\"'~`@%*<>=!-+."
MARKS = {"ˆ": "hat", "~": "tilde", "→": "arrow", "˙": "dot", "¨": "dot.double"}
WIDE = {"¯": "overline", "_": "underline", "⏞": "overbrace", "⏟": "underbrace", "ˆ": "hat", "~": "tilde"}
CLASSES = {"open": "opening", "close": "closing"}
COLUMN = {"l": "left", "c": "center", "r": "right"}


def typst(node: Node) -> str:
    """The Typst source of a formula."""
    match node:
        case Row(parts=parts):
            return row(parts)
        case Identifier():
            return identifier(node)
        case Number(text=text):
            return string(text)
        case Operator():
            return operator(node)
        case Function(text=text, limits=limits):
            return f"op({string(text)}, limits: #{'true' if limits else 'false'})"
        case Big(text=text):
            return text
        case Text(text=text, bold=bold):
            return f"bold({string(text)})" if bold else string(text)
        case Space(width=width):
            return f"#h({width:g}em)"
        case Fraction(above=above, below=below, bar=True):
            return f"frac({typst(above)}, {typst(below)})"
        case Fraction(above=above, below=below):
            return f"mat(delim: #none, {typst(above)}; {typst(below)})"
        case Root(inside=inside, degree=None):
            return f"sqrt({typst(inside)})"
        case Root(inside=inside, degree=degree):
            assert degree is not None
            return f"root({typst(degree)}, {typst(inside)})"
        case Scripts(base=base, below=below, above=above):
            return scripts(typst(base), below, above)
        case Stack(base=base, below=below, above=above):
            return scripts(f"limits({typst(base)})", below, above)
        case Accent(base=base, mark=mark, wide=wide):
            return accent(typst(base), mark, wide)
        case Fenced(opening=opening, inside=inside, closing=closing):
            left, right = (bracket(b) if b else "zws" for b in (opening, closing))
            return f"lr({left} {typst(inside)} {right})"
        case Grid():
            return grid(node)
        case Decorated(inside=inside, how=how):
            return decorated(typst(inside), how)


def row(parts: tuple[Node, ...]) -> str:
    """Parts side by side. A name and its bracket touch: Typst draws a space between words and what follows."""
    out = ""
    for before, part in zip((None, *parts), parts, strict=False):
        touches = isinstance(before, Identifier) and isinstance(part, Operator) and part.form == "open"
        out += ("" if touches or not out else " ") + typst(part)
    return out


def string(text: str) -> str:
    """A string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def identifier(node: Identifier) -> str:
    if len(node.text) > 1:
        text = f"upright({string(node.text)})" if node.upright else f"italic({string(node.text)})"
    elif node.upright and node.text.isascii():
        text = f"upright({node.text})" if node.text.isalpha() else string(node.text)
    else:
        text = node.text
    return f"bold({text})" if node.bold else text


def bracket(text: str) -> str:
    return "\\" + text if text in ESCAPED else text


def operator(node: Operator) -> str:
    text = bracket(node.text) if len(node.text) == 1 else " ".join(map(bracket, node.text))
    if node.size:
        return f'class("{CLASSES.get(node.form, "normal")}", lr(size: #{node.size:g}em, {text}))'
    if node.form == "prefix":
        return f'class("unary", {text})'
    return text


def scripts(base: str, below: Node | None, above: Node | None) -> str:
    """The base keeps together; parentheses around a script are grouping, and are not drawn."""
    under = f"_({typst(below)})" if below is not None else ""
    over = f"^({typst(above)})" if above is not None else ""
    return f"{base}{under}{over}"


def accent(base: str, mark: str, wide: bool) -> str:
    if wide:
        return f"{WIDE[mark]}({base})"
    return f"macron({base})" if mark == "¯" else f"{MARKS[mark]}({base})"


def grid(node: Grid) -> str:
    """Cells with their own alignment; a table of an alignment has no gap between its columns."""
    aligned = set(node.align) == {"r", "l"} and node.align.startswith("rl")
    rows = "; ".join(", ".join(cell(c, a) for c, a in zip(row, node.align, strict=True)) for row in node.rows)
    gap = "column-gap: #0.28em, row-gap: #0.6em, " if aligned else ""
    return f"mat(delim: #none, {gap}{rows})"


def cell(node: Node, align: str) -> str:
    marks = {"l": "& {}", "r": "{} &", "c": "{}"}
    return marks[align].format(f"display({typst(node)})")


def decorated(inside: str, how: str) -> str:
    if how == "boxed":
        return f'#box(stroke: 0.5pt, inset: 4pt, {{set text(top-edge: "bounds", bottom-edge: "bounds"); $display({inside})$}})'
    if how == "cancel":
        return f"cancel({inside})"
    return f'#text(fill: rgb("{how}"), ${inside}$)'
