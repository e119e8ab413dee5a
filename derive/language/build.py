"""From a term as written to the same term through SymPy's ordinary constructors, within bounds."""

from __future__ import annotations

from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Function,
    Integer,
    Mul,
    Number,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    arg,
    binomial,
    cosh,
    exp,
    factorial,
    gamma,
    im,
    log,
    loggamma,
    re,
    sign,
    sinh,
)

from derive.errors import LimitError
from derive.language.bounds import MAX_BITS, MAX_FACTORIAL, check_size

MAX_ROUNDS = 8
"""SymPy's constructors settle in one round, seldom in two."""

PARTS = (re, im, arg)
OUTSIDE = (S.ComplexInfinity, S.ImaginaryUnit, *PARTS)
"""What SymPy may answer with and the language does not have: Abs(pi^p) becomes pi^re(p), 0^(-p) zoo^p."""
GROWING = (factorial, gamma, loggamma)
LEAVING = (Mul, Pow, exp, log, Abs, sign)
"""The kinds whose constructors may leave the language."""


def evaluated(term: Expr) -> Expr:
    """Rebuild a term from its leaves up, so that sums and products are flat and sorted and numbers
    are computed. Sums, products over an index and derivatives are kept; nothing is simplified.

    The caller asks for definedness first: `a/a` becomes 1 here. What has a part without a real value,
    such as 1/0, log(-1) or oo - oo, becomes nan as a whole. The result is a fixed point:
    `evaluated(evaluated(e)) == evaluated(e)`. Raises LimitError when a number would be too large.
    """
    check_size(term)
    try:
        for _ in range(MAX_ROUNDS):
            new = _rebuilt(term)
            if new == term:
                return new
            term = new
    except RecursionError:
        raise LimitError("the term is nested too deep to be evaluated") from None
    raise LimitError("the term does not settle under evaluation")


def _rebuilt(term: Expr) -> Expr:
    nodes: list[Basic] = [term]
    for node in nodes:  # grows while it runs: every node comes before its arguments
        nodes.extend(node.args)
    built: dict[Basic, Basic] = {}
    sizes: dict[Basic, int | None] = {}
    summed: set[Basic] = set()
    for node in reversed(nodes):
        if node in built:
            continue
        sizes[node] = _size(node, [sizes[a] for a in node.args])
        if not summed.isdisjoint(node.args) or _is_summed(node, sizes):
            summed.add(node)
        built[node] = _node(node, [built[a] for a in node.args], node in summed) if node.args else node
    result = built[term]
    assert isinstance(result, Expr)
    return result


def _is_summed(node: Basic, sizes: dict[Basic, int | None]) -> bool:
    """Whether SymPy might add up a sum or product when it looks for a sign: its limits are numbers,
    or one of them has to be computed."""
    if not isinstance(node, Sum | Product):
        return False
    ends = [end for limit in node.args[1:] for end in limit.args[1:]]
    closed = [end for end in ends if sizes[end] is not None]
    return len(closed) == len(ends) or not all(isinstance(end, Number) for end in closed)


def _node(node: Basic, args: list[Basic], summed: bool) -> Basic:
    """One node on evaluated arguments, after the bounds that belong to its kind. What holds a sum
    between numbers is built without the questions about signs, which would add it up."""
    kind = type(node)
    if S.NaN in args:
        return S.NaN
    if kind is Pow:
        _check_power(*args)
        if _is_complex_root(*args):
            return S.NaN
    elif kind is exp:
        _check_power(S.Exp1, args[0])
    elif kind in (Add, Mul):
        _check(sum(_bits(a) for a in args))
    elif kind is binomial and all(isinstance(a, Integer) for a in args):
        top, below = (abs(int(a)) for a in args)
        _check(min(top, below * top.bit_length()))
    elif (
        kind in (factorial, gamma, loggamma) and isinstance(args[0], Rational) and abs(args[0]) > MAX_FACTORIAL
    ):
        raise LimitError(f"{kind.__name__} of a number beyond {MAX_FACTORIAL}")
    if summed and (isinstance(node, Pow | Function) or (kind in (Add, Mul) and _asks(args))):
        return node.func(*args, evaluate=False)
    try:
        value: Basic = node.func(*args)
    except (AssertionError, TypeError):  # SymPy stumbles over some numbers whose sign it cannot find
        return node.func(*args, evaluate=False)
    if value is S.ComplexInfinity or (kind is loggamma and value is S.Infinity is not args[0]):
        return S.NaN
    if kind in LEAVING and value.has(*OUTSIDE):
        unreal = kind in (Pow, log) and value.is_number and not value.has(*PARTS)
        return S.NaN if unreal else node.func(*args, evaluate=False)
    return value


def _asks(args: list[Basic]) -> bool:
    """Whether a sum or a product of these asks for the signs of its arguments."""
    return any(a in (S.Zero, S.Infinity, S.NegativeInfinity) for a in args)


def _check_power(base: Expr, exponent: Expr) -> None:
    """SymPy computes number^number, (2·x)^number, and exp(number·log(number)) at once."""
    if isinstance(exponent, Rational):
        _check(_bits_of_power(base, exponent))
        return
    for power in (exponent, *exponent.args):
        coefficient = power.as_coeff_Mul()[0] if isinstance(power, Expr) else S.One
        if isinstance(coefficient, Rational) and power.has(log):
            inside = max(_bits(logarithm.args[0]) for logarithm in power.atoms(log))
            _check(inside * _ceiling(coefficient))


def _is_complex_root(base: Expr, exponent: Expr) -> bool:
    return isinstance(exponent, Rational) and exponent.q > 1 and base.is_number and bool(base.is_negative)


def _bits(term: Basic) -> int:
    """Bits of a number, or of the numbers that a product holds as factors; 0 for ±1 and any other term."""
    match term:
        case Rational(p=int(p), q=int(q)):
            return sum(abs(part).bit_length() for part in (p, q) if abs(part) > 1)
        case Mul(args=args):
            return sum(_bits(a) for a in args if isinstance(a, Number | Pow))
        case Pow(base=Rational() as base, exp=Rational() as exponent):
            return _bits_of_power(base, exponent)
    return 0


def _bits_of_power(base: Basic, exponent: Rational) -> int:
    bits = _bits(base)
    if isinstance(base, Rational) and bits <= MAX_BITS:  # 10^900 has 2,990 bits, not 900 times 4
        return _bits(base**16) * _ceiling(exponent) // 16
    return bits * _ceiling(exponent)


def _size(node: Basic, inside: list[int | None]) -> int | None:
    """A bound on |log2 |value|| of a term without symbols, else None.

    SymPy asks numerically for the sign of such terms, and a tower like exp(exp(exp(9))) has no end:
    what stands in an exponent is bounded here.
    """
    if isinstance(node, Rational):
        return _bits(node) + 1
    known = [size for size in inside if size is not None]
    if isinstance(node, Symbol) or len(known) < len(inside):
        return None
    kind = type(node)
    if kind in (exp, Pow, gamma, factorial, binomial, sinh, cosh):
        if kind is Pow and isinstance(node.args[1], Rational):
            return known[0] * _ceiling(node.args[1]) + 1
        _check(known[-1])
        return max(known[0] if kind is Pow else 2, 2) << known[-1]
    return sum(known) + 2


def _ceiling(number: Rational) -> int:
    return -(-abs(int(number.p)) // int(number.q))


def _check(bits: int) -> None:
    if bits > MAX_BITS:
        raise LimitError(f"evaluation would make a number of more than {MAX_BITS:,} bits")
