"""The table from kinds of term to their values at a point."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import product as cartesian
from math import factorial as whole_factorial

from flint import arb, arb_series, fmpq
from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    erf,
    exp,
    factorial,
    gamma,
    log,
    preorder_traversal,
    sign,
)
from sympy.core.function import AppliedUndef

from derive.algebra import special
from derive.algebra.mixed import (
    Undefined,
    Value,
    ball,
    exponential,
    integer_power,
    logarithm,
    plus,
    positive,
    signum,
    size,
    times,
)
from derive.algebra.normal import integer_valued
from derive.algebra.place import Point, Table
from derive.algebra.terms import body, limits, names, unfold
from derive.language.vocabulary import (
    DEFINITIONS,
    digamma,
    expect,
    if_equal,
    if_less,
    indicator,
    maximum,
    meaning,
    minimum,
    trigamma,
    variance,
    xlogy,
)
from derive.statement import Given, Index, Integers, JointDensity, Sample, Values

COUNT = 2_000
"""The most terms of a sum or product."""
DATA_SETS = 1_024
ORDER = 6
"""The highest derivative."""


@lru_cache(maxsize=4096)
def plain(expr: Expr, given: Given) -> Expr:
    return unfold(expr, given)


class Evaluator:
    """One evaluation. `series` maps the variables of the enclosing derivative to their expansion."""

    def __init__(self, point: Point, given: Given) -> None:
        self.given = given
        self.values: dict[Symbol, Value] = dict(point.values)
        self.data, self.origin = dict(point.data), point.origin
        self.bound: dict[Symbol, Index] = {}
        self.direction: tuple[Symbol, ...] = ()
        self.terms = 2

    def value(self, term: Expr) -> Value:
        for kind in type(term).__mro__:
            if kind in VALUES:
                result = VALUES[kind](self, term)
                if isinstance(result, fmpq) or not isinstance(result, arb) or result.is_finite():
                    return result
                break
        raise Undefined(f"{term} has no value here")

    def exact(self, term: Expr) -> fmpq:
        value = self.value(term)
        if not isinstance(value, fmpq):
            raise Undefined(f"{term} is not an exact number here")
        return value

    def whole(self, term: Expr) -> int:
        value = self.exact(term)
        if value.q != 1:
            raise Undefined(f"{term} is not an integer here")
        return int(value.p)

    @contextmanager
    def setting(self, values: Mapping[Symbol, Value]) -> Iterator[None]:
        before = {s: self.values.get(s) for s in values}
        self.values.update(values)
        try:
            yield
        finally:
            for symbol, value in before.items():
                if value is None:
                    del self.values[symbol]
                else:
                    self.values[symbol] = value

    # ── names ──

    def symbol(self, term: Expr) -> Value:
        if term not in self.values:
            raise Undefined(f"{term} has no value")
        return self.values[term]

    def indexed(self, term: Expr) -> Value:
        label = str(term.base.label)
        found: Table | fmpq = self.data.get(label, ())
        for index in term.indices:
            place = self.whole(index)
            if place == 0 and label in self.origin and len(term.indices) == 1:
                return self.origin[label]
            if isinstance(found, fmpq) or not 1 <= place <= len(found):
                raise Undefined(f"there is no observation {place} of {label}")
            found = found[place - 1]
        if not isinstance(found, fmpq):
            raise Undefined(f"{term} is not one observation")
        return found

    def call(self, term: Expr) -> Value:
        """The joint density of the sample; any other name would have been unfolded."""
        for fact in self.given.facts():
            if isinstance(fact, JointDensity) and fact.head.func == term.func:
                arguments = [self.value(a) for a in term.args]
                sample = self.sample()
                with self.setting(dict(zip(fact.head.args, arguments, strict=True))):
                    return self.density(sample, self.places(sample.index))
        raise Undefined(f"{term} has no value")

    # ── arithmetic ──

    def add(self, term: Expr) -> Value:
        result = self.value(term.args[0])
        for argument in term.args[1:]:
            result = plus(result, self.value(argument))
        return result

    def multiply(self, term: Expr) -> Value:
        result = self.value(term.args[0])
        for argument in term.args[1:]:
            result = times(result, self.value(argument))
        return result

    def power(self, term: Expr) -> Value:
        """0^0 = 1. A base that is not positive needs an exponent that is known to be an integer: one
        that happens to be so at this point is not enough."""
        base = self.value(term.args[0])
        exponent = self.value(term.args[1])
        if isinstance(exponent, fmpq) and exponent.q == 1:
            if not positive(base) and not self.known_integer(term.args[1]):
                raise Undefined(f"the base of {term} is not positive here")
            return integer_power(base, int(exponent.p))
        if not positive(base):
            raise Undefined(f"the base of {term} is not positive here")
        if isinstance(base, fmpq) and isinstance(exponent, fmpq) and exponent.q == 2:
            (root, rest), (under, below) = base.p.sqrtrem(), base.q.sqrtrem()
            if rest == 0 and below == 0:
                return integer_power(fmpq(root, under), int(exponent.p))
        return exponential(times(exponent, logarithm(base)))

    def known_integer(self, term: Expr) -> bool:
        if isinstance(term, Integer):
            return True
        return integer_valued(term, self.given, {s: (low, high) for s, low, high in self.bound.values()})

    def sum(self, term: Expr) -> Value:
        return self.fold(term, fmpq(0), plus)

    def product(self, term: Expr) -> Value:
        return self.fold(term, fmpq(1), times)

    def fold(self, term: Expr, start: Value, combine: Callable[[Value, Value], Value]) -> Value:
        """A loop over the indices; SymPy lists the innermost index first."""
        return self._fold(body(term), limits(term), start, combine)

    def _fold(
        self, inside: Expr, indices: tuple[Index, ...], start: Value, combine: Callable[[Value, Value], Value]
    ) -> Value:
        if not indices:
            return self.value(inside)
        *inner, index = indices
        places = self.places(index)
        if not places:
            self.require_constants(inside, {s for s, _, _ in indices})
        result = start
        for _ in self.along_index(index, places):
            result = combine(result, self._fold(inside, tuple(inner), start, combine))
        return result

    def along_index(self, index: Index, places: Iterable[int]) -> Iterator[int]:
        """Let the index run; what it was outside, if anything, comes back afterwards."""
        symbol, bound = index[0], self.bound
        for place in places:
            with self.setting({symbol: fmpq(place)}):
                self.bound = {**bound, symbol: index}
                try:
                    yield place
                finally:
                    self.bound = bound

    def places(self, index: Index) -> range:
        low, high = self.whole(index[1]), self.whole(index[2])
        if high < low - 1:
            raise Undefined(f"the limits of {index[0]} are out of order")
        if high - low > COUNT:
            raise Undefined(f"more than {COUNT} terms")
        return range(low, high + 1)

    def require_constants(self, inside: Expr, indices: set[Symbol]) -> None:
        """Where a sum is empty, what is free of its index still has to be defined."""
        bound = indices | {s for t in preorder_traversal(inside) for s, _, _ in limits(t)}
        walk = preorder_traversal(inside)
        for term in walk:
            if isinstance(term, IndexedBase):  # the name of data has no value of its own
                walk.skip()
            elif isinstance(term, Expr) and term.args and not names(term) & bound:
                self.value(term)
                walk.skip()

    # ── functions ──

    def switch(self, term: Expr) -> Value:
        """The branch that is taken; the other one need not be defined."""
        sign = special.difference_sign(*(self.value(a) for a in term.args[:2]))
        taken = sign < 0 if isinstance(term, if_less) else sign == 0
        return self.value(term.args[2 if taken else 3])

    def meaning(self, term: Expr) -> Value:
        """The value of an abbreviation is that of what it means; its arguments have to be defined."""
        for argument in term.args:
            self.value(argument)
        return self.value(meaning(term))

    # ── derivatives ──

    def derivative(self, term: Expr) -> Value:
        """Taylor arithmetic along the variable; a mixed second derivative by polarisation."""
        counts = [(v, int(k)) for v, k in term.variable_count]
        match counts:
            case [(Symbol() as variable, order)] if variable not in self.bound:
                return self.along(term.expr, (variable,), order)
            case [(Symbol() as one, 1), (Symbol() as other, 1)] if not {one, other} & self.bound.keys():
                both = self.along(term.expr, (one, other), 2)
                single = plus(self.along(term.expr, (one,), 2), self.along(term.expr, (other,), 2))
                return times(fmpq(1, 2), plus(both, times(fmpq(-1), single)))
        raise Undefined(f"{term} is not computed")

    def along(self, term: Expr, direction: tuple[Symbol, ...], order: int) -> Value:
        """The derivative of the given order in the direction in which all the variables grow at once."""
        if any(v not in direction for v, value in self.values.items() if isinstance(value, arb_series)):
            raise Undefined("a derivative inside a derivative in another direction")
        if any(not self._unmoved(self.values.get(v)) for v in direction):
            raise Undefined("a derivative at a place that moves")
        outer, terms = self.direction, self.terms
        self.terms = (terms if outer else 1) + order
        if self.terms > ORDER + 2:
            raise Undefined(f"a derivative of order more than {ORDER}")
        self.direction = direction
        start = {v: ball(self.symbol(v)) for v in direction}
        try:
            with self.setting({v: arb_series([a, 1], prec=self.terms) for v, a in start.items()}):
                value = self.value(term)
        finally:
            self.direction, self.terms = outer, terms
        if isinstance(value, fmpq | arb):
            return fmpq(0)
        kept = range(terms if outer else 1)
        taken = [value[k + order] * whole_factorial(k + order) / whole_factorial(k) for k in kept]
        if not all(c.is_finite() for c in taken):
            raise Undefined("a derivative that has no value here")
        return arb_series(taken, prec=terms) if outer else taken[0]

    def _unmoved(self, value: Value | None) -> bool:
        """Whether a variable stands for itself, rather than for a term in the variable of an enclosing
        derivative."""
        return not isinstance(value, arb_series) or (value.length() == 2 and value[1] == 1)

    # ── random data ──

    def sample(self) -> Sample:
        samples = [fact for fact in self.given.facts() if isinstance(fact, Sample)]
        if len(samples) != 1:
            raise Undefined("there is not exactly one sample")
        return samples[0]

    def density(self, sample: Sample, places: Iterable[int]) -> Value:
        density = plain(sample.density, self.given)
        result: Value = fmpq(1)
        for _ in self.along_index(sample.index, places):
            result = times(result, self.value(density))
        return result

    def support(self, sample: Sample) -> list[fmpq]:
        match sample.support:
            case Values(members=members):
                return [self.exact(m) for m in members]
            case Integers(low=low, high=high) if low.is_finite and high.is_finite:
                first, last = self.whole(low), self.whole(high)
                if last - first < DATA_SETS:
                    return [fmpq(k) for k in range(first, last + 1)]
        raise Undefined("the support is not finite")

    def expectation(self, inside: Callable[[], Value]) -> Value:
        """The sum over all data sets, weighted by their probability."""
        sample = self.sample()
        places, support = self.places(sample.index), self.support(sample)
        if len(support) ** len(places) > DATA_SETS:
            raise Undefined(f"more than {DATA_SETS} data sets")
        label = str(sample.item.base.label)
        data = self.data
        result: Value = fmpq(0)
        try:
            for observations in cartesian(support, repeat=len(places)):
                self.data = {**data, label: (*[fmpq(0)] * (places.start - 1), *observations)}
                weight = self.density(sample, places)
                if not (isinstance(weight, fmpq) and weight == 0):
                    result = plus(result, times(weight, inside()))
        finally:
            self.data = data
        return result

    def expect(self, term: Expr) -> Value:
        return self.expectation(lambda: self.value(term.args[0]))

    def variance(self, term: Expr) -> Value:
        mean = self.expect(term)
        square = self.expectation(lambda: integer_power(self.value(term.args[0]), 2))
        return plus(square, times(fmpq(-1), integer_power(mean, 2)))


def pointwise(function: Callable[..., Value]) -> Callable[[Evaluator, Expr], Value]:
    """A function of values as one of terms."""
    return lambda evaluator, term: function(*map(evaluator.value, term.args))


VALUES: dict[type, Callable[[Evaluator, Expr], Value]] = {
    Rational: lambda _, term: fmpq(int(term.p), int(term.q)),
    type(S.Pi): lambda _, term: arb.pi(),
    type(S.Exp1): lambda _, term: arb(1).exp(),
    Symbol: Evaluator.symbol,
    Indexed: Evaluator.indexed,
    AppliedUndef: Evaluator.call,
    Add: Evaluator.add,
    Mul: Evaluator.multiply,
    Pow: Evaluator.power,
    exp: pointwise(exponential),
    log: pointwise(logarithm),
    Abs: pointwise(size),
    sign: pointwise(signum),
    gamma: pointwise(special.gamma),
    factorial: lambda self, term: special.gamma(plus(self.value(term.args[0]), fmpq(1))),
    digamma: pointwise(special.digamma),
    trigamma: pointwise(special.trigamma),
    erf: pointwise(special.error_function),
    xlogy: pointwise(special.xlogy),
    indicator: pointwise(special.indicator),
    if_less: Evaluator.switch,
    if_equal: Evaluator.switch,
    **dict.fromkeys(DEFINITIONS, Evaluator.meaning),
    maximum: pointwise(special.largest),
    minimum: pointwise(special.smallest),
    Sum: Evaluator.sum,
    Product: Evaluator.product,
    Derivative: Evaluator.derivative,
    expect: Evaluator.expect,
    variance: Evaluator.variance,
}
