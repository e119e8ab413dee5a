"""Pages as axe (for those who listen or use the keyboard) and vnu (the checker of HTML) see them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browsing import Look, complaints, looks

pytestmark = pytest.mark.browser
Pages = dict[tuple[str, str], Path]
UNDECIDED = {"color-contrast"}
"""Rules that axe leaves to a human: it cannot judge the contrast of a lone sign such as −."""


@pytest.fixture(scope="module")
def everything(pages: Pages, fronts: Pages) -> Pages:
    return {**pages, **fronts}


def told(found: dict[str, Any]) -> list[str]:
    return [f"{rule['id']}: {rule['nodes'][:3]}" for rule in found["violations"]]


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(everything: Pages, dark: bool, width: int) -> None:
    names = list(everything)
    tasks = [Look(str(everything[name]), width, dark, axe=True) for name in names]
    found = dict(zip(names, looks(tasks), strict=True))
    assert {name: told(one) for name, one in found.items() if told(one)} == {}
    for one in found.values():
        assert one["dark"] is dark
        assert one["passes"] > 10
        assert {rule["id"] for rule in one["incomplete"]} <= UNDECIDED


def test_vnu_finds_nothing(everything: Pages) -> None:
    found = complaints(list(everything.values()))
    assert [f"{one['url']}: {one['message']}: {one.get('extract', '')[:200]}" for one in found] == []


def test_axe_and_vnu_see_what_is_wrong(tmp_path: Path) -> None:
    """The tests above can fail."""
    file = (tmp_path / "bad.html").resolve()
    file.write_text('<!DOCTYPE html><html><body><p id=a id=b>x<img src="data:,"><foo></body></html>')
    (found,) = looks([Look(str(file), axe=True)])
    assert {"document-title", "html-has-lang", "image-alt"} <= {rule["id"] for rule in found["violations"]}
    assert len(complaints([file])) >= 3
