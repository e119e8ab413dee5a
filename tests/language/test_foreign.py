"""SymPy in: the same term in the language, assumptions as facts, and a clear word where there is none."""

from __future__ import annotations

import pytest
from sympy import (
    Abs,
    And,
    Basic,
    Derivative,
    Dummy,
    E,
    Eq,
    Expr,
    Function,
    Heaviside,
    I,
    Idx,
    IndexedBase,
    Integral,
    KroneckerDelta,
    LambertW,
    Limit,
    Matrix,
    MatrixSymbol,
    Max,
    Min,
    Ne,
    Piecewise,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    beta,
    binomial,
    digamma,
    erf,
    exp,
    factorial,
    log,
    loggamma,
    pi,
    polygamma,
    sin,
    symbols,
    trigamma,
    true,
)

from derive.errors import ReadError
from derive.language.foreign import from_sympy, relation_from_sympy, sides, sign
from derive.language.reader import read
from derive.language.writer import write, write_fact

x, y, z = symbols("x y z")
a = Symbol("a", positive=True)
n = Symbol("n", integer=True, positive=True)
k = Symbol("k", integer=True, nonnegative=True)
i, j = symbols("i j", integer=True)
X = IndexedBase("x")
POSITIVE = IndexedBase("w", positive=True)

READ = [
    (Max(x, y, 0), "max(0, x, y)"),
    (Min(x, -y), "min(x, -y)"),
    (Piecewise((x, x < 0), (y, True)), "where(x < 0, x, y)"),
    (Piecewise((x, x <= 0), (y, True)), "where(0 < x, y, x)"),
    (Piecewise((x, x > y), (1, True)), "where(y < x, x, 1)"),
    (Piecewise((x, x >= y), (1, True)), "where(x < y, 1, x)"),
    (Piecewise((1, Eq(x, 0)), (2, Ne(y, 0)), (3, True)), "where(x = 0, 1, where(y = 0, 3, 2))"),
    (polygamma(0, x), "digamma(x)"),
    (polygamma(1, x), "trigamma(x)"),
    (LambertW(x) + LambertW(y, -1), "lambert_w0(x) + lambert_wm1(y)"),
    (digamma(x) + trigamma(y), "digamma(x) + trigamma(y)"),
    (Heaviside(x), "where(x < 0, 0, where(x = 0, 1/2, 1))"),
    (Heaviside(x, 0), "where(x < 0, 0, where(x = 0, 0, 1))"),
    (KroneckerDelta(x, 1), "indicator(1, x)"),
    (beta(x, y), "Beta(x, y)"),
    (binomial(x, 2, evaluate=False), "binomial(x, 2)"),
    (loggamma(x) * erf(y), "erf(y)*loggamma(x)"),
    (Function("sigmoid")(x), "sigmoid(x)"),
    (Function("max")(x, y, z), "max(x, y, z)"),
    (Derivative(Function("softplus")(x), x), "derivative(softplus(x), x)"),
    (Function("f")(x), "f(x)"),
    (log(x, 2), "1/log(2)*log(x)"),
    (x ** Rational(1, 2) / pi**2 + E, "e + 1/pi^2*sqrt(x)"),
    (Sum(X[i], (i, 1, 3)), "sum(x[i], i=1..3)"),
    (Sum(X[Idx("i")], (Idx("i"), 1, 3)), "sum(x[i], i=1..3)"),
    (Product(Abs(X[j + 1]), (j, 1, 3)), "product(abs(x[1 + j]), j=1..3)"),
    (Dummy("t") + 1, "1 + t"),
]


@pytest.mark.parametrize(("expr", "text"), READ, ids=str)
def test_a_term_is_read(expr: Expr, text: str) -> None:
    term, facts = from_sympy(expr)
    assert write(term) == text
    assert read(text, functions=("f",)) == term
    assert facts == ()
    assert all(symbol == Symbol(symbol.name) for symbol in term.free_symbols if isinstance(symbol, Symbol))


