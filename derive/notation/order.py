"""The order in which terms and factors are written, and what of a product stands below a line."""

from __future__ import annotations

from collections.abc import Callable

from sympy import (
    Add,
    Derivative,
    Expr,
    Indexed,
    Integer,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    binomial,
    ceiling,
    exp,
    floor,
    log,
)
from sympy.core.basic import Basic
from sympy.core.function import AppliedUndef

from derive.language.vocabulary import FUNCTIONS, RANDOM, SWITCHES, OrderStatistic, xlogy
from derive.notation.names import ACCENTED
from derive.notation.roots import with_roots

BIG = (Sum, Product)
NAMED = tuple(f for f in FUNCTIONS.values() if f not in (log, exp, xlogy, *RANDOM))
CLOSED = (AppliedUndef, *NAMED, *SWITCHES)
CALLS = (AppliedUndef, log, xlogy, Derivative, *RANDOM, *BIG)
"""What stands beside a fraction rather than in its numerator."""

SIZES = ("n", "N")
"""Letters of the number of observations."""


def is_statistic(factor: Expr) -> bool:
    """Whether a name is that of a statistic of each entry, which is written with an index: s_(k) as sₖ."""
    return isinstance(factor, AppliedUndef) and factor.func.__name__.endswith("_")


RANKS: tuple[tuple[Callable[[Expr], bool], int], ...] = (
    (lambda f: isinstance(f, Number), 0),
    (lambda f: isinstance(f, NumberSymbol) or (isinstance(f, Pow) and bool(f.is_number)), 1),
    (lambda f: isinstance(f, binomial), 1),
    (lambda f: isinstance(f, Symbol), 2),
    (lambda f: bool(f.is_Indexed) or is_ordered_item(f) or is_statistic(f), 3),
    (lambda f: isinstance(f, Pow) and isinstance(f.base, Symbol), 4),
    (lambda f: isinstance(f, Add) and f.has(*NAMED), 7),
    (lambda f: isinstance(f, Add | Mul), 5),
    (lambda f: isinstance(f, Pow | exp), 6),
    (lambda f: isinstance(f, CLOSED), 7),
    (lambda f: isinstance(f, RANDOM), 8),
    (lambda f: isinstance(f, Derivative) or (isinstance(f, BIG) and not f.has(log)), 9),
    (lambda f: isinstance(f, log | xlogy), 10),
)


def factor_rank(factor: Expr) -> tuple[int, int, int, str]:
    """Numbers, symbols, data, powers, brackets, functions, sums, logarithms: what stands after a logarithm
    would be read as part of it. A bracket with a function in it follows the function: σ(z)(1 − σ(z))."""
    rank = next((rank for test, rank in RANKS if test(factor)), 11)
    return rank, factor.count_ops(), among_symbols(factor), str(factor)


def among_symbols(factor: Expr) -> int:
    """The sample size comes first, nμ; a mean of data last, b x̄."""
    name = str(factor)
    return -1 if name in SIZES else 1 if ACCENTED.fullmatch(name) else 0


def split_fraction(term: Mul) -> tuple[str, list[Expr], list[Expr]]:
    """Sign, factors above and factors below the line."""
    first, *factors = term.args
    negative = isinstance(first, Rational) and first < 0
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in (-first if negative else first, *factors):
        if isinstance(factor, Rational):
            above += [Integer(factor.p)] if factor.p != 1 else []
            below += [Integer(factor.q)] if factor.q != 1 else []
        elif isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp < 0:
            below.append(Pow(factor.base, -factor.exp, evaluate=False) if factor.exp != -1 else factor.base)
        else:
            above.append(factor)
    above, below = with_roots(above, below)
    return "-" if negative else "", above or ([] if below else [Integer(1)]), below


def ordered_terms(term: Add, length: Callable[[Expr], int]) -> list[Expr]:
    """Positive terms first, simple terms before long ones. A number comes first (1 - p, 1 + e^x), but
    last after symbols and their powers alone (n + 1)."""
    terms = sorted(Add.make_args(term), key=lambda part: term_rank(part, length))
    first, *others = terms
    if isinstance(first, Number) and first > 0 and all(map(is_monomial, others)):
        return [*others, first]
    return terms


def term_rank(term: Expr, length: Callable[[Expr], int]) -> tuple[bool, bool, int, str]:
    minus = bool(term.as_coeff_Mul()[0] < 0)
    return minus, not isinstance(term, Number), length(term), str(term)


def is_monomial(term: Expr) -> bool:
    """Symbols, data and their powers by integers, with a positive coefficient."""
    coefficient, factors = term.as_coeff_mul()
    bases = [f.base if isinstance(f, Pow) and f.exp.is_Integer and f.exp > 0 else f for f in factors]
    return bool(coefficient > 0) and all(isinstance(b, Symbol | Indexed | floor | ceiling) for b in bases)


def runs_on(term: Basic) -> bool:
    """Whether a factor would swallow what stands after it, as a sum does."""
    if isinstance(term, Mul | log):
        return any(map(runs_on, term.args))
    return isinstance(term, Derivative | Sum | Product | OrderStatistic) and not is_ordered_item(term)


def is_ordered_item(term: Basic) -> bool:
    """Whether a term is an order statistic of the data themselves, counted from 1: written x with a rank."""
    if not isinstance(term, OrderStatistic):
        return False
    inside, (symbol, low, _), _ = term.args
    return isinstance(inside, Indexed) and inside.indices == (symbol,) and low == 1
