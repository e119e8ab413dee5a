"""From a derivation to a document: which parts stand in which section, and the words around them.

Nothing here depends on the family: a part that a derivation does not have is left out.
"""

from __future__ import annotations

from sympy import Symbol, log

from derive.document.bibliography import Bibliography
from derive.document.blocks import (
    Block,
    Document,
    Equation,
    Heading,
    Inlines,
    Math,
    Text,
)
from derive.document.estimators import LAW, law_latex, penalty_of, power_latex
from derive.document.losses import loss_gaps
from derive.document.naming import defined, definition_latex, first_named, new_definitions
from derive.document.steps import Steps, hypotheses_of
from derive.document.summary import OF_ONE, Summary, kind_of
from derive.document.trust import heading, sources_section, trust_section
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part
from derive.notation.claims import claim_latex
from derive.notation.latex import latex
from derive.statement import (
    JointArgmax,
    JointDensity,
    Member,
    Provenance,
    StrictlyConcave,
    Supremum,
)

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("likelihood", ("likelihood",)),
    ("log_likelihood", ("log_likelihood", "statistics")),
    ("exponential_form", ("exponential_form",)),
    ("posterior", ("posterior", "penalised", "log_posterior")),
    ("score", ("score", "estimator", "root")),
    ("maximum", ("curvature", "sign", "maximum", "normalised")),
    (
        "boundary",
        (
            "closed_likelihood", "boundary_low", "closed_low", "boundary_high", "closed_high",
            "closed_inside", "closed",
        ),
    ),
    (
        "information",
        (
            "information", "information_of_family", "information_matrix", "mean_curvature",
            "information_equality", "inverse_information", "limit_law", "standard_error", "standard_errors",
        ),
    ),
    ("bias", ("moments", "unbiased", "biased")),
    ("loss", ("loss",)),
    ("coincidence", ("empirical", "entropy", "one_minimiser")),
)  # fmt: skip

NAMED = {"q": "share", "crossentropy": "cross", "entropy": "entropy", "divergence": "divergence"}
"""Names that a derivation introduces, and what the words call them."""


def compose(derivation: Derivation, language: str) -> Document:
    """The write-up of a derivation, in a language of `languages()`."""
    return _Composer(derivation, language).document()


