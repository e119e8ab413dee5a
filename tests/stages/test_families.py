"""What is derived for each family of the catalogue, and for families typed in as a user would."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from derive.catalogue import family, names, read_family
from derive.kernel.derivation import Derivation
from derive.kernel.replay import dumps, replay
from derive.language.writer import write, write_domain, write_fact
from derive.rules import rules
from derive.stages.pipeline import derive
from derive.statement import Argmax, JointArgmax, MaximisedWhere, VectorArgmax, coordinates, terms_of

TABLE = tomllib.loads(Path(__file__).with_name("families.toml").read_text(encoding="utf-8"))
OWN, TYPED, UNATTAINED, EQUATIONS = (TABLE.pop(kind) for kind in ("own", "typed", "unattained", "equations"))
FILE = """
name = "{name}"
data = "{data}"
parameters = {{ {parameters} }}
density = "{density}"
source = "a test"
"""


@cache
def derived(name: str) -> Derivation:
    entry = (OWN | TYPED | UNATTAINED).get(name)
    if entry is None:
        return derive(family(name))
    parameters = ", ".join(f'{key} = "{domain}"' for key, domain in entry["parameters"].items())
    text = FILE.format(name=name, data=entry["data"], parameters=parameters, density=entry["density"])
    return derive(read_family(text, "a test"))


def best(derivation: Derivation, key: str) -> Argmax | JointArgmax | VectorArgmax:
    part = derivation.part(key)
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, Argmax | JointArgmax | VectorArgmax)
    return claim


def written(claim: Argmax | JointArgmax | VectorArgmax) -> dict[str, str]:
    """Each coordinate; of an interval `low to high`."""
    return {write(v): " to ".join(write(end) for end in terms_of(place)) for v, place in coordinates(claim)}


def test_every_family_is_in_the_table() -> None:
    others = set(names("families")) - {"bernoulli"}
    assert set(TABLE) | set(EQUATIONS) == others, "bernoulli has a file of its own"


@pytest.mark.parametrize("name", TABLE)
def test_the_estimator_and_when_it_is_one(name: str) -> None:
    derivation, entry = derived(name), TABLE[name]
    assert written(best(derivation, "maximum")) == entry["estimators"]
    maximum = derivation.part("maximum")
    assert maximum is not None
    given = maximum.theorems[-1].given
    statistics = [d for d in given.definitions() if d.head.is_Symbol or str(d.head.func).endswith("_")]
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
    assert all(isinstance(t.claim, Argmax | JointArgmax | VectorArgmax) and not t.claim.points for t in none)


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_equations_that_a_vector_solves(name: str) -> None:
    """Where no closed form is found: the score, the Hessian, and where the likelihood is greatest."""
    derivation, entry = derived(name), EQUATIONS[name]
    told = {part.key: part.theorems[-1].claim for part in derivation.parts}
    assert write(told["score"].right) == entry["score"]
    (question,) = derivation.open
    assert [question.key, *map(write_fact, question.claims)] == ["no_closed_root", entry["equations"]]
    if "hessian" not in entry:
        assert not {"hessian", "maximised_where"} & told.keys()
        return
    assert write(told["hessian"].right) == entry["hessian"]
    claim = told["maximised_where"]
    assert isinstance(claim, MaximisedWhere)
    assert write_fact(claim.condition) == entry["equations"]
    assert write(claim.function).startswith("L(")
    assert not derivation.part("maximised_where").theorems[-1].given.hypotheses()


@pytest.mark.parametrize("name", ["categorical", "multinomial"])
def test_on_the_closed_simplex_there_is_no_condition(name: str) -> None:
    part = derived(name).part("closed_entries")
    assert part is not None
    claim, given = part.theorems[-1].claim, part.theorems[-1].given
    assert isinstance(claim, VectorArgmax)
    assert {write(v): write(value) for v, value in coordinates(claim)} == TABLE[name]["estimators"]
    assert write_domain(claim.domain.entries) == "[0, oo)"
    assert not given.hypotheses()


@pytest.mark.parametrize("name", OWN)
def test_a_family_without_a_closed_form(name: str) -> None:
    derivation, entry = derived(name), OWN[name]
    closed = {}
    for part in derivation.parts:
        kind, _, label = part.key.partition(".")
        if kind in ("maximum", "sign"):
            ((_, value),) = coordinates(best(derivation, part.key))
            closed[label] = write(value)
    assert closed == entry["closed"]
    assert [question.part for question in derivation.open] == [entry["open"]]


@pytest.mark.parametrize("name", TYPED)
def test_a_support_that_moves_and_medians(name: str) -> None:
    derivation, entry = derived(name), TYPED[name]
    assert written(best(derivation, "maximum")) == entry["estimators"]
    maximum = derivation.part("maximum")
    assert maximum is not None
    assert [write_fact(fact) for fact in maximum.theorems[-1].given.hypotheses()] == entry["hypotheses"]
    assert not derivation.part("information_of_family")
    assert not derivation.part("information")


@pytest.mark.parametrize("name", UNATTAINED)
def test_a_supremum_that_is_not_attained(name: str) -> None:
    derivation = derived(name)
    assert derivation.part("maximum") is None
    if len(UNATTAINED[name]["parameters"]) == 1:
        assert best(derivation, "unattained").points == ()
        assert not derivation.open


REPLAYED = (
    "laplace", "uniform", "of-length-one", "open-end", "pareto", "normal", "inverse-gaussian", "half-normal",
    "gamma", "categorical", "multinomial",
)  # fmt: skip


@pytest.mark.parametrize("name", [*REPLAYED, *EQUATIONS])
def test_replay(name: str) -> None:
    text = dumps(derived(name))
    assert dumps(replay(text, rules())) == text
