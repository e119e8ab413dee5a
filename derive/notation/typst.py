"""A formula as Typst mathematics: what stands between the dollar signs.

Every character that Typst would read as code is escaped or put in a string, so that words from outside stay
words.
"""

from __future__ import annotations

from derive.notation.tree import (
    ARROWS,
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
)

ESCAPED = "()[]{}|,;:/\\_^&#$\"'~`@%*<>=!-+."
MARKS = {
    "ˆ": "hat", "¯": "macron", "~": "tilde", "→": "arrow", "˙": "dot", "¨": "dot.double", "ˇ": "caron",
    "˘": "breve", "´": "acute", "`": "grave", "˚": "circle",
}  # fmt: skip
CLASSED = {"|": "normal", "‖": "normal", "⊥": "relation"}
"""Signs that Typst would put in another class."""

WIDE = {"¯": "overline", "_": "underline", "⏞": "overbrace", "⏟": "underbrace", "ˆ": "hat", "~": "tilde"}
CLASSES = {"open": "opening", "close": "closing", "middle": "relation"}
NOTHING = '""'
"""An empty string keeps its place where a formula may not be missing, as at the left of a script."""


def typst(node: Node) -> str:
    """The Typst source of a formula."""
    match node:
        case Row(parts=parts):
            return row(parts) if parts else NOTHING
        case Identifier():
            return identifier(node)
        case Number(text=text):
            return string(text)
        case Operator():
            return operator(node)
        case Function(text=text, limits=limits):
            return f"op({string(text)}, limits: #{'true' if limits else 'false'})"
        case Big(text=text, limits=limits):
            return {None: text, True: f"limits({text})", False: f"scripts({text})"}[limits]
        case Text(text=text, bold=bold, slanted=slanted):
            return f"bold({string(text)})" if bold else f"italic({string(text)})" if slanted else string(text)
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
            return scripts(base, below, above)
        case Stack(base=base, below=below, above=above):
            return f"limits({stretched(base)})" + attached(below, above)
        case Fenced("(", Fraction(above=above, below=below, bar=False), ")"):
            return f"binom({typst(above)}, {typst(below)})"
        case Accent(base=base, mark=mark, wide=wide):
            return accent(typst(base), mark, wide)
        case Fenced(opening=opening, inside=inside, closing=closing):
            left, right = (bracket(b) if b else "zws" for b in (opening, closing))
            return f"lr({left} {typst(inside)} {right})"
        case Grid():
            return grid(node)
        case Decorated(inside=inside, how=how):
            return decorated(typst(inside), how)
        case Styled(base=inside, display=display):
            return f"display({typst(inside)})" if display else f"inline({typst(inside)})"


def row(parts: tuple[Node, ...]) -> str:
    """Parts side by side. Words, and a name of several letters and its bracket, touch what stands beside them:
    Typst draws a space between them, and words have their own."""
    out = ""
    for before, part in zip((None, *parts), parts, strict=False):
        word = isinstance(before, Identifier) and len(before.text) > 1
        touches = word and isinstance(part, Operator) and part.form == "open"
        touches = touches or isinstance(before, Text) or isinstance(part, Text)
        out += ("" if touches or not out else " ") + typst(part)
    return out


def string(text: str) -> str:
    """A string literal."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def identifier(node: Identifier) -> str:
    if len(node.text) > 1:
        text = f"upright({string(node.text)})" if node.upright else f"italic({string(node.text)})"
    elif node.upright and node.text.isascii():
        text = f"upright({node.text})" if node.text.isalpha() else bracket(node.text)
    else:
        text = node.text
    return f"bold({text})" if node.bold else text


def bracket(text: str) -> str:
    return "\\" + text if text in ESCAPED else text


def operator(node: Operator) -> str:
    if len(node.text) > 1:
        return f'class("binary", {string(node.text)})'
    text = bracket(node.text)
    if node.size:
        return f'class("{CLASSES.get(node.form, "normal")}", lr(size: #{node.size:g}em, {text}))'
    if node.form == "middle":
        return f"mid({text})"
    if node.form == "prefix":
        return f'class("unary", {text})'
    if node.text in CLASSED:
        return f'class("{CLASSES.get(node.form, CLASSED[node.text])}", {text})'
    return text


def scripts(base: Node, below: Node | None, above: Node | None) -> str:
    """A base of several parts is held together; a brace has its label as an argument."""
    if isinstance(base, Accent) and base.mark in BRACES:
        label = " ".join(script(note) for note in (below, above) if note is not None)
        return f"{WIDE[base.mark]}({typst(base.base)}, {label})"
    if isinstance(base, Row | Scripts) and base != Row(()):
        marks = (("b", below), ("t", above))
        return f"attach({typst(base)}" + "".join(f", {m}: {script(n)}" for m, n in marks if n is not None) + ")"
    return typst(base) + attached(below, above)


def attached(below: Node | None, above: Node | None) -> str:
    """Scripts; the parentheses around them only group, and are not drawn."""
    under = f"_({script(below)})" if below is not None else ""
    over = f"^({script(above)})" if above is not None else ""
    return under + over


def script(node: Node) -> str:
    """A table under a sum is as small as any script."""
    return grid(node, "{}") if isinstance(node, Grid) else typst(node)


def stretched(base: Node) -> str:
    """An arrow is a little longer than what stands over it."""
    text = typst(base)
    return f"stretch({text}, size: #(100% + 0.6em))" if text in ARROWS else text


def accent(base: str, mark: str, wide: bool) -> str:
    return f"{WIDE[mark] if wide else MARKS[mark]}({base})"


def grid(node: Grid, entry: str = "inline({})") -> str:
    """Lines of formulas are in display, and their columns touch; the entries of a matrix are neither, and as
    large in a line of text as outside of it."""
    entry = f"display({NOTHING} {{}})" if node.display else entry
    lines = (", ".join(cell(c, k, node, entry) for k, c in enumerate(cells)) for cells in node.rows)
    gap = "column-gap: #0em, row-gap: #0.6em, " if node.display else ""
    return f"mat(delim: #none, {gap}{'; '.join(lines)})"


def cell(node: Node, column: int, table: Grid, entry: str) -> str:
    """A cell with the mark that aligns it; in lines of formulas a gap parts the pairs of columns."""
    align = table.align[column]
    gap = "#h(1em) " if table.display and column and align != "l" else ""
    return {"l": "& {}", "r": "{} &", "c": "{}"}[align].format(gap + entry.format(typst(node)))


def decorated(inside: str, how: str) -> str:
    if how == "boxed":
        edges = 'set text(top-edge: "bounds", bottom-edge: "bounds")'
        return f"#box(stroke: 0.5pt, inset: 4pt, {{{edges}; $display({inside})$}})"
    if how == "cancel":
        return f"cancel({inside})"
    return f'#text(fill: rgb("{how}"), ${inside}$)'
