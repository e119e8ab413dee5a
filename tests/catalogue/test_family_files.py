"""Families are read from files, stated in Python, and written as files that read back to the same family."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from sympy import Integer, S, Symbol

from derive.catalogue import Family, family, knowing, names, read_family, write_family
from derive.errors import CatalogueError, UnknownNameError
from derive.statement import Domain, Integers, Interval, Model

OWN = {
    "size-biased": Family(
        name="size-biased",
        data="x > 0",
        parameters={"r": "r > 0"},
        density="r^2*x*exp(-r*x)",
        source='notes, "page 3" \\ 4',
        title={"en": "size-biased exponential", "zh": "长度偏倚指数", "pt-br x": "exponencial"},
    ),
    "everything": Family(
        name="every thing/1",
        data="x > m",
        parameters={"λ": "λ >= 0", "b": "b in (lambda, m + 1]", "c": "c < 2"},
        density="where(x < c, λ*x, b*t + k)",
        source="n",
        known={"m": "m in {1, 2, 3}", "k": "k >= 2 integer"},
        covariates={"t": "t real"},
    ),
}
FAMILIES = [*(family(name) for name in names("families")), *(own.model for own in OWN.values())]


def ways(model: Model) -> list[tuple[str, ...]]:
    """The sets of parameters that can be known with one left."""
    symbols = [symbol.name for symbol, _ in model.parameters]
    return [known for size in range(len(symbols)) for known in combinations(symbols, size)]


@pytest.mark.parametrize("model", FAMILIES, ids=lambda model: model.name)
def test_what_is_written_reads_back(model: Model) -> None:
    for known in ways(model):
        more = knowing(model, known)
        assert read_family(write_family(more), "a test") == more


def test_a_model_that_no_file_can_say() -> None:
    model = family("exponential")
    odd = Model(
        "odd", model.title, "s", Symbol("x", positive=True), model.support, model.parameters, model.density
    )
    with pytest.raises(CatalogueError, match="odd: cannot be written as a family file: the symbol x carries"):
        write_family(odd)


m, x, r = Symbol("m"), Symbol("x"), Symbol("r")


class TestDomains:
    """Bounds may be symbols, from either side; the observation is what is declared nowhere else."""

    @pytest.mark.parametrize(
        ("text", "support"),
        [
            ("x > m", Interval(m, S.Infinity)),
            ("m < x", Interval(m, S.Infinity)),
            ("x >= m", Interval(m, S.Infinity, True)),
            ("x < m", Interval(S.NegativeInfinity, m)),
            ("x <= m", Interval(S.NegativeInfinity, m, False, True)),
            ("0 < x", Interval(S.Zero, S.Infinity)),
            ("x >= m integer", Integers(m, S.Infinity)),
            ("x > m integer", Integers(m + 1, S.Infinity)),
            ("m <= x <= 3 integer", Integers(m, Integer(3))),
        ],
    )
    def test_data(self, text: str, support: Domain) -> None:
        found = Family("own", text, {"r": "0 < r"}, "exp(-r*x*m)", "notes", known={"m": "m > 0"}).model
        assert (found.variable, found.support) == (x, support)
        assert found.parameters == ((r, Interval(S.Zero, S.Infinity)),)

    def test_greek(self) -> None:
        found = Family("own", "x > 0", {"λ": "λ > 0"}, "λ*exp(-lambda*x)", "notes").model
        assert [symbol.name for symbol, _ in found.parameters] == ["lambda"]

    def test_a_density_that_is_the_same_everywhere(self) -> None:
        """Where the support moves, that is all there is to say."""
        assert Family("own", "0 < x < t", {"t": "t > 0"}, "1/t", "notes").model.density == 1 / Symbol("t")


class TestKnown:
    def test_the_name_tells_it(self) -> None:
        found = knowing(family("linear-regression"), ["sigma", "a", "sigma"])
        assert found.name == "linear-regression-known-a-sigma"
        assert [symbol.name for symbol, _ in found.parameters] == ["b"]
        assert [symbol.name for symbol, _ in found.known] == ["a", "sigma"]

    def test_nothing_more(self) -> None:
        assert knowing(family("normal"), []) == family("normal")

    def test_errors(self) -> None:
        with pytest.raises(UnknownNameError, match="no parameter of normal named 'sgma'; did you mean sigma"):
            knowing(family("normal"), ["sgma"])
        with pytest.raises(UnknownNameError, match="no parameter of normal named 'x'; known: mu, sigma"):
            knowing(family("normal"), ["x"])
        with pytest.raises(CatalogueError, match=r"^binomial: m is known already; unknown: p"):
            knowing(family("binomial"), ["m"])
        with pytest.raises(CatalogueError, match="with mu, sigma known, there is nothing left to estimate"):
            knowing(family("normal"), ["mu", "σ"])


def test_the_title_tells_what_is_declared_known() -> None:
    regression = knowing(family("linear-regression"), ["σ", "a"])
    assert dict(regression.title) == {
        "en": "simple linear regression, a, σ known",
        "zh": "简单线性回归（a、σ 已知）",
    }
    french = replace(family("normal"), title=(("fr", "loi normale"), ("en", "normal {law}")))
    assert dict(knowing(french, ["mu"]).title) == {"fr": "loi normale", "en": "normal {law}, μ known"}
    assert knowing(french, []).title == french.title
