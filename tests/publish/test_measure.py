"""Where long formulas are broken, and what widths are taken for."""

from __future__ import annotations

import pytest
from publish_sample import LONG

from derive.publish.measure import pieces, width


def test_short_formulas_stay_whole() -> None:
    assert pieces("a + b = c", 30) == ("a + b = c",)


def test_long_formulas_are_cut_before_signs() -> None:
    parts = pieces("= " + LONG, 30)
    assert len(parts) > 4
    assert " ".join(part.removeprefix("{} ") for part in parts) == "= " + LONG
    assert all(part.startswith(("{} +", "{} -", "=")) for part in parts)
    assert all(width(part) <= 30 for part in parts)


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{" + LONG + "}{2}",
        r"\left( " + LONG + r" \right)",
        r"\begin{pmatrix} " + LONG + r" \end{pmatrix}",
        r"\sqrt{" + LONG + "}",
    ],
)
def test_nothing_is_cut_inside_a_fence(tex: str) -> None:
    assert pieces(tex, 20) == (tex,)


def test_parentheses_are_opened_only_when_they_must_be() -> None:
    tex = "(a + b) + (c + d)"
    assert pieces(tex, width("(a + b) + ")) == ("(a + b)", "{} + (c + d)")
    assert all(part.count("(") == part.count(")") for part in pieces(LONG, 25))


@pytest.mark.parametrize("tex", ["-x + y", "a = -b", r"x \cdot -y", "x^+ y", "(-a)", r"\left) - a"])
def test_a_leading_sign_is_no_place_to_cut(tex: str) -> None:
    for part in pieces(tex, 0.1):
        assert part not in ("", "=", "(", "a =")


@pytest.mark.parametrize(
    ("tex", "low", "high"),
    [
        ("x", 0.4, 0.7),
        (r"\frac{a}{b}", 0.6, 1.1),
        (r"\sum_{i=1}^{n} x_i", 2.0, 3.2),
        (r"\begin{cases} a & b \\ c & d \end{cases}", 2.5, 5.0),
        (r"\text{对一切}", 2.5, 3.5),
        (r"\mathbf{x}^{\mathsf{T}}", 0.8, 2.0),
    ],
)
def test_widths(tex: str, low: float, high: float) -> None:
    assert low <= width(tex) <= high
