"""The environments of LaTeX that hold rows and columns.

latex2mathml knows half of them and loses their alignment, so they are read here: a cell is a formula of its
own, and the converter sees no table at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from derive.errors import NotationError
from derive.notation.tree import Fenced, Grid, Node, Row

Tokens = list[str]


@dataclass(frozen=True)
class Environment:
    """Brackets, the alignment of the columns (repeated as needed), whether the rows are lines of display,
    and whether an argument (of `array` its columns, of `alignedat` a number) comes first."""

    opening: str = ""
    closing: str = ""
    align: str = "c"
    display: bool = False
    argument: bool = False


LINES = Environment(align="rl", display=True)
CENTRED = Environment(display=True)
ENVIRONMENTS = {
    "aligned": LINES, "align": LINES, "align*": LINES, "split": LINES,
    "eqnarray*": Environment(align="rcl", display=True),
    "alignedat": Environment(align="rl", display=True, argument=True),
    "gather": CENTRED, "gather*": CENTRED, "gathered": CENTRED,
    "cases": Environment("{", "", "l"),
    "array": Environment(argument=True),
    "matrix": Environment(), "smallmatrix": Environment(),
    "pmatrix": Environment("(", ")"), "bmatrix": Environment("[", "]"), "Bmatrix": Environment("{", "}"),
    "vmatrix": Environment("|", "|"), "Vmatrix": Environment("‖", "‖"),
}  # fmt: skip
LEFT_OUT = (r"\hline", r"\nonumber", r"\notag")


def environment(name: str, tokens: Tokens, parse: Callable[[str], Node]) -> Node:
    """What stands between `\\begin{name}` and `\\end{name}`. Raises NotationError for a name that
    is not in the table."""
    if name not in ENVIRONMENTS:
        raise NotationError(f"the environment {name!r} is not known")
    known, align = ENVIRONMENTS[name], ENVIRONMENTS[name].align
    if known.argument:
        argument, tokens = first_group(name, tokens)
        align = columns(argument) if name == "array" else align
    rows = [[parse("".join(cell)) for cell in row] for row in split(tokens)]
    grid = filled([row for row in rows if any(cell != Row(()) for cell in row)], align, known.display)
    return Fenced(known.opening, grid, known.closing) if known.opening else grid


def filled(rows: list[list[Node]], align: str, display: bool) -> Grid:
    """A grid whose rows all have the same number of cells."""
    width = max((len(row) for row in rows), default=0)
    whole = tuple((*row, *[Row(())] * (width - len(row))) for row in rows)
    return Grid(whole, (align * (width // len(align) + 1))[:width], display)


def columns(argument: str) -> str:
    """The letters of `{r|l}`; rules between columns are not drawn."""
    letters = "".join(argument.replace("|", "").split())
    if not letters or set(letters) - set("lcr"):
        raise NotationError(f"the columns of an array are letters l, c, r, not {argument!r}")
    return letters


def first_group(name: str, tokens: Tokens) -> tuple[str, Tokens]:
    """The argument after `\\begin{name}`, and the rest."""
    start = next((k for k, token in enumerate(tokens) if not token.isspace()), len(tokens))
    if tokens[start : start + 1] != ["{"] or "}" not in tokens:
        raise NotationError(f"the environment {name!r} needs an argument in braces")
    end = tokens.index("}")
    return "".join(tokens[start + 1 : end]), tokens[end + 1 :]


def split(tokens: Tokens) -> list[list[Tokens]]:
    """Rows and cells: cut at `\\\\` and `&` outside of groups and inner environments."""
    rows: list[list[Tokens]] = [[[]]]
    depth, place = 0, 0
    while place < len(tokens):
        token = tokens[place]
        depth += (token in ("{", r"\begin")) - (token in ("}", r"\end"))
        place += 1
        if depth == 0 and token == "&":
            rows[-1].append([])
        elif depth == 0 and token == r"\\":
            rows.append([[]])
            place = after_gap(tokens, place)
        elif depth or token not in LEFT_OUT:
            rows[-1][-1].append(token)
    return rows


def after_gap(tokens: Tokens, place: int) -> int:
    """The place after the height in `\\\\[2pt]`, which is not kept."""
    if tokens[place : place + 1] == ["["] and "]" in tokens[place : place + 8]:
        return tokens.index("]", place) + 1
    return place
