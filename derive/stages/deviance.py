"""The deviance: twice what the log-likelihood falls short of that of the saturated model."""

from __future__ import annotations

from sympy import Add, Expr, Function, Mul, S, Sum, Symbol, log

from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.kernel.theorem import Theorem
from derive.language.vocabulary import xlogy
from derive.stages.chain import Chain
from derive.stages.naming import new_name
from derive.stages.predictors import link, predictor_in, residuals, summand
from derive.stages.progress import Progress
from derive.stages.saturated import Unit, supremum
from derive.stages.showing import in_quotients, with_split_logs
from derive.statement import REALS, Definition, Interval, LeastUpperBound, Less, Member, Provenance, positive

PREDICTORS, DEVIANCES, MEANS = ("eta", "theta", "zeta"), ("D", "Delta"), ("mu", "m", "nu")


def deviance(progress: Progress) -> Progress:
    """The supremum of the log-likelihood of each observation over a predictor of its own; and twice the sum of
    what is missing there, as a function of the means."""
    model, (vector,) = progress.model, progress.model.arguments
    one = summand(progress.known["log_likelihood"].equality.right, model)
    predictor = predictor_in(one, vector)
    name = new_name(PREDICTORS, model, progress.given)
    inside = progress.given.under(model.index)
    above = prove(positive(predictor), inside) is not None
    domain = Interval(S.Zero, S.Infinity) if above else REALS
    alone = inside.adding(Provenance.BINDING, Member(name, domain))
    unit = Unit(substitute(one, {predictor: name}), name, domain, alone, model)
    suprema = supremum(unit)
    _, _, mean = residuals(progress.known["score"].equality.right, model.item)
    D = Function(new_name(DEVIANCES, model, progress.given).name)(vector)
    mu = Function(f"{new_name(MEANS, model, progress.given)}_")(model.index[0])
    most = value_of(suprema[-1])
    saturated = Sum(most, model.index) if most != 0 else S.Zero
    given = progress.given.adding(
        Provenance.DEFINITION,
        Definition(D, 2 * (saturated - model.log_likelihood())),
        Definition(mu, mean),
    )
    missing = in_means(unit, substitute(mean, {predictor: name}), most, mu)
    chain = told(Chain(given, D), progress.known["log_likelihood"], missing, progress)
    return progress.told("saturated", *suprema).under(given).told("deviance", *chain.lines())


def value_of(theorem: Theorem) -> Expr:
    assert isinstance(theorem.claim, LeastUpperBound)
    return theorem.claim.value


def in_means(unit: Unit, mean: Expr, most: Expr, mu: Expr) -> list[Expr]:
    """What the log-likelihood of an observation falls short of its supremum, term by term, as a function of the
    mean: logarithms of y and of μ as one of y/μ."""
    value = Symbol("mu")
    bounds = [Less(low, high) for low, high in ((S.Zero, mean), (mean, S.One))]
    known = [fact for fact in bounds if prove(fact, unit.given)]
    known = [Less(*(value if side == mean else side for side in (fact.left, fact.right))) for fact in known]
    given = unit.given.adding(Provenance.HYPOTHESIS, *known)
    function = substitute(unit.function, {unit.predictor: link(mean, unit.predictor, value, given)})
    gap = with_split_logs(most, given) - with_split_logs(function, given)
    return [substitute(part, {value: mu}) for part in in_quotients(gap.expand(), unit.model.item, given)]


def told(chain: Chain, log_likelihood: Theorem, missing: list[Expr], progress: Progress) -> Chain:
    """D = 2(∑ sᵢ − ℓ) = 2·c·∑ᵢ …, with what is common to all terms before the sum."""
    index = progress.model.index
    sign = S.NegativeOne if all(part.as_coeff_Mul()[0] < 0 for part in missing) else S.One
    parts = [sign * part for part in missing]
    free = [f for f in Mul.make_args(parts[0]) if index[0] not in names(f)]
    shared = Mul(*(f for f in free if all(f in Mul.make_args(part) for part in parts)))
    apart = Add(*(without_quotient(part / shared) for part in parts))
    chain.once("definition").using(log_likelihood).into(2 * sign * shared * Sum(apart, index))
    return chain.by("xlogy-of-quotient")


def without_quotient(part: Expr) -> Expr:
    """a·log(b/c), with 0·log 0 = 0, as a·log b − a·log c."""
    if not isinstance(part, xlogy):
        return part
    times, inside = part.args
    above, below = inside.as_numer_denom()
    return xlogy(times, above) - times * log(below)
