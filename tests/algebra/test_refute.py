"""Every kind of claim, true and false: a true one is never refuted, a false one is, at a checkable point."""

from __future__ import annotations

import pytest
from flint import fmpq
from sympy import (
    Abs,
    Derivative,
    Expr,
    Function,
    IndexedBase,
    Integer,
    Rational,
    S,
    Sum,
    Symbol,
    exp,
    log,
    loggamma,
    oo,
    symbols,
)

from derive.algebra.numeric.balls import Point, evaluate
from derive.algebra.numeric.refute import refute
from derive.algebra.terms import substitute
from derive.language.facts import read_fact, read_facts
from derive.language.reader import read
from derive.language.vocabulary import digamma, indicator
from derive.statement import (
    REALS,
    AffineArgmax,
    Argmax,
    ArgmaxAtRoot,
    Argmin,
    ArrayArgmax,
    Bijection,
    Claim,
    DefiniteMatrices,
    Each,
    Equal,
    Equivalent,
    Fact,
    Given,
    Integers,
    Interval,
    InverseMatrix,
    JointArgmax,
    JointDensity,
    JointSupremum,
    LeastUpperBound,
    Less,
    LessEqual,
    Limit,
    MaximisedWhere,
    MaximiserByDirections,
    MaximiserFamily,
    Member,
    Monotone,
    OneRoot,
    PositiveDefinite,
    Provenance,
    Refuted,
    Sample,
    Sense,
    StrictlyConcave,
    Supremum,
    Unequal,
    UniqueRoot,
    Values,
    VectorArgmax,
    VectorConcave,
    Vectors,
)

p, n, i, j, t, r = symbols("p n i j t r")
x = IndexedBase("x")
ZERO, ONE, TWO = Integer(0), Integer(1), Integer(2)
UNIT, CLOSED, RAY = Interval(ZERO, ONE), Interval(ZERO, ONE, True, True), Interval(ZERO, oo)
s = Sum(x[i], (i, 1, n))
DEVIATIONS, HALF_OFF = -Abs(t - 1) - Abs(t + 1), Abs(r - Rational(1, 2))
L = Function("L")(p)
ELL = s * log(p) + (n - s) * log(1 - p)
SCORE = s / p - (n - s) / (1 - p)
HAT, WRONG = s / n, s / (n + 1)
BITS = Sample(x[i], (i, ONE, n), Values((ZERO, ONE)), p ** x[i] * (1 - p) ** (1 - x[i]))
MODEL = (
    Given()
    .adding(Provenance.PARAMETERS, *read_facts("0 < p < 1, n in 1..oo"))
    .adding(Provenance.SAMPLING, BITS, JointDensity(L))
    .adding(Provenance.HYPOTHESIS, Less(ZERO, s), Less(s, n))
)


w, W = Symbol("w"), IndexedBase("w")
SIMPLEX, ALL = Vectors((i, ONE, n), RAY, ONE), Vectors((i, ONE, n), REALS)
LOGS, SQUARES = Sum((x[i] + 1) * log(W[i]), (i, 1, n)), -Sum((W[i] - x[i]) ** 2, (i, 1, n))


R, TOTAL = IndexedBase("r"), Sum(W[i], (i, 1, n))
UPWARDS = Each(LessEqual(ZERO, Sum(R[j], (j, 1, n))), (i, ONE, ONE))
SOLVED, LEVEL = (Each(Equal(left, ZERO), (i, ONE, ONE)) for left in (TOTAL, Sum(R[j], (j, 1, n))))
"""That the entries of w, or of r, add up to 0."""
q = Symbol("q")
MATRICES = DefiniteMatrices((i, ONE, TWO), (r, ONE, TWO))
WHOLE = "matrix(q[i, r], i=1..2, r=1..2)"
SPREAD = read(f"-log(det({WHOLE})) - 3*inverse({WHOLE}, 1, 1) - 3*inverse({WHOLE}, 2, 2)")


