"""Values for symbols and data, chosen from what bounds them.

The numbers are simple (1/3, 2/5, 2 …), so that a person can check a counterexample by hand, and they are
the same in every run. Not every choice satisfies all facts: `derive.algebra.numeric.points` asks that.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from flint import fmpq
from sympy import Expr, Indexed, Rational, S, Symbol, preorder_traversal

from derive.algebra.numeric.balls import Evaluator, Point, Table, Undefined, Value, ball, evaluate, near, plain
from derive.algebra.numeric.sharing import Shared, shared, shared_out
from derive.algebra.terms import limits, names
from derive.statement import (
    REALS,
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Given,
    Index,
    Integers,
    Interval,
    JointDensity,
    Less,
    LessEqual,
    Member,
    PositiveDefinite,
    Sample,
    Values,
    free_of_fact,
    terms_of,
)

SIZES = (3, 2, 1, 4, 5, 6)
SMALL, EARLY = 3, 120
"""Sizes of samples: the first few only, until that many attempts have found nothing."""
UNIT = tuple(map(fmpq, ["1/3", "2/5", "3/4", "1/2", "3/7", "5/6", "1/10", "2/3", "9/10", "1/20"]))
RAY = tuple(map(fmpq, ["1", "2", "1/2", "3", "3/2", "1/3", "5", "5/2", "1/10", "8"]))
LINE = tuple(map(fmpq, ["1/2", "-1", "2", "1/3", "-3/2", "3", "0", "1", "-2", "5/2"]))
"""Shares of a finite interval, distances from the one end of an unbounded one, and any numbers."""
WHOLE = (0, 1, 2, 3, 5, 4, 7, 6)
LENGTH, SIDE = 7, 4
"""How much data there is: in a row, and in each direction of a table."""


Label = tuple[str, int]


@dataclass(frozen=True)
class Needs:
    """Symbols, those among them that count something, and names of data with the number of indices."""

    symbols: tuple[Symbol, ...]
    sizes: frozenset[Symbol]
    data: tuple[Label, ...]


def needed(given: Given, terms: list[Expr]) -> Needs:
    symbols, sizes, data = (set(found) for found in _needed_by(given))
    for term in terms:
        gather(term, symbols, sizes, data)
    labels = {label for label, _ in data}
    scalars = sorted((s for s in symbols if s.name not in labels), key=lambda s: s.name)
    return Needs(tuple(scalars), frozenset(sizes), tuple(sorted(data)))


@lru_cache(maxsize=256)
def _needed_by(given: Given) -> tuple[frozenset[Symbol], frozenset[Symbol], frozenset[Label]]:
    symbols: set[Symbol] = set()
    sizes: set[Symbol] = set()
    data: set[Label] = set()
    for fact in given.facts():
        if isinstance(fact, Definition):
            continue
        bound = set(fact.head.args) if isinstance(fact, JointDensity) else set()
        # a row x[i] is no number: of a sample count its entries, and its density
        for term in terms_of((fact.supported(), fact.density) if isinstance(fact, Sample) else fact):
            inside: set[Symbol] = set()
            gather(plain(term, given), inside, sizes, data)
        for name in free_of_fact(fact):
            if isinstance(name, Symbol) and name not in bound:
                gather(plain(name, given), symbols, sizes, data)
        match fact:
            case Each(index=(_, _, high)) | PositiveDefinite(row=(_, _, high)) | Sample(index=(_, _, high)) if (
                isinstance(high, Symbol)
            ):
                sizes.add(high)
    return frozenset(symbols), frozenset(sizes), frozenset(data)


def gather(term: Expr, symbols: set[Symbol], sizes: set[Symbol], data: set[Label]) -> None:
    symbols |= names(term)
    for part in preorder_traversal(term):
        if isinstance(part, Indexed):
            data.add((str(part.base.label), len(part.indices)))
        else:
            sizes |= {s for _, *ends in limits(part) for end in ends for s in names(end)}


# ── choosing values ──


class Chooser:
    """Values for symbols from what bounds them, in an order in which the bounds come first; then data."""

    def __init__(self, given: Given, needs: Needs) -> None:
        self.given, self.needs = given, needs
        self.domains: dict[Expr, list[Domain]] = {}
        self.each: dict[str, tuple[tuple[Index, ...], list[Domain]]] = {}
        self.solved: dict[Symbol, Expr] = {}
        self.shares: list[Shared] = []
        self.definite: set[str] = set()
        for fact in given.facts():
            self._note(fact)
        self.order = self._ordered()

    def _note(self, fact: Fact) -> None:
        match fact:
            case Member() | Less() | LessEqual():
                for term, domain in bounding(fact):
                    self.domains.setdefault(term, []).append(domain)
            case Equal(left=Symbol() as symbol, right=Rational() as number) if symbol in self.needs.symbols:
                self.domains.setdefault(symbol, []).append(Values((number,)))
            case Equal(left=Symbol() as symbol, right=term) | Equal(left=term, right=Symbol() as symbol):
                if symbol in self.needs.symbols and symbol not in names(plain(term, self.given)):
                    self.solved.setdefault(symbol, term)
            case Sample():
                for said in fact.supported():
                    self._note(said)
            case Each(fact=inner, index=index):
                self._note_each(inner, index)
            case PositiveDefinite(entry=Indexed(indices=(_, _)) as item):
                self.definite.add(str(item.base.label))
        if (share := shared(fact)) is not None:
            self.shares.append(share)

    def _note_each(self, fact: Fact, *indices: Index) -> None:
        """What bounds every observation of a row or table; the indices with the outermost first."""
        while isinstance(fact, Each):
            indices, fact = (*indices, fact.index), fact.fact
        for item, domain in bounding(fact):
            if isinstance(item, Indexed):
                self.each.setdefault(str(item.base.label), (indices, []))[1].append(domain)

    def _ordered(self) -> list[Symbol]:
        """Symbols after those that occur in their bounds, as far as that can be; solved ones last."""
        waiting = [s for s in self.needs.symbols if s not in self.solved]
        before = {s: self._before(s) for s in waiting}
        done: dict[Symbol, None] = {}
        while waiting:
            left = set(waiting)
            ready = [s for s in waiting if not before[s] & left - {s}]
            done |= dict.fromkeys(ready or waiting[:1])
            waiting = [s for s in waiting if s not in done]
        return list(done)

    def _before(self, symbol: Symbol) -> set[Symbol]:
        ends = [end for domain in self.domains.get(symbol, []) for end in terms_of(domain)]
        return {s for end in ends for s in names(plain(end, self.given))}

    def choose(self, attempt: int) -> Point:
        values: dict[Symbol, fmpq] = {}
        for place, symbol in enumerate(self.order):
            domains = [d for d in self.domains.get(symbol, []) if self._known(d, values)]
            size = (SMALL if attempt < EARLY else len(SIZES)) * (symbol in self.needs.sizes)
            values[symbol] = pick(self.pool(domains, Point(values), size), attempt, place, size > 0)
        data: dict[str, Table] = {}
        for place, (label, rank) in enumerate(sorted(self.needs.data, key=self._bounded_by_data)):
            data[label] = self.observations(label, rank, Point(values, data), attempt, place)
            if label in self.definite:
                data[label] = tuple(map(tuple, definite_from(rows_of(data[label]))))
        origin = {
            label: pick(list(LINE), attempt, 7 + place)
            for place, (label, rank) in enumerate(self.needs.data)
            if rank == 1
        }
        point = Point(values, data, origin)
        for share in self.shares:
            if str(share.item.base.label) in data:
                point = shared_out(point, share, self.given)
        return self.with_solved(point)

    def with_solved(self, point: Point) -> Point:
        """The symbols that equations define, each after those that it is defined by. A value that is not
        rational is a ball, which is certain to hold it."""
        waiting = dict(self.solved)
        while waiting:
            ready = [s for s, term in waiting.items() if not names(plain(term, self.given)) & waiting.keys()]
            if not ready:
                raise Undefined("equations that define symbols by each other")
            for symbol in ready:
                point = point.with_value(symbol, evaluate(waiting.pop(symbol), point, self.given))
        return point

    def defines(self, fact: Fact) -> bool:
        """Whether a fact is an equation that gave a symbol its value, and so holds."""
        match fact:
            case Equal(left=left, right=right):
                return bool(self.solved.get(left) == right or self.solved.get(right) == left)
        return False

    def _bounded_by_data(self, label: tuple[str, int]) -> int:
        """How many other data bound these: they come first."""
        _, domains = self.each.get(label[0], ((), []))
        return len(self._labels(domains))

    def _labels(self, domains: list[Domain]) -> set[str]:
        """The names of the data that the ends of domains hold."""
        return {str(item.base.label) for end in self._ends(domains) for item in end.atoms(Indexed)}

    def _ends(self, domains: list[Domain]) -> list[Expr]:
        return [plain(end, self.given) for domain in domains for end in terms_of(domain)]

    def _known(self, domain: Domain, values: dict[Symbol, fmpq]) -> bool:
        return all(names(plain(end, self.given)) <= values.keys() for end in terms_of(domain))

    def observations(self, label: str, rank: int, point: Point, attempt: int, place: int) -> Table:
        """Data; every fourth attempt all of it is equal, for hypotheses such as a sum of 0. There is more
        than the facts speak of, for terms such as x[n + 1]."""
        indices, domains = self.each.get(label, ((), [REALS]))
        domains = [d for d in domains if self._labels([d]) <= point.data.keys()] or [REALS]
        length = max([LENGTH if rank == 1 else SIDE, *(self.last(index, point) for index in indices)])
        bound = [symbol for symbol, _, _ in indices]
        moves = any(set(bound) & names(end) for end in self._ends(domains))
        pools = {}
        for where in product(range(1, length + 1), repeat=rank) if moves else [(1,) * rank]:
            for symbol, k in zip(bound, where, strict=False):
                point = point.with_value(symbol, fmpq(k))
            pools[where] = self.pool(domains, point, 0)
        flat = []
        for k, where in enumerate(product(range(1, length + 1), repeat=rank)):
            pool = pools.get(where) or pools[(1,) * rank]
            same = attempt % 4 == 3
            flat.append(pick(pool, attempt // 4, place) if same else pick(pool, attempt, 31 + 17 * place + k))
        return table(tuple(flat), length, rank)

    def last(self, index: Index, point: Point) -> int:
        """The last place of an index whose limits have values at the point."""
        symbol, low, high = index[0], plain(index[1], self.given), plain(index[2], self.given)
        return Evaluator(point, self.given).places((symbol, low, high)).stop - 1

    def pool(self, domains: list[Domain], point: Point, sizes: int) -> list[fmpq]:
        """Simple numbers in all of the domains; the narrowest kind of domain proposes them.
        `sizes` is how many sizes are looked at, 0 for what is none."""
        low, high, low_closed, high_closed = None, None, False, False
        whole = sizes > 0
        for domain in domains:
            match domain:
                case Values(members=members):
                    return [rational_value(evaluate(m, point, self.given)) for m in members]
                case Integers(low=a, high=b):
                    whole, closed, other = True, True, True
                case Interval(low=a, high=b):
                    closed, other = domain.low_closed, domain.high_closed
            if a is not S.NegativeInfinity:
                value = rational_value(evaluate(a, point, self.given))
                if low is None or value > low or (value == low and not closed):
                    low, low_closed = value, closed
            if b is not S.Infinity:
                value = rational_value(evaluate(b, point, self.given))
                if high is None or value < high or (value == high and not other):
                    high, high_closed = value, other
        if whole:
            return integers(low, high, low_closed, high_closed, sizes)
        return between(low, high, low_closed, high_closed)


def bounding(fact: Fact) -> list[tuple[Expr, Domain]]:
    """The terms that a fact bounds, and the domains it puts them in."""
    match fact:
        case Member(term=term, domain=domain):
            return [(term, domain)]
        case Less(left=left, right=right) | LessEqual(left=left, right=right):
            closed = isinstance(fact, LessEqual)
            above = Interval(left, S.Infinity, closed)
            return [(right, above), (left, Interval(S.NegativeInfinity, right, False, closed))]
    return []


def table(flat: tuple[fmpq, ...], length: int, rank: int) -> Table:
    """Numbers in a row, or row by row in a table of this length in every direction."""
    if rank == 1:
        return flat
    size = len(flat) // length
    return tuple(table(flat[k * size : (k + 1) * size], length, rank - 1) for k in range(length))


def rows_of(data: Table) -> list[list[fmpq]]:
    """The rows of data with two indices."""
    return [[entry for entry in row if isinstance(entry, fmpq)] for row in data if isinstance(row, tuple)]


def definite_from(rows: list[list[fmpq]]) -> list[list[fmpq]]:
    """A symmetric positive definite matrix made of any square one: A·Aᵀ + 1/2."""
    whole = [[sum((a * b for a, b in zip(u, v, strict=True)), fmpq(0)) for v in rows] for u in rows]
    return [[entry + fmpq(j == k, 2) for k, entry in enumerate(row)] for j, row in enumerate(whole)]


def rational_value(value: Value) -> fmpq:
    """The value, or a rational number in the ball: a bound need not be exact, for facts are checked."""
    return value if isinstance(value, fmpq) else near(ball(value), 6)


def integers(
    low: fmpq | None, high: fmpq | None, low_closed: bool, high_closed: bool, sizes: int
) -> list[fmpq]:
    if low is not None:
        first = int(low.ceil()) + (not low_closed and low.q == 1)
        steps = range(first, first + 8)
    elif high is not None:
        last = int(high.floor()) - (not high_closed and high.q == 1)
        steps = range(last, last - 8, -1)
    else:
        return [fmpq(k) for k in (SIZES[:sizes] or (*WHOLE, -1, -2))]
    inside = [k for k in steps if high is None or k < high or (high_closed and k == high)]
    if sizes:
        inside = [*[k for k in inside if k > 0][:sizes], *[k for k in inside if k == 0]] or inside
    return [fmpq(k) for k in inside]


def between(low: fmpq | None, high: fmpq | None, low_closed: bool, high_closed: bool) -> list[fmpq]:
    if low is not None and high is not None:
        found = [low + (high - low) * f for f in UNIT] if low < high else []
    elif low is not None:
        found = [low + r for r in RAY]
    elif high is not None:
        found = [high - r for r in RAY]
    else:
        return list(LINE)
    ends = [end for end, closed in ((low, low_closed), (high, high_closed)) if closed and end is not None]
    return found + (ends if low != high else ends[:1])


def pick(pool: list[fmpq], attempt: int, place: int, size: bool = False) -> fmpq:
    """A member of a pool, spread over attempts and places by a fixed hash; the first are tried first."""
    if not pool:
        raise Undefined("an empty domain")
    if attempt == 0 and not size:
        return pool[place % min(len(pool), 7)]
    spread = (attempt + 1) * 2654435761 + (place + 1) * 40503 * (attempt + 7)
    return pool[(spread >> 9) % len(pool)]
