"""From a derivation to a document: which parts stand in which section, and the words around them.

Nothing here depends on the family: a part that a derivation does not have is left out.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import Basic, Expr, Sum, Symbol, log
from sympy.core.function import AppliedUndef

from derive.algebra.terms import names
from derive.document.another import change_gaps
from derive.document.applied import Applied
from derive.document.bibliography import Bibliography
from derive.document.blocks import (
    Block,
    Bullets,
    Document,
    Equation,
    Figure,
    Heading,
    Inlines,
    Math,
    Paragraph,
    Text,
)
from derive.document.density import density_items
from derive.document.design import flat_gaps, in_matrices
from derive.document.estimators import LAW, OF_ONE, kind_of, law_latex, penalty_of, power_gaps
from derive.document.existence import existence_section
from derive.document.figures import figures
from derive.document.losses import loss_gaps
from derive.document.naming import defined, definition_latex, first_named, new_definitions
from derive.document.on_data import data_section
from derive.document.steps import Steps, has_lambert, hypotheses_of
from derive.document.summary import Summary
from derive.document.trust import heading, sources_section, trust_section
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part, Question
from derive.language.vocabulary import digamma
from derive.notation.claims import claim_latex
from derive.notation.domains import domain_latex
from derive.notation.latex import latex
from derive.statement import (
    ArgmaxAtRoot,
    ArrayArgmax,
    DefiniteMatrices,
    Definition,
    JointArgmax,
    JointDensity,
    LeastUpperBound,
    Member,
    Provenance,
    StrictlyConcave,
    VectorArgmax,
    terms_of,
)

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("likelihood", ("likelihood", "support")),
    ("log_likelihood", ("log_likelihood", "statistics", "sample_moments")),
    ("exponential_form", ("exponential_form",)),
    ("posterior", ("posterior", "penalised", "log_posterior")),
    ("score", ("score", "estimator", "root")),
    (
        "maximum",
        (
            "curvature", "sign", "family", "falling", "one_root", "end", "sequence", "medians", "threshold",
            "constant", "hessian", "concave", "weights", "location", "spectrum", "spectral_form", "peak",
            "matrix", "maximum", "unattained", "concave_logarithm", "maximised_where", "maximisers", "solution",
            "shift", "hessian_in_shares", "ends_of_slope", "directions", "normalised",
        ),
    ),
    (
        "closed",
        (
            "closed_likelihood", "closed_low", "closed_high", "closed_inside", "closed", "closed_product",
            "closed_entries", "boundary_entry", "existence_each",
        ),
    ),
    (
        "information",
        (
            "information", "information_of_family", "information_by_hessian", "information_matrix",
            "mean_curvature", "information_equality", "inverse_information", "limit_law", "standard_error",
            "standard_errors",
        ),
    ),
    ("bias", ("moments", "unbiased", "biased")),
    (
        "another_parameter",
        (
            "new_parameter", "new_inverse", "new_maximum", "new_derivative", "new_score", "new_curvature",
            "new_observed", "new_information", "new_standard_error", "new_delta",
        ),
    ),
    ("deviance", ("saturated", "deviance")),
    ("loss", ("loss",)),
    ("coincidence", ("empirical", "entropy", "one_minimiser")),
)  # fmt: skip

SEPARATION = "Albert & Anderson (1984), section 3"
DEVIANCE = "McCullagh & Nelder (1989), section 2.3"

NAMED = {"q": "share", "crossentropy": "cross", "entropy": "entropy", "divergence": "divergence"}
"""Names that a derivation introduces, and what the words call them."""


def compose(derivation: Derivation, language: str, applied: Applied | None = None) -> Document:
    """The write-up of a derivation, in a language of `languages()`; with what came out for data, if it was
    applied to any."""
    words = Words(language)
    return Composer(derivation, words, Steps(derivation, words), Bibliography(words)).document(applied)


class Composer:
    """Writes the parts of the derivation of a family."""

    def __init__(self, derivation: Derivation, words: Words, steps: Steps, bibliography: Bibliography) -> None:
        self.derivation, self.words, self.steps = derivation, words, steps
        self.summary, self.bibliography = Summary(derivation, words), bibliography
        self.family = words.title(derivation.title)

    def assumptions(self) -> Block:
        cited = self.bibliography.cite(self.derivation.source)
        density = density_items(self.derivation, self.words, self.bibliography)
        return self.summary.assumptions(cited, density)

    def document(self, applied: Applied | None = None) -> Document:
        words = self.words
        blocks: list[Block] = [self.assumptions(), *self.summary.results()]
        for key, parts in SECTIONS:
            if key == "score":
                blocks += self.coordinates()
            if key == "closed":
                blocks += existence_section(self.derivation, self.steps, words, self.summary.objective())
            blocks += self.section(key, [p for part in parts for p in self.parts(part)])
            if key == "maximum":
                blocks += figures(self.derivation, words)
        blocks += self.open_questions()
        blocks += self.literature()
        if applied is not None:
            before = sum(isinstance(block, Figure) for block in blocks)
            blocks += data_section(self.derivation, applied, words, before)
        blocks += trust_section(self.derivation, self.summary.goals(), self.words, self.bibliography)
        blocks += sources_section(self.words, self.bibliography)
        return Document(
            title=words.line(self.summary.title, family=(Text(self.family),)),
            subtitle=words.line("document.subtitle"),
            language=words.language,
            blocks=tuple(blocks),
            footer=words.line("document.footer"),
            contents=words.plain("document.contents"),
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
            blocks += words.blocks(f"open.{question.key}{self.beside(question)}", **gaps)
            blocks += [Equation(claim_latex(claim)) for claim in question.claims]
            for key in reasons(question, parameters):
                blocks += words.blocks(f"open.{key}")
        return blocks

    def literature(self) -> list[Block]:
        """What is known from elsewhere, and is not among the theorems."""
        words, remarks = self.words, self.derivation.literature
        if not remarks:
            return []
        items = tuple((*words.said(r.says), Text(" "), *self.bibliography.cite(r.source)) for r in remarks)
        return [heading("literature", words), Paragraph(words.line("literature.intro")), Bullets(items)]

    def beside(self, question: Question) -> str:
        """What is known of the equations that were not solved: the form of the words about them."""
        if question.key != "no_closed_root" or not self.derivation.part("maximisers"):
            return ""
        return "_attained" if self.derivation.part("directions") else "_of_concave"

    def section(self, key: str, parts: list[Part]) -> list[Block]:
        if not parts:
            return []
        return [heading(key, self.words), *self.told(parts)]

    def told(self, parts: list[Part]) -> list[Block]:
        blocks: list[Block] = []
        for part in parts:
            blocks += self.introduction(part)
            blocks += self.steps.blocks(part)
            if part.key == "information_by_hessian":
                blocks += in_matrices(self.derivation, self.words)
        return blocks

    def introduction(self, part: Part) -> list[Block]:
        """The words before a part, with whatever they mention filled in from its theorems."""
        last = part.theorems[-1]
        gaps = self.gaps(part) | (loss_gaps(last, self.words) if part.key == "loss" else {})
        gaps |= change_gaps(part, self.derivation) | flat_gaps(last)
        if part.key == "limit_law":
            gaps["cited"] = self.bibliography.cite(LAW)
        if part.key == "normalised":
            gaps["integral"] = (Math(claim_latex(last.given.hypotheses()[-1])),)
        if part.key == "penalised" and (penalty := penalty_of(part)):
            gaps["weight"] = (Math(latex(penalty[1])),)
            return self.words.blocks(f"part.penalised_{penalty[0]}", **gaps)
        if kind_of(part) in OF_ONE:
            gaps |= power_gaps(part, self.derivation)
        key = kind_of(part)
        if key in ("profile", "statistics"):
            new = first_named(part, self.derivation)
            gaps["definitions"] = defined(new)
            key = self.naming_words(key, len(new))
        if key == "deviance":
            gaps["definitions"] = defined(first_named(part, self.derivation))
            gaps["cited"] = self.bibliography.cite(DEVIANCE)
        if isinstance(last.claim, LeastUpperBound):
            gaps["domain"] = (Math(domain_latex(last.claim.domain)),)
        if key == "estimator" and any(has_lambert(theorem) for theorem in part.theorems):
            key = "estimator_by_lambert"
        if key == "sample_moments" and len(new_definitions(part, self.derivation)) == 1:
            key = "sample_moments_about_known"
        if part.key == "spectral_form":
            key = "spectral_form_alone"
        if key == "maximum":
            key = maximum_words(part)
        if key == "maximisers" and "matrix" not in gaps:
            key = "maximisers_of_levels"
        if key == "directions":
            gaps["cited"] = self.bibliography.cite(SEPARATION)
            key = "directions_for_all" if len(part.theorems) == 1 else key
        return self.words.blocks(f"part.{key}", **gaps)

    def naming_words(self, key: str, count: int) -> str:
        """The words for a part that gives so many names."""
        if key == "profile":
            return "profile_named" if count else key
        if self.derivation.part("support"):
            return "statistics_on_support"
        return "several_statistics" if count > 1 else key

    def gaps(self, part: Part) -> dict[str, Inlines]:
        """What any introduction may mention."""
        last = part.theorems[-1]
        given, sample = last.given, next(last.given.samples())
        likelihood = next(f.head for f in given.facts() if isinstance(f, JointDensity))
        logarithm = next((d for d in given.definitions() if is_logarithm(d, likelihood)), None)
        label = part.key.partition(".")[2]
        parameters = (Symbol(label),) if label else likelihood.args
        new = new_definitions(part, self.derivation)
        gaps: dict[str, Inlines] = {
            "parameter": (Math(", ".join(map(latex, parameters))),),
            "likelihood": (Math(latex(logarithm.body.args[0] if logarithm else likelihood)),),
            "log_likelihood": (Math(latex(logarithm.head)),) if logarithm else (),
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
        closed = [
            f for f in given.facts(Provenance.PARAMETERS) if isinstance(f, Member) and f.term in parameters
        ]
        gaps["closed_domain"] = tuple(Math(claim_latex(f)) for f in closed[:1])
        return gaps


def is_logarithm(definition: Definition, likelihood: Expr) -> bool:
    """Whether a definition is that of the log-likelihood: of the logarithm of the likelihood, or of what that
    is where it is not 0."""
    body = definition.body
    return (
        isinstance(body, log)
        and isinstance(body.args[0], AppliedUndef)
        and body.args[0].args == likelihood.args
    )


def maximum_words(part: Part) -> str:
    """The words for a maximum, by what it is concluded from."""
    if any(isinstance(theorem.claim, StrictlyConcave) for theorem in part.theorems):
        return "maximum"
    match part.theorems[0].claim:
        case VectorArgmax():
            return "maximum_over_vector"
        case JointArgmax() | ArgmaxAtRoot() if len(part.theorems) > 1:
            return "joint_maximum"
        case ArrayArgmax(variables=variables) if len(variables) > 1:
            return "joint_maximum"
        case ArrayArgmax(spaces=(DefiniteMatrices(),)):
            return "maximum_over_matrix"
        case ArrayArgmax():
            return "maximum_of_quadratic_form"
        case _:
            return "maximum_of_likelihood"


def reasons(question: Question, parameters: tuple[Basic, ...]) -> Iterator[str]:
    """What keeps an equation from being solved: the parameter stands under a sum over data, or in digamma."""
    parts = {part for claim in question.claims for term in terms_of(claim) for part in term.atoms(Sum, digamma)}
    held = [part for part in parts if names(part) & set(parameters)]
    if any(isinstance(part, Sum) for part in held):
        yield "because_of_sum"
    if any(isinstance(part, digamma) for part in held):
        yield "because_of_special"
