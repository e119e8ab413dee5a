"""False theorems, and the ways by which one might get them.

Each forgery is a small derivation of something false, or of something that does not follow. Where it is
the form of a Given or a claim that forbids it, the forgery is made by a kernel that does not look at form:
its JSON is whole and consistent, with every certificate. Where a rule forbids it, it cannot be made at all.
"""

from __future__ import annotations

from collections.abc import Callable

from situations import coin, given

from derive.kernel.theorem import Theorem, infer
from derive.language.facts import read_domain
from derive.language.reader import read
from derive.rules import named
from derive.statement import Given, JointDensity

FORGERIES: dict[str, tuple[str, Callable[[], Theorem]]] = {}


def forgery(name: str, refused: str) -> Callable[[Callable[[], Theorem]], Callable[[], Theorem]]:
    """A forgery by name; `refused` is what the refusal says."""

    def made(build: Callable[[], Theorem]) -> Callable[[], Theorem]:
        FORGERIES[name] = refused, build
        return build

    return made


def term(value: object) -> object:
    return read(value, functions=None) if isinstance(value, str) and value not in SENSES else value


SENSES = (
    "negative",
    "positive",
    "nonpositive",
    "trace",
    "determinant",
    "identity",
    "any",
    "centred",
    "one",
    "two",
)


def by(rule: str, facts: Given, *witness: object, of: tuple[Theorem, ...] = ()) -> Theorem:
    return infer(named(rule), facts, of, tuple(map(term, witness)))  # type: ignore[arg-type]


def chain(*theorems: Theorem) -> Theorem:
    return infer(named("transitivity"), theorems[-1].given, theorems)


TOTAL = "definition: s := sum(x[i], i=1..n)"

# ── definitions ──


@forgery("a number by a definition of itself", "before its definition, or within it")
def _() -> Theorem:
    return by("definition", given("definition: z := z + 1"), "z", ())


@forgery("two numbers by a circle of definitions", "before its definition, or within it")
def _() -> Theorem:
    return by("definition", given("definition: y := z + 1", "definition: z := y"), "y", ())


@forgery("1 = 2 by two definitions of one name", "defined twice")
def _() -> Theorem:
    one = given("definition: z := 1")
    both = given("definition: z := 1", "definition: z := 2")
    other = by("definition", given("definition: z := 2"), "z", ())
    back = infer(named("symmetry"), one, (by("definition", one, "z", ()),))
    return infer(named("transitivity"), both, (back, other))


@forgery("the logarithm defined anew", "cannot be defined")
def _() -> Theorem:
    from sympy import Integer, Symbol, log

    from derive.statement import Definition

    new = ("definition", Definition(log(Symbol("p")), Integer(1)))
    return by("normal-form", given(new), "log(2)", "1")


@forgery("a value for a parameter, called a definition", "before its definition")
def _() -> Theorem:
    return by("definition", given("parameters: 0 < p < 1", "definition: p := 5"), "p", ())


