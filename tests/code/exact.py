"""Losses and their derivatives at exact points, by enclosures of fifty digits, from the formula alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from flint import arb, ctx, fmpq
from sympy import Derivative, Expr, S, Symbol

from derive.algebra.numeric.balls import Point, Undefined, ball, evaluate
from derive.statement import Integers, Interval, Loss, Space, Values, Vectors

Value = float | Sequence[float]
CLASSES = 3
BITS = 170
"""Fifty digits."""
STEP = fmpq(1, 2**60)
"""The share by which a number is moved, to see what an error of it does."""
PRECISIONS = (256, 1024, 4096, 16384, 65536)
"""exp(−10⁴) beside 1 needs over 14,000 bits."""


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
        case Interval(low=S.NegativeInfinity, high=S.Zero):
            return (-1e-9, -0.3, -40.0)
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

    value: arb
    condition: float


class Row:
    """A loss with arguments that are exact; labels of classes are counted from 0, as in the code."""

    def __init__(self, loss: Loss, row: Mapping[str, Value]) -> None:
        self.loss = loss
        numbers = {name: exact(value) for name, value in row.items() if not isinstance(value, Sequence)}
        data = {name: tuple(map(exact, value)) for name, value in row.items() if isinstance(value, Sequence)}
        if data:
            assert loss.target is not None
            numbers = {**numbers, loss.target[0].name: numbers[loss.target[0].name] + 1, "K": fmpq(CLASSES)}
        self.point = Point({Symbol(name): value for name, value in numbers.items()}, data)

    def value(self) -> Truth:
        found = self.truth(self.loss.formula)
        assert found is not None
        return found

    def slope(self, by: Expr) -> Truth | None:
        return self.truth(Derivative(self.loss.formula, by))

    def truth(self, term: Expr) -> Truth | None:
        """None where there is no derivative."""
        for precision in PRECISIONS:
            with ctx.workprec(precision):
                try:
                    found = ball(evaluate(term, self.point, precision=precision))
                except Undefined:
                    return None
                if found.mid() == 0 == found.rad() or abs(found) < arb("1e-400"):
                    return Truth(found, 1.0)
                if found.rel_accuracy_bits() < BITS:
                    continue
                gaps = (ball(evaluate(term, near, precision=precision)) - found for near in self.moved())
                return Truth(found, float(1 + sum((abs(gap / found / arb(STEP)) for gap in gaps), arb(0))))
        raise AssertionError(f"{term} is not known to fifty digits at {self.point}")

    def moved(self) -> Iterator[Point]:
        """The point with one of its numbers moved by a share of it, inwards; labels and sizes stay."""
        values, data = self.point.values, self.point.data
        fixed = {self.loss.target[0]} if self.loss.target and isinstance(self.loss.target[1], Values) else ()
        for symbol, value in values.items():
            if not data and symbol not in fixed:
                yield Point({**values, symbol: value * (1 - STEP)}, data)
        for name, entries in data.items():
            for k, one in enumerate(entries):
                yield Point(values, {**data, name: (*entries[:k], one * (1 - STEP), *entries[k + 1 :])})


def exact(value: float) -> fmpq:
    return fmpq(*float(value).as_integer_ratio())
