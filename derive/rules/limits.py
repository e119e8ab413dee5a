"""The rule of limits: how a term grows as its variable tends to an end of an interval.

A term is written as a sum of c·y^p·(log y)^q and a rest that tends to 0, where y tends to infinity and the
variable is y, −y, low + 1/y or high − 1/y. That settles most forms ∞ − ∞, such as log p + 1/p at 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import TypeAlias

from sympy import (
    Add,
    Dummy,
    Expr,
    Indexed,
    Integer,
    Mul,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
)

from derive.algebra.form.normal import factored, vanishes
from derive.algebra.terms import body, limits, names, substitute, unfold
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference
from derive.kernel.schema import UNIT, p, says
from derive.kernel.witness import Witness, interval_of, term_of, variable_of
from derive.language.vocabulary import DEFINITIONS, digamma, is_named, meaning, trigamma
from derive.rules.equality import depends, throughout
from derive.statement import Claim, Each, Index, Integers, Less, LessEqual, Limit, Member, nonzero, positive

Key: TypeAlias = tuple[Rational, int]
ONE: Key = (Integer(0), 0)
"""The key of a constant; a term of a larger key grows, one of a smaller key tends to 0."""


@dataclass(frozen=True)
class Growth:
    """∑ c·y^p·(log y)^q over keys (p, q), and what tends to 0 unless it is exact."""

    terms: Mapping[Key, Expr] = field(default_factory=dict)
    exact: bool = False

    @property
    def lead(self) -> Key | None:
        return max(self.terms, default=None)

    @property
    def bounded(self) -> bool:
        return self.lead is None or bool(self.lead <= ONE)  # of numbers of SymPy, whose true is not True

    @property
    def value(self) -> Expr:
        """The limit of what is bounded."""
        return self.terms.get(ONE, S.Zero)


@dataclass(frozen=True)
class Unbounded:
    """What tends to infinity, with this sign; nothing more is known of it."""

    sign: int


Far: TypeAlias = Growth | Unbounded
NOTHING = Growth()
"""What tends to 0."""


@inference(
    "limit-of-terms",
    takes=(0, 4),
    source="Rudin (1976), chapter 4",
    statement=lambda: says("p", then=Limit(log(p) + 1 / p, p, Integer(0), UNIT, S.Infinity)),
)
def limit_of_terms(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The limit of sums, products, powers, exponentials, logarithms and of ψ at an end of an interval: by the
    largest power of the distance, then the largest power of its logarithm."""
    function, variable, point = term_of(witness[0]), variable_of(witness[1]), term_of(witness[2])
    domain = interval_of(witness[3])
    if any(depends(end, variable, context.given) for end in (domain.low, domain.high)):
        raise RuleError(context.rule, "the interval depends on the variable")
    way = Integer(1 if point == domain.low else -1)
    if point not in (domain.low, domain.high):
        raise RuleError(context.rule, f"{point} is not an end of the interval")
    inside = throughout(context, variable, domain)
    inside.need_defined(function)
    terms = {(Integer(1), 0): -way} if point.is_infinite else {ONE: point, (Integer(-1), 0): way}
    start = Growth({key: c for key, c in terms.items() if c != 0}, True)
    found = _Reader(variable, start, inside).of(function)
    if isinstance(found, Growth) and found.bounded:
        return Limit(function, variable, point, domain, found.value)
    return Limit(function, variable, point, domain, S.Infinity * sign_of(found, inside))


