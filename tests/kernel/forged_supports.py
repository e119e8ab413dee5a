"""Forgeries of order statistics, moving supports and medians: a rank that is none, an end that does not
belong, a support that is not the part, a point at which what was assumed does not hold."""

from __future__ import annotations

from forged import by, forgery
from situations import given

from derive.kernel.theorem import Theorem, infer
from derive.language.facts import read_domain
from derive.language.reader import read
from derive.rules import named
from derive.statement import Given

SIZE = "sampling: n >= 1 integer"
TOP = "max(x[i], i=1..n)"
SWITCH = f"where({TOP} <= p, 1/p, 0)"
RAY, ABOVE = read_domain("(0, oo)"), read_domain(f"[{TOP}, oo)")


def falling(facts: Given, domain: object, function: str = "1/p") -> Theorem:
    """A function that falls in p on a domain."""
    slope = by("differentiate", facts, f"derivative({function}, p)", ())
    sign = by("sign-of-value", facts, "negative", of=(slope,))
    return by("monotone-by-derivative", facts, domain, of=(sign,))


def best_above(facts: Given) -> Theorem:
    return by("maximum-at-end", facts, of=(falling(facts, ABOVE),))


def on_support(
    best: Theorem, facts: Given, switch: str = SWITCH, domain: object = RAY, point: str = TOP
) -> Theorem:
    equality = by("reflexivity", facts, switch)
    return infer(named("maximum-on-support"), facts, (best, equality), ((domain,), (read(point),)))  # type: ignore[arg-type]


FACTS = (SIZE, "parameters: p > 0", f"hypothesis: {TOP} > 0")


@forgery("the second of possibly one observation", "cannot prove 2 in 1..n")
def _() -> Theorem:
    return by("reflexivity", given(SIZE), "order(2, x[i], i=1..n)")


@forgery("the greatest of no observations", "cannot prove")
def _() -> Theorem:
    return by("reflexivity", given("sampling: n >= 0 integer"), TOP)


@forgery("order statistics of different ranks, told to be equal", "cannot prove")
def _() -> Theorem:
    return by("normal-form", given(SIZE), "min(x[i], i=1..n)", TOP)


@forgery("order statistics of different ranks, equal under a switch", "cannot prove")
def _() -> Theorem:
    facts = given("sampling: n >= 2 integer")
    switch = "where(p < x[i], 1, 1)*"
    return by("normal-form", facts, f"min({switch}x[i], i=1..n)", "order(2, x[i], i=1..n)")


@forgery("a product of no switches", "cannot prove 1 <= n")
def _() -> Theorem:
    return by(
        "product-of-switches", given("sampling: n >= 0 integer"), "product(where(x[i] <= p, 2, 0), i=1..n)", ()
    )


@forgery("an empty product of switches that do not move", "cannot prove")
def _() -> Theorem:
    facts = given("sampling: n >= 0 integer")
    return by("product-of-switches", facts, "product(where(q <= p, 2, 0), i=1..n)", ())


@forgery("an interval of maximisers on the closed interval", "needs a claim on an open interval")
def _() -> Theorem:
    facts = given("parameters: p real")
    unit = read_domain("(0, 1)")
    flat = by("maximum-of-constant", facts, "p", unit, of=(by("normal-form", facts, "p - p + 1", "1"),))
    values = [by("reflexivity", facts, text) for text in ("0 - 0 + 1", "1 - 1 + 1", "1")]
    return by("closed-interval", facts, of=(flat, *values))


@forgery("an end that does not belong to the interval", "with its higher end")
def _() -> Theorem:
    facts = given(*FACTS)
    return by("maximum-at-end", facts, of=(falling(facts, read_domain(f"({TOP}, oo)")),))


@forgery("the lower end of a function that falls, turned round", "with its higher end")
def _() -> Theorem:
    facts = given(*FACTS)
    return by("maximum-at-end", facts, of=(falling(facts, read_domain(f"({TOP}, {TOP} + 1]")),))


@forgery("the end of an interval that may be empty", "cannot prove")
def _() -> Theorem:
    facts = given(*FACTS, "hypothesis: a > 0")
    return by("maximum-at-end", facts, of=(falling(facts, read_domain("[a, b]")),))


def first(facts: Given, function: str, domain: str) -> Theorem:
    return by("maximum-of-sequence", facts, "p", read_domain(domain), of=(by("reflexivity", facts, function),))


