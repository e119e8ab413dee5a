"""What one trusts who believes a derivation: its rules, and the code that checks them, in lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from derive.kernel.rule import Rule

ROOMS = ("statement", "language", "algebra", "kernel", "rules")
BESIDE = {
    "algebra": {"numeric", "explain"},  # a second look by numbers; what a verdict tells
    "kernel": {"schema", "trust"},
}
"""Files and folders of those rooms that a replay does not rest on; all others count."""


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
    used = tuple(rules)
    proving = tuple(rule.name for rule in used if not rule.axiom)
    axioms = tuple(rule.name for rule in used if rule.axiom)
    return Trusted(proving, axioms, tuple((room, _lines(room)) for room in ROOMS))


@cache
def _lines(room: str) -> int:
    return _lines_in(files("derive") / room, BESIDE.get(room, set()))


def _lines_in(folder: Traversable, beside: set[str]) -> int:
    count = 0
    for file in folder.iterdir():
        name, _, suffix = file.name.partition(".")
        if name in beside or name == "__pycache__":
            continue
        if file.is_dir():
            count += _lines_in(file, beside)
        elif suffix in ("py", "lark"):
            lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
            count += sum(1 for line in lines if line and not line.startswith(("#", "//")))
    return count
