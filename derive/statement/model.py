"""A probability model: what is observed, how, and what is unknown about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Expr, Function, Indexed, IndexedBase, Integer, S, Symbol, log

from derive.errors import DeriveError
from derive.statement.facts import (
    Definition,
    Each,
    Index,
    Integers,
    JointDensity,
    Member,
    Sample,
    Space,
    indices_of,
    lying_in,
    terms_of,
)
from derive.statement.given import Given, Provenance


@dataclass(frozen=True)
class Model:
    """Independent observations with a common density.

    `variable` is the observation in `density`, which is a density with respect to the counting
    measure on a discrete support and to Lebesgue measure on an interval. `parameters` are the unknown
    ones with their domains, `known` those whose values are known, and `covariates` what is known of
    each observation. A symbol whose space is one of vectors or of matrices stands for such an array, with the
    entries p[k] or A[j, k].
    `title` pairs a language with a name.
    """

    name: str
    title: tuple[tuple[str, str], ...]
    source: str
    variable: Symbol
    support: Space
    parameters: tuple[tuple[Symbol, Space], ...]
    density: Expr
    known: tuple[tuple[Symbol, Space], ...] = ()
    covariates: tuple[tuple[Symbol, Space], ...] = ()

    def knowing(self, *names: str) -> Model:
        """The same model with the values of these parameters known."""
        kept = tuple((p, d) for p, d in self.parameters if p.name not in names)
        moved = tuple((p, d) for p, d in self.parameters if p.name in names)
        return replace(self, parameters=kept, known=(*self.known, *moved))

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Every symbol of the density."""
        return (self.variable, *(s for s, _ in (*self.covariates, *self.known, *self.parameters)))

    @property
    def spaces(self) -> tuple[tuple[Symbol, Space], ...]:
        """Every symbol of the density with where it lies."""
        return ((self.variable, self.support), *self.covariates, *self.known, *self.parameters)

    @property
    def index(self) -> Index:
        taken = {symbol.name for symbol in self.symbols}
        taken |= {symbol.name for _, space in self.spaces for symbol, _, _ in indices_of(space)}
        index = next(Symbol(c) for c in "ijk" if c not in taken)
        return index, Integer(1), Symbol(next(c for c in "nNm" if c not in taken))

    @property
    def size(self) -> Symbol:
        size: Symbol = self.index[2]
        return size

    @property
    def item(self) -> Indexed:
        """The observation of index i."""
        return self.each(self.variable)

    @property
    def arguments(self) -> tuple[Symbol, ...]:
        return tuple(parameter for parameter, _ in self.parameters)

    def likelihood(self) -> Expr:
        """L(parameters), the name of the joint density."""
        return Function("L")(*self.arguments)

    def log_likelihood(self) -> Expr:
        """ell(parameters), the name of the log-likelihood."""
        return Function("ell")(*self.arguments)

    def density_at(self, value: Expr, *covariates: Expr) -> Expr:
        """f(value, covariates, parameters), the name of the density at a value."""
        return Function("f")(value, *covariates, *self.arguments)

    def each(self, symbol: Symbol) -> Indexed:
        """The observation or covariate of index i; of vectors, the row."""
        return IndexedBase(symbol.name)[self.index[0]]

    @property
    def moves(self) -> bool:
        """Whether the support depends on unknown parameters."""
        unknown = set(self.arguments)
        return any(unknown & end.free_symbols for end in terms_of(self.support))

    def formula(self) -> Expr:
        """g(parameters), the name of the likelihood where it is not 0."""
        return Function("g")(*self.arguments)

    def given(self, domains: tuple[tuple[Symbol, Space], ...] | None = None) -> Given:
        """What the model assumes; `domains` may replace the parameter space."""
        if self.moves:
            raise DeriveError(
                f"{self.name}: the support depends on parameters, so data do not lie in a known one"
            )
        spaces = (*self.known, *(domains or self.parameters))
        beside = [symbol for symbol, _ in self.covariates]
        density = self.density_at(self.item, *map(self.each, beside))
        sample = Sample(self.item, self.index, self.support, density)
        regressors = [
            Each(fact, self.index) for s, space in self.covariates for fact in lying_in(self.each(s), space)
        ]
        return (
            Given()
            .adding(Provenance.PARAMETERS, *(fact for s, space in spaces for fact in lying_in(s, space)))
            .adding(Provenance.DEFINITION, Definition(self.density_at(self.variable, *beside), self.density))
            .adding(
                Provenance.SAMPLING,
                Member(self.size, Integers(Integer(1), S.Infinity)),
                sample,
                JointDensity(self.likelihood()),
            )
            .adding(Provenance.DESIGN, *regressors)
            .adding(Provenance.SUPPORT, *sample.supported())
            .adding(Provenance.DEFINITION, Definition(self.log_likelihood(), log(self.likelihood())))
        )
