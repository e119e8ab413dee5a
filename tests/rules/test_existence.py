"""The rule that says exactly when there is one maximiser, whose premises each assume a case; limits at ends."""

from __future__ import annotations

import pytest
from situations import given
from sympy import Symbol

import derive.kernel.theorem as kernel
from derive.errors import DeriveError, RuleError
from derive.kernel.rule import Rule, Statement
from derive.kernel.theorem import Theorem, infer
from derive.language.facts import read_domain, read_fact
from derive.language.reader import read
from derive.language.writer import write
from derive.rules import named
from derive.statement import (
    Argmax,
    Claim,
    Equal,
    Interval,
    JointArgmax,
    Limit,
    MaximiserExists,
    MaximiserFamily,
    Provenance,
)

LINE, RAY, UNIT = read_domain("(-oo, oo)"), read_domain("(0, oo)"), read_domain("(0, 1)")
a, b, p, q = (Symbol(name) for name in "abpq")
n = Symbol("n")
F = read("f(p, q)", functions=None)
MODEL = ("parameters: s >= 0", "parameters: n > 0", "parameters: s in (-oo, n]", "parameters: b > 0")

ONE = JointArgmax(F, (p, q), (LINE, RAY), ((a, b),))
NONE = JointArgmax(F, (p, q), (LINE, RAY), ())
MANY = MaximiserFamily(F, (p, q), (LINE, RAY), (p, b), (p,))
LOW = (read_fact("0 < s"), read_fact("s = 0"), read("1"))
HIGH = (read_fact("s < n"), read_fact("s = n"), read("-1"))


