"""Rules of expectation and variance over the sample."""

from __future__ import annotations

from sympy import Add, Expr, Indexed, Integer, Mul, S, Sum

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import body, limits, names, substitute, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import MANY, Premise, Premises, Statement, inference, rule
from derive.kernel.schema import a, b, i, n, p, says, x_i
from derive.kernel.witness import Witness, term_of, terms_in
from derive.language.vocabulary import RANDOM, expect, variance
from derive.statement import (
    Claim,
    Equal,
    Given,
    Integers,
    Member,
    Sample,
    Values,
)

COIN = Sample(
    x_i,
    (i, Integer(1), n),
    Values((Integer(0), Integer(1))),
    p * x_i + (1 - p) * (1 - x_i),
)
"""The sample that the statements below speak of: bits with mean p."""


def of_coin(then: Equal, *hypotheses: Equal) -> Statement:
    return says("n p a b x", COIN, *hypotheses, then=then)


def sample_of(context: Context) -> Sample | None:
    return next(context.given.samples(), None)


def is_random(term: Expr, given: Given) -> bool:
    """Whether a term depends on the data, through definitions as well."""
    labels = {sample.item.base.label for sample in given.samples()}
    return bool(labels & names(unfold(term, given)))


def observation(term: Expr, given: Given) -> tuple[Sample, Indexed] | None:
    """The sample and the one observation that a term depends on, if it depends on just one."""
    for sample in given.samples():
        items = [t for t in term.atoms(Indexed) if t.base == sample.item.base]
        rest = substitute(term, {item: Integer(0) for item in items})
        if len(items) == 1 and not is_random(rest, given):
            return sample, items[0]
    return None


def require_sample(context: Context) -> Sample:
    """What is random must be said; and on a finite support, the probabilities add up to 1."""
    sample = sample_of(context)
    if sample is None:
        raise RuleError(context.rule, "there is no sample")
    if isinstance(sample.support, Values):
        values = sample.support.members
        total = Add(*(probability(sample, sample.item, value, context.given) for value in values))
        context.under(sample.index).need(Equal(total, S.One))
    return sample


def require_moments(context: Context) -> None:
    """All moments exist where the support is finite; elsewhere they would have to be shown to."""
    if not isinstance(require_sample(context).support, Values):
        raise RuleError(context.rule, "the moments are only known to exist on a finite support")


def probability(sample: Sample, item: Indexed, value: Expr, given: Given) -> Expr:
    """The density of one observation at a value; it may depend on the index."""
    density = substitute(unfold(sample.density, given), {sample.item: value})
    return substitute(density, {sample.index[0]: item.indices[0]})


def need_in_sample(context: Context, sample: Sample, item: Indexed) -> None:
    """The observation is one of the sample: its index lies within the limits."""
    _, low, high = sample.index
    context.need(Member(item.indices[0], Integers(low, high)))


@rule(
    "linearity-of-expectation",
    source="Casella & Berger (2002), theorem 2.2.5",
    statement=lambda: of_coin(Equal(expect(a * Sum(x_i, (i, 1, n)) + b), a * Sum(expect(x_i), (i, 1, n)) + b)),
)
def linearity_of_expectation(term: Expr, context: Context) -> Expr | None:
    """E[aX + bY] = aE[X] + bE[Y], E of a sum is the sum of the E, and E[c] = c."""
    if not isinstance(term, expect):
        return None
    (inside,) = term.args
    given = context.given
    if not is_random(inside, given):
        require_sample(context)
        return inside
    require_moments(context)
    match inside:
        case Add(args=terms):
            return Add(*(expect(t) for t in terms))
        case Mul(args=factors):
            fixed = [f for f in factors if not is_random(f, given)]
            if fixed:
                return Mul(*fixed, expect(Mul(*(f for f in factors if is_random(f, given)))))
        case Sum():
            if not any(is_random(bound, given) for index in limits(inside) for bound in index[1:]):
                return Sum(expect(body(inside)), *limits(inside))
    return None


@rule(
    "expectation-of-observation",
    source="Casella & Berger (2002), definition 2.2.1",
    statement=lambda: of_coin(Equal(Sum(expect(x_i), (i, 1, n)), Sum(p, (i, 1, n)))),
)
def expectation_of_observation(term: Expr, context: Context) -> Expr | None:
    """E[g(xᵢ)] = ∑ g(v) f(v) over the values v of the support."""
    if not isinstance(term, expect):
        return None
    (inside,) = term.args
    found = observation(inside, context.given)
    if found is None:
        return None
    sample, item = found
    if not isinstance(sample.support, Values):
        raise RuleError("expectation-of-observation", "the support must be a finite set")
    require_sample(context)
    need_in_sample(context, sample, item)
    return Add(
        *(
            substitute(inside, {item: value}) * probability(sample, item, value, context.given)
            for value in sample.support.members
        )
    )


