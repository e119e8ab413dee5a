"""From a slope to a bound: f(t) >= f(t0) where f′ >= 0 from t0 up to t, and f′ <= 0 from t up to t0.

This is the mean value theorem (Rudin 1976, theorem 5.10): f(t) − f(t0) = (t − t0)·f′(s) for an s strictly
between. Facts that put t into an interval, and t0 at least into its closure, hold at s as well; so the slope is
a goal under these facts, with t written for s. A sound heuristic: few t0 are tried.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import product

from sympy import Add, Expr, Integer, Mul, Pow, Rational, S, Sum, Symbol, erf, exp, gamma, log, loggamma
from sympy.core.function import AppliedUndef

from derive.algebra.domains import definedness
from derive.algebra.equality import is_zero
from derive.algebra.form.differentiate import KINKS, Slope, Uncovered
from derive.algebra.form.normal import coefficients, fraction
from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.assumed import Subgoals, bounds
from derive.algebra.signs.goals import above, goal_above
from derive.algebra.terms import limits, names, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import DEFINITIONS, RANDOM, digamma
from derive.statement import (
    Assumption,
    Each,
    Fact,
    Given,
    Integers,
    Interval,
    Less,
    LessEqual,
    Member,
    Provenance,
    fact_map,
    free_of_fact,
    nonnegative,
    nonzero,
    positive,
)

SIZE, VARIABLES, STARTS, NESTED = 90, 3, 3, 3
"""Operations in a goal, variables and starting points that are tried, and slopes of slopes."""

NOT_FINITE = (S.NaN, S.ComplexInfinity, S.Infinity, S.NegativeInfinity, S.ImaginaryUnit)


def by_slope(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """f(t) >= 0 from f(t0) >= 0 and the sign of the slope between t0 and t. Strictly where f(t0) > 0, or
    where t is not t0 and the slope is strict."""
    goal = goal_above(fact)
    if not goal or not 1 <= goal[0].count_ops() <= SIZE or nesting(given) >= NESTED:
        return
    term, strict = goal
    for variable in variables(term, given):
        slope = derivative(term, variable)
        if slope is None or slope == 0:
            continue
        for start in starts(term, slope, variable, given):
            for strict_slope in (False, True) if strict else (False,):
                value = above(substitute(term, {variable: start}), strict and not strict_slope)
                apart = ((given, nonzero(variable - start)),) if strict_slope else ()
                for between in sides(term, slope, variable, start, given, strict_slope):
                    yield ((given, value), *apart, *between)


def sides(
    term: Expr, slope: Expr, variable: Symbol, start: Expr, given: Given, strict: bool
) -> Iterator[Subgoals]:
    """The ways to show that f is continuous from t0 to t, differentiable in between, with a slope that leads
    up from t0. On a side where t never lies, nothing has to be shown."""
    at_start = partial(substitute, values={variable: start})
    about = [a for a in given.assumptions if variable in free_of_fact(a.fact)]
    kept = [Assumption(part, a.provenance) for a in about for part in convex(a.fact, variable)]
    # the facts hold at t and weakly at t0: so they hold in between
    here = tuple((given, weakly(part.fact, at_start)) for part in kept)
    inside = Given(tuple(dict.fromkeys([*(a for a in given.assumptions if a not in about), *kept])))
    ends = [
        tuple((where, fact_map(fact, at_start)) for where, facts in choice for fact in facts)
        for choice in choices(term, given)
    ]
    ways: list[list[Subgoals]] = []
    for low, high, sign in ((start, variable, slope), (variable, start, -slope)):
        side = inside.adding(Provenance.BINDING, Less(low, high))
        ways.append([((given, LessEqual(high, low)),)])
        for choice in choices(term, side):
            smooth = tuple((where, f) for where, facts in choice for f in facts)
            roots = tuple((where, positive(base)) for where, base in roots_of(term, variable, side))
            ways[-1].append((*smooth, *roots, (side, above(sign, strict))))
    for end, up, down in product(ends, *ways):
        yield (*here, *end, *up, *down)


def choices(term: Expr, given: Given) -> list[tuple[tuple[Given, tuple[Fact, ...]], ...]]:
    """Two ways in which a term may be defined: bases are positive, or exponents natural numbers."""
    places = list(definedness(term, given))
    return list(dict.fromkeys(tuple((here, options[k]) for here, options in places) for k in (0, -1)))


def roots_of(term: Expr, variable: Symbol, given: Given) -> Iterator[tuple[Given, Expr]]:
    """The bases of powers that are not differentiable at 0."""
    if isinstance(term, Sum):
        given = given.under(*reversed(limits(term)))
    if isinstance(term, Pow) and not isinstance(term.exp, Integer) and variable in names(term):
        yield given, term.base
    for argument in term.args[:1] if isinstance(term, Sum) else term.args:
        if isinstance(argument, Expr):
            yield from roots_of(argument, variable, given)


SMOOTH = (Add, Mul, Pow, exp, log, erf, gamma, loggamma, digamma, Sum, *DEFINITIONS)
"""Operations that are continuous wherever they are defined and have the derivative that the table gives."""


def derivative(term: Expr, variable: Symbol) -> Expr | None:
    """The derivative of a term that is smooth in a variable, else None. It is defined wherever the term is
    and no root in it is 0."""
    if not is_smooth(term, variable):
        return None
    try:
        return Slope(variable, lambda *_: 0).of(term)
    except Uncovered:
        return None


def is_smooth(term: Expr, variable: Symbol) -> bool:
    """Whether every operation that moves with the variable is smooth; x^x is left out, for 0^0 = 1."""
    if term == variable:
        return True
    if term.has(*RANDOM, AppliedUndef):
        return False
    if variable not in names(term):
        return True
    if not isinstance(term, SMOOTH) or isinstance(term, KINKS):
        return False
    if isinstance(term, Pow) and variable in names(term.base) & names(term.exp):
        return False
    if isinstance(term, Sum) and any(variable in names(bound) for index in limits(term) for bound in index):
        return False
    arguments = term.args[:1] if isinstance(term, Sum) else term.args
    return all(is_smooth(argument, variable) for argument in arguments)


# ── facts that hold in between ──


def convex(fact: Fact, variable: Symbol) -> tuple[Fact, ...]:
    """What a fact says that holds between any two values of the variable at which it holds. An integer lies
    in an interval, too."""
    match fact:
        case Member(term=term, domain=Interval() as domain) if term == variable:
            return tuple(b for b in bounds(term, domain) if is_linear(b, variable))
        case Member(term=term, domain=Integers(low=low, high=high)) if term == variable:
            return tuple(b for b in bounds(term, Interval(low, high, True, True)) if is_linear(b, variable))
        case Each(fact=Less() | LessEqual() as inner, index=index) if is_linear(inner, variable):
            return (fact,) if variable not in {s for part in index for s in names(part)} else ()
        case Less() | LessEqual() if is_linear(fact, variable):
            return (fact,)
    return ()


def is_linear(fact: Fact, variable: Symbol) -> bool:
    assert isinstance(fact, Less | LessEqual)
    try:
        found = coefficients(fact.right - fact.left, variable, Given())
    except DeriveError:
        return False
    return found is not None and len(found) <= 2


def weakly(fact: Fact, change: partial[Expr]) -> Fact:
    match fact:
        case Each(fact=inner, index=index):
            return Each(weakly(inner, change), index)
        case Less(left=left, right=right) | LessEqual(left=left, right=right):
            return LessEqual(change(left), change(right))
    raise TypeError(f"{fact} is no bound")


# ── what is tried ──


def nesting(given: Given) -> int:
    """How many slopes were taken already: each left the fact that one place lies after another."""
    return sum(a.provenance is Provenance.BINDING and isinstance(a.fact, Less) for a in given.assumptions)


def variables(term: Expr, given: Given) -> list[Symbol]:
    """The real variables of a term."""
    labels = {name for item in term.free_symbols - names(term) for name in [item.args[0].args[0]]}
    hidden = {name for d in given.definitions() for name in free_of_fact(d)}
    found = [name for name in names(term) - labels - hidden if isinstance(name, Symbol)]
    return sorted(found, key=lambda s: (term.count(s) == 0, s.name))[:VARIABLES]


def starts(term: Expr, slope: Expr, variable: Symbol, given: Given) -> list[Expr]:
    return list(_starts(term, slope, variable, given))


@lru_cache(maxsize=4096)
def _starts(term: Expr, slope: Expr, variable: Symbol, given: Given) -> tuple[Expr, ...]:
    """Where to start: at ends of the interval, at 0 or 1, at another variable or where the slope vanishes;
    first of all where the term is 0."""
    candidates: list[Expr] = []
    for fact in given.facts():
        for part in convex(fact, variable) if variable in free_of_fact(fact) else ():
            if isinstance(part, Less | LessEqual) and variable in (part.left, part.right):
                candidates.append(part.left if part.right == variable else part.right)
    candidates += [S.Zero, S.One, *zeros(slope, variable, given)]
    candidates += sorted((s for s in names(term) if isinstance(s, Symbol) and s != variable), key=str)
    places = list(points(given, [term], 2))
    bound = {index[0] for part in term.atoms(Sum) for index in limits(part)}
    labels = {item.args[0].args[0] for item in term.free_symbols - names(term)}
    rated: list[tuple[int, Expr]] = []
    for start in dict.fromkeys(candidates):
        if names(start) & ({variable} | bound | labels):
            continue
        try:
            value = substitute(term, {variable: start})
        except DeriveError:
            continue
        if value.has(*NOT_FINITE):
            continue
        if is_zero(value, given):
            rated.append((0, start))
        elif all(holds(nonnegative(value), place, given) is True for place in places):
            rated.append((1, start))
    return tuple(start for _, start in sorted(rated, key=lambda pair: pair[0])[:STARTS])


def zeros(slope: Expr, variable: Symbol, given: Given) -> list[Expr]:
    """Where a slope vanishes whose numerator is linear in the variable."""
    try:
        found = coefficients(fraction(slope, given)[0], variable, given)
    except DeriveError:
        return []
    if found is None or len(found) != 2 or (isinstance(found[1], Rational) and found[1] == 0):
        return []
    return [-found[0] / found[1]]
