"""A maximum at a root that has no closed form: the equation has exactly one solution, and there it is."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Add, Derivative, Expr, Indexed, Mul, S, Sum, Symbol, Tuple

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import allowance, prove
from derive.algebra.terms import body, names, substitute
from derive.algebra.terms import limits as limits_of
from derive.errors import DeriveError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.estimator import as_comparison
from derive.stages.progress import Obstacle, Progress
from derive.statement import (
    Each,
    Given,
    Integers,
    Less,
    LessEqual,
    Limit,
    Member,
    Provenance,
    free_of_fact,
    positive,
)

GOALS = 500
"""How many goals may be looked at to see that the slope falls, and what it tends to."""


def implicit(progress: Progress) -> Progress:
    """ℓ′ = w·g with w > 0, where g falls strictly, from above 0 at one end to below 0 at the other: so g has
    exactly one root, where ℓ is greatest. What the data must satisfy for that is found at the ends."""
    error: DeriveError = Obstacle("no_proof")
    for slope, scale, function in shapes(progress):
        try:
            with allowance(GOALS):
                return at_root(progress, slope, scale, function)
        except DeriveError as problem:
            error = problem
    raise error


def shapes(progress: Progress) -> Iterator[tuple[Theorem, Expr, Expr]]:
    """The score as w·g: as it is, as a fraction, with its numerator for g, and with a power of the parameter
    for w."""
    by_terms, quotient = progress.known["score"], progress.known["score_quotient"]
    yield by_terms, S.One, by_terms.equality.right
    numerator, denominator = quotient.equality.right.as_numer_denom()
    for sign in (S.One, S.NegativeOne):
        if prove(positive(sign * denominator), progress.given):
            yield quotient, sign / denominator, sign * numerator
    if not prove(positive(progress.parameter), progress.given):
        return
    for power in (1, 2):
        scale = progress.parameter**power
        yield by_terms, 1 / scale, within_sums(scale * by_terms.equality.right, progress)


def within_sums(term: Expr, progress: Progress) -> Expr:
    """A sum term by term. Where a term is a multiple of one sum over the data, its factors with the parameter
    are told within that, p/(p + a) as 1 − a/(p + a); where it holds several sums, they are told outside."""
    parts = Add.make_args(term.expand(deep=False, power_base=False, power_exp=False, log=False))
    return Add(*(within(outside(part), progress) for part in parts))


def outside(part: Expr) -> Expr:
    """What does not move with the index before the sum."""
    for total in sorted(part.atoms(Sum), key=str):
        scale, rest = body(total).as_independent(limits_of(total)[0][0], as_Add=False)
        part = substitute(part, {total: scale * Sum(rest, *(Tuple(*index) for index in limits_of(total)))})
    return part


def within(part: Expr, progress: Progress) -> Expr:
    sums = [one for one in Mul.make_args(part) if isinstance(one, Sum)]
    if len(sums) != 1 or part.atoms(Sum) != {*sums} or len(limits_of(sums[0])) != 1:
        return factored(part, progress.given)
    (total,), (index,) = sums, limits_of(sums[0])
    moving = [f for f in Mul.make_args(part) if progress.parameter in names(f) and f != total]
    inside = factored(Mul(body(total), *moving), progress.given.under(index))
    above, below = inside.as_numer_denom()
    scale = part / Mul(total, *moving)
    for one in Add.make_args(below) if below.is_Add and progress.parameter in names(above) else ():
        if progress.parameter not in names(share := factored(above / one, progress.given)):
            count = Sum(share, Tuple(*index)) if index[0] in names(share) else share * progress.model.size
            return scale * (count - Sum(factored(share * (below - one) / below, progress.given), Tuple(*index)))
    return scale * Sum(inside, Tuple(*index))


def at_root(progress: Progress, slope: Theorem, scale: Expr, function: Expr) -> Progress:
    inside, limits = ends(progress, function)
    falling = decreasing(progress, function)
    others = set(progress.model.arguments) - {progress.parameter}
    needed = [as_comparison(fact.right - fact.left) for fact in signs(*limits) if not prove(fact, inside)]
    if any(free_of_fact(fact) & others for fact in needed):
        raise Obstacle("not_the_maximum", *needed)
    inside = inside.adding(Provenance.HYPOTHESIS, *needed)
    root = infer(named("one-root"), inside, (falling[-1], *limits))
    best = infer(named("maximum-at-root"), inside, (slope, falling[-1], root), (scale,))
    return (
        progress.told("falling", *falling)
        .told("one_root", *limits, root, best)
        .knowing(root=root, maximum=best, low=limits[0], high=limits[1])
    )


def decreasing(progress: Progress, function: Expr) -> tuple[Theorem, ...]:
    """The derivative of g, its sign, and that g falls; the sign is seen in one of three forms."""
    given, parameter = progress.given, progress.parameter
    plain = Chain(given, Derivative(function, parameter)).by("differentiate")
    error = DeriveError()
    for form in (plain.term, in_two(plain.term, given), factored(plain.term, given)):
        chain = plain.copy()
        if form != plain.term:
            chain.into(form)
        try:
            negative = infer(named("sign-of-value"), given, (chain.theorem(),), ("negative",))
        except SideConditionError as problem:
            error = problem
            continue
        falling = infer(named("monotone-by-derivative"), given, (negative,), (progress.domain,))
        return (*chain.lines(), falling)
    raise error


def in_two(term: Expr, given: Given) -> Expr:
    """The terms with sums as one fraction, of which Cauchy and Schwarz may know the sign; the others as they
    are."""
    parts = Add.make_args(term)
    mixed = [part for part in parts if part.has(Sum)]
    return Add(*(part for part in parts if part not in mixed), factored(Add(*mixed), given))


def ends(progress: Progress, function: Expr) -> tuple[Given, tuple[Theorem, Theorem]]:
    """The limits of g at both ends; where these need it, in terms of a largest or a smallest observation."""
    error = DeriveError()
    for given in (progress.given, with_extreme(progress, True), with_extreme(progress, False)):
        try:
            return given, limits(progress, given, function)
        except DeriveError as problem:
            error = problem
    raise error


def limits(progress: Progress, given: Given, function: Expr) -> tuple[Theorem, Theorem]:
    rule, domain = named("limit-of-terms"), progress.domain
    low, high = (
        infer(rule, given, (), (function, progress.parameter, end, domain)) for end in (domain.low, domain.high)
    )
    return low, high


def with_extreme(progress: Progress, largest: bool) -> Given:
    """One observation is called the largest: x[i] <= x[j] for every i; or the smallest."""
    index, item = progress.model.index, progress.model.item
    taken = {symbol.name for symbol in (*progress.model.symbols, index[0], progress.model.size)}
    taken |= {str(definition.head) for definition in progress.given.definitions()}
    place = next(Symbol(letter) for letter in "jkm" if letter not in taken)
    sides = (item, Indexed(item.base, place))
    facts = Member(place, Integers(*index[1:])), Each(LessEqual(*(sides if largest else sides[::-1])), index)
    return progress.given.adding(Provenance.HYPOTHESIS, *facts)


def signs(low: Theorem, high: Theorem) -> Iterator[Less]:
    """That the limit at the lower end is above 0, and that at the higher end below."""
    match low.claim, high.claim:
        case Limit(value=above), Limit(value=below):
            if not above.is_infinite:
                yield positive(above)
            if not below.is_infinite:
                yield Less(below, S.Zero)
