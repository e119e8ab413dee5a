"""From a Document to a file: one renderer a format, one press for PDF.

A new file in `derive/publish/formats/` is a new format; there is no list to edit.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from typing import Protocol, cast

from derive.errors import UnknownNameError
from derive.publish import formats as _formats
from derive.publish.page import Page
from derive.publish.platforms import platforms
from derive.publish.saving import save

__all__ = ["Page", "attachments", "formats", "render", "save", "suffix"]


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted: those of files, and the platforms."""
    files = (module.name for module in pkgutil.iter_modules(_formats.__path__))
    return tuple(sorted((*files, *platforms())))


class Renderer(Protocol):
    """What a file in `formats/` holds."""

    @property
    def SUFFIX(self) -> str: ...

    def render(self, page: Page) -> bytes: ...


def _renderer(format: str) -> Renderer:
    if format not in formats():
        raise UnknownNameError("format", format, formats())
    if format in platforms():
        from derive.publish.pasting import Pasted

        return Pasted(platforms()[format])
    return cast(Renderer, import_module(f"{_formats.__name__}.{format}"))


def render(page: Page, format: str) -> bytes:
    """The whole file in this format.

    Raises UnknownNameError for a format that does not exist, NotationError for mathematics that the
    converter does not know, MissingToolError and ToolError when a PDF cannot be made.
    """
    return _renderer(format).render(page)


def attachments(page: Page, format: str) -> dict[str, bytes]:
    """The files that belong beside the file in this format, by their names: pictures that it does not hold."""
    find: Callable[[Page], dict[str, bytes]] | None = getattr(_renderer(format), "attachments", None)
    return find(page) if find else {}


def suffix(format: str) -> str:
    """The ending of file names in this format, with its dot."""
    return _renderer(format).SUFFIX
