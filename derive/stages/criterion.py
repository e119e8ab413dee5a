"""The criterion: a loss is a negative log-likelihood, relative to its labels, if and only if there are k > 0 and
h(y) ≥ 0 with ∫ h(y)·exp(−k·loss) dy = 1 at every prediction. Then −log f = k·loss + c(y), where c = −log h."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from sympy import Add, Expr, Function, Mul, S, Symbol, log
from sympy.core.function import AppliedUndef

from derive.errors import CatalogueError, DeriveError
from derive.kernel.derivation import Derivation, Part, Question
from derive.kernel.theorem import Theorem
from derive.language.build import evaluated
from derive.stages.chain import Chain
from derive.stages.density import check_density
from derive.stages.likelihoods import Declared, Likeness, assumed, likenesses, spaces_of
from derive.stages.refusing import refusals
from derive.stages.stated import spaces
from derive.statement import (
    Definition,
    DensityCheck,
    Given,
    Kind,
    Loss,
    Member,
    Model,
    NotLikelihood,
    Provenance,
    Space,
)

LIKELIHOOD, REFUSAL, WITHOUT = "likelihood", "no_likelihood", "no_target"
"""The parts of such a derivation."""


@dataclass(frozen=True)
class Judged:
    """What a loss is: `factor`·loss + `constant` = −log `density`; of the `family` with this `setting`. `every`
    says that there is such a density for other factors too, namely for this one in its free symbols."""

    kind: Kind
    factor: Expr | None = None
    constant: Expr | None = None
    density: Expr | None = None
    family: str = ""
    setting: tuple[tuple[Symbol, Expr], ...] = ()
    every: Expr | None = None


@dataclass(frozen=True)
class Criterion:
    """A loss, what it is, and the derivation that shows it; there is none where nothing was found, or where
    there is no target."""

    loss: Loss
    judged: Judged
    derivation: Derivation | None = None
    why: str = ""


@lru_cache(maxsize=64)
def criterion(loss: Loss) -> Criterion:
    """What a loss is to a likelihood."""
    if loss.target is None:
        return Criterion(loss, Judged(Kind.NOT_APPLICABLE))
    found = [one for one in map(lambda like: shown(loss, like), likenesses(loss)) if one is not None]
    if found:
        return replace(found[0], judged=replace(found[0].judged, every=other_factors(found)))
    for theorems in refusals(loss):
        derivation = Derivation(loss.name, loss.title, loss.source, (Part(REFUSAL, theorems),))
        return Criterion(loss, Judged(Kind.NONE), derivation)
    return Criterion(loss, Judged(Kind.OPEN))


def other_factors(found: list[Criterion]) -> Expr | None:
    """A factor that can be chosen, where there is one."""
    factors = [one.judged.factor for one in found if one.judged.factor is not None]
    known = {symbol for symbol, _ in found[0].loss.known}
    return next((f for f in factors if f.free_symbols - known), None)


def shown(loss: Loss, like: Likeness) -> Criterion | None:
    """The equality as a theorem, with a density that is shown to be one; None where that fails."""
    try:
        density = evaluated(like.density)
        check = check_density(model_of(loss, like, density))
        if not check.proved:
            return None
        theorems = equality(loss, like, density)
    except DeriveError:
        return None
    kind = kind_of(like.factor, like.constant)
    judged = Judged(kind, like.factor, like.constant, density, like.family, like.setting)
    parts = (Part(LIKELIHOOD, theorems),)
    return Criterion(loss, judged, Derivation(loss.name, loss.title, loss.source, parts, (), check))


def model_of(loss: Loss, like: Likeness, density: Expr) -> Model:
    """The density as a family in the predictions."""
    target, labels = loss.labels
    return Model(
        *(loss.name, loss.title, loss.source, target, labels),
        parameters=loss.predictions,
        density=density,
        known=(*loss.known, *like.free),
    )


def kind_of(factor: Expr, constant: Expr) -> Kind:
    if factor == 1:
        return Kind.EQUAL if constant == 0 else Kind.CONSTANT
    return Kind.FACTOR if constant == 0 else Kind.BOTH


def equality(loss: Loss, like: Likeness, density: Expr) -> tuple[Theorem, ...]:
    """k·loss + c = … = −log f(y, prediction), line by line."""
    head = Function(density_name(loss))(*loss.arguments)
    given = assumed(spaces_of(loss, like.free)).adding(
        Provenance.DEFINITION, Definition(loss.call(), loss.formula), Definition(head, density)
    )
    chain = Chain(given, like.factor * loss.call() + like.constant)
    chain.by("definition", where={loss.call().func}).into(-log(density)).by("abbreviation", where={density})
    return chain.lines()


def density_name(loss: Loss) -> str:
    return "f" if loss.symbol != "f" else "g"


# ── reading it again ──


def read_again(theorem: Theorem) -> tuple[Expr, Expr, Definition, Definition] | None:
    """Factor and constant, and the definitions of loss and density, of a theorem k·loss + c = −log f."""
    left, right = theorem.equality.left, theorem.equality.right
    definitions = {d.head: d for d in theorem.given.definitions()}
    match right:
        case Mul(args=(S.NegativeOne, log(args=(AppliedUndef() as head,)))) if head in definitions:
            pass
        case _:
            return None
    for call, definition in definitions.items():
        if call != head and call.args == head.args:
            summands = Add.make_args(left)
            factor = Add(*(s.coeff(call) for s in summands if s.has(call)))
            constant = Add(*(s for s in summands if not s.has(call)))
            if Add(factor * call, constant) == left:
                return factor, constant, definition, definitions[head]
    return None


__all__ = ["DensityCheck", "Declared", "Given", "Member", "NotLikelihood", "Question", "Space", "spaces", "CatalogueError"]
