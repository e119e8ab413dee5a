"""Rules of exponential families, where the moments need no sum or integral."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sympy import Add, Derivative, Expr, Function, Integer, Sum, Symbol, log

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import names, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premise, Premises, inference
from derive.kernel.schema import UNIT, a, b, i, n, p, says, x_i
from derive.kernel.witness import Witness, term_of, terms_in, variable_of
from derive.language.matrices import Matrix, determinant, inverse
from derive.language.vocabulary import expect, variance
from derive.rules.calculus import derivative
from derive.rules.expectation import is_random, require_sample
from derive.statement import (
    REALS,
    Argmax,
    Claim,
    Definition,
    Equal,
    Given,
    Interval,
    JointDensity,
    Member,
    Sample,
    UniqueRoot,
    nonzero,
    terms_of,
)

NAME = "exponential-family"
L, ell = Function("f")(p), Function("g")(p)
TOTAL = Sum(x_i, (i, 1, n))
LINEAR = (
    Member(p, UNIT),
    Sample(x_i, (i, Integer(1), n), REALS, a),
    JointDensity(L),
    Definition(ell, log(L)),
    Equal(ell, p * TOTAL - n * p**2 / 2),
)
"""A log-likelihood that is linear in a statistic: what the statements below start from."""


@dataclass(frozen=True)
class Moments:
    """log L = ∑ηⱼ(θ)Tⱼ + B(θ) + what is free of θ, with as many statistics as parameters and ∂η/∂θ invertible:
    `slopes[a][j]` is ∂ηⱼ/∂θₐ, `means[j]` is E[Tⱼ], `bends[a][j]` its derivative by θₐ."""

    head: Expr
    statistics: tuple[Expr, ...]
    parameters: tuple[Symbol, ...]
    slopes: Matrix
    means: tuple[Expr, ...]
    bends: Matrix


@inference(
    "information-of-exponential-family",
    takes=(1, 3),
    source="Lehmann & Casella (1998), section 2.6",
    statement=lambda: says("n p a x f g", *LINEAR, then=Equal(variance(Derivative(ell, p)), n)),
)
def information_of_exponential_family(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The mean of ∂ₐℓ·∂ᵦℓ, which is the variance of ∂ₐℓ where a = b, is ∑ⱼ ∂ₐηⱼ·∂ᵦE[Tⱼ] in an exponential
    family of full rank: the score has mean 0."""
    context, family = with_moments(context, premises[0], witness[0], witness[1])
    one, two = (place(variable_of(v), family.parameters) for v in terms_in(witness[2], 2))
    pairs = zip(family.slopes.rows[one], family.bends.rows[two], strict=True)
    value = factored(Add(*(slope * bend for slope, bend in pairs)), context.given)
    context.need_defined(value)
    scores = [Derivative(family.head, family.parameters[k]) for k in (one, two)]
    return Equal(variance(scores[0]) if one == two else expect(scores[0] * scores[1]), value)


@inference(
    "moments-of-exponential-family",
    takes=(1, 3),
    source="Lehmann & Casella (1998), section 1.5",
    statement=lambda: says("n p a x f g", *LINEAR, then=Equal(expect(TOTAL**2), n + n**2 * p**2)),
)
def moments_of_exponential_family(context: Context, premises: Premises, witness: Witness) -> Claim:
    """In an exponential family of full rank the means of the statistics solve ∑ⱼ ∂ₐηⱼ·E[Tⱼ] = −∂ₐB, and their
    covariances are the derivatives of these means by the natural parameters."""
    context, family = with_moments(context, premises[0], witness[0], witness[1])
    chosen = [place(term_of(part), family.statistics) for part in terms_in(witness[2], 1, 2)]
    means = [family.means[k] for k in chosen]
    if len(chosen) == 1:
        return Equal(expect(family.statistics[chosen[0]]), means[0])
    one, two = chosen
    back = inverse(family.slopes).rows[one]
    spread = Add(*(weight * row[two] for weight, row in zip(back, family.bends.rows, strict=True)))
    value = factored(spread + means[0] * means[1], context.given)
    context.need_defined(value)
    return Equal(expect(family.statistics[one] * family.statistics[two]), value)


@inference(
    "maximum-of-exponential-family",
    takes=(2, 1),
    source="Brown (1986), theorem 1.13",
    statement=lambda: says(
        "n p a x f g b",
        *LINEAR,
        UniqueRoot(Derivative(ell, p), p, UNIT, b),
        then=Argmax(ell, p, UNIT, (b,)),
    ),
)
def maximum_of_exponential_family(context: Context, premises: Premises, witness: Witness) -> Claim:
    """In an exponential family of one statistic and one parameter B is convex as a function of η (Hölder), and
    log L concave: greatest where its slope is 0. What is assumed of one place in it is of no use."""
    premise, root = premises
    head, claim = premise.equality.left, root.claim
    if not isinstance(claim, UniqueRoot) or claim.function != Derivative(head, claim.variable):
        raise RuleError(NAME, "needs the only root of the score")
    everywhere = Context(context.given.without_hypotheses(), context.rule, context.ledger)
    if Member(claim.variable, claim.domain) not in everywhere.given.facts():
        raise RuleError(NAME, f"the domain is not the space of {claim.variable}")
    full_rank(everywhere, premise, (term_of(witness[0]),), (claim.variable,))
    return Argmax(head, claim.variable, claim.domain, (claim.root,))


