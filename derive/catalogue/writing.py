"""From a family to the text of its file: what is written reads back to the same family."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sympy import Symbol

from derive.catalogue.reading import read_family
from derive.errors import CatalogueError, DeriveError
from derive.language.writer import write, write_space
from derive.statement import Model, Space

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
_STEERING = re.compile(r'[\x00-\x1f\x7f"\\]')


def write_family(model: Model) -> str:
    """The TOML of a family: `read_family(write_family(m), …) == m`.

    Raises CatalogueError for a model that no file can say, such as one with a symbol that carries assumptions.
    """
    try:
        text = toml_of(model)
    except DeriveError as error:
        raise CatalogueError(f"{model.name}: cannot be written as a family file: {error}") from error
    if read_family(text, model.name) != model:
        raise CatalogueError(f"{model.name}: cannot be written as a family file: another family is read back")
    return text


def toml_of(model: Model) -> str:
    lines = [
        ("name", quoted(model.name)),
        ("data", quoted(write_space(model.variable, model.support))),
        ("parameters", domains(model.parameters)),
        ("known", domains(model.known) if model.known else ""),
        ("covariates", domains(model.covariates) if model.covariates else ""),
        ("density", quoted(write(model.density))),
        ("priors", table((p.name, write(density)) for p, density in model.priors) if model.priors else ""),
        ("source", quoted(model.source)),
        ("title", table(model.title)),
    ]
    told = "".join(
        f"\n[[literature]]\nsays = {table(remark.says)}\nsource = {quoted(remark.source)}\n"
        for remark in model.literature
    )
    return "".join(f"{key} = {value}\n" for key, value in lines if value) + told


def domains(declared: Iterable[tuple[Symbol, Space]]) -> str:
    """An inline table of symbols with where they lie."""
    return table((symbol.name, write_space(symbol, space)) for symbol, space in declared)


def table(entries: Iterable[tuple[str, str]]) -> str:
    pairs = (f"{key if _BARE.fullmatch(key) else quoted(key)} = {quoted(value)}" for key, value in entries)
    return f"{{ {', '.join(pairs)} }}"


def quoted(text: str) -> str:
    """A basic string of TOML."""
    return '"' + _STEERING.sub(lambda sign: _SHORT.get(sign[0], f"\\u{ord(sign[0]):04x}"), text) + '"'
