"""The score and the Hessian in the entries of a vector, and the maximum of a concave log-likelihood."""

from __future__ import annotations

from contextlib import suppress

from sympy import Add, Expr, Indexed, Mul, S, Sum, Symbol

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import body, limits, names, rebuild, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import indicator
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.parameters import of_likelihood
from derive.stages.progress import Obstacle, Progress
from derive.stages.showing import with_sigmoids
from derive.statement import Array, Each, Equal, Index, Vectors, entry, indices_of

PLACES, DIRECTIONS = "jklrab", "vuwz"
"""Letters for places in a vector, and for a vector that says a direction."""


def maximum_by_gradient(progress: Progress, vector: Symbol, space: Array) -> Progress:
    """∂ℓ/∂βₖ for every k; where ℓ is concave, β is a maximiser exactly where all of them are 0. These equations
    are not solved."""
    indices = indices_of(space)
    letters = free(PLACES, progress)
    ones, twos = (tuple(letters[k : k + len(indices)]) for k in (0, len(indices)))
    runs = running(ones, space)
    first = infer(
        named("differentiate-both-sides"),
        progress.given.under(*runs),
        (progress.known["log_likelihood"],),
        (entry(vector, *ones),),
    )
    score = differentiated(first, ones, progress)
    gradient = Chain(first.given, symmetric(first)).using(score.theorem()).theorem()
    progress = progress.told("score", *score.lines()).knowing(score=score.theorem(), gradient=gradient)
    for way in (by_hessian, by_logarithm):
        with suppress(DeriveError):  # where it is not seen to be concave, the score is all there is
            progress = maximised(way(progress, vector, space, first, twos), vector)
            break
    _, left, right = as_equation(score.term, vector, progress)
    equations = Each(Equal(left, right), runs[0])
    for run in runs[1:]:
        equations = Each(equations, run)
    return progress.asking(Obstacle("no_closed_root", equations))


def running(places: tuple[Symbol, ...], space: Array) -> tuple[Index, ...]:
    """Places that run as the indices of the space do."""
    return tuple((place, *index[1:]) for place, index in zip(places, indices_of(space), strict=True))


def by_hessian(
    progress: Progress, vector: Symbol, space: Array, first: Theorem, places: tuple[Symbol, ...]
) -> Progress:
    """The Hessian ∑ᵢ wᵢ xᵢₖ xᵢₗ with wᵢ < 0."""
    if not isinstance(space, Vectors):
        raise DeriveError("the Hessian of a function of a matrix has four indices")
    score, gradient = progress.known["score"], progress.known["gradient"]
    given, ones, (two,) = progress.given, first.equality.left.variables[0].indices, places
    both = score.given.under((two, *space.index[1:]))
    again = infer(named("differentiate-both-sides"), both, (score,), (entry(vector, two),))
    hessian = differentiated(again, (*ones, two), progress)
    progress = progress.told("hessian", *hessian.lines()).knowing(hessian=hessian.theorem())
    bends = Chain(both, infer(named("differentiate-both-sides"), both, (gradient,), (entry(vector, two),)))
    for step in hessian.steps[1:]:
        bends.using(step)
    direction = free(DIRECTIONS, progress)[0]
    shape = infer(named("concave-by-hessian"), given, (bends.theorem(),), (vector, space, direction))
    return progress.told("concave", as_told(shape, progress)).knowing(concavity=shape)


def by_logarithm(
    progress: Progress, vector: Symbol, space: Array, first: Theorem, places: tuple[Symbol, ...]
) -> Progress:
    """A sum of affine functions and of −log ∑ₖ exp uₖ."""
    function, direction = progress.known["log_likelihood"].equality.right, free(DIRECTIONS, progress)[0]
    witness = (function, vector, space, direction)
    shape = infer(named("concave-log-sum-exp"), progress.given, (), witness)
    return progress.told("concave_logarithm", as_told(shape, progress)).knowing(concavity=shape)


def as_told(theorem: Theorem, progress: Progress) -> Theorem:
    """What holds of the log-likelihood as it is written out, of its name."""
    back = symmetric(progress.known["log_likelihood"])
    return infer(named("same-function"), progress.given, (theorem, back))


def maximised(progress: Progress, vector: Symbol) -> Progress:
    """Where a concave log-likelihood is greatest, and where it is flat."""
    score, given = progress.known["score"], progress.given
    gradient, shape = progress.known["gradient"], progress.known["concavity"]
    equation = as_equation(score.equality.right, vector, progress)
    where = infer(named("stationary-point-of-concave"), given, (gradient, shape), equation)
    every = infer(named("maximisers-of-concave"), given, (where, shape))
    where, every = (as_told(theorem, progress) for theorem in (where, every))
    return (
        progress.told("maximised_where", where, of_likelihood(progress, where))
        .told("maximisers", of_likelihood(progress, every))
        .knowing(maximised_where=where)
    )


