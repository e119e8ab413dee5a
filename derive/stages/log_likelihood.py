"""From the likelihood to the log-likelihood in its sufficient statistics."""

from __future__ import annotations

from sympy import Add, Expr, Mul, Pow, Sum, Symbol, exp, log

from derive.algebra.form.normal import coefficients, factored, fraction
from derive.algebra.terms import names
from derive.stages.chain import Chain
from derive.stages.progress import Progress
from derive.statement import Definition, Given, Provenance

STATISTICS = "stuwrz"


def log_likelihood(progress: Progress) -> Progress:
    """ℓ = log L as a sum of logs, split by the rules of the logarithm, and gathered into sums of data."""
    model = progress.model
    chain = Chain(progress.given, model.log_likelihood()).once("definition")
    chain.using(progress.known["likelihood"]).by("log-of-product")
    as_sum = chain.theorem()
    chain.by("log-of-factors").by("log-of-power")
    as_terms = chain.theorem()
    chain.by("linearity-of-sum")
    chain.into(by_logs(chain.term, progress.given))
    given = progress.given
    taken = {symbol.name for symbol in (model.variable, model.size, *model.arguments)}
    free = (letter for letter in STATISTICS if letter not in taken)
    for name, total in zip(free, data_sums(chain.term, progress), strict=False):
        given = given.adding(Provenance.DEFINITION, Definition(Symbol(name), total))
    progress = progress.told("log_likelihood", *chain.lines())
    short = Chain(given, chain.theorem()).by("abbreviation")
    return (
        progress.under(given)
        .told("statistics", *short.lines()[1:])
        .knowing(sum_of_logs=as_sum, terms=as_terms, log_likelihood=short.theorem())
    )


def by_logs(term: Expr, given: Given) -> Expr:
    """The term as a sum of multiples of logs, where the rules have left a log of an exponential or of a
    product in it."""
    if not any(isinstance(one.args[0], Mul | Pow | exp) for one in term.atoms(log)):
        return term
    above, below = fraction(term, given, unfold=False)
    logs = sorted(above.atoms(log), key=str)
    rest, parts = above / below, []
    for one in logs:
        found = coefficients(rest, one, given, unfold=False)
        if found is None or len(found) != 2:
            return term
        rest, slope = found
        parts.append(factored(slope, given) * one)
    return Add(*parts, rest)


def data_sums(term: Expr, progress: Progress) -> list[Expr]:
    """The sums over the data that are free of parameters: the sufficient statistics."""
    parameters = set(progress.model.arguments)
    label = progress.model.item.base.label
    sums = [s for s in term.atoms(Sum) if label in names(s) and not parameters & names(s)]
    return sorted(sums, key=lambda s: (s.count_ops(), str(s)))
