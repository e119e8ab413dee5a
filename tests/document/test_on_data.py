"""A page with the numbers of data put in: they are those of the fit, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from sympy import Symbol
from test_translated import english, texts

import derive
from derive.api.things import document_of
from derive.data.applying import applied
from derive.document import languages
from derive.document.blocks import Block, Chain, Document, Figure, Heading, Math, Table
from derive.errors import DataError, DeriveError, NoMaximiserError
from derive.notation.claims import hat_latex

RANDOM = np.random.default_rng(7)
SAMPLES = {
    "gamma": RANDOM.gamma(2.3, 1.7, 90).round(2),
    "bernoulli": RANDOM.integers(0, 2, 100).astype(float),
    "normal": RANDOM.normal(171, 7, 80).round(1),
    "poisson": RANDOM.poisson(2.4, 150).astype(float),
    "weibull": RANDOM.weibull(1.4, 90).round(3) + 0.001,
    "beta": RANDOM.beta(2, 5, 90).round(4),
    "laplace": RANDOM.laplace(3, 2, 80).round(2),
    "uniform": RANDOM.uniform(2, 9, 40).round(2),
    "negative-binomial": RANDOM.negative_binomial(3, 0.4, 90).astype(float),
    "cauchy": RANDOM.standard_cauchy(90).round(3),
}
X = RANDOM.uniform(0, 10, 60).round(2)
PAIRS = {"x": X, "y": (1 + 2 * X + RANDOM.normal(0, 1, 60)).round(2)}
SEARCHED = ("beta", "negative-binomial", "cauchy")


def page(name: str, language: str = "en", data: object = None) -> Document:
    found = derive.mle(name)
    given = SAMPLES[name] if data is None else data
    return document_of(found, language, applied(found.derivation, given))


def section(document: Document) -> list[Block]:
    """The blocks about the data."""
    headings = [k for k, b in enumerate(document.blocks) if isinstance(b, Heading) and b.level == 1]
    start = next(k for k in headings if document.blocks[k].label == "data")  # type: ignore[union-attr]
    return list(document.blocks[start : next(k for k in headings if k > start)])


def lasts(blocks: list[Block]) -> dict[str, float]:
    """What each chain comes to, by what stands at its left."""
    found, left = {}, ""
    for chain in blocks:
        for line in chain.lines if isinstance(chain, Chain) else ():
            left = line.left or left
            text = line.right.replace(r"\,", "")
            if re.fullmatch(r"-?[\d.]+", text):
                found[left] = float(text)
    return found


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", SAMPLES)
def test_the_numbers_are_those_of_the_fit(name: str, language: str) -> None:
    blocks, fit = section(page(name, language)), derive.mle(name).fit(SAMPLES[name])
    told = lasts(blocks)
    for parameter, estimate in fit.estimates.items():
        assert told[hat_latex(Symbol(parameter))] == pytest.approx(estimate, rel=1e-5)
    errors = [v for k, v in told.items() if r"\operatorname{se}" in k]
    assert errors == pytest.approx(list((fit.standard_errors or {}).values()), rel=1e-3)
    assert fit.proved == (name not in SEARCHED)
    assert sum(isinstance(block, Figure) for block in blocks) == 2


def test_statistics_are_those_of_the_data() -> None:
    (table,) = [b for b in section(page("gamma")) if isinstance(b, Table)]
    cells = [(a.tex, float(b.tex.replace(r"\,", ""))) for ((a,), (b,)) in table.rows if isinstance(a, Math)]  # type: ignore[union-attr]
    sample = SAMPLES["gamma"]
    expected = [len(sample), sample.sum(), np.log(sample).sum(), sample.mean()]
    assert [value for _, value in cells] == pytest.approx(expected, rel=1e-5)
    assert cells[3][0] == r"\bar{x} = \frac{s}{n}"


def test_exact_numbers_are_told_as_such() -> None:
    data = np.array([1.0] * 61 + [0.0] * 39)
    (chain,) = [b for b in section(page("bernoulli", data=data)) if isinstance(b, Chain)][:1]
    lines = [(line.relation, line.right) for line in chain.lines]
    assert lines == [("=", r"\bar{x}"), ("=", r"\frac{s}{n}"), ("=", r"\frac{61}{100}"), ("=", "0.61")]


def test_an_interval_of_medians_has_its_middle() -> None:
    (chain, _) = [b for b in section(page("laplace", data=[1.0, 2.0, 4.0, 9.0])) if isinstance(b, Chain)]
    assert [line.right for line in chain.lines][1:] == ["[2, 4]", "3"]


def test_sums_that_hold_an_unknown_parameter_stay_in_its_equation() -> None:
    from derive.document.blocks import Equation

    equations = [b.tex for b in section(page("weibull")) if isinstance(b, Equation)]
    assert len(equations) == 2
    assert r"\sum" in equations[0]


def test_several_columns_have_no_density() -> None:
    blocks = section(page("linear-regression", data=PAIRS))
    assert not [b for b in blocks if isinstance(b, Figure)]
    fit = derive.mle("linear-regression").fit(PAIRS)
    assert list(lasts(blocks).values())[:3] == pytest.approx(list(fit.estimates.values()), rel=1e-5)


@pytest.mark.parametrize("name", [*SAMPLES, "linear-regression"])
def test_no_string_is_left_untranslated(name: str) -> None:
    document = page(name, "zh", PAIRS if name == "linear-regression" else None)
    assert {text: words for text in texts(document) if (words := english(text))} == {}


def test_the_mark_is_the_highest_point() -> None:
    """Of the curve that is drawn; for uniform data no parameters that leave one of them out are higher."""
    from derive.data.fitting import fitted
    from derive.data.heights import AtData

    for name in ("poisson", "uniform", "gamma", "laplace", "beta"):
        found = fitted(derive.mle(name).derivation, SAMPLES[name])
        surface = AtData(found.fit, found.here)
        peak = surface.at(*surface.top)
        assert peak == pytest.approx(found.fit.loglikelihood)
        for k in range(len(surface.top)):
            for step in (-0.3, -0.01, 0.01, 0.3):
                moved = [v + step * (j == k) for j, v in enumerate(surface.top)]
                height = surface.at(*moved)
                assert height is None or height <= peak + 1e-9


def test_a_file_in_parts_has_the_same_histogram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    from derive.data import reading
    from derive.data.fitting import fitted
    from derive.data.picture import density_drawn

    path, derivation = tmp_path / "rain.parquet", derive.mle("gamma").derivation
    parquet.write_table(pa.table({"mm": SAMPLES["gamma"]}), path)
    whole = fitted(derivation, path)
    at_once = density_drawn(whole, path, None, None)
    monkeypatch.setattr(reading.batches, "__defaults__", (16,))
    parts = fitted(derivation, path)
    assert parts.here.points is None
    told = density_drawn(parts, path, None, None)
    assert told.picture.curves[0] == at_once.picture.curves[0]


def test_far_observations_are_told() -> None:
    data = np.append(SAMPLES["cauchy"], [1e6, -1e6])
    figure = next(b for b in section(page("cauchy", data=data)) if isinstance(b, Figure))
    assert "beyond the picture" in "".join(getattr(piece, "text", "") for piece in figure.caption)
    assert max(abs(x) for x in figure.picture.across) < 1e3


@pytest.mark.parametrize(
    ("data", "error"),
    [([1.0, np.nan], DataError), ([1.0, -2.0], DataError), ([], DataError), ([2.0, 2.0], NoMaximiserError)],
)
def test_the_errors_of_the_fit_come_through(
    data: list[float], error: type[DeriveError], tmp_path: Path
) -> None:
    with pytest.raises(error):
        derive.write("gamma", "txt", path=tmp_path / "out/", data=data)
    assert not (tmp_path / "out").exists()


def test_values_of_known_parameters(tmp_path: Path) -> None:
    known = {"sigma": 7.0}
    (path,) = derive.write("normal", "txt", path=f"{tmp_path}/", data=SAMPLES["normal"], known=known)
    assert path.name == "normal-known-sigma-on-data.txt"
    assert "Known: σ = 7." in path.read_text(encoding="utf-8")
    one = derive.mle("normal", known="sigma")
    (other,) = one.write("txt", path=tmp_path / "b.txt", data=SAMPLES["normal"], known=known)
    assert other.read_bytes() == path.read_bytes()


def test_another_parameter_by_invariance() -> None:
    found, sample = derive.mle("bernoulli", reparametrize="odds = p/(1 - p)"), SAMPLES["bernoulli"]
    told = lasts(section(document_of(found, "en", applied(found.derivation, sample))))
    p, n = sample.mean(), len(sample)
    assert told[hat_latex(Symbol("odds"))] == pytest.approx(p / (1 - p), rel=1e-5)
    (error,) = [v for k, v in told.items() if "se" in k and "odds" in k]
    assert error == pytest.approx((p / (n * (1 - p) ** 3)) ** 0.5, rel=1e-3)


PRIOR = """
name = "with-prior"
data = "x real"
parameters = { mu = "mu real" }
known = { t = "t > 0" }
density = "exp(-(x-mu)^2/2)/sqrt(2*pi)"
priors = { mu = "exp(-mu^2/(2*t^2))/(t*sqrt(2*pi))" }
source = "Casella & Berger (2002)"
title = { en = "normal with a prior" }
"""


def test_a_posterior_mode_is_no_maximum_of_the_likelihood(tmp_path: Path) -> None:
    family = tmp_path / "prior.toml"
    family.write_text(PRIOR)
    found, sample = derive.mle(family), SAMPLES["normal"]
    blocks = section(document_of(found, "en", applied(found.derivation, sample, known={"t": 2.0})))
    expected = sample.sum() * 4 / (4 * len(sample) + 1)
    assert lasts(blocks)[hat_latex(Symbol("mu"))] == pytest.approx(expected, rel=1e-5)
    assert sum(isinstance(block, Figure) for block in blocks) == 1
    assert "The estimates maximise the posterior density" in " ".join(texts(tuple(blocks)))
