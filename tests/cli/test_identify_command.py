"""`derive identify`: verdicts, exit codes, JSON."""

from __future__ import annotations

import json

import pytest
from command_line import Run

REAL = ("--target", "y real", "--prediction", "m real")
CASES = [
    (("abs(y - m)", *REAL), 0, "a negative log-likelihood, up to a constant\n"),
    (("abs(y - m)", *REAL), 0, "  nll        loss + log(2)\n"),
    (("abs(y - m)", *REAL), 0, "  family     laplace: mu = m, b = 1\n"),
    (
        ("(y - m)^2", "--target", "y in {0, 1}", "--prediction", "0 < m < 1"),
        0,
        "not a negative log-likelihood\n",
    ),
    (("-log(1 + (y - m)^2)", *REAL), 4, "open\n"),
    (
        ("b*abs(y - m) - log(b/2)", *REAL, "--known", "b > 0"), 0, "a negative log-likelihood\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("args", "code", "says"), CASES)
def test_verdicts(run: Run, args: tuple[str, ...], code: int, says: str) -> None:
    result = run("identify", *args)
    assert result.exit_code == code, result.output
    assert says in result.stdout


def test_json(run: Run) -> None:
    found = json.loads(run("identify", "abs(y - m)", *REAL, "--json").stdout)
    assert (found["verdict"], found["factor"], found["constant"]) == ("constant", "1", "log(2)")
    assert (found["family"], found["setting"]) == ("laplace", {"mu": "m", "b": "1"})
    assert found["target"] == "y real"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("abs(y - m)", "--target", "y", "--prediction", "m real"), "identify: target: a relation is missing"),
        (("abs(y - k)", *REAL), "identify: formula: unknown symbol 'k'"),
        (("log(y)*m", *REAL), "not seen to be defined"),
    ],
)
def test_errors_name_the_place(run: Run, args: tuple[str, ...], says: str) -> None:
    result = run("identify", *args)
    assert result.exit_code == 1
    assert says in result.stderr


def test_a_derivation_of_a_loss_is_checked(run: Run, tmp_path: object) -> None:
    path = f"{tmp_path}/brier.json"
    assert run("write", "brier", "-o", path).exit_code == 0
    result = run("check", path)
    assert result.exit_code == 0
    assert "not a negative log-likelihood" in result.stdout