@dataclass(frozen=True)
class _Reader:
    """Reads terms in a variable of which the growth is known, where the context holds."""

    variable: Symbol
    start: Growth
    context: Context

    def of(self, term: Expr) -> Far:
        given = self.context.given
        if not depends(term, self.variable, given):
            return self.growth({ONE: term}, True)
        match term:
            case Symbol() if term == self.variable:
                return self.start
            case _ if is_named(term) and unfold(term, given) != term:
                return self.of(unfold(term, given))
            case Add(args=terms):
                return reduce(self.plus, map(self.of, terms))
            case Mul(args=factors):
                return self.product(factors)
            case exp(args=(exponent,)):
                return self.exponential(self.of(exponent))
            case log(args=(argument,)):
                return self.logarithm(self.of(argument))
            case digamma(args=(argument,)):
                return self.digamma(self.of(argument))
            case trigamma(args=(argument,)):
                return self.trigamma(self.of(argument))
            case Pow(base=base, exp=exponent) if not depends(exponent, self.variable, given):
                return self.power(base, exponent)
            case Pow(base=base, exp=exponent) if not depends(base, self.variable, given):
                self.context.need(positive(base))
                return self.exponential(self.times(self.of(exponent), self.growth({ONE: log(base)}, True)))
            case Sum():
                return self.sum(term)
            case _ if type(term) in DEFINITIONS:
                return self.of(meaning(term))
        raise RuleError(self.context.rule, f"nothing is known of the growth of {term}")

    # ── what is known of coefficients ──

    def growth(self, terms: Mapping[Key, Expr], exact: bool) -> Growth:
        """Without terms whose coefficient is 0, and where it is not exact, without those that tend to 0."""
        kept = {key: c for key, c in terms.items() if exact or key >= ONE}
        return Growth({key: c for key, c in kept.items() if not vanishes(c, self.context.given)}, exact)

    # ── arithmetic ──

    def plus(self, a: Far, b: Far) -> Far:
        if isinstance(a, Growth) and isinstance(b, Growth):
            keys = dict.fromkeys((*a.terms, *b.terms))
            total = {key: a.terms.get(key, S.Zero) + b.terms.get(key, S.Zero) for key in keys}
            return self.growth(total, a.exact and b.exact)
        for one, other in ((a, b), (b, a)):
            if isinstance(other, Growth) and other.bounded:
                return one
        if sign_of(a, self.context) != sign_of(b, self.context):
            raise RuleError(self.context.rule, "infinity less infinity")
        return Unbounded(sign_of(a, self.context))

    def times(self, a: Far, b: Far) -> Far:
        if isinstance(a, Growth) and isinstance(b, Growth):
            if (a.exact and b.exact) or any(g.exact and g.terms.keys() <= {ONE} for g in (a, b)):
                return self.multiplied(a, b)
            if a.bounded and b.bounded:
                return self.growth({ONE: a.value * b.value}, False)
        for one in (a, b):
            if isinstance(one, Growth) and (one.lead is None or one.lead < ONE):
                raise RuleError(self.context.rule, "0 times infinity")
        return Unbounded(sign_of(a, self.context) * sign_of(b, self.context))

    def multiplied(self, a: Growth, b: Growth) -> Growth:
        found: dict[Key, Expr] = {}
        for (p1, q1), c in a.terms.items():
            for (p2, q2), d in b.terms.items():
                key = (p1 + p2, q1 + q2)
                found[key] = found.get(key, S.Zero) + c * d
        return self.growth(found, a.exact and b.exact)

    def product(self, factors: tuple[Expr, ...]) -> Far:
        for one in factors:
            for other in factors:
                if (mean := self.weighted_mean(one, other)) is not None:
                    rest = tuple(f for f in factors if f not in (one, other))
                    return reduce(self.times, [mean, *map(self.of, rest)])
        return reduce(self.times, map(self.of, factors))

    def power(self, base: Expr, exponent: Expr) -> Far:
        value = self.of(base)
        if isinstance(exponent, Integer) and exponent > 0:
            return reduce(self.times, [value] * int(exponent))
        whole = isinstance(exponent, Integer)
        if isinstance(value, Growth) and value.lead is not None:
            key, alone = value.lead, len(value.terms) == 1
            coefficient = value.terms[key]
            self.context.need(nonzero(coefficient) if whole else positive(coefficient))
            if key == ONE:
                return self.growth({ONE: coefficient**exponent}, value.exact and alone)
            if value.exact and alone and key[1] == 0 and isinstance(exponent, Rational):
                return self.growth({(key[0] * exponent, 0): coefficient**exponent}, True)
        elif value == Unbounded(-1) and not whole:
            raise RuleError(self.context.rule, f"{base} tends to minus infinity")
        vanishing = isinstance(value, Growth) and value.bounded
        if (sign(exponent, self.context) < 0) != vanishing:
            return NOTHING
        return Unbounded(sign(base, self.context) if whole and exponent.is_odd else 1)

    def sum(self, term: Expr) -> Far:
        """A sum over finitely many indices, whose number does not change."""
        indices = limits(term)
        if any(depends(end, self.variable, self.context.given) for index in indices for end in index[1:]):
            raise RuleError(self.context.rule, f"the limits of {term} move")
        within = _Reader(self.variable, self.start, self.context.under(*reversed(indices)))
        inside = within.of(body(term))
        if isinstance(inside, Unbounded):
            if len(indices) > 1:
                raise RuleError(self.context.rule, f"{term} may be empty")
            self.context.need(LessEqual(*indices[0][1:]))
            return inside
        return self.growth({key: total(c, indices) for key, c in inside.terms.items()}, inside.exact)

    # ── functions ──

    def exponential(self, value: Far) -> Far:
        if isinstance(value, Growth) and value.bounded:
            return self.growth({ONE: exp(value.value)}, value.exact and value.terms.keys() <= {ONE})
        return Unbounded(1) if sign_of(value, self.context) > 0 else NOTHING

    def logarithm(self, value: Far) -> Far:
        """log(c·y^p·(1 + o(1))) = p·log y + log c + o(1)."""
        if isinstance(value, Unbounded):
            return Unbounded(1)
        if value.lead is None:
            return Unbounded(-1)
        (power, logs), coefficient = max(value.terms.items())
        self.context.need(positive(coefficient))
        if logs:  # a logarithm of a logarithm grows, but not as any power of log y
            return Unbounded(-1 if value.bounded else 1)
        exact = value.exact and len(value.terms) == 1
        return self.growth({(Integer(0), 1): power, ONE: log(coefficient)}, exact)

    def digamma(self, value: Far) -> Far:
        """ψ(u) − log u tends to 0 at infinity, and ψ(u) + 1/u to ψ(1) at 0."""
        if isinstance(value, Unbounded):
            return Unbounded(1)
        if value.lead is None or value.lead < ONE:
            if value.exact and len(value.terms) == 1 and value.lead is not None and value.lead[1] == 0:
                (((power, _), coefficient),) = value.terms.items()
                return self.growth({(-power, 0): -1 / coefficient, ONE: digamma(Integer(1))}, False)
            return Unbounded(-1)
        if value.lead == ONE:
            self.context.need(positive(value.value))
            return self.growth({ONE: digamma(value.value)}, False)
        grown = self.logarithm(value)
        assert isinstance(grown, Growth)
        return Growth(grown.terms, False)

    def trigamma(self, value: Far) -> Far:
        """ψ′ tends to 0 at infinity, and to infinity at 0."""
        if isinstance(value, Unbounded) or (value.lead is not None and value.lead > ONE):
            return NOTHING
        if value.lead is None or value.lead < ONE:
            return Unbounded(1)
        self.context.need(positive(value.value))
        return self.growth({ONE: trigamma(value.value)}, False)

    # ── means with weights that are powers ──

    def weighted_mean(self, one: Expr, other: Expr) -> Growth | None:
        """∑ g(xᵢ)·xᵢ^u / ∑ xᵢ^u tends to g at the largest xⱼ > 0, for u to infinity (Hardy, Littlewood & Pólya
        1952, section 2.3): a quotient xᵢ/xⱼ < 1 has powers that tend to 0. For u to minus infinity it is the
        smallest, and with the weights exp(u·xᵢ) it is the same for all real xᵢ."""
        match one, other:
            case Sum(), Pow(base=Sum() as below, exp=S.NegativeOne) if limits(one) == limits(below):
                (index, *more), weight = limits(one), body(below)
            case _:
                return None
        if more or (found := power_of_item(weight, index)) is None:
            return None
        item, exponent = found
        inside = factored(body(one) / weight, self.context.given)
        if not depends(exponent, self.variable, self.context.given) or index[0] in names(exponent):
            return None
        under = self.context.under(index)
        if index[0] in names(inside.xreplace({item: Dummy()})) or depends(inside, self.variable, under.given):
            return None
        grown = self.of(exponent)
        if isinstance(grown, Growth) and grown.bounded:
            return None
        place = extreme(item, index, sign_of(grown, self.context), self.context)
        if place is None:
            return None
        if isinstance(weight, Pow):
            under.need(positive(item))
        return self.growth({ONE: inside.xreplace({item: place})}, False)


