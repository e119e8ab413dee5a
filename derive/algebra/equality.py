"""Whether a term is zero: by normal form, and where that does not tell, by cases.

A proof is a tree that says how each part was shown. Sound: what is shown is true at every point of the
Given at which the term is defined. Not complete: the normal form is not, cases are taken apart within a bound,
and a derivative at a seam is mostly left undecided.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from flint import fmpq
from sympy import Add, Expr, Mul

from derive.algebra.cases.splitting import COMBINATIONS, Case, cases, has_cases, tightened
from derive.algebra.cases.termwise import alike, together
from derive.algebra.cases.undefined import undefined
from derive.algebra.form.normal import vanishes
from derive.algebra.numeric.balls import evaluate, same
from derive.algebra.numeric.points import points
from derive.algebra.terms import unfold
from derive.errors import DeriveError
from derive.statement import NOTHING, Fact, Given

DEPTH, LOOKS = 24, 2
"""How deep cases go within cases, and how many points are looked at first."""


class How(StrEnum):
    NORMAL_FORM = "normal form"
    CASES = "cases"  # one of the facts holds, and the term is 0 in each case
    TERMWISE = "termwise"  # sums over one range, whose summands add up to 0
    CONGRUENCE = "congruence"  # sums or products are equal because what stands under them is
    UNDEFINED = "undefined"  # the term has no value where the facts hold


@dataclass(frozen=True)
class Reason:
    """How a term is 0, and why each part is; a part may assume a fact."""

    how: How
    parts: tuple[tuple[Fact | None, Reason], ...] = ()

    def says_nothing(self) -> bool:
        """Whether the term has no value in any case: then it is 0 only in a manner of speaking."""
        if self.how in (How.NORMAL_FORM, How.UNDEFINED):
            return self.how is How.UNDEFINED
        return all(reason.says_nothing() for _, reason in self.parts)


def is_zero(expr: Expr, given: Given = NOTHING) -> bool:
    """Whether a term is shown to be 0 at every point of the Given at which it is defined; what defined
    means is said at `derive.algebra.normal.vanishes`. True is always right.

    Raises LimitError beyond the bounds on nodes, degree, terms and bits."""
    return vanishes(expr, given) or show_zero(expr, given) is not None


def equal(a: Expr, b: Expr, given: Given = NOTHING) -> bool:
    """Whether two terms are shown equal wherever both are defined; see `is_zero`."""
    if a == b or unfold(a, given) == unfold(b, given):
        return True
    return is_zero(Add(a, Mul(-1, b, evaluate=False), evaluate=False), given)


@lru_cache(maxsize=4096)
def show_zero(expr: Expr, given: Given = NOTHING) -> Reason | None:
    """How a term is 0 wherever it is defined; None where that is not shown, or it is defined nowhere."""
    if vanishes(expr, given):
        return Reason(How.NORMAL_FORM)
    try:
        term = unfold(expr, given)
        if not has_cases(term, given) or fails(term, given):
            return None
        found = Search().by_cases(term, given, DEPTH)
        return None if found is None or found.says_nothing() else found
    except DeriveError:
        return None


def fails(term: Expr, given: Given) -> bool:
    """Whether a term is certainly not 0 at one of a few points of the Given."""
    for point in points(given, [term], LOOKS):
        try:
            if same(evaluate(term, point, given), fmpq(0)) is False:
                return True
        except DeriveError:
            continue
    return False


class Search:
    """One proof, within a bound on the number of cases."""

    def __init__(self) -> None:
        self.left = COMBINATIONS

    def show(self, term: Expr, given: Given, depth: int) -> Reason | None:
        if vanishes(term, given):
            return Reason(How.NORMAL_FORM)
        if undefined(term, given):
            return Reason(How.UNDEFINED)
        return self.by_cases(term, given, depth) if depth else None

    def by_cases(self, term: Expr, given: Given, depth: int) -> Reason | None:
        if (found := cases(term, given)) is not None:
            return self.all(found, depth)
        if (case := tightened(term, given)) is not None:
            return self.all((case,), depth)
        return self.termwise(term, given, depth) or self.alike(term, given, depth)

    def all(self, found: tuple[Case, ...], depth: int) -> Reason | None:
        """A proof for each case."""
        self.left -= max(len(found) - 1, 0)
        parts: list[tuple[Fact | None, Reason]] = []
        for case in found if self.left > 0 else ():
            reason = self.show(case.term, case.given, depth - 1)
            if reason is None:
                return None
            parts.append((case.fact, reason))
        return Reason(How.CASES, tuple(parts)) if self.left > 0 else None

    def termwise(self, term: Expr, given: Given, depth: int) -> Reason | None:
        """Sums over one range are put together, with what is left if need be, and the summand is 0."""
        for parts in together(term, given):
            reasons = []
            for here, part in parts:
                reason = self.show(part, here, depth - 1)
                if reason is None:
                    break
                reasons.append((None, reason))
            else:
                return Reason(How.TERMWISE, tuple(reasons))
        return None

    def alike(self, term: Expr, given: Given, depth: int) -> Reason | None:
        """A sum or product is replaced by another one that is equal to it, summand by summand."""
        for here, difference, new in alike(term, given):
            if self.left > 0 and (why := self.show(difference, here, depth - 1)):
                rest = self.show(new, given, depth - 1)
                return Reason(How.CONGRUENCE, ((None, why), (None, rest))) if rest else None
        return None
