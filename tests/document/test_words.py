"""The words: complete in every language, used, and in that language."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from derive.document.compose import SECTIONS
from derive.document.words import Words, languages, sources
from derive.kernel.trust import ROOMS
from derive.rules import rules
from derive.stages.failures import Kind

TABLES = {language: Words(language)._table for language in languages()}
KEYS = {language: {(s, k) for s, t in table.items() for k in t} for language, table in TABLES.items()}
VARIANTS = (
    "several_statistics", "statistics_on_support", "profile_named", "joint_maximum", "maximum_of_likelihood",
    "maximum_over_vector", "estimator_by_lambert", "penalised_l2", "penalised_l1", "sample_moments_about_known",
    "maximum_of_quadratic_form", "spectral_form_alone", "maximum_over_matrix", "directions_for_all",
    "maximisers_of_levels",
)  # fmt: skip
"""Other words for a part, by what it holds."""
GAP = re.compile(r"\{[a-z_]+\}")


def test_languages():
    assert languages() == ("en", "zh")


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_keys(language: str):
    assert KEYS[language] == KEYS["en"]


@pytest.mark.parametrize("language", languages())
def test_every_rule_part_section_and_room_has_words(language: str):
    wanted = {("rule", name) for name in rules()}
    wanted |= {("section", key) for key, _ in SECTIONS} | {
        ("part", part) for _, parts in SECTIONS for part in parts
    }
    wanted |= {("room", room) for room in ROOMS} | {("existence", kind) for kind in Kind}
    wanted |= {("axiom", name) for name, rule in rules().items() if rule.axiom}
    assert wanted <= KEYS[language]


@pytest.mark.parametrize("language", languages())
def test_no_words_for_what_is_not_there(language: str):
    assert {k for s, k in KEYS[language] if s == "rule"} == set(rules())
    assert {k for s, k in KEYS[language] if s == "axiom"} == {n for n, rule in rules().items() if rule.axiom}
    told = {k.removesuffix("_always") for s, k in KEYS[language] if s == "part"}
    assert told == {part for _, parts in SECTIONS for part in parts} | set(VARIANTS) | {"profile"}


@pytest.mark.parametrize(("section", "key"), sorted(KEYS["en"]))
def test_the_gaps_are_the_same_in_every_language(section: str, key: str):
    # a language may leave out a gap that its grammar does not need, never have one that others lack
    gaps = {
        language: set(GAP.findall(outside_mathematics(table[section][key])))
        for language, table in TABLES.items()
    }
    assert gaps["zh"] <= gaps["en"] or gaps["en"] <= gaps["zh"]


NAMES = {"derive", "Proved", "JSON", "SymPy", "FLINT", "KL", "PyTorch", "scikit", "learn"}


@pytest.mark.parametrize(("section", "key"), sorted(KEYS["zh"]))
def test_chinese_is_chinese(section: str, key: str):
    text = GAP.sub("", outside_mathematics(TABLES["zh"][section][key]))
    words = set(re.findall(r"[A-Za-z]{2,}", text)) - NAMES
    assert not words
    assert not re.search(r"[一-鿿][,.;:?!]", text), "Western punctuation after a Chinese character"


def outside_mathematics(text: str) -> str:
    return re.sub(r"\$[^$]+\$|\[\[[a-z_]+\]\]", "", text)


def test_every_cited_work_has_a_full_reference():
    cited = {re.match(r".+?\(\d{4}\)", rule.source)[0] for rule in rules().values()}
    assert cited <= set(sources())


def test_words_stay_outside_the_code():
    """No sentence of a page stands in compose, steps or publish: a string with two words and a capital or a
    full stop would be one."""
    for folder in ("document", "publish/formats"):
        for file in (files("derive") / folder).iterdir():
            if file.name.endswith(".py"):
                code = re.sub(r'"""[\s\S]*?"""|#.*|raise .*', "", file.read_text(encoding="utf-8"))
                assert not re.findall(r'"[A-Z][a-z]+ [a-z]+ [^"]*"', code), file.name
