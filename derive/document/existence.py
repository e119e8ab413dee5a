"""When the maximum exists: each condition on the data, whether it is necessary or sufficient, and what happens
where it does not hold."""

from __future__ import annotations

from derive.document.blocks import Block, Bullets, Inlines, Math, Paragraph
from derive.document.steps import Steps, hypotheses_of
from derive.document.summary import domain_of
from derive.document.trust import heading
from derive.document.words import Words
from derive.kernel.derivation import Derivation
from derive.kernel.theorem import Theorem
from derive.notation.claims import claim_latex, facts_latex
from derive.notation.latex import latex
from derive.stages.failures import Failure, exactly, failures
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    ArrayArgmax,
    Claim,
    DefiniteMatrices,
    Fact,
    Interval,
    JointArgmax,
    JointSupremum,
    coordinates,
)


def existence_section(
    derivation: Derivation, steps: Steps, words: Words, objective: dict[str, Inlines]
) -> list[Block]:
    """The section, where the derivation has a maximum of what is named."""
    part = derivation.part("maximum")
    theorem = part.theorems[-1] if part else None
    if theorem is None or not (claim := maximised(theorem.claim)):
        return []
    blocks: list[Block] = [heading("existence", words)]
    if not theorem.given.hypotheses():
        key = "always_several" if is_spread(claim) else "always"
        gaps = {"domain": domain_of(claim)} | objective
        return [*blocks, Paragraph(words.line(f"existence.{key}", **gaps))]
    blocks += [
        Paragraph(words.line("existence.conditions")),
        Bullets(tuple(marked(theorem, derivation, words))),
    ]
    for case in failures(derivation):
        blocks += [Paragraph(told(case, words)), *steps.blocks(case.part)]
    if every := derivation.part("existence"):
        whole, *single = every.theorems
        blocks.append(Paragraph((*words.line("existence.all"), *steps.statement(whole))))
        for one in single:
            gaps = {"single": hypotheses_of(one), "met": (Math(claim_latex(one.claim)),)}
            blocks.append(Paragraph(words.line("existence.single", **gaps)))
    if needed := derivation.part("observations"):
        blocks += [Paragraph(words.line("existence.observations")), *steps.blocks(needed)]
    return blocks


def maximised(claim: Claim) -> Argmax | JointArgmax | ArrayArgmax | ArgmaxAtRoot | None:
    """A claim that there is one maximiser, or one interval of them."""
    match claim:
        case ArgmaxAtRoot():
            return claim
        case Argmax() | JointArgmax() | ArrayArgmax() if len(claim.points) == 1:
            return claim
    return None


def is_spread(claim: Argmax | JointArgmax | ArrayArgmax | ArgmaxAtRoot) -> bool:
    """Whether the maximisers fill an interval."""
    if isinstance(claim, ArgmaxAtRoot):
        return False
    return any(isinstance(place, Interval) for _, place in coordinates(claim))


def marked(theorem: Theorem, derivation: Derivation, words: Words) -> list[Inlines]:
    """Each condition with its mark."""
    conditions = theorem.given.hypotheses()
    every = exactly(derivation)
    if every is None:
        return [words.line("existence.sufficient", condition=formula(*conditions))]
    if len(apart(conditions)) == 1:
        return [words.line("existence.both", condition=formula(*conditions))]
    key = "necessary" if every.unique else "necessary_for_any"
    each = [words.line(f"existence.{key}", condition=formula(*facts)) for facts in apart(conditions)]
    return [*each, words.line("existence.together", condition=formula(*conditions))]


def apart(facts: tuple[Fact, ...]) -> list[tuple[Fact, ...]]:
    """The conditions one by one; a < t and t < b are one, a < t < b."""
    if len(facts) == 2 and facts_latex(facts) != r",\; ".join(map(claim_latex, facts)):
        return [facts]
    return [(fact,) for fact in facts]


def formula(*facts: Fact) -> Inlines:
    return (Math(facts_latex(facts)),)


def told(case: Failure, words: Words) -> Inlines:
    """What happens in a case, in a sentence or two."""
    gaps: dict[str, Inlines] = {"hypotheses": formula(*case.hypotheses)}
    match case.part.theorems[-1].claim:
        case ArrayArgmax(spaces=(*_, DefiniteMatrices(row=(_, _, size)))):
            gaps["size"] = (Math(latex(size)),)
    if case.supremum is not None:
        gaps |= {"path": (Math(path_latex(case.supremum)),), "value": (Math(latex(case.supremum.value)),)}
    return words.line(f"existence.{case.kind}", **gaps)


def path_latex(claim: JointSupremum) -> str:
    """Where the supremum is approached: σ → 0, and the other parameters as they are there."""
    whole = zip(claim.variables, claim.path, strict=True)
    others = [f"{latex(v)} = {latex(place)}" for v, place in whole if v != claim.variable]
    return r",\; ".join((rf"{latex(claim.variable)} \to {latex(claim.end)}", *others))
