"""Where other programs part from the formula of a loss: a table."""

from __future__ import annotations

from flint import ctx

from derive.algebra.numeric.balls import Value, ball
from derive.document.blocks import Block, Inlines, Math, Paragraph, Table, Text
from derive.document.trust import heading
from derive.document.words import Words
from derive.notation.latex import latex
from derive.stages.edges import formula_at
from derive.statement import Edge, Loss

COLUMNS = ("program", "at", "of", "found", "formula", "why")
ORDERS = ("value", "derivative", "second_derivative")
DIGITS = 6


def edges_section(loss: Loss, words: Words) -> list[Block]:
    """What was found when the formula was compared with other programs at the edges; else nothing."""
    if not loss.edges:
        return []
    header = tuple((Text(words.plain(f"edges.{key}")),) for key in COLUMNS)
    rows = tuple(row(loss, edge, words) for edge in loss.edges)
    return [heading("edges", words), Paragraph(words.line("edges.intro")), Table(header, rows)]


def row(loss: Loss, edge: Edge, words: Words) -> tuple[Inlines, ...]:
    at = r",\; ".join(f"{latex(symbol)} = {latex(value)}" for symbol, value in edge.at)
    value = formula_at(loss, edge)
    formula = (Math(number(value)),) if value is not None else (Text(words.plain("edges.none")),)
    return (
        (Text(edge.program),),
        (Math(at),),
        what(loss, edge, words),
        (Math(found(edge.found)),),
        formula,
        (Text(words.title(edge.why)),),
    )


def what(loss: Loss, edge: Edge, words: Words) -> Inlines:
    """The value or a derivative; in what, where there are several predictions."""
    named = Text(words.plain(f"edges.{ORDERS[edge.order]}"))
    several = edge.order > 0 and len(loss.predictions) > 1
    return (named, Text(" "), Math(rf"\partial/\partial {latex(edge.by)}")) if several else (named,)


def found(said: str) -> str:
    """A number as a program prints it, as TeX."""
    named = {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{NaN}"}
    return named[said] if said in named else scientific(said)


def number(value: Value) -> str:
    """A value to a few digits, as TeX."""
    with ctx.workprec(64):
        return scientific(f"{float(ball(value)):.{DIGITS}g}")


def scientific(said: str) -> str:
    """1.5e+12 as a product with a power of ten."""
    digits, mark, power = said.lower().partition("e")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    if not mark:
        return digits
    factor = "" if digits == "1" else "-" if digits == "-1" else rf"{digits} \cdot "
    return f"{factor}10^{{{int(power)}}}"