def said(text: str) -> Fact:
    return read_fact(text, each=False)


def at(point: Expr) -> Expr:
    return substitute(ELL, {p: point})


TRUE: list[Claim] = [
    Equal(SCORE, (s - n * p) / (p * (1 - p))),
    Equal(log(L), ELL),
    Equal(Derivative(log(L), p), SCORE),
    Equal(log(Integer(4)), 2 * log(TWO)),
    Equal(1 / (p - p), p),
    Unequal(p, TWO),
    Less(p, s),
    LessEqual(p, ONE),
    Member(HAT, UNIT),
    Member(s, Integers(ONE, n - 1)),
    Member(x[1], Values((ZERO, ONE))),
    Each(LessEqual(x[i], ONE), (i, ONE, n)),
    BITS,
    Equivalent(Equal(SCORE, ZERO), Equal(p, HAT)),
    Equivalent(Less(p, HAT), Less(ZERO, SCORE)),
    Limit(ELL, p, ZERO, UNIT, -oo),
    Limit(ELL, p, ONE, UNIT, -oo),
    Limit(p * log(p), p, ZERO, UNIT, ZERO),
    Limit(1 / log(p), p, ZERO, UNIT, ZERO),
    Limit(1 / log(-log(p)), p, ZERO, UNIT, ZERO),
    Limit(log(-log(p)), p, ZERO, UNIT, oo),
    Limit(log(log(-log(p) + 2) + 2), p, ZERO, UNIT, oo),
    Limit(t**9 * exp(-t), t, oo, RAY, ZERO),
    Limit(log(t), t, oo, RAY, oo),
    Limit(p**2, p, Rational(1, 2), UNIT, Rational(1, 4)),
    Limit(p + 3, p, ZERO, UNIT, Integer(3)),
    Limit(exp(-(10**200) * p), p, ZERO, UNIT, ONE),
    Limit(p ** Rational(1, 10**6), p, ZERO, UNIT, ZERO),
    Limit(p ** Rational(1, 700) * log(p) ** 10, p, ZERO, UNIT, ZERO),
    Limit(1 + 1 / log(-log(p) + 2), p, ZERO, UNIT, ONE),
    Limit(p + Rational(1, 900) / log(-log(p) + 2), p, ZERO, UNIT, ZERO),
    Limit(exp(-900 / log(1 / p)), p, ZERO, UNIT, ONE),
    Monotone(log(p), p, UNIT, Sense.INCREASING),
    Monotone(1 / t, t, RAY, Sense.DECREASING),
    StrictlyConcave(ELL, p, UNIT),
    UniqueRoot(s - n * p, p, UNIT, HAT),
    OneRoot(s - n * p, p, UNIT),
    OneRoot(digamma(t), t, RAY),
    OneRoot(t - exp(-t), t, RAY),
    ArgmaxAtRoot(ELL, (p,), (UNIT,), (p,), p, SCORE),
    ArgmaxAtRoot(ELL - (t - p) ** 2, (t, p), (REALS, UNIT), (p, p), p, s - n * p),
    ArgmaxAtRoot(t - loggamma(t), (t,), (RAY,), (t,), t, 1 - digamma(t)),
    UniqueRoot(t**2 - 2, t, RAY, 2 ** Rational(1, 2)),
    Supremum(ELL, p, UNIT, at(HAT), True, HAT),
    InverseMatrix(((t, ONE), (ZERO, t)), ((1 / t, -1 / t**2), (ZERO, 1 / t))),
    Supremum(p, p, UNIT, ONE, False, ONE),
    Supremum(p, p, CLOSED, ONE, True, ONE),
    Supremum(1 / p, p, UNIT, oo, False, ZERO),
    Supremum(-exp(-t), t, RAY, ZERO, False, oo),
    LeastUpperBound(-exp(-t), t, RAY, ZERO),
    LeastUpperBound(ELL, p, UNIT, at(HAT)),
    Argmax(ELL, p, UNIT, (HAT,)),
    Argmax(t**2 * (2 - t**2), t, REALS, (ONE, -ONE)),
    Argmax(p, p, UNIT, ()),
    Argmax(DEVIATIONS, t, REALS, (Interval(-ONE, ONE, True, True),)),
    Argmax(-Abs(t), t, REALS, (Interval(ZERO, ZERO, True, True),)),
    JointArgmax(DEVIATIONS - HALF_OFF, (t, r), (REALS, REALS), ((Interval(-ONE, ONE, True, True), ONE / 2),)),
    JointArgmax(-(t**2) - r, (t, r), (REALS, Interval(2 * t, oo, True)), ((-ONE, -TWO),)),
    Argmax(-((t - 2) ** 2), t, Integers(ZERO, oo), (TWO,)),
    Argmin(t**2, t, REALS, (ZERO,)),
    Argmin(t**2, t, Values((ONE, -ONE, TWO)), (ONE, -ONE)),
    Bijection(p / (1 - p), p, UNIT, t / (1 + t), t, RAY),
    Bijection(log(p), p, UNIT, exp(t), t, Interval(-oo, ZERO)),
    JointArgmax(-(t**2) - (r - p) ** 2, (t, r), (REALS, REALS), ((ZERO, p),)),
    VectorArgmax(LOGS, w, SIMPLEX, ((x[i] + 1) / (s + n),)),
    VectorArgmax(SQUARES, w, ALL, (x[i],)),
    VectorArgmax(p, w, SIMPLEX, ()),
    MaximisedWhere(SQUARES, w, ALL, Each(Equal(W[i], x[i]), (i, ONE, n))),
    VectorConcave(SQUARES, w, ALL, r, Each(Equal(R[i], ZERO), (i, ONE, n))),
    VectorConcave(-((TOTAL - 1) ** 2), w, ALL, r, LEVEL),
    AffineArgmax(-(TOTAL**2), w, ALL, SOLVED, r, LEVEL),
    MaximiserByDirections(-(TOTAL**2), w, ALL, r, (LEVEL,), LEVEL, False),
    MaximiserByDirections(TOTAL, w, ALL, r, (UPWARDS,), LEVEL, False),
    said("2*indicator(i, r) + 1 positive definite for i=1..n, r=1..n"),
    ArrayArgmax(SPREAD, (q,), (MATRICES,), ((indicator(i, r) * 3,),)),
    ArrayArgmax(SQUARES + SPREAD, (w, q), (ALL, MATRICES), ((x[i], 3 * indicator(i, r)),)),
    ArrayArgmax(p, (q,), (MATRICES,), ()),
    MaximiserFamily(-((t - p) ** 2), (t, p), (REALS, UNIT), (p, p), (p,)),
    MaximiserFamily(-(t**2), (t, p), (REALS, UNIT), (ZERO, p), (p,)),
    JointSupremum(r - t**2, (t, r), (REALS, UNIT), ONE, (ZERO, r), r, ONE),
    JointSupremum(1 / r - t**2, (t, r), (REALS, UNIT), oo, (ZERO, r), r, ZERO),
]

