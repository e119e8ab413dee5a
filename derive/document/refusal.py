"""Why a loss is no likelihood, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from sympy import Expr, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.terms import substitute
from derive.document.blocks import Block, Equation, Inlines, Math
from derive.document.words import Words
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem
from derive.notation.claims import claim_latex, space_latex
from derive.notation.latex import latex
from derive.statement import NotLikelihood, Vectors, entry


def why_not(theorem: Theorem, words: Words) -> Iterator[Block]:
    """The reason that a rule gives; after that of a restriction, the reason for what is left."""
    yield from words.blocks(f"loss.{theorem.rule.name.replace('-', '_')}", **witnessed(theorem))
    for premise in theorem.premises:
        if isinstance(premise.claim, NotLikelihood):
            yield Equation(claim_latex(premise.claim))
            yield from why_not(premise, words)


def on_curve(theorem: Theorem) -> dict[str, Inlines]:
    """The curve of a restriction, where its parameter runs, and the label that is told apart."""
    claim, *_, curve, label = theorem.claim, *theorem.witness
    inner = theorem.premises[0].claim
    assert isinstance(claim, NotLikelihood)
    assert isinstance(inner, NotLikelihood)
    assert isinstance(curve, Expr)
    assert isinstance(label, Expr)
    (vector,), (space,) = claim.variables, claim.domains
    (t,), (reach,) = inner.variables, inner.domains
    assert isinstance(space, Vectors)
    return {
        "curve": (Math(f"{latex(entry(vector, space.index[0]))} = {latex(curve)}"),),
        "reach": (Math(space_latex(t, reach)),),
        "label": (Math(latex(label)),),
    }


def witnessed(theorem: Theorem) -> dict[str, Inlines]:
    """The predictions at which no weights fit, and the factors that they would ask for."""
    assert isinstance(theorem.claim, NotLikelihood)
    names = theorem.claim.variables
    points = [part for part in theorem.witness[5:] if isinstance(part, tuple) and len(part) == len(names)]

    def at(point: tuple[object, ...]) -> Inlines:
        pairs = zip(names, point, strict=True)
        return (Math(r",\, ".join(f"{latex(a)} = {latex(v)}" for a, v in pairs if isinstance(v, Expr))),)

    gaps = {key: at(point) for key, point in zip(("first", "second", "third", "fourth"), points, strict=False)}
    if theorem.rule.name == "no-likelihood-by-curvature":
        gaps |= asked_factors(theorem, names[0], points)
    if theorem.rule.name == "no-likelihood-by-vanishing":
        end, point, bound = theorem.witness[5:]
        told = {"end": end, "first": point, "bound": bound}
        gaps |= {key: (Math(latex(v)),) for key, v in told.items() if isinstance(v, Expr)}
        gaps["prediction"] = (Math(latex(names[0])),)
    if theorem.rule.name == "no-likelihood-by-restriction":
        gaps |= on_curve(theorem)
    if theorem.rule.name == "no-likelihood-by-first-order":
        end = theorem.witness[5]
        gaps |= {
            "end": (Math(latex(end)),) if isinstance(end, Expr) else (),
            "prediction": (Math(latex(names[0])),),
        }
    return gaps


def asked_factors(theorem: Theorem, a: Symbol, points: list[tuple[object, ...]]) -> dict[str, Inlines]:
    """k = (u′v″ − v′u″)/(u′v′(v′ − u′)) at each of two predictions."""
    u1, u2, v1, v2 = (premise.equality.right for premise in theorem.premises)
    factor = (u1 * v2 - v1 * u2) / (u1 * v1 * (v1 - u1))
    gaps: dict[str, Inlines] = {}
    for key, (place,) in zip(("factor_first", "factor_second"), points, strict=True):
        assert isinstance(place, Expr)
        value = substitute(factor, {a: place})
        with suppress(DeriveError, ZeroDivisionError):
            value = factored(value, theorem.given)
        gaps[key] = (Math(f"k = {latex(value)}"),)
    return gaps
