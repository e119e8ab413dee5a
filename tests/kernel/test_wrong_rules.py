"""Plausible wrong rules: each is caught by the comparison at exact points, where the kernel makes theorems."""

from __future__ import annotations

import pytest
from situations import coin
from wrong_rules import WRONG, apply

import derive.kernel.theorem as kernel
from derive.errors import RuleError

FACTS = ("definition: s := sum(x[i], i=1..n)", "hypothesis: 0 < q", "hypothesis: q < 1")


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_rule_is_caught(name: str) -> None:
    wrong = WRONG[name]
    with pytest.raises(RuleError, match="which fails at"):
        apply(wrong, coin(more=(*FACTS, *wrong.facts)))


@pytest.mark.parametrize("name", WRONG)
def test_it_is_the_numbers_that_catch_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel, "refute", lambda *_: None)
    wrong = WRONG[name]
    assert apply(wrong, coin(more=(*FACTS, *wrong.facts))).rule is wrong.rule


def test_there_are_enough() -> None:
    assert len(WRONG) >= 20
