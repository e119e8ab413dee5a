"""The Fisher information of a model whose parameter is a vector of coefficients."""

from __future__ import annotations

from derive.kernel.theorem import infer
from derive.language.vocabulary import expect
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.progress import Progress


def information_by_hessian(progress: Progress) -> Progress:
    """The observed information, −∂²ℓ/∂βₖ∂βₗ, which is the same for all data: so it is its mean; and the mean of
    ∂ℓ/∂βₖ·∂ℓ/∂βₗ is the same."""
    if "hessian" not in progress.known:
        return progress
    hessian = progress.known["hessian"]
    mean = Chain(hessian.given, expect(-hessian.equality.left)).using(hessian).by("linearity-of-expectation")
    spread = infer(named("information-by-hessian"), hessian.given, (hessian,))
    return progress.told("information_by_hessian", mean.theorem(), spread)
