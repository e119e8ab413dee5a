"""Words that are read as what they mean: a mean is read as a sum over a number of terms, a softmax as the
exponentials that it consists of, a determinant as a polynomial. No term holds them, and none is ever written.

Each takes listed terms, or one term with the index that it runs over: `logsumexp(a, b)`, and
`logsumexp(z[k], k=1..K)`. A wrong use raises ReadError, without a place: the caller adds it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TypeAlias

from sympy import Add, Expr, Integer, Mul, Pow, S, Sum, Tuple, exp, log

from derive.errors import ReadError
from derive.language import matrices
from derive.language.matrices import Matrix
from derive.statement import Index

Argument: TypeAlias = Expr | Matrix
Over: TypeAlias = tuple[Index, ...]
"""The indices that a word runs over; none when its terms are listed."""


def read_shorthand(name: str, arguments: tuple[Argument, ...], over: Over) -> Argument:
    """What a word means with these arguments; ReadError when they do not fit."""
    return SHORTHANDS[name](arguments, over)


def _total(terms: tuple[Expr, ...], over: Over) -> Expr:
    """The sum of the listed terms, or of one term over an index."""
    if over:
        (term,) = terms
        whole: Expr = Sum(term, *(Tuple(*index) for index in over))
        return whole
    return terms[0] if len(terms) == 1 else Add(*terms, evaluate=False)


def _numbers(name: str, form: str, arguments: tuple[Argument, ...], over: Over, least: int) -> tuple[Expr, ...]:
    """The arguments as terms, as many as the form says."""
    terms = tuple(a for a in arguments if isinstance(a, Expr))
    enough = len(terms) == least if over else len(terms) >= least
    if len(terms) < len(arguments) or not enough:
        raise ReadError(f"{name} is written as in {form}")
    return terms


def _mean(arguments: tuple[Argument, ...], over: Over) -> Expr:
    terms = _numbers("mean", "mean(x[i], i=1..n) or mean(a, b)", arguments, over, 1)
    count: Expr = Integer(len(terms))
    for _, low, high in over:
        count *= high - low + 1
    if count.free_symbols & {symbol for symbol, _, _ in over}:
        raise ReadError("mean runs over indices whose limits do not depend on each other")
    return Mul(_total(terms, over), Pow(count, -1, evaluate=False), evaluate=False)


def _logsumexp(arguments: tuple[Argument, ...], over: Over) -> Expr:
    terms = _numbers("logsumexp", "logsumexp(z[k], k=1..K) or logsumexp(a, b)", arguments, over, 1)
    return log(_total(_exponentials(terms), over), evaluate=False)


def _softmax(arguments: tuple[Argument, ...], over: Over) -> Expr:
    form = "softmax(z[j], z[k], k=1..K) or softmax(a, b, c), the weight of the first"
    terms = _numbers("softmax", form, arguments, over, 2)
    first, *_ = weights = _exponentials(terms)
    whole = _total(weights[1:] if over else weights, over)
    return Mul(first, Pow(whole, -1, evaluate=False), evaluate=False)


def _exponentials(terms: tuple[Expr, ...]) -> tuple[Expr, ...]:
    return tuple(exp(term, evaluate=False) for term in terms)


def _entropy(arguments: tuple[Argument, ...], over: Over) -> Expr:
    terms = _numbers("entropy", "entropy(p[k], k=1..K) or entropy(p, 1 - p)", arguments, over, 1)
    return _minus(_total(tuple(_weighted(p, p) for p in terms), over))


def _pairs(name: str, arguments: tuple[Argument, ...], over: Over) -> list[tuple[Expr, Expr]]:
    """Two terms over an index, or two vectors of one length."""
    match arguments:
        case (Expr() as p, Expr() as q) if over:
            return [(p, q)]
        case (Matrix() as p, Matrix() as q) if not over and p.shape == q.shape and 1 in p.shape:
            return list(zip(p.entries(), q.entries(), strict=True))
    raise ReadError(f"{name} is written as in {name}(p[k], q[k], k=1..K) or {name}([a, b], [c, d])")


def _cross_entropy(arguments: tuple[Argument, ...], over: Over) -> Expr:
    pairs = _pairs("cross_entropy", arguments, over)
    return _minus(_total(tuple(_weighted(p, q) for p, q in pairs), over))


def _divergence(arguments: tuple[Argument, ...], over: Over) -> Expr:
    pairs = _pairs("kl", arguments, over)
    return _total(tuple(_weighted(p, Mul(p, Pow(q, -1), evaluate=False)) for p, q in pairs), over)


def _weighted(weight: Expr, argument: Expr) -> Expr:
    return Mul(weight, log(argument, evaluate=False), evaluate=False)


def _minus(term: Expr) -> Expr:
    return Mul(S.NegativeOne, term, evaluate=False)


def _of_matrices(name: str, make: Callable[..., Argument], *kinds: type) -> Callable[..., Argument]:
    """A word for an operation on matrices: its arguments are of these kinds."""

    def apply(arguments: tuple[Argument, ...], over: Over) -> Argument:
        fits = len(arguments) == len(kinds) and all(map(isinstance, arguments, kinds))
        if over or not fits:
            takes = ", ".join("a matrix" if kind is Matrix else "a number" for kind in kinds)
            raise ReadError(f"{name} takes {takes}")
        return make(*arguments)

    return apply


SHORTHANDS: dict[str, Callable[[tuple[Argument, ...], Over], Argument]] = {
    "mean": _mean,
    "logsumexp": _logsumexp,
    "softmax": _softmax,
    "entropy": _entropy,
    "cross_entropy": _cross_entropy,
    "kl": _divergence,
    "transpose": _of_matrices("transpose", matrices.transpose, Matrix),
    "inverse": _of_matrices("inverse", matrices.inverse, Matrix),
    "det": _of_matrices("det", matrices.determinant, Matrix),
    "trace": _of_matrices("trace", matrices.trace, Matrix),
    "dot": _of_matrices("dot", matrices.dot, Matrix, Matrix),
    "entry": _of_matrices("entry", matrices.entry, Matrix, Expr, Expr),
    "identity": _of_matrices("identity", matrices.identity, Expr),
}


def product(factors: list[Argument]) -> Argument:
    """A product in which a matrix stands: matrices are multiplied in their order, scaled by the rest."""
    scalars = [f for f in factors if isinstance(f, Expr)]
    whole = reduce(matrices.multiply, (f for f in factors if isinstance(f, Matrix)))
    inner = whole.rows[0][0] if whole.shape == (1, 1) else None
    if inner is not None:
        return Mul(*scalars, inner, evaluate=False) if scalars else inner
    return reduce(lambda m, c: matrices.scale(c, m), scalars, whole)
