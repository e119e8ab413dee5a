"""The front page of a language: what there is, and a search in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from derive import catalogue
from derive.document.words import Words
from derive.notation.latex import latex
from derive.notation.mathml import mathml
from derive.publish.formats.html import LANGUAGES
from derive.publish.measure import width
from derive.publish.shells import fill
from derive.publish.webfonts import rules
from derive.site.entries import KINDS, Entry, entries, folder

STYLE = "fonts-{language}.css"
"""The fonts that the pages of a language share."""


def stylesheet(language: str) -> bytes:
    return rules(language).encode()


FITS = 12.0
"""The widest formula, in em, that is sure to fit a telephone."""


@dataclass(frozen=True)
class Row:
    """A line of the front page; `search` is what a search looks at. A wide formula scrolls on a telephone, and
    can be reached with the keyboard."""

    title: str
    place: str
    formula: Markup
    wide: bool
    search: str
    links: tuple[tuple[str, str], ...]


def front_place(language: str) -> str:
    return f"{folder(language)}index.html"


def front_page(language: str, links: Mapping[Entry, tuple[Entry, ...]]) -> tuple[str, bytes]:
    """The place of the front page, and its content."""
    from derive.document import languages
    from derive.site.pages import titled, to

    words, here = Words(language), front_place(language)

    def row(entry: Entry) -> Row:
        others = tuple((titled(one, language), to(one.place(language), here)) for one in links.get(entry, ()))
        names = (entry.name, *(text for _, text in entry.title))
        search = " ".join((*names, *(text for text, _ in others))).lower()
        place, wide = to(entry.place(language), here), any(width(tex) > FITS for tex in formulas(entry))
        return Row(titled(entry, language), place, formula(entry), wide, search, others)

    sections = [
        (kind, words.plain(f"site.{kind}"), [row(entry) for entry in entries() if entry.kind == kind])
        for kind in KINDS
    ]
    others = [
        (
            LANGUAGES.get(other, other),
            Words(other).plain("site.language"),
            to(front_place(other), here),
        )
        for other in languages()
        if other != language
    ]
    page = fill(
        "site.html",
        language=code(language),
        stylesheet=to(STYLE.format(language=language), here),
        others=others,
        sections=sections,
        **{key: words.plain(f"site.{key}") for key in ("title", "lead", "search", "nothing", "see")},
    )
    return here, page.encode()


def code(language: str) -> str:
    """A language as HTML names it."""
    return LANGUAGES.get(language, language)


def formula(entry: Entry) -> Markup:
    """The density of a family, the formula of a loss."""
    return Markup("".join(mathml(tex) for tex in formulas(entry)))


def formulas(entry: Entry) -> Iterator[str]:
    if entry.kind == "families":
        yield latex(catalogue.family(entry.name).density)
    elif entry.kind == "losses":
        yield latex(catalogue.loss(entry.name).formula)
