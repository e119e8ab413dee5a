"""One parameter after the other: each is maximised over for all values of those that are left, and what
remains is a function of these. The maxima are nested into one."""

from __future__ import annotations

from itertools import islice, permutations

from sympy import Symbol

from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.centring import centred
from derive.stages.chain import Chain
from derive.stages.estimator import estimator
from derive.stages.maximum import maximum
from derive.stages.progress import Obstacle, Progress
from derive.stages.score import score

ORDERS = 24
"""Orders of the parameters that are tried."""


def parameters(progress: Progress) -> Progress:
    """The maximum over all parameters, in the first order in which each can be solved for; else as far as the
    order leads in which most of them can."""
    found: list[Progress] = []
    for order in islice(permutations(progress.model.arguments), ORDERS):
        found.append(in_order(progress, order))
        if not found[-1].open:
            return found[-1]
    return max(found, key=lambda attempt: len(attempt.maxima))


def in_order(progress: Progress, order: tuple[Symbol, ...]) -> Progress:
    known = progress.known
    progress = progress.knowing(objective=known.get("log_posterior", known["log_likelihood"]))
    for position, parameter in enumerate(order):
        progress = progress.looking_at(parameter, "" if progress.alone else f".{parameter}")
        try:
            for stage in (score, estimator, maximum):
                progress = stage(progress)
        except Obstacle as obstacle:
            return progress.asking(obstacle).unlabelled()
        except DeriveError:
            return progress.asking(Obstacle("no_proof", progress.known["objective"].claim)).unlabelled()
        progress = progress.having_maximised(progress.known["maximum"])
        if position < len(order) - 1:
            progress = profile(progress)
    return together(progress)


def profile(progress: Progress) -> Progress:
    """The log-likelihood at the maximum over this parameter, as a function of the others."""
    best = progress.known["maximum"]
    objective, parameter = progress.known["objective"], progress.parameter
    given = best.given
    at_best = infer(named("instance"), given, (objective,), (parameter, progress.names["estimate"]))
    given, target = centred(at_best.equality.right, progress.under(given))
    chain = Chain(given, at_best).into(target)
    return progress.told("profile", *chain.lines()).under(given).knowing(objective=chain.theorem())


def together(progress: Progress) -> Progress:
    """The maxima nested into each other, and the same for the likelihood."""
    last = progress.maxima[-1]
    best = nested(progress, last)
    likelihood = of_likelihood(progress, best)
    story = (likelihood,) if progress.alone else (best, likelihood)
    progress = progress.unlabelled()
    return progress.extended("maximum", *story).knowing(maximum=best, maximum_of_likelihood=likelihood)


def nested(progress: Progress, inner: Theorem) -> Theorem:
    """The maximum over all parameters, from that of the last one."""
    best = inner
    for earlier in reversed(progress.maxima[:-1]):
        best = infer(named("nested-maximum"), inner.given, (earlier, best))
    return best


def of_likelihood(progress: Progress, best: Theorem) -> Theorem:
    """What holds of the maximum of ℓ holds of that of L; with priors, of their sum and their product."""
    as_log = infer(named("definition"), best.given, (), (progress.model.log_objective(), ()))
    return infer(named("logarithm-is-increasing"), best.given, (best, as_log))
