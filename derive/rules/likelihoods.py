"""Rules that tell of a loss that it is no negative log-likelihood, by what holds of every density of the form
h(y)·exp(−k·loss): its total over the labels is 1 for every prediction, so this total has derivatives 0."""

from __future__ import annotations

from collections.abc import Sequence

from sympy import Derivative, Expr, Indexed, Integer, Rational, S, Symbol

from derive.algebra.terms import substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import MANY, Premise, Premises, inference
from derive.kernel.schema import UNIT, p, q, says
from derive.kernel.witness import Witness, domain_of, interval_of, term_of, variable_of
from derive.rules.equality import depends, holds_throughout, is_structure, throughout_all
from derive.statement import (
    Claim,
    Domain,
    Equal,
    Interval,
    Less,
    LessEqual,
    Limit,
    Member,
    NotLikelihood,
    Unequal,
    Values,
    Vectors,
    free_of_fact,
    positive,
    terms_of,
)

ORDER = "Rudin (1976), theorem 11.23"
CALCULUS = "Rudin (1976), chapter 5"
LABELS = Values((Integer(0), Integer(1)))
BRIER = (p - q) ** 2


def told(context: Context, witness: Sequence[object]) -> NotLikelihood:
    """The claim that a witness speaks of, its terms defined throughout and its sets fixed."""
    function, target, labels, variables, domains = witness
    if not isinstance(variables, tuple) or not isinstance(domains, tuple) or len(variables) != len(domains):
        raise RuleError(context.rule, "each prediction has one domain")
    claim = NotLikelihood(
        term_of(function),
        variable_of(target),
        domain_of(labels),
        tuple(map(variable_of, variables)),
        tuple(d if isinstance(d, Vectors) else domain_of(d) for d in domains),
    )
    bound = (claim.target, *claim.variables)
    if not claim.variables or len(set(bound)) < len(bound):
        raise RuleError(context.rule, "the target and the predictions are different symbols")
    for end in terms_of((claim.labels, claim.domains)):
        if not end.is_infinite:
            free_of(context, end, bound)
    anywhere(context, claim).need_defined(claim.function)
    return claim


def free_of(context: Context, term: Expr, bound: Sequence[Symbol]) -> None:
    """Refuse a term that may change with one of these variables."""
    if any(depends(term, variable, context.given) for variable in bound):
        raise RuleError(context.rule, f"{term} depends on the target or on a prediction")


def anywhere(context: Context, claim: NotLikelihood) -> Context:
    """Where the target is any label and the predictions are any."""
    bound, spaces = (claim.target, *claim.variables), (claim.labels, *claim.domains)
    return throughout_all(context, bound, spaces)


def at_point(context: Context, claim: NotLikelihood, point: object) -> dict[Symbol, Expr]:
    """A prediction: each of its numbers in its domain, for every label the same; of a vector, all of whose
    entries are one number, this number."""
    if not isinstance(point, tuple) or len(point) != len(claim.variables):
        raise RuleError(context.rule, f"{point} is no prediction")
    values = dict(zip(claim.variables, map(term_of, point), strict=True))
    for value, space in zip(values.values(), claim.domains, strict=True):
        if isinstance(space, Vectors):
            if not isinstance(value, Rational) or space.total is not None or space.within is not None:
                raise RuleError(context.rule, f"{value} is not the entry of a vector")
            context.under(space.index).need(Member(value, space.entries))
            continue
        free_of(context, value, (claim.target, *claim.variables))
        context.need_defined(value)
        context.need(Member(value, space))
    return values


def cost(context: Context, claim: NotLikelihood, values: dict[Symbol, Expr]) -> Expr:
    """The loss at a prediction. No vector may be left in it, as in a name that is applied to one."""
    pairs = list(zip(claim.variables, claim.domains, strict=True))
    vectors = [v for v, space in pairs if isinstance(space, Vectors)]
    called = {v.name: values[v] for v in vectors}
    entries = {
        one: called[name] for one in claim.function.atoms(Indexed) if (name := one.base.label.name) in called
    }
    numbers = {v: value for v, value in values.items() if v not in vectors}
    found = substitute(claim.function.xreplace(entries), numbers)
    free_of(context, found, vectors)
    return found


def finite(context: Context, claim: NotLikelihood) -> tuple[Expr, ...]:
    """The labels, where there are finitely many, listed."""
    if not isinstance(claim.labels, Values):
        raise RuleError(context.rule, "needs labels that are listed")
    return claim.labels.members


def slope_in(context: Context, premise: Premise, of: Expr, claim: NotLikelihood) -> Expr:
    """The derivative of a term by the one prediction, throughout its open interval."""
    (variable,), (domain,) = claim.variables, claim.domains
    if not isinstance(domain, Interval) or domain.low_closed or domain.high_closed:
        raise RuleError(context.rule, "needs predictions in an open interval")
    if premise.equality.left != Derivative(of, variable):
        raise RuleError(context.rule, f"{premise.equality.left} is not the derivative of {of}")
    holds_throughout(context, premise, variable, domain)
    return premise.equality.right


