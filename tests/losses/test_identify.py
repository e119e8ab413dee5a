"""The other way round: from a formula to a likelihood; and that no mutant is told to be one that it is not."""

from __future__ import annotations

import pytest
from flint import arb
from sympy import Expr, Rational, exp
from totals import total

import derive
from derive.catalogue import loss as catalogued
from derive.catalogue import loss_of
from derive.errors import DeriveError
from derive.language.writer import write, write_space
from derive.statement import Kind, Loss

FOUND = {
    ("abs(y - m)", "y real", ("m real",), ()): ("constant", "laplace"),
    ("abs(m - y)/2", "y real", ("m real",), ()): ("constant", "laplace"),
    ("(y - m)^2/(2*v) + log(2*pi*v)/2", "y real", ("m real",), ("v > 0",)): ("equal", "normal"),
    ("-3*(y*log(a) + (1 - y)*log(1 - a))", "y in {0, 1}", ("0 < a < 1",), ()): ("factor", "bernoulli"),
    ("y*l - log(l)", "y > 0", ("l > 0",), ()): ("equal", "exponential"),
    ("-a*log(y) - log(a)", "0 < y < 1", ("a > 0",), ()): ("constant", "beta"),
    ("-log(p) - y*log(1 - p)", "y in 0..oo", ("0 < p < 1",), ()): ("equal", "geometric-failures"),
    ("log(s) + y^2/(2*s^2)", "y > 0", ("s > 0",), ()): ("constant", "half-normal"),
    ("y - m", "y > 0", ("m > 0",), ()): ("none", ""),
    ("m*y", "y in {0, 1}", ("m > 0",), ()): ("open", ""),  # a label that never occurs
    ("(y - m)^4", "y real", ("m real",), ()): ("constant", ""),
    ("max(q*(y - m), (q - 1)*(y - m))", "y real", ("m real",), ("0 < q < 1",)): ("constant", ""),
    ("1 - exp(-(y - m)^2/2)", "y real", ("m real",), ()): ("open", ""),
}


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case[0])
def test_what_is_found(case: tuple[str, str, tuple[str, ...], tuple[str, ...]]) -> None:
    found = derive.identify(*case)
    assert (found.kind.value, found.family) == FOUND[case]


ERRORS = {
    ("y+", "y real", "m real"): "formula: the text ends too early",
    ("y", "y real", "m real"): "the prediction m does not stand in it",
    ("(y - m)^2", "y", "m real"): "target: a relation is missing",
    ("(y - m)^2", "y > 0, z > 0", "m real"): "target: one fact is expected",
    ("(y - m)^2", "y real", "y real"): "y is declared twice",
    ("log(y - m)", "y real", "m real"): "not seen to be defined",
    ("(y - m)^2", "y real", "m > b"): "nothing is said of b and m",
    ("(y - m)^2", "y real", ()): "must say where what is predicted lies",
    ("Q(y - m)", "y real", "m real"): "unknown function 'Q'",
    ("(y - m)^2", "y real", ("m real", "m > 0")): "declared twice",
    ("(y - m)^2", "y in {}", "m real"): "target",
}


@pytest.mark.parametrize("case", ERRORS, ids=str)
def test_errors_name_the_place(case: tuple[str, str, str | tuple[str, ...]]) -> None:
    with pytest.raises(DeriveError, match="(?s)" + ERRORS[case].replace("(", r"\(")):
        derive.identify(*case)


# ── mutants ──

MUTATED = (
    "absolute-error", "binary-cross-entropy", "binary-cross-entropy-logits", "gamma-log-mean",
    "half-squared-error", "log-cosh", "logistic-loss", "poisson-log-rate", "gaussian-nll-full", "kl-divergence",
)  # fmt: skip


def mutants(loss: Loss) -> dict[str, Loss]:
    """The loss with a factor, its sign turned, its arguments swapped, or a summand dropped."""
    formula, (target, labels) = loss.formula, loss.labels
    found = {"factor 3": 3 * formula, "factor 1/2": formula / 2, "sign": -formula}
    for number, summand in enumerate(formula.args if formula.is_Add else ()):
        found[f"without {number}"] = formula - summand
    changed = {name: again(loss, term) for name, term in found.items()}
    ((a, space), *_) = loss.predictions
    if space == labels:
        swapped = formula.xreplace({target: a, a: target})
        changed["swapped"] = again(loss, swapped)
    return {name: one for name, one in changed.items() if one is not None}


def again(loss: Loss, formula: Expr) -> Loss | None:
    """The loss of a changed formula; None where it says nothing of the prediction, or has no value."""
    try:
        predictions = [write_space(*pair) for pair in loss.predictions]
        return loss_of(
            write(formula), write_space(*loss.labels), predictions, [write_space(*p) for p in loss.known]
        )
    except DeriveError:
        return None


@pytest.mark.parametrize("name", MUTATED)
def test_no_mutant_is_called_what_it_is_not(name: str) -> None:
    """Whatever is said of a mutant, its total is 1 where it is said to be a likelihood, by rigorous numbers;
    and none that differs from a likelihood is called equal to one."""
    loss = catalogued(name)
    for kind, mutant in mutants(loss).items():
        found = derive.loss(mutant)
        if kind == "sign":
            assert found.kind in (Kind.NONE, Kind.OPEN, Kind.EQUAL), kind
        if found.density is None:
            continue
        assert found.factor is not None
        assert found.constant is not None
        weight = exp(-found.factor * mutant.formula - found.constant)
        values = [v for place in range(3) if (v := total(mutant, weight, place)) is not None]
        assert values, kind
        assert all(value.overlaps(arb(1)) for value in values), kind
        if found.kind is Kind.EQUAL:
            plain = [v for place in range(3) if (v := total(mutant, exp(-mutant.formula), place)) is not None]
            assert all(value.overlaps(arb(1)) for value in plain), kind


def test_a_factor_of_a_likelihood_is_told() -> None:
    for name in ("binary-cross-entropy", "binary-cross-entropy-logits", "logistic-loss"):
        loss = catalogued(name)
        for factor in (3, 7):
            found = derive.loss(again(loss, factor * loss.formula) or loss)
            assert found.kind is Kind.FACTOR
            assert found.factor == Rational(1, factor)
