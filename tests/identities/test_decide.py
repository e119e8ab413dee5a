"""Verdicts of every kind: proved under what is missing, refuted at a point, open with a reason."""

from __future__ import annotations

import pytest
from flint import fmpq
from sympy import Symbol

from derive.algebra.numeric.balls import Point, evaluate
from derive.errors import DeriveError
from derive.identities import decide, derivation_of, read_identity
from derive.language.facts import read_facts
from derive.language.writer import write, write_fact
from derive.statement import Equal, Given, Open, Proved, Provenance, Refuted
from derive.statement.identity import CONSTANT

PROVED: list[tuple[str, str, list[str]]] = [
    ("log(x*y) = log(x) + log(y)", "", ["0 < x", "0 < y"]),
    ("log(x*y) = log(x) + log(y)", "x > 0", ["0 < y"]),
    ("log(x^2) = 2*log(x)", "", ["0 < x"]),
    ("log(p/(1 - p)) = log(p) - log(1 - p)", "0 < p < 1", []),
    ("logit(p) = log(p) - log(1 - p)", "", ["0 < p", "0 < 1 - p"]),
    ("(x^2 - 1)/(x - 1) = x + 1", "", ["x - 1 != 0"]),
    ("1/(a*b) = 1/a/b", "", ["a != 0", "b != 0"]),
    ("1/x + log(x) = log(x) + 1/x", "", ["0 < x"]),
    ("sqrt(x)*sqrt(y) = sqrt(x*y)", "", ["0 <= x", "0 <= y"]),
    ("gamma(z + 1) = z*gamma(z)", "", ["0 < z"]),
    ("digamma(z + 1) = digamma(z) + 1/z", "", ["0 < z"]),
    ("binomial(n, k) = binomial(n, n - k)", "n >= 0 integer, k in 0..n", []),
    ("sum(log(x[i]), i=1..n) = log(product(x[i], i=1..n))", "n >= 1 integer", ["0 < x[i] for i=1..n"]),
    ("sum(a*x[i], i=1..n) = a*sum(x[i], i=1..n)", "", ["n >= 0 integer"]),
    ("sum(w[i, j]/s[i], j=1..m, i=1..n) = sum(w[i, j]/s[i], j=1..m, i=1..n)", "n >= 1 integer, m >= 1 integer",
     ["s[i] != 0 for i=1..n"]),
    ("where(x > 0, log(x), 0) = where(x <= 0, 0, log(x))", "", []),
    ("where(x = 0, 1, x/x) = 1", "", []),
    ("max(x, y) + min(x, y) = x + y", "", []),
    ("inverse([[a, b], [c, d]])*[[a, b], [c, d]] = identity(2)", "", ["a*d - (b*c) != 0"]),
    ("sum(p[k], k=1..K)^2 = 1", "sum(p[k], k=1..K) = 1, K >= 1 integer", []),
    ("a = c", "b = a, c = b", []),
    ("y^2 = y", "y in {0, 1}", []),
    ("1 = 1", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "given", "conditions"), PROVED)
def test_proved_under_the_missing_conditions_and_no_others(
    claim: str, given: str, conditions: list[str]
) -> None:
    identity = read_identity(claim, given)
    verdict = decide(identity)
    assert isinstance(verdict, Proved)
    assert [write_fact(fact) for fact in verdict.conditions] == conditions
    facts = {fact.fact for fact in verdict.facts}
    assert facts == {*identity.given.facts(), *verdict.conditions}
    assert verdict.rules


@pytest.mark.parametrize(("claim", "given", "conditions"), [case for case in PROVED if case[2]])
def test_with_the_conditions_given_none_is_missing(claim: str, given: str, conditions: list[str]) -> None:
    """What a verdict asks for, a user can write: then it asks for nothing more."""
    verdict = decide(read_identity(claim, ", ".join([*([given] if given else []), *conditions])))
    assert isinstance(verdict, Proved)
    assert verdict.conditions == ()


REFUTED = [
    ("log(x + y) = log(x) + log(y)", ""),
    ("sqrt(x^2) = x", ""),
    ("derivative(log(sigmoid(z)), z) = sigmoid(z)", ""),
    ("max(x, y) = x", ""),
    ("where(x <= 0, 0, 1) = where(x < 0, 0, 1)", ""),
    ("sum(x[i], i=1..n)^2 = sum(x[i]^2, i=1..n)", "n >= 1 integer"),
    ("sum(p[k], k=1..K) = 2", "sum(p[k], k=1..K) = 1, p[k] > 0 for k=1..K, K >= 1 integer"),
    ("sum(w[i, j], j=1..n) = sum(w[j, i], j=1..n)", "n >= 2 integer, i in 1..n"),
    ("[[a, b], [c, d]] = transpose([[a, b], [c, d]])", ""),
    ("x[0] = x[1]", ""),
    ("x < x", ""),
    ("x != y", ""),
    ("x^2 > 0", ""),
    ("log(t) <= t - 2", "t > 0"),
    ("1 = 2", ""),
]


@pytest.mark.parametrize(("claim", "given"), REFUTED)
def test_refuted_at_a_point(claim: str, given: str) -> None:
    verdict = decide(read_identity(claim, given))
    assert isinstance(verdict, Refuted)
    assert verdict.left
    assert verdict.right


def test_a_counterexample_can_be_checked_by_hand() -> None:
    identity = read_identity("(x + y)^2 = x^2 + y^2", "x > 0")
    verdict = decide(identity)
    assert isinstance(verdict, Refuted)
    place = Point({Symbol(name): fmpq(text) for name, text in verdict.point})
    (claim,) = identity.relations
    assert (
        str(evaluate(claim.left, place)) == verdict.left != verdict.right == str(evaluate(claim.right, place))
    )


