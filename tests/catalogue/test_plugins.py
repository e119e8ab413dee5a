"""Plugins bring families; one that is broken is named, and left out."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

import derive
from derive import catalogue
from derive.cli import main
from derive.errors import PluginWarning

FILE = """
name = "{name}"
data = "x > 0"
parameters = {{ r = "r > 0" }}
density = "r*exp(-r*x)"
source = "a plugin"
"""
Plug = Callable[..., None]


def text(name: str) -> str:
    return FILE.format(name=name)


def raises() -> None:
    raise RuntimeError("no luck")


@pytest.fixture
def plug(monkeypatch: pytest.MonkeyPatch) -> Iterator[Plug]:
    """Plugins by their names, as if their distributions were installed."""
    module = ModuleType("acme_families")
    monkeypatch.setitem(sys.modules, "acme_families", module)

    def plugged(**things: object) -> None:
        for name, thing in things.items():
            setattr(module, name, thing)
        points = [metadata.EntryPoint(name, f"acme_families:{name}", "derive.families") for name in things]
        monkeypatch.setattr(
            metadata, "entry_points", lambda group: points if group == "derive.families" else []
        )
        catalogue._plugged.cache_clear()

    yield plugged
    catalogue._plugged.cache_clear()


def warned(names: Callable[[], object]) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        names()
    assert {each.category for each in caught} <= {PluginWarning}
    return [str(each.message) for each in caught]


def own(name: str) -> derive.Family:
    return derive.Family(name, "x > 0", {"r": "r > 0"}, "r*exp(-r*x)", "a plugin")


def test_what_an_entry_point_may_be(plug: Plug, tmp_path: Path) -> None:
    (tmp_path / "e.toml").write_text(text("e"), encoding="utf-8")
    plug(
        as_text=text("a"),
        as_family=own("b"),
        as_model=own("c").model,
        as_path=tmp_path / "e.toml",
        as_function=lambda: own("f"),
        as_several=lambda: [own("g"), text("h"), (str(tmp_path / "e.toml").replace("e.toml", "e.toml"),)],
    )
    told = warned(derive.families)
    assert told == ["plugin as_several: the name e is taken already; it is left out"]
    assert set("abcefgh") <= set(derive.families())
    assert derive.mle("f", known=[]).name == "f"
    assert catalogue.family("a").source == "a plugin"
    assert list(derive.families()) == sorted(derive.families())


@pytest.mark.parametrize(
    ("thing", "says"),
    [
        (raises, "plugin bad: RuntimeError: no luck; it is left out"),
        (42, "plugin bad: int is no family, no text and no path of one; it is left out"),
        (lambda: [None], "plugin bad: NoneType is no family, no text and no path of one"),
        (text("a").replace("r*exp", "q*exp"), "plugin bad: plugin bad:5: density: unknown symbol 'q'"),
        ("no/such/file.toml", "no/such/file.toml: cannot be read: No such file"),
        (text("bernoulli"), "plugin bad: the name bernoulli is taken already; it is left out"),
        (text("binary-cross-entropy"), "the name binary-cross-entropy is taken already"),
        (text("log-of-product"), "the name log-of-product is taken already"),
        (text("good"), "plugin bad: the name good is taken already"),
    ],
)
def test_a_broken_plugin_is_named_and_does_no_harm(plug: Plug, thing: object, says: str) -> None:
    plug(a_good_one=text("good"), bad=thing)
    (told,) = warned(derive.families)
    assert says in told
    assert "good" in derive.families()
    assert warned(derive.families) == [], "told once"


def test_a_missing_module(plug: Plug, monkeypatch: pytest.MonkeyPatch) -> None:
    point = metadata.EntryPoint("gone", "no_such_module_at_all:families", "derive.families")
    plug()
    monkeypatch.setattr(metadata, "entry_points", lambda group: [point])
    assert "plugin gone: ModuleNotFoundError: No module named" in warned(derive.families)[0]


def test_the_command_line_tells_it_on_stderr(plug: Plug) -> None:
    plug(bad=raises, good=text("good"))
    result = CliRunner().invoke(main, ["list", "families"])
    assert result.exit_code == 0
    assert "\ngood " in result.stdout
    assert result.stderr == "warning: plugin bad: RuntimeError: no luck; it is left out\n"


def test_families_of_the_house_ask_no_plugin(plug: Plug, tmp_path: Path) -> None:
    plug(bad=raises)
    assert warned(lambda: derive.write("bernoulli", "toml", path=tmp_path)) == []
