"""An integral cut into pieces on each of which a switch, or an absolute value in the condition of one, is
settled."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Abs, Expr, S, Symbol

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names
from derive.errors import DeriveError
from derive.language.vocabulary import if_less, maximum, meaning, minimum
from derive.statement import Given, Interval, Less, Member, Provenance, positive

Cut = list[tuple[Interval, Expr]]


def cut_apart(density: Expr, x: Symbol, support: Interval, given: Given) -> Iterator[Cut]:
    """The pieces of the support with the density on each, for a place where something turns."""
    density = replaced(density, {one: meaning(one) for one in density.atoms(maximum, minimum)})
    for switch in sorted(density.atoms(if_less), key=lambda s: (s.count_ops(), str(s))):
        left, right, then, other = switch.args
        for size in sorted((left - right).atoms(Abs), key=str):
            yield from at_turn(density, size, size.args[0], x, support, given, (-size.args[0], size.args[0]))
        if not (left - right).has(Abs):
            yield from at_turn(density, switch, left - right, x, support, given, (then, other))


def at_turn(
    density: Expr, part: Expr, line: Expr, x: Symbol, support: Interval, given: Given, values: tuple[Expr, Expr]
) -> Iterator[Cut]:
    """The pieces where a line in x is negative and where it is positive; a part of the density has a value on
    each."""
    found = root_of_line(line, x, given)
    if found is None:
        return
    cut, rising = found
    below, above = values if rising else values[::-1]
    match where(cut, support, given):
        case 0:
            yield [
                (Interval(support.low, cut), replaced(density, {part: below})),
                (Interval(cut, support.high), replaced(density, {part: above})),
            ]
        case 1:
            yield [(support, replaced(density, {part: below}))]
        case -1:
            yield [(support, replaced(density, {part: above}))]


def root_of_line(line: Expr, x: Symbol, given: Given) -> tuple[Expr, bool] | None:
    """Where a line in x is 0, and whether it rises."""
    try:
        found = coefficients(
            line, x, given.adding(Provenance.BINDING, Member(x, Interval(-S.Infinity, S.Infinity)))
        )
    except DeriveError:
        return None
    if found is None or len(found) != 2 or x in names(found[0]) | names(found[1]):
        return None
    for rising, slope in ((True, found[1]), (False, -found[1])):
        if prove(positive(slope), given):
            return factored(-found[0] / found[1], given), rising
    return None


def where(cut: Expr, support: Interval, given: Given) -> int | None:
    """0 where a cut is seen to lie between the ends, −1 below them, 1 above."""

    def is_less(low: Expr, high: Expr) -> bool:
        infinite = low is S.NegativeInfinity or high is S.Infinity
        return infinite or prove(Less(low, high), given) is not None

    if is_less(support.low, cut) and is_less(cut, support.high):
        return 0
    if cut == support.low or (support.low is not S.NegativeInfinity and is_less(cut, support.low)):
        return -1
    if cut == support.high or (support.high is not S.Infinity and is_less(support.high, cut)):
        return 1
    return None


def replaced(term: Expr, new: dict[Expr, Expr]) -> Expr:
    """The term with some subterms replaced, from the outside in."""
    if term in new:
        return replaced(new[term], new)
    if not term.args or not new:
        return term
    result: Expr = term.func(*(replaced(a, new) if isinstance(a, Expr) else a for a in term.args))
    return result
