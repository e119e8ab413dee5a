"""Values at points: by hand, against mpmath, and the points themselves."""

from __future__ import annotations

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import assume, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from sympy import (
    Add,
    Derivative,
    Expr,
    Function,
    IndexedBase,
    Integer,
    Mul,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    gamma,
    lambdify,
    log,
    polygamma,
    symbols,
)

from derive.algebra.numeric.balls import Point, Undefined, Value, decide, decimal, evaluate, less, same
from derive.algebra.numeric.points import holds, points
from derive.language.facts import read_fact, read_facts
from derive.language.reader import read
from derive.statement import Definition, Given, JointDensity, Provenance, Sample, Values

p, q, n, i = symbols("p q n i")
x = IndexedBase("x")
BITS = Sample(x[i], (i, Integer(1), n), Values((Integer(0), Integer(1))), p ** x[i] * (1 - p) ** (1 - x[i]))
MODEL = (
    Given()
    .adding(Provenance.PARAMETERS, *read_facts("0 < p < 1, n in 1..oo"))
    .adding(Provenance.SAMPLING, BITS, JointDensity(Function("L")(p)))
)
HERE = Point({n: fmpq(3), p: fmpq(1, 3), q: fmpq(-2)}, {"x": (fmpq(1), fmpq(0), fmpq(1))})


def value(text: str, given: Given = MODEL) -> Value:
    return evaluate(read(text, functions=None), HERE, given)


EXACT = [
    ("sum(x[i], i=1..n)", "2"),
    ("sum(i*x[i], i=1..n)", "4"),
    ("sum(sum(x[i]*x[j], j=1..i), i=1..n)", "3"),
    ("product(p + x[i], i=1..n)", "16/27"),
    ("sum(1, i=1..0)", "0"),
    ("product(p, i=1..0)", "1"),
    ("p^x[1]*(1 - p)^(1 - x[2])", "2/9"),
    ("0^0", "1"),
    ("(4/9)^(1/2)", "2/3"),
    ("q^n", "-8"),
    ("(-1)^n", "-1"),
    ("abs(q) + sign(q)", "1"),
    ("factorial(n) + gamma(n)", "8"),
    ("xlogy(x[2], 0)", "0"),
    ("indicator(x[1], 1) + indicator(x[2], 1)", "1"),
    ("log(1) + exp(0)", "1"),
    ("L(p)", "2/27"),
    ("L(1/2)", "1/8"),
    ("expect(sum(x[i], i=1..n))", "1"),
    ("variance(sum(x[i], i=1..n))", "2/3"),
    ("expect(x[1]*x[2])", "1/9"),
    ("sum(expect(x[i]), i=1..n)", "1"),
    ("max(x[i], i=1..n) + 2*min(x[i] - 3*i, i=1..n)", "-15"),
    ("order(2, i*x[i], i=1..n)", "1"),
    ("sum(i*order(i, x[i], i=1..n), i=1..n)", "5"),
    ("order(floor(n/2) + 1, p*x[i] - i, i=1..n)", "-2"),
    ("floor(q/3) + ceiling(q/3)", "-1"),
]


@pytest.mark.parametrize(("text", "expected"), EXACT)
def test_exact(text: str, expected: str) -> None:
    found = value(text)
    assert isinstance(found, fmpq)
    assert str(found) == expected


BALLS = [
    ("log(p)", -1.0986122886681098),
    ("exp(p)*p^p", 0.9676636095572707),
    ("pi + gamma(1/2)^2", 6.283185307179586),
    ("xlogy(n, p)", -3.295836866004329),
    ("derivative(log(L(p)), p)", 4.5),
    ("derivative(derivative(log(L(p)), p), p)", -20.25),
    ("derivative(p^3*exp(q*p), p)", 0.13310814197141274),
    ("derivative(derivative(p^2, p)^2, p)", 8 / 3),
    ("derivative(abs(q*p), p)", 2.0),
    ("derivative(sum(x[i]*p^i, i=1..n), p)", 4 / 3),
    ("expect(derivative(log(L(p)), p)^2)", 13.5),
    ("variance(derivative(log(L(p)), p))", 13.5),
    ("-expect(derivative(derivative(log(L(p)), p), p))", 13.5),
    ("derivative(expect(sum(x[i], i=1..n)), p)", 3.0),
]


