"""What the stages derive: the Bernoulli family part by part, and the same family in other clothes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import derive
from derive.catalogue import names, read_family
from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem
from derive.language.data import to_data
from derive.language.writer import write, write_fact
from derive.stages.pipeline import derive as derived
from derive.statement import Equivalent

GOLDEN = Path(__file__).with_name("bernoulli.toml")
HOUSE = Path(derive.__file__).parent


def told(theorem: Theorem) -> str:
    """A claim as text; a claim about a function by its kind and its parts."""
    claim = theorem.claim
    if isinstance(claim, Equivalent):
        return f"{write_fact(claim.left)} <=> {write_fact(claim.right)}"
    if text := write_fact(claim):  # type: ignore[arg-type]
        return text
    ((kind, parts),) = to_data(claim).items()  # type: ignore[union-attr]
    return f"{kind}: " + "; ".join(map(plain, parts))


def plain(data: object) -> str:
    match data:
        case dict():
            ((kind, (low, high, *closed)),) = data.items()
            ends = [("(", "["), (")", "]")] if kind == "Interval" else [("{", "{"), ("}", "}")]
            left, right = (pair[bool(flag)] for pair, flag in zip(ends, closed or (0, 0), strict=True))
            return f"{left}{low}, {high}{right}"
        case list() if len(data) == 4 and isinstance(data[2], bool):
            return plain({"Interval": data})
        case list():
            return "{" + ", ".join(map(plain, data)) + "}"
        case _:
            return str(data).lower() if isinstance(data, bool) else str(data)


def story(derivation: Derivation) -> dict[str, list[list[str]]]:
    return {part.key: [[t.rule.name, told(t)] for t in part.theorems] for part in derivation.parts}


def test_the_bernoulli_derivation_claims_what_is_recorded(bernoulli: Derivation) -> None:
    recorded = tomllib.loads(GOLDEN.read_text(encoding="utf-8"))
    found = story(bernoulli)
    assert list(found) == list(recorded)
    for key, lines in recorded.items():
        assert found[key] == lines, key


def test_everything_is_under_the_model_and_named_hypotheses(bernoulli: Derivation) -> None:
    assert not bernoulli.given.hypotheses()
    said = {write_fact(fact) for theorem in bernoulli.theorems for fact in theorem.given.hypotheses()}
    assert said == {"0 < s", "s < n", "s = 0", "s = n"}


FAMILY = """
name = "{name}"
data = "{data} in {{0, 1}}"
parameters = {{ {parameter} = "0 < {parameter} < 1" }}
density = "{density}"
source = "a test"
"""

CLOTHES = {
    "renamed": ("y", "theta", "theta^y * (1 - theta)^(1 - y)"),
    "other letters": ("i", "n", "n^i * (1 - n)^(1 - i)"),
    "letters of the stages": ("s", "v", "v^s * (1 - v)^(1 - s)"),
    "an exponential family": ("y", "theta", "exp(y*log(theta) + (1 - y)*log(1 - theta))"),
    "odds": ("y", "theta", "(1 - theta) * (theta/(1 - theta))^y"),
    "failure first": ("y", "q", "(1 - q)^y * q^(1 - y)"),
}
ESTIMATES = {"failure first": "1 - ybar"}


@pytest.mark.parametrize("name", CLOTHES)
def test_the_same_family_in_other_clothes(name: str) -> None:
    data, parameter, density = CLOTHES[name]
    text = FAMILY.format(name=name.replace(" ", "-"), data=data, parameter=parameter, density=density)
    derivation = derived(read_family(text, "a test"))
    root = derivation.part("root")
    assert root is not None
    claim = root.theorems[-1].claim
    assert write(claim.root) == ESTIMATES.get(name, "{mean}").format(mean=f"{data}bar")  # type: ignore[union-attr]


# The names of families are words of mathematics as well (a geometric sum): what counts is a name as a text.
FAMILIES = "|".join(map(re.escape, names("families")))
WORD = re.compile(rf"[\"']({FAMILIES})[\"']", re.IGNORECASE)
ROOMS = ("kernel", "rules", "stages")


@pytest.mark.parametrize("room", ROOMS)
def test_no_code_names_a_family(room: str) -> None:
    files = sorted((HOUSE / room).rglob("*.py"))
    assert files
    assert [str(f.relative_to(HOUSE)) for f in files if WORD.search(f.read_text(encoding="utf-8"))] == []
