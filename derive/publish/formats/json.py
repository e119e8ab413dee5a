"""The derivation itself, as it can be replayed: nothing is rendered, nothing is lost."""

from __future__ import annotations

from derive.publish.page import Page

SUFFIX = ".json"


def render(page: Page) -> bytes:
    """The JSON text of the derivation."""
    text = page.derivation
    return (text if not text or text.endswith("\n") else text + "\n").encode()
