"""Which loss the negative log-likelihood is, and why that is no coincidence."""

from __future__ import annotations

from sympy import Expr, Function, Mul, Sum, Symbol, log

from derive.algebra.normal import equal
from derive.algebra.terms import fresh, names, substitute
from derive.catalogue import loss as catalogued
from derive.catalogue import names as catalogue_names
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import indicator, xlogy
from derive.rules import named
from derive.rules.sums import consecutive
from derive.stages.chain import Chain, symmetric
from derive.stages.progress import Progress
from derive.statement import Definition, Equal, Given, Interval, Loss, Provenance, Values


def identity(progress: Progress) -> Progress:
    """−ℓ/n is the loss of the catalogue that has the same targets, predictions and formula."""
    for name in catalogue_names("losses"):
        loss = catalogued(name)
        if fits(loss, progress):
            definition = Definition(Function(loss.symbol)(progress.parameter), on_sample(loss, progress))
            given = progress.given.adding(Provenance.DEFINITION, definition)
            if equal(-progress.known["terms"].claim.right / progress.model.size, definition.body, given):  # type: ignore[union-attr]
                return told_loss(progress.under(given), definition)
    return progress


def fits(loss: Loss, progress: Progress) -> bool:
    """Whether target and prediction range over the support and the parameter space."""
    return (loss.target[1], loss.prediction[1]) == (progress.model.support, progress.domain)


def on_sample(loss: Loss, progress: Progress) -> Expr:
    """The loss of the sample when every observation is predicted by the parameter."""
    model = progress.model
    values = {loss.target[0]: model.item, loss.prediction[0]: progress.parameter}
    total = Sum(substitute(loss.formula, values), model.index)
    return total / model.size if loss.reduction == "mean" else total


def told_loss(progress: Progress, definition: Definition) -> Progress:
    """−ℓ/n = … = the loss, line by line."""
    given, average = progress.given, average_nll(progress)
    chain = Chain(given, average).using(progress.known["terms"])
    chain.into(definition.body).by("abbreviation")
    return progress.told("loss", *chain.lines()).knowing(loss=chain.theorem())


def average_nll(progress: Progress) -> Expr:
    """−ℓ/n."""
    return -progress.model.log_likelihood() / progress.model.size


def coincidence(progress: Progress) -> Progress:
    """The average NLL is the cross-entropy of the empirical distribution and the model, which is
    entropy plus KL divergence; one minimiser serves all three."""
    support = progress.model.support
    if not isinstance(support, Values) or not consecutive(support.members):
        return progress
    empirical = empirical_distribution(progress, support)
    given = progress.given.adding(Provenance.DEFINITION, *empirical)
    progress = progress.under(given)
    cross, entropy, divergence = (definition.head for definition in empirical[1:])
    grouped = Chain(given, average_nll(progress)).using(progress.known["sum_of_logs"])
    grouped.by("abbreviation").by("group-by-value")
    grouped.into(empirical[1].body).by("abbreviation")
    split = Chain(given, entropy + divergence).by("definition")
    return progress


__all__ = ["Given", "Interval", "Mul", "Symbol", "Theorem", "fresh", "indicator", "infer", "log", "named", "names", "symmetric", "xlogy", "Equal"]
