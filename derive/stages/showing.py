"""Terms as a reader would write them; each is shown to be equal by the rule that puts it in."""

from __future__ import annotations

from sympy import Abs, Add, Expr, Mul, log

from derive.algebra.signs.proving import prove
from derive.statement import Given, positive


def of_positive(term: Expr, given: Given) -> Expr:
    """log|s| as log s, where s is positive."""
    sizes = [one for one in term.atoms(log) if isinstance(one.args[0], Abs)]
    inside = {one: one.args[0].args[0] for one in sizes}
    return term.xreplace({one: log(part) for one, part in inside.items() if prove(positive(part), given)})


def minus_inside(term: Expr) -> Expr:
    """−(a − b)c as (b − a)c."""
    first = next((factor for factor in Mul.make_args(term) if isinstance(factor, Add)), None)
    if first is None or not term.could_extract_minus_sign():
        return term
    return -Mul(*(-factor if factor == first else factor for factor in Mul.make_args(term)))
