"""Proof by cases against tables of true and false equations, and of signs."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sympy import Expr, symbols

from derive.algebra.cases.excluded import excluded
from derive.algebra.cases.splitting import split
from derive.algebra.equality import How, Reason, equal, is_zero, show_zero
from derive.algebra.signs.proving import check, prove
from derive.language.facts import read_facts
from derive.language.reader import read
from derive.statement import Equal, Fact, Given, Less, LessEqual, Provenance, Unequal

BITS = "n >= 1 integer, y[i] in {0, 1}, 0 < p < 1"
a, b, c, x = symbols("a b c x")

TRUE = {
    "extremes": [
        ("max(a, b) = max(b, a)", ""),
        ("max(a, b) + min(a, b) = a + b", ""),
        ("abs(x - y) = max(x, y) - min(x, y)", ""),
        ("max(a, b, c) = max(max(c, b), a)", ""),
        ("max(a, min(b, c)) = min(max(a, b), max(a, c))", ""),
        ("min(max(x, 0), 1) = max(min(x, 1), 0)", ""),
        ("max(a, b) = (a + b + abs(a - b))/2", ""),
        ("max(c*a, c*b) = c*max(a, b)", "c >= 0"),
        ("max(a, b) = b", "a <= b"),
        ("max(a, b, c) = c", "a < b, b <= c"),
    ],
    "signs": [
        ("sign(x)*abs(x) = x", ""),
        ("x/abs(x) = sign(x)", ""),
        ("abs(abs(x)) = abs(x)", ""),
        ("where(x < 0, -1, where(x=0, 0, 1)) = sign(x)", ""),
        ("indicator(a, b)*a = indicator(a, b)*b", ""),
        ("where(a=b, a^2 - b, a*b - a) = where(a=b, a^2 - a, a*b - a)", ""),
    ],
    "losses": [
        ("max(z, 0) - z*y + log(1 + exp(-abs(z))) = softplus(z) - z*y", ""),
        ("log(1 + exp(-abs(z))) = softplus(z) - max(z, 0)", ""),
        ("where(abs(r) <= d, r^2/2, d*(abs(r) - d/2)) = min(abs(r), d)*(abs(r) - min(abs(r), d)/2)", "d > 0"),
        ("where(abs(r) <= d, r^2/2, d*(abs(r) - d/2)) = min(abs(r), d)^2/2 + d*max(abs(r) - d, 0)", "d > 0"),
        ("max(q*u, (q - 1)*u) = u*(q - where(u < 0, 1, 0))", "0 < q < 1"),
        ("log(1 + exp(-t*z)) = where(t=1, softplus(-z), softplus(z))", "t in {-1, 1}"),
        ("max(0, 1 - t*z) = where(t=1, max(0, 1 - z), max(0, 1 + z))", "t in {-1, 1}"),
        ("xlogy(y, p) + xlogy(1 - y, 1 - p) = where(y=1, log(p), log(1 - p))", "y in {0, 1}, 0 < p < 1"),
        ("log(1 + exp(-(2*y - 1)*z)) = softplus(z) - y*z", "y in {0, 1}"),
    ],
    "where": [
        ("where(x < 0, a, b) = where(x >= 0, b, a)", ""),
        ("where(x < 0, log(x), 1) = 1", ""),
        ("where(x < 0, 1/(x - abs(x)), 0) = where(x < 0, 1/(2*x), 0)", ""),
        ("where(x > 0, log(x), 0) = log(max(x, 0) + where(x > 0, 0, 1))", ""),
        ("where(x < y, where(y < z, 1, 2), 3) = where(x < y, where(y < z, where(x < z, 1, 7), 2), 3)", ""),
        ("where(a < b, 1, 0)*where(b < a, 1, 0) = 0", ""),
        ("where(a <= b, 1, 0)*where(b <= a, 1, 0) = where(a=b, 1, 0)", ""),
    ],
    "values": [
        ("k*(k - 1)*(k - 2)*(k - 3) = 0", "k in 0..3"),
        ("2^k = 1 + k + k*(k - 1)/2 + k*(k - 1)*(k - 2)/6", "k in 0..3"),
        ("p^y*(1 - p)^(1 - y) = where(y=1, p, 1 - p)", "y in {0, 1}, 0 < p < 1"),
        ("abs(u - v) = u + v - 2*u*v", "u in {0, 1}, v in {0, 1}"),
        ("max(u, v) = u + v - u*v", "u in {0, 1}, v in {0, 1}"),
        ("max(u, v, w) = 1 - (1 - u)*(1 - v)*(1 - w)", "u in {0, 1}, v in {0, 1}, w in {0, 1}"),
        ("indicator(u, v) = 1 - (u - v)^2", "u in {0, 1}, v in {0, 1}"),
        ("indicator(y[m], 1) = y[m]", "n >= 1 integer, y[i] in {0, 1}, m in 1..n"),
    ],
    "termwise": [
        ("sum(abs(x[i]), i=1..n) = sum(max(x[i], -x[i]), i=1..n)", "n >= 1 integer"),
        ("sum(abs(x[i] - i), i=1..n) = sum(max(x[i] - i, i - x[i]), i=1..n)", "n >= 1 integer, i > 5"),
        ("sum(indicator(y[i], 0), i=1..n) = n - sum(y[i], i=1..n)", BITS),
        ("sum(where(y[i]=1, a, b), i=1..n) = b*n + (a - b)*sum(y[i], i=1..n)", BITS),
        ("sum(where(y[i]=1, a, b), i=1..n) = b*n + (a - b)*sum(y[i], i=1..n)", "n in 0..oo, y[i] in {0, 1}"),
        ("sum(where(y[i]=1, log(p), log(1 - p)), i=1..n)/n"
         " = log(1 - p) + log(p/(1 - p))*sum(y[j], j=1..n)/n", BITS),
        ("log(sum(exp(abs(x[i])), i=1..n)) = log(sum(exp(max(x[i], -x[i])), i=1..n))", "n >= 1 integer"),
        ("product(where(y[i]=1, p, 1 - p), i=1..n) = product(p^y[i]*(1 - p)^(1 - y[i]), i=1..n)", BITS),
        ("sum(sum(abs(x[i] - y[j]), j=1..m), i=1..n) = sum(sum(max(x[i] - y[j], y[j] - x[i]), j=1..m), i=1..n)",
         "n >= 1 integer, m >= 1 integer"),
        ("sum(max(x[i], 0) - max(-x[i], 0), i=1..n) = sum(x[i], i=1..n)", "n >= 1 integer"),
    ],
    "derivatives": [
        ("derivative(abs(x), x) = sign(x)", ""),
        ("derivative(abs(x), x) = 1", "x >= 0"),
        ("derivative(max(x, 0), x) = where(x > 0, 1, 0)", ""),
        ("derivative(where(abs(r) <= d, r^2/2, d*(abs(r) - d/2)), r) = min(max(r, -d), d)", "d > 0"),
        ("derivative(where(x < 0, x^2, x^3), x) = where(x < 0, 2*x, 3*x^2)", ""),
        ("derivative(where(0 < x^2, x, 0), x) = 1", "x != 0"),
        ("derivative(where(c < 0, x, x^2), x) = where(c < 0, 1, 2*x)", ""),
    ],
}  # fmt: skip
FALSE = {
    "extremes": [
        ("max(a, b) = a", ""),
        ("max(a, b) - min(a, b) = a - b", ""),
        ("max(a, b, c) = max(max(c, b), min(a, b))", ""),
        ("max(c*a, c*b) = c*max(a, b)", ""),
        ("max(a, b) = b", "a < b + 1"),
        ("min(max(x, 0), 1) = max(min(x, 2), 0)", ""),
    ],
    "signs": [
        ("sign(x)*x = x", ""),
        ("x/abs(x) = 1", ""),
        ("sign(x)^2 = 1", ""),
        ("where(x <= 0, -1, 1) = sign(x)", ""),
        ("indicator(a, b)*(a + b) = 0", ""),
    ],
    "losses": [
        ("max(z, 0) - z*y + log(1 + exp(-abs(z))) = softplus(-z) - z*y", ""),
        ("where(abs(r) <= d, r^2/2, d*(abs(r) - d)) = min(abs(r), d)*(abs(r) - min(abs(r), d)/2)", "d > 0"),
        ("max(q*u, (q - 1)*u) = u*(q - where(u < 0, 0, 1))", "0 < q < 1"),
        ("log(1 + exp(-t*z)) = where(t=1, softplus(z), softplus(-z))", "t in {-1, 1}"),
        ("log(1 + exp(-y*z)) = softplus(z) - y*z", "y in {0, 1}"),
        ("xlogy(y, p) + xlogy(1 - y, 1 - p) = where(y=0, log(p), log(1 - p))", "y in {0, 1}, 0 < p < 1"),
    ],
    "where": [
        ("where(x < 0, a, b) = where(x > 0, b, a)", ""),
        ("where(x < 0, log(x), 1) = 2", ""),
        ("where(a <= b, 1, 0)*where(b <= a, 1, 0) = 0", ""),
    ],
    "branches that need not be defined": [
        ("abs(x) - x + where(x < 0, 0, log(x)) = where(x < 0, 0, log(x))", ""),
        ("abs(x) + where(x < 0, 0, x^(1/2)) = x + where(x < 0, 0, x^(1/2))", ""),
        ("where(x > 0, where(log(x) < 0, 1, 1), 2) = 1", ""),
        ("where(x > 0, sign(log(x))^2*log(x) + 1, 2) = 1 + where(x > 0, log(x), 0)", ""),
    ],
    "values": [
        ("k*(k - 1)*(k - 2) = 0", "k in 0..3"),
        ("2^k = 1 + k + k*(k - 1)/2", "k in 0..3"),
        ("abs(u - v) = u + v - u*v", "u in {0, 1}, v in {0, 1}"),
        ("derivative(y^2, y) = derivative(y, y)", "y in {0, 1}"),
        ("indicator(y[m], 1) = y[m]", "n >= 1 integer, y[i] in {0, 1}"),
    ],
    "termwise": [
        ("sum(abs(x[i]), i=1..n) = sum(x[i], i=1..n)", "n >= 1 integer"),
        ("sum(abs(x[i]), i=1..n) = sum(max(x[i], -x[i]), i=1..n + 1)", "n >= 1 integer"),
        ("sum(abs(x[i] - j), i=1..n) = sum(max(x[i] - i, i - x[i]), i=1..n)", "n >= 1 integer"),
        ("sum(abs(i)*x[i], i=1..n) = -sum(i*x[i], i=1..n)", "n >= 1 integer, i < 0"),
        ("abs(i)*sum(abs(i)*x[i], i=1..n) = -i*sum(-i*x[i], i=1..n)", "n >= 1 integer, i < 0"),
        ("sum(indicator(y[i], 0), i=1..n) = 1 - sum(y[i], i=1..n)", BITS),
        ("sum(where(y[i]=1, a, b), i=1..n) = a*n + (a - b)*sum(y[i], i=1..n)", BITS),
        ("expect(abs(x[1])) = expect(x[1])", "n >= 1 integer, x[1] > 0"),
    ],
    "seams": [
        ("derivative(abs(x), x) = 1", ""),
        ("derivative(where(0 < x^2, x, 0), x) = 0", ""),
        ("derivative(where(0 < x^2, x, 0), x) = where(x=0, 0, 1)", ""),
        ("derivative(where(x=0, 0, x), x) = where(x=0, 0, 1)", ""),
        ("derivative(where(x=0, 0, x), x) = 0", "x = 0"),
        ("derivative(where(x <= 0, x, x), x) = 0", ""),
        ("derivative(max(x, 0), x) = 1", ""),
        ("derivative(max(x, 0) - max(-x, 0), x) = sign(x)^2", ""),
        ("derivative(where(x < 0, x^2, x^3), x) = where(x < 0, 2*x, 3*x)", ""),
        ("derivative(abs(x)*x, x) = 2*x", ""),
    ],
    "facts that contradict each other": [("abs(x) = x + 1", "x < 0, x > 1")],
}


def table(groups: dict[str, list[tuple[str, str]]]) -> Iterable[object]:
    return [pytest.param(*row, id=f"{name}-{row[0]}") for name, rows in groups.items() for row in rows]


def known(facts: str) -> Given:
    return Given().adding(Provenance.HYPOTHESIS, *read_facts(facts)) if facts else Given()


def sides(text: str) -> tuple[Expr, Expr]:
    left, right = text.rsplit(" = ", 1)
    return read(left), read(right)


@pytest.mark.parametrize(("text", "facts"), table(TRUE))
def test_true(text: str, facts: str) -> None:
    assert equal(*sides(text), known(facts))


@pytest.mark.parametrize(("text", "facts"), table(FALSE))
def test_false(text: str, facts: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where no point is looked at first."""
    left, right = sides(text)
    assert not equal(left, right, known(facts))
    show_zero.cache_clear()
    monkeypatch.setattr("derive.algebra.equality.fails", lambda term, given: False)
    assert not is_zero(left - right, known(facts))
    show_zero.cache_clear()


