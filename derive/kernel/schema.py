"""Names for writing the statements of rules as data."""

from __future__ import annotations

from sympy import Function, Indexed, IndexedBase, Integer, Symbol

from derive.kernel.rule import Sort, Statement
from derive.statement import Claim, Interval

a, b, c, p, q, r, t, v = (Symbol(name) for name in "abcpqrtv")
i, m, n = (Symbol(name) for name in "imn")
x = IndexedBase("x")
x_i: Indexed = x[i]
f, g = Function("f"), Function("g")
UNIT = Interval(Integer(0), Integer(1))

SORTS = {
    **dict.fromkeys("abcpqrtv", Sort.REAL),
    **dict.fromkeys("mn", Sort.NATURAL),
    "i": Sort.INTEGER,
    "x": Sort.REAL,
    **dict.fromkeys("fg", Sort.FUNCTION),
}


def says(variables: str, *hypotheses: Claim, then: Claim) -> Statement:
    """A statement over the named variables, each of the sort that its letter has here."""
    return Statement(tuple((name, SORTS[name]) for name in variables.split()), hypotheses, then)
