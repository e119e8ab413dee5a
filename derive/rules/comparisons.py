"""Rules of comparisons."""

from __future__ import annotations

from sympy import S

from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import a, b, says
from derive.kernel.witness import Witness, term_of
from derive.statement import Claim, Equal, Less, LessEqual, Unequal


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


@inference(
    "square-within",
    takes=(0, 2),
    source="Rudin (1976), proposition 1.18",
    statement=lambda: says("a b", LessEqual(a**2, b), Equal(b, S.Zero), then=Equal(a, S.Zero)),
)
def square_within(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a² ≤ b and b = 0 give a = 0: no square is negative."""
    term, bound = map(term_of, witness)
    context.need_defined(term, bound)
    context.need(LessEqual(term**2, bound), Equal(bound, S.Zero))
    return Equal(term, S.Zero)
