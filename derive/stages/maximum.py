"""Where the log-likelihood is greatest in one parameter, and that it is so nowhere else: at the root of the
score, at an end of what is left of the parameter space, at the medians, or between a peak and a seam."""

from __future__ import annotations

from contextlib import suppress

from sympy import Abs, Expr, Integer, Sum

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import body, names, substitute
from derive.errors import DeriveError, RuleError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import lambert_w0, lambert_wm1
from derive.rules import named
from derive.stages.estimator import estimator, unproved
from derive.stages.implicit import implicit
from derive.stages.progress import Obstacle, Progress, statistics
from derive.stages.score import score
from derive.stages.showing import of_positive
from derive.statement import Argmax, Integers, Less, Provenance, one_of, positive


def maximised(progress: Progress) -> Progress:
    """The maximum over the parameter that is looked at, by the first way that leads to it."""
    if isinstance(progress.spaces.get(progress.parameter), Integers):
        return at_first(progress)
    obstacles: list[DeriveError] = []
    for way in (at_root, at_end, at_medians, at_threshold, at_only_root):
        try:
            return way(progress)
        except DeriveError as obstacle:
            obstacles.append(obstacle)
    raise obstacles[0]


def at_root(progress: Progress) -> Progress:
    return maximum(estimator(score(progress)))


def at_only_root(progress: Progress) -> Progress:
    """At the only root of the score, where no closed form of it was found."""
    return implicit(score(progress))


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
    gap = factored(substitute(rising, {progress.parameter: estimate}) - rising, root.given)
    scale = factored(slope.equality.right / of_positive(gap, root.given), root.given, unfold=True)
    try:
        witness = (scale, rising, estimate, progress.domain)
        best = infer(named("maximum-by-sign"), root.given, (slope,), witness)
    except SideConditionError:  # it may fall
        witness = (-scale, -rising, estimate, progress.domain)
        best = infer(named("maximum-by-sign"), root.given, (slope,), witness)
    return progress.told("sign", best).knowing(maximum=best)


def at_end(progress: Progress) -> Progress:
    """The slope has one sign on what is left of the space: the maximum is at an end, or there is none."""
    if progress.parameter not in progress.spaces:
        raise Obstacle("not_the_maximum")
    progress = score(progress)
    slope, given, domain = progress.known["score_quotient"], progress.given, progress.domain
    if slope.equality.right == 0:
        everywhere = infer(
            named("maximum-of-constant"), given, (progress.known["objective"],), (progress.parameter, domain)
        )
        return found(progress, "constant", one_of(domain), everywhere)
    rising = prove(positive(slope.equality.right), given) is not None
    signed = infer(named("sign-of-value"), given, (slope,), ("positive" if rising else "negative",))
    monotone = infer(named("monotone-by-derivative"), given, (signed,), (domain,))
    end, closed = (domain.high, domain.high_closed) if rising else (domain.low, domain.low_closed)
    rule = "maximum-at-end" if closed else "no-maximum-of-monotone"
    return found(progress, "end", end, signed, monotone, infer(named(rule), given, (monotone,)))


def at_first(progress: Progress) -> Progress:
    """Of whole numbers there is no derivative: each step makes the function smaller."""
    parameter, space, rule = (
        progress.parameter,
        progress.spaces[progress.parameter],
        named("maximum-of-sequence"),
    )
    best = infer(rule, progress.given, (progress.known["objective"],), (parameter, space))
    return found(progress, "sequence", space.low, best)


def at_medians(progress: Progress) -> Progress:
    """A constant less a multiple of a sum of absolute deviations."""
    objective, parameter = progress.known["objective"], progress.parameter
    for total in sorted(objective.equality.right.atoms(Sum), key=str):
        if parameter in names(total) and isinstance(body(total), Abs):
            rule, given = named("least-absolute-deviations"), progress.given
            best = infer(rule, given, (objective,), (total, parameter))
            assert isinstance(best.claim, Argmax)
            return found(progress, "medians", one_of(best.claim.points[0]), best)
    raise Obstacle("not_the_maximum")


def at_threshold(progress: Progress) -> Progress:
    """A parabola less a multiple of an absolute value; where the data must make it one, they are told to."""
    objective, parameter, given = progress.known["objective"], progress.parameter, progress.given
    for size in sorted(objective.equality.right.atoms(Abs), key=str):
        smooth = substitute(objective.equality.right, {size: Integer(0)})
        parabola = coefficients(smooth, parameter, given, unfold=False)
        if parameter in names(size) and parabola is not None and len(parabola) == 3:
            needed = unproved((Less(parabola[2], Integer(0)),), given)
            inside = given.adding(Provenance.HYPOTHESIS, *needed)
            best = infer(named("soft-threshold"), inside, (objective,), (size, parameter))
            assert isinstance(best.claim, Argmax)
            return found(progress, "threshold", one_of(best.claim.points[0]), best)
    raise Obstacle("not_the_maximum")


def found(progress: Progress, key: str, estimate: Expr, *story: Theorem) -> Progress:
    """The last theorem of the story says where the maximum is; no root of the score does."""
    told = progress.told(key, *story).forgetting("root")
    return told.knowing(maximum=story[-1]).naming(estimate=estimate)


def by_family(progress: Progress) -> Progress:
    """ℓ = η·T − B is concave in η, for a statistic T."""
    root, rule = progress.known["root"], named("maximum-of-exponential-family")
    for statistic in statistics(progress) if progress.alone else ():
        with suppress(RuleError):
            best = infer(rule, root.given, (progress.known["log_likelihood"], root), (statistic,))
            return progress.told("family", best).knowing(maximum=best)
    raise SideConditionError(rule.name, "an exponential family of one parameter")
