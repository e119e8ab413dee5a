"""Terms as Python, in the functions of an array library that a table names. Every operand is put in brackets:
which of them stay is a matter of layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Indexed,
    Integer,
    Mul,
    Number,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    cosh,
    erf,
    exp,
    gamma,
    log,
    loggamma,
    sign,
    sinh,
    tanh,
)

from derive.algebra.terms import names
from derive.code.backends import Backend
from derive.code.functions import (
    expm1,
    in_order,
    log1p,
    log_ratio,
    negative_log_softmax,
    rel_entr,
    softmax_residual,
)
from derive.errors import DeriveError
from derive.language.vocabulary import (
    digamma,
    if_equal,
    if_less,
    indicator,
    maximum,
    minimum,
    sigmoid,
    softplus,
    trigamma,
    xlogy,
)

NAMES: dict[type[Basic], str] = {
    Abs: "abs", cosh: "cosh", digamma: "digamma", erf: "erf", exp: "exp", expm1: "expm1", gamma: "gamma",
    log: "log", log1p: "log1p", loggamma: "loggamma", maximum: "maximum", minimum: "minimum",
    sigmoid: "sigmoid", sign: "sign", sinh: "sinh", softplus: "softplus", tanh: "tanh", trigamma: "trigamma",
    xlogy: "xlogy",
}  # fmt: skip
OF_NUMBERS: dict[type[Basic], str] = {
    Abs: "abs", cosh: "math.cosh", erf: "math.erf", exp: "math.exp", expm1: "math.expm1", log: "math.log",
    log1p: "math.log1p", loggamma: "math.lgamma", maximum: "max", minimum: "min", sinh: "math.sinh",
    tanh: "math.tanh",
}  # fmt: skip
CONSTANTS: dict[Basic, str] = {S.Pi: "math.pi", S.Exp1: "math.e"}


@dataclass
class ArrayPrinter:
    """The symbols of `arrays` stand for arrays of these names, those of `constants` for numbers. An entry at
    the `place` of a vector is a vector on the last axis, and a number beside it is spread over that. Labels
    `counted` from 1 in the term are counted from 0 in the code."""

    library: Backend
    arrays: dict[Symbol, str]
    constants: Mapping[Symbol, str]
    place: Symbol
    counted: Symbol | None = None
    spread: bool = False

    def text(self, term: Expr) -> str:
        self.spread = self.place in names(term)
        return self.of(term)

    def of(self, term: Expr) -> str:
        match term:
            case Symbol() if term == self.counted:
                return f"({self.arrays[term]} + 1)" + "[..., None]" * self.spread
            case Symbol():
                spread = "[..., None]" if self.spread and term in self.arrays else ""
                return (self.arrays.get(term) or self.constants[term]) + spread
            case Integer():
                return str(term)
            case Rational():
                return f"{term.p} / {term.q}"
            case Add(args=parts):
                return self.sum(in_order(parts))
            case Mul():
                return self.product(term)
            case Pow(base=base, exp=power):
                return self.power(base, power)
            case if_less(args=(left, right, then, other)):
                return self.chosen(f"({self.of(left)}) < ({self.of(right)})", then, other)
            case if_equal(args=(left, right, then, other)):
                left, right = (right, left) if left.is_Number else (left, right)
                if left == self.counted:  # from 0
                    spread = "[..., None]" * self.spread
                    label = f"{self.of_whole(left)}{spread}"
                    return self.chosen(f"({label}) == ({self.of(right - 1)})", then, other)
                return self.chosen(f"({self.of(left)}) == ({self.of(right)})", then, other)
            case indicator(args=(one, other)) if self.place in (one, other):
                y = other if one == self.place else one
                return self.helper("one_hot", self.last, self.of_whole(y))
            case indicator(args=(one, other)):
                return self.of(if_equal(one, other, S.One, S.Zero))
            case Indexed():
                vector = self.arrays[Symbol(str(term.base.label))]
                place = term.indices[0]
                if place == self.place:
                    return vector
                return self.helper("at", vector, self.of_whole(place)) + "[..., None]" * self.spread
            case Sum(args=(inner, Tuple(args=(k, S.One, last)))) if k not in names(last):
                whole = replace(self, place=k).text(inner)
                return f"({whole}).sum(-1)" + "[..., None]" * self.spread
            case negative_log_softmax(args=(z, _, y, _)) | softmax_residual(args=(z, _, y, _, _)):
                return self.helper(type(term).__name__, self.arrays[Symbol(str(z.base.label))], self.arrays[y])
            case log_ratio(args=(a, b)) | rel_entr(args=(a, b)):
                return self.helper(type(term).__name__, *map(self.of, (a, b, a - b)))
        if term in CONSTANTS:
            return CONSTANTS[term]
        return self.function(term)

    @property
    def last(self) -> str:
        """The name of the last of the predictions."""
        return list(self.arrays.values())[-1]

    def of_whole(self, term: Expr) -> str:
        """An index, which is not spread."""
        return self.arrays[term] if term in self.arrays else self.of(term)

    # ── sums, products and powers ──

    def sum(self, parts: list[Expr]) -> str:
        text = f"({self.of(parts[0])})"
        for part in parts[1:]:
            less = bool(part.as_coeff_Mul()[0].is_negative)
            text += f" - ({self.of(-part)})" if less else f" + ({self.of(part)})"
        return text

    def product(self, term: Expr) -> str:
        """A fraction, with the sign before all."""
        number, rest = term.as_coeff_Mul()
        above: list[str] = []
        below = [str(number.q)] if number.q != 1 else []
        for factor in Mul.make_args(rest):
            base, power = factor.as_base_exp()
            if power.as_coeff_Mul()[0].is_negative and not isinstance(factor, exp):
                below.append(self.of(base**-power))
            else:
                above.append(self.of(factor))
        if abs(number.p) != 1 or not above:
            above.insert(0, str(abs(number.p)))
        if number.is_negative:
            above[0] = f"-({above[0]})"
        numerator = " * ".join(f"({one})" for one in above)
        return numerator + (f" / ({' * '.join(f'({one})' for one in below)})" if below else "")

    def power(self, base: Expr, power: Expr) -> str:
        if power.as_coeff_Mul()[0].is_negative:
            return f"1 / ({self.of(base**-power)})"
        if power == S.Half:
            moves = names(base) & self.arrays.keys()
            return self.called("sqrt", base) if moves else f"math.sqrt({self.of(base)})"
        return f"({self.of(base)}) ** ({self.of(power)})"

    # ── functions ──

    def function(self, term: Expr) -> str:
        kind = type(term)
        if not names(term) & self.arrays.keys() and kind in OF_NUMBERS:
            return f"{OF_NUMBERS[kind]}({', '.join(map(self.of, term.args))})"
        if isinstance(term, maximum | minimum) and len(term.args) == 2:
            for array, number in (term.args, term.args[::-1]):
                if not names(number) & self.arrays.keys():
                    return self.called("at_least" if kind is maximum else "at_most", array, number)
        if kind not in NAMES:
            raise DeriveError(f"{term.func.__name__} has no counterpart in {self.library.title}")
        return self.called(NAMES[kind], *term.args)

    def called(self, name: str, *args: Expr) -> str:
        texts = list(map(self.of, args))
        form = self.library.functions.get(name)
        return self.helper(name, *texts) if form is None else form.format(*texts)

    def helper(self, name: str, *texts: str) -> str:
        if name not in self.library.helpers:
            raise DeriveError(f"{name} has no counterpart in {self.library.title}")
        return f"{name}({', '.join(texts)})"

    def chosen(self, condition: str, then: Expr, other: Expr) -> str:
        """One of two terms; of two numbers, the first as an array, so that these have its type."""
        first = self.number(then)
        if not (names(then) | names(other)) & self.arrays.keys():
            first = self.filled(first)
        return self.library.where.format(condition, first, self.number(other))

    def filled(self, number: str) -> str:
        """An array like the last of the predictions, or one number for each of its vectors, filled with one."""
        like = f"{self.last}[..., 0]" if self.counted and not self.spread else self.last
        return self.library.constant.format(like, number)

    def number(self, term: Expr) -> str:
        return repr(float(term)) if isinstance(term, Number) else self.of(term)
