"""Forgeries of maxima and of the information: a slope of the wrong sign, a root elsewhere, another function."""

from __future__ import annotations

from forged import by, forgery, term
from situations import given

from derive.kernel.theorem import Theorem, infer
from derive.language.facts import read_domain
from derive.language.reader import read
from derive.rules import named
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


def of_family(facts: Given, known: Theorem) -> Theorem:
    s, p = term("s"), term("p")
    witness = ((s,), (p,), (p, p))
    return infer(named("information-of-exponential-family"), facts, (known,), witness)  # type: ignore[arg-type]


@forgery("an information that the data at hand tell", "for some data only")
def _() -> Theorem:
    facts = family("definition: s := sum(x[i], i=1..n)", "hypothesis: s = 0")
    known = by("definition", facts, "ell(p)", ())
    return of_family(facts, known)


@forgery("an information where the support moves", "the support depends on the parameter")
def _() -> Theorem:
    facts = family("definition: s := sum(x[i], i=1..n)", support="(0, p)")
    known = by("definition", facts, "ell(p)", ())
    return of_family(facts, known)


# ── several parameters ──


def curve(*more: str, density: str, parameters: str = "parameters: q in (0, oo)") -> Given:
    """A sample with its sums, and the log-likelihood of it."""
    sums = "definition: s := sum(x[i], i=1..n)", "definition: t := sum(x[i]^2, i=1..n)"
    return family(parameters, *sums, *more, density=density)


def shown(facts: Given, right: str) -> Theorem:
    """ell(p) in the sums, as the normal form shows it."""
    text = "ell(p)"
    return by("normal-form", facts, text, right)


ONE = "exp(-(x[i] - p)^2/2)/sqrt(2*pi)"
ONE_SHOWN = "p*s - n*p^2/2 - t/2 - n*log(2*pi)/2"
CURVED = "exp(-(x[i] - p)^2/(2*p^2))/(p*sqrt(2*pi))"
CURVED_SHOWN = "s/p - t/(2*p^2) - n/2 - n*log(p) - n*log(2*pi)/2"
TWO = "exp(-(x[i] - p)^2/(2*q^2))/(q*sqrt(2*pi))"
TWO_SHOWN = "p*s/q^2 - t/(2*q^2) - n*p^2/(2*q^2) - n*log(q) - n*log(2*pi)/2"


def moments(facts: Given, known: Theorem, statistics: tuple[str, ...], unknown: tuple[str, ...],
            of: tuple[str, ...]) -> Theorem:  # fmt: skip
    groups = (tuple(map(term, group)) for group in (statistics, unknown, of))
    return infer(named("moments-of-exponential-family"), facts, (known,), tuple(groups))  # type: ignore[arg-type]


@forgery("the moments of a curved family, from one equation", "there is more than")
def _() -> Theorem:
    facts = curve(density=CURVED)
    return moments(facts, shown(facts, CURVED_SHOWN), ("s",), ("p",), ("s",))


@forgery("the moments of a curved family, of two statistics", "as many statistics")
def _() -> Theorem:
    facts = curve(density=CURVED)
    return moments(facts, shown(facts, CURVED_SHOWN), ("s", "t"), ("p",), ("t",))


FOLDED = "exp(-(x[i] - p*(1 - p))^2/2)/sqrt(2*pi)"
FOLDED_SHOWN = "p*(1 - p)*s - n*p^2*(1 - p)^2/2 - t/2 - n*log(2*pi)/2"


@forgery("a minimum at a fold of the natural parameter, told as a maximum", r"cannot prove 1 - 2\*p != 0")
def _() -> Theorem:
    known, slope = shown(curve(density=FOLDED), FOLDED_SHOWN), "s - n*p*(1 - p)"
    below = curve("hypothesis: s < 0", density=FOLDED)
    score = by("normal-form", below, "derivative(ell(p), p)", f"(1 - 2*p)*({slope})")
    steps = (
        by("zero-of-quotient", below, of=(score,)),
        by("nonzero-factor", below, f"(1 - 2*p)*({slope})", "0", "1 - 2*p", slope),
        by("linear-equation", below, "1 - 2*p", "p"),
    )
    root = by("unique-root", below, "p", UNIT, of=(by("transitivity", below, of=steps),))
    aside = Given((*below.assumptions, *given("hypothesis: p < 1/3").assumptions))
    return by("maximum-of-exponential-family", aside, "s", of=(known, root))


@forgery("the moments of a statistic that is free of the parameters", "!= 0")
def _() -> Theorem:
    facts = curve(density=ONE)
    return moments(facts, shown(facts, ONE_SHOWN), ("t",), ("q",), ("t",))


