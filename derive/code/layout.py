"""The layout of Python: docstrings and statements here, where lines break by black."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Sequence
from functools import partial

from derive.publish.page import clean

WIDTH = 88
INDENT = "    "
QUOTES = '"""'

wrap = partial(textwrap.wrap, width=WIDTH, break_long_words=False, break_on_hyphens=False)


def laid_out(module: str) -> str:
    """The text of a module with its long lines broken."""
    import black

    return black.format_str(module, mode=black.Mode(line_length=WIDTH))


def statement(name: str, expression: str) -> str:
    """`name = expression`, or without a name `return expression`, with the brackets that it needs."""
    needed = ast.unparse(_Signs().visit(ast.parse(expression, mode="eval")))
    return INDENT + (f"{name} = " if name else "return ") + needed


class _Signs(ast.NodeTransformer):
    """−(−a) as a."""

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.UnaryOp(op=ast.USub(), operand=inner)):
                return inner
        return node


def signature(name: str, arguments: Sequence[str], result: str) -> str:
    """The line with which a function begins."""
    return f"def {name}({', '.join(arguments)}) -> {result}:"


def docstring(parts: Iterable[str | list[str]], indent: str = "") -> str:
    """Paragraphs of prose, and lists of formulas, each on a line of its own; what is empty is left out."""
    blocks = []
    for part in filter(None, parts):
        if isinstance(part, str):
            blocks.append("\n".join(wrap(safe(part), initial_indent=indent, subsequent_indent=indent)))
        else:
            inner = indent + INDENT
            blocks.append("\n".join(line for formula in part for line in hanging(safe(formula), inner)))
    whole = indent + QUOTES + "\n\n".join(blocks).removeprefix(indent)
    ended = whole + QUOTES
    return ended if "\n" not in whole and len(ended) <= WIDTH else f"{whole}\n{indent}{QUOTES}"


def hanging(formula: str, indent: str) -> list[str]:
    """The lines of a formula: one case after the other, where it is too long for one line."""
    long = len(indent + formula) > WIDTH
    first, *rest = formula.replace("; ", ";\n").split("\n") if long else [formula]
    inner = 2 * INDENT + indent
    lines = wrap(first, initial_indent=indent, subsequent_indent=inner)
    for one in rest:
        lines += wrap(one, initial_indent=inner, subsequent_indent=inner)
    return lines


def safe(text: str) -> str:
    """A text that cannot end the docstring that it stands in."""
    return clean(text).replace("\\", r"\\").replace(QUOTES, "'" * 3)
