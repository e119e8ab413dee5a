"""Every statement goes to JSON and back, and what is not exactly ours is refused with its place."""

from __future__ import annotations

import json
from dataclasses import is_dataclass

import pytest
from sympy import Integer, Symbol

import derive.statement as statement
from derive.errors import LoadError, ReadError
from derive.language.data import CLASSES, from_data, to_data
from derive.language.facts import read_domain, read_fact, read_facts, read_relations
from derive.language.reader import read
from derive.statement import (
    AffineArgmax,
    Argmax,
    ArgmaxAtRoot,
    Argmin,
    ArrayArgmax,
    Assumption,
    Bijection,
    Checked,
    DefiniteMatrices,
    DensityCheck,
    Each,
    Edge,
    Equivalent,
    Given,
    HalfSpaces,
    Identity,
    Interval,
    InverseMatrix,
    JointArgmax,
    JointDensity,
    JointSupremum,
    LeastUpperBound,
    Limit,
    Loss,
    Matrices,
    MaximisedWhere,
    MaximiserByDirections,
    MaximiserExists,
    MaximiserFamily,
    Model,
    Monotone,
    NormalForm,
    NotLikelihood,
    OneRoot,
    Open,
    Proved,
    Provenance,
    Refuted,
    Remark,
    Repair,
    Sample,
    Sense,
    Shown,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
    Unseen,
    VectorArgmax,
    VectorConcave,
    Vectors,
)

i, n, p, x = (Symbol(name) for name in "inpx")
INDEX = (i, Integer(1), n)
UNIT = read_domain("(0, 1)")
LABELS = read_domain("{0, 1}")
TERM = read("x*log(p) + (1 - x)*log(1 - p)")
assert isinstance(UNIT, Interval)
MODEL = Model(
    "coin", (("en", "Coin"), ("zh", "硬币")), "a book", x, LABELS, ((p, UNIT),), read("p^x*(1 - p)^(1 - x)")
)

