"""The density as a member of an exponential family: log f = Σ ηⱼ(θ)·Tⱼ(x) − A(θ) + log h(x); and the sums of
the Tⱼ in the log-likelihood."""

from __future__ import annotations

from sympy import Add, Expr, Integer, Mul, Sum, Symbol, log

from derive.algebra.form.normal import coefficients
from derive.algebra.terms import names
from derive.errors import DeriveError
from derive.rules.expectation import is_random
from derive.stages.chain import Chain
from derive.stages.log_likelihood import multiplied_out, split
from derive.stages.progress import Progress
from derive.statement import Model, terms_of


def exponential_form(progress: Progress) -> Progress:
    """The logarithm of the density of one observation, gathered by what depends on the observation, where every
    term is a function of the parameters times a function of the data, on a support that is always the same."""
    model = progress.model
    parameters = set(model.arguments)
    if any(parameters & names(end) for end in terms_of(model.support)):
        return progress
    given = progress.given.under(model.index)
    chain = Chain(given, log(next(progress.given.samples()).density))
    try:
        chain.by("definition")
        split(chain)
        target = gathered(multiplied_out(chain.term, given), model)
        return progress if target is None else progress.told("exponential_form", chain.into(target).theorem())
    except DeriveError:
        return progress


def gathered(term: Expr, model: Model) -> Expr | None:
    """Multiples of functions of the data, then what is free of the parameters, then what is free of the data;
    None where a factor mixes them."""
    parameters = set(model.arguments)
    data = {model.each(symbol) for symbol in (model.variable, *(c for c, _ in model.covariates))}
    natural: dict[Expr, Expr] = {}
    alone: list[Expr] = []
    for part in Add.make_args(term):
        about = [f for f in Mul.make_args(part) if names(f) & parameters]
        free = [f for f in Mul.make_args(part) if not names(f) & parameters]
        if any(factor.has(*data) for factor in about):
            return None
        statistic = Mul(*(f for f in free if f.has(*data)))
        coefficient = Mul(*about, *(f for f in free if not f.has(*data)))
        if about and statistic != 1:
            natural[statistic] = natural.get(statistic, Integer(0)) + coefficient
        else:
            alone.append(part)
    return Add(*(Mul(coefficient, statistic) for statistic, coefficient in natural.items()), *alone)


def natural_statistics(progress: Progress) -> tuple[Symbol, ...]:
    """The names of the sums of data whose coefficients in the log-likelihood move with the parameters."""
    given, unknown = progress.given, set(progress.model.arguments)
    term = progress.known["log_likelihood"].equality.right
    found = []
    for definition in given.definitions():
        if definition.head in names(term) and definition.body.has(Sum):
            parts = coefficients(term, definition.head, given, unfold=False)
            if parts is not None and len(parts) == 2 and names(parts[1]) & unknown:
                if is_random(definition.body, given):
                    found.append(definition.head)
    return tuple(found)
