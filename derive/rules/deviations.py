"""Rules of absolute values, which have no derivative at 0: the median, and the soft threshold."""

from __future__ import annotations

from sympy import Abs, Expr, Integer, Rational, Sum, Symbol, Tuple, ceiling, floor

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import a, b, c, f, i, n, p, says, x_i
from derive.kernel.witness import Witness, term_of, variable_of
from derive.language.vocabulary import OrderStatistic, maximum, minimum
from derive.rules.equality import depends, holds_throughout
from derive.statement import REALS, Argmax, Claim, Equal, Index, Interval, Less, LessEqual, nonzero, positive


def medians(term: Expr, index: Index) -> Interval:
    """From the lower to the upper median of the values of a term: the same where their number is odd."""
    _, low, high = index
    half = (high - low + 1) * Rational(1, 2)
    ranks = ceiling(half), floor(half) + 1
    low, high = (OrderStatistic(term, Tuple(*index), rank) for rank in ranks)
    return Interval(low, high, True, True)


@inference(
    "least-absolute-deviations",
    takes=(1, 2),
    source="Schwertman, Gilks & Cameron (1990)",
    statement=lambda: says(
        "f n p x",
        Equal(f(p), -Sum(Abs(x_i - p), (i, 1, n))),
        LessEqual(Integer(1), n),
        then=Argmax(f(p), p, REALS, (medians(x_i, (i, Integer(1), n)),)),
    ),
)
def least_absolute_deviations(context: Context, premises: Premises, witness: Witness) -> Claim:
    """d − c·∑|aᵢ − b·v| with c > 0 and b ≠ 0 is greatest exactly where v is a median of the aᵢ/b."""
    (premise,) = premises
    total, variable = term_of(witness[0]), variable_of(witness[1])
    function, value = premise.equality.left, premise.equality.right
    if not isinstance(total, Sum) or len(limits(total)) != 1 or not isinstance(body(total), Abs):
        raise RuleError("least-absolute-deviations", f"{total} is not a sum of absolute values")
    (index,) = limits(total)
    name = fresh(Symbol("y"), names(value) | names(total))
    found = coefficients(substitute(value, {total: name}), name, context.given, unfold=False)
    if found is None or len(found) != 2:
        raise RuleError("least-absolute-deviations", f"{value} is not linear in {total}")
    inside = context.under(index)
    line = coefficients(body(total).args[0], variable, inside.given, unfold=False)
    if line is None or len(line) != 2 or index[0] in names(line[1]):
        raise RuleError("least-absolute-deviations", f"{total} does not hold {variable} with one coefficient")
    if any(depends(term, variable, context.given) for term in (*found, *line, *index[1:])):
        raise RuleError("least-absolute-deviations", f"{variable} stands outside of the absolute values")
    holds_throughout(context, premise, variable, REALS)
    rest, scale = found
    item = factored(-line[0] / line[1], inside.given)
    context.need_defined(rest, scale, line[1])
    context.need(Less(scale, Integer(0)), nonzero(line[1]), positive(index[2] - index[1] + 1))
    context.need(Equal(value, rest + scale * total))
    inside.need_defined(item)
    inside.need(Equal(body(total).args[0], line[1] * (variable - item)))
    place = medians(item, index)
    context.need_defined(place.low, place.high)
    return Argmax(function, variable, REALS, (place,))


def threshold(peak: Expr, radius: Expr, seam: Expr) -> Expr:
    """From the peak of a parabola towards the seam, by the radius, but not beyond it."""
    return maximum(peak - radius, minimum(peak + radius, seam))


@inference(
    "soft-threshold",
    takes=(1, 2),
    source="Goodfellow, Bengio & Courville (2016), section 7.1.2",
    statement=lambda: says(
        "f a b c p",
        Equal(f(p), -a * p**2 + 2 * a * b * p - 2 * a * c * Abs(p)),
        positive(a),
        positive(c),
        then=Argmax(f(p), p, REALS, (threshold(b, c, Integer(0)),)),
    ),
)
def soft_threshold(context: Context, premises: Premises, witness: Witness) -> Claim:
    """A parabola −a(v − z)² less 2ac·|v − m|, a > 0 and c ≥ 0, is strictly concave, and greatest exactly at
    the one of z − c, z + c and m that lies between the others: 0 is a slope there."""
    (premise,) = premises
    size, variable = term_of(witness[0]), variable_of(witness[1])
    function, value = premise.equality.left, premise.equality.right
    if not isinstance(size, Abs):
        raise RuleError("soft-threshold", f"{size} is not an absolute value")
    name = fresh(Symbol("y"), names(value) | names(size))
    found = coefficients(substitute(value, {size: name}), name, context.given, unfold=False)
    line = coefficients(size.args[0], variable, context.given, unfold=False)
    if found is None or len(found) != 2 or line is None or len(line) != 2:
        raise RuleError("soft-threshold", f"{value} is not linear in {size}, or that not in {variable}")
    parabola = coefficients(found[0], variable, context.given, unfold=False)
    if parabola is None or len(parabola) != 3:
        raise RuleError("soft-threshold", f"{found[0]} is not quadratic in {variable}")
    if any(depends(term, variable, context.given) for term in (*parabola, *line, found[1])):
        raise RuleError("soft-threshold", f"{variable} stands elsewhere in {value}")
    holds_throughout(context, premise, variable, REALS)
    seam, slope = factored(-line[0] / line[1], context.given), line[1]
    peak = factored(-parabola[1] / (2 * parabola[2]), context.given)
    radius = factored(found[1] * Abs(slope) / (2 * parabola[2]), context.given)
    context.need_defined(*parabola, found[1], slope, seam, peak, radius)
    context.need(Less(parabola[2], Integer(0)), LessEqual(found[1], Integer(0)), nonzero(slope))
    whole = parabola[0] + parabola[1] * variable + parabola[2] * variable**2 + found[1] * size
    context.need(Equal(value, whole), Equal(size.args[0], slope * (variable - seam)))
    context.need(Equal(peak * 2 * parabola[2], -parabola[1]))
    context.need(Equal(radius * 2 * parabola[2], found[1] * Abs(slope)))
    point = threshold(peak, radius, seam)
    context.need_defined(point)
    return Argmax(function, variable, REALS, (point,))
