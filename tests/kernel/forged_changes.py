"""Forgeries of a change of the parameter: what is not one-to-one, a broken chain, a factor that vanishes."""

from __future__ import annotations

from forged import by, chain, forgery
from forged_roots import ABOVE, falling, limit
from situations import coin, given

from derive.kernel.theorem import Theorem
from derive.language.build import evaluated
from derive.language.facts import read_domain
from derive.language.reader import read
from derive.statement import Domain, Given

LINE, UNIT, RAY = (read_domain(text) for text in ("(-oo, oo)", "(0, 1)", "(0, oo)"))


def root(function: str, facts: Given, domain: Domain = LINE) -> Theorem:
    """The one root in p of a function that is linear in it."""
    equation = by("linear-equation", facts, evaluated(read(function)), "p")
    return by("unique-root", facts, "p", domain, of=(equation,))


def doubled(facts: Given) -> Theorem:
    """q = 2p, for every q."""
    return by("inverse-function", facts, "2*p", "q", LINE, of=(root("2*p - q", facts),))


def top(function: str, variable: str, at: str, facts: Given, domain: Domain = LINE) -> Theorem:
    slope = by("differentiate", facts, f"derivative({function}, {variable})", ())
    return by("maximum-by-sign", facts, "2", variable, at, domain, of=(slope,))


# ── one-to-one ──


@forgery("values that the inverse was not found for", "cannot prove 0 < q")
def _() -> Theorem:
    facts = given("parameters: 0 < q < 1")
    return by("inverse-function", given(), "2*p", "q", LINE, of=(root("2*p - q", facts),))


@forgery("values outside of the other space", "cannot prove 2\\*p in")
def _() -> Theorem:
    return by("inverse-function", given(), "2*p", "q", UNIT, of=(root("2*p - q", given()),))


@forgery("a root that is not where the old parameter may be", "cannot prove 1/2\\*q in")
def _() -> Theorem:
    facts = given("parameters: q in (0, oo)")
    return by("inverse-function", given(), "2*p", "q", RAY, of=(root("2*p - q", facts, UNIT),))


@forgery("a function that moves with its value", "2\\*p \\+ q depends on q")
def _() -> Theorem:
    return by("inverse-function", given(), "2*p + q", "q", LINE, of=(root("2*p", given()),))


@forgery("the root of another function", "needs the one root")
def _() -> Theorem:
    return by("inverse-function", given(), "3*p", "q", LINE, of=(root("2*p - q", given()),))


@forgery("a space that moves with the value", "an interval depends on")
def _() -> Theorem:
    facts = given("parameters: q in (0, oo)")
    return by("inverse-function", facts, "2*p", "q", read_domain("(0, q)"), of=(root("2*p - q", facts),))


@forgery("one-to-one for one slope, told for all", "assumes .*, which is not given here")
def _() -> Theorem:
    facts = given("hypothesis: r > 0")
    return by("inverse-function", given(), "p*r", "q", LINE, of=(root("p*r - q", facts),))


@forgery("an inverse in a name that is forgotten", "assumes .*, which is not given here")
def _() -> Theorem:
    facts = given("definition: w := q")
    same = by("normal-form", facts, "q", "w")
    moved = by("linear-equation", facts, evaluated(read("p - q")), "p")
    named = by("same-value", facts, of=(moved, same))
    one = by("unique-root", facts, "p", LINE, of=(named,))
    return by("inverse-function", given(), "p", "q", LINE, of=(one,))


# ── invariance ──


@forgery("a maximum over a smaller space, moved", "not over p in the same domain")
def _() -> Theorem:
    best = top("-(p - 1/2)^2", "p", "1/2", given(), UNIT)
    return by("invariance", given(), of=(best, doubled(given())))


@forgery("a maximum at a value of the new parameter", "speaks of q already")
def _() -> Theorem:
    return by("invariance", given(), of=(top("-(p - q)^2", "p", "q", given()), doubled(given())))


@forgery("a maximum in a name for the old parameter", "hides in the definition")
def _() -> Theorem:
    facts = given("definition: w := p^2")
    return by("invariance", facts, of=(top("-(p - 1)^2", "p", "1", facts), doubled(facts)))


