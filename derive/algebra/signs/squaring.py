"""Signs of a + b·√u: by squaring, which loses no sign once the sign of one part is known."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sympy import Add, Expr, Pow, Rational, exp, log

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.signs.assumed import Subgoals
from derive.algebra.signs.goals import above, goal_above
from derive.errors import DeriveError
from derive.statement import Fact, Given, nonnegative

LARGEST = 120
"""Operations in a term that is squared."""


def by_squaring(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """a + b√u > 0 if b ≥ 0 and b²u > a², or if a ≥ 0 and a² > b²u; in the same way with ≥."""
    goal = goal_above(fact)
    if not goal or not isinstance(goal[0], Add) or (found := parts(goal[0], given)) is None:
        return
    plain, share, gap = found
    yield (given, nonnegative(share)), (given, above(gap, goal[1]))
    yield (given, nonnegative(plain)), (given, above(factored(-gap, given), goal[1]))


@lru_cache(maxsize=4096)
def parts(term: Expr, given: Given) -> tuple[Expr, Expr, Expr] | None:
    """a, b and b²u − a² of a term a + b√u with one square root of a term."""
    roots = [r for r in term.atoms(Pow) if r.exp == Rational(1, 2) and not r.base.is_number]
    if len(roots) != 1 or term.has(exp, log) or term.count_ops() > LARGEST:
        return None
    (root,) = roots
    found = coefficients(term, root, given, unfold=False)
    if found is None or len(found) != 2:
        return None
    plain, share = found
    try:
        return plain, share, factored(share**2 * root.base - plain**2, given)
    except DeriveError:
        return None
