"""Increasing functions: a < b exactly when f(a) < f(b). A goal goes through exp or log, or loses an f."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from math import lcm

from sympy import Add, Expr, Integer, Mul, Pow, Product, Rational, S, erf, exp, log

from derive.algebra.form.normal import fraction
from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import above, goal_above
from derive.errors import DeriveError
from derive.language.vocabulary import digamma, trigamma
from derive.statement import Fact, Given, positive

SIZE = 200
INCREASING = (erf, digamma)
DECREASING = (trigamma,)
"""Functions that increase or decrease strictly wherever they are defined (digamma, trigamma: on positive
numbers)."""


def by_exponential(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """t >= 0 exactly when exp(c·t) >= 1, where c > 0 and all logs of t vanish in exp(c·t)."""
    goal = goal_above(fact)
    if not goal or not goal[0].has(log):
        return
    if (found := exponential(goal[0], given)) is not None:
        num, den = found
        yield (given, positive(den)), (given, above(num - den, goal[1]))


@lru_cache(maxsize=4096)
def exponential(term: Expr, given: Given) -> tuple[Expr, Expr] | None:
    """exp(c·t) as a fraction without logs, for the least whole number c that takes fractions before logs
    away."""
    if term.count_ops() > SIZE:
        return None
    parts = [part.as_coeff_Mul() for part in Add.make_args(term) if part.has(log)]
    if not all(isinstance(share, Rational) and isinstance(rest, log) for share, rest in parts):
        return None
    scale = lcm(*(int(share.q) for share, _ in parts))
    try:
        num, den = fraction(exp(scale * term, evaluate=False), given)
    except DeriveError:
        return None
    return None if num.has(log, Product) or den.has(log, Product) else (num, den)


def by_logarithm_of_sides(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """a >= b exactly when log a >= log b, for a, b > 0, where a or b is a power or an exponential."""
    goal = goal_above(fact)
    if not goal:
        return
    term, strict = goal
    if (found := sides(term, given)) is not None:
        a, b = found
        yield (given, positive(a)), (given, positive(b)), (given, above(log(a) - log(b), strict))


@lru_cache(maxsize=4096)
def sides(term: Expr, given: Given) -> tuple[Expr, Expr] | None:
    """a and b for a term a − b, where one of them has a single power as a factor, times a polynomial."""
    if not term.has(exp, Pow) or term.count_ops() > SIZE:
        return None
    try:
        num, den = fraction(term, given)
    except DeriveError:
        return None
    groups: dict[Expr, Expr] = {}
    for part in Add.make_args(num):
        shape = Mul(*(factor for factor in Mul.make_args(part) if is_power(factor)))
        groups[shape] = groups.get(shape, S.Zero) + part
    if den != 1 or len(groups) < 2:
        return None
    places = list(points(given, [term], 2))
    above_zero = [g for g in groups.values() if all(holds(positive(g), p, given) is True for p in places)]
    below_zero = [g for g in groups.values() if g not in above_zero]
    if not places or 1 not in (len(above_zero), len(below_zero)):
        return None
    return Add(*above_zero), -Add(*below_zero)


def is_power(term: Expr) -> bool:
    """Whether a term is a power that no polynomial has."""
    return isinstance(term, exp) or (isinstance(term, Pow) and not isinstance(term.exp, Integer))


def by_increasing(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """f(a) > f(b) from a > b, for a root, erf or digamma; from a < b for trigamma."""
    goal = goal_above(fact)
    if not goal or not isinstance(goal[0], Add) or len(goal[0].args) != 2:
        return
    term, strict = goal
    for first, second in (term.args, term.args[::-1]):
        scale, shape = first.as_coeff_Mul()
        other = second / -scale
        if scale <= 0 or not isinstance(other, type(shape)) or isinstance(other, Mul):
            continue
        if isinstance(shape, INCREASING):
            yield ((given, above(shape.args[0] - other.args[0], strict)),)
        elif isinstance(shape, DECREASING):
            yield ((given, above(other.args[0] - shape.args[0], strict)),)
        elif isinstance(shape, Pow) and shape.exp == other.exp and is_root(shape.exp):
            yield ((given, above(shape.base - other.base, strict)),)
    if isinstance(term.args[0], Rational) and isinstance(term.args[1], Pow) and is_root(term.args[1].exp):
        if term.args[0] <= 0:  # a root against a number
            (number, power) = term.args
            yield ((given, above(power.base - (-number) ** (1 / power.exp), strict)),)


def is_root(exponent: Expr) -> bool:
    """Whether x^exponent is defined for x >= 0 only, and increasing there."""
    return isinstance(exponent, Rational) and exponent > 0 and exponent.q > 1
