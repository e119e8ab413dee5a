"""A probability model: what is observed, how, and what is unknown about it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Expr, Function, Indexed, IndexedBase, Integer, Mul, S, Symbol, log

from derive.errors import DeriveError
from derive.statement.facts import (
    Definition,
    Each,
    HalfSpaces,
    Index,
    Integers,
    JointDensity,
    Member,
    Sample,
    Space,
    Vectors,
    indices_of,
    lying_in,
    terms_of,
)
from derive.statement.given import Given, Provenance


@dataclass(frozen=True)
class Remark:
    """What the literature says and no theorem here: a sentence in each language, with formulas between dollar
    signs, and its source."""

    says: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True)
class Model:
    """Independent observations with a common density.

    `variable` is the observation in `density`, which is a density with respect to the counting
    measure on a discrete support and to Lebesgue measure on an interval. `parameters` are the unknown
    ones with their domains, `known` those whose values are known, and `covariates` what is known of
    each observation. A symbol whose space is one of vectors or of matrices stands for such an array, with the
    entries p[k] or A[j, k]. `priors` are densities of parameters, independent of each other; those of the
    others are constant. `title` pairs a language with a name. `another` is a parameter to put in the place of
    one of the unknown ones, as a term in these. `literature` is what is known of its maximisers from elsewhere.
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
    another: tuple[tuple[Symbol, Expr], ...] = ()
    priors: tuple[tuple[Symbol, Expr], ...] = ()
    literature: tuple[Remark, ...] = ()

    def knowing(self, *names: str) -> Model:
        """The same model with the values of these parameters known. What the literature says is left out."""
        kept = tuple((p, d) for p, d in self.parameters if p.name not in names)
        moved = tuple((p, d) for p, d in self.parameters if p.name in names)
        priors = tuple((p, density) for p, density in self.priors if p.name not in names)
        return replace(self, parameters=kept, known=(*self.known, *moved), priors=priors, literature=())

    def objective(self) -> Expr:
        """The name of what is maximised: the likelihood, or with priors the posterior density."""
        return self.posterior() if self.priors else self.likelihood()

    def log_objective(self) -> Expr:
        return self.log_posterior() if self.priors else self.log_likelihood()

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        """Every symbol of the density, and the other parameter."""
        tables = (*self.covariates, *self.known, *self.parameters)
        return (self.variable, *(s for s, _ in tables), *(s for s, _ in self.another))

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

    def posterior(self) -> Expr:
        """P(parameters), the name of the likelihood times the priors."""
        return Function("P")(*self.arguments)

    def log_posterior(self) -> Expr:
        """ell_P(parameters), the name of its logarithm."""
        return Function("ell_P")(*self.arguments)

    def density_at(self, value: Expr, *covariates: Expr) -> Expr:
        """f(value, covariates, parameters), the name of the density at a value."""
        return Function("f")(value, *covariates, *self.arguments)

    def each(self, symbol: Symbol) -> Indexed:
        """The observation or covariate of index i; of vectors, the row."""
        return IndexedBase(symbol.name)[self.index[0]]

    def over_sample(self, space: Vectors) -> Vectors:
        """A space of parameters that a covariate bounds, as it is bounded by all observations."""
        if space.within is None or space.within.indices:
            return space
        weight, beside = space.within.weight, {symbol.name for symbol, _ in self.covariates}
        rows = {
            one: Indexed(one.base, self.index[0], *one.indices)
            for one in weight.atoms(Indexed)
            if one.base.label.name in beside
        }
        numbers = {s: self.each(s) for s, where in self.covariates if not isinstance(where, Vectors)}
        return replace(space, within=HalfSpaces(weight.xreplace(rows | numbers), (self.index,)))

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
        spaces = [
            (s, self.over_sample(space) if isinstance(space, Vectors) else space)
            for s, space in (*self.known, *(domains or self.parameters))
        ]
        beside = [symbol for symbol, _ in self.covariates]
        density = self.density_at(self.item, *map(self.each, beside))
        sample = Sample(self.item, self.index, self.support, density)
        regressors = [
            Each(fact, self.index) for s, space in self.covariates for fact in lying_in(self.each(s), space)
        ]
        return (
            Given()
            .adding(
                Provenance.PARAMETERS,
                *(fact for pair in spaces for fact in lying_in(*pair)),
            )
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
            .adding(Provenance.DEFINITION, *self._by_priors())
        )

    def _by_priors(self) -> tuple[Definition, ...]:
        if not self.priors:
            return ()
        weighed = Mul(self.likelihood(), *(density for _, density in self.priors))
        return Definition(self.posterior(), weighed), Definition(self.log_posterior(), log(self.posterior()))
