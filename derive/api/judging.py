"""`derive.loss` and `derive.identify`: which likelihood a loss is, or that it is none."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derive import catalogue
from derive.api.inputs import is_file
from derive.api.results import Result
from derive.statement import Kind, Loss

if TYPE_CHECKING:
    from sympy import Expr

    from derive.stages.criterion import Criterion, Judged


@dataclass(frozen=True, eq=False, repr=False)
class LossVerdict(Result):
    """What was found of a loss: `kind` says what it is to a likelihood, and where it is one,
    `factor`·loss + `constant` = −log `density`. The theorems show it."""

    loss: Loss
    judged: Judged

    @property
    def kind(self) -> Kind:
        """Equal to a negative log-likelihood, equal up to a constant or a factor or both, none, not applicable
        (there is no target), or open."""
        return self.judged.kind

    @property
    def factor(self) -> Expr | None:
        return self.judged.factor

    @property
    def constant(self) -> Expr | None:
        """A term in the target and the known constants."""
        return self.judged.constant

    @property
    def density(self) -> Expr | None:
        """The density of the target, given the prediction."""
        return self.judged.density

    @property
    def family(self) -> str:
        """The family of the catalogue that the density belongs to; empty where there is none."""
        return self.judged.family

    @property
    def setting(self) -> dict[str, Expr]:
        """What the parameters of the family are."""
        return {symbol.name: value for symbol, value in self.judged.setting}

    def __repr__(self) -> str:
        of = f" of {self.family}" if self.family else ""
        return f"<{type(self).__name__} {self.name}: {self.kind.value}{of}; {len(self.theorems)} theorems>"


def judged(found: Criterion) -> LossVerdict:
    return LossVerdict(found.derivation, found.loss, found.judged)


def loss(what: str | os.PathLike[str] | Loss) -> LossVerdict:
    """Which likelihood a loss is, proved; or the proof that it is none.

    `what` is a name from `losses()`, the path of a loss file, or a `Loss`. Raises UnknownNameError with the
    nearest names, CatalogueError for a malformed file, DeriveError for a formula that is not defined
    everywhere.
    """
    from derive.stages.criterion import criterion

    if isinstance(what, Loss):
        return judged(criterion(what))
    if isinstance(what, os.PathLike) or is_file(what):
        return judged(criterion(catalogue.read_loss_file(Path(what))))
    return judged(criterion(catalogue.loss(what)))


def identify(
    formula: str, target: str, prediction: str | Iterable[str], known: str | Iterable[str] = ()
) -> LossVerdict:
    """Which likelihood a formula is, as the loss of one observation; or why it is none.

    >>> derive.identify("abs(y - m)", target="y real", prediction="m real")

    `target` says where the labels lie ("y in {0, 1}", "y real", "y in 0..oo"): they are counted on a discrete
    set, and measured by length on an interval. `prediction` says where what is predicted lies, `known` which
    constants there are ("beta > 0"); each is a text, or several. Raises CatalogueError with the place of what
    is wrong, DeriveError for a formula that is not defined everywhere.
    """
    from derive.stages.criterion import criterion

    predictions, constants = listed(prediction), listed(known)
    return judged(criterion(catalogue.loss_of(formula, target, predictions, constants)))


def listed(texts: str | Iterable[str]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)