def of_two(facts: Given) -> Theorem:
    """-(p - 1)^2 - (r - 1)^2, greatest at (1, 1)."""
    first = top("-(p - 1)^2 - (r - 1)^2", "p", "1", facts)
    return by("nested-maximum", facts, of=(first, top("-(r - 1)^2", "r", "1", facts, RAY)))


@forgery("one-to-one for one value of the other parameter", "cannot prove r = 1")
def _() -> Theorem:
    facts = given("hypothesis: r = 1")
    scaled = by("inverse-function", facts, "p*r", "q", LINE, of=(root("p*r - q", facts),))
    return by("invariance", facts, of=(of_two(facts), scaled))


@forgery("a new space that moves with the other parameter", "a domain depends on a variable")
def _() -> Theorem:
    facts = given("parameters: r in (0, oo)", "parameters: q in (r, oo)")
    whole = given("parameters: r in (0, oo)")
    equation = by("inverse-equation", facts, evaluated(read("exp(p) + r - q")), "p", "exp(p)", "q - r", "1")
    moved = by("unique-root", facts, "p", LINE, of=(equation,))
    image = read_domain("(r, oo)")
    scaled = by("inverse-function", whole, "exp(p) + r", "q", image, of=(moved,))
    return by("invariance", whole, of=(of_two(whole), scaled))


@forgery("an interval of maximisers, as if it were one", "many values at the maximisers")
def _() -> Theorem:
    closed = read_domain("[0, 1]")
    flat = by("maximum-of-constant", given(), "p", closed, of=(by("normal-form", given(), "p - p + r", "r"),))
    one = root("2*p - q", given("parameters: q in [0, 2]"), closed)
    twice = by("inverse-function", given(), "2*p", "q", read_domain("[0, 2]"), of=(one,))
    return by("invariance", given(), of=(flat, twice))


def nested_root() -> Theorem:
    """-(r - p)^2 + p - p^2/2, greatest where r = p and 1 - p = 0."""
    bend = by("differentiate", ABOVE, "derivative(-(r - p)^2 + p - p^2/2, r)", ())
    first = by("maximum-by-sign", ABOVE, "2", "r", "p", LINE, of=(bend,))
    slope = by("differentiate", ABOVE, "derivative(p - p^2/2, p)", ())
    down = falling("1 - p", "negative")
    one = by("one-root", ABOVE, of=(down, limit("1 - p", "0"), limit("1 - p", "oo")))
    return by("nested-maximum", ABOVE, of=(first, by("maximum-at-root", ABOVE, "1", of=(slope, down, one))))


@forgery("a root whose place in the new parameter moves with the other one", "is not known where")
def _() -> Theorem:
    facts = given("parameters: p > 0", "parameters: q > 0")
    one = root("p*exp(r) - q", facts, RAY)
    scaled = by("inverse-function", ABOVE, "p*exp(r)", "q", RAY, of=(one,))
    return by("invariance", ABOVE, of=(nested_root(), scaled))


@forgery("another equation for a root, equal at one value only", "cannot prove r = 1")
def _() -> Theorem:
    facts = given("parameters: p > 0", "hypothesis: r = 1")
    same = by("normal-form", facts, "1 - p", "r - p")
    return by("same-function", facts, of=(nested_root(), same))


# ── the chain rule ──


def log_slope(facts: Given) -> Theorem:
    return by("differentiate", facts, "derivative(log(p), p)", ())


POSITIVE = ("parameters: 0 < p < 1", "parameters: q real")


@forgery("a chain that leaves the domain", "cannot prove")
def _() -> Theorem:
    facts = given(*POSITIVE)
    return by("chain-rule", facts, "2*q", "q", of=(log_slope(facts),))


@forgery("a chain through a corner", "cannot prove q != 0")
def _() -> Theorem:
    facts = given("parameters: q real")
    return by("chain-rule", facts, "abs(q)", "q", of=(by("differentiate", facts, "derivative(p^2, p)", ()),))


