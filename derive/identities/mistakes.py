"""The mistakes that people make, each as the ways in which it can be undone.

A way is a function from a side of an equality to other terms that may have been meant. They are only
proposed: `derive.identities.repair` keeps those that are proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import combinations, permutations
from typing import NamedTuple, TypeAlias

from sympy import (
    Add,
    Basic,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    binomial,
    cosh,
    exp,
    factorial,
    gamma,
    log,
    sinh,
    tanh,
)

from derive.algebra.terms import Path, at, names, paths, rebuild_as_is, substitute
from derive.errors import DeriveError
from derive.language.construct import indexed_base, minus
from derive.language.vocabulary import (
    SWITCHES,
    Beta,
    digamma,
    logit,
    maximum,
    minimum,
    sigmoid,
    softplus,
    trigamma,
)

HALF = Rational(1, 2)
ODD = (exp, sigmoid, softplus, logit)
"""Functions before whose argument a sign is easily lost."""
SCALED = (exp, sigmoid, softplus, tanh, sinh, cosh)
"""Functions whose argument is easily off by a factor 2."""
SHIFTED = (gamma, factorial, digamma, trigamma, binomial, Beta)
"""Functions whose argument is easily off by one."""
MOST_PLACES = 120


class Attempt(NamedTuple):
    """A term that may have been meant, and what the mistake was undone by."""

    term: Expr
    by: Expr | None = None


Undo: TypeAlias = Callable[[Expr], Iterator[Attempt]]


def put(term: Basic, path: Path, new: Expr) -> Expr:
    """The term with the subterm at a path replaced, nothing else touched."""
    if not path:
        return new
    args = list(term.args)
    args[path[0]] = put(args[path[0]], path[1:], new)
    result = rebuild_as_is(term, tuple(args))
    assert isinstance(result, Expr)
    return result


def places(term: Expr) -> Iterator[tuple[Path, Expr]]:
    """The subterms and where they stand, outermost first, up to a bound."""
    for _, path in zip(range(MOST_PLACES), paths(term), strict=False):
        found = at(term, path)
        assert isinstance(found, Expr)
        yield path, found


def negated(term: Expr) -> Expr:
    """The term with the other sign, in its shortest form."""
    if isinstance(term, Rational):
        return -term
    if isinstance(term, Mul) and term.args[0] is S.NegativeOne:
        rest = term.args[1:]
        return rest[0] if len(rest) == 1 else Mul(*rest, evaluate=False)
    return minus(term)


def everywhere(undo: Callable[[Expr], Iterator[Attempt]]) -> Undo:
    """An undo of one subterm, tried at every place."""

    def tried(term: Expr) -> Iterator[Attempt]:
        for path, found in places(term):
            for new, by in undo(found):
                yield Attempt(put(term, path, new), by)

    return tried


# ── one subterm ──


def sign_of_a_term(term: Expr) -> Iterator[Attempt]:
    """a + b for a − b; f(z) for f(−z)."""
    if isinstance(term, Add):
        for k, part in enumerate(term.args):
            yield Attempt(rebuild_as_is(term, (*term.args[:k], negated(part), *term.args[k + 1 :])))
    elif isinstance(term, ODD):
        yield Attempt(rebuild_as_is(term, (negated(term.args[0]),)))
    elif isinstance(term, Pow) and not term.exp.is_Integer:
        yield Attempt(rebuild_as_is(term, (term.base, negated(term.exp))))
    elif isinstance(term, Sum | log):
        yield Attempt(negated(term))


def factor_of_a_term(term: Expr) -> Iterator[Attempt]:
    """A factor that was left out of one term, or is one too many."""
    if isinstance(term, Add):
        sizes = sorted((s for s in names(term) if s.name in SIZES), key=str)
        for factor in (HALF, Integer(2), *(f for s in sizes for f in (s, 1 / s))):
            for k, part in enumerate(term.args):
                new = Mul(factor, part, evaluate=False)
                yield Attempt(rebuild_as_is(term, (*term.args[:k], new, *term.args[k + 1 :])), factor)
    elif isinstance(term, Mul) and len(term.args) > 1:
        for k, part in enumerate(term.args):
            if part is not S.NegativeOne:
                rest = term.args[:k] + term.args[k + 1 :]
                yield Attempt(rest[0] if len(rest) == 1 else rebuild_as_is(term, rest), 1 / part)
    elif isinstance(term, SCALED):
        for factor in (HALF, Integer(2)):
            yield Attempt(rebuild_as_is(term, (Mul(factor, term.args[0], evaluate=False),)), factor)


SIZES = ("n", "m", "N", "K", "k")
"""Symbols that count: what a sum is divided by, or not."""


def lost_square(term: Expr) -> Iterator[Attempt]:
    if isinstance(term, Pow) and term.exp in (Integer(2), HALF):
        yield Attempt(term.base)
    elif isinstance(term, Pow) and term.exp == -2:
        yield Attempt(Pow(term.base, -1, evaluate=False))
    elif isinstance(term, Pow) and term.exp == -1:
        yield Attempt(Pow(term.base, -2, evaluate=False))
    elif isinstance(term, Symbol | Indexed | Sum) or (isinstance(term, Add) and len(term.args) < 4):
        yield Attempt(Pow(term, 2, evaluate=False))
        if not isinstance(term, Indexed):
            yield Attempt(Pow(term, HALF, evaluate=False))


def complement(term: Expr) -> Iterator[Attempt]:
    """p for 1 − p, and 1 − p for p, at one place."""
    if isinstance(term, Symbol | Indexed):
        yield Attempt(Add(S.One, negated(term), evaluate=False))
    elif isinstance(term, Add) and len(term.args) == 2 and S.One in term.args:
        (other,) = (a for a in term.args if a is not S.One)
        if isinstance(negated(other), Symbol | Indexed):
            yield Attempt(negated(other))


def limit_off_by_one(term: Expr) -> Iterator[Attempt]:
    if not isinstance(term, Sum | Product):
        return
    for k, (index, low, high) in enumerate(term.args[1:], 1):
        for ends in ((low, high + 1), (low, high - 1), (low + 1, high), (low - 1, high)):
            yield Attempt(rebuild_as_is(term, (*term.args[:k], Tuple(index, *ends), *term.args[k + 1 :])))


def argument_off_by_one(term: Expr) -> Iterator[Attempt]:
    if isinstance(term, SHIFTED):
        for k, argument in enumerate(term.args):
            for step in (1, -1):
                yield Attempt(rebuild_as_is(term, (*term.args[:k], argument + step, *term.args[k + 1 :])))
    elif isinstance(term, Symbol) and term.name in SIZES:
        yield Attempt(Add(term, -1, evaluate=False))
        yield Attempt(Add(term, 1, evaluate=False))
    elif isinstance(term, Add) and any(a in (S.One, S.NegativeOne) for a in term.args) and len(term.args) == 2:
        (other,) = (a for a in term.args if a not in (S.One, S.NegativeOne))
        yield Attempt(other)


def base_of_the_log(term: Expr) -> Iterator[Attempt]:
    if isinstance(term, log):
        for base in (Integer(2), Integer(10)):
            by = log(base)
            yield Attempt(Mul(term, Pow(by, -1), evaluate=False), base)
            yield Attempt(Mul(term, by, evaluate=False), base)


def softmax_twice(term: Expr) -> Iterator[Attempt]:
    """A softmax whose logits are probabilities already: their logits are taken instead."""
    if isinstance(term, exp) and (inner := logit_of_a_share(term.args[0])) is not None:
        yield Attempt(exp(inner, evaluate=False))


def logit_of_a_share(term: Expr) -> Expr | None:
    """z, where a term is exp(z) over something."""
    if isinstance(term, Mul) and any(isinstance(f, Pow) and f.exp == -1 for f in term.args):
        exponentials = [f for f in term.args if isinstance(f, exp)]
        if len(exponentials) == 1:
            return exponentials[0].args[0]
    return None


def branches_swapped(term: Expr) -> Iterator[Attempt]:
    if isinstance(term, SWITCHES):
        left, right, yes, no = term.args
        yield Attempt(rebuild_as_is(term, (left, right, no, yes)))
    elif isinstance(term, maximum):
        yield Attempt(minimum(*term.args))
    elif isinstance(term, minimum):
        yield Attempt(maximum(*term.args))


# ── the whole term ──


def complement_throughout(term: Expr) -> Iterator[Attempt]:
    for symbol in sorted(names(term), key=str):
        if not any(item.base.label == symbol for item in term.atoms(Indexed)):
            with suppress(DeriveError):  # a derivative in this symbol
                yield Attempt(substitute(term, {symbol: 1 - symbol}))


def swapped(term: Expr) -> Iterator[Attempt]:
    """Two names for each other, such as the arguments of a divergence."""
    labels = {item.base.label for item in term.atoms(Indexed)}
    found = sorted(names(term), key=str)[:6]
    for a, b in combinations(found, 2):
        if (a in labels) == (b in labels):
            yield Attempt(exchange(term, a, b))


def names_mixed_up(term: Expr) -> Iterator[Attempt]:
    """One name for another in one term of a sum."""
    if not isinstance(term, Add):
        return
    labels = {item.base.label for item in term.atoms(Indexed)}
    for a, b in permutations(sorted(names(term), key=str)[:6], 2):
        if (a in labels) == (b in labels):
            for k, part in enumerate(term.args):
                if a in names(part):
                    new = _exchange(part, {a: b})
                    yield Attempt(rebuild_as_is(term, (*term.args[:k], new, *term.args[k + 1 :])))


def exchange(term: Basic, a: Symbol, b: Symbol) -> Expr:
    """The term with two free names exchanged, labels of data included."""
    result = _exchange(term, {a: b, b: a})
    assert isinstance(result, Expr)
    return result


def _exchange(term: Basic, other: dict[Basic, Symbol]) -> Basic:
    if term in other:
        return other[term]
    if isinstance(term, IndexedBase):
        label = term.args[0]
        return indexed_base(other[label].name) if label in other else term
    return rebuild_as_is(term, tuple(_exchange(a, other) for a in term.args)) if term.args else term


def softmaxes_twice(term: Expr) -> Iterator[Attempt]:
    """All of them undone at once: the inner softmax stands above and below."""
    new = term
    for _ in range(2):
        for path, found in places(new):
            for attempt in softmax_twice(found):
                new = put(new, path, attempt.term)
    if new != term:
        yield Attempt(new)


MISTAKES: tuple[tuple[str, Undo], ...] = (
    ("swapped", swapped),
    ("softmax", softmaxes_twice),
    ("sign", everywhere(sign_of_a_term)),
    ("complement", complement_throughout),
    ("complement", everywhere(complement)),
    ("limit", everywhere(limit_off_by_one)),
    ("shift", everywhere(argument_off_by_one)),
    ("square", everywhere(lost_square)),
    ("branches", everywhere(branches_swapped)),
    ("swapped", everywhere(swapped)),
    ("names", everywhere(names_mixed_up)),
    ("base", everywhere(base_of_the_log)),
    ("term-factor", everywhere(factor_of_a_term)),
)
"""What may have gone wrong in one side of an equality, in the order in which it is tried."""
