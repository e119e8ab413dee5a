"""What a derivation assumes and what comes out of it, told before any of it is derived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from sympy import Basic, Mul

from derive.algebra.terms import unfold
from derive.document.blocks import Block, Box, Bullets, Equation, Inlines, Math, Paragraph, Text
from derive.document.estimators import errors_latex, information_latex, power_latex
from derive.document.losses import loss_gaps
from derive.document.naming import defined, definition_latex, used_definitions
from derive.document.steps import hypotheses_of
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
    Member,
    Provenance,
    Sample,
    in_several,
)

LONG = 120
"""Characters of LaTeX beyond which an estimator is shown in the names of statistics only."""

GOALS = ("maximum", "closed", "information_equality", "loss", "empirical", "entropy", "one_minimiser")
"""Parts whose last theorem is a result."""

ENTRIES = ("information_of_family", "information_matrix")
"""Parts of which every theorem is a result."""

OF_ONE = ("unbiased", "biased")
"""Kinds of parts about one of the parameters that stand in a section about all."""

C = TypeVar("C")


class Summary:
    """The boxes at the head of a page, and the formulas to hand on."""

    def __init__(self, derivation: Derivation, words: Words) -> None:
        self.derivation, self.words = derivation, words

    def assumptions(self, cited: Inlines) -> Box:
        given, words = self.derivation.given, self.words
        items: list[Inlines] = []
        sample = next(given.samples())
        likelihood = next(f.head for f in given.facts() if isinstance(f, JointDensity))
        unknown = likelihood.args
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
                case Definition(body=Mul(args=factors)) as weighed if likelihood in factors:
                    facts = (Math(definition_latex(weighed)),)
                    parameter = (Math(", ".join(map(latex, unknown))),)
                    items.append(words.line("assumptions.posterior", facts=facts, parameter=parameter))
                case JointDensity(head=head):
                    items.append(words.line("assumptions.joint", likelihood=(Math(latex(head)),)))
        return Box("assumptions", (Text(words.plain("box.assumptions")),), (Bullets(tuple(items)),))

    @property
    def title(self) -> str:
        """The key of the title."""
        return "document.title_posterior" if self.with_prior else "document.title"

    @property
    def with_prior(self) -> bool:
        """Whether the posterior density is maximised, not the likelihood."""
        return self.derivation.part("posterior") is not None

    def objective(self) -> dict[str, Inlines]:
        """What is maximised, in words."""
        name = "posterior" if self.with_prior else "likelihood"
        keys = {"objective": f"document.{name}", "log_objective": f"document.log_{name}"}
        return {gap: (Text(self.words.plain(key)),) for gap, key in keys.items()}

    def results(self) -> list[Block]:
        """The main results in a box of their own, before any of them is derived."""
        words, blocks = self.words, list[Block]()
        if best := self.best():
            theorem, claim = best
            domain = (Math(space_latex(claim.domains)),)
            used = used_definitions(theorem, claim)
            hypotheses = hypotheses_of(theorem)
            gaps = {
                "hypotheses": hypotheses,
                "domain": domain,
                "definitions": defined(used),
                **self.objective(),
            }
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
            blocks.append(Paragraph(words.line("result.loss", **loss_gaps(identity[0], words))))
            blocks.append(Equation(claim_latex(identity[1])))
        if formulas := self.information():
            blocks.append(Paragraph(words.line("result.information")))
            blocks += map(Equation, formulas)
        if means := self.means():
            blocks.append(Paragraph(words.line("result.bias")))
            blocks.append(Equation(r", \qquad ".join(means)))
        return [Box("theorem", (Text(words.plain("box.result")),), tuple(blocks))] if blocks else []

    def goals(self) -> list[Theorem]:
        """The theorems that everything else leads to."""
        found = [part.theorems[-1] for key in GOALS if (part := self.derivation.part(key)) is not None]
        found += [part.theorems[-1] for part in self.derivation.parts if kind_of(part) in OF_ONE]
        more = [part.theorems for key in ENTRIES if (part := self.derivation.part(key)) is not None]
        return [*(found or self.given_the_rest()), *(theorem for theorems in more for theorem in theorems)]

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

    def information(self) -> list[str]:
        """I = … and the standard errors, or the information matrix with them."""
        whole = self.derivation.part("information_matrix")
        one = self.claim("information", Equal) or self.claim("information_of_family", Equal)
        if whole is not None:
            unknown = next(f.head for f in self.derivation.given.facts() if isinstance(f, JointDensity)).args
            errors = self.derivation.part("standard_errors")
            return [information_latex(whole, unknown), *(errors_latex(errors, unknown) if errors else [])]
        if one is None:
            return []
        error = self.derivation.part("standard_error")
        told = [claim_latex(error.theorems[-1].claim)] if error else []
        return [r", \qquad ".join((rf"I = {claim_latex(one[1])}", *told))]

    def means(self) -> list[str]:
        """E[θ̂ᵏ] = … for each parameter of which the mean of the estimator is known."""
        best = self.best()
        parts = [part for part in self.derivation.parts if best and kind_of(part) in OF_ONE]
        return [
            rf"\operatorname{{E}}[{power_latex(part, best[1])}] = {latex(part.theorems[-1].equality.right)}"
            for part in parts
            if best
        ]

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


def kind_of(part: Part) -> str:
    """The key of a part without the parameter that it is about."""
    return part.key.partition(".")[0]


def by_role(given: Given, unknown: tuple[Basic, ...]) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """The parameter space, the parameters that are known, and what is known beside each observation."""
    space = tuple(given.facts(Provenance.PARAMETERS))
    beside = tuple(fact for fact in given.facts(Provenance.DESIGN))
    known = tuple(fact for fact in space if isinstance(fact, Member) and fact.term not in unknown)
    roles = {"parameters": tuple(fact for fact in space if fact not in known), "known": known, "beside": beside}
    return ((key, facts) for key, facts in roles.items() if facts)


def space_latex(domains: tuple[Domain, ...]) -> str:
    """The product of domains as a set."""
    return r" \times ".join(map(domain_latex, domains))
