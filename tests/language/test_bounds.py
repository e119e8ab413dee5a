"""Hostile texts end quickly and clearly, and the room never evaluates text."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import derive.language
from derive.errors import DeriveError, LimitError, ReadError
from derive.language.build import evaluated
from derive.language.facts import read_facts
from derive.language.reader import read
from derive.language.writer import write

SECONDS = 5.0
"""Far above what any of these takes, far below what evaluating one would."""

REFUSED = {
    "parentheses": "(" * 49_000 + "x" + ")" * 49_000,
    "more parentheses": "(" * 100_000 + "x" + ")" * 100_000,
    "open brackets": "[{(" * 30_000,
    "a long line": "x + " * 1_300_000 + "x",
    "minus signs": "-" * 50_000 + "x",
    "powers": "x^" * 30_000 + "x",
    "digits": "9" * 5_000,
    "decimals": "0." + "1" * 5_000,
    "terms": "+".join("x" * 45_000),
    "calls": "log(" * 300 + "x" + ")" * 300,
    "derivatives": "derivative(" * 30 + "x" + ", x)" * 30,
    "arguments": "f(" + ",".join("x" * 30_000) + ")",
    "control characters": "\x07" * 90_000,
    "names": "x " * 40_000,
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_hostile_texts_are_refused_quickly(text: str) -> None:
    start = time.process_time()
    with pytest.raises((LimitError, ReadError)) as caught:
        read(text, functions=("f",))
    with pytest.raises((LimitError, ReadError)):
        read_facts(text, functions=("f",))
    assert time.process_time() - start < SECONDS
    assert len(str(caught.value)) < 400


LARGE = {
    "terms": "+".join("x" * 9_900),
    "factors": "*".join("x" * 9_900),
    "powers": "^".join("x" * 199),
    "sums": "sum(" * 190 + "x" + ", i=1..n)" * 190,
    "wide sums": "sum(1 + " * 95 + "+".join(["x*y"] * 5_000) + ", i=1..n)" * 95,
    "functions": "log(" * 190 + "x" + ")" * 190,
    "wide indices": "x[" * 90 + "+".join(["x*y"] * 4_000) + "]" * 90,
    "a long name": "x" * 99_999,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_what_is_within_the_bounds_goes_there_and_back(text: str) -> None:
    start = time.process_time()
    term = read(text)
    assert read(write(term)) == term
    evaluated(term)
    assert time.process_time() - start < SECONDS


EXPLOSIVE = [
    "9^9^9", "2^4000", "(2/3)^(-4000)", "(2*x)^100000", "2^(100000/3)", "(2^(1/3))^10000000",
    "exp(100000000*log(2))", "exp(100000000*log(2*x))", "exp(x*100000000*log(2))", "e^(5000*log(2))",
    "2^(100000000*log(3)/log(2))", "exp(x + 100000000*log(2))", "factorial(100000)", "gamma(100001/2)",
    "factorial(factorial(factorial(5)))", "sign(exp(exp(exp(100))) - 1)", "exp(exp(exp(exp(4))))",
    "*".join(["2^3000"] * 100), "+".join(f"1/{k}" for k in range(2, 6_000)),
]  # fmt: skip


@pytest.mark.parametrize("text", EXPLOSIVE, ids=lambda text: text[:40])
def test_evaluation_refuses_numbers_that_are_too_large(text: str) -> None:
    start = time.process_time()
    term = read(text)
    with pytest.raises(LimitError):
        evaluated(term)
    assert time.process_time() - start < SECONDS


EVALUATED = [
    ("2*x + x", "3*x"), ("a/a", "1"), ("a + (b + a)", "b + 2*a"), ("2^10", "1024"), ("-(3)", "-3"),
    ("x/2/3", "1/6*x"), ("sqrt(8)", "2*sqrt(2)"), ("log(1)", "0"), ("factorial(5)", "120"),
    ("x^(10^900)", f"x^{10**900}"), ("exp(log(a))", "a"), ("log(exp(z))", "log(exp(z))"),
    ("sum(2 + 3, i=1..n)", "sum(5, i=1..n)"), ("derivative(x + x, x)", "derivative(2*x, x)"),
    ("abs(pi^p)", "abs(pi^p)"),
    ("abs(1/sqrt(xlogy(pi, pi)))", "abs(1/sqrt(xlogy(pi, pi)))"),
    ("0^(-p)", "0^(-p)"), ("xlogy(0, 0)", "xlogy(0, 0)"), ("1/(a - a)", None),
    ("log(0)", None), ("0*oo", None), ("oo - oo", None), ("sqrt(-1)^2", None), ("(-8)^(1/3)", None),
    ("(-pi)^(1/4)", None), ("exp(1/0)", None),
    ("sum(1/0, i=1..n)", None),
]  # fmt: skip


ENDLESS = [
    "abs(sum(1/k, k=1..10^900))", "sqrt(sum(factorial(k)^100, k=1..10^9))", "log(product(1 + k, k=1..10^9))^2",
    "sign(sum(1, k=1..oo) - 3)", "0*sum(2^k, k=1..10^9)", "abs(product(p, k=1..sum(j^j, j=1..10^9)))",
    "xlogy(0, 1)*product(exp(k), k=1..10^9)/oo", "log(abs(sum(log(k), k=2..10^6))^(1/3) - 7)",
]  # fmt: skip


@pytest.mark.parametrize("text", ENDLESS)
def test_evaluation_adds_nothing_up(text: str) -> None:
    start = time.process_time()
    result = evaluated(read(text))
    assert result == evaluated(result)
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(("text", "value"), EVALUATED)
def test_evaluation(text: str, value: str | None) -> None:
    result = evaluated(read(text))
    assert evaluated(result) == result
    if value is None:
        assert str(result) == "nan"
    else:
        assert write(result) == write(evaluated(read(value))) == value


def test_no_file_of_the_room_evaluates_text() -> None:
    room = Path(derive.language.__file__).parent
    files = sorted(room.glob("*.py"))
    assert len(files) > 5
    for file in files:
        found = re.findall(
            r"\b(sympify|parse_expr|eval|exec|S\(|simplify|lambdify)\b(?!\")", file.read_text("utf-8")
        )
        assert not found, (file.name, found)


PIECES = "p 2 ( ) + - * / ^ [ ] { } , = .. ... < in for sum log real := and .5 e oo i=1..n"


def test_every_error_is_one_of_ours() -> None:
    pieces = [*PIECES.split(), "\n"]
    for first in pieces:
        for second in pieces:
            for third in pieces:
                text = f"{first} {second} {third}"
                for reader in (read, read_facts):
                    try:
                        reader(text)
                    except DeriveError:
                        continue
