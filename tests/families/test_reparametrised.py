"""The same families in other clothes: the estimator goes with its parameter, whatever the density looks like.

What derives today is listed in reparametrised.toml and must go on to derive, in any letters and however the
density is written; what derives besides must be right as well.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest
from clothes import CHANGES, REWRITINGS, Clothed, in_other_clothes
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numerical import estimates, log_likelihood
from references import SAMPLES, WITHOUT, sample
from sympy import Symbol

import derive
from derive.api.results import MaximumLikelihood
from derive.catalogue import family, read_family
from derive.errors import DeriveError
from derive.language.writer import write
from derive.stages.pipeline import derive as derivation
from derive.statement import Bijection, Interval

LISTED = tomllib.loads(Path(__file__).with_name("reparametrised.toml").read_text("utf-8"))
DERIVES: dict[tuple[str, tuple[str, ...]], None] = {
    (name, tuple(filter(None, chain.split(" then ")))): None
    for chain, names in LISTED["derives"].items()
    for name in names
}
"""Pairs of a family and the changes of its parameter, in an order that is always the same."""
OPEN: frozenset[str] = frozenset(LISTED["open"])
"""Of these, what does not derive when the density is written so: `family: changes: rewriting`."""

WRITTEN = ("", *REWRITINGS)
PARAMETERS = ("theta", "q", "n", "s", "i", "w", "u", "L", "ell")
VARIABLES = ("y", "z", "j", "d", "f")
LARGE = range(SAMPLES - 3, SAMPLES)
"""The largest samples: in a small one the estimate may be an end of its parameter space."""
ROWS = tomllib.loads((Path(__file__).parents[1] / "stages" / "families.toml").read_text("utf-8"))
NO_FORMULA = {*WITHOUT, *(name for name, row in ROWS.items() if "equation" in row)}
"""Families whose estimator is no formula."""
ONE = tuple(
    name
    for name in derive.families()
    if name not in NO_FORMULA
    and len(family(name).parameters) == 1
    and isinstance(family(name).parameters[0][1], Interval)
    and not family(name).moves  # rounding would leave the support at its end
)

original = cache(derive.mle)


def obstacle(clothed: Clothed, number: int) -> str:
    """Why there is no estimator; nothing where there is one, which then is right and replays."""
    model, _, known = sample(clothed.name, number)
    ours = estimates(model, original(clothed.name).estimators, known)
    ((_, estimate),) = ours.items()
    other = read_family(clothed.text, "a test")
    data = {**known, other.variable.name: known[model.variable.name]}
    expected = {clothed.parameter: clothed.taken(estimate)}
    likely = log_likelihood(model, known | ours)
    assert log_likelihood(other, data | expected) == pytest.approx(likely, rel=1e-9), "not the same family"
    try:
        result = MaximumLikelihood(derivation(other), other)
    except DeriveError as error:
        return str(error)
    if not result.estimators:
        return "no estimator"
    assert estimates(other, result.estimators, data) == pytest.approx(expected, rel=1e-9)
    assert derive.replay(result.to_json()).name == result.name
    return ""


def label(name: str, changes: tuple[str, ...], rewriting: str = "") -> str:
    return f"{name}: {' then '.join(changes)}: {rewriting}"


@settings(max_examples=10, deadline=None, derandomize=True)
@given(
    st.sampled_from(list(DERIVES)),
    st.sampled_from(WRITTEN),
    st.sampled_from(PARAMETERS),
    st.sampled_from(VARIABLES),
    st.sampled_from(LARGE),
)
def test_what_is_listed_derives_in_any_clothes(
    listed: tuple[str, tuple[str, ...]], rewriting: str, parameter: str, variable: str, number: int
) -> None:
    clothed = in_other_clothes(*listed, rewriting)
    assume(clothed is not None and label(*listed, rewriting) not in OPEN)
    assert clothed is not None
    assert obstacle(clothed.renamed(parameter, variable), number) == ""


@settings(max_examples=5, deadline=None, derandomize=True)
@given(st.sampled_from(ONE), st.sampled_from(list(CHANGES)), st.sampled_from(LARGE))
def test_the_estimator_follows_by_invariance(name: str, change: str, number: int) -> None:
    """Not derived anew: g(p̂) for the estimator p̂ of the catalogue, where g is seen to be one-to-one."""
    clothed = in_other_clothes(name, (change,))
    assume(clothed is not None)
    assert clothed is not None
    new = "theta" if clothed.parameter != "theta" else "eta"
    term = write(CHANGES[change].new(Symbol(clothed.parameter)))
    result = derive.mle(name, reparametrize=f"{new} = {term}")
    model, _, known = sample(name, number)
    ((_, estimate),) = estimates(model, original(name).estimators, known).items()
    assert estimates(model, result.estimators, known) == pytest.approx({new: clothed.taken(estimate)}, rel=1e-9)
    part = result.derivation.part("new_inverse")
    assert part is not None
    claim = part.theorems[-1].claim
    assert isinstance(claim, Bijection)
    assert (claim.image.low, claim.image.high) == (clothed.low, clothed.high)
    assert {"new_score", "new_maximum"} <= {p.key for p in result.derivation.parts}
    assert derive.replay(result.to_json()).name == f"{name}-in-{new}"


@settings(max_examples=6, deadline=None, derandomize=True)
@given(
    st.sampled_from(ONE),
    st.lists(st.sampled_from(list(CHANGES)), min_size=2, max_size=3).map(tuple),
    st.sampled_from(WRITTEN),
    st.sampled_from(LARGE),
)
def test_what_derives_besides_is_right(
    name: str, changes: tuple[str, ...], rewriting: str, number: int
) -> None:
    clothed = in_other_clothes(name, changes, rewriting)
    assume(clothed is not None)
    assert clothed is not None
    obstacle(clothed, number)
