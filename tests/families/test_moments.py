"""The means of statistics and of their products beside numbers: for sums of independent terms E[T] = n·m and
E[TU] = n·c + n²·m·m′, with the means and covariances of one observation from scipy's quadrature or sums."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from numerical import value
from references import REFERENCES, arguments, distribution
from sympy import Expr, Mul, Sum

import derive
from derive.catalogue import family
from derive.language.vocabulary import expect
from derive.statement import Given

FAMILIES = tomllib.loads(
    (Path(__file__).parent.parent / "stages" / "families.toml").read_text(encoding="utf-8")
)
ALIKE = [
    n for n in REFERENCES if (n == "bernoulli" or FAMILIES.get(n, {}).get("means")) and not family(n).covariates
]
"""Families whose estimators have known means, with observations that are all alike."""
PLACES = [(name, k) for name in ALIKE for k in range(len(REFERENCES[name]["at"]))]
SIZE = 3


def summands(term: Expr, given: Given) -> list[Expr]:
    """What the sums are made of that are multiplied in a term."""
    bodies = {d.head: d.body for d in given.definitions()}
    factors = [base for f in Mul.make_args(term) for base, k in [f.as_base_exp()] for _ in range(int(k))]
    totals = [bodies[factor] for factor in factors]
    assert all(isinstance(total, Sum) for total in totals)
    return [total.args[0] for total in totals]


@pytest.mark.parametrize(("name", "number"), PLACES)
def test_the_moments_are_those_of_sums_of_independent_terms(name: str, number: int) -> None:
    at = REFERENCES[name]["at"][number]
    frozen = distribution(name)(**arguments(name, at))
    part = derive.mle(name).derivation.part("moments")
    assert part is not None

    def mean(*terms: Expr) -> float:
        observed = family(name).variable.name
        product = Mul(*terms)
        return float(frozen.expect(lambda x: value(product, at | {observed: x})))

    for theorem in part.theorems:
        left, right = theorem.equality.left, theorem.equality.right
        assert isinstance(left, expect)
        one, *more = summands(left.args[0], theorem.given)
        wanted = SIZE * mean(one)
        if more:
            (two,) = more
            wanted = SIZE * (mean(one, two) - mean(one) * mean(two)) + SIZE**2 * mean(one) * mean(two)
        scale = abs(wanted) + SIZE * mean(one, one) ** 0.5
        assert abs(value(right, at | {"n": SIZE}) - wanted) < 1e-6 * scale
