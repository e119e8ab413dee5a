"""Side conditions and their certificates: what is proved, what is not, and that a changed certificate fails."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as some
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, exp, log

from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.proving import STEPS, Certificate, check, prove
from derive.language.facts import read_fact, read_facts
from derive.statement import Definition, Fact, Given, Less, LessEqual, Provenance, Unequal

TABLE = tomllib.loads(Path(__file__).with_name("signs.toml").read_text(encoding="utf-8"))
FALSE = Less(Integer(1), Integer(0))


def under(text: str) -> Given:
    found = Given()
    for fact in read_facts(text, functions=None) if text else ():
        kind = Provenance.DEFINITION if isinstance(fact, Definition) else Provenance.HYPOTHESIS
        found = found.adding(kind, fact)
    return found


def named(case: list[str]) -> str:
    return f"{case[0]} ⊢ {case[1]}"


def altered(certificate: Certificate) -> Iterator[Certificate]:
    """The certificate with one of its nodes changed."""
    yield replace(certificate, step="trust")
    yield replace(certificate, fact=FALSE)
    yield replace(certificate, parts=(*certificate.parts, Certificate(FALSE, "arithmetic")))
    yield from (replace(certificate, parts=certificate.parts[:k]) for k in range(len(certificate.parts)))
    for k, part in enumerate(certificate.parts):
        for other in altered(part):
            yield replace(certificate, parts=(*certificate.parts[:k], other, *certificate.parts[k + 1 :]))


def offers(step: str, certificate: Certificate, given: Given) -> bool:
    """Whether another step shows the same from the same, so that its name would be no less right."""
    facts = tuple(part.fact for part in certificate.parts)
    return any(tuple(f for _, f in subgoals) == facts for subgoals in STEPS[step](certificate.fact, given))


@pytest.mark.parametrize("case", TABLE["proved"], ids=named)
def test_a_condition_is_proved_and_its_certificate_holds(case: list[str]) -> None:
    given, fact = under(case[0]), read_fact(case[1], functions=None, each=False)
    certificate = prove(fact, given)
    assert certificate is not None
    assert check(certificate, given)
    for other in altered(certificate):
        assert not check(other, given), other
    for step in STEPS:
        if step != certificate.step and not offers(step, certificate, given):
            assert not check(replace(certificate, step=step), given)


@pytest.mark.parametrize("case", TABLE["not_proved"], ids=named)
def test_what_does_not_follow_is_not_proved(case: list[str]) -> None:
    assert prove(read_fact(case[1], functions=None, each=False), under(case[0])) is None


def test_a_certificate_holds_under_its_own_given_only() -> None:
    fact = read_fact("1 - p > 0")
    certificate = prove(fact, under("0 < p < 1"))
    assert certificate is not None
    assert not check(certificate, under("p > 0"))
    assert not check(certificate, Given())


def test_the_table_is_long_enough() -> None:
    assert len(TABLE["proved"]) >= 40
    assert len(TABLE["not_proved"]) >= 40


# ── whatever is proved is true at every point ──

LEAVES: list[Expr] = [*map(Symbol, "pqab"), *map(Integer, (-2, -1, 1, 2)), Rational(1, 2)]


def larger(inside: some.SearchStrategy[Expr]) -> some.SearchStrategy[Expr]:
    return some.one_of(
        some.builds(Add, inside, inside),
        some.builds(Mul, inside, inside),
        some.builds(Pow, inside, some.sampled_from([Integer(2), Integer(3), Integer(-1), Rational(1, 2)])),
        some.builds(exp, inside),
        some.builds(log, inside),
    )


TERMS = some.recursive(some.sampled_from(LEAVES), larger, max_leaves=6)
KINDS = some.sampled_from([Less, LessEqual, Unequal])
FACTS = some.builds(lambda kind, *sides: kind(*sides), KINDS, TERMS, some.just(Integer(0)) | TERMS)
GIVENS = some.lists(
    some.sampled_from(["0 < p < 1", "q > 0", "q >= 1", "a < b", "a != 0", "0 <= b <= 2", "p < q"]), max_size=4
)


@settings(max_examples=250, deadline=None, derandomize=True)
@for_all(FACTS, GIVENS)
def test_what_is_proved_is_not_contradicted_by_values(fact: Fact, texts: list[str]) -> None:
    given = under(", ".join(texts))
    if fact.left.is_real is False or fact.right.is_real is False:  # type: ignore[union-attr]
        return  # SymPy made a number of it that is not real
    certificate = prove(fact, given)
    if certificate is None:
        return
    assert check(certificate, given)
    for point in points(given, (fact.left, fact.right), 6):  # type: ignore[union-attr]
        assert holds(fact, point, given) is not False
