"""A support that depends on unknown parameters: the likelihood is 0, unless the parameters lie in a part of
their space that the data determine.

On that part the likelihood is a product g without cases. It is a function on the whole space, so that it can
be differentiated; it is maximised on the part, one parameter after the other (`region`).
"""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Integer, S, Symbol, log

from derive.algebra.form.normal import coefficients, factored, fraction
from derive.algebra.signs.goals import negative
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.kernel.theorem import infer
from derive.language.build import evaluated
from derive.language.vocabulary import if_less, maximum, minimum
from derive.rules import named
from derive.rules.supports import on_support
from derive.stages.chain import Chain
from derive.stages.progress import Obstacle, Progress
from derive.statement import (
    Definition,
    Fact,
    Given,
    Integers,
    Interval,
    Less,
    LessEqual,
    Model,
    Provenance,
    positive,
)
from derive.statement.facts import domain_map


def start(model: Model) -> Progress:
    """What is given before anything is derived. Where the likelihood may be 0, what the log-likelihood stands
    for is said when that is known."""
    fixed = with_fixed_support(model)
    progress = Progress(fixed, fixed.given())
    if fixed is model:
        return progress
    kept = (a for a in progress.given.assumptions if a.fact not in logarithms(fixed))
    return progress.under(Given(tuple(kept)))


def logarithms(model: Model) -> tuple[Definition, ...]:
    return (Definition(model.log_likelihood(), log(model.likelihood())),)


# ── a support that is always the same ──


def with_fixed_support(model: Model) -> Model:
    """The same family on a support that holds those of all parameters, with a density that is 0 outside of
    the one that the parameters tell."""
    if not model.moves or not isinstance(model.support, Interval | Integers):
        return model
    unknown, x, support = set(model.arguments), model.variable, model.support
    density, low, high = model.density, evaluated(support.low), evaluated(support.high)
    low_closed = isinstance(support, Integers) or support.low_closed
    high_closed = isinstance(support, Integers) or support.high_closed
    if unknown & names(high):
        none = Integer(0)
        density = if_less(high, x, none, density) if high_closed else if_less(x, high, density, none)
        high, high_closed = farthest(high, model, "high"), False
    if unknown & names(low):
        none = Integer(0)
        density = if_less(x, low, none, density) if low_closed else if_less(low, x, density, none)
        low, low_closed = farthest(low, model, "low"), False
    if isinstance(support, Integers):
        return replace(model, density=density, support=Integers(low, high))
    return replace(model, density=density, support=Interval(low, high, low_closed, high_closed))


def farthest(end: Expr, model: Model, side: str) -> Expr:
    """How far an end of the support reaches at most: where it is a parameter, to the end of the space of
    that."""
    space = dict(model.parameters).get(end) if isinstance(end, Symbol) else None
    reach: Expr = getattr(space, side) if isinstance(space, Interval) else S.ComplexInfinity
    if reach.is_infinite or names(reach) & set(model.arguments):
        return S.NegativeInfinity if side == "low" else S.Infinity
    return reach


# ── the part of the parameter space ──


def support(progress: Progress) -> Progress:
    """L = g where the conditions hold and else 0; for each parameter, the space that they leave; and what the
    data must satisfy for this to be a part of the parameter space."""
    known, model = progress.known["likelihood"], progress.model
    conditions, inside = on_support(known.equality.right)
    if not conditions:
        return progress
    formula = model.formula()
    names_of = (Definition(formula, inside), Definition(model.log_likelihood(), log(formula)))
    given = progress.given.adding(Provenance.DEFINITION, *names_of)
    where = Chain(given, known).by("abbreviation")
    progress = (
        progress.under(given)
        .told("support", *where.lines()[1:])
        .knowing(support=where.theorem(), likelihood=infer(named("definition"), given, (), (formula, ())))
    )
    try:
        spaces = spaces_left(conditions, progress)
    except Obstacle as obstacle:
        return progress.asking(obstacle)
    hypotheses = inside_of(spaces, progress)
    return replace(progress.under(given.adding(Provenance.HYPOTHESIS, *hypotheses)), spaces=spaces)


