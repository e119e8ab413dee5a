"""Forgeries by values: put in where none may be, not defined, random, or on the way to a limit."""

from __future__ import annotations

from forged import TOTAL, by, chain, forgery, term
from situations import coin, given

from derive.kernel.theorem import Theorem, infer
from derive.language.facts import read_domain
from derive.rules import named

# ── values put in where none may be ──


@forgery("a value put into a derivative", "cannot put")
def _() -> Theorem:
    facts = given("parameters: 0 < p < 1")
    slope = by("differentiate", facts, "derivative(p^2, p)", ())
    return by("instance", facts, "p", "1/2", of=(slope,))


@forgery("a value put into an expectation", "through the data")
def _() -> Theorem:
    mean = by("expectation-of-observation", coin(), "expect(x[1])", ())
    return by("instance", coin(), "p", "1/2", of=(mean,))


@forgery("a value put into an expectation that has a name", "through the data")
def _() -> Theorem:
    facts = coin(more=("definition: m := expect(x[1])",))
    mean = chain(by("definition", facts, "m", ()), by("expectation-of-observation", facts, "expect(x[1])", ()))
    return by("instance", facts, "p", "1/2", of=(mean,))


@forgery("a value for what hides in a name", "hides in the definition")
def _() -> Theorem:
    facts = given("definition: g(t) := t*p")
    return by("instance", facts, "p", "1/2", of=(by("definition", facts, "g(t)", ()),))


@forgery("a value outside of the parameter space", "cannot prove")
def _() -> Theorem:
    facts = given("parameters: 0 < p < 1")
    return by("instance", facts, "p", "2", of=(by("reflexivity", facts, "log(1 - p)"),))


@forgery("infinity for a number", "not a real number")
def _() -> Theorem:
    one = by("normal-form", given(), "(a^2 + 1)*(1/(a^2 + 1))", "1")
    return by("instance", given(), "a", "oo", of=(one,))


@forgery("a value that need not exist", "cannot prove")
def _() -> Theorem:
    same = by("reflexivity", given(), "exp(b)")
    return by("instance", given(), "b", "log(a)", of=(same,))


@forgery("a name captured by a binder", "hides in the definition")
def _() -> Theorem:
    return by("normal-form", given("definition: g(t) := t*n"), "sum(g(1), n=1..3)", "sum(n, n=1..3)")


@forgery("a premise about an index used under its binder", "does not hold here")
def _() -> Theorem:
    facts = given("hypothesis: i = 2")
    two = by("hypothesis", facts, "i", ())
    return by("substitution", facts, "sum(i, i=1..3)", (0,), of=(two,))


# ── what is not defined ──


@forgery("0/0 cancelled", "cannot prove")
def _() -> Theorem:
    return by("normal-form", given(), "a/a", "1")


@forgery("0/0 cancelled in a chain", "cannot prove")
def _() -> Theorem:
    return by("normal-form", given("parameters: 0 <= a <= 1"), "a^2/a", "a")


@forgery("the logarithm of a negative number", "cannot prove")
def _() -> Theorem:
    return by("log-of-factors", given("parameters: a in (-oo, 0)", "parameters: b in (0, oo)"), "log(a*b)", ())


@forgery("the logarithm of a square taken apart", "cannot prove")
def _() -> Theorem:
    return by("log-of-power", given(), "log(a^2)", ())


@forgery("infinity is a number", "not a real number")
def _() -> Theorem:
    return by("reflexivity", given(), "oo")


@forgery("a sum up to a half", "cannot prove")
def _() -> Theorem:
    return by("linearity-of-sum", given("parameters: q >= 0"), "sum(1, i=1..q)", ())


@forgery("a sum up to a quotient by 0", "cannot prove")
def _() -> Theorem:
    return by("normal-form", given(), "sum(1, i=1..1/q)", "sum(1, i=1..1/q)")


@forgery("0 to the power 0 where no natural number is meant", "cannot prove")
def _() -> Theorem:
    return by("reflexivity", given("parameters: a in [0, 1]"), "a^a")


# ── random data ──


@forgery("an expectation without a sample", "no sample")
def _() -> Theorem:
    return by("linearity-of-expectation", given(), "expect(x[1])", ())


@forgery("probabilities that add up to more than 1", "cannot prove 2 = 1|cannot prove")
def _() -> Theorem:
    return by("expectation-of-observation", coin("1"), "expect(x[1])", ())


@forgery("an observation outside of the sample", "cannot prove")
def _() -> Theorem:
    return by("expectation-of-observation", coin(), "expect(x[0])", ())


@forgery("the variance of a sum with random limits", "does not apply")
def _() -> Theorem:
    return by("variance-of-independent-sum", coin(more=(TOTAL,)), "variance(sum(x[j], j=1..s))", ())


@forgery("the derivative of an expectation", "no rule gives")
def _() -> Theorem:
    return by("differentiate", coin(), "derivative(expect(x[1]), p)", ())


@forgery("the derivative by an observation at whose place another stands", "no entry like")
def _() -> Theorem:
    return by("differentiate", given(), "derivative(x[x[1]], x[1])", ())


@forgery("the limit of an expectation", "not known to be continuous")
def _() -> Theorem:
    return by("limit-by-continuity", coin(), "expect(x[1])", "p", "0", read_domain("(0, 1)"))


# ── limits and intervals ──


@forgery("the limit of a function that is nowhere defined", "cannot prove")
def _() -> Theorem:
    return by("limit-by-continuity", given(), "sqrt(-p)", "p", "0", read_domain("(0, 1)"))


@forgery("a value at infinity", "no value at infinity")
def _() -> Theorem:
    return by("limit-by-continuity", given(), "p - p^2", "p", "oo", read_domain("(0, oo)"))


@forgery("a factor that need not exist", "cannot prove q != 0")
def _() -> Theorem:
    facts = given("parameters: 0 < p < 1")
    bend = by("differentiate", facts, "derivative(1 - 2*p, p)", ())
    slope = by("differentiate", facts, "derivative(p - p^2, p)", ())
    tidy = chain(slope, by("normal-form", facts, slope.claim.right, "1 - 2*p"))  # type: ignore[union-attr]
    second = chain(infer(named("differentiate-both-sides"), facts, (tidy,), (term("p"),)), bend)  # type: ignore[arg-type]
    unit = read_domain("(0, 1)")
    bent = by("sign-of-value", facts, "negative", of=(second,))
    concave = by("concave-by-second-derivative", facts, unit, of=(bent,))
    root = chain(by("zero-of-quotient", facts, of=(tidy,)), by("linear-equation", facts, "1 - 2*p", "p"))
    best = infer(named("maximum-of-concave"), facts, (concave, by("unique-root", facts, "p", unit, of=(root,))))
    return by("negative-multiple", facts, "-1 - 1/q^2", of=(best,))


@forgery("a supremum on an empty interval", "cannot prove 1 < 0")
def _() -> Theorem:
    empty = read_domain("(1, 0)")
    slope = by("differentiate", given(), "derivative(2*p, p)", ())
    sign = by("sign-of-value", given(), "positive", of=(slope,))
    rising = by("monotone-by-derivative", given(), empty, of=(sign,))
    limit = by("limit-by-continuity", given(), "2*p", "p", "0", empty)
    return by("supremum-at-end", given(), of=(rising, limit))
