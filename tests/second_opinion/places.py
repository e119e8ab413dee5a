"""Random places at which given facts hold, found without derive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import product as cartesian
from random import Random

from mpmath import mp

from second_opinion.relations import fact_holds, infinite, relation_holds
from second_opinion.tree import Tree, walk
from second_opinion.values import CONSTANTS, Place, Undecided, Undefined, binary, exact, running, value

FAILURES = (Undefined, Undecided, ZeroDivisionError, OverflowError, KeyError)
LENGTHS = {1: 8, 2: 5, 3: 3}
SPECIAL = tuple(map(Fraction, ["0", "1", "-1", "1/2", "2", "-1/2", "3"]))
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}


def free(tree: object, bound: frozenset[str] = frozenset()) -> Iterator[tuple[str, int]]:
    """The free names, each with its number of indices."""
    if not isinstance(tree, tuple | list):
        return
    match tree:
        case ("name", name):
            if name not in bound and name not in CONSTANTS and name != "oo":
                yield name, 0
        case ("at", label, *indices):
            yield label, len(indices)
            yield from free(indices, bound)
        case ("call", _, terms, bindings) | ("fact", terms, bindings):
            for k, (_, low, high) in enumerate(bindings):
                yield from free((low, high), bound | {b[0] for b in bindings[k + 1 :]})
            yield from free(terms, bound | {b[0] for b in bindings})
        case _:
            for part in tree:
                yield from free(part, bound)


def places(facts: tuple[Tree, ...], trees: Iterable[Tree], count: int, random: Random) -> Iterator[Place]:
    """Places with a value for every free name, at which every fact holds; perhaps none."""
    names = dict(free((list(facts), list(trees))))
    sizes = {
        name
        for node in walk((list(facts), list(trees)))
        for _, low, high in (node[3] if node[0] == "call" else node[2] if node[0] == "fact" else ())
        for name, _ in free((low, high))
    }
    found = 0
    for _ in range(12 * count):
        place = Place({}, {}, whole_names(facts))
        order = sorted(
            (n for n, dims in names.items() if not dims), key=lambda n: (n not in sizes, random.random())
        )
        for name in order:
            place.values[name] = chosen(("name", name), facts, place, random, name in sizes)
        for label, dims in names.items():
            if dims:
                table: dict = {}
                place.tables[label] = table
                for indices in cartesian(range(dims > 1, LENGTHS.get(dims, 2) + 1), repeat=dims):
                    table[indices] = chosen(("at", label, *indices), facts, place, random, False)
        try:
            solve(facts, place, random)
            if all(fact_holds(fact, place) for fact in facts):
                yield place
                found += 1
        except FAILURES:
            continue
        if found == count:
            return


def whole_names(facts: tuple[Tree, ...]) -> frozenset[str]:
    found = set()
    for _, said, _ in facts:
        if said[0] == "in" and said[1][0] in ("name", "at"):
            domain = said[2]
            numbers = domain[0] == "set" and all(
                (m[0] == "num" and m[1].denominator == 1) or (m[0] == "neg" and m[1][0] == "num")
                for m in domain[1:]
            )
            if domain[0] == "ints" or numbers:
                found.add(said[1][1])
        elif said[0] == "chain" and said[3].startswith("inte"):
            found |= {t[1] for t in said[1] if t[0] in ("name", "at")}
    return frozenset(found)


def chosen(target: Tree, facts: tuple[Tree, ...], place: Place, random: Random, size: bool) -> Fraction:
    """A value within what the facts say of a name, as far as that can be told by now."""
    low: Fraction | None = None
    high: Fraction | None = None
    whole = size
    for fact in facts:
        for term, relation, other, here in said_of(fact, target, place):
            if relation == "set":
                return random.choice([v for m in other if (v := attempt(m, here)) is not None] or [Fraction(0)])
            if relation == "whole":
                whole = True
                continue
            bound = attempt(other, here) if term is not None else None
            if bound is None:
                continue
            if relation == "=":
                return bound
            bound = bound if exact(bound) else Fraction(str(bound)).limit_denominator(1000)
            if relation in (">", ">=") and (low is None or bound > low):
                low = bound
            if relation in ("<", "<=") and (high is None or bound < high):
                high = bound
    if whole:
        start = -(-low // 1) if low is not None else (high // 1 - 4 if high is not None else 1 if size else -3)
        return Fraction(
            random.randint(int(start), max(int(start), int(start) + 4 if high is None else int(high // 1)))
        )
    if low is not None and high is not None:
        share = random.choice(
            [*SPECIAL[:4], Fraction(random.randint(0, 24), 24), Fraction(random.randint(1, 9), 10)]
        )
        return low + (high - low) * min(max(share, Fraction(0)), Fraction(1))
    step = random.choice(
        [*SPECIAL, *(Fraction(random.randint(-30, 30), random.randint(1, 7)) for _ in range(9))]
    )
    if low is not None:
        return low + abs(step)
    return high - abs(step) if high is not None else step


def attempt(tree: Tree, here: Place) -> Fraction | None:
    try:
        with mp.workdps(120):
            return value(tree, here)
    except FAILURES:
        return None


def said_of(fact: Tree, target: Tree, place: Place) -> Iterator[tuple]:
    """What a fact says of a name or of one observation: relations to other terms."""
    _, said, bindings = fact
    terms = said[1] if said[0] == "chain" else (said[1],)
    for k, term in enumerate(terms):
        if term[:2] != target[:2] or term[0] not in ("name", "at"):
            continue
        here = place
        if target[0] == "at":
            for index, at in zip(term[2:], target[2:], strict=False):
                if index[0] == "name" and index[1] in {b[0] for b in bindings}:
                    here = here.binding(index[1], Fraction(at))
                elif attempt(index, place) != at:
                    break
            else:
                yield from said_at(said, terms, k, here)
        else:
            yield from said_at(said, terms, k, here)


def said_at(said: Tree, terms: tuple, k: int, here: Place) -> Iterator[tuple]:
    if said[0] == "in":
        domain = said[2]
        if domain[0] == "set":
            yield terms[k], "set", domain[1:], here
            return
        if domain[0] == "ints":
            yield terms[k], "whole", None, here
        for end, relation in ((domain[1], ">="), (domain[2], "<=")):
            if end is not None and not infinite(end):
                yield terms[k], relation, end, here
        return
    if said[3].startswith("inte"):
        yield terms[k], "whole", None, here
    relations = said[2]
    for j, other in enumerate(terms):
        if abs(j - k) == 1:
            relation = relations[k] if j > k else TURNED[relations[j]]
            yield terms[k], relation, other, here


def solve(facts: tuple[Tree, ...], place: Place, random: Random) -> None:
    """Move single values so that equalities hold."""
    moved: set = set()
    for _, said, bindings in facts:
        if said[0] != "chain" or said[2] != ("=",):
            continue
        left, right = said[1]
        for here in running(bindings, place, ()):
            try:
                if relation_holds("=", left, right, here):
                    continue
            except FAILURES:
                pass
            for key, move in moves((left, right), place, here, random):
                if key not in moved and moves_to(left, right, move, here):
                    moved.add(key)
                    break


def moves(
    trees: tuple, place: Place, here: Place, random: Random
) -> Iterator[tuple[object, Callable[[Fraction], None]]]:
    names = list(dict(free(trees)).items())
    random.shuffle(names)
    for name, dims in names:
        if not dims and name in place.values and name not in place.whole:
            yield name, lambda t, name=name: (place.values.update({name: t}), here.values.update({name: t}))
        if dims:
            table = place.tables[name]
            before = dict(table)
            used = [k for k in before if reaches(trees, name, k, here)]
            yield (
                (name, *used),
                lambda t, table=table, before=before, used=used: table.update({k: before[k] * t for k in used}),
            )
            for k in used:
                yield (name, k), lambda t, table=table, k=k: table.update({k: t})


def reaches(trees: tuple, name: str, key: tuple, here: Place) -> bool:
    """Whether the value of the trees needs an observation."""
    table = here.tables[name]
    old = table.pop(key)
    try:
        for tree in trees:
            value(tree, here)
    except Undefined:
        return True
    except FAILURES:
        return False
    finally:
        table[key] = old
    return False


def moves_to(left: Tree, right: Tree, move: Callable[[Fraction], None], here: Place) -> bool:
    gap = ("-", left, right)
    try:
        ends = []
        for t in (0, 1):
            move(Fraction(t))
            with mp.workdps(120):
                ends.append(value(gap, here))
        low, high = ends
        if low != high:
            with mp.workdps(120):
                move(binary("/", low, binary("-", low, high)))
            return bool(relation_holds("=", left, right, here))
    except FAILURES:
        pass
    move(Fraction(1))
    return False
