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
from derive.stages.pipeline import derive
from derive.statement import Argmax, ArgmaxAtRoot, Equal, JointArgmax, in_several

TABLE = tomllib.loads(Path(__file__).with_name("families.toml").read_text(encoding="utf-8"))
OPEN, OWN = TABLE.pop("open"), TABLE.pop("own")
CLOSED = [name for name in TABLE if "equation" not in TABLE[name]]
AT_ROOT = [name for name in TABLE if "equation" in TABLE[name]]
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


def at_root(derivation: Derivation, key: str) -> ArgmaxAtRoot:
    part = derivation.part(key)
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, ArgmaxAtRoot)
    return claim


def test_every_family_is_in_the_table() -> None:
    listed = {"bernoulli", *TABLE, *OPEN}  # bernoulli has a file of its own
    assert listed == set(names("families"))


@pytest.mark.parametrize("name", CLOSED)
def test_the_estimator(name: str) -> None:
    claim = best(derived(name), "maximum")
    found = {v.name: write(value) for v, value in zip(claim.variables, claim.points[0], strict=True)}
    assert found == TABLE[name]["estimators"]


@pytest.mark.parametrize("name", AT_ROOT)
def test_the_equation_of_the_estimator(name: str) -> None:
    claim = at_root(derived(name), "maximum")
    found = {v.name: write(value) for v, value in zip(claim.variables, claim.point, strict=True)}
    assert found == TABLE[name]["estimators"]
    assert {claim.variable.name: write(claim.equation)} == TABLE[name]["equation"]


@pytest.mark.parametrize("name", TABLE)
def test_when_it_is_the_maximum(name: str) -> None:
    derivation, entry = derived(name), TABLE[name]
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
    form = derivation.part("exponential_form")
    assert (form and write(form.theorems[-1].equality.right)) == entry.get("form")
    none = [p.theorems[-1] for p in derivation.parts if p.key.startswith("boundary")]
    assert [write_fact(fact) for t in none for fact in t.given.hypotheses()] == entry["no_maximum"]
    assert all(isinstance(t.claim, Argmax | JointArgmax) and not t.claim.points for t in none)


@pytest.mark.parametrize("name", [*OPEN, *OWN])
def test_how_far_it_comes(name: str) -> None:
    derivation, entry = derived(name), (OPEN | OWN)[name]
    closed, roots = {}, {}
    for part in derivation.parts:
        kind, _, label = part.key.partition(".")
        if kind in ("maximum", "sign") and label:
            closed[label] = write(best(derivation, part.key).points[0][0])
        if kind == "one_root":
            claim = at_root(derivation, part.key)
            roots[claim.variable.name] = write(claim.equation)
    assert (closed, roots) == (entry["closed"], entry["at_root"])
    stopped = {
        q.part: write(c.left if isinstance(c, Equal) else c.function) for q in derivation.open for c in q.claims
    }
    assert stopped == entry["open"]


@pytest.mark.parametrize(
    "name", ["normal", "inverse-gaussian", "half-normal", "gamma", "weibull", "logarithmic", "logistic"]
)
def test_replay(name: str) -> None:
    text = dumps(derived(name))
    assert dumps(replay(text, rules())) == text
