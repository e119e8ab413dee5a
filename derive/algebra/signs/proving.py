"""Sign proofs that keep their certificate.

A certificate is a tree: a fact, the step that shows it, and certificates of what the step needs. `prove`
searches through the steps of `derive.algebra.signs.steps`; `check` only asks, node by node, whether the step
really offers that way. So one table serves both, and a certificate is checked without any search.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache

from sympy import Rational, Symbol

from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import TESTS, signed
from derive.algebra.signs.hypotheses import by_definedness
from derive.algebra.signs.inequalities import COSTS, INEQUALITIES
from derive.algebra.signs.steps import STEPS
from derive.statement import Equal, Fact, Given, Integers, Interval, Less, LessEqual, Member, Unequal

DEPTH, DEPTHS, REMEMBERED = 12, (5, 8, 11, 14), 100_000
GOALS = {False: 120, True: 250}
LOOKS = {False: 2, True: 6}
"""How deep a search goes with the light steps, and one after the other with all; how many facts are remembered;
how many goals a search looks at, and at how many points it looks at each before it is sought."""


@dataclass(frozen=True)
class Certificate:
    """`fact` follows by `step` from the facts of `parts`."""

    fact: Fact
    step: str
    parts: tuple[Certificate, ...] = ()


LIGHT = tuple(name for name in STEPS if name not in INEQUALITIES)
FIRST, LAST = ("arithmetic", "assumption", "comparison", "cases"), ("sides", "weakening")
HEAVY = (*FIRST, *(name for name in STEPS if name not in (*FIRST, *LAST, "definedness")), *LAST)
"""The steps that are tried first, and the steps where these do not do. What makes the term defined is put in
once, at the start; switches are taken apart before anything else. A weak inequality often has cases of
equality, which a look at a few points does not find: that it is strict is the last hope."""


def prove(fact: Fact, given: Given) -> Certificate | None:
    """A certificate that the fact holds under the Given, or None when none was found."""
    try:
        return _prove(fact, given)
    except Exhausted:
        return None


def _prove(fact: Fact, given: Given) -> Certificate | None:
    if found := lightly(fact, given):
        return found
    if isinstance(fact, Equal):
        return _by_any_step("equality", fact, given)
    if isinstance(fact, Member) and isinstance(fact.domain, Interval | Integers):
        return _by_any_step("comparison", fact, given)
    if not isinstance(fact, Less | LessEqual | Unequal):
        return None
    step, (((where, goal),), *_) = "definedness", (*by_definedness(fact, given), ((given, fact),))
    left = GOALS[True]
    for depth in DEPTHS:
        search = Search(HEAVY, COSTS, left)
        found, left = search.prove(goal, where, depth), left - len(search.entered)
        if found:
            return found if where == given else Certificate(fact, step, (found,))
    return None


def lightly(fact: Fact, given: Given) -> Certificate | None:
    """A certificate by the light steps alone. Where there are too many goals, none is found."""
    try:
        return Search(LIGHT, {}).prove(fact, given, DEPTH)
    except Exhausted:
        if is_exhausted():
            raise
        _FAILED[fact, given, False] = DEPTH
        return None


def _by_any_step(step: str, fact: Equal | Member, given: Given) -> Certificate | None:
    """An equality by normal form, or membership by bounds, for reasons that the light steps do not find."""
    for subgoals in STEPS[step](fact, given):
        parts: list[Certificate] = []
        for where, subgoal in subgoals:
            if (part := prove(subgoal, where)) is None:
                break
            parts.append(part)
        else:
            return Certificate(fact, step, tuple(parts))
    return None


class Exhausted(Exception):
    """A search, or all within an allowance, looked at as many goals as it may."""


_ALLOWED: list[int] = []
"""How many goals may still be looked at, for each allowance from the outside in."""


@contextmanager
def allowance(goals: int) -> Iterator[None]:
    """All proofs within look at so many goals at most; from then on none is found."""
    _ALLOWED.append(goals)
    try:
        yield
    finally:
        used = goals - _ALLOWED.pop()
        if _ALLOWED:
            _ALLOWED[-1] -= used


def is_exhausted() -> bool:
    return bool(_ALLOWED) and _ALLOWED[-1] <= 0


_FOUND: dict[tuple[Fact, Given], Certificate] = {}
_FAILED: dict[tuple[Fact, Given, bool], int] = {}
"""What was found, and how deep was looked in vain: with the light steps only, or with all."""


class Search:
    """One search through some of the steps, each of which takes its cost from the depth."""

    def __init__(self, steps: tuple[str, ...], costs: Mapping[str, int], most: int | None = None) -> None:
        self.steps, self.costs = steps, costs
        self.heavy = steps is HEAVY
        self.most = GOALS[self.heavy] if most is None else most
        self.looks = LOOKS[self.heavy]
        self.entered: list[tuple[Fact, Given, bool]] = []

    def prove(self, fact: Fact, given: Given, depth: int) -> Certificate | None:
        key = fact, given
        if key in _FOUND:
            return _FOUND[key]
        if _FAILED.get((*key, self.heavy), 0) >= depth:
            return None
        self._enter((*key, self.heavy), depth)
        if fails_somewhere(fact, given, self.looks):
            return None
        try:
            return self._by_steps(fact, given, depth)
        except Exhausted:
            for entered in self.entered:  # nothing was learnt of goals that were not looked through
                _FAILED.pop(entered, None)
            raise

    def _by_steps(self, fact: Fact, given: Given, depth: int) -> Certificate | None:
        if self.heavy and (found := lightly(fact, given)):
            return found
        for name in self.steps:
            left = depth - self.costs.get(name, 1)
            for subgoals in STEPS[name](fact, given) if left >= 0 else ():
                if (parts := self._parts(subgoals, left)) is not None:
                    _FOUND[fact, given] = Certificate(fact, name, parts)
                    return _FOUND[fact, given]
        return None

    def _enter(self, key: tuple[Fact, Given, bool], depth: int) -> None:
        """Note a goal as one that fails, until it is found: so no goal is sought within itself."""
        if len(_FAILED) > REMEMBERED:
            _FAILED.clear()
            _FOUND.clear()
        if is_exhausted() or len(self.entered) >= self.most:
            raise Exhausted
        if _ALLOWED:
            _ALLOWED[-1] -= 1
        self.entered.append(key)
        _FAILED[key] = depth

    def _parts(self, subgoals: Subgoals, depth: int) -> tuple[Certificate, ...] | None:
        """Certificates of all subgoals, or None."""
        if any(fails_somewhere(subgoal, where, self.looks) for where, subgoal in subgoals):
            return None
        parts = []
        for where, subgoal in subgoals:
            if (part := self.prove(subgoal, where, depth)) is None:
                return None
            parts.append(part)
        return tuple(parts)


@lru_cache(maxsize=REMEMBERED)
def fails_somewhere(fact: Fact, given: Given, looks: int = 2) -> bool:
    """Whether the fact is false at one of a few points of the Given: then no search is needed. This
    only ever ends a search; a certificate does not rest on it."""
    goal = signed(fact)
    if goal is None or isinstance(goal[0], Symbol):
        return False
    if isinstance(goal[0], Rational):
        return not TESTS[goal[1]](goal[0])
    return any(holds(fact, point, given) is False for point in points(given, [goal[0]], looks))


def check(certificate: Certificate, given: Given) -> bool:
    """Whether the certificate is one: every node's step offers the facts of its parts. No search."""
    step = STEPS.get(certificate.step)
    if step is None:
        return False
    facts = tuple(part.fact for part in certificate.parts)
    return any(
        tuple(fact for _, fact in subgoals) == facts
        and all(check(part, where) for part, (where, _) in zip(certificate.parts, subgoals, strict=True))
        for subgoals in step(certificate.fact, given)
    )
