"""A log-likelihood in linear predictors: its design matrix, and what is told of it in matrices."""

from __future__ import annotations

from sympy import Expr, Symbol

from derive.algebra.terms import body, limits
from derive.document.blocks import Block, Inlines, Math
from derive.document.words import Words
from derive.errors import DeriveError
from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem
from derive.notation.claims import claim_latex, together_latex
from derive.notation.latex import latex
from derive.rules.concave import sum_of_squares
from derive.stages.predictors import residuals
from derive.statement import AffineArgmax, Each, Equal, Limit, MaximiserByDirections, VectorConcave, entry


def flat_gaps(theorem: Theorem) -> dict[str, Inlines]:
    """The direction in which a concave function may be flat, where it is so, and the matrix that tells this;
    the directions along which it never falls."""
    match theorem.claim:
        case Limit(variable=variable):
            return {"predictor": (Math(latex(variable)),)}
        case MaximiserByDirections() as rising:
            told = {"direction": latex(rising.direction), "rising": together_latex(rising.rising)}
            return {key: (Math(tex),) for key, tex in told.items()}
        case VectorConcave(condition=condition) | AffineArgmax(flat=condition) as claim:
            told = {"direction": latex(claim.direction), "flat": claim_latex(condition)}
            if is_linear(condition):
                told["matrix"] = latex(beside(condition, claim.direction))
            return {key: (Math(tex),) for key, tex in told.items()}
    return {}


def is_linear(condition: Each) -> bool:
    """Whether a direction is flat where predictors are 0, and not where several are equal."""
    return isinstance(condition.fact, Equal) and condition.fact.right == 0


def beside(condition: Each, vector: Symbol) -> Expr:
    """aᵢⱼ in ∑ⱼ aᵢⱼ·vⱼ = 0."""
    assert isinstance(condition.fact, Equal)
    total = condition.fact.left
    item: Expr = body(total) / entry(vector, limits(total)[0][0])
    return item


def in_matrices(derivation: Derivation, words: Words) -> list[Block]:
    """The score as Xᵀ(y − μ), and the information as XᵀWX, where they have this form."""
    parts = [derivation.part(key) for key in ("score", "hessian", "concave")]
    score, hessian, shape = (part.theorems[-1] if part else None for part in parts)
    if score is None or hessian is None or shape is None or not isinstance(shape.claim, VectorConcave):
        return []
    sample = next(derivation.given.samples())
    one, two = (by.indices[0] for by in hessian.equality.left.variables)
    _, weight, column = sum_of_squares(hessian.equality.right, one, two)
    try:
        scale, rest, mean = residuals(score.equality.right, sample.item)
    except DeriveError:
        return []
    if rest != column:
        return []
    vector, item = latex(shape.claim.variable), beside(shape.claim.condition, shape.claim.direction)
    place, size, data = map(latex, (sample.index[0], sample.index[2], sample.item.base.label))
    factor = "" if scale == 1 else f"{latex(scale)} "
    gaps = {
        "score": rf"\nabla \ell({vector}) = {factor}X^{{\top}} ({data} - \mu)",
        "information": rf"-\nabla^2 \ell({vector}) = X^{{\top}} W X",
        "matrix": rf"X = ({latex(item)})",
        "mean": rf"\mu_{place} = {latex(mean)}",
        "weight": rf"w_{place} = {latex(-weight)}",
        "diagonal": rf"W = \operatorname{{diag}}(w_1, \dots, w_{size})",
    }
    return words.blocks("matrices.form", **{key: (Math(tex),) for key, tex in gaps.items()})
