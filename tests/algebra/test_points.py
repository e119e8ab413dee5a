"""Points that satisfy equalities, hold tables of data, and tell only the observations that matter."""

from __future__ import annotations

import pytest
from flint import fmpq
from sympy import Symbol

from derive.algebra.numeric.balls import Point, evaluate
from derive.algebra.numeric.place import cut, places, written
from derive.algebra.numeric.points import holds, points
from derive.algebra.numeric.refute import refute
from derive.language.facts import read_facts, read_relations
from derive.language.reader import read
from derive.statement import Equal, Given, Provenance, Refuted


def known(text: str) -> Given:
    return Given().adding(Provenance.HYPOTHESIS, *read_facts(text))


FACTS = {
    "sum(p[k], k=1..K) = 1, 0 < p[k] < 1 for k=1..K, K >= 1 integer": 4,
    "sum(p[k], k=1..K) = 1, p[k] > 0 for k=1..K, sum(q[k], k=1..K) = 1, q[k] > 0 for k=1..K, K >= 2 integer": 4,
    "sum(y[k], k=1..K) = 1, y[k] in {0, 1} for k=1..K, K >= 2 integer": 4,
    "sum(w[i, j], j=1..m) = 1 for i=1..n, w[i, j] > 0 for j=1..m for i=1..n, n >= 1 integer, m >= 1 integer": 4,
    "sum(w[i, j], i=1..n, j=1..m) = 1, n >= 1 integer, m >= 1 integer": 4,
    "w[i, i] = 1 for i=1..n, n >= 2 integer": 4,
    "w[i, j] = w[j, i] for i=1..n for j=1..n, n >= 2 integer": 4,
    "x[i] = y[i] for i=1..n, n >= 1 integer": 4,
    "x[i] = x[i - 1] + 1 for i=1..n, n >= 1 integer": 4,
    "x[0] = 1, x[i] > 0 for i=1..n, n >= 1 integer": 4,
    "x[1] = 3, x[2] = x[1] + 1": 4,
    "x[2] < x[1], x[3] < x[2]": 4,
    "s = sum(x[i], i=1..n), n >= 1 integer": 4,
    "m = mean(x[i], i=1..n), v = mean((x[i] - m)^2, i=1..n), v > 0, n >= 2 integer": 4,
    "mean(x[i], i=1..n) = 0, n >= 2 integer": 4,
    "sum(x[i]^2, i=1..n) = 1, n >= 2 integer": 4,
    "x[i] < m for i=1..n, n >= 1 integer": 4,
    "a + b = 1, a > 0, b > 0": 2,
    "a + b = 1, a - b = 3": 1,
    "a = b, b = c": 4,
    "x[i] <= y[i] for i=1..n, n >= 1 integer": 4,
    "0 < x[i] < y[i] for i=1..n, n >= 1 integer": 4,
    "a*b = 1": 4,
    "a^2 = 4": 2,
    "a^2 + b^2 = 1": 4,
    "max(a, b) = 1": 4,
    "where(a < 0, b, c) = 2": 4,
    "p = sigmoid(z), 0 < p < 1": 4,
    "log(a) = 0": 1,
    "a*d - b*c != 0": 4,
    "det([[a, b], [b, c]]) > 0, a > 0": 4,
    "a*b < 0, a + b > 0": 4,
    "2*a integer": 4,
}


@pytest.mark.parametrize(("text", "count"), FACTS.items())
def test_every_fact_holds_at_every_point(text: str, count: int) -> None:
    given = known(text)
    found = list(points(given, [], 4))
    assert len(found) >= count
    assert len({str(point) for point in found}) == len(found)
    for point in found:
        for (
            fact
        ) in given.facts():  # of an equation for a value that is not rational, balls are all that is known
            assert holds(fact, point) in ((True, None) if isinstance(fact, Equal) else (True,))


@pytest.mark.parametrize("text", ["a = 1, a = 2", "a > 0, a < 0", "a in {2}, a < 1", "a^2 = -1", "k in 3..2"])
def test_where_facts_contradict_there_is_no_point(text: str) -> None:
    assert list(points(known(text), [], 1)) == []


def test_a_table_has_as_many_directions_as_indices() -> None:
    (point,) = points(known("n >= 2 integer"), [read("sum(w[i, j]*x[i], i=1..n, j=1..n)")], 1)
    assert {label: len(next(places(data))) for label, data in point.data.items()} == {"w": 2, "x": 1}


def test_there_are_more_data_than_the_facts_speak_of() -> None:
    for point in points(known("x[i] > 0 for i=1..n, n >= 1 integer"), [], 3):
        n = point.values[Symbol("n")]
        assert isinstance(n, fmpq)
        evaluate(read("x[n + 1] + x[0]"), point)


def test_tables_are_changed_at_one_place() -> None:
    table = ((fmpq(1), fmpq(2)), (fmpq(3), fmpq(4)))
    assert list(places(table)) == [(1, 1), (1, 2), (2, 1), (2, 2)]
    changed = Point({}, {"w": table, "x": (fmpq(5),)}).with_observation("w", (2, 1), fmpq(1, 2))
    assert written(changed.data["w"]) == "((1, 2), (1/2, 4))"
    assert written(changed.with_data_times("w", fmpq(2)).data["w"]) == "((2, 4), (1, 8))"
    assert written(cut(table, 1)) == "((1))"
    assert changed.data["x"] == (fmpq(5),)


TOLD = [
    ("sum(x[i], i=1..n) = 0", "n >= 1 integer, x[i] in {0, 1}", {"n", "x"}),
    ("x[1] = x[2]", "n >= 5 integer, x[i] > 0 for i=1..n", {"x"}),
    ("x[0] = x[1]", "", {"x[0]", "x"}),
    ("a = 1", "b > 0, c = b + 1, n >= 1 integer", {"a"}),
    ("sum(w[i, j], i=1..n, j=1..n) = 0", "n >= 1 integer", {"n", "w"}),
    ("max(a, x[1]) = where(a < 0, a, 0)", "", {"a", "x"}),
]


@pytest.mark.parametrize(("claim", "facts", "names"), TOLD)
def test_a_counterexample_tells_what_the_claim_depends_on(claim: str, facts: str, names: set[str]) -> None:
    (relation,) = read_relations(claim)
    given = known(facts) if facts else Given()
    found = refute(relation, given)
    assert isinstance(found, Refuted)
    assert {name for name, _ in found.point} == names


def test_observations_that_no_term_looks_at_are_left_out() -> None:
    (relation,) = read_relations("x[2] = 1")
    found = refute(relation, Given())
    assert isinstance(found, Refuted)
    ((_, data),) = found.point
    assert data.count(",") == 1
