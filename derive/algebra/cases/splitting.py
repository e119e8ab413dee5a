"""Taking a term apart into cases: by the first switch in it, or by the values of a name.

Wherever the term is defined, one of the cases holds, and there the term of the case is defined and has the
same value: so what is shown of every case holds of the term. Cases that cannot occur are left out, by proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from sympy import Expr, preorder_traversal

from derive.algebra.cases.comparisons import KINDS, Switch, resolved, strictly, switches
from derive.algebra.cases.excluded import excluded
from derive.algebra.cases.seams import at_seam
from derive.algebra.cases.values import finite, put_in, solved
from derive.algebra.terms import BIG, body, limits
from derive.statement import Equal, Fact, Given, Less, LessEqual, Provenance

COMBINATIONS = 64
"""The most combinations of values, and of cases in one proof."""


@dataclass(frozen=True)
class Case:
    """A fact, what is given where it holds, and the term there."""

    fact: Fact
    given: Given
    term: Expr


def split(term: Expr, given: Given) -> tuple[tuple[Given, Expr], ...] | None:
    """The first switch of a term taken apart: what is given in each case, and the term there; None where
    there is none. The cases cover every point of the Given at which the term is defined: a comparison
    decides of the term only where it is evaluated, so there both its sides are defined, and one of the
    outcomes of the switch holds."""
    found = cases(term, given)
    return None if found is None else tuple((case.given, case.term) for case in found)


def cases(term: Expr, given: Given) -> tuple[Case, ...] | None:
    """As `split`, with the fact of each case; by values where the term has no switch that can be split, or
    one that compares a name of few values. Decided by form, and by a sound heuristic for excluded cases."""
    few = finite(term, given)
    for switch in switches(term):
        found = by_values(term, given, switch.names()) if switch.names() & few.keys() else None
        found = found or by_switch(term, switch, given)
        if found is not None:
            return found
    return by_values(term, given, frozenset(few))


def has_cases(term: Expr, given: Given) -> bool:
    """Whether there is something to be taken apart, in the term or under a binder."""
    return term.has(*KINDS) or bool(finite(term, given)) or any(
        finite(body(part), given.under(*reversed(limits(part))))
        for part in preorder_traversal(term)
        if isinstance(part, BIG)
    )  # fmt: skip


# ── by a switch ──


def by_switch(term: Expr, switch: Switch, given: Given) -> tuple[Case, ...] | None:
    """One case an outcome. Where the switch moves inside a derivative, what holds has to hold around the
    point: strict inequalities do, and the seam is a case of its own. None where nothing is gained."""
    if switch.inside is None:
        live = (fact for fact in switch.outcomes() if not excluded(fact, given))
        return tuple(_case(term, switch, fact, given) for fact in live)
    found: list[Case] = []
    for fact in map(strictly, switch.outcomes()):
        if not isinstance(fact, Equal) and not excluded(fact, given):
            here = given.adding(Provenance.HYPOTHESIS, fact)
            found.append(Case(fact, here, resolved(term, switch, fact, True)))
    if not excluded(switch.seam(), given):
        seam = _at_seam(term, switch, given, nothing_else=not found)
        if seam is None:
            return None
        found += seam
    return tuple(found)


def _case(term: Expr, switch: Switch, fact: Fact, given: Given) -> Case:
    here = given.adding(Provenance.HYPOTHESIS, fact)
    return _equated(Case(fact, here, resolved(term, switch, fact, False)))


def _at_seam(term: Expr, switch: Switch, given: Given, nothing_else: bool) -> list[Case] | None:
    """At the seam the term is one of these; left as it is where that is not known, for it may be undefined
    there, but only once."""
    fact = switch.seam()
    here = given.adding(Provenance.HYPOTHESIS, fact)
    terms = at_seam(term, switch, here)
    if terms is None and nothing_else:
        return None
    return [_equated(Case(fact, here, new)) for new in ((term,) if terms is None else terms)]


def _equated(case: Case) -> Case:
    """An equation is used by putting in the name that it can be solved for."""
    if not isinstance(case.fact, Equal) or (found := solved(case.fact)) is None:
        return case
    replaced = put_in(*found, case.term, case.given)
    return case if replaced is None else Case(case.fact, replaced[1], replaced[0])


def tightened(term: Expr, given: Given) -> Case | None:
    """Where a fact a <= b of the Given cannot be strict, the equation a = b. (Decides nothing: the one case
    is all of the Given.)"""
    for fact in given.facts():
        if isinstance(fact, LessEqual) and fact.left != fact.right:
            seam = Equal(fact.left, fact.right)
            if seam not in given.facts() and excluded(Less(fact.left, fact.right), given):
                return _equated(Case(seam, given.adding(Provenance.HYPOTHESIS, seam), term))
    return None


# ── by values ──


def by_values(term: Expr, given: Given, among: frozenset[object]) -> tuple[Case, ...] | None:
    """One case for each value of the first of the names that has few values."""
    few = finite(term, given)
    if prod(len(members) for members in few.values()) > COMBINATIONS:
        return None
    for name, members in few.items():
        replaced = [put_in(name, member, term, given) for member in members] if name in among else [None]
        if None not in replaced:
            facts = [Equal(name, member) for member in members]
            return tuple(Case(f, r[1], r[0]) for f, r in zip(facts, replaced, strict=True) if r)
    return None
