"""Rules of equality: definitions, substitution, chains, arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial, reduce

from sympy import Expr, Integer, Product, Symbol, exp, log

from derive.algebra.terms import at, given_at, instance, names, replace_at, substitute, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import MANY, Premise, Premises, inference, rule
from derive.kernel.schema import UNIT, a, b, c, f, g, i, n, p, says, x_i
from derive.kernel.witness import Witness, place_of, term_of, variable_of
from derive.language.vocabulary import DEFINITIONS, RANDOM, is_named, meaning, softplus
from derive.statement import (
    REALS,
    Argmax,
    ArgmaxAtRoot,
    Argmin,
    ArrayArgmax,
    ArrayClaim,
    Claim,
    Definition,
    Equal,
    Equivalent,
    Fact,
    FunctionClaim,
    Given,
    JointArgmax,
    JointDensity,
    LeastUpperBound,
    Less,
    LessEqual,
    Limit,
    Member,
    Monotone,
    OneRoot,
    Provenance,
    Sample,
    Space,
    StrictlyConcave,
    Supremum,
    Unequal,
    UniqueRoot,
    fact_map,
    free_of_fact,
    lying_in,
    place_map,
)

LOGIC = "Enderton (2001), section 2.4"
TEXTBOOK = "Goodfellow, Bengio & Courville (2016), section 3.10"
SAMPLE = Sample(x_i, (i, Integer(1), n), REALS, f(x_i, p))
LIKELIHOOD = Product(f(x_i, p), (i, 1, n))


@rule("definition", source=LOGIC, statement=lambda: says("a b", Definition(a, b), then=Equal(a, b)))
def definition(term: Expr, context: Context) -> Expr | None:
    """A defined name equals its body."""
    if is_named(term):
        for fact in context.given.facts():
            if isinstance(fact, Definition) and same_name(fact.head, term):
                return instance(fact, term)
    return None


def same_name(head: Expr, term: Expr) -> bool:
    return bool(head == term if isinstance(head, Symbol) else head.func == term.func)


@rule("meaning", source=TEXTBOOK, statement=lambda: says("a", then=Equal(softplus(a), log(1 + exp(a)))))
def meaning_of(term: Expr, context: Context) -> Expr | None:
    """A function that abbreviates a term equals that term."""
    return meaning(term) if type(term) in DEFINITIONS else None


@rule("abbreviation", source=LOGIC, statement=lambda: says("a b", Definition(a, b), then=Equal(b, a)))
def abbreviation(term: Expr, context: Context) -> Expr | None:
    """The body of a definition equals the name it defines."""
    for fact in context.given.facts():
        if isinstance(fact, Definition) and fact.body == term:
            return fact.head
    return None


@rule(
    "independence",
    source="Casella & Berger (2002), section 4.6",
    statement=lambda: says("n p x f g", SAMPLE, JointDensity(g(p)), then=Equal(g(p), LIKELIHOOD)),
)
def independence(term: Expr, context: Context) -> Expr | None:
    """The joint density of independent observations is the product of their densities."""
    for fact in context.given.definitions():
        joint = JointDensity(fact.head) in context.given.facts()
        if joint and is_named(term) and same_name(fact.head, term):
            return instance(fact, term)
    return None


@rule("hypothesis", source=LOGIC, statement=lambda: says("a b", Equal(a, b), then=Equal(a, b)))
def hypothesis(term: Expr, context: Context) -> Expr | None:
    """What the case at hand assumes equal may be put in."""
    for fact in context.given.facts(Provenance.HYPOTHESIS):
        if isinstance(fact, Equal) and fact.left == term:
            return fact.right
    return None


@inference(
    "normal-form",
    takes=(0, 2),
    source="Geddes, Czapor & Labahn (1992), chapter 3",
    statement=lambda: says("a b c", then=Equal((a + b) * c, a * c + b * c)),
)
def normal_form(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Two terms with the same normal form are equal wherever both are defined."""
    left, right = witness
    claim = Equal(term_of(left), term_of(right))
    context.need(claim)
    return claim


