"""In another parameter: what is derived, compared with textbooks, and what is refused."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from derive.catalogue import family, in_another, knowing
from derive.errors import CatalogueError
from derive.kernel.derivation import Derivation
from derive.kernel.replay import dumps, replay
from derive.language.writer import write, write_fact
from derive.rules import rules
from derive.stages.pipeline import derive
from derive.statement import Argmax, ArgmaxAtRoot, Bijection, JointArgmax, Member, in_several

TABLE = tomllib.loads(Path(__file__).with_name("reparametrised.toml").read_text(encoding="utf-8"))
CHANGES = {f"{row['family']}: {row['another']}": row for row in TABLE["change"]}
AT_ROOT = {f"{row['family']}: {row['another']}": row for row in TABLE["at_root"]}
RIGHT = {
    "score": "new_score",
    "observed": "new_observed",
    "error": "new_standard_error",
}


@cache
def derived(key: str) -> Derivation:
    row = CHANGES.get(key) or AT_ROOT[key]
    return derive(in_another(knowing(family(row["family"]), row.get("known", ())), row["another"]))


def right(derivation: Derivation, part: str) -> str:
    found = derivation.part(part)
    return write(found.theorems[-1].equality.right) if found else ""


@pytest.mark.parametrize("key", CHANGES)
def test_the_function_and_its_inverse(key: str) -> None:
    part = derived(key).part("new_inverse")
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, Bijection)
    found = f"{claim.variable} = {write(claim.inverse)} on {write_fact(Member(claim.value, claim.image))}"
    assert found == CHANGES[key]["bijection"]
    monotone = derived(key).part("new_parameter")
    assert monotone is not None
    assert monotone.theorems[-1].rule.name == "monotone-by-derivative"


@pytest.mark.parametrize("key", CHANGES)
def test_the_estimator_by_invariance(key: str) -> None:
    part, old = derived(key).part("new_maximum"), derived(key).part("maximum")
    assert part is not None
    assert old is not None
    theorem = part.theorems[-1]
    assert isinstance(theorem.claim, Argmax | JointArgmax)
    joint = in_several(theorem.claim)
    name = CHANGES[key]["another"].split()[0]
    (place,) = (k for k, variable in enumerate(joint.variables) if variable.name == name)
    assert write(joint.points[0][place]) == CHANGES[key]["estimator"]
    assert "invariance" in {t.rule.name for t in part.theorems}
    assert theorem.given == old.theorems[-1].given  # for the same data


@pytest.mark.parametrize("key", CHANGES)
def test_the_score_and_the_information(key: str) -> None:
    row, derivation = CHANGES[key], derived(key)
    assert {name: right(derivation, part) for name, part in RIGHT.items()} == {
        name: row.get(name, "") for name in RIGHT
    }
    part = derivation.part("new_information")
    bodies = [
        write(d.body)
        for t in (part.theorems[-1:] if part else ())
        for d in t.given.definitions()
        if d.head.func.__name__ == "Istar"
    ]
    assert bodies == ([row["information"]] if "information" in row else [])


@pytest.mark.parametrize("key", AT_ROOT)
def test_a_root_that_is_known_by_its_equation(key: str) -> None:
    part, row = derived(key).part("new_maximum"), AT_ROOT[key]
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, ArgmaxAtRoot)
    point = {variable.name: write(value) for variable, value in zip(claim.variables, claim.point, strict=True)}
    assert (point, claim.variable.name, write(claim.equation)) == (
        row["point"],
        row["variable"],
        row["equation"],
    )
    assert not derived(key).open


NOT_CARRIED_OVER = {"uniform": "w = b - a", "laplace": "m = mu + 1"}


@pytest.mark.parametrize("name", NOT_CARRIED_OVER)
def test_what_is_not_carried_over_is_told(name: str) -> None:
    """Of domains that depend on each other, and of an interval of maximisers."""
    derivation = derive(in_another(family(name), NOT_CARRIED_OVER[name]))
    assert derivation.part("new_maximum") is None
    assert [question.key for question in derivation.open] == ["not_carried_over"]
    assert derivation.part("maximum") is not None


def test_at_an_edge_the_score_is_not_zero() -> None:
    """A likelihood that ends at its maximum: nothing is said of the observed information there."""
    keys = {part.key for part in derived("uniform-zero: m = theta/2").parts}
    assert "new_maximum" in keys
    assert not {"new_score", "new_curvature", "new_observed", "new_information"} & keys


@pytest.mark.parametrize("key", [*CHANGES, *AT_ROOT])
def test_replay(key: str) -> None:
    text = dumps(derived(key))
    assert dumps(replay(text, rules())) == text


@pytest.mark.parametrize("row", TABLE["refused"], ids=lambda row: row["another"])
def test_what_is_refused(row: dict[str, str]) -> None:
    with pytest.raises(CatalogueError) as refused:
        derive(in_another(family(row["family"]), row["another"]))
    assert row["problem"] in str(refused.value)


def test_the_delta_method_gives_the_same_error() -> None:
    """That of the variance of a half-normal sample: 2σ·σ/√(2n) = σ²·√(2/n)."""
    part = derived("half-normal: v = sigma^2").part("new_delta")
    assert part is not None
    assert write_fact(part.theorems[-1].claim) == "sestar(s/n) = 2/sqrt(n)*sqrt(s)*se(sqrt(s/n))"
