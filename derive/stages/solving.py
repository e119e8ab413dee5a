"""Solving an equation for a parameter: which rules isolate it one after the other, and what they need.

A way is a function from (term, parameter, given) to the Steps that may isolate the parameter, or a term with
it, in term = 0. They are tried in the order of WAYS; none is trusted, since the rules check every step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from sympy import Add, Expr, Mul, Pow, S, Symbol, exp, log

from derive.algebra.equality import equal
from derive.algebra.form.normal import coefficients, factored, fraction
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.kernel.witness import Witness
from derive.language.vocabulary import DEFINITIONS, lambert_w0, lambert_wm1, meaning
from derive.rules.lambert import shape_of, sides, solved
from derive.statement import Fact, Given, Interval, Less, LessEqual, Member, nonnegative, nonzero, positive

DEEPEST = 3
"""Functions within functions that are inverted."""
PART = Symbol("_", positive=True)
"""Stands for a term with the parameter that is all of it in an equation; no parameter can be called so."""
LARGEST = 500
"""Operations of a term that is multiplied out."""


@dataclass(frozen=True)
class Step:
    """A rule with its witness, by which term = 0 exactly when `left` = `right`; a function of the parameter
    whose value at the root the term speaks of; and the facts that the rule needs of the data."""

    rule: str
    witness: Witness
    left: Expr
    right: Expr
    rising: Expr
    needs: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Solution:
    """Rules with their witnesses, one after the other, and the root at which they arrive."""

    steps: tuple[tuple[str, Witness], ...]
    root: Expr
    rising: Expr
    needs: tuple[Fact, ...] = ()


Way: TypeAlias = Callable[[Expr, Symbol, Given], Iterator[Step]]


def solutions(left: Expr, right: Expr, parameter: Symbol, given: Given, deep: int = 0) -> Iterator[Solution]:
    """Ways to isolate the parameter in left = right whose root does not hold it."""
    for term, link in as_zero(left, right, given):
        for step in (found for way in WAYS for found in way(term, parameter, given)):
            rules = (*link, (step.rule, step.witness))
            if step.left == parameter:
                if parameter not in names(step.right):
                    yield Solution(rules, step.right, step.rising, step.needs)
            elif deep < DEEPEST:
                for rest in solutions(step.left, step.right, parameter, given, deep + 1):
                    needs = (*step.needs, *rest.needs)
                    yield Solution((*rules, *rest.steps), rest.root, step.rising, needs)


Link: TypeAlias = tuple[tuple[str, Witness], ...]


def as_zero(left: Expr, right: Expr, given: Given) -> Iterator[tuple[Expr, Link]]:
    """Terms that are 0 exactly when both sides are equal: their difference without a denominator, as it is, and
    with one log only."""
    difference = in_full(left - right)
    with suppress(DeriveError):
        above, below = fraction(difference, given, unfold=False)
        if below != 1 and not below.has(exp):
            yield above, (("nonzero-factor", (left, right, above, 1 / below)),)
    yield (
        difference,
        ()
        if (left, right) == (difference, S.Zero)
        else (("nonzero-factor", (left, right, difference, S.One)),),
    )
    together = one_log(difference, given)
    if together is not None:
        yield together, (("nonzero-factor", (left, right, together, S.One)),)


def in_full(term: Expr) -> Expr:
    """The term with what the functions mean that abbreviate one, such as logit."""
    while short := term.atoms(*DEFINITIONS):
        term = substitute(term, {call: meaning(call) for call in short})
    return term


def one_log(term: Expr, given: Given) -> Expr | None:
    """a·log u + ka·log v + … as a·log(u·vᵏ) + …, with whole numbers k; None where that is the term itself."""
    logs = sorted(term.atoms(log), key=str)
    rest, shares = term, list[Expr]()
    for one in logs:
        found = coefficients(rest, one, given, unfold=False)
        if found is None or len(found) != 2:
            return None
        rest = found[0]
        shares.append(found[1])
    ratios = [factored(share / shares[0], given) for share in shares]
    if len(logs) < 2 or not all(ratio.is_Integer for ratio in ratios):
        return None
    inside = Mul(*(Pow(one.args[0], ratio) for one, ratio in zip(logs, ratios, strict=True)))
    return rest + shares[0] * log(inside)


# ── ways ──


def linear(term: Expr, parameter: Symbol, given: Given) -> Iterator[Step]:
    """a + b·p = 0; where the sign of b depends on the data, the function must bend down."""
    found = coefficients(term, parameter, given, unfold=False)
    if found is not None and len(found) == 2:
        root = factored(-found[0] / found[1], given)
        needs = bending(found[1], given)
        yield Step("linear-equation", (term, parameter), parameter, root, parameter, needs)


def bending(slope: Expr, given: Given) -> tuple[Fact, ...]:
    """What makes the slope differ from 0: where its sign depends on the data, the function bends down."""
    if prove(nonzero(slope), given):
        return ()
    return (positive(slope if prove(nonnegative(slope), given) else -slope),)


def quadratic(term: Expr, parameter: Symbol, given: Given) -> Iterator[Step]:
    """a·y² + b·y + c = 0 with c < 0 < a, where y > 0 is the distance of p from an end of its space: the one
    positive root. The quotient a·y + b + c/y increases."""
    for end, way in ends_inside(parameter, given):
        found = coefficients(substitute(term, {parameter: end + way * PART}), PART, given, unfold=False)
        turned = [sign for sign in (1, -1) if found and opens(sign, found, given)]
        if found is None or not turned:
            continue
        c, b, a = (factored(turned[0] * part, given) for part in found)
        half = factored(b / 2, given)
        middle, square, size = b, b**2 - 4 * c * a, 2 * a
        if half.as_content_primitive()[0].is_Integer:
            middle, square, size = half, half**2 - c * a, a
        radical, distance = Pow(square, S.Half), way * (parameter - end)
        place = end + way * (radical - middle) / size
        factor = turned[0] * way * a * (distance + (radical + middle) / size)
        needs = tuple(fact for fact in (positive(a), positive(-c)) if not prove(fact, given))
        rising = way * (a * distance + c / distance)
        yield Step("quadratic-equation", (term, parameter, place, factor), parameter, place, rising, needs)


def opens(sign: int, found: Sequence[Expr], given: Given) -> bool:
    """Whether c + b·y + a·y², with this sign, has c ≤ 0 ≤ a for all data."""
    if len(found) != 3 or found[1] == 0:
        return False
    c, _, a = found
    return all(prove(nonnegative(part), given) for part in (sign * a, -sign * c))


def ends_inside(parameter: Symbol, given: Given) -> Iterator[tuple[Expr, int]]:
    """The finite ends of the parameter space, with 1 at a lower and −1 at a higher one."""
    for fact in given.facts():
        if isinstance(fact, Member) and fact.term == parameter and isinstance(fact.domain, Interval):
            yield from ((end, 1) for end in [fact.domain.low] if end.is_finite)
            yield from ((end, -1) for end in [fact.domain.high] if end.is_finite)


def unless_proved(fact: Fact, given: Given) -> tuple[Fact, ...]:
    return () if prove(fact, given) else (fact,)


def power(term: Expr, parameter: Symbol, given: Given) -> Iterator[Step]:
    """a·uʳ + b·uʳ⁺ᵏ = 0, for a positive term u with the parameter."""
    for base in bases(term, parameter, given):
        if (inside := in_terms_of(base, term, parameter, given)) is None:
            continue
        found = two_powers(inside, given)
        if found is None or (base, found.least, found.distance) == (parameter, 0, 1):
            continue
        value, whole = found.value(given), Pow(base, found.distance)
        yield Step(
            "power-equation",
            (term, base, found.distance, value, found.above * Pow(base, found.least)),
            base,
            Pow(value, 1 / found.distance),
            whole,
            (*bending(found.above, given), positive(value)),
        )


def bases(term: Expr, parameter: Symbol, given: Given) -> Iterator[Expr]:
    """Positive terms of which the term may be a sum of powers: the parameter, what stands under a power, and
    what is left when a polynomial loses its second term."""
    found: dict[Expr, None] = {parameter: None}
    for part in sorted(term.atoms(Pow), key=str):
        if parameter in names(part.base) - names(part.exp):
            found[part.base] = None
    layers = coefficients(term, parameter, given, unfold=False)
    if layers is not None and len(layers) > 2 and layers[-2] != 0:
        found[parameter + factored(layers[-2] / layers[-1], given) / (len(layers) - 1)] = None
    for base in found:
        for oriented in (base, -base):
            if prove(positive(oriented), given):
                yield oriented
                break


def in_terms_of(base: Expr, term: Expr, parameter: Symbol, given: Given) -> Expr | None:
    """The term with PART for the base, where that is all of the parameter in it."""
    found = coefficients(base, parameter, given, unfold=False)
    if found is not None and len(found) == 2:
        return substitute(term, {parameter: (PART - found[0]) / found[1]})
    inside = term.xreplace({base: PART})
    return None if parameter in names(inside) else inside


@dataclass(frozen=True)
class TwoPowers:
    """below·uʳ + above·uʳ⁺ᵏ, with the exponents r and k."""

    least: Expr
    distance: Expr
    below: Expr
    above: Expr

    def value(self, given: Given) -> Expr:
        """uᵏ where the sum is 0."""
        return factored(-self.below / self.above, given)


def two_powers(term: Expr, given: Given) -> TwoPowers | None:
    """A term as the sum of two powers of PART, times what is free of it."""
    if term.count_ops() > LARGEST:
        return None
    layers: dict[Expr, Expr] = {}
    for part in Add.make_args(term.expand()):
        coefficient, exponent = part.as_coeff_exponent(PART)
        layers[exponent] = layers.get(exponent, S.Zero) + coefficient
    layers = {exponent: factored(layer, given) for exponent, layer in layers.items()}
    layers = {exponent: layer for exponent, layer in layers.items() if layer != 0}
    if len(layers) != 2 or any(PART in names(part) for pair in layers.items() for part in pair):
        return None
    least, most = sorted(layers, key=str)
    if (most - least).could_extract_minus_sign():
        least, most = most, least
    return TwoPowers(least, most - least, layers[least], layers[most])


def exponential(term: Expr, parameter: Symbol, given: Given) -> Iterator[Step]:
    """a·e^(ru) + b·e^((r + k)u) = 0."""
    exponents = sorted({e.args[0] for e in term.atoms(exp) if parameter in names(e)}, key=str)
    if not exponents or not all((e / exponents[0]).is_Rational for e in exponents):
        return
    unit = exponents[0]
    inside = term.xreplace({exp(e): Pow(PART, e / unit) for e in exponents})
    found = None if parameter in names(inside) else two_powers(inside, given)
    if found is None:
        return
    value, whole = found.value(given), found.distance * unit
    isolated = parameter if parameter not in names(whole / parameter) else whole
    yield Step(
        "inverse-equation",
        (term, isolated, exp(whole), value, found.above * exp(found.least * unit)),
        isolated,
        log(value) / (whole / isolated),
        exp(whole),
        (*bending(found.above, given), positive(value)),
    )


def logarithm(term: Expr, parameter: Symbol, given: Given) -> Iterator[Step]:
    """a + b·log u = 0."""
    for atom in sorted(term.atoms(log), key=str):
        inside = term.xreplace({atom: PART})
        if parameter in names(atom) - names(inside):
            found = coefficients(inside, PART, given, unfold=False)
            if found is not None and len(found) == 2:
                value, (argument,) = factored(-found[0] / found[1], given), atom.args
                needs = bending(found[1], given)
                witness = (term, argument, atom, value, found[1])
                yield Step("inverse-equation", witness, argument, exp(value), atom, needs)


def lambert(term: Expr, parameter: Symbol, given: Given) -> Iterator[Step]:
    """a + b·p + c·e^(kp) = 0, or a + b·y + c·y·log y = 0, that an end of the parameter space solves too."""
    for atom in sorted(term.atoms(exp, log), key=str):
        shape = shape_of(term, parameter, atom, given) if parameter in names(atom) else None
        for end, _ in ends_inside(parameter, given):
            if shape is None or not equal(substitute(term, {parameter: end}), S.Zero, given):
                continue
            known = shape.inner(substitute(shape.unknown, {parameter: end}))
            for branch, needs in zip((lambert_w0, lambert_wm1), sides(known), strict=True):
                if prove(weakly(needs[0]), given):
                    root = solved(shape, parameter, atom, branch, given)
                    witness = (term, parameter, atom, end)
                    yield Step("lambert-equation", witness, parameter, root, parameter, needs)


def weakly(fact: Fact) -> Fact:
    """A strict comparison with its bound."""
    return LessEqual(fact.left, fact.right) if isinstance(fact, Less) else fact


WAYS: tuple[Way, ...] = (linear, quadratic, power, exponential, logarithm, lambert)
