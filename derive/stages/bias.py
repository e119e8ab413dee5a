"""The means of the estimators over all samples: which are unbiased, and what the others miss."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from sympy import Add, Expr, Indexed, Integer, Mul, Pow, Rational, S, Sum, Symbol

from derive.algebra.equality import equal
from derive.algebra.form.normal import coefficients, factored, fraction
from derive.errors import DeriveError, RuleError
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import expect
from derive.rules import named
from derive.rules.expectation import is_random
from derive.stages.centring import centred
from derive.stages.chain import Chain
from derive.stages.exponential_form import natural_statistics
from derive.stages.progress import Progress
from derive.stages.showing import minus_inside
from derive.statement import Argmax, Claim, Given, Interval, JointArgmax, coordinates

Monomial = tuple[Symbol, ...]
"""Statistics that are multiplied; () is 1."""

DEGREE = 2
"""Of statistics the first and second moments are known."""


def bias(progress: Progress) -> Progress:
    """E[θ̂ᵏ] for each parameter, where θ̂ᵏ is a polynomial in the natural statistics of an exponential family."""
    moments: dict[Monomial, Theorem] = {}
    best = estimates(progress.known["maximum"].claim)
    found = {p: means for p in progress.model.arguments if (means := mean(progress, best.get(p), moments))}
    progress = progress.told("moments", *(moments[monomial] for monomial in sorted(moments, key=rank)))
    for parameter, (power, chain) in found.items():
        target = Pow(parameter, power)
        unbiased = equal(chain.term, target, chain.given)
        told = chain.into(target) if unbiased else chain
        progress = progress.told(f"{'unbiased' if unbiased else 'biased'}.{parameter}", *told.lines())
    return progress


def estimates(claim: Claim) -> dict[Symbol | Indexed, Expr]:
    """The estimate of each parameter that has one as a term in the data alone."""
    if not isinstance(claim, Argmax | JointArgmax) or not claim.points:
        return {}
    return {variable: place for variable, place in coordinates(claim) if not isinstance(place, Interval)}


def rank(monomial: Monomial) -> tuple[int, str]:
    return len(monomial), str(monomial)


def powers(estimate: Expr) -> Iterator[tuple[Expr, Expr]]:
    """The estimate itself, what it is a root of, and its reciprocal: each with the power that it is."""
    yield S.One, estimate
    if isinstance(estimate, Pow):
        yield 1 / estimate.exp, estimate.base
    roots = {f.exp.q for f in Mul.make_args(estimate) if isinstance(f, Pow) and isinstance(f.exp, Rational)}
    yield from ((Integer(root), Pow(estimate, root)) for root in sorted(roots - {1}))
    yield S.NegativeOne, 1 / estimate


def mean(
    progress: Progress, estimate: Expr | None, moments: dict[Monomial, Theorem]
) -> tuple[Expr, Chain] | None:
    """The first power of an estimate whose mean is found, and that mean, line by line; the moments that it
    needs are added to those that are known."""
    for power, term in powers(estimate) if estimate is not None else ():
        with suppress(DeriveError):
            return power, by_moments(progress, term, moments)
    return None


def by_moments(progress: Progress, term: Expr, moments: dict[Monomial, Theorem]) -> Chain:
    """E[Y] for a polynomial Y in the statistics."""
    given = progress.known["maximum"].given.with_random_data()
    weights: dict[Monomial, Expr] = {}
    for monomial, weight in polynomial(in_sums(term, given), natural_statistics(progress), given).items():
        given, about_means = centred(weight, progress.under(given))
        weights[monomial] = factored(about_means, given)
    needed = {m: moments.get(m) or moment(progress, m) for m in sorted(weights, key=rank) if m}
    constant = weights.get((), S.Zero)
    written = Add(constant, *(weights[m] * Mul(*m) for m in needed))
    chain = Chain(given, expect(term)).using(Chain(given, term).into(written).theorem())
    witness = (written, (constant, *(weights[m] for m in needed)))
    chain.using(infer(named("expectation-by-moments"), given, tuple(needed.values()), witness))
    given, target = centred(factored(chain.term, given), progress.under(given))
    chain.under(given).into(minus_inside(factored(target, given)))
    moments |= needed
    return chain


def moment(progress: Progress, monomial: Monomial) -> Theorem:
    """E[T] or E[TU] for natural statistics."""
    premise = progress.known["log_likelihood"]
    witness = (natural_statistics(progress), progress.model.arguments, monomial)
    return infer(named("moments-of-exponential-family"), premise.given, (premise,), witness)


def in_sums(term: Expr, given: Given) -> Expr:
    """The term in the sums of data, by their names."""
    above, below = fraction(term, given)
    names = {d.body: d.head for d in given.definitions() if isinstance(d.body, Sum)}
    return above.xreplace(names) / below.xreplace(names)


def polynomial(term: Expr, statistics: tuple[Symbol, ...], given: Given) -> Mapping[Monomial, Expr]:
    """The weights of the products of statistics that a term is made of. Raises RuleError where it is made of
    more."""
    parts: dict[Monomial, Expr] = {(): term}
    for statistic in statistics:
        new: dict[Monomial, Expr] = {}
        for monomial, part in parts.items():
            found = coefficients(part, statistic, given, unfold=False)
            if found is None:
                raise RuleError("bias", f"{term} is no polynomial in {statistic}")
            new |= {(*monomial, *[statistic] * k): weight for k, weight in enumerate(found) if weight != 0}
        parts = new
    if any(len(monomial) > DEGREE or is_random(weight, given) for monomial, weight in parts.items()):
        raise RuleError("bias", f"{term} needs more than the known moments")
    return {monomial: factored(weight, given) for monomial, weight in parts.items()}
