"""Unicode text for a terminal: wrapped to its width, boxes drawn lightly, Chinese counted as two columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from derive.document.blocks import (
    Block,
    Box,
    Bullets,
    Chain,
    Equation,
    Example,
    Figure,
    Folded,
    Heading,
    Inlines,
    Line,
    Listing,
    Math,
    Paragraph,
    Sources,
    Table,
)
from derive.publish.page import Page, numbered, words

SUFFIX = ".txt"

INDENT = 4  # before a display
GAP = 3  # between a formula and its reason
NARROWEST = 24


def render(page: Page) -> bytes:
    """The whole text; no line is wider than `page.width`, and none ends in a space."""
    document, columns = page.document, max(page.width, NARROWEST)
    lines = [*wrap(words(document.title), columns)]
    lines.append("═" * max(map(columns_of, lines), default=0))
    if document.subtitle:
        lines += wrap(words(document.subtitle), columns)
    lines += ["", *_flow(document.blocks, columns)]
    if document.footer:
        lines += ["", "─" * columns, *wrap(words(document.footer), columns)]
    return ("\n".join(line.rstrip() for line in lines) + "\n").encode()


def columns_of(text: str) -> int:
    """How many columns of a terminal this text takes."""
    return sum(_columns(sign) for sign in text)


def _columns(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _units(text: str) -> Iterator[str]:
    """What a line may not be broken within: words, spaces, wide characters with their marks."""
    unit = ""
    for sign in text:
        before = unit[-1:]
        edge = " " in (sign, before) or _columns(sign) == 2 or (before != "" and _columns(before) == 2)
        if before and edge and sign not in "，。；：、！？）》」』”’" and before not in "（《「『“":
            yield unit
            unit = ""
        unit += sign
    if unit:
        yield unit


def wrap(text: str, columns: int, hanging: int = 0) -> list[str]:
    """Lines of at most so many columns; the second and later ones stand `hanging` columns in."""
    lines, line = list[str](), ""
    for unit in _units(text):
        while columns_of(line + unit.rstrip()) > columns:
            if line.strip():
                lines.append(line)
                line, unit = " " * hanging, unit.lstrip()
            else:
                head = _head(unit, columns - columns_of(line))
                lines.append(line + head)
                line, unit = " " * hanging, unit[len(head) :]
        line += unit if line.strip() or unit.strip() else ""
    lines = [*lines, line] if line.strip() or not lines else lines
    return [line.rstrip() for line in lines]


def _hung(mark: str, text: str, columns: int) -> list[str]:
    """Wrapped text with a mark before its first line, and as much room before the others."""
    first, *rest = wrap(text, columns - columns_of(mark))
    return [mark + first, *(" " * columns_of(mark) + line for line in rest)]


def _head(unit: str, columns: int) -> str:
    """As much of a word that is too long for a line as fits; at least one character."""
    size = 1
    while size < len(unit) and columns_of(unit[: size + 1]) <= columns:
        size += 1
    return unit[:size]


def _pad(text: str, columns: int) -> str:
    return text + " " * (columns - columns_of(text))


def _math(tex: str) -> str:
    return words((Math(tex),)) if tex else ""


def _flow(blocks: tuple[Block, ...], columns: int) -> list[str]:
    lines: list[str] = []
    for block, section in numbered(blocks):
        lines += ["", *_block(block, section, columns)] if lines else _block(block, section, columns)
    return lines


def _block(block: Block, section: int, columns: int) -> list[str]:
    match block:
        case Heading(content=content, level=level):
            title = wrap((f"{section}  " if section else "") + words(content), columns)
            rule = "─" if level == 1 else "╌"
            return [*title, rule * max(map(columns_of, title))]
        case Paragraph(content=content):
            return wrap(words(content), columns)
        case Equation():
            return _chain((Line("", "", block.tex, block.reason, block.label, block.number),), columns)
        case Chain(lines=lines):
            return _chain(lines, columns)
        case Bullets(items=items):
            return [line for item in items for line in _hung("  • ", words(item), columns)]
        case Table():
            return _table((block.header, *block.rows), columns)
        case Box():
            return _box(block, columns)
        case Figure(name=name, caption=caption, alt=alt):
            return [*wrap(f"{name}  {words(caption)}", columns), *_hung("  ", alt, columns)]
        case Listing(source=source):
            return [part for line in source.split("\n") for part in _hung("    ", line, columns)]
        case Example(shown=shown, source=source):
            return [*_block(shown, 0, columns), "", *_block(Listing(source), 0, columns)]
        case Folded(title=title, blocks=blocks):
            return [*wrap(words(title), columns), "", *_flow(blocks, columns)]
        case Sources(entries=entries):
            return [
                line for k, entry in enumerate(entries, 1) for line in _hung(f"[{k}] ", words(entry), columns)
            ]


def _box(block: Box, columns: int) -> list[str]:
    """A theorem stands in double lines, everything else in single ones; open at the right."""
    corner, edge, foot = ("╔═", "║", "╚═") if block.kind == "theorem" else ("┌─", "│", "└─")
    head, *rest = wrap(words(block.title), columns - 4)
    inner = [*rest, *_flow(block.blocks, columns - 2)]
    return [f"{corner} {head}", *(f"{edge} {line}".rstrip() for line in inner), foot + corner[1] * 6]


def _chain(lines: tuple[Line, ...], columns: int) -> list[str]:
    """Relations under one another; reasons in a column where they fit, else beneath; numbers at the edge."""
    lefts = [_math(line.left) for line in lines]
    rights = [_math(f"{line.relation} {line.right}".strip()) for line in lines]
    left = max(map(columns_of, lefts))
    if left > columns // 3:
        # A left side that wide gets a line to itself.
        left = 0
    start = INDENT + left + (1 if left else 0)
    edge = columns - (6 if any(line.number is not None for line in lines) else 0)
    reasons = [words(line.reason) for line in lines]
    at = _reason_column([start + columns_of(right) for right in rights], reasons, edge)
    shown: list[str] = []
    for line, before, right, reason in zip(lines, lefts, rights, reasons, strict=True):
        if before and not left:
            shown += _hung(" " * INDENT, before, columns)
            before = ""
        first, *rest = wrap_math(right, edge - start)
        rows = [
            " " * (start - 1 - columns_of(before) if left else start) + before + (" " if left else "") + first
        ]
        rows += [" " * (start + 4) + part for part in rest]
        here = max(at, columns_of(rows[-1]) + GAP)
        if reason and here + columns_of(reason) <= edge:
            rows[-1], reason = _pad(rows[-1], here) + reason, ""
        if line.number is not None:
            rows[-1] = _pad(rows[-1], columns - len(f"({line.number})")) + f"({line.number})"
        if reason:
            rows += [" " * (start + 4) + text for text in wrap(f"⟨{reason}⟩", columns - start - 4, 1)]
        shown += rows
    return shown


def _reason_column(ends: list[int], reasons: list[str], edge: int) -> int:
    """Where reasons begin: right of all lines that have room for theirs, as far as the longest allows."""
    sizes = [columns_of(reason) for reason in reasons]
    beside = [(end, size) for end, size in zip(ends, sizes, strict=True) if size and end + GAP + size <= edge]
    if not beside:
        return 0
    return min(max(end for end, _ in beside) + GAP, edge - max(size for _, size in beside))


_SIGN = re.compile(r" (?=[-+\u2212±=<>≤≥≠≈∼∝∈⇔⇒⟺⟹→] )")


def wrap_math(text: str, columns: int) -> list[str]:
    """A formula in lines of at most so many columns, cut before relations and signs."""
    if columns_of(text) <= columns:
        return [text]
    for depth in range(4):
        lines = [""]
        for part in _parts(text, depth):
            joined = f"{lines[-1]} {part}".strip()
            if columns_of(joined) <= columns - (4 if len(lines) > 1 else 0) or not lines[-1]:
                lines[-1] = joined
            else:
                lines.append(part)
        if all(columns_of(line) <= columns - 4 for line in lines):
            return lines
    return wrap(text, columns - 4)


def _parts(text: str, depth: int) -> list[str]:
    """The text cut before every sign that stands at most `depth` deep in parentheses."""
    cuts = [0]
    for found in _SIGN.finditer(text, 1):
        before = text[: found.start()]
        if sum(map(before.count, "([{")) - sum(map(before.count, ")]}")) <= depth:
            cuts.append(found.start())
    return [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _table(rows: tuple[tuple[Inlines, ...], ...], columns: int) -> list[str]:
    cells = [[words(cell) for cell in row] for row in rows]
    widths = _widths([max(columns_of(row[k]) for row in cells) for k in range(len(cells[0]))], columns)
    shown: list[str] = []
    for number, row in enumerate(cells):
        wrapped = [wrap(cell, size) for cell, size in zip(row, widths, strict=True)]
        for k in range(max(map(len, wrapped))):
            parts = (cell[k] if k < len(cell) else "" for cell in wrapped)
            shown.append("  ".join(_pad(part, size) for part, size in zip(parts, widths, strict=True)).rstrip())
        if number == 0:
            shown.append("  ".join("─" * size for size in widths))
    return shown


def _widths(wanted: list[int], columns: int) -> list[int]:
    """Take from the widest column until all fit."""
    widths = [max(each, 1) for each in wanted]
    while sum(widths) + 2 * (len(widths) - 1) > columns and max(widths) > 4:
        widths[widths.index(max(widths))] -= 1
    return widths
