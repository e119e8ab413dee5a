"""Forgeries of maxima over vectors: weights of any sign, another sum."""

from __future__ import annotations

from forged import by, forgery
from situations import coin, given
from sympy import Integer, Symbol

from derive.kernel.theorem import Theorem
from derive.language.facts import read_domain
from derive.language.reader import read
from derive.statement import Given, HalfSpaces, Vectors

k, K, q = Symbol("k"), Symbol("K"), Symbol("q")
LOGS, POWERS = "sum(w[k]*log(q[k]), k=1..K)", "product(q[k]^w[k], k=1..K)"
POSITIVE = ("parameters: K >= 1 integer", "hypothesis: w[k] > 0 for k=1..K")
NATURAL = ("parameters: K >= 1 integer", "hypothesis: w[k] >= 0 integer for k=1..K")


def vectors(entries: str = "(0, oo)", total: object = Integer(1), high: object = K) -> Vectors:
    return Vectors((k, Integer(1), high), read_domain(entries), total)  # type: ignore[arg-type]


def total(facts: Given, weights: str = "w[k]") -> Theorem:
    return by("reflexivity", facts, f"sum({weights}, k=1..K)")


def gibbs(
    facts: Given, function: str = LOGS, space: Vectors | None = None, of: Theorem | None = None
) -> Theorem:
    return by("maximum-on-simplex", facts, function, q, space or vectors(), of=(of or total(facts),))


def closed(facts: Given, function: str = POWERS, scale: str = "1", space: Vectors | None = None) -> Theorem:
    space = space or vectors("[0, oo)")
    return by("maximum-on-closed-simplex", facts, function, scale, q, space, of=(total(facts),))


@forgery("a maximum of logs with weights of any sign", "cannot prove 0 < w")
def _() -> Theorem:
    return gibbs(given("parameters: K >= 1 integer", "hypothesis: 0 < sum(w[k], k=1..K)"))


@forgery("a maximum over vectors without an entry", "cannot prove 1 <= K")
def _() -> Theorem:
    return gibbs(given("parameters: K >= 0 integer", "hypothesis: w[k] > 0 for k=1..K"))


@forgery("probabilities that add up to 2", "must add up to 1")
def _() -> Theorem:
    return gibbs(given(*POSITIVE), space=vectors(total=Integer(2)))


@forgery("numbers that add up to anything", "must add up to 1")
def _() -> Theorem:
    return gibbs(given(*POSITIVE), space=vectors(total=None))


@forgery("a maximiser that is not in the space", "cannot prove")
def _() -> Theorem:
    return gibbs(given(*POSITIVE), space=vectors("(0, 1/2)"))


@forgery("one probability that is less than 1", "cannot prove 1 < K")
def _() -> Theorem:
    return gibbs(given(*POSITIVE), space=vectors("(0, 1)"))


@forgery("weights that move with the vector", "depend on q")
def _() -> Theorem:
    facts = given(*POSITIVE, "hypothesis: q[k] > 0 for k=1..K")
    return gibbs(facts, "sum(q[k]*log(q[k]), k=1..K)", of=total(facts, "q[k]"))


@forgery("squares told to be logs", "cannot prove")
def _() -> Theorem:
    return gibbs(given(*POSITIVE), "sum(w[k]*q[k]^2, k=1..K)")


@forgery("the sum of other weights", "cannot prove")
def _() -> Theorem:
    facts = given(*POSITIVE)
    return gibbs(facts, of=total(facts, "w[k]^2"))


@forgery("the sum of some weights only", "is no sum over k")
def _() -> Theorem:
    facts = given(*POSITIVE)
    return gibbs(facts, of=by("reflexivity", facts, "sum(w[k], k=1..K-1)"))


@forgery("a product of powers that are no natural numbers", "cannot prove")
def _() -> Theorem:
    return closed(given("parameters: K >= 1 integer", "hypothesis: w[k] > 0 for k=1..K"))


