"""Forgeries about concave functions of a vector: a Hessian of another form, a space that is not open, equations
that are not those of the gradient, an information where the data stand in the Hessian."""

from __future__ import annotations

from forged import by, forgery
from situations import given
from sympy import Integer, Symbol

from derive.kernel.theorem import Theorem
from derive.language.facts import read_domain
from derive.language.reader import read
from derive.statement import REALS, Given, HalfSpaces, Interval, JointDensity, Sample, Vectors

j, k, last, K, q, v = map(Symbol, ("j", "k", "l", "K", "q", "v"))
SIZES = given("parameters: K >= 1 integer", "parameters: n >= 1 integer")
ALL = Vectors((j, Integer(1), K), REALS)
SQUARES, SLOPE = "-sum(sum(x[i,j]*q[j], j=1..K)^2, i=1..n)", "-2*sum(x[i,k]*sum(x[i,j]*q[j], j=1..K), i=1..n)"
BEND = "-2*sum(x[i,k]*x[i,l], i=1..n)"


def everywhere(facts: Given, *places: Symbol) -> Given:
    return facts.under(*((place, Integer(1), K) for place in places))


def shape(
    function: str, bend: str, facts: Given = SIZES, space: Vectors = ALL, direction: Symbol = v
) -> Theorem:
    """That a function is concave, by an entry of its Hessian at k and l."""
    hessian = by("normal-form", everywhere(facts, k, last), f"derivative({function}, q[k], q[l])", bend)
    return by("concave-by-hessian", facts, q, space, direction, of=(hessian,))


def stationary(slope: str, concave: Theorem, *equation: str, function: str = SQUARES) -> Theorem:
    """That it is greatest exactly where its slope at k is 0."""
    facts = concave.given
    gradient = by("normal-form", everywhere(facts, k), f"derivative({function}, q[k])", slope)
    return by("stationary-point-of-concave", facts, *(equation or ("1", slope, "0")), of=(gradient, concave))


def spread(density: str, bend: str, facts: tuple[str, ...] = ("parameters: q[j] real for j=1..K",)) -> Theorem:
    """The information of a sample, by an entry of the Hessian of the log-likelihood."""
    index = (Symbol("i"), Integer(1), Symbol("n"))
    sample = Sample(read("x[i]"), index, REALS, read(density, functions=None))  # type: ignore[arg-type]
    whole = given(
        "parameters: K >= 1 integer",
        *(fact for fact in facts if fact.startswith("parameters")),
        "sampling: n >= 1 integer",
        ("sampling", sample),
        ("sampling", JointDensity(read("L(q)", functions=None))),
        "support: x[i] real for i=1..n",
        "definition: ell(q) := log(L(q))",
        *(fact for fact in facts if not fact.startswith("parameters")),
    )
    hessian = by("normal-form", everywhere(whole, k, last), "derivative(ell(q), q[k], q[l])", bend)
    return by("information-by-hessian", hessian.given, of=(hessian,))


# ── the form of a Hessian ──


@forgery("a convex function, told to be concave", "cannot prove")
def _() -> Theorem:
    return shape(SQUARES.removeprefix("-"), BEND.removeprefix("-"))


@forgery("squares with weights of any sign", "cannot prove")
def _() -> Theorem:
    return shape("-sum(a[i]*sum(x[i,j]*q[j], j=1..K)^2, i=1..n)", "-2*sum(a[i]*x[i,k]*x[i,l], i=1..n)")


@forgery("squares with weights that may be 0, told to bend everywhere", "cannot prove")
def _() -> Theorem:
    facts = given(*("parameters: K >= 1 integer", "parameters: n >= 1 integer", "hypothesis: a >= 0"))
    return shape("-a*sum(q[j]^2, j=1..K)", "-2*a*sum(indicator(i,k)*indicator(i,l), i=1..K)", facts)


