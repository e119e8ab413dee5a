"""Published data sets with their published numbers."""

from __future__ import annotations

import math

import pytest
from scipy import special

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
    gap = math.log(sum(hours) / 12) - sum(map(math.log, hours)) / 12
    shape = derive.fit("gamma", hours).estimates["alpha"]
    assert math.log(shape) - special.digamma(shape) == pytest.approx(gap, rel=1e-12)


def test_darwin() -> None:
    """Differences of heights of 15 pairs of maize, Darwin (1876), by Fisher (1935, The Design of Experiments,
    chapter III), in eighths of an inch: the sum is 314, the mean 20.93, the standard deviation 37.74."""
    differences = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    found = derive.fit("normal", differences)
    assert found.estimates["mu"] == pytest.approx(314 / 15, rel=1e-15)
    unbiased = found.estimates["sigma"] * math.sqrt(15 / 14)
    assert unbiased == pytest.approx(37.74, abs=0.01)


def test_geissler_is_a_binomial() -> None:
    """Boys in 6115 families of 12 children in Saxony, Geissler (1889): the share is 0.5192."""
    counts = [3, 24, 104, 286, 670, 1033, 1343, 1112, 829, 478, 181, 45, 7]
    assert sum(counts) == 6115
    found = derive.fit("binomial", list(range(13)), weights=counts, known={"m": 12})
    assert found.estimates["p"] == pytest.approx(0.5192, abs=5e-5)


def test_yeast() -> None:
    """Yeast cells in 400 squares of a haemacytometer, Student (1907, Biometrika 5): the mean is 0.6825."""
    found = derive.fit("poisson", [0, 1, 2, 3, 4, 5], weights=[213, 128, 37, 18, 3, 1])
    assert found.estimates["lambda"] == pytest.approx(0.6825, rel=1e-15)


def test_alpha_particles() -> None:
    """Alpha particles in 2608 times of an eighth of a minute, Rutherford & Geiger (1910): 3.87 each."""
    counts = [57, 203, 383, 525, 532, 408, 273, 139, 45, 27, 10, 4, 0, 1, 1]
    found = derive.fit("poisson", list(range(15)), weights=counts)
    assert found.n == 2608
    assert found.estimates["lambda"] == pytest.approx(3.87, abs=5e-3)


def test_mites() -> None:
    """Red mites on 150 apple leaves, Bliss & Fisher (1953, Biometrics 9): the maximum likelihood exponent is
    1.02459, the mean 1.14667."""
    found = derive.fit("negative-binomial", list(range(8)), weights=[70, 38, 17, 10, 9, 3, 2, 1])
    r, p = found.estimates["r"], found.estimates["p"]
    assert r == pytest.approx(1.02459, abs=5e-6)
    assert r * (1 - p) / p == pytest.approx(1.14667, abs=5e-6)


def test_ball_bearings() -> None:
    """Millions of revolutions before failure of 23 ball bearings, Lieblein & Zelen (1956), as Lawless (1982,
    Statistical Models and Methods for Lifetime Data) fits them: shape 2.102, scale 81.88."""
    lives = [
        17.88, 28.92, 33.00, 41.52, 42.12, 45.60, 48.48, 51.84, 51.96, 54.12, 55.56, 67.80, 68.64, 68.64, 68.88,
        84.12, 93.12, 98.64, 105.12, 105.84, 127.92, 128.04, 173.40,
    ]  # fmt: skip
    found = derive.fit("weibull", lives)
    assert found.estimates["k"] == pytest.approx(2.102, abs=5e-4)
    assert found.estimates["lambda"] == pytest.approx(81.88, abs=5e-3)


def test_repair_times() -> None:
    """Hours of repair of 46 airborne transceivers, Chhikara & Folks (1977, Technometrics 19): mu 3.61 and
    lambda 1.66."""
    hours = [
        0.2, 0.3, 0.5, 0.5, 0.5, 0.5, 0.6, 0.6, 0.7, 0.7, 0.7, 0.8, 0.8, 1.0, 1.0, 1.0, 1.0, 1.1, 1.3, 1.5, 1.5,
        1.5, 1.5, 2.0, 2.0, 2.2, 2.5, 2.7, 3.0, 3.0, 3.3, 3.3, 4.0, 4.0, 4.5, 4.7, 5.0, 5.4, 5.4, 7.0, 7.5, 8.8,
        9.0, 10.3, 22.0, 24.5,
    ]  # fmt: skip
    found = derive.fit("inverse-gaussian", hours)
    assert found.estimates["mu"] == pytest.approx(3.61, abs=5e-3)
    assert found.estimates["lambda"] == pytest.approx(1.66, abs=5e-3)
