"""Families that other distributions bring, by entry points of the group `derive.families`.

An entry point is the text of a family file, a path of one, a Family, a Model, several of these, or a function
that returns any of them. What is broken, or called like something that is there already, is left out with a
PluginWarning that names the plugin.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from derive.catalogue.own import Family
from derive.catalogue.reading import read_family, read_family_file
from derive.catalogue.writing import write_family
from derive.errors import CatalogueError, PluginWarning
from derive.statement import Model

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "derive.families"
MOST_FAMILIES = 1000
"""Families that one plugin can bring."""


def plugged(taken: Iterable[str]) -> dict[str, Model]:
    """The families of all plugins by name; `taken` are names that are given away, as those of rules are."""
    from importlib.metadata import entry_points  # what costs time is imported when a plugin may be needed

    from derive.rules import rules

    gone = {*taken, *rules()}
    found: dict[str, Model] = {}
    for point in sorted(entry_points(group=GROUP), key=title):
        for name, model in brought(point):
            if name in gone or name in found:
                leave_out(point, f"the name {name} is taken already")
            else:
                found[name] = model
    return found


def title(point: EntryPoint) -> str:
    """How a plugin is called in warnings."""
    return f"{point.name} of {point.dist.name} {point.dist.version}" if point.dist else point.name


def leave_out(point: EntryPoint, problem: str) -> None:
    warnings.warn(f"plugin {title(point)}: {problem}; it is left out", PluginWarning, stacklevel=2)


def brought(point: EntryPoint) -> list[tuple[str, Model]]:
    """The families of one plugin that can be used. Whatever is wrong with it, the others go on."""
    found = []
    try:
        thing = point.load()
        for model in models(thing() if callable(thing) else thing, f"plugin {point.name}"):
            write_family(model)
            found.append((model.name, model))
            if len(found) > MOST_FAMILIES:
                raise CatalogueError(f"more than {MOST_FAMILIES} families")
    except Exception as error:  # noqa: BLE001  (code of strangers)
        about = str(error) if isinstance(error, CatalogueError) else f"{type(error).__name__}: {error}"
        leave_out(point, about)
    return found


def models(thing: object, where: str) -> Iterator[Model]:
    """The families that a thing stands for. Raises CatalogueError for what is none."""
    match thing:
        case Model():
            yield thing
        case Family():
            yield thing.model
        case str() if "\n" in thing or "=" in thing:
            yield read_family(thing, where)
        case str() | Path():
            yield read_family_file(Path(thing))
        case Traversable():
            yield read_family(thing.read_text(encoding="utf-8"), where)
        case Iterable():
            for each in thing:
                yield from models(each, where)
        case _:
            raise CatalogueError(f"{type(thing).__name__} is no family, no text and no path of one")
