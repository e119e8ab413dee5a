"""Rules of the matrix of mean products S = w·∑ᵢ uᵢuᵢᵀ: it is positive definite, or else singular."""

from __future__ import annotations

from sympy import Expr, Mul, S, Sum, Tuple, log

from derive.algebra.domains import definite
from derive.algebra.terms import body, limits, names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import a, b, f, i, m, n, p, q, r, says, x
from derive.kernel.witness import Witness, matrices_of, term_of, variable_of
from derive.language.matrix_terms import MatrixOf, determinant, indices_of_matrix, matrix_of
from derive.rules.equality import depends, throughout
from derive.rules.maxima import extra_hypotheses
from derive.rules.spectral import trace_of_quotient
from derive.statement import (
    ArrayArgmax,
    Claim,
    DefiniteMatrices,
    Equal,
    Integers,
    Less,
    LessEqual,
    MaximiserExists,
    Member,
    PositiveDefinite,
    entry,
    indices_of,
    nonnegative,
    positive,
    terms_of,
)

ROW, COLUMN = (i, S.One, n), (m, S.One, n)
MATRICES = DefiniteMatrices(ROW, COLUMN)
PRODUCTS = Sum(x[r, i] * x[r, m], (r, S.One, a))
SCATTER = matrix_of(PRODUCTS, ROW, COLUMN)
OTHER = matrix_of(entry(q, i, m), ROW, COLUMN)
SAMPLES = Member(a, Integers(S.One, S.Infinity))


def need_products(context: Context, matrix: MatrixOf, weight: Expr, residual: Expr, total: Expr) -> None:
    """That the entries of a matrix are w·∑ᵢ uᵢⱼuᵢₖ with w ≥ 0, where the residual uᵢⱼ is a term in its rows."""
    row, column = indices_of_matrix(matrix)
    (j, *_), (k, *_) = row, column
    if not isinstance(total, Sum) or len(limits(total)) != 1 or k in names(residual):
        raise RuleError(context.rule, f"{total} is no sum of products over one index")
    (index,) = limits(total)
    products = Mul(residual, substitute(residual, {j: k}))
    if body(total) != products or any({j, k} & names(end) for end in index[1:]):
        raise RuleError(context.rule, f"{total} does not add up products of {residual}")
    if {j, k} & {index[0], *names(weight)}:
        raise RuleError(context.rule, "an index of the matrix stands outside of it")
    context.need_defined(weight)
    context.need(nonnegative(weight))
    inside = context.under(row, column)
    inside.need_defined(total)
    inside.need(Equal(matrix.entry, weight * total))


@inference(
    "unbounded-where-singular",
    takes=(0, 9),
    source="Anderson (2003), section 3.2",
    statement=lambda: says(
        "n m x a b p q r",
        SAMPLES,
        positive(b),
        Equal(determinant(SCATTER), S.Zero),
        then=ArrayArgmax(
            p - b * log(determinant(OTHER)) - b * trace_of_quotient(SCATTER, OTHER), (q,), (MATRICES,), ()
        ),
    ),
)
def unbounded_where_singular(context: Context, premises: Premises, witness: Witness) -> Claim:
    """c − s·log det Σ − s·tr(Σ⁻¹S) with s > 0 has no maximiser, where S = w·∑ᵢ uᵢuᵢᵀ with w ≥ 0 is singular.

    Σ = S + εI is positive definite for ε > 0, and Σ⁻¹S = I − εΣ⁻¹ has a trace below d; the determinant of Σ is
    a polynomial in ε, and tends to det S = 0 with ε. So the function has no bound."""
    function, rest, scale = map(term_of, witness[:3])
    variable, space = variable_of(witness[3]), matrices_of(witness[4])
    spread, weight, residual, total = map(term_of, witness[5:])
    row, column = indices_of(space)
    one, other = matrix_of(spread, row, column), matrix_of(entry(variable, row[0], column[0]), row, column)
    if {row[0], column[0]} & (names(function) | names(rest) | names(scale)):
        raise RuleError(context.rule, "an index of the matrix stands outside of it")
    if any(depends(term, variable, context.given) for term in (rest, scale, spread, *terms_of(space))):
        raise RuleError(context.rule, f"{variable} stands outside of the determinant and the trace")
    need_products(context, one, weight, residual, total)
    context.need_defined(rest, scale)
    context.need(positive(scale), Equal(determinant(one), S.Zero))
    everywhere = throughout(context, variable, space)
    everywhere.need_defined(function)
    shape = rest - scale * log(determinant(other)) - scale * trace_of_quotient(one, other)
    everywhere.need(Equal(function, shape))
    return ArrayArgmax(function, (variable,), (space,), ())


