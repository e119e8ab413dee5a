"""One parameter after the other: each is maximised over for all values of those that are left, and what
remains is a function of these. The maxima are nested into one."""

from __future__ import annotations

from itertools import islice, permutations

from sympy import Symbol

from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.centring import centred, with_means
from derive.stages.chain import Chain
from derive.stages.maximum import maximised
from derive.stages.progress import Obstacle, Progress
from derive.stages.region import on_whole_space, put_in, restricted, restrictions, union
from derive.stages.showing import of_positive
from derive.statement import Argmax, JointArgmax

ORDERS = 24
"""Orders of the parameters that are tried."""


def parameters(progress: Progress) -> Progress:
    """The maximum over all parameters, in the first order in which each can be solved for; else as far as the
    order leads in which most of them can, a closed form before a root."""
    found: list[Progress] = []
    for order in islice(permutations(progress.model.arguments), ORDERS):
        found.append(in_order(progress, order))
        if not found[-1].open:
            return found[-1]
    return max(found, key=lambda attempt: (len(attempt.maxima), attempt.solved_for))


def in_order(progress: Progress, order: tuple[Symbol, ...]) -> Progress:
    known = progress.known
    progress = progress.knowing(objective=known.get("log_posterior", known["log_likelihood"]))
    for position, parameter in enumerate(order):
        label, others = "" if progress.alone else f".{parameter}", order[position + 1 :]
        progress = progress.looking_at(parameter, label).unnamed()
        try:
            progress = maximised(restricted(progress, others))
            progress = progress.having_maximised(progress.known["maximum"], progress.known["objective"])
            if not progress.solved and others:
                raise Obstacle("root_of_equation", progress.known["root"].claim)
            progress = profile(progress, others) if others else together(progress)
        except Obstacle as obstacle:
            return progress.asking(obstacle).unlabelled()
        except DeriveError:
            return progress.asking(Obstacle("no_proof", progress.known["objective"].claim)).unlabelled()
    return progress


def profile(progress: Progress, others: tuple[Symbol, ...]) -> Progress:
    """The log-likelihood at the maximum over this parameter, as a function of the others."""
    best = progress.known["maximum"]
    assert isinstance(best.claim, Argmax)
    if not best.claim.points:  # there is no value to put in
        raise Obstacle("not_the_maximum", best.claim)
    objective, parameter = progress.known["objective"], progress.parameter
    given = best.given
    if progress.spaces:
        given = put_in(given, parameter, progress.names["estimate"], restrictions(progress, others))
    at_best = infer(named("instance"), given, (objective,), (parameter, progress.names["estimate"]))
    chain = Chain(given, at_best).by("log-of-power")
    given, target = centred(chain.term, progress.under(given))
    given, target = with_means(target, progress.under(given))
    chain.under(given).into(of_positive(target, given))
    return progress.told("profile", *chain.lines()).under(given).knowing(objective=chain.theorem())


def together(progress: Progress) -> Progress:
    """The maxima nested into each other, and the same for the likelihood."""
    last = progress.maxima[-1]
    best = nested(progress, last)
    formula = of_likelihood(progress, best)
    likelihood = on_whole_space(progress, formula)
    story = dict.fromkeys((formula, likelihood) if progress.alone else (best, formula, likelihood))
    none = isinstance(likelihood.claim, Argmax | JointArgmax) and not likelihood.claim.points
    key = "unattained" if none else "maximum"
    progress = progress.unlabelled()
    return progress.extended(key, *story).knowing(maximum=best, maximum_of_likelihood=likelihood)


def nested(progress: Progress, inner: Theorem) -> Theorem:
    """The maximum over all parameters, from that of the last one."""
    best = inner
    for earlier in reversed(progress.maxima[:-1]):
        given = union(best.given, earlier.given)
        best = infer(named("nested-maximum"), given, (earlier, best))
    return best


def of_likelihood(progress: Progress, best: Theorem) -> Theorem:
    """What holds of the maximum of ℓ holds of that of L; with priors, of their sum and their product."""
    as_log = infer(named("definition"), best.given, (), (progress.model.log_objective(), ()))
    return infer(named("logarithm-is-increasing"), best.given, (best, as_log))
