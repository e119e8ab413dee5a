"""The score equation, its root, and when the root lies in the parameter space."""

from __future__ import annotations

from sympy import Add, Expr, Indexed, Integer, Mul, Sum, Symbol, exp, log, sign

from derive.algebra.form.normal import factored
from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.assumed import bounds
from derive.algebra.signs.goals import negative, nonpositive
from derive.algebra.signs.ordering import orders_in
from derive.algebra.signs.proving import prove
from derive.algebra.signs.squaring import parts
from derive.algebra.terms import body, limits, names, substitute
from derive.errors import DeriveError, RuleError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.progress import Obstacle, Progress
from derive.stages.showing import of_positive, oriented, tidy
from derive.stages.solving import Solution, one_log, solutions
from derive.statement import (
    Definition,
    Equal,
    Equivalent,
    Fact,
    Given,
    Less,
    LessEqual,
    Member,
    Model,
    Provenance,
    free_of_fact,
    nonnegative,
    positive,
    terms_of,
)

LOOKS = 16
"""At how many points a condition is looked at before it is tried to be proved."""


def estimator(progress: Progress) -> Progress:
    """ℓ′ = 0 ⇔ numerator = 0 ⇔ parameter = root; then the root as the only one in the domain."""
    given, parameter = progress.given, progress.parameter
    zero = infer(named("zero-of-quotient"), given, (progress.known["score_quotient"],))
    found, lines = solved_for(parameter, zero)
    solved = lines[-1]
    inside = solved.given
    inside, folded = in_means(isolated(solved)[1], inside, progress.model)
    if folded is not None:
        solved = infer(named("same-value"), inside, (solved, folded))
        lines.append(solved)
    root = isolated(solved)[1]
    inside = inside.adding(Provenance.HYPOTHESIS, *interior(root, progress, inside))
    if (turned := oriented(of_positive(root, inside), inside)) != root:
        solved = infer(named("same-value"), inside, (solved, Chain(inside, root).into(turned).theorem()))
        lines.append(solved)
        root = turned
    unique = infer(named("unique-root"), inside, (solved,), (parameter, progress.domain))
    return (
        progress.under(without_new_hypotheses(inside, given))
        .told("estimator", *lines)
        .told("root", unique)
        .knowing(solved=solved, root=unique)
        .naming(estimate=root, rising=found.rising, estimate_by_statistics=unfold_names(root, inside))
    )


def solved_for(parameter: Symbol, zero: Theorem) -> tuple[Solution, list[Theorem]]:
    """A way to isolate the parameter in an equation, and its lines, under what it needs of the data."""
    (left, right), given = isolated(zero), zero.given
    problem: DeriveError = Obstacle("no_closed_root", Equal(left, right))
    for found in solutions(left, right, parameter, given):
        inside = given.adding(Provenance.HYPOTHESIS, *unproved(found.needs, given))
        try:
            equations = [infer(named(rule), inside, (), witness) for rule, witness in found.steps]
            return found, [zero, *equations, infer(named("transitivity"), inside, (zero, *equations))]
        except DeriveError as error:
            problem = error
    raise problem


def without_new_hypotheses(inside: Given, before: Given) -> Given:
    """The names of the inner Given with the hypotheses of the outer one."""
    kept = (a for a in inside.assumptions if a.provenance != Provenance.HYPOTHESIS or a in before.assumptions)
    return Given(tuple(kept))


def unproved(facts: tuple[Fact, ...], given: Given) -> list[Fact]:
    """What the data must satisfy, as far as it is not a consequence of what is given: each inequality freed
    of its positive factors."""
    needed: list[Fact] = []
    for fact in facts:
        if not isinstance(fact, Less | LessEqual) or always(fact, given):
            continue
        gap = tidy(plainer(unfold_names(fact.right - fact.left, given), given), given)
        kept = [f for f in Mul.make_args(gap) if not always(positive(f), given)]
        if kept:
            needed.append(as_comparison(Mul(*kept)))
            given = given.adding(Provenance.HYPOTHESIS, needed[-1])
    return needed


