"""The table from kinds of term to their values at a point; derivatives; expectations over all data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    ceiling,
    erf,
    exp,
    factorial,
    floor,
    gamma,
    log,
    sign,
)
from sympy.core.function import AppliedUndef

from derive.algebra.numeric import special
from derive.algebra.numeric.mixed import (
    Undefined,
    Value,
    ball,
    exponential,
    integer_power,
    logarithm,
    plus,
    signum,
    size,
    times,
)
from derive.algebra.numeric.place import Point, Variable
from derive.algebra.numeric.walk import Walk, plain
from derive.language.matrix_terms import determinant, eigenvalue, inverse_entry
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
    maximum,
    minimum,
    trigamma,
    variance,
    xlogy,
)
from derive.statement import Given, Integers, JointDensity, Sample, Values

STEPS = 30_000
"""Subterms that are evaluated for one value."""
DATA_SETS = 1_024
ORDER = 6
"""The highest derivative."""


class Slopes(Walk):
    """Values, and derivatives along `direction`: series with so many `terms`."""

    def __init__(self, point: Point, given: Given) -> None:
        super().__init__(point, given)
        self.direction: tuple[Variable, ...] = ()
        self.terms = 2

    # ── derivatives ──

    def derivative(self, term: Expr) -> Value:
        """Taylor arithmetic along the variable; a mixed second derivative by polarisation."""
        counts = [(v, int(k)) for v, k in term.variable_count]
        match [(self.variable(v), order) for v, order in counts]:
            case [(variable, order)]:
                return self.along(term.expr, (variable,), order)
            case [(one, 1), (other, 1)] if one == other:
                return self.along(term.expr, (one,), 2)
            case [(one, 1), (other, 1)]:
                both = self.along(term.expr, (one, other), 2)
                single = plus(self.along(term.expr, (one,), 2), self.along(term.expr, (other,), 2))
                return times(fmpq(1, 2), plus(both, times(fmpq(-1), single)))
        raise Undefined(term, "is not computed")

    def variable(self, term: Expr) -> Variable:
        """What a derivative is taken along: a free symbol, or an observation."""
        if isinstance(term, Indexed):
            return self.where(term)
        if term in self.bound:
            raise Undefined("a derivative along the bound index", term)
        assert isinstance(term, Symbol)
        return term

    def start(self, variable: Variable) -> arb:
        """The value at which a derivative is taken."""
        if isinstance(variable, Symbol):
            return ball(self.value(variable))
        label, places = variable
        return ball(self.value(Indexed(IndexedBase(label), *places)))

    def along(self, term: Expr, direction: tuple[Variable, ...], order: int) -> Value:
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
        start = {v: self.start(v) for v in direction}
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


class Evaluator(Slopes):
    """Values of every kind of term."""

    def value(self, term: Expr) -> Value:
        self.steps += 1
        if self.steps > STEPS:
            raise Undefined("a term that takes more than", STEPS, "steps")
        for kind in type(term).__mro__:
            if kind in VALUES:
                result = VALUES[kind](self, term)
                if isinstance(result, fmpq) or not isinstance(result, arb) or result.is_finite():
                    return result
                break
        raise Undefined(term, "has no value here")

    def call(self, term: Expr) -> Value:
        """The joint density of the sample; any other name would have been unfolded."""
        for fact in self.given.facts():
            if isinstance(fact, JointDensity) and fact.head.func == term.func:
                arguments = [self.value(a) for a in term.args]
                sample = self.sample()
                with self.setting(dict(zip(fact.head.args, arguments, strict=True))):
                    return self.density(sample, self.places(sample.index))
        raise Undefined(term, "has no value")

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
    lambert_w0: pointwise(special.lambert_w0),
    lambert_wm1: pointwise(special.lambert_wm1),
    xlogy: pointwise(special.xlogy),
    indicator: pointwise(special.indicator),
    if_less: Evaluator.switch,
    if_equal: Evaluator.switch,
    **dict.fromkeys(DEFINITIONS, Evaluator.meaning),
    maximum: pointwise(special.largest),
    minimum: pointwise(special.smallest),
    Sum: Evaluator.sum,
    Product: Evaluator.product,
    OrderStatistic: Evaluator.order_statistic,
    determinant: Evaluator.determinant,
    inverse_entry: Evaluator.inverse_entry,
    eigenvalue: Evaluator.eigenvalue,
    floor: pointwise(special.floor),
    ceiling: pointwise(special.ceiling),
    Derivative: Evaluator.derivative,
    expect: Evaluator.expect,
    variance: Evaluator.variance,
}