def power_of_item(weight: Expr, index: Index) -> tuple[Indexed, Expr] | None:
    """The observation x and the u of a weight x^u or exp(u·x)."""
    items = sorted((x for x in weight.atoms(Indexed) if x.indices == (index[0],)), key=str)
    if len(items) != 1:
        return None
    (item,) = items
    match weight:
        case exp(args=(exponent,)):
            return item, exponent / item
        case Pow(base=base, exp=exponent) if base == item:
            return item, exponent
    return None


def total(inside: Expr, indices: tuple[Index, ...]) -> Expr:
    """The sum; of what does not move with a single index, so many times that."""
    (symbol, low, high), *more = indices
    if not more and symbol not in names(inside):
        return inside * (high - low + 1)
    return Sum(inside, *(Tuple(*index) for index in indices))


def sign(term: Expr, context: Context) -> int:
    """1 or −1, which is discharged."""
    up = (positive(term),)
    return 1 if context.need_any((up, (Less(term, S.Zero),))) == up else -1


def sign_of(value: Far, context: Context) -> int:
    """The sign that a value has from some point on."""
    if isinstance(value, Unbounded):
        return value.sign
    if value.lead is None:
        raise RuleError(context.rule, "a sign that is not seen")
    return sign(value.terms[value.lead], context)


def extreme(item: Indexed, index: Index, way: int, context: Context) -> Indexed | None:
    """The observation that is assumed to be the largest of those over an index, or for −1 the smallest."""
    symbol, low, high = index
    for fact in context.given.facts():
        match fact:
            case Each(fact=LessEqual(left=less, right=more), index=(run, first, last)):
                other, place = (less, more) if way > 0 else (more, less)
                if (first, last) == (low, high) and other == substitute(item, {symbol: run}):
                    if isinstance(place, Indexed) and place.base == item.base and run not in names(place):
                        context.need(Member(place.indices[0], Integers(low, high)))
                        return place
    return None
