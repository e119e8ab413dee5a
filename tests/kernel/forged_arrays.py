"""Forgeries of maxima over matrices: matrices that are not positive definite, other functions, other cases."""

from __future__ import annotations

from dataclasses import replace

from forged import by, forgery
from situations import given
from sympy import Expr, Integer, Symbol, oo

from derive.kernel.rule import Rule, Statement
from derive.kernel.theorem import Theorem, infer
from derive.language.build import evaluated
from derive.language.facts import read_fact
from derive.language.reader import read
from derive.rules import named
from derive.rules.arrays import quadratic_form
from derive.statement import (
    REALS,
    Argmax,
    ArrayArgmax,
    Claim,
    DefiniteMatrices,
    Equal,
    Equivalent,
    Fact,
    Given,
    Interval,
    Provenance,
    Vectors,
)

j, k, d, m, q, t, place = (Symbol(name) for name in "jkdmqtl")
ROW, COLUMN = (j, Integer(1), d), (k, Integer(1), d)
MATRICES, ALL = DefiniteMatrices(ROW, COLUMN), Vectors(ROW, REALS)
DEFINITE = "hypothesis: S[j, k] positive definite for j=1..d, k=1..d"
MODEL = ("parameters: d >= 1 integer", "parameters: n >= 1 integer", "parameters: c > 0")
FACTS = given(*MODEL, DEFINITE)
FORM = "sum((a[j] - m[j])*S[j, k]*(a[k] - m[k]), k=1..d, j=1..d)"
VALUE = "eigenvalue(matrix(S[j, k], j=1..d, k=1..d), matrix(q[j, k], j=1..d, k=1..d), l)"
LOGS = f"c*sum(log({VALUE}) - {VALUE}, l=1..d)"


def fact(text: str) -> Fact:
    return read_fact(text, functions=None, each=False)


def said(text: str) -> Expr:
    """A term as SymPy's constructors make it."""
    return evaluated(read(text, functions=None))


def out_of_thin_air(claim: Claim, facts: Given = FACTS) -> Theorem:
    """A premise that nothing shows, so that a rule is seen to refuse what it is told of it."""
    return infer(Rule("assumed", lambda *_: claim, lambda: Statement((), (), claim), "the test"), facts)


# ── the spectral theorem ──


def spectrum(
    what: str = "trace", one: str = "S", other: str = "q", size: str = "d", at: Symbol = place
) -> Theorem:
    facts = FACTS.adding(Provenance.PARAMETERS, fact("q[j, k] positive definite for j=1..d, k=1..d"))
    first = fact(f"{one}[j, k] positive definite for j=1..d, k=1..d")
    second = fact(f"{other}[j, k] positive definite for j=1..{size}, k=1..{size}")
    return by("spectral-theorem", facts, what, first, second, at)


@forgery("the eigenvalues of any matrix", "cannot prove a.j, k. positive definite")
def _() -> Theorem:
    return spectrum(one="a")


@forgery("the eigenvalues with respect to any matrix", "cannot prove a.j, k. positive definite")
def _() -> Theorem:
    return spectrum(other="a")


@forgery("the eigenvalues of matrices of different sizes", "are not of one size")
def _() -> Theorem:
    return spectrum(size="n")


@forgery("eigenvalues told by the index of the rows", "must be names of indices only")
def _() -> Theorem:
    return spectrum(at=j)


@forgery("eigenvalues told by the size", "must be names of indices only")
def _() -> Theorem:
    return spectrum(at=d)


@forgery("something else by the spectral theorem", "says nothing of")
def _() -> Theorem:
    return spectrum(what="positive")


# ── a quadratic form ──


def form(
    function: str = f"-c*{FORM}",
    rest: str = "0",
    scale: str = "c",
    centre: str = "a[j]",
    weight: str = "S[j, k]",
    facts: Given = FACTS,
) -> Theorem:
    told = map(said, (function, rest, scale, centre, weight))
    return by("definite-quadratic-form", facts, *told, m, MATRICES)


@forgery("a maximum of a form that is not definite", "cannot prove S.j, k. positive definite")
def _() -> Theorem:
    return form(facts=given(*MODEL))


