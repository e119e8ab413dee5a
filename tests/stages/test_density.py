"""Densities: the right ones are proved or checked, the wrong ones refused at the place."""

from __future__ import annotations

import re
import time
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sympy import Integer, Rational, S, Symbol

from derive.algebra.numeric.balls import ball, evaluate
from derive.algebra.numeric.integrals import mass as mass_at
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.points import points
from derive.algebra.numeric.sharing import sum_at
from derive.catalogue import family, names, read_family
from derive.errors import CatalogueError
from derive.rules.normalising import DIRICHLET, ENTRIES, MULTINOMIAL
from derive.stages.density import Checked, DensityCheck, Shown, Unseen, check_density
from derive.statement import (
    NOTHING,
    Given,
    Integers,
    Interval,
    Model,
    Provenance,
    Vectors,
    entry,
    lying_in,
)

DATA = tomllib.loads(Path(__file__).with_name("densities.toml").read_text(encoding="utf-8"))
KINDS = {"proved": Shown, "checked": Checked}
SECONDS = 8.0
"""Far more than any takes: the bounds are on the work, and this only notes that they are there."""


def model(case: dict[str, str]) -> Model:
    parameters = [text.strip() for text in case["parameters"].split(";")]
    table = ", ".join(f'{re.findall(r"[a-z]", text)[0]} = "{text}"' for text in parameters)
    return read_family(
        f'name = "case"\nsource = "a test"\ndata = "{case["data"]}"\nparameters = {{ {table} }}\n'
        f'density = "{case["density"]}"\n',
        "case",
    )


def cases(kind: str) -> list[Any]:
    return [pytest.param(case, id=f"{case['data']}: {case['density']}"[:70]) for case in DATA[kind]]


@pytest.mark.parametrize("name", names("families"))
def test_the_densities_of_the_catalogue_are_right(name: str) -> None:
    found = check_density(family(name))
    assert isinstance(found.defined, Shown)
    assert isinstance(found.nonnegative, Shown)
    assert isinstance(found.mass, Shown | Checked), found.mass


@pytest.mark.parametrize("name", names("families"))
def test_what_is_proved_of_the_catalogue_is_so_in_numbers(name: str) -> None:
    right_in_numbers(family(name))


@pytest.mark.parametrize("case", cases("right"))
def test_right_densities(case: dict[str, str]) -> None:
    found = check_density(model(case))
    assert isinstance(found.mass, KINDS[case["mass"]]), found.mass
    assert isinstance(found.nonnegative, Shown)
    if isinstance(found.mass, Checked):
        assert found.mass.places
        assert float(found.mass.error) < 1e-6


def right_in_numbers(about: Model) -> None:
    domains = (*about.known, *about.covariates, *about.parameters)
    given = Given().adding(Provenance.PARAMETERS, *(fact for s, d in domains for fact in lying_in(s, d)))
    for point in points(given, [], 2):
        if isinstance(about.support, Vectors):
            if isinstance(about.support.entries, Interval):
                return  # an integral over vectors, which the table has: see below
            found = ball(sum_at(about.density, about.variable, about.support, point, given))
        else:
            found = mass_at(about.density, about.variable, about.support, point, given)
        assert found.contains(1)
        assert found.rad() < 1e-6


def test_the_integral_over_vectors_of_two_entries() -> None:
    """On a line, where it is one that is computed: y and 1 − y."""
    k, x, y = Symbol("k"), Symbol("x"), Symbol("y")
    space = Vectors((k, Integer(1), Integer(2)), Interval(Integer(0), S.Infinity), Integer(1))
    for one, two in ((Rational(3, 2), Integer(2)), (Rational(5, 2), Rational(4, 3))):
        exponent = one * (2 - k) + two * (k - 1)
        term = DIRICHLET.function(space, entry(x, k), exponent)
        found = DIRICHLET.mass(term, x, space, exponent, NOTHING)
        assert found is not None
        line = y ** (one - 1) * (1 - y) ** (two - 1)
        whole = mass_at(line, y, Interval(Integer(0), Integer(1)), Point({}), NOTHING)
        assert abs(ball(evaluate(found, Point({}))) - whole) < 1e-6


