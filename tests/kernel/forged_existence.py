"""Forgeries of suprema in several variables and of maxima with a free variable."""

from __future__ import annotations

from forged import by, forgery, term
from forged_maxima import LINE, UNIT, of_one
from situations import given

from derive.kernel.theorem import Theorem
from derive.language.facts import read_domain
from derive.statement import Given

BEYOND = given("parameters: a > 1")
RAY, CLOSED = read_domain("(0, oo)"), read_domain("[0, 1]")


def rising(function: str, variable: str, facts: Given, domain: object = UNIT) -> Theorem:
    """The function rises on an interval."""
    bend = by("differentiate", facts, f"derivative({function}, {variable})", ())
    return by("monotone-by-derivative", facts, domain, of=(by("sign-of-value", facts, "positive", of=(bend,)),))


def supremum(function: str, variable: str, facts: Given) -> Theorem:
    """Its supremum is the limit at 1."""
    limit = by("limit-by-continuity", facts, function, variable, "1", UNIT)
    return by("supremum-at-end", facts, of=(rising(function, variable, facts), limit))


@forgery("a limit with a factor of unknown sign", "cannot prove")
def _() -> Theorem:
    return by("limit-of-terms", given("parameters: a real"), "a*log(p)", "p", "0", RAY)


@forgery("a limit from where there is no value", "cannot prove")
def _() -> Theorem:
    return by("limit-of-terms", given(), "log(p)", "p", "-1", read_domain("(-1, oo)"))


@forgery("a limit inside of an interval", "not an end")
def _() -> Theorem:
    return by("limit-of-terms", given(), "1/p", "p", "1", RAY)


@forgery("a limit that moves with the variable", "depends on the variable")
def _() -> Theorem:
    return by("limit-of-terms", given(), "log(p)", "p", "0", read_domain("(0, p)"))


@forgery("the supremum of another function, nested", "is not")
def _() -> Theorem:
    first = of_one("q - (p - q)^2", "p", "q", given())
    return by("nested-supremum", given(), of=(first, supremum("2*q", "q", given())))


@forgery("a supremum under a maximum for one value of the variable", "cannot prove q = 1/2")
def _() -> Theorem:
    facts = given("hypothesis: q = 1/2")
    bend = by("normal-form", facts, "derivative(q - (p - q)^2, p)", "2*(1/2 - p)")
    first = by("maximum-by-sign", facts, "2", "p", "1/2", LINE, of=(bend,))
    return by("nested-supremum", facts, of=(first, supremum("q - (1/2 - q)^2", "q", facts)))


@forgery("a supremum that is attained, nested", "needs one maximiser")
def _() -> Theorem:
    first = of_one("-(p - q)^2 - q^2", "p", "q", given())
    return by("nested-supremum", given(), of=(first, of_one("-q^2", "q", "0", given())))


@forgery("a free variable that moves the function", "depends on p")
def _() -> Theorem:
    best = of_one("p - (q - 1)^2", "q", "1", given())
    same = by("reflexivity", given(), "p - (q - 1)^2")
    return by("free-variable", given(), "p", LINE, "0", of=(best, same))


@forgery("a free variable that moves the maximiser", "depends on p")
def _() -> Theorem:
    best = of_one("-(q - p)^2", "q", "p", given())
    same = by("reflexivity", given(), "-(q - p)^2")
    return by("free-variable", given(), "p", LINE, "0", of=(best, same))


@forgery("a variable that is free at one value only", "cannot prove p = 0")
def _() -> Theorem:
    facts = given("hypothesis: p = 0")
    best = of_one("p - (q - 1)^2", "q", "1", facts)
    same = by("normal-form", facts, "p - (q - 1)^2", "-(q - 1)^2")
    return by("free-variable", facts, "p", LINE, "0", of=(best, same))


@forgery("a maximum over a variable that is none for other values of the free one", "cannot prove p = 0")
def _() -> Theorem:
    facts = given("hypothesis: p = 0")
    bend = by("normal-form", facts, "derivative(-(q - 1)^2, q)", "2*(1 - q)")
    best = by("maximum-by-sign", facts, "2", "q", "1", LINE, of=(bend,))
    same = by("reflexivity", given(), "-(q - 1)^2")
    return by("free-variable", facts, "p", LINE, "0", of=(best, same))


@forgery("a free variable in an empty domain", "cannot prove")
def _() -> Theorem:
    best = of_one("-(q - 1)^2", "q", "1", given())
    same = by("reflexivity", given(), "-(q - 1)^2")
    return by("free-variable", given(), "p", read_domain("(1, 0)"), "1/2", of=(best, same))


@forgery("a free variable that is maximised over", "is not|depends")
def _() -> Theorem:
    best = of_one("-(q - 1)^2", "q", "1", given())
    same = by("reflexivity", given(), "-(q - 1)^2")
    return by("free-variable", given(), "q", LINE, "0", of=(best, same))


@forgery("a point of the free variable that moves with another", "depends on a variable")
def _() -> Theorem:
    best = of_one("-(q - 1)^2", "q", "1", given("parameters: q real"))
    same = by("reflexivity", given("parameters: q real"), "-(q - 1)^2")
    return by("free-variable", given("parameters: q real"), "p", LINE, "q", of=(best, same))


@forgery("a number that is 0 because its square is small", "cannot prove")
def _() -> Theorem:
    return by("square-within", given("hypothesis: c^2 <= 1"), "c", "1")


def along(function: str, facts: Given, variable: str = "q") -> Theorem:
    """The limit of a function at 0, from above."""
    return by("limit-of-terms", facts, function, variable, "0", read_domain("(0, 1)"))


def unbounded(
    function: str,
    spaces: tuple[object, ...],
    path: tuple[str, ...],
    limit: Theorem,
    facts: Given | None = None,
) -> Theorem:
    about = (tuple(map(term, ("p", "q"))), spaces, tuple(map(term, path)))
    return by("unbounded-along-path", facts or given(), function, *about, of=(limit,))


@forgery("no bound, where the limit is one", "infinite")
def _() -> Theorem:
    return unbounded("p + q", (UNIT, UNIT), ("1/2", "q"), along("1/2 + q", given()))


@forgery("no bound along a path that leaves the domain", "cannot prove")
def _() -> Theorem:
    return unbounded("p/q", (UNIT, UNIT), ("2", "q"), along("2/q", given()))


@forgery("no bound along a path that leaves a domain that moves", "cannot prove")
def _() -> Theorem:
    moving = read_domain("(p, 1)")
    return unbounded("p/q", (UNIT, moving), ("1/2", "q"), along("1/2/q", given()))


@forgery("no bound of another function", "not that along the path")
def _() -> Theorem:
    return unbounded("p*q", (UNIT, UNIT), ("1/2", "q"), along("1/2/q", given()))


@forgery("no bound along what is no path", "depends on another variable")
def _() -> Theorem:
    return unbounded("p/q", (UNIT, UNIT), ("p", "q"), along("p/q", given("parameters: 0 < p < 1")))


@forgery("no bound of a function that is not defined everywhere", "cannot prove")
def _() -> Theorem:
    return unbounded("1/q*log(p)", (LINE, UNIT), ("a", "q"), along("1/q*log(a)", BEYOND), BEYOND)


@forgery("no bound where more is assumed of the variable", "cannot prove q = 1/2")
def _() -> Theorem:
    return unbounded("p/q", (UNIT, UNIT), ("1/2", "q"), along("1/2/q", given("hypothesis: q = 1/2")))
