"""Rules of maxima: which point, and why no other."""

from __future__ import annotations

from dataclasses import replace

from sympy import Derivative, Expr, S, exp, log

from derive.algebra.terms import substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import MANY, Premise, Premises, inference
from derive.kernel.schema import UNIT, a, b, c, f, g, p, says
from derive.kernel.witness import Witness, term_of
from derive.rules.equality import depends, holds_throughout, holds_throughout_all
from derive.statement import (
    AffineArgmax,
    Argmax,
    ArgmaxAtRoot,
    Argmin,
    ArrayArgmax,
    Claim,
    Equal,
    Fact,
    Interval,
    JointArgmax,
    JointSupremum,
    Less,
    LessEqual,
    Limit,
    MaximisedWhere,
    MaximiserByDirections,
    MaximiserFamily,
    Monotone,
    Provenance,
    Sense,
    StrictlyConcave,
    Supremum,
    UniqueRoot,
    VectorArgmax,
    in_several,
    positive,
)

CALCULUS = "Boyd & Vandenberghe (2004), section 3.1"
ORDER = "Rudin (1976), chapter 1"


@inference(
    "sign-of-value",
    takes=(1, 1),
    source=ORDER,
    statement=lambda: says("a b", Equal(a, b), Less(b, S.Zero), then=Less(a, S.Zero)),
)
def sign_of_value(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a = b with b < 0 gives a < 0; likewise for > 0 and ≤ 0."""
    (premise,) = premises
    (sense,) = witness
    left, right = premise.equality.left, premise.equality.right
    match sense:
        case "negative":
            context.need(Less(right, S.Zero))
            return Less(left, S.Zero)
        case "positive":
            context.need(positive(right))
            return positive(left)
        case "nonpositive":
            context.need(LessEqual(right, S.Zero))
            return LessEqual(left, S.Zero)
    raise RuleError("sign-of-value", "the sense is negative, positive or nonpositive")


@inference(
    "concave-by-second-derivative",
    takes=(1, 1),
    source=CALCULUS,
    statement=lambda: says("f p", Less(Derivative(f(p), (p, 2)), S.Zero), then=StrictlyConcave(f(p), p, UNIT)),
)
def concave_by_second_derivative(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A second derivative that is negative throughout an interval makes the function strictly concave."""
    (premise,) = premises
    (domain,) = witness
    match premise.claim:
        case Less(left=Derivative() as second, right=S.Zero) if isinstance(domain, Interval):
            if len(second.variables) == 2 and len(set(second.variables)) == 1:
                holds_throughout(context, premise, second.variables[0], domain)
                return StrictlyConcave(second.expr, second.variables[0], domain)
    raise RuleError("concave-by-second-derivative", "needs f'' < 0 and an interval")


@inference(
    "maximum-of-concave",
    takes=(2, 0),
    source=CALCULUS,
    statement=lambda: says(
        "f b p",
        StrictlyConcave(f(p), p, UNIT),
        UniqueRoot(Derivative(f(p), p), p, UNIT, b),
        then=Argmax(f(p), p, UNIT, (b,)),
    ),
)
def maximum_of_concave(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A strictly concave function has its only maximum where its derivative vanishes."""
    match tuple(premise.claim for premise in premises):
        case (StrictlyConcave(function=function, variable=v, domain=d), UniqueRoot() as root):
            if (root.function, root.variable, root.domain) == (Derivative(function, v), v, d):
                return Argmax(function, v, d, (root.root,))
    raise RuleError("maximum-of-concave", "needs f strictly concave, and the root of f' on the same domain")


@inference(
    "supremum-at-end",
    takes=(2, 0),
    source="Rudin (1976), theorem 4.29",
    statement=lambda: says(
        "f a p",
        Monotone(f(p), p, UNIT, Sense.DECREASING),
        Limit(f(p), p, S.Zero, UNIT, a),
        then=Supremum(f(p), p, UNIT, a, False, S.Zero),
    ),
)
def supremum_at_end(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A strictly monotone function on an open interval stays below its limit at the higher end, and
    comes as close to it as one likes."""
    match tuple(premise.claim for premise in premises):
        case (Monotone() as slope, Limit() as limit):
            domain = slope.domain
            end = domain.high if slope.sense is Sense.INCREASING else domain.low
            open_end = not (domain.high_closed if slope.sense is Sense.INCREASING else domain.low_closed)
            same = (slope.function, slope.variable, domain) == (limit.function, limit.variable, limit.domain)
            if same and limit.point == end and open_end:
                context.need(*nonempty(domain))
                return Supremum(slope.function, slope.variable, domain, limit.value, False, end)
    raise RuleError("supremum-at-end", "needs a monotone function and its limit at its higher, open end")


def nonempty(domain: Interval) -> tuple[Fact, ...]:
    """What makes an open interval hold a point."""
    finite = not (domain.low.is_infinite or domain.high.is_infinite)
    return (Less(domain.low, domain.high),) if finite else ()


@inference(
    "no-maximum",
    takes=(1, 0),
    source=ORDER,
    statement=lambda: says("f a p", Supremum(f(p), p, UNIT, a, False, S.Zero), then=Argmax(f(p), p, UNIT, ())),
)
def no_maximum(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A supremum that is not attained leaves the set of maximisers empty."""
    match premises[0].claim:
        case Supremum(attained=False) as claim:
            return Argmax(claim.function, claim.variable, claim.domain, ())
        case JointSupremum() as joint:
            return JointArgmax(joint.function, joint.variables, joint.domains, ())
    raise RuleError("no-maximum", "needs a supremum that is not attained")


@inference(
    "no-maximum-of-monotone",
    takes=(1, 0),
    source=ORDER,
    statement=lambda: says("f p", Monotone(f(p), p, UNIT, Sense.DECREASING), then=Argmax(f(p), p, UNIT, ())),
)
def no_maximum_of_monotone(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A strictly monotone function has no maximum on an open interval: there is always a point further up."""
    match premises[0].claim:
        case Monotone(domain=Interval(low_closed=False, high_closed=False) as domain) as claim:
            return Argmax(claim.function, claim.variable, domain, ())
    raise RuleError("no-maximum-of-monotone", "needs a strictly monotone function on an open interval")


@inference(
    "logarithm-is-increasing",
    takes=(2, 0),
    source="Casella & Berger (2002), section 7.2",
    statement=lambda: says(
        "f g b p", Argmax(f(p), p, UNIT, (b,)), Equal(f(p), log(g(p))), then=Argmax(g(p), p, UNIT, (b,))
    ),
)
def logarithm_is_increasing(context: Context, premises: Premises, witness: Witness) -> Claim:
    """g and log g have the same maximisers; a supremum v of log g is a supremum e^v of g."""
    about, equality = premises
    match equality.claim:
        case Equal(left=function, right=log(args=(inside,))):
            pass
        case _:
            raise RuleError("logarithm-is-increasing", "needs an equality f = log g")
    match about.claim:
        case (
            Argmax() | VectorArgmax() | MaximisedWhere() | AffineArgmax() | MaximiserByDirections()
        ) as claim if claim.function == function:
            holds_throughout(context, equality, claim.variable, claim.domain)
            return replace(claim, function=inside)
        case JointArgmax() as joint if joint.function == function:
            holds_throughout_all(context, equality, joint.variables, joint.domains)
            return replace(joint, function=inside)
        case ArrayArgmax() as arrays if arrays.function == function:
            holds_throughout_all(context, equality, arrays.variables, arrays.spaces)
            return replace(arrays, function=inside)
        case ArgmaxAtRoot() | MaximiserFamily() as found if found.function == function:
            holds_throughout_all(context, equality, found.variables, found.domains)
            return replace(found, function=inside)
        case JointSupremum() as approached if approached.function == function:
            holds_throughout_all(context, equality, approached.variables, approached.domains)
            return replace(approached, function=inside, value=exp(approached.value))
        case Supremum() as bound if bound.function == function:
            holds_throughout(context, equality, bound.variable, bound.domain)
            return Supremum(inside, bound.variable, bound.domain, exp(bound.value), bound.attained, bound.point)
    raise RuleError("logarithm-is-increasing", f"the claim is not about {function}")


@inference(
    "closed-interval",
    takes=(MANY, 0),
    source=ORDER,
    statement=lambda: says(
        "f a b c p",
        Supremum(f(p), p, UNIT, a, False, S.Zero),
        Equal(f(S.Zero), a),
        Equal(f(S.One), b),
        Less(b, a),
        then=Argmax(f(p), p, Interval(S.Zero, S.One, True, True), (S.Zero,)),
    ),
)
def closed_interval(context: Context, premises: Premises, witness: Witness) -> Claim:
    """From an open interval to the closed one, by the values at the two ends.

    A supremum that was only approached at an end is attained there when the function has that value
    there and less at the other end; a maximum inside stays one when both ends have less."""
    about, *others = premises
    if len(others) < 2:
        raise RuleError("closed-interval", "needs the values at both ends")
    at_low, at_high, *tops = (premise.equality for premise in others)
    match about.claim, tops:
        case (Supremum(domain=Interval() as domain, attained=False) as claim, []):
            values = {domain.low: at_low, domain.high: at_high}
        case (Argmax(domain=Interval() as domain, points=(Expr() as inside,)) as claim, [top]):
            values = {domain.low: at_low, domain.high: at_high, inside: top}
        case _:
            raise RuleError("closed-interval", "needs a claim on an open interval and the values at its ends")
    if domain.low_closed or domain.high_closed:
        raise RuleError("closed-interval", "the interval must be open")
    for point, equality in values.items():
        if substitute(claim.function, {claim.variable: point}) != equality.left:
            raise RuleError("closed-interval", f"{equality.left} is not the function at {point}")
    whole = Interval(domain.low, domain.high, True, True)
    if isinstance(claim, Supremum) and claim.point not in values:
        raise RuleError("closed-interval", "the supremum must be approached at an end")
    if isinstance(claim, Supremum):
        context.need(Equal(values.pop(claim.point).right, claim.value))
        context.need(*(Less(equality.right, claim.value) for equality in values.values()))
        return Argmax(claim.function, claim.variable, whole, (claim.point,))
    context.need(*(Less(values[end].right, top.right) for end in (domain.low, domain.high)))
    return Argmax(claim.function, claim.variable, whole, claim.points)


@inference(
    "negative-multiple",
    takes=(1, 1),
    source=ORDER,
    statement=lambda: says(
        "f b c p", Argmax(f(p), p, UNIT, (b,)), Less(c, S.Zero), then=Argmin(c * f(p), p, UNIT, (b,))
    ),
)
def negative_multiple(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The maximisers of f are the minimisers of c·f when c < 0 does not depend on the variable."""
    (factor,) = witness
    match premises[0].claim:
        case Argmax() as claim if not depends(term_of(factor), claim.variable, context.given):
            context.need_defined(term_of(factor))
            context.need(Less(term_of(factor), S.Zero))
            return Argmin(term_of(factor) * claim.function, claim.variable, claim.domain, claim.points)
    raise RuleError("negative-multiple", "needs a maximum and a factor free of the variable")


@inference(
    "positive-multiple",
    takes=(1, 1),
    source=ORDER,
    statement=lambda: says(
        "f b c p", Argmax(f(p), p, UNIT, (b,)), positive(c), then=Argmax(c * f(p), p, UNIT, (b,))
    ),
)
def positive_multiple(context: Context, premises: Premises, witness: Witness) -> Claim:
    """f and c·f have the same maximisers when c > 0 does not depend on the variables."""
    factor, claim = term_of(witness[0]), premises[0].claim
    if not isinstance(claim, Argmax | JointArgmax):
        raise RuleError("positive-multiple", "needs a maximum")
    if any(depends(factor, variable, context.given) for variable in in_several(claim).variables):
        raise RuleError("positive-multiple", f"{factor} depends on a variable")
    context.need_defined(factor)
    context.need(positive(factor))
    return replace(claim, function=factor * claim.function)


@inference(
    "shift-of-objective",
    takes=(1, 1),
    source=ORDER,
    statement=lambda: says("f b c p", Argmin(f(p), p, UNIT, (b,)), then=Argmin(f(p) + c, p, UNIT, (b,))),
)
def shift_of_objective(context: Context, premises: Premises, witness: Witness) -> Claim:
    """Adding what does not depend on the variable moves no minimiser and no maximiser."""
    (shift,) = witness
    match premises[0].claim:
        case (Argmin() | Argmax() | VectorArgmax()) as claim if not depends(
            term_of(shift), claim.variable, context.given
        ):
            context.need_defined(term_of(shift))
            return replace(claim, function=claim.function + term_of(shift))
    raise RuleError("shift-of-objective", "needs a minimum or maximum and a term free of the variable")


@inference(
    "cases",
    takes=(3, 0),
    source="Enderton (2001), section 2.4",
    discharges=True,
    statement=lambda: says("a b c", LessEqual(a, b), LessEqual(b, c), Less(a, c), then=LessEqual(a, c)),
)
def cases(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A claim that holds when t = a, when a < t < b and when t = b holds whenever a ≤ t ≤ b."""
    low, inside, high = (extra_hypotheses(context, premise) for premise in premises)
    match low, inside, high:
        case (
            (Equal(left=t, right=a_),),
            (Less(left=a1, right=t1), Less(left=t2, right=b1)),
            (Equal(left=t3, right=b_),),
        ) if t == t1 == t2 == t3 and a_ == a1 and b_ == b1:
            context.need_defined(t)  # else there is a fourth case
            context.need(LessEqual(a_, t), LessEqual(t, b_))
        case _:
            raise RuleError("cases", "the three cases must be t = a, a < t < b and t = b")
    claims = {premise.claim for premise in premises}
    if len(claims) != 1:
        raise RuleError("cases", "the claim must be the same in every case")
    return claims.pop()


def extra_hypotheses(context: Context, premise: Premise) -> tuple[Fact, ...]:
    """What a premise assumes beyond what is given: hypotheses only."""
    known = set(context.given.assumptions)
    extra = [assumption for assumption in premise.given.assumptions if assumption not in known]
    if any(assumption.provenance != Provenance.HYPOTHESIS for assumption in extra):
        raise RuleError("cases", "a case may only add hypotheses")
    return tuple(assumption.fact for assumption in extra)
