"""What people write, as an Identity: text, SymPy, or both; and what is wrong with what is wrong."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy import Add, Eq, ImmutableMatrix, Matrix, Symbol, log, symbols

from derive.errors import LimitError, ReadError
from derive.identities.reading import Facts, Side, identity, read_given, read_identity, read_up_to
from derive.language.facts import read_fact
from derive.language.writer import write_fact
from derive.statement import Given, Identity, Provenance

x, y = symbols("x y")
a = Symbol("a", positive=True)


def told(found: Identity) -> tuple[list[str], list[str]]:
    return [write_fact(r) for r in found.relations], [write_fact(f) for f in found.given.facts()]


TEXTS = [
    ("a = b", "", ["a = b"], []),
    ("a/a >= 1", "a > 0", ["1 <= a/a"], ["a > 0"]),
    ("a != b", "a < b, c = a", ["a != b"], ["a < b", "c = a"]),
    ("log(x[i]) = 0", "x[i] > 0; n >= 1 integer", ["log(x[i]) = 0"], ["x[i] > 0 for i=1..n", "n >= 1 integer"]),
    ("[a, b] = 2*[c, d]", "\n a > 0\n", ["a = 2*c", "b = 2*d"], ["a > 0"]),
    ("[[a, 0], [0, b]]*[x, y] = [a*x, b*y]", "", ["a*x + 0*y = a*x", "0*x + b*y = b*y"], []),
]


@pytest.mark.parametrize(("claim", "given", "relations", "facts"), TEXTS)
def test_a_text(claim: str, given: str, relations: list[str], facts: list[str]) -> None:
    assert told(read_identity(claim, given)) == (relations, facts)


SIDES = [
    ("a", "b", "=", ["a = b"], []),
    ("a", "b", "<", ["a < b"], []),
    ("a", "b", "!=", ["a != b"], []),
    ("[a, b]", "[c, d]", "=", ["a = c", "b = d"], []),
    (log(a), "x", "=", ["log(a) = x"], ["a > 0"]),
    ("log(x)", 0, "=", ["log(x) = 0"], []),
    (2, a, "<=", ["2 <= a"], ["a > 0"]),
    (Matrix([[x, a]]), Matrix([[1, y]]), "=", ["x = 1", "a = y"], ["a > 0"]),
    (ImmutableMatrix([[x]]), Matrix([[y]]), "<", ["x < y"], []),
]


@pytest.mark.parametrize(("left", "right", "relation", "relations", "facts"), SIDES)
def test_two_sides(left: Side, right: Side, relation: str, relations: list[str], facts: list[str]) -> None:
    assert told(identity(left, right, relation=relation)) == (relations, facts)


GIVEN: list[tuple[Facts, list[str]]] = [
    ("", []),
    ("  \n", []),
    ("0 < p < 1, n >= 1 integer", ["0 < p < 1", "n >= 1 integer"]),
    (x > 1, ["1 < x"]),
    (Eq(log(a), x), ["a > 0", "log(a) = x"]),
    (read_fact("x > 0"), ["x > 0"]),
    ([x < y, "y < 3", read_fact("k in 0..n")], ["x < y", "y < 3", "k in 0..n"]),
    ((), []),
    (Given().adding(Provenance.SUPPORT, read_fact("x > 0")), ["x > 0"]),
]


@pytest.mark.parametrize(("given", "facts"), GIVEN, ids=str)
def test_what_is_known(given: Facts, facts: list[str]) -> None:
    assert [write_fact(fact) for fact in read_given(given).facts()] == facts


UP_TO = [
    ("", ("", ())),
    ("constant", ("constant", ())),
    ("constant in p", ("constant", ("p",))),
    (" factor in mu,  sigma ", ("factor", ("mu", "sigma"))),
    ("constant λ", ("constant", ("lambda",))),
]


@pytest.mark.parametrize(("text", "expected"), UP_TO)
def test_up_to(text: str, expected: tuple[str, tuple[str, ...]]) -> None:
    kind, variables = read_up_to(text)
    assert (kind, tuple(v.name for v in variables)) == expected


WRONG = [
    (lambda: read_identity("a"), "a relation is missing after 'a'"),
    (lambda: read_identity("a = b = c"), "one relation is expected"),
    (lambda: read_identity("a = b, c = d"), "one relation is expected"),
    (
        lambda: read_identity("[a] = [b] = [c]"),
        "a matrix stands where a number is expected|one relation is expected",
    ),
    (lambda: read_identity("[a, b] < [c, d]"), "matrices are compared with = only"),
    (lambda: read_identity("a = f(b)"), "unknown function 'f'"),
    (lambda: read_identity("a = b", "a >"), "the text ends too early"),
    (lambda: read_identity("a < b", up_to="constant in a"), "only an equality"),
    (lambda: read_identity("a = b", up_to="konstant"), 'up_to is "constant" or "factor"'),
    (lambda: read_identity("a = b", up_to="constant in a + 1"), "free of symbols, not of a"),
    (lambda: read_identity("a = b", up_to="factor in x[1]"), "free of symbols"),
    (lambda: identity("a", "b", relation="~"), "'~' is not one of <, <=, =, !="),
    (lambda: identity("a = b", "c"), "one relation is expected"),
    (lambda: identity("a", 0.5), "0.5 is not exact"),
    (lambda: identity(True, "a"), "True is not exact"),
    (lambda: identity(0.5 * x, "a"), "no text for Float"),
    (lambda: identity("a", Fraction(1, 2)), "a side is text or an expression of SymPy, not Fraction"),
    (lambda: identity(None, "a"), "not NoneType"),
    (lambda: identity(Matrix([[x]]), "[[x]]"), "a matrix is compared with a matrix of the same shape"),
    (lambda: identity(Matrix([[x]]), Matrix([[x, y]])), "of the same shape"),
    (lambda: read_given(5), "a fact is text or a relation of SymPy, not int"),
    (lambda: read_given(["a > 0", 5]), "not int"),
    (lambda: read_given(x), "a relation is expected, not x"),
    (lambda: read_given(None), "not NoneType"),
]


@pytest.mark.parametrize(("reading", "problem"), WRONG, ids=lambda value: value if type(value) is str else "")
def test_what_is_wrong_is_said(reading, problem: str) -> None:
    with pytest.raises(ReadError, match=problem):
        reading()


def test_bounds() -> None:
    with pytest.raises(LimitError):
        read_identity("+".join(["x"] * 45_000) + " = 0")
    with pytest.raises(LimitError):
        identity(Add(*(Symbol(f"x{k}") ** 2 for k in range(7_000)), evaluate=False), 0)
