"""What the second opinion says of a verdict: nothing, or why it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from random import Random

from mpmath import mpf

from derive.errors import DeriveError
from derive.language.writer import write, write_fact
from derive.statement import Proved, Refuted, Verdict
from second_opinion.places import FAILURES, free, places, whole_names
from second_opinion.relations import certain, fact_holds, relation_holds
from second_opinion.tree import Reader, Tree, read_claim, read_facts
from second_opinion.values import Place, Undecided, Undefined, number, sign_of, value

Claim = tuple[str, Tree, Tree]
UNSURE = (*FAILURES, DeriveError, SyntaxError, TypeError)


class Stated:
    """A claim as trees, read from text."""

    def __init__(self, claim: str, given: str = "", up_to: str = "") -> None:
        self.relation, self.left, self.right = read_claim(claim)
        self.facts = read_facts(given)
        self.kind, _, rest = up_to.partition(" in ")
        self.free_of = [name.strip() for name in rest.split(",") if name.strip()]

    def places(self, count: int, seed: int) -> list[Place]:
        return list(places(self.facts, (self.left, self.right), count, Random(seed)))


def wrong(stated: Stated, verdict: Verdict, count: int = 30, seed: int = 0) -> tuple[str, str]:
    """("", …) where nothing speaks against a verdict, else the kind of error and where it shows."""
    match verdict:
        case Proved():
            return wrongly_proved(stated, verdict, count, seed)
        case Refuted():
            return wrongly_refuted(stated, verdict)
    return "", ""


def wrongly_proved(stated: Stated, verdict: Proved, count: int, seed: int) -> tuple[str, str]:
    relation, left, right = stated.relation, stated.left, stated.right
    if verdict.constant is not None:
        right = ("+", right, Reader(write(verdict.constant)).term())
    if verdict.factor is not None:
        right = ("*", right, Reader(write(verdict.factor)).term())
    for found in (verdict.constant, verdict.factor):
        if found is not None and {s.name for s in found.free_symbols} & set(stated.free_of or ["!"]):
            return "not free", write(found)
    checked = 0
    for place in stated.places(count, seed):
        try:
            holds = relation_holds(relation, left, right, place)
        except UNSURE:
            continue
        checked += 1
        if not holds:
            return ("wrong proof" if within(verdict, place) else "too narrow"), str(place)
        if verdict.factor is not None and sign_of(certain(Reader(write(verdict.factor)).term(), place)[0]) <= 0:
            return "factor", str(place)
    return "", f"{checked} places"


def within(verdict: Proved, place: Place) -> bool:
    """Whether the conditions of a proof hold at a place."""
    try:
        return all(fact_holds(f, place) for c in verdict.conditions for f in read_facts(write_fact(c)))
    except UNSURE:
        return True


def wrongly_refuted(stated: Stated, verdict: Refuted) -> tuple[str, str]:
    try:
        place = place_of(verdict, stated)
    except (SyntaxError, ValueError) as error:
        return "unreadable point", str(error)
    told = str(verdict.point)
    try:
        for fact in stated.facts:
            if {name for name, _ in free(fact)} <= place.values.keys() | place.tables.keys():
                if not fact_holds(fact, place):
                    return "not given", told
    except UNSURE:
        pass
    if stated.kind:
        return differs_elsewhere(stated, place)
    found = "refuted where undefined"
    for near in completed(stated, place):
        try:
            if not relation_holds(stated.relation, stated.left, stated.right, near):
                return "", ""
            found = "wrong refutation"
        except Undefined:
            continue
        except UNSURE:
            return "", "undecided"
    return found, told


def completed(stated: Stated, place: Place) -> Iterator[Place]:
    """The place, with values for what a verdict does not tell because it cancels."""
    needed = dict(free((stated.left, stated.right)))
    if needed.keys() <= place.values.keys() | place.tables.keys():
        yield place
        return
    for other in stated.places(8, 2):
        tables = {name: {**table, **place.tables.get(name, {})} for name, table in other.tables.items()}
        yield Place({**other.values, **place.values}, tables, place.whole)


def place_of(verdict: Refuted, stated: Stated) -> Place:
    place = Place({}, {}, whole_names(stated.facts))
    for name, text in verdict.point:
        if text.startswith("("):
            entries = Reader(re.sub(r",\s*\)", ")", text).replace("(", "[").replace(")", "]")).term()
            place.tables.setdefault(name, {}).update(numbered(entries))
        elif name.endswith("[0]"):
            place.tables.setdefault(name[:-3], {})[(0,)] = Fraction(text)
        elif "+/-" in text:
            place.values[name] = mpf(text.split()[0].strip("["))
        else:
            place.values[name] = Fraction(text)
    return place


def numbered(entries: Tree) -> dict[tuple[int, ...], Fraction]:
    found = {}
    for k, entry in enumerate(entries[1:], 1):
        if entry[0] == "vec":
            found |= {(k, *rest): v for rest, v in numbered(entry).items()}
        else:
            found[(k,)] = value(entry, Place({}, {}))
    return found


def differs_elsewhere(stated: Stated, place: Place) -> tuple[str, str]:
    """Whether the sides differ by different amounts at places that agree but for the variables; for a
    factor, it may also be negative."""
    moving = set(stated.free_of) or set(place.values)
    kind = "/" if stated.kind == "factor" else "-"
    gap = (kind, stated.left, stated.right)
    try:
        here = certain(gap, place)[0]
        if kind == "/" and sign_of(here) <= 0:
            return "", ""
    except UNSURE:
        return "", "undecided"
    tried = 0
    for other in stated.places(60, 1):
        near = Place(dict(place.values), dict(place.tables), place.whole)
        near.values |= {k: v for k, v in other.values.items() if k in moving or k not in place.values}
        near.tables |= {k: v for k, v in other.tables.items() if k in moving or k not in place.tables}
        try:
            if all(fact_holds(fact, near) for fact in stated.facts):
                there = certain(gap, near)[0]
                tried += str(near) != str(place)
                if abs(number(here) - number(there)) > mpf(10) ** -15 or (kind == "/" and sign_of(there) <= 0):
                    return "", ""
        except UNSURE:
            continue
    return ("refuted, but the sides differ by the same everywhere" if tried > 5 else ""), str(place)


__all__ = ["Stated", "Undecided", "wrong"]
