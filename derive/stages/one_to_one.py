"""Another parameter: that it is a one-to-one function of an old one, and where it lies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, pairwise

from sympy import Derivative, Expr, S, Symbol

from derive.algebra.domains import definedness
from derive.algebra.form.normal import factored
from derive.algebra.numeric.balls import decimal, less, same
from derive.algebra.numeric.graph import Graph
from derive.algebra.numeric.points import points
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names
from derive.errors import CatalogueError, DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.writer import write, write_fact
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.showing import shortest
from derive.stages.solving import solutions
from derive.stages.support import start
from derive.statement import (
    Bijection,
    Claim,
    Domain,
    Given,
    Integers,
    Interval,
    Limit,
    Member,
    Model,
    Monotone,
    Provenance,
    Sense,
    Values,
)


@dataclass(frozen=True)
class OneToOne:
    """Why the other parameter goes up or down with the old one, how it is solved for that, and the theorem that
    it is one-to-one."""

    monotone: tuple[Theorem, ...]
    inverse: tuple[Theorem, ...]
    theorem: Theorem

    @property
    def sense(self) -> Sense:
        claim = self.monotone[-1].claim
        assert isinstance(claim, Monotone)
        return claim.sense

    @property
    def claim(self) -> Bijection:
        claim = self.theorem.claim
        assert isinstance(claim, Bijection)
        return claim


def one_to_one(model: Model) -> OneToOne | None:
    """What the other parameter of the model is to the first of the unknown ones whose place it can take; None
    where there is none. Raises CatalogueError with a counterexample, or with what could not be shown."""
    given, problems = start(model).given, list[str]()
    for new, term in model.another:
        for old, domain in model.parameters:
            if old not in names(term):
                continue
            if not isinstance(domain, Interval | Integers | Values):
                problems.append(f"{old} is a vector or a matrix, which no other parameter can replace")
                continue
            try:
                return found(term, new, old, domain, given)
            except DeriveError as error:
                problems.append(f"as a function of {old}, {error}")
        raise CatalogueError(f"{model.name}: {new} = {write(term)}: {'; '.join(problems)}")
    return None


def found(term: Expr, new: Symbol, old: Symbol, domain: Domain, given: Given) -> OneToOne:
    where = f"on {write_fact(Member(old, domain))}"
    if not isinstance(domain, Interval) or domain.low_closed or domain.high_closed:
        raise CatalogueError(f"it cannot be changed {where}, which is no open interval")
    inside = given.adding(Provenance.PARAMETERS, Member(old, domain))
    for here, (needs, *_) in definedness(term, inside):
        if missing := [fact for fact in needs if not prove(fact, here)]:
            raise CatalogueError(f"it has no value everywhere {where}: it needs {write_fact(missing[0])}")
    if problem := twice(term, old, domain, given):
        raise CatalogueError(f"it is not one-to-one {where}: {problem}")
    try:
        monotone = steady(term, old, domain, given)
    except DeriveError as error:
        raise CatalogueError(f"it could not be shown to be one-to-one {where}: {error}") from error
    try:
        image = between_limits(term, old, domain, monotone[-1].claim, given)
    except DeriveError as error:
        raise CatalogueError(f"its limits at the ends were not found {where}: {error}") from error
    inverse = solved(term, new, old, domain, given.adding(Provenance.PARAMETERS, Member(new, image)))
    theorem = infer(named("inverse-function"), given, inverse[-1:], (term, new, image))
    return OneToOne(monotone, inverse, theorem)


def between_limits(term: Expr, old: Symbol, domain: Interval, claim: Claim, given: Given) -> Interval:
    """The interval between the limits at both ends: all values of a continuous function that is monotone."""
    assert isinstance(claim, Monotone)
    ends = (domain.low, domain.high)
    found = [infer(named("limit-of-terms"), given, (), (term, old, end, domain)).claim for end in ends]
    low, high = (limit.value for limit in found if isinstance(limit, Limit))
    return Interval(low, high) if claim.sense is Sense.INCREASING else Interval(high, low)


def steady(term: Expr, old: Symbol, domain: Interval, given: Given) -> tuple[Theorem, ...]:
    """The derivative has one sign, so the function is strictly monotone."""
    chain = Chain(given, Derivative(term, old)).by("differentiate")
    chain.into(factored(chain.term, given))
    problem = DeriveError("its derivative is 0")
    for sign in ("positive", "negative") if chain.steps else ():
        try:
            signed = infer(named("sign-of-value"), given, (chain.theorem(),), (sign,))
            return (*chain.lines(), infer(named("monotone-by-derivative"), given, (signed,), (domain,)))
        except DeriveError as error:
            problem = error
    raise problem


def solved(term: Expr, new: Symbol, old: Symbol, domain: Interval, given: Given) -> tuple[Theorem, ...]:
    """term − new = 0 ⇔ … ⇔ old = …; and that this is the only root."""
    problem = DeriveError(f"{write(term)} = {new} could not be solved for {old}")
    for way in solutions(term - new, S.Zero, old, given):
        try:
            lines = [infer(named(rule), given, (), witness) for rule, witness in way.steps]
            whole = lines[0] if len(lines) == 1 else infer(named("transitivity"), given, tuple(lines))
            lines += [] if whole is lines[0] else [whole]
            if (short := shortest(way.root, way.root.expand())) != way.root:
                same = Chain(given, way.root).into(short).theorem()
                whole = infer(named("same-value"), given, (whole, same))
                lines.append(whole)
            return (*lines, infer(named("unique-root"), given, (whole,), (old, domain)))
        except DeriveError as error:
            problem = error
    raise problem


# ── what is not one-to-one ──


def twice(term: Expr, old: Symbol, domain: Interval, given: Given) -> str:
    """Two places with the same value, or three between which the function turns round; else nothing."""
    for point in points(given, [term], 1):
        values = list((graph := Graph(term, old, domain, point, given)).values(*graph.samples()))
        others = sorted(names(term) - {old}, key=str)
        known = [f"{s} = {point.values[s]}" for s in others if s in point.values]
        there = f" where {', '.join(known)}" if known else ""
        for (a, left), (b, right) in combinations(values, 2):
            if same(left, right):
                return f"it is {decimal(left)} at both {old} = {a} and {old} = {b}{there}"
        for one in pairwise(values):
            for other in pairwise(values):
                if less(one[0][1], one[1][1]) and less(other[1][1], other[0][1]):
                    up, down = (f"from {old} = {pair[0][0]} to {pair[1][0]}" for pair in (one, other))
                    return f"it rises {up} and falls {down}{there}"
    return ""
