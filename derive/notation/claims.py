"""Facts and claims as LaTeX."""

from __future__ import annotations

from sympy import Add, Expr, S

from derive.notation.latex import latex
from derive.statement import (
    Argmax,
    Argmin,
    Claim,
    Definition,
    Domain,
    Each,
    Equal,
    Equivalent,
    Fact,
    Integers,
    Interval,
    JointDensity,
    Less,
    LessEqual,
    Limit,
    Member,
    Monotone,
    Sample,
    Sense,
    StrictlyConcave,
    Supremum,
    Unequal,
    UniqueRoot,
    Values,
)

RELATIONS = {Equal: "=", Unequal: r"\neq", Less: "<", LessEqual: r"\leq"}


def domain_latex(domain: Domain) -> str:
    """A domain as a set."""
    match domain:
        case Interval(low=S.NegativeInfinity, high=S.Infinity):
            return r"\mathbb{R}"
        case Interval(low=low, high=high, low_closed=left, high_closed=right):
            return f"{'[' if left else '('}{latex(low)}, {latex(high)}{']' if right else ')'}"
        case Values(members=members):
            return rf"\{{{', '.join(latex(m) for m in members)}\}}"
        case Integers(low=S.NegativeInfinity, high=S.Infinity):
            return r"\mathbb{Z}"
        case Integers(low=low, high=high):
            end = "" if high == S.Infinity else f", {latex(high)}"
            second = f", {latex(low + 1)}" if low.is_Integer else ""
            return rf"\{{{latex(low)}{second}, \dots{end}\}}"


def membership(term: Expr, domain: Domain) -> str:
    """`0 < p < 1` for a proper interval, `x ∈ …` for other domains."""
    match domain:
        case Interval(low=low, high=high) if (low, high) != (-S.Infinity, S.Infinity):
            left = "" if low == -S.Infinity else f"{latex(low)} {_below(domain.low_closed)} "
            right = "" if high == S.Infinity else f" {_below(domain.high_closed)} {latex(high)}"
            if not left and high != S.Infinity:
                return f"{latex(term)}{right}"
            if not right:
                return rf"{latex(term)} {'>' if not domain.low_closed else chr(92) + 'geq'} {latex(low)}"
            return f"{left}{latex(term)}{right}"
        case _:
            return rf"{latex(term)} \in {domain_latex(domain)}"


def _below(closed: bool) -> str:
    return r"\leq" if closed else "<"


def claim_latex(claim: Claim) -> str:
    """A fact or claim as one formula. What is said in words (monotone, concave) is put in symbols."""
    match claim:
        case Equal() | Unequal() | Less() | LessEqual():
            return f"{latex(claim.left)} {RELATIONS[type(claim)]} {latex(claim.right)}"
        case Definition(head=head, body=body):
            return f"{latex(head)} := {latex(body)}"
        case Member(term=term, domain=domain):
            return membership(term, domain)
        case Each(fact=fact, index=(index, low, high)):
            run = rf"{latex(index)} = {latex(low)}, \dots, {latex(high)}"
            return rf"{claim_latex(fact)} \quad ({run})"
        case Sample():
            return sample_latex(claim)
        case JointDensity(head=head):
            return latex(head)
        case Equivalent(left=left, right=right):
            return rf"{claim_latex(left)} \iff {claim_latex(right)}"
        case Argmax() | Argmin():
            name = "max" if isinstance(claim, Argmax) else "min"
            points = rf"\{{{', '.join(latex(p) for p in claim.points)}\}}" if claim.points else r"\varnothing"
            function = latex(claim.function)
            if function.startswith("-") or isinstance(claim.function, Add):
                function = rf"\left({function}\right)"
            return f"{_over(rf'arg{chr(92)},{name}', claim)} {function} = {points}"
        case Supremum(value=value):
            return f"{_over('sup', claim)} {latex(claim.function)} = {latex(value)}"
        case Limit(variable=variable, point=point, domain=domain, value=value):
            side = "^{+}" if point == domain.low else "^{-}" if point == domain.high else ""
            arrow = rf"{latex(variable)} \to {latex(point)}{side}"
            return rf"\lim_{{{arrow}}} {latex(claim.function)} = {latex(value)}"
        case UniqueRoot(variable=variable, root=root):
            return rf"{latex(claim.function)} = 0 \iff {latex(variable)} = {latex(root)}"
        case Monotone(sense=sense):
            arrow = r"\nearrow" if sense is Sense.INCREASING else r"\searrow"
            return rf"{latex(claim.function)} {arrow}"
        case StrictlyConcave():
            return rf"{latex(claim.function)} \frown"


def _over(name: str, claim: Argmax | Argmin | Supremum) -> str:
    where = rf"{latex(claim.variable)} \in {domain_latex(claim.domain)}"
    operator = r"\sup" if name == "sup" else rf"\operatorname*{{{name}}}"
    return rf"{operator}_{{{where}}}"


def sample_latex(sample: Sample) -> str:
    """x₁, …, xₙ."""
    symbol, low, high = sample.index
    first, last = (latex(sample.item.base[k]) for k in (low, high))
    return rf"{first}, \dots, {last}"


def facts_latex(facts: tuple[Fact, ...]) -> str:
    """Several facts as one formula; a < t and t < b become a < t < b."""
    match facts:
        case (Less(left=low, right=middle), Less(left=again, right=high)) if middle == again:
            return f"{latex(low)} < {latex(middle)} < {latex(high)}"
        case _:
            return r",\; ".join(claim_latex(fact) for fact in facts)
