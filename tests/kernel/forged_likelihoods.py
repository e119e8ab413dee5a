"""Forgeries about losses: likelihoods that are told to be none, each of which one hypothesis of a rule
excludes."""

from __future__ import annotations

from forged import by, forgery
from situations import given
from sympy import Integer, Symbol

from derive.kernel.theorem import Theorem, infer
from derive.language.facts import read_domain
from derive.language.reader import read
from derive.rules import named
from derive.statement import REALS, Given, Vectors

BITS, UNIT, LINE, RAY = (read_domain(text) for text in ("{0, 1}", "(0, 1)", "(-oo, oo)", "(0, oo)"))
ENTROPY = "-(y*log(a) + (1 - y)*log(1 - a))"
INSIDE = given("parameters: 0 < a < 1")


def read_vectors() -> Vectors:
    """The vectors of K real numbers."""
    return Vectors((Symbol("k"), Integer(1), Symbol("K")), REALS)


def slope(function: str, to: str, facts: Given = INSIDE) -> Theorem:
    """d function/da = to."""
    start = by("differentiate", facts, f"derivative({function}, a)", ())
    end = by("normal-form", facts, start.equality.right, to)  # type: ignore[arg-type]
    return infer(named("transitivity"), facts, (start, end))


def about(function: str, labels: object = BITS, domain: object = UNIT) -> tuple[object, ...]:
    return (read(function), read("y"), labels, (read("a"),), (domain,))


def refused(rule: str, *witness: object, of: tuple[Theorem, ...] = (), facts: Given = INSIDE) -> Theorem:
    return infer(named(rule), facts, of, witness)  # type: ignore[arg-type]


def at(*values: str) -> tuple[tuple[object, ...], ...]:
    return tuple((read(value),) for value in values)


# ── by order ──


@forgery("the cross-entropy by two predictions that no order joins", "cannot prove")
def _() -> Theorem:
    return refused("no-likelihood-by-order", *about(ENTROPY), *at("1/4", "1/2", "1/4", "1/2"), (1, 1))


@forgery("the cross-entropy by labels of which one has no pair", "its pair")
def _() -> Theorem:
    return refused("no-likelihood-by-order", *about(ENTROPY), *at("1/4", "1/2", "1/4", "1/2"), (1,))


@forgery("the squared error by what one label costs", "cannot prove")
def _() -> Theorem:
    witness = (*about("(y - a)^2", LINE, LINE), *at("0", "1", "0", "1"), ())
    return refused("no-likelihood-by-order", *witness, facts=given())


@forgery("the cross-entropy by predictions that are none", "cannot prove")
def _() -> Theorem:
    return refused("no-likelihood-by-order", *about("y + a"), *at("1/2", "2", "1/2", "2"), (1, 1))


@forgery("a likelihood by predictions that depend on the label", "depends on the target")
def _() -> Theorem:
    witness = (*about("(y - a)^2", LINE, LINE), *at("y", "y + 1", "y", "y + 1"), ())
    return refused("no-likelihood-by-order", *witness, facts=given())


@forgery("a label set that moves with the prediction", "depends on the target")
def _() -> Theorem:
    witness = (*about("a", read_domain("(0, a)")), *at("1/4", "1/2", "1/4", "1/2"), ())
    return refused("no-likelihood-by-order", *witness)


@forgery("infinitely many labels, of which only two are looked at", "that are listed")
def _() -> Theorem:
    return refused("no-likelihood-by-order", *about("y + a", LINE), *at("1/4", "1/2", "1/4", "1/2"), (1, 1))


SCORES = read_vectors()


@forgery("a name that is applied to a vector", "depends on the target")
def _() -> Theorem:
    facts = given("parameters: K >= 2 integer", "definition: g(z) := log(exp(z[1]) + exp(z[2]))")
    function = read("g(z) - z[y]", functions=None)
    witness = (function, read("y"), read_domain("1..K"), (read("z"),), (SCORES,), *at("1", "0", "1", "0"), ())
    return refused("no-likelihood-by-order", *witness, facts=facts)


@forgery("the cross-entropy by scores that are raised together", "cannot prove")
def _() -> Theorem:
    function = read("logsumexp(z[k], k=1..K) - z[y]")
    witness = (function, read("y"), read_domain("1..K"), (read("z"),), (SCORES,), *at("1", "0", "1", "0"), ())
    return refused("no-likelihood-by-order", *witness, facts=given("parameters: K >= 2 integer"))


# ── by slopes and curvature ──


@forgery("the cross-entropy by slopes of both signs", "cannot prove")
def _() -> Theorem:
    slopes = (slope("-log(1 - a)", "1/(1 - a)"), slope("-log(a)", "-1/a"))
    return refused("no-likelihood-by-slopes", *about(ENTROPY), *at("1/2"), "positive", of=slopes)


@forgery("slopes of other losses", "is not the derivative")
def _() -> Theorem:
    slopes = (slope("a", "1"), slope("a", "1"))
    return refused("no-likelihood-by-slopes", *about(ENTROPY), *at("1/2"), "positive", of=slopes)


