"""The steps of sign proofs: for a fact, the ways in which it follows from simpler facts.

Each step is a function from (fact, given) to conjunctions of subgoals; any one conjunction is enough. The
steps are sound for real terms wherever the fact's own term is defined; they are far from complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from itertools import product

from sympy import (
    Add,
    Expr,
    Indexed,
    Integer,
    Mul,
    NumberSymbol,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    erf,
    exp,
    factorial,
    gamma,
    log,
)

from derive.algebra.equality import equal
from derive.algebra.form.normal import coefficients, factored
from derive.algebra.signs.assumed import WHOLE, Subgoals, bounds, known_facts
from derive.algebra.signs.bounding import by_cauchy_schwarz
from derive.algebra.signs.by_cases import by_cases
from derive.algebra.signs.definite import by_definiteness
from derive.algebra.signs.enclosing import by_enclosure
from derive.algebra.signs.goals import FACT_OF_SIGN, OPPOSITE, TESTS, Step, defined_goals, negative, signed
from derive.algebra.signs.inequalities import INEQUALITIES
from derive.algebra.signs.ordering import by_integer_part, by_order, orders_in
from derive.algebra.signs.squaring import by_squaring
from derive.algebra.terms import at_values, body, fresh, limits, names, substitute, unfold
from derive.errors import DeriveError
from derive.language.vocabulary import indicator, is_named
from derive.statement import (
    Each,
    Equal,
    Fact,
    Given,
    Integers,
    Interval,
    Less,
    LessEqual,
    Member,
    Unequal,
    Values,
    nonnegative,
    nonzero,
    positive,
)

FACTORS = 6
"""Of so many factors, every way is tried in which signs make up that of their product."""


# ── steps: from a fact to the ways in which it follows ──────────────────────────────────────────


def by_comparison(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """a < b is b − a > 0; membership of an interval or of the integers is bounds."""
    if signed(fact):
        return
    match fact:
        case Less(left=left, right=right):
            yield ((given, positive(right - left)),)
        case LessEqual(left=left, right=right):
            yield ((given, nonnegative(right - left)),)
        case Unequal(left=left, right=right):
            yield ((given, nonzero(right - left)),)
        case Member(term=term, domain=Interval() as domain):
            yield tuple((given, bound) for bound in bounds(term, domain))
        case Member(term=term, domain=Integers(low=low, high=high)) if (low, high) != (-S.Infinity, S.Infinity):
            whole = Member(term, Integers(-S.Infinity, S.Infinity))
            yield ((given, whole), *((given, b) for b in bounds(term, Interval(low, high, True, True))))
        case Each(fact=inner, index=index):
            yield ((given.under(index), inner),)


def by_arithmetic(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """Rational numbers are compared; a literal is an integer or a member of a list of values."""
    goal = signed(fact)
    match fact:
        case Member(term=Integer(), domain=Integers(low=S.NegativeInfinity, high=S.Infinity)):
            yield ()
        case Member(term=Rational() as value, domain=Values(members=members)) if value in members:
            yield ()
        case _ if goal and isinstance(goal[0], Rational) and TESTS[goal[1]](goal[0]):
            yield ()
        case _ if goal and isinstance(goal[0], NumberSymbol) and goal[1] in (">", ">=", "!="):
            yield ()  # pi, e


def by_assumption(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """The fact is assumed, or differs from an assumed bound by a number of the right sign."""
    goal = signed(fact)
    for known, subgoals in known_facts(fact, given):
        if known == fact or (goal and (bound := signed(known)) and implies(bound, goal)):
            yield subgoals


def by_bound(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """A symbol or an observation is positive because a bound of it is, which is no number: x > m > 0."""
    goal = signed(fact)
    if not goal or not isinstance(goal[0], Symbol | Indexed) or goal[1] not in (">", ">="):
        return
    for known, subgoals in known_facts(fact, given):
        match known:
            case Less(left=low, right=term) | LessEqual(left=low, right=term) if term == goal[0]:
                strict = goal[1] == ">" and not isinstance(known, Less)
                if not isinstance(low, Rational) and term not in names(low):
                    yield (*subgoals, (given, positive(low) if strict else nonnegative(low)))


@lru_cache(maxsize=4096)
def expanded(term: Expr) -> Expr:
    """Multiplied out; the terms of assumptions come up again and again."""
    return term.expand(power_base=False, power_exp=False, log=False, basic=False)


def implies(bound: tuple[Expr, str], goal: tuple[Expr, str]) -> bool:
    """Whether u > 0 (or u >= 0) gives the goal because ±(goal term) = u + a nonnegative number."""
    (known, known_sign), (term, sign) = bound, goal
    if known_sign in ("<", "<=") or sign in ("<", "<="):
        if known_sign in ("<", "<="):
            return implies((-known, OPPOSITE[known_sign]), goal)
        return implies(bound, (-term, OPPOSITE[sign]))
    if known_sign == "!=" or not names(term) & names(known):
        return False
    rest = expanded(term) - expanded(known)
    if not isinstance(rest, Rational):
        if sign == "!=":
            return implies(bound, (term, ">")) or implies(bound, (-term, ">"))
        return False
    if rest < 0:
        return False
    return bool(rest > 0) or sign == ">=" or known_sign == ">"


def by_factors(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """The sign of a product from the signs of its factors; of many factors, that all are positive."""
    goal = signed(fact)
    if not goal or not isinstance(goal[0], Mul):
        return
    term, sign = goal
    if sign == "!=":
        yield tuple((given, nonzero(f)) for f in term.args)
        return
    up = ">" if sign in "<>" else ">="
    wanted = sign in (">", ">=")
    count = len(term.args)
    for signs in product((up, OPPOSITE[up]), repeat=count) if count <= FACTORS else ((up,) * count,):
        if (signs.count(OPPOSITE[up]) % 2 == 0) is wanted:
            yield tuple((given, FACT_OF_SIGN[s](f)) for s, f in zip(signs, term.args, strict=True))


def by_power(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """Powers of a positive base are positive; even ones of a real base are not negative."""
    goal = signed(fact)
    if not goal or not isinstance(goal[0], Pow | exp):
        return
    term, sign = goal
    if isinstance(term, exp):
        if sign in (">", ">=", "!="):
            yield ()
        return
    base, exponent = term.args
    if isinstance(exponent, Integer):
        if exponent % 2:
            yield ((given, FACT_OF_SIGN[sign](base)),)
        elif sign == ">=":
            yield ()
        elif sign in (">", "!="):
            yield ((given, nonzero(base)),)
    elif sign in (">", ">=", "!="):
        yield ((given, positive(base)),)
        if isinstance(exponent, Rational) and sign == ">=":
            yield ()  # a root, where it is defined


def by_odd_function(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """erf(u) has the sign of u."""
    match signed(fact):
        case (erf(args=(inside,)), sign):
            yield ((given, FACT_OF_SIGN[sign](inside)),)


def by_terms(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """A sum of terms of one sign, at least one of them strict."""
    goal = signed(fact)
    if not goal or not isinstance(goal[0], Add) or goal[1] == "!=":
        return
    term, sign = goal
    weak = sign if sign.endswith("=") else sign + "="
    if sign == weak:
        yield tuple((given, FACT_OF_SIGN[weak](t)) for t in term.args)
        return
    for strict in range(len(term.args)):
        yield tuple((given, FACT_OF_SIGN[sign if k == strict else weak](t)) for k, t in enumerate(term.args))


def by_summands(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """A sum or product over an index from the sign of what stands under it."""
    goal = signed(fact)
    if not goal or not isinstance(goal[0], Sum | Product):
        return
    term, sign = goal
    inside = given.under(*reversed(limits(term)))
    nonempty = tuple((given, LessEqual(low, high)) for _, low, high in limits(term))
    if isinstance(term, Product):
        if sign in (">", ">=", "!="):
            yield ((inside, positive(body(term))),)
    elif sign.endswith("=") and sign != "!=":
        yield ((inside, FACT_OF_SIGN[sign](body(term))),)
    elif sign != "!=" and len(nonempty) == 1:
        yield ((inside, FACT_OF_SIGN[sign](body(term))), *nonempty)


def by_logarithm(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """log a has the sign of a − 1; an indicator is 0 or 1."""
    match signed(fact):
        case (log(args=(argument,)), sign):
            yield ((given, FACT_OF_SIGN[sign](argument - 1)),)
        case (indicator(), ">="):
            yield ()
        case (factorial() | gamma(), ">" | ">=" | "!="):
            yield ()  # where it is defined, its argument is not negative


def by_weakening(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """t > 0 gives t >= 0 and t ≠ 0."""
    if goal := signed(fact):
        term, sign = goal
        if sign == "!=":
            yield ((given, positive(term)),)
            yield ((given, negative(term)),)
        elif sign.endswith("="):
            yield ((given, FACT_OF_SIGN[sign[0]](term)),)


def by_rewriting(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """The sign of an equal term."""
    goal = signed(fact)
    if not goal or isinstance(goal[0], Rational):
        return
    term, sign = goal
    for new in dict.fromkeys(rewritings(term, given)):
        if new != term and equal(term, new, given):
            for defined in defined_goals(new, given):
                yield ((given, FACT_OF_SIGN[sign](new)), *defined)


LARGEST = 40
"""Operations in a term whose names are unfolded: of a larger one, a sign is seldom seen."""


def rewritings(term: Expr, given: Given) -> Iterator[Expr]:
    """Terms that may be equal and easier: one name unfolded, sums gathered, factors taken out."""
    named = [d for d in given.definitions() if isinstance(d.head, Symbol) and d.head in names(term)]
    unfolded = [substitute(term, {d.head: d.body}) for d in named[-1:]] + [unfold(term, given)]
    yield from (new for new in unfolded if new != term and new.count_ops() <= LARGEST)
    for arranged in (gathered, factored):
        with suppress(DeriveError):  # a term that is nowhere defined, or beyond the bounds, stays as it is
            yield arranged(term, given)


def gathered(term: Expr, given: Given) -> Expr:
    """n·a + Σ b as the one sum Σ (a + b), where all sums run from 1 to the same n."""
    sums = sorted(term.atoms(Sum), key=str)
    if not sums or any(limits(s) != limits(sums[0]) for s in sums) or limits(sums[0])[0][1] != 1:
        return term
    (index, low, high), *more = limits(sums[0])
    fixed: dict[Expr, Expr] = {}
    for one in orders_in(term):
        fixed[one] = fresh(Symbol("y"), names(term).union(*map(names, fixed.values())))
    rest, inside = substitute(expanded(term), fixed), S.Zero
    for part in (substitute(one, fixed) for one in sums):
        parts = coefficients(rest, part, Given(), unfold=False) if not more else None
        if parts is None or len(parts) != 2:
            return term
        rest, inside = parts[0], inside + parts[1] * body(part)
    count = coefficients(rest, high, Given(), unfold=False)
    if count is None or len(count) > 2 or count[0] != 0:
        return term
    whole = Sum(inside + (count[1] if len(count) == 2 else S.Zero), (index, low, high))
    return substitute(whole, {name: one for one, name in fixed.items()})


def by_equality(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """Equal by normal form, both sides defined."""
    match fact:
        case Equal(left=left, right=right) if equal(left, right, given):
            for one in defined_goals(left, given):
                for two in defined_goals(right, given):
                    yield (*one, *two)


def by_closure(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """Sums, products and powers of integers are integers, and so are indicators."""
    match fact:
        case Member(term=indicator(), domain=whole) if whole == WHOLE:
            yield ()
        case Member(term=Add() | Mul() as term, domain=whole) if whole == WHOLE:
            yield tuple((given, Member(t, whole)) for t in term.args)
        case Member(term=Sum() as term, domain=whole) if whole == WHOLE:
            yield ((given.under(*reversed(limits(term))), Member(body(term), whole)),)
        case Member(term=term, domain=Integers()) if at_values(term, given) != term:
            yield ((given, Member(at_values(term, given), fact.domain)),)
        case Member(term=term, domain=Integers()) if is_named(term) and unfold(term, given) != term:
            yield ((given, Member(unfold(term, given), fact.domain)),)


STEPS: dict[str, Step] = {
    "arithmetic": by_arithmetic,
    "assumption": by_assumption,
    "bound": by_bound,
    "comparison": by_comparison,
    "cauchy-schwarz": by_cauchy_schwarz,  # Hardy, Littlewood & Pólya (1952), section 2.4
    "factors": by_factors,
    "power": by_power,
    "odd-function": by_odd_function,
    "terms": by_terms,
    "summands": by_summands,
    "logarithm": by_logarithm,
    "squaring": by_squaring,
    "weakening": by_weakening,
    "closure": by_closure,
    "definite": by_definiteness,
    "order": by_order,
    "integer-part": by_integer_part,
    "equality": by_equality,
    "enclosure": by_enclosure,
    "rewriting": by_rewriting,
    "cases": by_cases,
    **INEQUALITIES,
}