FALSE: list[Claim] = [
    Equal(SCORE, (s - n * p) / (p * (1 + p))),
    Equal(log(L), ELL + p),
    Equal(Derivative(log(L), p), SCORE + 1),
    Equal(log(Integer(5)), 2 * log(TWO)),
    Unequal(p + p, 2 * p),
    Less(s, TWO),
    Less(p, p),
    LessEqual(ONE, p),
    Member(s, UNIT),
    Member(p, Interval(Rational(1, 2), oo, True)),
    Member(HAT, Integers(ZERO, n)),
    Member(log(p), Integers(-oo, oo)),
    Member(s, Values((ONE,))),
    Each(Less(x[i], ONE), (i, ONE, n)),
    Sample(x[i], (i, ONE, n), Values((ONE,)), ONE),
    Equivalent(Equal(SCORE, ZERO), Equal(p, WRONG)),
    Equivalent(Less(p, HAT), Less(SCORE, ZERO)),
    Limit(ELL, p, ZERO, UNIT, oo),
    Limit(ELL, p, ZERO, UNIT, ZERO),
    Limit(p * log(p), p, ZERO, UNIT, ONE),
    Limit(1 / (1 + p), p, ZERO, UNIT, oo),
    Limit(1 / t, t, oo, RAY, ONE),
    Limit(log(p) ** 2, p, ZERO, UNIT, ONE),
    Limit(1 / p, p, ZERO, UNIT, ZERO),
    Limit(t, t, oo, RAY, ZERO),
    Limit(p - p + 1, p, ZERO, UNIT, ZERO),
    Limit(p**2, p, Rational(1, 2), UNIT, Rational(1, 3)),
    Limit(-t, t, oo, RAY, oo),
    Monotone(log(p), p, UNIT, Sense.DECREASING),
    Monotone(p * (1 - p), p, UNIT, Sense.INCREASING),
    Monotone(p - p, p, UNIT, Sense.INCREASING),
    StrictlyConcave(p**2, p, UNIT),
    StrictlyConcave(2 * p + 1, p, UNIT),
    UniqueRoot(s - n * p, p, UNIT, WRONG),
    OneRoot(t**2 - 1, t, REALS),
    OneRoot((t - ONE) * (t - TWO) * exp(t), t, RAY),
    OneRoot((p - Rational(1, 3)) * (p - Rational(2, 3)) * log(p), p, UNIT),
    ArgmaxAtRoot(-ELL, (p,), (UNIT,), (p,), p, SCORE),
    ArgmaxAtRoot(ELL, (p,), (UNIT,), (p,), p, s - (n + 1) * p),
    ArgmaxAtRoot(ELL - (t - p) ** 2, (t, p), (REALS, UNIT), (2 * p, p), p, s - n * p),
    UniqueRoot(s - n * p, p, Interval(ZERO, Rational(1, 2)), HAT),
    UniqueRoot(t**2 - 1, t, REALS, ONE),
    UniqueRoot(t**2 - 2, t, RAY, 3 ** Rational(1, 2)),
    InverseMatrix(((t, ONE), (ZERO, t)), ((1 / t, 1 / t**2), (ZERO, 1 / t))),
    InverseMatrix(((ONE, ONE), (ONE, ONE)), ((ONE, ZERO), (ZERO, ZERO))),
    Supremum(ELL, p, UNIT, at(WRONG), True, WRONG),
    Supremum(ELL, p, UNIT, at(HAT) + 1, True, HAT),
    Supremum(ELL, p, UNIT, at(HAT), True, HAT + 1),
    Supremum(p, p, UNIT, TWO, False, ONE),
    Supremum(p, p, UNIT, Rational(1, 2), False, ONE),
    Supremum(p, p, CLOSED, ONE, False, ONE),
    Supremum(p, p, UNIT, oo, False, ONE),
    Supremum(p, p, UNIT, ONE, True, ONE),
    LeastUpperBound(ELL, p, UNIT, at(HAT) - 1),
    LeastUpperBound(p, p, UNIT, Rational(1, 2)),
    Argmax(ELL, p, UNIT, (WRONG,)),
    Argmax(ELL, p, UNIT, (HAT + ONE,)),
    Argmax(DEVIATIONS, t, REALS, (ZERO,)),
    Argmax(DEVIATIONS, t, REALS, (Interval(-ONE, ZERO, True, True),)),
    Argmax(DEVIATIONS, t, REALS, (Interval(-TWO, ONE, True, True),)),
    Argmax(DEVIATIONS, t, UNIT, (Interval(-ONE, ONE, True, True),)),
    JointArgmax(DEVIATIONS - HALF_OFF, (t, r), (REALS, REALS), ((ZERO, ONE / 2),)),
    JointArgmax(DEVIATIONS - HALF_OFF, (t, r), (REALS, REALS), ((Interval(ZERO, TWO, True, True), ONE / 2),)),
    JointArgmax(-r, (t, r), (UNIT, Interval(t + 1, oo, True)), ((ONE / 2, ONE / 2),)),
    Argmax(t**2 * (2 - t**2), t, REALS, (ONE,)),
    Argmax(t, t, Values((ZERO, ONE)), ()),
    Argmax(-((t - 2) ** 2), t, Integers(ZERO, oo), (ONE,)),
    Argmin(t**2, t, REALS, (ONE,)),
    Argmin(t**2, t, REALS, (Rational(1, 1000),)),
    Bijection(p / (1 - p), p, UNIT, t / (1 - t), t, RAY),
    Bijection(p / (1 - p), p, UNIT, t / (1 + t), t, Interval(ONE, oo)),
    Bijection(p / (1 - p), p, Interval(ZERO, Rational(1, 2)), t / (1 + t), t, RAY),
    Bijection(p**2, p, REALS, t ** Rational(1, 2), t, RAY),
    JointArgmax(-(t**2) - (r - p) ** 2, (t, r), (REALS, REALS), ((ONE, p),)),
    VectorArgmax(LOGS, w, SIMPLEX, ((x[i] + 2) / (s + 2 * n),)),
    VectorArgmax(LOGS, w, SIMPLEX, (x[i] + 1,)),
    VectorArgmax(LOGS, w, SIMPLEX, (Rational(1) / n,)),
    VectorArgmax(SQUARES, w, ALL, (x[i] + 1,)),
    VectorArgmax(SQUARES, w, Vectors((i, ONE, n), RAY), (x[i],)),
    VectorArgmax(ZERO * p, w, ALL, (x[i],)),
    MaximisedWhere(-SQUARES, w, ALL, Each(Equal(W[i], ZERO), (i, ONE, n))),
    VectorConcave(-SQUARES, w, ALL, r, Each(Equal(R[i], ZERO), (i, ONE, n))),
    VectorConcave(-(TOTAL**2), w, ALL, r, Each(Equal(R[i], ZERO), (i, ONE, n))),
    VectorConcave(SQUARES, w, ALL, r, LEVEL),
    AffineArgmax(-(TOTAL**2), w, ALL, SOLVED, r, Each(Equal(R[i], ZERO), (i, ONE, n))),
    AffineArgmax(-SQUARES, w, ALL, SOLVED, r, LEVEL),
    AffineArgmax(-Sum(W[i] ** 2, (i, 1, n)), w, ALL, SOLVED, r, LEVEL),
    MaximiserByDirections(-SQUARES, w, ALL, r, (UPWARDS,), Each(Equal(R[i], ZERO), (i, ONE, n)), True),
    MaximiserByDirections(ZERO * W[1], w, ALL, r, (UPWARDS,), Each(Equal(R[i], ZERO), (i, ONE, n)), False),
    said("2*indicator(i, r) + i positive definite for i=1..n, r=1..n"),
    said("1 positive definite for i=1..n, r=1..n"),
    ArrayArgmax(SPREAD, (q,), (MATRICES,), ((indicator(i, r),),)),
    ArrayArgmax(SPREAD, (q,), (MATRICES,), ((p,),)),
    ArrayArgmax(SQUARES + SPREAD, (w, q), (ALL, MATRICES), ((x[i] + 1, 3 * indicator(i, r)),)),
    ArrayArgmax(ZERO * p, (q,), (MATRICES,), ((indicator(i, r),),)),
    MaximiserFamily(-((t - p) ** 2), (t, p), (REALS, UNIT), (ZERO, p), (p,)),
    MaximiserFamily(-((t - p) ** 2), (t, p), (REALS, REALS), (ZERO, ZERO), ()),
    MaximiserFamily(-((t - p) ** 2), (t, p), (RAY, REALS), (p, p), (p,)),
    JointSupremum(r - t**2, (t, r), (REALS, UNIT), Rational(1, 9), (ZERO, r), r, ONE),
    JointSupremum(r - t**2, (t, r), (REALS, UNIT), ONE, (ONE, r), r, ONE),
    JointSupremum(r - t**2, (t, r), (REALS, UNIT), TWO, (ZERO, r), r, ONE),
    JointSupremum(r - t**2, (t, r), (REALS, UNIT), oo, (ZERO, r), r, ONE),
    JointSupremum(-(r**2) - t**2, (t, r), (REALS, REALS), ZERO, (ZERO, r), r, oo),
]