@forgery("a maximum of a form that is negative definite", "cannot prove -S.j, k. positive definite")
def _() -> Theorem:
    return form(f"c*{FORM}", weight="-S[j, k]")


@forgery("a maximum where there is a minimum", "cannot prove 0 < -c")
def _() -> Theorem:
    return form(f"c*{FORM}", scale="-c")


@forgery("a maximum of a form, somewhere else", "cannot prove")
def _() -> Theorem:
    return form(centre="a[j] + 1")


@forgery("a maximum of a form and what moves besides", "stands outside of the form")
def _() -> Theorem:
    return form(f"m[1] - c*{FORM}", rest="m[1]")


@forgery("a maximum that is told by itself", "stands outside of the form")
def _() -> Theorem:
    return form("0", scale="c", centre="m[j]")


@forgery("a maximum of a form in an index", "stands outside of it")
def _() -> Theorem:
    return form(f"a[k] - c*{FORM}", rest="a[k]")


# ── terms that are greatest together ──

SAME = "q[j, k] = S[j, k] for k=1..d for j=1..d"
RAY = Interval(Integer(0), oo)


def terms(
    function: str = LOGS,
    peak: Claim | None = None,
    where: str = SAME,
    level: str = "1",
    rest: str = "0",
    scale: str = "c",
    best: str = "S[j, k]",
    facts: Given = FACTS,
    more: tuple[str, ...] = (),
) -> Theorem:
    known = facts.adding(Provenance.HYPOTHESIS, *map(fact, more))
    equality = out_of_thin_air(Equal(said("f(q)"), said(function)), known)
    peak = peak or Argmax(said("log(t) - t"), t, RAY, (Integer(1),))
    ones = fact(f"{VALUE} = {level} for l=1..d")
    equivalent = out_of_thin_air(Equivalent(ones, fact(where)), facts)
    told = map(said, (rest, scale, f"sum(log({VALUE}) - {VALUE}, l=1..d)"))
    of = (equality, out_of_thin_air(peak, facts), equivalent)
    return by("maximum-by-terms", known, *told, q, MATRICES, said(best), of=of)


@forgery("a maximum over matrices at one that is not definite", "cannot prove")
def _() -> Theorem:
    return terms(facts=given(*MODEL))


@forgery("a maximum over matrices where all terms are least", "cannot prove 0 < -c")
def _() -> Theorem:
    return terms(f"-{LOGS}", scale="-c")


@forgery("a maximum over matrices where the terms are not greatest", "all terms are it")
def _() -> Theorem:
    return terms(level="2")


@forgery("a maximum over matrices by the peak of another curve", "is not")
def _() -> Theorem:
    return terms(peak=Argmax(said("2*log(t) - 2*t"), t, RAY, (Integer(1),)))


@forgery("a maximum over matrices at another matrix", "does not say which matrix")
def _() -> Theorem:
    return terms(best="2*S[j, k]")


@forgery("a maximum over matrices of what moves besides", "stands outside of the terms")
def _() -> Theorem:
    return terms(f"{LOGS} + q[1, 1]", rest="q[1, 1]")


@forgery("a maximum over matrices of another function", "cannot prove")
def _() -> Theorem:
    return terms(f"2*{LOGS}")


@forgery("a maximum over all matrices from one that is not far away", "cannot prove q.1, 1. < 2")
def _() -> Theorem:
    return terms(more=("q[1, 1] < 2",))


# ── one after the other ──

F = "f(m, q)"


def nested(
    first: ArrayArgmax, second: ArrayArgmax, more: tuple[str, ...] = (), facts: Given = FACTS
) -> Theorem:
    known = facts.adding(Provenance.HYPOTHESIS, *map(fact, more))
    of = (out_of_thin_air(first, known), out_of_thin_air(second, known))
    return infer(named("nested-maximum-of-arrays"), known, of)


def maximum(function: str, variable: Symbol, space: object, *best: str) -> ArrayArgmax:
    points = tuple((said(one),) for one in best)
    return ArrayArgmax(said(function), (variable,), (space,), points)  # type: ignore[arg-type]


