"""Whether relations and facts hold at a place, as far as two precisions tell."""

from __future__ import annotations

from mpmath import mp, mpf

from second_opinion.tree import Tree
from second_opinion.values import Matrix, Place, Undecided, compares, exact, number, running, value

PRECISIONS = (40, 90)


def certain(tree: Tree, here: Place) -> object:
    """The value at the higher precision; Undecided where the lower one tells something else."""
    found = []
    for digits in PRECISIONS:
        with mp.workdps(digits):
            found.append(flat(value(tree, here)))
    for a, b in zip(*found, strict=True):
        if abs(number(a) - number(b)) > mpf(10) ** -18 * (1 + abs(number(b))) * mpf(10) ** -6:
            raise Undecided
    return found[1]


def flat(found: object) -> list:
    return [x for row in found for x in row] if isinstance(found, Matrix) else [found]


def relation_holds(relation: str, left: Tree, right: Tree, here: Place) -> bool:
    """Whether it holds at a place; raises Undefined, Undecided."""
    pairs = list(zip(certain(left, here), certain(right, here), strict=True))
    return all(pair_holds(relation, a, b) for a, b in pairs)


def pair_holds(relation: str, a: object, b: object) -> bool:
    if exact(a) and exact(b):
        return compares(relation, (a > b) - (a < b))
    with mp.workdps(PRECISIONS[1]):
        gap = number(a) - number(b)
        near = abs(gap) <= mpf(10) ** -22 * (1 + abs(number(b)))
        tiny = near and abs(gap) > mpf(10) ** -60 * (1 + abs(number(b)))
    if tiny:
        raise Undecided
    return compares(relation, 0 if near else 1 if gap > 0 else -1)


def fact_holds(fact: Tree, here: Place) -> bool:
    _, said, bindings = fact
    return all(said_holds(said, place) for place in running(bindings, here, ()))


def said_holds(said: Tree, here: Place) -> bool:
    if said[0] == "in":
        return inside(said[1], said[2], here)
    _, terms, relations, kind = said
    if not all(relation_holds(r, a, b, here) for r, a, b in zip(relations, terms, terms[1:], strict=False)):
        return False
    if kind.startswith("inte"):
        found = value(terms[0] if terms[0][0] in ("name", "at") else terms[1], here)
        return exact(found) and found.denominator == 1
    return True


def inside(term: Tree, domain: Tree, here: Place) -> bool:
    found = value(term, here)
    if domain[0] == "set":
        return any(pair_holds("=", found, value(m, here)) for m in domain[1:])
    if domain[0] == "ints" and not (exact(found) and found.denominator == 1):
        return False
    closed = domain[3:] or (True, True)
    ends = zip(domain[1:3], ((">=", ">"), ("<=", "<")), closed, strict=True)
    return all(
        end is None or infinite(end) or pair_holds(relation if shut else strict, found, value(end, here))
        for end, (relation, strict), shut in ends
    )


def infinite(tree: Tree) -> bool:
    return tree in (("name", "oo"), ("neg", ("name", "oo")))
