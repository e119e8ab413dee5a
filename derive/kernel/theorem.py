"""Theorems, and the only two ways to get one: to infer it by a rule, or to replay a recorded one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from sympy import Expr, Symbol

from derive.algebra.refute import refute
from derive.errors import RuleError
from derive.kernel.context import Condition, Context, Ledger
from derive.kernel.rule import Rule, Witness
from derive.language.writer import write_fact
from derive.statement import Claim, Definition, Given, JointDensity

_SEAL = object()


@dataclass(frozen=True, eq=False)
class Theorem:
    """`claim` holds under `given`, by `rule` from `premises`, with the conditions discharged.

    Only this module makes one: there is no public constructor. A determined program can get around
    that, so what really counts is `replay` in a fresh process.
    """

    given: Given
    claim: Claim
    rule: Rule
    premises: tuple[Theorem, ...]
    witness: Witness
    conditions: tuple[Condition, ...]
    seal: object = field(repr=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("theorems are made by the kernel: use infer or replay")

    @cached_property
    def ancestry(self) -> tuple[Theorem, ...]:
        """This theorem and all that it stands on, premises before conclusions."""
        found: dict[Theorem, None] = {}
        for premise in self.premises:
            found |= dict.fromkeys(premise.ancestry)
        return (*found, self)


def infer(rule: Rule, given: Given, premises: tuple[Theorem, ...] = (), witness: Witness = ()) -> Theorem:
    """The theorem that the rule concludes. Raises RuleError where it does not apply, and
    SideConditionError where a condition cannot be proved."""
    return _conclude(rule, given, premises, witness, None)


def recheck(
    rule: Rule,
    given: Given,
    premises: tuple[Theorem, ...],
    witness: Witness,
    claim: Claim,
    conditions: tuple[Condition, ...],
) -> Theorem:
    """The recorded theorem, if the rule concludes exactly this claim with exactly these conditions."""
    theorem = _conclude(rule, given, premises, witness, conditions)
    if theorem.claim != claim:
        raise RuleError(rule.name, f"concludes {theorem.claim}, but {claim} is recorded")
    return theorem


def _conclude(
    rule: Rule,
    given: Given,
    premises: tuple[Theorem, ...],
    witness: Witness,
    recorded: tuple[Condition, ...] | None,
) -> Theorem:
    well_formed(given, rule.name)
    if not rule.discharges:
        known = set(given.assumptions)
        for premise in premises:
            if extra := set(premise.given.assumptions) - known:
                fact = write_fact(next(iter(extra)).fact)
                raise RuleError(rule.name, f"a premise assumes {fact}, which is not given here")
    ledger = Ledger(recorded)
    claim = rule.conclude(Context(given, rule.name, ledger), premises, witness)
    if ledger.pending:
        raise RuleError(rule.name, f"the recorded condition {write_fact(ledger.pending[0].fact)} is not needed")
    if counterexample := refute(claim, given):
        raise RuleError(rule.name, f"concludes {claim}, which fails at {dict(counterexample.point)}")
    return Theorem(given, claim, rule, premises, witness, ledger.conditions, _SEAL)


def well_formed(given: Given, rule: str) -> None:
    """Definitions must be definitions: each head new, each argument a distinct symbol, no cycle."""
    defined: set[Expr | type] = set()
    for fact in given.facts():
        if not isinstance(fact, Definition | JointDensity):
            continue
        head = fact.head
        if len(set(head.args)) != len(head.args) or not all(isinstance(a, Symbol) for a in head.args):
            raise RuleError(rule, f"{head} cannot be defined: its arguments must be distinct symbols")
        name = head.func if head.args else head
        if name in defined:
            raise RuleError(rule, f"{head} is defined twice")
        if isinstance(fact, Definition) and _mentions_later(fact.body, name, given, defined):
            raise RuleError(rule, f"the definition of {head} uses itself or a name defined after it")
        defined.add(name)


def _mentions_later(body: Expr, name: Expr | type, given: Given, defined: set[Expr | type]) -> bool:
    """Whether a body mentions a defined name that has not come yet (its own included)."""
    heads = {d.head.func if d.head.args else d.head for d in given.definitions()}
    later = heads - defined
    mentioned: set[Expr | type] = {a.func if a.args else a for a in body.atoms(Symbol)}
    mentioned |= {a.func for a in body.atoms(*(h for h in later if isinstance(h, type)))} if later else set()
    return bool(mentioned & later)


Premises: TypeAlias = tuple[Theorem, ...]
