"""Chains of equalities, each line by one rule."""

from __future__ import annotations

from collections.abc import Collection

from sympy import Expr

from derive.algebra.terms import Path, at, paths
from derive.errors import RuleError
from derive.kernel.rule import Rule
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.statement import Given


class Chain:
    """Equalities from a first term on; every method adds a line, or none where it changes nothing."""

    def __init__(self, given: Given, start: Expr | Theorem) -> None:
        self.given = given
        self.steps: list[Theorem] = []
        if isinstance(start, Theorem):
            self.steps.append(start)
            self.term = start.equality.right
        else:
            self.term = start

    def copy(self) -> Chain:
        """The same lines, to go on from in another way."""
        other = Chain(self.given, self.term)
        other.steps = list(self.steps)
        return other

    def _add(self, theorem: Theorem) -> Chain:
        equality = theorem.equality
        if equality.left != self.term:
            raise RuleError("chain", f"{equality.left} does not continue {self.term}")
        if equality.right != equality.left:
            self.steps.append(theorem)
            self.term = equality.right
        return self

    def by(self, name: str, where: Collection[object] = ()) -> Chain:
        """Rewrite by a rule wherever it applies, or only at terms of these heads."""
        rule = named(name)
        return self._at(rule, rule.places(self.term, self.given, where))

    def once(self, name: str) -> Chain:
        """Rewrite by a rule at the first place where it applies."""
        rule = named(name)
        return self._at(rule, rule.places(self.term, self.given)[:1])

    def _at(self, rule: Rule, places: tuple[Path, ...]) -> Chain:
        return self._add(infer(rule, self.given, (), (self.term, *places))) if places else self

    def using(self, theorem: Theorem) -> Chain:
        """Put in an equality wherever its left side stands."""
        left = theorem.equality.left
        places = [path for path in paths(self.term) if at(self.term, path) == left]
        if not places:
            return self
        if places == [()]:
            return self._add(theorem)
        return self._add(infer(named("substitution"), self.given, (theorem,), (self.term, *places)))

    def into(self, target: Expr) -> Chain:
        """Rearrange into a term with the same normal form."""
        if target == self.term:
            return self
        return self._add(infer(named("normal-form"), self.given, (), (self.term, target)))

    def under(self, given: Given) -> Chain:
        """Go on with more given."""
        self.given = given
        return self

    def theorem(self) -> Theorem:
        """First term = last term."""
        if not self.steps:
            return infer(named("reflexivity"), self.given, (), (self.term,))
        if len(self.steps) == 1:
            return self.steps[0]
        return infer(named("transitivity"), self.given, tuple(self.steps))

    def lines(self) -> tuple[Theorem, ...]:
        """The lines, then the theorem from the first term to the last."""
        return (*self.steps, self.theorem()) if len(self.steps) > 1 else (self.theorem(),)


def symmetric(theorem: Theorem) -> Theorem:
    """The equality read from right to left."""
    return infer(named("symmetry"), theorem.given, (theorem,))