@forgery("products that are no squares", "no sum of squares")
def _() -> Theorem:
    return shape("-q[1]*q[2]", "-sum(indicator(1,k)*indicator(2,l) + indicator(2,k)*indicator(1,l), i=1..1)")


@forgery("factors of the vector itself, told to be a design", "free of q")
def _() -> Theorem:
    slope, value = f"derivative({SQUARES}, q[k], q[l])", "-sum(q[k]*x[i,k]*q[l]*x[i,l], i=1..n)"
    (assumed,) = given(f"hypothesis: {slope} = {value}").assumptions
    facts = everywhere(SIZES, k, last).adding(assumed.provenance, assumed.fact)
    return by("concave-by-hessian", facts, q, ALL, v, of=(by("hypothesis", facts, slope, ()),))


@forgery("squares that are 0 where the vector is, told to bend everywhere", "cannot prove|free of q")
def _() -> Theorem:
    return shape("-sum(q[j]^4, j=1..K)", "-12*sum(q[i]^2*indicator(i,k)*indicator(i,l), i=1..K)")


@forgery("a concave function on a space that is closed", "must be open and convex")
def _() -> Theorem:
    return shape(SQUARES, BEND, space=Vectors((j, Integer(1), K), read_domain("[0, 1]")))


@forgery("a concave function on vectors of a given total, flat in all directions", "must be open and convex")
def _() -> Theorem:
    return shape(SQUARES, BEND, space=Vectors((j, Integer(1), K), REALS, Integer(1)))


@forgery("a concave function on integers", "must be open and convex")
def _() -> Theorem:
    return shape(SQUARES, BEND, space=Vectors((j, Integer(1), K), read_domain("-oo..oo")))


@forgery("a concave function on a space that moves with the vector", "must be open and convex")
def _() -> Theorem:
    return shape(SQUARES, BEND, space=Vectors((j, Integer(1), K), Interval(read("q[1]"), read("oo"))))


@forgery("a direction that is the vector itself", "different names")
def _() -> Theorem:
    return shape(SQUARES, BEND, direction=q)


@forgery("a direction that stands in the function", "stands elsewhere")
def _() -> Theorem:
    return shape("-v[1]^2*sum(q[j]^2, j=1..K)", "-2*v[1]^2*sum(indicator(i,k)*indicator(i,l), i=1..K)")


@forgery("a function of the very place by which it is differentiated", "stands elsewhere")
def _() -> Theorem:
    return shape("-k*sum(q[j]^2, j=1..K)", "-2*k*sum(indicator(i,k)*indicator(i,l), i=1..K)")


@forgery("a Hessian at one place, told of all", "does not hold here")
def _() -> Theorem:
    one = given("hypothesis: k = 1").assumptions[0]
    facts = everywhere(SIZES, k, last).adding(one.provenance, one.fact)
    hessian = by("normal-form", facts, f"derivative({SQUARES}, q[k], q[l])", BEND)
    return by("concave-by-hessian", SIZES, q, ALL, v, of=(hessian,))


@forgery("a kink, told to be concave by its bend elsewhere", "smooth|cannot prove")
def _() -> Theorem:
    return shape("sum(abs(q[j]) - q[j]^2, j=1..K)", "-2*sum(indicator(i,k)*indicator(i,l), i=1..K)")


@forgery("a logarithm on all vectors", "cannot prove")
def _() -> Theorem:
    return shape("sum(log(q[j]), j=1..K)", "-sum(q[i]^(-2)*indicator(i,k)*indicator(i,l), i=1..K)")


def halves(weight: str, *indices: tuple[object, ...]) -> Vectors:
    return Vectors((j, Integer(1), K), REALS, None, HalfSpaces(read(weight), indices))  # type: ignore[arg-type]


OVER = (Symbol("i"), Integer(1), Symbol("n"))


@forgery("infinitely many half-spaces", "must be open and convex")
def _() -> Theorem:
    return shape(SQUARES, BEND, space=halves("x[i,j]", (Symbol("i"), Integer(1), read("oo"))))


