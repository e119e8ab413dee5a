"""Equalities of the Given in the normal form, and where they may not be used."""

from __future__ import annotations

import pytest
from sympy import Expr

from derive.algebra.equality import equal
from derive.language.facts import read_facts
from derive.language.reader import read
from derive.statement import Given, Provenance

TRUE = [
    ("a + b = 1", "b = 1 - a"),
    ("a + b = 1", "a^2 + 2*a*b + b^2 = 1"),
    ("a + b = 1, a > 0, b > 0", "log(a + b) = 0"),
    ("a + b = 1, a > 0, b > 0", "a*log(1 - b) + b*log(b) = a*log(a) + (1 - a)*log(1 - a)"),
    ("a + b = c, b + c = d", "d = a + 2*b"),
    ("a = b, b = c, c = a", "a = c"),
    ("s = sum(x[i], i=1..n), n in 1..oo", "sum(x[i] - s/n, i=1..n) = 0"),
    ("s = sum(x[i], i=1..n), n in 1..oo", "sum((x[i] - s/n)^2, i=1..n) = sum(x[i]^2, i=1..n) - s^2/n"),
    ("s = sum(x[i], i=1..n), n in 1..oo", "exp(sum(x[i]*t, i=1..n)) = exp(t*s)"),
    ("sum(p[k], k=1..K) = 1, K in 1..oo", "sum(c*p[k], k=1..K) = c"),
    ("sum(p[k], k=1..K) = 1, K in 1..oo", "log(sum(p[k], k=1..K)) = 0"),
    ("sum(p[k], k=1..K) = 1, K in 1..oo", "sum(p[k]/sum(p[j], j=1..K), k=1..K) = 1"),
    ("sum(p[k], k=1..K) = 1, K in 1..oo", "sum(sum(p[k]*p[j], j=1..K), k=1..K) = 1"),
    ("sum(p[k], k=1..K) = 1, sum(q[k], k=1..K) = 1, K in 1..oo", "sum(p[k] - q[k], k=1..K) = 0"),
    ("n*m = s, n > 0", "m = s/n"),
    ("n*m = s, n > 0", "log(n) = log(n) + m - s/n"),
    ("a*b = 1, a > 0", "b = 1/a"),
    ("a*b = 1, a > 0, b > 0", "log(b) = -log(a)"),
    ("a*b = a, a > 0", "b = 1"),
    ("a*b = 1", "a^2*b^2 + a*b = 2"),
    ("a^2 + b^2 = 1", "a^4 - b^4 = a^2 - b^2"),
    ("a^2 = 2", "a^4 = 4"),
    ("a^2 = 2", "(a + 1)*(a - 1) = 1"),
    ("a^2 = b, b^2 = a", "a^4 = a"),
    ("(a - b)^2 = 0", "a = b"),
    ("x*y = 0", "(x + y)^2 = x^2 + y^2"),
    ("x*y = 0", "(x + y)^2/(x^2 + y^2 + 1) = (x^2 + y^2)/(x^2 + y^2 + 1)"),
    ("exp(a) = 2*b", "exp(2*a) = 4*b^2"),
    ("N = n, n in 1..oo", "sum(x[i], i=1..N) = sum(x[i], i=1..n)"),
    ("n = 2*m, m in 1..oo, n in 1..oo", "sum(1, i=1..n) = 2*m"),
    ("n = 2*m, m in 1..oo, n in 1..oo", "(-1)^n = 1"),
    ("x[i] = m for i = 1..n, n in 1..oo", "sum(x[i], i=1..n) = n*m"),
    ("x[i] = m for i = 1..n, n in 1..oo", "x[1] = m"),
    ("x[i] = m for i = 1..n, n in 1..oo", "x[n] = x[1]"),
    ("x[i] = m for i = 1..n, k in 1..n, n in 1..oo", "x[k]^2 = m^2"),
    ("y[i] = a*x[i] + b for i = 1..n, n in 1..oo", "sum(y[i], i=1..n) = a*sum(x[i], i=1..n) + n*b"),
    ("x[i] = y[i] for i = 1..n, y[i] = x[i] for i = 1..n, n in 1..oo", "sum(x[i] - y[i], i=1..n) = 0"),
    ("x[i] = m for i = 1..N, N = n, n in 1..oo", "sum(x[i], i=1..n) = n*m"),
    ("x[i]^2 = x[i] for i = 1..n, n in 1..oo", "x[1]^3 = x[1]"),
    ("a + b = 1", "derivative(a*b, a) = 1 - a"),
    ("a = b", "where(a = b, c, d) = c"),
    ("a*b = 1", "derivative(b^2*a*b, b) = 3*b"),
]

