"""Forgeries of maxima and of the information: a slope of the wrong sign, a root elsewhere, another function."""

from __future__ import annotations

from forged import by, forgery
from situations import given

from derive.kernel.theorem import Theorem
from derive.language.facts import read_domain
from derive.language.reader import read
from derive.statement import Given, JointDensity, Sample

LINE, UNIT = read_domain("(-oo, oo)"), read_domain("(0, 1)")


def slope(text: str, facts: Given) -> Theorem:
    return by("differentiate", facts, f"derivative({text}, p)", ())


@forgery("a minimum, told as a maximum", "cannot prove 0 < -2")
def _() -> Theorem:
    return by("maximum-by-sign", given(), "-2", "p", "0", LINE, of=(slope("p^2", given()),))


@forgery("a function that falls, told to rise", "cannot prove 0 < -1")
def _() -> Theorem:
    return by("maximum-by-sign", given(), "2", "-p", "0", LINE, of=(slope("p^2", given()),))


@forgery("a maximum at another point", "cannot prove")
def _() -> Theorem:
    return by("maximum-by-sign", given(), "2", "p", "1", LINE, of=(slope("-p^2", given()),))


@forgery("a maximum outside of the domain", "cannot prove")
def _() -> Theorem:
    return by("maximum-by-sign", given(), "2", "p", "2", UNIT, of=(slope("4*p - p^2", given()),))


@forgery("a maximiser that moves with the variable", "depends on p")
def _() -> Theorem:
    return by("maximum-by-sign", given(), "2", "p", "p", LINE, of=(slope("1 + 0*p^2", given()),))


@forgery("a slope that is known at one point only", "cannot prove p = 1")
def _() -> Theorem:
    facts = given("hypothesis: p = 1")
    at_one = by("normal-form", facts, "derivative(p^2, p)", "2*(2 - p)")
    return by("maximum-by-sign", facts, "2", "p", "2", LINE, of=(at_one,))


def of_one(function: str, variable: str, root: str, facts: Given) -> Theorem:
    """-(variable - root)^2 + …, greatest at the root."""
    bend = by("differentiate", facts, f"derivative({function}, {variable})", ())
    return by("maximum-by-sign", facts, "2", variable, root, LINE, of=(bend,))


@forgery("maxima of two functions, nested", "is not")
def _() -> Theorem:
    first = of_one("-(p - q)^2 - q^2", "p", "q", given())
    second = of_one("-(q - 5)^2", "q", "5", given())
    return by("nested-maximum", given(), of=(first, second))


@forgery("a maximum for one value of the other variable, nested", "cannot prove q = 1")
def _() -> Theorem:
    facts = given("hypothesis: q = 1")
    bend = by("normal-form", facts, "derivative(-(p - q)^2 - q^2, p)", "2*(1 - p)")
    first = by("maximum-by-sign", facts, "2", "p", "1", LINE, of=(bend,))
    second = of_one("-(1 - q)^2 - q^2", "q", "1/2", facts)
    return by("nested-maximum", facts, of=(first, second))


@forgery("the root of a power on both sides of 0", "cannot prove 0 < p")
def _() -> Theorem:
    return by("power-equation", given(), "4 - p^2", "p", "2", "4", "-1")


@forgery("a maximiser denied on a closed interval", "open interval")
def _() -> Theorem:
    closed = read_domain("[0, 1]")
    sign = by("sign-of-value", given(), "positive", of=(slope("2*p", given()),))
    rising = by("monotone-by-derivative", given(), closed, of=(sign,))
    return by("no-maximum-of-monotone", given(), of=(rising,))


def family(*more: str, support: str = "(-oo, oo)", density: str = "exp(-(x[i] - p)^2)") -> Given:
    item, index = read("x[i]"), (read("i"), read("1"), read("n"))
    sample = Sample(item, index, read_domain(support), read(density, functions=None))  # type: ignore[arg-type]
    return given(
        "parameters: p in (0, 1)",
        "sampling: n >= 1 integer",
        ("sampling", sample),
        ("sampling", JointDensity(read("L(p)", functions=None))),
        "definition: ell(p) := log(L(p))",
        *more,
    )


@forgery("an information that the data at hand tell", "for some data only")
def _() -> Theorem:
    facts = family("definition: s := sum(x[i], i=1..n)", "hypothesis: s = 0")
    known = by("definition", facts, "ell(p)", ())
    return by("information-of-exponential-family", facts, "s", "p", of=(known,))


@forgery("an information where the support moves", "the support depends on the parameter")
def _() -> Theorem:
    facts = family("definition: s := sum(x[i], i=1..n)", support="(0, p)")
    known = by("definition", facts, "ell(p)", ())
    return by("information-of-exponential-family", facts, "s", "p", of=(known,))
