"""Theorems as blocks: chains of equalities and equivalences, formulas, and lists of short statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from sympy import Expr, S

from derive.document.blocks import (
    Block,
    Bullets,
    Chain,
    Equation,
    Inlines,
    Line,
    Math,
    Paragraph,
    Reference,
    Text,
)
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem
from derive.language.vocabulary import lambert_w0, lambert_wm1
from derive.notation.claims import (
    at_root_latex,
    claim_latex,
    facts_latex,
    flat_latex,
    product_latex,
    space_latex,
    together_latex,
    vectors_latex,
)
from derive.notation.domains import domain_latex
from derive.notation.latex import latex
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    ArrayArgmax,
    Claim,
    Equal,
    Equivalent,
    Fact,
    JointArgmax,
    JointDensity,
    JointSupremum,
    LeastUpperBound,
    MaximiserByDirections,
    MaximiserExists,
    Monotone,
    OneRoot,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
    terms_of,
)

LINKING = ("transitivity", "symmetry", "reflexivity")
SILENT = (*LINKING, "normal-form", "differentiate-both-sides")
"""Rules that go without saying when several steps are told in one."""

REFERRING = (
    "differentiate-both-sides", "instance", "logarithm-is-increasing", "same-function", "sign-of-value",
    "substitution", "transitivity", "zero-of-quotient",
)  # fmt: skip
"""Rules whose reason names the equation that they use."""

Step = tuple[Theorem, str, str, str]
"""A line to be: theorem, left side, relation, right side."""


class Steps:
    """Writes the parts of one derivation, and numbers what is referred to."""

    def __init__(self, derivation: Derivation, words: Words, numbers: dict[Claim, int] | None = None) -> None:
        """With `numbers`, those of several derivations go on."""
        self.words = words
        self.numbers: dict[Claim, int] = {} if numbers is None else numbers
        self.partial = has_several_parameters(derivation)
        self.needed = {
            form
            for theorem in derivation.theorems
            if theorem.rule.name in REFERRING and theorem.rule.name not in LINKING
            for premise in theorem.premises
            for form in both_ways(premise.claim)
        }

    # ── numbers and reasons ──

    def number(self, claim: Claim) -> tuple[str, int | None]:
        """The next number, under which this claim is found from now on; none if it has one."""
        if claim in self.numbers:
            return "", None
        number = max(self.numbers.values(), default=0) + 1
        self.numbers |= dict.fromkeys(both_ways(claim), number)
        return f"eq-{number}", number

    def reason(self, theorem: Theorem) -> Inlines:
        """Why a line holds: the words of its rule, and the number of the equation that it uses."""
        name, premises = theorem.rule.name, theorem.premises
        if name == "transitivity" and (used := [t for t in premises if t.rule.name not in SILENT]):
            return self._joined(self._words_of(t) for t in used)
        if name == "same-value":
            return self._words_of(premises[-1] if premises[-1].rule.name not in LINKING else premises[0])
        if name == "same-function" and premises[-1].claim not in self.numbers:
            return self._words_of(premises[0])
        return self._words_of(theorem)

    def _joined(self, reasons: Iterable[Inlines]) -> Inlines:
        """Several reasons, each once."""
        line: Inlines = ()
        for reason in dict.fromkeys(reasons):
            line = (*line, Text(self.words.plain("reason.then")), *reason) if line else reason
        return line

    def _words_of(self, theorem: Theorem) -> Inlines:
        text = self.words.line(f"rule.{theorem.rule.name}")
        if theorem.rule.name not in REFERRING:
            return text
        references: Inlines = ()
        for number in dict.fromkeys(self.numbers[p.claim] for p in theorem.premises if p.claim in self.numbers):
            conjunction = (Text(self.words.plain("document.and")),) if references else ()
            references = (*references, *conjunction, Reference(f"eq-{number}", number))
        if not references:
            return self.reason(theorem.premises[0]) if theorem.rule.name == "substitution" else text
        return self.words.line("reason.with_reference", reason=text, reference=references)

    # ── blocks ──

    def blocks(self, part: Part) -> Iterator[Block]:
        """A part as blocks: a chain where its theorems form one, else formulas or statements."""
        chain, overall, rest = split_chain(part.theorems)
        if chain and overall is not None and ends(overall)[0] != ends(chain[0])[0]:
            yield self.equation(overall, chain[-1])
        elif chain:
            yield self.chain(chain)
        if len(rest) == 1 and not isinstance(rest[0].claim, UniqueRoot):
            yield self.equation(rest[0], rest[0])
        elif len(rest) == 1:
            yield Paragraph(self.statement(rest[0]))
        elif not chain and len({(type(t.claim), self.reason(t)) for t in rest}) == 1 and is_equal(rest[0]):
            yield self.system(rest)
        elif rest:
            yield Bullets(tuple(self.item(theorem) for theorem in rest))

    def equation(self, theorem: Theorem, because: Theorem) -> Equation:
        reason = self.reason(because)
        label, number = self.number(theorem.claim)
        return Equation(claim_latex(theorem.claim, self.partial), label, number, reason)

    def chain(self, theorems: list[Theorem]) -> Chain:
        """Aligned lines: the left side once, then one line a rule."""
        start = ends(theorems[0])[0]
        relation = "=" if isinstance(theorems[0].claim, Equal) else r"\iff"
        lines = []
        for position, theorem in enumerate(theorems):
            left = side(start, self.partial) if position == 0 else ""
            right = ends(theorem)[1]
            whole = from_to(start, right)
            reason, label, number = self.reason(theorem), "", None
            if position == len(theorems) - 1 or whole in self.needed:
                label, number = self.number(whole)
            lines.append(Line(left, relation, side(right, self.partial), reason, label, number))
        return Chain(tuple(lines))

    def system(self, theorems: list[Theorem]) -> Chain:
        """Aligned equalities that hold for one reason."""
        lines = []
        for theorem in theorems:
            left, right = map(side, ends(theorem))
            lines.append(Line(left, "=", right, self.reason(theorem) if theorem is theorems[-1] else ()))
        return Chain(tuple(lines))

    def item(self, theorem: Theorem) -> Inlines:
        """A statement with its reason, on one line."""
        reason = self.reason(theorem)
        return (*self.statement(theorem), Text(self.words.plain("document.dash")), *reason)

    def statement(self, theorem: Theorem) -> Inlines:
        """A claim in a sentence, or as a formula in the line."""
        claim, words = theorem.claim, self.words
        formula = (Math(claim_latex(claim, self.partial)),)
        match claim:
            case UniqueRoot():
                return words.line(
                    "claim.unique_root",
                    hypotheses=hypotheses_of(theorem),
                    root=(Math(latex(claim.root)),),
                    function=(Math(latex(claim.function)),),
                    domain=(Math(domain_latex(claim.domain)),),
                )
            case OneRoot():
                return words.line(
                    "claim.one_root",
                    hypotheses=hypotheses_of(theorem),
                    function=(Math(latex(claim.function)),),
                    domain=(Math(domain_latex(claim.domain)),),
                )
            case ArgmaxAtRoot():
                return words.line(
                    "claim.at_root",
                    claim=(Math(at_root_latex(claim)),),
                    parameter=(Math(latex(claim.variable)),),
                    equation=(Math(f"{latex(claim.equation)} = 0"),),
                )
            case StrictlyConcave() | Monotone():
                key = "strictly_concave" if isinstance(claim, StrictlyConcave) else claim.sense.value
                function, domain = (Math(latex(claim.function)),), (Math(domain_latex(claim.domain)),)
                return words.line(f"claim.{key}", function=function, domain=domain)
            case LeastUpperBound():
                return words.line("claim.least_upper_bound", hypotheses=hypotheses_of(theorem), claim=formula)
            case Supremum(value=S.Infinity) | JointSupremum(value=S.Infinity):
                return words.line("claim.unbounded", claim=formula)
            case Supremum(attained=False) | JointSupremum():
                return words.line("claim.not_attained", claim=formula)
            case Argmax(points=()) | JointArgmax(points=()) | ArrayArgmax(points=()):
                return words.line("claim.no_maximiser", claim=formula)
            case MaximiserExists():
                return words.line(
                    f"claim.{kind_of_existence(claim)}",
                    function=(Math(latex(claim.function)),),
                    domain=(Math(product_latex(claim.variables, claim.domains)),),
                    hypotheses=(Math(facts_latex(claim.conditions)),),
                )
            case MaximiserByDirections():
                always = claim.rising == (claim.flat,)
                key = "one_by_directions" if claim.unique else f"by_directions{'_for_all' if always else ''}"
                return words.line(
                    f"claim.{key}",
                    function=(Math(latex(claim.function)),),
                    domain=(Math(vectors_latex(claim.variable, claim.domain)),),
                    direction=(Math(space_latex(claim.direction, claim.domain)),),
                    rising=(Math(together_latex(claim.rising)),),
                    flat=(Math(flat_latex(claim)),),
                )
            case _:
                return formula


def hypotheses_of(theorem: Theorem) -> Inlines:
    """The case of the data that a theorem speaks of, as a formula; nothing where it holds for all data."""
    hypotheses = theorem.given.hypotheses()
    return (Math(facts_latex(hypotheses)),) if hypotheses else ()


def has_lambert(theorem: Theorem) -> bool:
    """Whether an equation is solved by Lambert's function."""
    return isinstance(theorem.claim, Equivalent) and any(
        term.has(lambert_w0, lambert_wm1) for term in terms_of(theorem.claim)
    )


