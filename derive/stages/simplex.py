"""The maximum over a vector of probabilities, by Gibbs' inequality."""

from __future__ import annotations

from sympy import Expr, Integer, Sum, Symbol, log

from derive.algebra.equality import equal
from derive.algebra.form.normal import coefficients
from derive.algebra.signs.proving import prove
from derive.algebra.terms import body, limits, names
from derive.kernel.theorem import infer
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.parameters import of_likelihood
from derive.stages.progress import Obstacle, Progress
from derive.statement import Each, Given, Provenance, Vectors, entry, positive


def maximum_on_simplex(progress: Progress, vector: Symbol, space: Vectors) -> Progress:
    """ℓ = ∑ₖ wₖ log pₖ + what is free of p, with ∑ₖ wₖ = W: greatest at pₖ = wₖ/W where every wₖ > 0."""
    log_likelihood = progress.known["log_likelihood"]
    total = weighted_logs(log_likelihood.equality.right, vector, space, progress.given)
    if total is None:
        raise Obstacle("not_on_simplex", log_likelihood.claim)
    weight = coefficients(body(total), log(entry(vector, space.index[0])), progress.given, unfold=False)
    assert weight is not None
    whole = sum_of_weights(Sum(weight[1], space.index), progress)
    positive_weight = Each(positive(weight[1]), space.index)
    inside = progress.given
    if not prove(positive_weight, inside):
        inside = inside.adding(Provenance.HYPOTHESIS, positive_weight)
    best = infer(named("maximum-on-simplex"), inside, (whole.theorem(),), (total, vector, space))
    story = [best]
    rest = log_likelihood.equality.right - total
    if rest != 0:
        shifted = infer(named("shift-of-objective"), inside, (best,), (rest,))
        story.append(infer(named("same-function"), inside, (shifted, symmetric(log_likelihood))))
    else:
        story.append(infer(named("same-function"), inside, (best, symmetric(log_likelihood))))
    likelihood = of_likelihood(progress, story[-1])
    return (
        progress.told("weights", *whole.lines())
        .told("maximum", *story, likelihood)
        .having_maximised(story[-1])
        .knowing(maximum=story[-1], maximum_of_likelihood=likelihood)
    )


def weighted_logs(term: Expr, vector: Symbol, space: Vectors, given: Given) -> Sum | None:
    """The sum ∑ₖ wₖ log pₖ of a log-likelihood, with weights and a rest that are free of the vector."""
    sums = [s for s in term.atoms(Sum) if vector in names(s)]
    if len(sums) != 1 or limits(sums[0]) != (space.index,) or vector in names(term - sums[0]):
        return None
    found = coefficients(body(sums[0]), log(entry(vector, space.index[0])), given, unfold=False)
    if found is None or len(found) != 2 or found[0] != 0 or vector in names(found[1]):
        return None
    return sums[0]


def sum_of_weights(total: Sum, progress: Progress) -> Chain:
    """∑ₖ wₖ in closed form: the sums over entries and observations are interchanged, and what the entries of
    one observation add up to is put in."""
    model, (index,) = progress.model, limits(total)
    chain = Chain(progress.given, total).by("definition")
    if limits(chain.term) != (model.index, index):
        return Chain(progress.given, total)
    inner, under = Sum(body(chain.term), index), progress.given.under(model.index)
    for value in values_of_sum(progress):
        if equal(inner, value, under):
            known = infer(named("normal-form"), under, (), (inner, value))
            swapped = infer(named("interchange-of-sums"), progress.given, (), (chain.term,))
            chain.using(swapped)
            chain.using(infer(named("sum-by-sum"), progress.given, (known,), (chain.term,)))
            return chain.by("linearity-of-sum")
    return Chain(progress.given, total)


def values_of_sum(progress: Progress) -> list[Expr]:
    """What the entries of one observation may add up to: what its support says, or 1, a case for each."""
    support = progress.model.support
    said = [support.total] if isinstance(support, Vectors) and support.total is not None else []
    return [*said, Integer(1)]
