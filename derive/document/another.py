"""What is said of another parameter: its name, what it is of the old one, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Symbol

from derive.document.blocks import Block, Equation, Inlines, Math, Paragraph
from derive.document.naming import definition_latex
from derive.document.steps import hypotheses_of
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part
from derive.notation.claims import at_root_lines, claim_latex, hat_latex, hatted, place_latex
from derive.notation.domains import membership
from derive.notation.latex import latex
from derive.statement import Argmax, ArgmaxAtRoot, Bijection, Equal, JointArgmax, coordinates

NAMES = ("Jstar", "Istar")
"""Functions of the other parameter that a derivation introduces."""


def change_of(derivation: Derivation) -> Bijection | None:
    """The one-to-one function that another parameter is of an old one, where there is one."""
    part = derivation.part("new_inverse")
    claim = part.theorems[-1].claim if part is not None else None
    return claim if isinstance(claim, Bijection) else None


def results_in_another(derivation: Derivation, words: Words) -> Iterator[Block]:
    """The estimator of the parameter that takes the place of another one, and its standard error."""
    change, part = change_of(derivation), derivation.part("new_maximum")
    if change is None or part is None:
        return
    theorem = part.theorems[-1]
    gaps: dict[str, Inlines] = {
        "new_definition": (Math(claim_latex(Equal(change.value, change.function))),),
        "new_space": (Math(membership(change.value, change.image)),),
        "hypotheses": hypotheses_of(theorem),
    }
    form = "" if gaps["hypotheses"] else "_always"
    match theorem.claim:
        case ArgmaxAtRoot() as claim:
            gaps["parameter"] = (Math(latex(hatted(claim.variable, claim))),)
            yield Paragraph(words.line(f"result.another_at_root{form}", **gaps))
            yield from map(Equation, at_root_lines(claim))
        case Argmax() | JointArgmax() as claim:
            yield Paragraph(words.line(f"result.another{form}", **gaps))
            line = f"{hat_latex(change.value)} = {place_latex(dict(coordinates(claim))[change.value])}"
            error = derivation.part("new_standard_error")
            yield Equation(line + (rf", \qquad {claim_latex(error.theorems[-1].claim)}" if error else ""))


def change_gaps(part: Part, derivation: Derivation) -> dict[str, Inlines]:
    """What the words before a part on another parameter may mention."""
    change = change_of(derivation)
    if change is None or not part.key.startswith("new_"):
        return {}
    old, new = latex(change.variable), latex(change.value)
    given = part.theorems[-1].given
    named = [d for d in given.definitions() if d.head.func.__name__ in NAMES]
    formulas = {
        "old": old,
        "new": new,
        "new_definition": claim_latex(Equal(change.value, change.function)),
        "old_space": membership(change.variable, change.domain),
        "new_space": membership(change.value, change.image),
        "inverse": claim_latex(Equal(change.variable, change.inverse)),
        "old_by_new": slope(change.variable, change.value),
        "new_by_old": slope(change.value, change.variable),
    }
    if named:
        formulas["named"] = definition_latex(named[-1])
    return {key: (Math(formula),) for key, formula in formulas.items()}


def slope(above: Symbol, below: Symbol) -> str:
    """dp/dλ, inside of a sentence."""
    return " / ".join(rf"\mathrm{{d}} {latex(symbol)}" for symbol in (above, below))
