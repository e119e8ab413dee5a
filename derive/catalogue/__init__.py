"""The catalogue: families and losses as data files in the safe language, and the reader of such files.

A file in `families/` or `losses/` is found by itself; a file of a user's own is read in the same way, and so is
what a plugin brings.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from derive.catalogue.own import Family, in_another, in_the_new, knowing
from derive.catalogue.plugins import plugged
from derive.catalogue.reading import read_family, read_family_file
from derive.catalogue.reading_losses import loss_of, read_loss, read_loss_file
from derive.catalogue.writing import write_family
from derive.errors import UnknownNameError
from derive.statement import Loss, Model

__all__ = [
    "Family", "family", "has_family", "in_another", "in_the_new", "knowing", "loss", "loss_of", "names",
    "read_family", "read_family_file", "read_loss", "read_loss_file", "source", "write_family",
]  # fmt: skip


@cache
def _in_the_house(kind: str) -> tuple[str, ...]:
    folder = files(__name__) / kind
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def names(kind: str) -> tuple[str, ...]:
    """The names in one part of the catalogue: `families`, those of plugins among them, or `losses`."""
    return tuple(sorted((*_in_the_house(kind), *(_plugged() if kind == "families" else ()))))


def has_family(name: str) -> bool:
    """Whether there is a family of this name; plugins are asked only where the house has none."""
    return name in _in_the_house("families") or name in _plugged()


def family(name: str) -> Model:
    """A family of the catalogue by name; UnknownNameError offers the nearest."""
    if name in _in_the_house("families"):
        return read_family(_text("families", name), f"{name}.toml")
    if name in _plugged():
        return _plugged()[name]
    raise UnknownNameError("family", name, names("families"))


def loss(name: str) -> Loss:
    """A loss of the catalogue by name; UnknownNameError offers the nearest."""
    if name not in names("losses"):
        raise UnknownNameError("loss", name, names("losses"))
    return read_loss(_text("losses", name), f"{name}.toml")


def source(kind: str, name: str) -> str:
    """The text of the file of a family, loss or article; of what a plugin brings, as such a file."""
    if kind == "families" and name not in _in_the_house(kind):
        return write_family(family(name))
    return _text(kind, name)


def _text(kind: str, name: str) -> str:
    return (files(__name__) / kind / f"{name}.toml").read_text(encoding="utf-8")


@cache
def _plugged() -> dict[str, Model]:
    return plugged((*_in_the_house("families"), *_in_the_house("losses")))
