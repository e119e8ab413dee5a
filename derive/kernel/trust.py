"""What one trusts who believes a derivation: its rules, and the code that checks them, in lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from derive.kernel.rule import Rule

ROOMS = ("statement", "language", "algebra", "kernel", "rules")
BESIDE = {
    "algebra": {"approach", "balls", "evaluator", "mixed", "points", "refute"},  # a second look, by numbers
    "kernel": {"schema", "trust"},
}
"""Files of those rooms that a replay does not rest on; any other file counts."""


@dataclass(frozen=True)
class Trusted:
    """The trusted base: names of rules, named axioms, and lines of code by room (no blank lines, no
    comments, docstrings included)."""

    rules: tuple[str, ...]
    axioms: tuple[str, ...]
    lines: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.lines)


def trusted(rules: Iterable[Rule]) -> Trusted:
    """The trusted base of a derivation that uses these rules."""
    return Trusted(tuple(rule.name for rule in rules), (), tuple((room, _lines(room)) for room in ROOMS))


@cache
def _lines(room: str) -> int:
    count = 0
    for file in (files("derive") / room).iterdir():
        name, _, suffix = file.name.rpartition(".")
        if suffix in ("py", "lark") and name not in BESIDE.get(room, set()):
            lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
            count += sum(1 for line in lines if line and not line.startswith(("#", "//")))
    return count
