"""The Fisher information: the variance of the score, the mean of −ℓ″, and the standard error."""

from __future__ import annotations

from sympy import Derivative, Expr, Function, Pow, Rational, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import allowance
from derive.errors import DeriveError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import expect, variance
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.progress import Progress, statistics
from derive.stages.showing import root_of
from derive.statement import Definition, Given, Provenance, Values

GOALS = 300
"""How many goals may be looked at to see that the standard error at the estimate is defined."""


def information(progress: Progress) -> Progress:
    """The variance of the score, and the standard error: from the distribution itself where it is a finite sum,
    else from the form of an exponential family."""
    if not progress.alone:
        return progress
    if isinstance(progress.model.support, Values):
        return from_distribution(progress)
    found = (by_family(progress, statistic) for statistic in statistics(progress))
    spread = next(filter(None, found), None)
    if spread is None:
        return progress
    progress = progress.told("information_of_family", *spread.lines()).knowing(information=spread.theorem())
    if not progress.solved:
        return progress
    try:
        with allowance(GOALS):
            given, lines = standard_error(progress, spread.term)
    except SideConditionError:  # at the estimate it may not be seen to be defined
        return progress
    return progress.under(given).told("standard_error", *lines)


def by_family(progress: Progress, statistic: Symbol) -> Chain | None:
    """The information, where the log-likelihood is that of an exponential family with this statistic."""
    given, premise = progress.given, progress.known["log_likelihood"]
    rule = named("information-of-exponential-family")
    try:
        spread = infer(rule, given, (premise,), (statistic, progress.parameter))
    except DeriveError:
        return None
    chain = Chain(given, spread)
    return chain.into(factored(chain.term, given))


def from_distribution(progress: Progress) -> Progress:
    """Var(ℓ′) and −E[ℓ″], each computed from the distribution, and found equal; then the standard
    error, the information at the estimate to the power −½."""
    spread, bend = variance_of_score(progress), mean_curvature(progress)
    same = infer(named("transitivity"), progress.given, (spread.theorem(), symmetric(bend.theorem())))
    given, lines = standard_error(progress, spread.term)
    return (
        progress.told("information", *spread.lines())
        .told("mean_curvature", *bend.lines())
        .told("information_equality", same)
        .under(given)
        .told("standard_error", *lines)
        .knowing(information=spread.theorem())
    )


def variance_of_score(progress: Progress) -> Chain:
    given, slope = progress.given, Derivative(progress.model.log_likelihood(), progress.parameter)
    chain = Chain(given, variance(slope)).using(progress.known["score_quotient"])
    chain.by("variance-of-affine").by("definition").by("variance-of-independent-sum").by("variance-by-moments")
    chain.by("expectation-of-observation").by("linearity-of-sum")
    return chain.into(factored(chain.term, given))


def mean_curvature(progress: Progress) -> Chain:
    given, parameter = progress.given, progress.parameter
    bend = Derivative(progress.model.log_likelihood(), (parameter, 2))
    chain = Chain(given, expect(-bend)).using(progress.known["curvature"]).by("linearity-of-expectation")
    chain.by("definition").by("linearity-of-expectation").by("expectation-of-observation")
    chain.by("linearity-of-sum")
    return chain.into(factored(chain.term, given))


def standard_error(progress: Progress, information: Expr) -> tuple[Given, tuple[Theorem, ...]]:
    """The information as a function I, se = I^(−½), and its value at the estimate."""
    place, case = (progress.parameter, progress.names["estimate"]), progress.known["root"].given
    return error_at(place, information, progress.given, case, ("I", "se"))


def error_at(
    place: tuple[Symbol, Expr], information: Expr, given: Given, case: Given, names: tuple[str, str]
) -> tuple[Given, tuple[Theorem, ...]]:
    """With these names for the information and the error as functions of a parameter: the Given with the names,
    the error, and its value at the estimate in a case of the data."""
    parameter, _ = place
    name, error = (Function(function)(parameter) for function in names)
    named_functions = (Definition(name, information), Definition(error, Pow(name, Rational(-1, 2))))
    given = given.adding(Provenance.DEFINITION, *named_functions)
    general = Chain(given, error).once("definition")
    general.into(root_of(1 / information, given))
    inside = case.adding(Provenance.DEFINITION, *named_functions)
    return given, (*general.lines(), infer(named("instance"), inside, (general.theorem(),), place))
