"""What two sides differ by: the constant, or the positive factor, that makes them equal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flint import fmpq
from sympy import Expr, Indexed, Pow, Rational, S, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.numeric.points import points
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.statement import Equal, Given
from derive.statement.identity import FACTOR, Identity

PLACES = 3
"""Values of the variables at which a constant is read off."""


def candidates(identity: Identity) -> Iterator[Expr]:
    """Terms free of the variables by which the sides may differ, the likeliest first: the normal form of
    the difference (or of the quotient), and its value where the variables have simple values."""
    (relation,) = identity.relations
    assert isinstance(relation, Equal)
    gap = gap_of(relation, identity.up_to)
    moving = moves(identity)
    try:
        simple = factored(gap, identity.given)
    except DeriveError:
        simple = None
    if simple is not None and not names(simple) & moving:
        yield simple
    for values in places(gap, moving, identity.given):
        fixed = substitute(gap, values)
        if not names(fixed) & moving and not fixed.has(S.NaN, S.ComplexInfinity):
            yield shortest(fixed, identity.given)


def gap_of(relation: Equal, up_to: str) -> Expr:
    """What is free of the variables if the claim is true."""
    if up_to == FACTOR:
        quotient: Expr = relation.left * Pow(relation.right, -1)
        return quotient
    return relation.left - relation.right


def widened(relation: Equal, up_to: str, found: Expr) -> Equal:
    """The equality that the constant or factor makes."""
    return Equal(relation.left, relation.right * found if up_to == FACTOR else relation.right + found)


def moves(identity: Identity) -> frozenset[Symbol]:
    """The symbols that the constant is free of; all of them if none is named."""
    if identity.variables:
        return frozenset(identity.variables)
    (relation,) = identity.relations
    return frozenset(s for side in (relation.left, relation.right) for s in names(side))


def places(gap: Expr, moving: Iterable[Symbol], given: Given) -> Iterator[dict[Expr, Expr]]:
    """Simple values of the variables, all with what is given."""
    labels = {str(item.base.label) for item in gap.atoms(Indexed)}
    wanted = [symbol for symbol in sorted(moving, key=str) if symbol.name not in labels]
    for point in points(given, [gap], PLACES):
        values = {s: point.values[s] for s in wanted if s in point.values}
        yield {s: Rational(int(v.p), int(v.q)) for s, v in values.items() if isinstance(v, fmpq)}


def shortest(term: Expr, given: Given) -> Expr:
    """The term, in normal form if that is shorter."""
    try:
        other = factored(term, given)
    except DeriveError:
        return term
    return min(term, other, key=lambda t: (int(t.count_ops()), str(t)))
