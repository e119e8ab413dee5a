"""A program in words of an array library: a module of a function, its derivatives, and what was proved."""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources

from sympy import Basic, Expr, Function, S, Symbol, preorder_traversal

from derive.algebra.terms import names, substitute
from derive.code.backends import Backend, backend
from derive.code.layout import INDENT, docstring, laid_out, signature, statement
from derive.code.printer import ArrayPrinter
from derive.code.program import Branch, Program
from derive.code.stable import Stable
from derive.language.vocabulary import if_equal, if_less
from derive.notation.claims import facts_latex, space_latex
from derive.notation.latex import latex
from derive.notation.mathml import parse
from derive.notation.plain import plain
from derive.statement import REALS, Equal, Interval, Space, Vectors

TURNED, LOSS, SLOPE, RETURNED = "t", "loss", "slope", ""
SHARED = "uvwqh"
"""Letters for what stands in a term more than once."""
OWN = {TURNED, LOSS, SLOPE, "reduction", "math", "np", "jax", "jnp", "torch", "abs", "max", "min"}
"""Names that the module gives or uses itself."""


@lru_cache(maxsize=1)
def words() -> dict[str, str]:
    """The sentences of docstrings, those of a table under its name and theirs."""
    told = tomllib.loads((resources.files("derive.code") / "words.toml").read_text("utf-8"))
    found = {key: text for key, text in told.items() if isinstance(text, str)}
    tables = {key: table for key, table in told.items() if isinstance(table, dict)}
    return found | {f"{key}.{name}": text for key, table in tables.items() for name, text in table.items()}


def printed(program: Program, library: str) -> str:
    """The text of a module. Raises DeriveError for what has no counterpart in the library."""
    return _Module(program, backend(library)).text()


