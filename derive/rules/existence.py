"""Rules of existence: suprema in several variables, variables that are free, and exactly when there is a
maximiser."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Expr, Integer, S, Symbol

from derive.algebra.terms import names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import MANY, Premises, inference
from derive.kernel.schema import UNIT, a, b, f, g, i, n, p, q, says, x_i
from derive.kernel.witness import Witness, domain_of, term_of, variable_of
from derive.rules.equality import LOGIC, depends, holds_throughout_all, is_structure, throughout_all
from derive.rules.maxima import ORDER, extra_hypotheses, nonempty
from derive.rules.several import holds_for_all_others
from derive.rules.supports import in_domain
from derive.statement import (
    REALS,
    Argmax,
    ArgmaxAtRoot,
    Claim,
    Domain,
    Each,
    Equal,
    Fact,
    Integers,
    Interval,
    JointArgmax,
    JointSupremum,
    Less,
    LessEqual,
    Limit,
    MaximiserExists,
    MaximiserFamily,
    Member,
    Provenance,
    Supremum,
    VectorArgmax,
    Vectors,
    approached,
    free_of_fact,
    in_several,
    nonzero,
    one_of,
    positive,
    terms_of,
)

POINTS = Vectors((i, Integer(1), n), REALS)
NESTED = "Rockafellar & Wets (1998), proposition 1.35"


def in_all(claim: Claim, name: str) -> JointArgmax | ArgmaxAtRoot | MaximiserFamily | JointSupremum:
    """A claim about a maximum or a supremum that is not attained, as one in several variables."""
    match claim:
        case Argmax() | JointArgmax():
            return in_several(claim)
        case Supremum(attained=False) | JointSupremum():
            return approached(claim)
        case ArgmaxAtRoot() | MaximiserFamily():
            return claim
    raise RuleError(name, f"{claim} is not about a maximum")


@inference(
    "nested-supremum",
    takes=(2, 0),
    source=NESTED,
    statement=lambda: says(
        "f a b p q",
        Argmax(f(p, q), p, UNIT, (a,)),
        Supremum(f(a, q), q, UNIT, b, False, UNIT.low),
        then=JointSupremum(f(p, q), (p, q), (UNIT, UNIT), b, (a, q), q, UNIT.low),
    ),
)
def nested_supremum(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The supremum over the other variables of the maximum in one; it is not attained, if that is not. Where
    there are many maximisers in the one variable, any of them leaves the same."""
    first, second = premises
    outer = in_all(second.claim, "nested-supremum")
    match first.claim, outer:
        case (
            Argmax(function=function, variable=variable, domain=domain, points=(place,)),
            JointSupremum(),
        ):
            best = one_of(place)
            if outer.function != substitute(function, {variable: best}) or variable in outer.variables:
                raise RuleError("nested-supremum", f"{outer.function} is not {function} at {best}")
        case _:
            raise RuleError("nested-supremum", "needs one maximiser in one variable, and a supremum")
    variables, domains = (variable, *outer.variables), (domain, *outer.domains)
    refuse_moving(context, domains, variables)
    holds_for_all_others(context, first, variable, best, outer)
    if isinstance(place, Interval):
        throughout_all(context, outer.variables, outer.domains).need(Member(best, place))
    path = (substitute(best, dict(zip(outer.variables, outer.path, strict=True))), *outer.path)
    return JointSupremum(function, variables, domains, outer.value, path, outer.variable, outer.end)


