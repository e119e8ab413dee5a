"""The plugin as pytest loads it: the fixture, what a failure prints, and what it costs when it is not used."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points

import pytest
from sympy import Symbol, exp, log

from derive.errors import ReadError
from derive.integrations.pytest_plugin import assert_identity

pytest_plugins = ["pytester"]

TESTS = """
    def test_proved(assert_identity):
        assert_identity("log(sigmoid(z))", "-softplus(-z)", given="z real")

    def test_refuted(assert_identity):
        assert_identity("sum(x[i], i=1..n)", "mean(x[i], i=1..n)", given="n >= 1 integer")

    def test_open(assert_identity):
        assert_identity("trigamma(x) <= 1/x + 1/x^2", given="x > 0")

    def test_relation(assert_identity):
        assert_identity("log(2*p) = log(p)", given="p > 0", up_to="constant in p")
"""


def test_in_a_run_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TESTS)
    result = pytester.runpytest_subprocess("-W", "error", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(
        [
            '>*assert_identity("sum(x*',
            "E * refuted",
            "E *claim      sum(x*i*, i=1..n) = sum(x*i*, i=1..n)/n",
            "E *at         n = *",
            "E *true       if the right side is multiplied by n*",
            "E * open",
            "E *why        *",
        ]
    )
    assert "pytest_plugin.py" not in result.stdout.str()


def test_the_function() -> None:
    x = Symbol("x", positive=True)
    assert_identity(log(exp(x)), x)
    assert_identity("a", "a^2", given="a in {0, 1}")
    assert_identity("log(t)", "t - 1", given="t > 0", relation="<=")
    with pytest.raises(AssertionError, match="refuted\n  claim      a = 2"):
        assert_identity("a", "2")
    with pytest.raises(ReadError):
        assert_identity("a +", "2")


def test_pytest_finds_it() -> None:
    (found,) = (each for each in entry_points(group="pytest11") if each.name == "derive")
    assert found.value == "derive.integrations.pytest_plugin"


def test_it_costs_nothing_before_it_is_used() -> None:
    """Importing it imports nothing beyond pytest but `derive` itself, which is empty."""
    code = (
        "import sys, pytest; before = set(sys.modules); import derive.integrations.pytest_plugin\n"
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "['derive', 'derive.integrations', 'derive.integrations.pytest_plugin']\n"
