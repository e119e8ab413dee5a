"""The share of each class: its exponential among their sum. The second derivatives of a log-likelihood in them;
and that it stays as it is when one vector is added to all rows."""

from __future__ import annotations

from sympy import Add, Dummy, Expr, Indexed, Mul, Sum, Symbol, exp, factor, log

from derive.algebra.terms import body, limits, names, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.gradient import PLACES, free, picked, running
from derive.stages.naming import new_name
from derive.stages.progress import Progress
from derive.statement import Each, Matrices, Provenance, entry, real

SHIFTS = ("c", "b", "h")


def shares(progress: Progress) -> Progress:
    """∂²ℓ/∂Wₖⱼ∂Wₗᵣ = −∑ᵢ xᵢⱼ·xᵢᵣ·pᵢₖ·(1{k = l} − pᵢₗ), where pᵢₖ is the share of class k."""
    match progress.model.parameters:
        case ((matrix, Matrices() as space),):
            pass
        case _:
            return progress
    score = progress.known["score"]
    progress = shifted(progress, matrix, space)
    places = tuple(free(PLACES, progress)[2:4])
    both = score.given.under(*running(places, space))
    slope = Chain(both, infer(named("differentiate-both-sides"), both, (score,), (entry(matrix, *places),)))
    slope.by("differentiate")
    slope.into(in_shares(slope.term, whole(progress), progress))
    return progress.told("hessian_in_shares", slope.theorem())


def whole(progress: Progress) -> Sum:
    """∑ₖ exp uₖ of the one logarithm of such a sum in the log-likelihood."""
    found = [one.args[0] for one in progress.known["log_likelihood"].equality.right.atoms(log)]
    sums = [one for one in found if isinstance(one, Sum) and isinstance(body(one), exp)]
    if len(sums) != 1 or len(limits(sums[0])) != 1:
        raise DeriveError("there is no one sum of exponentials")
    return sums[0]


def in_shares(term: Expr, total: Sum, progress: Progress) -> Expr:
    """A sum over the observations with exp uₖ written only as its share of the sum of all of them."""
    row, index = progress.model.index, limits(total)[0][0]
    scale, inside = picked(term).as_independent(Sum, as_Add=False)
    if not isinstance(inside, Sum) or limits(inside) != (row,):
        raise DeriveError(f"{term} is no sum over the observations")
    size, summand = Dummy(), body(inside)
    powers = {p: k for p in summand.atoms(exp) for k in names(p) if p == substitute(body(total), {index: k})}
    marks = {power: Dummy() for power in powers}
    summand = summand.xreplace({total: size}).xreplace({power: mark * size for power, mark in marks.items()})
    sign, factors = factor(-summand.expand()).as_coeff_mul()
    signed = [sign * one if isinstance(one, Add) else one for one in factors]
    spelled = {mark: power / total for power, mark in marks.items()}
    return -scale * Sum(Mul(*(one.xreplace(spelled) for one in signed)), row)


def shifted(progress: Progress, matrix: Symbol, space: Matrices) -> Progress:
    """The log-likelihood with one vector added to all rows is the same, where this is seen."""
    whole = progress.known["log_likelihood"].equality.right
    vector = new_name(SHIFTS, progress.model, progress.given)
    given = progress.given.adding(Provenance.BINDING, Each(real(entry(vector, space.column[0])), space.column))
    entries = [one for one in whole.atoms(Indexed) if one.base.label == matrix]
    moved = whole.xreplace({one: one + entry(vector, one.indices[1]) for one in entries})
    same: Theorem = infer(named("normal-form"), given, (), (moved, whole))
    return progress.told("shift", same)
