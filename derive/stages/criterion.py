"""The criterion: a loss is a negative log-likelihood, relative to its labels, if and only if there are k > 0
and h(y) ≥ 0 with ∫ h(y)·exp(−k·loss) dy = 1 at every prediction. Then −log f = k·loss + c(y), where c = −log
h."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from sympy import Add, Expr, Function, Mul, S, Symbol, log
from sympy.core.function import AppliedUndef

from derive.catalogue import loss as catalogued
from derive.catalogue import names as catalogue_names
from derive.errors import CatalogueError, DeriveError, LoadError, SideConditionError
from derive.kernel.derivation import Derivation, Part, Question
from derive.kernel.theorem import Theorem
from derive.language.build import evaluated
from derive.stages.chain import Chain
from derive.stages.density import check_density
from derive.stages.likelihoods import Declared, Likeness, Setting, assumed, by_families, likenesses, spaces_of
from derive.stages.refusing import refusals
from derive.stages.stated import spaces
from derive.statement import Definition, Equal, Given, Kind, Loss, Model, NotLikelihood, Provenance, Space

DEFINITION, WITHOUT_TARGET = "loss_definition", "loss_without_target"
LIKELIHOOD, REFUSAL = "likelihood_of_loss", "no_likelihood_of_loss"
"""The parts of such a derivation: the first or second of these, and one of the others."""


@dataclass(frozen=True)
class Judged:
    """What a loss is: `factor`·loss + `constant` = −log `density`; of the `family` with this `setting`. `every`
    is another factor, in a free symbol, where the loss is a likelihood with that as well."""

    kind: Kind
    factor: Expr | None = None
    constant: Expr | None = None
    density: Expr | None = None
    family: str = ""
    setting: Setting = ()
    every: Expr | None = None


@dataclass(frozen=True)
class Criterion:
    """A loss, what it is, and the derivation that shows it."""

    loss: Loss
    judged: Judged
    derivation: Derivation


@lru_cache(maxsize=64)
def criterion(loss: Loss) -> Criterion:
    """What a loss is to a likelihood. Raises DeriveError for a formula that is not defined everywhere."""
    if loss.target is None:
        return Criterion(loss, Judged(Kind.NOT_APPLICABLE), told(loss, Part(WITHOUT_TARGET, (defined(loss),))))
    definition = Part(DEFINITION, (defined(loss),))
    found = [one for one in (shown(loss, like, definition) for like in likenesses(loss)) if one is not None]
    if found:
        return replace(found[0], judged=replace(found[0].judged, every=other_factor(found)))
    for theorems in refusals(loss):
        return Criterion(loss, Judged(Kind.NONE), told(loss, definition, Part(REFUSAL, theorems)))
    question = Question("likelihood", DEFINITION, (definition.theorems[-1].claim,))
    return Criterion(loss, Judged(Kind.OPEN), replace(told(loss, definition), open=(question,)))


def told(loss: Loss, *parts: Part) -> Derivation:
    return Derivation(loss.name, loss.title, loss.source, parts)


def defined(loss: Loss) -> Theorem:
    """loss(y, prediction) = formula, which is defined for all labels and predictions."""
    given = assumed(spaces_of(loss)).adding(Provenance.DEFINITION, Definition(loss.call(), loss.formula))
    try:
        return Chain(given, loss.call()).by("definition").theorem()
    except SideConditionError as error:
        problem = f"not seen to be defined for every target and prediction: it needs {error.condition}"
        raise CatalogueError(f"{loss.name}: formula: {problem}") from error


def other_factor(found: list[Criterion]) -> Expr | None:
    """A factor that can be chosen, where there is one."""
    known = {symbol for symbol, _ in found[0].loss.known}
    factors = (one.judged.factor for one in found)
    return next((f for f in factors if f is not None and f.free_symbols - known), None)


def shown(loss: Loss, like: Likeness, definition: Part) -> Criterion | None:
    """The equality as a theorem, with a density that is shown to be one; None where that fails."""
    try:
        density = evaluated(like.density)
        check = check_density(model_of(loss, like.free, density))
        theorems = equality(loss, like, density) if check.proved else ()
    except DeriveError:
        return None
    if not theorems:
        return None
    judged = Judged(
        kind_of(like.factor, like.constant), like.factor, like.constant, density, like.family, like.setting
    )
    derivation = replace(told(loss, definition, Part(LIKELIHOOD, theorems)), density=check)
    return Criterion(loss, judged, derivation)


def model_of(loss: Loss, free: Declared, density: Expr) -> Model:
    """The density as a family in the predictions."""
    target, labels = loss.labels
    known = (*loss.known, *free)
    return Model(loss.name, loss.title, loss.source, target, labels, loss.predictions, density, known)


def kind_of(factor: Expr, constant: Expr) -> Kind:
    if factor == 1:
        return Kind.EQUAL if constant == 0 else Kind.CONSTANT
    return Kind.FACTOR if constant == 0 else Kind.BOTH


def equality(loss: Loss, like: Likeness, density: Expr) -> tuple[Theorem, ...]:
    """k·loss + c = … = −log f(y, prediction), line by line."""
    head = Function("f" if loss.symbol != "f" else "g")(*loss.arguments)
    given = assumed(spaces_of(loss, like.free)).adding(
        Provenance.DEFINITION, Definition(loss.call(), loss.formula), Definition(head, density)
    )
    chain = Chain(given, like.factor * loss.call() + like.constant)
    chain.by("definition", where={loss.call().func}).into(-log(density)).by("abbreviation", where={density})
    return chain.lines()


# ── reading it again ──


def is_about_loss(derivation: Derivation) -> bool:
    return derivation.parts[0].key in (DEFINITION, WITHOUT_TARGET)


def read_again(derivation: Derivation) -> Criterion:
    """What the theorems of a derivation say of a loss. What is found of its density now must be what is
    recorded, for this is no theorem. Raises LoadError where something does not fit."""
    loss = loss_told(derivation)
    last = derivation.parts[-1].theorems[-1]
    match last.claim:
        case NotLikelihood(function, target, labels, variables, domains):
            about = (*zip(variables, domains, strict=True),)
            if (function, (target, labels), about) != (loss.formula, loss.target, loss.predictions):
                raise LoadError("the derivation ends in a theorem about another loss")
            return Criterion(loss, Judged(Kind.NONE), derivation)
        case Equal() if len(derivation.parts) > 1:
            return judged_again(loss, derivation, last)
    kind = Kind.NOT_APPLICABLE if loss.target is None else Kind.OPEN
    return Criterion(loss, Judged(kind), derivation)


def judged_again(loss: Loss, derivation: Derivation, last: Theorem) -> Criterion:
    """Factor and constant of k·loss + c = −log f, and the family of f."""
    left, right = last.equality.left, last.equality.right
    definitions = {d.head: d.body for d in last.given.definitions()}
    call = loss.call()
    factor = Add(*(s.coeff(call) for s in Add.make_args(left) if s.has(call)))
    constant = Add(*(s for s in Add.make_args(left) if not s.has(call)))
    match right:
        case Mul(args=(S.NegativeOne, log(args=(AppliedUndef() as head,)))) if head.args == call.args:
            density = definitions[head]
        case _:
            raise LoadError("the derivation does not end in a log-likelihood")
    if Add(factor * call, constant) != left or definitions.get(call) != loss.formula:
        raise LoadError("the derivation does not end in a theorem about its loss")
    declared = dict(spaces(last.given.facts(Provenance.PARAMETERS)))
    about = {s for s, _ in spaces_of(loss)}
    free = tuple((s, where) for s, where in declared.items() if isinstance(s, Symbol) and s not in about)
    found = check_density(model_of(loss, free, density), derivation.name)
    if found != derivation.density or not found.proved:
        raise LoadError("density: what is recorded of the density is not what is found of it")
    one = next((o for o in by_families(loss) if o.density == density), None)
    family, setting = (one.family, one.setting) if one else ("", ())
    judged = Judged(kind_of(factor, constant), factor, constant, density, family, setting)
    return Criterion(loss, judged, derivation)


def loss_told(derivation: Derivation) -> Loss:
    """The loss that a derivation begins with; that of the catalogue, where it is the same."""
    first = derivation.parts[0].theorems[0]
    call, formula = first.equality.left, first.equality.right
    if not isinstance(call, AppliedUndef) or Definition(call, formula) not in first.given.facts():
        raise LoadError("the derivation does not begin with the definition of a loss")
    declared = spaces_in(first.given)
    arguments = [symbol for symbol in call.args if isinstance(symbol, Symbol)]
    target = None if derivation.parts[0].key == WITHOUT_TARGET else arguments.pop(0)
    loss = Loss(
        *(derivation.name, derivation.title, derivation.source, call.func.__name__),
        target=(target, declared[target]) if target is not None else None,
        predictions=tuple((a, declared[a]) for a in arguments),
        formula=formula,
        reduction="mean",
        known=tuple((s, where) for s, where in declared.items() if s not in call.args),
    )
    if derivation.name in catalogue_names("losses"):
        known = catalogued(derivation.name)
        if (
            replace(loss, reduction=known.reduction, parametrisation=known.parametrisation, found=known.found)
            == known
        ):
            return known
    return loss


def spaces_in(given: Given) -> dict[Symbol, Space]:
    declared = spaces(given.facts(Provenance.PARAMETERS))
    return {symbol: where for symbol, where in declared if isinstance(symbol, Symbol)}
