"""Rules of comparisons."""

from __future__ import annotations

from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import a, b, says
from derive.kernel.witness import Witness
from derive.statement import Claim, Less, LessEqual, Unequal


@inference(
    "comparison",
    takes=(0, 1),
    source="Hardy, Littlewood & Pólya (1952), chapter 2",
    statement=lambda: says("a b", then=LessEqual(2 * a * b, a**2 + b**2)),
)
def comparison(context: Context, premises: Premises, witness: Witness) -> Claim:
    """One side is less than the other (or not more, or another) wherever both are defined, by a sign proof
    that stays with the theorem."""
    (claim,) = witness
    if not isinstance(claim, Less | LessEqual | Unequal):
        raise RuleError("comparison", f"{claim} is no comparison")
    context.need_defined(claim.left, claim.right)
    context.need(claim)
    return claim