def for_random_data(context: Context) -> Context:
    """Where the data are random: what is assumed of the data at hand does not hold."""
    return Context(context.given.with_random_data(), context.rule, context.ledger)


def with_moments(
    context: Context, premise: Premise, statistics: object, parameters: object
) -> tuple[Context, Moments]:
    """The family that a premise log L = … shows, with the means of its statistics, and the context without what
    is assumed of the data at hand.

    With ∂η/∂θ invertible, η is an open map (Rudin 1976, theorem 9.24), so the natural parameters lie inside of
    their space: all moments of T exist, derivatives may be taken under the integral, and E[∂ₐℓ] = 0 are as many
    equations as there are means."""
    context = for_random_data(context)
    totals, unknown = terms_in(statistics), tuple(map(variable_of, terms_in(parameters)))
    slopes, gradient = full_rank(context, premise, totals, unknown)
    nearby = near_all(unknown, context)
    means = tuple(factored(-dot(row, gradient), context.given) for row in inverse(slopes).rows)
    nearby.need_defined(*means)
    context.need(*(Equal(dot(row, means), -part) for row, part in zip(slopes.rows, gradient, strict=True)))
    bends = Matrix(tuple(tuple(derivative(mean, v, nearby) for mean in means) for v in unknown))
    return context, Moments(premise.equality.left, totals, unknown, slopes, means, bends)


def full_rank(
    context: Context, premise: Premise, totals: tuple[Expr, ...], unknown: tuple[Symbol, ...]
) -> tuple[Matrix, list[Expr]]:
    """∂η/∂θ, invertible, and ∂B/∂θ, where a premise says log L = ∑ηⱼTⱼ + B + what is free of θ for all data,
    with as many statistics as parameters, an open parameter space and a support free of the parameters."""
    if premise.given.hypotheses():
        raise RuleError(NAME, "the premise holds for some data only")
    if len(totals) != len(unknown) or len(set(unknown)) < len(unknown):
        raise RuleError(NAME, "needs as many statistics as parameters, each parameter once")
    head, term = premise.equality.left, premise.equality.right
    require_log_likelihood(head, context.given)
    require_regular(unknown, context)
    if any(set(unknown) & names(unfold(total, context.given)) for total in totals):
        raise RuleError(NAME, "a statistic depends on the parameters")
    natural, rest = apart(term, totals, context)
    nearby = near_all(unknown, context)
    nearby.need_defined(rest, *natural)
    slopes = Matrix(tuple(tuple(derivative(part, v, nearby) for part in natural) for v in unknown))
    gradient = [gathered(derivative(rest, v, nearby), nearby) for v in unknown]
    if any(is_random(part, context.given) for part in (*slopes.entries(), *gradient)):
        raise RuleError(NAME, f"there is more than {', '.join(map(str, totals))} in {term}")
    context.need(nonzero(factored(determinant(slopes), context.given)))
    return slopes, gradient


def near_all(variables: tuple[Symbol, ...], context: Context) -> Context:
    """The context near every value of the variables."""
    near = context.given
    for variable in variables:
        near = near.near(variable)
    return Context(near, context.rule, context.ledger)


def require_log_likelihood(head: Expr, given: Given) -> None:
    """The term must be the name of the logarithm of the joint density."""
    joint = [fact.head for fact in given.facts() if isinstance(fact, JointDensity)]
    logs = [Definition(head, log(density)) for density in joint]
    if not any(definition in given.facts() for definition in logs):
        raise RuleError(NAME, f"{head} is not the log-likelihood")


def require_regular(parameters: tuple[Symbol, ...], context: Context) -> None:
    """The support must be free of the parameters, and these must vary freely in an open space."""
    sample = require_sample(context)
    for variable in parameters:
        if any(variable in names(unfold(end, context.given)) for end in terms_of(sample.support)):
            raise RuleError(NAME, "the support depends on the parameter")
        if not is_open(variable, context.given):
            raise RuleError(NAME, f"the space of {variable} must be open")


def is_open(variable: Symbol, given: Given) -> bool:
    """Whether the parameter may move freely around its value."""
    match [f.domain for f in given.facts() if isinstance(f, Member) and f.term == variable]:
        case [Interval(low_closed=False, high_closed=False)]:
            return given.near(variable) == given
    return False


def apart(term: Expr, statistics: tuple[Expr, ...], context: Context) -> tuple[list[Expr], Expr]:
    """η₁, η₂, … and the rest, where the term is ∑ηⱼTⱼ + the rest."""
    natural, rest = [], term
    for statistic in statistics:
        found = coefficients(rest, statistic, context.given, unfold=False)
        if found is None or len(found) != 2:
            raise RuleError(NAME, f"{term} is not linear in {statistic}")
        rest = found[0]
        natural.append(factored(found[1], context.given))
    rest = factored(rest, context.given)
    if any(is_random(part, context.given) for part in natural):
        raise RuleError(NAME, f"a coefficient in {term} depends on the data")
    context.need(Equal(term, rest + dot(natural, statistics)))
    return natural, rest


def gathered(term: Expr, context: Context) -> Expr:
    """The term as one fraction, in which what cancels is gone."""
    found = factored(term, context.given)
    context.need(Equal(term, found))
    return found


def dot(one: Iterable[Expr], two: Iterable[Expr]) -> Expr:
    return Add(*(x * y for x, y in zip(one, two, strict=True)))


def place(part: Expr, among: tuple[Expr, ...]) -> int:
    if part not in among:
        raise RuleError(NAME, f"{part} is not one of {', '.join(map(str, among))}")
    return among.index(part)
