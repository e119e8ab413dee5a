"""A fence for Python-Markdown, and so for MkDocs, with or without Material.

    ``` derive lang=en part=results
    bernoulli
    ```

`markdown_extensions: [derive]`; where pymdownx.superfences is used, its `custom_fences` take
`derive.integrations.mkdocs.fence` as their `format`.
"""

from __future__ import annotations

import re
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from derive.errors import DeriveError
from derive.integrations.embedding import embedded
from derive.notation.mathml import mathml
from derive.publish.fragment import fragment, inside

_FENCE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}) *\{? *\.?derive(?P<options>(?: [^`\n]*)?)\}? *\n(?P<name>.*?)^(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
_OPTION = re.compile(r"([\w-]+)=(\"[^\"]*\"|'[^']*'|[^\s}]+)")


def written(name: str, options: dict[str, str]) -> str:
    """The write-up as HTML with MathML. Raises DeriveError, which names the block."""
    try:
        document = embedded(name, options)
    except DeriveError as error:
        raise DeriveError(f"in the block {name.strip()!r}: {error}") from error
    markup = fragment(document, lambda tex, shown: mathml(tex, display=shown, annotation=False), inside)
    return f'<div class="derive">\n{markup}\n</div>'


class Fences(Preprocessor):
    """Puts write-ups in the place of fences, before other fences are read."""

    def run(self, lines: list[str]) -> list[str]:
        return _FENCE.sub(self.replaced, "\n".join(lines)).split("\n")

    def replaced(self, found: re.Match[str]) -> str:
        options = {key: value.strip("\"'") for key, value in _OPTION.findall(found["options"])}
        kept: str = self.md.htmlStash.store(written(found["name"], options))
        return f"\n\n{kept}\n\n"


class DeriveExtension(Extension):
    """The extension `derive` of Python-Markdown."""

    def extendMarkdown(self, md: Markdown) -> None:
        # After white space is made regular (30), before fences of code are read (25).
        md.preprocessors.register(Fences(md), "derive", 27)


def makeExtension(**settings: Any) -> DeriveExtension:
    """What Python-Markdown calls."""
    return DeriveExtension(**settings)


def fence(
    source: str, language: str, css_class: str, options: dict[str, str], md: Markdown, **other: Any
) -> str:
    """A `format` for the custom fences of pymdownx.superfences; options of the fence are its attributes."""
    attributes: dict[str, str] = other.get("attrs") or {}
    return written(source, {**options, **attributes})
