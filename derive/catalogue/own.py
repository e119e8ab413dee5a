"""A family that is stated in Python, and one of which more is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from derive.catalogue.entry import Entry
from derive.catalogue.reading import family_in
from derive.catalogue.writing import write_family
from derive.errors import CatalogueError, UnknownNameError
from derive.language.tokens import GREEK
from derive.statement import Model


@dataclass(frozen=True)
class Family:
    """A family of one's own, in the words of a family file; what can be said in one can be said here.

    >>> derive.Family(name="size-biased", data="x > 0", parameters={"r": "r > 0"},
    ...               density="r^2*x*exp(-r*x)", source="my notes")

    `known` are parameters whose values are known, `covariates` what is known of each observation, `title`
    pairs a language with a name. With `priors`, densities of parameters, the posterior density is maximised.
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

    def __post_init__(self) -> None:
        assert self.model

    @cached_property
    def model(self) -> Model:
        """The family as a value that the stages work on."""
        return family_in(Entry(vars(self), type(self).__name__))

    def to_toml(self) -> str:
        """The family as a family file."""
        return write_family(self.model)


def knowing(model: Model, names: Iterable[str]) -> Model:
    """The same family with more parameters known, which its name tells: `normal-known-sigma`.

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
    return replace(model.knowing(*ordered), name="-".join((model.name, "known", *ordered)))
