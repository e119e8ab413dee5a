"""Forgeries of limits, of roots that are known by their equation, and of solutions by Lambert's function."""

from __future__ import annotations

from forged import by, forgery
from forged_maxima import LINE, UNIT, family
from situations import given

from derive.kernel.theorem import Theorem
from derive.language.facts import read_domain
from derive.statement import Given

RAY, ABOVE = read_domain("(0, oo)"), given("parameters: p > 0")


def limit(function: str, point: str, domain: object = RAY, facts: Given | None = None) -> Theorem:
    return by("limit-of-terms", ABOVE if facts is None else facts, function, "p", point, domain)


def falling(function: str, slope: str, domain: object = RAY, facts: Given | None = None) -> Theorem:
    facts = ABOVE if facts is None else facts
    bend = by("differentiate", facts, f"derivative({function}, p)", ())
    negative = by("sign-of-value", facts, slope, of=(bend,))
    return by("monotone-by-derivative", facts, domain, of=(negative,))


# ── limits ──


@forgery("infinity less infinity, of one order", "infinity less infinity")
def _() -> Theorem:
    return limit("1/(1 - exp(-p)) - 1/(exp(p) - 1)", "0")


@forgery("a limit where a sign is not known", "cannot prove 0 < c")
def _() -> Theorem:
    return limit("c*p", "oo", facts=given("hypothesis: c != 0"))


@forgery("0 times infinity, told to be 0", "0 times infinity")
def _() -> Theorem:
    return limit("exp(-p)*exp(2*p)*1", "oo")


@forgery("the limit inside of the interval", "not an end")
def _() -> Theorem:
    return limit("p", "1")


@forgery("a limit of what is not defined on the way", "cannot prove")
def _() -> Theorem:
    return limit("log(p - 1)", "oo")


@forgery("a limit towards an end that moves", "depends on the variable")
def _() -> Theorem:
    return by("limit-of-terms", given(), "1/p", "p", "p", read_domain("(0, p)"))


@forgery("a limit of a function of which nothing is known", "nothing is known of the growth")
def _() -> Theorem:
    return limit("g(p)", "0")


@forgery("a sum that may be empty, told to be infinite", "cannot prove 1 <= n")
def _() -> Theorem:
    return limit("sum(exp(p) + x[i]^2, i=1..n)", "oo", facts=given("parameters: n >= 0 integer"))


@forgery("a sum of more and more terms", "cannot prove m >= 0 integer")
def _() -> Theorem:
    facts = given("parameters: m >= 1 integer")
    return by("limit-of-terms", facts, "sum(x[i], i=1..m)", "m", "oo", read_domain("(1, oo)"))


@forgery("a mean that tends to an observation that is not the largest", "cannot prove")
def _() -> Theorem:
    facts = given("parameters: n >= 1 integer", "hypothesis: x[i] > 0 for i=1..n", "hypothesis: j in 1..n")
    return limit("sum(x[i]^p*log(x[i]), i=1..n)/sum(x[i]^p, i=1..n)", "oo", facts=facts)


@forgery("a mean with weights of another index", "cannot prove")
def _() -> Theorem:
    facts = given(
        "parameters: n >= 1 integer",
        "hypothesis: x[i] > 0 for i=1..n",
        "hypothesis: j in 1..n",
        "hypothesis: x[i] <= x[j] for i=1..n",
    )
    return limit("sum(i*x[i]^p*log(x[i]), i=1..n)/sum(x[i]^p, i=1..n)", "oo", facts=facts)


@forgery("the largest of all, called so for some only", "cannot prove")
def _() -> Theorem:
    facts = given(
        "parameters: n >= 2 integer",
        "hypothesis: x[i] > 0 for i=1..n",
        "hypothesis: j in 1..n",
        "hypothesis: x[i] <= x[j] for i=2..n",
    )
    return limit("sum(x[i]^p*log(x[i]), i=1..n)/sum(x[i]^p, i=1..n)", "oo", facts=facts)


# ── one root ──


@forgery("a root of a function that stays above 0", "cannot prove")
def _() -> Theorem:
    down = falling("1 + 1/p", "negative")
    return by("one-root", ABOVE, of=(down, limit("1 + 1/p", "0"), limit("1 + 1/p", "oo")))


@forgery("a root where the limit is 0", "cannot prove 0 < 0")
def _() -> Theorem:
    down = falling("1/p", "negative")
    return by("one-root", ABOVE, of=(down, limit("1/p", "0"), limit("1/p", "oo")))


@forgery("a root by the limits of another function", "is not the limit")
def _() -> Theorem:
    down = falling("1/p", "negative")
    return by("one-root", ABOVE, of=(down, limit("1/p", "0"), limit("1/p - 1", "oo")))


@forgery("a root by one limit taken twice", "is not the limit")
def _() -> Theorem:
    down, start = falling("1/p - 1", "negative"), limit("1/p - 1", "0")
    return by("one-root", ABOVE, of=(down, start, start))


