"""Every rewriting rule before and after, from tests/rules/pairs.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from situations import coin, given

from derive.algebra.terms import paths
from derive.errors import RuleError
from derive.kernel.rule import Rule
from derive.kernel.theorem import infer
from derive.language.build import evaluated
from derive.language.reader import read
from derive.language.writer import write
from derive.rules import rules
from derive.statement import Given, JointDensity

PAIRS = tomllib.loads(Path(__file__).with_name("pairs.toml").read_text(encoding="utf-8"))
CASES = [(name, number, case) for name, cases in PAIRS.items() for number, case in enumerate(cases)]
REWRITING = {name: rule for name, rule in rules().items() if rule.rewrite}


def under(case: Mapping[str, object]) -> Given:
    texts = [fact for fact in case.get("given", ()) if not fact.startswith("joint: ")]  # type: ignore[attr-defined]
    joint = [
        ("sampling", JointDensity(read(fact.removeprefix("joint: "), functions=None)))
        for fact in case.get("given", ())  # type: ignore[attr-defined]
        if fact.startswith("joint: ")
    ]
    return coin(more=(*joint, *texts)) if case.get("coin") else given(*joint, *texts)


def named(value: object) -> str:
    return f"{value['before']}" if isinstance(value, dict) else str(value)


def applied(rule: Rule, text: str, facts: Given) -> str:
    term = evaluated(read(text, functions=None))
    places = rule.places(term, facts)
    if not places:
        raise RuleError(rule.name, "does not apply")
    return write(infer(rule, facts, (), (term, *places)).equality.right)


@pytest.mark.parametrize(("name", "number", "case"), CASES, ids=named)
def test_before_and_after(name: str, number: int, case: dict[str, str]) -> None:
    facts = under(case)
    if "after" in case:
        expected = write(evaluated(read(case["after"], functions=None)))
        assert applied(rules()[name], case["before"], facts) == expected
        return
    with pytest.raises(RuleError):
        applied(rules()[name], case["before"], facts)
    term = evaluated(read(case["before"], functions=None))
    for path in paths(term):  # nor by a witness that names the place
        with pytest.raises(RuleError):
            infer(rules()[name], facts, (), (term, path))


@pytest.mark.parametrize("name", REWRITING)
def test_every_rewriting_rule_has_cases(name: str) -> None:
    assert len(PAIRS[name]) >= 3
    assert any("after" in case for case in PAIRS[name])
    assert any("after" not in case for case in PAIRS[name])