@pytest.fixture(autouse=True)
def _without_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The premises come out of thin air."""
    monkeypatch.setattr(kernel, "refute", lambda *_: None)


def assumed(claim: Claim, *hypotheses: str, provenance: Provenance = Provenance.HYPOTHESIS) -> Theorem:
    facts = given(*MODEL).adding(provenance, *(read_fact(text, each=False) for text in hypotheses))
    return infer(Rule("assumed", lambda *_: claim, lambda: Statement((), (), claim), "the test"), facts)


INSIDE, AT_LOW, AT_HIGH = (
    assumed(ONE, "0 < s", "s < n"), assumed(NONE, "s = 0"), assumed(NONE, "0 < s", "s = n"),
)  # fmt: skip
TREE = (*LOW, (*HIGH, 0, 2), 1)


def exactly(*premises: Theorem, tree: object = TREE) -> Claim:
    return infer(named("exactly-when"), given(*MODEL), premises, (tree,)).claim  # type: ignore[arg-type]


def test_none_in_the_other_cases() -> None:
    conditions = (LOW[0], HIGH[0])
    assert exactly(INSIDE, AT_LOW, AT_HIGH) == MaximiserExists(F, (p, q), (LINE, RAY), conditions, True, True)


def test_many_in_one_of_the_other_cases() -> None:
    claim = exactly(INSIDE, assumed(MANY, "s = 0"), AT_HIGH)
    assert isinstance(claim, MaximiserExists)
    assert not claim.or_none


def test_an_interval_of_maximisers() -> None:
    """There is one at least, where the interval holds a point; but not where others have some as well."""
    spread = JointArgmax(F, (p, q), (LINE, RAY), ((Interval(a, a + n, True, True), b),))
    cases = assumed(spread, "0 < s"), assumed(NONE, "s = 0")
    tree = (*LOW, 0, 1)
    assert exactly(*cases, tree=tree) == MaximiserExists(F, (p, q), (LINE, RAY), (LOW[0],), False, True)
    empty = JointArgmax(F, (p, q), (LINE, RAY), ((Interval(a + n, a, True, True), b),))
    for first, second in ((empty, NONE), (spread, MANY)):
        with pytest.raises(DeriveError):
            exactly(assumed(first, "0 < s"), assumed(second, "s = 0"), tree=tree)


def test_one_variable_alone() -> None:
    one, none = (Argmax(F, p, LINE, points) for points in ((a,), ()))
    claim = exactly(assumed(one, "0 < s"), assumed(none, "s = 0"), tree=(*LOW, 0, 1))
    assert claim == MaximiserExists(F, (p,), (LINE,), (LOW[0],), True, True)


WRONG: dict[str, tuple[tuple[Theorem, ...], object]] = {
    "a case missing": ((INSIDE, AT_LOW), TREE),
    "a premise that is of no case": ((INSIDE, AT_LOW, AT_HIGH, AT_LOW), TREE),
    "a case that assumes more": ((INSIDE, assumed(NONE, "s = 0", "n = 2"), AT_HIGH), TREE),
    "a case of something else": ((INSIDE, assumed(NONE, "n = 2"), AT_HIGH), TREE),
    "one maximiser in another case": ((INSIDE, assumed(ONE, "s = 0"), AT_HIGH), TREE),
    "none where all conditions hold": ((AT_HIGH, AT_LOW, INSIDE), TREE),
    "a bound that is not one": ((INSIDE, AT_LOW, AT_HIGH), (*LOW[:2], read("s"), (*HIGH, 0, 2), 1)),
    "the other value": ((INSIDE, AT_LOW, AT_HIGH), (LOW[0], read_fact("s = n"), LOW[2], (*HIGH, 0, 2), 1)),
    "a bound that fails both ways": (
        (assumed(ONE, "n < 3"), assumed(NONE, "n = 3")),
        (read_fact("n < 3"), read_fact("n = 3"), read("-1"), 0, 1),
    ),
    "a weak bound": (
        (assumed(ONE, "0 <= s"), assumed(NONE, "s = 0")),
        (read_fact("0 <= s"), *LOW[1:], 0, 1),
    ),
    "another function": (
        (INSIDE, assumed(JointArgmax(p * q, (p, q), (LINE, RAY), ()), "s = 0"), AT_HIGH), TREE,
    ),
    "another domain": (
        (INSIDE, assumed(JointArgmax(F, (p, q), (LINE, UNIT), ()), "s = 0"), AT_HIGH), TREE,
    ),
    "a family of one": (
        (
            assumed(JointArgmax(F, (p, q), (Interval(a, a, True, True), RAY), ((a, b),)), "0 < s"),
            assumed(MaximiserFamily(F, (p, q), (Interval(a, a, True, True), RAY), (p, b), (p,)), "s = 0"),
        ),
        (*LOW, 0, 1),
    ),
    "a number that is true": ((INSIDE, AT_LOW, AT_HIGH), (*LOW, (*HIGH, False, 2), True)),
    "no tree": ((INSIDE, AT_LOW, AT_HIGH), read("p")),
    "a case that is no hypothesis": (
        (INSIDE, assumed(NONE, "s in (-1, 1)", provenance=Provenance.BINDING), AT_HIGH), TREE,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_proof(name: str) -> None:
    premises, tree = WRONG[name]
    with pytest.raises(DeriveError):
        exactly(*premises, tree=tree)


def test_a_condition_on_a_variable_of_the_function() -> None:
    tree = (read_fact("0 < p"), read_fact("p = 0"), read("1"), 0, 1)
    facts = given("parameters: p >= 0")
    one, none = (
        infer(
            Rule("assumed", lambda *_, claim=claim: claim, lambda: Statement((), (), NONE), "the test"),
            facts.adding(Provenance.HYPOTHESIS, fact),
        )
        for claim, fact in ((ONE, tree[0]), (NONE, tree[1]))
    )
    with pytest.raises(RuleError, match="about a variable of the function"):
        infer(named("exactly-when"), facts, (one, none), (tree,))


# ── limits ──

LIMITS = {
    ("a - n*log(p)", "0", "(0, oo)"): "oo",
    ("a - n*log(p)", "oo", "(0, oo)"): "-oo",
    ("n*log(1 - p) - n/p", "0", "(0, 1)"): "-oo",
    ("n*log(1 - p) + n*p", "1", "(0, 1)"): "-oo",
    ("exp(-n*p) + a", "oo", "(0, oo)"): "a",
    ("exp(n/p)", "0", "(0, oo)"): "oo",
    ("p^(-n) + 3", "oo", "(0, oo)"): "3",
    ("p^n", "0", "(0, 1)"): "0",
    ("p^n", "oo", "(0, oo)"): "oo",
    ("p^(-n)", "0", "(0, oo)"): "oo",
    ("a + p^(n + 1)", "oo", "(0, oo)"): "oo",
    ("(1 + p)^(-2)", "0", "(0, 1)"): "1",
    ("1/sqrt(p)", "0", "(0, 1)"): "oo",
    ("a^2/p^2 - log(p)", "oo", "(0, oo)"): "-oo",
    ("-n*p", "-oo", "(-oo, oo)"): "oo",
    ("a", "0", "(0, 1)"): "a",
    ("p - log(p)", "oo", "(0, oo)"): "oo",
    ("1/p", "0", "(-oo, 0)"): "-oo",
    ("sqrt(-p)", "-oo", "(-oo, 0)"): "oo",
    ("p*log(p)", "0", "(0, 1)"): "0",
    ("log(-log(1 - p))", "0", "(0, 1)"): "-oo",
    ("log(-log(1 - p))", "1", "(0, 1)"): "oo",
    ("log(log(p))", "1", "(1, oo)"): "-oo",
    ("log(-1/log(p))", "0", "(0, 1)"): "-oo",
}


@pytest.mark.parametrize(("text", "end", "domain"), LIMITS)
def test_a_limit(text: str, end: str, domain: str) -> None:
    claim = limit(text, end, domain)
    assert isinstance(claim, Limit)
    assert write(claim.value) == LIMITS[text, end, domain]


def limit(text: str, end: str, domain: str, *more: str) -> Claim:
    facts = given("parameters: n > 0", "parameters: a real", *more)
    witness = (read(text, functions=None), p, read(end), read_domain(domain))
    return infer(named("limit-of-terms"), facts, (), witness).claim


NO_LIMIT = [
    ("a*log(p)", "0", "(0, 1)", "cannot prove"),
    ("log(p)", "0", "(-1, 1)", "is not an end"),
    ("log(p)", "0", "(0, p)", "depends on the variable"),
    ("log(p)", "-1", "(-1, 1)", "cannot prove"),
    ("p^a", "0", "(0, 1)", "cannot prove"),
    ("abs(p)", "0", "(0, 1)", "nothing is known"),
    ("g(p)", "0", "(0, 1)", "nothing is known"),
    ("p^p", "0", "(0, 1)", "nothing is known"),
]


@pytest.mark.parametrize(("text", "end", "domain", "why"), NO_LIMIT)
def test_no_limit(text: str, end: str, domain: str, why: str) -> None:
    with pytest.raises(DeriveError, match=why):
        limit(text, end, domain)


def test_a_name_that_hides_the_variable() -> None:
    claim = limit("g(p) + 1", "0", "(0, 1)", "definition: g(t) := log(t)")
    assert isinstance(claim, Limit)
    assert write(claim.value) == "-oo"


def test_a_square_that_is_at_most_zero() -> None:
    facts = given("parameters: v in (-oo, oo)", "hypothesis: c^2 <= v", "hypothesis: v = 0")
    witness = (read("c"), read("v"))
    assert infer(named("square-within"), facts, (), witness).claim == Equal(read("c"), read("0"))
    for bound in ("c^2 <= v", "v = 0", "c <= v"):
        with pytest.raises(DeriveError, match="cannot prove"):
            infer(named("square-within"), given(f"hypothesis: {bound}"), (), witness)
