"""Formulas about the estimators: information, standard errors, means, and their law in large samples."""

from __future__ import annotations

from itertools import combinations_with_replacement

from sympy import Abs, Add, Basic, Expr, S, Symbol
from sympy.core.function import AppliedUndef

from derive.algebra.terms import names
from derive.document.blocks import Inlines, Math
from derive.kernel.derivation import Derivation, Part
from derive.notation.arrays import matrix_latex
from derive.notation.claims import claim_latex
from derive.notation.latex import latex
from derive.stages.bias import powers
from derive.statement import Argmax, JointArgmax, JointDensity, coordinates

OF_ONE = ("unbiased", "biased")
"""Kinds of parts about one of the parameters that stand in a section about all."""

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


def information_formulas(derivation: Derivation) -> list[str]:
    """I = … and the standard error, or the information matrix with the standard errors."""
    if (whole := derivation.part("information_matrix")) is not None:
        unknown = next(f.head for f in derivation.given.facts() if isinstance(f, JointDensity)).args
        errors = derivation.part("standard_errors")
        return [information_latex(whole, unknown), *(errors_latex(errors, unknown) if errors else [])]
    one = derivation.part("information") or derivation.part("information_of_family")
    told = [part.theorems[-1].claim for part in (one, derivation.part("standard_error")) if part]
    return (
        [r", \qquad ".join(("I = " if k == 0 else "") + claim_latex(c) for k, c in enumerate(told))]
        if one
        else []
    )


def mean_formulas(derivation: Derivation) -> list[str]:
    """E[θ̂ᵏ] = … for each parameter of which the mean of the estimator is known."""
    parts = [part for part in derivation.parts if kind_of(part) in OF_ONE]
    values = [latex(part.theorems[-1].equality.right) for part in parts]
    powers_of = [power_latex(part, derivation) for part in parts]
    return [rf"\operatorname{{E}}[{power}] = {value}" for power, value in zip(powers_of, values, strict=True)]


def power_gaps(part: Part, derivation: Derivation) -> dict[str, Inlines]:
    """What the words before the mean of an estimator may mention."""
    mean = part.theorems[-1].equality
    power = f"{power_latex(part, derivation)} = {latex(mean.left.args[0])}"
    return {"power": (Math(power),), "target": (Math(latex(mean.right)),)}


def power_latex(part: Part, derivation: Derivation) -> str:
    """θ̂ᵏ, of which a part says the mean."""
    parameter = part.key.partition(".")[2]
    (mean,) = part.theorems[-1].equality.left.args
    best = derivation.part("maximum")
    claim = best.theorems[-1].claim if best else None
    assert isinstance(claim, Argmax | JointArgmax)
    estimate = next(place for variable, place in coordinates(claim) if str(variable) == parameter)
    assert isinstance(estimate, Expr)
    power = next(k for k, term in powers(estimate) if term == mean)
    hat = rf"\hat{{{latex(Symbol(parameter))}}}"
    return {S.One: hat, S.NegativeOne: rf"1 / {hat}"}.get(power, f"{hat}^{{{latex(power)}}}")


def kind_of(part: Part) -> str:
    """The key of a part without the parameter that it is about."""
    return part.key.partition(".")[0]


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
