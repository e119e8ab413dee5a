"""Derivations as JSON, and their replay.

JSON is data: expressions are text in the language, read without evaluation. `replay` makes every
theorem anew by its rule, checks every certificate, and refuses whatever differs from what is recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from derive.algebra.signs.proving import Certificate
from derive.errors import DeriveError, LoadError, ReplayError
from derive.kernel.context import Condition
from derive.kernel.derivation import Derivation, Part, Question
from derive.kernel.rule import Rule
from derive.kernel.theorem import Theorem, recheck
from derive.language.data import from_data, to_data
from derive.statement import Assumption, DensityCheck, Fact, Given, Provenance, Remark

FORMAT = "derive-1"
UNFIT = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What Python may raise where data do not have the form that was counted on."""


class _Table:
    """Values that occur many times, written once and referred to by number."""

    def __init__(self) -> None:
        self.numbers: dict[object, int] = {}
        self.rows: list[object] = []

    def add(self, key: object, row: object) -> int:
        if key not in self.numbers:
            self.numbers[key] = len(self.rows)
            self.rows.append(row)
        return self.numbers[key]


def dumps(derivation: Derivation) -> str:
    """The derivation as JSON text, one row of each table a line."""
    facts, givens, certificates = _Table(), _Table(), _Table()

    def fact(value: Fact) -> int:
        return facts.add(value, to_data(value))

    def given(value: Given) -> int:
        return givens.add(value, [[a.provenance.value, fact(a.fact)] for a in value.assumptions])

    def certificate(value: Certificate) -> int:
        parts = [certificate(part) for part in value.parts]
        return certificates.add(value, [value.step, fact(value.fact), *parts])

    numbers = {theorem: k for k, theorem in enumerate(derivation.theorems)}
    theorems = [
        {
            "rule": theorem.rule.name,
            "given": given(theorem.given),
            "premises": [numbers[premise] for premise in theorem.premises],
            "witness": to_data(theorem.witness),
            "claim": to_data(theorem.claim),
            "conditions": [certificate(condition.certificate) for condition in theorem.conditions],
        }
        for theorem in derivation.theorems
    ]
    document: dict[str, object] = {
        "format": FORMAT,
        "name": derivation.name,
        "title": dict(derivation.title),
        "source": derivation.source,
        "density": to_data(derivation.density),
        "literature": to_data(derivation.literature),
        "facts": facts.rows,
        "givens": givens.rows,
        "certificates": certificates.rows,
        "theorems": theorems,
        "parts": [{"key": p.key, "theorems": [numbers[t] for t in p.theorems]} for p in derivation.parts],
        "open": [{"key": q.key, "part": q.part, "claims": to_data(q.claims)} for q in derivation.open],
    }
    return "".join(_pretty(document))


def _pretty(document: Mapping[str, object]) -> Iterator[str]:
    """One row of each table a line: small, and a difference shows the theorem."""
    yield "{\n"
    for k, (key, value) in enumerate(document.items()):
        end = ",\n" if k < len(document) - 1 else "\n"
        if isinstance(value, list) and value:
            rows = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in value)
            yield f" {json.dumps(key)}: [\n{rows}\n ]{end}"
        else:
            yield f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}{end}"
    yield "}\n"


@dataclass(frozen=True)
class _Loaded:
    """The tables of a document, read."""

    givens: tuple[Given, ...]
    certificates: tuple[Certificate, ...]


def replay(text: str, rules: Mapping[str, Rule]) -> Derivation:
    """Every theorem of the JSON made anew by its rule. Raises LoadError where the text is not a
    derivation, ReplayError naming the theorem where one does not hold as recorded."""
    document = _document(text)
    try:
        loaded = _tables(document)
        theorems: list[Theorem] = []
        for number, row in enumerate(document["theorems"]):
            theorems.append(_theorem(number, row, loaded, theorems, rules))
        parts = tuple(
            Part(_string(row["key"]), tuple(_pick(theorems, k) for k in row["theorems"]))
            for row in document["parts"]
        )
        title = tuple((_string(k), _string(v)) for k, v in document["title"].items())
        questions = tuple(
            Question(_string(row["key"]), _string(row["part"]), from_data(row["claims"]))
            for row in document["open"]
        )
        name, source = _string(document["name"]), _string(document["source"])
        density, literature = _density(document["density"]), _literature(document["literature"])
        derivation = Derivation(name, title, source, parts, questions, density, literature)
    except UNFIT as error:
        raise LoadError(f"not a derivation: {type(error).__name__}: {error}") from error
    if not parts or not all(part.theorems for part in parts):
        raise LoadError("not a derivation: it has a part without a theorem")
    if dumps(derivation) != text:
        raise LoadError("the derivation does not print back to the same text; write it with derive")
    return derivation


def _document(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LoadError(f"not JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise LoadError(f'not a derivation of this version: "format" must be "{FORMAT}"')
    return document


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _literature(data: object) -> tuple[Remark, ...]:
    found = from_data(data)
    if not isinstance(found, tuple) or not all(isinstance(remark, Remark) for remark in found):
        raise TypeError(f"{type(found).__name__} is no list of remarks")
    return found


def _density(data: object) -> DensityCheck | None:
    found = from_data(data)
    if not isinstance(found, DensityCheck | None):
        raise TypeError(f"{type(found).__name__} says nothing of a density")
    return found


T = TypeVar("T")


def _pick(rows: Sequence[T], number: object) -> T:
    """A row by its number; a number is never negative."""
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise IndexError(f"{number!r} is not the number of a row")
    return rows[number]


def _tables(document: Mapping[str, Any]) -> _Loaded:
    facts = [from_data(row) for row in document["facts"]]
    givens = []
    for rows in document["givens"]:
        assumptions = (Assumption(_pick(facts, number), Provenance(source)) for source, number in rows)
        givens.append(Given(tuple(assumptions)))
    certificates: list[Certificate] = []
    for step, fact, *parts in document["certificates"]:
        children = tuple(_pick(certificates, part) for part in parts)
        certificates.append(Certificate(_pick(facts, fact), _string(step), children))
    return _Loaded(tuple(givens), tuple(certificates))


def _theorem(
    number: int,
    row: Mapping[str, Any],
    loaded: _Loaded,
    earlier: Sequence[Theorem],
    rules: Mapping[str, Rule],
) -> Theorem:
    name = _string(row["rule"])
    if name not in rules:
        raise ReplayError(number, name, "no such rule")
    certificates = [_pick(loaded.certificates, k) for k in row["conditions"]]
    premises = tuple(_pick(earlier, k) for k in row["premises"])
    given = _pick(loaded.givens, row["given"])
    witness, claim = from_data(row["witness"]), from_data(row["claim"])
    conditions = tuple(Condition(c.fact, c) for c in certificates)
    try:
        return recheck(rules[name], given, premises, witness, claim, conditions)
    except DeriveError as error:
        raise ReplayError(number, name, str(error)) from error
    except UNFIT as error:
        raise ReplayError(number, name, f"the witness does not fit: {error}") from error
