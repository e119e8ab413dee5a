"""Facts and claims as LaTeX."""

from __future__ import annotations

from sympy import Add, Expr, S, Symbol

from derive.algebra.terms import substitute
from derive.notation.latex import fenced, latex
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
    InverseMatrix,
    JointArgmax,
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
            return integers_latex(low, high)


def integers_latex(low: Expr, high: Expr) -> str:
    """The whole set when it is short, else its ends: {0, 1}, {0, 1, …}, {k, …, n}."""
    if low.is_Integer and high.is_Integer and high - low <= 2:
        members = [str(k) for k in range(int(low), int(high) + 1)]
    elif low == S.NegativeInfinity:
        members = [r"\dots", *([latex(high - 1)] if high.is_Integer else []), latex(high)]
    else:
        members = [latex(low), *([latex(low + 1)] if low.is_Integer else []), r"\dots"]
        members += [] if high == S.Infinity else [latex(high)]
    return rf"\{{{', '.join(members)}\}}"


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
            return f"{_over(rf'arg{chr(92)},{name}', claim)} {_argument(claim.function)} = {points}"
        case JointArgmax(points=points):
            tuples = [fenced(", ".join(map(latex, point))) for point in points]
            told = rf"\{{{', '.join(tuples)}\}}" if tuples else r"\varnothing"
            return f"{_over_all(claim)} {_argument(claim.function)} = {told}"
        case InverseMatrix(matrix=matrix, inverse=inverse):
            return rf"{matrix_latex(matrix)}^{{-1}} = {matrix_latex(inverse)}"
        case Supremum(value=value):
            return f"{_over('sup', claim)} {_argument(claim.function)} = {latex(value)}"
        case Limit(variable=variable, point=point, domain=domain, value=value):
            side = "^{+}" if point == domain.low else "^{-}" if point == domain.high else ""
            arrow = rf"{latex(variable)} \to {latex(point)}{'' if point.is_infinite else side}"
            return rf"\lim_{{{arrow}}} {_argument(claim.function)} = {latex(value)}"
        case UniqueRoot(variable=variable, root=root):
            return rf"{latex(claim.function)} = 0 \iff {latex(variable)} = {latex(root)}"
        case Monotone():
            return monotone_latex(claim)
        case StrictlyConcave():
            return concave_latex(claim)


def matrix_latex(rows: tuple[tuple[Expr, ...], ...]) -> str:
    """A matrix by its rows."""
    lines = r" \\ ".join(" & ".join(map(latex, row)) for row in rows)
    return rf"\begin{{pmatrix}} {lines} \end{{pmatrix}}"


def monotone_latex(claim: Monotone) -> str:
    """What strictly monotone means: f(a) < f(b) (or >) for every a < b in the domain."""
    a, b = fresh(claim, "abcduvwyz", 2)
    at_a, at_b = (latex(substitute(claim.function, {claim.variable: point})) for point in (a, b))
    relation = "<" if claim.sense is Sense.INCREASING else ">"
    return rf"{at_a} {relation} {at_b} \quad ({between(a, b, claim.domain)})"


def concave_latex(claim: StrictlyConcave) -> str:
    """What strictly concave means: between any two points the function lies above its chord."""
    a, b = fresh(claim, "abcduvwyz", 2)
    (t,) = fresh(claim, "trk", 1)
    middle = t * a + (1 - t) * b
    at_a, at_b, above = (substitute(claim.function, {claim.variable: point}) for point in (a, b, middle))
    chord = Add(t * at_a, (1 - t) * at_b, evaluate=False)
    return rf"{latex(above)} > {latex(chord)} \quad ({between(a, b, claim.domain)},\; 0 < {latex(t)} < 1)"


def fresh(claim: Monotone | StrictlyConcave, letters: str, count: int) -> list[Symbol]:
    """The first letters that the claim does not speak of."""
    terms = (claim.function, claim.domain.low, claim.domain.high)
    taken = {symbol.name for term in terms for symbol in term.atoms(Symbol)}
    return [Symbol(letter) for letter in letters if letter not in taken][:count]


def between(a: Symbol, b: Symbol, domain: Interval) -> str:
    """`low < a < b < high`; an infinite end is left out."""
    left = "" if domain.low == S.NegativeInfinity else f"{latex(domain.low)} {_below(domain.low_closed)} "
    right = "" if domain.high == S.Infinity else f" {_below(domain.high_closed)} {latex(domain.high)}"
    return f"{left}{latex(a)} < {latex(b)}{right}"


def _argument(function: Expr) -> str:
    """A function after sup or lim, in brackets where it would end too early."""
    text = latex(function)
    return fenced(text) if isinstance(function, Add) or text.startswith("-") else text


def _over(name: str, claim: Argmax | Argmin | Supremum) -> str:
    where = rf"{latex(claim.variable)} \in {domain_latex(claim.domain)}"
    operator = r"\sup" if name == "sup" else rf"\operatorname*{{{name}}}"
    return rf"{operator}_{{{where}}}"


def _over_all(claim: JointArgmax) -> str:
    """argmax over a point of the product of the domains."""
    place = ", ".join(map(latex, claim.variables))
    space = r" \times ".join(map(domain_latex, claim.domains))
    return rf"\operatorname*{{arg\,max}}_{{({place}) \in {space}}}"


def sample_latex(sample: Sample) -> str:
    """x₁, …, xₙ."""
    _, low, high = sample.index
    first, last = (latex(sample.item.base[k]) for k in (low, high))
    return rf"{first}, \dots, {last}"


def facts_latex(facts: tuple[Fact, ...]) -> str:
    """Several facts as one formula; a < t and t < b become a < t < b."""
    match facts:
        case (Less(left=low, right=middle), Less(left=again, right=high)) if middle == again:
            return f"{latex(low)} < {latex(middle)} < {latex(high)}"
        case _:
            return r",\; ".join(claim_latex(fact) for fact in facts)
