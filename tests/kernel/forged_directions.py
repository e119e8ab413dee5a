"""Forgeries about the directions along which a concave function never falls."""

from __future__ import annotations

from forged import by, forgery
from forged_concave import ALL, SIZES, SQUARES, everywhere, j, k
from forged_concave import shape as shaped
from situations import given
from sympy import Integer, S, Symbol

from derive.kernel.theorem import Theorem
from derive.language.facts import read_fact
from derive.statement import REALS, Fact, Given, Vectors

s, t, i = map(Symbol, "sti")
ROW = (i, Integer(1), Symbol("n"))
FUNCTION, BEND = SQUARES, "-2*sum(x[i,k]*x[i,l], i=1..n)"
SLOPE = "-2*sum(x[i,k]*sum(x[i,j]*q[j], j=1..K), i=1..n)"
FALLING = "-2*t"
LABELS = given(
    "parameters: K >= 1 integer", "parameters: n >= 1 integer", "parameters: y[i] in {0, 1} for i=1..n"
)
LOGISTIC = "sum(y[i]*sum(x[i,j]*q[j], j=1..K) - softplus(sum(x[i,j]*q[j], j=1..K)), i=1..n)"
LOGISTIC_SLOPE = "sum(x[i,k]*(y[i] - sigmoid(sum(x[i,j]*q[j], j=1..K))), i=1..n)"
SIGMOID = "sigmoid(sum(x[i,j]*q[j], j=1..K))"
LOGISTIC_BEND = f"-sum({SIGMOID}*(1 - {SIGMOID})*x[i,k]*x[i,l], i=1..n)"


def fact(text: str) -> Fact:
    return read_fact(text, each=False)


def tending(residual: str, facts: Given, variable: Symbol = t) -> tuple[Theorem, Theorem]:
    low, high = (
        by("limit-of-terms", facts.under(ROW), residual, variable, end, REALS)
        for end in (S.NegativeInfinity, S.Infinity)
    )
    return low, high


def told(
    *rising: str,
    kind: str = "any",
    facts: Given = SIZES,
    function: tuple[str, str, str] = (FUNCTION, BEND, SLOPE),
    residual: str = FALLING,
    variable: Symbol = t,
    size: Symbol = s,
    space: Vectors = ALL,
) -> Theorem:
    """When a function has a maximiser, by what it is, by an entry of its Hessian and one of its gradient."""
    formula, bend, slope = function
    concave = shaped(formula, bend, facts, space)
    gradient = by("normal-form", everywhere(facts, k), f"derivative({formula}, q[k])", slope)
    premises = (gradient, concave, *tending(residual, facts, variable))
    return by("maximiser-by-directions", facts, size, tuple(map(fact, rising)), kind, of=premises)


def logistic(*rising: str, residual: str = "y[i] - sigmoid(t)", kind: str = "any") -> Theorem:
    function = (LOGISTIC, LOGISTIC_BEND, LOGISTIC_SLOPE)
    return told(*rising, facts=LABELS, function=function, residual=residual, kind=kind)


@forgery("labels of the wrong sign", "cannot prove")
def _() -> Theorem:
    return logistic("0 <= (1 - 2*y[i])*s")


@forgery("directions that separate the data strictly only", "cannot prove")
def _() -> Theorem:
    return logistic("0 < (2*y[i] - 1)*s")


@forgery("directions that need not move away from the labels 0", "cannot prove")
def _() -> Theorem:
    return logistic("0 <= y[i]*s")


@forgery("a maximiser for all data, where they may be separated", "cannot prove")
def _() -> Theorem:
    return logistic("s = 0")


@forgery("directions that are no matter", "cannot prove")
def _() -> Theorem:
    return told("s <= 0")


@forgery("the limits of half of the slope", "cannot prove")
def _() -> Theorem:
    return told("s = 0", residual="-t")


@forgery("the limits of another slope", "cannot prove")
def _() -> Theorem:
    return logistic("0 <= (2*y[i] - 1)*s", residual="1 - y[i] - sigmoid(t)")


