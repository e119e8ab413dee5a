"""Switches: functions that are one of several terms, according to a comparison.

Every switch is given by a table of outcomes, each a fact and the term that the switch is where the fact
holds. A comparison is looked for only where the term has to be evaluated: not in a branch, which need not
be defined, nor under a binder of one of its names, nor where the data are random.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Abs, Basic, Derivative, Expr, S, ceiling, floor, sign
from sympy.core.function import AppliedUndef

from derive.algebra.terms import BIG, limits, names, rebuild_as_is
from derive.language.vocabulary import RANDOM, SWITCHES, if_equal, if_less, indicator, maximum, minimum
from derive.statement import Equal, Fact, Less, LessEqual, Unequal, nonnegative

Outcomes: TypeAlias = tuple[tuple[Fact, Expr], ...]


def _larger(a: Expr, b: Expr, *rest: Expr) -> Outcomes:
    return (LessEqual(a, b), _of(maximum, b, *rest)), (LessEqual(b, a), _of(maximum, a, *rest))


def _smaller(a: Expr, b: Expr, *rest: Expr) -> Outcomes:
    return (LessEqual(a, b), _of(minimum, a, *rest)), (LessEqual(b, a), _of(minimum, b, *rest))


def _of(function: Callable[..., Expr], *arguments: Expr) -> Expr:
    return function(*arguments) if len(arguments) > 1 else arguments[0]


def _direction(u: Expr) -> Outcomes:
    return (Less(u, S.Zero), S.NegativeOne), (Equal(u, S.Zero), S.Zero), (Less(S.Zero, u), S.One)


OUTCOMES: dict[type[Expr], Callable[..., Outcomes]] = {
    Abs: lambda u: ((nonnegative(u), u), (LessEqual(u, S.Zero), -u)),
    sign: _direction,
    maximum: _larger,
    minimum: _smaller,
    if_less: lambda u, v, a, b: ((Less(u, v), a), (LessEqual(v, u), b)),
    if_equal: lambda u, v, a, b: ((Equal(u, v), a), (Unequal(u, v), b)),
    indicator: lambda u, v: ((Equal(u, v), S.One), (Unequal(u, v), S.Zero)),
}
"""What a switch may be. Wherever its first two arguments are defined (the one, of Abs and sign), one of the
facts holds, and then the switch is the term beside it."""

KINDS = tuple(OUTCOMES)


@dataclass(frozen=True)
class Switch:
    """What a switch compares; `inside` is the derivative within which it moves, if it does."""

    kind: type[Expr]
    compared: tuple[Expr, ...]
    inside: Derivative | None = None

    def names(self) -> frozenset[Basic]:
        return frozenset(s for term in self.compared for s in term.free_symbols)

    def outcomes(self) -> tuple[Fact, ...]:
        """The facts of which one holds."""
        branches = [S.Zero] * (2 if self.kind in SWITCHES else 0)
        return tuple(fact for fact, _ in OUTCOMES[self.kind](*self.compared, *branches))

    def seam(self) -> Equal:
        return Equal(*self.compared) if len(self.compared) == 2 else Equal(self.compared[0], S.Zero)


def compared(term: Expr) -> tuple[Expr, ...]:
    """The arguments that decide what a switch is."""
    return tuple(term.args[:2])


def switches(term: Basic) -> Iterator[Switch]:
    """The switches that the value of a term depends on; what a comparison holds comes before it."""
    yield from dict.fromkeys(_switches(term, frozenset(), None))


def _switches(term: Basic, bound: frozenset[Basic], inside: Derivative | None) -> Iterator[Switch]:
    if isinstance(term, RANDOM) or not term.args:
        return
    if isinstance(term, Derivative):
        if inside is None:
            yield from _switches(term.expr, bound, term)
        return
    for argument in evaluated(term):
        yield from _switches(argument, bound | bound_by(term), inside)
    if isinstance(term, KINDS):
        test = compared(term)
        free = frozenset(s for t in test for s in t.free_symbols)
        moving = inside if inside and moves(free, inside) else None
        if not free & bound and (moving is None or all(map(continuous, test))):
            yield Switch(type(term), test, moving)


def continuous(term: Expr) -> bool:
    """Whether a term is continuous wherever it is defined on an open set, by its form."""
    return not term.has(*KINDS, *RANDOM, Derivative, AppliedUndef, floor, ceiling)


def evaluated(term: Basic) -> tuple[Basic, ...]:
    """The arguments without which a term has no value; the branches of a switch are not among them."""
    return tuple(term.args[:2]) if isinstance(term, SWITCHES) else tuple(term.args)


def bound_by(term: Basic) -> frozenset[Basic]:
    """The names that a binder binds; its limits are taken to be in its scope as well."""
    return frozenset(symbol for symbol, _, _ in limits(term)) if isinstance(term, BIG) else frozenset()


def moves(free: frozenset[Basic], derivative: Derivative) -> bool:
    """Whether what has these free symbols may change along the variables of a derivative."""
    return any(v in free or bool(names(v) & free) for v in derivative.variables)


def resolved(term: Expr, switch: Switch, fact: Fact, openly: bool) -> Expr:
    """The term where the fact holds: the switch, wherever it stands for the same thing, is the outcome of
    the fact. Inside a derivative along which it moves only if the fact holds around the point (`openly`)."""
    result = _resolved(term, switch, fact, openly)
    assert isinstance(result, Expr)
    return result


def _resolved(term: Basic, switch: Switch, fact: Fact, openly: bool) -> Basic:
    if not term.args or isinstance(term, RANDOM) or bound_by(term) & switch.names():
        return term
    if isinstance(term, Derivative):
        if not openly and moves(switch.names(), term):
            return term
        return rebuild_as_is(term, (_resolved(term.expr, switch, fact, openly), *term.args[1:]))
    if type(term) is switch.kind and compared(term) == switch.compared:
        return _resolved(outcome(term, fact), switch, fact, openly)
    return rebuild_as_is(term, tuple(_resolved(a, switch, fact, openly) for a in term.args))


def outcome(term: Expr, fact: Fact) -> Expr:
    """What a switch is where one of its facts holds, be it more strictly."""
    return next(value for known, value in OUTCOMES[type(term)](*term.args) if fact in (known, strictly(known)))


def strictly(fact: Fact) -> Fact:
    """The fact on an open set, if it is an inequality."""
    return Less(fact.left, fact.right) if isinstance(fact, LessEqual) else fact
