"""Which loss the negative log-likelihood is, and why that is no coincidence."""

from __future__ import annotations

from sympy import Add, Expr, Function, Sum, Symbol, log

from derive.algebra.equality import equal
from derive.algebra.terms import substitute
from derive.catalogue import loss as catalogued
from derive.catalogue import names as catalogue_names
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import indicator, xlogy
from derive.rules import named
from derive.rules.sums import consecutive
from derive.stages.chain import Chain, symmetric
from derive.stages.progress import Progress
from derive.statement import Definition, Loss, Provenance, Values


def identity(progress: Progress) -> Progress:
    """−ℓ/n is the loss of the catalogue that has the same targets, predictions and formula."""
    if not progress.alone:
        return progress
    for name in catalogue_names("losses"):
        loss = catalogued(name)
        if fits(loss, progress):
            definition = Definition(Function(loss.symbol)(progress.parameter), on_sample(loss, progress))
            given = progress.given.adding(Provenance.DEFINITION, definition)
            if equal(-progress.known["terms"].equality.right / progress.model.size, definition.body, given):
                return told_loss(progress.under(given), definition)
    return progress


def fits(loss: Loss, progress: Progress) -> bool:
    """Whether target and prediction range over the support and the parameter space."""
    spaces = [space for _, space in (*filter(None, (loss.target,)), *loss.predictions)]
    return not loss.known and spaces == [progress.model.support, progress.domain]


def on_sample(loss: Loss, progress: Progress) -> Expr:
    """The loss of the sample when every observation is predicted by the parameter."""
    model = progress.model
    values = dict(zip(loss.arguments, (model.item, progress.parameter), strict=True))
    each = substitute(loss.formula, values)
    sign = -1 if all(t.could_extract_minus_sign() for t in Add.make_args(each)) else 1
    total = sign * Sum(sign * each, model.index)
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
    entropy plus KL divergence."""
    support = progress.model.support
    if not progress.alone or not isinstance(support, Values) or not consecutive(support.members):
        return progress
    names = empirical_distribution(progress, support)
    given = progress.given.adding(Provenance.DEFINITION, *names.values())
    average = Chain(given, average_nll(progress)).using(sum_of_logs(progress))
    average.by("group-by-value").into(names["cross"].body).by("abbreviation")
    cross, entropy, divergence = (names[key].head for key in ("cross", "entropy", "divergence"))
    split = Chain(given, entropy + divergence)
    split.by("definition", where={entropy.func, divergence.func, entropy})
    split.by("split-of-relative-entropy").by("linearity-of-sum").by("abbreviation")
    difference = Chain(given, cross - entropy).using(symmetric(split.theorem()))
    return (
        progress.under(given)
        .told("empirical", *average.lines())
        .told("entropy", *split.lines())
        .knowing(cross_entropy=average.theorem(), divergence=difference.theorem())
        .naming(entropy=entropy)
    )


def sum_of_logs(progress: Progress) -> Theorem:
    """ℓ = ∑ log f(xᵢ), the density by its name."""
    chain = Chain(progress.given, progress.model.log_likelihood()).once("definition")
    return chain.by("independence").by("log-of-product").theorem()


def empirical_distribution(progress: Progress, support: Values) -> dict[str, Definition]:
    """The shares of the values in the sample, their entropy, and the cross-entropy and divergence
    between them and the model."""
    model, parameter = progress.model, progress.parameter
    value = Symbol("v") if parameter.name != "v" else Symbol("w")
    over = (value, min(support.members), max(support.members))
    share = Function("q")(value)
    return {
        "share": Definition(share, Sum(indicator(model.item, value), model.index) / model.size),
        "cross": Definition(
            Function("crossentropy")(parameter), -Sum(share * log(model.density_at(value)), over)
        ),
        "entropy": Definition(Symbol("entropy"), -Sum(xlogy(share, share), over)),
        "divergence": Definition(
            Function("divergence")(parameter), Sum(xlogy(share, share / model.density_at(value)), over)
        ),
    }


def one_minimiser(progress: Progress) -> Progress:
    """The maximiser of the likelihood minimises the average NLL, hence the loss, the cross-entropy and
    the divergence."""
    if not {"loss", "cross_entropy"} & progress.known.keys():
        return progress
    best = progress.known["maximum"]
    given = progress.given.adding(Provenance.HYPOTHESIS, *best.given.hypotheses())
    average = infer(named("negative-multiple"), given, (best,), (-1 / progress.model.size,))
    told = [average]
    for role in ("loss", "cross_entropy"):
        if role in progress.known:
            told.append(infer(named("same-function"), given, (average, progress.known[role])))
    if "divergence" in progress.known:
        shifted = infer(named("shift-of-objective"), given, (told[-1],), (-progress.names["entropy"],))
        told.append(infer(named("same-function"), given, (shifted, progress.known["divergence"])))
    return progress.told("one_minimiser", *told)