def test_the_sum_over_vectors_of_three_entries() -> None:
    k, x = Symbol("k"), Symbol("x")
    space = Vectors((k, Integer(1), Integer(3)), Integers(Integer(0), S.Infinity), Integer(4))
    term = MULTINOMIAL.function(space, entry(x, k), k + Rational(1, 2))
    found = MULTINOMIAL.mass(term, x, space, k + Rational(1, 2), NOTHING)
    assert found is not None
    assert evaluate(found, Point({})) == sum_at(term, x, space, Point({}), NOTHING)


@pytest.mark.parametrize("case", cases("wrong"))
def test_wrong_densities_are_refused_with_the_place(case: dict[str, str]) -> None:
    with pytest.raises(CatalogueError) as caught:
        check_density(model(case), "case.toml")
    assert case["says"] in str(caught.value)
    assert str(caught.value).startswith("case.toml: ")


@pytest.mark.parametrize("case", cases("hostile"))
def test_hostile_densities_get_an_answer(case: dict[str, str]) -> None:
    started = time.process_time()
    with suppress(CatalogueError):
        assert isinstance(check_density(model(case)), DensityCheck)
    assert time.process_time() - started < SECONDS


def test_every_error_of_a_file_names_the_file_by_default() -> None:
    with pytest.raises(CatalogueError, match=r"^case: density: integrates to 2, not to 1"):
        check_density(model(DATA["wrong"][0]))


def test_a_symbol_that_nothing_is_said_of() -> None:
    right = family("exponential")
    with pytest.raises(CatalogueError, match="nothing is said of q"):
        check_density(Model(**{**vars(right), "density": right.density * Symbol("q")}))


def test_what_is_not_seen_says_why() -> None:
    found = check_density(model({"data": "x >= 1 integer", "parameters": "s > 1", "density": "6/(pi*x)^2"}))
    assert isinstance(found.mass, Unseen)
    assert found.mass.why
    assert not found.proved


ARGUMENTS: dict[str, list[tuple[str, ...]]] = {
    "gamma-integral": [("3/2", "2", "1"), ("1/2", "1/3", "2"), ("-1", "2", "-1")],
    "beta-integral": [("3/2", "2", "1", "3"), ("1/2", "1/3", "2", "2"), ("-1", "2", "-1", "3"),
                      ("3/2", "2", "1/2"), ("1/3", "1", "2")],
    "power-integral": [("1/3",), ("3",)],
    "exponential-integral": [("2",), ("-1/2",)],
    "error-function-integral": [("2",), ("1/3",)],
    "gaussian-integral": [("1/2", "3"), ("2", "-1/3")],
    "inverse-gaussian-integral": [("1/2", "3"), ("2", "1/3")],
    "exponential-series": [("2",), ("1/3",)],
    "geometric-series": [("1/3",), ("9/10",)],
    "binomial-series": [("1/3", "5/2"), ("1/2", "1/3")],
    "logarithmic-series": [("1/3",), ("3/4",)],
    "gauss-summation": [("1", "2", "12"), ("1/2", "1/3", "9")],
}  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{entry.name}, {entry.source}")
def test_the_table_agrees_with_rigorous_numbers(entry: Any) -> None:
    y, asked = Symbol("y"), 0
    for arguments in ARGUMENTS[entry.name]:
        values = tuple(Rational(a) for a in arguments)
        if len(values) != entry.value.__code__.co_argcount:
            continue
        found = mass_at(entry.function(y, *values), y, entry.domain, Point({}), NOTHING)
        wanted = ball(evaluate(entry.value(*values), Point({}), NOTHING))
        assert found.overlaps(wanted), (found, wanted)
        assert found.rad() < 1e-6
        asked += 1
    assert asked


BEYOND_ONE = Interval(Integer(1), S.Infinity)


def test_a_slow_tail_is_bounded_and_one_too_slow_is_infinite() -> None:
    x, nowhere = Symbol("x"), Point({})
    half = mass_at(x ** Rational(-3, 2) / 2, x, BEYOND_ONE, nowhere, NOTHING)
    assert half.contains(1)
    assert half.rad() < 1e-6
    assert not mass_at(1 / x, x, BEYOND_ONE, nowhere, NOTHING).is_finite()
