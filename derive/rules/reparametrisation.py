"""Rules of a change of the parameter: functions that are one-to-one, and what goes with them."""

from __future__ import annotations

from typing import TypeVar

from sympy import Derivative, Expr, Symbol

from derive.algebra.terms import names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premise, Premises, inference
from derive.kernel.schema import a, b, c, f, g, p, q, says, x_i
from derive.kernel.witness import Witness, interval_of, term_of, variable_of
from derive.language.vocabulary import variance
from derive.rules.calculus import derivative
from derive.rules.equality import (
    depends,
    fact_at,
    holds_throughout,
    holds_throughout_all,
    is_structure,
    throughout,
)
from derive.rules.expectation import is_random
from derive.statement import (
    REALS,
    Argmax,
    ArgmaxAtRoot,
    Bijection,
    Claim,
    Equal,
    Interval,
    JointArgmax,
    Member,
    Place,
    UniqueRoot,
    free_of_fact,
    in_several,
    terms_of,
)

T = TypeVar("T")
TWICE = Derivative(2 * q, q)
WHOLE = Bijection(2 * p, p, REALS, q / 2, q, REALS)


@inference(
    "inverse-function",
    takes=(1, 3),
    source="Rudin (1976), definition 2.3",
    discharges=True,
    statement=lambda: says("p q", UniqueRoot(2 * p - q, p, REALS, q / 2), then=WHOLE),
)
def inverse_function(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Where g(p) = q has the one root h(q) in Θ, whatever q in Λ, and g takes Θ into Λ, it takes Θ onto Λ
    one-to-one, and h takes it back."""
    (premise,) = premises
    function, value, image = term_of(witness[0]), variable_of(witness[1]), interval_of(witness[2])
    match premise.claim:
        case UniqueRoot(variable=variable) as root if root.function == function - value:
            domain = interval_of(root.domain)
        case _:
            raise RuleError("inverse-function", f"needs the one root of {function} - {value}")
    ends = (*terms_of(domain), *terms_of(image))
    if variable == value or any(depends(end, v, context.given) for end in ends for v in (variable, value)):
        raise RuleError("inverse-function", f"an interval depends on {variable} or {value}")
    if depends(function, value, context.given):
        raise RuleError("inverse-function", f"{function} depends on {value}")
    known = set(context.given.assumptions)
    for assumption in premise.given.assumptions:
        fact = assumption.fact
        about = value in free_of_fact(fact) and not is_structure(fact)
        if assumption not in known and not about:
            raise RuleError("inverse-function", f"the premise assumes {fact}, which is not given here")
    holds_throughout(context, premise, value, image)
    inside = throughout(context, variable, domain)
    inside.need_defined(function)
    inside.need(Member(function, image))
    return Bijection(function, variable, domain, root.root, value, image)


@inference(
    "invariance",
    takes=(2, 0),
    source="Casella & Berger (2002), theorem 7.2.10",
    statement=lambda: says(
        "f b p q", Argmax(f(p), p, REALS, (b,)), WHOLE, then=Argmax(f(q / 2), q, REALS, (2 * b,))
    ),
)
def invariance(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Where g takes Θ onto Λ one-to-one, the maximisers of L(g⁻¹(λ)) on Λ are the g(p̂) for the maximisers p̂
    of L on Θ; so too where g changes one of several variables, whatever the others are. A p̂ that is known by an
    equation is g⁻¹(λ̂) in it."""
    best, change = premises
    if not isinstance(best.claim, Argmax | JointArgmax | ArgmaxAtRoot) or not isinstance(
        change.claim, Bijection
    ):
        raise RuleError("invariance", "needs a maximum and a function that is one-to-one")
    old = best.claim if isinstance(best.claim, ArgmaxAtRoot) else in_several(best.claim)
    new, place = change.claim, require_place(context, old, change)
    function = substitute(old.function, {new.variable: new.inverse})
    variables = put(old.variables, place, new.value)
    domains = put(old.domains, place, new.image)
    if isinstance(old, ArgmaxAtRoot):
        return ArgmaxAtRoot(function, variables, domains, *moved_root(old, new, place))
    points = tuple(put(point, place, moved(old.variables, point, new)) for point in old.points)
    if isinstance(best.claim, Argmax):
        return Argmax(function, new.value, new.image, tuple(value for (value,) in points))
    return JointArgmax(function, variables, domains, points)


def require_place(context: Context, old: JointArgmax | ArgmaxAtRoot, change: Premise) -> int:
    """Where the variable that is changed stands among those of the maximum: the change is one of its whole
    domain, for all values of the others, and the maximum does not speak of the new variable."""
    new = change.claim
    assert isinstance(new, Bijection)
    domains = dict(zip(old.variables, old.domains, strict=True))
    if domains.pop(new.variable, None) != new.domain:
        raise RuleError("invariance", f"the maximum is not over {new.variable} in the same domain")
    spoken = terms_of(
        (old.function, old.point, old.equation) if isinstance(old, ArgmaxAtRoot) else (old.function, old.points)
    )
    if new.value in domains or any(depends(term, new.value, context.given) for term in spoken):
        raise RuleError("invariance", f"the maximum speaks of {new.value} already")
    ends = [end for domain in (*old.domains, new.image) for end in terms_of(domain)]
    if any(depends(end, v, context.given) for end in ends for v in (*old.variables, new.value)):
        raise RuleError("invariance", "a domain depends on a variable")
    holds_throughout_all(context, change, tuple(domains), tuple(domains.values()))
    return old.variables.index(new.variable)


def put(members: tuple[T, ...], place: int, one: T) -> tuple[T, ...]:
    """The tuple with another member at a place."""
    return (*members[:place], one, *members[place + 1 :])


def moved(variables: tuple[Symbol, ...], point: tuple[Place, ...], new: Bijection) -> Expr:
    """The value of the function at a point."""
    values = dict(zip(variables, point, strict=True))
    exact = {variable: value for variable, value in values.items() if not isinstance(value, Interval)}
    if names(new.function) & (values.keys() - exact.keys()):
        raise RuleError("invariance", f"{new.function} takes many values at the maximisers")
    return substitute(new.function, exact)


def moved_root(old: ArgmaxAtRoot, new: Bijection, place: int) -> tuple[tuple[Expr, ...], Symbol, Expr]:
    """The point with the value of the function, the variable of the equation, and this."""
    point = put(old.point, place, moved(old.variables, old.point, new))
    if old.variable != new.variable:
        return point, old.variable, old.equation
    if names(new.inverse) & set(old.variables) or old.point[place] != old.variable:
        raise RuleError("invariance", f"{new.inverse} is not known where {old.equation} is 0")
    at = {new.variable: new.inverse}
    point = put(tuple(substitute(value, at) for value in old.point), place, new.value)
    return point, new.value, substitute(old.equation, at)


@inference(
    "chain-rule",
    takes=(1, 2),
    source="Rudin (1976), theorem 5.5",
    discharges=True,
    statement=lambda: says(
        "f g p q", Equal(Derivative(f(p), p), g(p)), then=Equal(Derivative(f(2 * q), q), g(2 * q) * TWICE)
    ),
)
def chain_rule(context: Context, premises: Premises, witness: Witness) -> Claim:
    """f′(p) = s at p = h(λ) gives (f∘h)′(λ) = s·h′(λ)."""
    inside, by = term_of(witness[0]), variable_of(witness[1])
    function, variable, (slope,) = slopes(premises)
    require_instance(context, premises, variable, inside, by)
    require_derivatives(context, inside, by, 1)
    at = {variable: inside}
    return Equal(Derivative(substitute(function, at), by), substitute(slope, at) * Derivative(inside, by))


@inference(
    "chain-rule-of-second-order",
    takes=(2, 2),
    source="Rudin (1976), theorems 5.3 and 5.5",
    discharges=True,
    statement=lambda: says(
        "f a b p q",
        Equal(Derivative(f(p), p), a * p + b),
        Equal(Derivative(f(p), (p, 2)), a),
        then=Equal(Derivative(f(2 * q), (q, 2)), a * TWICE**2 + (2 * a * q + b) * Derivative(2 * q, (q, 2))),
    ),
)
def chain_rule_of_second_order(context: Context, premises: Premises, witness: Witness) -> Claim:
    """f′ = s and f″ = t at p = h(λ) give (f∘h)″(λ) = t·h′(λ)² + s·h″(λ)."""
    inside, by = term_of(witness[0]), variable_of(witness[1])
    function, variable, (slope, bend) = slopes(premises)
    require_instance(context, premises, variable, inside, by)
    require_derivatives(context, inside, by, 2)
    at, first = {variable: inside}, Derivative(inside, by)
    whole = substitute(bend, at) * first**2 + substitute(slope, at) * Derivative(inside, (by, 2))
    return Equal(Derivative(substitute(function, at), (by, 2)), whole)


def slopes(premises: Premises) -> tuple[Expr, Symbol, tuple[Expr, ...]]:
    """The function that the premises give the derivatives of, from the first on, its variable, and these."""
    first = premises[0].equality.left
    if isinstance(first, Derivative) and len(first.variables) == 1:
        function, variable = first.expr, first.variables[0]
        orders = [Derivative(function, (variable, k + 1)) for k in range(len(premises))]
        if [premise.equality.left for premise in premises] == orders:
            return function, variable_of(variable), tuple(premise.equality.right for premise in premises)
    raise RuleError("chain-rule", "needs the derivatives of one function by one variable, from the first on")


def require_instance(context: Context, premises: Premises, variable: Symbol, inside: Expr, by: Symbol) -> None:
    """What the premises assume holds where the variable is h(λ), and neither symbol stands anywhere else."""
    if depends(inside, variable, context.given):
        raise RuleError(context.rule, f"{inside} depends on {variable}")
    known = set(context.given.assumptions)
    for premise in premises:
        for assumption in premise.given.assumptions:
            if variable in free_of_fact(assumption.fact) and not is_structure(assumption.fact):
                context.need(fact_at(assumption.fact, variable, inside))
            elif assumption not in known:
                raise RuleError(context.rule, f"a premise assumes {assumption.fact}, which is not given here")
        for side in (premise.equality.left, premise.equality.right):
            if depends(side, by, context.given):
                raise RuleError(context.rule, f"{side} depends on {by}, or on the distribution of the data")
    if any({variable, by} & (names(d.body) - set(d.head.args)) for d in context.given.definitions()):
        raise RuleError(context.rule, f"{variable} or {by} hides in the definition of a name")


def require_derivatives(context: Context, term: Expr, by: Symbol, order: int) -> None:
    """A term has derivatives by a symbol up to this order."""
    near = Context(context.given.near(by), context.rule, context.ledger)
    near.need_defined(term)
    for _ in range(order):
        term = derivative(term, by, near)
        near.need_defined(term)


@inference(
    "variance-of-multiple",
    takes=(1, 1),
    source="Casella & Berger (2002), theorem 2.3.4",
    statement=lambda: says("x b c", Equal(variance(x_i), b), then=Equal(variance(c * x_i), c**2 * b)),
)
def variance_of_multiple(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Var(Y) = v gives Var(cY) = c²v for a constant c."""
    (factor,) = map(term_of, witness)
    match premises[0].equality.left:
        case variance(args=(inside,)) if not is_random(factor, context.given):
            context.need_defined(factor)
            return Equal(variance(factor * inside), factor**2 * premises[0].equality.right)
    raise RuleError("variance-of-multiple", "needs a variance and a factor that is free of the data")
