"""Pictures of a log-likelihood: a curve with its maximum and curvature, or a surface by its contours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from flint import fmpq
from sympy import Derivative, Symbol

from derive.algebra.numeric.balls import ball
from derive.document.figures.samples import number, parameters
from derive.document.figures.surfaces import Surface, surface_of
from derive.document.picture import Curve, Mark, Picture, Place, Role
from derive.kernel.derivation import Derivation
from derive.notation.claims import hat_latex
from derive.notation.latex import latex

DROP = 4.5
"""How far below its maximum a log-likelihood is followed."""
LONGER = 3.0
"""How many times longer than the other one side of a picture may be."""
JUMP = 1e-3
STEPS = 90
CELLS = 40
BEYOND = 3.2
"""Standard errors from the maximum that contours reach: a parabola falls by 4 within the root of 8."""
LEVELS = (1, 2, 3, 4)
"""Contours stand so far below the maximum."""


@dataclass(frozen=True)
class Drawn:
    """A picture, what the words say of it (a key), and the numbers that they mention, as TeX."""

    picture: Picture
    key: str
    numbers: dict[str, str] = field(default_factory=dict)


class Likelihood(Protocol):
    """A log-likelihood of one or two parameters, at data: what drawing it asks."""

    @property
    def symbols(self) -> tuple[Symbol, ...]: ...

    @property
    def top(self) -> tuple[float, ...]:
        """Where it is greatest."""

    @property
    def name(self) -> tuple[str, str]:
        """What it is called, and its greatest value, as TeX; the latter empty where that is 0."""

    def at(self, *values: float) -> float | None:
        """Its value; None where it has none, or is -∞."""

    def ends(self, place: int) -> tuple[float | None, float | None]:
        """The space of a parameter; None where there is no end."""

    def slopes(self) -> tuple[float | None, float | None]:
        """Of one parameter, the first and the second derivative at the top; None where there is none."""

    def errors(self) -> tuple[float, ...]:
        """The standard errors of the parameters; none where they are not known."""

    def told(self) -> dict[str, str]:
        """What the words mention besides: the data, and what is known."""


@dataclass(frozen=True)
class OfSample:
    """The log-likelihood at a sample."""

    surface: Surface

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        return tuple(symbol for symbol, _ in self.surface.domains)

    @property
    def top(self) -> tuple[float, ...]:
        return self.surface.top

    @property
    def name(self) -> tuple[str, str]:
        told = latex(self.surface.head).replace("L", r"\ell", 1)
        return told, rf"\ell({', '.join(map(hat_latex, self.symbols))})"

    def at(self, *values: float) -> float | None:
        return self.surface.at(*values)

    def ends(self, place: int) -> tuple[float | None, float | None]:
        domain, point, given = self.surface.domains[place][1], self.surface.point, self.surface.given
        return number(domain.low, point, given), number(domain.high, point, given)

    def slopes(self) -> tuple[float | None, float | None]:
        surface, (symbol,) = self.surface, self.symbols
        point = surface.placed(self.top)
        first = number(Derivative(surface.term, symbol), point, surface.given)
        return first, number(Derivative(surface.term, (symbol, 2)), point, surface.given)

    def errors(self) -> tuple[float, ...]:
        return ()

    def told(self) -> dict[str, str]:
        return sample_of(self.surface)


def picture(derivation: Derivation) -> Drawn | None:
    """The picture of a derivation; None where its log-likelihood has more than two parameters, the data are no
    plain numbers, or no maximiser was found."""
    surface = surface_of(derivation)
    if surface is None:
        return None
    return drawn(OfSample(surface))


def drawn(surface: Likelihood) -> Drawn | None:
    """A curve of one parameter, contours of two; None where there is nothing to see."""
    return curve(surface) if len(surface.symbols) == 1 else contours(surface)


# ── one parameter ──


def curve(surface: Likelihood) -> Drawn | None:
    """ℓ around its maximum, and the parabola with the same maximum and the same curvature."""
    (symbol,), (top,) = surface.symbols, surface.top
    peak = surface.at(top)
    left, right = span(surface, 0)
    if peak is None or left == right:
        return None
    grid = [left + (right - left) * k / STEPS for k in range(STEPS + 1)]
    (name, height), parameter, hat = surface.name, latex(symbol), hat_latex(symbol)
    curves = [Curve(runs([(x, surface.at(x)) for x in grid], peak - 2 * DROP), Role.MAIN, name)]
    numbers = {"top": rf"{hat} = {shown(top)}", **surface.told()}
    slope, bend = surface.slopes()
    key = "curve"
    if bend is not None and bend < 0 and slope is not None and abs(slope) < 1e-3 * abs(bend) ** 0.5:
        key, information = "curve_curved", shown(-bend)
        parabola = [(x, peak + bend * (x - top) ** 2 / 2) for x in grid]
        label = rf"{height} - \frac{{1}}{{2}} J ({parameter} - {hat})^2".removeprefix(" ")
        curves.append(Curve(runs(parabola, peak - 1.4 * DROP), Role.SECOND, label))
        numbers["information"] = rf"J = {information}"
    up = (peak - 1.3 * DROP, peak + 0.16 * DROP)
    curves.append(Curve((((top, up[0]), (top, peak)),), Role.GUIDE))
    mark = Mark((top, peak), hat)
    return Drawn(Picture(parameter, name, (left, right), up, tuple(curves), (mark,)), key, numbers)


def sample_of(surface: Surface) -> dict[str, str]:
    """The data, and the values of what is known."""
    sample, unknown = next(surface.given.samples()), {symbol for symbol, _ in surface.domains}
    known = [symbol for symbol, _ in parameters(surface.given, sample) if symbol not in unknown]
    (data,) = surface.point.data.values()
    values = ", ".join(shown(float(value)) for value in data if isinstance(value, fmpq))
    told = ",\\; ".join(f"{latex(s)} = {shown(float(ball(surface.point.values[s])))}" for s in known)
    return {"data": values, **({"known": told} if told else {})}


def runs(points: Sequence[tuple[float, float | None]], floor: float) -> tuple[tuple[Place, ...], ...]:
    """The parts of a curve that are defined, and not far below what is shown."""
    found: list[list[Place]] = [[]]
    for x, y in points:
        if y is not None and y >= floor:
            found[-1].append((x, y))
        elif found[-1]:
            found.append([])
    return tuple(tuple(run) for run in found if len(run) > 1)


def span(surface: Likelihood, place: int) -> Place:
    """From where to where a parameter is followed. A long tail on one side is cut, and where the likelihood
    ends at a jump, a little of what lies beyond is shown."""
    top, left, right = surface.top[place], reach(surface, place, -1), reach(surface, place, 1)
    low, high = min(left, LONGER * right), min(right, LONGER * left)
    beyond = 0.12 * (left + right)
    if min(left, right) < JUMP * beyond:
        low, high = max(left, beyond), max(right, beyond)
    return clipped(top - low, surface, place), clipped(top + high, surface, place)


def reach(surface: Likelihood, place: int, direction: int) -> float:
    """How far from the maximum the log-likelihood has dropped, or the parameter space ends."""
    start, peak = surface.top[place], surface.at(*surface.top)
    assert peak is not None

    def low(away: float) -> bool:
        values = tuple(v + direction * away * (k == place) for k, v in enumerate(surface.top))
        found = surface.at(*values)
        return found is None or found < peak - DROP

    far = 0.05 * (abs(start) or 1.0)
    while not low(far) and far < 1e6:
        far *= 1.6
    near = 0.0
    for _ in range(24):
        middle = (near + far) / 2
        near, far = (near, middle) if low(middle) else (middle, far)
    return far


def clipped(value: float, surface: Likelihood, place: int) -> float:
    low, high = surface.ends(place)
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)


def around(surface: Likelihood, place: int, away: float) -> Place:
    """As far from the maximum to both sides."""
    top = surface.top[place]
    return clipped(top - away, surface, place), clipped(top + away, surface, place)


def shown(value: float) -> str:
    """A number to three digits, as TeX."""
    text = f"{value:.3g}"
    if "e" not in text:
        return text
    mantissa, _, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


# ── two parameters ──


def contours(surface: Likelihood) -> Drawn | None:
    """Lines of equal log-likelihood around the maximum."""
    peak = surface.at(*surface.top)
    spans = [span(surface, k) for k in (0, 1)]
    if peak is None or any(low == high for low, high in spans):
        return None
    wide = [widened(span, surface, k) for k, span in enumerate(spans)]
    if errors := surface.errors():
        wide = [around(surface, k, BEYOND * error) for k, error in enumerate(errors)]
    symbol, other = surface.symbols
    grids = [[low + (high - low) * (k + 0.5) / CELLS for k in range(CELLS)] for low, high in wide]
    floor = peak - 40.0
    rows = [[surface.at(x, y) for x in grids[0]] for y in grids[1]]
    heights = [[floor if found is None else max(found, floor) for found in row] for row in rows]
    curves = [Curve(tuple(lines_at(grids, heights, peak - level)), Role.LEVEL, f"-{level}") for level in LEVELS]
    mark = Mark((surface.top[0], surface.top[1]), rf"({hat_latex(symbol)}, {hat_latex(other)})")
    shape = Picture(latex(symbol), latex(other), wide[0], wide[1], tuple(curves), (mark,))
    top = rf"({hat_latex(symbol)}, {hat_latex(other)}) = ({shown(surface.top[0])}, {shown(surface.top[1])})"
    return Drawn(shape, "contours", {"top": top, **surface.told()})


def lines_at(grids: list[list[float]], heights: list[list[float]], level: float) -> Iterator[tuple[Place, ...]]:
    """The lines on which a function, known on a grid, has this value."""
    from contourpy import LineType, contour_generator

    across, up = grids
    for line in contour_generator(x=across, y=up, z=heights, line_type=LineType.Separate).lines(level):
        yield tuple((float(place[0]), float(place[1])) for place in line)  # type: ignore[index]


def widened(shown: Place, surface: Likelihood, place: int) -> Place:
    """A range with room for the tilt of the contours."""
    low, high = shown
    room = 0.3 * (high - low)
    return clipped(low - room, surface, place), clipped(high + room, surface, place)
