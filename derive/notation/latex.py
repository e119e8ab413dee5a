"""Terms as LaTeX, the way this field writes them.

SymPy's printer does symbols and numbers; here are the order of terms and factors, fractions, the names
of statistics and functions, and the rule that data stand before logarithms and sums stand last.
"""

from __future__ import annotations

from collections.abc import Callable

from sympy import Add, Derivative, Expr, Integer, Mul, Number, Pow, Product, Rational, Sum, Symbol, exp, log
from sympy.core.function import AppliedUndef
from sympy.printing.latex import LatexPrinter

from derive.language.vocabulary import RANDOM, expect, indicator, variance, xlogy
from derive.notation.names import FUNCTION_NAMES, SYMBOL_NAMES

BIG = (Sum, Product)
CALLS = (AppliedUndef, log, xlogy, Derivative, *RANDOM, *BIG)
"""What stands beside a fraction rather than in its numerator."""


TALL = (r"\frac", r"\sum", r"\prod", r"\sqrt")


def latex(term: Expr) -> str:
    """A term as LaTeX, without dollar signs."""
    text: str = _Printer().doprint(term)
    return text


class _Printer(LatexPrinter):  # type: ignore[misc]
    """One method a kind of term; SymPy dispatches by class name."""

    def tex(self, term: Expr) -> str:
        return str(self._print(term))

    def _print_Symbol(self, term: Symbol, style: str = "plain") -> str:
        if term.name in SYMBOL_NAMES:
            return SYMBOL_NAMES[term.name]
        if term.name.endswith("bar") and len(term.name) > 3:
            return rf"\bar{{{self.tex(Symbol(term.name[:-3]))}}}"
        text: str = super()._print_Symbol(term, style)
        return text

    def _print_Indexed(self, term: Expr) -> str:
        index = ",".join(self.tex(k) for k in term.indices)
        base = self.tex(term.base.label)
        return f"{base}_{index}" if len(index) == 1 else f"{base}_{{{index}}}"

    # ── sums of terms ──

    def _print_Add(self, term: Add, order: str | None = None) -> str:
        parts = [self.tex(part) for part in ordered_terms(term)]
        text = parts[0]
        for part in parts[1:]:
            text += f" - {part[1:].lstrip()}" if part.startswith("-") else f" + {part}"
        return text

    # ── products and fractions ──

    def _print_Mul(self, term: Mul) -> str:
        sign, numerator, denominator = split_fraction(term)
        calls_below = any(isinstance(f, CALLS) for f in denominator)
        beside = [] if calls_below or not denominator else [f for f in numerator if stands_beside(f)]
        above = [f for f in numerator if f not in beside]
        if not denominator:
            return sign + self._juxtaposed(numerator)
        fraction = rf"\frac{{{self._juxtaposed(above) or '1'}}}{{{self._juxtaposed(denominator)}}}"
        rest = self._juxtaposed(beside)
        return f"{sign}{fraction} {rest}" if rest else sign + fraction

    def _juxtaposed(self, factors: list[Expr]) -> str:
        factors = sorted(factors, key=factor_rank)
        if len(factors) < 2:
            return "".join(self.tex(factor) for factor in factors)
        texts = [self._factor(f, last=k == len(factors) - 1) for k, f in enumerate(factors)]
        text = texts[0]
        for before, after in zip(texts, texts[1:], strict=False):
            text += (r" \cdot " if after[0].isdigit() and before[-1:].isdigit() else " ") + after
        return text

    def _factor(self, factor: Expr, last: bool) -> str:
        text: str = self.tex(factor)
        if isinstance(factor, Add) or (isinstance(factor, BIG) and not last) or text.startswith("-"):
            return self._fenced(text)
        return text

    def _fenced(self, text: str) -> str:
        if any(command in text for command in TALL):
            return rf"\left({text}\right)"
        return rf"\bigl({text}\bigr)" if "(" in text else f"({text})"

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
        if isinstance(base, Add | Mul | Pow | Derivative | log | Rational) and not isinstance(base, Integer):
            text = self._fenced(text)
        elif isinstance(base, BIG) or text.startswith("-"):
            text = self._fenced(text)
        elif isinstance(base, RANDOM):
            return rf"{text}^{{{self.tex(exponent)}}}"
        return f"{text}^{{{self.tex(exponent)}}}"

    # ── functions ──

    def _print_log(self, term: Expr, exponent: str | None = None) -> str:
        (argument,) = term.args
        text = self.tex(argument)
        power = isinstance(argument, Pow) and isinstance(argument.base, Symbol) and not argument.exp.is_Rational
        if not (
            power
            or is_one_fraction(text)
            or argument.is_Indexed
            or isinstance(argument, Symbol | Number | Product | AppliedUndef)
        ):
            return rf"\log{self._fenced(text)}"
        return rf"\log {text}"

    def _print_exp(self, term: exp, exponent: str | None = None) -> str:
        return f"e^{{{self.tex(term.args[0])}}}"

    def _print_xlogy(self, term: Expr, exponent: str | None = None) -> str:
        weight, argument = term.args
        return f"{self._factor(weight, last=False)} {self._print_log(log(argument, evaluate=False))}"

    def _print_indicator(self, term: Expr, exponent: str | None = None) -> str:
        left, right = term.args
        return rf"\mathbf{{1}}\{{{self.tex(left)} = {self.tex(right)}\}}"

    def _print_expect(self, term: Expr, exponent: str | None = None) -> str:
        return self._operator(r"\operatorname{E}", term)

    def _print_variance(self, term: Expr, exponent: str | None = None) -> str:
        return self._operator(r"\operatorname{Var}", term)

    def _operator(self, name: str, term: Expr) -> str:
        text = self.tex(term.args[0])
        return rf"{name}\left[{text}\right]" if any(c in text for c in TALL) else f"{name}[{text}]"

    def _print_Function(self, term: Expr, exponent: str | None = None) -> str:
        write = FUNCTION_NAMES.get(term.func.__name__, "")
        arguments = [self.tex(argument) for argument in term.args]
        if write and ("{rest}" in write) == (len(arguments) > 1):
            text = write.format(arguments[0], rest=", ".join(arguments[1:]))
        else:
            name = (
                self.tex(Symbol(term.func.__name__))
                if len(term.func.__name__) == 1
                else (rf"\mathrm{{{term.func.__name__.replace('_', ' ')}}}")
            )
            text = f"{name}({', '.join(arguments)})"
        return f"{text}^{{{exponent}}}" if exponent else text

    # ── binders ──

    def _print_Sum(self, term: Sum) -> str:
        return self._big(r"\sum", term)

    def _print_Product(self, term: Product) -> str:
        return self._big(r"\prod", term)

    def _big(self, sign: str, term: Expr) -> str:
        text = "".join(
            rf"{sign}_{{{self.tex(symbol)}={self.tex(low)}}}^{{{self.tex(high)}}} "
            for symbol, low, high in reversed(term.limits)
        )
        inside = self.tex(term.function)
        if isinstance(term.function, Add) or inside.startswith("-"):
            inside = self._fenced(inside)
        return text + inside

    def _print_Derivative(self, term: Derivative) -> str:
        variable, order = term.variables[0], len(term.variables)
        if isinstance(term.expr, AppliedUndef) and term.expr.args == (variable,):
            name, _, arguments = self.tex(term.expr).partition("(")
            return f"{name}{chr(39) * order}({arguments}"
        power = f"^{order}" if order > 1 else ""
        below: str = self.tex(variable)
        slope = rf"\frac{{\mathrm{{d}}{power}}}{{\mathrm{{d}}{below}{power}}}"
        return rf"{slope}\left[{self.tex(term.expr)}\right]"