def spaces_left(conditions: tuple[Fact, ...], progress: Progress) -> dict[Symbol, Interval | Integers]:
    """For each parameter the interval, or the whole numbers, that the conditions leave of its space; Obstacle
    where one of them ties several parameters to each other."""
    unknown, given = progress.model.arguments, progress.given
    lows: dict[Symbol, list[tuple[Expr, bool]]] = {}
    highs: dict[Symbol, list[tuple[Expr, bool]]] = {}
    for condition in conditions:
        assert isinstance(condition, Less | LessEqual)
        gap, below = fraction(condition.right - condition.left, given, unfold=False)
        tied = [p for p in unknown if p in names(gap)]
        found = coefficients(gap, tied[0], given, unfold=False) if len(tied) == 1 else None
        if found is None or len(found) != 2 or not prove(positive(below), given):
            raise Obstacle("support_tied", condition)
        end = factored(-found[0] / found[1], given).expand()
        closed = isinstance(condition, LessEqual)
        if prove(positive(found[1]), given):
            lows.setdefault(tied[0], []).append((end, closed))
        elif prove(negative(found[1]), given):
            highs.setdefault(tied[0], []).append((end, closed))
        else:
            raise Obstacle("support_tied", condition)
    spaces: dict[Symbol, Interval | Integers] = {}
    for parameter, domain in progress.model.parameters:
        if isinstance(domain, Integers):
            low, low_closed = tightest(lows.get(parameter, []), maximum, (domain.low, True))
            high, high_closed = tightest(highs.get(parameter, []), minimum, (domain.high, True))
            if not (low_closed and high_closed):
                raise Obstacle("support_tied", *conditions)
            spaces[parameter] = Integers(low, high)
            continue
        if not isinstance(domain, Interval):
            raise Obstacle("support_tied", *conditions)
        low, low_closed = tightest(lows.get(parameter, []), maximum, (domain.low, domain.low_closed))
        high, high_closed = tightest(highs.get(parameter, []), minimum, (domain.high, domain.high_closed))
        spaces[parameter] = Interval(low, high, low_closed, high_closed)
    return spaces


def tightest(
    ends: list[tuple[Expr, bool]], join: type[Expr], otherwise: tuple[Expr, bool]
) -> tuple[Expr, bool]:
    """The one bound that says as much as several."""
    if not ends:
        return otherwise
    terms = tuple(dict.fromkeys(end for end, _ in ends))
    closed = {closed for _, closed in ends}
    if len(closed) > 1:
        raise Obstacle("support_tied", *(LessEqual(end, end) for end in terms))
    return (terms[0] if len(terms) == 1 else join(*terms)), closed.pop()


def inside_of(left: dict[Symbol, Interval | Integers], progress: Progress) -> tuple[Fact, ...]:
    """What is not known of the data, and makes each interval a part of the space of its parameter that holds a
    point, where the other parameters are at the ends of theirs."""
    spaces = {parameter: from_end_to_end(space) for parameter, space in left.items()}
    values = {parameter: end for parameter, space in spaces.items() if (end := closed_end(space)) is not None}
    given, found = progress.given, list[Fact]()
    for parameter, declared in progress.model.parameters:
        if not isinstance(declared, Interval | Integers) or left[parameter] == declared:
            continue
        space, domain = spaces[parameter], from_end_to_end(declared)
        whole = domain_map(domain, lambda end: substitute(end, values))
        assert isinstance(whole, Interval)
        needed = []
        if space.low != domain.low and whole.low.is_finite is not False:
            needed.append(LessEqual(whole.low, space.low) if whole.low_closed else Less(whole.low, space.low))
        if space.high != domain.high and whole.high.is_finite is not False:
            needed.append(
                LessEqual(space.high, whole.high) if whole.high_closed else Less(space.high, whole.high)
            )
        ends = substitute(space.low, values), substitute(space.high, values)
        if not any(end.is_infinite for end in ends):
            both = space.low_closed and space.high_closed
            needed.append(LessEqual(*ends) if both else Less(*ends))
        for fact in needed:
            if not prove(fact, given.adding(Provenance.HYPOTHESIS, *found)):
                found.append(fact)
    return tuple(found)


def from_end_to_end(space: Interval | Integers) -> Interval:
    """The interval that a space reaches over."""
    if isinstance(space, Interval):
        return space
    return Interval(space.low, space.high, space.low.is_finite is not False, space.high.is_finite is not False)


def closed_end(space: Interval) -> Expr | None:
    """An end that belongs to an interval."""
    return space.low if space.low_closed else space.high if space.high_closed else None