@forgery("a chain with the new parameter outside", "depends on q")
def _() -> Theorem:
    return by("chain-rule", given(), "2*q", "q", of=(by("differentiate", given(), "derivative(p*q, p)", ()),))


@forgery("a chain through itself", "depends on p")
def _() -> Theorem:
    return by("chain-rule", given(), "p*q", "q", of=(by("differentiate", given(), "derivative(p^2, p)", ()),))


@forgery("a chain past a name for the old parameter", "hides in the definition of")
def _() -> Theorem:
    facts = given("definition: w := p^2")
    return by("chain-rule", facts, "2*q", "q", of=(by("differentiate", facts, "derivative(p^2, p)", ()),))


@forgery("the second derivative of another function", "needs the derivatives of one function")
def _() -> Theorem:
    first = by("differentiate", given(), "derivative(p^2, p)", ())
    other = by("differentiate", given(), "derivative(p^3, p)", ())
    second = by("differentiate-both-sides", given(), "p", of=(other,))
    return by("chain-rule-of-second-order", given(), "2*q", "q", of=(first, second))


@forgery("an expectation moved with its parameter", "on the distribution of the data")
def _() -> Theorem:
    facts = coin(more=("parameters: 0 < q < 1",))
    mean = chain(by("expectation-of-observation", facts, "expect(x[1])", ()))
    slope = by("differentiate-both-sides", facts, "p", of=(mean,))
    return by("chain-rule", facts, "q", "q", of=(slope,))


# ── the variance ──


@forgery("a variance times what is random", "free of the data")
def _() -> Theorem:
    spread = by("variance-by-moments", coin(), "variance(x[1])", ())
    return by("variance-of-multiple", coin(), "x[2]", of=(spread,))


@forgery("a variance times a name for what is random", "free of the data")
def _() -> Theorem:
    facts = coin(more=("definition: s := sum(x[i], i=1..n)",))
    spread = by("variance-by-moments", facts, "variance(x[1])", ())
    return by("variance-of-multiple", facts, "s", of=(spread,))


# ── equations and logs ──


@forgery("an equation divided by what may vanish", "cannot prove p != 0")
def _() -> Theorem:
    return by("nonzero-factor", given(), "p^2", "p", "p - 1", "p")


@forgery("an equation that is another one", "cannot prove -1 \\+ p =")
def _() -> Theorem:
    return by("nonzero-factor", given(), "p", "1", "p - 2", "1")


@forgery("a power taken of what may be negative", "cannot prove 0 < 1 \\+ p")
def _() -> Theorem:
    return by("power-equation", given(), "(1 + p)^2 - 4", "1 + p", "2", "4", "1")


@forgery("an exponential that is negative", "cannot prove 0 < -1")
def _() -> Theorem:
    return by("inverse-equation", given(), "exp(p) + 1", "p", "exp(p)", "-1", "1")


@forgery("a logarithm of what may be negative", "cannot prove 0 < p")
def _() -> Theorem:
    return by("inverse-equation", given(), "log(p^2) - 2*r", "p", "log(p)", "r", "2")


@forgery("the log of an odd power of a negative number", "cannot prove 0 < p")
def _() -> Theorem:
    return by("log-of-power", given("hypothesis: p < 0"), "log(p^3)", ())


@forgery("the log of an even power of what may be 0", "cannot prove 0 < p")
def _() -> Theorem:
    return by("log-of-power", given(), "log(p^2)", ())


@forgery("a root of a quadratic beside another one", "cannot prove")
def _() -> Theorem:
    facts = given("parameters: p real")
    return by("quadratic-equation", facts, "(p + 1)*(p - 2)", "p", "2", "p + 1")


@forgery("the root of another quadratic", "cannot prove")
def _() -> Theorem:
    facts = given("parameters: p > 0")
    return by("quadratic-equation", facts, "(p + 1)*(p - 2)", "p", "3", "p + 1")


@forgery("a root that moves with the variable", "depends on")
def _() -> Theorem:
    facts = given("parameters: p > 0")
    return by("quadratic-equation", facts, "p^2 - p", "p", "1/p", "p^2*(p - 1)/(p^2 - 1)")
