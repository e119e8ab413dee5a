from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.site import build

SMALL = {
    "articles": ("cross-entropy",),
    "families": ("bernoulli", "exponential"),
    "losses": ("binary-cross-entropy",),
}
WRITTEN = ("bernoulli", "normal", "huber", "cross-entropy")
Pages = dict[tuple[str, str], Path]


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """Whole pages as a user writes them, by name and language."""
    folder = tmp_path_factory.mktemp("pages")
    names = [(name, lang) for name in WRITTEN for lang in ("en", "zh")]
    lessons = [("bernoulli", lang) for lang in ("en", "zh")]
    written = {
        (name, lang): derive.write(name, to="html", lang=lang, path=folder)[0].resolve() for name, lang in names
    }
    for name, lang in lessons:
        (page,) = derive.write(name, to="html", lang=lang, path=folder, lesson=True)
        written[f"{name}-lesson", lang] = page.resolve()
    return written


@pytest.fixture(scope="session")
def fronts(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    """The front pages of a small site, and a page below them."""
    folder = tmp_path_factory.mktemp("site").resolve()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("derive.site.entries.names", SMALL.__getitem__)
        build(folder, jobs=1)
    return {
        ("front", "en"): folder / "index.html",
        ("front", "zh"): folder / "zh/index.html",
        ("below", "en"): folder / "families/bernoulli.html",
        ("below", "zh"): folder / "zh/families/bernoulli.html",
    }