# ── signs ──


def relation(text: str) -> Fact:
    for symbol, kind in ((" <= ", LessEqual), (" < ", Less), (" != ", Unequal)):
        if symbol in text:
            left, right = text.split(symbol)
            return kind(read(left), read(right))
    raise AssertionError(text)


SIGNS = [
    ("a <= max(a, b)", "", True),
    ("a < max(a, b)", "", False),
    ("abs(a + b) <= abs(a) + abs(b)", "", True),
    ("abs(a) + abs(b) <= abs(a + b)", "", False),
    ("min(a, b) <= max(a, b)", "", True),
    ("0 <= where(abs(r)<=d, r^2/2, d*(abs(r) - d/2))", "d > 0", True),
    ("0 < where(abs(r)<=d, r^2/2, d*(abs(r) - d/2))", "d > 0", False),
    ("0 < -y*log(p) - (1 - y)*log(1 - p)", "y in {0, 1}, 0 < p < 1", True),
    ("1 + k <= 2^k", "k in 0..3", True),
    ("1 + k < 2^k", "k in 0..3", False),
    ("0 <= sum(max(x[i], 0), i=1..n)", "n >= 1 integer", True),
    ("0 < where(x<0, exp(x), 1 + x)", "", True),
    ("0 < where(x<0, log(x), 1 + x)", "x >= 0", True),
    ("0 <= where(x<0, x, 1 + x)", "", False),
]


