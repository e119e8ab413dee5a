"""Fractions of polynomials over a growing list of generators, kept in lowest terms by flint.

A generator stands for a term that the ring does not look into: a symbol, `log f`, the exponential of
a monomial, a sum. Some obey a monic relation (`r² = f` for a square root, `x² = x` on bits), by which
every polynomial is reduced. The size of everything is bounded; beyond a bound LimitError is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from math import comb
from typing import NamedTuple

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx
from sympy import Add, Expr, Integer, Mul, Pow, Rational, S, Symbol

from derive.errors import LimitError

TERMS = 4_000
FACTOR_TERMS = 400
FACTOR_AREA = 50_000
DEGREE = 1_000
BITS = 20_000
GENERATORS = (24, 96, 384)
NESTED = 50
"""How deep the indices may be nested for which names are kept, apart from those in a fact that is read."""
"""Sizes of context, tried in turn."""


class Full(Exception):
    """The context has no generator left; a larger one is needed."""


class NowhereDefined(ZeroDivisionError):
    """A denominator that is zero wherever the facts hold."""


class Kind(Enum):
    ATOM = auto()
    LOG = auto()  # log|f|
    EXP = auto()  # exp(ratio / order)
    ROOT = auto()  # |f|^(1 / order)
    ABS = auto()  # |f|
    POWER = auto()  # f^ratio, for a ratio that is an integer at every point
    PRODUCT = auto()  # a product over an index: `inside` says of what


class Ratio(NamedTuple):
    """num/den in lowest terms, the denominator with leading coefficient 1."""

    num: fmpq_mpoly
    den: fmpq_mpoly


@dataclass(eq=False)
class Generator:
    index: int
    kind: Kind
    free: frozenset[Symbol]
    show: Callable[[], Expr]
    base: fmpq_mpoly | None = None
    ratio: Ratio | None = None
    order: int = 1
    inside: tuple[fmpq_mpoly, Symbol, Expr, Expr] | None = None
    integer: bool = False
    shown: Expr | None = None

    @property
    def of(self) -> fmpq_mpoly:
        assert self.base is not None
        return self.base

    @property
    def exponent(self) -> Ratio:
        assert self.ratio is not None
        return self.ratio

    @property
    def expr(self) -> Expr:
        if self.shown is None:
            self.shown = self.show()
        return self.shown


class Ring:
    """The arithmetic of one computation."""

    def __init__(self, size: int) -> None:
        self.context = fmpq_mpoly_ctx.get(tuple(f"g{k}" for k in range(size)), "lex")
        self.width = size
        self.variables = self.context.gens()
        self.one, self.zero = self.context.constant(1), self.context.constant(0)
        self.generators: list[Generator] = []
        self.known: dict[object, Generator] = {}
        self.relations: dict[int, tuple[int, fmpq_mpoly]] = {}
        self.factored: dict[str, tuple[fmpq, list[tuple[fmpq_mpoly, int]]]] = {}

    # ── generators ──

    def generator(self, key: object, make: Callable[[int], Generator]) -> Generator:
        found = self.known.get(key)
        if found is None:
            if len(self.generators) == self.width:
                raise Full
            found = make(len(self.generators))
            self.generators.append(found)
            self.known[key] = found
        return found

    def variable(self, generator: Generator) -> fmpq_mpoly:
        return self.variables[generator.index]

    def relate(self, generator: Generator, degree: int, lower: fmpq_mpoly) -> None:
        """The generator to the power `degree` equals `lower`, of smaller degree in it."""
        self.relations[generator.index] = (degree, lower)

    def alone(self, poly: fmpq_mpoly) -> Generator | None:
        """The generator that a polynomial is, if it is exactly one."""
        if len(poly) != 1 or poly.total_degree() != 1 or poly.leading_coefficient() != 1:
            return None
        return self.generators[next(k for k, d in enumerate(poly.degrees()) if d)]

    def within(self, poly: fmpq_mpoly) -> Iterator[Generator]:
        """The generators that a polynomial holds."""
        if not poly.is_constant():
            for k, degree in enumerate(poly.degrees()):
                if degree:
                    yield self.generators[k]

    def free(self, *polys: fmpq_mpoly) -> frozenset[Symbol]:
        return frozenset(s for poly in polys for g in self.within(poly) for s in g.free)

    # ── arithmetic ──

    def constant(self, value: fmpq | int) -> Ratio:
        return Ratio(self.context.constant(value), self.one)

    def whole(self, poly: fmpq_mpoly) -> Ratio:
        return Ratio(poly, self.one)

    def ratio(self, num: fmpq_mpoly, den: fmpq_mpoly) -> Ratio:
        num, den = self.reduce(num), self.reduce(den)
        if den.is_zero():
            raise NowhereDefined
        if num.is_zero():
            return Ratio(self.zero, self.one)
        if not den.is_constant():
            common = num.gcd(den)
            if not common.is_constant():
                num, den = num / common, den / common
        lead = den.leading_coefficient()
        if lead != 1:
            num, den = num / lead, den / lead
        return Ratio(num, den)

    def add(self, a: Ratio, b: Ratio) -> Ratio:
        if a.den == b.den:
            if a.den.is_one():
                return Ratio(a.num + b.num, self.one)
            return self.ratio(a.num + b.num, a.den)
        return self.ratio(self.times(a.num, b.den) + self.times(b.num, a.den), self.times(a.den, b.den))

    def multiply(self, a: Ratio, b: Ratio) -> Ratio:
        return self.ratio(self.times(a.num, b.num), self.times(a.den, b.den))

    def divide(self, a: Ratio, b: Ratio) -> Ratio:
        if b.num.is_zero():
            raise NowhereDefined
        return self.ratio(self.times(a.num, b.den), self.times(a.den, b.num))

    def power(self, base: Ratio, exponent: int) -> Ratio:
        if exponent < 0:
            base, exponent = self.divide(self.constant(1), base), -exponent
        bound(exponent * max(degree(base.num), degree(base.den), 1), DEGREE, "the degree")
        for poly in base:
            bound(comb(max(len(poly), 1) + exponent - 1, exponent), TERMS, "the number of terms")
            bound(exponent * bits(poly), BITS, "the number of bits")
        result = Ratio(base.num**exponent, base.den**exponent)
        return self.ratio(*result) if self.relations else result

    def times(self, a: fmpq_mpoly, b: fmpq_mpoly) -> fmpq_mpoly:
        if a.is_one():
            return b
        if b.is_one():
            return a
        bound(len(a) * len(b), 50 * TERMS, "the number of terms")
        product = a * b
        bound(len(product), TERMS, "the number of terms")
        if not product.is_constant():
            bound(degree(product), DEGREE, "the degree")
        return product

    def reduce(self, poly: fmpq_mpoly) -> fmpq_mpoly:
        if not self.relations or poly.is_constant():
            return poly
        degrees = poly.degrees()
        for k, (degree_of, lower) in self.relations.items():
            if degrees[k] >= degree_of:
                return self.reduce(self._rewrite(poly, k, degree_of, lower))
        return poly

    def _rewrite(self, poly: fmpq_mpoly, k: int, degree_of: int, lower: fmpq_mpoly) -> fmpq_mpoly:
        """Write the polynomial by powers of generator k, and lower each power by its relation."""
        layers: dict[int, dict[tuple[int, ...], fmpq]] = {}
        for exponents, coefficient in poly.terms():
            rest = (*exponents[:k], 0, *exponents[k + 1 :])
            layers.setdefault(exponents[k], {})[rest] = coefficient
        variable, result = self.variables[k], self.zero
        power, image = 0, self.one  # image = variable**power, lowered
        for wanted in range(max(layers) + 1):
            if wanted:
                power, image = wanted, image * variable
                if image.degrees()[k] >= degree_of:
                    image = self._lower_once(image, k, degree_of, lower)
            if wanted in layers:
                result += self.times(self.context.from_dict(layers[power]), image)
        return result

    def _lower_once(self, poly: fmpq_mpoly, k: int, degree_of: int, lower: fmpq_mpoly) -> fmpq_mpoly:
        kept, high = self.zero, self.zero
        for exponents, coefficient in poly.terms():
            if exponents[k] >= degree_of:
                rest = (*exponents[:k], exponents[k] - degree_of, *exponents[k + 1 :])
                high += self.context.from_dict({rest: coefficient})
            else:
                kept += self.context.from_dict({exponents: coefficient})
        return kept + self.times(high, lower)

    # ── factors ──

    def factors(self, poly: fmpq_mpoly) -> tuple[fmpq, list[tuple[fmpq_mpoly, int]]]:
        """A constant and irreducible factors with positive leading coefficient, with multiplicities; what is of
        high degree in two variables stays whole, as one factor."""
        if poly.is_constant():
            return poly.leading_coefficient(), []
        key = str(poly)
        if key not in self.factored:
            if len(poly) == 1:
                lead = poly.leading_coefficient()
                self.factored[key] = (lead, [(self.variables[k], d) for k, d in enumerate(poly.degrees()) if d])
            elif area(poly) > FACTOR_AREA:
                lead = poly.leading_coefficient()
                self.factored[key] = (lead, [(poly / lead, 1)])
            else:
                bound(len(poly), FACTOR_TERMS, "the number of terms to factor")
                lead, parts = poly.factor()
                self.factored[key] = (lead, [(f, int(m)) for f, m in parts])
        return self.factored[key]

    def ratio_factors(self, ratio: Ratio) -> tuple[fmpq, list[tuple[fmpq_mpoly, int]]]:
        """Factors of a nonzero fraction, those of the denominator with negative multiplicity."""
        top, above = self.factors(ratio.num)
        bottom, below = self.factors(ratio.den)
        return top / bottom, [*above, *((f, -m) for f, m in below)]

    # ── to SymPy ──

    def monomial(self, exponents: tuple[int, ...]) -> list[Expr]:
        return [Pow(self.generators[k].expr, Integer(e)) for k, e in enumerate(exponents) if e]

    def show(self, poly: fmpq_mpoly) -> Expr:
        """The polynomial as an expanded sum."""
        return Add(*(Mul(rational(c), *self.monomial(e)) for e, c in poly.terms()))

    def show_ratio(self, ratio: Ratio) -> Expr:
        num, den = self.normalised(ratio)
        return self.show(num) / self.show(den)

    def normalised(self, ratio: Ratio) -> Ratio:
        """The same fraction with a primitive integer denominator of conventional sign."""
        if ratio.den.is_one():
            return ratio
        scale = content(ratio.den) * self.orientation(ratio.den)
        return Ratio(ratio.num / scale, ratio.den / scale)

    def orientation(self, poly: fmpq_mpoly) -> int:
        """1 or −1: the sign of the constant term, else of most terms, else of the first term by degree
        and then by name; it depends on the term alone, not on the order in which generators were made."""
        if len(poly) == 1:
            return 1 if poly.leading_coefficient() > 0 else -1
        constant = poly.to_dict().get((0,) * self.width)
        above = sum(1 if c > 0 else -1 for c in poly.coeffs())
        if constant is not None or above:
            return 1 if (above if constant is None else constant) > 0 else -1
        least = min(sum(e) for e in poly.monoms())
        first = [(e, c) for e, c in poly.terms() if sum(e) == least]
        if len(first) > 1:
            first.sort(key=lambda term: [(str(self.generators[k].expr), -e) for k, e in self._by_name(term[0])])
        return 1 if first[0][1] > 0 else -1

    def _by_name(self, exponents: tuple[int, ...]) -> list[tuple[int, int]]:
        found = [(k, e) for k, e in enumerate(exponents) if e]
        return sorted(found, key=lambda pair: str(self.generators[pair[0]].expr))


def whole_number(ratio: Ratio) -> int | None:
    """The integer that a fraction is, if it is one."""
    if not (ratio.num.is_constant() and ratio.den.is_one()):
        return None
    value = ratio.num.leading_coefficient()
    return int(value.p) if value.q == 1 else None


def rational(value: fmpq) -> Rational:
    return S.One if value == 1 else Rational(int(value.p), int(value.q))


def degree(poly: fmpq_mpoly) -> int:
    return max(map(int, poly.degrees())) if not poly.is_constant() else 0


def area(poly: fmpq_mpoly) -> int:
    """The product of the two highest degrees: factorisation takes 24 s for x⁹⁶⁰ + y⁴⁸⁰ + 1."""
    *_, second, first = sorted(map(int, poly.degrees()))
    return first * second


def bits(poly: fmpq_mpoly) -> int:
    """The size of the largest coefficient, up to the growth by the number of terms."""
    largest = max((max(c.p.bit_length(), c.q.bit_length()) for c in poly.coeffs()), default=0)
    return int(largest) + len(poly).bit_length()


def content(poly: fmpq_mpoly) -> fmpq:
    """The positive rational c for which poly/c has coprime integer coefficients."""
    numerator, denominator = fmpq(0).p, fmpq(1).p
    for c in poly.coeffs():
        numerator = numerator.gcd(c.p)
        denominator = denominator.lcm(c.q)
    return fmpq(numerator, denominator)


def bound(value: int, most: int, what: str) -> None:
    if value > most:
        raise LimitError(f"{what} goes beyond {most}")