OPEN = [
    ("x = x", "x > 0, x < 0", "no point is known at which all that is given holds"),
    ("1 = 2", "a = 1, a = 2", "no point is known at which all that is given holds"),
    ("1 = 2", "x^2 + 1 = 0", "no point is known at which all that is given holds"),
    ("x = y", "x != x", "no point is known at which all that is given holds"),
    ("1/(x - x) = 2", "", "no point was found at which both sides of 1/(x - x) = 2 are defined"),
    ("log(-1 - x^2) = 0", "", "no point was found at which both sides of log(-1 - x^2) = 0 are defined"),
    ("log(x) = log(x)", "x = -1", "no point was found"),
    ("gamma(z) = gamma(z)", "z in {0, -1}", "no point was found"),
    ("x/0 = 1", "", "no point was found"),
    ("gamma(1/4)*gamma(3/4) = pi*sqrt(2)", "", "no proof was found"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "given", "why"), OPEN)
def test_open_with_the_reason(claim: str, given: str, why: str) -> None:
    verdict = decide(read_identity(claim, given))
    assert isinstance(verdict, Open)
    assert verdict.why.startswith(why)


UP_TO = [
    ("3*x^2 + y = 3*x^2", "", "constant in x", "y"),
    ("log(a*x) = log(x)", "a > 0, x > 0", "constant in x", "log(a)"),
    ("n*(m - log(2)) = n*m", "", "constant in m", "-n*log(2)"),
    ("(x + 1)^2 = x^2 + 2*x", "", "constant", "1"),
    ("x = x", "", "constant", "0"),
    ("sum((x[i] - m)^2, i=1..n) = n*m^2 - 2*m*sum(x[i], i=1..n)", "n >= 1 integer", "constant in m",
     "sum(x[i]^2, i=1..n)"),
    ("3*x^2 = x^2", "", "factor in x", "3"),
    ("exp(-(x - m)^2/2) = exp(m*x - m^2/2)", "", "factor in m", "exp(-1/2*x^2)"),
    ("binomial(m, k)*p^k*(1 - p)^(m - k) = p^k*(1 - p)^(m - k)", "0 < p < 1, m >= 1 integer, k in 0..m",
     "factor in p", "binomial(m, k)"),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "given", "up_to", "found"), UP_TO)
def test_the_constant_or_the_factor_is_found(claim: str, given: str, up_to: str, found: str) -> None:
    verdict = decide(read_identity(claim, given, up_to))
    assert isinstance(verdict, Proved)
    kind = up_to.split()[0]
    term, other = (verdict.constant, verdict.factor)[:: 1 if kind == CONSTANT else -1]
    assert other is None
    assert term is not None
    known = Given().adding(Provenance.HYPOTHESIS, *(read_facts(given) if given else ()))
    same = decide(read_identity(f"{write(term)} = {found}", known))
    assert isinstance(same, Proved)


NOT_UP_TO = [
    ("-3*x^2 = x^2", "", "factor in x", Refuted),
    ("x*y = y", "", "factor in x", Refuted),
    ("x^2 = x", "", "constant in x", Refuted),
    ("x + y = y", "", "constant", Refuted),
    ("c*x^2 = x^2", "", "factor in x", Refuted),
    ("log(x) = log(x)", "x = -1", "constant in x", Open),
    ("x = x", "x > 0, x < 0", "factor in x", Open),
]


@pytest.mark.parametrize(("claim", "given", "up_to", "kind"), NOT_UP_TO)
def test_what_is_no_constant_and_no_positive_factor(claim: str, given: str, up_to: str, kind: type) -> None:
    assert isinstance(decide(read_identity(claim, given, up_to)), kind)


INEQUALITIES = [
    ("log(t) <= t - 1", "t > 0"),
    ("x^2 + 1 > 0", ""),
    ("x + 1 != x", ""),
    ("2*x*y <= x^2 + y^2", ""),
    ("p*(1 - p) <= 1/4", "0 < p < 1"),
]


@pytest.mark.parametrize(("claim", "given"), INEQUALITIES)
def test_inequalities(claim: str, given: str) -> None:
    verdict = decide(read_identity(claim, given))
    assert isinstance(verdict, Proved)
    assert "comparison" in verdict.rules


def test_a_derivation_is_one_part_for_each_relation() -> None:
    derivation = derivation_of(read_identity("[[a, b], [c, d]]*[1, 0] = [a, c]"))
    assert [part.key for part in derivation.parts] == ["identity.1", "identity.2"]
    assert [part.key for part in derivation_of(read_identity("a = a")).parts] == ["identity"]


def test_a_derivation_says_what_was_claimed() -> None:
    identity = read_identity("log(a*sigmoid(z)) = -softplus(-z)", "a > 0", "constant in z")
    claim = derivation_of(identity).parts[-1].theorems[-1].claim
    assert isinstance(claim, Equal)
    assert claim.left == identity.relations[0].left
    assert write(claim.right) in ("-softplus(-z) + log(a)", "log(a) - softplus(-z)")


NO_PROOF = [
    ("x = y", "", "there is no proof: the statement fails at x = "),
    ("1 = 2", "", "fails at once"),
    ("x = x", "x > 0, x < 0", "no point is known"),
]


@pytest.mark.parametrize(("claim", "given", "why"), NO_PROOF)
def test_where_there_is_no_proof_the_reason_is_raised(claim: str, given: str, why: str) -> None:
    with pytest.raises(DeriveError, match=why):
        derivation_of(read_identity(claim, given))
