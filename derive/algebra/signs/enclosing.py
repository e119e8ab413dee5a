"""Signs of numbers such as log 2 − 3·exp(−1): from a ball that is certain to hold the number."""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb, ctx, fmpq
from sympy import Abs, Add, Expr, Integer, Mul, Pow, Rational, S, exp, log

from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import signed
from derive.language.vocabulary import DEFINITIONS, if_less, meaning
from derive.statement import Fact, Given

PRECISIONS, LARGEST, HIGHEST = (128, 1024), 3_000, 10_000
"""Binary digits; the most operations in a term, and the highest power."""


def by_enclosure(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """A number without symbols, made of fractions, π, e, sums, products, powers, exp and log, lies in a ball of
    FLINT that tells its sign."""
    goal = signed(fact)
    if goal is None or goal[0].free_symbols or isinstance(goal[0], Rational) or not is_small(goal[0]):
        return
    term, sign = goal
    for precision in PRECISIONS:
        with ctx.workprec(precision):
            found = enclosure(term)
            if found is None or not found.is_finite():
                return
            if (sign in (">", ">=", "!=") and found > 0) or (sign in ("<", "<=", "!=") and found < 0):
                yield ()
                return


def is_small(term: Expr) -> bool:
    return bool(term.count_ops() <= LARGEST) and not any(
        isinstance(part.exp, Integer) and abs(part.exp) > HIGHEST for part in term.atoms(Pow)
    )


def enclosure(term: Expr) -> arb | None:
    """A ball that holds the number, with the digits that are asked for now; None for another term."""
    match term:
        case Rational():
            return arb(fmpq(int(term.p), int(term.q)))
        case S.Pi:
            return arb.pi()
        case S.Exp1:
            return arb(1).exp()
        case if_less(args=(left, right, then, other)):
            gap = enclosure(left - right)
            if gap is None or not (gap < 0 or gap >= 0):
                return None
            return enclosure(then if gap < 0 else other)
        case _ if type(term) in DEFINITIONS:
            return enclosure(meaning(term))
        case Add() | Mul() | Pow() | exp() | log() | Abs():
            return operation(term)
    return None


def operation(term: Expr) -> arb | None:
    """The ball of a sum, product, power, exponential, logarithm or absolute value."""
    parts = [enclosure(part) for part in term.args]
    balls = [part for part in parts if part is not None]
    if len(balls) < len(parts):
        return None
    whole = balls[0]
    match term:
        case Add():
            return sum(balls[1:], whole)
        case Mul():
            for ball in balls[1:]:
                whole = whole * ball
            return whole
        case Pow(exp=Integer() as exponent):
            return whole ** int(exponent) if exponent >= 0 or not whole.contains(0) else None
        case Pow():
            return (balls[1] * whole.log()).exp() if whole > 0 else None
        case exp():
            return whole.exp()
        case log():
            return whole.log() if whole > 0 else None
        case _:
            return abs(whole)
