"""A page inside a notebook."""

from __future__ import annotations

from html import escape


def framed(page: str) -> str:
    """A page as a frame for a notebook: `sandbox` without exceptions allows no script and no access."""
    return (
        f'<iframe sandbox="" srcdoc="{escape(page, quote=True)}" title="derive" '
        'style="width:100%;height:40em;border:1px solid #ccc"></iframe>'
    )