@pytest.mark.parametrize(("text", "facts", "truth"), SIGNS)
def test_signs(text: str, facts: str, truth: bool) -> None:
    given, fact = known(facts), relation(text)
    certificate = prove(fact, given)
    assert (certificate is not None) is truth
    assert certificate is None or check(certificate, given)


EXCLUDED = [
    ("c < a", "a < b, b < c", True),
    ("c <= a", "a < b, b <= c", True),
    ("c <= a", "a <= b, b <= c", False),
    ("p*(1 - p) < 0", "0 < p < 1", True),
    ("x^2 < 0", "", True),
    ("x^2 <= 0", "", False),
    ("k < 1", "k in 1..oo", True),
    ("2*k != 2*k", "", True),
    ("exp(a) + 1 < 0", "a < b", True),
]


@pytest.mark.parametrize(("text", "facts", "truth"), EXCLUDED)
def test_excluded(text: str, facts: str, truth: bool) -> None:
    assert excluded(relation(text), known(facts)) is truth


def test_equations_are_excluded() -> None:
    assert excluded(Equal(x, read("0")), known("x != 0"))
    assert excluded(Equal(2 * x, 2 * a), known("x < a"))
    assert not excluded(Equal(x, a), known("x <= a"))
    assert not excluded(Equal(a, a), known("x != 0"))  # 0 is no multiple of x that is not 0
    assert not prove(relation("indicator(a, a)*log(p) != log(p)"), known("p > 0, x != 0"))


