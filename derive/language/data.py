"""Statements as JSON-able data and back: exact, closed, and nothing is evaluated.

A term is a string in the language, a value of a dataclass is `{"Equal": ["a + b", "c"]}` with its fields in
order, an enumeration is its value, a tuple is a list. Where the type of a field is one class and no
union, its name is left out: the domain of a Monotone is `["0", "1", false, false]`.
What a field may hold is read from its annotation, so a new claim needs a line in `CLASSES` at most.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from functools import cache, lru_cache
from types import UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from sympy import Expr, Indexed, Symbol

from derive.errors import LimitError, LoadError, ReadError
from derive.language.reader import read
from derive.language.writer import write
from derive.statement import (
    STATEMENTS,
    Assumption,
    Checked,
    DefiniteMatrices,
    DensityCheck,
    Edge,
    Given,
    HalfSpaces,
    Identity,
    Integers,
    Interval,
    Loss,
    Matrices,
    Model,
    NormalForm,
    Open,
    Proved,
    Provenance,
    Refuted,
    Remark,
    Repair,
    Sense,
    Shown,
    Unseen,
    Values,
    Vectors,
)

Data: TypeAlias = "bool | int | str | list[Data] | dict[str, Data] | None"

CLASSES: dict[str, type] = STATEMENTS | {
    kind.__name__: kind
    for kind in (
        Interval, Integers, Values, HalfSpaces, Vectors, DefiniteMatrices, Matrices, Given, Assumption, Loss,
        Edge, Model, Remark, Identity, Proved, NormalForm, Refuted, Repair, Open, DensityCheck, Shown, Checked,
        Unseen,
    )
}  # fmt: skip
"""The closed table of dataclasses that data may name."""

ENUMERATIONS: dict[str, type[StrEnum]] = {"Sense": Sense, "Provenance": Provenance}
TERMS = (Expr, Symbol, Indexed)
TEXT = "text"
"""The tag of a plain string where a term could stand: `{"text": "…"}`."""
MAX_NESTED = 50
"""Values within values; terms have their own bounds."""


def to_data(value: object) -> Data:
    """A value as JSON-able data: an expression, a statement, a domain, a Given, a verdict, an
    enumeration, a string, a number, None, or a tuple of such.

    Raises ReadError for a term outside the language and TypeError for a value of another type.
    """
    match value:
        case Expr():
            return write(value)
        case None | bool() | int():
            return value
        case StrEnum():
            return {type(value).__name__: value.value}
        case str():
            return {TEXT: value}
        case tuple():
            return [to_data(member) for member in value]
        case _ if type(value) is CLASSES.get(type(value).__name__):
            return {type(value).__name__: _fields_out(value)}
    raise TypeError(f"{type(value).__name__} has no form as data")


def from_data(data: object, *, functions: Collection[str] | None = None, place: str = "$") -> Any:
    """The value that data say: `from_data(to_data(v)) == v`, and what is loaded prints back to the same data.

    `functions` are the undefined functions that terms may apply; None allows every name. `place`
    is where the data stand in a larger document. Raises LoadError naming the place, as in
    `$.Equal[0]`, for anything that is malformed, and for a text that is not as `write` writes it.
    """
    return _Loader(functions).value(data, place, 0)


@cache
def _table() -> dict[type, tuple[tuple[str, Any], ...]]:
    """The fields of each dataclass with their types, in order."""
    return {kind: tuple(get_type_hints(kind).items()) for kind in CLASSES.values()}


def _fields_out(value: object) -> Data:
    return [_out(getattr(value, name), hint) for name, hint in _table()[type(value)]]


def _out(value: object, hint: Any) -> Data:
    """A field, whose type is known: the tags that the type makes needless are left out."""
    if get_origin(hint) is tuple and isinstance(value, tuple):
        return [_out(member, inner) for member, inner in zip(value, _members(hint, len(value)), strict=True)]
    if isinstance(hint, type) and type(value) is hint and hint in CLASSES.values():
        return _fields_out(value)
    if isinstance(value, str) and isinstance(hint, type):
        return str(value)
    return to_data(value)


def _members(hint: Any, count: int) -> tuple[Any, ...]:
    inner = get_args(hint)
    return (inner[0],) * count if len(inner) == 2 and inner[1] is ... else inner


def _exactly(text: str, functions: frozenset[str] | None) -> Expr:
    """The term of a text that is as `write` writes it; ReadError for any other."""
    term = read(text, functions=functions)
    again = write(term)
    if again != text:
        raise ReadError(f"the text {text[:80]!r} prints back as {again[:80]!r}")
    return term


_exactly_again = lru_cache(4096)(_exactly)
SHORT = 1_000
"""Texts up to this length are kept: the theorems of a derivation repeat many."""


class _Loader:
    """Data to values."""

    def __init__(self, functions: Collection[str] | None) -> None:
        self.functions = None if functions is None else frozenset(functions)

    def term(self, data: object, place: str) -> Expr:
        if not isinstance(data, str):
            raise LoadError(f"{place}: a term is a string, not {_kind(data)}")
        try:
            return (_exactly_again if len(data) <= SHORT else _exactly)(data, self.functions)
        except (ReadError, LimitError) as error:
            raise LoadError(f"{place}: {error}") from None

    def value(self, data: object, place: str, depth: int) -> Any:
        """A value whose type its tag says."""
        if depth > MAX_NESTED:
            raise LoadError(f"{place}: values are nested more than {MAX_NESTED} levels deep")
        match data:
            case str():
                return self.term(data, place)
            case None | bool() | int():
                return data
            case list():
                return tuple(self.value(member, f"{place}[{k}]", depth + 1) for k, member in enumerate(data))
            case dict() if len(data) == 1:
                ((tag, inside),) = data.items()
                return self.tagged(tag, inside, f"{place}.{tag}", depth)
        raise LoadError(f"{place}: a value is a text, a list, or an object with one key, not {_kind(data)}")

    def tagged(self, tag: object, inside: object, place: str, depth: int) -> Any:
        if tag == TEXT and isinstance(inside, str):
            return inside
        if tag in ENUMERATIONS:
            return self.member(inside, ENUMERATIONS[str(tag)], place)
        if tag not in CLASSES:
            raise LoadError(f"{place}: no statement is named {str(tag)[:40]!r}")
        return self.instance(inside, CLASSES[str(tag)], place, depth)

    def instance(self, data: object, kind: type, place: str, depth: int) -> Any:
        hints = _table()[kind]
        if not isinstance(data, list) or len(data) != len(hints):
            names = ", ".join(name for name, _ in hints)
            raise LoadError(f"{place}: {kind.__name__} is a list of {len(hints)} ({names}), not {_kind(data)}")
        typed = [(value, hint) for value, (_, hint) in zip(data, hints, strict=True)]
        return kind(*(self.typed(v, hint, f"{place}[{k}]", depth + 1) for k, (v, hint) in enumerate(typed)))

    def typed(self, data: object, hint: Any, place: str, depth: int) -> Any:
        """A value of a known type."""
        if depth > MAX_NESTED:
            raise LoadError(f"{place}: values are nested more than {MAX_NESTED} levels deep")
        if get_origin(hint) is tuple:
            return self.sequence(data, hint, place, depth)
        if hint in TERMS:
            term = self.term(data, place)
            if not isinstance(term, hint):
                raise LoadError(f"{place}: {str(data)[:80]!r} is not a term of type {hint.__name__}")
            return term
        if get_origin(hint) in (Union, UnionType):
            value = self.value(data, place, depth)
            if not any(_fits(value, kind) for kind in get_args(hint)):
                raise LoadError(f"{place}: {type(value).__name__} cannot stand here")
            return value
        return self.plain(data, hint, place, depth)

    def sequence(self, data: object, hint: Any, place: str, depth: int) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise LoadError(f"{place}: a list is expected, not {_kind(data)}")
        inner = _members(hint, len(data))
        if len(inner) != len(data):
            raise LoadError(f"{place}: a list of {len(inner)} is expected, not of {len(data)}")
        pairs = enumerate(zip(data, inner, strict=True))
        return tuple(self.typed(v, h, f"{place}[{k}]", depth + 1) for k, (v, h) in pairs)

    def plain(self, data: object, hint: type, place: str, depth: int) -> Any:
        if issubclass(hint, StrEnum):
            return self.member(data, hint, place)
        if hint in (bool, str, int):
            if type(data) is not hint:
                raise LoadError(f"{place}: {hint.__name__} is expected, not {_kind(data)}")
            return data
        return self.instance(data, hint, place, depth)

    def member(self, data: object, kind: type[StrEnum], place: str) -> StrEnum:
        if not isinstance(data, str) or data not in {m.value for m in kind}:
            raise LoadError(f"{place}: {kind.__name__} is one of {', '.join(kind)}")
        return kind(data)


def _fits(value: object, kind: Any) -> bool:
    """Whether a value is of a member of a union; terms have many classes, a statement is of its own."""
    plain = get_origin(kind) or kind  # a pair is a tuple
    return isinstance(value, plain) if kind in TERMS else type(value) is plain


def _kind(data: object) -> str:
    name = _KINDS.get(type(data), type(data).__name__)
    return f"{name} of {len(data)}" if isinstance(data, list | dict) else name


_KINDS: dict[type, str] = {
    dict: "an object", list: "a list", str: "a string", bool: "a truth value", int: "a number",
    float: "a fraction", type(None): "null",
}  # fmt: skip
