"""How a function behaves close to a point: the sequences that refute a limit, and the criterion."""

from __future__ import annotations

from itertools import pairwise

from flint import arb, fmpq

EXPONENTS = (8, 32, 128, 512)
PRECISION = 1_152
"""Enough binary digits to tell a point from its neighbour at 2^-512."""


def near_point(centre: fmpq) -> list[tuple[str, list[fmpq]]]:
    """Sequences that tend to a point from above and from below, with the name of the last member."""
    return [
        (f"{centre} {name} 2^-{EXPONENTS[-1]}", [centre + fmpq(sign, 2**k) for k in EXPONENTS])
        for sign, name in ((1, "+"), (-1, "-"))
    ]


def towards_infinity(sign: int) -> tuple[str, list[fmpq]]:
    """A sequence that tends to infinity; exponentials of its members still have a size."""
    name = f"2^{EXPONENTS[2]}" if sign > 0 else f"-2^{EXPONENTS[2]}"
    return name, [fmpq(sign * 2**k) for k in EXPONENTS[:3]]


def misses(found: list[arb], target: arb | None, direction: int) -> bool:
    """Whether the values, at exponents k = 8, 32, 128 (and 512), cannot be on their way to the limit.

    A finite limit is missed when the distance to it shrinks by less than a tenth at every step and keeps
    its sign: even 1/log log(1/h) shrinks by a third. An infinite one is missed when the values move
    the other way, or when each step is at most a quarter of the one before: log log(1/h) takes steps of
    constant length. A function may still be flat down to 2^-512 and then move; terms with numbers of
    that size are not refuted by this claim's author, and the rest is left to proof.
    """
    if target is not None:
        gaps = [value - target for value in found]
        if not (all(gap > 0 for gap in gaps) or all(gap < 0 for gap in gaps)):
            return False
        return all(abs(b) > abs(a) * arb(fmpq(9, 10)) for a, b in pairwise(gaps))
    steps = [(b - a) * direction for a, b in pairwise(found)]
    return all(b <= 0 or b < a / 4 for a, b in pairwise(steps))
