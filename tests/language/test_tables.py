"""The tables of texts: what each reads to, how it is written back, and what is wrong with the wrong ones."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from sympy import Basic, Indexed, Tuple

from derive.errors import ReadError
from derive.language.data import from_data, to_data
from derive.language.facts import read_domain, read_fact, read_facts, read_relations
from derive.language.reader import read
from derive.language.writer import write, write_domain, write_fact

HERE = Path(__file__).parent
FUNCTIONS = ("L", "f")


def table(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def structure(term: Basic) -> str:
    if isinstance(term, Indexed):
        return f"{term.base}[{', '.join(map(structure, term.indices))}]"
    if not term.args:
        return str(term)
    name = "" if isinstance(term, Tuple) else term.func.__name__
    return f"{name}({', '.join(map(structure, term.args))})"


@pytest.mark.parametrize(("text", "case"), table("reading").items())
def test_a_text_reads_as_written(text: str, case: dict[str, str]) -> None:
    term = read(text, functions=FUNCTIONS)
    assert structure(term) == case["structure"]
    assert write(term) == case.get("written", text)
    assert structure(read(write(term), functions=FUNCTIONS)) == case["structure"]


@pytest.mark.parametrize("case", table("errors")["case"], ids=lambda case: ascii(case["text"]))
def test_a_wrong_text_is_refused_with_its_place(case: dict[str, Any]) -> None:
    with pytest.raises(ReadError) as caught:
        read(case["text"])
    error = caught.value
    assert (error.problem, [error.line, error.column]) == (case["problem"], case["at"])


@pytest.mark.parametrize(("text", "case"), table("facts").items())
def test_facts(text: str, case: dict[str, Any]) -> None:
    if "problem" in case:
        with pytest.raises(ReadError) as caught:
            read_facts(text)
        assert (caught.value.problem, caught.value.column) == (case["problem"], case["column"])
        return
    facts = read_facts(text, functions=FUNCTIONS)
    assert [to_data(fact) for fact in facts] == [json.loads(fact) for fact in case["facts"]]
    assert [write_fact(fact) for fact in facts] == case.get("written", [text])
    for fact in facts:
        assert from_data(to_data(fact)) == fact
        assert read_facts(write_fact(fact), functions=FUNCTIONS, each=False) == (fact,)


@pytest.mark.parametrize(
    "text", ["(0, 1)", "[0, oo)", "(-oo, oo)", "(a, 2*b]", "0..m", "-1..1", "{0, 1}", "{a}"]
)
def test_a_domain_is_written_as_it_is_read(text: str) -> None:
    assert write_domain(read_domain(text)) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [("real", "(-oo, oo)"), ("integers", "-oo..oo"), ("{0, 1, ...}", "0..oo"), ("(a + b)..c", "a + b..c")],
)
def test_other_words_for_a_domain(text: str, written: str) -> None:
    assert write_domain(read_domain(text)) == written


def test_a_relation_keeps_both_sides() -> None:
    assert write_fact(read_relations("p/p = 1")[0]) == "p/p = 1"
    assert write_fact(read_relations("p > 0")[0]) == "0 < p"
    assert write_fact(read_relations("sum(x[i], i=1..n) != n*x[j]")[0]) == "sum(x[i], i=1..n) != n*x[j]"


@pytest.mark.parametrize(
    "text", ["a", "a = b = c", "a = b, c = d", "p real", "p in {0, 1}", "x[i] = 0 for i=1..n"]
)
def test_what_is_not_one_relation_is_refused(text: str) -> None:
    with pytest.raises(ReadError):
        read_relations(text)


def test_one_fact_is_one() -> None:
    assert write_fact(read_fact("p > 0")) == "p > 0"
    with pytest.raises(ReadError, match="one fact is expected, not 2"):
        read_fact("p > 0, q > 0")


def test_a_free_index_stays_free_when_asked() -> None:
    assert write_fact(read_fact("0 < x[i]", each=False)) == "0 < x[i]"
    assert write_fact(read_fact("0 < x[n]")) == "0 < x[n]"


def test_symbols_must_be_declared() -> None:
    assert read("sum(x[i]*p, i=1..n)", symbols=("x", "p", "n"))
    with pytest.raises(ReadError, match=r"unknown symbol 'mue'; did you mean mu\?") as caught:
        read("x - mue", symbols=("x", "mu"))
    assert caught.value.column == 5
    with pytest.raises(ReadError, match="unknown symbol 'q'"):
        read_facts("0 < p < q", symbols=("p",))
    with pytest.raises(ReadError, match="unknown symbol 'i'"):
        read("i*sum(x[i], i=1..n)", symbols=("x", "n"))
