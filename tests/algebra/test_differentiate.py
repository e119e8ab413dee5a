"""Derivatives in the normal form: by the table where it covers a term, else left alone."""

from __future__ import annotations

import pytest
from sympy import Expr

from derive.algebra.equality import equal
from derive.language.facts import read_facts
from derive.language.reader import read
from derive.statement import Given, Provenance

FACTS = "a > 0, b > 0, 0 < p < 1, n in 1..oo, K in 1..oo, j in 1..K, x[i] > 0 for i = 1..n"

TRUE = [
    "derivative(t^3 - 2*t, t) = 3*t^2 - 2",
    "derivative(t^n, t) = n*t^(n - 1)",
    "derivative(a^t, t) = a^t*log(a)",
    "derivative(a^a, a) = a^a*(1 + log(a))",
    "derivative(1/(1 + t^2), t) = -2*t/(1 + t^2)^2",
    "derivative((1 + t^2)^(1/2), t) = t/(1 + t^2)^(1/2)",
    "derivative(exp(-t^2/2), t) = -t*exp(-t^2/2)",
    "derivative(log(a), a) = 1/a",
    "derivative(log(log(1 + t^2)), t) = 2*t/((1 + t^2)*log(1 + t^2))",
    "derivative(derivative(exp(s*t), s), t) = (1 + s*t)*exp(s*t)",
    "derivative(derivative(log(p), p), p) = -1/p^2",
    "derivative(sigmoid(t), t) = sigmoid(t)*(1 - sigmoid(t))",
    "derivative(softplus(t), t) = sigmoid(t)",
    "derivative(logit(p), p) = 1/(p*(1 - p))",
    "derivative(tanh(t), t) = 1 - tanh(t)^2",
    "derivative(cosh(t), t) = sinh(t)",
    "derivative(gamma(a), a) = gamma(a)*digamma(a)",
    "derivative(loggamma(a), a) = digamma(a)",
    "derivative(loggamma(a + 1), a) = digamma(a) + 1/a",
    "derivative(digamma(a), a) = trigamma(a)",
    "derivative(log(Beta(a, b)), a) = digamma(a) - digamma(a + b)",
    "derivative(erf(t), t) = 2*exp(-t^2)/pi^(1/2)",
    "derivative(erfc(-t), t) = 2*exp(-t^2)/pi^(1/2)",
    "derivative(xlogy(s, a), s) = log(a)",
    "derivative(xlogy(s, a), a) = s/a",
    "derivative(xlogy(a, a), a) = 1 + log(a)",
    "derivative(abs(t), t) = sign(t)",
    "derivative(abs(t)^2, t) = 2*t",
    "derivative(abs(a), a) = 1",
    "derivative(t*abs(t), t) = 2*abs(t)",
    "derivative(max(t, s), t) + derivative(min(t, s), t) = 1",
    "derivative(max(t, 0) - max(-t, 0), t) = 1",
    "derivative(max(a, -b), a) = 1",
    "derivative(abs(t) - 2*max(t, 0) + t, t) = 0",
    "derivative(where(0 < s, t^2, t), t) = where(0 < s, 2*t, 1)",
    "derivative(where(0 < a, a^2, 1), a) = 2*a",
    "derivative(where(a = 0, 7, a^2), a) = 2*a",
    "derivative(sign(a), a) = 0",
    "derivative(sum((x[i] - t)^2, i=1..n), t) = 2*n*t - 2*sum(x[i], i=1..n)",
    "derivative(sum(i*t, i=1..n), t) = n*(n + 1)/2",
    "derivative(sum(x[i]*j, i=1..n), j) = sum(x[i], i=1..n)",
    "derivative(sum(sum(t^2, i=1..k), k=1..n), t) = n*(n + 1)*t",
    "derivative(product(exp(t*x[i]), i=1..n), t) = sum(x[i], i=1..n)*product(exp(t*x[i]), i=1..n)",
    "derivative(log(product(1 + t^2*x[i], i=1..n)), t) = sum(2*t*x[i]/(1 + t^2*x[i]), i=1..n)",
    "derivative(product(t - y[i], i=1..n), t) = "
    "sum(product(t - y[k], k=1..i-1)*product(t - y[k], k=i+1..n), i=1..n)",
    "derivative(log(product(p^y[i]*(1 - p)^(1 - y[i]), i=1..n)), p) = "
    "sum(y[i], i=1..n)/p - (n - sum(y[i], i=1..n))/(1 - p)",
    "derivative(z[j]^2, z[j]) = 2*z[j]",
    "derivative(z[k], z[j]) = indicator(j, k)",
    "derivative(sum(exp(z[k]), k=1..K), z[j]) = sum(exp(z[k])*indicator(k, j), k=1..K)",
    "derivative(sum(exp(z[j]), j=1..K), z[j]) = sum(exp(z[k])*indicator(k, j), k=1..K)",
    "derivative(log(sum(exp(z[k]), k=1..K)), z[j])*sum(exp(z[k]), k=1..K) = "
    "sum(exp(z[k])*indicator(k, j), k=1..K)",
    "derivative(z[1]*z[2], z[1]) = z[2]",
    "derivative(y[j]*z[j], z[j]) = y[j]",
    "derivative(s*t, t) = s",
    "sum(derivative(t*y[k]^2, t), k=1..K) = sum(y[k]^2, k=1..K)",
    "derivative(expect(y[1])*t, t) = derivative(t*expect(y[1]), t)",
]

