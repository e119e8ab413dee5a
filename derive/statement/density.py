"""What is known of a density: that it is one, or how far that was seen. It is no theorem."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from sympy import Expr

Setting: TypeAlias = tuple[tuple[str, str], ...]
"""Names with their values."""


@dataclass(frozen=True)
class Shown:
    """Proved; by which rules, and the sources of those from a table."""

    rules: tuple[str, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """Not proved. At these points it is right: for a mass, up to `error`, a decimal that is no less than the
    distance from 1 that the enclosures leave; empty for a sign, which is seen exactly."""

    places: tuple[Setting, ...]
    error: str = ""


@dataclass(frozen=True)
class Unseen:
    """Neither shown nor checked, and why."""

    why: str


Answer: TypeAlias = Shown | Checked | Unseen


@dataclass(frozen=True)
class DensityCheck:
    """What is known of a density: where it is defined and nonnegative, and of its mass. `value` is the mass as
    it was found before it was seen to be 1."""

    defined: Answer
    nonnegative: Answer
    mass: Answer
    value: Expr | None = None

    @property
    def proved(self) -> bool:
        return all(isinstance(answer, Shown) for answer in (self.defined, self.nonnegative, self.mass))
