"""What is derived for a family, in one line of a table."""

from __future__ import annotations

import pytest

import derive
from derive.api.overview import Overview, of


def own(data: str, density: str, **parameters: str) -> derive.Family:
    return derive.Family("own", data, parameters, density, "a test")


@pytest.mark.parametrize(
    ("family", "expected"),
    [
        (own("x > 0", "r*exp(-r*x)", r="r > 0"), Overview("own", "proved", {"r": "r̂ = 1/x̄"})),
        (
            own("x >= 0 integer", "exp(-r)*r^x/factorial(x)", r="r > 0"),
            Overview("own", "proved", {"r": "r̂ = x̄"}, "0 < ∑ᵢ₌₁ⁿ xᵢ", True, "not attained"),
        ),
        (
            own("x >= 0", "r*exp(-r*x)", r="r > 0"),
            Overview("own", "proved", {"r": "r̂ = 1/x̄"}, "0 < ∑ᵢ₌₁ⁿ xᵢ", True, "unbounded"),
        ),
        (
            own("x > 0", "x^(k - 1)*exp(-x/b)/(gamma(k)*b^k)", b="b > 0", k="k > 0"),
            Overview(
                "own",
                "proved, by an equation",
                {"k": "t + n log k̂ − n log x̄ − nψ(k̂) = 0", "b": "b̂ = x̄/k̂"},
                "∑ᵢ₌₁ⁿ log xᵢ < n log x̄",
                True,
                "no maximiser",
            ),
        ),
        (
            own(
                "x >= 0 integer",
                "gamma(x + k)/(gamma(k)*factorial(x)) * p^k * (1 - p)^x",
                p="0 < p < 1",
                k="k > 0",
            ),
            Overview("own", "closed given the rest", {"p": "p̂ = k/(k + x̄)"}, "0 < ∑ᵢ₌₁ⁿ xᵢ"),
        ),
        (
            own("x real", "exp(-(x - m)/b)/(b*(1 + exp(-(x - m)/b))^2)", m="m real", b="b > 0"),
            Overview(
                "own",
                "by an equation, given the rest",
                {"m": "2 ∑ᵢ₌₁ⁿ (1/(exp(m̂/b) + exp(xᵢ/b))) exp(xᵢ/b) − n = 0"},
            ),
        ),
        (
            derive.Family(
                "own",
                "y >= 0 integer",
                {"b": "b[j] real for j=1..d"},
                "exp(y*sum(b[j]*x[j], j=1..d) - exp(sum(b[j]*x[j], j=1..d)))/factorial(y)",
                "a test",
                covariates={"x": "x[j] real for j=1..d"},
                known={"d": "d >= 1 integer"},
            ),
            Overview(
                "own",
                "proved, by its equations",
                {"b": "∑ᵢ₌₁ⁿ x_{i,k}(yᵢ − exp(∑ⱼ₌₁ᵈ bⱼx_{i,j})) = 0 (k = 1, …, d)"},
                "the equations have a solution",
                True,
                "no maximiser",
            ),
        ),
        (
            own("x > 0", "(k/b)*(x/b)^(k - 1)/(1 + (x/b)^k)^2", b="b > 0", k="k > 0"),
            Overview(
                "own",
                "by an equation, given the rest",
                {"b": "2k ∑ᵢ₌₁ⁿ (xᵢᵏ/(b̂ᵏ + xᵢᵏ)) − nk = 0"},
            ),
        ),
        (
            own("x real", "b/(pi*(b^2 + (x - k)^2))", b="b > 0", k="k real"),
            Overview("own", "none found", {}),
        ),
    ],
    ids=lambda value: getattr(value, "density", ""),
)
def test_overview(family: derive.Family, expected: Overview) -> None:
    assert of(derive.mle(family)) == expected
