"""The log-likelihood of a model with a vector, gathered by its entries: ∑ₖ log pₖ ∑ᵢ xᵢₖ."""

from __future__ import annotations

from sympy import Add, Expr, Function, Indexed, Mul, Sum, Symbol

from derive.algebra.terms import body, limits, names, substitute
from derive.errors import DeriveError
from derive.stages.chain import Chain
from derive.stages.log_likelihood import STATISTICS, split
from derive.stages.progress import Progress
from derive.statement import Definition, Provenance, Vectors


def log_likelihood_by_entries(progress: Progress) -> Progress:
    """ℓ = log L as a sum over the observations, and as sums over the entries where the data then stand in sums
    that are free of parameters."""
    chain = Chain(progress.given, progress.model.log_likelihood()).once("definition")
    chain.using(progress.known["likelihood"]).by("log-of-product")
    as_sum = chain.theorem()
    split(chain)
    if any(isinstance(k, Indexed) for item in chain.term.atoms(Indexed) for k in item.indices):
        chain.by("group-by-value")
    as_terms = chain.theorem()
    given, apart = progress.given, gathered(chain, progress)
    if apart is not None:
        chain = apart
        given = given.adding(Provenance.DEFINITION, *statistics(chain.term, progress))
    progress = progress.told("log_likelihood", *chain.lines())
    short = Chain(given, chain.theorem()).by("abbreviation")
    if given != progress.given:
        progress = progress.under(given).told("statistics", *short.lines()[1:])
    return progress.knowing(sum_of_logs=as_sum, terms=as_terms, log_likelihood=short.theorem())


def gathered(chain: Chain, progress: Progress) -> Chain | None:
    """The chain gone on to sums over the entries, where they keep the data and the parameters apart."""
    apart = chain.copy()
    try:
        apart.by("linearity-of-sum")
        apart.into(Add(*(by_entries(part, progress) for part in Add.make_args(apart.term))))
    except DeriveError:
        return None
    index, parameters = progress.model.index, set(progress.model.arguments)
    sums = [s for s in apart.term.atoms(Sum) if index in limits(s)]
    return None if any(names(s) & parameters for s in sums) else apart


def by_entries(part: Expr, progress: Progress) -> Expr:
    """A sum over observations and entries with the entries outside: what is free of the observation before the
    sum over these. The index of the entries gets the name that it has in the space of the vector."""
    model = progress.model
    factor, total = part.as_independent(Sum, as_Add=False)
    if not isinstance(total, Sum):
        return part
    ranges = [index for index in limits(total) if index != model.index]
    if len(ranges) != 1:
        return part
    (index,) = ranges
    inside, symbol = body(total), name_of_index(index[1:], progress) or index[0]
    inside = substitute(inside, {index[0]: symbol})
    index = (symbol, *index[1:])
    if model.index not in limits(total):
        return factor * Sum(inside, index)
    free = [f for f in Mul.make_args(inside) if not names(f) & {model.index[0]}]
    rest = Mul(*(f for f in Mul.make_args(inside) if f not in free))
    return factor * Sum(Mul(*free, Sum(rest, model.index)), index) if free else part


def name_of_index(ends: tuple[Expr, ...], progress: Progress) -> Symbol | None:
    """The index that runs between these ends in the space of a parameter."""
    for _, space in progress.model.parameters:
        if isinstance(space, Vectors) and space.index[1:] == ends:
            return space.index[0]
    return None


def statistics(term: Expr, progress: Progress) -> list[Definition]:
    """Names for the sums over the data that are free of parameters: of an entry, tₖ, or numbers."""
    model = progress.model
    taken = {symbol.name for symbol in (model.size, *model.symbols)}
    letters = iter([letter for letter in STATISTICS if letter not in taken])
    sums = [s for s in term.atoms(Sum) if limits(s)[-1] == model.index and model.index[0] not in names(s)]
    entries = {space.index[0] for _, space in model.spaces if isinstance(space, Vectors)}
    found = []
    for total in sorted(sums, key=lambda s: (s.count_ops(), str(s))):
        running = sorted(names(total) & entries, key=str)
        letter = next(letters)
        head = Function(f"{letter}_")(*running) if running else Symbol(letter)
        found.append(Definition(head, total))
    return found