SOLVED, LEVEL = (Each(read_fact(f"{name}[i] = 0", each=False), INDEX) for name in "px")
VALUES = [
    *read_facts("0 < p < 1, 0 < p, 1 <= n, a = b, a != b, n integer, x[i] > 0, k in 0..m, c := p^2"),
    LABELS,
    UNIT,
    Sample(read("x[i]"), INDEX, LABELS, read("p^x[i]*(1 - p)^(1 - x[i])")),
    JointDensity(read("L(p)", functions=None)),
    Equivalent(read_fact("a = b"), read_fact("a - b = 0")),
    Limit(TERM, p, Integer(0), UNIT, read("-oo")),
    Monotone(TERM, p, UNIT, Sense.DECREASING),
    StrictlyConcave(TERM, p, UNIT),
    UniqueRoot(TERM, p, UNIT, read("1/2")),
    Supremum(TERM, p, UNIT, Integer(0), False, Integer(1)),
    LeastUpperBound(TERM, p, UNIT, Integer(0)),
    Argmax(TERM, p, UNIT, (read("1/2"),)),
    Argmin(TERM, p, LABELS, ()),
    JointArgmax(TERM, (p, x), (UNIT, LABELS), ((read("1/2"), n), (n, x))),
    JointArgmax(TERM, (p,), (UNIT,), ()),
    InverseMatrix(((p, n), (Integer(0), p)), ((1 / p, -n / p**2), (Integer(0), 1 / p))),
    Bijection(TERM, p, UNIT, n, x, UNIT),
    NotLikelihood(TERM, x, LABELS, (p, n), (UNIT, Vectors(INDEX, UNIT))),
    Argmax(TERM, p, UNIT, (Interval(read("min(x[i], i=1..n)"), n, True, False), p)),
    JointArgmax(TERM, (p, x), (UNIT, LABELS), ((Interval(x, n, True, True), n),)),
    VectorArgmax(read("log(p[1])"), p, Vectors(INDEX, UNIT, Integer(1)), (read("i/n"),)),
    VectorArgmax(read("p[1]"), p, Vectors(INDEX, UNIT), ()),
    MaximisedWhere(read("p[1]"), p, Vectors(INDEX, UNIT), Each(read_fact("p[i] = 0", each=False), INDEX)),
    VectorConcave(read("p[1]"), p, Vectors(INDEX, UNIT), x, LEVEL),
    AffineArgmax(read("p[1]"), p, Vectors(INDEX, UNIT), SOLVED, x, LEVEL),
    MaximiserByDirections(read("p[1]"), p, Vectors(INDEX, UNIT), x, (SOLVED, LEVEL), LEVEL, True),
    Vectors(INDEX, UNIT, n),
    HalfSpaces(n),
    Vectors(INDEX, UNIT, None, HalfSpaces(n)),
    Vectors(INDEX, UNIT, n, HalfSpaces(read("x[i]"), (INDEX,))),
    read_fact("x[i, p] positive definite for i=1..n, p=1..n", each=False),
    Matrices(INDEX, (p, Integer(1), n), UNIT),
    DefiniteMatrices(INDEX, (p, Integer(1), n)),
    ArrayArgmax(TERM, (x, p), (DefiniteMatrices(INDEX, (p, Integer(1), n)), UNIT), ((i * p, n), (n, p))),
    ArrayArgmax(TERM, (x,), (Vectors(INDEX, UNIT),), ()),
    Model("table", (), "a book", x, Vectors(INDEX, LABELS, n), ((p, Vectors(INDEX, UNIT)),), read("p[x[1]]")),
    OneRoot(TERM, p, UNIT),
    ArgmaxAtRoot(TERM, (x, p), (LABELS, UNIT), (n / p, p), p, read("log(p) + n")),
    MaximiserFamily(TERM, (p, x), (UNIT, UNIT), (p, n), (p,)),
    JointSupremum(TERM, (p, x), (UNIT, UNIT), read("oo"), (p, n), p, Integer(0)),
    MaximiserExists(TERM, (p, x), (UNIT, UNIT), (read_fact("0 < n"),), True, True),
    Model("line", (), "a book", n, UNIT, ((p, UNIT),), n * p * x, ((i, LABELS),), ((x, UNIT),)),
    Model("prior", (), "a book", n, UNIT, ((p, UNIT),), n * p * x, priors=((p, 2 * p),)),
    Given(),
    MODEL,
    Remark((("en", "It is at $0$."),), "a book"),
    Loss(
        "square", (("en", "Squared error"),), "a book", "E", (x, UNIT), ((p, UNIT),), read("(x - p)^2"), "mean"
    ),
    Loss(
        *("ranking", (("en", "Ranking"),), "a book", "R", None, ((p, UNIT), (n, UNIT)), read("p - n"), "sum"),
        *(((x, UNIT),), "score", (("torch", "MarginRankingLoss"),)),
        *((Edge("torch", ((p, n),), 1, p, "nan", (("en", "no limit"),)),), (("en", "a note"),)),
    ),
    Edge("a program", ((p, n),), 0, p, "inf", ()),
    MODEL.given(),
    Assumption(read_fact("r > 0"), Provenance.HYPOTHESIS),
    Proved(("rule",), (), (Assumption(read_fact("r > 0"), Provenance.PARAMETERS),)),
    Refuted((("p", "1/2"),), "[1 +/- 0]", "[2 +/- 0]"),
    Open("why"),
    DensityCheck(Shown(("a", "b"), ("a book",)), Unseen("why"), Checked(((("p", "1/2"),), ()), "1e-9"), TERM),
    Shown(()),
    Checked(()),
    Unseen(""),
    Open("why", NormalForm((), p, Integer(1))),
    Identity(read_relations("a + b = b + a"), MODEL.given(), "constant", (p, n)),
    Identity(read_relations("[a, b] = [c, 1]")),
    Proved((), (), (), (read_fact("x != 0"),), constant=read("log(2)")),
    Proved(("rule",), ("axiom",), (), factor=p, form=NormalForm((p, read("exp(x)")), Integer(0), read("p^2"))),
    NormalForm((TERM,), read("p + 1"), Integer(1), tuple(read_facts("p > 0, x != 0"))),
    Refuted((), "[1 +/- 0]", "[2 +/- 0]", (Repair("sign", read_relations("a <= -b")),)),
    Repair("factor", read_relations("a = b/n"), read("1/n")),
    Repair("fact", read_relations("a = b"), added=tuple(read_facts("y in {0, 1}, x[i] > 0"))),
    Sense.INCREASING,
    TERM,
    (True, None, 7, "words: (p", p, INDEX, (UNIT, (LABELS,))),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_there_and_back(value: object) -> None:
    text = json.dumps(to_data(value), ensure_ascii=False)
    again = from_data(json.loads(text))
    assert again == value
    assert type(again) is type(value)
    assert json.dumps(to_data(again), ensure_ascii=False) == text


def test_every_dataclass_of_statements_is_in_the_table_and_tried() -> None:
    public = {name for name, kind in vars(statement).items() if isinstance(kind, type) and is_dataclass(kind)}
    assert public == set(CLASSES)
    assert public == {type(value).__name__ for value in (*VALUES, read_domain("0..m")) if is_dataclass(value)}


BAD = [
    ({"Equal": ["a"]}, "$.Equal: Equal is a list of 2 (left, right), not a list of 1"),
    ({"Equal": {"left": "a"}}, "$.Equal: Equal is a list of 2 (left, right), not an object of 1"),
    ({"Equal": ["a", True]}, "$.Equal[1]: a term is a string, not a truth value"),
    ({"Equal": ["a", "(a)"]}, "$.Equal[1]: the text '(a)' prints back as 'a'"),
    ({"Equal": ["a", "a+b"]}, "$.Equal[1]: the text 'a+b' prints back as 'a + b'"),
    ({"Equal": ["2/4", "a"]}, "$.Equal[0]: the text '2/4' prints back as '1/2'"),
    ({"Equal": ["a", "a +"]}, "$.Equal[1]: the text ends too early"),
    ({"Equal": ["a", "sin(x)"]}, "$.Equal[1]: unknown function 'sin'"),
    ({"Equal": ["a", "9" * 2000]}, "$.Equal[1]: a number of 2,000 digits"),
    ({"Foo": []}, "$.Foo: no statement is named 'Foo'"),
    ({"Equal": ["a", "b"], "Less": ["a", "b"]}, "$: a value is a text"),
    ({}, "$: a value is a text"),
    (1.5, "$: a value is a text, a list, or an object with one key, not a fraction"),
    ([[{"Sense": "up"}]], "$[0][0].Sense: Sense is one of increasing, decreasing"),
    ({"Monotone": ["p", "2", ["0", "1", False, False], "increasing"]}, "$.Monotone[1]: '2' is not a term"),
    ({"Monotone": ["p", "p", ["0", "1", 0, False], "increasing"]}, "$.Monotone[2][2]: bool is expected"),
    ({"Monotone": ["p", "p", {"Interval": []}, "increasing"]}, "$.Monotone[2]: Interval is a list of 4"),
    ({"Equivalent": [{"Open": ["p", None]}, {"Equal": ["a", "b"]}]}, "$.Equivalent[0]: Open cannot stand here"),
    ({"Each": [{"Less": ["0", "p"]}, ["i", "1"]]}, "$.Each[1]: a list of 3 is expected, not of 2"),
    ({"Given": [[[{"Less": ["0", "p"]}, "hope"]]]}, "$.Given[0][0][1]: Provenance is one of"),
    ({"Given": ["a"]}, "$.Given[0]: a list is expected, not a string"),
    ({"Repair": ["sign", [], True, []]}, "$.Repair[2]: bool cannot stand here"),
    ({"Repair": ["sign", [["a", "b"]], None, []]}, "$.Repair[1][0]: tuple cannot stand here"),
    ({"Identity": [[], [], "", ["p + 1"]]}, "$.Identity[1]: Given is a list of 1"),
    ({"Identity": [[], [[]], "", ["p + 1"]]}, "$.Identity[3][0]: 'p + 1' is not a term of type Symbol"),
    ({"text": 3}, "$.text: no statement is named 'text'"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "problem"), BAD, ids=lambda part: part if isinstance(part, str) else "")
def test_what_is_malformed_is_refused_with_its_place(data: object, problem: str) -> None:
    with pytest.raises(LoadError) as caught:
        from_data(data, functions=("L",))
    assert str(caught.value).startswith(problem)


def test_the_place_may_lie_in_a_larger_document() -> None:
    with pytest.raises(LoadError, match=r"^\$\.theorems\[3\]\.claim\.Less\[0\]: "):
        from_data({"Less": [None, "p"]}, place="$.theorems[3].claim")


def test_deep_data_are_refused() -> None:
    data: object = {"Less": ["0", "p"]}
    for _ in range(5000):
        data = {"Each": [data, ["i", "1", "n"]]}
    with pytest.raises(LoadError, match="nested more than"):
        from_data(data)
    for _ in range(5000):
        data = [data]
    with pytest.raises(LoadError, match="nested more than"):
        from_data(data)


def test_other_values_have_no_form() -> None:
    with pytest.raises(TypeError):
        to_data({1, 2})
    with pytest.raises(ReadError):
        to_data(Symbol("p", positive=True))
