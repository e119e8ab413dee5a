"""What is derived for each family of the catalogue, and for families typed in as a user would."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest
from sympy import Expr, Symbol

from derive.catalogue import family, names, read_family
from derive.kernel.derivation import Derivation
from derive.kernel.replay import dumps, replay
from derive.language.writer import write, write_domain, write_fact
from derive.rules import rules
from derive.rules.expectation import is_random
from derive.stages.failures import exactly, failures
from derive.stages.pipeline import derive
from derive.statement import (
    AffineArgmax,
    Argmax,
    ArgmaxAtRoot,
    ArrayArgmax,
    Claim,
    Equal,
    JointArgmax,
    MaximisedWhere,
    OneRoot,
    UniqueRoot,
    VectorArgmax,
    coordinates,
    terms_of,
)

TABLE = tomllib.loads(Path(__file__).with_name("families.toml").read_text(encoding="utf-8"))
KINDS = ("own", "typed", "quadratic", "unattained", "equations", "open")
OWN, TYPED, QUADRATIC, UNATTAINED, EQUATIONS, OPEN = (TABLE.pop(kind) for kind in KINDS)
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
    entry = (OWN | TYPED | QUADRATIC | UNATTAINED).get(name)
    if entry is None:
        return derive(family(name))
    parameters = ", ".join(f'{key} = "{domain}"' for key, domain in entry["parameters"].items())
    text = FILE.format(name=name, data=entry["data"], parameters=parameters, density=entry["density"])
    return derive(read_family(text, "a test"))


def best(derivation: Derivation, key: str) -> Argmax | JointArgmax | VectorArgmax | ArrayArgmax:
    part = derivation.part(key)
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, Argmax | JointArgmax | VectorArgmax | ArrayArgmax)
    return claim


def written(claim: Argmax | JointArgmax | VectorArgmax | ArrayArgmax) -> dict[str, str]:
    """Each coordinate; of an interval `low to high`."""
    return {write(v): " to ".join(write(end) for end in terms_of(place)) for v, place in coordinates(claim)}


def at_root(derivation: Derivation, key: str) -> ArgmaxAtRoot:
    part = derivation.part(key)
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, ArgmaxAtRoot)
    return claim


def test_every_family_is_in_the_table() -> None:
    listed = {"bernoulli", *TABLE, *OPEN, *EQUATIONS}  # bernoulli has a file of its own
    assert listed == set(names("families"))
    assert not listed & {*OWN, *TYPED, *QUADRATIC, *UNATTAINED}, "a family that is typed in would hide another"


@pytest.mark.parametrize("name", CLOSED)
def test_the_estimator(name: str) -> None:
    assert written(best(derived(name), "maximum")) == TABLE[name]["estimators"]


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
    statistics = [d for d in given.definitions() if d.head.is_Symbol or str(d.head.func).endswith("_")]
    assert [f"{write(d.head)} := {write(d.body)}" for d in statistics] == entry["where"]
    assert [write_fact(fact) for fact in given.hypotheses()] == entry["hypotheses"]
    assert not derivation.open


@pytest.mark.parametrize("name", TABLE)
def test_the_form_and_the_information(name: str) -> None:
    derivation, entry = derived(name), TABLE[name]
    part = derivation.part("information_of_family") or derivation.part("information")
    assert (part and write(part.theorems[-1].equality.right)) == entry.get("information")
    matrix = derivation.part("information_matrix")
    assert (matrix and [write(t.equality.right) for t in matrix.theorems]) == entry.get("matrix")
    form = derivation.part("exponential_form")
    assert (form and write(form.theorems[-1].equality.right)) == entry.get("form")


@pytest.mark.parametrize("name", TABLE)
def test_the_means_of_the_estimators(name: str) -> None:
    parts = [p for p in derived(name).parts if p.key.startswith(("unbiased", "biased"))]
    means = {p.key.partition(".")[2]: write_fact(p.theorems[-1].equality) for p in parts}
    assert means == TABLE[name]["means"]
    for part in parts:
        given = part.theorems[-1].given
        assert not {fact for fact in given.hypotheses() if is_random(fact.right - fact.left, given)}  # type: ignore[union-attr]


@pytest.mark.parametrize("name", TABLE)
def test_the_condition_is_necessary_and_what_happens_otherwise(name: str) -> None:
    derivation, entry = derived(name), TABLE[name]
    found = {", ".join(map(write_fact, case.hypotheses)): case.kind.value for case in failures(derivation)}
    assert found == entry["otherwise"]
    every = exactly(derivation)
    necessary = [] if entry.get("sufficient") else entry["hypotheses"]
    assert [write_fact(fact) for fact in (every.conditions if every else ())] == necessary
    assert not every or every.or_none == ("not_unique" not in found.values())


HESSIANS = ("hessian", "hessian_in_shares")


@pytest.mark.parametrize("name", EQUATIONS)
def test_the_equations_that_a_vector_solves(name: str) -> None:
    """The score, the Hessian, and where the likelihood is greatest; a closed form of linear equations alone."""
    derivation, entry = derived(name), EQUATIONS[name]
    told = {part.key: part.theorems[-1].claim for part in derivation.parts}
    assert write(told["score"].right) == entry["score"]
    if solution := entry.get("solution"):
        assert not derivation.open
        best = derivation.part("solution").theorems[-1]
        assert isinstance(best.claim, VectorArgmax)
        assert list(map(write, best.claim.points)) == [solution]
        assert list(map(write_fact, best.given.hypotheses())) == [entry["hypothesis"]]
    else:
        (question,) = derivation.open
        assert [question.key, *map(write_fact, question.claims)] == ["no_closed_root", entry["equations"]]
    assert [write(told[key].right) for key in HESSIANS if key in told] == [
        entry[key] for key in HESSIANS if key in entry
    ]
    if "flat" not in entry:
        assert not {"maximised_where", "maximisers", "deviance"} & told.keys()
        return
    claim = told["maximised_where"]
    assert isinstance(claim, MaximisedWhere)
    assert write_fact(claim.condition) == entry["equations"]
    assert write(claim.function).startswith("L(")
    every = told["maximisers"]
    assert isinstance(every, AffineArgmax)
    assert (every.function, every.domain, every.condition) == (claim.function, claim.domain, claim.condition)
    assert write_fact(every.flat) == entry["flat"]
    information = told.get("information_by_hessian")
    assert (information and write(information.right)) == entry.get("information")
    assert not derivation.part("maximisers").theorems[-1].given.hypotheses()
    assert [write(told[key].right) for key in ("deviance", "shift") if key in told] == [
        entry[key] for key in ("deviance", "shift") if key in entry
    ]
    if "deviance" in entry:
        assert write(told["saturated"].value) == entry["saturated"]
        last = derivation.part("deviance").theorems[-1]
        assert entry["mean"] in [write(definition.body) for definition in last.given.definitions()]
        assert not last.given.hypotheses()


@pytest.mark.parametrize("name", ["categorical", "multinomial"])
def test_on_the_closed_simplex_there_is_no_condition(name: str) -> None:
    part = derived(name).part("closed_entries")
    assert part is not None
    claim, given = part.theorems[-1].claim, part.theorems[-1].given
    assert isinstance(claim, VectorArgmax)
    assert {write(v): write(value) for v, value in coordinates(claim)} == TABLE[name]["estimators"]
    assert write_domain(claim.domain.entries) == "[0, oo)"
    assert not given.hypotheses()


@pytest.mark.parametrize("name", [*OPEN, *OWN])
def test_how_far_it_comes(name: str) -> None:
    derivation, entry = derived(name), (OPEN | OWN)[name]
    closed, roots = {}, {}
    for part in derivation.parts:
        kind, _, label = part.key.partition(".")
        if kind in ("maximum", "sign") and label:
            ((_, value),) = coordinates(best(derivation, part.key))
            closed[label] = write(value)
        if kind == "one_root":
            claim = at_root(derivation, part.key)
            roots[claim.variable.name] = write(claim.equation)
    assert (closed, roots) == (entry["closed"], entry["at_root"])
    assert {q.part: stops_at(claim) for q in derivation.open for claim in q.claims} == entry["open"]


def stops_at(claim: Claim) -> str:
    """The term that is not solved for, or what could not be shown."""
    match claim:
        case Equal(left=term) | OneRoot(function=term) | UniqueRoot(function=term):
            return write(term)
    return write_fact(claim)


@pytest.mark.parametrize("name", TYPED)
def test_a_support_that_moves_and_medians(name: str) -> None:
    derivation, entry = derived(name), TYPED[name]
    assert written(best(derivation, "maximum")) == entry["estimators"]
    maximum = derivation.part("maximum")
    assert maximum is not None
    assert [write_fact(fact) for fact in maximum.theorems[-1].given.hypotheses()] == entry["hypotheses"]
    assert not derivation.part("information_of_family")
    assert not derivation.part("information")


@pytest.mark.parametrize("name", QUADRATIC)
def test_a_score_that_is_quadratic(name: str) -> None:
    derivation, entry = derived(name), QUADRATIC[name]
    assert written(best(derivation, "maximum")) == entry["estimators"]
    maximum = derivation.part("maximum")
    assert maximum is not None
    assert [write_fact(fact) for fact in maximum.theorems[-1].given.hypotheses()] == entry["hypotheses"]
    found = {", ".join(map(write_fact, case.hypotheses)): case.kind.value for case in failures(derivation)}
    assert found == entry["otherwise"]


def test_the_example_of_linkage() -> None:
    counts = dict(zip(map(Symbol, "suwr"), (125, 18, 20, 34), strict=True))
    ((_, place),) = coordinates(best(derived("linkage"), "maximum"))
    assert isinstance(place, Expr)
    assert f"{float(place.subs(counts)):.4f}" == "0.6268"


@pytest.mark.parametrize("name", UNATTAINED)
def test_a_supremum_that_is_not_attained(name: str) -> None:
    derivation = derived(name)
    assert derivation.part("maximum") is None
    if len(UNATTAINED[name]["parameters"]) == 1:
        assert best(derivation, "unattained").points == ()
        assert not derivation.open


REPLAYED = (
    "laplace", "uniform", "of-length-one", "open-end", "pareto", "normal", "inverse-gaussian", "half-normal",
    "gamma", "categorical", "multinomial", "weibull", "logarithmic", "logistic",
)  # fmt: skip


@pytest.mark.parametrize("name", [*REPLAYED, *EQUATIONS])
def test_replay(name: str) -> None:
    text = dumps(derived(name))
    assert dumps(replay(text, rules())) == text
