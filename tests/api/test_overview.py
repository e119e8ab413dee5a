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
            Overview("own", "closed given the rest", {"b": "b̂ = x̄/k"}),
        ),
        (
            own("x > 0", "(k/b)*(x/b)^(k - 1)/(1 + (x/b)^k)^2", b="b > 0", k="k > 0"),
            Overview("own", "none found", {}),
        ),
    ],
    ids=lambda value: getattr(value, "density", ""),
)
def test_overview(family: derive.Family, expected: Overview) -> None:
    assert of(derive.mle(family)) == expected
