"""The layout of Python: statements as `ruff format` writes them, in lines of at most 100 characters."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterable, Sequence
from functools import partial

from derive.publish.page import clean

WIDTH = 100
INDENT = "    "
QUOTES = '"""'

SIGNS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: ("*", 2),
    ast.Div: ("/", 2),
    ast.Pow: ("**", 4),
}
"""Operators and how tightly they bind; a sign binds with 3."""
COMPARISONS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Eq: "=="}
COMPARED, SIGNED, POWER, WHOLE = 0, 3, 4, 5


wrap = partial(textwrap.wrap, width=WIDTH, break_long_words=False, break_on_hyphens=False)


def statement(name: str, expression: str, depth: int = 1) -> str:
    """`name = expression`, or without a name `return expression`, indented."""
    parsed = without_two_signs(ast.parse(expression, mode="eval").body)
    return "\n".join(wrapped(INDENT * depth + (f"{name} = " if name else "return "), parsed, INDENT * depth))


class _Signs(ast.NodeTransformer):
    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        match node:
            case ast.UnaryOp(op=ast.USub(), operand=ast.UnaryOp(op=ast.USub(), operand=inner)):
                return inner
        return node


def without_two_signs(node: ast.expr) -> ast.expr:
    """−(−a) as a."""
    changed = _Signs().visit(node)
    assert isinstance(changed, ast.expr)
    return changed


def wrapped(before: str, node: ast.expr, indent: str, after: str = "") -> list[str]:
    """A term after what stands before it; where the line is too long, the arguments of its call, or the parts
    of its sum or product, on lines of their own."""
    line = before + text(node) + after
    if len(line) <= WIDTH:
        return [line]
    match node:
        case ast.Call(func=function, args=args) if args:
            inner = f"{indent}{INDENT}{', '.join(map(text, args))}"
            if len(inner) <= WIDTH:
                lines = [inner]
            else:
                lines = [line for a in args for line in wrapped(indent + INDENT, a, indent + INDENT, ",")]
            return [f"{before}{text(function)}(", *lines, f"{indent}){after}"]
        case ast.BinOp(left=left, op=op, right=right) if ends_in_brackets(node):
            sign, binding = SIGNS[type(op)]
            return [f"{before}{held(left, binding)} {sign} (", *inside(right, indent), f"{indent}){after}"]
        case ast.BinOp():
            return [f"{before}(", *inside(node, indent), f"{indent}){after}"]
    return [line]


def inside(node: ast.expr, indent: str) -> list[str]:
    """What stands in brackets, on lines of its own."""
    whole = f"{indent}{INDENT}{text(node)}"
    if len(whole) <= WIDTH or not isinstance(node, ast.BinOp):
        return [whole]
    return parts(node, SIGNS[type(node.op)][1], indent + INDENT)


def ends_in_brackets(node: ast.BinOp) -> bool:
    """Whether one operator stands before brackets that can be opened."""
    _, binding = SIGNS[type(node.op)]
    return isinstance(node.right, ast.BinOp) and tightness(node.right) <= binding < tightness(node.left)


def parts(node: ast.expr, binding: int, indent: str, before: str = "") -> list[str]:
    """The operands of the operators that bind alike, each on a line after its operator."""
    match node:
        case ast.BinOp(left=left, op=op, right=right) if SIGNS[type(op)][1] == binding:
            sign, _ = SIGNS[type(op)]
            return [*parts(left, binding, indent), f"{indent}{sign} {held(right, binding + 1)}"]
    return [f"{indent}{before}{held(node, binding)}"]


def signature(name: str, arguments: Sequence[str], result: str) -> str:
    """The line, or lines, with which a function begins."""
    line = f"def {name}({', '.join(arguments)}) -> {result}:"
    if len(line) <= WIDTH:
        return line
    inner = INDENT + ", ".join(arguments)
    lines = [inner] if len(inner) <= WIDTH else [f"{INDENT}{a}," for a in arguments]
    return "\n".join([f"def {name}(", *lines, f") -> {result}:"])


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


def text(node: ast.expr) -> str:
    """A term on one line, with the brackets that it needs."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Constant(value=value):
            return "..." if value is ... else repr(value)
        case ast.Attribute(value=value, attr=name):
            return f"{held(value, WHOLE)}.{name}"
        case ast.Subscript(value=value, slice=ast.Tuple(elts=places)):
            return f"{held(value, WHOLE)}[{', '.join(map(text, places))}]"
        case ast.Subscript(value=value, slice=place):
            return f"{held(value, WHOLE)}[{text(place)}]"
        case ast.Call(func=function, args=args, keywords=named):
            inside = [*map(text, args), *(f"{one.arg}={text(one.value)}" for one in named)]
            return f"{held(function, WHOLE)}({', '.join(inside)})"
        case ast.Tuple(elts=items):
            return f"({', '.join(map(text, items))}{',' if len(items) == 1 else ''})"
        case ast.UnaryOp(op=ast.USub(), operand=ast.BinOp() as inner):
            return f"-({text(inner)})"
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return f"-{held(inner, SIGNED)}"
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{held(left, 1)} {COMPARISONS[type(op)]} {held(right, 1)}"
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            space = "" if simple(left) and simple(right) else " "
            return f"{held(left, WHOLE)}{space}**{space}{held(right, SIGNED)}"
        case ast.BinOp(left=left, op=op, right=right):
            sign, binding = SIGNS[type(op)]
            return f"{held(left, binding)} {sign} {held(right, binding + 1)}"
    return ast.unparse(node)


def held(node: ast.expr, binding: int) -> str:
    """A term, in brackets if it does not hold together tightly enough."""
    return text(node) if tightness(node) >= binding else f"({text(node)})"


def tightness(node: ast.expr) -> int:
    match node:
        case ast.Compare():
            return COMPARED
        case ast.UnaryOp():
            return SIGNED
        case ast.BinOp(op=op):
            return SIGNS[type(op)][1]
    return WHOLE


def simple(node: ast.expr) -> bool:
    """Whether a power of it is written without spaces: a name, a number, an attribute, or one of these with a
    sign."""
    match node:
        case ast.UnaryOp(operand=inner):
            return simple(inner)
        case ast.Attribute(value=value):
            return simple(value)
        case ast.Name() | ast.Constant():
            return True
    return False
