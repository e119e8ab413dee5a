"""Terms in y, read into bounds for all large y at once."""

from __future__ import annotations

from flint import fmpq
from sympy import Abs, Add, Expr, Mul, Pow, Symbol, erf, exp, factorial, gamma, log, sign

from derive.algebra.numeric.complex import Compiler
from derive.algebra.numeric.evaluator import Evaluator
from derive.algebra.numeric.faraway import ONE, Far, FarAway, Sum, constant, hull
from derive.algebra.numeric.mixed import Undefined
from derive.language.vocabulary import DEFINITIONS, if_equal, if_less, indicator, meaning, xlogy


class FarReader:
    """A term for y >= Y, where its variable is a given function of y."""

    def __init__(self, evaluator: Evaluator, variable: Symbol, place: Sum, start: fmpq) -> None:
        self.numbers = Compiler(evaluator, variable)
        self.place, self.line = place, FarAway(start)
        self.variable = variable

    def value(self, term: Expr) -> Far:
        line = self.line
        if self.numbers.fixed(term):
            return constant(self.numbers.constant(term))
        if term == self.variable:
            return self.place
        match term:
            case Add(args=args):
                return self.folded(line.add, args)
            case Mul(args=args):
                return self.folded(line.multiply, args)
            case Pow(base=base, exp=exponent) if self.numbers.fixed(exponent):
                return line.power(self.value(base), self.numbers.constant(exponent))
            case Pow(base=base, exp=exponent):
                return line.exp(line.multiply(self.value(exponent), line.logarithm(self.value(base))))
            case exp(args=(inside,)):
                return line.exp(self.value(inside))
            case log(args=(inside,)):
                return line.logarithm(self.value(inside))
            case gamma(args=(inside,)):
                return line.gamma(self.value(inside))
            case factorial(args=(inside,)):
                return line.gamma(line.add(self.value(inside), constant(1)))
            case Abs(args=(inside,)):
                value = self.value(inside)
                return value if line.sign(value) > 0 else line.multiply(value, constant(-1))
            case sign(args=(inside,)):
                return constant(line.sign(self.value(inside)))
            case erf(args=(inside,)):
                ends = line.range(self.value(inside))
                low, high = (end.erf() if end.is_finite() else end.sgn() for end in ends)
                return Sum({ONE: hull(low, high)})
            case xlogy(args=(weight, inside)):
                return line.multiply(self.value(weight), line.logarithm(self.value(inside)))
            case if_less(args=(left, right, then, other)):
                return self.value(then if line.sign(self.gap(left, right)) < 0 else other)
            case if_equal(args=(left, right, _, other)):
                line.sign(self.gap(left, right))
                return self.value(other)
            case indicator(args=(left, right)):
                line.sign(self.gap(left, right))
                return constant(0)
            case _ if type(term) in DEFINITIONS:
                return self.value(meaning(term))
        raise Undefined(term, "is not bounded for large values")

    def folded(self, combine: object, args: tuple[Expr, ...]) -> Far:
        assert callable(combine)
        result: Far = self.value(args[0])
        for argument in args[1:]:
            result = combine(result, self.value(argument))
        return result

    def gap(self, left: Expr, right: Expr) -> Far:
        return self.line.add(self.value(left), self.line.multiply(self.value(right), constant(-1)))
