"""The limit of a term at an end of an interval, as SymPy finds it: a guess, which nothing is proved by."""

from __future__ import annotations

from sympy import Dummy, Expr, S, Symbol
from sympy import limit as sympy_limit
from sympy.core.sympify import SympifyError
from sympy.series.order import Order

from derive.algebra.signs.proving import prove
from derive.algebra.terms import names
from derive.statement import Given, Interval, positive

LARGEST = 60
"""Operations of a term whose limit is looked for."""
UNKNOWN = (
    ArithmeticError,
    AttributeError,
    NotImplementedError,
    RecursionError,
    SympifyError,
    TypeError,
    ValueError,
)
"""What SymPy raises where it finds no limit."""


def limit_at_end(term: Expr, variable: Symbol, domain: Interval, end: Expr, given: Given) -> Expr | None:
    """The limit, possibly infinite, as the variable tends to an end from inside; None where none is found."""
    if term.count_ops() > LARGEST:
        return None
    known = {
        s: Dummy(s.name, positive=True) if prove(positive(s), given) else Dummy(s.name, real=True)
        for s in sorted(names(term) | names(end), key=str)
        if isinstance(s, Symbol)
    }
    inside = known.setdefault(variable, Dummy(variable.name, real=True))
    try:
        found = sympy_limit(
            term.xreplace(known), inside, end.xreplace(known), "+" if end == domain.low else "-"
        )
    except UNKNOWN:
        return None
    bad = not isinstance(found, Expr) or found.has(S.NaN, S.ComplexInfinity, S.ImaginaryUnit, inside, Order)
    return None if bad else found.xreplace({dummy: symbol for symbol, dummy in known.items()})