@forgery("a product of powers, all of them 0", "cannot prove 0 < sum")
def _() -> Theorem:
    return closed(given(*NATURAL))


@forgery("a negative multiple of a product, greatest", "cannot prove 0 < -1")
def _() -> Theorem:
    facts = given(*NATURAL, "hypothesis: 0 < sum(w[k], k=1..K)")
    return closed(facts, f"-{POWERS}", "-1")


@forgery("a closed space that is open", "not negative")
def _() -> Theorem:
    facts = given(*NATURAL, "hypothesis: 0 < sum(w[k], k=1..K)")
    return closed(facts, space=vectors())


@forgery("no maximum on the open space, where the maximiser has no entry 0", "cannot prove")
def _() -> Theorem:
    facts = given(*NATURAL, "hypothesis: 0 < sum(w[k], k=1..K)")
    return by("no-maximum-on-open-simplex", facts, "1", vectors(), of=(closed(facts),))


@forgery("no maximum on another space", "the open one inside it")
def _() -> Theorem:
    facts = given(*NATURAL, "hypothesis: 0 < sum(w[k], k=1..K)", "hypothesis: w[1] = 0")
    return by("no-maximum-on-open-simplex", facts, "1", vectors("(0, 1)"), of=(closed(facts),))


# ── sums ──


@forgery("a maximum on a part of the simplex", "nothing else be said")
def _() -> Theorem:
    half = Vectors((k, Integer(1), K), read_domain("(0, oo)"), Integer(1), HalfSpaces(read("w[k] - 1")))
    return gibbs(given(*POSITIVE), space=half)


@forgery("sums over a triangle, interchanged", "depends on the other")
def _() -> Theorem:
    return by("interchange-of-sums", given("parameters: n >= 1 integer"), "sum(sum(i*j, j=1..i), i=1..n)")


@forgery("a sum that is known at one place, put at all", "does not hold here")
def _() -> Theorem:
    facts = given("parameters: n >= 1 integer", "parameters: i in 1..n", "hypothesis: i = 1")
    one = by("normal-form", facts, "sum(i*j, j=1..2)", "3")
    outside = given("parameters: n >= 1 integer")
    return by("sum-by-sum", outside, "sum(sum(i*j, j=1..2), i=1..n)", of=(one,))


# ── vectors in a Given ──


@forgery("data told to be a known vector", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", coin(more=("parameters: x[k] > 0 for k=1..3",)), "1")


@forgery("a vector whose total is the data", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", coin(more=("parameters: sum(w[k], k=1..3) = x[1]",)), "1")


@forgery("half-spaces told by the data", "cannot be assumed as parameters")
def _() -> Theorem:
    facts = ("parameters: K >= 1 integer", "parameters: 0 < sum(x[i]*q[j], j=1..K) for i=1..n")
    return by("reflexivity", coin(more=facts), "1")


@forgery("half-spaces told by a name for the data", "cannot be assumed as parameters")
def _() -> Theorem:
    facts = ("definition: s := sum(x[i], i=1..n)", "parameters: 0 < sum(s*q[j], j=1..3) for k=1..2")
    return by("reflexivity", coin(more=facts), "1")


@forgery("half-spaces that are closed", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", coin(more=("parameters: 0 <= sum(k*q[j], j=1..3) for k=1..2",)), "1")


@forgery("a half-space of squares", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", coin(more=("parameters: 0 < sum(k*q[j]^2, j=1..3) for k=1..2",)), "1")


@forgery("half-spaces of the data themselves", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", coin(more=("parameters: 0 < sum(k*x[j], j=1..3) for k=1..2",)), "1")


@forgery("a number put for a vector", "for a vector|cannot put")
def _() -> Theorem:
    same = by("reflexivity", given(), "sum(q[k], k=1..3)")
    return by("instance", given(), q, "1/2", of=(same,))
