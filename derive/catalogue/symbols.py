"""The symbols of a family: what is observed, what is unknown, what is known; each declared once.

The observation is the symbol in `data` that is declared nowhere else: `x > m` speaks of x where m is a
parameter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sympy import Integer, Rational, S, Symbol

from derive.catalogue.entry import Entry
from derive.catalogue.matrices import is_matrix, matrix_in
from derive.catalogue.vectors import domain_of, is_vector, refuse_range, vector_in
from derive.errors import DeriveError, ReadError
from derive.language.facts import read_fact
from derive.language.reader import check_symbols
from derive.language.tokens import FORMS, GREEK, NAME, RESERVED, pointed, scan
from derive.language.vocabulary import CONSTANTS
from derive.statement import (
    Each,
    Fact,
    Integers,
    Interval,
    Less,
    LessEqual,
    Matrices,
    Member,
    Space,
    Vectors,
    indices_of,
    terms_of,
)

TABLES = ("parameters", "known", "covariates")
MOST_SYMBOLS = 20

Declared = tuple[tuple[Symbol, Space], ...]
"""Symbols with where they lie."""

_WHOLE = re.compile(r"\s+integers?\s*\Z")
_ONE = "must say where one symbol lies, as in"


@dataclass(frozen=True)
class Symbols:
    """The observation and its support, and the symbols of each table with where they lie."""

    variable: Symbol
    support: Space
    parameters: Declared
    known: Declared
    covariates: Declared

    @property
    def names(self) -> tuple[str, ...]:
        others = (*self.parameters, *self.known, *self.covariates)
        return (self.variable.name, *(symbol.name for symbol, _ in others))

    @property
    def spaces(self) -> Declared:
        return ((self.variable, self.support), *self.parameters, *self.known, *self.covariates)


def read_symbols(entry: Entry) -> Symbols:
    """Every symbol of a family. Raises CatalogueError at the key of the first that is declared wrongly."""
    homes = declared(entry)
    if "parameters" not in homes.values():
        raise entry.wrong("parameters", 'must name what is unknown, as in { p = "0 < p < 1" }')
    variable, support = observation(entry, homes)
    tables = {table: domains(entry, table, variable, homes) for table in TABLES}
    symbols = Symbols(variable, support, **tables)
    places = ["data", *(f"{table}.{symbol}" for table in TABLES for symbol, _ in tables[table])]
    for place, (_, space) in zip(places, symbols.spaces, strict=True):
        for index in indices_of(space):
            refuse_range(entry, place, index, dict(symbols.known), symbols.names)
    return symbols


def declared(entry: Entry) -> Mapping[str, str]:
    """For each symbol beside the observation, the table that declares it."""
    homes: dict[str, str] = {}
    for table in TABLES:
        for key in entry.table(table):
            name = symbol_name(entry, table, key)
            if name in homes:
                there = f"{table}.{key}"
                raise entry.wrong(there, f"{name} is declared already, under {homes[name]}")
            homes[name] = table
    if len(homes) > MOST_SYMBOLS:
        raise entry.wrong("parameters", f"at most {MOST_SYMBOLS} symbols can be declared, not {len(homes)}")
    return homes


def symbol_name(entry: Entry, table: str, key: str) -> str:
    """The name that a key gives to a symbol; a Greek letter is spelled out."""
    name = GREEK.get(key[:1], key[:1]) + key[1:]
    if vector := re.fullmatch(r"(\w+)\s*\[.*\]", name):
        raise entry.wrong(
            f"{table}.{key}", f'the key is the name alone: {vector[1]} = "{vector[1]}[k] > 0 for k=1..K"'
        )
    if not NAME.fullmatch(name):
        raise entry.wrong(
            f"{table}.{key}", "a symbol is called by letters, digits and _, beginning with a letter"
        )
    if name in RESERVED:
        raise entry.wrong(f"{table}.{key}", taken(name))
    return name


def taken(name: str) -> str:
    """Why no symbol can bear a name that is reserved."""
    kind = "constant" if name in CONSTANTS else "function" if name in FORMS else "word"
    return f"{name} is a {kind} of the language; choose another name, such as {name}_0"


# ── what is observed ──


def observation(entry: Entry, homes: Mapping[str, str]) -> tuple[Symbol, Space]:
    """The symbol that `data` speaks of, and its support."""
    text = entry.text("data")
    variable, support = observed(entry, text, homes)
    for name in sorted(free(support)):
        if homes.get(name) == "covariates":
            problem = (
                f"the support may not depend on the covariate {name}: it is the same for every observation"
            )
            raise entry.wrong("data", pointing(text, name, problem))
    refuse_unknown(entry, "data", free(support), homes)
    refuse_empty(entry, "data", support)
    return variable, support


def observed(entry: Entry, text: str, homes: Mapping[str, str]) -> tuple[Symbol, Space]:
    """A number, or a vector, that is declared nowhere else, and where `data` says that it lies."""
    if is_matrix(text):
        raise entry.wrong("data", "an observation is a number or a vector, not a matrix")
    if is_vector(text):
        vector, vectors = vector_in(entry, "data", text)
        if vector.name in homes:
            raise entry.wrong("data", f"{vector} is declared already, under {homes[vector.name]}")
        return vector, vectors
    fact = stated(entry, "data", text)
    variable = subject(entry, fact, homes)
    domain = domain_of(fact, variable)
    if domain is None:
        raise entry.wrong("data", f"{_ONE} x > 0, not {text!r}")
    return variable, domain


def subject(entry: Entry, fact: Fact, homes: Mapping[str, str]) -> Symbol:
    """The one symbol in `data` that is declared nowhere else."""
    match fact:
        case Each():
            problem = "is said of one observation, without an index, as in x > 0, or of its entries as in "
            raise entry.wrong("data", f"{problem}x[k] > 0 for k=1..K")
        case Member(term=Symbol() as symbol):
            sides = [symbol]
        case Less(left=left, right=right) | LessEqual(left=left, right=right):
            sides = [side for side in (left, right) if isinstance(side, Symbol)]
        case _:
            sides = []
    if constants := [
        name for name, value in CONSTANTS.items() if isinstance(fact, Member) and value == fact.term
    ]:
        raise entry.wrong("data", taken(constants[0]))
    if not sides:
        raise entry.wrong("data", f"{_ONE} x > 0, not {entry.text('data')!r}")
    match [side for side in sides if side.name not in homes]:
        case [symbol]:
            return symbol
        case []:
            name, *_ = (side.name for side in sides)
            raise entry.wrong("data", f"{name} is declared already, under {homes[name]}")
        case several:
            names = " and ".join(side.name for side in several)
            raise entry.wrong("data", f"{names} are declared nowhere; declare all but the observation")


# ── what is unknown, what is known ──


def domains(entry: Entry, table: str, variable: Symbol, homes: Mapping[str, str]) -> Declared:
    """The symbols of one table, each with its domain."""
    found: list[tuple[Symbol, Space]] = []
    for key, text in entry.table(table).items():
        place, symbol = f"{table}.{key}", Symbol(symbol_name(entry, table, key))
        if symbol == variable:
            raise entry.wrong(place, f"{symbol} is the observation already, under data")
        domain = declared_space(entry, place, symbol, text)
        used = free(domain)
        if variable.name in used:
            problem = f"the domain of {symbol} may not depend on the observation {variable}"
            raise entry.wrong(place, pointing(text, variable.name, problem))
        refuse_unknown(entry, place, used, homes)
        refuse_empty(entry, place, domain)
        found.append((symbol, domain))
    return tuple(found)


def declared_space(entry: Entry, place: str, symbol: Symbol, text: str) -> Space:
    """Where a text says that a symbol lies."""
    if is_matrix(text) or is_vector(text):
        array, space = (matrix_in if is_matrix(text) else vector_in)(entry, place, text)
        if array != symbol:
            raise entry.wrong(place, f"speaks of {array}, not of {symbol}")
        return space
    domain = domain_of(stated(entry, place, text), symbol)
    if domain is None:
        raise entry.wrong(place, f"{_ONE} {symbol} > 0, not {text!r}")
    return domain


def stated(entry: Entry, key: str, text: str) -> Fact:
    """The fact that a text states, at a key."""
    try:
        return fact_of(text)
    except DeriveError as error:
        raise entry.wrong(key, error) from error


def fact_of(text: str) -> Fact:
    """The fact; of integers too where a bound is a symbol, as in `x >= m integer`."""
    try:
        return read_fact(text)
    except ReadError:
        if not _WHOLE.search(text):
            raise
        fact = read_fact(_WHOLE.sub("", text))
        match fact:
            case Less(left=left, right=Symbol() as symbol):
                return Member(symbol, Integers(left + 1, S.Infinity))
            case LessEqual(left=left, right=Symbol() as symbol):
                return Member(symbol, Integers(left, S.Infinity))
        raise


def free(space: Space) -> set[str]:
    """The names of the symbols in a domain; the indices of an array are bound in its space."""
    bound = {symbol for symbol, _, _ in indices_of(space)}
    return {s.name for term in terms_of(space) for s in term.free_symbols - bound if isinstance(s, Symbol)}


def refuse_unknown(entry: Entry, key: str, used: Collection[str], homes: Collection[str]) -> None:
    """A domain may speak of what is declared only."""
    table, _, name = key.partition(".")
    text = entry.table(table)[name] if name else entry.text(key)
    try:
        check_symbols(text, used, homes)
    except ReadError as error:
        raise entry.wrong(key, error) from error


def refuse_empty(entry: Entry, key: str, domain: Space) -> None:
    """An interval between numbers holds a number."""
    match domain:
        case Vectors(entries=entries) | Matrices(entries=entries):
            refuse_empty(entry, key, entries)
        case Interval(low=Rational() | Integer() as low, high=Rational() | Integer() as high) if low >= high:
            raise entry.wrong(key, "the interval is empty: its lower end is not below its upper end")
        case Integers(low=Integer() as low, high=Integer() as high) if low > high:
            raise entry.wrong(key, "there is no integer between the bounds")


def pointing(text: str, name: str, problem: str, last: bool = False) -> ReadError:
    """The problem, pointing at the first place where a name stands, or at the last."""
    places = [token.start_pos or 0 for token in scan(text) if token == name] or [0]
    return pointed(text, problem, places[-1 if last else 0])
