"""From a derivation to what has to be computed of data: everything here is read off its theorems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

from sympy import Derivative, Expr, Indexed, IndexedBase, Symbol
from sympy.core.function import AppliedUndef

from derive.algebra.terms import names, substitute, unfold
from derive.data.collecting import Collector
from derive.data.pieces import Condition, Information, Lack, Otherwise, Root, Search, Uncertainty
from derive.errors import DataError, DeriveError
from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem
from derive.language.vocabulary import OrderStatistic, expect, variance
from derive.language.writer import write_fact
from derive.stages.chain import Chain
from derive.stages.support import from_end_to_end
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    Domain,
    Each,
    Equal,
    Fact,
    Given,
    Index,
    Integers,
    Interval,
    JointArgmax,
    Less,
    LessEqual,
    MaximiserExists,
    Member,
    Provenance,
    Sample,
    Unequal,
    Values,
    one_of,
)

Space: TypeAlias = Interval | Integers | Values
MAXIMA = ("maximum", "solution")


@dataclass(frozen=True)
class Plan:
    """What is computed of data. Terms are in the symbols of the `collector`."""

    derivation: Derivation
    given: Given
    sample: Sample
    parameters: tuple[tuple[Symbol, Interval], ...]
    known: tuple[tuple[Symbol, Space], ...]
    columns: tuple[tuple[str, Space], ...]
    collector: Collector
    point: Mapping[Symbol, Expr]
    root: Root | None
    search: Search | None
    conditions: tuple[Condition, ...]
    exists: tuple[Condition, ...] | None
    otherwise: tuple[Otherwise, ...]
    loglikelihood: Expr
    uncertainty: Uncertainty

    @property
    def name(self) -> str:
        return self.derivation.name

    @property
    def told_loglikelihood(self) -> Expr:
        """The log-likelihood in terms of the data."""
        return log_likelihood_of(self.derivation)

    @property
    def discrete(self) -> bool:
        """Whether observations are whole numbers or of a finite set, so that many are equal."""
        return all(not isinstance(space, Interval) for _, space in self.columns)

    @cached_property
    def whole(self) -> tuple[Symbol, ...]:
        """The symbols of which every point of the data is needed at once."""
        medians = (s for s, rank in self.collector.ranks.items() if not rank.end)
        return (*medians, *self.collector.late)

    @property
    def streams(self) -> bool:
        """Whether one pass over the data is enough, a part of them at a time."""
        return not self.whole


def plan_of(derivation: Derivation) -> Plan:
    """Raises DataError for a derivation whose data or parameters are not plain numbers."""
    last = maximum_of(derivation)
    given = last.given if last else _last_given(derivation)
    sample = next(given.samples())
    i = sample.index[0]
    if not (isinstance(sample.item, Indexed) and sample.item.indices == (i,)):
        raise DataError(f"{derivation.name}: observations that are vectors are not fitted")
    if not isinstance(sample.support, Interval | Integers | Values):
        raise DataError(f"{derivation.name}: the support is no set of numbers")
    head = derivation.parts[0].theorems[-1].equality.left
    unknown = tuple(s for s in head.args if isinstance(s, Symbol))
    spaces = {f.term: f.domain for f in derivation.given.facts(Provenance.PARAMETERS) if isinstance(f, Member)}
    ranges = {s: spaces.get(s) for s in unknown}
    parameters = tuple((s, from_end_to_end(d)) for s, d in ranges.items() if isinstance(d, Interval | Integers))
    if len(parameters) < len(unknown):
        raise DataError(f"{derivation.name}: parameters that are vectors or matrices are not fitted")
    if last is None and any(isinstance(d, Integers) for d in ranges.values()):
        raise DataError(f"{derivation.name}: parameters that are whole numbers are not searched for")
    design = _design(given, sample.index)
    columns = ((str(sample.item.base.label), sample.support), *design)
    known = tuple((s, d) for s, d in _known(derivation.given) if s not in unknown and s != sample.index[2])
    collector = Collector(sample.index, tuple(label for label, _ in columns), frozenset(unknown))
    return _Reading(derivation, last, given, sample, parameters, known, columns, collector).plan()


def maximum_of(derivation: Derivation) -> Theorem | None:
    """The theorem that says where the likelihood is greatest."""
    last = next((part.theorems[-1] for key in MAXIMA if (part := derivation.part(key))), None)
    match last and last.claim:
        case Argmax(points=(_,)) | JointArgmax(points=(_,)) | ArgmaxAtRoot():
            return last
    return None


def _last_given(derivation: Derivation) -> Given:
    return (
        (derivation.part("statistics") or derivation.part("log_likelihood") or derivation.parts[-1])
        .theorems[-1]
        .given
    )


def _known(given: Given) -> Iterator[tuple[Symbol, Space]]:
    for fact in given.facts(Provenance.PARAMETERS):
        if isinstance(fact, Member) and isinstance(fact.term, Symbol):
            yield fact.term, fact.domain


def _design(given: Given, index: Index) -> tuple[tuple[str, Domain], ...]:
    """What is known beside each observation."""
    found = []
    for fact in given.facts(Provenance.DESIGN):
        match fact:
            case Each(fact=Member(term=Indexed() as item, domain=domain), index=limits) if limits == index:
                found.append((str(item.base.label), domain))
    return tuple(found)


@dataclass
class _Reading:
    derivation: Derivation
    last: Theorem | None
    given: Given
    sample: Sample
    parameters: tuple[tuple[Symbol, Interval], ...]
    known: tuple[tuple[Symbol, Space], ...]
    columns: tuple[tuple[str, Space], ...]
    collector: Collector

    def plan(self) -> Plan:
        point, root, search = self.found()
        return Plan(
            self.derivation, self.given, self.sample, self.parameters, self.known, self.columns, self.collector,
            point, root, search,
            self.conditions(self.last.given.hypotheses() if self.last else ()),
            self.existence(), self.otherwise(),
            self.collected(self.log_likelihood()), self.uncertainty(),
        )  # fmt: skip

    @property
    def unknown(self) -> tuple[Symbol, ...]:
        return tuple(symbol for symbol, _ in self.parameters)

    def collected(self, term: Expr) -> Expr:
        return self.collector.collect(unfold(term, self.given))

    # ── where the likelihood is greatest ──

    def found(self) -> tuple[dict[Symbol, Expr], Root | None, Search | None]:
        match self.last and self.last.claim:
            case Argmax(variable=variable, points=(place,)):
                return {variable: self.placed(place)}, None, None
            case JointArgmax(variables=variables, points=(places,)):
                return {v: self.placed(p) for v, p in zip(variables, places, strict=True)}, None, None
            case ArgmaxAtRoot(variables=variables, point=places, variable=left, equation=equation) as claim:
                domain = claim.domains[variables.index(left)]
                assert isinstance(domain, Interval)
                point = {v: self.collected(p) for v, p in zip(variables, places, strict=True)}
                return point, Root(left, domain, self.collected(equation)), None
        return self.searched()

    def placed(self, place: Expr | Interval) -> Expr:
        """A point, or the middle of an interval."""
        if isinstance(place, Interval):
            if place.low.is_finite is False or place.high.is_finite is False:
                return self.collected(one_of(place))
            return (self.collected(place.low) + self.collected(place.high)) / 2
        return self.collected(place)

    def searched(self) -> tuple[dict[Symbol, Expr], None, Search]:
        """The last profile that was derived, or the log-likelihood itself."""
        objective, point = self.log_likelihood(), {s: s for s in self.unknown}
        for part in self.derivation.parts:
            if part.key.startswith("profile.") and len(self.unknown) > 1:
                one = part.theorems[-1]
                objective = unfold(one.equality.right, one.given)
                point = dict(zip(self.unknown, one.equality.left.args, strict=True))
                self.given = one.given
        free = tuple(s for s in self.unknown if point[s] == s)
        found = Search(free, objective)
        with suppress(DeriveError):
            given = self.given
            score = tuple(slope_of(objective, s, given) for s in free)
            hessian = tuple(tuple(slope_of(one, s, given) for s in free) for one in score)
            found = Search(
                free, objective, tuple(map(self.collected, score)),
                tuple(tuple(map(self.collected, row)) for row in hessian),
            )  # fmt: skip
        places = {s: self.collected(place) for s, place in point.items()}
        return places, None, replace(found, objective=self.collected(objective))

    # ── conditions ──

    def conditions(self, facts: tuple[Fact, ...]) -> tuple[Condition, ...]:
        """The facts about the data that can be checked on them."""
        chosen = dict(chosen_places(facts, self.sample.index))
        found = []
        for fact in facts:
            match fact:
                case (
                    Less(left=a, right=b)
                    | LessEqual(left=a, right=b)
                    | Equal(left=a, right=b)
                    | Unequal(left=a, right=b)
                ):
                    one, other = (substitute(unfold(side, self.given), chosen) for side in (a, b))
                    checked = type(fact)(self.collector.collect(one), self.collector.collect(other))
                    found.append(Condition(type(fact)(one, other), checked, write_fact(type(fact)(one, other))))
                case _ if chosen and isinstance(fact, Member | Each):
                    continue
                case _:
                    raise DataError(f"{self.derivation.name}: {write_fact(fact)} cannot be checked on data")
        return tuple(found)

    def existence(self) -> tuple[Condition, ...] | None:
        part = self.derivation.part("existence")
        for theorem in part.theorems if part else ():
            if isinstance(theorem.claim, MaximiserExists) and theorem.claim.or_none:
                return self.conditions(theorem.claim.conditions)
        return None

    def otherwise(self) -> tuple[Otherwise, ...]:
        found = []
        for part in self.derivation.parts:
            if part.key.startswith("otherwise_"):
                theorem = part.theorems[-1]
                with suppress(DeriveError):
                    found.append(Otherwise(self.conditions(theorem.given.hypotheses()), theorem))
        return tuple(found)

    # ── the log-likelihood ──

    def log_likelihood(self) -> Expr:
        return log_likelihood_of(self.derivation)

    # ── standard errors ──

    def uncertainty(self) -> Uncertainty:
        if self.derivation.part("support"):
            return Uncertainty(lack=Lack.SUPPORT)
        for find in (self.standard_errors, self.information, self.observed):
            try:
                found = find()
            except DeriveError:
                continue
            if found is not None:
                return found
        return Uncertainty(lack=Lack.DERIVATIVE)

    def standard_errors(self) -> Uncertainty | None:
        """Of a parameter the last line about its error, at the estimate."""
        part = self.derivation.part("standard_errors") or self.derivation.part("standard_error")
        if part is None or self.last is None:
            return None
        found: dict[Symbol, Expr] = {}
        for theorem in part.theorems:
            head = theorem.equality.left if isinstance(theorem.claim, Equal) else None
            if isinstance(head, AppliedUndef):
                called = str(head.func)
                symbol = next((s for s in self.unknown if called in (f"se_{s}", "se")), None)
                if symbol is not None and (called != "se" or len(self.unknown) == 1):
                    found[symbol] = unfold(theorem.equality.right, theorem.given)
        if set(found) != set(self.unknown):
            return None
        return Uncertainty({s: self.collected(e) for s, e in found.items()})

    def information(self) -> Uncertainty | None:
        """The variances and covariances of the score."""
        found: dict[frozenset[Symbol], Expr] = {}
        for part in self.derivation.parts:
            if part.key.partition("_")[0] != "information":
                continue
            for theorem in part.theorems:
                if isinstance(theorem.claim, Equal) and (pair := _pair(theorem.equality.left)):
                    term = unfold(theorem.equality.right, theorem.given)
                    if not term.has(expect, variance, Derivative):
                        found[pair] = term
        rows = [[found.get(frozenset((a, b))) for b in self.unknown] for a in self.unknown]
        if any(entry is None for row in rows for entry in row):
            return None
        whole = tuple(tuple(self.collected(e) for e in row if e is not None) for row in rows)
        return Uncertainty(information=whole)

    def observed(self) -> Uncertainty | None:
        """Minus the Hessian of the log-likelihood."""
        term, given = self.log_likelihood(), self.given
        rows = []
        for a in self.unknown:
            slope = slope_of(term, a, given)
            rows.append(tuple(-self.collected(slope_of(slope, b, given)) for b in self.unknown))
        return Uncertainty(information=tuple(rows), kind=Information.OBSERVED)


def log_likelihood_of(derivation: Derivation) -> Expr:
    part = derivation.part("statistics") or derivation.part("log_likelihood")
    if part is None:
        raise DataError(f"{derivation.name}: no log-likelihood was derived")
    theorem = part.theorems[-1]
    return unfold(theorem.equality.right, theorem.given)


def slope_of(term: Expr, by: Symbol, given: Given) -> Expr:
    """A derivative, by the rules of the derivation. Raises DeriveError where there is none."""
    if by not in names(term):
        from sympy import S

        return S.Zero
    chain = Chain(given, Derivative(unfold(term, given), by)).by("differentiate")
    if chain.term.has(Derivative):
        raise DeriveError(f"the derivative by {by} was not found")
    return chain.term


def _pair(term: Expr) -> frozenset[Symbol] | None:
    """Of which parameters a term is the covariance of the scores."""
    match term:
        case variance(args=(Derivative() as one,)):
            return frozenset(one.variables)
        case expect(args=(product,)) if len(product.args) == 2 and all(
            isinstance(a, Derivative) for a in product.args
        ):
            return frozenset(v for a in product.args for v in a.variables)
    return None


def chosen_places(facts: tuple[Fact, ...], index: Index) -> Iterator[tuple[Expr, Expr]]:
    """For an observation that no other exceeds, or none is below, the order statistic that it is."""
    i, low, high = index
    for fact in facts:
        match fact:
            case Each(fact=LessEqual(left=Indexed() as a, right=Indexed() as b), index=(k, _, _)):
                one, rank = (b, high) if a.indices == (k,) else (a, low)
                item = Indexed(IndexedBase(one.base.label), i)
                from sympy import Tuple

                yield one, OrderStatistic(item, Tuple(i, low, high), rank)