@forgery("a value for a parameter, defined first", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("definition", given("definition: p := 5", "parameters: 0 < p < 1"), "p", ())


@forgery("one letter twice among the arguments", "not distinct symbols")
def _() -> Theorem:
    return by("definition", given("definition: g(t, t) := t"), "g(1, 2)", ())


@forgery("a value for the data, called a definition", "before its definition")
def _() -> Theorem:
    return by("definition", coin(more=("definition: x := 5",)), "x", ())


@forgery("a likelihood that is its own density", "before its definition, or within it")
def _() -> Theorem:
    joint = ("sampling", JointDensity(read("L(p)", functions=None)))
    return by("independence", coin("L(p)", (joint,)), "L(p)", ())


@forgery("two samples of the same data", "more than one sample")
def _() -> Theorem:
    other = next(coin("p*x[i] + (1 - p)*(1 - x[i]) + 0*i").samples())
    return by("linearity-of-expectation", coin(more=(("sampling", other),)), "expect(x[1])", ())


# ── facts that are not what they are said to be ──


@forgery("parameters that contradict each other", "no point is known")
def _() -> Theorem:
    facts = given("parameters: 0 < p < 1", "parameters: p in (2, 3)")
    return by("sign-of-value", facts, "positive", of=(by("reflexivity", facts, "p - 1"),))


@forgery("the claim itself as a parameter space", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("normal-form", given("parameters: a = b"), "a", "b")


@forgery("a hypothesis on the data as sampling, used in an expectation", "cannot be assumed as sampling")
def _() -> Theorem:
    return by("normal-form", coin(more=(TOTAL, "sampling: 1 < s")), "expect(abs(s - 1))", "expect(abs(s - 1))")


@forgery("a support that is not the sample's", "cannot be assumed as support")
def _() -> Theorem:
    return by("reflexivity", coin(more=("support: x[i] in {1} for i=1..n",)), "log(x[1])")


@forgery("a parameter space that looks at the data", "cannot be assumed as parameters")
def _() -> Theorem:
    return by("reflexivity", coin(more=(TOTAL, "parameters: q in (0, s)")), "log(q)")


@forgery("a range for a name of the data", "cannot be assumed as binding")
def _() -> Theorem:
    return by("reflexivity", coin(more=(TOTAL, "binding: s in (1, oo)")), "expect(log(s))")


# ── hypotheses where they do not hold ──


@forgery("a hypothesis on the data inside an expectation", "is not given here|does not hold here|assumes")
def _() -> Theorem:
    facts = coin(more=(TOTAL, "hypothesis: s = 0"))
    zero = by("hypothesis", facts, "s", ())
    return by("substitution", facts, "expect(s)", (0,), of=(zero,))


@forgery("a hypothesis rewritten inside an expectation", "does not apply")
def _() -> Theorem:
    return by("hypothesis", coin(more=(TOTAL, "hypothesis: s = 0")), "expect(s)", (0,))


@forgery("a sign of the data inside a variance", "does not apply|cannot prove")
def _() -> Theorem:
    facts = coin(more=(TOTAL, "hypothesis: 1 < s"))
    return by("variance-of-affine", facts, "variance(abs(s - 1))", ())


@forgery("a value inside a derivative", "does not apply")
def _() -> Theorem:
    return by("hypothesis", given("hypothesis: p = 1/2"), "derivative(p^2, p)", (0, 0))


@forgery("a value inside a derivative, counted from the end", "no place")
def _() -> Theorem:
    return by("hypothesis", given("hypothesis: p = 1/2"), "derivative(p^2, p)", (-2, 0))


@forgery("a value inside a mixed derivative", "does not apply")
def _() -> Theorem:
    return by("hypothesis", given("hypothesis: q = 1/2"), "derivative(p*q^2, p, q)", (0, 1, 0))


@forgery("another variable under a derivative", "no place")
def _() -> Theorem:
    return by("hypothesis", given("hypothesis: p = q"), "derivative(p^2, p)", (1, 0))


@forgery("a value at single points differentiated", "single points")
def _() -> Theorem:
    facts = given("hypothesis: p = 1/2")
    return by("differentiate-both-sides", facts, "p", of=(by("hypothesis", facts, "p", ()),))


@forgery("a value of a parameter hidden in a name", "hides in the definition")
def _() -> Theorem:
    facts = given("parameters: 0 < p < 1", "definition: g(t) := t*p", "hypothesis: g(1) = 1/2")
    return by("hypothesis", facts, "derivative(g(1), p)", (0,))


@forgery("an equality of a bound index with a number", "does not apply|does not hold")
def _() -> Theorem:
    return by("hypothesis", given("hypothesis: i = 2"), "sum(x[i], i=1..3)", (0, 1))


@forgery("a limit that an outer index binds", "no place")
def _() -> Theorem:
    return by("hypothesis", given("hypothesis: j = 5"), "sum(i, i=1..j, j=1..3)", (1, 2))


@forgery("data renamed by an equality of numbers", "no place")
def _() -> Theorem:
    return by("hypothesis", given("hypothesis: x = y"), "x[1]", (0, 0))


@forgery("a fact about every index used outside of its range", "cannot prove")
def _() -> Theorem:
    return by("reflexivity", given("hypothesis: x[i] > 0 for i=1..3"), "log(x[4])")


@forgery("a fact about every index used in a longer sum", "cannot prove")
def _() -> Theorem:
    facts = given("parameters: n >= 1 integer", "hypothesis: x[i] > 0 for i=1..n")
    return by("log-of-product", facts, "log(product(x[i], i=1..n+1))", ())


@forgery("a fact about one interval used throughout another", "cannot prove")
def _() -> Theorem:
    inner = given("parameters: 0 < p < 1/2")
    facts = given("parameters: 0 < p < 1/2", "hypothesis: p < 1/2", "hypothesis: 0 < 1 - 2*p")
    slope = by("differentiate", facts, "derivative(p - p^2, p)", ())
    tidy = chain(slope, by("normal-form", facts, slope.claim.right, "1 - 2*p"))  # type: ignore[union-attr]
    sign = by("sign-of-value", facts, "positive", of=(tidy,))
    assert inner != facts
    return by("monotone-by-derivative", facts, read_domain("(0, 1)"), of=(sign,))


@forgery("a value put into a fact, but not into its domain", "cannot prove 0 < q < r")
def _() -> Theorem:
    facts = given("hypothesis: 0 < q < p", "hypothesis: r > 0")
    size = by("normal-form", given("hypothesis: 0 < q < p"), "abs(p - q)", "p - q")
    return by("instance", facts, "p", "r", of=(size,))
