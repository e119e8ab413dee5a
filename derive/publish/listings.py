"""LaTeX source in colour, by Pygments."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def _lexer() -> Any:
    from pygments.lexers.markup import TexLexer

    return TexLexer()


def html(source: str) -> str:
    """The source as HTML for a `<pre>`, with classes for its colours."""
    from pygments import highlight
    from pygments.formatters.html import HtmlFormatter

    return str(highlight(source, _lexer(), HtmlFormatter(nowrap=True))).rstrip("\n")


def tex(source: str) -> str:
    """The source as a `Verbatim` of the package fancyvrb; `tex_styles` has what its colours are."""
    from pygments import highlight
    from pygments.formatters.latex import LatexFormatter

    return str(highlight(source, _lexer(), LatexFormatter(verboptions="fontsize=\\small"))).rstrip("\n")


def tex_styles() -> str:
    """The commands that `tex` uses, for the preamble."""
    from pygments.formatters.latex import LatexFormatter

    return str(LatexFormatter().get_style_defs())