FIRST = maximum("m[1]*q[1, 1]", m, ALL, "a[j]")
SECOND = maximum("a[1]*q[1, 1]", q, MATRICES, "S[j, k]")


@forgery("a maximum nested into that of another function", "at")
def _() -> Theorem:
    return nested(FIRST, maximum("2*a[1]*q[1, 1]", q, MATRICES, "S[j, k]"))


@forgery("a maximum nested into itself", "at")
def _() -> Theorem:
    return nested(FIRST, maximum("a[1]*q[1, 1]", m, ALL, "a[j]"))


@forgery("a maximum nested into one that there is for some matrices only", "cannot prove q.1, 1. < 2")
def _() -> Theorem:
    return nested(FIRST, SECOND, ("q[1, 1] < 2",))


@forgery("a maximum nested into one that is tied to it", "ties the variables")
def _() -> Theorem:
    return nested(FIRST, SECOND, ("m[1] < q[1, 1]",))


@forgery("a maximum whose maximiser moves with itself", "depends on")
def _() -> Theorem:
    return nested(maximum("m[1]*q[1, 1]", m, ALL, "m[j]"), maximum("m[1]*q[1, 1]", q, MATRICES, "S[j, k]"))


@forgery("a maximum at a matrix that an index captures", "means something at the maximiser")
def _() -> Theorem:
    first = maximum("m[1]*q[1, 1]", m, ALL, "a[j]*c")
    return nested(first, replace(maximum("a[1]*c*q[1, 1]", q, MATRICES, "S[j, k]*a[j]"), spaces=(OTHER,)))


OTHER = DefiniteMatrices((place, Integer(1), d), (k, Integer(1), d))

# ── the matrix of mean products ──

PRODUCTS = "sum(u[i, j]*u[i, k], i=1..n)"
SCATTER = f"1/n*{PRODUCTS}"
SINGULAR = f"hypothesis: det(matrix({SCATTER}, j=1..d, k=1..d)) = 0"
SHAPE = (
    "-c*log(det(matrix(q[j, k], j=1..d, k=1..d)))"
    f" - c*sum(inverse(matrix(q[j, k], j=1..d, k=1..d), j, k)*({SCATTER}), k=1..d, j=1..d)"
)


def singular(
    facts: Given | None = None,
    function: str = SHAPE,
    scale: str = "c",
    spread: str = SCATTER,
    weight: str = "1/n",
    residual: str = "u[i, j]",
    total: str = PRODUCTS,
    rest: str = "0",
) -> Theorem:
    facts = facts or given(*MODEL, SINGULAR)
    told = map(said, (spread, weight, residual, total))
    return by("unbounded-where-singular", facts, *map(said, (function, rest, scale)), q, MATRICES, *told)


@forgery("no maximum though nothing is singular", "cannot prove det")
def _() -> Theorem:
    return singular(given(*MODEL))


@forgery("no maximum where the function falls", "cannot prove 0 < -c")
def _() -> Theorem:
    return singular(scale="-c")


@forgery("no maximum by a matrix that is no matrix of products", "does not add up products")
def _() -> Theorem:
    return singular(total="sum(u[i, j]*w[i, k], i=1..n)")


@forgery("no maximum by products that are taken away", "cannot prove 0 <= -1/n")
def _() -> Theorem:
    return singular(weight="-1/n", spread=f"-1/n*{PRODUCTS}")


@forgery("no maximum of another function", "cannot prove")
def _() -> Theorem:
    return singular(function=f"{SHAPE} - q[1, 1]")


@forgery("no maximum of a function of the matrix besides", "stands outside of the determinant")
def _() -> Theorem:
    return singular(function=f"{SHAPE} - q[1, 1]", rest="-q[1, 1]")


POSITIVE = f"{SCATTER} positive definite for j=1..d, k=1..d"
ONE = maximum("f(q)", q, MATRICES, "S[j, k]")
NONE = replace(ONE, points=())