def alone(context: Context, claim: NotLikelihood) -> Symbol:
    if len(claim.variables) != 1:
        raise RuleError(context.rule, "needs one prediction")
    return claim.variables[0]


@inference(
    "no-likelihood-by-order",
    takes=(0, 10),
    source=ORDER,
    statement=lambda: says("p q", then=NotLikelihood(p + q, p, LABELS, (q,), (UNIT,))),
)
def no_likelihood_by_order(context: Context, premises: Premises, witness: Witness) -> Claim:
    """If no label costs more at one prediction than at another, the weight h is 0 almost everywhere where it
    costs less; for every other label there must then not be two predictions of which one costs less: else
    the totals at these two differ. The last part of the witness says for each label which pair it is."""
    *about, a, b, c, d, which = witness
    claim = told(context, about)
    one, other, third, fourth = (at_point(context, claim, point) for point in (a, b, c, d))
    anywhere_labels = throughout_all(context, (claim.target,), (claim.labels,))

    if which == ():
        anywhere_labels.need(Less(cost(context, claim, one), cost(context, claim, other)))
        return claim
    members = finite(context, claim)
    if not isinstance(which, tuple) or len(which) != len(members):
        raise RuleError(context.rule, "each label has its pair of predictions")
    for label, pair in zip(members, which, strict=True):
        there = {claim.target: label}
        at = (cost(context, claim, values) for values in (one, other, third, fourth))
        lower, higher, less, more = (substitute(whole, there) for whole in at)
        if pair == 1:
            context.need(Less(lower, higher))
        else:
            context.need(LessEqual(lower, higher), Less(less, more))
    return claim


