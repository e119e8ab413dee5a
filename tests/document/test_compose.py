"""The composer: everything that was derived is told, numbered once, referred to rightly."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from derive.catalogue import family, in_another, read_family
from derive.document import compose, compose_rule, languages
from derive.document.blocks import (
    Box,
    Citation,
    Document,
    Equation,
    Heading,
    Line,
    Math,
    Reference,
    Sources,
    Text,
)
from derive.document.compose import SECTIONS
from derive.document.estimators import kind_of
from derive.kernel.derivation import Derivation
from derive.rules import rules
from derive.stages.pipeline import derive


@pytest.fixture(scope="module", params=["", "odds = p/(1 - p)"])
def derivation(request) -> Derivation:
    model = family("bernoulli")
    return derive(in_another(model, request.param) if request.param else model)


@pytest.fixture(scope="module", params=languages())
def document(request, derivation: Derivation) -> Document:
    return compose(derivation, request.param)


def parts(value: object) -> Iterator[object]:
    """Every block and inline of a document, in order."""
    yield value
    inside = value if isinstance(value, tuple) else getattr(value, "__dict__", {}).values()
    for part in inside:
        if not isinstance(part, str):
            yield from parts(part)


def test_every_part_has_its_place_in_the_story(derivation: Derivation):
    placed = [part for _, keys in SECTIONS for part in keys]
    assert len(placed) == len(set(placed))
    told = {kind_of(part) for part in derivation.parts}
    assert {key for key in told if not re.match(r"otherwise_\d+$|existence$", key)} <= set(placed)


def test_numbers_run_from_one_without_a_gap(document: Document):
    numbers = [p.number for p in parts(document) if isinstance(p, Equation | Line) and p.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))


def test_references_point_back_to_a_number_that_exists(document: Document):
    seen: dict[str, int] = {}
    for part in parts(document):
        if isinstance(part, Reference):
            # the reason of a line is read after the line's own number is given; it refers to earlier ones
            assert seen.get(part.label) == part.number
        if isinstance(part, Equation | Line) and part.number is not None:
            seen[part.label] = part.number


def test_citations_have_an_entry(document: Document):
    entries = next(p for p in parts(document) if isinstance(p, Sources)).entries
    cited = {p.number for p in parts(document) if isinstance(p, Citation)}
    assert cited == set(range(1, len(entries) + 1))


def test_no_gap_is_left_open(document: Document):
    texts = [p.text for p in parts(document) if isinstance(p, Text)]
    assert not [t for t in texts if "{" in t or "}" in t]
    formulas = [p.tex for p in parts(document) if isinstance(p, Math)]
    assert all(formulas)
    assert not [f for f in formulas if "{item}" in f or "{parameter}" in f]


def test_labels_are_unique(document: Document):
    labels = [p.label for p in parts(document) if isinstance(p, Heading | Equation | Line) and p.label]
    assert len(labels) == len(set(labels))


def test_both_languages_tell_the_same_formulas(derivation: Derivation):
    told = [
        [p.tex for p in parts(compose(derivation, language)) if isinstance(p, Equation)]
        for language in languages()
    ]
    assert told[0] == told[1]


@pytest.mark.parametrize("name", sorted(rules()))
@pytest.mark.parametrize("language", languages())
def test_every_rule_can_be_shown(name: str, language: str):
    document = compose_rule(rules()[name], language)
    assert document.highlights[0][1]


IN_ANOTHER = {
    ("gamma", "eta = log(alpha)"): r"\hat{\beta} = \frac{e^{\hat{\eta}}}{\bar{x}}",
    ("gamma", "inv = 1/beta"): r"\widehat{\mathrm{inv}} = \frac{\bar{x}}{\hat{\alpha}}",
    ("poisson", "odd_one = exp(-lambda)"): r"\widehat{\mathrm{odd}_{one}} = e^{-\bar{x}}",
    ("uniform-zero", "m = theta/2"): r"\hat{m} = \frac{x_{(n)}}{2}",
    ("normal", "v = sigma^2"): r"\hat{v} = c",
}
"""A family, another parameter, and how the results begin to tell its estimator."""


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("asked", IN_ANOTHER, ids=": ".join)
def test_the_estimator_of_another_parameter_is_among_the_results(asked: tuple[str, str], language: str):
    document = compose(derive(in_another(family(asked[0]), asked[1])), language)
    results = next(p for p in parts(document) if isinstance(p, Box) and p.kind == "theorem")
    told = [p.tex for p in parts(results) if isinstance(p, Equation)]
    assert [tex for tex in told if tex.startswith(IN_ANOTHER[asked])]
    texts = [p.text for p in parts(document) if isinstance(p, Text)]
    assert not [t for t in texts if "{" in t or "}" in t]


FAMILIES = {
    "a root for all data": ("x > 0", {"r": "r > 0"}, "r*exp(-r*x)"),
    "a root for some data": ("x in {0, 1, ...}", {"t": "t > 0"}, "t^x*exp(-t)/factorial(x)"),
    "three values": (
        "x in {0, 1, 2}",
        {"p": "0 < p < 1"},
        "2*p^x*(1 - p)^(2 - x)/(factorial(x)*factorial(2 - x))",
    ),
    "the whole line": ("x real", {"m": "m real"}, "exp(-(x - m)^2/2)/sqrt(2*pi)"),
}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", FAMILIES)
def test_other_families_are_told_without_a_gap(name: str, language: str):
    """Families that are not in the catalogue, with other ends, hypotheses and statistics."""
    data, parameters, density = FAMILIES[name]
    pairs = ", ".join(f'{k} = "{v}"' for k, v in parameters.items())
    text = f'name = "n"\ndata = "{data}"\nparameters = {{ {pairs} }}\n'
    text += f'density = "{density}"\nsource = "S (2000)"\n'
    document = compose(derive(read_family(text, "n.toml")), language)
    assert all(p.tex for p in parts(document) if isinstance(p, Math | Equation))
    assert not [p for p in parts(document) if isinstance(p, Text) and "{" in p.text]


def test_derivatives_of_several_parameters_are_partial() -> None:
    formulas = [part.right for part in parts(compose(derive(family("normal")), "en")) if isinstance(part, Line)]
    assert any(r"\frac{\partial}{\partial \mu}\left[" in formula for formula in formulas)
    assert not any(r"\mathrm{d}" in formula for formula in formulas)
