"""The quadratic form of the observations in a log-likelihood, and its moments."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Basic, Expr, Function, Mul, S, Sum, Symbol, Tuple, log

from derive.algebra.form.normal import coefficients
from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import infer
from derive.language.matrix_terms import MatrixOf, determinant, matrix_of
from derive.rules import named
from derive.rules.arrays import quadratic_form
from derive.rules.spectral import trace_of_quotient
from derive.stages.chain import Chain
from derive.stages.gradient import free
from derive.stages.progress import Progress
from derive.statement import (
    REALS,
    DefiniteMatrices,
    Definition,
    Given,
    Index,
    PositiveDefinite,
    Provenance,
    Space,
    Vectors,
    entry,
)


class NoForm(DeriveError):
    """A log-likelihood without a quadratic form of the observations."""


@dataclass(frozen=True)
class Form:
    """∑ᵢ ∑ⱼ ∑ₖ uᵢⱼ wⱼₖ uᵢₖ with the residual uᵢⱼ and the weight wⱼₖ, in the indices of rows and columns; `mean`
    is the entry of the mean of the observations, from which the vector is subtracted, and `spread` that of the
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
    def deviation(self) -> Expr:
        """The residual from the mean, where there is one."""
        if self.vector is None:
            return self.residual
        return self.residual + entry(self.vector, self.row[0]) - self.mean

    @property
    def definite(self) -> PositiveDefinite:
        """That the matrix of the mean products is positive definite."""
        return PositiveDefinite(self.spread, self.row, self.column)

    @property
    def matrices(self) -> DefiniteMatrices:
        return DefiniteMatrices(self.row, self.column)

    @property
    def scatter(self) -> MatrixOf:
        """The matrix of the mean products."""
        return matrix_of(self.spread, self.row, self.column)

    def products(self, index: Index) -> Sum:
        """∑ᵢ uᵢⱼuᵢₖ of the deviations."""
        other = substitute(self.deviation, {self.row[0]: self.column[0]})
        return Sum(self.deviation * other, index)

    def around(self, size: Expr) -> Expr:
        """n·∑ⱼₖ wⱼₖ sⱼₖ + n·(a − v)ᵀw(a − v), to which the form is equal."""
        products = size * Sum(self.weight * self.spread, Tuple(*self.column), Tuple(*self.row))
        return products if self.vector is None else products + size * self.about(self.vector)

    def about(self, vector: Symbol) -> Sum:
        return quadratic_form(self.mean, vector, self.weight, self.row, self.column)


def one_logarithm_each(term: Expr) -> Expr:
    """Sums log a + log b of numbers as log ab."""
    result = term.replace(is_sum_of_logarithms, one_logarithm)
    assert isinstance(result, Expr)
    return result


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


@dataclass(frozen=True)
class Profile:
    """c − a·log det Σ − a·tr(Σ⁻¹S) as a function of the matrix: `rest` is c, and `scale` is a."""

    function: Expr
    rest: Expr
    scale: Expr
    matrix: Symbol
    definite: PositiveDefinite

    @staticmethod
    def of(function: Expr, matrix: Symbol, form: Form) -> Profile:
        (row, *_), (column, *_) = form.row, form.column
        one = entry(matrix, row, column)
        other = matrix_of(one, form.row, form.column)
        rest, slope = line_in(function, log(determinant(other)))
        rest, same = line_in(rest, trace_of_quotient(form.scatter, other))
        if same != slope:
            raise NoForm("the determinant and the trace have different factors")
        return Profile(function, rest, -slope, matrix, PositiveDefinite(one, form.row, form.column))


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


def is_free(space: Space, index: Index) -> bool:
    """Whether a space is that of all vectors with entries at an index."""
    return isinstance(space, Vectors) and space == Vectors((space.index[0], *index[1:]), REALS)


def given_moments(form: Form, progress: Progress) -> Given:
    """The names of the means of the observations and of the products of their residuals."""
    index, size = progress.model.index, progress.model.size
    found = []
    if form.vector is not None:
        found.append(Definition(form.mean, Sum(form.deviation + form.mean, index) / size))
    found.append(Definition(form.spread, form.products(index) / size))
    return progress.given.adding(Provenance.DEFINITION, *found)


def line_in(term: Expr, atom: Expr) -> tuple[Expr, Expr]:
    """a and b of a + b·t, where t is this part of a term."""
    name = fresh(Symbol("y"), names(term) | names(atom))
    rest, moving = substitute(term, {atom: name}).expand(deep=False).as_independent(name, as_Add=True)
    slope = moving.coeff(name)
    if moving != slope * name or name in names(slope):
        raise DeriveError(f"{term} is not linear in {atom}")
    return rest, slope
