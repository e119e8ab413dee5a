"""From terms to fractions over generators: the rules by which logs, powers and exponentials split.

Each rule here is an identity between functions that holds wherever the term that is read is defined;
what definedness tells (the argument of a log is positive) is learnt and used. When something is learnt
that would have changed what was read before, the reading starts again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

from flint import fmpq, fmpq_mpoly
from sympy import Dummy, Expr, Symbol

from derive.algebra.form.knowledge import Bound, Knowledge, instances, knowledge
from derive.algebra.form.ring import NESTED, Full, Generator, Kind, NowhereDefined, Ratio, Ring
from derive.errors import DeriveError, LimitError
from derive.statement import Given

T = TypeVar("T")
Range: TypeAlias = tuple[Expr, Expr]
Ranges: TypeAlias = dict[Symbol, Range]

ROUNDS = 60
WITHIN = 2  # facts are read within a fact this deep
LEARNT = 24  # known signs that another polynomial is compared with
POSITIVE, NONNEGATIVE, UNKNOWN, NONPOSITIVE, NEGATIVE = 2, 1, 0, -1, -2


class Again(Exception):
    """Something was learnt that changes what has been read already."""


class Tower(Ring, ABC):
    """The generators of one computation, with what is known of their signs."""

    def __init__(
        self, given: Given, unfolding: bool, width: int, ranges: Ranges, depth: int, equations: bool
    ) -> None:
        super().__init__(width)
        self.given, self.unfolding, self.equations = given, unfolding, equations
        known = knowledge(given, unfolding)
        self.integers: set[Expr] = set(known.integers)
        self.values = dict(known.values)
        self.ranges = {**known.ranges, **ranges}
        self.indices: set[Expr] = set()
        self.bounds: list[Bound] = list(known.bounds)
        self.pending = list(self.bounds)
        self.signs: dict[str, int] = {}
        self.learnt: list[tuple[fmpq_mpoly, int]] = []
        self.asked: set[str] = set()
        self.orders: dict[object, int] = {}
        self.shifts: dict[object, int] = {}
        self.measures: dict[object, fmpq] = {}
        self.factorials: set[str] = set()
        self.denominators: dict[frozenset[Symbol], list[fmpq_mpoly]] = {}
        self.stale = False
        self.images: dict[int, Ratio] = {}
        self.solved: set[int] = set()
        self.zeros: list[fmpq_mpoly] = []
        self.entered: set[Expr] = set()
        self.vanishing: list[fmpq_mpoly] = []
        self.directions: dict[str, tuple[fmpq_mpoly, fmpq_mpoly]] = {}
        self.scopes: list[tuple[Symbol, Symbol]] = []
        self.memo: list[dict[Expr, Ratio]] = [{}]
        self.depth = self.start = depth

    def settle(self, read: Callable[[], T]) -> T:
        """Read until nothing new is learnt."""
        for _ in range(ROUNDS):
            self.stale = False
            try:
                self.use_equations()
                found = read()
                if not self.stale:
                    return found
            except Again:
                pass
            self.memo, self.scopes, self.depth = [{}], [], self.start
            self.asked.clear()
            for generator in self.generators:
                generator.shown = None
        raise LimitError(f"the number of readings goes beyond {ROUNDS}")

    @abstractmethod
    def use_equations(self) -> None:
        """Take in the equalities of the Given, in `equations`."""

    @abstractmethod
    def may_be_read(self, fact: Expr) -> bool:
        """Whether a fact may teach that its parts are defined, in `equations`."""

    @abstractmethod
    def convert(self, term: Expr) -> Ratio:
        """A term as a ratio; the table of terms is in `reading`."""

    def value_of(self, generator: Generator) -> Ratio:
        """A name with what is known of it put in."""
        return self.whole(self.reduce(self.variable(generator)))

    def read_again(self, factor: fmpq_mpoly) -> fmpq_mpoly:
        """A factor as it is read now: a name may have become a power of its root."""
        alone = self.alone(factor)
        if alone is None or alone.kind is not Kind.ATOM:
            return factor
        value = self.value_of(alone)
        return value.num if value.den.is_one() else factor

    # ── indices ──

    def enter_range(self, index: Symbol) -> None:
        """Take in what is known at an index with a range."""
        if index in self.indices or index not in self.ranges:
            return
        self.indices.add(index)
        self.take(instances(self.given, self.unfolding, index, *self.ranges[index]))

    def take(self, known: Knowledge) -> None:
        self.integers |= known.integers
        self.values.update(known.values)
        self.bounds += known.bounds
        self.pending += known.bounds

    @contextmanager
    def outside(self) -> Iterator[None]:
        """Read a fact rather than the term: no index is in scope, and none may be captured."""
        scopes, memo, depth = self.scopes, self.memo, self.depth
        self.scopes, self.memo, self.depth = [], [{}], depth + NESTED
        try:
            yield
        finally:
            self.scopes, self.memo, self.depth = scopes, memo, depth

    # ── signs ──

    def sign(self, poly: fmpq_mpoly) -> int:
        """The sign of an irreducible polynomial, as far as it is known."""
        if poly.is_constant():
            return POSITIVE if poly.leading_coefficient() > 0 else NEGATIVE
        key = str(poly)
        if abs(self.signs.get(key, 0)) < POSITIVE:
            self._sign_facts()
        if key not in self.signs and (found := self._sign_by_terms(poly) or self._sign_by_distance(poly)):
            self.signs[key] = found
        found = self.signs.get(key, UNKNOWN)
        if abs(found) < POSITIVE:
            self.asked.add(key)
        return found

    def _sign_facts(self) -> None:
        if self.depth >= self.start + WITHIN * NESTED:
            return  # facts within facts within facts: those outside are read first
        while self.pending:
            term, strict = self.pending.pop()
            try:
                if not self.may_be_read(term):
                    continue
                with self.outside():
                    ratio = self.convert(term)
                lost = {s for s in term.free_symbols if isinstance(s, Dummy)} - self.free(*ratio)
                if not ratio.num.is_zero() and not lost:  # c > 0 for each of no observations says nothing of c
                    self.deduce(ratio, strict)
            except (DeriveError, NowhereDefined):
                continue  # a fact that the normal form cannot read says nothing here
            except (Again, Full):
                self.pending.append((term, strict))
                raise

    def _sign_by_terms(self, poly: fmpq_mpoly) -> int:
        """All terms of one sign."""
        if (generator := self.alone(poly)) is not None:
            return self._sign_of_generator(generator)
        leads = {c > 0 for c in poly.coeffs()}
        if len(leads) > 1:
            return UNKNOWN
        strict = False
        for exponents in poly.monoms():
            monomial = POSITIVE
            for k, e in enumerate(exponents):
                if e:
                    s = self.sign(self.variables[k])
                    monomial = min(monomial, max(s, NONNEGATIVE) if e % 2 == 0 else s)
            if monomial < NONNEGATIVE:
                return UNKNOWN
            strict = strict or monomial == POSITIVE
        size = POSITIVE if strict else NONNEGATIVE
        return size if leads.pop() else -size

    def _sign_by_distance(self, poly: fmpq_mpoly) -> int:
        """Beyond something of known sign by a number."""
        for known, sign in self.learnt[:LEARNT]:
            if sign and abs(len(known) - len(poly)) <= 1:
                floor = known if sign > 0 else -known
                for direction in (1, -1):
                    beyond = direction * poly - floor
                    if beyond.is_constant() and not beyond.is_zero() and beyond.leading_coefficient() > 0:
                        return POSITIVE * direction
        return UNKNOWN

    def _sign_of_generator(self, generator: Generator) -> int:
        match generator.kind:
            case Kind.EXP | Kind.ROOT:
                return POSITIVE  # the base of a root is positive wherever the root is defined
            case Kind.ABS:
                return NONNEGATIVE
            case Kind.LOG if generator.of.is_constant():
                return POSITIVE  # the log of a prime
            case Kind.LOG if direction := self.sign(generator.of):  # log|f| has the sign of |f| − 1
                size = self.read_again(generator.of) * (1 if direction > 0 else -1)
                return self.ratio_sign(self.whole(size - 1))
            case Kind.ATOM if generator.ratio is not None:
                return POSITIVE if self.ratio_sign(generator.ratio) == POSITIVE else UNKNOWN  # Gamma
            case Kind.ATOM if generator.expr.is_number and generator.expr.is_positive:
                return POSITIVE
        return UNKNOWN

    def ratio_sign(self, ratio: Ratio) -> int:
        if ratio.num.is_zero():
            return NONNEGATIVE
        lead, factors = self.ratio_factors(ratio)
        sign, weak = (1 if lead > 0 else -1), False
        for factor, multiplicity in factors:
            s = self.sign(factor)
            weak = weak or (multiplicity > 0 and abs(s) < POSITIVE)
            if multiplicity % 2:
                sign *= (s > 0) - (s < 0)
        return sign * (NONNEGATIVE if weak else POSITIVE)

    def deduce(self, ratio: Ratio, strict: bool) -> None:
        """The fraction is known to be positive (or not negative): if the sign of all factors but one is
        known, then that of the last one follows."""
        lead, factors = self.ratio_factors(ratio)
        sign, unknown = (1 if lead > 0 else -1), []
        for factor, multiplicity in factors:
            s = self._quiet_sign(factor)
            if not strict and multiplicity > 0 and abs(s) < POSITIVE and (multiplicity % 2 == 0 or s):
                return  # it may be 0, and then nothing follows for the others
            if multiplicity % 2 == 0:
                continue
            if s == UNKNOWN:
                unknown.append((factor, multiplicity))
            else:
                sign *= 1 if s > 0 else -1
                if strict:
                    self.learn(factor, POSITIVE if s > 0 else NEGATIVE)
        for factor, multiplicity in unknown if len(unknown) == 1 else ():
            self.learn(factor, sign * (POSITIVE if strict or multiplicity < 0 else NONNEGATIVE))

    def _quiet_sign(self, poly: fmpq_mpoly) -> int:
        """The sign, without noting that it was asked for."""
        if (generator := self.alone(poly)) is not None and generator.kind is not Kind.ATOM:
            return self._sign_of_generator(generator)
        if poly.leading_coefficient() > 0 and all(g.kind in (Kind.EXP, Kind.ROOT) for g in self.within(poly)):
            return POSITIVE if all(c > 0 for c in poly.coeffs()) else self.signs.get(str(poly), UNKNOWN)
        return self.signs.get(str(poly), UNKNOWN)

    def learn(self, poly: fmpq_mpoly, sign: int) -> None:
        key = str(poly)
        if abs(sign) > abs(self.signs.get(key, 0)):
            self.signs[key] = sign
            self.learnt.append((poly, sign))
            if key in self.asked:
                raise Again

    def is_integer(self, ratio: Ratio) -> bool:
        """Whether the fraction is an integer at every point, by its form."""
        if not ratio.den.is_one() or any(c.q != 1 for c in ratio.num.coeffs()):
            return False
        return all(g.integer for g in self.within(ratio.num))
