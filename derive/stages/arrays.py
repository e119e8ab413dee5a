"""The maximum over a vector and a positive definite matrix in a quadratic form of the observations."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from sympy import Derivative, Expr, Integer, S, Sum, Symbol, log

from derive.algebra.terms import body, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.matrix_terms import determinant
from derive.rules import named
from derive.rules.arrays import at_entries
from derive.stages.chain import Chain, symmetric
from derive.stages.gradient import free
from derive.stages.maximum import maximised
from derive.stages.parameters import of_likelihood
from derive.stages.progress import Progress
from derive.stages.quadratic import (
    Form,
    NoForm,
    Profile,
    gathered,
    given_moments,
    interchanged,
    line_in,
    multiplied_out,
    quadratic,
)
from derive.stages.scatter import existence_of_maximum
from derive.statement import ArrayArgmax, DefiniteMatrices, Given, Interval, Member, Provenance

RAY = Interval(S.Zero, S.Infinity)


def maximum_over_arrays(progress: Progress) -> Progress:
    """ℓ = c − a·log det Σ − a·tr(Σ⁻¹S) − a·(x̄ − μ)ᵀΣ⁻¹(x̄ − μ): greatest at μ = x̄ whatever Σ is, and then at
    Σ = S. Raises NoForm where the log-likelihood is not of this form."""
    chain, form = with_moments(progress)
    others = [s for s in progress.model.arguments if s != form.vector]
    if len(others) > 1:
        raise NoForm("there are parameters beside the quadratic form")
    whole = infer(named("transitivity"), chain.given, (progress.known["log_likelihood"], *chain.steps))
    progress = progress.under(chain.given).told("sample_moments", whole).knowing(by_moments=whole)
    location = over_vector(form.vector, form, progress) if form.vector is not None else None
    function = chain.term
    if location is not None:
        if not others:
            return concluded(location, progress)
        assert isinstance(location.claim, ArrayArgmax)
        progress = labelled(form.vector, progress).told("location", of_log_likelihood(location, progress))
        progress = labelled(others[0], progress)
        function = at_entries(function, location.claim, (form.mean,))
    if not isinstance(dict(progress.model.parameters)[others[0]], DefiniteMatrices):
        progress, best = over_number(function, others[0], progress)
        return concluded(lifted(location, best), progress)
    profile = Profile.of(function, others[0], form)
    progress, best = over_matrix(profile, form, progress)
    if location is not None:
        progress = progress.told("matrix", best).unlabelled()
    progress = concluded(lifted(location, best), progress)
    with suppress(DeriveError):  # what is not found of the other data is left out
        progress = existence_of_maximum(profile, form, location, progress)
    return progress


def with_moments(progress: Progress) -> tuple[Chain, Form]:
    """The log-likelihood in the mean and the mean products of the observations."""
    chain = interchanged(Chain(progress.given, progress.known["log_likelihood"].equality.right), progress)
    form = quadratic(chain.term, progress)
    if form is None:
        raise NoForm("the log-likelihood holds no quadratic form of the observations")
    chain.under(given_moments(form, progress))
    around = substitute(gathered(chain.term), {form.total: form.around(progress.model.size)})
    return chain.into(multiplied_out(around)), form


def labelled(parameter: Symbol | None, progress: Progress) -> Progress:
    """Telling of one of several parameters."""
    assert parameter is not None
    return progress.looking_at(parameter, f".{parameter}")


def over_vector(vector: Symbol, form: Form, progress: Progress) -> Theorem:
    """μ = x̄, whatever the weights are."""
    function = progress.known["by_moments"].equality.right
    rest, scale = line_in(function, form.about(vector))
    witness = (function, rest, -scale, form.mean, form.weight, vector, form.matrices)
    return infer(named("definite-quadratic-form"), progress.given, (), witness)


def over_matrix(profile: Profile, form: Form, progress: Progress) -> tuple[Progress, Theorem]:
    """Σ = S, by the eigenvalues of S with respect to Σ and log λ ≤ λ − 1."""
    inside = progress.given.adding(Provenance.HYPOTHESIS, form.definite)
    place = free("lrt", progress)[0]
    parts = {
        part: infer(named("spectral-theorem"), inside, (), (part, form.definite, profile.definite, place))
        for part in ("trace", "determinant", "identity")
    }
    trace, logs = parts["trace"].equality, parts["determinant"].equality
    total = Sum(body(logs.right) - body(trace.right), (place, *form.row[1:]))
    start, scale = profile.rest - profile.scale * log(determinant(form.scatter)), profile.scale
    chain = Chain(inside, profile.function).into(start + scale * logs.left - scale * trace.left)
    chain.using(parts["determinant"]).using(parts["trace"]).into(start + scale * total)
    top = peak(free("tuvw", progress)[0], inside)
    witness = (start, scale, total, profile.matrix, form.matrices, form.spread)
    best = infer(named("maximum-by-terms"), inside, (chain.theorem(), top[-1], parts["identity"]), witness)
    progress = progress.told("spectrum", *parts.values()).told("spectral_form", chain.theorem())
    return progress.told("peak", *top), best


def over_number(function: Expr, parameter: Symbol, progress: Progress) -> tuple[Progress, Theorem]:
    """The maximum over a number, by the ways that there are to that."""
    same = infer(named("reflexivity"), progress.given, (), (function,))
    found = maximised(progress.looking_at(parameter, progress.label).knowing(objective=same))
    return replace(found.unlabelled(), known=progress.known), found.known["maximum"]


def peak(argument: Symbol, given: Given) -> tuple[Theorem, ...]:
    """log t − t is greatest exactly at t = 1."""
    inside = given.adding(Provenance.BINDING, Member(argument, RAY))
    slope = Chain(inside, Derivative(log(argument) - argument, argument)).by("differentiate")
    witness = (1 / argument, argument, Integer(1), RAY)
    return (*slope.lines(), infer(named("maximum-by-sign"), inside, (slope.theorem(),), witness))


def lifted(location: Theorem | None, theorem: Theorem) -> Theorem:
    """What holds over the matrix, over the vector as well."""
    if location is None:
        return theorem
    return infer(named("nested-maximum-of-arrays"), theorem.given, (location, theorem))


def of_log_likelihood(theorem: Theorem, progress: Progress) -> Theorem:
    """What holds of the log-likelihood in the moments, of it by its name."""
    return infer(named("same-function"), theorem.given, (theorem, symmetric(progress.known["by_moments"])))


def concluded(best: Theorem, progress: Progress) -> Progress:
    """The maximum of the log-likelihood and of the likelihood."""
    whole = of_log_likelihood(best, progress)
    likelihood = of_likelihood(progress, whole)
    return (
        progress.told("maximum", whole, likelihood)
        .having_maximised(whole)
        .knowing(maximum=whole, maximum_of_likelihood=likelihood)
    )
