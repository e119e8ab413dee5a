"""A polynomial as a combination of products of terms that are known not to be negative.

To show that P >= 0, find numbers c >= 0 with P = Σ c·(product of known terms) + Σ c·(square), where what is
known to vanish may be added with any factor. Over a list of products that is a linear program. The list is
short, so this is a sound heuristic, not a decision procedure (Handelman 1988, Krivine 1964: long enough
lists would do for strict inequalities on compact sets).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, combinations_with_replacement, permutations, product
from typing import TypeAlias

from flint import fmpq, fmpq_mpoly
from sympy import Abs, Expr, Indexed, Rational, Sum, Symbol

from derive.algebra.cases.simplex import maximum
from derive.algebra.form.normal import Renaming
from derive.algebra.form.reading import Reader, read
from derive.algebra.form.ring import Kind, Ratio
from derive.algebra.numeric.points import holds, points
from derive.algebra.signs.assumed import Subgoals, known_facts
from derive.algebra.signs.bounding import cauchy_schwarz, intrinsic, under_sums
from derive.algebra.signs.goals import above, goal_above
from derive.errors import DeriveError
from derive.language.vocabulary import OrderStatistic
from derive.statement import Equal, Fact, Given, nonnegative, positive

Monomial: TypeAlias = tuple[int, ...]

TERMS, ATOMS, PRODUCTS, MONOMIALS, DEGREE, POWERS = 40, 14, 140, 90, 6, 4
"""The most terms of a polynomial, known terms, products, and monomials in play; the highest
degree; and the most exponentials that are compared."""


@dataclass(frozen=True)
class Known:
    """A term that is not negative, and its polynomial up to a positive factor. `sure` when it is strictly
    positive wherever it was looked at."""

    term: Expr
    poly: fmpq_mpoly
    sure: bool


@dataclass(frozen=True)
class Product:
    """A product of known terms and squares; `strict` when no square is in it that may vanish."""

    poly: fmpq_mpoly
    known: tuple[int, ...]
    strict: bool


def by_combination(fact: Fact, given: Given) -> Iterator[Subgoals]:
    """P >= 0 (or > 0) from the signs of the known terms that P is combined of."""
    goal = goal_above(fact)
    if not goal or isinstance(goal[0], Rational):
        return
    found = _combination(*goal, given)
    if found is not None:
        yield tuple((given, above(term, strict)) for term, strict in found)


@lru_cache(maxsize=20_000)
def _combination(term: Expr, strict: bool, given: Given) -> tuple[tuple[Expr, bool], ...] | None:
    try:
        return read(lambda reader: Search(reader, term, strict, given).answer(), given)
    except DeriveError:
        return None


class Search:
    """One search, over the generators of one reader."""

    def __init__(self, reader: Reader, term: Expr, strict: bool, given: Given) -> None:
        self.reader, self.term, self.strict, self.given = reader, term, strict, given
        self.rename = Renaming(term).apply

    def answer(self) -> tuple[tuple[Expr, bool], ...] | None:
        """The known terms that the goal follows from, each with whether it has to be strict."""
        ratio = self.reader.convert(self.term)
        if not ratio.den.is_constant():
            return None
        target = ratio.num
        if target.is_zero():
            return None if self.strict else ()
        if len(target) > TERMS or target.total_degree() > DEGREE:
            return None
        vanishing = self._vanishing(target)
        known = self._known(target, vanishing)
        products = self._products(target, known)
        found = combine(target, products, self._multiples(vanishing, target), self.strict)
        if found is None:
            return None
        chosen = [products[k] for k in found]
        leading = next((p for p in chosen if p.strict), None) if self.strict else None
        must = set(leading.known) if leading else set()
        used = dict.fromkeys(k for product in chosen for k in product.known)
        return tuple((known[k].term, k in must) for k in used)

    # ── what is known ──

    def _known(self, target: fmpq_mpoly, vanishing: list[fmpq_mpoly]) -> list[Known]:
        """Facts that share a generator with the goal (or with such a fact), and what is known of the
        generators themselves."""
        facts = [(term, False) for term in self._cauchy_schwarz(target, vanishing)]
        facts += [
            bound
            for known, _ in known_facts(nonnegative(self.term), self.given)
            if (bound := goal_above(known))
        ]
        facts += [(term, self._seems(positive(term))) for term in under_sums(self.term, self.given)]
        pool = [k for term, strict in dict.fromkeys(facts) if (k := self._read(term, strict))]
        near = {g.index for poly in (target, *vanishing) for g in self.reader.within(poly)}
        found: dict[str, Known] = {}
        for _ in range(2):
            for known in pool:
                if any(g.index in near for g in self.reader.within(known.poly)):
                    found.setdefault(str(known.poly), known)
            near |= {g.index for known in found.values() for g in self.reader.within(known.poly)}
        for known in self._of_generators(sorted(near)):
            found.setdefault(str(known.poly), known)
        return list(found.values())[:ATOMS]

    def _cauchy_schwarz(self, target: fmpq_mpoly, vanishing: list[fmpq_mpoly]) -> Iterator[Expr]:
        within = {g.index: g for poly in (target, *vanishing) for g in self.reader.within(poly)}
        sums = [shown for g in within.values() if isinstance(shown := self.rename(g.expr), Sum)]
        degrees = target.degrees()
        for index, generator in within.items():
            if degrees[index] >= 2 and isinstance(third := self.rename(generator.expr), Sum):
                yield from cauchy_schwarz(third, sums, self.given)

    def _seems(self, fact: Fact) -> bool:
        """Whether a fact holds at the points that are looked at. Whether it really does is a subgoal."""
        answers = [holds(fact, point, self.given) for point in points(self.given, [self.term], 3)]
        return all(answers) and bool(answers)

    def _read(self, term: Expr, strict: bool) -> Known | None:
        """A term that is not negative as a polynomial: over its denominator, times the square of that."""
        try:
            ratio = self.reader.convert(term)
        except DeriveError:
            return None
        poly = self.reader.reduce(self.reader.times(ratio.num, ratio.den))
        if poly.is_constant() or len(poly) > TERMS:
            return None
        return Known(term, poly, strict)

    def _of_generators(self, near: list[int]) -> Iterator[Known]:
        """Generators that have one sign at all points that are looked at, and bounds that their own kind
        gives. Whether they really have is a subgoal."""
        places = list(points(self.given, [self.term], 3))
        powers = [g for k in near if (g := self.reader.generators[k]).kind is Kind.EXP][:POWERS]
        for one, other in permutations(powers, 2):
            gap = self.rename(one.expr) - self.rename(other.expr)
            if all(holds(nonnegative(gap), point, self.given) is not False for point in places):
                yield Known(gap, self.reader.variable(one) - self.reader.variable(other), False)
        for k in near:
            generator = self.reader.generators[k]
            shown = self.rename(generator.expr)
            for term, strict in intrinsic(shown):
                if (known := self._read(term, strict)) is not None:
                    yield known
            if isinstance(shown, Symbol | Indexed | OrderStatistic):
                continue
            variable = self.reader.variable(generator)
            if generator.kind is Kind.EXP or isinstance(shown, Abs):
                yield Known(shown, variable, generator.kind is Kind.EXP)
                continue
            for term, poly in ((shown, variable), (-shown, -variable)):
                answers = [holds(nonnegative(term), point, self.given) for point in places]
                if all(answer is not False for answer in answers):
                    yield Known(term, poly, True)
                    break

    def _vanishing(self, target: fmpq_mpoly) -> list[fmpq_mpoly]:
        """What the facts say is 0, where it touches the goal."""
        found = []
        for fact in self.given.facts():
            if isinstance(fact, Equal):
                try:
                    ratio: Ratio = self.reader.convert(fact.left - fact.right)
                except DeriveError:
                    continue
                if not ratio.num.is_constant() and len(ratio.num) <= TERMS:
                    found.append(ratio.num)
        return found

    # ── products ──

    def _products(self, target: fmpq_mpoly, known: list[Known]) -> list[Product]:
        highest = max(target.total_degree(), 2)
        found: dict[str, Product] = {}

        def take(poly: fmpq_mpoly, which: tuple[int, ...], strict: bool) -> None:
            poly = self.reader.reduce(poly)
            if poly.is_zero() or poly.total_degree() > highest or len(found) >= PRODUCTS:
                return
            if (same := found.get(str(poly))) is None or (strict and not same.strict):
                found[str(poly)] = Product(poly, which, strict)

        take(self.reader.one, (), True)
        for k, one in enumerate(known):
            take(one.poly, (k,), one.sure)
        squares = self._squares(target)
        for square in squares:
            take(square, (), False)
        for j, k in combinations_with_replacement(range(len(known)), 2):
            take(known[j].poly * known[k].poly, (j, k), known[j].sure and known[k].sure)
        if highest >= 3:
            for k, one in enumerate(known):
                for square in squares:
                    take(one.poly * square, (k,), False)
            for j, k in combinations(range(min(len(known), 6)), 2):
                for square in squares[:8]:
                    take(known[j].poly * known[k].poly * square, (j, k), False)
            for which in combinations_with_replacement(range(min(len(known), 6)), 3):
                a, b, c = (known[k] for k in which)
                take(a.poly * b.poly * c.poly, which, a.sure and b.sure and c.sure)
        return list(found.values())

    def _squares(self, target: fmpq_mpoly) -> list[fmpq_mpoly]:
        """m² and (m ± m′)² for monomials m and m′ whose squares are terms of the goal, or whose product is one
        (the square of √a is not a square of generators, but a)."""
        context = self.reader.context
        support = {tuple(map(int, e)): c for e, c in target.terms()}
        halves = [tuple(k // 2 for k in e) for e in support if all(k % 2 == 0 for k in e)]
        found = [context.from_dict({tuple(2 * k for k in half): 1}) for half in halves if any(half)]
        for j, one in enumerate(halves):
            for other in halves[:j]:
                middle = tuple(a + b for a, b in zip(one, other, strict=True))
                signs = [1 if support[middle] > 0 else -1] if middle in support else []
                found += [context.from_dict({one: 1, other: sign}) ** 2 for sign in signs]
        for middle, c in support.items():
            for one in parts_of(middle):
                other = tuple(a - b for a, b in zip(middle, one, strict=True))
                found.append(context.from_dict({one: 1, other: 1 if c > 0 else -1}) ** 2)
        return found

    def _multiples(self, vanishing: list[fmpq_mpoly], target: fmpq_mpoly) -> list[fmpq_mpoly]:
        highest = max(target.total_degree(), 1)
        generators = [self.reader.variable(g) for g in self.reader.within(target)]
        found = []
        for poly in vanishing:
            found.append(poly)
            if poly.total_degree() < highest:
                found += [self.reader.reduce(poly * g) for g in generators]
        return [poly for poly in found if not poly.is_zero()]


def parts_of(monomial: Monomial) -> Iterator[Monomial]:
    """The ways to write a product of two to four generators as one of two monomials, up to order."""
    if not 2 <= sum(monomial) <= 4:
        return
    choices = product(*(range(k + 1) for k in monomial if k))
    places = [k for k, e in enumerate(monomial) if e]
    for choice in choices:
        part = [0] * len(monomial)
        for place, e in zip(places, choice, strict=True):
            part[place] = e
        rest = [a - b for a, b in zip(monomial, part, strict=True)]
        if part > rest and any(rest):
            yield tuple(part)


# ── the linear program ──


def combine(
    target: fmpq_mpoly, products: list[Product], vanishing: list[fmpq_mpoly], strict: bool
) -> list[int] | None:
    """Which products are combined into the target with positive numbers, or None; one of them is
    strict if asked."""
    wanted = _terms(target)
    free = [_terms(poly) for poly in vanishing]
    parts = {k: _terms(p.poly) for k, p in enumerate(products)}
    _drop_useless(wanted, parts, free)
    monomials = sorted({m for part in (wanted, *parts.values(), *free) for m in part})
    if len(monomials) > MONOMIALS or not set(wanted) <= {m for part in (*parts.values(), *free) for m in part}:
        return None
    which = sorted(parts)
    columns = [parts[k] for k in which] + free + [{m: -c for m, c in part.items()} for part in free]
    rows = [[column.get(m, fmpq(0)) for column in columns] for m in monomials]
    right = [wanted.get(m, fmpq(0)) for m in monomials]
    objective = [fmpq(int(strict and products[k].strict)) for k in which] + [fmpq(0)] * (2 * len(free))
    found = maximum(rows, right, objective)
    if found is None:
        return None
    chosen = [k for k, value in zip(which, found, strict=False) if value != 0]
    return None if strict and not any(products[k].strict for k in chosen) else chosen


def _terms(poly: fmpq_mpoly) -> dict[Monomial, fmpq]:
    return {tuple(map(int, e)): c for e, c in poly.terms()}


def _drop_useless(
    wanted: dict[Monomial, fmpq],
    parts: dict[int, dict[Monomial, fmpq]],
    free: list[dict[Monomial, fmpq]],
) -> None:
    """A monomial that all products hold with one sign, and the target does not hold with it, cannot
    cancel: no such product is of use."""
    flexible = {m for part in free for m in part}
    while True:
        signs: dict[Monomial, set[bool]] = {}
        for part in parts.values():
            for m, c in part.items():
                signs.setdefault(m, set()).add(c > 0)
        stuck = {
            (m, up)
            for m, both in signs.items()
            if len(both) == 1 and m not in flexible
            for up in both
            if m not in wanted or (wanted[m] > 0) is not up
        }
        useless = [k for k, part in parts.items() if any((m, c > 0) in stuck for m, c in part.items())]
        if not useless:
            return
        for k in useless:
            del parts[k]