def label(claim: Claim) -> str:
    return type(claim).__name__


@pytest.mark.parametrize("claim", TRUE, ids=label)
def test_true(claim: Claim) -> None:
    assert refute(claim, MODEL) is None


@pytest.mark.parametrize("claim", FALSE, ids=label)
def test_false(claim: Claim) -> None:
    assert isinstance(refute(claim, MODEL), Refuted)


def test_the_tables_hold_every_kind() -> None:
    kinds = {Equal, Unequal, Less, LessEqual, Member, Each, Sample, Equivalent, Limit, Monotone}
    kinds |= {StrictlyConcave, UniqueRoot, OneRoot, Supremum, Argmax, ArgmaxAtRoot, Argmin, JointArgmax}
    kinds |= {VectorArgmax, MaximisedWhere, MaximiserFamily, JointSupremum, Bijection, InverseMatrix}
    kinds |= {
        VectorConcave,
        AffineArgmax,
        MaximiserByDirections,
        LeastUpperBound,
        ArrayArgmax,
        PositiveDefinite,
    }
    assert kinds == {type(claim) for claim in TRUE} == {type(claim) for claim in FALSE}


def test_a_counterexample_can_be_checked() -> None:
    claim = Equal((1 - p) ** 2, 1 - p**2)
    found = refute(claim, MODEL)
    assert found is not None
    ((name, text),) = found.point
    place = Point({Symbol(name): fmpq(text)})
    assert (found.left, found.right) == tuple(str(evaluate(side, place)) for side in (claim.left, claim.right))


