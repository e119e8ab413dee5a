"""The forgeries of forged.py and its neighbours: refused by form and rules alone, numbers left aside."""

from __future__ import annotations

import forged_arrays  # noqa: F401 - adds its forgeries to the table
import forged_changes  # noqa: F401 - adds its forgeries to the table
import forged_concave  # noqa: F401
import forged_directions
import forged_existence  # noqa: F401 - adds its forgeries to the table
import forged_likelihoods  # noqa: F401 - adds its forgeries to the table
import forged_linear_systems  # noqa: F401
import forged_log_sum_exp
import forged_maxima  # noqa: F401 - adds its forgeries to the table
import forged_roots  # noqa: F401
import forged_supports  # noqa: F401
import forged_values  # noqa: F401
import forged_vectors  # noqa: F401
import pytest
from forged import FORGERIES

import derive.kernel.theorem as kernel
from derive.errors import DeriveError, ReplayError
from derive.kernel.derivation import Derivation, Part
from derive.kernel.replay import dumps, replay
from derive.kernel.theorem import Theorem
from derive.language.reader import read
from derive.rules import named, rules
from derive.statement import Definition, Equal, Given, Provenance


@pytest.fixture(autouse=True)
def _without_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A false claim is often refuted by its values; here the rules have to do without."""
    monkeypatch.setattr(kernel, "refute", lambda *_: None)


@pytest.mark.parametrize("name", FORGERIES)
def test_a_false_theorem_is_not_made(name: str) -> None:
    reason, build = FORGERIES[name]
    with pytest.raises(DeriveError, match=reason):
        build()


def written(theorem: Theorem) -> str:
    return dumps(Derivation("forged", (("en", "Forged"),), "nobody", (Part("forged", (theorem,)),)))


@pytest.mark.parametrize("name", FORGERIES)
def test_its_json_is_not_replayed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made by a kernel that looks at no form, where that is enough to make it; then replayed."""
    reason, build = FORGERIES[name]
    with monkeypatch.context() as patch:
        for check in ("problem_of_given", "problem_of_claim"):
            patch.setattr(kernel, check, lambda *_: None)
        try:
            theorem = build()
            text = written(theorem)
        except (DeriveError, RecursionError):
            return  # a rule forbids it: there is no such JSON
    with pytest.raises(ReplayError, match=reason) as refusal:
        replay(text, rules())
    assert refusal.value.index < len(theorem.ancestry)


CIRCLES = {
    "itself": [("z", "z + 1")],
    "two in a circle": [("y", "z"), ("z", "y + 1")],
    "a function of itself": [("z", "1"), ("g(t)", "1 + g(t - 1)")],
}


@pytest.mark.parametrize("name", CIRCLES)
def test_a_circle_of_definitions_is_refused_before_it_is_unfolded(name: str) -> None:
    """Written by hand: no kernel could make it."""
    pairs = [(read(h, functions=None), read(b, functions=None)) for h, b in CIRCLES[name]]
    given = Given().adding(Provenance.DEFINITION, *(Definition(*pair) for pair in pairs))
    theorem = Theorem(given, Equal(*pairs[-1]), named("definition"), (), (pairs[-1][0], ()), (), kernel._SEAL)
    with pytest.raises(ReplayError, match="or within it") as refusal:
        replay(written(theorem), rules())
    assert refusal.value.index == 0


def test_what_is_not_forged_is_made() -> None:
    """The ways by which the forgeries about directions are tried lead somewhere."""
    assert forged_directions.told("s = 0")
    assert forged_directions.logistic("0 <= (2*y[i] - 1)*s")
    assert forged_directions.logistic("0 <= y[i]*s", "0 <= (y[i] - 1)*s", kind="one")
    assert forged_log_sum_exp.shape("q[1] - log(sum(exp(q[k]), k=1..K))")
    assert forged_log_sum_exp.shape(
        "sum(-log(sum(exp(x[i]*q[k, 1]), k=1..K)), i=1..n)", space=forged_log_sum_exp.TABLE
    )