@inference(
    "no-likelihood-by-slopes",
    takes=(MANY, 7),
    source=CALCULUS,
    statement=lambda: says(
        "p q",
        Equal(Derivative(q, q), Integer(1)),
        Equal(Derivative(q + 1, q), Integer(1)),
        then=NotLikelihood(p + q, p, LABELS, (q,), (UNIT,)),
    ),
)
def no_likelihood_by_slopes(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The weights h(y)·exp(−k·loss) add up to 1, so the slopes of the losses, weighted by them, add up to 0: at
    no prediction do all of them have the same sign."""
    *about, point, sense = witness
    claim = told(context, about)
    alone(context, claim)
    members, values = finite(context, claim), at_point(context, claim, point)
    if len(premises) != len(members) or sense not in ("positive", "negative"):
        raise RuleError(context.rule, "needs a derivative for each label, and their sign")
    for label, premise in zip(members, premises, strict=True):
        slope = slope_in(context, premise, substitute(claim.function, {claim.target: label}), claim)
        here = substitute(slope, values)
        context.need_defined(here)
        context.need(Less(S.Zero, here) if sense == "positive" else Less(here, S.Zero))
    return claim


@inference(
    "no-likelihood-by-curvature",
    takes=(4, 7),
    source=CALCULUS,
    statement=lambda: says(
        "p q",
        Equal(Derivative(q**2, q), 2 * q),
        Equal(Derivative(2 * q, q), Integer(2)),
        Equal(Derivative((1 - q) ** 2, q), 2 * q - 2),
        Equal(Derivative(2 * q - 2, q), Integer(2)),
        then=NotLikelihood(BRIER, p, LABELS, (q,), (UNIT,)),
    ),
)
def no_likelihood_by_curvature(context: Context, premises: Premises, witness: Witness) -> Claim:
    """With two labels of losses u and v, the weights w and 1 − w of a density satisfy wu′ + (1 − w)v′ = 0, and
    w(u″ − ku′²) + (1 − w)(v″ − kv′²) = 0. Without w, u′v″ − v′u″ = k·u′v′(v′ − u′): at two predictions, for the
    same k."""
    *about, first, second = witness
    claim = told(context, about)
    alone(context, claim)
    members = finite(context, claim)
    if len(members) != 2:
        raise RuleError(context.rule, "needs two labels")
    context.need(Unequal(*members))
    u, v = (substitute(claim.function, {claim.target: label}) for label in members)
    u1, v1 = slope_in(context, premises[0], u, claim), slope_in(context, premises[2], v, claim)
    u2, v2 = slope_in(context, premises[1], u1, claim), slope_in(context, premises[3], v1, claim)
    places = [at_point(context, claim, point) for point in (first, second)]
    left, right = u1 * v2 - v1 * u2, u1 * v1 * (v1 - u1)
    products = [
        substitute(left, one) * substitute(right, other) for one, other in (places, list(reversed(places)))
    ]
    context.need_defined(*products)
    context.need(Unequal(*products))
    return claim


@inference(
    "no-likelihood-by-vanishing",
    takes=(1, 8),
    source="Rudin (1976), theorem 11.32",
    discharges=True,
    statement=lambda: says(
        "p q",
        Limit(p / q - 2 * p, q, Integer(0), UNIT, S.Infinity),
        then=NotLikelihood(p / q - 2 * p, p, UNIT, (q,), (UNIT,)),
    ),
)
def no_likelihood_by_vanishing(context: Context, premises: Premises, witness: Witness) -> Claim:
    """If the loss of every label inside an interval tends to infinity as the prediction tends to an end, and
    from some prediction on is no less than there by more than a constant, then the total of h·exp(−k·loss)
    tends to 0, by dominated convergence; so it is not always 1."""
    (premise,) = premises
    *about, point, bound = witness
    if len(about) != 6:
        raise RuleError(context.rule, "needs an end of the predictions")
    end = term_of(about.pop())
    claim = told(context, about)
    variable, (domain,) = alone(context, claim), claim.domains
    labels, reach = interval_of(claim.labels), interval_of(domain)
    if reach.low_closed or reach.high_closed:
        raise RuleError(context.rule, "needs predictions in an open interval")
    inside = Interval(labels.low, labels.high)
    match premise.claim:
        case Limit(value=S.Infinity) as limit:
            if (limit.function, limit.variable, limit.point) != (claim.function, variable, end):
                raise RuleError(context.rule, "the limit is that of another function")
            if limit.domain != reach or end not in (reach.low, reach.high):
                raise RuleError(context.rule, "the limit is taken on another interval")
        case _:
            raise RuleError(context.rule, "needs a limit that is infinite")
    assumed_inside(context, premise, claim.target, variable, inside)
    values = at_point(context, claim, (point,))
    constant = term_of(bound)
    free_of(context, constant, (claim.target, variable))
    context.need_defined(constant)
    near = Interval(reach.low, values[variable]) if end == reach.low else Interval(values[variable], reach.high)
    beyond = throughout_all(context, (claim.target, variable), (labels, near))
    beyond.need(LessEqual(substitute(claim.function, values) - constant, claim.function))
    return claim


def assumed_inside(
    context: Context, premise: Premise, target: Symbol, variable: Symbol, inside: Domain
) -> None:
    """What a premise assumes of the target holds of every label inside; the rest is given."""
    known = set(context.given.assumptions)
    within = throughout_all(context, (target,), (inside,))
    for assumption in premise.given.assumptions:
        fact = assumption.fact
        if target in free_of_fact(fact) and not is_structure(fact):
            if variable in free_of_fact(fact):
                raise RuleError(context.rule, f"the premise assumes {fact}, of the prediction as well")
            within.need(fact)
        elif assumption not in known:
            raise RuleError(context.rule, f"the premise assumes {fact}, which is not given here")


@inference(
    "no-likelihood-by-first-order",
    takes=(2, 9),
    source="Rudin (1976), theorem 11.32",
    statement=lambda: says(
        "p q",
        Limit(q, q, Integer(0), UNIT, Integer(0)),
        Limit(q, q, Integer(0), UNIT, Integer(0)),
        then=NotLikelihood(q**2 - p * q, p, UNIT, (q,), (UNIT,)),
    ),
)
def no_likelihood_by_first_order(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Let the loss be C(y) − y·s + r·s for labels y > 0, where s > 0 and r tend to 0 at an end. With b = r·s
    and g = h·exp(−kC), ∫ g·exp(kys) dy would be exp(kb), which tends to 1, and so ∫ g dy = 1. But it is at
    least 1 + ks·∫ y·g dy, and (exp(kb) − 1)/s tends to 0: so y·g would be 0 almost everywhere."""
    *about, slope, quotient, rest = witness
    if len(about) != 6:
        raise RuleError(context.rule, "needs an end of the predictions")
    end = term_of(about.pop())
    claim = told(context, about)
    variable, reach = alone(context, claim), interval_of(claim.domains[0])
    s, r, c = map(term_of, (slope, quotient, rest))
    for term, bound in ((s, claim.target), (r, claim.target), (c, variable)):
        free_of(context, term, (bound,))
    wanted = tuple(Limit(term, variable, end, reach, S.Zero) for term in (s, r))
    if tuple(premise.claim for premise in premises) != wanted:
        raise RuleError(context.rule, "needs the limits of the slope, and of the offset over it")
    throughout_all(context, (claim.target,), (claim.labels,)).need(positive(claim.target))
    throughout_all(context, (variable,), (reach,)).need(positive(s))
    inside = anywhere(context, claim)
    inside.need_defined(s, r, c)
    inside.need(Equal(claim.function, c - claim.target * s + r * s))
    return claim