def test_the_point_names_what_the_claim_depends_on() -> None:
    assert refute(Equal(s, n), MODEL) == Refuted((("n", "3"), ("x", "(1, 0, 1)")), "2", "3")
    limit = refute(Limit(p, p, ZERO, UNIT, ONE), MODEL)
    assert limit is not None
    assert limit.point == (("p", "0 + 2^-8192"),)


def test_the_variable_of_a_claim_is_bound() -> None:
    """The Given keeps p in (0, 1); the claim's own p ranges over all of its domain."""
    assert refute(Monotone(p**2, p, UNIT, Sense.INCREASING), MODEL) is None
    assert refute(Monotone(p**2, p, REALS, Sense.INCREASING), MODEL) is not None


def test_undefined_sides_are_not_counted() -> None:
    assert refute(Equal(log(-p), ONE), MODEL) is None
    assert refute(Less(1 / (p - p), ZERO), MODEL) is None


def test_a_hypothesis_that_nothing_meets() -> None:
    nothing = MODEL.adding(Provenance.HYPOTHESIS, Less(s, ZERO))
    assert refute(Equal(ZERO, ONE), nothing) is None


def test_roots_that_are_not_rational() -> None:
    assert refute(UniqueRoot(t**2 - r, t, RAY, r**S.Half), MODEL) is None
    assert refute(UniqueRoot(t**2 - r, t, RAY, r), MODEL) is not None
