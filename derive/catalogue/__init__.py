"""The catalogue: families and losses as data files in the safe language, and the reader of such files.

A file in `families/` or `losses/` is found by itself; a file of a user's own is read in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

from sympy import Expr, Symbol

from derive.catalogue.toml import load
from derive.errors import CatalogueError, DeriveError, UnknownNameError
from derive.language.build import evaluated
from derive.language.facts import read_fact
from derive.language.reader import read
from derive.statement import Domain, Loss, Member, Model

LARGEST = 100_000
KINDS = {"families": "family", "losses": "loss"}


@cache
def names(kind: str) -> tuple[str, ...]:
    """The names in one part of the catalogue: `families` or `losses`."""
    folder = files(__name__) / kind
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def family(name: str) -> Model:
    """A family of the catalogue by name; UnknownNameError offers the nearest."""
    return read_family(_entry("families", name), f"{name}.toml")


def loss(name: str) -> Loss:
    """A loss of the catalogue by name; UnknownNameError offers the nearest."""
    return read_loss(_entry("losses", name), f"{name}.toml")


def _entry(kind: str, name: str) -> str:
    if name not in names(kind):
        raise UnknownNameError(KINDS[kind], name, names(kind))
    return (files(__name__) / kind / f"{name}.toml").read_text(encoding="utf-8")


def read_family_file(path: Path) -> Model:
    """A family in a file of the user's own. Raises CatalogueError naming the file and the key."""
    try:
        if path.stat().st_size > LARGEST:
            raise CatalogueError(f"{path}: too large for a family file (over {LARGEST:,} bytes)")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read: {error}") from error
    return read_family(text, str(path))


def read_family(text: str, where: str) -> Model:
    """A family from the text of its file; `where` names the file in errors."""
    entry = _Entry(text, where)
    variable, support = entry.domain_of("data")
    parameters = entry.domains_of("parameters")
    known, covariates = (entry.domains_of(key) if key in entry.data else () for key in ("known", "covariates"))
    symbols = (variable, *(symbol for symbol, _ in (*parameters, *known, *covariates)))
    return Model(
        entry.text("name"),
        entry.title(),
        entry.text("source"),
        variable,
        support,
        parameters,
        entry.term("density", tuple(symbol.name for symbol in symbols)),
        known,
        covariates,
    )


def read_loss(text: str, where: str) -> Loss:
    """A loss from the text of its file; `where` names the file in errors."""
    entry = _Entry(text, where)
    target, prediction = entry.domain_of("target"), entry.domain_of("prediction")
    reduction = entry.text("reduction")
    if reduction not in ("mean", "sum"):
        raise CatalogueError(f'{where}: reduction: must be "mean" or "sum", not {reduction!r}')
    return Loss(
        entry.text("name"),
        entry.title(),
        entry.text("source"),
        entry.text("symbol"),
        target,
        prediction,
        entry.term("formula", (target[0].name, prediction[0].name)),
        reduction,
    )


class _Entry:
    """One file, its keys read with errors that name the file and the key."""

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        self.data = load(text, where)

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise CatalogueError(f"{self.where}: {key}: must be there, as text in quotes")
        return value

    def table(self, key: str) -> Mapping[str, str]:
        value = self.data.get(key)
        if not isinstance(value, dict) or not value or not all(isinstance(v, str) for v in value.values()):
            raise CatalogueError(
                f'{self.where}: {key}: must be a table of texts, such as {{ p = "0 < p < 1" }}'
            )
        return value

    def title(self) -> tuple[tuple[str, str], ...]:
        """Titles by language; a name alone serves every language."""
        if "title" not in self.data:
            return (("en", self.text("name")),)
        return tuple(self.table("title").items())

    def term(self, key: str, symbols: tuple[str, ...]) -> Expr:
        """A term in the given symbols; a wrong one is an error at its place."""
        try:
            return evaluated(read(self.text(key), symbols=symbols))
        except DeriveError as error:
            raise CatalogueError(f"{self.where}: {key}: {error}") from error

    def domains_of(self, key: str) -> tuple[tuple[Symbol, Domain], ...]:
        """The symbols of a table, each with its domain."""
        found = []
        for name, value in self.table(key).items():
            symbol, domain = self.read_domain(f"{key}.{name}", value)
            if symbol.name != name:
                raise CatalogueError(f"{self.where}: {key}.{name}: speaks of {symbol}, not of {name}")
            found.append((symbol, domain))
        return tuple(found)

    def domain_of(self, key: str) -> tuple[Symbol, Domain]:
        return self.read_domain(key, self.text(key))

    def read_domain(self, key: str, text: str) -> tuple[Symbol, Domain]:
        """A symbol and its domain from a fact such as `0 < p < 1`."""
        try:
            fact = read_fact(text)
        except DeriveError as error:
            raise CatalogueError(f"{self.where}: {key}: {error}") from error
        match fact:
            case Member(term=Symbol() as symbol, domain=domain):
                return symbol, domain
            case _:
                raise CatalogueError(f"{self.where}: {key}: must say where one symbol lies, not {text!r}")
