"""Sums and products: what is decided, what is refused, and what must never be believed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

import pytest
from flint import fmpq
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from sympy import Expr, IndexedBase, Integer, Pow, Sum, Symbol, exp, factorial, log, nan, zoo

from derive.algebra.equality import equal
from derive.algebra.form.normal import vanishes
from derive.algebra.numeric.balls import evaluate, same
from derive.algebra.numeric.place import Point
from derive.errors import DeriveError
from derive.language.facts import read_facts
from derive.language.reader import read
from derive.language.vocabulary import indicator
from derive.statement import Given, Provenance

DATA = "n in 1..oo"
BITS = "n in 1..oo, x[i] in {0, 1} for i = 1..n"
POSITIVE = "n in 1..oo, x[i] > 0 for i = 1..n"
MIDDLE = "n in 1..oo, m in 1..n"
CLASSES = "K in 1..oo, c in 1..K"

TRUE: dict[str, list[tuple[str, str]]] = {
    "few terms": [
        ("", "sum(x[i], i=1..3) = x[1] + x[2] + x[3]"),
        ("", "product(x[i] + a, i=1..2) = (x[1] + a)*(x[2] + a)"),
        ("n in 1..oo", "sum(x[i]^2, i=n..n + 1) = x[n]^2 + x[n + 1]^2"),
        ("", "sum(a, i=1..0) = 0"),
        ("", "product(a, i=5..4) = 1"),
        ("", "sum(sum(x[i]*x[j], j=1..i), i=1..2) = x[1]^2 + x[1]*x[2] + x[2]^2"),
        ("", "sum(2^i, i=0..10) = 2047"),
        ("", "product(i, i=1..6) = 720"),
        ("", "sum(r^i, i=0..3)*(1 - r) = 1 - r^4"),
    ],
    "reindexing": [
        (DATA, "sum(x[i + 1], i=0..n - 1) = sum(x[i], i=1..n)"),
        (DATA, "sum(x[i - 3]*y[i], i=4..n + 3) = sum(x[j]*y[j + 3], j=1..n)"),
        ("n in 1..oo, m in 0..oo", "sum(x[i + m], i=1..n) = sum(x[i], i=m + 1..m + n)"),
        (DATA, "sum(i*x[i], i=1..n) = sum((i + 1)*x[i + 1], i=0..n - 1)"),
        (DATA, "sum(log(i + 2)*x[i + 1], i=0..n - 1) = sum(log(i + 1)*x[i], i=1..n)"),
        (DATA, "sum(1/(i + 3), i=0..n) = sum(1/i, i=3..n + 3)"),
        (DATA, "product(x[i + 1], i=0..n - 1) = product(x[i], i=1..n)"),
        (DATA, "sum(x[n + 1 - i], i=1..n) = sum(x[i], i=1..n)"),
        (DATA, "sum(y[i]*x[n - i], i=0..n) = sum(x[i]*y[n - i], i=0..n)"),
        (BITS, "sum(x[i + 1]^2, i=0..n - 1) = sum(x[i], i=1..n)"),
        (BITS, "sum(x[i + 1]^2, i=1..n - 1) = sum(x[i], i=2..n)"),
        (POSITIVE, "sum(abs(x[i + 1]), i=0..n - 1) = sum(x[i], i=1..n)"),
        (POSITIVE, "sum(log(x[i]^2), i=2..n) = 2*sum(log(x[i + 1]), i=1..n - 1)"),
        (BITS, "x[1]^2 = x[1]"),
        (BITS, "x[n]^2 = x[n]"),
        ("n in 2..oo, x[i] in {0, 1} for i = 1..n", "x[n - 1]^2 = x[n - 1]"),
        ("n in 1..oo, x[i - 1] in {0, 1} for i = 1..n", "sum(x[i]^2, i=0..n - 1) = sum(x[i], i=0..n - 1)"),
    ],
    "ranges": [
        (DATA, "sum(x[i], i=1..n) = sum(x[i], i=1..n - 1) + x[n]"),
        (DATA, "sum(x[i], i=0..n) = x[0] + sum(x[i], i=1..n)"),
        (DATA, "sum(x[i], i=1..n + 2) = sum(x[i], i=1..n) + x[n + 1] + x[n + 2]"),
        (DATA, "sum(x[i], i=2..n) = sum(x[i], i=1..n) - x[1]"),
        (MIDDLE, "sum(x[i], i=1..n) = sum(x[i], i=1..m) + sum(x[i], i=m + 1..n)"),
        ("", "sum(x[i], i=1..n) = sum(x[i], i=1..m) + sum(x[i], i=m + 1..n)"),
        ("", "sum(log(x[i]), i=1..n) = sum(log(x[i]), i=1..m) + sum(log(x[i]), i=m + 1..n)"),
        (DATA, "sum(log(x[i]), i=1..n) = sum(log(x[i]), i=1..n - 1) + log(x[n])"),
        ("", "sum(1/i, i=1..n + 1) = sum(1/i, i=1..n) + 1/(n + 1)"),
        (POSITIVE, "abs(sum(x[i], i=1..n - 1)) = sum(x[i], i=1..n - 1)"),
        ("n in 1..oo, m in 1..n, x[i] > 0 for i = 1..n",
         "abs(sum(x[i], i=m + 1..n)) = sum(x[i], i=m + 1..n)"),
        (DATA, "product(x[i], i=1..n) = x[n]*product(x[i], i=1..n - 1)"),
        (DATA, "product(x[i], i=1..n) = x[1]*product(x[i], i=2..n)"),
        (POSITIVE, "product(x[i], i=1..n)/x[n] = product(x[i], i=1..n - 1)"),
        ("n in 1..oo, m in 1..n, x[i] > 0 for i = 1..n",
         "product(x[i], i=1..n) = product(x[i], i=1..m)*product(x[i], i=m + 1..n)"),
        (DATA,
         "sum(sum(x[i]*y[j], j=1..i), i=1..n) = "
         "sum(sum(x[i]*y[j], j=1..i - 1), i=1..n) + sum(x[i]*y[i], i=1..n)"),
        (DATA,
         "sum((x[i] - sum(x[j], j=1..n + 1)/(n + 1))^2, i=1..n + 1) = "
         "sum((x[i] - sum(x[j], j=1..n)/n)^2, i=1..n) + n/(n + 1)*(x[n + 1] - sum(x[j], j=1..n)/n)^2"),
    ],
    "telescoping": [
        ("n in 0..oo", "sum(x[i + 1] - x[i], i=1..n) = x[n + 1] - x[1]"),
        (DATA, "sum(log(x[i + 1]) - log(x[i]), i=1..n) = log(x[n + 1]) - log(x[1])"),
        ("n in 0..oo", "sum(1/(i*(i + 1)), i=1..n) = n/(n + 1)"),
        ("", "sum(1/(i*(i + 1)), i=1..n) = n/(n + 1)"),
        ("n in 0..oo", "sum(1/(i*(i + 2)), i=1..n) = 3/4 - 1/(2*(n + 1)) - 1/(2*(n + 2))"),
        ("n in 0..oo", "sum(1/(4*i^2 - 1), i=1..n) = n/(2*n + 1)"),
        ("n in 0..oo", "sum(i*factorial(i), i=1..n) = factorial(n + 1) - 1"),
        ("n in 0..oo", "sum(i/factorial(i + 1), i=0..n) = 1 - 1/factorial(n + 1)"),
        (DATA, "product((i + 1)/i, i=1..n) = n + 1"),
        (DATA, "product(x[i + 1]/x[i], i=1..n) = x[n + 1]/x[1]"),
        (DATA, "product(1 - 1/(i + 1)^2, i=1..n) = (n + 2)/(2*(n + 1))"),
    ],
    "closed forms": [
        (DATA, "sum((2*i - 1), i=1..n) = n^2"),
        ("m in 1..oo, n in 1..oo, m <= n", "sum(i, i=m..n) = (n - m + 1)*(n + m)/2"),
        ("n in 0..oo, 0 < r < 1", "sum(r^i, i=0..n) = (1 - r^(n + 1))/(1 - r)"),
        ("n in 0..oo, r > 0", "sum(r^i, i=0..n) = (1 - r^(n + 1))/(1 - r)"),
        ("n in 0..oo", "sum(r^i, i=0..n) = (1 - r^(n + 1))/(1 - r)"),
        ("n in 0..oo", "sum(r^i, i=0..n)*(1 - r) = 1 - r^(n + 1)"),
        ("n in 0..oo, r != 1", "sum(r^i, i=0..n) = (r^(n + 1) - 1)/(r - 1)"),
        ("n in 0..oo, 0 < r < 1", "sum(i*r^i, i=0..n) = r*(1 - (n + 1)*r^n + n*r^(n + 1))/(1 - r)^2"),
        ("n in 0..oo, r > 0", "sum(i*r^(i - 1), i=1..n)*(1 - r)^2 = 1 - (n + 1)*r^n + n*r^(n + 1)"),
        ("n in 0..oo, 0 < r < 1", "sum(i^2*r^i, i=1..n) = r*sum((i + 1)^2*r^i, i=0..n - 1)"),
        ("n in 0..oo", "sum(2^i, i=0..n) = 2^(n + 1) - 1"),
        ("n in 0..oo", "sum((-1)^i, i=0..2*n) = 1"),
        ("n in 0..oo", "sum(exp(-t*i), i=0..n)*(1 - exp(-t)) = 1 - exp(-t*(n + 1))"),
        ("n in 0..oo, a > 0, b > 0", "sum(a^i*b^(n - i), i=0..n)*(a - b) = a^(n + 1) - b^(n + 1)"),
        ("n in 1..oo, 0 < p < 1", "sum(p*(1 - p)^(i - 1), i=1..n) = 1 - (1 - p)^n"),
        (DATA, "product(i, i=1..n) = factorial(n)"),
        (DATA, "sum(log(i), i=1..n) = log(factorial(n))"),
        (DATA, "product(2*i, i=1..n) = 2^n*factorial(n)"),
        ("n in 0..oo, a > 0, b > 0", "sum(binomial(n, k)*a^k*b^(n - k), k=0..n) = (a + b)^n"),
        ("n in 0..oo, 0 < p < 1", "sum(binomial(n, k)*p^k*(1 - p)^(n - k), k=0..n) = 1"),
        ("n in 0..oo, 0 < p < 1", "sum(k*binomial(n, k)*p^k*(1 - p)^(n - k), k=0..n) = n*p"),
        ("n in 0..oo, 0 < p < 1", "sum((k - n*p)^2*binomial(n, k)*p^k*(1 - p)^(n - k), k=0..n) = n*p*(1 - p)"),
        ("n in 0..oo", "sum(binomial(n, k), k=0..n) = 2^n"),
        ("n in 1..oo", "sum((-1)^k*binomial(n, k), k=0..n) = 0"),
    ],
    "indicators": [
        (CLASSES, "sum(g[k]*indicator(k, c), k=1..K) = g[c]"),
        (CLASSES, "sum(indicator(c, k), k=1..K) = 1"),
        (CLASSES, "sum(indicator(c, k)*indicator(k, c)*log(q[k]), k=1..K) = log(q[c])"),
        ("K in 1..oo, c in 1..K", "sum(g[k]*indicator(k, c), k=c + 1..K) = 0"),
        ("K in 1..oo, n in 1..oo, c[i] in 1..K for i = 1..n",
         "sum(sum(indicator(c[i], k), k=1..K), i=1..n) = n"),
        ("K in 2..oo", "sum(g[k]*indicator(k, 1), k=1..K) = g[1]"),
    ],
    "several indices": [
        ("", "sum(sum(f[i, j], j=1..m), i=1..n) = sum(sum(f[i, j], i=1..n), j=1..m)"),
        ("", "sum(sum(f[i, j], j=1..n), i=1..n) = sum(sum(f[j, i], j=1..n), i=1..n)"),
        ("", "sum(sum(x[i]*f[i, j]*y[j], j=1..m), i=1..n) = sum(y[j]*sum(x[i]*f[i, j], i=1..n), j=1..m)"),
        ("",
         "sum(sum(sum(f[i, j]*g[j, k], k=1..l), j=1..m), i=1..n) = "
         "sum(sum(sum(f[i, j]*g[j, k], i=1..n), j=1..m), k=1..l)"),
        ("", "sum(sum(exp(x[i]*y[j]), j=1..m), i=1..n) = sum(sum(exp(x[i]*y[j]), i=1..n), j=1..m)"),
    ],
    "inside exp and log": [
        (POSITIVE, "exp(sum(log(x[i]), i=1..n)) = product(x[i], i=1..n)"),
        (POSITIVE, "exp(sum(log(x[i + 1]), i=0..n - 1)/n) = product(x[i], i=1..n)^(1/n)"),
        (POSITIVE, "exp(-sum(log(x[i]), i=1..n)/2) = product(x[i], i=1..n)^(-1/2)"),
        (DATA, "exp(sum(x[i], i=1..n)) = exp(x[n])*exp(sum(x[i], i=1..n - 1))"),
        (POSITIVE, "log(product(x[i], i=1..n)) = log(x[n]) + sum(log(x[i]), i=1..n - 1)"),
        ("", "product(exp(x[i + 1]), i=0..n - 1) = exp(sum(x[i], i=1..n))"),
    ],
}  # fmt: skip

FALSE: dict[str, list[tuple[str, str]]] = {
    "near misses": [
        (DATA, "sum(x[i + 1], i=1..n) = sum(x[i], i=1..n)"),
        (DATA, "sum(x[i], i=1..n) = sum(x[i], i=1..n - 1) + x[n - 1]"),
        (MIDDLE, "sum(x[i], i=1..n) = sum(x[i], i=1..m) + sum(x[i], i=m..n)"),
        ("n in 0..oo", "sum(1/(i*(i + 1)), i=1..n) = n/(n + 2)"),
        ("n in 0..oo", "sum(r^i, i=0..n)*(1 - r) = 1 - r^n"),
        ("n in 0..oo, 0 < r < 1", "sum(i*r^i, i=0..n) = r*(1 - (n + 1)*r^n)/(1 - r)^2"),
        (CLASSES, "sum(g[k]*indicator(k, c), k=1..K) = g[K]"),
        ("", "sum(sum(f[i, j], j=1..m), i=1..n) = sum(sum(f[j, i], j=1..m), i=1..n)"),
        ("", "sum(sum(f[i, j], j=1..i), i=1..n) = sum(sum(f[i, j], i=1..j), j=1..n)"),
        (DATA, "sum(i*x[i], i=1..n) = sum(i*x[n + 1 - i], i=1..n)"),
        ("n in 0..oo, 0 < p < 1", "sum(k*binomial(n, k)*p^k*(1 - p)^(n - k), k=0..n) = p"),
        (POSITIVE, "exp(sum(log(x[i]), i=1..n)) = sum(x[i], i=1..n)"),
        (DATA, "product(i, i=1..n) = factorial(n - 1)"),
    ],
    "what need not hold": [
        # an empty range
        ("n in 0..oo", "sum(x[i], i=1..n) = x[1] + sum(x[i], i=2..n + 1) - x[n]"),
        ("n in 0..oo, x[i] in {0, 1} for i = 1..n", "x[1]^2 = x[1]"),
        ("n in 0..oo", "sum((-1)^k*binomial(n, k), k=0..n) = 0"),
        ("n in 0..oo, K in 0..oo", "sum(indicator(c, k), k=1..K) = 1"),
        # a place that is not an integer, or not inside
        ("K in 1..oo, 1 <= c, c <= K", "sum(indicator(c, k), k=1..K) = 1"),
        ("K in 1..oo, c in 0..K", "sum(indicator(c, k), k=1..K) = 1"),
        ("K in 1..oo, c in 1..K + 1", "sum(indicator(c, k), k=1..K) = 1"),
        # x[i] is a bit only for i = 1..n
        (BITS, "sum(x[i + 1]^2, i=1..n) = sum(x[i], i=2..n + 1)"),
        (BITS, "x[n + 1]^2 = x[n + 1]"),
        (BITS, "x[0]^2 = x[0]"),
        (BITS, "x[n - 1]^2 = x[n - 1]"),
        # what is summed over nothing tells nothing
        ("n in 0..oo, x[i] > 0 for i = 1..n",
         "abs(a) + sum(log(a*x[i]), i=1..n) = a + sum(log(abs(a)*x[i]), i=1..n)"),
        ("n in 0..oo", "sum(sum(x[j], j=1..m), i=1..n)*0 + abs(m - 5) = m - 5"),
        # geometric sums at 1
        ("n in 0..oo, r > 0",
         "sum(r^i, i=0..n)*(1 - r)/(1 - r + indicator(r, 1)) = "
         "(1 - r^(n + 1))/(1 - r + indicator(r, 1)) + indicator(r, 1)"),
        ("n in 0..oo, r > 0", "sum(r^i, i=0..n) = (1 - r^(n + 1))/(1 - r + indicator(r, 1))"),
        # capture
        ("n in 1..oo", "sum(sum(x[i]*a[i], i=1..n), j=1..n) = sum(x[j]*sum(a[i], i=1..n), j=1..n)"),
        ("n in 1..oo", "sum(x[i + j], i=1..n) = sum(x[2*i], i=1..n)"),
        ("n in 1..oo", "sum(x[i + n], i=1..2) = x[2]+ x[4]"),
        ("", "sum(x[i]*i, i=i..i + 1) = i*(x[i] + x[i + 1])"),
        # products with factors that may be 0
        (DATA, "product(x[i], i=1..n)/product(x[i], i=1..n - 1) - x[n] + indicator(n, 1) = 0"),
        # poles inside the range
        ("n in 1..oo", "sum(1/(i + a), i=1..n) = sum(1/(i + a), i=0..n)"),
    ],
}  # fmt: skip


def known(text: str) -> Given:
    return Given().adding(Provenance.SUPPORT, *read_facts(text)) if text else Given()


def says(text: str, facts: str) -> bool:
    left, right = text.split(" = ")
    return equal(read(left), read(right), known(facts))


def cases(table: dict[str, list[tuple[str, str]]]) -> list[object]:
    return [
        pytest.param(f, t, id=f"{name}-{k}") for name, rows in table.items() for k, (f, t) in enumerate(rows)
    ]


@pytest.mark.parametrize(("facts", "text"), cases(TRUE))
def test_true(facts: str, text: str) -> None:
    assert says(text, facts)


@pytest.mark.parametrize(("facts", "text"), cases(FALSE))
def test_false(facts: str, text: str) -> None:
    assert not says(text, facts)


# ── properties ──

n, m, i, r = (Symbol(name) for name in "nmir")
x, y = IndexedBase("x"), IndexedBase("y")
BODIES: tuple[Callable[[Expr], Expr], ...] = (
    lambda k: x[k],
    lambda k: k * x[k],
    lambda k: x[k + 1] * y[k],
    lambda k: 1 / k,
    lambda k: 1 / (k * (k + 1)),
    lambda k: Pow(r, k),
    lambda k: k * Pow(r, k),
    lambda k: log(x[k]),
    lambda k: exp(x[k] * k),
    lambda k: x[n + 1 - k],
    lambda k: indicator(k, m) * x[k],
    lambda k: Sum(x[Symbol("j")] * y[k], (Symbol("j"), 1, k)),
    lambda k: factorial(k) * k,
)
LOWS: tuple[Expr, ...] = (Integer(0), Integer(1), Integer(2), m, m + 1)
HIGHS: tuple[Expr, ...] = (n - 1, n, n + 1, m, m + 2, Integer(2))
FACTS = ("n in 0..oo, m in 0..oo", "n in 1..oo, m in 1..n", "n in 0..oo, m in 0..oo, r > 0")
VALUES = (fmpq(0), fmpq(1), fmpq(1, 2), fmpq(-1), fmpq(2))


def over(body: Callable[[Expr], Expr], low: Expr, high: Expr) -> Expr:
    return Sum(body(i), (i, low, high))


@st.composite
def differences(draw: st.DrawFn) -> Expr:
    """A sum without the same sum taken apart: at an end, in the middle, or shifted; mostly rightly so."""
    body, low, high = (draw(st.sampled_from(pool)) for pool in (BODIES, LOWS, HIGHS))
    slip = draw(st.sampled_from((0, 0, 0, 1, -1)))
    match draw(st.sampled_from(("top", "bottom", "middle", "shift", "back"))):
        case "top":
            other = over(body, low, high - 1) + body(high + slip)
        case "bottom":
            other = over(body, low + 1, high) + body(low + slip)
        case "middle":
            cut = draw(st.sampled_from((n, m, n - 1, Integer(1))))
            other = over(body, low, cut) + over(body, cut + 1 + slip, high)
        case "shift":
            other = Sum(body(i + 1), (i, low - 1, high - 1 + slip))
        case _:
            other = Sum(body(high + low - i + slip), (i, low, high))
    return over(body, low, high) - other


def points(given: Given) -> Iterator[Point]:
    data = {
        "x": tuple(fmpq(k * k + 1, k) for k in range(1, 9)),
        "y": tuple(fmpq(3 * k - 7) for k in range(1, 9)),
    }
    for size in range(4):
        for place in range(4):
            for ratio in VALUES:
                found = Point({n: fmpq(size), m: fmpq(place), r: ratio}, data)
                if holds(given, found):
                    yield found


def holds(given: Given, point: Point) -> bool:
    values = {s.name: point.values[s] for s in (n, m, r)}
    size, place, ratio = values["n"], values["m"], values["r"]
    if given == known(FACTS[1]):
        return 1 <= place <= size
    return given != known(FACTS[2]) or ratio > 0


@settings(max_examples=150, deadline=None)
@drawn(differences(), st.sampled_from(FACTS))
def test_what_is_believed_is_true(term: Expr, facts: str) -> None:
    """Where the difference is said to be 0, it is so at every point."""
    given = known(facts)
    if term.has(zoo, nan) or not vanishes(term, given):
        return
    for point in points(given):
        with contextlib.suppress(DeriveError):
            assert same(evaluate(term, point, given), fmpq(0)) is not False, (term, point)
