"""Rules of exponential families, where the moments need no sum or integral."""

from __future__ import annotations

from sympy import Derivative, Expr, Function, Integer, Sum, Symbol, log

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import names, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premise, Premises, inference
from derive.kernel.schema import UNIT, a, b, i, n, p, says, x_i
from derive.kernel.witness import Witness, term_of, variable_of
from derive.language.vocabulary import variance
from derive.rules.calculus import derivative
from derive.rules.expectation import is_random, require_sample
from derive.statement import (
    REALS,
    Argmax,
    Claim,
    Definition,
    Equal,
    Interval,
    JointDensity,
    Member,
    Sample,
    UniqueRoot,
    nonzero,
    terms_of,
)
from derive.statement.given import Given

L, ell = Function("f")(p), Function("g")(p)
TOTAL = Sum(x_i, (i, 1, n))


@inference(
    "information-of-exponential-family",
    takes=(1, 2),
    source="Casella & Berger (2002), theorem 3.4.2",
    statement=lambda: says(
        "n p a x f g",
        Member(p, UNIT),
        Sample(x_i, (i, Integer(1), n), REALS, a),
        JointDensity(L),
        Definition(ell, log(L)),
        Equal(ell, p * TOTAL - n * p**2 / 2),
        then=Equal(variance(Derivative(ell, p)), n),
    ),
)
def information_of_exponential_family(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Where log L = η(p)·T − B(p) + what is free of p, on a support free of p and an open parameter space with
    η′ ≠ 0, the mean of T is B′/η′, and the variance of the score is B″ − η″B′/η′."""
    (premise,) = premises
    context = for_random_data(context)
    statistic, variable = term_of(witness[0]), variable_of(witness[1])
    rest, natural = slopes(context, premise, statistic, variable)
    near = Context(context.given.near(variable), context.rule, context.ledger)
    second = tuple(derivative(part, variable, near) for part in (rest, natural))
    information = second[1] * rest / natural - second[0]
    context.need_defined(information)
    return Equal(variance(Derivative(premise.equality.left, variable)), information)


@inference(
    "maximum-of-exponential-family",
    takes=(2, 1),
    source="Brown (1986), theorem 1.13",
    statement=lambda: says(
        "n p a x f g b",
        Member(p, UNIT),
        Sample(x_i, (i, Integer(1), n), REALS, a),
        JointDensity(L),
        Definition(ell, log(L)),
        Equal(ell, p * TOTAL - n * p**2 / 2),
        UniqueRoot(Derivative(ell, p), p, UNIT, b),
        then=Argmax(ell, p, UNIT, (b,)),
    ),
)
def maximum_of_exponential_family(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Where log L = η(p)·T − B(p) + what is free of p, on a support free of p and an open parameter space with
    η′ ≠ 0, B is convex as a function of η (Hölder), and log L concave: greatest where its slope is 0."""
    premise, root = premises
    head, claim = premise.equality.left, root.claim
    if not isinstance(claim, UniqueRoot) or claim.function != Derivative(head, claim.variable):
        raise RuleError(context.rule, "needs the only root of the score")
    at_random = for_random_data(context)
    if Member(claim.variable, claim.domain) not in at_random.given.facts():
        raise RuleError(context.rule, f"the domain is not the space of {claim.variable}")
    slopes(at_random, premise, term_of(witness[0]), claim.variable)
    return Argmax(head, claim.variable, claim.domain, (claim.root,))


def for_random_data(context: Context) -> Context:
    """Where the data are random: what is assumed of the data at hand does not hold."""
    return Context(context.given.without_hypotheses(), context.rule, context.ledger)


def slopes(context: Context, premise: Premise, statistic: Expr, variable: Symbol) -> tuple[Expr, Expr]:
    """−B′ and η′ ≠ 0, for a log-likelihood η·T − B + what is free of the variable, where the form is that of an
    exponential family: for all data, on a support free of the variable and an open space."""
    if premise.given.hypotheses():
        raise RuleError(context.rule, "the premise holds for some data only")
    head, term = premise.equality.left, premise.equality.right
    require_log_likelihood(head, context)
    sample = require_sample(context)
    if any(variable in names(unfold(end, context.given)) for end in terms_of(sample.support)):
        raise RuleError(context.rule, "the support depends on the parameter")
    if not is_open(variable, context.given):
        raise RuleError(context.rule, f"the space of {variable} must be open")
    found = coefficients(term, statistic, context.given, unfold=False)
    if found is None or len(found) != 2:
        raise RuleError(context.rule, f"{term} is not linear in {statistic}")
    rest, natural = (factored(part, context.given) for part in found)
    context.need(Equal(term, rest + natural * statistic))
    near = Context(context.given.near(variable), context.rule, context.ledger)
    near.need_defined(rest, natural)
    down, up = (free_of_data(derivative(part, variable, near), near) for part in (rest, natural))
    if any(is_random(part, context.given) for part in (natural, down, up)):
        raise RuleError(context.rule, f"there is more than {statistic} in {term}")
    context.need(nonzero(up))
    return down, up


def free_of_data(term: Expr, context: Context) -> Expr:
    """A term in which the data cancel, without them."""
    if not is_random(term, context.given):
        return term
    plain = factored(term, context.given)
    context.need(Equal(term, plain))
    return plain


def require_log_likelihood(head: Expr, context: Context) -> None:
    """The term must be the name of the logarithm of the joint density."""
    joint = [fact.head for fact in context.given.facts() if isinstance(fact, JointDensity)]
    logs = [Definition(head, log(density)) for density in joint]
    if not any(definition in context.given.facts() for definition in logs):
        raise RuleError(context.rule, f"{head} is not the log-likelihood")


def is_open(variable: Symbol, given: Given) -> bool:
    """Whether the parameter may move freely around its value."""
    match [f.domain for f in given.facts() if isinstance(f, Member) and f.term == variable]:
        case [Interval(low_closed=False, high_closed=False)]:
            return True
    return False
