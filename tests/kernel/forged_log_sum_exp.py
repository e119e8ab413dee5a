"""Forgeries about log-sum-exp: other signs, exponents that are not affine, spaces that are not open."""

from __future__ import annotations

from forged import by, forgery
from situations import given
from sympy import Integer, Symbol

from derive.kernel.theorem import Theorem
from derive.language.facts import read_domain
from derive.statement import REALS, Array, Given, Matrices, Vectors

i, j, k, K, n, q, v = map(Symbol, ("i", "j", "k", "K", "n", "q", "v"))
SIZES = given("parameters: K >= 2 integer", "parameters: n >= 1 integer")
ALL = Vectors((k, Integer(1), K), REALS)
TABLE = Matrices((k, Integer(1), K), (j, Integer(1), n), REALS)
LOGITS = "log(sum(exp(q[k]), k=1..K))"


def shape(function: str, facts: Given = SIZES, space: Array = ALL, direction: Symbol = v) -> Theorem:
    return by("concave-log-sum-exp", facts, function, q, space, direction)


@forgery("a convex function of logits, told to be concave", "cannot prove")
def _() -> Theorem:
    return shape(LOGITS)


@forgery("log-sum-exp times a number of any sign", "cannot prove")
def _() -> Theorem:
    return shape(f"a*{LOGITS}")


@forgery("log-sum-exp times a number that may be 0, told to bend", "cannot prove")
def _() -> Theorem:
    return shape(f"-a*{LOGITS}", given(*("parameters: K >= 2 integer", "hypothesis: a >= 0")))


@forgery("log-sum-exp times an entry", "moves")
def _() -> Theorem:
    return shape(f"-q[1]*{LOGITS}")


@forgery("squares in the exponents", "not affine")
def _() -> Theorem:
    return shape("-log(sum(exp(q[k]^2), k=1..K))")


@forgery("products of entries in the exponents", "not affine")
def _() -> Theorem:
    return shape("-log(sum(exp(q[k]*q[1]), k=1..K))")


@forgery("a convex function beside log-sum-exp", "not affine")
def _() -> Theorem:
    return shape(f"q[1]^2 - {LOGITS}")


@forgery("a logarithm of a sum that is no sum of exponentials", "not affine")
def _() -> Theorem:
    return shape("-log(sum(1 + exp(q[k]), k=1..K))")


@forgery("two log-sum-exps, told to be flat where one is", "no one logarithm")
def _() -> Theorem:
    return shape(f"-{LOGITS} - log(sum(exp(2*q[k] + x[k]), k=1..K))")


@forgery("an affine function, told to bend", "no one logarithm")
def _() -> Theorem:
    return shape("q[1]")


@forgery("log-sum-exp on a closed space", "must be open and convex")
def _() -> Theorem:
    return shape(f"-{LOGITS}", space=Vectors((k, Integer(1), K), read_domain("[0, 1]")))  # type: ignore[arg-type]


@forgery("log-sum-exp on vectors of a given total", "must be open and convex")
def _() -> Theorem:
    return shape(f"-{LOGITS}", space=Vectors((k, Integer(1), K), REALS, Integer(0)))


@forgery("log-sum-exp on matrices of integers", "must be open and convex")
def _() -> Theorem:
    space = Matrices((k, Integer(1), K), (j, Integer(1), n), read_domain("-oo..oo"))  # type: ignore[arg-type]
    return shape("-log(sum(exp(q[k, 1]), k=1..K))", space=space)


@forgery("a direction that is the vector", "different names|moves")
def _() -> Theorem:
    return shape(f"-{LOGITS}", direction=q)


@forgery("a direction that stands in the exponents", "moves")
def _() -> Theorem:
    return shape("-log(sum(exp(v[k]*q[k]), k=1..K))")


@forgery("a direction that is the index of the observations", "different names|moves")
def _() -> Theorem:
    return shape("sum(q[1] - log(sum(exp(q[k]), k=1..K)), i=1..n)", direction=i)


@forgery("no observations, told to bend", "cannot prove")
def _() -> Theorem:
    facts = given("parameters: K >= 2 integer", "parameters: n >= 0 integer")
    return shape("sum(-log(sum(exp(x[i]*q[k]), k=1..K)), i=1..n)", facts)


@forgery("a number of observations that moves with the vector", "moves|cannot prove")
def _() -> Theorem:
    return shape("sum(-log(sum(exp(q[k]), k=1..K)), i=1..q[1])")


@forgery("exponents at a place that moves with the vector", "moves|cannot prove")
def _() -> Theorem:
    return shape("-log(sum(exp(q[q[k]]), k=1..K))")


@forgery("a vector that hides in a name", "not affine|hides|moves")
def _() -> Theorem:
    facts = given("parameters: K >= 2 integer", "definition: z := q[1]^2")
    return shape(f"z - {LOGITS}", facts)