@rule(
    "variance-of-affine",
    source="Casella & Berger (2002), theorem 2.3.4",
    statement=lambda: of_coin(
        Equal(variance(a * Sum(x_i, (i, 1, n)) + b), a**2 * variance(Sum(x_i, (i, 1, n))))
    ),
)
def variance_of_affine(term: Expr, context: Context) -> Expr | None:
    """Var(aY + b) = a² Var(Y) for constants a and b."""
    if not isinstance(term, variance):
        return None
    (inside,) = term.args
    context = context.at(term, (0,))
    for part in sorted(random_parts(inside, context.given), key=str):
        found = coefficients(inside, part, context.given, unfold=False)
        if found is None or len(found) != 2 or any(is_random(c, context.given) for c in found):
            continue
        require_moments(context)
        constant, slope = (factored(c, context.given) for c in found)
        if part == inside:
            return None
        context.need_defined(slope, constant)
        context.need(Equal(inside, slope * part + constant))
        return slope**2 * variance(part)
    return None


def random_parts(term: Expr, given: Given) -> set[Expr]:
    """The observations, sums of observations and names of statistics in a term."""
    atoms = term.atoms(Sum) | {s for s in term.free_symbols if isinstance(s, Indexed) or s.is_Symbol}
    labels = {sample.item.base.label for sample in given.samples()}
    return {t for t in atoms if t not in labels and is_random(t, given)}


@rule(
    "variance-of-independent-sum",
    source="Casella & Berger (2002), section 4.6",
    statement=lambda: of_coin(Equal(variance(Sum(x_i, (i, 1, n))), Sum(variance(x_i), (i, 1, n)))),
)
def variance_of_independent_sum(term: Expr, context: Context) -> Expr | None:
    """The variance of a sum of independent terms, each of one observation, is the sum of the variances."""
    if not isinstance(term, variance) or not isinstance(term.args[0], Sum):
        return None
    total = term.args[0]
    if len(limits(total)) != 1:
        return None
    ((symbol, low, high),) = limits(total)
    if is_random(low, context.given) or is_random(high, context.given):
        return None
    found = observation(body(total), context.given.under((symbol, low, high)))
    if found is None or found[1].indices != (symbol,):
        return None
    require_moments(context)
    need_in_sample(context.under((symbol, low, high)), *found)
    return Sum(variance(body(total)), (symbol, low, high))


@rule(
    "variance-by-moments",
    source="Casella & Berger (2002), definition 2.3.2",
    statement=lambda: of_coin(
        Equal(Sum(variance(x_i), (i, 1, n)), Sum(expect(x_i**2) - expect(x_i) ** 2, (i, 1, n)))
    ),
)
def variance_by_moments(term: Expr, context: Context) -> Expr | None:
    """Var(Y) = E[Y²] − E[Y]²."""
    if isinstance(term, variance):
        require_moments(context)
        (inside,) = term.args
        return expect(inside**2) - expect(inside) ** 2
    return None


@inference(
    "expectation-by-moments",
    takes=(MANY, 2),
    source="Casella & Berger (2002), theorem 2.2.5",
    statement=lambda: of_coin(
        Equal(expect(a * Sum(x_i, (i, 1, n)) + b), a * n * p + b),
        Equal(expect(Sum(x_i, (i, 1, n))), n * p),
    ),
)
def expectation_by_moments(context: Context, premises: Premises, witness: Witness) -> Claim:
    """E[Y] = c + ∑ cⱼE[Xⱼ] for Y = c + ∑ cⱼXⱼ with constants cⱼ, where each E[Xⱼ] is known, and so exists."""
    term, (constant, *weights) = term_of(witness[0]), terms_in(witness[1], len(premises) + 1)
    require_sample(context)
    known = [moment(premise, context) for premise in premises]
    fixed = Context(context.given.with_random_data(), context.rule, context.ledger)
    if any(is_random(weight, context.given) for weight in (constant, *weights)):
        raise RuleError("expectation-by-moments", "a weight depends on the data")
    fixed.need_defined(term, constant, *weights)
    parts = [weight * inside for weight, (inside, _) in zip(weights, known, strict=True)]
    fixed.need(Equal(term, Add(constant, *parts)))
    means = [weight * mean for weight, (_, mean) in zip(weights, known, strict=True)]
    return Equal(expect(term), Add(constant, *means))


def moment(premise: Premise, context: Context) -> tuple[Expr, Expr]:
    """X and m from E[X] = m, where m is no expectation that might not exist."""
    match premise.claim:
        case Equal(left=expect(args=(inside,)), right=value) if not unfold(value, context.given).has(*RANDOM):
            return inside, value
    raise RuleError("expectation-by-moments", "needs equalities E[X] = m, each with the value of m")