ASSUMED: list[tuple[Expr, list[str]]] = [
    (log(a), ["a > 0"]),
    (exp(Symbol("b", real=True)), []),
    (Symbol("b", nonnegative=True), ["b >= 0"]),
    (Symbol("b", negative=True), ["b in (-oo, 0)"]),
    (Symbol("b", nonpositive=True), ["b in (-oo, 0]"]),
    (Symbol("b", nonzero=True), ["b != 0"]),
    (Symbol("b", integer=True), ["b integer"]),
    (Symbol("b", integer=True, negative=True), ["b in -oo..-1"]),
    (Symbol("b", odd=True), ["b integer", "b != 0"]),
    (factorial(n) * k, ["k >= 0 integer", "n >= 1 integer"]),
    (Sum(x**k, (k, 0, n)), ["n >= 1 integer"]),
    (Sum(X[i], (i, 1, n)) + i, ["i integer", "n >= 1 integer"]),
    (Sum(log(POSITIVE[i]), (i, 1, n)), ["n >= 1 integer", "w[i] > 0 for i=1..n"]),
    (POSITIVE[1] + POSITIVE[2], ["w[1] > 0", "w[2] > 0"]),
    (Piecewise((log(a), x < a), (0, True)), ["a > 0"]),
]


@pytest.mark.parametrize(("expr", "facts"), ASSUMED, ids=str)
def test_assumptions_become_facts_about_what_is_free(expr: Expr, facts: list[str]) -> None:
    term, found = from_sympy(expr)
    assert [write_fact(fact) for fact in found] == facts
    assert all(symbol == Symbol(symbol.name) for symbol in term.atoms(Symbol))


REFUSED = [
    (0.5 * x, "Float: 0.5"),
    (I * x, "ImaginaryUnit"),
    (sin(x), "sin: sin(x)"),
    (polygamma(2, x), "polygamma(2, x)"),
    (Integral(x, x), "no Integral: Integral(x, x)"),
    (Limit(x, x, 0), "no Limit"),
    (MatrixSymbol("M", 2, 2), "no MatrixSymbol: M"),
    (Matrix([[x]]), "a single expression is expected, not MutableDenseMatrix"),
    (x + Symbol("x", positive=True), "two different symbols are called x"),
    (Symbol("t", imaginary=True), "every symbol is a real number, and t is not"),
    (Symbol("x y"), "cannot write the name 'x y'"),
    (Symbol("log"), "cannot write the name 'log'"),
    (S.ComplexInfinity, "ComplexInfinity"),
    (S.NaN, "NaN"),
    (true, "BooleanTrue"),
    (x < 1, "StrictLessThan: x < 1"),
    (Piecewise((x, x < 0)), "a last case that holds otherwise"),
    (Piecewise((x, x < 0), (y, x > 1)), "a last case that holds otherwise"),
    (Piecewise((x, And(x < 0, y < 0)), (1, True)), "a relation is expected, not (x < 0) & (y < 0)"),
    (Piecewise((x, Symbol("B")), (1, True)), "a relation is expected, not B"),
    (KroneckerDelta(i, j, (1, 3)), "a KroneckerDelta with a range"),
    (Function("sigmoid")(x, y), "sigmoid does not take 2 arguments"),
    (Function("mean")(x, y), "reads 'mean' as what it means"),
    (Function("where")(x, y), "cannot write the name 'where'"),
    (Derivative(x**2, (x, n)), "no text for the limits (x, n)"),
]


@pytest.mark.parametrize(("expr", "problem"), REFUSED, ids=str)
def test_what_the_language_does_not_have_is_refused_by_name(expr: Basic, problem: str) -> None:
    with pytest.raises(ReadError) as caught:
        from_sympy(expr)
    assert problem in str(caught.value)
    assert len(str(caught.value)) < 200


RELATIONS = [
    (Eq(x, y), "x = y", "="),
    (Ne(x, y), "x != y", "!="),
    (x < y, "x < y", "<"),
    (x <= y, "x <= y", "<="),
    (x > y, "y < x", "<"),
    (x >= y, "y <= x", "<="),
]


@pytest.mark.parametrize(("relation", "text", "shown"), RELATIONS, ids=str)
def test_relations(relation: Basic, text: str, shown: str) -> None:
    found, facts = relation_from_sympy(relation)
    assert (write_fact(found), sign(relation), facts) == (text, shown, ())
    assert f"{sides(relation)[0]} {shown} {sides(relation)[1]}" == text


def test_a_relation_brings_the_assumptions_of_both_sides() -> None:
    _, facts = relation_from_sympy(Eq(log(a), n))
    assert [write_fact(fact) for fact in facts] == ["a > 0", "n >= 1 integer"]


@pytest.mark.parametrize("value", [x, true, And(x < y, y < z), Eq(x, x), True, None], ids=str)
def test_what_is_no_relation_is_refused(value: Basic) -> None:
    with pytest.raises(ReadError, match="a relation is expected"):
        relation_from_sympy(value)
