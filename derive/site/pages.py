"""The pages of one entry, in all languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from posixpath import relpath

from derive.api.judging import LossVerdict
from derive.api.things import Stated, document_of, found
from derive.document import languages
from derive.document.words import Words
from derive.publish import Page, render
from derive.site.entries import Entry, related
from derive.site.front import STYLE, front_place


@dataclass(frozen=True)
class Made:
    """The pages by their places, and for a loss the family that it was found to be of."""

    pages: dict[str, bytes]
    family: str = ""


def pages(entry: Entry, links: tuple[Entry, ...] | None = None) -> Made:
    """The pages of an entry, with links to these; of a loss, to its family and what is composed of it."""
    thing = found(entry.asked)
    assert not isinstance(thing, str)
    whole = thing.maximised() if isinstance(thing, Stated) else thing
    family = whole.family if isinstance(whole, LossVerdict) else ""
    if isinstance(whole, LossVerdict):
        links = related({entry.name: family}).get(entry, ())
    made = {}
    for language in languages():
        page = Page(
            document_of(whole, language),
            links=tuple(led(entry, language, links or ())),
            stylesheet=to(STYLE.format(language=language), entry.place(language)),
        )
        made[entry.place(language)] = render(page, "html")
    return Made(made, family)


def led(entry: Entry, language: str, links: tuple[Entry, ...]) -> list[tuple[str, str]]:
    """To the front page, to the same page in other languages, and to the pages that this one speaks of."""
    here = entry.place(language)
    front = [(words(language).plain("site.title"), to(front_place(language), here))]
    others = [
        (words(other).plain("site.language"), to(entry.place(other), here))
        for other in languages()
        if other != language
    ]
    return [*front, *((titled(one, language), to(one.place(language), here)) for one in links), *others]


def titled(entry: Entry, language: str) -> str:
    title = words(language).title(entry.title)
    return title[:1].upper() + title[1:]


def to(place: str, here: str) -> str:
    """The address of a place from a page."""
    return relpath(place, relpath(here + "/..", "."))


@cache
def words(language: str) -> Words:
    return Words(language)