def exactly(
    one: ArrayArgmax = ONE,
    none: ArrayArgmax = NONE,
    first: tuple[str, ...] = (POSITIVE,),
    second: tuple[str, ...] = (SINGULAR.removeprefix("hypothesis: "),),
    weight: str = "1/n",
    wanted: str = POSITIVE,
) -> Theorem:
    base = given(*MODEL)
    cases = [base.adding(Provenance.HYPOTHESIS, *map(fact, facts)) for facts in (first, second)]
    of = (out_of_thin_air(one, cases[0]), out_of_thin_air(none, cases[1]))
    told = map(said, (weight, "u[i, j]", PRODUCTS))
    return by("exactly-when-definite", base, fact(wanted), *told, of=of)


@forgery("exactly one maximiser, and one in the other case", "none in the other")
def _() -> Theorem:
    return exactly(none=ONE)


@forgery("exactly one maximiser of two functions", "different functions")
def _() -> Theorem:
    return exactly(none=replace(NONE, function=said("f(q) + 1")))


@forgery("exactly one maximiser under one condition more", "must assume")
def _() -> Theorem:
    return exactly(first=(POSITIVE, "0 < c"))


@forgery("exactly one maximiser in a case and in none", "determinant is 0")
def _() -> Theorem:
    return exactly(second=("c < 1",))


@forgery("exactly one maximiser, a third case left out", "cannot prove")
def _() -> Theorem:
    wanted = "S[j, k] positive definite for j=1..d, k=1..d"
    return exactly(first=(wanted,), second=("det(matrix(S[j, k], j=1..d, k=1..d)) = 0",), wanted=wanted)


def rank(what: str, facts: tuple[str, ...], residual: str = "u[i, j]", total: str = PRODUCTS) -> Theorem:
    known = given(*MODEL, *facts)
    return by("rank-of-products", known, what, fact(POSITIVE), *map(said, ("1/n", residual, total)))


@forgery("as many observations as rows, of any matrix", "cannot prove")
def _() -> Theorem:
    return rank("any", ())


@forgery("more observations than rows, of numbers that add up to anything", "cannot prove sum")
def _() -> Theorem:
    return rank("centred", (f"hypothesis: {POSITIVE}",))


# ── what is said to be positive definite ──


@forgery("data that are positive definite by a definition", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", given("definition: S := 2", f"parameters: {DEFINITE[12:]}"), "c")


@forgery("a matrix of numbers that are told, as a parameter", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", given("parameters: 2*S[j, k] positive definite for j=1..d, k=1..d"), "c")


@forgery("a matrix whose indices are exchanged, as a parameter", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", given("parameters: S[k, j] positive definite for j=1..d, k=1..d"), "c")


@forgery("a positive determinant of any matrix", "cannot prove")
def _() -> Theorem:
    return by("comparison", given(*MODEL), fact("0 < det(matrix(S[j, k], j=1..d, k=1..d))"))


@forgery("the inverse of any matrix", "cannot prove")
def _() -> Theorem:
    return by("reflexivity", given(*MODEL), "inverse(matrix(S[j, k], j=1..d, k=1..d), 1, 1)")


@forgery("an entry of the inverse beyond the last row", "cannot prove")
def _() -> Theorem:
    return by("reflexivity", FACTS, "inverse(matrix(S[j, k], j=1..d, k=1..d), 1, d + 1)")


@forgery("a matrix that is weighted by its own index, from one with a number of that name", "positive definite")
def _() -> Theorem:
    facts = given(*MODEL, "parameters: j > 0", "hypothesis: j*A[a, b] positive definite for a=1..d, b=1..d")
    entry, v = said("j*A[j, k]"), Symbol("v")
    form = quadratic_form(Integer(0), v, entry, ROW, COLUMN)
    zero, one = Integer(0), Integer(1)
    return infer(named("definite-quadratic-form"), facts, (), (-form, zero, one, zero, entry, v, MATRICES))


@forgery("the spectrum of two matrices of different sizes", "cannot prove 2 = 3")
def _() -> Theorem:
    facts = given(
        "hypothesis: S[j, k] positive definite for j=1..2, k=1..2",
        "hypothesis: q[j, k] positive definite for j=1..3, k=1..3",
    )
    pair = "matrix(S[j, k], j=1..2, k=1..2), matrix(q[j, k], j=1..3, k=1..3)"
    return by("reflexivity", facts, f"eigenvalue({pair}, 1)")
