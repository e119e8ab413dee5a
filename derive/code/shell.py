"""A program in words of an array library: a module of a function, its derivatives, and what was proved."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib import resources

from sympy import Expr, Mul, S, Symbol

from derive.algebra.terms import names, substitute
from derive.code.printer import ArrayPrinter, Backend
from derive.code.program import Program
from derive.code.stable import Stable
from derive.errors import UnknownNameError
from derive.language.vocabulary import if_equal
from derive.language.writer import write, write_space
from derive.statement import REALS, Interval, Space, Vectors

INDENT = "    "
TURNED = Symbol("t")
FILES = resources.files("derive.code") / "backends"


@lru_cache(maxsize=1)
def backends() -> tuple[str, ...]:
    """The array libraries that a program can be printed for."""
    found = (file.name.removesuffix(".toml") for file in FILES.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(found))


@lru_cache(maxsize=8)
def backend(name: str) -> Backend:
    """An array library by name. Raises UnknownNameError."""
    if name not in backends():
        raise UnknownNameError("array library", name, backends())
    told = tomllib.loads((FILES / f"{name}.toml").read_text("utf-8"))
    return Backend(name, imports=tuple(told.pop("imports")), **told)


def printed(program: Program, library: str) -> str:
    """The text of a module. Raises DeriveError for what has no counterpart in the library."""
    return _Module(program, backend(library)).text()


class _Module:
    def __init__(self, program: Program, library: Backend) -> None:
        self.program, self.library, self.loss = program, library, program.loss
        loss = program.loss
        self.vectors = tuple(a for a, space in loss.predictions if isinstance(space, Vectors))
        self.printer = ArrayPrinter(library, frozenset(loss.arguments), self.vectors, program.place)
        self.name = loss.name.replace("-", "_")

    def text(self) -> str:
        functions = [self.function(), *self.slopes()]
        needed = self.printer.needed
        needed.helpers["reduced"] = None
        imports = [*(["import math", ""] if needed.math else []), *self.library.imports]
        helpers = [self.library.helpers[name].strip() for name in sorted(needed.helpers)]
        parts = ["\n".join([self.head(), "", *imports]), *functions, *helpers]
        return "\n\n\n".join(parts) + "\n"

    # ── words ──

    def head(self) -> str:
        loss = self.loss
        title = dict(loss.title).get("en", loss.name)
        lines = [f'"""{title[:1].upper()}{title[1:]}, in {self.library.title}.', ""]
        lines += [f"{INDENT}{write(loss.call())} = {write(loss.formula)}", ""]
        lines += [f"for {', '.join(self.spaces())}." + (f" Source: {loss.source}." if loss.source else ""), ""]
        if self.vectors:
            lines += ["Labels are counted from 0 here, as in other programs, and stand for 1, 2, … there.", ""]
        lines += [
            "What is computed was proved to be equal to the formula, and to its derivatives, by derive:",
            "",
        ]
        lines += [f"{INDENT}{line}" for line in self.identities()]
        if not self.program.trusted:
            lines += [
                "",
                "No form was found that keeps all digits everywhere: near cancellation some are lost.",
            ]
        return "\n".join([*lines, '"""'])

    def spaces(self) -> list[str]:
        target = [self.loss.target] if self.loss.target else []
        return [write_space(s, space) for s, space in (*target, *self.loss.predictions, *self.loss.known)]

    def identities(self) -> list[str]:
        """Each proved equality, on lines of their own."""
        told = dict.fromkeys(
            f"{write(t.equality.left)} = {write(t.equality.right)}" for t in self.program.theorems
        )
        return list(told)

    # ── functions ──

    def arguments(self, *more: str) -> str:
        array = self.library.array
        arrays = [f"{a}: {array}" for a in self.loss.arguments]
        return ", ".join([*arrays, *(f"{c}: float" for c, _ in self.loss.known if self.stands(c)), *more])

    def stands(self, constant: Symbol) -> bool:
        """Whether a constant is told; the number of entries of a vector is seen from that."""
        return not any(
            isinstance(space, Vectors) and constant in space.index for _, space in self.loss.predictions
        )

    def opening(self) -> list[str]:
        """The arguments as arrays of one shape."""
        (first, _), *others = self.loss.predictions
        lines = [self.library.first.format(first, first)]
        lines += [self.library.other.format(a, first) for a, _ in others]
        if self.loss.target is not None:
            form = self.library.label if self.vectors else self.library.other
            lines.append(form.format(self.loss.target[0], first))
        if not self.vectors and len(self.loss.arguments) > 1:
            lines.append(self.library.together.format(", ".join(map(str, self.loss.arguments))))
        return lines

    def function(self) -> str:
        kind = f"reduction: str = {self.loss.reduction!r}"
        lines = [f"def {self.name}({self.arguments(kind)}) -> {self.library.array}:"]
        lines += [f'{INDENT}"""The loss, as it is ("none"), its "mean" or its "sum"."""']
        body = [*self.opening(), *self.computed("loss", [b.value for b in self.program.branches])]
        lines += [INDENT + line for line in [*body, "return reduced(loss, reduction)"]]
        return "\n".join(lines)

    def slopes(self) -> list[str]:
        found = []
        for k, (a, space) in enumerate(self.loss.predictions):
            if any(len(b.slopes) <= k for b in self.program.branches):
                continue
            by = f"_by_{a}" if len(self.loss.predictions) > 1 else ""
            lines = [f"def {self.name}_gradient{by}({self.arguments()}) -> {self.library.array}:"]
            lines += [f'{INDENT}"""The derivative of each loss by {write_of(a, space)}."""']
            body = [*self.opening(), *self.computed("slope", [b.slopes[k] for b in self.program.branches])]
            lines += [INDENT + line for line in [*body, "return slope"]]
            found.append("\n".join(lines))
        return found

    def computed(self, name: str, forms: list[Stable]) -> list[str]:
        """Lines that give a name to what is computed; for each label what holds of it."""
        if len(forms) == 1:
            return [f"{name} = {self.value(forms[0].term)}"]
        return self.turned(name, forms) or self.by_label(name, [form.term for form in forms])

    def value(self, term: Expr) -> str:
        """A term; a number, in the shape of the first prediction."""
        if not names(term) & self.printer.arrays:
            return self.library.constant.format(self.loss.predictions[0][0], self.printer.number(term))
        return self.printer.text(term)

    def turned(self, name: str, forms: list[Stable]) -> list[str]:
        """Where what holds for the second label is what holds for the first with the sign of the prediction
        turned: that, in t = ±z; else nothing."""
        (a, space), *others = self.loss.predictions
        if others or space != REALS or len(forms) != 2 or self.loss.target is None:
            return []
        low, high = (form.term for form in forms)
        for sign in (S.One, S.NegativeOne):
            if a in names(low) and sign * substitute(low, {a: -a}) == high:
                target, second = self.loss.target[0], self.program.branches[1].label
                first = f"{TURNED} = {self.printer.text(if_equal(target, second, -a, a))}"
                self.printer.arrays |= {TURNED}
                switch = S.One if sign == 1 else if_equal(target, second, S.NegativeOne, S.One)
                whole = Mul(switch, substitute(low, {a: TURNED}))
                return [first, f"{name} = {self.printer.text(whole)}"]
        return []

    def by_label(self, name: str, terms: list[Expr]) -> list[str]:
        """A choice by the label; where it is not taken, a branch is computed at a harmless number, so that
        nothing infinite comes from there, in a derivative neither."""
        assert self.loss.target is not None
        target, labels = self.loss.target[0], [b.label for b in self.program.branches]
        lines, texts = [], []
        for label, term in zip(labels, terms, strict=True):
            assert label is not None
            swapped: dict[Symbol, Expr] = {}
            for a, space in self.loss.predictions:
                if a in names(term) and (harmless := inside(space)) is not None and term != a:
                    safe = Symbol(f"{a}_{str(label).replace('-', 'minus_')}")
                    choice = if_equal(target, label, a, harmless)
                    lines.append(f"{safe} = {self.printer.text(choice)}")
                    swapped[a] = safe
            self.printer.arrays |= set(swapped.values())
            texts.append(self.printer.number(substitute(term, swapped)))
        *before, whole = texts
        for label, text in reversed(list(zip(labels, before, strict=False))):
            whole = self.library.where.format(f"{target} == {label}", text, whole)
        return [*lines, f"{name} = {whole}"]


def inside(space: Space) -> Expr | None:
    """A number well inside a space."""
    match space:
        case Interval(low=low, high=high) if low.is_Number and high.is_Number:
            if low.is_infinite:
                return S.Zero if high.is_infinite else high - 1
            return low + 1 if high.is_infinite else (low + high) / 2
    return None


def write_of(a: Symbol, space: Space) -> str:
    return f"the entries of {a}" if isinstance(space, Vectors) else str(a)
