"""The mistakes that people make: for each kind a case in which the truth is found, and all that is listed
is proved again on its own."""

from __future__ import annotations

import pytest

from derive.identities import decide, read_identity
from derive.identities.mistakes import MISTAKES
from derive.identities.repair import MOST
from derive.language.writer import write, write_fact
from derive.statement import Identity, Proved, Provenance, Refuted

SAMPLE = "n >= 1 integer"
UNIT = "0 < p < 1, 0 < q < 1"
CASES: list[tuple[str, str, str, str]] = [
    # what was meant differs by something that can be computed
    ("factor", "mean(x[i]^2, i=1..n) - mean(x[i], i=1..n)^2 = sum((x[i] - mean(x[k], k=1..n))^2, i=1..n)",
     SAMPLE, "1/n"),
    ("factor", "gamma(z + 1) = gamma(z)", "z > 0", "z"),
    ("constant", "(a + b)^2 = a^2 + b^2 + a*b", "", "a*b"),
    ("constant", "sigmoid(z) + sigmoid(-z) + z^2 = 2 + z^2", "", "-1"),
    ("sign", "derivative(-y*log(sigmoid(z)) - (1 - y)*log(1 - sigmoid(z)), z) = y - sigmoid(z)", "", "-1"),
    ("base", "entropy(p, 1 - p) = -(p*log(p) + (1 - p)*log(1 - p))/log(2)", UNIT, "log(2)"),
    # a fact was left out
    ("fact", "sqrt(x^2) = x", "", "x >= 0"),
    ("fact", "y^2 = y", "", "y in {0, 1}"),
    ("fact", "abs(x[1]) = x[1]", SAMPLE, "x[i] >= 0 for i=1..n"),
    ("fact", "sum(p[k]*m, k=1..K) = m", "K >= 1 integer", "sum(p[k], k=1..K) = 1"),
    # a slip in one side
    ("sign", "log(x*y) = log(x) - log(y)", "x > 0, y > 0", "log(x*y) = log(x) + log(y)"),
    ("sign", "derivative(softplus(z), z) = sigmoid(-z)", "", "derivative(softplus(z), z) = sigmoid(z)"),
    ("swapped", "kl([p, 1 - p], [q, 1 - q]) = q*(log(q) - log(p)) + (1 - q)*(log(1 - q) - log(1 - p))", UNIT,
     "kl([p, 1 - p], [q, 1 - q]) = p*(log(p) - log(q)) + (1 - p)*(log(1 - p) - log(1 - q))"),
    ("softmax", "1/(1 + exp(b - a)) = softmax(softmax(a, b), softmax(b, a))", "",
     "1/(1 + exp(b - a)) = softmax(a, b)"),
    ("complement", "p^y*(1 - p)^(1 - y) = where(y = 1, 1 - p, p)", "0 < p < 1, y in {0, 1}",
     "p^y*(1 - p)^(1 - y) = where(y = 1, p, 1 - p)"),
    ("complement", "y*log(p) + (1 - y)*log(1 - p) = where(y = 0, log(p), log(p))", "0 < p < 1, y in {0, 1}",
     "y*log(p) + (1 - y)*log(1 - p) = where(y = 0, log(1 - p), log(p))"),
    ("limit", "sum(i, i=1..n - 1) = n*(n + 1)/2", SAMPLE, "sum(i, i=1..n) = n*(n + 1)/2"),
    ("shift", "Beta(a, b) = gamma(a)*gamma(b)/gamma(a + b + 1)", "",
     "Beta(a, b) = gamma(a)*gamma(b)/gamma(a + b)"),
    ("shift", "binomial(n, k) = factorial(n)/(factorial(k)*factorial(n - k + 1))", "n >= 0 integer, k in 0..n",
     "binomial(n, k) = factorial(n)/(factorial(k)*factorial(n - k))"),
    ("square", "exp(-(x - m)^2/(2*s))^2 = exp(-(x - m)^2/s^2)", "s > 0",
     "exp(-(x - m)^2/(2*s))^2 = exp(-(x - m)^2/s)"),
    ("branches", "where(x < 0, x, -x) = abs(x)", "", "where(x < 0, -x, x) = abs(x)"),
    ("branches", "max(x, y) = (x + y - abs(x - y))/2", "", "min(x, y) = (x + y - abs(x - y))/2"),
    ("names", "(a + b)*x = a*x + b*c", "", "(a + b)*x = a*x + b*x"),
    ("base", "log(x) + log(y)/log(2) = log(x*y)", "x > 0, y > 0", "log(x) + (log(y)*log(2))/log(2) = log(x*y)"),
    ("term-factor", "tanh(z) = 2*sigmoid(z) - 1", "", "tanh(z) = 2*sigmoid(2*z) - 1"),
    # inequalities
    ("turned", "t - 1 <= log(t)", "t > 0", "log(t) <= t - 1"),
    ("strict", "log(t) < t - 1", "t > 0", "log(t) <= t - 1"),
]  # fmt: skip

COMPUTED = ("factor", "constant", "turned", "strict", "fact")


def test_every_mistake_has_a_case() -> None:
    assert {case[0] for case in CASES} == {name for name, _ in MISTAKES} | set(COMPUTED)


@pytest.mark.parametrize(("mistake", "claim", "given", "truth"), CASES)
def test_the_truth_is_among_the_repairs(mistake: str, claim: str, given: str, truth: str) -> None:
    identity = read_identity(claim, given)
    verdict = decide(identity)
    assert isinstance(verdict, Refuted)
    assert 0 < len(verdict.repairs) <= MOST
    found = [repair for repair in verdict.repairs if repair.mistake == mistake]
    if "=" not in truth and "<" not in truth and " in " not in truth:
        assert truth in [write(repair.by) for repair in found if repair.by is not None]
    elif mistake == "fact":
        assert truth in [write_fact(fact) for repair in found for fact in repair.added]
    else:
        meant = [write_fact(relation) for relation in read_identity(truth).relations]
        assert meant in [[write_fact(relation) for relation in repair.claims] for repair in found]
    for repair in verdict.repairs:  # each stands on its own feet
        known = identity.given.adding(Provenance.HYPOTHESIS, *repair.added)
        assert isinstance(decide(Identity(repair.claims, known)), Proved)


NOTHING_NEAR = [
    ("x = y", ""),
    ("2 = x", ""),
    ("1 = 2", ""),
    ("x^2 + y^2 = x^3*y - 7*exp(x)", ""),
    ("x != y", ""),
]


@pytest.mark.parametrize(("claim", "given"), NOTHING_NEAR)
def test_what_is_far_from_any_truth_has_no_repair(claim: str, given: str) -> None:
    """In particular not the empty one: x = y is true if the right side is multiplied by x/y."""
    verdict = decide(read_identity(claim, given))
    assert isinstance(verdict, Refuted)
    assert verdict.repairs == ()


def test_several_relations_are_not_repaired() -> None:
    verdict = decide(read_identity("[a, b] = [a, -b]"))
    assert isinstance(verdict, Refuted)
    assert verdict.repairs == ()


def test_signs_are_told_in_their_shortest_form() -> None:
    verdict = decide(read_identity("log(x*y) = log(x) - log(y)", "x > 0, y > 0"))
    assert isinstance(verdict, Refuted)
    told = [write_fact(claim) for repair in verdict.repairs for claim in repair.claims]
    assert not [text for text in told if "-1)" in text or "1*(" in text]
