"""What a derivation assumes and what comes out of it, told before any of it is derived."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias, TypeVar

from sympy import Basic, Mul, Tuple

from derive.algebra.terms import unfold
from derive.document.another import results_in_another
from derive.document.blocks import Block, Box, Bullets, Equation, Inlines, Math, Paragraph, Text
from derive.document.design import flat_gaps
from derive.document.estimators import OF_ONE, information_formulas, kind_of, mean_formulas
from derive.document.losses import loss_gaps
from derive.document.naming import defined, definition_latex, first_named, used_definitions
from derive.document.steps import hypotheses_of
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part
from derive.kernel.form import vector_in
from derive.kernel.theorem import Theorem
from derive.language.vocabulary import OrderStatistic
from derive.notation.arrays import array_latex
from derive.notation.claims import (
    at_root_lines,
    claim_latex,
    facts_latex,
    hat_latex,
    hatted,
    place_latex,
    product_latex,
    sample_latex,
    vectors_latex,
)
from derive.notation.domains import box_latex, domain_latex
from derive.notation.latex import latex
from derive.notation.matrices import whole_solution
from derive.notation.order import is_ordered_item
from derive.stages.failures import exactly
from derive.statement import (
    AffineArgmax,
    Argmax,
    ArgmaxAtRoot,
    ArrayArgmax,
    Definition,
    Each,
    Equal,
    Fact,
    Given,
    Interval,
    JointArgmax,
    JointDensity,
    MaximisedWhere,
    MaximiserByDirections,
    MaximiserExists,
    Member,
    PositiveDefinite,
    Provenance,
    Sample,
    VectorArgmax,
    coordinates,
    in_several,
    place_map,
    terms_of,
)

LONG = 120
"""Characters of LaTeX beyond which an estimator is shown in the names of statistics only."""

MAXIMA = ("maximum", "solution")
"""Parts of which the last theorem says where the likelihood is greatest."""

GOALS = (
    *MAXIMA, "unattained", "existence", "existence_each", "closed", "closed_entries", "information_equality",
    "new_maximum", "loss", "empirical", "entropy", "one_minimiser", "maximised_where", "maximisers",
    "directions", "information_by_hessian", "deviance", "shift", "hessian_in_shares",
)  # fmt: skip
"""Parts whose last theorem is a result."""

ENTRIES = ("information_of_family", "information_matrix")
"""Parts of which every theorem is a result."""

C = TypeVar("C")
Maximum: TypeAlias = Argmax | JointArgmax | VectorArgmax | ArrayArgmax


class Summary:
    """The boxes at the head of a page, and the formulas to hand on."""

    def __init__(self, derivation: Derivation, words: Words) -> None:
        self.derivation, self.words = derivation, words

    def assumptions(self, cited: Inlines, found: list[Inlines]) -> Box:
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
                case Each() as fact if fact == next(given.facts(Provenance.SUPPORT)):
                    support = facts_latex(tuple(given.facts(Provenance.SUPPORT)))
                    items.append(words.line("assumptions.support", facts=(Math(support),)))
                case Definition(head=head) if head.func == sample.density.func:
                    facts = (Math(definition_latex(assumption.fact)),)
                    items.append((*words.line("assumptions.density", facts=facts), Text(" "), *cited))
                    items += found
                case Definition(body=Mul(args=factors)) as weighed if likelihood in factors:
                    facts = (Math(definition_latex(weighed)),)
                    parameter = (Math(", ".join(map(latex, unknown))),)
                    items.append(words.line("assumptions.posterior", facts=facts, parameter=parameter))
                case JointDensity(head=head):
                    gaps = {"likelihood": latex(head), "parameter": ", ".join(map(latex, head.args))}
                    items.append(words.line("assumptions.joint", **{k: (Math(v),) for k, v in gaps.items()}))
        if any(isinstance(fact, PositiveDefinite) for fact in given.facts()):
            items.append(words.line("assumptions.definite", sign=(Math(r"\succ 0"),)))
        if any(is_ordered_item(one) for part in self.derivation.parts for one in orders_of(part.theorems[-1])):
            items.append(words.line("assumptions.order", ordered=(Math(ordered_latex(sample)),)))
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
        keys = {"objective": name, "log_objective": f"log_{name}", "profile": f"profile_{name}"}
        return {gap: (Text(self.words.plain(f"document.{key}")),) for gap, key in keys.items()}

    def results(self) -> list[Block]:
        """The main results in a box of their own, before any of them is derived."""
        words, blocks, objective = self.words, list[Block](), self.objective()
        if best := self.best():
            theorem, claim = best
            used = used_definitions(theorem, claim)
            hypotheses = hypotheses_of(theorem)
            several = any(isinstance(place, Interval) for _, place in coordinates(claim))
            form = ("_named" if used else "") if not hypotheses else "" if used else "_if"
            gaps = {
                "hypotheses": hypotheses,
                "domain": domain_of(claim),
                "definitions": defined(used),
            } | objective
            key = f"result.estimator{'s' if several else ''}{form}"
            blocks.append(Paragraph(words.line(key, **gaps)))
            blocks += [Equation(line) for line in self.estimators(theorem, claim)]
        elif found := self.best_at_root():
            blocks += self.at_root(*found)
        elif none := self.best("unattained"):
            gaps = {"hypotheses": hypotheses_of(none[0]), "domain": domain_of(none[1])} | objective
            blocks.append(Paragraph(words.line("result.unattained", **gaps)))
        if every := exactly(self.derivation):
            key = "result.only_if" if every.or_none else "result.only_if_one"
            blocks.append(Paragraph(words.line(key)))
        for key, kind in (("given_the_rest", Argmax), ("root_given_the_rest", ArgmaxAtRoot)):
            if partial := [t for t in self.given_the_rest() if isinstance(t.claim, kind)]:
                gaps = {"hypotheses": hypotheses_of(partial[-1])} | objective
                blocks.append(Paragraph(words.line(f"result.{key}", **gaps)))
                blocks += [Equation(claim_latex(theorem.claim)) for theorem in partial]
        if closed := self.claim("closed", Argmax):
            domain = (Math(domain_latex(closed[1].domain)),)
            estimate = (Math(latex(closed[1].points[0])),)
            blocks.append(Paragraph(words.line("result.closed", domain=domain, estimate=estimate)))
        if vectors := self.claim("closed_entries", VectorArgmax):
            ((variable, place),) = coordinates(vectors[1])
            estimate = (Math(f"{hat_latex(variable)} = {place_latex(place)}"),)
            gaps = {"domain": domain_of(vectors[1]), "estimate": estimate}
            blocks.append(Paragraph(words.line("result.closed", **gaps)))
        if where := self.claim("maximised_where", MaximisedWhere):
            space = (Math(vectors_latex(where[1].variable, where[1].domain)),)
            gaps = {"parameter": (Math(latex(where[1].variable)),), "domain": space}
            blocks.append(Paragraph(words.line("result.maximised_where", **gaps)))
            blocks.append(Equation(claim_latex(where[1].condition)))
        if flat := self.claim("maximisers", AffineArgmax):
            gaps = {"parameter": (Math(latex(flat[1].variable)),), **flat_gaps(flat[0])}
            key = "maximisers" if "matrix" in gaps else "maximisers_of_levels"
            blocks.append(Paragraph(words.line(f"result.{key}", **gaps)))
        if rising := self.claim("directions", MaximiserByDirections):
            key = "directions" if rising[1].unique else "directions_for_all"
            blocks.append(Paragraph(words.line(f"result.{key}", **flat_gaps(rising[0]))))
        if identity := self.claim("loss", Equal):
            blocks.append(Paragraph(words.line("result.loss", **loss_gaps(identity[0], words))))
            blocks.append(Equation(claim_latex(identity[1])))
        if spread := self.claim("information_by_hessian", Equal):
            blocks.append(Paragraph(words.line("result.information_matrix")))
            blocks.append(Equation(claim_latex(spread[1], True)))
        if short := self.claim("deviance", Equal):
            blocks.append(Paragraph(words.line("result.deviance", definitions=self.named_in("deviance"))))
            blocks.append(Equation(claim_latex(short[1])))
        if formulas := information_formulas(self.derivation):
            blocks.append(Paragraph(words.line("result.information")))
            blocks += map(Equation, formulas)
        if means := mean_formulas(self.derivation):
            blocks.append(Paragraph(words.line("result.bias")))
            blocks.append(Equation(r", \qquad ".join(means)))
        blocks += results_in_another(self.derivation, words)
        return [Box("theorem", (Text(words.plain("box.result")),), tuple(blocks))] if blocks else []

    def at_root(self, theorem: Theorem, claim: ArgmaxAtRoot) -> list[Block]:
        """The estimators in terms of one that is known by an equation, and the equation."""
        used = used_definitions(theorem, claim)
        hypotheses, domain = hypotheses_of(theorem), claim.domains[claim.variables.index(claim.variable)]
        gaps = {
            "hypotheses": hypotheses,
            "definitions": defined(used),
            "domain": (Math(box_latex(claim.variables, claim.domains)),),
            "parameter": (Math(latex(hatted(claim.variable, claim))),),
            "space": (Math(domain_latex(domain)),),
            **self.objective(),
        }
        form = ("" if hypotheses else "_named") if used else "_if" if hypotheses else "_always"
        paragraph = Paragraph(self.words.line(f"result.at_root{form}", **gaps))
        return [paragraph, *map(Equation, at_root_lines(claim))]

    def goals(self) -> list[Theorem]:
        """The theorems that everything else leads to."""
        found = [result(part) for key in GOALS if (part := self.derivation.part(key)) is not None]
        found += [part.theorems[-1] for part in self.derivation.parts if kind_of(part) in OF_ONE]
        more = [part.theorems for key in ENTRIES if (part := self.derivation.part(key)) is not None]
        return [*(found or self.given_the_rest()), *(theorem for theorems in more for theorem in theorems)]

    def named_in(self, key: str) -> Inlines:
        """The names that the result of a part speaks of, and no part before it."""
        part = self.derivation.part(key)
        return defined(first_named(part, self.derivation)) if part else ()

    def claim(self, key: str, kind: type[C]) -> tuple[Theorem, C] | None:
        """The last theorem of a part and its claim, if there is such a part and it claims such a thing."""
        part = self.derivation.part(key)
        if part is not None and isinstance(claim := part.theorems[-1].claim, kind):
            return part.theorems[-1], claim
        return None

    def best(self, *keys: str) -> tuple[Theorem, Maximum] | None:
        """The theorem that says where the likelihood is greatest, in one parameter, several or a vector."""
        part = next(filter(None, map(self.derivation.part, keys or MAXIMA)), None)
        if part is not None and isinstance(
            claim := part.theorems[-1].claim, Argmax | JointArgmax | VectorArgmax | ArrayArgmax
        ):
            return part.theorems[-1], claim
        return None

    def best_at_root(self) -> tuple[Theorem, ArgmaxAtRoot] | None:
        """The theorem that says where the likelihood is greatest, if that is known by an equation."""
        return self.claim("maximum", ArgmaxAtRoot)

    def given_the_rest(self) -> list[Theorem]:
        """The maxima over one parameter for all values of those that are left, where there is no more."""
        if self.derivation.part("maximum"):
            return []
        kinds = ("maximum", "sign", "one_root")
        return [p.theorems[-1] for p in self.derivation.parts if p.key.partition(".")[0] in kinds]

    def estimators(self, theorem: Theorem, claim: Maximum) -> list[str]:
        """p̂ = x̄ = (1/n) ∑ xᵢ; a long formula is left in the names of statistics."""
        if isinstance(claim, ArrayArgmax):
            return arrays_latex(theorem, claim)
        if isinstance(claim, VectorArgmax):
            (point,), place = claim.points, claim.domain.index[0]
            if (whole := whole_solution(point, place)) is not None:
                return [rf"\hat{{{latex(claim.variable)}}} = {latex(whole)}"]
        found = []
        for variable, place in coordinates(claim):
            whole = place_latex(place_map(place, lambda term: unfold(term, theorem.given)))
            forms = dict.fromkeys((place_latex(place), *([whole] if len(whole) <= LONG else [])))
            relation = r" \in " if isinstance(place, Interval) else " = "
            found.append(relation.join((hat_latex(variable), " = ".join(forms))))
        return found

    def highlights(self) -> list[tuple[str, str]]:
        """The formulas to hand to a blog: the estimator, and each result."""
        found = []
        if best := self.best():
            lines = self.estimators(*best)
            names = [str(variable).partition("[")[0] for variable, _ in coordinates(best[1])]
            keys = [f"estimator-{name}" for name in names] if len(lines) > 1 else ["estimator"]
            found += list(zip(keys, lines, strict=True))
        elif at_root := self.best_at_root():
            *lines, equation = at_root_lines(at_root[1])
            others = [v.name for v in at_root[1].variables if v != at_root[1].variable]
            found += [(f"estimator-{name}", line) for name, line in zip(others, lines, strict=True)]
            found.append(("equation", equation))
        for key in GOALS:
            if part := self.derivation.part(key):
                found.append((key.replace("_", "-"), claim_latex(result(part).claim)))
        return found


def arrays_latex(theorem: Theorem, claim: ArrayArgmax) -> list[str]:
    """Σ̂ = S = (1/n) ∑ (xᵢ − x̄)(xᵢ − x̄)ᵀ: each array by its name, and by what that stands for."""
    bodies = {definition.head: definition.body for definition in theorem.given.definitions()}
    found = []
    for variable, space, point in zip(claim.variables, claim.spaces, claim.points[0], strict=True):
        forms = [point, *([bodies[point]] if point in bodies else [])]
        told = " = ".join(array_latex(form, space) for form in forms)
        found.append(rf"\hat{{{latex(variable)}}} = {told}")
    return found


def result(part: Part) -> Theorem:
    """The theorem of a part that is its result."""
    whole = (theorem for theorem in part.theorems if isinstance(theorem.claim, MaximiserExists))
    return next(whole, part.theorems[-1])


def by_role(given: Given, unknown: tuple[Basic, ...]) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """The parameter space, the parameters that are known, and what is known beside each observation."""
    space = tuple(given.facts(Provenance.PARAMETERS))
    beside = tuple(fact for fact in given.facts(Provenance.DESIGN))
    known = tuple(fact for fact in space if subject(fact) not in unknown)
    roles = {"parameters": tuple(fact for fact in space if fact not in known), "known": known, "beside": beside}
    return ((key, facts) for key, facts in roles.items() if facts)


def domain_of(claim: Maximum | ArgmaxAtRoot) -> Inlines:
    """The space that a maximum is taken over, as a formula."""
    if isinstance(claim, ArrayArgmax):
        return (Math(product_latex(claim.variables, claim.spaces)),)
    if isinstance(claim, VectorArgmax):
        return (Math(vectors_latex(claim.variable, claim.domain)),)
    joint = claim if isinstance(claim, ArgmaxAtRoot) else in_several(claim)
    return (Math(box_latex(joint.variables, joint.domains)),)


def orders_of(theorem: Theorem) -> Iterator[OrderStatistic]:
    """The order statistics that a claim speaks of."""
    for term in terms_of(theorem.claim):
        yield from term.atoms(OrderStatistic)


def ordered_latex(sample: Sample) -> str:
    """x₍₁₎ ≤ … ≤ x₍ₙ₎."""
    index, low, high = sample.index
    ends = (latex(OrderStatistic(sample.item, Tuple(index, low, high), rank)) for rank in (low, high))
    return r" \leq \dots \leq ".join(ends)


def subject(fact: Fact) -> Basic | None:
    """The symbol of which a fact says where it lies."""
    return fact.term if isinstance(fact, Member) else vector_in(fact)
