"""A verdict in words: what it says, that it fits, and that there are words for every repair."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sympy import Function, Integer, Rational, Symbol

import derive.identities
from derive.identities import phrases, read_identity
from derive.identities.report import as_data, brief, report, told
from derive.language.data import from_data
from derive.language.facts import read_facts, read_relations
from derive.language.reader import read
from derive.statement import Identity, NormalForm, Open, Proved, Refuted, Repair, Verdict

IDENTITY = read_identity("sum(x[i], i=1..n) = mean(x[i], i=1..n)", "n >= 1 integer, x[i] real")
REFUTED = Refuted(
    (("n", "2"), ("x", "(1, 1/2)")),
    "3/2",
    "[0.75 +/- 4.36e-16]",
    (
        Repair("factor", read_relations("sum(x[i], i=1..n) = n*mean(x[i], i=1..n)"), Symbol("n")),
        Repair("fact", IDENTITY.relations, added=read_facts("n = 1")),
    ),
)


def test_refuted() -> None:
    assert report(IDENTITY, REFUTED).splitlines() == [
        "refuted",
        "  claim      sum(x[i], i=1..n) = sum(x[i], i=1..n)/n",
        "  given      n >= 1 integer, x[i] real for i=1..n",
        "  at         n = 2, x = (1, 1/2)",
        "  left       3/2",
        "  right      0.75 ± 4.36e-16",
        "  true       if the right side is multiplied by n:",
        "             sum(x[i], i=1..n) = n*(sum(x[i], i=1..n)/n)",
        "  true       if also n = 1",
    ]
    assert brief(REFUTED) == "at n = 2, x = (1, 1/2): 3/2 against 0.75"


def test_proved() -> None:
    identity = read_identity("log(p*x) = log(x)", (), "constant in x")
    form = NormalForm((read("log(p)"), read("log(x)")), Integer(0), Integer(1), read_facts("p != 0"))
    verdict = Proved(("normal-form",), (), (), read_facts("0 < p, 0 < x"), constant=read("log(p)"), form=form)
    assert report(identity, verdict, explain=True).splitlines() == [
        "proved",
        "  claim      log(p*x) = log(x)",
        "  given      nothing: every symbol is a real number",
        "  up to      constant in x",
        "  wherever   p > 0, x > 0",
        "  constant   left - right = log(p), which is free of x",
        "  rules      normal-form",
        "  axioms     none",
        "  over       log(p), log(x)",
        "  form       left - right = 0",
        "  defined    p != 0",
    ]
    assert "rules" not in report(identity, verdict)
    assert brief(verdict) == "wherever p > 0, x > 0"


def test_open() -> None:
    verdict = Open("no proof was found\nfor this")
    assert report(IDENTITY, verdict).splitlines()[-2:] == [
        "  why        no proof was found",
        "             for this",
    ]
    assert brief(verdict) == "no proof was found"
    left = Open("why", NormalForm((read("erf(x)"),), read("erf(x)"), read("x")))
    assert report(IDENTITY, left, explain=True).splitlines()[-2:] == [
        "  over       erf(x)",
        "  form       left - right = (erf(x))/(x)",
    ]
    assert "form" not in report(IDENTITY, left)


def test_colours_go_to_the_words_that_carry_the_verdict() -> None:
    painted = report(IDENTITY, REFUTED, paint=lambda text, tone: f"<{tone}>{text}</>")
    assert re.findall(r"<.*?>\w+</>", painted) == ["<refuted>refuted</>", "<true>true</>", "<true>true</>"]


@pytest.mark.parametrize("width", [40, 60, 120])
def test_it_fits(width: int) -> None:
    long = read_identity(" + ".join(f"a{k}" for k in range(60)) + " = " + "*".join("x" * 30))
    for verdict in (REFUTED, Open("why " * 100), Open("x" * 300)):
        assert max(map(len, report(long, verdict, width=width).splitlines())) <= width


def test_what_is_very_long_is_cut() -> None:
    assert len(report(IDENTITY, Open("x" * 10**6))) < 5000


def test_entries_of_a_matrix() -> None:
    rows = "[" + ", ".join("[" + ", ".join(f"a{i}{j}" for j in range(4)) + "]" for i in range(4)) + "]"
    text = report(read_identity(f"{rows} = {rows}"), Open("why"))
    assert "a13 = a13\n             … and 8 more entries\n  given" in text


@pytest.mark.parametrize(
    ("mistake", "by", "says"),
    [
        ("factor", "n", "if the right side is multiplied by n"),
        ("factor", "1/n", "if the right side is divided by n"),
        ("factor", "1/n^2", "if the right side is divided by n^2"),
        ("factor", "1/2", "if the right side is divided by 2"),
        ("factor", "2/3", "if the right side is multiplied by 2/3"),
        ("term-factor", "1/2", "with a part divided by 2"),
        ("constant", "log(2)", "if log(2) is added to the right side"),
        ("constant", "-log(2)", "if log(2) is subtracted from the right side"),
        ("sign", "-1", "if the right side changes its sign"),
        ("sign", None, "with a sign turned"),
        ("never heard of", None, "with another mistake undone"),
    ],
)
def test_repairs_in_words(mistake: str, by: str | None, says: str) -> None:
    found = None if by is None else Rational(by) if re.fullmatch(r"-?\d+(/\d+)?", by) else read(by)
    assert told(Repair(mistake, (), found)) == says


def test_there_are_words_for_every_repair() -> None:
    """The kinds stand in the table of mistakes and in calls of Repair."""
    folder = Path(derive.identities.__file__).parent
    code = "".join((folder / name).read_text(encoding="utf-8") for name in ("repair.py", "mistakes.py"))
    kinds = set(re.findall(r'Repair\(\s*"([a-z-]+)"|^    \("([a-z-]+)", ', code, re.MULTILINE))
    assert {one or other for one, other in kinds} >= {"fact", "constant", "swapped"}
    assert {one or other for one, other in kinds} <= set(phrases.REPAIRS)


@pytest.mark.parametrize(
    ("verdict", "keys"),
    [
        (REFUTED, {"at", "left", "right", "repairs"}),
        (Proved(("r",), (), (), factor=read("n")), {"wherever", "constant", "factor", "rules", "axioms"}),
        (Open("why"), {"why"}),
    ],
)
def test_data(verdict: Verdict, keys: set[str]) -> None:
    data = json.loads(json.dumps(as_data(IDENTITY, verdict)))
    assert set(data) == {"verdict", "claim", "given", "up_to", "identity", "value"} | keys
    assert data["claim"] == ["sum(x[i], i=1..n) = sum(x[i], i=1..n)/n"]
    assert from_data(data["identity"]) == IDENTITY
    assert from_data(data["value"]) == verdict


def test_terms_outside_the_language_do_no_harm() -> None:
    strange = Function("sin")(Symbol("x", positive=True))
    form = NormalForm((strange,), strange, Integer(1))
    verdict = Proved((), (), (), constant=strange, form=form)
    assert "left - right = sin(x)" in report(Identity(()), verdict, explain=True)
    assert as_data(Identity(()), verdict)["value"] is None