@forgery("the moments of a statistic that is not there", "is not one of")
def _() -> Theorem:
    facts = curve(density=ONE)
    return moments(facts, shown(facts, ONE_SHOWN), ("s",), ("p",), ("t",))


@forgery("one parameter told as two", "as many statistics")
def _() -> Theorem:
    facts = curve(density=TWO)
    return moments(facts, shown(facts, TWO_SHOWN), ("s", "t"), ("p", "p"), ("s",))


@forgery("two parameters of which one is fixed", "must be open")
def _() -> Theorem:
    facts = curve(density=TWO, parameters="parameters: q in [1, 2]")
    return moments(facts, shown(facts, TWO_SHOWN), ("s", "t"), ("p", "q"), ("s",))


@forgery("a parameter that may not pass another", "must be open")
def _() -> Theorem:
    facts = curve("parameters: r in [p, oo)", density=ONE)
    return moments(facts, shown(facts, ONE_SHOWN), ("s",), ("p",), ("s",))


@forgery("a statistic that moves with the parameter", "depends on the parameters")
def _() -> Theorem:
    facts = curve("definition: u := p*s", density=ONE)
    return moments(facts, shown(facts, "u - n*p^2/2 - t/2 - n*log(2*pi)/2"), ("u",), ("p",), ("u",))


# ── means, and the inverse ──


def mean_of_sum() -> tuple[Given, Theorem]:
    facts = curve(density=ONE)
    return facts, moments(facts, shown(facts, ONE_SHOWN), ("s",), ("p",), ("s",))


def combined(facts: Given, *known: Theorem, of: str, weights: tuple[str, ...]) -> Theorem:
    witness = (term(of), tuple(map(term, weights)))
    return infer(named("expectation-by-moments"), facts, known, witness)  # type: ignore[arg-type]


@forgery("the mean of a square, as that of a multiple", "a weight depends on the data")
def _() -> Theorem:
    facts, mean = mean_of_sum()
    return combined(facts, mean, of="s^2", weights=("0", "s"))


@forgery("the mean of what the combination is not", "cannot prove")
def _() -> Theorem:
    facts, mean = mean_of_sum()
    return combined(facts, mean, of="s/n + 1", weights=("0", "1/n"))


@forgery("a mean from the data at hand", "cannot prove")
def _() -> Theorem:
    facts, mean = mean_of_sum()
    there = Given((*facts.assumptions, *given("hypothesis: t = 2*s").assumptions))
    return combined(there, mean, of="t", weights=("0", "2"))


@forgery("a mean that need not exist", "needs equalities")
def _() -> Theorem:
    facts = curve(density=ONE)
    unknown = by("reflexivity", facts, "expect(exp(t))")
    return combined(facts, unknown, of="2*exp(t)", weights=("0", "2"))


@forgery("the inverse of a singular matrix", "cannot prove")
def _() -> Theorem:
    rows = tuple(tuple(map(term, row)) for row in (("1", "1"), ("1", "1")))
    return infer(named("inverse-matrix"), given(), (), (rows, rows))  # type: ignore[arg-type]


@forgery("the inverse of a matrix that may be singular", "cannot prove q != 0")
def _() -> Theorem:
    rows, back = (tuple(tuple(map(term, row)) for row in m) for m in ((("q", "0"), ("0", "1")),
                                                                   (("1/q", "0"), ("0", "1"))))  # fmt: skip
    return infer(named("inverse-matrix"), given(), (), (rows, back))  # type: ignore[arg-type]


@forgery("the inverse of a matrix that is not square", "list of terms of the right length")
def _() -> Theorem:
    rows = ((term("1"), term("0")),)
    return infer(named("inverse-matrix"), given(), (), (rows, rows))  # type: ignore[arg-type]


# ── multiples ──


def hill() -> Theorem:
    """−p², greatest at 0."""
    return of_one("-p^2", "p", "0", given())


@forgery("a maximum turned upside down", "cannot prove 0 < -1")
def _() -> Theorem:
    return by("positive-multiple", given(), "-1", of=(hill(),))


@forgery("a maximum of what vanishes", "cannot prove 0 < 0")
def _() -> Theorem:
    return by("positive-multiple", given(), "0", of=(hill(),))


@forgery("a maximum weighed by a factor that moves", "depends on a variable")
def _() -> Theorem:
    return by("positive-multiple", given(), "exp(p)", of=(hill(),))


@forgery("a maximum weighed by a factor that moves through its name", "hides in the definition")
def _() -> Theorem:
    facts = given("definition: w := exp(p)")
    return by("positive-multiple", facts, "w", of=(of_one("-p^2", "p", "0", facts),))
