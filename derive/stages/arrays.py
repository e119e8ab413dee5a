"""The maximum over a vector and a positive definite matrix in a quadratic form of the observations."""

from __future__ import annotations

from contextlib import suppress

from sympy import Derivative, Integer, S, Sum, Symbol, log

from derive.algebra.terms import body, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.matrix_terms import determinant
from derive.rules import named
from derive.rules.arrays import at_entries
from derive.stages.chain import Chain, symmetric
from derive.stages.gradient import free
from derive.stages.parameters import of_likelihood
from derive.stages.progress import Progress
from derive.stages.quadratic import (
    Form,
    NoForm,
    Profile,
    given_moments,
    interchanged,
    line_in,
    one_logarithm_each,
    quadratic,
)
from derive.stages.scatter import existence_of_maximum
from derive.statement import ArrayArgmax, DefiniteMatrices, Given, Interval, Member, Provenance

RAY = Interval(S.Zero, S.Infinity)


def maximum_over_arrays(progress: Progress) -> Progress:
    """ℓ = c − a·log det Σ − a·tr(Σ⁻¹S) − a·(x̄ − μ)ᵀΣ⁻¹(x̄ − μ): greatest at μ = x̄ whatever Σ is, and then at
    Σ = S. Raises NoForm where the log-likelihood is not of this form."""
    chain, form = with_moments(progress)
    matrix = next((s for s, space in progress.model.parameters if isinstance(space, DefiniteMatrices)), None)
    if len(progress.model.parameters) > (matrix is not None) + (form.vector is not None):
        raise NoForm("there are parameters beside the quadratic form")
    whole = infer(named("transitivity"), chain.given, (progress.known["log_likelihood"], *chain.steps))
    progress = progress.under(chain.given).told("sample_moments", whole).knowing(by_moments=whole)
    location = over_vector(form.vector, form, progress) if form.vector is not None else None
    if matrix is None:
        assert location is not None
        return concluded(location, progress)
    function = chain.term
    if location is not None:
        assert isinstance(location.claim, ArrayArgmax)
        progress = progress.told("location", of_log_likelihood(location, progress))
        function = at_entries(function, location.claim, (form.mean,))
    profile = Profile.of(function, matrix, form)
    progress, best = over_matrix(profile, form, progress)
    if location is not None:
        progress = progress.told("matrix", best)
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
    around = substitute(chain.term, {form.total: form.around(progress.model.size)}).expand(deep=False)
    return chain.into(one_logarithm_each(around)), form


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
