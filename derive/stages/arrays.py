"""The maximum over a vector and a positive definite matrix that stand in a quadratic form of the observations."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Basic, Derivative, Expr, Function, Integer, Mul, S, Sum, Symbol, Tuple, log

from derive.algebra.form.normal import coefficients
from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.language.matrix_terms import MatrixOf, determinant, matrix_of
from derive.rules import named
from derive.rules.arrays import at_entries, quadratic_form
from derive.rules.spectral import trace_of_quotient
from derive.stages.chain import Chain, symmetric
from derive.stages.gradient import free
from derive.stages.parameters import of_likelihood
from derive.stages.progress import Obstacle, Progress
from derive.statement import (
    REALS,
    ArrayArgmax,
    DefiniteMatrices,
    Definition,
    Given,
    Index,
    Interval,
    Member,
    PositiveDefinite,
    Provenance,
    Vectors,
    entry,
)

RAY = Interval(S.Zero, S.Infinity)
HALF = S.Half


class NoForm(DeriveError):
    """A log-likelihood without a quadratic form of the observations."""


@dataclass(frozen=True)
class Form:
    """∑ᵢ ∑ⱼ ∑ₖ uᵢⱼ wⱼₖ uᵢₖ with the residual uᵢⱼ and the weight wⱼₖ, in the indices of rows and columns; `mean` is
    the entry of the mean of the observations, from which the vector is subtracted, and `spread` that of the
    products of the residuals, taken from the mean where there is one."""

    total: Sum
    residual: Expr
    weight: Expr
    row: Index
    column: Index
    vector: Symbol | None
    mean: Expr
    spread: Expr

    @property
    def matrices(self) -> DefiniteMatrices:
        return DefiniteMatrices(self.row, self.column)

    @property
    def scatter(self) -> MatrixOf:
        """The matrix of the mean products."""
        return matrix_of(self.spread, self.row, self.column)

    def around(self, size: Expr) -> Expr:
        """n·∑ⱼₖ wⱼₖ sⱼₖ + n·(a − v)ᵀw(a − v), to which the form is equal."""
        products = size * Sum(self.weight * self.spread, Tuple(*self.column), Tuple(*self.row))
        return products if self.vector is None else products + size * self.about(self.vector)

    def about(self, vector: Symbol) -> Sum:
        return quadratic_form(self.mean, vector, self.weight, self.row, self.column)


def maximum_over_arrays(progress: Progress) -> Progress:
    """ℓ = c − a·log det Σ − a·tr(Σ⁻¹S) − a·(x̄ − μ)ᵀΣ⁻¹(x̄ − μ): greatest at μ = x̄ whatever Σ is, and then at Σ = S."""
    whole = progress.known["log_likelihood"]
    chain = interchanged(Chain(progress.given, whole.equality.right), progress)
    form = quadratic(chain.term, progress)
    if form is None:
        raise NoForm("the log-likelihood holds no quadratic form of the observations")
    chain.under(given_moments(form, progress))
    around = substitute(chain.term, {form.total: form.around(progress.model.size)}).expand(deep=False)
    chain.into(around.replace(is_sum_of_logarithms, one_logarithm))
    progress = progress.under(chain.given).told("moments", *chain.lines())
    log_likelihood = infer(named("transitivity"), chain.given, (whole, chain.theorem()))
    progress = progress.knowing(by_moments=log_likelihood)
    progress, story = maximised(chain.term, form, progress)
    whole = infer(named("same-function"), story[-1].given, (story[-1], symmetric(log_likelihood)))
    likelihood = of_likelihood(progress, whole)
    return (
        progress.told("maximum", whole, likelihood)
        .having_maximised(whole)
        .knowing(maximum=whole, maximum_of_likelihood=likelihood)
    )


def maximised(function: Expr, form: Form, progress: Progress) -> tuple[Progress, tuple[Theorem, ...]]:
    """The maximum over the vector for every matrix, then over the matrix, as far as they are unknown."""
    matrices = [s for s, space in progress.model.parameters if isinstance(space, DefiniteMatrices)]
    if len(matrices) + (form.vector is not None) < len(progress.model.parameters):
        raise NoForm("there are parameters beside the quadratic form")
    if form.vector is None:
        return over_matrix(function, matrices[0], form, progress)
    inner = over_vector(function, form.vector, form, progress)
    if not matrices:
        return progress, (inner,)
    assert isinstance(inner.claim, ArrayArgmax)
    shown = infer(named("same-function"), progress.given, (inner, symmetric(progress.known["by_moments"])))
    progress = progress.told("location", shown)
    profile = at_entries(function, inner.claim, (form.mean,))
    progress, story = over_matrix(profile, matrices[0], form, progress)
    both = infer(named("nested-maximum-of-arrays"), story[-1].given, (inner, story[-1]))
    return progress.told("matrix", *story), (both,)


def is_sum_of_logarithms(term: Basic) -> bool:
    """Whether a term is log a + log b with numbers a and b."""
    return isinstance(term, Add) and all(isinstance(t, log) and t.args[0].is_number for t in term.args)


def one_logarithm(term: Expr) -> Expr:
    return log(Mul(*(part.args[0] for part in term.args)))


def interchanged(chain: Chain, progress: Progress) -> Chain:
    """The log-likelihood with the sum over the observations within those over their entries."""
    chain.by("linearity-of-sum")
    for total in sorted(chain.term.atoms(Sum), key=str):
        if len(limits(total)) > 1 and limits(total)[-1] == progress.model.index:
            chain.using(infer(named("interchange-of-sums"), chain.given, (), (total,)))
    return chain


def quadratic(term: Expr, progress: Progress) -> Form | None:
    """The one quadratic form of the observations in a log-likelihood, the sum over these innermost."""
    index = progress.model.index
    sums = [s for s in term.atoms(Sum) if limits(s)[0] == index and len(limits(s)) == 3]
    if len(sums) != 1:
        return None
    _, column, row = limits(sums[0])
    factors = Mul.make_args(body(sums[0]))
    moving = [f for f in factors if index[0] in names(f)]
    first = next((f for f in moving if column[0] not in names(f)), None)
    if len(moving) != 2 or first is None or substitute(first, {row[0]: column[0]}) not in moving:
        return None
    weight = Mul(*(f for f in factors if f not in moving))
    vectors = [s for s, space in progress.model.parameters if s in names(first) and is_free(space, row)]
    if len(vectors) != len(names(first) & set(progress.model.arguments)) or len(vectors) > 1:
        return None
    letters = iter(free("SCRT", progress))
    spread = Function(f"{next(letters)}_")(row[0], column[0])
    if not vectors:
        return Form(sums[0], first, weight, row, column, None, S.Zero, spread)
    found = coefficients(first, entry(vectors[0], row[0]), progress.given, unfold=False)
    if found is None or len(found) != 2 or abs(found[1]) != 1 or vectors[0] in names(found[0]):
        return None
    mean = Function(f"{progress.model.variable.name}bar_")(row[0])
    return Form(sums[0], first / -found[1], weight, row, column, vectors[0], mean, spread)


def is_free(space: object, index: Index) -> bool:
    """Whether a space is that of all vectors with entries at an index."""
    return isinstance(space, Vectors) and space.entries == REALS and space.total is None and space.index[1:] == index[1:]


def given_moments(form: Form, progress: Progress) -> Given:
    """The names of the means of the observations and of the products of their residuals."""
    index, size = progress.model.index, progress.model.size
    residual, found = form.residual, []
    if form.vector is not None:
        item = residual + entry(form.vector, form.row[0])
        found.append(Definition(form.mean, Sum(item, index) / size))
        residual = item - form.mean
    other = substitute(residual, {form.row[0]: form.column[0]})
    found.append(Definition(form.spread, Sum(residual * other, index) / size))
    return progress.given.adding(Provenance.DEFINITION, *found)


def line_in(term: Expr, atom: Expr) -> tuple[Expr, Expr]:
    """a and b of a + b·t, where t is this part of a term."""
    name = fresh(Symbol("y"), names(term) | names(atom))
    rest, moving = substitute(term, {atom: name}).expand(deep=False).as_independent(name, as_Add=True)
    slope = moving.coeff(name)
    if moving != slope * name or name in names(slope):
        raise DeriveError(f"{term} is not linear in {atom}")
    return rest, slope


def over_vector(function: Expr, vector: Symbol, form: Form, progress: Progress) -> Theorem:
    """μ = x̄, whatever the weights are."""
    rest, scale = line_in(function, form.about(vector))
    witness = (function, rest, -scale, form.mean, form.weight, vector, form.matrices)
    return infer(named("definite-quadratic-form"), progress.given, (), witness)


def over_matrix(
    function: Expr, matrix: Symbol, form: Form, progress: Progress
) -> tuple[Progress, tuple[Theorem, ...]]:
    """Σ = S, by the eigenvalues of S with respect to Σ and log λ ≤ λ − 1."""
    given = progress.given
    fact = PositiveDefinite(form.spread, form.row, form.column)
    inside = given.adding(Provenance.HYPOTHESIS, fact)
    (place, argument) = free("lrt", progress)[0], free("tuvw", progress)[0]
    (row, *ends), (column, *_) = form.row, form.column
    other = matrix_of(entry(matrix, row, column), form.row, form.column)
    definite = PositiveDefinite(entry(matrix, row, column), form.row, form.column)
    parts = {
        part: infer(named("spectral-theorem"), inside, (), (part, fact, definite, place))
        for part in ("trace", "determinant", "identity")
    }
    trace, logs = parts["trace"].equality, parts["determinant"].equality
    total = Sum(body(logs.right) - body(trace.right), (place, *ends))
    rest, slope = line_in(function, log(determinant(other)))
    scale = -slope
    rest, _ = line_in(rest, trace.left)
    shown = rest - scale * log(determinant(other)) - scale * trace.left
    chain = Chain(inside, function).into(shown)
    start = rest - scale * log(determinant(form.scatter))
    chain.into(start + scale * logs.left - scale * trace.left)
    chain.using(parts["determinant"]).using(parts["trace"])
    chain.into(start + scale * total)
    top = peak(argument, inside)
    witness = (start, scale, total, matrix, form.matrices, form.spread)
    best = infer(named("maximum-by-terms"), inside, (chain.theorem(), top[-1], parts["identity"]), witness)
    progress = progress.told("spectrum", *parts.values()).told("spectral_form", *chain.lines()).told("peak", *top)
    return progress, (best,)


def peak(argument: Symbol, given: Given) -> tuple[Theorem, ...]:
    """log t − t is greatest exactly at t = 1."""
    curve = log(argument) - argument
    inside = given.adding(Provenance.BINDING, Member(argument, RAY))
    slope = Chain(inside, Derivative(curve, argument)).by("differentiate")
    witness = (1 / argument, argument, Integer(1), RAY)
    return (*slope.lines(), infer(named("maximum-by-sign"), inside, (slope.theorem(),), witness))
