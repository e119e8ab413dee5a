"""The quadratic form of the observations in a log-likelihood, and its moments."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Add, Expr, Function, Integer, Mul, Pow, S, Sum, Symbol, Tuple, log

from derive.algebra.form.normal import coefficients
from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.errors import DeriveError
from derive.kernel.theorem import infer
from derive.language.matrix_terms import MatrixOf, determinant, matrix_of
from derive.language.vocabulary import indicator
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


@dataclass(frozen=True)
class Squares(Form):
    """∑ᵢ ∑ⱼ uᵢⱼ², a form whose weight is that of the identity; `spread` is the mean of these squares, with the
    residuals from the mean where there is one."""

    def products(self, index: Index) -> Sum:
        return Sum(self.deviation**2, Tuple(*index), Tuple(*self.row))

    def around(self, size: Expr) -> Expr:
        return size * self.spread + (0 if self.vector is None else size * self.about(self.vector))

    def about(self, vector: Symbol) -> Sum:
        return Sum((self.mean - entry(vector, self.row[0])) ** 2, Tuple(*self.row))


def gathered(term: Expr) -> Expr:
    """The logarithms of numbers in a sum as one: log a + log b as log ab."""
    if isinstance(term, Add | Mul):
        term = term.func(*map(gathered, term.args))
    parts = [part for part in Add.make_args(term) if isinstance(part, log) and part.args[0].is_number]
    if len(parts) < 2:
        return term
    return Add(term, *(-part for part in parts), log(Mul(*(part.args[0] for part in parts))))


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
    sums = [s for s in term.atoms(Sum) if limits(s)[0] == progress.model.index and len(limits(s)) > 1]
    taken = [one for s in sums if (one := taken_apart(s, progress)) is not None]
    if len(sums) != 1 or not taken:
        return None
    first, weight, row, column = taken[0]
    vectors = [s for s, space in progress.model.parameters if s in names(first) and is_free(space, row)]
    if len(vectors) != len(names(first) & set(progress.model.arguments)) or len(vectors) > 1:
        return None
    vector, residual, mean = None, first, S.Zero
    if vectors:
        vector, mean = vectors[0], Function(f"{progress.model.variable.name}bar_")(row[0])
        found = coefficients(first, entry(vector, row[0]), progress.given, unfold=False)
        if found is None or len(found) != 2 or abs(found[1]) != 1 or vector in names(found[0]):
            return None
        residual = first / -found[1]
    letter = free("SCRT", progress)[0]
    if weight.has(indicator):
        return Squares(sums[0], residual, weight, row, column, vector, mean, letter)
    return Form(sums[0], residual, weight, row, column, vector, mean, Function(f"{letter}_")(row[0], column[0]))


def taken_apart(total: Sum, progress: Progress) -> tuple[Expr, Expr, Index, Index] | None:
    """The residual and the weight of a form ∑ᵢ ∑ⱼ ∑ₖ uᵢⱼ wⱼₖ uᵢₖ or ∑ᵢ ∑ⱼ uᵢⱼ², with the indices of rows and
    columns."""
    index, *others = limits(total)
    factors = Mul.make_args(body(total))
    moving = [f for f in factors if index[0] in names(f)]
    match others, moving:
        case [row], [Pow(base=base, exp=Integer(p=2))] if factors == (*moving,):
            column = free("klrab", progress)[0]
            return base, indicator(row[0], column), row, (column, *row[1:])
        case [column, row], [_, _]:
            first = next((f for f in moving if column[0] not in names(f)), S.Zero)
            if substitute(first, {row[0]: column[0]}) in moving:
                return first, Mul(*(f for f in factors if f not in moving)), row, column
    return None


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


def multiplied_out(term: Expr) -> Expr:
    """A sum with each summand multiplied out, and nothing inside of sums or functions."""
    return Add(*(part.expand(deep=False) for part in Add.make_args(term)))


def line_in(term: Expr, atom: Expr) -> tuple[Expr, Expr]:
    """a and b of a + b·t, where t is this part of a term."""
    name = fresh(Symbol("y"), names(term) | names(atom))
    rest, moving = multiplied_out(substitute(term, {atom: name})).as_independent(name, as_Add=True)
    slope = moving.coeff(name)
    if moving != slope * name or name in names(slope):
        raise DeriveError(f"{term} is not linear in {atom}")
    return rest, slope