class _Module:
    def __init__(self, program: Program, library: Backend) -> None:
        self.program, self.library, self.loss = program, library, program.loss
        loss = program.loss
        self.vector = any(isinstance(space, Vectors) for _, space in loss.predictions)
        self.taken = {*keyword.kwlist, *keyword.softkwlist, *OWN, *library.helpers}
        self.name = self.fresh(re.sub(r"\W+", "_", loss.name, flags=re.ASCII).strip("_"))
        arrays = {a: self.fresh(a.name) for a in loss.arguments}
        vectors = {a: space for a, space in loss.predictions if isinstance(space, Vectors)}
        sizes = {space.index[2]: f"{arrays[a]}.shape[-1]" for a, space in vectors.items()}
        counted = loss.target[0] if loss.target and vectors else None
        self.constants = {c: self.fresh(c.name) for c, _ in loss.known if c not in sizes}
        self.printer = ArrayPrinter(library, arrays, sizes | self.constants, program.place, counted)
        self.target = arrays[loss.target[0]] if loss.target else ""

    def fresh(self, name: str) -> str:
        """A name that Python takes, and that is not in use."""
        if not name or name[0].isdigit():
            name = f"loss_{name}"
        while name in self.taken:
            name += "_"
        self.taken.add(name)
        return name

    def text(self) -> str:
        functions = [self.function(), *self.gradients()]
        whole = "\n".join(functions)
        imports = [*(["import math", ""] if re.search(r"\bmath\.", whole) else []), *self.library.imports]
        parts = ["\n".join([self.head(), "", *imports]), *functions, *self.helpers(whole)]
        return laid_out("\n\n\n".join(parts) + "\n")

    def helpers(self, text: str) -> list[str]:
        """The helpers that a text calls, in the order in which it does, then those that these call."""
        known = self.library.helpers
        called = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, known))})\(")
        found = dict.fromkeys(called.findall(text))
        for name in (waiting := list(found)):
            new = [one for one in called.findall(known[name]) if one not in found]
            found |= dict.fromkeys(new)
            waiting += dict.fromkeys(new)
        return [known[name].strip() for name in found]

    # ── docstrings ──

    def head(self) -> str:
        loss = self.loss
        title = dict(loss.title).get("en", loss.name)
        target = [loss.target] if loss.target else []
        spaces = [shown(space_latex(*one)) for one in (*target, *loss.predictions, *loss.known)]
        rules = dict.fromkeys(t.rule.name for one in self.program.theorems for t in one.ancestry)
        forms = [one for branch in self.program.branches for one in (branch.value, *branch.slopes)]
        return docstring(
            [
                say("head", title=title[:1].upper() + title[1:], library=self.library.title),
                [shown(latex(loss.call())) + " = " + shown(latex(loss.formula))],
                say("domain", spaces=", ".join(spaces)),
                say("source", source=loss.source) if loss.source else "",
                say("counted") if self.vector else "",
                say("proved", rules=", ".join(sorted(rules))),
                say("slopeless") if self.program.slopeless else "",
                "" if all(one.trusted for one in forms) else say("lossy"),
            ]
        )

    def equalities(self, branches: Iterable[tuple[Branch, Stable]]) -> list[str | list[str]]:
        """What was proved, with where it holds; the formula itself is not told again."""
        rows: dict[tuple[str, str], None] = {}
        formula = shown(latex(self.loss.formula))
        for branch, form in branches:
            label = [Equal(self.loss.labels[0], branch.label)] if branch.label is not None else []
            for one in form.shown:
                left, right = one.theorem.equality.left, one.theorem.equality.right
                told = shown(latex(right))
                if told != formula and not (left.args and left.args[0].is_Number):
                    where = shown(facts_latex((*label, *one.where))) if label or one.where else ""
                    rows[where, f"{shown(latex(left, partial=True))} = {told}"] = None
        width = max((len(where) for where, _ in rows), default=0) + 3
        lines = [f"{where + ':':{width}}{text}" if width > 3 else text for where, text in rows]
        return [say("equalities"), lines] if lines else []

    # ── functions ──

    def function(self) -> str:
        arguments = [*self.arguments(), f'reduction: str = "{self.loss.reduction}"']
        arrays = self.printer.arrays
        predictions = " and ".join(name for a, name in arrays.items() if name != self.target)
        told = {"target": self.target, "predictions": predictions}
        labels = [str(branch.label) for branch in self.program.branches if branch.label is not None]
        kind = "classes" if self.vector else "labels" if labels else "targets" if self.target else "alone"
        first = say(f"loss.{kind}", labels=" or ".join(labels), **told)
        shapes = f"{say('loss.shapes')} " if not self.vector and len(arrays) > 1 else ""
        reduction = shapes + say("loss.reduction")
        told_of = [(branch, branch.value) for branch in self.program.branches]
        body = self.body(LOSS, [branch.value for branch in self.program.branches])
        return "\n".join(
            [
                signature(self.name, arguments, self.library.array),
                docstring([first, reduction, *self.equalities(told_of)], INDENT),
                *body,
                f"{INDENT}return reduced({LOSS}, reduction)",
            ]
        )

    def gradients(self) -> list[str]:
        several = len(self.loss.predictions) > 1
        return [
            self.gradient(k, a, f"_by_{self.printer.arrays[a]}" if several else "")
            for k, (a, _) in enumerate(self.loss.predictions)
            if all(branch.slopes for branch in self.program.branches)
        ]

    def gradient(self, k: int, a: Symbol, by: str) -> str:
        forms = [(branch, branch.slopes[k]) for branch in self.program.branches]
        told = say(f"gradient.{'entry' if self.vector else 'number'}", prediction=self.printer.arrays[a])
        turn = say("gradient.turn") if any(form.term.has(if_less) for _, form in forms) else ""
        return "\n".join(
            [
                signature(f"{self.name}_gradient{by}", self.arguments(), self.library.array),
                docstring([told, turn, *self.equalities(forms)], INDENT),
                *self.body(RETURNED, [form for _, form in forms]),
            ]
        )

    def arguments(self) -> list[str]:
        arrays = [f"{name}: {self.library.array}" for name in self.printer.arrays.values()]
        return [*arrays, *(f"{name}: float" for name in self.constants.values())]

    def body(self, name: str, forms: list[Stable]) -> list[str]:
        return [*self.opening(), *self.computed(name, [form.term for form in forms])]

    def opening(self) -> list[str]:
        """The arguments as arrays of one shape, and labels that are known."""
        arrays = ", ".join(self.printer.arrays.values())
        if self.vector:
            return [f"{INDENT}{arrays} = classes({arrays})"]
        comma = "," if len(self.printer.arrays) == 1 else ""
        lines = [f"{INDENT}{f'({arrays}{comma})' if comma else arrays} = broadcast({arrays})"]
        labels = [str(branch.label) for branch in self.program.branches if branch.label is not None]
        if labels:
            first = self.printer.arrays[self.loss.predictions[0][0]]
            lines.append(f"{INDENT}{first} = labelled({first}, {self.target}, ({', '.join(labels)}))")
        return lines

    def computed(self, name: str, terms: list[Expr]) -> list[str]:
        """Statements that give a name to what is computed; for each label what holds of it."""
        if len(terms) == 1:
            return self.apart(name, terms[0])
        return self.turned(name, terms) or self.by_label(name, terms)

    def apart(self, name: str, term: Expr) -> list[str]:
        """A term, where what stands in it more than once has been given a name."""
        kept = dict(self.printer.arrays)
        letters = (letter for letter in SHARED if letter not in self.taken)
        named: dict[Symbol, Expr] = {}
        while not self.vector and (part := repeated([term, *named.values()], self.printer.arrays)) is not None:
            letter = Symbol(next(letters, f"{SHARED[0]}_{len(named)}"))
            self.printer.arrays = {letter: letter.name} | self.printer.arrays
            term, *others = (one.xreplace({part: letter}) for one in (term, *named.values()))
            named = {letter: part} | dict(zip(named, others, strict=True))
        lines = [statement(letter.name, self.printer.text(part)) for letter, part in named.items()]
        lines.append(statement(name, self.value(term)))
        self.printer.arrays = kept
        return lines

    def value(self, term: Expr) -> str:
        """A term; a number, as an array."""
        if names(term) & self.printer.arrays.keys():
            return self.printer.text(term)
        return self.printer.filled(self.printer.number(term))

    def turned(self, name: str, terms: list[Expr]) -> list[str]:
        """Where what holds for the second label is what holds for the first with the sign of the prediction
        turned, up to its own sign: that, in t = ±z; else nothing."""
        (a, space), *others = self.loss.predictions
        if others or space != REALS or len(terms) != 2 or a not in names(terms[0]):
            return []
        target, second = self.loss.labels[0], self.program.branches[1].label
        low, high = terms
        for sign in (S.One, S.NegativeOne):
            if sign * substitute(low, {a: -a}) == high:
                t = Symbol(TURNED)
                lines = [statement(TURNED, self.printer.text(if_equal(target, second, -a, a)))]
                self.printer.arrays = {t: TURNED} | self.printer.arrays
                one = SLOPE if sign == -1 else name
                lines.append(statement(one, self.printer.text(substitute(low, {a: t}))))
                del self.printer.arrays[t]
                if sign == -1:
                    choice = self.library.where.format(f"{self.target} == {second}", f"-{one}", one)
                    lines.append(statement(name, choice))
                return lines
        return []

    def by_label(self, name: str, terms: list[Expr]) -> list[str]:
        """A choice by the label; where it is not taken, a branch is computed at a harmless number, so that
        nothing infinite comes from there, in a derivative neither."""
        target, labels = self.loss.labels[0], [branch.label for branch in self.program.branches]
        lines, texts = [], []
        for label, term in zip(labels, terms, strict=True):
            assert label is not None
            swapped: dict[Symbol, Expr] = {}
            for a, space in self.loss.predictions:
                if a in names(term) and (harmless := inside(space)) is not None and term != a:
                    own = f"{self.printer.arrays[a]}_{str(label).replace('-', 'minus_')}"
                    lines.append(statement(own, self.printer.text(if_equal(target, label, a, harmless))))
                    swapped[a] = Symbol(own)
            kept = dict(self.printer.arrays)
            self.printer.arrays = {s: s.name for s in map(Symbol, map(str, swapped.values()))} | kept
            texts.append(self.printer.number(substitute(term, swapped)))
            self.printer.arrays = kept
        *before, whole = texts
        if not any(names(term) & self.printer.arrays.keys() for term in terms):
            before[-1] = self.printer.filled(before[-1])
        for label, text in reversed(list(zip(labels, before, strict=False))):
            whole = self.library.where.format(f"{self.target} == {label}", text, whole)
        return [*lines, statement(name, whole)]


def repeated(terms: Iterable[Expr], arrays: Iterable[Basic]) -> Expr | None:
    """The longest function of arrays that stands in terms more than once."""
    moving = frozenset(arrays)
    parts = (part for term in terms for part in preorder_traversal(term))
    calls = [part for part in parts if isinstance(part, Function) and names(part) & moving]
    again = (part for part in dict.fromkeys(calls) if calls.count(part) > 1)
    return max(again, key=lambda part: part.count_ops(), default=None)


def inside(space: Space) -> Expr | None:
    """A number well inside a space."""
    match space:
        case Interval(low=low, high=high) if low.is_Number and high.is_Number:
            if low.is_infinite:
                return S.Zero if high.is_infinite else high - 1
            return low + 1 if high.is_infinite else (low + high) / 2
    return None


# ── text ──


def say(key: str, **parts: str) -> str:
    return " ".join(words()[key].format(**parts).split())


def shown(tex: str) -> str:
    """A formula as one line of Unicode text."""
    return plain(parse(tex))
