"""A displayed block as one formula: lines aligned at their relation, with reasons and numbers beside them.

It is written in the commands that Markdown, KaTeX, MathJax and our own reader all know.
"""

from __future__ import annotations

import re

from derive.document.blocks import Chain, Citation, Code, Equation, Inline, Inlines, Line, Math, Reference, Text
from derive.publish.measure import pieces, width
from derive.publish.page import clean

# What a column of a blog holds, and what it holds with a reason beside it, in em.
LINE, BESIDE = 34.0, 40.0
_LONG_NAMES = {
    r"\,": r"\thinspace ",
    r"\:": r"\thinspace ",
    r"\;": r"\thinspace ",
    r"\!": r"\negthinspace ",
    r"\{": r"\lbrace ",
    r"\}": r"\rbrace ",
    r"\|": r"\Vert ",
    "<": r"\lt ",
    ">": r"\gt ",
    "*": r"\ast ",
    "|": r"\vert ",
}
# An asterisk might begin an emphasis; \\mathop sets what stands below it in the same way.
_STARRED = re.compile(r"\\operatorname\*\s*(\{(?:[^{}]|\{[^{}]*\})*\})")
_SPECIAL = re.compile(r"\\[A-Za-z]+|\\.|[<>*|]")
# In \text, KaTeX and MathJax agree on few escapes: the rest is written with a sign that looks alike.
_IN_TEXT = dict(zip(r"\$&#%_^~`<>*[]", "\u2216＄＆＃％＿\u02c6\u223c\u2018＜＞\u2217［］", strict=True))
_IN_TEXT |= {"{": r"\lbrace", "}": r"\rbrace"}


def portable(tex: str) -> str:
    """A formula in the commands that every reader of Markdown leaves alone."""
    tex = _STARRED.sub(r"\\mathop{\\mathrm\1}", tex)
    long = _SPECIAL.sub(lambda found: _LONG_NAMES.get(found[0], found[0]), tex)
    return re.sub(r"\s+", " ", long).strip()


def reason(inlines: Inlines) -> str:
    """A reason inside a formula: text in \\text, formulas as they are."""
    parts, text = [], ""
    for piece in inlines:
        match piece:
            case Text(text=plain):
                text += clean(plain)
            case Reference(number=number):
                text += f"({number})"
            case Citation(number=number):
                text += f"[{number}]"
            case Code(text=plain):
                text += plain
            case Math(tex=tex):
                parts += [_text(text), portable(tex)]
                text = ""
    return " ".join(part for part in (*parts, _text(text)) if part)


def _text(text: str) -> str:
    """Text as \\text, where braces have to stand outside."""
    if not text:
        return ""
    safe = "".join(_IN_TEXT.get(sign, sign) for sign in text)
    return rf"\text{{{safe}}}".replace(r"\lbrace", r"}\lbrace\text{").replace(r"\rbrace", r"}\rbrace\text{")


def rows(lines: tuple[Line, ...]) -> list[str]:
    """The rows of an `aligned`: reasons in a second column, or in a row of their own under a wide line."""
    left = max(width(line.left) for line in lines)
    found = []
    for line in lines:
        first, *rest = pieces(f"{line.relation} {line.right}".strip(), LINE)
        number = f" && ({line.number})" if line.number is not None else ""
        found.append(f"{portable(line.left)} &{portable(first)}".strip())
        found += [rf"&\quad {portable(part)}" for part in rest]
        room = BESIDE - left - width((first, *rest)[-1])
        beside = sum(_width(piece) for piece in line.reason) <= room
        if number or (line.reason and beside):
            found[-1] += f" && {reason(line.reason) if beside else ''}".rstrip() + number
        if line.reason and not beside:
            found.append(rf"&\qquad {reason(line.reason)}")
    return found


def _width(piece: Inline) -> float:
    match piece:
        case Text(text=text) | Code(text=text):
            return width(text.replace("\\", " "))
        case Math(tex=tex):
            return width(tex)
        case Reference() | Citation():
            return 1.5


def aligned(rows: list[str], end: str) -> str:
    # A row must not begin with what Markdown takes for a list or a heading.
    safe = (f"{{}}{row}" if row[0] in "+-=#" else row for row in rows)
    return rf"\begin{{aligned}}{end}" + rf" \\{end}".join(safe) + rf"{end}\end{{aligned}}"


def display(block: Equation | Chain) -> str:
    """The whole block as one formula, its numbers in it."""
    if isinstance(block, Chain):
        return aligned(rows(block.lines), " ")
    line = Line("", "", block.tex, block.reason, block.label, block.number)
    if block.reason or block.number is not None or len(pieces(block.tex, LINE)) > 1:
        return aligned(rows((line,)), " ")
    return portable(block.tex)
