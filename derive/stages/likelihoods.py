"""Looking for the likelihood that a loss is: k·loss + c(y) = −log f(y; prediction). What is found here is a
guess, which the criterion proves.

A density of the catalogue fits where ∂(−log f)/∂a is a positive multiple of ∂loss/∂a, with one factor for all
labels and predictions. Where none fits, its weights are looked for (`weighing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

from sympy import Add, Derivative, Expr, Indexed, IndexedBase, Integer, S, Sum, Symbol, exp, log, sqrt

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.numeric.balls import evaluate, same
from derive.algebra.numeric.points import points
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.catalogue import family as catalogued
from derive.catalogue import names as catalogue_names
from derive.errors import DeriveError
from derive.language.vocabulary import maximum, minimum, sigmoid, xlogy
from derive.statement import (
    NOTHING,
    Given,
    Integers,
    Interval,
    Loss,
    Member,
    Model,
    Provenance,
    Space,
    Values,
    Vectors,
    entry,
    lying_in,
    positive,
    space_map,
)

MULTIPLIED = 5
"""How many of them are tried times a free parameter, too."""
LOOKS = 4
"""Points at which a factor is looked at before it is sought."""
Declared = tuple[tuple[Symbol, Space], ...]
Setting = tuple[tuple[Symbol, Expr], ...]

LINKS = (
    lambda a: a,
    lambda a: exp(a),
    lambda a: sigmoid(a),
    lambda a: 1 / a,
    lambda a: exp(-a),
    lambda a: sqrt(a),
    lambda a: log(a),
)
"""How a parameter may depend on what is predicted, the plain ones first."""


@dataclass(frozen=True)
class Likeness:
    """`factor`·loss + `constant` = −log `density`; of the `family` with this `setting` of its parameters, if
    there is one; for all values of the symbols that are `free`."""

    factor: Expr
    constant: Expr
    density: Expr
    family: str = ""
    setting: Setting = ()
    free: Declared = ()


def assumed(spaces: Declared) -> Given:
    """Where each symbol lies."""
    return Given().adding(Provenance.PARAMETERS, *(f for s, where in spaces for f in lying_in(s, where)))


def spaces_of(loss: Loss, free: Declared = ()) -> Declared:
    """Every symbol of the loss with where it lies, the target last, if there is one."""
    return (*loss.known, *free, *loss.predictions, *([loss.target] if loss.target else []))


def distance(one: Likeness) -> tuple[bool, bool, int, int]:
    """How far a likeness is from being an equality without a choice."""
    return one.factor != 1, one.constant != 0, len(one.free), len(one.setting)


def model_of(loss: Loss, free: Declared, density: Expr) -> Model:
    """The density as a family in the predictions."""
    target, labels = loss.labels
    known = (*loss.known, *free)
    return Model(loss.name, loss.title, loss.source, target, labels, loss.predictions, density, known)


# ── by the families ──


def by_families(loss: Loss) -> Iterator[Likeness]:
    """Families of the catalogue that fit, each in the first way that was found, with a factor of 1 where the
    free parameters can be chosen so."""
    for name in catalogue_names("families"):
        model = catalogued(name)
        if model.covariates or model.moves or model.name == loss.name:
            continue
        relabelled = on_labels(model, loss)
        if relabelled is not None and (found := fitting(relabelled, loss)) is not None:
            yield from (with_unit_factor(found, loss), found) if found.free else (found,)


def on_labels(model: Model, loss: Loss) -> Model | None:
    """The family with the target as its observation, its other symbols called differently from those of the
    loss; two values are taken for two others, the lower for the lower."""
    target, labels = loss.labels
    taken = {symbol.name for symbol, _ in spaces_of(loss)}
    apart = {
        s: s if s.name not in taken else Symbol(f"{s.name}_0") for s in model.symbols if s != model.variable
    }
    place: Expr = target
    match model.support, labels:
        case Integers(low=low, high=Symbol() as high), Integers(low=least, high=Symbol() as most):
            if low != least or high not in dict(model.known) or most not in dict(loss.known):
                return None
            apart[high] = most
        case one, other if one == other:
            pass
        case Interval() as one, Interval() as other if (one.low, one.high) == (other.low, other.high):
            pass  # an end has no length
        case Values(members=(low, high)), Values(members=(first, second)):
            place = low + (high - low) * (target - first) / (second - first)
        case Integers(low=Integer() as low, high=high), Values(members=members):
            if members != tuple(map(Integer, range(int(low), int(low) + len(members)))) or high != members[-1]:
                return None
        case _:
            return None

    def change(term: Expr) -> Expr:
        return substitute(term, {**apart, model.variable: place})

    def moved(declared: Declared) -> Declared:
        return tuple((apart[s], space_map(space, change)) for s, space in declared)

    return replace(
        model,
        variable=target,
        support=labels,
        parameters=moved(model.parameters),
        known=tuple(pair for pair in moved(model.known) if pair[0] not in dict(loss.known)),
        density=renamed(change(model.density), apart),
    )


def renamed(term: Expr, names_of: Mapping[Symbol, Symbol]) -> Expr:
    """The entries of vectors by the names of the new vectors."""
    return term.xreplace({IndexedBase(old.name): IndexedBase(new.name) for old, new in names_of.items()})


def fitting(model: Model, loss: Loss) -> Likeness | None:
    """The first setting of the parameters for which the slopes agree up to a factor."""
    every = (*model.parameters, *model.known)
    count = len(loss.predictions)
    for chosen in permutations(model.parameters, count) if count <= len(model.parameters) else ():
        rest = [pair for pair in every if pair not in chosen]
        for constants in settings_of(rest, loss):
            free = tuple(pair for pair in rest if pair[0] not in constants)
            for links in product(*(links_of(p, s, loss, free) for p, s in loss.predictions)):
                if (
                    sum(
                        link not in (p, *entry_of(p, s))
                        for link, (p, s) in zip(links, loss.predictions, strict=True)
                    )
                    > 1
                ):
                    continue  # of several predictions, all but one are the parameters themselves
                setting = {**constants, **{q: link for (q, _), link in zip(chosen, links, strict=True)}}
                found = fit(model, loss, setting, free, chosen)
                if found is not None:
                    return found
    return None


def entry_of(prediction: Symbol, space: Space) -> tuple[Expr, ...]:
    """An entry of a vector."""
    return (entry(prediction, space.index[0]),) if isinstance(space, Vectors) else ()


def settings_of(rest: Sequence[tuple[Symbol, Space]], loss: Loss) -> Iterator[dict[Symbol, Expr]]:
    """Parameters that are left, as known constants of the loss or free."""
    options: list[list[Expr | None]] = [
        [None, *(known for known, where in loss.known if where == space), *ones(space)] for _, space in rest
    ]
    for choice in product(*options):
        yield {q: value for (q, _), value in zip(rest, choice, strict=True) if value is not None}


def ones(space: Space) -> tuple[Expr, ...]:
    """1, where a parameter can be 1."""
    return (S.One,) if isinstance(space, Interval) and prove(Member(S.One, space), NOTHING) else ()


def links_of(prediction: Symbol, space: Space, loss: Loss, free: Declared) -> list[Expr]:
    """Functions of a prediction, alone and times a free parameter."""
    if isinstance(space, Vectors):
        index, low, high = space.index
        one = entry(prediction, index)
        return [one, exp(one), exp(one) / Sum(exp(one), (index, low, high))]
    within = {prediction, *(known for known, _ in loss.known)}
    shifted = {t for t in loss.formula.atoms(Add, maximum, minimum) if {prediction} < names(t) <= within}
    plain = [link(base) for base in (prediction, *sorted(shifted, key=str)) for link in LINKS]
    return [
        *plain,
        *(q * link for q, where in free if isinstance(where, Interval) for link in plain[:MULTIPLIED]),
    ]


def fit(
    model: Model, loss: Loss, setting: Mapping[Symbol, Expr], free: Declared, chosen: Declared
) -> Likeness | None:
    given = assumed(spaces_of(loss, free))
    try:
        density = put(model.density, setting, dict(chosen))
        factor = ratio(-log(density), loss, given)
        if factor is None or not prove(positive(factor), given):
            return None
        scalars = ((q, s) for q, s in chosen if isinstance(s, Interval | Integers | Values))
        if not all(prove(Member(setting[q], s), given) for q, s in scalars):
            return None
        constant = rest_of(density, factor, loss, given)
    except DeriveError:
        return None
    if constant is None:
        return None
    told = tuple((q, value) for q, value in setting.items())
    return Likeness(factor, constant, density, model.name, told, free)


def put(density: Expr, setting: Mapping[Symbol, Expr], spaces: Mapping[Symbol, Space]) -> Expr:
    """The density with its parameters set; the entries of a vector by their index."""
    scalars = {q: value for q, value in setting.items() if not isinstance(spaces.get(q), Vectors)}
    term = substitute(density, scalars)
    for q, value in setting.items():
        space = spaces.get(q)
        if isinstance(space, Vectors):
            index = space.index[0]
            entries = [one for one in term.atoms(Indexed) if one.base.label.name == q.name]
            term = term.xreplace({one: substitute(value, {index: one.indices[0]}) for one in entries})
    return term


def ratio(nll: Expr, loss: Loss, given: Given) -> Expr | None:
    """∂nll/∂a over ∂loss/∂a, where it is free of the target and the predictions."""
    moving = {*loss.arguments}
    found: set[Expr] = set()
    for a, space in loss.predictions:
        if isinstance(space, Vectors):
            quotient = factored(nll / loss.formula, given)
        else:
            quotient = Derivative(nll, a) / Derivative(loss.formula, a)
            if moves(quotient, loss, given):
                return None
            quotient = factored(quotient, given)
        if names(quotient) & moving or quotient.has(Derivative):
            return None
        found.add(quotient)
    return found.pop() if len(found) == 1 else None


def moves(term: Expr, loss: Loss, given: Given) -> bool:
    """Whether a term certainly has different values at points that differ in target and predictions only."""
    found = list(points(given, [term], LOOKS))
    for other in found[1:]:
        first = moved = found[0]
        for symbol in loss.arguments:
            if symbol in other.values:
                moved = moved.with_value(symbol, other.values[symbol])
        try:
            if same(evaluate(term, first, given), evaluate(term, moved, given)) is False:
                return True
        except DeriveError:
            continue
    return False


def rest_of(density: Expr, factor: Expr, loss: Loss, given: Given) -> Expr | None:
    """What −log f has beyond the loss: free of the predictions."""
    predicted = {a for a, _ in loss.predictions}
    gap = factored(-log(density) - factor * loss.formula, given)
    if not names(gap) & predicted:
        return by_label(gap, loss, given)
    for place in (S.One, S.Half, S.Zero):
        there = substitute(-log(density) - factor * loss.formula, dict.fromkeys(predicted, place))
        if not there.has(S.NaN, S.ComplexInfinity, S.Infinity):
            return by_label(factored(there, given), loss, given)
    return None


def by_label(constant: Expr, loss: Loss, given: Given) -> Expr:
    """A constant that is the same number for every label that is listed, as that number."""
    target, labels = loss.labels
    if not isinstance(labels, Values) or target not in names(constant):
        return constant
    values = [factored(meant(substitute(constant, {target: label})), given) for label in labels.members]
    return values[0] if all(equal(value, values[0], given) for value in values) else constant


def meant(term: Expr) -> Expr:
    """0·log of what is not negative as 0."""
    return term.xreplace({one: S.Zero for one in term.atoms(xlogy) if one.args[0] == 0})


def with_unit_factor(found: Likeness, loss: Loss) -> Likeness:
    """The same with a factor of 1, where that is a power of one of the free parameters; else itself."""
    given = assumed(spaces_of(loss, found.free))
    for q, space in found.free:
        try:
            power = factored(q * Derivative(found.factor, q) / found.factor, given)
            if power == 0 or names(power):
                continue
            value = factored((found.factor / q**power) ** (-1 / power), given)
            if names(value) - {known for known, _ in loss.known}:
                continue
            if not isinstance(space, Interval) or not prove(Member(value, space), assumed(spaces_of(loss))):
                continue
        except DeriveError:
            continue
        at = {q: value}
        free = tuple(pair for pair in found.free if pair[0] != q)
        here = assumed(spaces_of(loss, free))
        setting = (*((p, substitute(term, at)) for p, term in found.setting), (q, value))
        density = substitute(found.density, at)
        constant = rest_of(density, S.One, loss, here)
        if constant is not None:
            return Likeness(S.One, constant, density, found.family, setting, free)
    return found
