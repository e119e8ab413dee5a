"""`derive write --data`."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Run

from derive.cli.frame import FAILURE, USAGE

PAGES = ("html", "pdf", "tex", "md", "txt", "typ", "ipynb", "mathml", "wechat")


@pytest.fixture
def visits(tmp_path: Path) -> str:
    path = tmp_path / "visits.csv"
    path.write_text("n,w\n2,1\n0,2\n3,1\n1,3\n")
    return str(path)


def test_every_format(run: Run, visits: str, tmp_path: Path) -> None:
    arguments = ["write", "poisson", "--data", visits, "--column", "n", "--weights", "w"]
    result = run(*arguments, "-t", ",".join(PAGES), "-o", f"{tmp_path}/out/")
    assert result.exit_code == 0, result.stderr
    paths = [Path(line) for line in result.stdout.split()]
    assert len(paths) == len(PAGES)
    assert all(path.name.startswith("poisson-on-visits.") and path.stat().st_size > 1_000 for path in paths)


SECTION = """\
The data are n = 7 observations: the column n of visits.csv. How often each
occurs is told by the column w.

Statistics of these data, as the derivation names them:

Statistic     Value
────────────  ───────
n             7
s = ∑ᵢ₌₁ⁿ xᵢ  8
x̄ = s/n       1.14286

Numbers are shown to 6 significant digits and computed with more; ≈ marks what
is rounded.

What the theorem asks of the data holds of these:

  • 0 < s: 0 < 8

The estimates are, with the numbers put in:

    λ̂ = x̄
      = s/n
      = 8/7   numbers put in
      ≈ 1.14286

Standard errors, from the expected information at the estimates:

    se(λ̂) ≈ 0.4041

At the estimates the log-likelihood of these data is

    ℓ(λ̂) ≈ −9.41666
"""


def test_a_parquet_file(run: Run, visits: str, tmp_path: Path) -> None:
    from pyarrow import csv, parquet

    path = tmp_path / "visits.parquet"
    parquet.write_table(csv.read_csv(visits), path)
    arguments = ["--column", "n", "--weights", "w", "-t", "txt", "-o", "-"]
    one = run("write", "poisson", "--data", visits, *arguments).stdout
    other = run("write", "poisson", "--data", str(path), *arguments).stdout
    assert other.replace("visits.parquet", "visits.csv").split() == one.split()


def test_the_text(run: Run, visits: str) -> None:
    arguments = ["--data", visits, "--column", "n", "--weights", "w", "-t", "txt", "-o", "-"]
    assert SECTION in run("write", "poisson", *arguments).stdout
    chinese = run("write", "poisson", *arguments, "--lang", "zh").stdout
    assert "代入数据" in chinese
    assert "λ̂" in chinese


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["poisson", "--data", "{}"], FAILURE, "name the column of x: the data have n, w"),
        (["poisson", "--data", "{}", "--column", "k"], FAILURE, "there is no column 'k'"),
        (["bernoulli", "--data", "{}", "--column", "n"], FAILURE, "row 1: x = 2 is outside the support"),
        (["gamma", "--data", "{}", "--column", "n"], FAILURE, "row 2: x = 0 is outside the support"),
        (["binomial", "--data", "{}", "--column", "n"], FAILURE, "needs the value of m"),
        (["cross-entropy", "--data", "{}"], FAILURE, "cross-entropy is no family"),
        (["loss:huber", "--data", "{}"], FAILURE, "huber is no family"),
        (["poisson", "--data", "{}", "--column", "n", "-t", "json"], FAILURE, "json has no place"),
        (["poisson", "--column", "n"], FAILURE, "go with data"),
        (["normal", "--known", "sigma=2"], FAILURE, "values of known parameters go with data"),
        (["normal", "--known", "sigma=two", "--data", "{}"], USAGE, "'two' is not a number"),
    ],
)
def test_errors(run: Run, visits: str, tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    result = run("write", *(argument.format(visits) for argument in arguments), "-o", f"{tmp_path}/out/")
    assert result.exit_code == code
    assert told in result.stderr
    assert not result.stdout
    assert not (tmp_path / "out").exists()
