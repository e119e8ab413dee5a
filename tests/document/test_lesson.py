"""Lessons in LaTeX: every command explained once, before it is needed; every source the one that was set."""

from __future__ import annotations

import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

from derive.api.things import Stated, document_of, found
from derive.document import compose_lesson, languages
from derive.document.blocks import Document, Example, Folded, Listing, Table
from derive.document.lesson import needed, source_of
from derive.document.words import Words, commands
from derive.publish import Page, render

NAMES = ("bernoulli", "normal", "gamma", "categorical", "loss:binary-cross-entropy", "loss:huber")


@cache
def lesson(name: str, language: str) -> Document:
    thing = found(name)
    assert not isinstance(thing, str)
    return compose_lesson(document_of(thing.maximised() if isinstance(thing, Stated) else thing, language))


def examples(document: Document) -> list[Example]:
    return [block for block in document.blocks if isinstance(block, Example)]


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", NAMES)
def test_every_command_is_explained_after_the_first_formula_that_needs_it(name: str, language: str) -> None:
    explained: set[str] = set()
    document = lesson(name, language)
    for block, after in zip(document.blocks, document.blocks[1:], strict=False):
        if not isinstance(block, Example):
            continue
        new = [command for command in needed(block.source) if command not in explained]
        if new:
            assert isinstance(after, Table)
            assert len(after.rows) == len(new)
        explained |= set(new)
    assert {"^", "_"} & explained


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_that_of_its_formula(name: str) -> None:
    for example in examples(lesson(name, "en")):
        assert example.source == source_of(example.shown)
        assert len(max(example.source.splitlines(), key=len)) <= 90


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", NAMES)
def test_three_exercises_with_answers_that_need_nothing_new(name: str, language: str) -> None:
    document = lesson(name, language)
    answers = [block for block in document.blocks if isinstance(block, Folded)]
    assert len(answers) == 3
    known = {command for example in examples(document) for command in needed(example.source)}
    for answer in answers:
        (listing,) = answer.blocks
        assert isinstance(listing, Listing)
        assert set(needed(listing.source)) <= known | {r"\["}


def test_every_command_has_words_in_every_language() -> None:
    for language in languages():
        words = Words(language, "lessons")
        assert all(words.has(f"commands.{command}") for command in commands())


def test_what_the_issue_of_latex_begins_with_is_there() -> None:
    taught = {command for example in examples(lesson("bernoulli", "en")) for command in needed(example.source)}
    assert {"^", "_", r"\frac", r"\prod", r"\hat", r"\log", "align", r"\label", r"\text"} <= taught


def test_html_folds_the_answers_and_colours_the_source() -> None:
    text = render(Page(lesson("bernoulli", "en")), "html").decode()
    assert text.count('<details class="folded"><summary>') == 3
    assert re.search(r'<pre tabindex="0"><code><span class="', text)


@pytest.mark.tex
@pytest.mark.parametrize("language", languages())
def test_every_source_compiles_with_real_latex(language: str, tmp_path: Path) -> None:
    """All sources in one document with nothing but amsmath and amssymb; and the last page of each lesson."""
    parts, whole = [], []
    for number, name in enumerate(NAMES):
        document = lesson(name, language)
        sources = [example.source for example in examples(document)]
        answers = [b.blocks[0] for b in document.blocks if isinstance(b, Folded)]
        sources += [listing.source for listing in answers if isinstance(listing, Listing)]
        named = (re.sub(r"(?<=\\label\{)", f"{number}-{k}-", source) for k, source in enumerate(sources))
        parts += named
        last = [block for block in document.blocks if isinstance(block, Listing)][-1]
        whole.append(last.source)
    chinese = language == "zh"
    shell = f"\\documentclass{{{'ctexart' if chinese else 'article'}}}\n\\usepackage{{amsmath,amssymb}}\n"
    every = shell + "\\begin{document}\n" + "\n\n".join(parts) + "\n\\end{document}\n"
    for k, source in enumerate([every, *whole]):
        (tmp_path / f"page{k}.tex").write_text(source, encoding="utf-8")
        engine = "xelatex" if chinese else "pdflatex"
        assert shutil.which(engine), f"{engine} is not installed"
        command = [engine, "-interaction=nonstopmode", "-halt-on-error", f"page{k}.tex"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False)
        assert done.returncode == 0, done.stdout[-2000:]
