"""The files of the articles, `catalogue/articles/*.toml`: the order of what they show, and no prose.

    name = "cross-entropy"
    title = { en = "…", zh = "…" }
    source = "…"

    [[section]]
    key = "coin"                                   # its words are found under this key
    family = "bernoulli"                           # parts of the derivation of a family
    parts = ["likelihood", "score"]
    losses = ["binary-cross-entropy"]              # which likelihoods these are
    identities = ["two-classes"]                   # by their names, below

    [[identity]]
    name = "two-classes"
    claim = "exp(a)/(exp(a) + exp(b)) = sigmoid(a - b)"
    given = "a real, b real"
    expect = "proved"                              # or "refuted"; anything else that is found is an error

    [[row]]
    key = "coincidence"                            # a row of the table of what is said elsewhere
    says = "…"                                     # an identity, where it is one
    truth = ["coin/empirical", "two-classes"]      # parts of sections, losses, and identities

What is claimed is decided by the program; a name of nothing is an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from derive import catalogue
from derive.catalogue.article import Article, Row, Section, Stated
from derive.catalogue.entry import Entry
from derive.errors import CatalogueError, DeriveError, UnknownNameError
from derive.identities import read_identity

VERDICTS = ("proved", "refuted")
KEYS = ("name", "title", "source", "section", "identity", "row")
OF_SECTION = ("key", "family", "parts", "losses", "identities")
OF_IDENTITY = ("name", "claim", "given", "expect")
OF_ROW = ("key", "says", "truth")


def names() -> tuple[str, ...]:
    """The names of all articles."""
    return catalogue.names("articles")


@cache
def article(name: str) -> Article:
    """An article by name; UnknownNameError offers the nearest."""
    if name not in names():
        raise UnknownNameError("article", name, names())
    text = (files(catalogue) / "articles" / f"{name}.toml").read_text(encoding="utf-8")
    return read_article(text, f"{name}.toml")


def read_article(text: str, where: str) -> Article:
    """The article that a text declares. Raises CatalogueError."""
    entry = Entry.of(text, where)
    entry.only(KEYS)
    identities = tuple(stated_in(one) for one in entries(entry, "identity", OF_IDENTITY))
    found = Article(
        entry.name(),
        entry.title(),
        entry.line("source"),
        tuple(section_in(one) for one in entries(entry, "section", OF_SECTION)),
        identities,
        tuple(row_in(one) for one in entries(entry, "row", OF_ROW)),
    )
    for key in spoken_of(found):
        if key not in {one.name for one in identities}:
            raise CatalogueError(f"{where}: there is no identity {key}")
    return found


def spoken_of(found: Article) -> Iterator[str]:
    """The keys of the identities that an article speaks of."""
    for section in found.sections:
        yield from section.identities
    for row in found.rows:
        yield from (key for key in (row.says, *row.truth) if key and "/" not in key)


def entries(entry: Entry, key: str, known: tuple[str, ...]) -> Iterator[Entry]:
    """The tables of an array, each with keys of its own."""
    told = entry.data.get(key, [])
    if not isinstance(told, list) or not all(isinstance(one, Mapping) for one in told):
        raise entry.wrong(key, f"must be tables, each under [[{key}]]")
    for number, one in enumerate(told, 1):
        found = Entry(one, f"{entry.where}: {key} {number}")
        found.only(known)
        yield found


def listed(entry: Entry, key: str) -> tuple[str, ...]:
    value = entry.data.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise entry.wrong(key, "must be a list of names")
    return tuple(value)


def section_in(entry: Entry) -> Section:
    family = entry.line("family") if "family" in entry.data else ""
    return Section(
        entry.line("key"), family, listed(entry, "parts"), listed(entry, "losses"), listed(entry, "identities")
    )


def stated_in(entry: Entry) -> Stated:
    expect = entry.line("expect") if "expect" in entry.data else VERDICTS[0]
    if expect not in VERDICTS:
        raise entry.wrong("expect", f"must be one of {', '.join(VERDICTS)}")
    try:
        identity = read_identity(entry.line("claim"), entry.line("given") if "given" in entry.data else "")
    except DeriveError as error:
        raise entry.wrong("claim", error) from error
    return Stated(entry.line("name"), identity, expect == VERDICTS[0])


def row_in(entry: Entry) -> Row:
    return Row(entry.line("key"), entry.line("says") if "says" in entry.data else "", listed(entry, "truth"))
