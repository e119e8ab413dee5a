"""Square roots in a fraction, as a reader writes them: √2/2 as 1/√2, √2·√π below the line as √(2π), and
√2·√u/2 as √(u/2)."""

from __future__ import annotations

from sympy import Expr, Integer, Mul, NumberSymbol, Pow, Rational, S


def is_root(factor: Expr) -> bool:
    """A square root."""
    return isinstance(factor, Pow) and factor.exp == Rational(1, 2)


def is_root_of_number(factor: Expr) -> bool:
    """√2, √π, √(2π)."""
    return is_root(factor) and all(isinstance(f, Integer | NumberSymbol) for f in Mul.make_args(factor.args[0]))


def with_roots(above: list[Expr], below: list[Expr]) -> tuple[list[Expr], list[Expr]]:
    """Factors above and below a line with their roots of numbers gathered."""
    above, below = without_surds(above, below)
    above, below = merged(above), merged(below)
    return under_one_root(above, below)


def without_surds(above: list[Expr], below: list[Expr]) -> tuple[list[Expr], list[Expr]]:
    """√a above a multiple of a: the root goes below."""
    for root in filter(is_root_of_number, above):
        radicand = root.args[0]
        for number in below:
            if isinstance(radicand, Integer) and isinstance(number, Integer) and number % radicand == 0:
                rest = [Integer(number // radicand)] if number != radicand else []
                others = [f for f in below if f is not number]
                return [f for f in above if f is not root], [*rest, root, *others]
    return above, below


def merged(factors: list[Expr]) -> list[Expr]:
    """Several roots of numbers as one."""
    roots = [f for f in factors if is_root_of_number(f)]
    if len(roots) < 2:
        return factors
    return [*(f for f in factors if f not in roots), root_of(Mul(*(f.args[0] for f in roots)))]


def under_one_root(above: list[Expr], below: list[Expr]) -> tuple[list[Expr], list[Expr]]:
    """The root of a number beside the one root of another term is taken under it."""
    others = [f for f in (*above, *below) if is_root(f) and not is_root_of_number(f)]
    if len(others) != 1 or others[0] in below:
        return above, below
    up, down = ([f for f in factors if is_root_of_number(f)] for factors in (above, below))
    if not up and not down:
        return above, below
    inside = Mul(others[0].args[0], *(f.args[0] for f in up), *(1 / f.args[0] for f in down))
    kept = [f for f in above if f not in (*up, *others)]
    return [*kept, root_of(inside)], [f for f in below if f not in down]


def root_of(term: Expr) -> Expr:
    """A root that stays one."""
    return Pow(term, S.Half, evaluate=False)
