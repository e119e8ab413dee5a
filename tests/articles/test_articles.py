"""Articles: what they show is derived, decided, replayed; their words are all there; their text as it was."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

import derive
from derive.compositions import article, names, proven
from derive.compositions.reading import read_article
from derive.document import languages
from derive.errors import CatalogueError, DeriveError, LoadError, ReplayError, UnknownNameError
from derive.statement import Proved, Refuted

NAMES = names()
GOLDEN = Path(__file__).parent
PLAIN = """
name = "made-up"
title = { en = "Made up" }
source = "nobody"
[[section]]
key = "one"
family = "bernoulli"
parts = ["likelihood"]
[[identity]]
name = "half"
claim = "1/2 + 1/2 = 1"
[[row]]
key = "row"
truth = ["half"]
"""


def table(language: str) -> dict[str, dict[str, str]]:
    text = (files("derive.document.words") / "articles" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def test_names() -> None:
    assert NAMES == derive.articles() == ("cross-entropy", "logistic-regression", "softmax-regression")
    with pytest.raises(UnknownNameError, match="cross-entropy"):
        derive.article("cross-entropie")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_to_be_so_is_proved_and_the_rest_refuted(name: str) -> None:
    found = derive.article(name)
    for one in found.article.identities:
        assert isinstance(found.verdicts[one.name], Proved if one.holds else Refuted)
    assert any(isinstance(verdict, Refuted) for verdict in found.verdicts.values())


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", NAMES)
def test_the_words_are_all_there_and_no_others(name: str, language: str) -> None:
    found = article(name)
    needed = {"lead"}
    for section in found.sections:
        needed |= {section.key, f"{section.key}_title", *(f"of_{key}" for key in section.identities)}
    needed |= {f"{kind}_{row.key}" for row in found.rows for kind in ("says", "truth")}
    assert set(table(language)[name]) == needed


@pytest.mark.parametrize("name", NAMES)
def test_every_identity_is_shown_somewhere(name: str) -> None:
    found = article(name)
    shown = {key for section in found.sections for key in section.identities}
    shown |= {key for row in found.rows for key in (row.says, *row.truth)}
    assert {one.name for one in found.identities} <= shown


# ── as JSON ──


@pytest.mark.parametrize("name", NAMES)
def test_its_json_is_replayed_and_written_up_again(name: str) -> None:
    whole = derive.article(name)
    again = derive.replay(whole.to_json())
    assert isinstance(again, derive.Composition)
    assert derive.show(again) == derive.show(whole)
    assert again.to_json() == whole.to_json()


def changed(name: str, change: object) -> str:
    data = json.loads(derive.article(name).to_json())
    assert callable(change)
    change(data)
    text = derive.article(name).to_json()
    for key in ("name", "parts"):  # in the layout that is written
        old = json.loads(text)[key]
        if data[key] != old and isinstance(old, str):
            text = text.replace(json.dumps(old), json.dumps(data[key]), 1)
        elif data[key] != old:
            for row, new in zip(old, data[key], strict=False):
                text = text.replace(json.dumps(row), json.dumps(new), 1) if row != new else text
    return text


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.update(name="logistic-regression"),
        lambda data: data.update(name="bernoulli"),
        lambda data: data["parts"][0].update(key="loss/likelihood"),
        lambda data: data["parts"][-1].update(theorems=data["parts"][-2]["theorems"]),
    ],
)
def test_another_article_is_not_read(change: object) -> None:
    with pytest.raises((LoadError, ReplayError)):
        derive.replay(changed("cross-entropy", change))


# ── names ──


def test_an_article_comes_before_a_family_or_a_loss_of_its_name() -> None:
    assert "从零开始的逻辑斯谛回归" in derive.show("logistic-regression", "zh")
    assert "Maximum likelihood for the logistic regression" in derive.show("family:logistic-regression")
    assert "Cross-entropy: which likelihood is it?" in derive.show("loss:cross-entropy")
    assert "logarithm-is-increasing" not in derive.show("rule:symmetry")
    assert derive.show("article:cross-entropy") == derive.show("cross-entropy")


def test_what_is_asked_of_a_family_means_the_family() -> None:
    assert derive.mle("logistic-regression").derivation.part("score")
    text = derive.render("logistic-regression", "toml").decode()
    assert 'name = "logistic-regression"' in text
    with pytest.raises(DeriveError, match="no family"):
        derive.render("cross-entropy", "toml")


# ── files ──


def test_a_plain_article() -> None:
    found = proven(read_article(PLAIN, "made-up.toml"))
    assert [part.key for part in found.derivation.parts] == ["one/likelihood", "identity/half"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('"1/2 + 1/2 = 1"', '"1/2 + 1/2 = 2"', "half is found to be refuted"),
        ('"1/2 + 1/2 = 1"', '"1/2 + 1/2 = 1"\nexpect = "refuted"', "half is found to be proved"),
        ('"1/2 + 1/2 = 1"', '"1/2 + = 1"', "identity 1: claim"),
        ('"1/2 + 1/2 = 1"', '"1/2 + 1/2 = 1"\nexpect = "maybe"', "expect: must be one of"),
        ('["likelihood"]', '["likelihood", "nonsense"]', "has no part nonsense"),
        ('["half"]', '["other"]', "there is no identity other"),
        ('"bernoulli"', '"bernouli"', "bernoulli"),
        ('key = "one"', 'key = "one"\nwords = "x"', "unknown key"),
        ("[[row]]", "[[rows]]", "unknown key"),
        ('["half"]', '"half"', "must be a list"),
    ],
)
def test_the_error_says_what_is_wrong(old: str, new: str, says: str) -> None:
    with pytest.raises((CatalogueError, UnknownNameError), match=says):
        proven(read_article(PLAIN.replace(old, new, 1), "made-up.toml"))


# ── the text ──


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_as_it_was(name: str, language: str) -> None:
    """Up to what it rests on, which counts the rules and the lines of the program."""
    text = derive.show(name, language)
    heading = {"en": "What this page rests on", "zh": "本文的依据"}[language]
    told = re.split(rf"^\d+  {heading}$", text, flags=re.MULTILINE)[0]
    golden = GOLDEN / f"{name}.{language}.txt"
    assert told == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["html", "md", "tex", "typ", "mathml", "json"])
def test_every_format_is_made(name: str, kind: str) -> None:
    assert len(derive.render(name, kind)) > 5_000