@inference(
    "free-variable",
    takes=(2, 3),
    source=ORDER,
    statement=lambda: says(
        "f g a p q",
        Argmax(f(p, q), q, UNIT, (a,)),
        Equal(f(p, q), g(q)),
        then=MaximiserFamily(f(p, q), (p, q), (REALS, UNIT), (p, a), (p,)),
    ),
)
def free_variable(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A function that a variable does not move has its maximisers, or its supremum, in the others, with every
    value of this one."""
    about, equality = premises
    variable, domain, value = variable_of(witness[0]), domain_of(witness[1]), term_of(witness[2])
    rest = in_all(about.claim, "free-variable")
    variables, domains = (variable, *rest.variables), (domain, *rest.domains)
    if variable in rest.variables or rest.function != equality.equality.left:
        raise RuleError("free-variable", f"{rest.function} is not {equality.equality.left}")
    for moved in (equality.equality.right, *terms_outside(rest)):
        if depends(moved, variable, context.given):
            raise RuleError("free-variable", f"{moved} depends on {variable}")
    refuse_moving(context, domains, variables)
    holds_throughout_all(context, equality, variables, domains)
    holds_throughout_all(context, about, (variable,), (domain,))
    if any(depends(value, moving, context.given) for moving in variables):
        raise RuleError("free-variable", f"{value} depends on a variable")
    context.need(Member(value, domain))
    match rest:
        case JointArgmax(points=()):
            return JointArgmax(rest.function, variables, domains, ())
        case JointArgmax(points=(point,)) if all(isinstance(value, Expr) for value in point):
            return MaximiserFamily(rest.function, variables, domains, (variable, *point), (variable,))
        case MaximiserFamily():
            free = (variable, *rest.free)
            return MaximiserFamily(rest.function, variables, domains, (variable, *rest.point), free)
        case JointSupremum():
            path = (value, *rest.path)
            return JointSupremum(rest.function, variables, domains, rest.value, path, rest.variable, rest.end)
    raise RuleError("free-variable", "needs one maximiser at most")


@inference(
    "unbounded-along-path",
    takes=(1, 4),
    source=ORDER,
    discharges=True,
    statement=lambda: says(
        "f a p q",
        Limit(f(a, q), q, S.Zero, UNIT, S.Infinity),
        Member(a, UNIT),
        then=JointSupremum(f(p, q), (p, q), (UNIT, UNIT), S.Infinity, (a, q), q, S.Zero),
    ),
)
def unbounded_along_path(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A function that tends to infinity along a path in its domain has no bound. What was assumed of the
    variable of the path holds all along it."""
    (premise,) = premises
    function, variables, domains, path = witness
    if not isinstance(variables, tuple) or not isinstance(domains, tuple) or not isinstance(path, tuple):
        raise RuleError(context.rule, "needs variables, their domains and a path")
    unknown, spaces = tuple(map(variable_of, variables)), tuple(map(domain_of, domains))
    if len({*unknown}) < len(unknown):
        raise RuleError(context.rule, "the variables are different symbols")
    values = dict(zip(unknown, map(term_of, path), strict=True))
    match premise.claim:
        case Limit(variable=moving, domain=Interval() as along, value=S.Infinity) as limit:
            if values.get(moving) != moving or limit.function != substitute(term_of(function), values):
                raise RuleError(context.rule, "the limit is not that along the path")
        case _:
            raise RuleError(context.rule, "needs a limit that is infinite")
    others = set(unknown) - {moving}
    if any(depends(value, v, context.given) for value in values.values() for v in others):
        raise RuleError(context.rule, "the path depends on another variable")
    known, there = set(context.given.assumptions), throughout_all(context, (moving,), (along,))
    for assumption in premise.given.assumptions:
        if moving in free_of_fact(assumption.fact) and not is_structure(assumption.fact):
            there.need(assumption.fact)
        elif assumption not in known:
            raise RuleError(context.rule, f"the premise assumes {assumption.fact}, which is not given here")
    context.need(*nonempty(along))
    there.need_defined(*values.values())
    there.need(*(in_domain(v, domain, values) for v, domain in zip(unknown, spaces, strict=True)))
    throughout_all(context, unknown, spaces).need_defined(term_of(function))
    if len(unknown) == 1:
        return Supremum(limit.function, moving, spaces[0], S.Infinity, False, limit.point)
    return JointSupremum(
        term_of(function), unknown, spaces, S.Infinity, tuple(values.values()), moving, limit.point
    )


def terms_outside(claim: JointArgmax | ArgmaxAtRoot | MaximiserFamily | JointSupremum) -> Iterator[Expr]:
    """The points and values that a claim speaks of."""
    match claim:
        case ArgmaxAtRoot(point=point, equation=equation):
            yield from (*point, equation)
        case JointArgmax(points=points):
            yield from terms_of(points)
        case MaximiserFamily(point=point):
            yield from point
        case JointSupremum(value=value, path=path, end=end):
            yield from (value, *path, end)


def refuse_moving(context: Context, domains: tuple[Domain, ...], variables: tuple[Symbol, ...]) -> None:
    """The domains of a product do not depend on the variables."""
    if any(depends(end, v, context.given) for v in variables for end in terms_of(domains)):
        raise RuleError(context.rule, "a domain depends on a variable")


@inference(
    "exactly-when",
    takes=(MANY, 1),
    source=LOGIC,
    discharges=True,
    statement=lambda: says(
        "f a b p q",
        LessEqual(a, b),
        JointArgmax(f(p, q), (p, q), (UNIT, UNIT), ((a, b),)),
        JointArgmax(f(p, q), (p, q), (UNIT, UNIT), ()),
        then=MaximiserExists(f(p, q), (p, q), (UNIT, UNIT), (Less(a, b),), True, True),
    ),
)
def exactly_when(context: Context, premises: Premises, witness: Witness) -> Claim:
    """By cases: exactly one maximiser where every condition a < b holds, and none or several where a = b; or
    one at least, and none.

    The tree of cases is the number of a premise, or (a < b, a = b solved for a name, their quotient, the tree
    below the first, the tree below the second). Its first leaf is where all conditions hold."""
    (tree,) = witness
    (conditions, first), *others = leaves(context, tree, premises, ())
    if {first, *(number for _, number in others)} != set(range(len(premises))):
        raise RuleError(context.rule, "a premise is the case of no leaf")
    best = premises[first].claim
    one = in_all(best, context.rule)
    spread: list[Interval] = []
    match one:
        case JointArgmax(points=(point,)):
            spread = [place for place in point if isinstance(place, Interval)]
        case ArgmaxAtRoot():
            pass
        case _:
            raise RuleError(context.rule, "the first case must have one maximiser, or an interval of them")
    there = Context(context.given.adding(Provenance.HYPOTHESIS, *conditions), context.rule, context.ledger)
    there.need(*(Member(one_of(place), place) for place in spread))
    if any(free_of_fact(fact) & set(one.variables) for fact in conditions):
        raise RuleError(context.rule, "a condition is about a variable of the function")
    claims = [in_all(premises[number].claim, context.rule) for _, number in others]
    for claim in claims:
        if (claim.function, claim.variables, claim.domains) != (one.function, one.variables, one.domains):
            raise RuleError(context.rule, "the cases are about different functions")
        if isinstance(claim, ArgmaxAtRoot) or (isinstance(claim, JointArgmax) and claim.points):
            raise RuleError(context.rule, "there is one maximiser in another case as well")
        if isinstance(claim, JointSupremum):
            raise RuleError(context.rule, "a supremum is no claim about maximisers")
        if isinstance(claim, MaximiserFamily):
            need_several(context, claim)
    none = all(isinstance(claim, JointArgmax) for claim in claims)
    if spread and not none:
        raise RuleError(context.rule, "there are maximisers in another case as well")
    return MaximiserExists(one.function, one.variables, one.domains, conditions, not spread, none)


def leaves(
    context: Context, tree: object, premises: Premises, known: tuple[Fact, ...]
) -> Iterator[tuple[tuple[Fact, ...], int]]:
    """The premise of each case of the tree, with what the case assumes; the premise must assume no more."""
    match tree:
        case bool():
            raise RuleError(context.rule, f"{tree} is no tree of cases")
        case int() if 0 <= tree < len(premises):
            if extra := set(extra_hypotheses(context, premises[tree])) - set(known):
                raise RuleError(context.rule, f"a case assumes {next(iter(extra))} besides")
            yield known, tree
        case (Less() as strict, Equal() as met, scale, inside, outside):
            here = Context(context.given.adding(Provenance.HYPOTHESIS, *known), context.rule, context.ledger)
            need_two_cases(here, strict, met, term_of(scale))
            yield from leaves(context, inside, premises, (*known, strict))
            yield from leaves(context, outside, premises, (*known, met))
        case _:
            raise RuleError(context.rule, f"{tree} is no tree of cases")


def need_two_cases(context: Context, strict: Less, met: Equal, scale: Expr) -> None:
    """That a < b or else l = r: because a ≤ b, and b − a = k·(l − r) with k ≠ 0."""
    context.need_defined(strict.left, strict.right, met.left, met.right, scale)
    context.need(LessEqual(strict.left, strict.right), nonzero(scale))
    context.need(Equal(strict.right - strict.left, scale * (met.left - met.right)))


def need_several(context: Context, family: MaximiserFamily) -> None:
    """That a family has more than one member: an open interval that is not empty has many points."""
    domains = dict(zip(family.variables, family.domains, strict=True))
    for one in family.free:
        match domains[one]:
            case Interval() as domain:
                context.need(*nonempty(domain))
            case other:
                raise RuleError(context.rule, f"{other} is no interval")


@inference(
    "exactly-when-each",
    takes=(2, 1),
    source=LOGIC,
    discharges=True,
    statement=lambda: says(
        "f a n x q",
        Each(LessEqual(S.Zero, x_i), POINTS.index),
        VectorArgmax(f(q), q, POINTS, (a,)),
        VectorArgmax(f(q), q, POINTS, ()),
        then=MaximiserExists(f(q), (q,), (POINTS,), (Each(positive(x_i), POINTS.index),), True, True),
    ),
)
def exactly_when_each(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Exactly one maximiser where each of some numbers is positive, and none where one of them is 0: there is
    no other case, since none is negative."""
    best, none = premises
    place = variable_of(witness[0])
    match best.claim, none.claim, extra_hypotheses(context, best):
        case (VectorArgmax(points=(_,)) as one, VectorArgmax(points=()) as other, (Each() as each,)):
            if (one.function, one.variable, one.domain) != (other.function, other.variable, other.domain):
                raise RuleError(context.rule, "the cases are about different functions")
        case _:
            raise RuleError(context.rule, "needs one maximiser where each is positive, and none else")
    index, low, high = each.index
    match each.fact:
        case Less(left=S.Zero, right=term):
            missing = Equal(substitute(term, {index: place}), S.Zero)
        case _:
            raise RuleError(context.rule, f"{each} does not say that each is positive")
    if set(extra_hypotheses(context, none)) != {Member(place, Integers(low, high)), missing}:
        raise RuleError(context.rule, f"the other case must assume that {missing} for one of them, and no more")
    said = (free_of_fact(assumption.fact) for assumption in context.given.assumptions)
    terms = (term, low, high, one.function, *terms_of((one.domain,)))
    if place in set().union(*map(names, terms), *said):
        raise RuleError(context.rule, f"{place} is not any of them")
    if any(depends(t, one.variable, context.given) for t in (term, low, high)):
        raise RuleError(context.rule, "the condition is about the variable of the function")
    context.under(each.index).need(LessEqual(S.Zero, term))
    return MaximiserExists(one.function, (one.variable,), (one.domain,), (each,), True, True)
