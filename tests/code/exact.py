"""Losses and their derivatives in mpmath, from the formula alone, with as many digits as it takes for fifty."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import mpmath
from mpmath import mpf
from sympy import (
    Abs,
    Add,
    Expr,
    Indexed,
    Integer,
    Mul,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    cosh,
    exp,
    log,
)

from derive.language.vocabulary import (
    if_equal,
    if_less,
    indicator,
    maximum,
    minimum,
    softplus,
    xlogy,
)
from derive.statement import Integers, Interval, Loss, Space, Values, Vectors

FUNCTIONS: dict[type[Expr], Callable[..., mpf]] = {
    Abs: abs,
    cosh: mpmath.cosh,
    exp: mpmath.exp,
    indicator: lambda a, b: mpf(a == b),
    log: mpmath.log,
    maximum: max,
    minimum: min,
    softplus: lambda z: mpmath.log(1 + mpmath.exp(z)),
    xlogy: lambda a, b: mpf(0) if a == 0 else a * mpmath.log(b),
}

Value = float | Sequence[float]
At = Mapping[str, mpf | Sequence[mpf]]


def exact(term: Expr, at: At) -> mpf:
    match term:
        case Symbol():
            return at[term.name]
        case Integer():
            return mpf(int(term))
        case Rational():
            return mpf(term.p) / term.q
        case S.Pi:
            return +mpmath.pi
        case Add(args=parts):
            return mpmath.fsum(exact(part, at) for part in parts)
        case Mul(args=parts):
            return mpmath.fprod(exact(part, at) for part in parts)
        case Pow(base=base, exp=power):
            return exact(base, at) ** (int(power) if power.is_Integer else exact(power, at))
        case if_less(args=(left, right, then, other)):
            return exact(then if exact(left, at) < exact(right, at) else other, at)
        case if_equal(args=(left, right, then, other)):
            return exact(then if exact(left, at) == exact(right, at) else other, at)
        case Sum(args=(inner, Tuple(args=(k, low, high)))):
            run = range(int(exact(low, at)), int(exact(high, at)) + 1)
            return mpmath.fsum(exact(inner, {**at, k.name: mpf(i)}) for i in run)
        case Indexed():
            return at[str(term.base.label)][int(exact(term.indices[0], at)) - 1]
    return FUNCTIONS[type(term)](*(exact(part, at) for part in term.args))


# ── points ──

LINE = tuple(sign * size for size in (1e-9, 3e-4, 0.7, 2.3, 37.0, 709.0, 745.3, 1e4) for sign in (1, -1))
SHARES = (1e-300, 1e-20, 0.013, 0.5, 0.83, 1 - 1e-9, 1 - 2.0**-53)
RAY = (1e-100, 1e-9, 0.4, 3.3, 1e6, 1e100)
SINGLE = (3e-4, -0.7, 2.3, 0.013, 0.83, 11.5)
NEAR = (1 + 1e-9, 1 - 1e-6, 1.4)
KNOWN = (0.3, 1.4, 2.5)


def of_prediction(space: Space, targets: Sequence[float]) -> tuple[float, ...]:
    match space:
        case Interval(low=S.NegativeInfinity):
            return (*LINE, *(near * y for y in targets if y not in (0, 1, -1) for near in NEAR))
        case Interval(low=low, high=high) if high.is_finite:
            inside = (near * y for y in targets for near in NEAR)
            whole = tuple(float(low) + float(high - low) * share for share in SHARES)
            return (*whole, *(a for a in inside if low < a < high))
        case Interval():
            return (*RAY, *(near * y for y in targets if y > 0 for near in NEAR))
        case Values(members=members):
            return tuple(map(float, members))
    raise NotImplementedError(space)


def of_target(space: Space) -> tuple[float, ...]:
    match space:
        case Values(members=members):
            return tuple(map(float, members))
        case Integers():
            return (0.0, 1.0, 2.0, 13.0, 1e6)
        case Interval(low=S.NegativeInfinity):
            return (0.0, 1.7, -250.0)
        case Interval(low=S.Zero, high=S.One):
            return (1e-12, 0.3, 0.9, *((0.0, 1.0) if space.low_closed else ()))
    return (1e-6, 0.7, 12.0, 1e5)


def of_known(space: Space) -> float:
    low, high = space.low, space.high
    return next(c for c in KNOWN if low < c < high)


@dataclass(frozen=True)
class Points:
    """Arguments as the printed functions take them, one column each, with the constants."""

    columns: dict[str, list[Value]]
    constants: dict[str, float]

    def rows(self) -> Iterator[dict[str, Value]]:
        for row in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, row, strict=True)) | self.constants


def points(loss: Loss) -> Points:
    constants = {c.name: of_known(space) for c, space in loss.known if isinstance(space, Interval)}
    if any(isinstance(space, Vectors) for _, space in loss.predictions):
        return of_vectors(loss, constants)
    targets = of_target(loss.target[1]) if loss.target else ()
    declared = {loss.target[0].name: targets} if loss.target else {}
    declared |= {a.name: of_prediction(space, targets) for a, space in loss.predictions}
    rows = list(product(*declared.values()))
    return Points({name: [row[i] for row in rows] for i, name in enumerate(declared)}, constants)


def of_vectors(loss: Loss, constants: dict[str, float]) -> Points:
    ((a, space),) = loss.predictions
    vectors = [(0.3, -0.2, 1.7), (1e4, 0.0, -1e4), (1e4, 1e4 - 3, 1e4 - 1e-9), (800.0, 845.0, -3.0)]
    if space.total is not None:
        vectors = [(0.2, 0.3, 0.5), (1e-300, 1e-9, 1 - 1e-9), (1e-12, 0.5, 0.5)]
    rows = list(product(range(3), vectors))
    return Points({loss.target[0].name: [y for y, _ in rows], a.name: [v for _, v in rows]}, constants)


# ── what is true there ──


@dataclass(frozen=True)
class Truth:
    """The value, and by how much it magnifies a relative error of the arguments: 1 + ∑ |x ∂f/∂x / f|."""

    value: mpf
    condition: float


def digits(loss: Loss, row: Mapping[str, Value]) -> int:
    """Enough for the exponential of every number of the row, and for powers of those near 0."""
    sizes = [abs(x) for value in row.values() for x in (value if isinstance(value, Sequence) else [value])]
    grows = loss.formula.has(exp, softplus, cosh)
    return 400 + int(grows * 2 * max(sizes) / math.log(10)) + int(4 * max(-math.log10(x or 1) for x in sizes))


def moved(row: Mapping[str, Value], name: str, place: int | None, by: mpf) -> dict[str, mpf | list[mpf]]:
    """A row with one number moved by a share of it, or from 0 by that share of 1."""
    found = {k: list(map(mpf, v)) if isinstance(v, Sequence) else mpf(v) for k, v in row.items()}
    if place is None:
        found[name] += by * (abs(found[name]) or 1)
    else:
        found[name][place] += by * (abs(found[name][place]) or 1)
    return found


class At:
    """A loss at a row: its value, and derivatives by differences."""

    def __init__(self, loss: Loss, row: Mapping[str, Value]) -> None:
        self.loss, self.row = loss, dict(row)
        self.vectors = [a.name for a, space in loss.predictions if isinstance(space, Vectors)]
        self.numbers = [name for name in row if name not in self.vectors]
        if self.vectors:
            self.row |= {"K": 3, loss.target[0].name: self.row[loss.target[0].name] + 1}
            self.numbers = []

    def formula(self, at: At) -> mpf:
        return exact(self.loss.formula, at)

    def value(self) -> Truth:
        with mpmath.workdps(digits(self.loss, self.row)):
            found = self.formula(moved(self.row, next(iter(self.row)), None, mpf(0)))
            return Truth(found, self.condition(found, lambda at: self.formula(at)))

    def slope(self, name: str, place: int | None = None) -> Truth:
        with mpmath.workdps(digits(self.loss, self.row)):
            found = self.difference(self.row, name, place)
            return Truth(found, self.condition(found, lambda at: self.difference(at, name, place)))

    def difference(self, row: Mapping[str, Value], name: str, place: int | None) -> mpf:
        step = mpf(10) ** (-mpmath.mp.dps // 4)
        ahead, behind = (moved(row, name, place, sign * step) for sign in (1, -1))
        width = ahead[name] - behind[name] if place is None else ahead[name][place] - behind[name][place]
        return (self.formula(ahead) - self.formula(behind)) / width

    def condition(self, found: mpf, function: Callable[[At], mpf]) -> float:
        if found == 0:
            return 1.0
        step = mpf(10) ** (-mpmath.mp.dps // 12)
        moves = [(name, None) for name in self.numbers if not self.is_label(name)]
        moves += [(name, k) for name in self.vectors for k in range(len(self.row[name]))]
        each = (abs(function(moved(self.row, name, k, step)) - found) for name, k in moves)
        return float(1 + mpmath.fsum(each) / step / abs(found))

    def is_label(self, name: str) -> bool:
        target = self.loss.target
        return target is not None and target[0].name == name and isinstance(target[1], Values)