class _Composer:
    def __init__(self, derivation: Derivation, language: str) -> None:
        self.derivation = derivation
        self.words = Words(language)
        self.steps = Steps(derivation, self.words)
        self.summary = Summary(derivation, self.words)
        self.bibliography = Bibliography(self.words)
        self.family = self.words.title(derivation.title)

    def document(self) -> Document:
        words = self.words
        cited = self.bibliography.cite(self.derivation.source)
        blocks: list[Block] = [self.summary.assumptions(cited), *self.summary.results()]
        for key, parts in SECTIONS:
            if key == "score":
                blocks += self.coordinates()
            blocks += self.section(key, [p for part in parts for p in self.parts(part)])
        blocks += self.open_questions()
        blocks += trust_section(self.derivation, self.summary.goals(), self.words, self.bibliography)
        blocks += sources_section(self.words, self.bibliography)
        return Document(
            title=words.line(self.summary.title, family=(Text(self.family),)),
            subtitle=words.line("document.subtitle"),
            language=words.language,
            blocks=tuple(blocks),
            footer=words.line("document.footer"),
            highlights=tuple(self.summary.highlights()),
        )

    def parts(self, key: str) -> list[Part]:
        """The part of this key, or the parts of this kind about one parameter each."""
        whole = key not in OF_ONE
        return [p for p in self.derivation.parts if key == (p.key if whole else kind_of(p))]

    def coordinates(self) -> list[Block]:
        """A section for each parameter, where there are several."""
        blocks: list[Block] = []
        named: dict[str, list[Part]] = {}
        for part in self.derivation.parts:
            label = part.key.partition(".")[2]
            if label and kind_of(part) not in OF_ONE:
                named.setdefault(label, []).append(part)
        for label, parts in named.items():
            parameter = (Math(latex(Symbol(label))),)
            blocks.append(Heading(self.words.line("section.coordinate", parameter=parameter), f"over-{label}"))
            blocks += self.told(parts)
        return blocks

    def open_questions(self) -> list[Block]:
        """What could not be shown, and where the derivation stopped."""
        words, questions = self.words, self.derivation.open
        blocks: list[Block] = [heading("open", words)] if questions else []
        for question in questions:
            label = question.part.partition(".")[2]
            unknown = next(f.head for f in self.derivation.given.facts() if isinstance(f, JointDensity)).args
            parameters = (Symbol(label),) if label else unknown
            gaps = {"parameter": (Math(", ".join(map(latex, parameters))),)}
            blocks += words.blocks(f"open.{question.key}", **gaps)
            blocks += [Equation(claim_latex(claim)) for claim in question.claims]
        return blocks

    def section(self, key: str, parts: list[Part]) -> list[Block]:
        if not parts:
            return []
        return [heading(key, self.words), *self.told(parts)]

    def told(self, parts: list[Part]) -> list[Block]:
        blocks: list[Block] = []
        for part in parts:
            blocks += self.introduction(part)
            blocks += self.steps.blocks(part)
        return blocks

    def introduction(self, part: Part) -> list[Block]:
        """The words before a part, with whatever they mention filled in from its theorems."""
        last = part.theorems[-1]
        gaps = self.gaps(part) | (loss_gaps(last, self.words) if part.key == "loss" else {})
        if part.key == "limit_law":
            gaps["cited"] = self.bibliography.cite(LAW)
        if part.key == "normalised":
            gaps["integral"] = (Math(claim_latex(last.given.hypotheses()[-1])),)
        if part.key == "penalised" and (penalty := penalty_of(part)):
            gaps["weight"] = (Math(latex(penalty[1])),)
            return self.words.blocks(f"part.penalised_{penalty[0]}", **gaps)
        if kind_of(part) in OF_ONE and (best := self.summary.best()):
            (mean,) = last.equality.left.args
            gaps["power"] = (Math(f"{power_latex(part, best[1])} = {latex(mean)}"),)
            gaps["target"] = (Math(latex(last.equality.right)),)
        key = kind_of(part)
        if key == "profile":
            new = first_named(part, self.derivation)
            gaps["definitions"] = defined(new)
            key = "profile_named" if new else key
        if key == "statistics" and len(new_definitions(part, self.derivation)) > 1:
            key = "several_statistics"
        if key.startswith("boundary_"):
            key = self.boundary_words(part)
        if key == "maximum" and not any(isinstance(t.claim, StrictlyConcave) for t in part.theorems):
            key = (
                "joint_maximum" if isinstance(part.theorems[0].claim, JointArgmax) else "maximum_of_likelihood"
            )
        return self.words.blocks(f"part.{key}", **gaps)

    def boundary_words(self, part: Part) -> str:
        """The words for a case at the boundary: with a supremum that is approached, the second time shorter."""
        if not any(isinstance(theorem.claim, Supremum) for theorem in part.theorems):
            return "boundary_monotone"
        return part.key if self.derivation.part("boundary_low") else "boundary_low"

    def gaps(self, part: Part) -> dict[str, Inlines]:
        """What any introduction may mention."""
        last = part.theorems[-1]
        given, sample = last.given, next(last.given.samples())
        likelihood = next(f.head for f in given.facts() if isinstance(f, JointDensity))
        log_likelihood = next(d.head for d in given.definitions() if d.body == log(likelihood))
        label = part.key.partition(".")[2]
        parameters = (Symbol(label),) if label else likelihood.args
        new = new_definitions(part, self.derivation)
        gaps: dict[str, Inlines] = {
            "parameter": (Math(", ".join(map(latex, parameters))),),
            "likelihood": (Math(latex(likelihood)),),
            "log_likelihood": (Math(latex(log_likelihood)),),
            "hypotheses": hypotheses_of(last),
            "definitions": defined(new),
            "item": (Math(latex(sample.item)),),
            "size": (Math(latex(sample.index[2])),),
            **self.summary.objective(),
            "law": (Math(law_latex(parameters, sample.index[2])),),
        }
        for definition in new:
            name = definition.head.func.__name__ if definition.head.args else str(definition.head)
            if name in NAMED:
                gaps[NAMED[name]] = (Math(definition_latex(definition)),)
            if NAMED.get(name) == "share":
                gaps["share_name"] = (Math(latex(definition.head)),)
                gaps["value"] = (Math(latex(definition.head.args[0])),)
        for theorem in part.theorems:
            claim = theorem.claim
            if isinstance(claim, Supremum):
                gaps["point"] = (Math(latex(claim.point)),)
        closed = [
            f for f in given.facts(Provenance.PARAMETERS) if isinstance(f, Member) and f.term in parameters
        ]
        gaps["closed_domain"] = tuple(Math(claim_latex(f)) for f in closed[:1])
        return gaps