def always(fact: Fact, given: Given) -> bool:
    """Whether a fact is proved; that it fails for some data is seen sooner than that no proof is found."""
    places = points(given, terms_of(fact), LOOKS)
    return not any(holds(fact, place, given) is False for place in places) and prove(fact, given) is not None


def plainer(gap: Expr, given: Given) -> Expr:
    """A term of the same sign without a function around it: u − 1 for log u, u − v for e^u − e^v."""
    gap = factored(gap, given)
    together = one_log(gap, given) or gap
    scale, found = together.as_independent(log)
    if isinstance(found, log) and scale.is_Rational:
        return sign(scale) * (found.args[0] - 1)
    if (squared := without_root(gap, given)) is not None:
        return squared
    terms = Add.make_args(gap) if gap.has(exp) else ()
    above = [t for t in terms if prove(positive(t), given)]
    below = [-t for t in terms if prove(negative(t), given)]
    if len(above) == len(below) == 1 and len(terms) == 2:
        return factored(log(above[0]) - log(below[0]), given)
    return gap


def without_root(gap: Expr, given: Given) -> Expr | None:
    """b²u − a² for b√u − a, and a² − b²u for a − b√u, where a and b are not negative."""
    if (found := parts(gap, given)) is None:
        return None
    plain, share, difference = found
    if prove(nonnegative(share), given) and prove(nonpositive(plain), given):
        return difference
    if prove(nonnegative(plain), given) and prove(nonpositive(share), given):
        return -difference
    return None


def isolated(theorem: Theorem) -> tuple[Expr, Expr]:
    """Both sides of the equation that an equivalence arrives at."""
    match theorem.claim:
        case Equivalent(right=Equal(left=left, right=right)):
            return left, right
        case other:
            raise RuleError("estimator", f"{other} does not arrive at an equation")


def in_means(root: Expr, given: Given, model: Model) -> tuple[Given, Theorem | None]:
    """The root in means of data, such as x̄ or 1/(1 + x̄), where it needs the sample size for these alone."""
    size, term = model.size, root
    means: list[Definition] = []
    for total in given.definitions():
        whole = total.body
        if isinstance(whole, Sum) and limits(whole) == (model.index,) and isinstance(body(whole), Indexed):
            mean = Definition(Symbol(f"{body(whole).base.label}bar"), total.head / size)
            if total.head in names(root) and mean.head not in model.symbols:
                term, means = term.xreplace({total.head: size * mean.head}), [*means, mean]
    term = factored(term, given).expand() if means else term
    fixed = {one: Integer(0) for one in orders_in(root, term)}
    if not means or size in names(substitute(term, fixed)) or size not in names(substitute(root, fixed)):
        return given, None
    given = given.adding(Provenance.DEFINITION, *means)
    if root == means[0].body:
        return given, infer(named("abbreviation"), given, (), (root, ()))
    shown = of_positive(factored(term, given) if term.is_Mul else term, given)
    return given, Chain(given, root).into(shown).theorem()


def interior(root: Expr, progress: Progress, given: Given) -> list[Fact]:
    """What makes the root lie inside the domain."""
    others = set(progress.model.arguments) - {progress.parameter}
    facts = unproved(tuple(bounds(root, progress.domain)), given)
    if any(free_of_fact(fact) & others for fact in facts):
        raise Obstacle("not_inside", Member(root, progress.domain))
    match facts:
        case [Less(left=t, right=_) as second, Less(left=_, right=again) as first] if t == again:
            return [first, second]  # a < t < b
    return facts


def unfold_names(term: Expr, given: Given) -> Expr:
    """A term with the names of estimates (x̄) put back into statistics, statistics kept as names."""
    for definition in given.definitions():
        head = definition.head
        if isinstance(head, Symbol) and not definition.body.has(Sum):
            term = term.xreplace({head: definition.body})
    return term


def as_comparison(gap: Expr) -> Less:
    """gap > 0 as `left < right` without minus signs, and without a number in front."""
    _, gap = gap.primitive()
    terms = Add.make_args(gap)
    left = [-t for t in terms if t.could_extract_minus_sign()]
    right = [t for t in terms if not t.could_extract_minus_sign()]
    return Less(Add(*left), Add(*right))
