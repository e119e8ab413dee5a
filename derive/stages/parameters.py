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
from derive.stages.implicit import implicit
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
    progress = progress.knowing(objective=progress.known["log_likelihood"])
    for position, parameter in enumerate(order):
        progress = progress.looking_at(parameter, "" if progress.alone else f".{parameter}").unnamed()
        try:
            progress = score(progress)
            try:
                progress = maximum(estimator(progress))
            except Obstacle as obstacle:
                progress = at_root(progress, obstacle)
        except Obstacle as obstacle:
            return progress.asking(obstacle).unlabelled()
        except DeriveError:
            return progress.asking(Obstacle("no_proof", progress.known["objective"].claim)).unlabelled()
        progress = progress.having_maximised(progress.known["maximum"])
        if not progress.solved and position < len(order) - 1:
            return progress.asking(Obstacle("root_of_equation", progress.known["root"].claim)).unlabelled()
        if position < len(order) - 1:
            progress = profile(progress)
    return together(progress)


def at_root(progress: Progress, obstacle: Obstacle) -> Progress:
    """The maximum at the only root of the score, where no closed form of it was found."""
    try:
        return implicit(progress)
    except DeriveError:
        raise obstacle from None


def profile(progress: Progress) -> Progress:
    """The log-likelihood at the maximum over this parameter, as a function of the others."""
    best = progress.known["maximum"]
    objective, parameter = progress.known["objective"], progress.parameter
    given = best.given
    at_best = infer(named("instance"), given, (objective,), (parameter, progress.names["estimate"]))
    chain = Chain(given, at_best).by("log-of-power")
    given, target = centred(chain.term, progress.under(given))
    chain.under(given).into(target)
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
    """What holds of the maximum of ℓ holds of that of L."""
    as_log = infer(named("definition"), best.given, (), (progress.model.log_likelihood(), ()))
    return infer(named("logarithm-is-increasing"), best.given, (best, as_log))
