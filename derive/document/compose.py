"""From a derivation to a document: which parts stand in which section, and the words around them.

Nothing here depends on the family: a part that a derivation does not have is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from sympy import Basic, Expr, Symbol, log

from derive.algebra.terms import names, unfold
from derive.catalogue import loss as catalogued_loss
from derive.catalogue import names as catalogue_names
from derive.document.bibliography import Bibliography
from derive.document.blocks import (
    Block,
    Box,
    Bullets,
    Document,
    Equation,
    Heading,
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
from derive.notation.claims import claim_latex, domain_latex, facts_latex, sample_latex
from derive.notation.latex import latex
from derive.statement import (
    Argmax,
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Given,
    JointArgmax,
    JointDensity,
    Loss,
    Member,
    Provenance,
    Sample,
    StrictlyConcave,
    Supremum,
    free_of_fact,
    in_several,
)

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("likelihood", ("likelihood",)),
    ("log_likelihood", ("log_likelihood", "statistics")),
    ("exponential_form", ("exponential_form",)),
    ("score", ("score", "estimator", "root")),
    ("maximum", ("curvature", "sign", "maximum")),
    (
        "boundary",
        (
            "closed_likelihood", "boundary_low", "closed_low", "boundary_high", "closed_high",
            "closed_inside", "closed",
        ),
    ),
    (
        "information",
        ("information", "information_of_family", "mean_curvature", "information_equality", "standard_error"),
    ),
    ("loss", ("loss",)),
    ("coincidence", ("empirical", "entropy", "one_minimiser")),
)  # fmt: skip

NAMED = {"q": "share", "crossentropy": "cross", "entropy": "entropy", "divergence": "divergence"}
"""Names that a derivation introduces, and what the words call them."""

LONG = 120
"""Characters of LaTeX beyond which an estimator is shown in the names of statistics only."""

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
            if key == "score":
                blocks += self.coordinates()
            blocks += self.section(key, [p for p in map(self.derivation.part, parts) if p is not None])
        blocks += self.open_questions()
        results = [part.theorems[-1] for key in GOALS if (part := self.derivation.part(key)) is not None]
        results = results or self.given_the_rest()
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

    def coordinates(self) -> list[Block]:
        """A section for each parameter, where there are several."""
        blocks: list[Block] = []
        named: dict[str, list[Part]] = {}
        for part in self.derivation.parts:
            if label := part.key.partition(".")[2]:
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

    # ── what is assumed, what comes out ──

    def assumptions(self, cited: Inlines) -> Box:
        given, words = self.derivation.given, self.words
        items: list[Inlines] = []
        sample = next(given.samples())
        unknown = next(f.head for f in given.facts() if isinstance(f, JointDensity)).args
        for key, told in by_role(given, unknown):
            items.append(words.line(f"assumptions.{key}", facts=(Math(facts_latex(told)),)))
        for assumption in given.assumptions:
            match assumption.fact:
                case Sample():
                    size = (Math(rf"{latex(sample.index[2])} \geq 1"),)
                    density = (Math(latex(sample.density)),)
                    data = (Math(sample_latex(sample)),)
                    items.append(words.line("assumptions.sampling", sample=data, size=size, density=density))
                case Each() as fact if assumption.provenance == Provenance.SUPPORT:
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
        if best := self.best():
            theorem, claim = best
            domain = (Math(space_latex(claim.domains)),)
            used = used_definitions(theorem, claim)
            hypotheses = hypotheses_of(theorem)
            gaps = {"hypotheses": hypotheses, "domain": domain, "definitions": defined(used)}
            key = "result.estimator_named" if used and not hypotheses else "result.estimator"
            blocks.append(Paragraph(words.line(key, **gaps)))
            blocks += [Equation(line) for line in self.estimators(theorem, claim)]
        elif partial := self.given_the_rest():
            blocks.append(Paragraph(words.line("result.given_the_rest")))
            blocks += [Equation(claim_latex(theorem.claim)) for theorem in partial]
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

    def best(self) -> tuple[Theorem, JointArgmax] | None:
        """The theorem that says where the likelihood is greatest, in one parameter or several."""
        part = self.derivation.part("maximum")
        if part is not None and isinstance(claim := part.theorems[-1].claim, Argmax | JointArgmax):
            return part.theorems[-1], in_several(claim)
        return None

    def given_the_rest(self) -> list[Theorem]:
        """The maxima over one parameter for all values of those that are left, where there is no more."""
        maxima = [p for p in self.derivation.parts if p.key.partition(".")[0] in ("maximum", "sign")]
        return [part.theorems[-1] for part in maxima]

    def estimators(self, theorem: Theorem, claim: JointArgmax) -> list[str]:
        """p̂ = x̄ = (1/n) ∑ xᵢ; a long formula is left in the names of statistics."""
        found = []
        for variable, value in zip(claim.variables, claim.points[0], strict=True):
            whole = latex(unfold(value, theorem.given))
            forms = dict.fromkeys((latex(value), *([whole] if len(whole) <= LONG else [])))
            found.append(" = ".join((rf"\hat{{{latex(variable)}}}", *forms)))
        return found

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
        gaps = self.gaps(part) | (self.loss_gaps(last) if part.key == "loss" else {})
        key = part.key.partition(".")[0]
        if key == "profile":
            new = self.first_named(part)
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

    def first_named(self, part: Part) -> list[Definition]:
        """The names of statistics that the result of a part speaks of, and no part before it knows."""
        position = self.derivation.parts.index(part)
        known = {
            d for earlier in self.derivation.parts[:position] for d in earlier.theorems[-1].given.definitions()
        }
        last = part.theorems[-1]
        used = names(last.equality.right)
        return [d for d in last.given.definitions() if d.head in used and d not in known]

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
        if best := self.best():
            lines = self.estimators(*best)
            names = [v.name for v in best[1].variables]
            keys = [f"estimator-{name}" for name in names] if len(lines) > 1 else ["estimator"]
            found += list(zip(keys, lines, strict=True))
        for key in GOALS:
            if part := self.derivation.part(key):
                found.append((key.replace("_", "-"), claim_latex(part.theorems[-1].claim)))
        return found


def definition_latex(definition: Definition) -> str:
    """A definition as a reader meets it: name = body."""
    return f"{latex(definition.head)} = {latex(definition.body)}"


def defined(definitions: list[Definition]) -> Inlines:
    """Several definitions, each a formula of its own, so that a line may break between them."""
    apart = [Text(", ")] * len(definitions)
    pairs = zip((Math(definition_latex(d)) for d in definitions), apart, strict=True)
    return tuple(inline for pair in pairs for inline in pair)[:-1]


def by_role(given: Given, unknown: tuple[Basic, ...]) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """The parameter space, the parameters that are known, and what is known beside each observation."""
    space = tuple(given.facts(Provenance.PARAMETERS))
    beside = tuple(fact for fact in given.facts(Provenance.DESIGN))
    known = tuple(fact for fact in space if isinstance(fact, Member) and fact.term not in unknown)
    roles = {"parameters": tuple(fact for fact in space if fact not in known), "known": known, "beside": beside}
    return ((key, facts) for key, facts in roles.items() if facts)


def used_definitions(theorem: Theorem, claim: JointArgmax) -> list[Definition]:
    """The names that the point and the hypotheses speak of, with those that their definitions speak of."""
    wanted = {s for point in claim.points for value in point for s in names(value)}
    wanted |= {s for fact in theorem.given.hypotheses() for s in free_of_fact(fact)}
    wanted -= set(claim.variables)
    definitions = theorem.given.definitions()
    for definition in reversed(definitions):
        if definition.head in wanted:
            wanted |= names(definition.body)
    return [d for d in definitions if d.head in wanted]


def new_definitions(part: Part, derivation: Derivation) -> list[Definition]:
    """The names that a part has and the model does not."""
    before = {d.head for d in derivation.given.definitions()}
    return [d for d in part.theorems[-1].given.definitions() if d.head not in before]


def space_latex(domains: tuple[Domain, ...]) -> str:
    """The product of domains as a set."""
    return r" \times ".join(map(domain_latex, domains))


def loss_named(call: Expr) -> Loss:
    """The loss of the catalogue whose symbol heads this term."""
    losses = (catalogued_loss(name) for name in catalogue_names("losses"))
    return next(loss for loss in losses if loss.symbol == call.func.__name__)