@forgery("half-spaces that move with the vector", "must be open and convex")
def _() -> Theorem:
    return shape(SQUARES, BEND, space=halves("q[1]*x[i,j]", OVER))


@forgery("half-spaces told by the direction", "stands elsewhere")
def _() -> Theorem:
    return shape(SQUARES, BEND, space=halves("v[j]*x[i,j]", OVER))


@forgery("half-spaces told by the place in the Hessian", "stands elsewhere")
def _() -> Theorem:
    return shape(SQUARES, BEND, space=halves("x[i,k]", OVER))


@forgery("a logarithm outside of the half-spaces where it is defined", "cannot prove")
def _() -> Theorem:
    function = "sum(log(sum(x[i,j]*q[j], j=1..K)), i=1..n)"
    return shape(function, "-sum(x[i,k]*x[i,l]/sum(x[i,j]*q[j], j=1..K)^2, i=1..n)")


# ── where it is greatest ──


@forgery("another equation than that of the slope", "cannot prove")
def _() -> Theorem:
    return stationary(SLOPE, shape(SQUARES, BEND), "1", f"{SLOPE} - 1", "0")


@forgery("the slope of another function", "no entry of the gradient")
def _() -> Theorem:
    return stationary("2*q[k]", shape(SQUARES, BEND), function="sum(q[j]^2, j=1..K)")


@forgery("an equation times a number that may be 0", "cannot prove")
def _() -> Theorem:
    return stationary(SLOPE, shape(SQUARES, BEND), "0", SLOPE, SLOPE)


@forgery("a slope at one place, told of all", "does not hold here")
def _() -> Theorem:
    function, one = "-sum(q[j]^2, j=1..K)", given("hypothesis: k = 1").assumptions[0]
    facts = everywhere(SIZES, k).adding(one.provenance, one.fact)
    gradient = by("normal-form", facts, f"derivative({function}, q[k])", "-2*q[k]")
    concave = shape(function, "-2*sum(indicator(i,k)*indicator(i,l), i=1..K)")
    return by("stationary-point-of-concave", SIZES, "1", "q[k]", "0", of=(gradient, concave))


@forgery("all maximisers of one function, by another", "different functions")
def _() -> Theorem:
    other = shape("-sum(q[j]^2, j=1..K)", "-2*sum(indicator(i,k)*indicator(i,l), i=1..K)")
    return by("maximisers-of-concave", SIZES, of=(stationary(SLOPE, shape(SQUARES, BEND)), other))


@forgery("all maximisers without the place of one", "needs where a function is greatest")
def _() -> Theorem:
    concave = shape(SQUARES, BEND)
    return by("maximisers-of-concave", SIZES, of=(concave, concave))


# ── the information ──

NORMAL = "exp(-(x[i] - q[1])^2/2)/sqrt(2*pi)"
NORMAL_BEND = "-sum(indicator(1,k)*indicator(1,l), i=1..n)"


@forgery("an information where the data stand in the Hessian", "depends on the data")
def _() -> Theorem:
    return spread("exp(-x[i]^4*q[1]^2)", "-2*sum(x[i]^4*indicator(1,k)*indicator(1,l), i=1..n)")


@forgery("an information for vectors of a given total", "by its entries, or by half-spaces")
def _() -> Theorem:
    facts = ("parameters: q[j] real for j=1..K", "parameters: sum(q[j], j=1..K) = 1")
    return spread(NORMAL, NORMAL_BEND, facts)


@forgery("an information on a closed space", "open and convex")
def _() -> Theorem:
    return spread(NORMAL, NORMAL_BEND, ("parameters: q[j] in [0, 1] for j=1..K",))


@forgery("an information that is known for some data only", "some data only")
def _() -> Theorem:
    facts = ("parameters: q[j] real for j=1..K", "hypothesis: x[i] = 1 for i=1..n")
    return spread(NORMAL, NORMAL_BEND, facts)