FALSE = [
    "derivative(t^3, t) = t^2",
    "derivative(a^t, t) = t*a^(t - 1)",
    "derivative(log(a), a) = 1/a^2",
    "derivative(sigmoid(t), t) = sigmoid(t)",
    "derivative(gamma(a), a) = digamma(a)",
    "derivative(erf(t), t) = exp(-t^2)",
    "derivative(abs(t), t) = 1",
    "derivative(max(t, s), t) = 1",
    "derivative(sum(x[i]*t, i=1..n), t) = n",
    "derivative(z[k], z[j]) = 1",
    "derivative(z[k], z[j]) = 0",
    "derivative(y[j], z[j]) = 1",
    "derivative(sum(exp(z[k]), k=1..K), z[j]) = sum(exp(z[k]), k=1..K)",
    # a jump that closes: what the branches say at the seam is not the derivative
    "derivative(where(0 < t^2, t, 0), t) = where(0 < t^2, 1, 0)",
    "derivative(where(t = 0, 0, t), t) = where(t = 0, 0, 1)",
    "derivative(sign(t)*abs(t), t) = sign(t)^2",
    "derivative(indicator(t, 0)*t, t) = indicator(t, 0)",
    # a kink in a kink
    "derivative(abs(t + abs(t)/2) - abs(t) - t/2, t) = sign(t + abs(t)/2)*(1 + sign(t)/2) - sign(t) - 1/2",
    "derivative(max(max(t, 2*t), 3*t), t) = 2",
    # facts at the point are not facts around it
    "derivative(xlogy(s^2, s^2), s) = 2*s*log(s^2) + 2*s + sign(s)^2 - 1",
    # an expectation depends on more than one sees; so does what is drawn at random
    "derivative(expect(y[1]), p) = 0",
    "derivative(variance(y[1])*t, t) = variance(y[1])",
    # what is not defined around the point has no derivative
    "derivative(sum(1, i=1..m), m) = 1",
    "derivative(factorial(m), m) = factorial(m)*digamma(m + 1)",
    # the place of an observation is an index, and bound names stay bound
    "derivative(x[t], t) = 0",
    "sum(derivative(z[k]^2, z[j]), k=1..K) = K*derivative(z[k]^2, z[j])",
    "sum(derivative(factorial(z[j]), z[j]), j=1..K) = K*derivative(factorial(z[j]), z[j])",
    "derivative(sum(exp(z[j]), j=1..K), z[j]) = K*exp(z[j])",
]

LOCAL = [
    ("t in {0, 1}", "derivative(t^2, t) = derivative(t, t)"),
    ("t = 0", "derivative(where(t = 0, 0, 1), t) = derivative(t^2, t) + 1"),
    ("t <= 0, t >= 0", "derivative(max(t, 0), t) = 0"),
    ("t = s", "derivative(max(t, s), t) = 1"),
]


def known(text: str) -> Given:
    return Given().adding(Provenance.PARAMETERS, *read_facts(text))


def sides(text: str) -> tuple[Expr, Expr]:
    depth, places = 0, []
    for k, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == "=" and not depth:
            places.append(k)
    return read(text[: places[0]]), read(text[places[0] + 1 :])


@pytest.mark.parametrize("text", TRUE)
def test_true(text: str) -> None:
    assert equal(*sides(text), known(FACTS))


@pytest.mark.parametrize("text", FALSE)
def test_false(text: str) -> None:
    assert not equal(*sides(text), known(FACTS))


@pytest.mark.parametrize(("facts", "text"), LOCAL)
def test_facts_about_the_point(facts: str, text: str) -> None:
    assert not equal(*sides(text), known(facts))
