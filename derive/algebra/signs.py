"""Sign proofs that keep their certificate.

A certificate is a tree: a fact, the step that shows it, and certificates of what the step needs. `prove`
searches through the steps of `derive.algebra.sign_steps`; `check` only asks, node by node, whether the step
really offers that way. So one table serves both, and a certificate is checked without any search.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Rational, Symbol

from derive.algebra.points import holds, points
from derive.algebra.sign_steps import STEPS, signed
from derive.statement import Fact, Given

DEPTH, REMEMBERED = 12, 100_000
"""How deep a search goes, and how many facts it remembers."""


@dataclass(frozen=True)
class Certificate:
    """`fact` follows by `step` from the facts of `parts`."""

    fact: Fact
    step: str
    parts: tuple[Certificate, ...] = ()


def prove(fact: Fact, given: Given) -> Certificate | None:
    """A certificate that the fact holds under the Given, or None when none was found."""
    return _prove(fact, given, DEPTH)


_FOUND: dict[tuple[Fact, Given], Certificate] = {}
_FAILED: dict[tuple[Fact, Given], int] = {}


def _prove(fact: Fact, given: Given, depth: int) -> Certificate | None:
    """The search, remembering what was found and how deep was looked in vain."""
    key = fact, given
    if key in _FOUND:
        return _FOUND[key]
    if _FAILED.get(key, 0) >= depth:
        return None
    if len(_FAILED) > REMEMBERED:
        _FAILED.clear()
        _FOUND.clear()
    _FAILED[key] = depth
    if fails_somewhere(fact, given):
        return None
    for name, step in STEPS.items():
        for subgoals in step(fact, given):
            parts = []
            for where, subgoal in subgoals:
                part = _prove(subgoal, where, depth - 1)
                if part is None:
                    break
                parts.append(part)
            else:
                _FOUND[key] = Certificate(fact, name, tuple(parts))
                return _FOUND[key]
    return None


def fails_somewhere(fact: Fact, given: Given) -> bool:
    """Whether the fact is false at one of a few points of the Given: then no search is needed. This
    only ever ends a search; a certificate does not rest on it."""
    goal = signed(fact)
    if goal is None or isinstance(goal[0], Rational | Symbol):
        return False
    return any(holds(fact, point, given) is False for point in points(given, [goal[0]], 2))


def check(certificate: Certificate, given: Given) -> bool:
    """Whether the certificate is one: every node's step offers the facts of its parts. No search."""
    step = STEPS.get(certificate.step)
    if step is None:
        return False
    facts = tuple(part.fact for part in certificate.parts)
    for subgoals in step(certificate.fact, given):
        if tuple(fact for _, fact in subgoals) == facts:
            return all(check(part, where) for part, (where, _) in zip(certificate.parts, subgoals, strict=True))
    return False
