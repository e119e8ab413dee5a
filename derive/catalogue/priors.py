"""The priors of a family: densities of parameters, in known parameters only."""

from __future__ import annotations

from sympy import Expr, Symbol

from derive.catalogue.entry import Entry
from derive.catalogue.symbols import Symbols, free, symbol_name
from derive.errors import DeriveError
from derive.language.build import evaluated
from derive.language.reader import read


def read_priors(entry: Entry, symbols: Symbols) -> tuple[tuple[Symbol, Expr], ...]:
    """Each parameter that has a prior, with its density. Raises CatalogueError at the key of the first that is
    wrong."""
    domains, known = dict(symbols.parameters), [symbol.name for symbol, _ in symbols.known]
    found: dict[Symbol, Expr] = {}
    for key, text in entry.table("priors").items():
        place, parameter = f"priors.{key}", Symbol(symbol_name(entry, "priors", key))
        if parameter not in domains:
            raise entry.wrong(place, f"{parameter} is no parameter; a prior is the density of one")
        if parameter in found:
            raise entry.wrong(place, f"{parameter} has a prior already")
        if unknown := free(domains[parameter]) - {*known}:
            raise entry.wrong(place, f"the space of {parameter} depends on {', '.join(sorted(unknown))}")
        try:
            density = evaluated(read(text, symbols=(parameter.name, *known)))
        except DeriveError as error:
            raise entry.wrong(place, error) from error
        if parameter not in density.free_symbols:
            raise entry.wrong(place, f"{parameter} does not stand in it; leave out a prior that is constant")
        found[parameter] = density
    return tuple((parameter, found[parameter]) for parameter, _ in symbols.parameters if parameter in found)
