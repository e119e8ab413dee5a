"""Terms as LaTeX, the way this field writes them.

SymPy's printer does symbols and numbers; here are fractions and brackets, the names of statistics and
functions, and (with `order`) the rule that data stand before logarithms and sums stand last.
"""

from __future__ import annotations

import re
from itertools import pairwise

from sympy import (
    Abs,
    Add,
    Derivative,
    Expr,
    Integer,
    Mul,
    Number,
    NumberSymbol,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    exp,
    factorial,
    log,
    loggamma,
)
from sympy.core.function import AppliedUndef

from derive.language.matrix_terms import determinant
from derive.language.vocabulary import RANDOM, SWITCHES, OrderStatistic, if_less, number_of_values, xlogy
from derive.notation.brackets import fenced, is_one_fraction, is_tall
from derive.notation.matrices import whole_sum
from derive.notation.matrix_latex import OfMatrices
from derive.notation.names import ACCENTED, COMMANDS, FUNCTION_NAMES, INDEXED, SYMBOL_NAMES
from derive.notation.numerals import Numeral
from derive.notation.order import (
    BIG,
    CALLS,
    NAMED,
    factor_rank,
    is_ordered_item,
    is_statistic,
    ordered_terms,
    runs_on,
    split_fraction,
)
from derive.notation.roots import is_root_of_number

LOOSE = (Add, Mul, Pow, Derivative, log, loggamma, xlogy, exp, factorial, Rational, *BIG, *SWITCHES)
"""What stands in brackets under an exponent."""

CLOSED = (Symbol, Number, NumberSymbol, Product, AppliedUndef, Abs, determinant)
"""What needs no brackets after log."""

LONG = 16
"""An exponent of more signs than this is written as the argument of exp."""


WORD = re.compile(r"[A-Za-z]{2,}")
UPRIGHT = re.compile(r"\\mathrm\{\w{2,}\}(_\{\w+\})?")
"""A name of several letters, which stands upright and apart from its neighbours: odds·s is no oddss."""


class Hat(Symbol):
    """The estimate of the parameter of this name, which stands under a hat."""


def latex(term: Expr, partial: bool = False) -> str:
    """A term as LaTeX, without dollar signs; `partial` says that all derivatives are partial ones."""
    printer = _Printer()
    printer.partial = partial
    text: str = printer.doprint(term)
    return text