@forgery("a slope that rises", "do not fall|cannot prove")
def _() -> Theorem:
    return told("s = 0", residual="2*t")


@forgery("a slope that ends above 0", "cannot prove")
def _() -> Theorem:
    function = (
        "sum(2*sum(x[i,j]*q[j], j=1..K) - softplus(sum(x[i,j]*q[j], j=1..K)), i=1..n)",
        LOGISTIC_BEND,
        f"sum(x[i,k]*(2 - {SIGMOID}), i=1..n)",
    )
    return told("0 <= s", function=function, residual="2 - sigmoid(t)")


@forgery("a function on a part of the space", "one of all vectors")
def _() -> Theorem:
    from derive.language.facts import read_domain

    return told("s = 0", space=Vectors((j, Integer(1), Symbol("K")), read_domain("(0, oo)")))  # type: ignore[arg-type]


@forgery("a size that is the variable of the slope", "different names")
def _() -> Theorem:
    return told("t = 0", size=t)


@forgery("a size that is known", "has a meaning already")
def _() -> Theorem:
    facts = given("parameters: K >= 1 integer", "parameters: n >= 1 integer", "hypothesis: s >= 0")
    return told("0 <= s", "s <= 0", facts=facts)


@forgery("a condition on the vector itself", "stands in")
def _() -> Theorem:
    return told("s = 0*q[1]")


@forgery("a condition on the direction itself", "stands in")
def _() -> Theorem:
    return told("s = 0*v[1]")


@forgery("a slope whose limits are those of the vector", "stands in")
def _() -> Theorem:
    return told("s = 0", residual="-2*t + q[1]")


@forgery("no condition at all", "no list of facts")
def _() -> Theorem:
    return told()


@forgery("two maximisers, told to be one", "is none of")
def _() -> Theorem:
    return told("s = 0", kind="two")


@forgery("the slope at one place, told of all", "does not hold here")
def _() -> Theorem:
    one = given("hypothesis: k = 1").assumptions[0]
    facts = everywhere(SIZES, k).adding(one.provenance, one.fact)
    gradient = by("normal-form", facts, f"derivative({FUNCTION}, q[k])", SLOPE)
    premises = (gradient, shaped(FUNCTION, BEND), *tending(FALLING, SIZES))
    return by("maximiser-by-directions", SIZES, s, (fact("s = 0"),), "any", of=premises)


@forgery("the limits for one observation, told of all", "does not hold here")
def _() -> Theorem:
    one = given("hypothesis: i = 1").assumptions[0]
    facts = LABELS.under(ROW).adding(one.provenance, one.fact)
    low, high = (
        by("limit-of-terms", facts, "y[i] - sigmoid(t)", t, end, REALS)
        for end in (S.NegativeInfinity, S.Infinity)
    )
    gradient = by("normal-form", everywhere(LABELS, k), f"derivative({LOGISTIC}, q[k])", LOGISTIC_SLOPE)
    premises = (gradient, shaped(LOGISTIC, LOGISTIC_BEND, LABELS), low, high)
    return by("maximiser-by-directions", LABELS, s, (fact("0 <= (2*y[i] - 1)*s"),), "any", of=premises)


@forgery("the limit at one end, told at both", "at both ends")
def _() -> Theorem:
    low, _high = tending(FALLING, SIZES)
    gradient = by("normal-form", everywhere(SIZES, k), f"derivative({FUNCTION}, q[k])", SLOPE)
    premises = (gradient, shaped(FUNCTION, BEND), low, low)
    return by("maximiser-by-directions", SIZES, s, (fact("s = 0"),), "any", of=premises)


@forgery("the slope of another function, told to be of this one", "no entry of the gradient")
def _() -> Theorem:
    other = by("normal-form", everywhere(SIZES, k), "derivative(-sum(q[j]^2, j=1..K), q[k])", "-2*q[k]")
    premises = (other, shaped(FUNCTION, BEND), *tending(FALLING, SIZES))
    return by("maximiser-by-directions", SIZES, s, (fact("s = 0"),), "any", of=premises)
