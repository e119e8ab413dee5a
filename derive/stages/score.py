"""The score and its derivative."""

from __future__ import annotations

from contextlib import suppress

from derive.algebra.form.normal import factored
from derive.errors import SideConditionError
from derive.kernel.theorem import infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.progress import Progress
from derive.stages.showing import oriented


def score(progress: Progress) -> Progress:
    """ℓ′ term by term, then as one fraction; ℓ″ from it, told with the maximum that needs it."""
    given, parameter = progress.given, progress.parameter
    first = infer(named("differentiate-both-sides"), given, (progress.known["objective"],), (parameter,))
    slope = Chain(given, first).by("differentiate")
    by_terms = slope.theorem()
    with suppress(SideConditionError):  # multiplied out, a denominator may no longer be seen not to vanish
        slope.into(oriented(factored(slope.term, given), given))
    second = infer(named("differentiate-both-sides"), given, (by_terms,), (parameter,))
    curvature = Chain(given, second).by("differentiate")
    return progress.told("score", *slope.lines()).knowing(
        score=by_terms, score_quotient=slope.theorem(), curvature=curvature.theorem()
    )
