"""Array libraries: a file each, with what its functions are called and the helpers that it lacks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from derive.errors import UnknownNameError

ENDING = ".toml"


@dataclass(frozen=True)
class Backend:
    """An array library, as its file in `backends` tells it: `where` is a form of a condition and what is taken
    where it holds, and where not; `constant` a form of an array and the number that fills another like it."""

    name: str
    title: str
    imports: tuple[str, ...]
    array: str
    where: str
    constant: str
    functions: Mapping[str, str]
    helpers: Mapping[str, str]


@lru_cache(maxsize=1)
def backends() -> tuple[str, ...]:
    """The array libraries that a program can be printed for."""
    found = (file.name for file in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(ENDING) for name in found if name.endswith(ENDING)))


@lru_cache(maxsize=8)
def backend(name: str) -> Backend:
    """An array library by name. Raises UnknownNameError."""
    if name not in backends():
        raise UnknownNameError("array library", name, backends())
    told = tomllib.loads((resources.files(__name__) / f"{name}{ENDING}").read_text("utf-8"))
    return Backend(name, imports=tuple(told.pop("imports")), **told)
