"""The saturated model: each observation has a predictor of its own, over which the likelihood is bounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Add, Derivative, Expr, Indexed, Mul, S, Symbol, exp, log

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import xlogy
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.maximum import at_root
from derive.stages.progress import Progress
from derive.statement import (
    Equal,
    Fact,
    Given,
    Integers,
    Interval,
    LeastUpperBound,
    Less,
    Model,
    Provenance,
    Values,
    positive,
)


@dataclass(frozen=True)
class Unit:
    """The log-likelihood of one observation as a function of its predictor, on an interval."""

    function: Expr
    predictor: Symbol
    domain: Interval
    given: Given
    model: Model


def supremum(unit: Unit) -> tuple[Theorem, ...]:
    """The least upper bound for every value of the observation, the last theorem; before it the cases, where
    the observation at an end of the support is one of its own."""
    found = [case(unit, fact) for fact in cases(unit)]
    if len(found) == 1:
        return (found[0],)
    value = common_value(found, unit)
    same = tuple(with_value(theorem, value) for theorem in found)
    return (*found, infer(named("cases-of-value"), unit.given, same))


def with_value(theorem: Theorem, value: Expr) -> Theorem:
    """The bound in another form."""
    assert isinstance(theorem.claim, LeastUpperBound)
    if theorem.claim.value == value:
        return theorem
    line = Chain(theorem.given, theorem.claim.value).into(value).theorem()
    return infer(named("same-value"), theorem.given, (theorem, line))


def cases(unit: Unit) -> tuple[Fact | None, ...]:
    """Each value of a finite support, or the end that belongs to it and what is beyond; or no cases."""
    item = unit.model.item
    match unit.model.support:
        case Values(members=members):
            return tuple(Equal(item, member) for member in members)
        case Integers(low=low, high=S.Infinity):
            return Equal(item, low), Less(low, item)
        case Interval(low=low, high=S.Infinity, low_closed=True):
            return Equal(item, low), Less(low, item)
    return (None,)


def case(unit: Unit, fact: Fact | None) -> Theorem:
    """The least upper bound in one case: at an end of the domain, or at the root of the score."""
    given = unit.given if fact is None else unit.given.adding(Provenance.HYPOTHESIS, fact)
    match fact:
        case Equal(left=item, right=value):
            return at_value(unit, given, item, value)
    start = infer(named("reflexivity"), given, (), (unit.function,))
    spaces = {unit.predictor: unit.domain}
    progress = Progress(unit.model, given, {"objective": start}, spaces=spaces).looking_at(unit.predictor)
    best = at_root(progress).known["maximum"]
    if best.given.hypotheses() != given.hypotheses():
        raise DeriveError(f"the maximum is inside for some values of {unit.model.item} only")
    return infer(named("least-upper-bound"), given, (best,))


def at_value(unit: Unit, given: Given, item: Expr, value: Expr) -> Theorem:
    """Where the observation has a value at which the function rises, or falls, throughout: the limit."""
    error = DeriveError(f"no supremum was found where {item} = {value}")
    for form in forms(substitute(unit.function, {item: value}), unit.predictor):
        try:
            there = infer(named("normal-form"), given, (), (form, unit.function))
            bound = infer(named("least-upper-bound"), given, (at_limit(form, unit, given),))
            return infer(named("same-function"), given, (bound, there))
        except DeriveError as problem:
            error = problem
    raise error


def at_limit(function: Expr, unit: Unit, given: Given) -> Theorem:
    """The supremum of a function whose slope has one sign."""
    slope = Chain(given, Derivative(function, unit.predictor)).by("differentiate")
    slope.into(factored(slope.term, given))
    rising = prove(positive(slope.term), given) is not None
    signed = infer(named("sign-of-value"), given, (slope.theorem(),), ("positive" if rising else "negative",))
    monotone = infer(named("monotone-by-derivative"), given, (signed,), (unit.domain,))
    end = unit.domain.high if rising else unit.domain.low
    witness = (function, unit.predictor, end, unit.domain)
    limit = infer(named("limit-of-terms"), given, (), witness)
    return infer(named("supremum-at-end"), given, (monotone, limit))


def forms(term: Expr, variable: Symbol) -> Iterator[Expr]:
    """The term, and with log(a + b·eᵘ) put as u + log(a·e⁻ᵘ + b): so that ∞ − ∞ may cancel."""
    yield term
    for one in sorted(term.atoms(log), key=str):
        for power in sorted(one.args[0].atoms(exp), key=str):
            if variable in names(power):
                inside = Add(*(part / power for part in Add.make_args(one.args[0])))
                yield substitute(term, {one: power.args[0] + log(inside)})


def common_value(found: list[Theorem], unit: Unit) -> Expr:
    """One term for the values in all cases: that of the last, with a·log b put so that it is 0 where a and b
    are."""
    values = [theorem.claim.value for theorem in found if isinstance(theorem.claim, LeastUpperBound)]
    ends = [fact.right for fact in cases(unit) if isinstance(fact, Equal)]
    return Add(*(with_zero(part, unit.model.item, ends) for part in Add.make_args(values[-1])))


def with_zero(part: Expr, item: Indexed, ends: list[Expr]) -> Expr:
    """A product with the logarithm of what is 0 at one of these values of an observation."""
    for factor in Mul.make_args(part):
        if isinstance(factor, log) and any(substitute(factor.args[0], {item: end}) == 0 for end in ends):
            return xlogy(part / factor, factor.args[0])
    return part
