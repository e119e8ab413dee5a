"""What is assumed: facts, each with the place it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from sympy import (
    Abs,
    Basic,
    Expr,
    Function,
    Indexed,
    Product,
    Symbol,
    erf,
    exp,
    factorial,
    gamma,
    log,
    loggamma,
)
from sympy.core.function import AppliedUndef

from derive.statement.facts import (
    Definition,
    Each,
    Fact,
    Index,
    Integers,
    Interval,
    JointDensity,
    Less,
    Member,
    Sample,
    Unequal,
    terms_of,
)

CONTINUOUS = (exp, log, Abs, gamma, loggamma, factorial, erf)
"""Functions that are continuous wherever they are defined."""


class Provenance(StrEnum):
    """Why a fact may be assumed."""

    PARAMETERS = "parameters"  # the parameter space of the model
    SUPPORT = "support"  # every observation lies in the support
    SAMPLING = "sampling"  # sample size and independence
    DESIGN = "design"  # what is known beside each observation
    DEFINITION = "definition"  # a name for a term
    HYPOTHESIS = "hypothesis"  # a case of the data, or what a user states
    BINDING = "binding"  # the range of a bound index


@dataclass(frozen=True)
class Assumption:
    fact: Fact
    provenance: Provenance


@dataclass(frozen=True)
class Given:
    """An ordered set of assumptions. Immutable: `adding` and `under` return a larger one."""

    assumptions: tuple[Assumption, ...] = ()

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Computed once: a Given is a key of many caches."""
        return hash(self.assumptions)

    def adding(self, provenance: Provenance, *facts: Fact) -> Given:
        new = dict.fromkeys(Assumption(fact, provenance) for fact in facts)
        return Given(self.assumptions + tuple(a for a in new if a not in self.assumptions))

    def under(self, *indices: Index) -> Given:
        """Inside a binder: the index ranges over its limits, and what was known of an outer
        variable of the same name no longer applies."""
        given = self
        for index in indices:
            given = _under(given, index)
        return given

    def without_hypotheses(self) -> Given:
        """For all data: without the cases of them, and what a user states."""
        return Given(tuple(a for a in self.assumptions if a.provenance != Provenance.HYPOTHESIS))

    def with_random_data(self) -> Given:
        """Inside an expectation: the data are random there, so a hypothesis on them does not apply. One on what
        is known beside them does."""
        kept = (a for a in self.assumptions if a.provenance != Provenance.HYPOTHESIS or self._is_fixed(a.fact))
        return Given(tuple(kept))

    def _is_fixed(self, fact: Fact) -> bool:
        """Whether a fact is not about the data, through names either."""
        return bool(self._random) and not self._random & heads(fact)

    @cached_property
    def _random(self) -> frozenset[object]:
        """The labels of the data, and every name whose body speaks of them."""
        found: set[object] = {sample.item.base.label for sample in self.samples()}
        left = list(self.definitions())
        while speaking := [definition for definition in left if found & heads(definition.body)]:
            left = [definition for definition in left if definition not in speaking]
            for definition in speaking:
                found |= heads(definition.head) - {*definition.head.args}
        return frozenset(found)

    def near(self, variable: Symbol | Indexed) -> Given:
        """Inside a derivative: only what holds throughout a neighbourhood of the variable, a symbol or an entry
        of a vector."""
        name = variable.base.label if isinstance(variable, Indexed) else variable
        kept = (a for a in self.assumptions if name not in free_of_fact(a.fact) or _around(a.fact, name))
        return Given(tuple(kept))

    def facts(self, provenance: Provenance | None = None) -> Iterator[Fact]:
        return (a.fact for a in self.assumptions if provenance in (None, a.provenance))

    def definitions(self) -> tuple[Definition, ...]:
        """What every name stands for. The joint density of independent data is the product of the
        densities, so `JointDensity` is the name of that product."""
        return self._definitions

    @cached_property
    def _definitions(self) -> tuple[Definition, ...]:
        found = []
        for fact in self.facts():
            if isinstance(fact, Definition):
                found.append(fact)
            elif isinstance(fact, JointDensity):
                found += [Definition(fact.head, Product(s.density, s.index)) for s in self.samples()]
        return tuple(found)

    def samples(self) -> Iterator[Sample]:
        return (fact for fact in self.facts() if isinstance(fact, Sample))

    def hypotheses(self) -> tuple[Fact, ...]:
        return tuple(self.facts(Provenance.HYPOTHESIS))


NOTHING = Given()
"""Where nothing is assumed."""


@lru_cache(maxsize=4000)
def _under(given: Given, index: Index) -> Given:
    symbol, low, high = index
    kept = tuple(a for a in given.assumptions if symbol not in free_of_fact(a.fact))
    return Given(kept).adding(Provenance.BINDING, Member(symbol, Integers(low, high)))


def _around(fact: Fact, variable: Symbol) -> bool:
    """Whether a fact that holds at a point holds around it: a strict one about terms continuous by form."""
    calls = {call for term in terms_of(fact) for call in term.atoms(Function) if variable in call.free_symbols}
    structure = isinstance(fact, Definition | Sample | JointDensity)
    return _open(fact) and (structure or all(isinstance(call, CONTINUOUS) for call in calls))


def _open(fact: Fact) -> bool:
    """Whether a fact that holds at a point holds around it, its terms being continuous."""
    match fact:
        case Less() | Unequal() | Definition() | Sample() | JointDensity():
            return True
        case Each(fact=inner):
            return _open(inner)
        case Member(domain=Interval(low_closed=False, high_closed=False)):
            return True
        case _:
            return False


def heads(part: Fact | Expr) -> set[object]:
    """The free symbols of a fact or term, and the undefined functions that it applies."""
    symbols = part.free_symbols if isinstance(part, Expr) else free_of_fact(part)
    return {*symbols, *(call.func for term in terms_of(part) for call in term.atoms(AppliedUndef))}


@lru_cache(maxsize=4000)
def free_of_fact(fact: Fact) -> frozenset[Basic]:
    """The free symbols of a fact; an index bound by `Each` or `Sample` is not among them."""
    names: set[Basic] = set()
    bound: set[Symbol] = set()
    for value in vars(fact).values():
        match value:
            case Expr():
                names |= value.free_symbols
            case (Symbol() as index, Expr() as low, Expr() as high):
                names |= low.free_symbols | high.free_symbols
                bound.add(index)
            case tuple():
                names |= {s for member in value for s in member.free_symbols}
            case _ if hasattr(value, "__dataclass_fields__"):
                names |= free_of_fact(value)
    if isinstance(fact, Definition):
        bound |= {a for a in fact.head.args if isinstance(a, Symbol)}
    return frozenset(names - bound)
