"""A rule as a small document: what it says, over which variables, and where it is from."""

from __future__ import annotations

from derive.document.bibliography import Bibliography
from derive.document.blocks import Document, Equation, Paragraph, Text
from derive.document.words import Words
from derive.kernel.rule import Rule
from derive.notation.claims import claim_latex


def compose_rule(rule: Rule, language: str) -> Document:
    """The rule's statement and source, in a language of `languages()`."""
    words = Words(language)
    bibliography = Bibliography(words)
    statement = rule.statement()
    hypotheses = r",\quad ".join(claim_latex(hypothesis) for hypothesis in statement.hypotheses)
    conclusion = claim_latex(statement.conclusion)
    formula = rf"{hypotheses} \;\Longrightarrow\; {conclusion}" if hypotheses else conclusion
    cited = bibliography.cite(rule.source)
    return Document(
        title=(Text(rule.name),),
        subtitle=words.line(f"rule.{rule.name}"),
        language=language,
        blocks=(
            Equation(formula),
            Paragraph((Text(words.plain("trust.source")), Text(words.plain("document.colon")), *cited)),
            bibliography.block(),
        ),
        highlights=((rule.name, formula),),
    )
