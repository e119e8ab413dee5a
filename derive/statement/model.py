"""A probability model: what is observed, how, and what is unknown about it."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Function, Indexed, IndexedBase, Integer, S, Symbol, log

from derive.statement.facts import (
    Definition,
    Domain,
    Each,
    Index,
    Integers,
    JointDensity,
    Member,
    Sample,
)
from derive.statement.given import Given, Provenance


@dataclass(frozen=True)
class Model:
    """Independent observations with a common density.

    `variable` is the observation in `density`, which is a density with respect to the counting
    measure on a discrete support and to Lebesgue measure on an interval. `parameters` are the unknown
    ones with their domains; `title` pairs a language with a name.
    """

    name: str
    title: tuple[tuple[str, str], ...]
    source: str
    variable: Symbol
    support: Domain
    parameters: tuple[tuple[Symbol, Domain], ...]
    density: Expr

    @property
    def index(self) -> Index:
        taken = {self.variable.name, *(p.name for p, _ in self.parameters)}
        index = next(Symbol(c) for c in "ijk" if c not in taken)
        return index, Integer(1), Symbol(next(c for c in "nNm" if c not in taken))

    @property
    def size(self) -> Symbol:
        size: Symbol = self.index[2]
        return size

    @property
    def item(self) -> Indexed:
        """The observation of index i."""
        return IndexedBase(self.variable.name)[self.index[0]]

    @property
    def arguments(self) -> tuple[Symbol, ...]:
        return tuple(parameter for parameter, _ in self.parameters)

    def likelihood(self) -> Expr:
        """L(parameters), the name of the joint density."""
        return Function("L")(*self.arguments)

    def log_likelihood(self) -> Expr:
        """ell(parameters), the name of the log-likelihood."""
        return Function("ell")(*self.arguments)

    def density_at(self, value: Expr) -> Expr:
        """f(value, parameters), the name of the density at a value."""
        return Function("f")(value, *self.arguments)

    def given(self, domains: tuple[tuple[Symbol, Domain], ...] | None = None) -> Given:
        """What the model assumes; `domains` may replace the parameter space."""
        facts = [Member(parameter, domain) for parameter, domain in domains or self.parameters]
        return (
            Given()
            .adding(Provenance.PARAMETERS, *facts)
            .adding(Provenance.DEFINITION, Definition(self.density_at(self.variable), self.density))
            .adding(
                Provenance.SAMPLING,
                Member(self.size, Integers(Integer(1), S.Infinity)),
                Sample(self.item, self.index, self.support, self.density_at(self.item)),
                JointDensity(self.likelihood()),
            )
            .adding(Provenance.SUPPORT, Each(Member(self.item, self.support), self.index))
            .adding(Provenance.DEFINITION, Definition(self.log_likelihood(), log(self.likelihood())))
        )
