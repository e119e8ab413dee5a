"""The linear predictor of a model: by what the parameters act on an observation, and the mean of that."""

from __future__ import annotations

from sympy import Expr, Indexed, Mul, S, Sum, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.terms import body, limits, names
from derive.errors import DeriveError
from derive.stages.solving import solutions
from derive.statement import Given, Model


def predictor_in(summand: Expr, vector: Symbol) -> Expr:
    """The one sum by which a summand of the log-likelihood depends on a vector. Raises DeriveError."""
    sums = [s for s in summand.atoms(Sum) if vector in names(s)]
    if len(sums) != 1 or vector in names(summand.xreplace({sums[0]: Symbol("")})):
        raise DeriveError(f"{summand} does not depend on {vector} by one predictor alone")
    return sums[0]


def residuals(score: Expr, item: Indexed) -> tuple[Expr, Expr, Expr]:
    """c, rᵢ and μᵢ of a score c·∑ᵢ rᵢ·(yᵢ − μᵢ). Raises DeriveError for another."""
    scale, total = score.as_independent(Sum, as_Add=False)
    if isinstance(total, Sum) and len(limits(total)) == 1:
        factors = Mul.make_args(body(total))
        gaps = [f for f in factors if item in f.free_symbols]
        if len(gaps) == 1 and item not in (mean := item - gaps[0]).free_symbols:
            return scale, Mul(*(f for f in factors if f != gaps[0])), mean
    raise DeriveError(f"{score} is no sum of residuals")


def link(mean: Expr, predictor: Symbol, value: Symbol, given: Given) -> Expr:
    """The predictor at which the mean has a value. Raises DeriveError where it cannot be solved for."""
    numerator, _ = factored(mean - value, given, unfold=True).as_numer_denom()
    for found in solutions(numerator, S.Zero, predictor, given):
        return found.root
    raise DeriveError(f"{mean} = {value} is not solved for {predictor}")


def summand(term: Expr, model: Model) -> Expr:
    """What a log-likelihood adds up over the observations. Raises DeriveError for another form."""
    if isinstance(term, Sum) and limits(term) == (model.index,):
        return body(term)
    raise DeriveError(f"{term} is no sum over the observations")
