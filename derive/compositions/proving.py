"""From an article to one derivation, and to a verdict on each of its identities."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from derive import catalogue
from derive.catalogue.article import Article, Section, Stated
from derive.compositions.reading import article as catalogued
from derive.compositions.reading import names
from derive.errors import CatalogueError, LoadError
from derive.identities import decide, derivation_of
from derive.identities.proof import theorem
from derive.kernel.derivation import Derivation, Part, Question
from derive.kernel.theorem import Theorem
from derive.stages.criterion import LIKELIHOOD, criterion
from derive.stages.pipeline import derive
from derive.statement import Equal, Proved, Refuted, Verdict

IDENTITY, LOSS = "identity", "as_likelihood"


@dataclass(frozen=True, eq=False)
class Proven:
    """An article with the derivation that holds all of its theorems, and a verdict on each of its identities,
    by key."""

    article: Article
    derivation: Derivation
    verdicts: tuple[tuple[str, Verdict], ...]


@lru_cache(maxsize=8)
def proven(article: Article) -> Proven:
    """Everything that an article shows, derived and decided. Raises CatalogueError where it asks for a part
    that a derivation does not have, and where an identity is not found to be what it is taken for."""
    verdicts = tuple((one.name, verdict_of(one, article)) for one in article.identities)
    parts: list[Part] = []
    questions: list[Question] = []
    for section in article.sections:
        parts += of_family(section, article)
        parts += [of_loss(section, name) for name in section.losses]
    for section in {one.family: one for one in article.sections if one.family}.values():
        questions += (replace(one, part=f"{section.key}/{one.part}") for one in family(section.family).open)
    for one in article.identities:
        if one.holds:
            parts += [Part(f"{IDENTITY}/{one.name}", steps(p)) for p in derivation_of(one.identity).parts]
    derivation = Derivation(article.name, article.title, article.source, tuple(parts), tuple(questions))
    return Proven(article, derivation, verdicts)


def steps(part: Part) -> tuple[Theorem, ...]:
    """The lines of a proof that spells out what functions mean; else the one step of which it all is made."""
    *lines, last = part.theorems
    if not lines or lines[0].rule.name == "meaning" or not isinstance(last.claim, Equal):
        return part.theorems
    return (theorem(last.claim, last.given),)


def verdict_of(stated: Stated, article: Article) -> Verdict:
    """What is found of an identity: as expected, or CatalogueError."""
    verdict = decide(stated.identity, repair=False)
    if not isinstance(verdict, Proved if stated.holds else Refuted):
        kind = type(verdict).__name__.lower()
        raise CatalogueError(f"{article.name}: the identity {stated.name} is found to be {kind}")
    return verdict


@lru_cache(maxsize=8)
def family(name: str) -> Derivation:
    return derive(catalogue.family(name))


def of_family(section: Section, article: Article) -> list[Part]:
    """The parts of the derivation of a family, in their order there."""
    if not section.family:
        return []
    found = family(section.family)
    if unknown := [key for key in section.parts if found.part(key) is None]:
        raise CatalogueError(f"{article.name}: the derivation of {section.family} has no part {unknown[0]}")
    kept = (part for part in found.parts if part.key in section.parts)
    return [replace(part, key=f"{section.key}/{part.key}") for part in kept]


def of_loss(section: Section, name: str) -> Part:
    """What a loss is to a likelihood. Raises CatalogueError where it is none."""
    found = criterion(catalogue.loss(name)).derivation.part(LIKELIHOOD)
    if found is None:
        raise CatalogueError(f"{section.key}: {name} is not found to be a negative log-likelihood")
    return Part(f"{section.key}/{LOSS}/{name}", found.theorems)


def of_article(derivation: Derivation) -> bool:
    """Whether a derivation is that of an article."""
    return "/" in derivation.parts[0].key


def read_again(derivation: Derivation) -> Proven:
    """The article of a derivation that was replayed: it must be all that the article of its name shows. What is
    refuted is no theorem, and is decided anew. Raises LoadError."""
    if derivation.name not in names():
        raise LoadError(f"there is no article {derivation.name}")
    found = proven(catalogued(derivation.name))
    if said(derivation) != said(found.derivation):
        raise LoadError(f"the theorems are not those that the article {derivation.name} shows")
    return Proven(found.article, derivation, found.verdicts)


def said(derivation: Derivation) -> list[object]:
    """What the parts of a derivation claim, under what is given."""
    return [(p.key, [(t.claim, t.given, t.rule.name) for t in p.theorems]) for p in derivation.parts] + [
        (q.key, q.part, q.claims) for q in derivation.open
    ]