@inference("reflexivity", takes=(0, 1), source=LOGIC, statement=lambda: says("a", then=Equal(a, a)))
def reflexivity(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a = a, where a is defined."""
    (value,) = witness
    term = term_of(value)
    context.need_defined(term)
    return Equal(term, term)


@inference("symmetry", takes=(1, 0), source=LOGIC, statement=lambda: says("a b", Equal(a, b), then=Equal(b, a)))
def symmetry(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a = b gives b = a."""
    claim = premises[0].equality
    return Equal(claim.right, claim.left)


@inference(
    "transitivity",
    takes=(MANY, 0),
    source=LOGIC,
    statement=lambda: says("a b c", Equal(a, b), Equal(b, c), then=Equal(a, c)),
)
def transitivity(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a = b and b = c give a = c; likewise for equivalences."""
    return reduce(_linked, (premise.claim for premise in premises))


def _linked(first: Claim, second: Claim) -> Claim:
    match first, second:
        case Equal(left, middle), Equal(again, right) if middle == again:
            return Equal(left, right)
        case Equivalent(before, between), Equivalent(repeated, after) if between == repeated:
            return Equivalent(before, after)
        case _:
            raise RuleError("transitivity", f"{first} does not lead to {second}")


@inference(
    "substitution",
    takes=(1, MANY),
    source=LOGIC,
    statement=lambda: says("a b c", Equal(a, b), then=Equal(c * a, c * b)),
)
def substitution(context: Context, premises: Premises, witness: Witness) -> Claim:
    """From a = b: a term with a at some places equals the term with b there. Under a binder, what the
    premise assumes must hold inside."""
    (premise,) = premises
    equality = premise.equality
    term, *places = witness
    old = new = term_of(term)
    for place in places:
        path = place_of(place)
        if at(new, path) != equality.left:
            raise RuleError("substitution", f"{equality.left} does not stand at {path} in {new}")
        require_assumptions("substitution", premise, given_at(new, path, context.given))
        new = term_of(replace_at(new, path, equality.right))
    context.need_defined(old, new)
    return Equal(old, new)


def require_assumptions(name: str, premise: Premise, given: Given) -> None:
    """Refuse where a premise assumes what is not given at the place where it is used."""
    if extra := set(premise.given.assumptions) - set(given.assumptions):
        raise RuleError(name, f"the premise assumes {next(iter(extra)).fact}, which does not hold here")


def fact_at(fact: Fact, variable: Symbol, point: Expr) -> Fact:
    """A comparison or membership with a value put in for the variable, in its domain as well."""
    if not isinstance(fact, Equal | Unequal | Less | LessEqual | Member):
        raise RuleError("instance", f"cannot put a value into {fact}")
    return fact_map(fact, partial(substitute, values={variable: point}))


def holds_throughout(context: Context, premise: Premise, variable: Symbol, domain: Space) -> None:
    """Discharge, for every value of the variable in the domain, what a premise assumes of it: so that
    a theorem about a point of the domain is one about a function on the domain."""
    about = [
        assumption.fact
        for assumption in premise.given.assumptions
        if variable in free_of_fact(assumption.fact) and not is_structure(assumption.fact)
    ]
    throughout(context, variable, domain).need(*about)


def holds_throughout_all(
    context: Context, premise: Premise, variables: tuple[Symbol, ...], domains: tuple[Space, ...]
) -> None:
    """As `holds_throughout`, for several variables at once."""
    about = [
        assumption.fact
        for assumption in premise.given.assumptions
        if free_of_fact(assumption.fact) & set(variables) and not is_structure(assumption.fact)
    ]
    throughout_all(context, variables, domains).need(*about)


def throughout(context: Context, variable: Symbol, domain: Space) -> Context:
    """Where the variable is any point of the domain, a number or a vector, and nothing else is known of it."""
    return throughout_all(context, (variable,), (domain,))


def throughout_all(context: Context, variables: tuple[Symbol, ...], domains: tuple[Space, ...]) -> Context:
    """Where each variable is any point of its domain, whose ends may depend on the others."""
    moved = set(variables)
    kept = [a for a in context.given.assumptions if not free_of_fact(a.fact) & moved or is_structure(a.fact)]
    inside = [f for pair in zip(variables, domains, strict=True) for f in lying_in(*pair)]
    given = Given(tuple(kept)).adding(Provenance.BINDING, *inside)
    return Context(given, context.rule, context.ledger)


def depends(term: Expr, variable: Symbol, given: Given) -> bool:
    """Whether a term may change with a variable: through names as well, and an expectation through the
    distribution of the data."""
    plain = unfold(term, given)
    return variable in names(plain) or plain.has(*RANDOM)


def is_structure(fact: Fact) -> bool:
    """Whether a fact says what the data and the names are, for every parameter value alike."""
    return isinstance(fact, Definition | Sample | JointDensity)


@inference(
    "same-function",
    takes=(2, 0),
    source=LOGIC,
    statement=lambda: says(
        "f g b p", Argmax(f(p), p, UNIT, (b,)), Equal(f(p), g(p)), then=Argmax(g(p), p, UNIT, (b,))
    ),
)
def same_function(context: Context, premises: Premises, witness: Witness) -> Claim:
    """What holds of a function on a domain holds of a function equal to it there; so too of the equation of a
    root."""
    about, equality = premises
    claim, equal = about.claim, equality.equality
    if isinstance(claim, ArgmaxAtRoot) and claim.equation == equal.left:
        holds_throughout_all(context, equality, claim.variables, claim.domains)
        return replace(claim, equation=equal.right)
    if not isinstance(claim, FunctionClaim | ArrayClaim):
        raise RuleError("same-function", "needs a claim about a function")
    if claim.function != equal.left:
        raise RuleError("same-function", f"{claim.function} is not {equal.left}")
    if isinstance(claim, ArrayArgmax):
        holds_throughout_all(context, equality, claim.variables, claim.spaces)
    else:
        holds_throughout(context, equality, claim.variable, claim.domain)
    return type(claim)(**{**vars(claim), "function": equal.right})


@inference(
    "same-value",
    takes=(2, 0),
    source=LOGIC,
    statement=lambda: says("a b c", Less(a, b), Equal(b, c), then=Less(a, c)),
)
def same_value(context: Context, premises: Premises, witness: Witness) -> Claim:
    """In a claim, a term may be replaced by an equal one."""
    about, equality = premises
    old, new = equality.equality.left, equality.equality.right

    def change(value: Expr) -> Expr:
        return new if value == old else value

    return outside_binder(about.claim, change)


def outside_binder(claim: Claim, change: Callable[[Expr], Expr]) -> Claim:
    """The claim with `change` applied to its sides, roots, points and values: the terms that stand
    outside the scope of a bound variable."""
    match claim:
        case Equal() | Unequal() | Less() | LessEqual() | Member():
            return fact_map(claim, change)
        case Equivalent(left=left, right=right):
            return Equivalent(fact_map(left, change), fact_map(right, change))
        case UniqueRoot():
            return UniqueRoot(claim.function, claim.variable, claim.domain, change(claim.root))
        case JointArgmax():
            return replace(
                claim, points=tuple(tuple(place_map(p, change) for p in point) for point in claim.points)
            )
        case Argmax() | Argmin():
            return replace(claim, points=tuple(place_map(point, change) for point in claim.points))
        case Supremum():
            return replace(claim, value=change(claim.value), point=change(claim.point))
        case LeastUpperBound():
            return replace(claim, value=change(claim.value))
        case Limit() | Monotone() | StrictlyConcave() | OneRoot():
            return claim
        case _ if isinstance(claim, ArrayClaim):
            return claim
        case _:
            raise RuleError("same-value", f"cannot replace a term in {claim}")


@inference(
    "instance",
    takes=(1, 2),
    source=LOGIC,
    discharges=True,
    statement=lambda: says("f g b p", Equal(f(p), g(p)), then=Equal(f(b), g(b))),
)
def instance_of(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A theorem holds for any particular value of a variable that satisfies what it assumes."""
    (premise,) = premises
    variable, value = variable_of(witness[0]), term_of(witness[1])
    left, right = premise.equality.left, premise.equality.right
    values = {variable: value}
    context.need_defined(values[variable])
    known = set(context.given.assumptions)
    for assumption in premise.given.assumptions:
        if variable in free_of_fact(assumption.fact) and not is_structure(assumption.fact):
            context.need(fact_at(assumption.fact, variable, values[variable]))
        elif assumption not in known:
            raise RuleError("instance", f"the premise assumes {assumption.fact}, which is not given here")
    if any(unfold(side, context.given).has(*RANDOM) for side in (left, right)):
        raise RuleError("instance", "an expectation depends on the parameters through the data as well")
    if any(variable in names(d.body) - set(d.head.args) for d in context.given.definitions()):
        raise RuleError("instance", f"{variable} hides in the definition of a name")
    claim = Equal(substitute(left, values), substitute(right, values))
    context.need_defined(claim.left, claim.right)
    return claim
