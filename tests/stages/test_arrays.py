"""Families with a vector and a matrix, or a vector and a number, beside the one of the catalogue."""

from __future__ import annotations

import pytest

from derive.catalogue import family
from derive.catalogue.own import knowing
from derive.catalogue.reading import read_family
from derive.catalogue.writing import write_family
from derive.errors import CatalogueError, DeriveError
from derive.kernel.derivation import Derivation
from derive.kernel.replay import dumps, replay
from derive.language.writer import write, write_fact
from derive.rules import rules
from derive.stages.density import check_density
from derive.stages.failures import exactly, failures
from derive.stages.pipeline import derive
from derive.statement import ArrayArgmax, Less, LessEqual, Model, Shown, coordinates

FORM = "sum((x[j] - mu[j])*inverse(Sigma, j, k)*(x[k] - mu[k]), k=1..d, j=1..d)"
DENSITY = f"exp(-{FORM}/2) / sqrt((2*pi)^d*det(Sigma))"
MATRIX = "Sigma[j, k] positive definite for j=1..d, k=1..d"


def normal(density: str = DENSITY, matrix: str = MATRIX, size: str = "d") -> Model:
    known = "" if size != "d" else 'known = { d = "d >= 1 integer" }'
    parameters = f'{{ mu = "mu[j] real for j=1..d", Sigma = "{matrix}" }}'
    text = f"""
        name = "normal of vectors"
        data = "x[j] real for j=1..d"
        parameters = {parameters}
        {known}
        density = "{density}"
        source = "a test"
    """
    return read_family(text.replace("..d", f"..{size}").replace("^d", f"^{size}"), "a test")


ISOTROPIC = """
    name = "isotropic"
    data = "x[j] real for j=1..d"
    parameters = { mu = "mu[j] real for j=1..d", v = "v > 0" }
    known = { d = "d >= 1 integer" }
    density = "exp(-sum((x[j] - mu[j])^2, j=1..d)/(2*v)) / (2*pi*v)^(d/2)"
    source = "Bishop (2006), section 2.3"
"""


def best(derivation: Derivation) -> dict[str, str]:
    assert not derivation.open
    part = derivation.part("maximum")
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, ArrayArgmax)
    return {write(one): write(place) for one, place in coordinates(claim)}  # type: ignore[arg-type]


def conditions(derivation: Derivation) -> list[str]:
    part = derivation.part("maximum")
    assert part is not None
    return [write_fact(fact) for fact in part.theorems[-1].given.hypotheses()]


def test_one_variance_for_all_entries() -> None:
    derivation = derive(read_family(ISOTROPIC, "a test"))
    assert best(derivation) == {"mu[j]": "xbar_(j)", "v": "S/d"}
    assert conditions(derivation) == ["0 < S"]
    assert derivation.verdict("maximum").axioms == ()
    assert dumps(replay(dumps(derivation), rules())) == dumps(derivation)


def test_a_known_variance_of_all_entries() -> None:
    derivation = derive(knowing(read_family(ISOTROPIC, "a test"), ["v"]))
    assert best(derivation) == {"mu[j]": "xbar_(j)"}
    assert conditions(derivation) == []


def test_a_known_covariance_matrix() -> None:
    derivation = derive(knowing(family("mvnormal"), ["Sigma"]))
    assert best(derivation) == {"mu[j]": "xbar_(j)"}
    assert conditions(derivation) == []
    assert derivation.verdict("maximum").axioms == ()


def test_a_known_mean() -> None:
    derivation = derive(knowing(family("mvnormal"), ["mu"]))
    assert best(derivation) == {"Sigma[j, k]": "S_(j, k)"}
    given = derivation.part("maximum").theorems[-1].given  # type: ignore[union-attr]
    (spread,) = (d for d in given.definitions() if str(d.head.func) == "S_")
    assert write(spread.body) == "1/n*sum((-mu[j] + x[i, j])*(-mu[k] + x[i, k]), i=1..n)"
    claim = derivation.part("observations").theorems[-1].claim  # type: ignore[union-attr]
    assert isinstance(claim, LessEqual)