@pytest.mark.parametrize(("text", "expected"), BALLS)
def test_balls(text: str, expected: float) -> None:
    found = value(text)
    assert isinstance(found, arb)
    assert found.rad() < 1e-20
    assert abs(float(found.mid()) - expected) < 1e-9


def test_mixed_second_derivative() -> None:
    a, b = symbols("a b")
    found = evaluate(Derivative(a**2 * b**3, a, b), Point({a: fmpq(2), b: fmpq(3)}))
    assert float(found) == 108


UNDEFINED = [
    "1/(3*p - 1)",
    "log(q)",
    "q^(1/2)",
    "q^p",
    "(q + 2)^(-1)",
    "0^(1/2)",
    "sum(1/(i - 1), i=1..n)",
    "sum(x[i], i=1..n + 1)",
    "sum(1, i=1..1/2)",
    "sum(log(q), i=1..0)",
    "sum(1, i=1..-3)",
    "unknown",
    "f(p)",
    "gamma(q)",
    "xlogy(1, 0)",
    "derivative(abs(q + 2), q)",
    "y[1]",
    "order(0, x[i], i=1..n)",
    "order(n + 1, x[i], i=1..n)",
    "order(p, x[i], i=1..n)",
    "max(x[i], i=1..0)",
    "min(log(q), i=1..n)",
]


@pytest.mark.parametrize("text", UNDEFINED)
def test_undefined(text: str) -> None:
    with pytest.raises(Undefined):
        value(text)


def test_an_exponent_that_happens_to_be_an_integer_is_not_enough() -> None:
    """b^a with real a is defined for b > 0 only, as in the normal form."""
    a, b = symbols("a b")
    place = Point({a: fmpq(2), b: fmpq(-1)})
    with pytest.raises(Undefined):
        evaluate(b**a, place)
    whole = Given().adding(Provenance.PARAMETERS, *read_facts("a in 0..oo"))
    assert evaluate(b**a, place, whole) == 1


def test_expectation_needs_a_finite_support() -> None:
    with pytest.raises(Undefined):
        evaluate(read("expect(x[1])"), HERE, Given())


def test_definitions() -> None:
    s = Symbol("s")
    given = MODEL.adding(Provenance.DEFINITION, Definition(s, Sum(x[i], (i, 1, n))))
    assert evaluate(s**2, HERE, given) == 4


def test_decide_with_more_digits() -> None:
    tiny = 1 + Rational(1, 2**300)
    assert decide(log(tiny * 2), log(Integer(2)), HERE, MODEL, less)[0] is False
    assert decide(log(Integer(4)), 2 * log(Integer(2)), HERE, MODEL, same)[0] is None


def test_decimal() -> None:
    assert decimal(fmpq(1, 3)) == "1/3"
    assert decimal(evaluate(log(Integer(2)), HERE)).startswith("[0.693147180559945")


# ── mpmath ──

leaves = st.sampled_from([p, q, Integer(2), Integer(-1), Rational(1, 3), Integer(5)])
terms = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Add, inner, inner)
        | st.builds(Mul, inner, inner)
        | st.builds(lambda t: 1 / (2 + t**2), inner)
        | st.builds(lambda t: log(1 + t**2), inner)
        | st.builds(lambda t: exp(t / 7), inner)
        | st.builds(lambda t: gamma(1 + t**2 / (1 + t**2)), inner)
        | st.builds(lambda t: Pow(1 + t**2, Rational(1, 2)), inner)
    ),
    max_leaves=6,
)
fractions = st.fractions(min_value=-3, max_value=3, max_denominator=12)


