"""What a rule sees of the world: what is given here, and a way to need something of it.

A rule runs twice in the same way. When a theorem is made, `need` proves each condition and records
its certificate; when a theorem is replayed, `need` takes the recorded certificates one after the
other and checks them, so a replay proves nothing by search, and a condition that is missing, extra
or changed is refused.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from sympy import Basic, Expr

from derive.algebra.domains import Alternatives, definedness
from derive.algebra.signs.proving import Certificate, check, prove
from derive.algebra.terms import Path, given_at
from derive.errors import RuleError, SideConditionError
from derive.language.writer import write_fact
from derive.statement import Fact, Given, Index


@dataclass(frozen=True)
class Condition:
    """A side condition of a theorem with the certificate that discharges it."""

    fact: Fact
    certificate: Certificate


class Ledger:
    """The conditions of one theorem: those recorded so far, and those still to be replayed."""

    def __init__(self, recorded: tuple[Condition, ...] | None) -> None:
        self.pending = None if recorded is None else deque(recorded)
        self.discharged: list[Condition] = []
        self.seen: set[tuple[Given, Fact]] = set()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        return tuple(self.discharged)


class Context:
    """The Given at the place where a rule works, and the ledger of the theorem being made."""

    def __init__(self, given: Given, rule: str, ledger: Ledger) -> None:
        self.given, self.rule, self.ledger = given, rule, ledger

    def _here(self, given: Given) -> Context:
        return self if given is self.given else Context(given, self.rule, self.ledger)

    def under(self, *indices: Index) -> Context:
        """Inside a binder of these indices (outermost first)."""
        return self._here(self.given.under(*indices))

    def at(self, term: Basic, path: Path) -> Context:
        """At a subterm."""
        return self._here(given_at(term, path, self.given))

    def need(self, *facts: Fact) -> None:
        """Discharge side conditions, or raise SideConditionError."""
        for fact in facts:
            if (self.given, fact) in self.ledger.seen:
                continue
            self.ledger.discharged.append(self._replayed(fact) if self.replaying else self._proved(fact))
            self.ledger.seen.add((self.given, fact))

    def need_any(self, alternatives: Alternatives) -> tuple[Fact, ...]:
        """Discharge the first of several conjunctions that can be: which it was. The error names the first."""
        recorded = self._recorded_next if self.replaying else self._provable
        found = next(filter(recorded, alternatives), alternatives[0])
        self.need(*found)
        return found

    def need_defined(self, *terms: Expr) -> None:
        """Discharge everything that makes these terms defined."""
        for term in terms:
            for here, alternatives in definedness(term, self.given):
                self._here(here).need_any(alternatives)

    @property
    def replaying(self) -> bool:
        return self.ledger.pending is not None

    def _provable(self, facts: tuple[Fact, ...]) -> bool:
        return all(prove(fact, self.given) for fact in facts)

    def _proved(self, fact: Fact) -> Condition:
        certificate = prove(fact, self.given)
        if certificate is None:
            raise SideConditionError(self.rule, write_fact(fact))
        return Condition(fact, certificate)

    def _recorded_next(self, facts: tuple[Fact, ...]) -> bool:
        new = [fact for fact in facts if (self.given, fact) not in self.ledger.seen]
        pending = self.ledger.pending or ()
        return [condition.fact for condition in list(pending)[: len(new)]] == new

    def _replayed(self, fact: Fact) -> Condition:
        if not self.ledger.pending:
            raise RuleError(self.rule, f"the condition {write_fact(fact)} is missing")
        condition = self.ledger.pending.popleft()
        if condition.fact != fact:
            raise RuleError(
                self.rule, f"needs {write_fact(fact)}, but {write_fact(condition.fact)} is recorded"
            )
        if condition.certificate.fact != fact or not check(condition.certificate, self.given):
            raise RuleError(self.rule, f"the certificate of {write_fact(fact)} does not hold")
        return condition
