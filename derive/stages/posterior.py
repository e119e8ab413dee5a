"""From the likelihood to the posterior density, up to a factor: likelihood times prior; and back at the end."""

from __future__ import annotations

from sympy import Add, Symbol

from derive.kernel.theorem import infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.log_likelihood import split
from derive.stages.progress import Progress
from derive.statement import Provenance, positive

LETTERS = ("Z", "C", "K", "Z0")


def posterior(progress: Progress) -> Progress:
    """log(L·π) = ℓ + log π, and the same as a penalised loss, −ℓ + penalty; nothing where there is no prior."""
    model, given = progress.model, progress.given
    if not model.priors:
        return progress
    chain = Chain(given, model.log_posterior()).once("definition").once("definition")
    split(chain)
    chain.by("abbreviation")
    weighed = chain.theorem()
    loss = Chain(given, -model.log_posterior()).using(weighed)
    loss.into(Add(*(-term for term in Add.make_args(weighed.equality.right))))
    whole = Chain(given, weighed).using(progress.known["log_likelihood"])
    return (
        progress.told("posterior", *chain.lines())
        .told("penalised", *loss.lines())
        .told("log_posterior", *whole.lines()[1:])
        .knowing(log_posterior=whole.theorem())
    )


def normalised(progress: Progress) -> Progress:
    """The posterior density itself: a positive factor that is free of the parameters moves no maximum."""
    best, model = progress.known["maximum_of_likelihood"], progress.model
    taken = {symbol.name for symbol in model.symbols}
    mass = next(Symbol(letter) for letter in LETTERS if letter not in taken)
    given = best.given.adding(Provenance.HYPOTHESIS, positive(mass))
    return progress.told("normalised", infer(named("positive-multiple"), given, (best,), (1 / mass,)))
