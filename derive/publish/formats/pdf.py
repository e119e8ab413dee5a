"""PDF, by either engine: the Typst source or the LaTeX source, put through the press."""

from __future__ import annotations

from importlib import import_module

from derive.errors import UnknownNameError
from derive.publish.page import Page
from derive.publish.press import press

SUFFIX = ".pdf"

# The format that is the source for each engine.
SOURCES = {"typst": "typ", "tex": "tex"}


def render(page: Page) -> bytes:
    """The PDF file."""
    if page.engine not in SOURCES:
        raise UnknownNameError("engine", page.engine, SOURCES)
    renderer = import_module(f"derive.publish.formats.{SOURCES[page.engine]}")
    source: bytes = renderer.render(page)
    return press(source.decode(), page.engine, page.document.language, page.epoch)
