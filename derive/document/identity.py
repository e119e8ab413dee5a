"""The write-up of a proved identity: what is given, the statement, and the chain from one side to the other."""

from __future__ import annotations

from derive.document.bibliography import Bibliography
from derive.document.blocks import Block, Box, Bullets, Document, Equation, Math, Paragraph, Text
from derive.document.steps import Steps
from derive.document.trust import heading, sources_section, trust_section
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part
from derive.notation.claims import claim_latex


def compose_identity(derivation: Derivation, language: str) -> Document:
    """The write-up of a derivation that proves identities, in a language of `languages()`."""
    words = Words(language)
    bibliography = Bibliography(words)
    steps = Steps(derivation, words)
    results = [part.theorems[-1] for part in derivation.parts]
    blocks: list[Block] = [*assumptions(derivation, words)]
    formulas = tuple(Equation(claim_latex(theorem.claim)) for theorem in results)
    blocks.append(Box("theorem", (Text(words.plain("identity.statement")),), formulas))
    blocks.append(heading("proof", words))
    before = ""
    for part in derivation.parts:
        if before != (before := way(part)):  # said once of parts that go the same way
            blocks.append(Paragraph(words.line(f"identity.{before}")))
        blocks += steps.blocks(part)
    blocks += trust_section(derivation, results, words, bibliography)
    blocks += sources_section(words, bibliography)
    return Document(
        title=words.line("identity.title"),
        subtitle=words.line("identity.subtitle"),
        language=words.language,
        blocks=tuple(blocks),
        footer=words.line("document.footer"),
        highlights=tuple((f"identity-{k}", claim_latex(t.claim)) for k, t in enumerate(results, 1)),
    )


def way(part: Part) -> str:
    """How a part shows its statement: the key of the words that introduce it."""
    rules = {theorem.rule.name for theorem in part.theorems}
    return "by_sign" if "comparison" in rules else "by_meaning" if "meaning" in rules else "by_form"


def assumptions(derivation: Derivation, words: Words) -> list[Block]:
    """The facts, in a box; none where nothing is given."""
    facts = dict.fromkeys(f for part in derivation.parts for f in part.theorems[-1].given.facts())
    if not facts:
        return []
    items = tuple((Math(claim_latex(fact)),) for fact in facts)
    return [Box("assumptions", (Text(words.plain("box.assumptions")),), (Bullets(items),))]