@forgery("the slope of one label for all", "for each label")
def _() -> Theorem:
    only = (slope("-log(1 - a)", "1/(1 - a)"),)
    return refused("no-likelihood-by-slopes", *about(ENTROPY), *at("1/2"), "positive", of=only)


@forgery("a slope that holds on a part of the predictions", "cannot prove")
def _() -> Theorem:
    facts = given("parameters: a in (1/2, 1)")
    slopes = (slope("a", "1", facts), slope("a + 1", "1", facts))
    return refused("no-likelihood-by-slopes", *about("y + a"), *at("3/4"), "positive", of=slopes, facts=facts)


def curvatures(u: str, u1: str, u2: str, v: str, v1: str, v2: str) -> tuple[Theorem, ...]:
    return slope(u, u1), slope(u1, u2), slope(v, v1), slope(v1, v2)


@forgery("the cross-entropy by two factors, which are the same", "cannot prove")
def _() -> Theorem:
    u = ("-log(1 - a)", "1/(1 - a)", "(1 - a)^(-2)")
    premises = curvatures(*u, "-log(a)", "-1/a", "a^(-2)")
    return refused("no-likelihood-by-curvature", *about(ENTROPY), *at("1/4", "1/2"), of=premises)


@forgery("two labels that are one", "cannot prove")
def _() -> Theorem:
    facts = given("parameters: 0 < a < 1", "parameters: w real")
    u = ("-log(1 - a)", "1/(1 - a)", "(1 - a)^(-2)")
    premises = tuple(slope(f, t, facts) for f, t in (u[:2], u[1:], u[:2], u[1:]))
    labels = read_domain("{w, w}")
    witness = (*about("-log(1 - a)", labels), *at("1/4", "1/2"))
    return refused("no-likelihood-by-curvature", *witness, of=premises, facts=facts)


@forgery("three labels, of which two are looked at", "two labels")
def _() -> Theorem:
    u = ("-log(1 - a)", "1/(1 - a)", "(1 - a)^(-2)")
    premises = curvatures(*u, "-log(a)", "-1/a", "a^(-2)")
    witness = (*about(ENTROPY, read_domain("{0, 1, 2}")), *at("1/4", "1/2"))
    return refused("no-likelihood-by-curvature", *witness, of=premises)


# ── at an end ──


@forgery("the gamma loss by what it costs at an end", "infinite")
def _() -> Theorem:
    limit = by("limit-of-terms", given("parameters: y > 0"), "exp(-y*a)", "a", "oo", RAY)
    witness = (*about("exp(-y*a)", RAY, RAY), read("oo"), read("1"), Integer(0))
    return refused("no-likelihood-by-vanishing", *witness, of=(limit,), facts=given())


@forgery("a loss of which a part of the labels stays cheap", "cannot prove")
def _() -> Theorem:
    # log a + y/a is that of the exponential density: it grows at 0 for y > 0, but falls without bound before
    limit = by("limit-of-terms", given("parameters: y > 0"), "log(a) + y/a", "a", "0", RAY)
    witness = (*about("log(a) + y/a", RAY, RAY), read("0"), read("1"), Integer(0))
    return refused("no-likelihood-by-vanishing", *witness, of=(limit,), facts=given())


@forgery("labels with an atom where the loss stays finite", "is not an interval")
def _() -> Theorem:
    limit = by("limit-of-terms", given("parameters: y > 0"), "y/a", "a", "0", UNIT)
    witness = (*about("y/a"), read("0"), read("1/2"), Integer(0))
    return refused("no-likelihood-by-vanishing", *witness, of=(limit,))


@forgery("a slack that depends on the label", "depends on the target")
def _() -> Theorem:
    limit = by("limit-of-terms", given("parameters: y > 0"), "log(a) + y/a", "a", "0", RAY)
    witness = (*about("log(a) + y/a", RAY, RAY), read("0"), read("1"), read("y"))
    return refused("no-likelihood-by-vanishing", *witness, of=(limit,), facts=given())


@forgery("predictions that include the end", "open interval")
def _() -> Theorem:
    closed = read_domain("[0, oo)")
    limit = by("limit-of-terms", given("parameters: y > 0"), "y/(1 + a)", "a", "oo", closed)
    witness = (*about("y/(1 + a)", RAY, closed), read("oo"), read("1"), Integer(0))
    return refused("no-likelihood-by-vanishing", *witness, of=(limit,), facts=given())


def first_order(function: str, labels: object, s: str, r: str, c: str) -> Theorem:
    limits = tuple(by("limit-of-terms", given(), term, "a", "0", RAY) for term in (s, r))
    witness = (*about(function, labels, RAY), read("0"), read(s), read(r), read(c))
    return refused("no-likelihood-by-first-order", *witness, of=limits, facts=given())


@forgery("the Gaussian loss by first order, for labels of both signs", "cannot prove")
def _() -> Theorem:
    return first_order("(y - a)^2/2", LINE, "a", "a/2", "y^2/2")


@forgery("a loss that is another", "cannot prove")
def _() -> Theorem:
    return first_order("-log(a) + y*a", RAY, "a", "a", "0")


@forgery("a rest that moves with the prediction", "depends on the target")
def _() -> Theorem:
    return first_order("-log(a) + y*a", RAY, "a", "a", "-log(a) + 2*y*a - a^2")
