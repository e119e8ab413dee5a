"""That the root of the score is the global maximum, inside the parameter space."""

from __future__ import annotations

from sympy import S

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import allowance, fails_somewhere
from derive.algebra.terms import substitute
from derive.errors import SideConditionError
from derive.kernel.theorem import infer
from derive.rules import named
from derive.stages.progress import Obstacle, Progress
from derive.statement import Less

LOOKS, GOALS = 24, 200
"""Points at which a second derivative is looked at, and how many goals, to show that it is negative."""


def maximum(progress: Progress) -> Progress:
    """The only stationary point is the global maximum: because the function is strictly concave, or else
    because its slope is positive before that point and negative after it."""
    try:
        return concave(progress)
    except SideConditionError:
        pass
    try:
        return by_sign(progress)
    except SideConditionError as error:
        raise Obstacle("not_the_maximum", progress.known["root"].claim) from error


def concave(progress: Progress) -> Progress:
    """ℓ″ < 0 everywhere, so ℓ is strictly concave, and its only stationary point is the maximum."""
    root = progress.known["root"]
    inside = root.given
    curvature = progress.known["curvature"]
    if fails_somewhere(Less(curvature.equality.right, S.Zero), inside, LOOKS):
        raise SideConditionError("concave", f"{curvature.equality.right} < 0")  # no need to look for a proof
    with allowance(GOALS):  # the sign of the score may be easier
        negative = infer(named("sign-of-value"), inside, (curvature,), ("negative",))
    strict = infer(named("concave-by-second-derivative"), inside, (negative,), (progress.domain,))
    best = infer(named("maximum-of-concave"), inside, (strict, root))
    progress = progress.told("curvature", *curvature.premises, curvature)
    return progress.told("maximum", negative, strict, best).knowing(maximum=best)


def by_sign(progress: Progress) -> Progress:
    """ℓ′ = w·(h(r) − h) with w > 0 and h increasing: ℓ rises up to r and falls after it."""
    root, slope = progress.known["root"], progress.known["score_quotient"]
    estimate, rising = progress.names["estimate"], progress.names["rising"]
    gap = substitute(rising, {progress.parameter: estimate}) - rising
    scale = factored(slope.equality.right / gap, root.given, unfold=True)
    try:
        witness = (scale, rising, estimate, progress.domain)
        best = infer(named("maximum-by-sign"), root.given, (slope,), witness)
    except SideConditionError:  # it may fall
        witness = (-scale, -rising, estimate, progress.domain)
        best = infer(named("maximum-by-sign"), root.given, (slope,), witness)
    return progress.told("sign", best).knowing(maximum=best)
