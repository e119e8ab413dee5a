"""Terms as Python, in the functions of an array library that a table names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import (
    Abs,
    Basic,
    Expr,
    Function,
    Indexed,
    Number,
    Pow,
    Rational,
    S,
    Symbol,
    cosh,
    exp,
    log,
    sign,
    sinh,
    tanh,
)
from sympy.printing.pycode import PythonCodePrinter

from derive.algebra.terms import names
from derive.code.functions import expm1, log1p, negative_log_softmax, softmax_residual, xlog1py
from derive.errors import DeriveError
from derive.language.vocabulary import (
    if_equal,
    if_less,
    indicator,
    maximum,
    minimum,
    sigmoid,
    softplus,
    xlogy,
)

NAMES: dict[type[Basic], str] = {
    Abs: "abs", cosh: "cosh", exp: "exp", expm1: "expm1", log: "log", log1p: "log1p", maximum: "maximum",
    minimum: "minimum", sigmoid: "sigmoid", sign: "sign", sinh: "sinh", softplus: "softplus", tanh: "tanh",
    xlog1py: "xlog1py", xlogy: "xlogy",
}  # fmt: skip


@dataclass(frozen=True)
class Backend:
    """An array library, as its file in `backends` tells it."""

    name: str
    title: str
    imports: tuple[str, ...]
    array: str
    first: str
    other: str
    label: str
    together: str
    where: str
    constant: str
    functions: Mapping[str, str]
    helpers: Mapping[str, str]


@dataclass
class Needed:
    """What the printed terms call: helpers by name, and whether the module of numbers is needed."""

    helpers: dict[str, None] = field(default_factory=dict)
    math: bool = False


class ArrayPrinter(PythonCodePrinter):
    """Symbols of `arrays` stand for arrays, all others for numbers. An entry at the `place` of a vector is a
    vector in the last axis; a number beside it is spread over that."""

    def __init__(
        self, backend: Backend, arrays: frozenset[Symbol], vectors: tuple[Symbol, ...], place: Symbol
    ) -> None:
        super().__init__({"order": "none", "fully_qualified_modules": True})
        self.backend, self.arrays, self.vectors, self.place = backend, arrays, vectors, place
        self.needed = Needed()
        self.spread = ""

    def text(self, term: Expr) -> str:
        self.spread = "[..., None]" if self.place in names(term) else ""
        return str(self.doprint(term))

    def _print(self, expr: Basic, **kwargs: object) -> str:
        if isinstance(expr, Expr):
            if isinstance(expr, Function) and not names(expr) & self.arrays:
                self.needed.math = True
                return str(super()._print(expr))
            if (told := self.told(expr)) is not None:
                return told
        if isinstance(expr, Function):
            raise DeriveError(f"{expr.func.__name__} has no counterpart in {self.backend.title}")
        return str(super()._print(expr))

    def told(self, term: Expr) -> str | None:
        match term:
            case if_less(args=(left, right, then, other)):
                return self.chosen(f"{self._print(left)} < {self._print(right)}", then, other)
            case if_equal(args=(left, right, then, other)):
                return self.chosen(f"{self._print(left)} == {self._print(right)}", then, other)
            case maximum(args=(one, other)) | minimum(args=(one, other)):
                name = ("at_least", "at_most")[isinstance(term, minimum)]
                for array, number in ((one, other), (other, one)):
                    if not names(number) & self.arrays:
                        return self.called(name, array, number)
            case negative_log_softmax(args=(z, _, y)) | softmax_residual(args=(z, _, y, _)):
                return self.helper(type(term).__name__, z, y)
            case indicator():
                (y,) = (part for part in term.args if part != self.place)
                return self.helper("one_hot", *self.vectors, y)
            case Indexed():
                if term.indices[0] == self.place:
                    return str(term.base.label)
                return self.helper("at", Symbol(str(term.base.label)), term.indices[0]) + self.spread
            case Pow(base=base, exp=Rational() as power) if abs(power) == S.Half and names(base) & self.arrays:
                root = self.called("sqrt", base)
                return root if power > 0 else f"1/{root}"
            case Symbol() if self.spread and term in self.arrays:
                return f"{term}{self.spread}"
        name = NAMES.get(type(term))
        return None if name is None else self.called(name, *term.args)

    def chosen(self, condition: str, then: Expr, other: Expr) -> str:
        return self.backend.where.format(condition, self.number(then), self.number(other))

    def number(self, term: Expr) -> str:
        return repr(float(term)) if isinstance(term, Number) else self._print(term)

    def called(self, name: str, *args: Basic) -> str:
        texts = [self._print(a) for a in args]
        if (form := self.backend.functions.get(name)) is not None:
            return form.format(*texts)
        return self.of_helper(name, texts)

    def helper(self, name: str, *args: Basic) -> str:
        return self.of_helper(name, [str(a.base.label) if isinstance(a, Indexed) else str(a) for a in args])

    def of_helper(self, name: str, texts: list[str]) -> str:
        if name not in self.backend.helpers:
            raise DeriveError(f"{name} has no counterpart in {self.backend.title}")
        self.needed.helpers[name] = None
        return f"{name}({', '.join(texts)})"
