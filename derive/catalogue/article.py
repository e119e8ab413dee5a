"""An article: sections that show parts of derivations and identities, and what is said elsewhere, put right."""

from __future__ import annotations

from dataclasses import dataclass

from derive.statement import Identity


@dataclass(frozen=True)
class Section:
    """What a section shows, in this order: parts of the derivation of a family, losses, and identities by their
    keys. Its words are those of its own key."""

    key: str
    family: str = ""
    parts: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """What is said elsewhere, as an identity where that is one, and what is true: keys of identities, and parts
    of derivations, as `coin/loss`."""

    key: str
    says: str = ""
    truth: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stated:
    """An identity by its name, and whether it is true, so that words can rest on it."""

    name: str
    identity: Identity
    holds: bool


@dataclass(frozen=True)
class Article:
    """Sections in their order, the identities that they speak of, and the table of what is said elsewhere."""

    name: str
    title: tuple[tuple[str, str], ...]
    source: str
    sections: tuple[Section, ...]
    identities: tuple[Stated, ...]
    rows: tuple[Row, ...] = ()
