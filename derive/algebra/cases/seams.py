"""Derivatives at a seam: where the two sides of a comparison are equal, and a switch passes from one outcome
to another.

Let f be a switch with outcomes A and B, differentiable at the point. Around it f is A or B, on one of two sets,
of which one at least comes arbitrarily near. If that is the set of A, and A is differentiable at the point,
then f = A there because both are continuous, and the quotients of f along the set are those of A: f' = A'. So
f' is A' or B'. If the sides of the comparison cross, with different slopes, then both sets come near, and
f' = A' = B'; and if A and B or their slopes differ, then f has no derivative. All else stays undecided.
"""

from __future__ import annotations

from itertools import combinations

from sympy import Add, Basic, Derivative, Expr, Integer, Mul, Pow, Sum, Symbol, exp, log, preorder_traversal

from derive.algebra.cases.comparisons import Switch, bound_by, resolved, strictly, switches
from derive.algebra.cases.excluded import excluded
from derive.algebra.terms import body, limits, names, rebuild_as_is
from derive.language.vocabulary import RANDOM
from derive.statement import Equal, Given, LessEqual


def at_seam(term: Expr, switch: Switch, given: Given) -> tuple[Expr, ...] | None:
    """Terms one of which the term is equal to, wherever it is defined and the seam of the switch is given;
    none where it is never defined. None where that is not known."""
    node = switch.inside
    if node is None or len(node.variables) != 1 or not isinstance(node.variables[0], Symbol):
        return None
    if any(bound_by(part) & node.free_symbols for part in preorder_traversal(term)):
        return None
    variable = node.variables[0]
    facts = [(fact, resolved(node.expr, switch, strictly(fact), True)) for fact in switch.outcomes()]
    sides = [(fact, settled(side, variable, given)) for fact, side in facts]
    if not all(smooth(side, variable, given) for _, side in sides):
        return None
    if crossing(switch, variable, given):
        near = [side for fact, side in sides if not isinstance(fact, Equal)]
        slopes = [side.diff(variable) for side in near]
        if any(excluded(Equal(*pair), given) for found in (near, slopes) for pair in combinations(found, 2)):
            return ()
        return (_replaced(term, node, slopes[0], switch),)
    return tuple(dict.fromkeys(_replaced(term, node, side.diff(variable), switch) for _, side in sides))


def settled(side: Expr, variable: Symbol, given: Given) -> Expr:
    """The term with the switches resolved whose outcome is known around the point."""
    for switch in switches(Derivative(side, variable)):
        live = [fact for fact in switch.outcomes() if not excluded(fact, given)]
        if len(live) == 1 and not isinstance(live[0], Equal) and switch.inside is not None:
            if strictly(live[0]) == live[0] or excluded(switch.seam(), given):
                return settled(resolved(side, switch, strictly(live[0]), True), variable, given)
    return side


def crossing(switch: Switch, variable: Symbol, given: Given) -> bool:
    """Whether the sides of the comparison are shown to have different slopes at the point."""
    seam = switch.seam()
    if not (smooth(seam.left, variable, given) and smooth(seam.right, variable, given)):
        return False
    return excluded(Equal(seam.left.diff(variable), seam.right.diff(variable)), given)


def smooth(term: Expr, variable: Symbol, given: Given) -> bool:
    """Whether a term, defined near the point, is differentiable at the point, by its form."""
    if term.has(*RANDOM):
        return False
    if variable not in names(term):
        return True
    match term:
        case Symbol():
            return True
        case Add() | Mul() | exp():
            return all(smooth(part, variable, given) for part in term.args)
        case Pow(base=base, exp=Integer() as exponent):
            return smooth(base, variable, given) and (exponent >= 0 or excluded(Equal(base, Integer(0)), given))
        case log(args=(inside,)):
            return smooth(inside, variable, given) and excluded(LessEqual(inside, Integer(0)), given)
        case Sum() if not any(variable in names(end) for index in limits(term) for end in index):
            return smooth(body(term), variable, given.under(*reversed(limits(term))))
    return False


def _replaced(term: Expr, old: Expr, new: Expr, switch: Switch) -> Expr:
    result = _replace(term, old, new, switch)
    assert isinstance(result, Expr)
    return result


def _replace(term: Basic, old: Expr, new: Expr, switch: Switch) -> Basic:
    if term == old:
        return new
    if not term.args or isinstance(term, (*RANDOM, Derivative)) or bound_by(term) & switch.names():
        return term
    return rebuild_as_is(term, tuple(_replace(a, old, new, switch) for a in term.args))
