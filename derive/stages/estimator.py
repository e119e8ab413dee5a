"""The score equation, its root, and when the root lies in the parameter space."""

from __future__ import annotations

from sympy import Add, Expr, Mul, S, Sum, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.signs.assumed import bounds
from derive.algebra.signs.proving import prove
from derive.algebra.terms import unfold
from derive.errors import RuleError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.progress import Progress
from derive.statement import (
    Definition,
    Equal,
    Equivalent,
    Fact,
    Given,
    Less,
    LessEqual,
    Provenance,
    positive,
)


def estimator(progress: Progress) -> Progress:
    """ℓ′ = 0 ⇔ numerator = 0 ⇔ parameter = root; then the root as the only one in the domain."""
    given, parameter = progress.given, progress.parameter
    zero = infer(named("zero-of-quotient"), given, (progress.known["score_quotient"],))
    numerator = isolated(zero)[0]
    linear = infer(named("linear-equation"), given, (), (numerator, parameter))
    solved = infer(named("transitivity"), given, (zero, linear))
    lines = [zero, linear, solved]
    given, folded = name_mean(solved, given, progress)
    if folded is not None:
        solved = infer(named("same-value"), given, (solved, folded))
        lines.append(solved)
    root = isolated(solved)[1]
    inside = given.adding(Provenance.HYPOTHESIS, *interior(root, progress, given))
    unique = infer(named("unique-root"), inside, (solved,), (parameter, progress.domain))
    return (
        progress.under(given)
        .told("estimator", *lines)
        .told("root", unique)
        .knowing(solved=solved, root=unique)
        .naming(estimate=root)
    )


def isolated(theorem: Theorem) -> tuple[Expr, Expr]:
    """Both sides of the equation that an equivalence arrives at."""
    match theorem.claim:
        case Equivalent(right=Equal(left=left, right=right)):
            return left, right
        case other:
            raise RuleError("estimator", f"{other} does not arrive at an equation")


def name_mean(solved: Theorem, given: Given, progress: Progress) -> tuple[Given, Theorem | None]:
    """Where the root is the mean of the data, it gets its name: x̄."""
    root = isolated(solved)[1]
    model = progress.model
    if unfold(root, given) != Sum(model.item, model.index) / model.size:
        return given, None
    mean = Symbol(f"{model.variable.name}bar")
    given = given.adding(Provenance.DEFINITION, Definition(mean, root))
    return given, infer(named("abbreviation"), given, (), (root, ()))


def interior(root: Expr, progress: Progress, given: Given) -> list[Fact]:
    """What the data must satisfy for the root to lie inside the domain, as far as it is not a
    consequence of what is given: each bound freed of its positive factors."""
    needed: list[Fact] = []
    for bound in bounds(root, progress.domain):
        assert isinstance(bound, Less | LessEqual)
        gap = factored(unfold_names(bound.right - bound.left, given), given)
        kept = [f for f in Mul.make_args(gap) if prove(positive(f), given) is None]
        if kept:
            needed.append(as_comparison(Mul(*kept)))
    return needed


def unfold_names(term: Expr, given: Given) -> Expr:
    """A term with the names of estimates (x̄) put back into statistics, statistics kept as names."""
    for definition in given.definitions():
        head = definition.head
        if isinstance(head, Symbol) and not isinstance(definition.body, Sum):
            term = term.xreplace({head: definition.body})
    return term


def as_comparison(gap: Expr) -> Less:
    """gap > 0 as `left < right` without minus signs."""
    terms = Add.make_args(gap)
    left = [-t for t in terms if t.could_extract_minus_sign()]
    right = [t for t in terms if not t.could_extract_minus_sign()]
    return Less(Add(*left), Add(*right)) if right else Less(gap, S.Zero)