FALSE = [
    ("a + b = 1", "a = b"),
    ("a + b = 1", "a*b = 1"),
    ("a*b = 1", "a = b"),
    ("a*b = a", "b = 1"),
    ("a^2 = 1", "a = 1"),
    ("a^2 = b^2", "a = b"),
    ("n*m = s", "m*n/s = m"),
    ("s = sum(x[i], i=1..n), n in 1..oo", "sum(x[i], i=1..n + 1) = s"),
    ("s = sum(x[i], i=1..n), n in 1..oo", "sum(x[i]^2, i=1..n) = s^2"),
    ("sum(p[k], k=1..K) = 1, K in 1..oo", "p[1] = 1"),
    ("sum(p[k], k=1..K) = 1, K in 1..oo", "sum(p[k]^2, k=1..K) = 1"),
    ("sum(p[k], k=1..K) = 1, K in 1..oo", "sum(p[k], k=1..K + 1) = 1"),
    ("x[i] = m for i = 1..n, n in 2..oo", "x[n + 1] = m"),
    ("x[i] = m for i = 1..n, n in 1..oo", "x[2] = m"),
    ("x[i] = m for i = 2..n, n in 2..oo", "x[1] = m"),
    ("x[i] = m for i = 1..n, n in 1..oo", "sum(x[i], i=1..n + 1) = (n + 1)*m"),
    ("x[i] = y[i] for i = 1..n, n in 1..oo", "sum(x[i], i=1..n) = n*y[1]"),
    ("n = 2*m, m in 1..oo", "n = m"),
    # where there may be no observation, nothing is known
    ("c = d for i = 1..n, n in 0..oo", "c + sum(x[i], i=1..n) = d + sum(x[i], i=1..n)"),
    ("log(c) = y[i] for i = 1..n, n in 0..oo", "abs(c) + sum(y[i], i=1..n) = c + sum(y[i], i=1..n)"),
    ("0 < c for i = 1..n, n in 0..oo", "abs(c) + sum(y[i], i=1..n) = c + sum(y[i], i=1..n)"),
    # an equality about the point does not hold under a derivative
    ("a + b = 1", "derivative(a*b, a) = 1 - 2*a"),
    ("a = b", "derivative(a, a) = derivative(b, a)"),
    ("a = 0", "derivative(a, a) = 0"),
    ("a = b", "derivative(a^2, a) = derivative(a*b, a)"),
    ("a*b = 1", "derivative(a*b, b) = 0"),
    ("a^2 = 1", "derivative(a^2, a) = 0"),
    ("a = b", "derivative(where(a = b, a, 2), a) = 1"),
    ("s = a + b", "derivative(s, a) = 1"),
    # nor, where it looks at the data, inside an expectation
    ("s = sum(x[i], i=1..n), n in 1..oo", "expect(s) = expect(sum(x[i], i=1..n))"),
    ("sum(x[i], i=1..n) = 0, n in 1..oo", "expect(sum(x[i], i=1..n)) = 0"),
    ("x[i] = m for i = 1..n, n in 1..oo", "expect(x[1]) = m"),
    ("x[i] = m for i = 1..n, n in 1..oo", "variance(sum(x[i], i=1..n)) = 0"),
    # a bound index is not the name in the equality
    ("i = 2, n in 1..oo", "sum(i, i=1..n) = 2*n"),
    ("x[i] = m for i = 1..n, n in 1..oo", "x[i] = m"),
    ("i = j, n in 1..oo", "sum(x[i], i=1..n) = sum(x[j], i=1..n)"),
]


def known(text: str) -> Given:
    return Given().adding(Provenance.HYPOTHESIS, *read_facts(text))


def sides(text: str) -> tuple[Expr, Expr]:
    depth, places = 0, []
    for k, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "=" and not depth:
            places.append(k)
    return read(text[: places[0]]), read(text[places[0] + 1 :])


@pytest.mark.parametrize(("facts", "text"), TRUE)
def test_true(facts: str, text: str) -> None:
    assert equal(*sides(text), known(facts))


@pytest.mark.parametrize(("facts", "text"), FALSE)
def test_false(facts: str, text: str) -> None:
    assert not equal(*sides(text), known(facts))
