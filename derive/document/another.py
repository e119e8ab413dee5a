"""What is said of another parameter: its name, what it is of the old one, and the other way round."""

from __future__ import annotations

from sympy import Symbol

from derive.document.blocks import Inlines, Math
from derive.document.naming import definition_latex
from derive.kernel.derivation import Derivation, Part
from derive.notation.claims import claim_latex, membership
from derive.notation.latex import latex
from derive.statement import Bijection, Equal

NAMES = ("Jstar", "Istar")
"""Functions of the other parameter that a derivation introduces."""


def change_of(derivation: Derivation) -> Bijection | None:
    """The one-to-one function that another parameter is of an old one, where there is one."""
    part = derivation.part("new_inverse")
    claim = part.theorems[-1].claim if part is not None else None
    return claim if isinstance(claim, Bijection) else None


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