def as_equation(score: Expr, vector: Symbol, progress: Progress) -> tuple[Expr, Expr, Expr]:
    """A score c·(a − b) as c, a and b: without a factor that is free of the vector; and where it is linear in
    the vector, a linear system ∑ⱼ βⱼ ∑ᵢ xᵢₖ xᵢⱼ = ∑ᵢ xᵢₖ yᵢ."""
    scale, total = score.as_independent(Sum, as_Add=False)
    if vector in names(scale) or not isinstance(total, Sum):
        return S.One, score, S.Zero
    gaps = [factor for factor in Mul.make_args(body(total)) if vector in names(factor)]
    if len(gaps) != 1 or limits(total) != (progress.model.index,):
        return scale, total, S.Zero
    mean = progress.model.item - gaps[0]
    beside = body(total) / gaps[0]
    if not isinstance(mean, Sum) or len(limits(mean)) != 1:
        return scale, total, S.Zero
    item = entry(vector, limits(mean)[0][0])
    if vector in names(rest := body(mean) / item):
        return scale, total, S.Zero
    system = Sum(item * Sum(beside * rest, progress.model.index), *limits(mean))
    return -scale, system, Sum(beside * progress.model.item, progress.model.index)


def free(letters: str, progress: Progress) -> list[Symbol]:
    """The letters that name nothing yet."""
    model = progress.model
    taken = {s.name for s in (*model.symbols, model.size, model.index[0])}
    taken |= {symbol.name for _, space in model.spaces for symbol, _, _ in indices_of(space)}
    taken |= {str(d.head.func if d.head.args else d.head) for d in progress.given.definitions()}
    return [Symbol(letter) for letter in letters if letter not in taken]


def differentiated(equality: Theorem, places: tuple[Symbol, ...], progress: Progress) -> Chain:
    """The derivative by an entry, worked out; what the observations have at the places of the entries is put
    before the rest of each summand."""
    chain = Chain(equality.given, equality).by("differentiate")
    term = picked(chain.term)
    return chain.into(Add(*(before(part, places, progress) for part in Add.make_args(term))))


def picked(term: Expr) -> Expr:
    """The term with every ∑ⱼ aⱼ·1{j = k} put as aₖ."""
    parts = tuple(picked(part) if isinstance(part, Expr) else part for part in term.args)
    new = rebuild(term, parts)
    assert isinstance(new, Expr)
    if not isinstance(new, Sum):
        return new
    for factor in Mul.make_args(body(new)):
        for index in limits(new) if isinstance(factor, indicator) else ():
            if index[0] in factor.args:
                place = next(k for k in factor.args if k != index[0])
                rest = [other for other in limits(new) if other != index]
                inside = substitute(body(new) / factor, {index[0]: place})
                return Sum(inside, *rest) if rest else inside
    return new


def before(part: Expr, places: tuple[Symbol, ...], progress: Progress) -> Expr:
    """A sum over the observations as a multiple of ∑ᵢ xᵢₖ·(…), where its summands have such a factor; what is
    left as a multiple of yᵢ − μᵢ, where it is linear in the observation."""
    index, item = progress.model.index, progress.model.item
    outside, total = part.as_independent(Sum, as_Add=False)
    if not isinstance(total, Sum) or limits(total) != (index,):
        return part
    given, rest = progress.given.under(index), body(total)
    taken: list[Expr] = []
    for place in places:
        items = [one for one in rest.atoms(Indexed) if one.indices == (index[0], place)]
        if not items and len(places) > 1:
            continue
        found = coefficients(rest, items[0], given, unfold=False) if len(items) == 1 else None
        if found is None or len(found) != 2 or found[0] != 0:
            return part
        direct = Add(*(one / items[0] for one in Add.make_args(rest)))  # keeps the names of bound indices
        rest = found[1] if direct.has(items[0]) else direct
        taken.append(items[0])
    found = coefficients(rest, item, given, unfold=False)
    if found is not None and len(found) == 2:
        taken.append(item - with_sigmoids(factored(-found[0] / found[1], given)))
        rest = found[1]
    shortest = min(with_sigmoids(factored(rest, given)), rest.expand(deep=False), key=Expr.count_ops)
    factors = Mul.make_args(shortest)
    free = [factor for factor in factors if index[0] not in names(factor)]
    inside = Mul(*taken, *(factor for factor in factors if factor not in free))
    return Mul(outside, *free, Sum(inside, index))
