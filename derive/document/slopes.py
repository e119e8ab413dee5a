"""The sections of a loss about its slopes, and about its expected value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.document.blocks import Block, Bullets, Chain, Equation, Inlines, Line, Math, Paragraph
from derive.document.trust import heading
from derive.document.words import Words
from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem
from derive.notation.claims import claim_latex, facts_latex
from derive.notation.latex import latex
from derive.stages.proper import EXPECTED, Proper, free_letter, scored
from derive.stages.slopes import (
    GRADIENT,
    HESSIAN,
    LINK,
    LINKED_GRADIENT,
    LINKED_HESSIAN,
    open_view,
)
from derive.stages.slopes_told import Turn, slopes_in
from derive.statement import Kind, Loss


def slopes_section(loss: Loss, derivation: Derivation, words: Words) -> list[Block]:
    """The gradient and the Hessian, in what is predicted and through the link; what was not found is told."""
    blocks: list[Block] = [heading("slopes", words)]
    gradient = derivation.part(GRADIENT)
    if gradient is None:
        key = "points_only" if open_view(loss) is None else "slopes_not_shown"
        return [*blocks, Paragraph(words.line(f"loss.{key}"))]
    blocks += [Paragraph(words.line("loss.gradient")), table(gradient.theorems)]
    turns = slopes_in(derivation).turns
    if turns:
        blocks += [
            Paragraph(words.line("loss.turns")),
            Bullets(tuple(turn_line(turn, words) for turn in turns)),
        ]
    elif any(theorem.given.hypotheses() for theorem in gradient.theorems):
        blocks.append(Paragraph(words.line("loss.turns_not_shown")))
    if (hessian := derivation.part(HESSIAN)) is not None:
        pieces = any(theorem.given.hypotheses() for theorem in hessian.theorems)
        key = "hessian_of_pieces" if pieces else "hessian"
        blocks += [Paragraph(words.line(f"loss.{key}")), table(hessian.theorems)]
    return [*blocks, *through_link(derivation, words)]


def through_link(derivation: Derivation, words: Words) -> Iterator[Block]:
    """The loss of σ(z), exp(z) or softmax(z), and its derivatives."""
    link, gradient = derivation.part(LINK), derivation.part(LINKED_GRADIENT)
    if link is None or gradient is None:
        return
    yield Paragraph(words.line("loss.link"))
    yield Equation(claim_latex(link.theorems[-1].claim))
    yield Paragraph(words.line("loss.linked"))
    hessian = derivation.part(LINKED_HESSIAN)
    yield table((*gradient.theorems, *(hessian.theorems if hessian else ())))


def table(theorems: Iterable[Theorem]) -> Chain:
    """Derivatives one under the other, each with where it holds."""
    return Chain(tuple(map(line, theorems)))


def line(theorem: Theorem) -> Line:
    claim, where = theorem.equality, theorem.given.hypotheses()
    condition = rf" \quad ({facts_latex(where)})" if where else ""
    return Line(latex(claim.left, True), "=", latex(claim.right, True) + condition)


def turn_line(turn: Turn, words: Words) -> Inlines:
    """The slopes from both sides, and whether there is a derivative."""
    gaps: dict[str, Inlines] = {
        "loss": (Math(latex(turn.of)),),
        "place": (Math(f"{latex(turn.variable)} = {latex(turn.place)}"),),
        "left": (Math(latex(turn.left)),),
        "right": (Math(latex(turn.right)),),
    }
    return words.line("loss.turn_smooth" if turn.smooth else "loss.kink", **gaps)


# ── the expected value ──


def scoring_section(loss: Loss, kind: Kind, derivation: Derivation, words: Words) -> list[Block]:
    """Whether the loss is a proper scoring rule."""
    if loss.target is None:
        return []
    told, part = scored(loss, kind, derivation), derivation.part(EXPECTED)
    gaps: dict[str, Inlines] = {"probability": (Math(latex(free_letter(loss))),)}
    if told.place is not None:
        gaps["place"] = (Math(f"{latex(loss.predictions[0][0])} = {latex(told.place)}"),)
    key = told.kind.name.lower()
    if told.kind is Proper.IMPROPER and told.place is None:
        key = "improper_at_point"
    blocks: list[Block] = [heading("scoring", words), *words.blocks(f"loss.{key}", **gaps)]
    if part is not None:
        blocks.append(Equation(claim_latex(part.theorems[-1].claim)))
    return blocks
