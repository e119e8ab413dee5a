"""A family that is stated in Python, and one of which more is known."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib.resources import files
from typing import TypeAlias

from sympy import Expr, Symbol

from derive.algebra.terms import substitute
from derive.catalogue.entry import Entry
from derive.catalogue.reading import family_in
from derive.catalogue.symbols import pointing, taken
from derive.catalogue.writing import write_family
from derive.errors import CatalogueError, DeriveError, ReadError, UnknownNameError
from derive.language.build import evaluated
from derive.language.facts import read_fact
from derive.language.reader import check_symbols
from derive.language.tokens import GREEK, RESERVED
from derive.statement import Bijection, Equal, Model, space_map

Title: TypeAlias = tuple[tuple[str, str], ...]
"""A name in each language."""


@dataclass(frozen=True)
class Family:
    """A family of one's own, in the words of a family file; what can be said in one can be said here.

    >>> derive.Family(name="size-biased", data="x > 0", parameters={"r": "r > 0"},
    ...               density="r^2*x*exp(-r*x)", source="my notes")

    `known` are parameters whose values are known, `covariates` what is known of each observation, `title`
    pairs a language with a name. With `priors`, densities of parameters, the posterior density is maximised.
    `literature` has tables of what `says` something in each language and its `source`.
    `derive.mle`, `show`, `write` and `render` take it as they take a name.

    Raises CatalogueError that names the argument, with the place where a text cannot be read.
    """

    name: str
    data: str
    parameters: Mapping[str, str]
    density: str
    source: str
    known: Mapping[str, str] = field(default_factory=dict)
    covariates: Mapping[str, str] = field(default_factory=dict)
    title: Mapping[str, str] = field(default_factory=dict)
    priors: Mapping[str, str] = field(default_factory=dict)
    literature: Sequence[Mapping[str, object]] = ()

    def __post_init__(self) -> None:
        assert self.model

    @cached_property
    def model(self) -> Model:
        """The family as a value that the stages work on."""
        return family_in(Entry({**vars(self), "literature": list(self.literature)}, type(self).__name__))

    def to_toml(self) -> str:
        """The family as a family file."""
        return write_family(self.model)


def knowing(model: Model, names: Iterable[str]) -> Model:
    """The same family with more parameters known, which its name and title tell: `normal-known-sigma`, "normal
    distribution, σ known".

    Raises UnknownNameError with the nearest name, CatalogueError for a parameter that is known already and
    where none would be left to estimate.
    """
    wanted = list(dict.fromkeys(GREEK.get(name, name) for name in names))
    unknown, known = ([symbol.name for symbol, _ in which] for which in (model.parameters, model.known))
    for name in wanted:
        if name in known:
            raise CatalogueError(f"{model.name}: {name} is known already; unknown: {', '.join(unknown)}")
        if name not in unknown:
            raise UnknownNameError(f"parameter of {model.name}", name, unknown)
    if len(wanted) == len(unknown):
        raise CatalogueError(f"{model.name}: with {', '.join(wanted)} known, there is nothing left to estimate")
    if not wanted:
        return model
    ordered = [name for name in unknown if name in wanted]
    name, title = "-".join((model.name, "known", *ordered)), tuple(known_title(model.title, ordered))
    return replace(model.knowing(*ordered), name=name, title=title)


def known_title(title: Title, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The title with the names of known parameters, in each language that the words for this are there."""
    table = tomllib.loads((files(__package__) / "titles.toml").read_text(encoding="utf-8"))
    letters = {name: letter for letter, name in reversed(GREEK.items())}
    for language, text in title:
        if language in table["separator"]:
            told = table["separator"][language].join(letters.get(name, name) for name in names)
            text = table[language].format(title=text, names=told)
        yield language, text


def in_another(model: Model, text: str) -> Model:
    """The same family in another parameter, such as `odds = p/(1 - p)`; its name tells it: `bernoulli-in-odds`.

    Raises CatalogueError where the text does not name a new parameter and a term in the old ones.
    """
    try:
        symbol, term = another(model, text)
    except DeriveError as error:
        raise CatalogueError(f"{model.name}: another parameter: {error}") from error
    return replace(model, name=f"{model.name}-in-{symbol.name}", another=((symbol, term),))


def another(model: Model, text: str) -> tuple[Symbol, Expr]:
    """The new parameter and what it is. Raises DeriveError at the place of what is wrong."""
    fact = read_fact(text)
    if not isinstance(fact, Equal) or not isinstance(fact.left, Symbol):
        raise ReadError("it is a new name and what it stands for, as in odds = p/(1 - p)", text, 1, 1)
    new, name = fact.left, fact.left.name
    if new in model.symbols:
        raise pointing(text, name, f"{name} is a symbol of {model.name} already; choose another name")
    if name in RESERVED:
        raise pointing(text, name, taken(name))
    if new in fact.right.free_symbols:
        raise pointing(text, name, f"{name} is the new name; it cannot stand in its own meaning", last=True)
    unknown = [symbol.name for symbol, _ in model.parameters]
    known = [symbol.name for symbol, _ in model.known]
    check_symbols(text, {s.name for s in fact.right.free_symbols if isinstance(s, Symbol)}, [*unknown, *known])
    term = evaluated(fact.right)
    if not term.free_symbols & set(model.arguments):
        raise ReadError(f"no unknown parameter stands on the right; unknown: {', '.join(unknown)}", text, 1, 1)
    return new, term


def in_the_new(model: Model, change: Bijection) -> Model:
    """The family with the other parameter written into its density and its support."""

    def put(term: Expr) -> Expr:
        return substitute(term, {change.variable: change.inverse})

    parameters = tuple(
        (s, space_map(space, put)) if s != change.variable else (change.value, change.image)
        for s, space in model.parameters
    )
    support, density = space_map(model.support, put), put(model.density)
    return replace(model, parameters=parameters, support=support, density=density, another=())
