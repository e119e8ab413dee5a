"""Every error that derive raises on purpose.

    DeriveError
    ├── ReadError            text that the language cannot read: line, column, and the line itself
    ├── LimitError           input beyond a stated bound (length, depth, nodes, bits)
    ├── UnknownNameError     no family, loss, rule, format … of that name; offers the nearest
    ├── CatalogueError       a family or loss file that is malformed, with the file and the key
    ├── LoadError            a derivation in JSON that is corrupt or not ours
    ├── RuleError            a rule that does not apply, or a claim that its check rejects
    │   └── SideConditionError   a condition of a rule that could not be proved
    ├── ReplayError          a derivation whose replay fails, with the number of the theorem
    ├── NotationError        LaTeX that the converter does not know
    ├── OutputError          a place that cannot be written
    ├── DataError            data that cannot be used: the row (from 1) and the condition, where there is one
    │   └── NoMaximiserError     data for which the likelihood has no maximiser, and the condition that fails
    └── ToolError            an external program that is missing (`MissingToolError`) or that failed

A plugin that is left out is told by a `PluginWarning`.

A verdict "not proved" is a value (`derive.statement.Open`), never an error.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class DeriveError(Exception):
    """Base of all errors that derive raises on purpose; its text is fit to be shown to a user."""


class ReadError(DeriveError):
    """Text that cannot be read. `line` and `column` count from 1; `column` may be 0 when unknown."""

    def __init__(self, problem: str, text: str = "", line: int = 1, column: int = 0) -> None:
        self.problem, self.text, self.line, self.column = problem, text, line, column
        super().__init__(self._picture())

    def _picture(self) -> str:
        lines = self.text.splitlines()
        if not self.column or not 0 < self.line <= len(lines):
            return self.problem
        start = max(0, self.column - 41)
        excerpt = lines[self.line - 1][start : start + 72]
        where = f"line {self.line}, " if len(lines) > 1 else ""
        return (
            f"{self.problem} ({where}column {self.column})\n  {excerpt}\n  {' ' * (self.column - 1 - start)}^"
        )


class LimitError(DeriveError):
    """Input beyond one of the deterministic bounds."""


class UnknownNameError(DeriveError):
    """A name that nothing answers to. `nearest` holds up to three names like it."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = sorted(set(known))
        self.kind, self.name = kind, name
        self.nearest = tuple(difflib.get_close_matches(name, names, n=3, cutoff=0.5))
        if self.nearest:
            hint = "did you mean " + " or ".join(self.nearest) + "?"
        else:
            hint = "known: " + ", ".join(names[:20]) + (", …" if len(names) > 20 else "")
        super().__init__(f"no {kind} named {name!r}; {hint}")


class CatalogueError(DeriveError):
    """A family or loss file that does not say what it must."""


class LoadError(DeriveError):
    """JSON that is not a derivation, or not one of this version."""


class RuleError(DeriveError):
    """A rule that does not apply here, or a claim that the rule's check rejects."""

    def __init__(self, rule: str, problem: str) -> None:
        self.rule, self.problem = rule, problem
        super().__init__(f"{rule}: {problem}")


class SideConditionError(RuleError):
    """A side condition that was not proved: the rule, the condition, and what to assume to go on."""

    def __init__(self, rule: str, condition: str, assume: str | None = None) -> None:
        self.condition, self.assume = condition, assume or condition
        super().__init__(rule, f"cannot prove {condition}; to go on, assume {self.assume}")


class ReplayError(DeriveError):
    """A derivation that does not replay. `index` is the number of the theorem, from 0."""

    def __init__(self, index: int, rule: str, problem: str) -> None:
        self.index, self.rule, self.problem = index, rule, problem
        super().__init__(f"theorem {index} ({rule}): {problem}")


class NotationError(DeriveError):
    """LaTeX that the MathML converter does not know, or refuses."""


class OutputError(DeriveError):
    """A file or folder that cannot be written, and why."""


class DataError(DeriveError):
    """Data that cannot be used. `row` counts from 1, and is None where it is not a matter of one row."""

    def __init__(self, problem: str, row: int | None = None) -> None:
        self.problem, self.row = problem, row
        super().__init__(f"row {row:,}: {problem}" if row is not None else problem)


class NoMaximiserError(DataError):
    """Data for which it is proved that the likelihood has no maximiser, or for which none was shown.
    `condition` is what does not hold of them."""

    def __init__(self, problem: str, condition: str) -> None:
        self.condition = condition
        super().__init__(problem)


class ToolError(DeriveError):
    """An external program that failed; `detail` keeps the end of what it printed."""

    def __init__(self, problem: str, detail: str = "") -> None:
        self.detail = detail
        super().__init__(problem + (f"\n{detail}" if detail else ""))


class MissingToolError(ToolError):
    """An external program that is not installed; the text says how to get it."""


class PluginWarning(UserWarning):
    """A plugin that cannot be used, or a part of it, and why."""
