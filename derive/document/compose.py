"""From a derivation to a document: which parts stand in which section, and the words around them.

Nothing here depends on the family: a part that a derivation does not have is left out.
"""

from __future__ import annotations

from typing import TypeVar

from sympy import Expr, Symbol, log

from derive.algebra.terms import unfold
from derive.catalogue import loss as catalogued_loss
from derive.catalogue import names as catalogue_names
from derive.document.bibliography import Bibliography
from derive.document.blocks import (
    Block,
    Box,
    Bullets,
    Document,
    Equation,
    Inlines,
    Math,
    Paragraph,
    Text,
)
from derive.document.steps import Steps, hypotheses_of
from derive.document.trust import heading, sources_section, trust_section
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem
from derive.notation.claims import claim_latex, domain_latex, sample_latex
from derive.notation.latex import latex
from derive.statement import (
    Argmax,
    Definition,
    Each,
    Equal,
    JointDensity,
    Loss,
    Member,
    Provenance,
    Sample,
    Supremum,
    UniqueRoot,
    free_of_fact,
)

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("likelihood", ("likelihood",)),
    ("log_likelihood", ("log_likelihood", "statistics")),
    ("score", ("score", "estimator", "root")),
    ("maximum", ("curvature", "maximum")),
    (
        "boundary",
        (
            "closed_likelihood", "boundary_low", "closed_low", "boundary_high", "closed_high",
            "closed_inside", "closed",
        ),
    ),
    ("information", ("information", "mean_curvature", "information_equality", "standard_error")),
    ("loss", ("loss",)),
    ("coincidence", ("empirical", "entropy", "one_minimiser")),
)  # fmt: skip

NAMED = {"q": "share", "crossentropy": "cross", "entropy": "entropy", "divergence": "divergence"}
"""Names that a derivation introduces, and what the words call them."""

C = TypeVar("C")

GOALS = ("maximum", "closed", "information_equality", "loss", "empirical", "entropy", "one_minimiser")
"""Parts whose last theorem is a result."""


def compose(derivation: Derivation, language: str) -> Document:
    """The write-up of a derivation, in a language of `languages()`."""
    return _Composer(derivation, language).document()


