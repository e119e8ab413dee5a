"""The places where a function is greatest, at a point: values, and the values between two ends."""

from __future__ import annotations

from dataclasses import dataclass

from flint import fmpq

from derive.algebra.numeric.balls import evaluate
from derive.algebra.numeric.mixed import Undefined, Value, less, plus, times
from derive.algebra.numeric.place import Point
from derive.statement import Given, Interval, Place


@dataclass(frozen=True)
class Span:
    """The values from one to another, and whether each end belongs to them; a single value is both ends."""

    low: Value
    high: Value
    closed: tuple[bool, bool] = (True, True)

    def members(self) -> list[Value]:
        """Some of the values: the ends that belong to them, and the middle."""
        if self.low is self.high:
            return [self.low]
        ends = [end for end, closed in zip((self.low, self.high), self.closed, strict=True) if closed]
        return [*ends, times(fmpq(1, 2), plus(self.low, self.high))]

    def misses(self, value: Value) -> bool:
        """Whether a value is certainly not among them."""
        return bool(less(value, self.low) or less(self.high, value))


def span(place: Place, point: Point, given: Given) -> Span:
    """The values of a place; Undefined where an interval is empty."""
    if not isinstance(place, Interval):
        value = evaluate(place, point, given)
        return Span(value, value)
    low, high = (evaluate(end, point, given) for end in (place.low, place.high))
    if less(high, low):
        raise Undefined("an interval whose ends are out of order")
    return Span(low, high, (place.low_closed, place.high_closed))
