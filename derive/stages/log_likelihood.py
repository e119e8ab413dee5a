"""From the likelihood to the log-likelihood in its sufficient statistics."""

from __future__ import annotations

from sympy import Expr, Sum, Symbol

from derive.algebra.terms import names
from derive.stages.chain import Chain
from derive.stages.progress import Progress
from derive.statement import Definition, Provenance

STATISTICS = "stuw"


def log_likelihood(progress: Progress) -> Progress:
    """ℓ = log L as a sum of logs, split by the rules of the logarithm, and gathered into sums of data."""
    model = progress.model
    chain = Chain(progress.given, model.log_likelihood()).once("definition")
    chain.using(progress.known["likelihood"]).by("log-of-product")
    as_sum = chain.theorem()
    chain.by("log-of-factors").by("log-of-power")
    as_terms = chain.theorem()
    chain.by("linearity-of-sum")
    given = progress.given
    statistics = data_sums(chain.term, progress)
    for name, total in zip(STATISTICS, statistics, strict=False):
        given = given.adding(Provenance.DEFINITION, Definition(Symbol(name), total))
    progress = progress.told("log_likelihood", *chain.lines())
    short = Chain(given, chain.theorem()).by("abbreviation")
    return (
        progress.under(given)
        .told("statistics", *short.lines()[1:])
        .knowing(sum_of_logs=as_sum, terms=as_terms, log_likelihood=short.theorem())
    )


def data_sums(term: Expr, progress: Progress) -> list[Expr]:
    """The sums over the data that are free of parameters: the sufficient statistics."""
    parameters = set(progress.model.arguments)
    label = progress.model.item.base.label
    sums = [s for s in term.atoms(Sum) if label in names(s) and not parameters & names(s)]
    return sorted(sums, key=lambda s: (s.count_ops(), str(s)))
