"""Published data sets with their published numbers."""

from __future__ import annotations

import math

import pytest

import derive


def test_horse_kicks() -> None:
    """Deaths by horse kick in 10 corps in 20 years, as R. A. Fisher (1925, Statistical Methods for Research
    Workers, section 15) takes them from Bortkiewicz (1898): 109, 65, 22, 3, 1 of 200; the mean is 0.61."""
    found = derive.fit("poisson", [0, 1, 2, 3, 4], weights=[109, 65, 22, 3, 1])
    assert found.n == 200
    assert found.estimates["lambda"] == pytest.approx(122 / 200, rel=1e-15)
    assert found.standard_errors is not None
    assert found.standard_errors["lambda"] == pytest.approx(math.sqrt(0.61 / 200), rel=1e-14)


def test_air_conditioning() -> None:
    """Hours between failures of the air-conditioning of an aeroplane, 12 of Proschan (1963), as Davison and
    Hinkley (1997, Bootstrap Methods and their Application, example 1.1) give them: the mean is 108.083."""
    hours = [3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487]
    found = derive.fit("exponential", hours)
    assert 1 / found.estimates["lambda"] == pytest.approx(108.083, abs=5e-4)
    shape = derive.fit("gamma", hours).estimates["alpha"]
    assert shape == pytest.approx(0.7065, abs=5e-4)


def test_darwin() -> None:
    """Differences of heights of 15 pairs of maize, Darwin (1876), by Fisher (1935, The Design of Experiments,
    chapter III), in eighths of an inch: the sum is 314, the mean 20.93, the standard deviation 37.74."""
    differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    found = derive.fit("normal", differences)
    assert found.estimates["mu"] == pytest.approx(314 / 15, rel=1e-15)
    unbiased = found.estimates["sigma"] * math.sqrt(15 / 14)
    assert unbiased == pytest.approx(37.74, abs=0.01)


def test_geissler_is_a_binomial() -> None:
    """Boys in 6115 families of 12 children in Saxony, Geissler (1889), by Lindsey (1995)."""
    counts = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]
    assert sum(counts) == 6115
    found = derive.fit("binomial", list(range(13)), weights=counts, known={"m": 12})
    assert found.estimates["p"] == pytest.approx(0.5192, abs=5e-5)
