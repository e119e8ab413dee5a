"""Vectors of probabilities of which some are 0: the maximum on the closed space, and none on the open one."""

from __future__ import annotations

from dataclasses import replace

from sympy import Expr, Indexed, Mul, Pow, Product, S, Sum, Symbol

from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.progress import Progress
from derive.stages.simplex import sum_of_weights
from derive.statement import (
    Equal,
    Given,
    Integers,
    Interval,
    Member,
    Provenance,
    VectorArgmax,
    Vectors,
    free_of_fact,
)


def closed_simplex(progress: Progress) -> Progress:
    """L = c·∏ₖ pₖ^wₖ with 0⁰ = 1: greatest at pₖ = wₖ/W for all data. Where an entry of that is 0, there is no
    maximiser on the open space."""
    (vector, space), *others = progress.model.parameters
    if others or not isinstance(space, Vectors) or space.entries != Interval(S.Zero, S.Infinity):
        return progress
    closed = replace(space, entries=Interval(S.Zero, S.Infinity, True))
    given = without(vector, progress.given)
    chain = as_powers(progress.under(given), vector, space)
    scale, powers = apart(chain.term, vector)
    whole = sum_of_weights(Sum(body(powers).exp, space.index), progress.under(given))
    best = infer(
        named("maximum-on-closed-simplex"), given, (whole.theorem(),), (chain.term, scale, vector, closed)
    )
    of_likelihood = infer(named("same-function"), given, (best, symmetric(chain.theorem())))
    progress = progress.told("closed_product", *chain.lines()).told("closed_entries", best, of_likelihood)
    try:
        place = any_place(progress, space)
        none = without_maximum(progress, place, best, chain.theorem())
        progress = progress.told("boundary_entry", *none)
        one = progress.known["maximum_of_likelihood"]
        every = infer(named("exactly-when-each"), one.given.without_hypotheses(), (one, none[-1]), (place,))
        return progress.told("existence_each", every)
    except DeriveError:
        return progress


def without(vector: Symbol, given: Given) -> Given:
    """What does not say where the vector lies: it may be any."""
    space = (Provenance.PARAMETERS,)
    return Given(
        tuple(a for a in given.assumptions if a.provenance not in space or vector not in free_of_fact(a.fact))
    )


def as_powers(progress: Progress, vector: Symbol, space: Vectors) -> Chain:
    """The likelihood as what is free of the vector times ∏ₖ pₖ^wₖ, the weights by their names."""
    chain = Chain(progress.given, progress.model.likelihood()).by("independence").by("definition")
    if any(isinstance(k, Indexed) for item in chain.term.atoms(Indexed) for k in item.indices):
        chain.by("group-by-value")
    scale, powers = apart(chain.term, vector)
    (*inner, outer), index = limits(powers), space.index
    if inner or outer == progress.model.index:
        base, exponent = body(powers).as_base_exp()
        chain.into(scale * Product(Pow(base, Sum(exponent, outer)), index))
    else:
        chain.into(scale * Product(substitute(body(powers), {outer[0]: index[0]}), index))
    return chain.by("abbreviation")


def apart(term: Expr, vector: Symbol) -> tuple[Expr, Product]:
    """What of a product is free of the vector, and the product of powers of its entries."""
    scale: list[Expr] = []
    found: list[Product] = []
    for factor in Mul.make_args(term):
        ranges = limits(factor)
        parts = Mul.make_args(body(factor)) if ranges else (factor,)
        free = Mul(*(part for part in parts if vector not in names(part)))
        scale.append(Product(free, *ranges) if ranges and free != 1 else free)
        found += [Product(part, *ranges) for part in parts if vector in names(part)]
    (powers,) = found
    return Mul(*scale), powers


def any_place(progress: Progress, space: Vectors) -> Symbol:
    """A symbol for any place of an entry."""
    taken = frozenset(Symbol(s.name) for s in progress.model.symbols)
    return fresh(Symbol("j"), taken | {space.index[0], progress.model.index[0]})


def without_maximum(progress: Progress, place: Symbol, best: Theorem, powers: Theorem) -> tuple[Theorem, ...]:
    """Data with an entry of the maximiser that is 0."""
    claim, ((_, space),) = best.claim, progress.model.parameters
    assert isinstance(claim, VectorArgmax)
    assert isinstance(space, Vectors)
    symbol, low, high = space.index
    _, product = apart(claim.function, claim.variable)
    weight = substitute(body(product).exp, {symbol: place})
    case = progress.given.adding(
        Provenance.HYPOTHESIS, Member(place, Integers(low, high)), Equal(weight, S.Zero)
    )
    none = infer(named("no-maximum-on-open-simplex"), case, (best,), (place, space))
    return none, infer(named("same-function"), case, (none, symmetric(powers)))
