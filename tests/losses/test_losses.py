"""Every loss of the catalogue: its verdict, compared with a table that was checked by hand, and with
numbers."""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from flint import arb, fmpq
from sympy import Expr, exp
from totals import total

import derive
from derive.algebra.equality import equal
from derive.algebra.numeric.balls import ball, evaluate
from derive.algebra.numeric.points import points
from derive.api.judging import LossVerdict
from derive.catalogue import loss as catalogued
from derive.errors import DeriveError, LoadError, ReplayError
from derive.kernel.replay import dumps
from derive.language.reader import read
from derive.stages.likelihoods import assumed, spaces_of
from derive.statement import NOTHING, Interval, Kind, Loss, Values

TABLE = tomllib.loads(Path(__file__).with_name("losses.toml").read_text(encoding="utf-8"))
POSITIVE = [name for name, row in TABLE.items() if row["verdict"] in ("equal", "constant", "factor", "both")]
NEGATIVE = [name for name, row in TABLE.items() if row["verdict"] == "none"]


def test_every_loss_has_its_row() -> None:
    assert set(TABLE) == set(derive.losses())


@pytest.mark.parametrize("name", TABLE)
def test_the_verdict_is_that_of_the_literature(name: str) -> None:
    found, row = derive.loss(name), TABLE[name]
    assert found.kind.value == row["verdict"]
    assert found.family == row.get("family", "")
    given = assumed(spaces_of(found.loss))
    for said, made in ((row.get("factor"), found.factor), (row.get("constant"), found.constant)):
        if said is not None:
            assert made is not None
            assert equal(read(said), made, given), (said, made)
    if name in POSITIVE:
        assert "factor" in row or found.factor == 1
        assert "constant" in row or found.constant == 0
    assert {q.removesuffix("_0") for q in found.setting} == set(row.get("setting", {}))
    for q, said in row.get("setting", {}).items():
        made = {name.removesuffix("_0"): value for name, value in found.setting.items()}[q]
        assert made == read(said) or equal(read(said), made, given), (said, made)
    if "rule" in row:
        assert found.derivation.parts[-1].theorems[-1].rule.name == row["rule"]


# ── a second opinion, by numbers alone ──

BETWEEN_TWO = [
    name for name in NEGATIVE if isinstance(catalogued(name).labels[1], Values) and "clamped" not in name
]
"""Losses of two labels; where a logarithm is cut off at −100, floating point does not see it."""


@pytest.mark.parametrize("name", [name for name in POSITIVE if name not in ("cross-entropy", "nll")])
def test_the_total_is_one_by_numbers(name: str) -> None:
    """∫ exp(−k·loss − c) dy = 1, by rigorous quadrature, which no table of integrals has a part in."""
    found = derive.loss(name)
    assert found.factor is not None
    assert found.constant is not None
    weight = exp(-found.factor * found.loss.formula - found.constant)
    values = [value for place in range(2) if (value := total(found.loss, weight, place)) is not None]
    assert all(value.overlaps(arb(1)) for value in values), values
    assert any(abs(value - 1) < arb("0.001") for value in values), values


@pytest.mark.parametrize("name", BETWEEN_TWO)
def test_no_factor_and_no_weights_fit_by_numbers(name: str) -> None:
    """With two labels: for each k of a fine grid, the best weights miss the total of 1 at some prediction."""
    loss = catalogued(name)
    ((a, domain),) = loss.predictions
    assert isinstance(domain, Interval)
    at = next(points(assumed(loss.known), [], 1))
    costs = [
        [float(ball(evaluate(costs_of(loss, label), at.with_value(a, place), NOTHING))) for label in (0, 1)]
        for place in PLACES[domain.low.is_finite, domain.high.is_finite]
    ]
    for step in range(-40, 41):
        k = 10 ** (step / 20)
        assert misfit([[math.exp(-k * c) for c in row] for row in costs]) > 1e-6, k


PLACES = {
    (True, True): [fmpq(1, 10**9), *(fmpq(k, 20) for k in range(1, 20, 3)), 1 - fmpq(1, 10**9)],
    (False, False): [fmpq(k, 4) for k in range(-10, 11, 3)],
    (True, False): [fmpq(k, 4) for k in range(1, 20, 2)],
}
"""Predictions between two ends, on the line, and beyond an end."""


def costs_of(loss: Loss, label: int) -> Expr:
    """What the first or the second label costs."""
    target, labels = loss.labels
    assert isinstance(labels, Values)
    return loss.formula.xreplace({target: labels.members[label]})


