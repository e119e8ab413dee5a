"""The Fisher information: Var(ℓ′) and the mean of −ℓ″, or the matrix for several parameters."""

from __future__ import annotations

from itertools import combinations_with_replacement

from sympy import Derivative, Symbol

from derive.algebra.form.normal import factored
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import expect, variance
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.exponential_form import natural_statistics
from derive.stages.progress import Progress
from derive.stages.showing import tidy
from derive.statement import Values


def information(progress: Progress) -> Progress:
    """From the distribution itself where it is a finite sum, else from the form of an exponential family."""
    if "log_likelihood" not in progress.known:
        return progress
    scored = "curvature" in progress.known and not progress.model.priors
    if progress.alone and isinstance(progress.model.support, Values) and scored:
        return from_distribution(progress)
    return from_family(progress)


def from_family(progress: Progress) -> Progress:
    """The variance of the score, or the means of ∂ₐℓ·∂ᵦℓ, where the log-likelihood is that of an exponential
    family with as many statistics as there are parameters."""
    lines = []
    for pair in combinations_with_replacement(progress.model.arguments, 2):
        lines.append(entry_of_family(progress, pair))
        progress = progress.knowing(**{entry_name(*pair): lines[-1]})
    return progress.told("information_of_family" if progress.alone else "information_matrix", *lines)


def entry_of_family(progress: Progress, pair: tuple[Symbol, ...]) -> Theorem:
    """The mean of ∂ₐℓ·∂ᵦℓ for two parameters. Raises DeriveError where this is no such family."""
    premise, unknown = progress.known["log_likelihood"], progress.model.arguments
    witness = (natural_statistics(progress), unknown, pair)
    rule = named("information-of-exponential-family")
    chain = Chain(premise.given, infer(rule, premise.given, (premise,), witness))
    return chain.into(tidy(chain.term, premise.given)).theorem()


def from_distribution(progress: Progress) -> Progress:
    """Var(ℓ′) and −E[ℓ″], each computed from the distribution, and found equal."""
    spread, bend = variance_of_score(progress), mean_curvature(progress)
    same = infer(named("transitivity"), progress.given, (spread.theorem(), symmetric(bend.theorem())))
    name = entry_name(progress.parameter, progress.parameter)
    return (
        progress.told("information", *spread.lines())
        .told("mean_curvature", *bend.lines())
        .told("information_equality", same)
        .knowing(**{name: spread.theorem()})
    )


def entry_name(one: object, two: object) -> str:
    """The role of the theorem about an entry of the information matrix."""
    return f"information.{one}.{two}"


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
