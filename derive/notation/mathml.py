"""LaTeX to MathML Core, through latex2mathml with a pass before and a pass after."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from itertools import zip_longest
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

from derive.errors import NotationError
from derive.notation.after import After
from derive.notation.before import Before
from derive.notation.letters import styled
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
    Styled,
    Text,
    stem,
    takes_limits,
)

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
APPLY = '<mo lspace="0" rspace="0">\u2061</mo>'
SMALLEST = 1.2
"""A bracket asked to be this high (\\big) is drawn as it is: browsers space a stretched one badly."""

BARS = "|‖"
TIGHT = "′″‴⁗…⋯⋮⋱!/|‖"
"""Signs without a space around them."""

ALIGN = {"l": "left", "c": "center", "r": "right"}
STYLES = {
    "boxed": "border:1px solid;padding:0.3em",
    "cancel": "background:linear-gradient(to top right,transparent 47%,currentColor 47%,currentColor 53%,"
    "transparent 53%)",
}
LINES = {
    "¯": "border-top:0.055em solid;padding-top:0.12em",
    "_": "border-bottom:0.055em solid;padding-bottom:0.12em",
}
"""No math font stretches a line over or under a formula; a border does."""

MARKS = {("ˆ", True): "\u0302", ("¯", False): "‾", ("~", False): "˜"}
"""The character of an accent, where it is not the mark itself: the hat that stretches is another one, and a
macron or the tilde of ASCII would stand so near to its letter that the two run together on a screen."""

SMALL_MARKS = "→"
RELATION_SPACE = '<mspace width="0.2778em"/>'
ASCENT = "0.6em"
"""The height that a closing bracket shows to its exponent, which a browser would raise and TeX does not."""


class Mode(Enum):
    """Where a part stands: on its own line, in a line of text, in a sub- or superscript."""

    DISPLAY = 1
    INLINE = 2
    SCRIPT = 3

    @property
    def inner(self) -> Mode:
        """Where the parts of a fraction stand, as in TeX: one step down."""
        return Mode.INLINE if self is Mode.DISPLAY else Mode.SCRIPT


@lru_cache(maxsize=4000)
def parse(tex: str) -> Node:
    """The closed tree of a formula. Raises NotationError for a command that is not known, one that is
    refused, and a formula that is unbalanced or too large."""
    from latex2mathml.converter import convert

    before = Before(tex, parse)
    try:
        source = before.run()
        if not source.strip():
            return Row(())
        return After(before.nodes).node(ElementTree.fromstring(convert(source)))
    except NotationError:
        raise
    except RecursionError:
        raise NotationError("the formula is nested too deeply") from None
    except Exception as error:  # the converter raises many kinds, and documents none
        problem = re.sub("(?<=[a-z])(?=[A-Z])", " ", type(error).__name__.removesuffix("Error")).lower()
        raise NotationError(f"cannot read the formula {tex[:60]!r}: {problem}") from error


def mathml(tex: str, *, display: bool = False, annotation: bool = True, lang: str | None = None) -> str:
    """A `<math>` element of MathML Core; with `annotation` it carries its LaTeX along."""
    node = parse(tex)
    body = write(node, Mode.DISPLAY if display else Mode.INLINE)
    if annotation:
        note = f'<annotation encoding="application/x-tex">{escape(tex)}</annotation>'
        body = f"<semantics><mrow>{body}</mrow>{note}</semantics>"
    language = f" lang={quoteattr(lang)}" if lang else ""
    shape = ' display="block"' if display else ""
    return f'<math xmlns="{NAMESPACE}"{shape}{language}>{body}</math>'


def write(node: Node, mode: Mode) -> str:
    """A node as MathML."""
    match node:
        case Row(parts=parts):
            return "<mrow>" + row(parts, mode) + "</mrow>"
        case Identifier(text=text, upright=upright, bold=bold):
            return identifier(text, upright, bold)
        case Number(text=text):
            return f"<mn>{escape(text)}</mn>"
        case Operator():
            return operator(node, mode)
        case Function(text=text):
            return identifier(text, upright=True, bold=False)
        case Big(text=text, limits=limits):
            return f'<mo movablelimits="false">{text}</mo>' if limits else f"<mo>{text}</mo>"
        case Text(text=text, bold=bold, slanted=slanted):
            text = "".join(styled(c, bold, not slanted) for c in text) if bold or slanted else text
            return f"<mtext>{escape(hard_spaces(text))}</mtext>"
        case Space(width=width):
            return f'<mspace width="{width:g}em"/>'
        case Fraction(above=above, below=below, bar=bar):
            line = "" if bar else ' linethickness="0"'
            return f"<mfrac{line}>{write(above, mode.inner)}{write(below, mode.inner)}</mfrac>"
        case Root(inside=inside, degree=None):
            return f"<msqrt>{write(inside, mode)}</msqrt>"
        case Root(inside=inside, degree=degree):
            assert degree is not None
            return f"<mroot>{write(inside, mode)}{write(degree, Mode.SCRIPT)}</mroot>"
        case Scripts():
            return scripts(node, mode)
        case Accent():
            return accent(node, mode)
        case Stack():
            return stack(node, mode)
        case Fenced(opening=opening, inside=inside, closing=closing):
            left, right = fence(opening, "prefix", is_flat(inside)), fence(closing, "postfix", is_flat(inside))
            return f"<mrow>{left}{write(inside, mode)}{right}</mrow>"
        case Grid():
            return grid(node, mode)
        case Decorated(inside=inside, how=how):
            style = STYLES.get(how, f"color:{how}")
            return f'<mrow style="{style}">{write(inside, mode)}</mrow>'
        case Styled(base=inside, display=display):
            wanted = Mode.DISPLAY if display else Mode.INLINE
            large = "true" if display else "false"
            level = ' scriptlevel="0"' if mode is Mode.SCRIPT else ""
            text = write(inside, wanted)
            return text if mode is wanted else f'<mrow displaystyle="{large}"{level}>{text}</mrow>'


def row(parts: tuple[Node, ...], mode: Mode) -> str:
    """Parts in a row; a function is followed by its (invisible) application."""
    out = []
    for part, after in zip_longest(parts, parts[1:]):
        out.append(write(part, mode))
        if is_function(part) and after is not None:
            out.append(APPLY)
            if not opens(after):
                out.append('<mspace width="0.1667em"/>')
        elif is_function(after) and not open_ended(part):
            out.append('<mspace width="0.1667em"/>')
    return "".join(out)


def is_function(node: Node | None) -> bool:
    return isinstance(stem(node), Function)


def open_ended(node: Node) -> bool:
    """Whether a function touches what stands before it: an opening bracket, a sign between terms or a space."""
    base = stem(node)
    return isinstance(base, Space | Function | Big) or (
        isinstance(base, Operator) and base.form not in ("close", "prefix")
    )


def opens(node: Node) -> bool:
    """Whether no space is wanted between a function and a node: a bracket, a sign between terms, a space."""
    base = stem(node)
    return isinstance(base, Fenced | Space) or (isinstance(base, Operator) and base.form != "prefix")


def is_flat(node: Node) -> bool:
    """Whether a node is one line high, so that brackets around it need not grow."""
    match node:
        case Row(parts=parts):
            return all(map(is_flat, parts))
        case Scripts(base=base, below=below, above=above):
            return all(is_flat(part) and not isinstance(part, Scripts) for part in (base, below, above) if part)
        case Identifier() | Number() | Function() | Text() | Space():
            return True
        case Operator(form=form, size=size):
            return not size and form != "middle"
        case Accent(base=base, wide=wide):
            return is_flat(base) and not wide
        case Styled(base=base):
            return is_flat(base)
        case _:
            return False


def hard_spaces(text: str) -> str:
    """Spaces at the ends of words inside a formula would be dropped by a browser."""
    inner = text.strip(" ")
    left, right = len(text) - len(text.lstrip(" ")), len(text) - len(text.rstrip(" "))
    return "\u00a0" * left + inner + "\u00a0" * (right if inner else 0)


def identifier(text: str, upright: bool, bold: bool) -> str:
    upright = upright or "Α" <= text <= "Ω"
    if bold or (len(text) > 1 and not upright):
        text = "".join(styled(c, bold, upright) for c in text)
        upright = True  # the letters have their shape now, and the browser shall not slant them again
    variant = ' mathvariant="normal"' if upright and len(text) == 1 else ""
    return f"<mi{variant}>{escape(text)}</mi>"


def operator(node: Operator, mode: Mode) -> str:
    form = {"open": "prefix", "close": "postfix", "prefix": "prefix"}.get(node.form, "")
    attributes = (f' form="{form}"' if form else "") + height(node) + spaces(node, mode)
    return f"<mo{attributes}>{escape(node.text)}</mo>"


def height(node: Operator) -> str:
    """Brackets are as high as they are asked to be; only a bar in the middle grows by itself."""
    if node.size > SMALLEST:
        return f' stretchy="true" symmetric="true" minsize="{node.size:g}em" maxsize="{node.size:g}em"'
    if node.form == "middle":
        return ' fence="true" stretchy="true"'
    return ' stretchy="false"' if node.form in ("open", "close") or node.text in BARS else ""


def spaces(node: Operator, mode: Mode) -> str:
    """The space around a sign, where it is another one than the browser's."""
    if node.form == "middle" or (node.text == ":" and mode is not Mode.SCRIPT):
        return ' lspace="0.2778em" rspace="0.2778em"'
    tight = node.size or node.text in TIGHT or mode is Mode.SCRIPT or node.form in ("open", "close")
    return ' lspace="0" rspace="0"' if tight else ""