# ── the parts ──


def test_split() -> None:
    found = split(read("abs(x - a) + b"), Given())
    assert found is not None
    assert [term.doit() for _, term in found] == [x - a + b, a - x + b]
    assert [tuple(given.facts()) for given, _ in found] == [
        (LessEqual(read("0"), x - a),), (LessEqual(x - a, read("0")),),
    ]  # fmt: skip
    assert split(a + b, Given()) is None
    assert split(read("sum(abs(x[i]), i=1..n)"), Given()) is None
    assert split(read("expect(abs(x[1]))"), Given()) is None


def test_an_equation_is_put_in() -> None:
    """x = 2a in the first case: there x > 0 says 2a > 0."""
    found = split(read("indicator(x, 2*a)*x"), known("x > 0"))
    assert found is not None
    given, term = found[0]
    assert term.doit() == 2 * a
    assert excluded(Less(a, read("0")), given)


def test_the_proof_is_a_tree() -> None:
    reason = show_zero(read("log(1 + exp(-abs(z))) - softplus(z) + max(z, 0)"))
    assert reason is None or leaves(reason) <= {How.NORMAL_FORM, How.UNDEFINED}
    reason = show_zero(read("sum(where(y[i]=1, a, b), i=1..n) - b*n - (a - b)*sum(y[i], i=1..n)"), known(BITS))
    assert reason is not None
    assert leaves(reason) <= {How.NORMAL_FORM}


def leaves(reason: Reason) -> set[How]:
    return {how for _, part in reason.parts for how in leaves(part)} or {reason.how}


def test_the_number_of_cases_is_bounded() -> None:
    many = " + ".join(f"abs(a{k} - b{k})" for k in range(12))
    assert not is_zero(read(f"({many})^(1/2) - ({many} + abs(c)*0)^(1/3)"))
