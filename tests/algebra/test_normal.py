"""The normal form against a table of identities, and against random ones."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from sympy import Add, Expr, Indexed, IndexedBase, Integer, Mul, Rational, Sum, Symbol, log, oo, symbols

from derive.algebra.equality import equal, is_zero
from derive.algebra.form.normal import coefficients, factored, fraction, integer_valued
from derive.algebra.numeric.refute import refute
from derive.errors import DeriveError, LimitError
from derive.language.build import evaluated
from derive.language.facts import read_facts
from derive.language.reader import read
from derive.statement import Definition, Equal, Given, Provenance, Sample, Values

GROUPS = tomllib.loads(Path(__file__).with_name("identities.toml").read_text(encoding="utf-8"))["group"]
CASES = [
    pytest.param(group["given"], text, truth, id=f"{group['name']}-{truth}-{k}")
    for group in GROUPS
    for truth in ("true", "false")
    for k, text in enumerate(group[truth])
]
p, q, n, i, a, b, c, t = symbols("p q n i a b c t")
x = IndexedBase("x")


def known(text: str, provenance: Provenance = Provenance.SUPPORT) -> Given:
    return Given().adding(provenance, *read_facts(text))


def sides(text: str) -> tuple[Expr, Expr]:
    left, right = text.split(" = ")
    return read(left), read(right)


@pytest.mark.parametrize(("facts", "text", "truth"), CASES)
def test_identity(facts: str, text: str, truth: str) -> None:
    given = known(facts)
    left, right = sides(text)
    assert equal(left, right, given) is (truth == "true")
    assert (refute(Equal(left, right), given) is None) is (truth == "true")


def test_table_is_large_enough() -> None:
    assert sum(len(group["true"]) for group in GROUPS) >= 60
    assert sum(len(group["false"]) for group in GROUPS) >= 60


# ── what is not known is not used ──

UNKNOWN_SIGNS = [
    "(a^2)^(1/2) = a",
    "abs(a) = a",
    "sign(a)^2 = 1",
    "(a*b)^(1/2) = -(a*b)^(1/2)",
    "sum(abs(x[i]), i=1..n) = sum(x[i], i=1..n)",
    "sum(x[i]^2, i=1..n) = sum(x[i], i=1..n)",
    "xlogy(a, b) = a*log(abs(b))",
    "(-1)^n = 1",
]


@pytest.mark.parametrize("text", UNKNOWN_SIGNS)
def test_unknown_signs(text: str) -> None:
    assert not equal(*sides(text), known("n in 1..oo"))


def test_the_range_of_a_fact_matters() -> None:
    """x[i] is a bit for i = 1..n only."""
    given = known("n in 2..oo, x[i] in {0, 1} for i = 1..n")
    assert equal(*sides("sum(x[i]^2, i=1..n) = sum(x[i], i=1..n)"), given)
    assert not equal(*sides("sum(x[i]^2, i=1..n + 1) = sum(x[i], i=1..n + 1)"), given)
    assert not equal(*sides("x[m]^2 = x[m]"), given)
    assert equal(*sides("x[m]^2 = x[m]"), given.adding(Provenance.BINDING, *read_facts("m in 1..n")))


def test_facts_about_the_data_do_not_hold_inside_an_expectation() -> None:
    given = known("n in 1..oo").adding(Provenance.HYPOTHESIS, *read_facts("s > 0"))
    given = given.adding(Provenance.DEFINITION, Definition(Symbol("s"), read("sum(x[i], i=1..n)")))
    assert equal(*sides("abs(s) = s"), given)
    assert not equal(*sides("expect(abs(s)) = expect(s)"), given)
    assert equal(*sides("expect((s + 1)^2) = expect(s^2 + 2*s + 1)"), given)


def test_an_index_is_not_captured_inside_an_expectation() -> None:
    given = known("n in 1..oo")
    mixed = "sum(expect(sum(x[i]*x[j], j=1..n)), i=1..n)"
    squares = "sum(expect(sum(x[j]^2, j=1..n)), i=1..n)"
    assert not equal(read(mixed), read(squares), given)
    assert equal(read(mixed), read("sum(expect(x[k]*sum(x[i], i=1..n)), k=1..n)"), given)
    assert equal(*sides("gamma(2/(1 + a)) = gamma(2/(a + 1))"), given)
    assert not equal(*sides("gamma(2/n) = 1"), given)


def test_a_derivative_looks_beyond_the_point() -> None:
    given = known("a in {0, 1}")
    assert equal(*sides("a^2 = a"), given)
    assert not equal(*sides("derivative(a^2, a) = derivative(a, a)"), given)


def test_integer_powers_of_any_base() -> None:
    given = known("n in 1..oo, m in 1..oo")
    assert equal(*sides("(-1)^(2*n) = 1"), given)
    assert equal(*sides("(-a)^n*(-a)^m = (-a)^(n + m)"), given)
    assert equal(*sides("(-a)^n = (-1)^n*a^n"), given)
    assert not equal(*sides("(-a)^n = -a^n"), given)
    assert integer_valued(read("n*(m - 2)"), given)
    assert not integer_valued(read("n/2"), given)


def test_definitions_are_unfolded() -> None:
    given = known("n in 1..oo").adding(Provenance.DEFINITION, Definition(Symbol("s"), Sum(x[i], (i, 1, n))))
    assert equal(Symbol("s"), Sum(x[i], (i, 1, n)), given)
    assert fraction(Symbol("s") + 1, given, unfold=False)[0] == Symbol("s") + 1


def test_sample_support_is_used() -> None:
    given = Given().adding(
        Provenance.SAMPLING, Sample(x[i], (i, Integer(1), n), Values((Integer(0), Integer(1))), p ** x[i])
    )
    assert equal(Sum(x[i] ** 3, (i, 1, n)), Sum(x[i], (i, 1, n)), given)


# ── arranging results ──


def test_fraction_and_factors() -> None:
    given = known("0 < p < 1, n in 1..oo")
    s = Symbol("s")
    score = s / p - (n - s) / (1 - p)
    assert fraction(score, given) == (s - n * p, p - p**2)
    assert factored(score, given) == (s - n * p) / (p * (1 - p))
    assert factored(p**2 - 1, given) == Mul(-1, 1 - p, 1 + p)
    assert factored(p - p, given) == 0
    assert factored(1 / (2 * p - 2), given) == Mul(Rational(-1, 2), 1 / (1 - p))


def test_what_would_take_long_to_factor_stays_whole() -> None:
    large = p**960 - q**480  # (p^2 - q)·…, of which flint finds 20 factors
    assert factored(large) in (large, Mul(-1, -large, evaluate=False))
    assert factored(p**96 - q**48) != p**96 - q**48
    assert equal(log(2 * large) - log(large), log(Integer(2)))
    assert equal(large / (p**480 - q**240), p**480 + q**240)
    assert not equal(log(large), log(p**480 - q**240))


@pytest.mark.parametrize(
    ("facts", "text", "factors"),
    [
        ("p > 0", "p - sqrt(p)*c", "-sqrt(p)*(c - sqrt(p))"),
        ("0 < p < 1", "(1 - p)/(1 - sqrt(p))", "1 + sqrt(p)"),
        ("p > 0", "(p^(3/2) - p)/(p - p^(1/2))", "sqrt(p)"),
        ("0 < p < 1", "sqrt((1 - sqrt(p))^2)", "1 - sqrt(p)"),
        ("p > 1", "sqrt(log(p)^2)", "log(p)"),
        ("0 < p < 1", "sqrt(log(p)^2)", "-log(p)"),
        ("p > 0", "sqrt(log(p)^2)", "abs(log(p))"),
        ("p > 0", "sqrt(p^2/(p^3 + 2*p^2*sqrt(p) + p^2))", "1/(1 + sqrt(p))"),
    ],
)
def test_a_positive_symbol_is_a_power_of_its_root(facts: str, text: str, factors: str) -> None:
    found = factored(read(text), known(facts))
    assert equal(found, read(factors), known(facts))
    assert found == evaluated(read(factors))


def test_results_keep_the_index_names() -> None:
    j = Symbol("j")
    assert fraction(2 * Sum(x[j] + 1, (j, 1, n)))[0] == 2 * n + 2 * Sum(x[j], (j, 1, n))


def test_coefficients() -> None:
    given = known("n in 1..oo")
    term = (p - a) ** 2 * Sum(x[i], (i, 1, n)) + 1 / b
    s = Sum(x[i], (i, 1, n))
    found = coefficients(term, p, given)
    assert found is not None
    expected = [a**2 * s + 1 / b, -2 * a * s, s]
    assert all(equal(u, v) for u, v in zip(found, expected, strict=True))
    assert coefficients(log(p) ** 2 + p * log(p), log(p), given) == [0, p, 1]
    assert coefficients(log(p) + p, p, given) is None
    assert coefficients(1 / p, p, given) is None
    assert coefficients(a, p, given) == [a]
    assert coefficients(Integer(0), p, given) == [0]


# ── bounds ──


@pytest.mark.parametrize(
    "term",
    [(a + b + c + t) ** 60, a**5000, (a + 1) ** 900 * (b + 1) ** 900, Integer(2) ** 9_000_000 * a],
    ids=["terms", "degree", "product", "bits"],
)
def test_bounds(term: Expr) -> None:
    with pytest.raises(LimitError):
        is_zero(term)


def test_nowhere_defined() -> None:
    given = known("a in {0, 1}")
    term = 1 / (a**2 - a)
    assert not is_zero(term, given)
    with pytest.raises(DeriveError):
        factored(term, given)
    with pytest.raises(DeriveError):
        factored(oo)


# ── properties ──

LETTERS = (p, q, a, x[1], Sum(x[i], (i, 1, n)), log(1 + p**2))
leaves = st.sampled_from([*LETTERS, Integer(-2), Integer(3), Rational(1, 2)])
rings = st.recursive(
    leaves, lambda inner: st.builds(Add, inner, inner) | st.builds(Mul, inner, inner), max_leaves=8
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@drawn(rings, rings, rings)
def test_ring_identities(u: Expr, v: Expr, w: Expr) -> None:
    assert is_zero((u + v) * w - u.expand() * w - v * w.expand())
    assert equal((u - v) ** 2, (u**2 - 2 * u * v + v**2).expand())
    assert not is_zero(u - u.expand() + 1)


@settings(max_examples=60, deadline=None)
@drawn(rings, rings)
def test_nothing_false_is_zero(u: Expr, v: Expr) -> None:
    if refute(Equal(u, v), known("n in 1..oo")) is not None:
        assert not equal(u, v, known("n in 1..oo"))


def test_indexed_terms_are_told_apart() -> None:
    assert not equal(Indexed(x, i), Indexed(x, i + 1))
    assert equal(Indexed(x, i + i), Indexed(x, 2 * i))
