"""What is derived for each family of the catalogue, and for families typed in as a user would."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from derive.catalogue import family, names, read_family
from derive.kernel.derivation import Derivation
from derive.kernel.replay import dumps, replay
from derive.language.writer import write, write_fact
from derive.rules import rules
from derive.rules.expectation import is_random
from derive.stages.pipeline import derive
from derive.statement import Argmax, JointArgmax, in_several

TABLE = tomllib.loads(Path(__file__).with_name("families.toml").read_text(encoding="utf-8"))
OWN = TABLE.pop("own")
FILE = """
name = "{name}"
data = "{data}"
parameters = {{ {parameters} }}
density = "{density}"
source = "a test"
"""


@cache
def derived(name: str) -> Derivation:
    if name not in OWN:
        return derive(family(name))
    entry = OWN[name]
    parameters = ", ".join(f'{key} = "{domain}"' for key, domain in entry["parameters"].items())
    text = FILE.format(name=name, data=entry["data"], parameters=parameters, density=entry["density"])
    return derive(read_family(text, "a test"))


def best(derivation: Derivation, key: str) -> JointArgmax:
    part = derivation.part(key)
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, Argmax | JointArgmax)
    return in_several(claim)


def test_every_family_is_in_the_table() -> None:
    assert set(TABLE) == set(names("families")) - {"bernoulli"}, "bernoulli has a file of its own"


@pytest.mark.parametrize("name", TABLE)
def test_the_estimator_and_when_it_is_one(name: str) -> None:
    derivation, entry = derived(name), TABLE[name]
    claim = best(derivation, "maximum")
    found = {v.name: write(value) for v, value in zip(claim.variables, claim.points[0], strict=True)}
    assert found == entry["estimators"]
    maximum = derivation.part("maximum")
    assert maximum is not None
    given = maximum.theorems[-1].given
    statistics = [d for d in given.definitions() if d.head.is_Symbol]
    assert [f"{write(d.head)} := {write(d.body)}" for d in statistics] == entry["where"]
    assert [write_fact(fact) for fact in given.hypotheses()] == entry["hypotheses"]
    assert not derivation.open


@pytest.mark.parametrize("name", TABLE)
def test_the_form_the_information_and_the_data_without_a_maximum(name: str) -> None:
    derivation, entry = derived(name), TABLE[name]
    part = derivation.part("information_of_family") or derivation.part("information")
    assert (part and write(part.theorems[-1].equality.right)) == entry.get("information")
    matrix = derivation.part("information_matrix")
    assert (matrix and [write(t.equality.right) for t in matrix.theorems]) == entry.get("matrix")
    form = derivation.part("exponential_form")
    assert (form and write(form.theorems[-1].equality.right)) == entry.get("form")
    none = [p.theorems[-1] for p in derivation.parts if p.key.startswith("boundary")]
    assert [write_fact(fact) for t in none for fact in t.given.hypotheses()] == entry["no_maximum"]
    assert all(isinstance(t.claim, Argmax | JointArgmax) and not t.claim.points for t in none)


@pytest.mark.parametrize("name", TABLE)
def test_the_means_of_the_estimators(name: str) -> None:
    parts = [p for p in derived(name).parts if p.key.startswith(("unbiased", "biased"))]
    means = {p.key.partition(".")[2]: write_fact(p.theorems[-1].equality) for p in parts}
    assert means == TABLE[name]["means"]
    for part in parts:
        given = part.theorems[-1].given
        assert not {fact for fact in given.hypotheses() if is_random(fact.right - fact.left, given)}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", OWN)
def test_a_family_without_a_closed_form(name: str) -> None:
    derivation, entry = derived(name), OWN[name]
    closed = {}
    for part in derivation.parts:
        kind, _, label = part.key.partition(".")
        if kind in ("maximum", "sign"):
            closed[label] = write(best(derivation, part.key).points[0][0])
    assert closed == entry["closed"]
    assert [question.part for question in derivation.open] == [entry["open"]]


@pytest.mark.parametrize("name", ["normal", "inverse-gaussian", "half-normal", "gamma"])
def test_replay(name: str) -> None:
    text = dumps(derived(name))
    assert dumps(replay(text, rules())) == text
