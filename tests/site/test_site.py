"""The gallery: its pages, its links, its search, and what is kept and what is made anew."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath

import pytest
from click.testing import CliRunner

from derive import catalogue
from derive.cli import main
from derive.document import languages
from derive.errors import DeriveError, OutputError
from derive.site import build
from derive.site.building import MANIFEST
from derive.site.entries import entries, related
from derive.site.pages import pages

SMALL = {
    "articles": ("logistic-regression",),
    "families": ("bernoulli", "exponential", "logistic-regression"),
    "losses": ("binary-cross-entropy", "margin-ranking"),
}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of few things."""
    monkeypatch.setattr("derive.site.entries.names", SMALL.__getitem__)


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("derive.site.entries.names", SMALL.__getitem__)
        folder = tmp_path_factory.mktemp("gallery")
        build(folder, jobs=1)
    return folder


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.places: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in ("href", "src") and value:
                self.places.append(value)
            if key == "id" and value:
                self.anchors.add(value)


def test_every_entry_has_a_page_in_every_language(gallery: Path) -> None:
    expected = {entry.place(language) for entry in entries() for language in languages()}
    assert expected | {"index.html", "zh/index.html"} == {
        str(path.relative_to(gallery)) for path in gallery.rglob("*.html")
    }


def test_every_link_leads_somewhere_and_nothing_comes_from_elsewhere(gallery: Path) -> None:
    for path in gallery.rglob("*.html"):
        links = _Links(path.read_text(encoding="utf-8"))
        for place in links.places:
            if place.startswith("data:image/svg+xml;base64,"):
                continue  # a figure, whole in the page
            assert not re.match(r"\w+:|//", place), place
            file, _, anchor = place.partition("#")
            if file:
                assert (gallery / normpath((path.parent / file).relative_to(gallery))).is_file(), place
            else:
                assert anchor in links.anchors
    styles = [path.read_text() for path in gallery.glob("*.css")]
    assert len(styles) == len(languages())
    assert not any(re.search(r"url\((?!data:)", style) for style in styles)


def test_what_speaks_of_each_other_is_linked(gallery: Path) -> None:
    def links(place: str) -> list[str]:
        return _Links((gallery / place).read_text(encoding="utf-8")).places

    assert "../families/bernoulli.html" in links("losses/binary-cross-entropy.html")
    assert "../losses/binary-cross-entropy.html" in links("families/bernoulli.html")
    assert "../families/logistic-regression.html" in links("zh/articles/logistic-regression.html")
    assert "../../families/bernoulli.html" in links("zh/families/bernoulli.html")
    assert "families/bernoulli.html" in links("index.html")


def test_a_search_looks_at_names_and_titles_in_all_languages(gallery: Path) -> None:
    text = (gallery / "index.html").read_text(encoding="utf-8")
    looked = re.findall(r'data-search="([^"]*)"', text)
    assert len(looked) == len(entries())
    assert any("伯努利" in one and "bernoulli" in one for one in looked)


# ── what is kept ──


def built_again(gallery: Path, tmp_path: Path) -> Path:
    """A copy that may be spoilt."""
    for path in gallery.rglob("*.*"):
        target = tmp_path / path.relative_to(gallery)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    return tmp_path


def test_nothing_is_made_twice(gallery: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in gallery.rglob("*.*")}
    built = build(gallery, jobs=1)
    assert (built.made, built.kept, built.failed) == ([], len(entries()), [])
    assert before == {path: path.stat().st_mtime_ns for path in gallery.rglob("*.*")}


def test_what_is_missing_or_changed_is_made(gallery: Path, tmp_path: Path) -> None:
    folder = built_again(gallery, tmp_path)
    (folder / "zh/families/exponential.html").unlink()
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["made_from"]["loss:margin-ranking"] = "something else"
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert sorted(build(folder, jobs=1).made) == ["family:exponential", "loss:margin-ranking"]
    assert build(folder, jobs=1).made == []


def test_a_change_of_the_catalogue_is_seen(
    gallery: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A family may be that of a loss, and a loss that of a family; of each other they do not depend."""
    folder, original = built_again(gallery, tmp_path), catalogue.source

    def changed(kind: str, name: str) -> str:
        return original(kind, name) + ("\n# changed\n" if name == "exponential" else "")

    monkeypatch.setattr("derive.catalogue.source", changed)
    made = build(folder, jobs=1).made
    assert "family:exponential" in made
    assert "loss:binary-cross-entropy" in made
    assert "family:bernoulli" not in made


@pytest.mark.parametrize("text", ["", "{", "[]", '{"made_from": 1, "families": {}}', '{"made_from": {"a": 1}}'])
def test_a_record_that_is_no_record_is_not_trusted(text: str, gallery: Path, tmp_path: Path) -> None:
    folder = built_again(gallery, tmp_path)
    (folder / MANIFEST).write_text(text)
    (folder / "families/bernoulli.html").write_text("spoilt")
    assert len(build(folder, jobs=1).made) == len(entries())
    assert "spoilt" not in (folder / "families/bernoulli.html").read_text(encoding="utf-8")


# ── what goes wrong ──


def test_what_cannot_be_derived_is_told_and_the_rest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(entry, links=None):
        if entry.name == "exponential":
            raise DeriveError("no way")
        return pages(entry, links)

    monkeypatch.setattr("derive.site.building.pages", failing)
    result = CliRunner().invoke(main, ["site", "-o", str(tmp_path), "-j", "1"])
    assert result.exit_code == 1
    assert "family:exponential: no way" in result.stderr
    assert f"{len(entries()) - 1} made" in result.stdout
    assert (tmp_path / "families/bernoulli.html").is_file()


def test_an_interrupt_keeps_what_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(entry, links=None):
        if entry.name == "exponential":
            raise KeyboardInterrupt
        return pages(entry, links)

    with monkeypatch.context() as patch:
        patch.setattr("derive.site.building.pages", interrupted)
        with pytest.raises(KeyboardInterrupt):
            build(tmp_path, jobs=1)
    assert not list(tmp_path.rglob("*.part"))
    again = build(tmp_path, jobs=1)
    assert "family:exponential" in again.made
    assert "loss:binary-cross-entropy" not in again.made


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("a file")
    with pytest.raises(OutputError, match="cannot make the folder"):
        build(tmp_path / "site", jobs=1)


def test_links_go_both_ways() -> None:
    links = related({"binary-cross-entropy": "bernoulli", "margin-ranking": ""})
    for entry, others in links.items():
        assert all(entry in links[other] for other in others)
