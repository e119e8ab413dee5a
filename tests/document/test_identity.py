"""The write-up of a proof: what is given, the statement, the chain, and what it rests on, in every language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from derive.document import compose_identity, languages
from derive.document.blocks import (
    Box,
    Citation,
    Document,
    Equation,
    Heading,
    Line,
    Math,
    Paragraph,
    Sources,
    Text,
)
from derive.document.words import Words
from derive.identities import derivation_of, read_identity
from derive.kernel.derivation import Derivation

PROOFS = {
    "by_form": ("sum(a*x[i], i=1..n) = a*sum(x[i], i=1..n)", "n >= 1 integer"),
    "by_meaning": ("log(sigmoid(z)) = -softplus(-z)", "z real"),
    "by_sign": ("log(t) <= t - 1", "t > 0"),
}
TITLES = {"en": "An identity", "zh": "一个恒等式"}


def proof(claim: str, given: str = "") -> Derivation:
    return derivation_of(read_identity(claim, given))


def parts(value: object) -> Iterator[object]:
    yield value
    inside = value if isinstance(value, tuple) else getattr(value, "__dict__", {}).values()
    for part in inside:
        if not isinstance(part, str):
            yield from parts(part)


def texts(document: Document) -> str:
    return " ".join(p.text for p in parts(document) if isinstance(p, Text))


@pytest.fixture(params=languages())
def language(request) -> str:
    return request.param


@pytest.mark.parametrize("way", PROOFS)
def test_a_proof_is_told_without_a_gap(way: str, language: str) -> None:
    derivation = proof(*PROOFS[way])
    document = compose_identity(derivation, language)
    words = Words(language)
    assert document.language == language
    assert texts(document).startswith(TITLES[language])
    told = [block.content for block in document.blocks if isinstance(block, Paragraph)]
    assert told[0] == words.line(f"identity.{way}")
    assert "{" not in texts(document)
    assert all(p.tex for p in parts(document) if isinstance(p, Math | Equation))
    lines = [p for p in parts(document) if isinstance(p, Line)]
    numbers = [p.number for p in lines if p.number is not None]
    assert numbers == list(range(1, len(numbers) + 1))
    entries = next(p for p in parts(document) if isinstance(p, Sources)).entries
    assert {p.number for p in parts(document) if isinstance(p, Citation)} == set(range(1, len(entries) + 1))


def test_every_word_about_identities_is_used() -> None:
    assert Words("en")._table["identity"].keys() == {"title", "subtitle", "statement"} | PROOFS.keys()


def test_both_languages_tell_the_same_formulas() -> None:
    derivation = proof(*PROOFS["by_meaning"])
    found = [
        [p.tex for p in parts(compose_identity(derivation, language)) if isinstance(p, Math | Equation)]
        for language in languages()
    ]
    assert found[0] == found[1] != []


def test_the_sections_are_proof_trust_and_sources(language: str) -> None:
    document = compose_identity(proof("a/a = 1"), language)
    headings = [block.label for block in document.blocks if isinstance(block, Heading)]
    assert headings == ["proof", "trust", "sources"]


def test_assumptions_stand_in_a_box_only_where_there_are_some(language: str) -> None:
    def boxes(claim: str) -> list[str]:
        document = compose_identity(proof(claim), language)
        return [block.kind for block in document.blocks if isinstance(block, Box)]

    assert boxes("a/a = 1") == ["assumptions", "theorem"]
    assert boxes("a + a = 2*a") == ["theorem"]


def test_of_several_relations_each_is_stated_and_shown(language: str) -> None:
    document = compose_identity(proof("[[a, b], [b, a]]*[1, 1] = [a + b, b + a]"), language)
    (box,) = (block for block in document.blocks if isinstance(block, Box))
    assert len([p for p in parts(box) if isinstance(p, Equation)]) == 2
    assert [name for name, _ in document.highlights] == ["identity-1", "identity-2"]
    told = [block.content for block in document.blocks if isinstance(block, Paragraph)]
    assert told.count(Words(language).line("identity.by_form")) == 1, "what holds of both is said once"
