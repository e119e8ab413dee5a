"""That the root of the score is the global maximum, inside the parameter space."""

from __future__ import annotations

from contextlib import suppress

from derive.algebra.form.normal import factored
from derive.algebra.terms import substitute
from derive.errors import RuleError, SideConditionError
from derive.kernel.theorem import infer
from derive.language.vocabulary import lambert_w0, lambert_wm1
from derive.rules import named
from derive.stages.progress import Obstacle, Progress, statistics


def maximum(progress: Progress) -> Progress:
    """The only stationary point is the global maximum: because the function is strictly concave, or else
    because its slope is positive before that point and negative after it, or because the log-likelihood is that
    of an exponential family."""
    ways = (concave, by_sign, by_family)
    if progress.names["estimate"].has(lambert_w0, lambert_wm1):
        ways = ways[::-1]  # signs at such a root take long to prove
    for way in ways:
        with suppress(SideConditionError):
            return way(progress)
    raise Obstacle("not_the_maximum", progress.known["root"].claim)


def concave(progress: Progress) -> Progress:
    """ℓ″ < 0 everywhere, so ℓ is strictly concave, and its only stationary point is the maximum."""
    root = progress.known["root"]
    inside = root.given
    curvature = progress.known["curvature"]
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
    best = infer(named("maximum-by-sign"), root.given, (slope,), (scale, rising, estimate, progress.domain))
    return progress.told("sign", best).knowing(maximum=best)


def by_family(progress: Progress) -> Progress:
    """ℓ = η·T − B is concave in η, for a statistic T."""
    root, rule = progress.known["root"], named("maximum-of-exponential-family")
    for statistic in statistics(progress) if progress.alone else ():
        with suppress(RuleError):
            best = infer(rule, root.given, (progress.known["log_likelihood"], root), (statistic,))
            return progress.told("family", best).knowing(maximum=best)
    raise SideConditionError(rule.name, "an exponential family of one parameter")
