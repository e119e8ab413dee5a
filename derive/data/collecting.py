"""What a term asks of the data: sums over the observations and order statistics, found in it and replaced by
symbols.

A sum whose summand is a polynomial in functions of one observation (`features`, such as x, log x, 1/x) is a
combination of power sums. Each feature g is written h + a with a centre a that is chosen when the data are
seen, so that in (x - x̄)² the centre cancels before anything is computed: what is left is made of power sums of
h, which are small, can be found in one pass, and can be merged. Every other sum is evaluated with all the data,
once the values of what stands in it are known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce

from sympy import Add, Expr, Indexed, Integer, Mul, Pow, Rational, S, Sum, Symbol, expand, factor

from derive.algebra.terms import names, substitute
from derive.errors import DeriveError
from derive.language.vocabulary import OrderStatistic
from derive.statement import Index

Powers = tuple[int, ...]
HIGHEST = 4
"""The greatest degree of a power sum."""


@dataclass(frozen=True)
class Rank:
    """The k-th smallest value of a feature."""

    feature: Expr
    rank: Expr
    end: str
    """"low" of the smallest, "high" of the largest, else nothing."""


@dataclass(frozen=True)
class Late:
    """A sum over all observations of a term that holds other values: statistics, unknown parameters."""

    body: Expr
    needs: tuple[Symbol, ...]


@dataclass
class Collector:
    """Collects what terms ask of data with the `index`, columns `labels`; a symbol in `unknown` is a parameter
    that has no value while the data are read. In the terms that come out, the data stand for themselves no
    more: there are symbols for power sums, centres, order statistics and late sums."""

    index: Index
    labels: tuple[str, ...]
    unknown: frozenset[Symbol]
    features: list[Expr] = field(default_factory=list)
    sums: dict[Powers, Symbol] = field(default_factory=dict)
    ranks: dict[Symbol, Rank] = field(default_factory=dict)
    late: dict[Symbol, Late] = field(default_factory=dict)

    @property
    def size(self) -> Symbol:
        last = self.index[2]
        assert isinstance(last, Symbol)
        return last

    def collect(self, term: Expr) -> Expr:
        """The term in symbols. Raises DeriveError for what is no sum over the observations."""
        match term:
            case Sum() if self.over_data(term):
                return self.total(self.inner(term.function))
            case OrderStatistic() if self.over_data(term):
                return self.order(term)
            case Indexed():
                raise DeriveError(f"{term}: an observation by itself is not followed")
        if not term.args:
            return term
        if isinstance(term, Sum):
            if term.atoms(Indexed) or len(term.limits) != 1:
                raise DeriveError(f"{term}: such a sum over anything but the observations is not followed")
            return term
        built: Expr = term.func(*(self.collect(a) for a in term.args if isinstance(a, Expr)))
        return gathered(built, self.moving()) if isinstance(term, Add) else built

    def over_data(self, term: Expr) -> bool:
        """Whether a sum or an order statistic runs over all observations."""
        ((_, low, high),) = (tuple(limit) for limit in term.limits) if len(term.limits) == 1 else ((0, 0, 0),)
        return bool(low == 1 and high == self.size)

    def inner(self, term: Expr) -> Expr:
        """What stands under a sum: the statistics in it replaced, the observations kept."""
        if isinstance(term, Indexed) or not term.args:
            return term
        if isinstance(term, Sum | OrderStatistic):
            return self.collect(term)
        return term.func(*(self.inner(a) for a in term.args if isinstance(a, Expr)))

    # ── sums ──

    def total(self, body: Expr) -> Expr:
        """The sum of a term over the observations."""
        try:
            return self.of_powers(self.in_features(body))
        except _NoPolynomial:
            return self.one_late(body)

    def one_late(self, body: Expr) -> Symbol:
        plain = self.plain(body)
        needs = tuple(s for s in names(plain) if isinstance(s, Symbol) and s.name not in self.labels)
        for symbol, late in self.late.items():
            if late.body == plain:
                return symbol
        symbol = Symbol(f"late_{len(self.late)}")
        self.late[symbol] = Late(plain, tuple(sorted(needs, key=str)))
        return symbol

    def plain(self, term: Expr) -> Expr:
        """One observation as a symbol of its name."""
        i = self.index[0]
        entries = {e: Symbol(str(e.base.label)) for e in term.atoms(Indexed) if e.indices == (i,)}
        if any(e.indices != (i,) for e in term.atoms(Indexed)):
            raise DeriveError(f"{term}: data with several indices are not followed")
        return substitute(term, entries)

    def in_features(self, body: Expr) -> Expr:
        """The body with a symbol for each function of one observation alone."""
        if not self.plain_of_data(body):
            return body
        match body:
            case Add() | Mul():
                return body.func(*map(self.in_features, body.args))
            case Pow(base=base, exp=Integer() as power) if power > 0 and not isinstance(base, Indexed):
                return self.in_features(base) ** power
            case Pow(base=Indexed() as base, exp=Integer() as power) if power > 0:
                return self.feature(base) ** power
        free = names(self.plain(body)) - {Symbol(label) for label in self.labels}
        if free & self.moving() or self.size in free:
            raise _NoPolynomial
        return self.feature(body)

    def plain_of_data(self, body: Expr) -> bool:
        return bool(body.atoms(Indexed))

    def moving(self) -> frozenset[Symbol]:
        """What has no value before the data are read."""
        centres = (centre(k) for k in range(len(self.features)))
        return self.unknown | frozenset((*self.sums.values(), *self.ranks, *self.late, *centres))

    def feature(self, term: Expr) -> Symbol:
        plain = self.plain(term)
        if plain not in self.features:
            self.features.append(plain)
        return _standing(self.features.index(plain))

    def of_powers(self, body: Expr) -> Expr:
        """The sum of a polynomial in features: of each power of them one symbol."""
        count = len(self.features)
        apart = {_standing(k): _moved(k) + centre(k) for k in range(count)}
        whole = opened(body.xreplace(apart))
        places = [_moved(k) for k in range(count)]
        found: dict[Powers, list[Expr]] = {}
        for part in Add.make_args(whole):
            coefficient, monomial = part.as_independent(*places, as_Add=False)
            powers = monomial.as_powers_dict()
            exponents = [powers.get(place, S.Zero) for place in places]
            if any(not (e.is_Integer and e >= 0) for e in exponents) or sum(exponents) > HIGHEST:
                raise _NoPolynomial
            if monomial != Mul(*(place**e for place, e in zip(places, exponents, strict=True))):
                raise _NoPolynomial
            found.setdefault(cut([int(e) for e in exponents]), []).append(coefficient)
        return Add(*(gathered(Add(*parts), self.moving()) * self.sum(p) for p, parts in found.items()))

    def sum(self, powers: Powers) -> Symbol:
        if not powers:
            return self.size
        return self.sums.setdefault(powers, Symbol("sum_" + "_".join(map(str, powers))))

    # ── order statistics ──

    def order(self, term: OrderStatistic) -> Symbol:
        body = self.plain(term.args[0])
        if names(body) & self.moving():
            raise DeriveError(f"{term}: the order of what changes with the parameters is not followed")
        rank = term.rank
        end = ("low" if rank == 1 else "high" if rank == self.size else "") if isinstance(body, Symbol) else ""
        for symbol, known in self.ranks.items():
            if (known.feature, known.rank) == (body, rank):
                return symbol
        symbol = Symbol(f"rank_{len(self.ranks)}")
        self.ranks[symbol] = Rank(body, rank, end)
        return symbol

    # ── what came out ──

    @property
    def centred(self) -> tuple[bool, ...]:
        """Whether each feature is centred: those that stand in a product."""
        return tuple(
            any(sum(p) > 1 and k < len(p) and p[k] for p in self.sums) for k in range(len(self.features))
        )

    def streams(self, symbols: Iterable[Symbol]) -> bool:
        """Whether values of these symbols can be found in one pass, a part of the data at a time."""
        asked = frozenset(symbols)
        return not asked & frozenset(self.late) and all(
            self.ranks[s].end for s in asked & frozenset(self.ranks)
        )


class _NoPolynomial(Exception):
    """A summand that is no polynomial in functions of one observation alone."""


def centre(k: int) -> Symbol:
    """The centre of a feature."""
    return Symbol(f"centre_{k}")


def _standing(k: int) -> Symbol:
    return Symbol(f"feature_{k}")


def _moved(k: int) -> Symbol:
    return Symbol(f"moved_{k}")


def cut(powers: Iterable[int]) -> Powers:
    """Powers without zeros at the end."""
    found = list(powers)
    while found and not found[-1]:
        found.pop()
    return tuple(found)


def opened(term: Expr) -> Expr:
    """Products multiplied out, functions left alone."""
    return expand(term, log=False, power_base=False, power_exp=False, basic=False, mul=True, multinomial=True)


def gathered(term: Expr, moving: frozenset[Symbol]) -> Expr:
    """A sum so written that (a - m)² is not a² - 2am + m²: rational parts beside the same functions in one."""
    if not moving & names(term):
        return term
    parts: dict[Expr, list[Expr]] = {}
    for part in Add.make_args(opened(term)):
        rational: list[Expr] = []
        functions: list[Expr] = []
        for one in Mul.make_args(part):
            simple = isinstance(one, Symbol | Rational) or (
                one.is_Pow and isinstance(one.base, Symbol) and one.exp.is_Integer
            )
            (rational if simple else functions).append(one)
        parts.setdefault(Mul(*functions), []).append(Mul(*rational))
    return reduce(lambda a, b: a + b, (factor(Add(*found)) * key for key, found in parts.items()), S.Zero)


def asked(term: Expr, collector: Collector) -> frozenset[Symbol]:
    """All symbols that a collected term needs, those that late sums need included."""
    found: set[Symbol] = set()
    left = [s for s in names(term) if isinstance(s, Symbol)]
    while left:
        symbol = left.pop()
        if symbol not in found:
            found.add(symbol)
            if symbol in collector.late:
                left += collector.late[symbol].needs
    return frozenset(found)