WHOLE = (SIZE, "parameters: p >= 1 integer")


@forgery("a sequence that grows", "cannot prove")
def _() -> Theorem:
    return first(given(*WHOLE), "p^n", "1..oo")


@forgery("a sequence that stays the same", "cannot prove")
def _() -> Theorem:
    return first(given(*WHOLE), "2 + floor(n)", "1..oo")


@forgery("the first of numbers that are not whole", "whole numbers from some number on")
def _() -> Theorem:
    return first(given(SIZE, "parameters: p > 0"), "1/p", "[1, oo)")


@forgery("a first number that is none", "cannot prove")
def _() -> Theorem:
    return first(given(*WHOLE, "hypothesis: a >= 1"), "1/p", "a..oo")


@forgery("a first number that moves with the variable", "depends on p")
def _() -> Theorem:
    return first(given(*WHOLE), "1/p", "p..oo")


@forgery("a sequence that falls at one place only", "cannot prove p = 3")
def _() -> Theorem:
    facts = given(*WHOLE, "hypothesis: p = 3")
    return first(facts, "1/p", "1..oo")


@forgery("a constant that is none", "depends on p")
def _() -> Theorem:
    facts = given(*FACTS)
    return by("maximum-of-constant", facts, "p", RAY, of=(by("reflexivity", facts, "p^2"),))


@forgery("a constant at one point only", "cannot prove p = 1")
def _() -> Theorem:
    facts = given(*FACTS, "hypothesis: p = 1")
    return by("maximum-of-constant", facts, "p", RAY, of=(by("hypothesis", facts, "p", ()),))


@forgery("a maximum on another part than the support", "cannot prove")
def _() -> Theorem:
    facts = given(*FACTS)
    return on_support(best_above(facts), facts, switch=f"where(2*{TOP} <= p, 1/p, 0)")


@forgery("a maximum on a piece of the support", "cannot prove")
def _() -> Theorem:
    facts = given(*FACTS)
    part = by("maximum-at-end", facts, of=(falling(facts, read_domain(f"[2*{TOP}, oo)")),))
    return on_support(part, facts, point=f"2*{TOP}")


@forgery("a support that leaves the parameter space", "cannot prove")
def _() -> Theorem:
    facts = given(*FACTS)
    return on_support(best_above(facts), facts, domain=read_domain("(0, 1)"))


@forgery("a function that is not 0 elsewhere", "does not say where")
def _() -> Theorem:
    facts = given(*FACTS)
    return on_support(best_above(facts), facts, switch=f"where({TOP} <= p, 1/p, 2/{TOP})")


@forgery("a function that is negative on its support", "cannot prove 0 < ")
def _() -> Theorem:
    facts = given(*FACTS)
    rising = by("differentiate", facts, "derivative(-p, p)", ())
    sign = by("sign-of-value", facts, "negative", of=(rising,))
    falls = by("monotone-by-derivative", facts, ABOVE, of=(sign,))
    best = by("maximum-at-end", facts, of=(falls,))
    return on_support(best, facts, switch=f"where({TOP} <= p, -p, 0)")


@forgery("what was assumed of the variable on the way", "cannot prove")
def _() -> Theorem:
    facts = given(*FACTS)
    more = given(*FACTS, f"hypothesis: p > 2*{TOP}")
    return on_support(by("maximum-at-end", more, of=(falling(facts, ABOVE),)), facts)


@forgery("what was assumed of the data on the way", "is not given here")
def _() -> Theorem:
    facts = given(*FACTS)
    more = given(*FACTS, "hypothesis: x[1] = 3")
    return on_support(by("maximum-at-end", more, of=(falling(facts, ABOVE),)), facts)


@forgery("a point that moves with the variable", "the point depends on the variables")
def _() -> Theorem:
    facts = given(*FACTS)
    return on_support(best_above(facts), facts, point="p")


def deviations(function: str, total: str, *facts: str) -> Theorem:
    here = given(SIZE, *facts)
    return by("least-absolute-deviations", here, total, "p", of=(by("reflexivity", here, function),))


PLAIN = "sum(abs(x[i] - p), i=1..n)"


@forgery("a sum of deviations that is greatest at the median", "cannot prove 1 < 0")
def _() -> Theorem:
    return deviations(PLAIN, PLAIN)