@inference(
    "exactly-when-definite",
    takes=(2, 4),
    source="Horn & Johnson (2013), section 7.1",
    discharges=True,
    statement=lambda: says(
        "n m x f a q r",
        SAMPLES,
        ArrayArgmax(f(q), (q,), (MATRICES,), ((PRODUCTS,),)),
        ArrayArgmax(f(q), (q,), (MATRICES,), ()),
        then=MaximiserExists(f(q), (q,), (MATRICES,), (definite(SCATTER),), True, True),
    ),
)
def exactly_when_definite(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Exactly one maximiser where S = w·∑ᵢ uᵢuᵢᵀ with w ≥ 0 is positive definite, and none where det S = 0:
    there is no other case, since S is positive semidefinite."""
    best, none = premises
    fact, (weight, residual, total) = witness[0], map(term_of, witness[1:])
    if not isinstance(fact, PositiveDefinite):
        raise RuleError(context.rule, f"{fact} does not say that a matrix is positive definite")
    matrix = matrix_of(fact.entry, fact.row, fact.column)
    match best.claim, none.claim:
        case (ArrayArgmax(points=(_,)) as one, ArrayArgmax(points=()) as other):
            if (one.function, one.variables, one.spaces) != (other.function, other.variables, other.spaces):
                raise RuleError(context.rule, "the cases are about different functions")
        case _:
            raise RuleError(context.rule, "needs one maximiser in the one case, and none in the other")
    if extra_hypotheses(context, best) != (fact,):
        raise RuleError(context.rule, f"the one case must assume {fact}, and no more")
    if extra_hypotheses(context, none) != (Equal(determinant(matrix), S.Zero),):
        raise RuleError(context.rule, "the other case must assume that the determinant is 0, and no more")
    if any(depends(fact.entry, variable, context.given) for variable in one.variables):
        raise RuleError(context.rule, "the condition is about a variable of the function")
    need_products(context, matrix, weight, residual, total)
    return MaximiserExists(one.function, one.variables, one.spaces, (fact,), True, True)


@inference(
    "rank-of-products",
    takes=(0, 5),
    source="Horn & Johnson (2013), section 0.4",
    statement=lambda: says("n m x a r", SAMPLES, definite(SCATTER), then=LessEqual(n, a)),
)
def rank_of_products(context: Context, premises: Premises, witness: Witness) -> Claim:
    """S = w·∑ᵢ uᵢuᵢᵀ has no higher rank than there are summands, and a lower one where the uᵢ add up to 0: so
    one that is positive definite has at most as many rows, or fewer."""
    what, fact, (weight, residual, total) = witness[0], witness[1], map(term_of, witness[2:])
    if not isinstance(fact, PositiveDefinite):
        raise RuleError(context.rule, f"{fact} does not say that a matrix is positive definite")
    need_products(context, matrix_of(fact.entry, fact.row, fact.column), weight, residual, total)
    context.need(fact)
    (index,) = limits(total)
    rows, count = (high - low + 1 for _, low, high in (fact.row, index))
    match what:
        case "any":
            return LessEqual(rows, count)
        case "centred":
            context.need(LessEqual(S.One, count))
            deviations = Sum(residual, Tuple(*index))
            context.under(fact.row).need(Equal(deviations, S.Zero))
            return Less(rows, count)
    raise RuleError(context.rule, f"says nothing of {what}")
