"""The rule that solves an equation by Lambert's function: in p and e^(kp), or in y and log y."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from sympy import Expr, Integer, S, Symbol, exp, log

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import a, p, says
from derive.kernel.witness import Witness, term_of, variable_of
from derive.language.vocabulary import lambert_w0, lambert_wm1
from derive.rules.equality import depends
from derive.statement import Claim, Equal, Equivalent, Fact, Given, Less, nonzero, positive

Branch: TypeAlias = Callable[[Expr], Expr]
"""One of the two branches of Lambert's function."""


class Shape(NamedTuple):
    """a + b·w + c·e^(kw) = 0 in the unknown w, which is the variable itself or log y for a y = e^w."""

    a: Expr
    b: Expr
    c: Expr
    k: Expr
    unknown: Expr

    def inner(self, unknown: Expr) -> Expr:
        """The u = −k(w + a/b), for which the equation says that u·e^u is `value`."""
        return -self.k * (unknown + self.a / self.b)

    @property
    def value(self) -> Expr:
        return self.k * self.c / self.b * exp(-self.k * self.a / self.b)


@inference(
    "lambert-equation",
    takes=(0, 4),
    source="Corless et al. (1996), section 2",
    statement=lambda: says(
        "a p",
        positive(p),
        Less(Integer(1), a),
        then=Equivalent(Equal((a - p) * exp(p) - a, S.Zero), Equal(p, a + lambert_w0(-a * exp(-a)))),
    ),
)
def lambert_equation(context: Context, premises: Premises, witness: Witness) -> Claim:
    """a + b·w + c·e^(kw) = 0 says u·e^u = z with u = −k(w + a/b). For z < 0 that has two solutions, one on each
    side of −1: beside the one that is known, and is not w, there is one more, on the other branch."""
    term, variable, atom, known = term_of(witness[0]), variable_of(witness[1]), *map(term_of, witness[2:])
    given = context.given
    shape = shape_of(term, variable, atom, given)
    if shape is None or depends(known, variable, given):
        raise RuleError("lambert-equation", f"{term} is not a + b·w + c·exp(k·w)")
    context.need(nonzero(shape.b), nonzero(shape.c), nonzero(shape.k), nonzero(variable - known))
    there = substitute(shape.unknown, {variable: known})
    context.need_defined(shape.unknown, there)
    context.need(Equal(substitute(term, {variable: known}), S.Zero))
    below, above = sides(shape.inner(there))
    branch = lambert_w0 if context.need_any((below, above)) == below else lambert_wm1
    root = solved(shape, variable, atom, branch, given)
    context.need_defined(root)
    return Equivalent(Equal(term, S.Zero), Equal(variable, root))


def shape_of(term: Expr, variable: Symbol, atom: Expr, given: Given) -> Shape | None:
    """The equation that a term is, in the unknown of an exponential or a logarithm: P + Q·atom, where one of
    P and Q is linear in the variable and the other a constant, or a multiple of y beside log y."""
    parts = coefficients(term, atom, given, unfold=False)
    if parts is None or len(parts) != 2:
        return None
    below, beside = (coefficients(part, variable, given, unfold=False) for part in parts)
    match atom:
        case exp(args=(exponent,)):
            k = factored(exponent / variable, given)
            if depends(k, variable, given):
                return None
            match below, beside:
                case [a, b], [c]:
                    return Shape(a, b, c, k, variable)
                case [c], [a, b]:
                    return Shape(a, b, c, -k, variable)
        case log(args=(y,)):
            line = coefficients(y, variable, given, unfold=False)
            match line, below, beside:
                case [start, slope], [p0, p1], [c]:  # in y: p0 + p1·(y − start)/slope
                    return Shape(p0 - p1 * start / slope, c, p1 / slope, Integer(1), atom)
                case [start, slope], [p0, *rest], [q0, q1] if factored(q0 * slope - q1 * start, given) == 0:
                    p1 = rest[0] if len(rest) == 1 else S.Zero
                    return Shape(p1 / slope, q1 / slope, p0 - p1 * start / slope, Integer(-1), atom)
    return None


def sides(known: Expr) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """On which side of −1 the known u lies: below it, or between it and 0."""
    return (Less(known, S.NegativeOne),), (Less(S.NegativeOne, known), Less(known, S.Zero))


def solved(shape: Shape, variable: Symbol, atom: Expr, branch: Branch, given: Given) -> Expr:
    """The variable from u = W(z): w = −a/b − u/k, and e^(kw) = b·u/(k·c)."""
    inner = branch(factored(shape.value, given))
    if shape.unknown == variable:
        return factored(-shape.a / shape.b, given) - inner / shape.k
    line = coefficients(atom.args[0], variable, given, unfold=False)
    assert line is not None
    start, slope = line
    power = factored(shape.b * inner / (shape.k * shape.c), given)
    y = power if shape.k == 1 else 1 / power
    return factored((y - start) / slope, given).expand()
