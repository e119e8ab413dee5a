"""A derivation is replayed in a fresh process: without the stages, and without any search for proofs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from derive.errors import LoadError, ReplayError
from derive.kernel.derivation import Derivation
from derive.kernel.replay import dumps, replay
from derive.kernel.theorem import Theorem
from derive.rules import rules

FRESH = """
import pathlib, sys
import derive.algebra.signs.proving as signs

def no_search(*args):
    raise AssertionError("a replay looked for a proof")

signs.prove = signs._prove = no_search
from derive.kernel.replay import dumps, replay
from derive.rules import rules

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
derivation = replay(text, rules())
assert dumps(derivation) == text
assert not [name for name in sys.modules if name.startswith("derive.stages")]
print(len(derivation.theorems))
"""


@pytest.fixture(scope="module")
def few(bernoulli: Derivation) -> Derivation:
    """The first parts alone: a whole derivation that is quickly replayed."""
    return Derivation(bernoulli.name, bernoulli.title, bernoulli.source, bernoulli.parts[:3])


def test_a_fresh_process_replays_without_stages_and_without_search(
    bernoulli: Derivation, bernoulli_json: str, tmp_path: Path
) -> None:
    file = tmp_path / "bernoulli.json"
    file.write_text(bernoulli_json, encoding="utf-8")
    command = [sys.executable, "-W", "error", "-c", FRESH, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.stderr == ""
    assert done.stdout.strip() == str(len(bernoulli.theorems))


def test_what_is_replayed_is_what_was_derived(few: Derivation) -> None:
    again = replay(dumps(few), rules())
    assert [p.key for p in again.parts] == [p.key for p in few.parts]
    assert [t.claim for t in again.theorems] == [t.claim for t in few.theorems]
    assert [t.given for t in again.theorems] == [t.given for t in few.theorems]


def test_two_derivations_print_the_same_text(few: Derivation) -> None:
    assert dumps(few) == dumps(replay(dumps(few), rules()))


def test_a_theorem_cannot_be_made_by_hand(few: Derivation) -> None:
    one = few.theorems[0]
    with pytest.raises(TypeError, match="infer or replay"):
        Theorem(one.given, one.claim, one.rule, (), (), (), object())


NOT_A_DERIVATION = {
    "empty": "",
    "not JSON": "{",
    "a list": "[]",
    "another format": '{"format": "derive-0"}',
    "nothing but the format": '{"format": "derive-1"}',
    "deep": "[" * 5000,
    "a number": "7",
}


@pytest.mark.parametrize("name", NOT_A_DERIVATION)
def test_other_text_is_not_a_derivation(name: str) -> None:
    with pytest.raises(LoadError):
        replay(NOT_A_DERIVATION[name], rules())


CHANGES = {  # what is replaced in the text, and where it is refused: at a theorem, or at loading
    "a key more": ('"format"', '"more": 1,\n "format"', None),
    "a key twice": (' "name":', ' "name": "other",\n "name":', None),
    "a space": (' "name":', '  "name":', None),
    "a part without theorems": ('"theorems": [0, 1, 2]}', '"theorems": []}', None),
    "a negative number": ('"theorems": [0, 1, 2]}', '"theorems": [-1, 1, 2]}', None),
    "true for a number": ('"theorems": [0, 1, 2]}', '"theorems": [0, true, 2]}', None),
    "a theorem that is not there": ('"theorems": [0, 1, 2]}', '"theorems": [0, 1, 99]}', None),
    "another theorem told": ('"theorems": [0, 1, 2]}', '"theorems": [0, 1, 1]}', None),
    "a premise that comes later": ('"premises": [0, 1]', '"premises": [0, 7]', None),
    "an unknown rule": ('"rule": "log-of-product"', '"rule": "log-of-sum"', 6),
    "another rule": ('"rule": "log-of-product"', '"rule": "log-of-power"', 6),
    "a factor": ('"L(p)", "product(f(x[i], p), i=1..n)"]', '"L(p)", "2*product(f(x[i], p), i=1..n)"]', 0),
    "code": ('"L(p)", "product(f(x[i], p), i=1..n)"]', '"L(p)", "__import__(\'os\')"]', None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_text_is_refused_with_the_place(name: str, few: Derivation) -> None:
    old, new, index = CHANGES[name]
    text = dumps(few)
    assert text.count(old) >= 1
    with pytest.raises(LoadError if index is None else ReplayError) as refusal:
        replay(text.replace(old, new, 1), rules())
    if index is not None:
        assert refusal.value.index == index


def test_the_error_names_the_theorem_and_its_rule(few: Derivation) -> None:
    text = dumps(few).replace('"log(L(p))"]', '"log(2*L(p))"]')
    with pytest.raises(ReplayError, match=r"theorem \d+ \(definition\)"):
        replay(text, rules())
