"""The smallest statement like a bad one that is as bad."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from second_opinion.inventing import Case
from second_opinion.tree import Tree, positions, put, read_claim, text_of

SIMPLE: tuple[Tree, ...] = (
    ("num", Fraction(0)),
    ("num", Fraction(1)),
    ("name", "a"),
    ("at", "x", ("name", "i")),
)


def shrunk(case: Case, bad: Callable[[Case], bool], tries: int = 150) -> Case:
    """A smaller case that is as bad; what is not text of the language stays as it is."""
    left = tries
    smaller = True
    while smaller:
        smaller = False
        for other in candidates(case):
            left -= 1
            if left < 0:
                return case
            if bad(other):
                case, smaller = other, True
                break
    return case


def candidates(case: Case) -> Iterator[Case]:
    if case.up_to:
        yield case._replace(up_to="")
    try:
        relation, left, right = read_claim(case.claim)
    except (SyntaxError, IndexError):
        return
    for path, node in positions(left):  # the same part on both sides
        spots = [other for other, found in positions(right) if found == node]
        if spots and path and len(text_of(node)) > 3:
            for new in SIMPLE[2:3]:
                both = put(left, path, new), put(right, spots[0], new)
                yield case._replace(claim=f"{text_of(both[0])} {relation} {text_of(both[1])}")
    for k, side in enumerate((left, right)):
        for path, node in positions(side):
            parts = node[2] if node[0] == "call" else node[1:] if node[0] not in ("num", "name", "at") else ()
            news = [p for p in parts if isinstance(p, tuple) and p and isinstance(p[0], str) and p[0] != "vec"]
            news += [s for s in SIMPLE if len(text_of(s)) < len(text_of(node))]
            for new in news:
                sides = [left, right]
                sides[k] = put(side, path, new)
                yield case._replace(claim=f"{text_of(sides[0])} {relation} {text_of(sides[1])}")
    facts = case.given.split(", ")
    for k in range(len(facts)):
        yield case._replace(given=", ".join(facts[:k] + facts[k + 1 :]))
