"""The theorem behind a verdict, and the derivation that can be replayed and written up."""

from __future__ import annotations

from sympy import Expr

from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.statement import Equal, Given, Relation

PART = "identity"


def theorem(relation: Relation, given: Given) -> Theorem:
    """The relation as a theorem. Raises SideConditionError where it is not proved, RuleError where it
    cannot be a claim, LimitError beyond the bounds."""
    if isinstance(relation, Equal):
        return infer(named("normal-form"), given, (), (relation.left, relation.right))
    return infer(named("comparison"), given, (), (relation,))


def derivation(theorems: tuple[Theorem, ...], name: str) -> Derivation:
    """The theorems as a derivation, one part for each relation."""
    keys = [PART] if len(theorems) == 1 else [f"{PART}.{k}" for k in range(1, len(theorems) + 1)]
    parts = tuple(Part(key, (made,)) for key, made in zip(keys, theorems, strict=True))
    return Derivation(name, (("en", name), ("zh", name)), "", parts)


def difference(relation: Relation) -> Expr:
    """Left minus right."""
    return relation.left - relation.right
