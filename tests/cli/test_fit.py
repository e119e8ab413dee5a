"""`derive fit`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Run

from derive.cli.frame import FAILURE, USAGE

VISITS = "n,w\n2,1\n0,2\n3,1\n1,3\n"


@pytest.fixture
def visits(tmp_path: Path) -> str:
    path = tmp_path / "visits.csv"
    path.write_text(VISITS)
    return str(path)


def test_estimates(run: Run, visits: str) -> None:
    result = run("fit", "poisson", visits, "--column", "n")
    assert result.exit_code == 0
    assert not result.stderr
    heading, row, *rest = result.stdout.splitlines()
    assert heading.split() == ["parameter", "estimate", "standard", "error"]
    assert row.split() == ["lambda", "1.5", "0.6124"]
    assert any(line.split() == ["maximum", "proved"] for line in rest)


def test_as_data(run: Run, visits: str) -> None:
    told = json.loads(run("fit", "poisson", visits, "--column", "n", "--weights", "w", "--json").stdout)
    assert told["n"] == 7
    assert told["estimates"]["lambda"] == pytest.approx(8 / 7)
    known = run("fit", "normal", visits, "--column", "n", "--known", "mu=0", "--json")
    assert json.loads(known.stdout)["known"] == {"mu": 0}


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_plot(run: Run, visits: str, tmp_path: Path, ending: str) -> None:
    place = tmp_path / f"fit.{ending}"
    assert run("fit", "poisson", visits, "--column", "n", "--plot", str(place)).exit_code == 0
    begin = place.read_bytes()[:8]
    assert begin.startswith(b"<svg" if ending == "svg" else b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["poisson", "{}"], FAILURE, "name the column of x: the data have n, w"),
        (["poisson", "{}", "--column", "k"], FAILURE, "there is no column 'k'"),
        (["binomial", "{}", "--column", "n"], FAILURE, "needs the value of m"),
        (["bernoulli", "{}", "--column", "n"], FAILURE, "row 1: x = 2 is outside the support x in {0, 1}"),
        (["laplace", "{}", "--column", "n", "--streaming"], FAILURE, "a median needs every point"),
        (["poisson", "{}", "--column", "n", "--known", "lambda"], USAGE, "is not NAME=VALUE"),
        (["poison", "{}"], USAGE, "did you mean poisson"),
    ],
)
def test_errors(run: Run, visits: str, arguments: list[str], code: int, told: str) -> None:
    result = run("fit", *(argument.format(visits) for argument in arguments))
    assert result.exit_code == code
    assert told in result.stderr
    assert not result.stdout
