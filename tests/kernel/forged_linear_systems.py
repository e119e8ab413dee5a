"""Forgeries of solutions of linear systems: another matrix or right side, one that moves with the unknowns, and
one that need not have an inverse."""

from __future__ import annotations

from forged import by, forgery
from forged_concave import SIZES, shape, stationary
from situations import given

from derive.kernel.theorem import Theorem
from derive.statement import Given

FITTED = "-sum((y[i] - sum(x[i,j]*q[j], j=1..K))^2, i=1..n)"
SLOPE = "2*sum(x[i,k]*(y[i] - sum(x[i,j]*q[j], j=1..K)), i=1..n)"
BEND = "-2*sum(x[i,k]*x[i,l], i=1..n)"
LEFT, RIGHT = "sum(q[j]*sum(x[i,k]*x[i,j], i=1..n), j=1..K)", "sum(x[i,k]*y[i], i=1..n)"
PRODUCTS = "sum(x[i,r]*x[i,s], i=1..n)"
REGULAR = f"hypothesis: det(matrix({PRODUCTS}, r=1..K, s=1..K)) != 0"


def solved(entry: str = PRODUCTS, right: str = RIGHT, facts: tuple[str, ...] = (REGULAR,)) -> Theorem:
    where = stationary(SLOPE, shape(FITTED, BEND), "-2", LEFT, RIGHT, function=FITTED)
    inside = Given((*SIZES.assumptions, *given(*facts).assumptions))
    return by("solution-of-linear-system", inside, entry, "r", "s", right, of=(where,))


def test_the_true_one() -> None:
    assert solved()


@forgery("a system whose matrix may be singular", "cannot prove")
def _() -> Theorem:
    return solved(facts=())


@forgery("the solution of a system with another matrix", "cannot prove")
def _() -> Theorem:
    other = "sum(2*x[i,r]*x[i,s], i=1..n)"
    return solved(other, facts=(REGULAR.replace(PRODUCTS, other),))


@forgery("the solution of a system with another right side", "cannot prove")
def _() -> Theorem:
    return solved(right="sum(x[i,k]*y[i]^2, i=1..n)")


@forgery("a right side that holds the unknowns", "depends on q|stands outside")
def _() -> Theorem:
    return solved(right="sum(x[i,k]*y[i], i=1..n)*q[k]")


@forgery("a right side at a place of the matrix", "stands outside")
def _() -> Theorem:
    return solved(right="sum(x[i,r]*y[i], i=1..n)")


@forgery("a matrix with the index of the unknowns", "stands outside")
def _() -> Theorem:
    return solved("sum(x[i,r]*x[i,s]*x[1,j], i=1..n)")
