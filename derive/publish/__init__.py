"""From a Document to a file: one renderer a format, one press for PDF.

A new file in `derive/publish/formats/` is a new format; there is no list to edit.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import Protocol, cast

from derive.errors import UnknownNameError
from derive.publish import formats as _formats
from derive.publish.page import Page, figures_of, picture_file
from derive.publish.saving import save

__all__ = ["Page", "attachments", "formats", "render", "save", "suffix"]


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(_formats.__path__)))


class Renderer(Protocol):
    """What a file in `formats/` holds."""

    SUFFIX: str

    def render(self, page: Page) -> bytes: ...


def _renderer(format: str) -> Renderer:
    if format not in formats():
        raise UnknownNameError("format", format, formats())
    return cast(Renderer, import_module(f"{_formats.__name__}.{format}"))


def render(page: Page, format: str) -> bytes:
    """The whole file in this format.

    Raises UnknownNameError for a format that does not exist, NotationError for mathematics that the
    converter does not know, MissingToolError and ToolError when a PDF cannot be made.
    """
    return _renderer(format).render(page)


def attachments(page: Page, format: str) -> dict[str, bytes]:
    """The files that belong beside a file in this format, by their names: the pictures of a page that has
    `files`, in a format that does not hold them itself."""
    from derive.publish.drawing import svg

    if not page.files or not getattr(_renderer(format), "ATTACHES", False):
        return {}
    pictures = figures_of(page.document.blocks)
    return {picture_file(page.files, figure.label): svg(figure.picture).encode() for figure in pictures}


def suffix(format: str) -> str:
    """The ending of file names in this format, with its dot."""
    return _renderer(format).SUFFIX
