"""The functions of the vocabulary at points: against mpmath at 30 digits, along Taylor, and where they have
no value."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest
from flint import arb, ctx, fmpq
from sympy import Symbol

from derive.algebra.numeric.balls import Point, Undefined, Value, evaluate
from derive.language.reader import read
from derive.language.vocabulary import FUNCTIONS

Number = Callable[..., object]
z = Symbol("z")
TABLE = tuple(tuple(fmpq(10 * row + column) for column in range(1, 5)) for row in range(1, 5))
HERE = Point({z: fmpq(2)}, {"w": TABLE, "x": (fmpq(1), fmpq(-2))}, {"x": fmpq(7)})


def value(text: str, precision: int = 128) -> Value:
    return evaluate(read(text), HERE, precision=precision)


ORACLE: dict[str, tuple[Number, tuple[tuple[str, ...], ...]]] = {
    "log": (mpmath.log, (("2",), ("1/7",), ("1000000",))),
    "exp": (mpmath.exp, (("1/3",), ("-50",), ("20",))),
    "gamma": (mpmath.gamma, (("1/3",), ("7/2",), ("100/3",), ("12",))),
    "factorial": (mpmath.factorial, (("1/2",), ("5",), ("-1/3",))),
    "sigmoid": (lambda t: 1 / (1 + mpmath.exp(-t)), (("2",), ("-300",), ("1/9",))),
    "logit": (lambda t: mpmath.log(t / (1 - t)), (("1/3",), ("999/1000",))),
    "softplus": (lambda t: mpmath.log(1 + mpmath.exp(t)), (("2",), ("-20",), ("1/9",))),
    "tanh": (mpmath.tanh, (("3",), ("-1/7",))),
    "sinh": (mpmath.sinh, (("3",), ("-1/7",))),
    "cosh": (mpmath.cosh, (("3",), ("-1/7",))),
    "loggamma": (mpmath.loggamma, (("1/3",), ("7/2",), ("100",))),
    "Beta": (mpmath.beta, (("1/2", "1/3"), ("2", "3"), ("10", "1/10"))),
    "binomial": (mpmath.binomial, (("5", "2"), ("5/2", "1/3"), ("10", "19/2"))),
    "digamma": (lambda t: mpmath.psi(0, t), (("1/3",), ("1",), ("100",))),
    "trigamma": (lambda t: mpmath.psi(1, t), (("1/3",), ("1",), ("100",))),
    "lambert_w0": (mpmath.lambertw, (("2",), ("-1/3",), ("1000",), ("0",))),
    "lambert_wm1": (lambda t: mpmath.lambertw(t, -1), (("-1/3",), ("-1/100",))),
    "erf": (mpmath.erf, (("1/3",), ("-2",), ("5",))),
    "erfc": (mpmath.erfc, (("1/3",), ("-2",), ("5",))),
    "max": (max, (("1/3", "1/2", "-1"), ("-2", "-3"))),
    "min": (min, (("1/3", "1/2", "-1"), ("-2", "-3"))),
    "floor": (mpmath.floor, (("7/2",), ("-7/2",), ("3",), ("-3",))),
    "ceiling": (mpmath.ceil, (("7/2",), ("-7/2",), ("3",), ("-3",))),
    "abs": (abs, (("-1/3",), ("2",))),
    "sign": (mpmath.sign, (("-1/3",), ("0",))),
    "xlogy": (lambda a, b: a * mpmath.log(b), (("-1/3", "2"),)),
    "indicator": (lambda a, b: a == b, (("1/3", "1/3"), ("1/3", "1/2"))),
}
VALUES = [(name, oracle, at) for name, (oracle, places) in ORACLE.items() for at in places]


def test_every_function_is_compared() -> None:
    assert ORACLE.keys() == FUNCTIONS.keys() - {"expect", "variance"}


@pytest.mark.parametrize(("name", "oracle", "at"), VALUES, ids=lambda part: part if type(part) is str else "")
def test_values(name: str, oracle: Number, at: tuple[str, ...]) -> None:
    found = value(f"{name}({', '.join(at)})")
    with mpmath.workdps(60), ctx.workprec(200):
        numbers = [mpmath.mpf(fmpq(t).p.__int__()) / int(fmpq(t).q) for t in at]
        near = arb(mpmath.nstr(mpmath.mpf(oracle(*numbers)), 50))
        assert abs(arb(found) - near) < arb("1e-30") * (1 + abs(near))


SLOPES = [
    ("digamma(z)", "trigamma(z)", 1),
    ("loggamma(z)", "digamma(z)", 1),
    ("gamma(z)", "gamma(z)*digamma(z)", 1),
    ("loggamma(z^2 + 1)", "2*z*digamma(z^2 + 1)", 1),
    ("digamma(1/z)", "-trigamma(1/z)/z^2", 1),
    ("loggamma(z)", "trigamma(z)", 2),
    ("erf(z)", "2*exp(-z^2)/sqrt(pi)", 1),
    ("erfc(z)", "-2*exp(-z^2)/sqrt(pi)", 1),
    ("erf(z^2)", "4*z*exp(-z^4)/sqrt(pi)", 1),
    ("erf(z)", "-4*z*exp(-z^2)/sqrt(pi)", 2),
    ("sigmoid(z)", "sigmoid(z)*(1 - sigmoid(z))", 1),
    ("softplus(z)", "sigmoid(z)", 1),
    ("softplus(-z)", "sigmoid(z)*sigmoid(-z)", 2),
    ("logit(z/5)", "1/z + 1/(5 - z)", 1),
    ("tanh(z)", "1 - tanh(z)^2", 1),
    ("sinh(z)*cosh(z)", "cosh(2*z)", 1),
    ("Beta(z, 3)", "Beta(z, 3)*(digamma(z) - digamma(z + 3))", 1),
    ("binomial(5, z)", "binomial(5, z)*(digamma(6 - z) - digamma(z + 1))", 1),
    ("max(z, 0)", "1", 1),
    ("max(-z, 0)", "0", 1),
    ("max(z^2, 3, z^3)", "3*z^2", 1),
    ("min(z^2, 3, z^3)", "0", 1),
    ("max(z^2, 1)", "2", 2),
    ("abs(z - 3)", "-1", 1),
    ("where(z < 3, z^3, 1)", "3*z^2", 1),
    ("where(z <= 1, z^3, exp(z))", "exp(z)", 1),
    ("where(z = 3, 5, z^2)", "2*z", 1),
    ("where(z < 3, 1/z, log(-z))", "-1/z^2", 1),
    ("sign(z) + indicator(z, 3)", "0", 1),
    ("derivative(digamma(z), z)*z", "trigamma(z) + z*derivative(trigamma(z), z)", 1),
]


@pytest.mark.parametrize(("text", "slope", "order"), SLOPES)
def test_derivatives(text: str, slope: str, order: int) -> None:
    found = arb(value(f"derivative({text}{', z' * order})"))
    expected = arb(value(slope))
    assert found.overlaps(expected)
    assert found.rad() < 1e-25 * (1 + abs(float(expected.mid())))


def test_higher_derivatives_of_digamma() -> None:
    with mpmath.workdps(40), ctx.workprec(160):
        near = arb(mpmath.nstr(mpmath.psi(3, 2), 35))
        assert abs(arb(value("derivative(digamma(z), z, z, z)")) - near) < arb("1e-25")


EXACT = [
    ("binomial(5, 2)", "10"),
    ("Beta(2, 3)", "1/12"),
    ("sigmoid(0)", "1/2"),
    ("erf(0)", "0"),
    ("xlogy(0, 0)", "0"),
    ("indicator(1/2, 2/4)", "1"),
    ("max(1/3, 1/2, 0)", "1/2"),
    ("where(1 < 2, 1, log(-1))", "1"),
    ("where(1 = 2, 1/0, 3)", "3"),
    ("where(z < 0, log(z), where(z = 2, 5, 1/(z - 2)))", "5"),
    ("w[2, 3]", "23"),
    ("w[z, z + 1]", "23"),
    ("sum(w[i, j], i=1..j, j=1..2)", "45"),
    ("x[0]", "7"),
    ("x[z - 2]*x[z]", "-14"),
    ("sum(x[i], i=0..2)", "6"),
]


@pytest.mark.parametrize(("text", "expected"), EXACT)
def test_exact(text: str, expected: str) -> None:
    found = value(text)
    assert isinstance(found, fmpq)
    assert str(found) == expected


UNDEFINED = [
    "logit(0)", "logit(1)", "logit(2)", "digamma(0)", "digamma(-1/2)", "trigamma(0)", "trigamma(-3/2)",
    "lambert_w0(-1)", "lambert_w0(-e)", "lambert_wm1(0)", "lambert_wm1(1)", "lambert_wm1(-1/2)",
    "gamma(0)", "gamma(-2)", "factorial(-1)", "loggamma(0)", "loggamma(-1/2)", "Beta(0, 1)", "Beta(1, -1)",
    "xlogy(0, -1)", "xlogy(1, 0)",
    "max(log(-1), 1)", "max(1, 1/0)", "min(1, digamma(0))", "sigmoid(1/0)",
    "where(2 < 1, 1, log(-1))", "where(log(-1) < 1, 1, 1)",
    # equal arguments of which only balls are known: which branch is taken is not decided
    "where(log(4) < 2*log(2), 1, 2)", "where(log(4) = 2*log(2), 1, 2)", "indicator(log(4), 2*log(2))",
    # at a seam there is no derivative, even where the two sides would fit
    "derivative(abs(z - 2), z)", "derivative(max(z, 2), z)", "derivative(min(z, 2*z - 2), z)",
    "derivative(max(z, z), z)", "derivative(where(z < 2, z^2, 4*z - 4), z)",
    "derivative(where(z = 2, 4, z^2), z)",
    "derivative(indicator(z, 2), z)", "derivative(sign(z - 2), z)",
    # data that are not there
    "w[1]", "w[5, 1]", "w[0, 1]", "w[1, 2, 3]", "x[1, 1]", "y[0]", "x[-1]", "x[3]", "x[z/4]",
]  # fmt: skip


@pytest.mark.parametrize("text", UNDEFINED)
def test_no_value(text: str) -> None:
    with pytest.raises(Undefined):
        value(text)


def test_equal_balls_have_a_maximum() -> None:
    """Unlike a branch, the largest value does not depend on which argument is called larger."""
    assert arb(value("max(log(4), 2*log(2)) - min(log(4), 2*log(2))")).contains(0)
