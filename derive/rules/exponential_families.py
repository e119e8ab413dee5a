"""Rules of exponential families, where the moments need no sum or integral."""

from __future__ import annotations

from sympy import Derivative, Expr, Function, Integer, Sum, Symbol, log

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import names, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import a, i, n, p, says, x_i
from derive.kernel.witness import Witness, term_of, variable_of
from derive.language.vocabulary import variance
from derive.rules.calculus import derivative
from derive.rules.expectation import is_random, require_sample
from derive.statement import (
    REALS,
    Claim,
    Definition,
    Equal,
    Interval,
    JointDensity,
    Member,
    Sample,
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
        Member(p, Interval(Integer(0), Integer(1))),
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
    if premise.given.hypotheses():
        raise RuleError("information-of-exponential-family", "the premise holds for some data only")
    context = Context(context.given.without_hypotheses(), context.rule, context.ledger)
    statistic, variable = term_of(witness[0]), variable_of(witness[1])
    head, term = premise.equality.left, premise.equality.right
    require_log_likelihood(head, context.given)
    sample = require_sample(context)
    if any(variable in names(unfold(end, context.given)) for end in terms_of(sample.support)):
        raise RuleError("information-of-exponential-family", "the support depends on the parameter")
    if not is_open(variable, context.given):
        raise RuleError("information-of-exponential-family", f"the space of {variable} must be open")
    found = coefficients(term, statistic, context.given, unfold=False)
    if found is None or len(found) != 2:
        raise RuleError("information-of-exponential-family", f"{term} is not linear in {statistic}")
    rest, natural = (factored(part, context.given) for part in found)
    context.need(Equal(term, rest + natural * statistic))
    near = Context(context.given.near(variable), context.rule, context.ledger)
    near.need_defined(rest, natural)
    first = tuple(free_of_data(derivative(part, variable, near), near) for part in (rest, natural))
    second = tuple(derivative(part, variable, near) for part in first)
    if any(is_random(part, context.given) for part in (natural, *first, *second)):
        raise RuleError("information-of-exponential-family", f"there is more than {statistic} in {term}")
    context.need(nonzero(first[1]))
    information = second[1] * first[0] / first[1] - second[0]
    context.need_defined(information)
    return Equal(variance(Derivative(head, variable)), information)


def free_of_data(term: Expr, context: Context) -> Expr:
    """A term in which the data cancel, without them."""
    if not is_random(term, context.given):
        return term
    plain = factored(term, context.given)
    context.need(Equal(term, plain))
    return plain


def require_log_likelihood(head: Expr, given: Given) -> None:
    """The term must be the name of the logarithm of the joint density."""
    joint = [fact.head for fact in given.facts() if isinstance(fact, JointDensity)]
    logs = [Definition(head, log(density)) for density in joint]
    if not any(definition in given.facts() for definition in logs):
        raise RuleError("information-of-exponential-family", f"{head} is not the log-likelihood")


def is_open(variable: Symbol, given: Given) -> bool:
    """Whether the parameter may move freely around its value."""
    match [f.domain for f in given.facts() if isinstance(f, Member) and f.term == variable]:
        case [Interval(low_closed=False, high_closed=False)]:
            return True
    return False
