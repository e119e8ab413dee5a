"""The rule of log-sum-exp: the logarithm of a sum of exponentials of affine functions is convex."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sympy import Add, Expr, Indexed, Integer, Mul, S, Sum, Symbol, exp, log

from derive.algebra.terms import body, limits, names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import i, n, p, q, says
from derive.kernel.witness import Witness, array_of, term_of, variable_of
from derive.rules.concave import ALL, require_open
from derive.rules.equality import depends, throughout
from derive.statement import (
    Claim,
    Each,
    Equal,
    Given,
    Less,
    LessEqual,
    VectorConcave,
    entry,
    nonnegative,
)

NAME = "concave-log-sum-exp"
LEVEL = Each(Equal(entry(p, i), entry(p, Integer(1))), (i, Integer(1), n))
LOGARITHM = log(Sum(exp(entry(q, i)), (i, 1, n)))


@inference(
    NAME,
    takes=(0, 4),
    source="Boyd & Vandenberghe (2004), section 3.1.5",
    statement=lambda: says(
        "n p q",
        LessEqual(Integer(1), n),
        then=VectorConcave(entry(q, Integer(1)) - LOGARITHM, q, ALL, p, LEVEL),
    ),
)
def concave_log_sum_exp(context: Context, premises: Premises, witness: Witness) -> Claim:
    """−log ∑ₖ exp uₖ is concave where every uₖ is affine, and so is a sum of such functions, times positive
    numbers, and of affine ones. Along a line it is strictly so, unless all uₖ have the same slope there: with
    their shares as weights, the second derivative of log ∑ₖ exp uₖ is the variance of the slopes."""
    function, vector = term_of(witness[0]), variable_of(witness[1])
    domain, direction = array_of(witness[2]), variable_of(witness[3])
    summand, rows = (body(function), limits(function)) if isinstance(function, Sum) else (function, ())
    require_open(domain, vector, context)
    everywhere = throughout(context, vector, domain)
    everywhere.need_defined(function)
    line = Line(vector, direction, context.given.under(*rows))
    line.refuse(function)
    line.refuse(*(end for row in rows for end in row[1:]), fixed=True)
    context.need(*(nonnegative(high - low) for _, low, high in rows))
    scale, total = one_logarithm(summand, line)
    everywhere.under(*rows).need(Less(scale, S.Zero))
    (index,) = limits(total)
    if len(rows) > 1 or len({vector, direction, index[0], *(row[0] for row in rows)}) < 3 + len(rows):
        raise RuleError(NAME, "the arrays and the indices must have different names")
    context.under(*rows).need(LessEqual(index[1], index[2]))
    slope = replace(line, given=line.given.under(index)).slope(body(total).args[0])
    condition = Each(Equal(slope, substitute(slope, {index[0]: index[1]})), index)
    for row in rows:
        moves = any(row[0] in names(term) for term in (slope, *index[1:]))
        condition = Each(condition, row) if moves else condition
    return VectorConcave(function, vector, domain, direction, condition)


def one_logarithm(summand: Expr, line: Line) -> tuple[Expr, Sum]:
    """c and ∑ₖ exp uₖ of the one term c·log ∑ₖ exp uₖ; all others must be affine."""
    found: list[tuple[Expr, Sum]] = []
    for part in Add.make_args(summand):
        outside, factors = part.as_independent(log, as_Add=False)
        match factors:
            case log(args=(Sum() as total,)) if isinstance(body(total), exp) and len(limits(total)) == 1:
                line.refuse(outside, *limits(total)[0][1:], fixed=True)
                found.append((outside, total))
            case _:
                line.slope(part)
    if len(found) != 1:
        raise RuleError(NAME, f"{summand} has no one logarithm of a sum of exponentials")
    return found[0]


@dataclass(frozen=True)
class Line:
    """The lines in a direction, on which the entries of a vector or a matrix move."""

    vector: Symbol
    direction: Symbol
    given: Given

    def refuse(self, *terms: Expr, fixed: bool = False) -> None:
        """Refuse a term in the direction; and if it must be `fixed`, in the vector."""
        for term in terms:
            moved = (self.direction, self.vector) if fixed else (self.direction,)
            if any(depends(term, name, self.given) for name in moved):
                raise RuleError(NAME, f"{term} moves")

    def slope(self, term: Expr) -> Expr:
        """The slope of an affine term: the term without constants, of the direction instead of the vector."""
        if not depends(term, self.vector, self.given):
            return S.Zero
        match term:
            case Indexed() if term.base.label == self.vector:
                self.refuse(*term.indices, fixed=True)
                return entry(self.direction, *term.indices)
            case Add(args=parts):
                return Add(*map(self.slope, parts))
            case Mul(args=factors):
                moving = [factor for factor in factors if depends(factor, self.vector, self.given)]
                if len(moving) == 1:
                    return Mul(*(factor for factor in factors if factor != moving[0]), self.slope(moving[0]))
            case Sum() if not {self.vector, self.direction} & {symbol for symbol, _, _ in limits(term)}:
                self.refuse(*(end for index in limits(term) for end in index[1:]), fixed=True)
                inside = replace(self, given=self.given.under(*reversed(limits(term))))
                return Sum(inside.slope(body(term)), *limits(term))
        raise RuleError(NAME, f"{term} is not affine in {self.vector}")
