"""`derive verify`: verdicts, exit codes, JSON, claims that look like options, bad input."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from command_line import Run, Spawn

from derive.cli import main
from derive.language.data import from_data
from derive.statement import Identity, Refuted


@pytest.mark.parametrize(
    ("claim", "options", "code", "says"),
    [
        ("log(sigmoid(z)) = -softplus(-z)", ("--given", "z real"), 0, "proved\n"),
        ("log(x*y) = log(x) + log(y)", (), 0, "  wherever   "),
        ("sigmoid(-z) = sigmoid(z) - 1", (), 3, "  true       if the right side changes its sign:\n"),
        ("sqrt(x^2) = x", (), 3, "  true       if also x >= 0\n"),
        (
            "trigamma(x) <= 1/x + 1/x^2",
            ("--given", "x > 1"),
            4,
            "  why        ",
        ),
        ("log(2*p) = log(p)", ("--given", "0 < p < 1", "--up-to", "constant in p"), 0, "left - right = log(2)"),
        ("a = b", ("--given", "a = 1", "--given", "b = 1"), 0, "  given      a = 1, b = 1\n"),
        ("a = a", ("--explain",), 0, "  axioms     none\n"),
        ("1/2 + 1/3 > 5/6", (), 3, "  left       5/6\n"),
    ],
)
def test_verdicts(run: Run, claim: str, options: tuple[str, ...], code: int, says: str) -> None:
    result = run("verify", claim, *options)
    assert result.exit_code == code, result.output
    assert says in result.stdout
    assert not result.stderr


@pytest.mark.parametrize(
    "args",
    [
        ("-log(p) = log(1/p)", "--given", "0 < p"),
        ("--given", "0 < p", "-log(p) = log(1/p)"),
        ("--given", "-1 < -p, 0 < p", "-h = -h"),
        ("--given=0 < p", "--", "-p = -p"),
    ],
)
def test_a_claim_may_begin_with_a_minus(run: Run, args: tuple[str, ...]) -> None:
    result = run("verify", *args)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("proved\n")


def test_standard_input() -> None:
    result = CliRunner().invoke(main, ["verify", "-"], input="a + b\n  = b + a\n")
    assert result.exit_code == 0
    assert "  claim      a + b = b + a\n" in result.stdout


def test_json(run: Run) -> None:
    result = run("verify", "sqrt(x^2) = x", "--given", "x real", "--json")
    assert result.exit_code == 3
    assert result.stdout.count("\n") == 1
    data = json.loads(result.stdout)
    assert (data["verdict"], data["claim"], data["given"]) == ("refuted", ["sqrt(x^2) = x"], ["x real"])
    assert data["repairs"][0]["added"] == ["x >= 0"]
    assert isinstance(from_data(data["identity"]), Identity)
    assert isinstance(from_data(data["value"]), Refuted)


@pytest.mark.parametrize(
    ("args", "code", "says"),
    [
        ((), 2, "Missing argument"),
        (("a = b", "c"), 2, "unexpected extra argument"),
        (("a = a", "--gvien", "x"), 2, "--given"),
        (("a",), 1, "a relation is missing"),
        (("",), 1, "nothing to read"),
        (("a = b = c",), 1, "one relation is expected"),
        (("a = b, b = c",), 1, "one relation is expected"),
        (("a = b +",), 1, "ends too early"),
        (("log(x = 1",), 1, "column"),
        (("a = __import__('os')",), 1, "column"),
        (("eval(x) = 1",), 1, "unknown function 'eval'"),
        (("a = a", "--given", "z raal"), 1, "z raal"),
        (("a = a", "--up-to", "nothing in p"), 1, "up_to"),
        (("a < b", "--up-to", "constant in p"), 1, "only an equality"),
        (("a = " + "(" * 100_000,), 1, "characters"),
        (("a = " + "9" * 5_000,), 1, "digits"),
        (("a = [1, 2]",), 1, ""),
        (("sіgmoid(z) = 1",), 1, ""),
    ],
)
def test_bad_input(run: Run, args: tuple[str, ...], code: int, says: str) -> None:
    result = run("verify", *args)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert "fault in derive" not in result.stderr
    assert says in result.stderr


@pytest.mark.parametrize(
    "claim", ["9^9^9 = 1", "x^(10^9) = x", "gamma(10^8) = 1", "factorial(10^9) > 0", "2^(2^(2^(2^x))) = 1"]
)
def test_what_is_too_large_is_answered(run: Run, claim: str) -> None:
    result = run("verify", claim)
    assert result.exit_code in (1, 3, 4), result.output
    assert "fault in derive" not in result.output


def test_a_long_standard_input(spawn: Spawn) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "derive", "verify", "-"],
        input="a = " + "1 + " * 2_000_000,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert "characters" in done.stderr


@pytest.mark.parametrize("columns", ["60", "120"])
def test_it_fits_the_terminal(run: Run, columns: str) -> None:
    claim = "sum((x[i] - mean(x[j], j=1..n))^2, i=1..n)/n = mean(x[i]^2, i=1..n) - mean(x[i], i=1..n)^2"
    result = run("verify", claim, "--given", "n >= 1 integer, x[i] real", COLUMNS=columns)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= int(columns)


def test_verify_needs_no_stage_and_no_page(spawn: Spawn) -> None:
    code = (
        "import sys\nfrom derive.cli import main\ntry: main(['verify', 'a = a'])\nexcept SystemExit: pass\n"
        "print([name for name in sys.modules if name in "
        "('derive.stages.pipeline', 'derive.document', 'derive.publish', 'derive.notation', 'pebble')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.endswith("\n[]\n")