@settings(max_examples=150, deadline=None)
@drawn(terms, fractions, fractions)
def test_ball_holds_the_value(term: Expr, u: object, v: object) -> None:
    place = Point({p: fmpq(str(u)), q: fmpq(str(v))})
    found = evaluate(term, place)
    with mpmath.workdps(60), ctx.workprec(256):
        numbers = [mpmath.mpf(w.numerator) / w.denominator for w in (u, v)]  # type: ignore[attr-defined]
        expected = lambdify((p, q), term, modules="mpmath")(*numbers)
        assume(abs(expected) < 1e50)
        near = arb(mpmath.nstr(mpmath.mpf(expected), 50))
        wide = arb(near, 1e-45 * (1 + abs(float(expected))))
        assert wide.overlaps(arb(found))
        assert arb(found).rad() < 1e-20 * (1 + abs(float(expected)))


@settings(max_examples=60, deadline=None)
@drawn(terms, fractions, fractions)
def test_derivative_agrees_with_sympy(term: Expr, u: object, v: object) -> None:
    place = Point({p: fmpq(str(u)), q: fmpq(str(v))})
    slope = term.diff(p)
    assume(not slope.has(polygamma))
    assert same(evaluate(Derivative(term, p), place), evaluate(slope, place)) is not False


# ── points ──

DOMAINS = [
    "0 < p < 1, n in 1..oo, x[i] in {0, 1} for i = 1..n",
    "0 <= p <= 1, n in 2..oo, x[i] in {0, 1} for i = 1..n, 0 < sum(x[i], i=1..n), sum(x[i], i=1..n) < n",
    "n in 1..oo, x[i] in {0, 1} for i = 1..n, sum(x[i], i=1..n) = 0",
    "n in 1..oo, x[i] in {0, 1} for i = 1..n, sum(x[i], i=1..n) = n",
    "n in 1..oo, x[i] in {0, 1} for i = 1..n, p = sum(x[i], i=1..n)/n",
    "lambda > 0, n in 1..oo, x[i] in 0..oo for i = 1..n, sum(x[i], i=1..n) > 0",
    "theta > 0, n in 1..oo, 0 < x[i] for i = 1..n, x[i] < theta for i = 1..n",
    "a < b, n in 1..oo, a < x[i] for i = 1..n, x[i] < b for i = 1..n",
    "m in 1..oo, k in 0..m, 0 < p < 1",
    "mu real, v > 0, n in 2..oo, x[i] real for i = 1..n",
    "s > 0, s < n, n in 2..oo",
    "k in {2, 3, 5}, t in (k, 2*k)",
]


@pytest.mark.parametrize("text", DOMAINS)
def test_points(text: str) -> None:
    given = Given().adding(Provenance.HYPOTHESIS, *read_facts(text))
    found = list(points(given, [q], 6))
    assert len(found) >= 3
    assert found == list(points(given, [q], 6))
    assert len({str(point) for point in found}) == len(found)
    for point in found:
        assert q in point.values
        assert all(holds(fact, point, given) for fact in given.facts())


def test_an_empty_domain_has_no_points() -> None:
    given = Given().adding(Provenance.HYPOTHESIS, *read_facts("p > 1, p < 0"))
    assert list(points(given, [], 3)) == []


HOLDS = [
    ("p < 1", True),
    ("p > 1/2", False),
    ("p = 1/3", True),
    ("q != -2", False),
    ("log(2)*2 = log(4)", None),
    ("log(q) > 0", None),
    ("log(2) in (0, 1)", True),
    ("n in 1..oo", True),
    ("p in 0..3", False),
    ("log(2) in 0..3", False),
    ("x[1] in {0, 1}", True),
    ("n in {1, 2}", False),
    ("x[i] <= 1 for i = 1..n", True),
    ("x[i] < 1 for i = 1..n", False),
]


@pytest.mark.parametrize(("text", "expected"), HOLDS)
def test_holds(text: str, expected: bool | None) -> None:
    assert holds(read_fact(text), HERE, MODEL) is expected
