"""That the root of the score is the global maximum, inside the parameter space."""

from __future__ import annotations

from derive.kernel.theorem import infer
from derive.rules import named
from derive.stages.progress import Progress


def maximum(progress: Progress) -> Progress:
    """ℓ″ < 0 everywhere, so ℓ is strictly concave, and its only stationary point is the maximum."""
    root = progress.known["root"]
    inside = root.given
    curvature = progress.known["curvature"]
    negative = infer(named("sign-of-value"), inside, (curvature,), ("negative",))
    concave = infer(named("concave-by-second-derivative"), inside, (negative,), (progress.domain,))
    best = infer(named("maximum-of-concave"), inside, (concave, root))
    as_log = infer(named("definition"), inside, (), (progress.model.log_likelihood(), ()))
    likelihood = infer(named("logarithm-is-increasing"), inside, (best, as_log))
    progress = progress.told("curvature", *curvature.premises, curvature)
    return progress.told("maximum", negative, concave, best, likelihood).knowing(
        maximum=best, maximum_of_likelihood=likelihood
    )
