"""Figures: what they show is true of the sample that they name."""

from __future__ import annotations

import math

import pytest

import derive
from derive import catalogue
from derive.document import compose, languages
from derive.document.blocks import Figure
from derive.document.figures import likelihoods, losses
from derive.document.figures.likelihoods import LEVELS
from derive.document.figures.surfaces import surface_of
from derive.document.picture import Role

ONE = (
    "bernoulli",
    "binomial",
    "exponential",
    "geometric",
    "half-normal",
    "poisson",
    "rayleigh",
    "uniform-zero",
)
TWO = ("normal", "gamma", "laplace", "uniform", "pareto", "inverse-gaussian")
SHOWN = (
    "absolute-error", "binary-cross-entropy", "binary-cross-entropy-logits", "brier", "exponential-loss",
    "focal", "hinge", "huber", "log-cosh", "pinball", "poisson-rate", "squared-error", "squared-hinge",
)  # fmt: skip
"""Losses of one number, of which each must have a figure."""
NONE = ("categorical", "cauchy", "linear-regression")


@pytest.mark.parametrize("name", [*ONE, *TWO])
def test_the_mark_is_the_highest_point(name: str) -> None:
    """No point of a grid around the maximiser that the theorem gives is higher."""
    surface = surface_of(derive.mle(name).derivation)
    assert surface is not None
    peak = surface.at(*surface.top)
    assert peak is not None
    for place, value in enumerate(surface.top):
        for k in range(-20, 21):
            moved = list(surface.top)
            moved[place] = value + 0.05 * k * (abs(value) or 1.0)
            found = surface.at(*moved)
            assert found is None or found <= peak + 1e-9


@pytest.mark.parametrize("name", ONE)
def test_a_curve_with_its_parabola(name: str) -> None:
    drawn = likelihoods.picture(derive.mle(name).derivation)
    assert drawn is not None
    picture, ((top, peak),) = drawn.picture, (drawn.picture.marks[0].place,)
    assert picture.across[0] <= top <= picture.across[1]
    assert picture.up[0] < peak < picture.up[1]
    main = next(curve for curve in picture.curves if curve.role is Role.MAIN)
    assert max(y for run in main.runs for _, y in run) <= peak + 1e-9
    parabolas = [curve for curve in picture.curves if curve.role is Role.SECOND]
    assert bool(parabolas) == (drawn.key == "curve_curved") == (name != "uniform-zero")
    near = 0.02 * (picture.across[1] - picture.across[0])
    for parabola in parabolas:
        (shown,) = parabola.runs
        for x, y in shown:
            (value,) = [b for run in main.runs for a, b in run if a == x] or [None]
            if value is not None and abs(x - top) < near:
                assert math.isclose(y, value, abs_tol=0.01)


@pytest.mark.parametrize("name", TWO)
def test_contours_are_lines_of_equal_likelihood(name: str) -> None:
    derivation = derive.mle(name).derivation
    drawn, surface = likelihoods.picture(derivation), surface_of(derivation)
    assert drawn is not None
    assert surface is not None
    peak = surface.at(*surface.top)
    assert peak is not None
    assert [curve.label for curve in drawn.picture.curves] == [f"-{level}" for level in LEVELS]
    for curve, level in zip(drawn.picture.curves, LEVELS, strict=True):
        values = [surface.at(*place) for run in curve.runs for place in run]
        inside = [value for value in values if value is not None]
        assert inside or not curve.runs
        if inside and name not in ("uniform", "pareto"):  # there, some lines run along a jump
            off = sorted(abs(value - (peak - level)) for value in inside)
            assert off[len(off) // 2] < 0.1
            assert off[len(off) * 9 // 10] < 0.5


@pytest.mark.parametrize("name", NONE)
def test_no_figure_where_there_is_nothing_plain_to_show(name: str) -> None:
    assert likelihoods.picture(derive.mle(name).derivation) is None


def test_known_values_of_losses() -> None:
    def value(name: str, label: str, at: float) -> float:
        drawn = losses.picture(catalogue.loss(name))
        assert drawn is not None
        curve = next(curve for curve in drawn.picture.curves if curve.label == label)
        return min((abs(x - at), y) for run in curve.runs for x, y in run)[1]

    assert math.isclose(value("binary-cross-entropy", "y = 1", 0.5), math.log(2), abs_tol=0.02)
    assert math.isclose(value("squared-error", "y = 0", 2.0), 4.0, abs_tol=0.3)
    assert math.isclose(value("hinge", "y = 1", -1.0), 2.0, abs_tol=0.05)
    assert math.isclose(value("huber", "y = 0", 3.0), 2.5, abs_tol=0.05)


@pytest.mark.parametrize("name", catalogue.names("losses"))
def test_a_loss_has_one_curve_a_label_inside_its_frame(name: str) -> None:
    drawn = losses.picture(catalogue.loss(name))
    if drawn is None:
        assert name not in SHOWN
        return
    (left, right), (low, high) = drawn.picture.across, drawn.picture.up
    for curve in drawn.picture.curves:
        assert curve.label
        assert all(left <= x <= right for run in curve.runs for x, _ in run)
        assert any(low <= y <= high for run in curve.runs for _, y in run)


@pytest.mark.parametrize("language", languages())
def test_the_caption_names_the_sample(language: str) -> None:
    document = compose(derive.mle("bernoulli").derivation, language)
    (figure,) = [block for block in document.blocks if isinstance(block, Figure)]
    told = "".join(getattr(piece, "text", "") or getattr(piece, "tex", "") for piece in figure.caption)
    assert "0, 0, 0, 0, 0, 0, 1, 1, 1, 1" in told
    assert r"\hat{p} = 0.4" in told
    assert "\\" not in figure.alt
    assert figure == next(
        b for b in compose(derive.mle("bernoulli").derivation, language).blocks if b == figure
    )
