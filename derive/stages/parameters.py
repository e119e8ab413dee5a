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
from derive.stages.progress import Progress
from derive.stages.score import score

ORDERS = 24
"""Orders of the parameters that are tried."""


def parameters(progress: Progress) -> Progress:
    """The maximum over all parameters, in the first order in which each can be solved for; an order in
    which an estimator speaks of no other parameter comes first."""
    unknown = progress.model.arguments
    problems: list[DeriveError] = []
    for order in islice(permutations(unknown), ORDERS):
        try:
            return in_order(progress, order)
        except DeriveError as error:
            problems.append(error)
    raise problems[0]


def in_order(progress: Progress, order: tuple[Symbol, ...]) -> Progress:
    maxima: list[Theorem] = []
    progress = progress.knowing(objective=progress.known["log_likelihood"])
    for position, parameter in enumerate(order):
        progress = progress.looking_at(parameter, f".{parameter}" if len(order) > 1 else "")
        progress = maximum(estimator(score(progress)))
        maxima.append(progress.known["maximum"])
        if position < len(order) - 1:
            progress = profile(progress)
    return together(progress, maxima)


def profile(progress: Progress) -> Progress:
    """The log-likelihood at the maximum over this parameter, as a function of the others."""
    best = progress.known["maximum"]
    objective, parameter = progress.known["objective"], progress.parameter
    given = best.given
    at_best = infer(named("instance"), given, (objective,), (parameter, progress.names["estimate"]))
    given, target = centred(at_best.equality.right, progress.under(given))
    chain = Chain(given, at_best).into(target)
    return progress.told("profile", *chain.lines()).under(given).knowing(objective=chain.theorem())


def together(progress: Progress, maxima: list[Theorem]) -> Progress:
    """The maxima nested into each other, and the same for the likelihood."""
    model, last = progress.model, maxima[-1]
    inside = last.given
    best = last
    for earlier in reversed(maxima[:-1]):
        best = infer(named("nested-maximum"), inside, (earlier, best))
    as_log = infer(named("definition"), inside, (), (model.log_likelihood(), ()))
    likelihood = infer(named("logarithm-is-increasing"), inside, (best, as_log))
    alone = len(maxima) == 1
    story = (likelihood,) if alone else (best, likelihood)
    progress = progress if alone else progress.unlabelled()
    return progress.extended("maximum", *story).knowing(maximum=best, maximum_of_likelihood=likelihood)
