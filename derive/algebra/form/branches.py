"""|f|, sign f, and terms that depend on a comparison.

sign f, the indicator of u = v, and |f| become generators over the irreducible factors of f, with σ³ = σ,
δ² = δ, |f|² = f²; that fσ² = f, (u − v)δ = 0 and |f|σ = f is kept beside them for the last step
(`equations`). A branch of a switch need only be defined where it is taken: branches that are
defined everywhere are added up, weighted by sign or indicator; the others are read apart, with the
condition known, and the switch stays one generator. Sound; not complete, since the signs of different
polynomials are related (a² + 1 > a), and these relations are not looked for.
"""

from __future__ import annotations

from flint import fmpq, fmpq_mpoly
from sympy import Expr, sign

from derive.algebra.form.binders import Binders
from derive.algebra.form.ring import Ratio
from derive.algebra.form.tower import NEGATIVE, NONPOSITIVE, POSITIVE
from derive.language.vocabulary import indicator

HALF = fmpq(1, 2)


def abs_call(reader: Binders, term: Expr) -> Ratio:
    return size_of(reader, reader.convert(term.args[0]))


def size_of(reader: Binders, ratio: Ratio) -> Ratio:
    if ratio.num.is_zero():
        return ratio
    lead, factors = reader.ratio_factors(ratio)
    result = reader.constant(abs(lead))
    for factor, multiplicity in factors:
        size = factor if multiplicity % 2 == 0 else reader.size(factor)
        result = reader.multiply(result, reader.power(reader.whole(size), multiplicity))
    return result


def sign_call(reader: Binders, term: Expr) -> Ratio:
    return direction(reader, reader.convert(term.args[0]))


def direction(reader: Binders, ratio: Ratio) -> Ratio:
    """The sign of a fraction."""
    if ratio.num.is_zero():
        return ratio
    lead, factors = reader.ratio_factors(ratio)
    result = reader.constant(1 if lead > 0 else -1)
    for factor, multiplicity in factors:
        s = reader.sign(factor)
        if s in (POSITIVE, NEGATIVE):
            part = reader.constant(1 if s > 0 or multiplicity % 2 == 0 else -1)
        else:
            part = reader.power(_sign_atom(reader, factor), 2 - multiplicity % 2)
        result = reader.multiply(result, part)
    return result


def _sign_atom(reader: Binders, factor: fmpq_mpoly) -> Ratio:
    oriented = factor * reader.orientation(factor)
    generator = reader.atom(sign(reader.show(oriented), evaluate=False), integer=True)
    variable = reader.variable(generator)
    if generator.index not in reader.relations:
        reader.relate(generator, 3, variable)
        reader.vanishing += [oriented * variable**2 - oriented]
        reader.directions[str(factor)] = (oriented, variable)
    return reader.whole(variable * reader.orientation(factor))


def indicator_call(reader: Binders, term: Expr) -> Ratio:
    left, right = (reader.convert(a) for a in term.args)
    return coincidence(reader, reader.add(left, reader.multiply(reader.constant(-1), right)))


def coincidence(reader: Binders, ratio: Ratio) -> Ratio:
    """1 where a fraction is 0, and 0 elsewhere."""
    difference = ratio.num
    if difference.is_zero():
        return reader.constant(1)
    if all(reader.known_apart(factor) for factor, _ in reader.ratio_factors(reader.whole(difference))[1]):
        return reader.constant(0)
    difference = reader.normalised(Ratio(reader.one, difference)).den
    above = reader.context.from_dict({e: c for e, c in difference.terms() if c > 0})
    sides = sorted((reader.show(above), reader.show(above - difference)), key=str)
    generator = reader.atom(indicator(*sides), integer=True)
    variable = reader.variable(generator)
    if generator.index not in reader.relations:
        reader.relate(generator, 2, variable)
        reader.vanishing += [difference * variable]
    return reader.whole(variable)


# ── one of two branches ──


def decided(reader: Binders, difference: Ratio, equal: bool) -> bool | None:
    """True where the difference is known to be positive (`equal`: 0), False where known not to be, or None."""
    if difference.num.is_zero():
        return equal
    sign = reader.ratio_sign(difference)
    if equal:
        return False if abs(sign) == POSITIVE else None
    return True if sign == POSITIVE else False if sign in (NEGATIVE, NONPOSITIVE) else None


def where_equal(reader: Binders, difference: Ratio, a: Ratio, b: Ratio) -> Ratio:
    """a where the difference is 0, else b."""
    return reader.add(b, reader.multiply(minus(reader, a, b), coincidence(reader, difference)))


def where_less(reader: Binders, difference: Ratio, a: Ratio, b: Ratio) -> Ratio:
    """a where the difference d is positive, else b: with a − b = qd + r it is b + q(d + |d|)/2 + r[d > 0]."""
    positive = reader.whole(deciding_part(reader, difference))
    gap = minus(reader, a, b)
    quotient, rest = reader.zero, gap
    if gap.den.is_one():
        quotient, remainder = divmod(gap.num, positive.num)
        rest = reader.whole(remainder)
    half = reader.constant(HALF)
    upper = reader.multiply(half, reader.add(positive, size_of(reader, positive)))
    result = reader.add(b, reader.multiply(reader.whole(quotient), upper))
    if rest.num.is_zero():
        return result
    s = direction(reader, positive)
    step = reader.multiply(half, reader.add(s, reader.multiply(s, s)))
    return reader.add(result, reader.multiply(rest, step))


def deciding_part(reader: Binders, ratio: Ratio) -> fmpq_mpoly:
    """A polynomial with the sign of the fraction where that is defined; factors of known sign are left out."""
    lead, factors = reader.ratio_factors(ratio)
    result = reader.one if lead > 0 else -reader.one
    for factor, multiplicity in factors:
        s = reader.sign(factor)
        if s == NEGATIVE and multiplicity % 2:
            result = -result
        elif abs(s) < POSITIVE:
            result *= factor if multiplicity % 2 else factor**2
    return result


def minus(reader: Binders, a: Ratio, b: Ratio) -> Ratio:
    return reader.add(a, reader.multiply(reader.constant(-1), b))
