"""Every way in which one recorded theorem can be changed, as data.

A theorem is taken apart as it stands in JSON, changed in one place, and put together again by the very
code that replays a derivation, upon the theorems before it that were left alone.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sympy import Expr, Product, Sum, Symbol, Tuple, preorder_traversal

from derive.algebra.signs.steps import STEPS
from derive.errors import ReadError
from derive.kernel.derivation import Derivation
from derive.kernel.replay import _tables, _theorem
from derive.kernel.theorem import Theorem
from derive.language.data import to_data
from derive.language.reader import read
from derive.language.writer import write
from derive.rules import rules

Data: TypeAlias = Any
N = Symbol("n")


@dataclass
class Copy:
    """One theorem as data, without tables: certificates as `[step, fact, *parts]`."""

    kind: str
    rule: str
    given: list[list[Data]]
    premises: list[int]
    witness: list[Data]
    claim: Data
    conditions: list[Data]

    def changed(self, kind: str) -> Copy:
        return Copy(kind, *copy.deepcopy([v for k, v in vars(self).items() if k != "kind"]))


def taken_apart(theorem: Theorem, numbers: Mapping[Theorem, int]) -> Copy:
    def certificate(value: Any) -> Data:
        return [value.step, to_data(value.fact), *map(certificate, value.parts)]

    return Copy(
        "untouched",
        theorem.rule.name,
        [[a.provenance.value, to_data(a.fact)] for a in theorem.given.assumptions],
        [numbers[premise] for premise in theorem.premises],
        to_data(theorem.witness),  # type: ignore[arg-type]
        to_data(theorem.claim),
        [certificate(condition.certificate) for condition in theorem.conditions],
    )


def put_together(number: int, copied: Copy, derivation: Derivation) -> Theorem:
    """As `replay` does it for one theorem: tables, then the rule."""
    facts: list[Data] = []
    certificates: list[Data] = []

    def fact(data: Data) -> int:
        facts.append(data)
        return len(facts) - 1

    def certificate(data: Data) -> int:
        step, of, *parts = data
        row = [step, fact(of), *map(certificate, parts)]
        certificates.append(row)
        return len(certificates) - 1

    given = [[source, fact(data)] for source, data in copied.given]
    row = {**vars(copied), "given": 0, "conditions": [certificate(c) for c in copied.conditions]}
    loaded = _tables({"facts": facts, "givens": [given], "certificates": certificates})
    return _theorem(number, row, loaded, derivation.theorems[:number], rules())


# ── terms in data ──


def terms(data: Data, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Expr]]:
    """The terms in data, with their places."""
    match data:
        case str():
            try:
                yield path, read(data, functions=None)
            except ReadError:
                return
        case list():
            for k, member in enumerate(data):
                yield from terms(member, (*path, k))
        case dict() if "text" not in data:
            for key, inside in data.items():
                yield from terms(inside, (*path, key))


def put(data: Data, path: tuple[Any, ...], value: Data) -> Data:
    if not path:
        return value
    new = copy.copy(data)
    new[path[0]] = put(data[path[0]], path[1:], value)
    return new


def other_limits(term: Expr) -> Iterator[Expr]:
    """The term with the limits of one sum or product moved by one."""
    for big in dict.fromkeys(t for t in preorder_traversal(term) if isinstance(t, Sum | Product)):
        symbol, low, high = big.args[1].args
        for limits in (Tuple(symbol, low + 1, high), Tuple(symbol, low, high - 1)):
            yield term.xreplace({big: big.func(big.args[0], limits)})


def other_terms(term: Expr) -> Iterator[tuple[str, Expr]]:
    if isinstance(term, Expr) and not isinstance(term, Sum | Product) and term.is_infinite:
        yield "sign", -term
        return
    yield "sign", -term
    yield "factor 2", 2 * term
    yield "factor n", N * term
    yield "one more", term + 1
    yield from (("limit of a sum", other) for other in other_limits(term))


# ── the mutations ──


def claims(original: Copy, others: list[Data]) -> Iterator[Copy]:
    """Another claim: each term of it changed, what is no term turned, or one taken from elsewhere."""

    def claim(kind: str, data: Data) -> Copy:
        new = original.changed(f"claim: {kind}")
        new.claim = data
        return new

    for path, term in terms(original.claim):
        for kind, other in other_terms(term):
            if other != term:
                yield claim(kind, put(original.claim, path, write(other)))
    for path, flag in flags(original.claim):
        turned = {True: False, False: True, "increasing": "decreasing", "decreasing": "increasing"}[flag]
        yield claim("an end, attained, or the sense turned", put(original.claim, path, turned))
    ((name, fields),) = original.claim.items()
    if name in ("Equal", "Equivalent", "Less"):
        yield claim("sides exchanged", {name: fields[::-1]})
    if name == "Less":
        yield claim("not strict", {"LessEqual": fields})
        yield claim("the opposite", {"LessEqual": fields[::-1]})
    if name in ("Argmax", "Argmin"):
        yield claim("maximum for minimum", {{"Argmax": "Argmin", "Argmin": "Argmax"}[name]: fields})
        function, variable, domain, points = fields
        for found in ([], ["0"], ["1"], [f"1 - {p}" for p in points], [*points, "1/2"]):
            if found != points:
                yield claim("other maximisers", {name: [function, variable, domain, found]})
    yield claim("false", {"Equal": ["0", "1"]})
    yield from (claim("of another theorem", other) for other in others if other != original.claim)


def flags(data: Data, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    match data:
        case bool():
            yield path, data
        case "increasing" | "decreasing":
            yield path, data
        case list():
            for k, member in enumerate(data):
                yield from flags(member, (*path, k))
        case dict():
            for key, inside in data.items():
                yield from flags(inside, (*path, key))


def conditions(original: Copy) -> Iterator[Copy]:
    """A condition dropped, added or moved, and each certificate broken at its root and at a leaf."""
    here = original.conditions
    for k, condition in enumerate(here):
        for kind, rest in {
            "dropped": here[:k] + here[k + 1 :],
            "twice": [*here[: k + 1], *here[k:]],
            "exchanged": [*here[:k], *here[k : k + 2][::-1], *here[k + 2 :]],
            "its last part dropped": [*here[:k], condition[: max(2, len(condition) - 1)], *here[k + 1 :]],
            "a part more": [*here[:k], [*condition, TRUE], *here[k + 1 :]],
            "another step": [*here[:k], [other_step(condition[0]), *condition[1:]], *here[k + 1 :]],
            "an unknown step": [*here[:k], ["trust", *condition[1:]], *here[k + 1 :]],
            "another step at a leaf": [*here[:k], at_leaf(condition), *here[k + 1 :]],
            "another fact": [*here[:k], [condition[0], {"Less": ["0", "1"]}, *condition[2:]], *here[k + 1 :]],
        }.items():
            if rest != here:
                new = original.changed(f"condition: {kind}")
                new.conditions = rest
                yield new
    new = original.changed("condition: one more at the end")
    new.conditions.append(TRUE)
    yield new


TRUE = ["comparison", {"Less": ["1", "2"]}, ["arithmetic", {"Less": ["0", "1"]}]]


def other_step(step: str) -> str:
    """A step that proves something else."""
    names = list(STEPS)
    return names[(names.index(step) + 1) % len(names)]


def at_leaf(certificate: Data) -> Data:
    if len(certificate) == 2:
        return [other_step(certificate[0]), certificate[1]]
    return [*certificate[:-1], at_leaf(certificate[-1])]


def structure(original: Copy, number: int) -> Iterator[Copy]:
    """Other premises, another rule, another witness."""
    here = original.premises
    lists = {"exchanged": here[::-1], "one dropped": here[:-1], "one more": [*here, 0]}
    lists |= {"one twice": here + here[-1:]}
    lists |= {f"another at {k}": [*here[:k], (p + 1) % number, *here[k + 1 :]] for k, p in enumerate(here)}
    for kind, other in lists.items():
        if other != here and number:
            new = original.changed(f"premises: {kind}")
            new.premises = other
            yield new
    names = sorted(rules())
    for step in (1, 7):
        new = original.changed("rule: another")
        new.rule = names[(names.index(original.rule) + step) % len(names)]
        yield new
    new = original.changed("rule: unknown")
    new.rule = "obviously"
    yield new
    yield from witnesses(original)


def witnesses(original: Copy) -> Iterator[Copy]:
    def witness(kind: str, data: Data) -> Copy:
        new = original.changed(f"witness: {kind}")
        new.witness = data
        return new

    here = original.witness
    yield witness("one more", [*here, []])
    if here:
        yield witness("one less", here[:-1])
    for path, term in terms(here):
        for kind, other in other_terms(term):
            if other != term:
                yield witness(kind, put(here, path, write(other)))
    for k, place in enumerate(here):
        if isinstance(place, list) and any(type(step) is not int for step in place):
            yield witness("a term less", [*here[:k], place[:-1], *here[k + 1 :]])
            yield witness("a term twice", [*here[:k], [*place, place[-1]], *here[k + 1 :]])
            yield witness("a place for terms", [*here[:k], [0, *place[1:]], *here[k + 1 :]])
        elif isinstance(place, list):
            yield witness("a place deeper", [*here[:k], [*place, 0], *here[k + 1 :]])
            yield witness("a place from the end", [*here[:k], [*place[:-1], -1], *here[k + 1 :]])
            if place:
                yield witness("a place beside", [*here[:k], [*place[:-1], place[-1] + 1], *here[k + 1 :]])
                yield witness("a place above", [*here[:k], place[:-1], *here[k + 1 :]])
                yield witness("true in a place", [*here[:k], [*place[:-1], True], *here[k + 1 :]])


SOURCES = ("hypothesis", "parameters", "sampling")
CONTRADICTION = {"Member": ["p", {"Interval": ["2", "3", False, False]}]}


def givens(original: Copy, number: int) -> Iterator[Copy]:
    """A fact removed, a provenance changed, and facts added: the claim itself, a contradiction, names."""

    def given(kind: str, data: Data) -> Copy:
        new = original.changed(f"given: {kind}")
        new.given = data
        return new

    here = original.given
    for k, (source, fact) in enumerate(here):
        if (k + number) % 2:
            yield given("a fact removed", here[:k] + here[k + 1 :])
        turn = (k + number) % 3
        other = next(s for s in (2 * SOURCES)[turn:] if s != source)
        yield given(f"{source} as {other}", [*here[:k], [other, fact], *here[k + 1 :]])
    for source in ("parameters", "support", "sampling", "definition", "binding"):
        if next(iter(original.claim)) != "Definition":
            yield given(f"the claim as {source}", [*here, [source, original.claim]])
    yield given("a contradiction", [*here, ["parameters", CONTRADICTION]])
    yield given("a value for the parameter", [*here, ["definition", {"Definition": ["p", "1/2"]}]])
    yield given("a second definition", [*here, ["definition", {"Definition": ["L(p)", "1"]}]])
    yield given("a definition by itself", [*here, ["definition", {"Definition": ["z", "z + 1"]}]])


def mutations(number: int, original: Copy, others: list[Data]) -> Iterator[Copy]:
    yield from claims(original, others)
    yield from conditions(original)
    yield from structure(original, number)
    yield from givens(original, number)
