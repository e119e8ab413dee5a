"""From a page to what a platform takes, and the files that belong beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from derive.document.blocks import Figure
from derive.publish.drawing import png
from derive.publish.escape import html as escape
from derive.publish.formats import md
from derive.publish.formulas import drawn
from derive.publish.fragment import SHRUNK, fragment, inside
from derive.publish.page import Page, figures_of, picture_file, words
from derive.publish.platforms import Platform


@dataclass(frozen=True)
class Pasted:
    """A renderer for one platform."""

    platform: Platform

    @property
    def SUFFIX(self) -> str:
        return self.platform.suffix

    def render(self, page: Page) -> bytes:
        return self._text(page).encode()

    def attachments(self, page: Page) -> dict[str, bytes]:
        """Pictures of the figures, and of the formulas where the platform knows none."""
        if self.platform.shape == "markdown":
            return md.attachments(page)
        found = {}
        if self.platform.pictures == "png":
            found = {self._file(page, f.label): png(f.picture) for f in figures_of(page.document.blocks)}
        if self.platform.formulas == "png":
            formulas = drawn(_formulas(page, self.platform), "png")
            found |= {self._file(page, f"formula-{k}"): f.content for k, f in enumerate(formulas.values(), 1)}
        return found

    def _text(self, page: Page) -> str:
        if self.platform.shape == "markdown":
            return md.render(page).decode()
        text = fragment(page.document, self._formula(page), lambda figure: self._image(page, figure)) + "\n"
        if not self.platform.front:
            return text
        # Liquid and Hugo look for their commands everywhere, and all of them begin with a brace.
        # Some themes put the title into their pages as it is.
        plain = words(page.document.title).translate(str.maketrans("<>{}", "‹›()"))
        title = json.dumps(plain, ensure_ascii=False)
        return f"---\ntitle: {title}\n---\n" + text.replace("{", "&#123;")

    def _formula(self, page: Page) -> _Formulas:
        return _Formulas(self.platform, page)

    def _image(self, page: Page, figure: Figure) -> str:
        if self.platform.pictures != "png":
            return inside(figure)
        source = self._file(page, figure.label)
        return f'<img src="{source}" alt="{escape(figure.alt)}" style="{SHRUNK}">'

    @staticmethod
    def _file(page: Page, label: str) -> str:
        return picture_file(page.files or "derive", label, ".png")


class _Formulas:
    """The markup of each formula of a page."""

    def __init__(self, platform: Platform, page: Page) -> None:
        self.platform, self.page = platform, page
        pictured = platform.formulas if platform.formulas in ("svg", "png") else ""
        self.pictures = drawn(_formulas(page, platform), pictured) if pictured else {}
        self.numbers = {key: k for k, key in enumerate(self.pictures, 1)}

    def __call__(self, tex: str, displayed: bool) -> str:
        from derive.notation.mathml import mathml, parse
        from derive.notation.plain import plain
        from derive.notation.speech import speech

        if self.platform.inline == "text" and not displayed:
            return f"<em>{escape(plain(parse(tex)))}</em>"
        if (picture := self.pictures.get((tex, displayed))) is None:
            return mathml(tex, display=displayed, annotation=self.platform.formulas == "mathml+tex")
        said = escape(speech(parse(tex), self.page.document.language))
        if self.platform.formulas == "png":
            name = Pasted._file(self.page, f"formula-{self.numbers[tex, displayed]}")
            return f'<img src="{name}" alt="{said}" style="{picture.style};max-width:100%;height:auto">'
        opening, _, rest = picture.content.decode().partition(">")
        return f'{opening} style="{picture.style}" role="img" aria-label="{said}">{rest}'


def _formulas(page: Page, platform: Platform) -> Iterator[tuple[str, bool]]:
    """Every formula that is drawn, as the fragment asks for it."""
    asked: list[tuple[str, bool]] = []

    def note(tex: str, displayed: bool) -> str:
        if displayed or platform.inline != "text":
            asked.append((tex, displayed))
        return ""

    fragment(page.document, note, lambda figure: "")
    yield from asked