class _Printer(OfMatrices):
    """One method a kind of term; SymPy dispatches by class name."""

    partial = False

    def tex(self, term: Expr) -> str:
        return str(self._print(term))

    def _print_Symbol(self, term: Symbol, style: str = "plain") -> str:
        if term.name in SYMBOL_NAMES:
            return SYMBOL_NAMES[term.name]
        if found := ACCENTED.fullmatch(term.name):
            letter = super()._print_Symbol(Symbol(found[1]), style)
            if len(found[1]) == 1 or letter.startswith("\\"):
                return rf"\{found[2]}{{{letter}}}"
        text: str = super()._print_Symbol(term, style)
        return WORD.sub(r"\\mathrm{\g<0>}", text, count=1) if WORD.match(text) else text

    def _print_Hat(self, term: Hat) -> str:
        name = self.tex(Symbol(term.name))
        return rf"\widehat{{{name}}}" if UPRIGHT.match(name) else rf"\hat{{{name}}}"

    def _print_Numeral(self, term: Numeral) -> str:
        return str(term.name)

    def _print_Indexed(self, term: Expr) -> str:
        index = ",".join(self.tex(k) for k in term.indices)
        base = self.tex(term.base.label)
        return f"{base}_{index}" if len(index) == 1 else f"{base}_{{{index}}}"

    # ── sums of terms ──

    def _print_Add(self, term: Add, order: str | None = None) -> str:
        first, *others = (self.tex(part) for part in ordered_terms(term, lambda part: signs(self.tex(part))))
        return first + "".join(f" - {part[1:]}" if part.startswith("-") else f" + {part}" for part in others)

    # ── products and fractions ──

    def _print_Mul(self, term: Mul) -> str:
        sign, numerator, denominator = split_fraction(term)
        if not denominator:
            return sign + self._juxtaposed(numerator, signed=bool(sign))
        calls_below = any(isinstance(f, CALLS) and not is_statistic(f) for f in denominator)
        beside = [] if calls_below else [f for f in numerator if self._stands_beside(f)]
        above = [f for f in numerator if f not in beside]
        fraction = rf"\frac{{{self._juxtaposed(above) or '1'}}}{{{self._juxtaposed(denominator, below=True)}}}"
        rest = self._juxtaposed(beside)
        return f"{sign}{fraction} {rest}" if rest else sign + fraction

    def _juxtaposed(self, factors: list[Expr], signed: bool = False, below: bool = False) -> str:
        """A product; below a line the root of a number comes last, σ√(2π). A factor that is alone needs no
        brackets, unless a minus stands before it."""
        factors = sorted(factors, key=lambda f: (below and is_root_of_number(f), factor_rank(f)))
        if len(factors) == 1 and not signed:
            return self.tex(factors[0])
        texts = [self._factor(f, last=k == len(factors) - 1) for k, f in enumerate(factors)]
        text = "".join(texts[:1])
        for before, after in pairwise(texts):
            apart = UPRIGHT.match(after) or UPRIGHT.search(before)
            text += r" \cdot " if after[0].isdigit() and before[-1:].isdigit() else r" \, " if apart else " "
            text += after
        return text

    def _factor(self, factor: Expr, last: bool) -> str:
        text: str = self.tex(factor)
        power_of_ten = isinstance(factor, Numeral) and r"\cdot" in text
        if isinstance(factor, Add) or (runs_on(factor) and not last) or text.startswith("-") or power_of_ten:
            return fenced(text)
        return text

    def _stands_beside(self, factor: Expr) -> bool:
        """Whether a factor above the line is better written beside the fraction."""
        if isinstance(factor, Pow):
            factor = factor.base
        if isinstance(factor, RANDOM) and (factor.args[0].is_Symbol or factor.args[0].is_Indexed):
            return False
        if isinstance(factor, exp):
            return is_long(self.tex(factor.args[0]))
        return isinstance(factor, CALLS) and not is_statistic(factor)

    def _print_Integer(self, term: Integer) -> str:
        return str(term.p)

    def _print_Rational(self, term: Rational) -> str:
        sign = "-" if term < 0 else ""
        return rf"{sign}\frac{{{abs(term.p)}}}{{{term.q}}}"

    def _print_Pow(self, term: Pow) -> str:
        base, exponent = term.args
        if exponent == Rational(1, 2):
            return rf"\sqrt{{{self.tex(base)}}}"
        if isinstance(exponent, Rational) and exponent < 0:
            below = Pow(base, -exponent, evaluate=False) if exponent != -1 else base
            return rf"\frac{{1}}{{{self.tex(below)}}}"
        text: str = self.tex(base)
        loose = (isinstance(base, LOOSE) and not isinstance(base, Integer)) or runs_on(base)
        if loose or text.startswith("-") or (isinstance(base, Symbol) and "^" in text):
            text = fenced(text)
        is_fraction = isinstance(exponent, Rational) and exponent.q != 1
        power = f"{exponent.p}/{exponent.q}" if is_fraction else self.tex(exponent)
        return f"{text}^{{{power}}}"

    # ── functions ──

    def _print_log(self, term: Expr, exponent: str | None = None) -> str:
        (argument,) = term.args
        text = self.tex(argument)
        power = isinstance(argument, Pow) and isinstance(argument.base, Symbol) and not argument.exp.is_Rational
        closed = isinstance(argument, CLOSED)
        item = argument.is_Indexed or is_ordered_item(argument)
        if (power or closed or item or is_one_fraction(text)) and not text.startswith("-"):
            return rf"\log {text}"
        return rf"\log{fenced(text)}"

    def _print_exp(self, term: exp, exponent: str | None = None) -> str:
        text = self.tex(term.args[0])
        return rf"\exp{fenced(text)}" if is_long(text) else f"e^{{{text}}}"

    def _print_Abs(self, term: Expr, exponent: str | None = None) -> str:
        text = self.tex(term.args[0])
        return rf"\left|{text}\right|" if is_tall(text) else rf"\lvert {text} \rvert"

    def _print_factorial(self, term: Expr, exponent: str | None = None) -> str:
        (argument,) = term.args
        text = self.tex(argument)
        whole = isinstance(argument, Symbol | Integer) or argument.is_Indexed
        return f"{text}!" if whole and "^" not in text and "-" not in text else f"{fenced(text)}!"

    def _print_xlogy(self, term: Expr, exponent: str | None = None) -> str:
        weight, argument = term.args
        return f"{self._factor(weight, last=False)} {self._print_log(log(argument, evaluate=False))}"

    def _print_indicator(self, term: Expr, exponent: str | None = None) -> str:
        left, right = term.args
        return rf"\mathbf{{1}}\{{{self.tex(left)} = {self.tex(right)}\}}"

    def _print_if_less(self, term: Expr, exponent: str | None = None) -> str:
        return self._cases(term, "<", r"\geq")

    def _print_if_equal(self, term: Expr, exponent: str | None = None) -> str:
        return self._cases(term, "=", r"\neq")

    def _cases(self, term: Expr, relation: str, otherwise: str) -> str:
        """Two cases, or three where the second choice asks of the same sides what the first left open. Where
        the choice is to be 0 for several reasons, what is left has the conditions in an indicator."""
        conditions, inside = self._conditions(term)
        if len(conditions) > 1:
            text = fenced(self.tex(inside)) if isinstance(inside, Add) or runs_on(inside) else self.tex(inside)
            weight = "" if inside == 1 else text + r" \, "
            return rf"{weight}\mathbf{{1}}\{{{self._joined(conditions)}\}}"
        left, right, yes, no = term.args
        if isinstance(term, if_less) and yes == 0 != no:
            left, right = self.tex(left), self.tex(right)
            return (
                rf"\begin{{cases}} {self.tex(no)}, & {right} \leq {left} \\ 0, & {right} > {left} \end{{cases}}"
            )
        rows = [(relation, yes), (otherwise, no)]
        if isinstance(no, SWITCHES) and type(no) is not type(term) and no.args[:2] == (left, right):
            other = "=" if relation == "<" else "<"
            rows = [*sorted([(relation, yes), (other, no.args[2])], key=lambda row: row[0]), (">", no.args[3])]
        sides = self.tex(left), self.tex(right)
        lines = r" \\ ".join(f"{self.tex(value)}, & {sides[0]} {sign} {sides[1]}" for sign, value in rows)
        return rf"\begin{{cases}} {lines} \end{{cases}}"

    def _conditions(self, term: Expr) -> tuple[list[tuple[str, str, str]], Expr]:
        """When nested choices are not 0, and what they are then."""
        found = []
        while isinstance(term, if_less) and 0 in term.args[2:]:
            left, right, yes, no = term.args
            sides = (
                (self.tex(right), r"\leq", self.tex(left))
                if yes == 0
                else (self.tex(left), "<", self.tex(right))
            )
            found.append(sides)
            term = no if yes == 0 else yes
        return found, term

    def _joined(self, conditions: list[tuple[str, str, str]]) -> str:
        """a ≤ x and x ≤ b as a ≤ x ≤ b."""
        text = " ".join(conditions[0])
        for before, after in pairwise(conditions):
            text += " " + " ".join(after[1:]) if before[2] == after[0] else r",\; " + " ".join(after)
        return text

    def _print_binomial(self, term: Expr, exponent: str | None = None) -> str:
        above, below = map(self.tex, term.args)
        return rf"\binom{{{above}}}{{{below}}}"

    def _print_expect(self, term: Expr, exponent: str | None = None) -> str:
        return self._operator(r"\operatorname{E}", term)

    def _print_variance(self, term: Expr, exponent: str | None = None) -> str:
        return self._operator(r"\operatorname{Var}", term)

    def _operator(self, name: str, term: Expr) -> str:
        text = self.tex(term.args[0])
        return rf"{name}\left[{text}\right]" if is_tall(text) else f"{name}[{text}]"

    def _print_Function(self, term: Expr, exponent: str | None = None) -> str:
        write = FUNCTION_NAMES.get(term.func.__name__, "")
        arguments = [self.tex(argument) for argument in term.args]
        if is_statistic(term):
            return rf"{self._name(term.func.__name__[:-1])}_{{{','.join(arguments)}}}"
        if term.func.__name__ in COMMANDS and not isinstance(term, AppliedUndef):
            text = f"{COMMANDS[term.func.__name__]}{fenced(', '.join(arguments))}"
        elif name := indexed(term.func.__name__):
            text = f"{name}{fenced(', '.join(arguments))}"
        elif write and ("{rest}" in write) == (len(arguments) > 1):
            text = write.format(arguments[0], rest=", ".join(arguments[1:]))
            if any(map(is_tall, arguments)) and text.endswith(")"):
                name, _, inside = text[:-1].partition("(")
                text = name + fenced(inside)
        else:
            text = f"{self._name(term.func.__name__)}({', '.join(arguments)})"
        return f"{text}^{{{exponent}}}" if exponent else text

    _print_gamma = _print_Function

    def _name(self, name: str) -> str:
        """A letter, Greek ones too, is a variable; other names stand upright."""
        letter = self.tex(Symbol(name))
        if len(name) == 1 or letter.startswith("\\"):
            return letter
        return rf"\mathrm{{{name.replace('_', ' ')}}}"

    # ── binders ──

    def _print_Sum(self, term: Sum) -> str:
        whole = whole_sum(term)
        if whole is not None and not isinstance(whole, Sum):
            return self.tex(whole)
        return self._big(r"\sum", term if whole is None else whole)

    def _print_Product(self, term: Product) -> str:
        return self._big(r"\prod", term)

    def _big(self, sign: str, term: Expr) -> str:
        text = "".join(
            rf"{sign}_{{{self.tex(symbol)}={self.tex(low)}}}^{{{self.tex(high)}}} "
            for symbol, low, high in reversed(term.limits)
        )
        inside = self.tex(term.function)
        if isinstance(term.function, Add) or inside.startswith("-"):
            inside = fenced(inside)
        return text + inside

    def _print_OrderStatistic(self, term: OrderStatistic) -> str:
        """x with its rank in brackets; of other terms, the smallest and the largest as such."""
        ((symbol, low, high),), inside = term.limits, term.args[0]
        rank = self.tex(term.rank)
        if is_ordered_item(term):
            return f"{self.tex(inside.base.label)}_{{({rank})}}"
        if term.rank not in (1, number_of_values(low, high)):
            return f"{fenced(self.tex(inside))}_{{({rank})}}"
        name = r"\min" if term.rank == 1 else r"\max"
        run = rf"{self.tex(low)} \leq {self.tex(symbol)} \leq {self.tex(high)}"
        return f"{name}_{{{run}}} {fenced(self.tex(inside)) if isinstance(inside, Add) else self.tex(inside)}"

    def _print_floor(self, term: Expr, exponent: str | None = None) -> str:
        return self._rounded(r"\lfloor", term, r"\rfloor")

    def _print_ceiling(self, term: Expr, exponent: str | None = None) -> str:
        return self._rounded(r"\lceil", term, r"\rceil")

    def _rounded(self, opening: str, term: Expr, closing: str) -> str:
        (inside,) = term.args
        parts = split_fraction(inside)[1:] if isinstance(inside, Mul) else ()
        simple = all(len(part) == 1 and isinstance(part[0], Symbol | Integer) for part in parts)
        text = "/".join(self.tex(part[0]) for part in parts) if parts and simple else self.tex(inside)
        return rf"\left{opening} {text} \right{closing}" if is_tall(text) else f"{opening} {text} {closing}"

    def _print_Derivative(self, term: Derivative) -> str:
        function, variables = term.expr, term.variable_count
        order = len(term.variables)
        if isinstance(function, AppliedUndef) and len(variables) == 1 and function.args == term.variables[:1]:
            name, _, arguments = self.tex(function).partition("(")
            return f"{name}{chr(39) * order}({arguments}"
        several = isinstance(function, AppliedUndef) and len(function.args) > 1
        own = len(variables) > 1 or any(v.is_Indexed for v, _ in variables)
        partial = self.partial or several or own
        sign, gap = (r"\partial", " ") if partial else (r"\mathrm{d}", "")
        names = [(self.tex(v), power_of(int(count))) for v, count in variables]
        below = r" \, ".join(sign + (r" \, " if UPRIGHT.match(v) else gap) + v + power for v, power in names)
        slope = rf"\frac{{{sign}{power_of(order)}}}{{{below}}}"
        text = self.tex(function)
        if isinstance(function, (log, AppliedUndef, *NAMED)):
            return f"{slope} {text}"
        return rf"{slope}\left[{text}\right]" if is_tall(text) else rf"{slope} [{text}]"


def indexed(name: str) -> str:
    """A name of the table with the index of another after it, such as se_mu; else nothing."""
    head, _, index = name.partition("_")
    return f"{INDEXED[head]}_{{{latex(Symbol(index))}}}" if head in INDEXED and index else ""


def power_of(order: int) -> str:
    return f"^{order}" if order > 1 else ""


def is_long(text: str) -> bool:
    """Whether LaTeX is too high or too long for an exponent."""
    return is_tall(text) or signs(text) > LONG


def signs(text: str) -> int:
    """The number of signs that LaTeX prints, more or less: a command counts as one."""
    return len(re.sub(r"\\[A-Za-z]+ ?", "x", text.replace("{", "").replace("}", "")))
