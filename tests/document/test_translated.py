"""No string of a page is left untranslated: in Chinese there are Chinese words, and names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from derive.api.things import Stated, document_of, found
from derive.document import compose_lesson
from derive.document.blocks import Document, Listing, Math, Sources, Text
from derive.document.words import languages
from derive.rules import rules

NAMES = (
    "bernoulli", "normal", "gamma", "uniform", "laplace", "categorical", "beta", "linear-regression",
    "loss:binary-cross-entropy", "loss:huber", "loss:focal", "loss:hinge", "loss:cross-entropy",
    "cross-entropy", "logistic-regression", "rule:log-of-product",
)  # fmt: skip
WORD = re.compile(r"[A-Za-z]{3,}")
# Rules are called by their names, other programs by theirs; people keep their letters.
NAMED = re.compile(
    r"[a-z]+(?:[-_][a-z]+)+|(?:torch|sklearn|metrics|statsmodels|scipy|keras|numpy)[\w.: ]*|[A-Z][a-z]*[A-Z]\w*"
    r"|\b[a-z_]+\.[\w.]+"
)
KEPT = {
    *rules(), "derive", "Proved", "JSON", "SymPy", "FLINT", "LaTeX", "PyTorch", "log", "exp", "max", "min",
    "softmax", "sigmoid", "hinge", "Huber", "nan", "inf", "page", "tex", "xelatex", "begin", "end", "amsmath",
    "amssymb",
}  # fmt: skip


@cache
def document(name: str, language: str) -> Document:
    thing = found(name)
    assert not isinstance(thing, str)
    return document_of(thing.maximised() if isinstance(thing, Stated) else thing, language)


def texts(value: Any) -> Iterator[str]:
    """Every plain string of a document, but for its bibliography and for source."""
    match value:
        case Sources() | Listing() | Math():
            return
        case Text(text=text):
            yield text
        case tuple():
            for part in value:
                yield from texts(part)
        case _ if hasattr(value, "__dataclass_fields__"):
            for name in value.__dataclass_fields__:
                if name in ("name", "alt", "contents") and isinstance(getattr(value, name), str):
                    yield getattr(value, name)
                else:
                    yield from texts(getattr(value, name))


def english(text: str) -> list[str]:
    """The English words in a string, without names."""
    return [word for word in WORD.findall(NAMED.sub("", text)) if word not in KEPT]


@pytest.mark.parametrize("name", NAMES)
def test_a_chinese_page_has_no_english_words(name: str) -> None:
    left = {text: words for text in texts(document(name, "zh")) if (words := english(text))}
    assert left == {}


def test_a_chinese_lesson_has_no_english_words() -> None:
    left = {
        text: words for text in texts(compose_lesson(document("bernoulli", "zh"))) if (words := english(text))
    }
    assert left == {}


@pytest.mark.parametrize("name", NAMES)
def test_an_english_page_has_no_chinese_signs(name: str) -> None:
    assert [
        text for text in texts(document(name, "en")) if re.search("[\u3000-\u9fff\uff00-\uffef]", text)
    ] == []


def test_what_is_left_untranslated_is_seen() -> None:
    assert english("似然函数 is a product") == ["product"]
    assert english("见 log-of-product 与 torch.nn.BCELoss") == []


TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize("name", ["article.html", "site.html"])
def test_the_shells_of_pages_hold_no_words(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    body = text[text.index("<body") :]
    body = re.sub(
        r"<script.*?</script>|<style.*?</style>|\{[{%#].*?[}%#]\}|<[^>]*>", " ", body, flags=re.DOTALL
    )
    assert re.findall(r"[A-Za-z\u4e00-\u9fff]+", body) == []


def test_there_are_two_languages() -> None:
    assert languages() == ("en", "zh")