class _Composer:
    def __init__(self, derivation: Derivation, language: str) -> None:
        self.derivation = derivation
        self.words = Words(language)
        self.steps = Steps(derivation, self.words)
        self.bibliography = Bibliography(self.words)
        self.family = self.words.title(derivation.title)

    def document(self) -> Document:
        words = self.words
        cited = self.bibliography.cite(self.derivation.source)
        blocks: list[Block] = [self.assumptions(cited), *self.results()]
        for key, parts in SECTIONS:
            blocks += self.section(key, [p for p in map(self.derivation.part, parts) if p is not None])
        results = [part.theorems[-1] for key in GOALS if (part := self.derivation.part(key)) is not None]
        blocks += trust_section(self.derivation, results, self.words, self.bibliography)
        blocks += sources_section(self.words, self.bibliography)
        return Document(
            title=words.line("document.title", family=(Text(self.family),)),
            subtitle=words.line("document.subtitle"),
            language=words.language,
            blocks=tuple(blocks),
            footer=words.line("document.footer"),
            highlights=tuple(self.highlights()),
        )

    # ── what is assumed, what comes out ──

    def assumptions(self, cited: Inlines) -> Box:
        given, words = self.derivation.given, self.words
        items: list[Inlines] = []
        sample = next(given.samples())
        for assumption in given.assumptions:
            match assumption.fact:
                case Member(term=Symbol() as term, domain=domain) if term != sample.index[2]:
                    facts = (Math(claim_latex(Member(term, domain))),)
                    items.append(words.line("assumptions.parameters", facts=facts))
                case Sample():
                    size = (Math(rf"{latex(sample.index[2])} \geq 1"),)
                    density = (Math(latex(sample.density)),)
                    data = (Math(sample_latex(sample)),)
                    items.append(words.line("assumptions.sampling", sample=data, size=size, density=density))
                case Each() as fact:
                    items.append(words.line("assumptions.support", facts=(Math(claim_latex(fact)),)))
                case Definition(head=head) if head.func == sample.density.func:
                    facts = (Math(definition_latex(assumption.fact)),)
                    items.append((*words.line("assumptions.density", facts=facts), Text(" "), *cited))
                case JointDensity(head=head):
                    items.append(words.line("assumptions.joint", likelihood=(Math(latex(head)),)))
        return Box("assumptions", (Text(words.plain("box.assumptions")),), (Bullets(tuple(items)),))

    def results(self) -> list[Block]:
        """The main results in a box of their own, before any of them is derived."""
        words, blocks = self.words, list[Block]()
        if root := self.claim("root", UniqueRoot):
            theorem, claim = root
            domain = (Math(domain_latex(claim.domain)),)
            used = [d for d in theorem.given.definitions() if self.in_hypotheses(d, theorem)]
            names = (Math(r",\; ".join(definition_latex(d) for d in used)),)
            gaps = {"hypotheses": hypotheses_of(theorem), "domain": domain, "definitions": names}
            blocks.append(Paragraph(words.line("result.estimator", **gaps)))
            blocks.append(Equation(self.estimator(theorem, claim)))
        if closed := self.claim("closed", Argmax):
            domain = (Math(domain_latex(closed[1].domain)),)
            estimate = (Math(latex(closed[1].points[0])),)
            blocks.append(Paragraph(words.line("result.closed", domain=domain, estimate=estimate)))
        if identity := self.claim("loss", Equal):
            blocks.append(Paragraph(words.line("result.loss", **self.loss_gaps(identity[0]))))
            blocks.append(Equation(claim_latex(identity[1])))
        if information := self.claim("information", Equal):
            blocks.append(Paragraph(words.line("result.information")))
            blocks.append(Equation(self.information_formula(information[1])))
        return [Box("theorem", (Text(words.plain("box.result")),), tuple(blocks))] if blocks else []

    def claim(self, key: str, kind: type[C]) -> tuple[Theorem, C] | None:
        """The last theorem of a part and its claim, if there is such a part and it claims such a thing."""
        part = self.derivation.part(key)
        if part is not None and isinstance(claim := part.theorems[-1].claim, kind):
            return part.theorems[-1], claim
        return None

    def in_hypotheses(self, definition: Definition, theorem: Theorem) -> bool:
        """Whether the hypotheses of a theorem speak of a defined symbol."""
        return any(definition.head in free_of_fact(fact) for fact in theorem.given.hypotheses())

    def estimator(self, theorem: Theorem, claim: UniqueRoot) -> str:
        """p̂ = x̄ = (1/n) ∑ xᵢ."""
        unfolded = unfold(claim.root, theorem.given)
        forms = dict.fromkeys((latex(claim.root), latex(unfolded)))
        return " = ".join((rf"\hat{{{latex(claim.variable)}}}", *forms))

    def information_formula(self, claim: Equal) -> str:
        formula = rf"I = {latex(claim.left)} = {latex(claim.right)}"
        part = self.derivation.part("standard_error")
        if part is None:
            return formula
        error = part.theorems[-1].claim
        return formula + rf", \qquad {claim_latex(error)}"

    # ── sections ──

    def section(self, key: str, parts: list[Part]) -> list[Block]:
        if not parts:
            return []
        blocks: list[Block] = [heading(key, self.words)]
        for part in parts:
            blocks += self.introduction(part)
            blocks += self.steps.blocks(part)
        return blocks

    def introduction(self, part: Part) -> list[Block]:
        """The words before a part, with whatever they mention filled in from its theorems."""
        last = part.theorems[-1]
        gaps = self.gaps(part) | (self.loss_gaps(last) if part.key == "loss" else {})
        return self.words.blocks(f"part.{part.key}", **gaps)

    def gaps(self, part: Part) -> dict[str, Inlines]:
        """What any introduction may mention."""
        last = part.theorems[-1]
        given, sample = last.given, next(last.given.samples())
        likelihood = next(f.head for f in given.facts() if isinstance(f, JointDensity))
        log_likelihood = next(d.head for d in given.definitions() if d.body == log(likelihood))
        parameter = likelihood.args[0]
        before = {d.head for d in self.derivation.given.definitions()}
        new = [d for d in given.definitions() if d.head not in before]
        gaps: dict[str, Inlines] = {
            "parameter": (Math(latex(parameter)),),
            "likelihood": (Math(latex(likelihood)),),
            "log_likelihood": (Math(latex(log_likelihood)),),
            "hypotheses": hypotheses_of(last),
            "definitions": (Math(r",\; ".join(definition_latex(d) for d in new)),),
            "item": (Math(latex(sample.item)),),
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
            f for f in given.facts(Provenance.PARAMETERS) if isinstance(f, Member) and f.term == parameter
        ]
        gaps["closed_domain"] = tuple(Math(claim_latex(f)) for f in closed[:1])
        return gaps

    def loss_gaps(self, theorem: Theorem) -> dict[str, Inlines]:
        """What is said of a loss: its title, its formula, labels and prediction."""
        call, sample = theorem.equality.right, next(theorem.given.samples())
        definition = next(d for d in theorem.given.definitions() if d.head.func == call.func)
        return {
            "loss": (Text(self.words.title(loss_named(call).title)),),
            "support": (Math(domain_latex(sample.support)),),
            "prediction": (Math(rf"\hat{{y}} = {latex(call.args[0])}"),),
            "definition": (Math(definition_latex(definition)),),
            "factor": (Math(rf"1/{latex(sample.index[2])}"),),
        }

    def highlights(self) -> list[tuple[str, str]]:
        """The formulas to hand to a blog: the estimator, and each result."""
        found = []
        if root := self.claim("root", UniqueRoot):
            found.append(("estimator", self.estimator(*root)))
        for key in GOALS:
            if part := self.derivation.part(key):
                found.append((key.replace("_", "-"), claim_latex(part.theorems[-1].claim)))
        return found


def definition_latex(definition: Definition) -> str:
    """A definition as a reader meets it: name = body."""
    return f"{latex(definition.head)} = {latex(definition.body)}"


def loss_named(call: Expr) -> Loss:
    """The loss of the catalogue whose symbol heads this term."""
    losses = (catalogued_loss(name) for name in catalogue_names("losses"))
    return next(loss for loss in losses if loss.symbol == call.func.__name__)
