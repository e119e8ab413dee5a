"""Every theorem of the Bernoulli derivation, changed in every way of tests/kernel/tampering.py: refused.

A few changed copies are theorems all the same, and the kernel is right to make them. They are recognised
by their kind and looked at again: a fact that this theorem did not need was removed, so that it says more
(the theorems that stand on it are refused where they do need it); the range of a symbol is assumed under
another heading, a hypothesis never under a stronger one; or places to rewrite were named in another order.
In all of them the claim is the one recorded, and nothing more is assumed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import pytest
from tampering import Copy, mutations, put_together, taken_apart

import derive.kernel.theorem as kernel
import derive.language.data as data
from derive.errors import LoadError, ReplayError
from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem, infer

PIECES = 6
LEGITIMATE = re.compile(r"given: (a fact removed|\w+ as \w+)|witness: a place beside")


@pytest.fixture(scope="module", autouse=True)
def _each_question_once() -> Iterator[None]:
    """The same text is read once, and the same claim under the same Given compared with numbers once:
    the copies differ in one place only, and these are functions."""
    with pytest.MonkeyPatch.context() as patch:
        for module, name in ((kernel, "refute"), (data, "read"), (data, "write")):
            patch.setattr(module, name, lru_cache(maxsize=None)(getattr(module, name)))
        yield


TWINS = {("limit-by-continuity", "limit-of-terms")}
"""Rules of which the second gets all that the first does, by the same witness."""


def is_legitimate(copied: Copy, made: Theorem, original: Theorem) -> bool:
    """The recorded claim, under no more facts, found anew from the premises by the same rule, or by one that
    says the same of it."""
    hypotheses = set(original.given.hypotheses())
    again = infer(made.rule, made.given, made.premises, made.witness)
    return (
        (LEGITIMATE.fullmatch(copied.kind) is not None or (original.rule.name, made.rule.name) in TWINS)
        and made.claim == original.claim == again.claim
        and set(made.given.facts()) <= set(original.given.facts())
        and set(made.given.hypotheses()) >= hypotheses & set(made.given.facts())
    )


@pytest.mark.parametrize("piece", range(PIECES))
def test_every_changed_theorem_is_refused(piece: int, bernoulli: Derivation) -> None:
    numbers = {theorem: number for number, theorem in enumerate(bernoulli.theorems)}
    refused: Counter[str] = Counter()
    for theorem, number in numbers.items():
        if number % PIECES != piece:
            continue
        original = taken_apart(theorem, numbers)
        assert put_together(number, original, bernoulli).claim == theorem.claim
        named: set[int] = set()
        next_claim = taken_apart(bernoulli.theorems[(number + 1) % len(numbers)], numbers).claim
        for copied in mutations(number, original, [next_claim]):
            try:
                made = put_together(number, copied, bernoulli)
            except (ReplayError, LoadError) as refusal:
                refused[copied.kind] += 1
                named.add(getattr(refusal, "index", number))
            else:
                assert is_legitimate(copied, made, theorem), f"accepted: {number} {copied}"
        assert named == {number}
    assert refused.total() > 1500
    assert all(refused[kind] for kind in ("claim: limit of a sum", "condition: dropped", "rule: another"))


def test_every_kind_of_change_is_tried(bernoulli: Derivation) -> None:
    numbers = {theorem: number for number, theorem in enumerate(bernoulli.theorems)}
    kinds = {
        copied.kind
        for theorem, number in numbers.items()
        for copied in mutations(number, taken_apart(theorem, numbers), [])
    }
    assert len(kinds) >= 50
