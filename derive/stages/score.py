"""The score and its derivative."""

from __future__ import annotations

from derive.algebra.normal import factored
from derive.kernel.theorem import infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.progress import Progress


def score(progress: Progress) -> Progress:
    """ℓ′ term by term, then as one fraction; ℓ″ from it."""
    given, parameter = progress.given, progress.parameter
    first = infer(named("differentiate-both-sides"), given, (progress.known["log_likelihood"],), (parameter,))
    slope = Chain(given, first).by("differentiate")
    by_terms = slope.theorem()
    quotient = Chain(given, by_terms)
    quotient.into(factored(quotient.term, given))
    second = infer(named("differentiate-both-sides"), given, (by_terms,), (parameter,))
    curvature = Chain(given, second).by("differentiate")
    return (
        progress.told("score", *slope.lines())
        .told("score_quotient", *quotient.lines()[1:])
        .knowing(score=by_terms, score_quotient=quotient.theorem(), curvature=curvature.theorem())
        .told("curvature", *curvature.lines())
    )