def fence(text: str, form: str, flat: bool) -> str:
    stretchy = "false" if flat else "true"
    return f'<mo form="{form}" fence="true" stretchy="{stretchy}">{escape(text)}</mo>' if text else ""


def scripts(node: Scripts, mode: Mode) -> str:
    base = node.base
    if takes_limits(base, mode is Mode.DISPLAY):
        return around("munder", "mover", "munderover", base, node.below, node.above, mode)
    return around("msub", "msup", "msubsup", base, node.below, node.above, mode)


def around(
    under: str, over: str, both: str, base: Node, below: Node | None, above: Node | None, mode: Mode
) -> str:
    kind = both if below and above else under if below else over
    extra = "".join(write(script, Mode.SCRIPT) for script in (below, above) if script is not None)
    body = write(base, mode)
    if isinstance(base, Operator) and base.size:
        body = f"<mrow>{body}</mrow>"  # without it the bracket shrinks to the size of its script
    elif isinstance(base, Operator) and base.form == "close":
        body = f'<mpadded height="{ASCENT}">{body}</mpadded>'
    return f"<{kind}>{body}{extra}</{kind}>"


def stack(node: Stack, mode: Mode) -> str:
    """A relation keeps its space outside of what is set over it, which may be wider."""
    tight = Mode.SCRIPT if isinstance(node.base, Operator) else mode
    text = around("munder", "mover", "munderover", node.base, node.below, node.above, tight)
    return RELATION_SPACE + text + RELATION_SPACE if tight is not mode else text