def stands_beside(factor: Expr) -> bool:
    """Whether a factor above the line is better written beside the fraction."""
    if isinstance(factor, Pow):
        factor = factor.base
    if isinstance(factor, RANDOM) and (factor.args[0].is_Symbol or factor.args[0].is_Indexed):
        return False
    return isinstance(factor, CALLS)


def is_one_fraction(text: str) -> bool:
    """Whether LaTeX is a single fraction, so that no brackets are needed around it."""
    if not text.startswith(r"\frac{"):
        return False
    depth, groups = 0, 0
    for position, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == "}" and depth == 0:
            groups += 1
            if groups == 2:
                return position == len(text) - 1
    return False


def split_fraction(term: Mul) -> tuple[str, list[Expr], list[Expr]]:
    """Sign, factors above and factors below the line."""
    coefficient, factors = term.as_coeff_mul()
    sign = "-" if coefficient < 0 else ""
    coefficient = abs(coefficient)
    above: list[Expr] = [] if coefficient.p == 1 else [Integer(coefficient.p)]
    below: list[Expr] = [] if coefficient.q == 1 else [Integer(coefficient.q)]
    for factor in factors:
        if isinstance(factor, Pow) and factor.exp.is_Rational and factor.exp < 0:
            below.append(Pow(factor.base, -factor.exp) if factor.exp != -1 else factor.base)
        else:
            above.append(factor)
    return sign, above, below


RANKS: tuple[tuple[Callable[[Expr], bool], int], ...] = (
    (lambda f: isinstance(f, Number), 0),
    (lambda f: isinstance(f, Symbol), 1),
    (lambda f: bool(f.is_Indexed), 2),
    (lambda f: isinstance(f, Pow) and isinstance(f.base, Symbol), 3),
    (lambda f: isinstance(f, Add), 4),
    (lambda f: isinstance(f, Pow) and not isinstance(f.base, CALLS), 5),
    (lambda f: isinstance(f, AppliedUndef | indicator), 6),
    (lambda f: isinstance(f, expect | variance), 7),
    (lambda f: isinstance(f, BIG) and not f.has(log), 8),
    (lambda f: isinstance(f, log | xlogy), 9),
)


def factor_rank(factor: Expr) -> tuple[int, int, str]:
    """Numbers, symbols, data, powers, brackets, functions, sums, logarithms."""
    rank = next((rank for test, rank in RANKS if test(factor)), 10)
    return rank, factor.count_ops(), str(factor)


def ordered_terms(term: Add) -> list[Expr]:
    """Positive terms first, constants before symbols, simple terms before long ones."""
    return sorted(Add.make_args(term), key=term_rank)


def term_rank(term: Expr) -> tuple[bool, bool, int, str]:
    minus = bool(term.as_coeff_Mul()[0] < 0)
    return minus, not isinstance(term, Number), len(latex(term)), str(term)
