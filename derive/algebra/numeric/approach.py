"""How a function behaves close to a point: the sequences that can refute a limit, and the criterion.

No finite number of values settles a limit. So a limit is called missed only when values at distances down
to 2^-8192 agree, for a term without large or fine numbers; see `misses`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from flint import arb, fmpq
from sympy import Expr, Rational

LARGEST = 1_000
"""Terms with a number whose numerator or denominator is larger are not judged: exp(-10^200 p) looks like
0 down to p = 2^-512, and p^(1/10^6) like 1."""


class Approach(NamedTuple):
    """Arguments at ever smaller distances: a first look, and all of them, to confirm what it shows."""

    name: str
    arguments: tuple[fmpq, ...]
    first: int


NEAR, NEAR_FIRST = (8, 32, 128, 512, 2_048, 8_192), 4
FAR, FAR_FIRST = (8, 32, 128, 512), 3
PRECISIONS = (1_152, 16_512)
"""Binary digits of the first look and of all: enough to tell a point from its nearest neighbour."""


def near_point(centre: fmpq) -> list[Approach]:
    """Towards a point from above and from below."""
    return [
        Approach(f"{centre} {name} 2^-{NEAR[-1]}", tuple(centre + fmpq(sign, 2**k) for k in NEAR), NEAR_FIRST)
        for sign, name in ((1, "+"), (-1, "-"))
    ]


def towards_infinity(sign: int) -> Approach:
    name = f"2^{FAR[-1]}" if sign > 0 else f"-2^{FAR[-1]}"
    return Approach(name, tuple(fmpq(sign * 2**k) for k in FAR), FAR_FIRST)


def is_plain(term: Expr) -> bool:
    """Whether all numbers in a term are small enough for `misses`."""
    return all(max(abs(number.p), number.q) <= LARGEST for number in term.atoms(Rational))


def misses(found: list[arb], target: arb | None, direction: int) -> bool:
    """Whether values at exponents k that grow fourfold are not on their way to the limit.

    A sequence has settled when every step is at most a quarter of the one before: log log(1/h) takes
    steps of constant length, and 1/log log(1/h) shrinks by a third. A finite limit is missed when
    the values settle while the distance to it keeps nine tenths at every step; or when the distance
    grows at every step, and at the end no slower than before. An infinite limit (`target` None, with
    the sign `direction`) is missed when the values settle, or move the other way at every step.
    """
    steps = [b - a for a, b in pairwise(found)]
    settled = all(b.is_zero() or abs(b) < abs(a) / 4 for a, b in pairwise(steps))
    if target is None:
        return settled or all(step * direction < 0 for step in steps)
    gaps = [value - target for value in found]
    if not (all(gap > 0 for gap in gaps) or all(gap < 0 for gap in gaps)):
        return False
    sizes = [abs(gap) for gap in gaps]
    stays = all(b > a * fmpq(9, 10) for a, b in pairwise(sizes))
    grows = all(b > a for a, b in pairwise(sizes))
    steady = bool(sizes[-1] * sizes[-3] > sizes[-2] ** 2 * fmpq(3, 4))
    return (settled and stays) or (grows and steady)
