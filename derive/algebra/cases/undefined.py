"""Whether a term has no value wherever the facts hold: then there is nothing to show of it."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Derivative, Expr, Pow, Rational, gamma, log, loggamma

from derive.algebra.cases.comparisons import evaluated
from derive.algebra.cases.excluded import excluded
from derive.algebra.domains import needs
from derive.algebra.form.normal import vanishes
from derive.algebra.terms import BIG
from derive.language.vocabulary import RANDOM, logit
from derive.statement import Fact, Given, Unequal

PARTIAL = (log, gamma, loggamma, logit)
"""Functions that have no value where what they need does not hold."""


def undefined(term: Expr, given: Given) -> bool:
    """Whether a part of the term that has to be evaluated is shown to have no value, at any point of the
    Given. A sound heuristic."""
    return any(
        all(any(refuted(fact, given) for fact in facts) for facts in needs(part))
        for part in _parts(term)
        if isinstance(part, PARTIAL) or (isinstance(part, Pow) and isinstance(part.exp, Rational))
    )


def refuted(fact: Fact, given: Given) -> bool:
    if isinstance(fact, Unequal):
        return vanishes(fact.left - fact.right, given)
    return excluded(fact, given)


def _parts(term: Basic) -> Iterator[Expr]:
    """The parts that have a value wherever the term has one: not what stands under a binder, which may be
    empty, nor a branch that may not be taken."""
    if isinstance(term, (*RANDOM, *BIG, Derivative)):
        return
    if isinstance(term, Expr):
        yield term
    for argument in evaluated(term):
        yield from _parts(argument)
