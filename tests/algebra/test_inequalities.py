"""Inequalities that are proved, and near misses that must not be; every certificate is checked again, and no
changed one is taken."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flint import fmpq
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as some
from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, erf, exp, log, tanh

from derive.algebra.cases.simplex import maximum
from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.proving import Certificate, check, prove
from derive.errors import DeriveError, RuleError, SideConditionError
from derive.kernel.derivation import Derivation, Part
from derive.kernel.replay import dumps, replay
from derive.kernel.theorem import infer
from derive.language.facts import read_fact, read_facts
from derive.language.vocabulary import sigmoid
from derive.rules import named, rules
from derive.statement import Equal, Given, Less, LessEqual, Provenance

TABLE = tomllib.loads(Path(__file__).with_name("inequalities.toml").read_text(encoding="utf-8"))
FALSE = Less(Integer(1), Integer(0))


def under(text: str) -> Given:
    return Given().adding(Provenance.HYPOTHESIS, *(read_facts(text) if text else ()))


def titled(case: list[str]) -> str:
    return f"{case[0]} ⊢ {case[1]}"


def altered(certificate: Certificate) -> Iterator[Certificate]:
    """The certificate with one of its nodes changed."""
    yield replace(certificate, step="trust")
    yield replace(certificate, fact=FALSE)
    yield replace(certificate, parts=(*certificate.parts, Certificate(FALSE, "arithmetic")))
    if certificate.step != "power":  # a root is not negative, whether or not its base is known to be positive
        yield from (replace(certificate, parts=certificate.parts[:k]) for k in range(len(certificate.parts)))
    for k, part in enumerate(certificate.parts):
        for other in altered(part):
            yield replace(certificate, parts=(*certificate.parts[:k], other, *certificate.parts[k + 1 :]))


@pytest.mark.parametrize("case", TABLE["proved"], ids=titled)
def test_an_inequality_is_proved_and_its_certificate_holds(case: list[str]) -> None:
    given, fact = under(case[0]), read_fact(case[1], each=False)
    certificate = prove(fact, given)
    assert certificate is not None
    assert check(certificate, given)
    for other in altered(certificate):
        assert not check(other, given), other
    turned = type(fact)(fact.right, fact.left)  # type: ignore[union-attr]
    assert not check(replace(certificate, fact=turned), given)


@pytest.mark.parametrize("case", TABLE["not_proved"], ids=titled)
def test_a_near_miss_is_not_proved(case: list[str]) -> None:
    assert prove(read_fact(case[1], each=False), under(case[0])) is None


def test_the_table_is_long_enough() -> None:
    assert len(TABLE["proved"]) >= 60
    assert len(TABLE["not_proved"]) >= 60


# ── the rule ──


@pytest.mark.parametrize("text", ["0 <= 1 + a^2", "sigmoid(a) < 1", "tanh(t) <= t", "2*a*b <= a^2 + b^2"])
def test_a_comparison_becomes_a_theorem_that_replays(text: str) -> None:
    given = under("t >= 0")
    theorem = infer(named("comparison"), given, (), (read_fact(text),))
    assert theorem.claim == read_fact(text)
    derivation = Derivation("case", (), "", (Part("identity", (theorem,)),))
    again = replay(dumps(derivation), rules())
    assert dumps(again) == dumps(derivation)


@pytest.mark.parametrize("text", ["a^2 < 0", "tanh(t) < t", "log(a) <= a - 1", "1/a <= 1/a + 1"])
def test_what_is_false_or_not_defined_throughout_is_no_theorem(text: str) -> None:
    with pytest.raises((SideConditionError, RuleError)):
        infer(named("comparison"), under("t >= 0"), (), (read_fact(text),))


def test_the_rule_takes_comparisons_only() -> None:
    with pytest.raises(RuleError):
        infer(named("comparison"), Given(), (), (Equal(Integer(1), Integer(1)),))


# ── whatever is proved is true at every point ──

p, t, a, b = (Symbol(name) for name in "ptab")
LEAVES: list[Expr] = [p, t, a, b, *map(Integer, (-1, 1, 2)), Rational(1, 2)]
FUNCTIONS = some.sampled_from(
    [exp, log, tanh, sigmoid, erf, lambda u: u**2, lambda u: 1 / u, lambda u: u ** Rational(1, 2)]
)


def larger(inside: some.SearchStrategy[Expr]) -> some.SearchStrategy[Expr]:
    return some.one_of(
        some.builds(Add, inside, inside),
        some.builds(Mul, inside, inside),
        some.builds(lambda f, u: f(u), FUNCTIONS, inside),
        some.builds(Pow, some.just(t), inside),
    )


TERMS = some.recursive(some.sampled_from(LEAVES), larger, max_leaves=5)
KINDS = some.sampled_from([Less, LessEqual])
FACTS = some.lists(
    some.sampled_from(["0 < p < 1", "t > 0", "t >= 1", "a < b", "a != 0", "0 <= b <= 2", "p < t", "a + b = 1"]),
    max_size=4,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@for_all(some.builds(lambda kind, *sides: kind(*sides), KINDS, TERMS, TERMS), FACTS)
def test_what_is_proved_is_not_contradicted_by_values(fact: Less, texts: list[str]) -> None:
    given = under(", ".join(texts))
    if fact.left.is_real is False or fact.right.is_real is False:
        return  # SymPy made a number of it that is not real
    try:
        certificate = prove(fact, given)
    except DeriveError:
        return
    if certificate is None:
        return
    assert check(certificate, given)
    for point in points(given, (fact.left, fact.right), 8):
        assert holds(fact, point, given) is not False


# ── linear programs ──


def test_a_linear_program_is_solved_exactly() -> None:
    rows = [[fmpq(1), fmpq(2), fmpq(1), fmpq(0)], [fmpq(3), fmpq(1), fmpq(0), fmpq(1)]]
    best = maximum(rows, [fmpq(4), fmpq(6)], [fmpq(1), fmpq(1), fmpq(0), fmpq(0)])
    assert best == [fmpq(8, 5), fmpq(6, 5), 0, 0]


def test_a_linear_program_without_solution_has_none() -> None:
    assert maximum([[fmpq(1), fmpq(1)]], [fmpq(-1)], [fmpq(0), fmpq(0)]) is None
    assert maximum([[fmpq(1)], [fmpq(1)]], [fmpq(1), fmpq(2)], [fmpq(0)]) is None
    assert maximum([[fmpq(1), fmpq(-1)]], [fmpq(0)], [fmpq(1), fmpq(0)]) is None  # without bound
