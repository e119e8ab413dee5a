"""Formulas about the estimators: information, standard errors, means, and their law in large samples."""

from __future__ import annotations

from itertools import combinations_with_replacement

from sympy import Abs, Add, Basic, Expr, S, Symbol
from sympy.core.function import AppliedUndef

from derive.algebra.terms import names
from derive.kernel.derivation import Part
from derive.notation.claims import matrix_latex
from derive.notation.latex import latex
from derive.stages.bias import powers
from derive.statement import JointArgmax

LAW = "Lehmann & Casella (1998), theorem 6.5.1"


def law_latex(parameters: tuple[Basic, ...], size: Expr) -> str:
    """√n (θ̂ − θ) → N(0, i(θ)⁻¹)."""
    gaps = ",\\; ".join(rf"\hat{{{latex(p)}}} - {latex(p)}" for p in parameters)
    place = ", ".join(map(latex, parameters))
    return rf"\sqrt{{{latex(size)}}} \, \bigl({gaps}\bigr) \to N\bigl(0,\; i({place})^{{-1}}\bigr)"


def information_latex(part: Part, parameters: tuple[Basic, ...]) -> str:
    """I(θ) = the matrix, from the theorems about its entries."""
    pairs = combinations_with_replacement(range(len(parameters)), 2)
    values = {pair: theorem.equality.right for pair, theorem in zip(pairs, part.theorems, strict=True)}
    span = range(len(parameters))
    rows = tuple(tuple(values[min(j, k), max(j, k)] for k in span) for j in span)
    return f"I({', '.join(map(latex, parameters))}) = {matrix_latex(rows)}"


def errors_latex(part: Part, parameters: tuple[Basic, ...]) -> list[str]:
    """se(θ̂) = … for each parameter."""
    values = [latex(theorem.equality.right) for theorem in part.theorems]
    pairs = zip(map(latex, parameters), values, strict=True)
    return [rf"\operatorname{{se}}(\hat{{{parameter}}}) = {value}" for parameter, value in pairs]


def power_latex(part: Part, best: JointArgmax) -> str:
    """θ̂ᵏ, of which a part says the mean."""
    parameter = part.key.partition(".")[2]
    (mean,) = part.theorems[-1].equality.left.args
    pairs = zip(map(str, best.variables), best.points[0], strict=True)
    estimate = next(point for name, point in pairs if name == parameter)
    power = next(k for k, term in powers(estimate) if term == mean)
    hat = rf"\hat{{{latex(Symbol(parameter))}}}"
    return {S.One: hat, S.NegativeOne: rf"1 / {hat}"}.get(power, f"{hat}^{{{latex(power)}}}")


def penalty_of(part: Part) -> tuple[str, Expr] | None:
    """The weight of a penalty, and its kind: the sum of the squares of parameters, or of their sizes."""
    last = part.theorems[-1].equality
    (head,) = last.left.atoms(AppliedUndef)
    found: set[tuple[str, Expr] | None] = set()
    for term in Add.make_args(last.right):
        moving = names(term) & names(head)
        if moving and not term.has(AppliedUndef):
            found |= {weight_in(term, *moving)} if len(moving) == 1 else {None}
    return found.pop() if len(found) == 1 else None


def weight_in(term: Expr, parameter: Basic) -> tuple[str, Expr] | None:
    weights = {"l2": term / parameter**2, "l1": term / Abs(parameter)}
    return next(((kind, weight) for kind, weight in weights.items() if parameter not in names(weight)), None)
