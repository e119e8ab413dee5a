"""From the likelihood to the log-likelihood in its sufficient statistics."""

from __future__ import annotations

from contextlib import suppress

from sympy import Abs, Add, Expr, Mul, Pow, Sum, log, preorder_traversal

from derive.algebra.form.normal import coefficients, factored, fraction
from derive.algebra.signs.goals import negative
from derive.algebra.signs.proving import prove
from derive.algebra.terms import body, limits, names, substitute
from derive.errors import SideConditionError
from derive.stages.by_value import by_value
from derive.stages.chain import Chain
from derive.stages.naming import new_name
from derive.stages.progress import Obstacle, Progress
from derive.statement import Definition, Each, Fact, Given, Interval, Member, Model, Provenance, positive

STATISTICS = "stuwrzcdgh"
ROUNDS = 6


def log_likelihood(progress: Progress) -> Progress:
    """ℓ = log L; where an observation at an end of the support takes its logarithm away, for data that lie
    inside."""
    within = inside_of_support(progress.model)
    for given in (progress.given, *((assuming(within, progress.given),) if within else ())):
        with suppress(SideConditionError):
            return of_likelihood(progress.under(given))
    return progress.asking(Obstacle("no_logarithm", positive(progress.known["likelihood"].equality.left)))


def assuming(fact: Fact, given: Given) -> Given:
    """The fact instead of the hypotheses that follow from it."""
    known = Given(tuple(a for a in given.assumptions if a.provenance != Provenance.HYPOTHESIS))
    known = known.adding(Provenance.HYPOTHESIS, fact)
    others = (hypothesis for hypothesis in given.hypotheses() if not prove(hypothesis, known))
    return known.adding(Provenance.HYPOTHESIS, *others)


def inside_of_support(model: Model) -> Each | None:
    """That every observation lies between the ends of the support, where one of these belongs to it."""
    match model.support:
        case Interval(low=low, high=high, low_closed=left, high_closed=right) if left or right:
            return Each(Member(model.item, Interval(low, high)), model.index)
    return None


def of_likelihood(progress: Progress) -> Progress:
    """ℓ = log L as a sum of logs, split by the rules of the logarithm, and gathered into sums of data."""
    model = progress.model
    chain = Chain(progress.given, model.log_likelihood()).once("definition")
    chain.using(progress.known["likelihood"]).by("log-of-product")
    as_sum = chain.theorem()
    split(chain)
    if any(is_mixed(body(s), model) for s in sums_over_data(chain.term)):
        by_value(chain, model)
        split(chain)
    as_terms = chain.theorem()
    separate(chain, progress)
    chain.by("linearity-of-sum")
    chain.into(by_logs(chain.term, progress.given))
    given = progress.given
    for total in data_sums(chain.term, progress):
        given = given.adding(Provenance.DEFINITION, Definition(new_name(STATISTICS, model, given), total))
    progress = progress.told("log_likelihood", *chain.lines())
    short = Chain(given, chain.theorem()).by("abbreviation")
    return (
        progress.under(given)
        .told("statistics", *short.lines()[1:])
        .knowing(sum_of_logs=as_sum, terms=as_terms, log_likelihood=short.theorem())
    )


def split(chain: Chain) -> None:
    """Every logarithm of a product, a power or an exponential taken apart."""
    for _ in range(ROUNDS):
        before = chain.term
        for name in ("log-of-product", "log-of-factors", "log-of-power", "log-of-exponential"):
            chain.by(name)
        if chain.term == before:
            return


def separate(chain: Chain, progress: Progress) -> None:
    """Every summand multiplied out, where data and parameters do not stand in factors of their own."""
    model = progress.model
    found: dict[Expr, Expr] = {}
    for total in sums_over_data(chain.term):
        inside, (index,) = body(total), limits(total)
        sizes = [size for size in inside.atoms(Abs) if is_mixed(size, model)]
        inside = substitute(inside, {size: factored(size, progress.given.under(index)) for size in sizes})
        found[total] = Sum(multiplied_out(inside, progress.given) if is_mixed(inside, model) else inside, index)
    chain.into(substitute(chain.term, found))


def sums_over_data(term: Expr) -> list[Expr]:
    """The sums over one index."""
    return [s for s in term.atoms(Sum) if len(limits(s)) == 1]


def is_mixed(summand: Expr, model: Model) -> bool:
    """Whether data and parameters stand together in a factor."""
    parameters = set(model.arguments)
    data = {model.each(s).base.label for s in (model.variable, *(c for c, _ in model.covariates))}
    factors = (factor for part in Add.make_args(summand) for factor in Mul.make_args(part))
    return any(names(factor) & parameters and names(factor) & data for factor in factors)


def multiplied_out(term: Expr, given: Given) -> Expr:
    """A term with its products, and its powers of products, taken apart; what is inside of a function stays."""
    if isinstance(term, Add | Mul | Pow):
        term = term.func(*(multiplied_out(argument, given) for argument in term.args))
    if isinstance(term, Pow) and len(factors := sizes(term.base, given)) > 1:
        term = Mul(*(multiplied_out(Pow(factor, term.exp), given) for factor in factors))
    if isinstance(term, Pow) and isinstance(term.base, Pow):
        term = Pow(term.base.base, term.base.exp * term.exp)
    return term.expand(deep=False, power_base=False, power_exp=False, log=False)


def sizes(product: Expr, given: Given) -> tuple[Expr, ...]:
    """The factors of a product; where an even number of them is negative, these with their sizes."""
    factors: tuple[Expr, ...] = Mul.make_args(product)
    if not factors[0].is_negative:
        return factors
    found = [-f if prove(negative(f), given) else f for f in factors]
    return tuple(f for f in found if f != 1) if Mul(*found) == product else factors


def by_logs(term: Expr, given: Given) -> Expr:
    """The term as a sum of multiples of logs, where that names each log only once and the term does not."""
    if occurrences(term) == len(logs := sorted(term.atoms(log), key=str)):
        return term
    above, below = fraction(term, given, unfold=False)
    rest, parts = above / below, []
    for one in logs:
        found = coefficients(rest, one, given, unfold=False)
        if found is None or len(found) != 2:
            return term
        rest, slope = found
        parts.append(factored(slope, given) * one)
    result = Add(*parts, rest)
    return result if occurrences(result) < occurrences(term) else term


def occurrences(term: Expr) -> int:
    """How many logs are written."""
    return sum(isinstance(part, log) for part in preorder_traversal(term))


def data_sums(term: Expr, progress: Progress) -> list[Expr]:
    """The sums over the data that are free of parameters: the sufficient statistics."""
    apart = {*progress.model.arguments, progress.model.index[0]}  # nor do they stand under another sum
    sums = [s for s in term.atoms(Sum) if not apart & names(s)]
    return sorted(sums, key=lambda s: (s.count_ops(), str(s)))
