"""The rules of cases, whose premises each assume one case more than the conclusion."""

from __future__ import annotations

import pytest
from situations import given

from derive.errors import RuleError
from derive.kernel.theorem import Theorem, infer
from derive.language.facts import read_fact
from derive.language.reader import read
from derive.rules import named
from derive.statement import Given, Provenance

MODEL = ("parameters: 0 <= t <= 1", "parameters: 0 < p < 1")
LOW, INSIDE, HIGH = ("t = 0",), ("0 < t", "t < 1"), ("t = 1",)


def case(claim: str, *hypotheses: str, provenance: Provenance = Provenance.HYPOTHESIS) -> Theorem:
    """A claim that holds in every case alike, under one of them."""
    facts = given(*MODEL).adding(provenance, *(read_fact(text, each=False) for text in hypotheses))
    return infer(named("reflexivity"), facts, (), (read(claim),))


def test_three_cases_make_one() -> None:
    three = tuple(case("log(p)", *hypotheses) for hypotheses in (LOW, INSIDE, HIGH))
    theorem = infer(named("cases"), given(*MODEL), three)
    assert theorem.claim == three[0].claim
    assert theorem.given == given(*MODEL)


WRONG = {
    "a case missing": (LOW, INSIDE),
    "a case twice": (LOW, INSIDE, LOW),
    "another order": (HIGH, INSIDE, LOW),
    "a case too narrow": (LOW, ("0 < t", "t < 1/2"), HIGH),
    "a case half open": (LOW, ("0 < t", "t <= 1"), HIGH),
    "a case of something else": (LOW, INSIDE, ("p = 1/2",)),
    "a case without its hypothesis": (LOW, INSIDE, ()),
    "one hypothesis more": (LOW, INSIDE, ("t = 1", "p = 1/2")),
}


@pytest.mark.parametrize("name", WRONG)
def test_other_cases_do_not(name: str) -> None:
    with pytest.raises(RuleError):
        infer(named("cases"), given(*MODEL), tuple(case("log(p)", *hypotheses) for hypotheses in WRONG[name]))


def test_the_claim_must_be_the_same() -> None:
    three = (case("log(p)", *LOW), case("log(p)", *INSIDE), case("log(1 - p)", *HIGH))
    with pytest.raises(RuleError, match="same in every case"):
        infer(named("cases"), given(*MODEL), three)


def test_the_cases_must_cover_what_is_given() -> None:
    three = tuple(case("log(p)", *hypotheses) for hypotheses in (LOW, INSIDE, HIGH))
    wider: Given = given("parameters: 0 < p < 1", "parameters: 0 <= t <= 2")
    with pytest.raises(RuleError):
        infer(named("cases"), wider, three)


def joined(*cases: tuple[str, ...]) -> Theorem:
    return infer(named("cases-of-value"), given(*MODEL), tuple(case("log(p)", *one) for one in cases))


@pytest.mark.parametrize("cases", [(LOW, ("0 < t",)), (HIGH, ("t < 1",))])
def test_a_bound_and_what_is_beyond_it(cases: tuple[tuple[str, ...], ...]) -> None:
    theorem = joined(*cases)
    assert theorem.claim == case("log(p)", *LOW).claim
    assert theorem.given == given(*MODEL)


BITS = ("parameters: t in {0, 1}", MODEL[1])


def test_the_values_of_a_finite_set() -> None:
    both = (given(*BITS, f"hypothesis: t = {k}") for k in (0, 1))
    pair = tuple(infer(named("reflexivity"), facts, (), (read("p"),)) for facts in both)
    theorem = infer(named("cases-of-value"), given(*BITS), pair)
    assert theorem.given == given(*BITS)
    with pytest.raises(RuleError):
        infer(named("cases-of-value"), given(*BITS), pair[:1])
    with pytest.raises(RuleError):
        infer(named("cases-of-value"), given(MODEL[1], "parameters: t in {0, 1, 2}"), pair)


OTHERS = {
    "two values of an interval": (LOW, HIGH),
    "a bound twice": (LOW, LOW),
    "a bound that is none": (("t = 1/2",), ("1/2 < t",)),
    "beyond another bound": (LOW, ("1/2 < t",)),
    "the wrong side": (LOW, ("t < 0",)),
    "a value alone": (LOW,),
    "another term": (LOW, ("0 < p",)),
    "one hypothesis more": (LOW, ("0 < t", "p = 1/2")),
    "a bound that belongs to both, with a gap": (LOW, ("0 < t", "t < 1")),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_values_do_not(name: str) -> None:
    with pytest.raises(RuleError):
        joined(*OTHERS[name])