Side: TypeAlias = Expr | Fact
"""One side of an equality (a term), or of an equivalence (a fact)."""


def ends(theorem: Theorem) -> tuple[Side, Side]:
    """The two sides of an equality or equivalence."""
    match theorem.claim:
        case Equivalent(left=left, right=right):
            return left, right
        case _:
            return theorem.equality.left, theorem.equality.right


def from_to(left: Side, right: Side) -> Claim:
    """The equality or equivalence of two sides."""
    if isinstance(left, Expr) and isinstance(right, Expr):
        return Equal(left, right)
    assert not isinstance(left, Expr)
    assert not isinstance(right, Expr)
    return Equivalent(left, right)


def side(value: Side, partial: bool = False) -> str:
    return latex(value, partial) if isinstance(value, Expr) else claim_latex(value, partial)


def has_several_parameters(derivation: Derivation) -> bool:
    """Whether derivatives by one parameter are partial ones."""
    joint = (f.head for f in derivation.given.facts() if isinstance(f, JointDensity))
    return any(len(head.args) > 1 for head in joint)


def both_ways(claim: Claim) -> tuple[Claim, ...]:
    return (claim, Equal(claim.right, claim.left)) if isinstance(claim, Equal) else (claim,)


def is_equal(theorem: Theorem) -> bool:
    return isinstance(theorem.claim, Equal)


def split_chain(theorems: tuple[Theorem, ...]) -> tuple[list[Theorem], Theorem | None, list[Theorem]]:
    """The leading chain of a part (each line continuing the one before), the theorem from its first to
    its last term, and what follows."""
    chain: list[Theorem] = []
    for theorem in theorems:
        claim = theorem.claim
        if theorem.rule.name in LINKING or not isinstance(claim, Equal | Equivalent):
            break
        if chain and ends(chain[-1])[1] != claim.left:
            break
        chain.append(theorem)
    if not chain or (len(chain) < 2 and len(theorems) < 2):
        return [], None, list(theorems)
    rest = list(theorems[len(chain) :])
    overall = rest.pop(0) if rest and rest[0].rule.name == "transitivity" else None
    if overall is None and len(chain) < 2:
        return [], None, list(theorems)
    if overall is not None and rest and rest[0].rule.name == "same-value" and rest[0].premises[0] is overall:
        chain.append(rest.pop(0))
    return chain, overall, rest


def kind_of_existence(claim: MaximiserExists) -> str:
    """Whether there are exactly one or none, one or not, or some or none."""
    if not claim.unique:
        return "a_maximiser"
    return "one_maximiser" if claim.or_none else "one_maximiser_or_several"
