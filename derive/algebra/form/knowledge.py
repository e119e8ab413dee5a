"""What a Given says, arranged for the normal form: integers, finite sets of values, terms
of known sign, terms that are 0."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from sympy import Dummy, Expr, Indexed, Integer, Rational, S, Symbol

from derive.algebra.terms import substitute, unfold
from derive.statement import (
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Given,
    Index,
    Integers,
    Interval,
    JointDensity,
    Less,
    LessEqual,
    Member,
    Provenance,
    Sample,
    Unequal,
    Values,
    fact_map,
    free_of_fact,
)

Bound = tuple[Expr, bool]
"""A term that is positive (True), or at least not negative (False)."""


@dataclass(frozen=True)
class Knowledge:
    integers: frozenset[Expr]
    values: Mapping[Expr, tuple[Rational, ...]]
    ranges: Mapping[Symbol, tuple[Expr, Expr]]
    bounds: tuple[Bound, ...]
    each: tuple[tuple[Fact, Index], ...]
    equations: tuple[Expr, ...] = ()
    """Terms that are 0."""

    @property
    def equated(self) -> bool:
        """Whether there is an equality, at the point or for each index."""
        return bool(self.equations) or any(isinstance(fact, Equal) for fact, _ in self.each)


@lru_cache(maxsize=512)
def knowledge(given: Given, unfolding: bool) -> Knowledge:
    """The facts of a Given, with definitions unfolded."""
    return gather(given.facts(), given if unfolding else Given())


@lru_cache(maxsize=2048)
def instances(given: Given, unfolding: bool, index: Expr, low: Expr, high: Expr) -> Knowledge:
    """What holds at an index that ranges from `low` to `high`: its own bounds, and every Each over
    that very range."""
    known = knowledge(given, unfolding)
    facts: list[Fact] = [Member(index, Integers(low, high))]
    for fact, (bound, lower, upper) in known.each:
        if isinstance(index, Dummy) and bound not in free_of_fact(fact):
            continue  # the range may be empty, and then the fact says nothing
        if (lower, upper) == (low, high) and isinstance(fact, Less | LessEqual | Member | Equal):
            facts.append(fact_map(fact, partial(substitute, values={bound: index})))
    return gather(facts, given if unfolding else Given())


def gather(facts: Iterable[Fact], definitions: Given) -> Knowledge:
    integers: set[Expr] = set()
    values: dict[Expr, tuple[Rational, ...]] = {}
    ranges: dict[Symbol, tuple[Expr, Expr]] = {}
    bounds: list[Bound] = []
    each: list[tuple[Fact, Index]] = []
    equations: list[Expr] = []

    def plain(term: Expr) -> Expr:
        return unfold(term, definitions)

    def run(index: Index) -> Index:
        symbol, low, high = index
        return symbol, plain(low), plain(high)

    for fact in facts:
        match fact:
            case Less(left=left, right=right):
                bounds.append((plain(right) - plain(left), True))
            case LessEqual(left=left, right=right):
                bounds.append((plain(right) - plain(left), False))
            case Member(term=term, domain=domain):
                term = plain(term)
                bounds += membership(term, domain)
                if isinstance(domain, Integers):
                    integers.add(term)
                    if isinstance(term, Symbol):
                        ranges[term] = (plain(domain.low), plain(domain.high))
                elif isinstance(domain, Values) and all(isinstance(m, Rational) for m in domain.members):
                    values[term] = tuple(sorted(set(domain.members)))
                    if all(isinstance(m, Integer) for m in domain.members):
                        integers.add(term)
            case Each(fact=inner, index=index):
                each.append((inner, run(index)))
            case Sample():
                each += [(said.fact, run(said.index)) for said in fact.supported()]
            case Equal(left=left, right=right):
                equations.append(plain(left) - plain(right))
            case Unequal() | Definition() | JointDensity():
                pass
    return Knowledge(frozenset(integers), values, ranges, tuple(bounds), tuple(each), tuple(equations))


def membership(term: Expr, domain: Domain) -> list[Bound]:
    """The bounds that membership gives. A bound by a number also says on which side of 0 the term
    lies; an integer above k is at least k + 1."""
    match domain:
        case Interval(low=low, high=high, low_closed=low_closed, high_closed=high_closed):
            return lower(term, low, not low_closed) + upper(term, high, not high_closed)
        case Integers(low=low, high=high):
            return lower(term, low, False) + upper(term, high, False)
        case Values(members=members) if members and all(isinstance(m, Rational) for m in members):
            least, most = min(members), max(members)
            return lower(term, least, False) + upper(term, most, False)
    return []


def lower(term: Expr, low: Expr, strict: bool) -> list[Bound]:
    if low in (S.NegativeInfinity, S.Infinity):
        return []
    found: list[Bound] = [(term - low, strict)]
    if isinstance(low, Rational) and low > 0:
        found.append((term, True))
    return found


def upper(term: Expr, high: Expr, strict: bool) -> list[Bound]:
    if high in (S.NegativeInfinity, S.Infinity):
        return []
    found: list[Bound] = [(high - term, strict)]
    if isinstance(high, Rational) and high < 0:
        found.append((-term, True))
    return found


def for_random_data(given: Given) -> Given:
    """What still holds when the data are random: facts that do not look at the data, and the support
    of each observation; a hypothesis on the data at hand is dropped."""
    kept = []
    for assumption in given.assumptions:
        fact = assumption.fact
        if isinstance(fact, Definition):
            continue
        support = assumption.provenance in (Provenance.SUPPORT, Provenance.SAMPLING)
        if support or not mentions_data(fact, given):
            kept.append(assumption)
    return Given(tuple(kept))


def mentions_data(fact: object, given: Given) -> bool:
    match fact:
        case Expr():
            return bool(unfold(fact, given).has(Indexed))
        case tuple():
            return any(mentions_data(part, given) for part in fact)
        case _ if hasattr(fact, "__dataclass_fields__"):
            return any(mentions_data(part, given) for part in vars(fact).values())
    return False
