"""From a Document to a file: one renderer a format, one press for PDF.

A new file in `derive/publish/formats/` is a new format; there is no list to edit.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from derive.errors import UnknownNameError
from derive.publish import formats as _formats
from derive.publish.page import Page
from derive.publish.saving import save

__all__ = ["Page", "formats", "render", "save", "suffix"]


def formats() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(_formats.__path__)))


def _renderer(format: str) -> object:
    if format not in formats():
        raise UnknownNameError("format", format, formats())
    return import_module(f"{_formats.__name__}.{format}")


def render(page: Page, format: str) -> bytes:
    """The whole file in this format.

    Raises UnknownNameError for a format that does not exist, NotationError for mathematics that the
    converter does not know, MissingToolError and ToolError when a PDF cannot be made.
    """
    content = _renderer(format).render(page)  # type: ignore[attr-defined]
    assert isinstance(content, bytes)
    return content


def suffix(format: str) -> str:
    """The ending of file names in this format, with its dot."""
    return str(_renderer(format).SUFFIX)  # type: ignore[attr-defined]