def accent(node: Accent, mode: Mode) -> str:
    base = write(node.base, mode)
    if node.wide and node.mark in LINES:
        return f'<mrow style="{LINES[node.mark]}">{base}</mrow>'
    stretch, mark = "true" if node.wide else "false", MARKS.get((node.mark, node.wide), node.mark)
    small = ' style="font-size:60%"' if mark in SMALL_MARKS else ""
    sign = f'<mo stretchy="{stretch}"{small}>{mark}</mo>'
    if node.under:
        return f'<munder accentunder="true">{base}{sign}</munder>'
    return f'<mover accent="true">{base}{sign}</mover>'


def grid(node: Grid, mode: Mode) -> str:
    inner = Mode.DISPLAY if node.display else mode.inner if mode is Mode.DISPLAY else mode
    rows = []
    for cells in node.rows:
        written = "".join(
            f'<mtd style="{cell_style(node, k)}">{write(cell, inner)}</mtd>' for k, cell in enumerate(cells)
        )
        rows.append(f"<mtr>{written}</mtr>")
    display = ' displaystyle="true"' if node.display else ""
    return f"<mtable{display}>{''.join(rows)}</mtable>"


def cell_style(node: Grid, column: int) -> str:
    """Alignment, in both the word of the standard and the one that Chromium follows for formulas. The first
    and last cells touch what stands beside them; in lines a left column touches the one before it."""
    where = ALIGN[node.align[column]]
    gap = ("0" if node.align[column] == "l" else "1em") if node.display else "0.5em"
    left = "0" if column == 0 else gap
    right = "0" if node.display or column == len(node.align) - 1 else "0.5em"
    return f"text-align:{where};text-align:-webkit-{where};padding-left:{left};padding-right:{right}"
