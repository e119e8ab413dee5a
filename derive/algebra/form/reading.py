"""The table from kinds of term to the fractions that they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flint import fmpq
from sympy import (
    Abs,
    Add,
    Derivative,
    Dummy,
    Expr,
    Function,
    Indexed,
    Integer,
    Mul,
    NumberSymbol,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    erf,
    factorial,
    gamma,
    log,
    sign,
)
from sympy.core.numbers import Exp1
from sympy.functions.elementary.exponential import ExpBase

from derive.algebra.form.branches import (
    abs_call,
    decided,
    indicator_call,
    minus,
    sign_call,
    where_equal,
    where_less,
)
from derive.algebra.form.differentiate import Uncovered, derived
from derive.algebra.form.equations import Equations
from derive.algebra.form.gammas import (
    digamma_call,
    erf_call,
    factorial_call,
    gamma_call,
    lambert_call,
    trigamma_call,
)
from derive.algebra.form.knowledge import for_random_data
from derive.algebra.form.parting import is_total
from derive.algebra.form.ring import GENERATORS, NESTED, Full, Ratio, bound, whole_number
from derive.algebra.form.tower import POSITIVE, UNKNOWN, Range
from derive.algebra.terms import substitute
from derive.errors import DeriveError, LimitError
from derive.language.matrix_terms import MatrixOf
from derive.language.vocabulary import (
    DEFINITIONS,
    OrderStatistic,
    digamma,
    expect,
    if_equal,
    if_less,
    indicator,
    lambert_w0,
    lambert_wm1,
    meaning,
    trigamma,
    variance,
    xlogy,
)
from derive.statement import Equal, Fact, Given, Index, Less, LessEqual, Provenance, Unequal

T = TypeVar("T")

NODES = 20_000
DEPTH = 100


class Reader(Equations):
    """A tower that reads terms."""

    def convert(self, term: Expr) -> Ratio:
        memo = self.memo[-1]
        found = memo.get(term)
        if found is None:
            found = self._handler(term)(self, term)
            if self.solved:
                found = self.ratio(*found)
            memo[term] = found
        return found

    @staticmethod
    def _handler(term: Expr) -> Callable[[Reader, Expr], Ratio]:
        for kind in type(term).__mro__:
            if kind in READ:
                return READ[kind]
        return Reader.opaque

    # ── numbers and names ──

    def number(self, term: Expr) -> Ratio:
        bound(max(term.p.bit_length(), term.q.bit_length()), 20_000, "the number of bits")
        return self.constant(fmpq(int(term.p), int(term.q)))

    def constant_symbol(self, term: Expr) -> Ratio:
        return self.exp(self.constant(1)) if isinstance(term, Exp1) else self.atomic(term)

    def not_real(self, term: Expr) -> Ratio:
        raise DeriveError(f"{term} is not a real number")

    def symbol(self, term: Expr) -> Ratio:
        for name, index in reversed(self.scopes):
            if name == term:
                return self.atomic(index)
        return self.data(term)

    def data(self, term: Expr) -> Ratio:
        """A symbol or an observation; on a finite set of values its powers are lowered."""
        generator = self.atom(term)
        members = self.values.get(term)
        if members and generator.index not in self.relations and len(members) <= 12:
            variable = self.variable(generator)
            vanishing = self.one
            for member in members:
                vanishing *= variable - fmpq(int(member.p), int(member.q))
            self.relate(generator, len(members), variable ** len(members) - vanishing)
        return self.value_of(generator)

    def indexed(self, term: Expr) -> Ratio:
        places = []
        for place in term.indices:
            shown = self.show_term(place)
            places.append(shown)
            if isinstance(shown, Symbol):
                self.enter_range(shown)
            if not isinstance(shown, Dummy):
                self.enter_place(shown)
        shown = term if tuple(places) == term.indices else Indexed(term.base, *places)
        self.known_at(shown)
        return self.data(shown)

    # ── arithmetic ──

    def add_terms(self, term: Expr) -> Ratio:
        result = self.convert(term.args[0])
        for argument in term.args[1:]:
            result = self.add(result, self.convert(argument))
        return result

    def multiply_terms(self, term: Expr) -> Ratio:
        result = self.convert(term.args[0])
        for argument in term.args[1:]:
            result = self.multiply(result, self.convert(argument))
        return result

    def power_term(self, term: Expr) -> Ratio:
        base, exponent = term.args
        if isinstance(exponent, Integer):
            return self.power(self.convert(base), int(exponent))
        if base is S.Exp1:
            return self.exp(self.convert(exponent))
        below, above = self.convert(base), self.convert(exponent)
        if (whole := whole_number(above)) is not None:
            return self.power(below, whole)
        if below.num.is_zero():
            return self.atomic(Pow(S.Zero, self.show_ratio(above)))
        return self.raised(below, above, self.is_integer(above))

    def exp_call(self, term: Expr) -> Ratio:
        return self.exp(self.convert(term.args[0]))

    def log_call(self, term: Expr) -> Ratio:
        return self.log(self.convert(term.args[0]))

    # ── functions that stay ──

    def xlogy_call(self, term: Expr) -> Ratio:
        weight, inside = (self.convert(a) for a in term.args)
        if weight.num.is_zero() or inside.num.is_zero():  # 0·log 0 = 0, and a·log 0 is undefined for other a
            return self.constant(0)
        if self.ratio_sign(inside) == POSITIVE:
            return self.multiply(weight, self.log_size(inside))
        return self.atomic(xlogy(self.show_ratio(weight), self.show_ratio(inside)))

    def abbreviation(self, term: Expr) -> Ratio:
        return self.convert(meaning(term))

    def call(self, term: Expr) -> Ratio:
        """Any other function of terms: equal arguments give equal values."""
        return self.atomic(term.func(*(self.show_term(a) for a in term.args)))

    def switch(self, term: Expr) -> Ratio:
        """One of two branches, of which only the one that is taken needs to be defined."""
        u, v, a, b = term.args
        equal = isinstance(term, if_equal)
        difference = minus(self, self.convert(v), self.convert(u))
        taken = decided(self, difference, equal)
        if taken is not None:
            return self.convert(a if taken else b)
        if is_total(self, a) and is_total(self, b):
            where = where_equal if equal else where_less
            return where(self, difference, self.convert(a), self.convert(b))
        u, v, a, b = (substitute(part, dict(self.scopes)) for part in (u, v, a, b))
        then, otherwise = (Equal(u, v), Unequal(u, v)) if equal else (Less(u, v), LessEqual(v, u))
        sides = self.show_ratio(difference), self.branch(a, then), self.branch(b, otherwise)
        return self.atomic(term.func(Integer(0), *sides))

    def branch(self, term: Expr, fact: Fact) -> Expr:
        """A branch, read where its condition holds."""
        given = self.given.adding(Provenance.HYPOTHESIS, fact)
        return read(showing(term), given, self.unfolding, self.ranges, self.depth, equations=True)

    def random(self, term: Expr) -> Ratio:
        """The data are random inside: what is known of the data at hand does not hold there."""
        inside = substitute(term.args[0], dict(self.scopes))
        given = for_random_data(self.given)
        shown = read(showing(inside), given, self.unfolding, self.ranges, self.depth, self.equations)
        return self.atomic(term.func(shown))

    def derivative(self, term: Expr) -> Ratio:
        """Its value where the table tells it, else a name. It looks at a whole neighbourhood, where facts
        about the point need not hold."""
        try:
            return self.convert(self.derived(term))
        except Uncovered:
            pass
        variables = term.variables
        inside = substitute(term.expr, {old: new for old, new in self.scopes if old not in variables})
        shown = read(showing(inside), Given(), False, None, self.depth)
        counts = [
            (v, c) if isinstance(v, Symbol) else (substitute(v, dict(self.scopes)), c) for v, c in term.args[1:]
        ]
        result = Derivative(shown, *counts)
        return self.atomic(result) if isinstance(result, Derivative) else self.convert(result)

    def derived(self, term: Expr) -> Expr:
        bound_here = {name for name, _ in self.scopes}
        if bound_here & set(term.variables) or not (self.unfolding or not self.given.definitions()):
            raise Uncovered(f"{term} is not looked into")
        result = derived(term, self.sign_at)
        bounded(result)
        return result

    def sign_at(self, term: Expr, indices: tuple[Index, ...]) -> int:
        """The sign of a term at the point, for every value of some indices."""
        given = self.given.under(*indices)
        names = {old: new for old, new in self.scopes if old not in {symbol for symbol, _, _ in indices}}
        plain = substitute(term, names)

        def sign(reader: Reader) -> int:
            return reader.ratio_sign(reader.convert(plain))

        try:
            return read(sign, given, self.unfolding, self.ranges, self.depth, self.equations)
        except DeriveError:
            return UNKNOWN


READ: dict[type, Callable[[Reader, Expr], Ratio]] = {
    Rational: Reader.number,
    Symbol: Reader.symbol,
    Indexed: Reader.indexed,
    Add: Reader.add_terms,
    Mul: Reader.multiply_terms,
    Pow: Reader.power_term,
    ExpBase: Reader.exp_call,
    log: Reader.log_call,
    Abs: abs_call,
    sign: sign_call,
    gamma: gamma_call,
    factorial: factorial_call,
    digamma: digamma_call,
    trigamma: trigamma_call,
    erf: erf_call,
    lambert_w0: lambert_call,
    lambert_wm1: lambert_call,
    **dict.fromkeys(DEFINITIONS, Reader.abbreviation),
    xlogy: Reader.xlogy_call,
    indicator: indicator_call,
    if_less: Reader.switch,
    if_equal: Reader.switch,
    expect: Reader.random,
    variance: Reader.random,
    Derivative: Reader.derivative,
    Sum: Reader.big,
    Product: Reader.big,
    OrderStatistic: Reader.order_statistic,
    MatrixOf: Reader.matrix,
    NumberSymbol: Reader.constant_symbol,
    type(S.Infinity): Reader.not_real,
    type(S.NegativeInfinity): Reader.not_real,
    type(S.ComplexInfinity): Reader.not_real,
    type(S.NaN): Reader.not_real,
    type(S.ImaginaryUnit): Reader.not_real,
    Function: Reader.call,
}


def bounded(expr: Expr) -> None:
    """LimitError for a term with too many nodes, or too deep for a recursive reading."""
    layer, nodes, depth = [expr], 0, 0
    while layer:
        nodes, depth = nodes + len(layer), depth + 1
        if nodes > NODES or depth > DEPTH:
            raise LimitError(f"a term of more than {NODES} nodes, or deeper than {DEPTH}")
        layer = [a for term in layer for a in term.args]


def substitute_places(count: Tuple, scopes: list[tuple[Symbol, Symbol]]) -> Tuple:
    """The variable of a derivative, with its times: the place of an observation may be a bound index."""
    variable, times = count
    return Tuple(substitute(variable, dict(scopes)) if isinstance(variable, Indexed) else variable, times)


def showing(term: Expr) -> Callable[[Reader], Expr]:
    """Read a term and show it in normal form."""
    return lambda reader: reader.show_ratio(reader.convert(term))


def read(
    work: Callable[[Reader], T],
    given: Given,
    unfolding: bool = True,
    ranges: dict[Symbol, Range] | None = None,
    depth: int = 0,
    equations: bool = False,
    deciding: bool = False,
    assuming: bool = False,
) -> T:
    """What `work` makes of a reader, in a context that is large enough and when all is learnt.

    `ranges` and `depth` tell the indices in whose scope the terms stand; with `equations`, the
    equalities of the Given are put in; `deciding` and `assuming` are told by
    `derive.algebra.places.Places`. Raises LimitError beyond the bounds, DeriveError for a term that is
    not real or nowhere defined.
    """
    if depth > NESTED:
        raise LimitError("facts are read within facts that are read within facts")
    for width in GENERATORS:
        reader = Reader(given, unfolding, width, ranges or {}, depth, equations)
        reader.deciding, reader.assuming = deciding, assuming
        try:
            return reader.settle(partial(work, reader))
        except Full:
            continue
        except ZeroDivisionError:
            raise DeriveError("a denominator is zero wherever the facts hold") from None
    raise LimitError(f"the number of generators goes beyond {GENERATORS[-1]}")
