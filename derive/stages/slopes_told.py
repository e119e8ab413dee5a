"""What a derivation tells of the slopes of a loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sympy import Derivative, Expr, Symbol
from sympy.core.function import AppliedUndef

from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem
from derive.stages.slopes import GRADIENT, HESSIAN, LINKED_GRADIENT, LINKED_HESSIAN, TURNS
from derive.statement import Fact, Interval, Limit


@dataclass(frozen=True)
class Slope:
    """A derivative: of a loss, `of`, by predictions or entries of these, where a condition holds."""

    of: Expr
    by: tuple[Expr, ...]
    value: Expr
    where: tuple[Fact, ...]


@dataclass(frozen=True)
class Turn:
    """The slopes of a loss from both sides of a place of a prediction."""

    of: Expr
    variable: Symbol
    place: Expr
    left: Expr
    right: Expr

    @property
    def smooth(self) -> bool:
        """Whether it has a derivative there: the slopes are the same term."""
        return bool(self.left == self.right)


@dataclass(frozen=True)
class Slopes:
    """The derivatives of a loss, on each piece where it turns: by what is predicted, and through the link, of
    σ(z) for a probability and of exp(z) for what is positive. The Hessian holds the true second derivatives,
    and no bound of them. Empty where nothing was shown."""

    gradient: tuple[Slope, ...]
    hessian: tuple[Slope, ...]
    turns: tuple[Turn, ...]
    linked_gradient: tuple[Slope, ...]
    linked_hessian: tuple[Slope, ...]


def slopes_in(derivation: Derivation) -> Slopes:
    turns = derivation.part(TURNS)
    return Slopes(
        derivatives(derivation, GRADIENT),
        derivatives(derivation, HESSIAN),
        tuple(turns_in(turns.theorems)) if turns else (),
        derivatives(derivation, LINKED_GRADIENT),
        derivatives(derivation, LINKED_HESSIAN),
    )


def derivatives(derivation: Derivation, key: str) -> tuple[Slope, ...]:
    """The derivatives in a part."""
    part = derivation.part(key)
    return tuple(slope_in(theorem) for theorem in part.theorems) if part else ()


def slope_in(theorem: Theorem) -> Slope:
    left = theorem.equality.left
    assert isinstance(left, Derivative)
    return Slope(left.expr, tuple(left.variables), theorem.equality.right, theorem.given.hypotheses())


def turns_in(theorems: tuple[Theorem, ...]) -> Iterator[Turn]:
    for left, right in zip(theorems[::2], theorems[1::2], strict=True):
        match left.claim, right.claim:
            case Limit(domain=Interval(high=place)) as before, Limit(domain=Interval(low=other)) as after:
                if place == other == before.point == after.point:
                    call = next(c for c in before.function.atoms(AppliedUndef) if before.variable in c.args)
                    yield Turn(call, before.variable, place, before.value, after.value)
