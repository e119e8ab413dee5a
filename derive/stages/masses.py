"""The mass of a density by the table of integrals and series: which entry, after which change of variable.

Nothing is matched by the name of a family or by the way a density is written: the parameters of an entry are
read off the logarithmic derivative y f'/f (or the ratio f(y + 1)/f(y)), which the normal form brings to one
shape for all ways of writing. What is found is a guess; `Entry.mass` is what shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sympy import Abs, Add, Derivative, Expr, Integer, Mul, Pow, Product, S, Sum, Symbol, exp, log, sqrt

from derive.algebra.form.normal import coefficients, factored, fraction
from derive.algebra.signs.proving import prove
from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import if_equal, if_less, indicator, sigmoid
from derive.rules.normalising import (
    BETA_RAY,
    BETA_UNIT,
    BINOMIAL_SERIES,
    DIRICHLET,
    ERROR_FUNCTION,
    EXPONENTIAL,
    EXPONENTIAL_SERIES,
    GAMMA,
    GAUSS,
    GAUSSIAN,
    GEOMETRIC_SERIES,
    INVERSE_GAUSSIAN,
    LOGARITHMIC_SERIES,
    MULTINOMIAL,
    NATURALS,
    POWER,
    RAY,
    UNIT,
    Entry,
)
from derive.rules.normalising_forms import mass_over_all
from derive.stages.gaussian_forms import gaussian_forms
from derive.stages.pieces import cut_apart, replaced
from derive.statement import (
    REALS,
    Domain,
    Given,
    Integers,
    Interval,
    Less,
    Member,
    Provenance,
    Space,
    Values,
    Vectors,
    entry,
)

MOST_VALUES, MOST_TERMS, LARGEST = 200, 12, 250
"""The longest sum that is written out, how many summands a density is taken apart into, and how many
operations it may have: beyond, the factors of a logarithmic derivative are not looked for."""

Guess = tuple[Entry, tuple[Expr, ...]]
Piece = tuple[Domain, Expr]
"""A part of the mass: where the new variable lies, and the density there times the slope of the change."""


@dataclass(frozen=True)
class Mass:
    """The mass as a term in the parameters; how it was found, and the sources of what was used."""

    value: Expr
    rules: tuple[str, ...]
    sources: tuple[str, ...] = ()


def mass(density: Expr, x: Symbol, support: Space, given: Given) -> Mass | None:
    """The sum or integral of a density over its support as a term; None where no way was found. The Given
    says where the parameters lie, and nothing of x."""
    match support:
        case Values(members=members):
            return Mass(Add(*(substitute(density, {x: value}) for value in members)), ("normal-form",))
        case Integers(low=low, high=high) if low is not S.NegativeInfinity and high is not S.Infinity:
            if isinstance(low, Integer) and isinstance(high, Integer) and high - low < MOST_VALUES:
                values = range(int(low), int(high) + 1)
                return Mass(Add(*(substitute(density, {x: Integer(k)}) for k in values)), ("normal-form",))
            return Mass(Sum(density, (x, low, high)), ("finite-sums",))
        case Integers():
            return apart(density, x, support, given)
        case Interval():
            without = beside(density, x, ())
            return pieces(without, x, support, given) or unswitched(without, x, support, given)
        case Vectors():
            return of_vectors(density, x, support, given)
        case _:
            return None


def of_vectors(density: Expr, x: Symbol, support: Vectors, given: Given) -> Mass | None:
    """By the entries of the table that speak of vectors, their parameter read off a power in the density; those
    over all vectors off an exponential."""
    one = entry(x, support.index[0])
    for form in gaussian_forms(density, x, support, given) if support.total is None else ():
        if (value := mass_over_all(density, x, support, form, given)) is not None:
            return Mass(value, (form.name,), (form.source,))
    for power in sorted(density.atoms(Pow), key=str):
        for known, parameter in ((MULTINOMIAL, power.base), (DIRICHLET, power.exp + 1)):
            fits = one == (power.exp if known is MULTINOMIAL else power.base)
            found = known.mass(density, x, support, parameter, given) if fits else None
            if found is not None:
                return Mass(found, (known.name,), (known.source,))
    return None


def apart(density: Expr, x: Symbol, support: Integers, given: Given) -> Mass | None:
    """A series where a few values of x are spoken of apart, as in `where(x = 0, …)`."""
    switches = density.atoms(if_equal, indicator)
    values = {v for s in switches if x in s.args[:2] for v in s.args[:2] if isinstance(v, Integer)}
    where = {v: seen(v, support, given) for v in sorted(values)}
    if None in where.values():
        return None
    inside = [v for v in where if where[v]]
    without = beside(density, x, tuple(values))
    found = unswitched(without, x, support, given)
    if found is None or not inside:
        return found
    extra = [substitute(density, {x: v}) - substitute(without, {x: v}) for v in inside]
    return Mass(Add(found.value, *extra), ("apart", *found.rules), found.sources)


def seen(value: Integer, support: Integers, given: Given) -> bool | None:
    """Whether a value is in the support; None where that is not proved."""
    if prove(Member(value, support), given):
        return True
    outside = (Less(value, support.low), Less(support.high, value))
    ends = (support.low is S.NegativeInfinity, support.high is S.Infinity)
    far = any(not endless and prove(fact, given) for fact, endless in zip(outside, ends, strict=True))
    return False if far else None


def beside(density: Expr, x: Symbol, values: tuple[Expr, ...]) -> Expr:
    """The density where x is none of these values; and, for an integral, where x is no one value at all."""
    new: dict[Expr, Expr] = {}
    for switch in density.atoms(if_equal, indicator):
        ends = switch.args[:2]
        if x in ends and ends[0] != ends[1] and all(x == e or x not in names(e) for e in ends):
            if not values or any(v in ends for v in values):
                new[switch] = switch.args[3] if isinstance(switch, if_equal) else S.Zero
    return replaced(density, new)


def pieces(density: Expr, x: Symbol, support: Interval, given: Given) -> Mass | None:
    """An integral cut where a comparison turns, or an absolute value in one."""
    for parts in cut_apart(density, x, support, given):
        found = [part for part in (mass(term, x, where, given) for where, term in parts) if part is not None]
        return joined("pieces", found) if len(found) == len(parts) else None
    return None


def unswitched(density: Expr, x: Symbol, support: Domain, given: Given) -> Mass | None:
    """By a change of variable, and an entry of the table for each piece."""
    if density.has(if_less, if_equal, indicator, Sum, Product) or density.count_ops() > LARGEST:
        return None
    for name, parts in changes(density, x, support, given):
        found = []
        for part in parts:
            if (one := whole(part, y_of(density, x, support), given)) is None:
                break
            found.append(one)
        else:
            return joined(name, found)
    return None


def joined(name: str, found: list[Mass]) -> Mass:
    """The masses of parts, added up."""
    rules = dict.fromkeys((*((name,) if name else ()), *(rule for part in found for rule in part.rules)))
    sources = dict.fromkeys(source for part in found for source in part.sources)
    return Mass(Add(*(part.value for part in found)), tuple(rules), tuple(sources))


def y_of(density: Expr, x: Symbol, support: Domain) -> Symbol:
    """A name for the new variable."""
    ends = (support.low, support.high) if isinstance(support, Interval | Integers) else ()
    taken = names(density) | {x} | {s for end in ends for s in names(end)}
    return next(s for s in map(Symbol, ("y", "z", "u", "w", *(f"y{k}" for k in range(99)))) if s not in taken)


def changes(density: Expr, x: Symbol, support: Domain, given: Given) -> Iterator[tuple[str, list[Piece]]]:
    """Changes of variable that bring the support to that of an entry, the plain ones first."""
    y = y_of(density, x, support)

    def put(place: Expr, slope: Expr = S.One) -> Expr:
        return substitute(density, {x: place}) * slope

    match support:
        case Integers(low=low, high=S.Infinity):
            yield "", [(NATURALS, put(low + y))]
        case Integers(low=S.NegativeInfinity, high=high) if high is not S.Infinity:
            yield "", [(NATURALS, put(high - y))]
        case Interval(low=S.NegativeInfinity, high=S.Infinity):
            yield "", [(REALS, put(y))]
            yield "logarithmic-change", [(RAY, put(log(y), 1 / y))]
            for centre in centres(density, x, given):
                yield "halves", [(RAY, put(centre + y)), (RAY, put(centre - y))]
        case Interval(low=low, high=S.Infinity):
            yield "", [(RAY, put(low + y))]
            yield "exponential-change", [(REALS, put(low + exp(y), exp(y)))]
        case Interval(low=S.NegativeInfinity, high=high):
            yield "", [(RAY, put(high - y))]
        case Interval(low=low, high=high):
            yield "", [(UNIT, put(low + (high - low) * y, high - low))]
            yield "", [(UNIT, put(high - (high - low) * y, high - low))]
            slope = (high - low) * sigmoid(y) * (1 - sigmoid(y))
            yield "logistic-change", [(REALS, put(low + (high - low) * sigmoid(y), slope))]


def centres(density: Expr, x: Symbol, given: Given) -> list[Expr]:
    """Where a density on the whole line may be cut: at kinks of absolute values, and where the slope is 0."""
    inside = given.adding(Provenance.BINDING, Member(x, REALS))
    lines = [size.args[0] for size in density.atoms(Abs) if x in names(size)]
    with suppress(DeriveError):
        lines.append(fraction(Derivative(density, x) / density, inside)[0])
        slope = factored(Derivative(density, x) / density, inside)
        lines += [factor.as_base_exp()[0] for factor in Mul.make_args(slope) if isinstance(factor, Pow)]
    found = []
    for line in lines:
        line_coefficients = polynomial(line, x, inside)
        if line_coefficients is not None and len(line_coefficients) == 2:
            found.append(-line_coefficients[0] / line_coefficients[1])
        elif isinstance(line, Mul):
            for factor in line.args:
                parts = polynomial(factor, x, inside) if x in names(factor) else None
                if parts is not None and len(parts) == 2:
                    found.append(-parts[0] / parts[1])
    return [factored(c, given) for c in dict.fromkeys(found)][:3]


def polynomial(term: Expr, y: Symbol, given: Given) -> list[Expr] | None:
    try:
        return coefficients(term, y, given)
    except DeriveError:
        return None


# ── one piece ──


def whole(piece: Piece, y: Symbol, given: Given) -> Mass | None:
    """The mass of a piece, or of the summands that it has when multiplied out."""
    domain, term = piece
    inside = given.adding(Provenance.BINDING, Member(y, domain))
    if found := by_entry(term, y, domain, given, inside):
        return found
    try:
        top, bottom = fraction(term, inside)
    except DeriveError:
        return None
    parts = []
    if not isinstance(top, Add) or len(top.args) > MOST_TERMS:
        return None
    for summand in top.args:
        part = by_entry(summand / bottom, y, domain, given, inside)
        if part is None:
            return None
        parts.append(part)
    return joined("linearity", parts)


def by_entry(term: Expr, y: Symbol, domain: Domain, given: Given, inside: Given) -> Mass | None:
    try:
        for entry, parameters in guesses(term, y, domain, given, inside):
            value = entry.mass(term, y, parameters, given)
            if value is not None:
                return Mass(value, (entry.name,), (entry.source,))
    except (DeriveError, ZeroDivisionError):
        pass
    return None


def guesses(term: Expr, y: Symbol, domain: Domain, given: Given, inside: Given) -> Iterator[Guess]:
    """Entries with the parameters that they would need to have."""
    if domain == NATURALS:
        yield from of_ratio(term, y, inside)
    elif domain == REALS:
        found = polynomial(Derivative(term, y) / term, y, inside)
        if found is not None and len(found) == 2:
            yield GAUSSIAN, (factored(-found[1] / 2, given), found[0])
    else:
        yield from of_slope(term, y, domain, given, inside)


def of_slope(term: Expr, y: Symbol, domain: Domain, given: Given, inside: Given) -> Iterator[Guess]:
    """From D = y f'/f: y^(s − 1) exp(−c y^k) has D = s − 1 − c k y^k, and y^(s − 1) (1 + c y^k)^(−r) has
    D = s − 1 − r k c y^k/(1 + c y^k); further derivatives leave k and r alone."""

    def slope(of: Expr) -> Expr:
        return factored(y * Derivative(of, y), inside)

    first = factored(y * Derivative(term, y) / term, inside)
    second = slope(first)
    if second == 0:
        if domain == UNIT:
            yield POWER, (first + 1,)
        return
    bend = factored(y * Derivative(second, y) / second, inside)
    if bend == 0:
        return
    if y not in names(bend):
        if domain == UNIT and bend == 1:
            yield EXPONENTIAL, (second / y,)
        if domain == UNIT and bend == 2:
            yield ERROR_FUNCTION, (factored(-first / (2 * y**2), inside),)
        if domain == RAY:
            rate = substitute(-second / bend**2 / y**bend, {y: Integer(1)})
            yield GAMMA, tuple(factored(p, inside) for p in (first - second / bend + 1, rate, bend))
        return
    turn = slope(bend)
    double = polynomial(y * first, y, inside)
    if domain == RAY and double is not None and len(double) == 3:
        yield INVERSE_GAUSSIAN, (-double[2], double[0])
    if turn == 0:
        return
    r = factored(2 * second / turn, inside)
    k = factored(sqrt(factored(bend**2 - 2 * turn, inside)), given)
    if y in names(r) or y in names(k):
        return
    s = factored(first + r * (k - bend) / 2 + 1, inside)
    share = (k - bend) / (2 * k)
    if domain == UNIT:
        yield BETA_UNIT, (s, k, factored(1 - r, given))
        return
    at_one = factored(substitute(share, {y: Integer(1)}), given)
    yield BETA_RAY, (s, factored(at_one / (1 - at_one), given), k, r)


def of_ratio(term: Expr, y: Symbol, inside: Given) -> Iterator[Guess]:
    """From f(y + 1)/f(y) = q (y + a)…/((y + b)…)."""
    ratio = factored(substitute(term, {y: y + 1}) / term, inside)
    scale: Expr = S.One
    above: list[Expr] = []
    below: list[Expr] = []
    for factor in Mul.make_args(ratio):
        base, power = factor.as_base_exp()
        if y not in names(factor):
            scale *= factor
            continue
        line = polynomial(base, y, inside)
        if line is None or len(line) != 2 or not isinstance(power, Integer):
            return
        scale *= line[1] ** power
        (above if power > 0 else below).extend([factored(line[0] / line[1], inside)] * abs(int(power)))
    match above, below:
        case [], []:
            yield GEOMETRIC_SERIES, (scale,)
        case [], [one] if one == 1:
            yield EXPONENTIAL_SERIES, (scale,)
        case [one], [two] if one == 1 and two == 2:
            yield LOGARITHMIC_SERIES, (scale,)
        case [r], [one] if one == 1:
            yield BINOMIAL_SERIES, (scale, r)
        case [a, b], [c, d] if scale == 1 and 1 in (c, d):
            yield GAUSS, (a, b, d if c == 1 else c)
        case [a], [c] if scale == 1:
            yield GAUSS, (a, S.One, c)