def test_two_entries_that_are_counted_out() -> None:
    derivation = derive(normal(size="2"))
    assert best(derivation) == {"mu[j]": "xbar_(j)", "Sigma[j, k]": "S_(j, k)"}


def test_when_there_is_a_maximum() -> None:
    derivation = derive(normal())
    every = exactly(derivation)
    assert every is not None
    assert [write_fact(fact) for fact in every.conditions] == conditions(derivation)
    assert every.or_none
    assert [case.kind for case in failures(derivation)] == ["singular"]
    claim = derivation.part("observations").theorems[-1].claim  # type: ignore[union-attr]
    assert isinstance(claim, Less)
    assert (write(claim.left), write(claim.right)) == ("d", "n")


def test_there_and_back() -> None:
    derivation = derive(normal())
    assert dumps(replay(dumps(derivation), rules())) == dumps(derivation)
    assert read_family(write_family(normal()), "a test") == normal()


@pytest.mark.parametrize("model", [normal(), normal(size="2"), read_family(ISOTROPIC, "a test")])
def test_the_density_is_shown_to_be_one(model: Model) -> None:
    assert isinstance(check_density(model).mass, Shown)


WRONG = [DENSITY.replace("sqrt((2*pi)^d*det(Sigma))", "((2*pi)^(d/2)*det(Sigma))"), DENSITY.replace("/2)", ")")]


@pytest.mark.parametrize("density", WRONG)
def test_what_is_no_density(density: str) -> None:
    with pytest.raises(CatalogueError, match="integrates to") as caught:
        derive(normal(density))
    assert "not to 1" in str(caught.value)


@pytest.mark.parametrize(
    ("matrix", "says"),
    [
        ("Sigma > 0", "Sigma is not declared as a matrix"),
        ("Sigma[j, k] real for j=1..d, k=1..d", "Sigma is not declared as a matrix"),
        ("Sigma[j, k] positive definite for j=1..d", "is said as in"),
        ("Sigma[j, k] positive definite for j=1..d, k=1..e", "is said as in"),
        ("Sigma[k, j] positive definite for j=1..d, k=1..d", "a matrix is declared as in"),
        ("Sigma[j, k] positive definite for j=0..d, k=0..d", "must run from 1"),
        ("T[j, k] positive definite for j=1..d, k=1..d", "speaks of T"),
    ],
)
def test_a_matrix_that_is_not_declared_as_one(matrix: str, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        normal(matrix=matrix)


@pytest.mark.parametrize(
    ("density", "says"),
    [
        (DENSITY.replace("det(Sigma)", "det(mu)"), "mu is not declared as a matrix"),
        (DENSITY.replace("det(Sigma)", "Sigma"), "Sigma is a matrix: write one of its entries"),
        (DENSITY.replace("det(Sigma)", "Sigma[1]"), "Sigma is a matrix, with two indices"),
        (DENSITY.replace("inverse(Sigma, j, k)", "inverse(Sigma, j)"), "inverse is written as in"),
    ],
)
def test_a_matrix_that_is_not_used_as_one(density: str, says: str) -> None:
    with pytest.raises(CatalogueError, match=says):
        normal(density)


def test_an_entry_beyond_the_last_column() -> None:
    with pytest.raises(DeriveError, match="cannot prove"):
        derive(normal(DENSITY.replace("inverse(Sigma, j, k)", "inverse(Sigma, j, d + 1)")))


def test_data_are_no_matrix() -> None:
    text = write_family(normal()).replace(
        "x[j] real for j=1..d", "x[j, k] positive definite for j=1..d, k=1..d"
    )
    with pytest.raises(CatalogueError, match="not a matrix"):
        read_family(text, "a test")
