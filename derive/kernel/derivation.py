"""Derivations: what was derived, as theorems in reading order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.errors import DeriveError
from derive.kernel.rule import Rule
from derive.kernel.theorem import Theorem
from derive.statement import Claim, DensityCheck, Given, Proved, Remark


@dataclass(frozen=True)
class Part:
    """Theorems that are read together; `key` names the place in the story, such as `score.chain`."""

    key: str
    theorems: tuple[Theorem, ...]


@dataclass(frozen=True)
class Question:
    """What was left open: `key` names the kind, `part` where in the story it came up, and `claims` are what
    could not be gone on from."""

    key: str
    part: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, eq=False)
class Derivation:
    """What was derived for one model or loss, and what was left open. `title` pairs a language with a name;
    `density` is what was found of the density beforehand, and `literature` what is known from elsewhere;
    neither is a theorem."""

    name: str
    title: tuple[tuple[str, str], ...]
    source: str
    parts: tuple[Part, ...]
    open: tuple[Question, ...] = ()
    density: DensityCheck | None = None
    literature: tuple[Remark, ...] = ()

    @cached_property
    def theorems(self) -> tuple[Theorem, ...]:
        """Every theorem, premises before conclusions."""
        found: dict[Theorem, None] = {}
        for part in self.parts:
            for theorem in part.theorems:
                found |= dict.fromkeys(theorem.ancestry)
        return tuple(found)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that the theorems stand on, in order of first use."""
        return tuple(dict.fromkeys(theorem.rule for theorem in self.theorems))

    @property
    def given(self) -> Given:
        """What the first theorem assumes: the model itself."""
        return self.parts[0].theorems[0].given

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)

    def verdict(self, key: str) -> Proved:
        """What the last theorem of a part stands on."""
        part = self.part(key)
        if part is None:
            raise DeriveError(f"the derivation of {self.name} has no part {key}")
        theorem = part.theorems[-1]
        used = dict.fromkeys(t.rule for t in theorem.ancestry)
        names = tuple(rule.name for rule in used if not rule.axiom)
        axioms = tuple(rule.name for rule in used if rule.axiom)
        return Proved(names, axioms, theorem.given.assumptions)