@forgery("a multiple of unknown sign", "cannot prove")
def _() -> Theorem:
    return deviations(f"-c*{PLAIN}", PLAIN)


@forgery("a variable outside of the deviations", "outside of the absolute values")
def _() -> Theorem:
    return deviations(f"p - {PLAIN}", PLAIN)


@forgery("weights that are not the same", "with one coefficient")
def _() -> Theorem:
    total = "sum(abs(x[i] - i*p), i=1..n)"
    return deviations(f"-{total}", total)


@forgery("deviations with weights", "not a sum of absolute values")
def _() -> Theorem:
    total = "sum(i*abs(x[i] - p), i=1..n)"
    return deviations(f"-{total}", total)


@forgery("a median of squares", "with one coefficient")
def _() -> Theorem:
    total = "sum(abs(x[i] - p^2), i=1..n)"
    return deviations(f"-{total}", total)


@forgery("the median for positive values of the variable only", "cannot prove")
def _() -> Theorem:
    return deviations(f"-{PLAIN}", PLAIN, "parameters: p > 0", "hypothesis: p < 3")


@forgery("the median of no observations", "cannot prove")
def _() -> Theorem:
    here = given("sampling: n >= 0 integer")
    total = by("reflexivity", here, f"-{PLAIN}")
    return by("least-absolute-deviations", here, PLAIN, "p", of=(total,))


def less_size(function: str, size: str = "abs(p)", *facts: str) -> Theorem:
    here = given("parameters: p real", "parameters: c > 0", "parameters: m real", *facts)
    return by("soft-threshold", here, size, "p", of=(by("reflexivity", here, function),))


@forgery("a parabola that opens upwards", "cannot prove 1 < 0")
def _() -> Theorem:
    return less_size("p^2 - c*abs(p)")


@forgery("an absolute value that is added", "cannot prove c <= 0")
def _() -> Theorem:
    return less_size("-p^2 + c*abs(p)")


@forgery("an absolute value with a weight of unknown sign", "cannot prove")
def _() -> Theorem:
    return less_size("-p^2 - m*abs(p)")


@forgery("an absolute value less a line", "is not quadratic")
def _() -> Theorem:
    return less_size("p - c*abs(p)")


@forgery("an absolute value of a square", "or that not in p")
def _() -> Theorem:
    return less_size("-p^2 - c*abs(p^2 - m)", "abs(p^2 - m)")


@forgery("a second absolute value", "is not quadratic")
def _() -> Theorem:
    return less_size("-p^2 - c*abs(p) - c*abs(p - 1)")


@forgery("an absolute value weighed by the variable", "stands elsewhere")
def _() -> Theorem:
    return less_size("-p^2 - exp(p)*abs(p)")


@forgery("an absolute value that may not move with the variable", "cannot prove m != 0")
def _() -> Theorem:
    return less_size("-p^2 - c*abs(m*p - 1)", "abs(m*p - 1)")


@forgery("a name that hides the variable", "stands elsewhere")
def _() -> Theorem:
    return less_size("-p^2 + 2*s*p - c*abs(p)", "abs(p)", "definition: s := p")


@forgery("the threshold on half of the line", "cannot prove")
def _() -> Theorem:
    return less_size("-p^2 - c*abs(p)", "abs(p)", "hypothesis: p > 1")


@forgery("no absolute value", "is not an absolute value")
def _() -> Theorem:
    return less_size("-p^2 - c*abs(p)", "p")


@forgery("a fact that is taken to hold around a jump", "holds at single points")
def _() -> Theorem:
    facts = given("hypothesis: floor(p) < p", "parameters: p real")
    slope = by("normal-form", facts, "floor(p)", "floor(p)")
    return by("differentiate-both-sides", facts, "p", of=(slope,))


@forgery("maxima nested, where the domain moves with the first variable", "depends on p")
def _() -> Theorem:
    facts = given(SIZE)
    line = read_domain("(-oo, oo)")
    bend = by("differentiate", facts, "derivative(-p^2 - q^2, p)", ())
    first = by("maximum-by-sign", facts, "2", "p", "0", line, of=(bend,))
    below = given(SIZE, "hypothesis: p < 0")
    of_q = by("differentiate", below, "derivative(-q^2, q)", ())
    second = by("maximum-by-sign", below, "2", "q", "0", read_domain("(p, oo)"), of=(of_q,))
    return by("nested-maximum", below, of=(first, second))
