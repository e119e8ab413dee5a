"""Totals over the labels, by rigorous sums and quadrature."""

from __future__ import annotations

from flint import arb
from sympy import Expr

from derive.algebra.numeric.balls import ball, evaluate
from derive.algebra.numeric.integrals import mass as mass_at
from derive.algebra.numeric.points import points
from derive.algebra.numeric.sharing import sum_at
from derive.errors import DeriveError
from derive.stages.likelihoods import assumed
from derive.statement import Loss, Values, Vectors


def total(loss: Loss, weight: Expr, place: int) -> arb | None:
    """The sum or integral of a weight over the labels, at one setting of everything else; None where the
    numbers do not reach."""
    target, labels = loss.labels
    given = assumed((*loss.known, *loss.predictions))
    settings = list(points(given, [], place + 1))
    if len(settings) <= place:
        return None
    point = settings[place]
    try:
        if isinstance(labels, Values):
            values = [evaluate(weight.xreplace({target: label}), point, given) for label in labels.members]
            return ball(sum(map(ball, values), arb(0)))
        if isinstance(labels, Vectors):
            return ball(sum_at(weight, target, labels, point, given))
        return ball(mass_at(weight, target, labels, point, given))
    except DeriveError:
        return None
