"""Theorems, and the only two ways to get one: to infer it by a rule, or to replay a recorded one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from derive.algebra.numeric.refute import refute
from derive.errors import RuleError
from derive.kernel.context import Condition, Context, Ledger
from derive.kernel.form import problem_of_claim, problem_of_given
from derive.kernel.rule import Rule
from derive.kernel.witness import Witness
from derive.language.writer import write_fact
from derive.statement import Claim, Equal, Given

AUDITED = 4
"""Points at which every conclusion is compared, as a second look that no proof rests on."""

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

    @property
    def equality(self) -> Equal:
        """The claim, where it has to be an equality; else RuleError."""
        if not isinstance(self.claim, Equal):
            raise RuleError(self.rule.name, f"{self.claim} is not an equality")
        return self.claim

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
    if problem := problem_of_given(given):
        raise RuleError(rule.name, problem)
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
    if problem := problem_of_claim(claim, given):
        raise RuleError(rule.name, problem)
    if counterexample := refute(claim, given, AUDITED):
        raise RuleError(rule.name, f"concludes {claim}, which fails at {dict(counterexample.point)}")
    return Theorem(given, claim, rule, premises, witness, ledger.conditions, _SEAL)
