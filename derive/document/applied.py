"""A derivation applied to data, as a value for pages: what has to be known of the data, and what was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from flint import arb
from sympy import Expr, Sum, Symbol

from derive.document.figures.likelihoods import Drawn
from derive.document.naming import definitions_in
from derive.kernel.derivation import Derivation
from derive.language.vocabulary import OrderStatistic
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    Definition,
    Fact,
    Given,
    JointArgmax,
    Place,
    coordinates,
    terms_of,
)

MAXIMA = ("maximum", "solution")


class Missing(StrEnum):
    """Why a figure is not there; the values are keys of the words."""

    COLUMNS = "no_density"
    PARAMETERS = "no_likelihood_in_several"
    ROWS = "no_likelihood_of_many"
    PRIORS = "no_likelihood_with_priors"


@dataclass(frozen=True)
class Placed:
    """Where the likelihood is greatest, as far as a derivation tells: each parameter in terms of data and of
    the parameters that are `free`, which an `equation` or a search tells."""

    given: Given
    points: tuple[tuple[Symbol, Place], ...]
    free: tuple[Symbol, ...]
    equation: Expr | None = None
    spoken: tuple[Expr, ...] = ()

    def definitions(self, facts: tuple[Fact, ...]) -> list[Definition]:
        """The names that it speaks of, and those that the conditions speak of."""
        return definitions_in(
            [*self.terms(), *_terms(facts), *self.spoken], self.given, [v for v, _ in self.points]
        )

    def terms(self) -> Iterator[Expr]:
        for variable, place in self.points:
            if place != variable:
                yield from terms_of(place)
        if self.equation is not None:
            yield self.equation

    def statistics(self, facts: tuple[Fact, ...]) -> tuple[Expr, ...]:
        """The sums and order statistics without a name of their own that stand in its terms, in conditions and
        in definitions."""
        definitions = self.definitions(facts)
        bodies = [d.body for d in definitions if not isinstance(d.body, Sum)]
        spoken = [part for term in (*self.terms(), *_terms(facts)) for part in outermost(term)]
        below = [part for body in bodies for part in outermost(body) if isinstance(part, OrderStatistic)]
        named = {d.body for d in definitions}
        return tuple(part for part in dict.fromkeys((*spoken, *below)) if part not in named)


def placed(derivation: Derivation) -> Placed:
    last = next((part.theorems[-1] for key in MAXIMA if (part := derivation.part(key))), None)
    match last and last.claim:
        case Argmax(points=(_,)) | JointArgmax(points=(_,)) as claim:
            assert last is not None
            pairs = tuple((v, place) for v, place in coordinates(claim) if isinstance(v, Symbol))
            return Placed(last.given, pairs, ())
        case ArgmaxAtRoot(variables=variables, point=point, variable=free, equation=equation):
            assert last is not None
            return Placed(last.given, tuple(zip(variables, point, strict=True)), (free,), equation)
    return _searched(derivation)


def _searched(derivation: Derivation) -> Placed:
    """What a derived profile tells of some parameters; of the rest nothing but the log-likelihood is known."""
    unknown = [s for s in derivation.parts[0].theorems[-1].equality.left.args if isinstance(s, Symbol)]
    told = derivation.part("statistics") or derivation.part("log_likelihood") or derivation.parts[-1]
    one, values = told.theorems[-1], [*unknown]
    spoken = (one.equality.right,)
    for part in derivation.parts:
        if part.key.startswith("profile.") and len(unknown) > 1:
            one = part.theorems[-1]
            values, spoken = list(one.equality.left.args), (one.equality.right,)
    free = tuple(s for s, value in zip(unknown, values, strict=True) if s == value)
    return Placed(one.given, tuple(zip(unknown, values, strict=True)), free, None, spoken)


def outermost(term: Expr) -> Iterator[Expr]:
    """The sums and order statistics in a term that stand in no other."""
    if isinstance(term, Sum | OrderStatistic):
        yield term
        return
    for part in term.args:
        if isinstance(part, Expr):
            yield from outermost(part)


def _terms(facts: tuple[Fact, ...]) -> Iterator[Expr]:
    for fact in facts:
        yield from terms_of(fact)


@dataclass(frozen=True)
class Source:
    """Where data are from: the name of a file, if they are from one, and its columns that were read, by what
    the family calls them; the column of the weights."""

    file: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    weights: str = ""
    weighted: bool = False
    fractional: bool = False


@dataclass(frozen=True)
class Applied:
    """What came out for data. `values` are those of the number of observations, of statistics as the derivation
    writes them, and of known parameters. `facts` are the conditions that were checked. `errors_by` and
    `method` are keys of the words: which information the standard errors are from, or why there are none; how
    the free parameters were found."""

    source: Source
    size: Symbol
    values: Mapping[Expr, arb]
    known: tuple[Symbol, ...]
    facts: tuple[Fact, ...]
    estimates: Mapping[Symbol, arb]
    errors: Mapping[Symbol, float] | None
    errors_by: str
    height: arb
    method: str
    proved: bool
    drawn: tuple[Drawn, ...] = ()
    missing: tuple[Missing, ...] = field(default=())