def misfit(rows: list[list[float]]) -> float:
    """How far the best nonnegative weights are from a total of 1 at every prediction: least squares in two."""
    best = math.inf
    for free in product((True, False), repeat=2):
        columns = [j for j in range(2) if free[j]]
        weights = fitted([[row[j] for j in columns] for row in rows])
        if weights is None or any(w < 0 for w in weights):
            continue
        gaps = [sum(w * row[j] for w, j in zip(weights, columns, strict=True)) - 1 for row in rows]
        best = min(best, max(map(abs, gaps)))
    return best


def fitted(rows: list[list[float]]) -> list[float] | None:
    """The weights of least squares, of none to two columns."""
    if not rows[0]:
        return []
    normal = [[sum(r[i] * r[j] for r in rows) for j in range(len(rows[0]))] for i in range(len(rows[0]))]
    right = [sum(r[i] for r in rows) for i in range(len(rows[0]))]
    if len(right) == 1:
        return [right[0] / normal[0][0]] if normal[0][0] else None
    determinant = normal[0][0] * normal[1][1] - normal[0][1] ** 2
    if not determinant:
        return None
    return [
        (right[0] * normal[1][1] - right[1] * normal[0][1]) / determinant,
        (right[1] * normal[0][0] - right[0] * normal[0][1]) / determinant,
    ]


# ── derivations of losses ──


@pytest.mark.parametrize("name", ["cross-entropy", "huber", "brier", "hinge", "tweedie", "margin-ranking"])
def test_a_derivation_comes_back_from_json(name: str) -> None:
    found = derive.loss(name)
    again = derive.replay(found.to_json())
    assert isinstance(again, LossVerdict)
    assert (again.loss, again.kind, again.factor, again.constant) == (
        found.loss, found.kind, found.factor, found.constant,
    )  # fmt: skip
    assert (again.family, again.density) == (found.family, found.density)


def test_what_is_changed_in_json_is_refused() -> None:
    text = derive.loss("absolute-error").to_json()
    for old, new in (("log(2)", "log(3)"), ("1/2*exp(", "1/3*exp("), ("AE(y, m)", "AE(m, y)")):
        assert old in text
        with pytest.raises((LoadError, ReplayError)):
            derive.replay(text.replace(old, new))


def test_a_refusal_is_not_that_of_another_loss() -> None:
    document = derive.loss("brier").derivation
    first = derive.loss("binary-cross-entropy").derivation.parts[0]
    forged = replace(document, parts=(first, *document.parts[1:]))
    with pytest.raises(LoadError, match="another loss"):
        derive.replay(dumps(forged))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", TABLE)
def test_every_loss_has_its_page(name: str, lang: str) -> None:
    text = derive.api.show(name, lang)
    assert text.count("\n") > 20
    assert not re.search(r"\{[a-z_]{3,}\}|\[\[", text), "a gap that was not filled"


def test_a_loss_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\ntarget = "y real"\nprediction = "m real"\nformula = "3*abs(y - m)"\n'
        'reduction = "sum"\nsymbol = "M"\nsource = "me"\n'
    )
    found = derive.loss(path)
    assert (found.kind, found.family, found.setting["b"]) == (Kind.CONSTANT, "laplace", read("1/3"))
    assert "Laplace" in derive.api.show(str(path))


WRONG = {
    'symbol = "M"': ('symbol = "1M"', "symbol: must be a name"),
    'reduction = "sum"': ('reduction = "max"', "reduction: must be one of"),
    'target = "y real"': ('target = "y = 2"', "target: must say where one symbol lies"),
    'prediction = "m real"': ('prediction = "m > b"', "prediction: nothing is said of b and m"),
    'formula = "3*abs(y - m)"': ('formula = "3*abs(y - w)"', "formula: unknown symbol 'w'"),
    'source = "me"': ('source = "me"\nverdict = "equal"', "verdict: unknown key"),
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_in_a_file_is_told_at_its_place(line: str, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    text = (
        'name = "mine"\ntarget = "y real"\nprediction = "m real"\nformula = "3*abs(y - m)"\n'
        'reduction = "sum"\nsymbol = "M"\nsource = "me"\n'
    )
    new, problem = WRONG[line]
    path.write_text(text.replace(line, new))
    with pytest.raises(DeriveError, match=problem):
        derive.loss(path)
