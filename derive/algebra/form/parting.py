"""A summand that is another one at a single place: f([i = c]) is f(0) + [i = c](f(1) − f(0)), where both are
defined. In this form the place is split off from the sum (`summation`)."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Indexed,
    Integer,
    Mul,
    NumberSymbol,
    Pow,
    Rational,
    S,
    Symbol,
    cosh,
    erf,
    erfc,
    log,
    preorder_traversal,
    sign,
    sinh,
    tanh,
)
from sympy import exp as exponential

from derive.algebra.form.ranges import Ranges
from derive.algebra.form.tower import POSITIVE
from derive.algebra.terms import names
from derive.language.vocabulary import if_equal, indicator, maximum, minimum, sigmoid, softplus

TOTAL = (
    Abs, Add, Mul, NumberSymbol, Rational, Symbol, cosh, erf, erfc, exponential, indicator, maximum, minimum,
    sigmoid, sign, sinh, softplus, tanh,
)  # fmt: skip
"""What is defined wherever its arguments are."""


def is_total(reader: Ranges, term: Expr) -> bool:
    """Whether a term is seen to be defined at every point of the Given."""
    match term:
        case Indexed():
            return all(isinstance(place, Integer | Symbol) for place in term.indices)
        case Pow(base=base, exp=Integer() as exponent) if is_total(reader, base):
            return exponent >= 0 or abs(reader.ratio_sign(reader.convert(base))) == POSITIVE
        case log(args=(inside,)) if is_total(reader, inside):
            return reader.ratio_sign(reader.convert(inside)) == POSITIVE
        case _ if isinstance(term, TOTAL):
            return all(is_total(reader, a) for a in term.args)
    return False


def parted(reader: Ranges, term: Expr, index: Symbol) -> Expr:
    """The same term, in which no function is applied to what changes at one place of the index only."""
    for switch in held(term, index):
        u, v = switch.args[:2]
        here, elsewhere = taken(term, u, v)
        if is_total(reader, here) and is_total(reader, elsewhere):
            return parted(reader, elsewhere, index) + indicator(u, v) * (here - elsewhere)
    return term


def held(term: Expr, index: Symbol) -> Iterator[Expr]:
    """What is one value at one place of the index, and another elsewhere, and stands in a function."""
    for switch in sorted(term.atoms(indicator, if_equal), key=str):
        ends = [names(side) & {index} for side in switch.args[:2]]
        inside = any(part.has(switch) for part in preorder_traversal(term) if not outer(part, switch))
        if any(ends) and not all(ends) and inside:
            yield switch


def outer(part: Basic, switch: Expr) -> bool:
    """Whether a term is linear in its parts, or the switch itself."""
    return isinstance(part, Add | Mul) or part == switch


def taken(term: Expr, u: Expr, v: Expr) -> tuple[Expr, Expr]:
    """The term where u = v, and where not."""
    same = [s for s in term.atoms(indicator, if_equal) if set(s.args[:2]) == {u, v}]
    values = {s: s.args[2:] if isinstance(s, if_equal) else (S.One, S.Zero) for s in same}
    return (
        term.xreplace({s: pair[0] for s, pair in values.items()}),
        term.xreplace({s: pair[1] for s, pair in values.items()}),
    )