@forgery("a root in an interval by limits at the ends of another", "is not the limit")
def _() -> Theorem:
    down = falling("1/p - 3", "negative", UNIT)
    return by("one-root", ABOVE, of=(down, limit("1/p - 3", "0"), limit("1/p - 3", "oo")))


# ── a maximum at a root ──


def at_root(function: str, shape: str, scale: str, sense: str = "negative") -> Theorem:
    slope = by("differentiate", ABOVE, f"derivative({function}, p)", ())
    down = falling(shape, sense)
    root = by("one-root", ABOVE, of=(down, limit(shape, "0"), limit(shape, "oo")))
    return by("maximum-at-root", ABOVE, scale, of=(slope, down, root))


@forgery("a minimum at a root, told as a maximum", "needs a first derivative, a decreasing function")
def _() -> Theorem:
    return at_root("p^2 - 2*p", "2*p - 2", "1", "positive")


@forgery("a minimum by a negative scale", "cannot prove 0 < -1")
def _() -> Theorem:
    return at_root("p^2/2 - p", "1 - p", "-1")


@forgery("a maximum at the root of another function", "cannot prove 2 - p = 1 - p")
def _() -> Theorem:
    return at_root("2*p - p^2/2", "1 - p", "1")


@forgery("a maximum at a root with a scale that changes its sign", "cannot prove")
def _() -> Theorem:
    return at_root("-(p - 1)^2*(p - 3)^2", "2 - p", "4*(p - 1)*(p - 3)")


@forgery("a slope in another variable, at a root", "different functions")
def _() -> Theorem:
    slope = by("differentiate", ABOVE, "derivative(q - q^2/2, q)", ())
    down = falling("1 - p", "negative")
    root = by("one-root", ABOVE, of=(down, limit("1 - p", "0"), limit("1 - p", "oo")))
    return by("maximum-at-root", ABOVE, "1", of=(slope, down, root))


@forgery("an equation that moves with the variable that is nested", "depends on q")
def _() -> Theorem:
    bend = by("differentiate", ABOVE, "derivative(-(q - p)^2 + p - p^2/2, q)", ())
    first = by("maximum-by-sign", ABOVE, "2", "q", "p", LINE, of=(bend,))
    facts = given("parameters: p > 0", "hypothesis: q = 1")
    slope = by("normal-form", facts, "derivative(p - p^2/2, p)", "q - p")
    down = falling("q - p", "negative", facts=facts)
    ends = limit("q - p", "0", facts=facts), limit("q - p", "oo", facts=facts)
    root = by("one-root", facts, of=(down, *ends))
    second = by("maximum-at-root", facts, "1", of=(slope, down, root))
    return by("nested-maximum", facts, of=(first, second))


# ── Lambert's function ──


def lambert(term: str, known: str, *facts: str, atom: str = "exp(p)") -> Theorem:
    return by("lambert-equation", given(*facts), term, "p", atom, known)


@forgery("the other solution, where the known one may be it", "cannot prove p")
def _() -> Theorem:
    return lambert("(a - p)*exp(p) - a", "0", "hypothesis: a > 1")


@forgery("the other solution of an equation with a double root", "cannot prove -1 < -1")
def _() -> Theorem:
    return lambert("(1 - p)*exp(p) - 1", "0", "parameters: p > 0")


@forgery("the other solution, on a side that is not known", "cannot prove")
def _() -> Theorem:
    return lambert("(a - p)*exp(p) - a", "0", "parameters: p > 0", "parameters: a > 0")


@forgery("a solution that is none", "cannot prove")
def _() -> Theorem:
    return lambert("(a - p)*exp(p) - a - 1", "0", "parameters: p > 0", "hypothesis: a > 2")


@forgery("another solution where there is one only", "cannot prove")
def _() -> Theorem:
    return lambert("(p - 2)*exp(p) + 2*exp(4)*0", "2", "parameters: p > 3")


@forgery("an equation of the second degree, solved by Lambert's function", "is not a \\+ b")
def _() -> Theorem:
    return lambert("(a - p^2)*exp(p) - a", "0", "parameters: p > 0", "hypothesis: a > 1")


@forgery("Lambert's function outside of its domain", "cannot prove")
def _() -> Theorem:
    return by("reflexivity", given("hypothesis: p > 0"), "lambert_wm1(p)")


# ── exponential families ──


@forgery("a maximum at the root of something else than the score", "needs the only root of the score")
def _() -> Theorem:
    facts = family("definition: s := sum(x[i], i=1..n)")
    known = by("definition", facts, "ell(p)", ())
    root = by("unique-root", facts, "p", UNIT, of=(by("linear-equation", facts, "1 - 2*p", "p"),))
    return by("maximum-of-exponential-family", facts, "s", of=(known, root))
