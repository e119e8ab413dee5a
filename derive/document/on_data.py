"""The section of a page with the numbers of data put in: statistics, conditions, estimates, standard errors,
the log-likelihood, and figures."""

from __future__ import annotations

from collections.abc import Iterator

from flint import arb
from sympy import Expr, Indexed, Symbol

from derive.algebra.terms import names
from derive.document.another import change_of
from derive.document.applied import Applied, Placed, placed
from derive.document.blocks import (
    Block,
    Bullets,
    Chain,
    Code,
    Equation,
    Inlines,
    Line,
    Math,
    Paragraph,
    Table,
    Text,
)
from derive.document.figures import figure
from derive.document.trust import heading
from derive.document.words import Words
from derive.kernel.derivation import Derivation
from derive.notation.claims import claim_latex, hat_latex
from derive.notation.domains import domain_latex
from derive.notation.latex import Hat, latex
from derive.notation.numerals import DIGITS, Numeral, is_told_exactly, numeral, numeral_latex
from derive.statement import Equal, Fact, Interval, Less, LessEqual, Place, Unequal

APPROX, ELL = r"\approx", r"\ell"
FINER = (DIGITS, 9, 12, 15)
"""Significant digits until two sides can be told apart."""


def data_section(
    derivation: Derivation, applied: Applied, words: Words, figures_before: int = 0
) -> list[Block]:
    return _Section(derivation, applied, words, figures_before).blocks()


class _Section:
    def __init__(self, derivation: Derivation, applied: Applied, words: Words, figures_before: int) -> None:
        self.derivation, self.applied, self.words, self.before = derivation, applied, words, figures_before
        self.placed: Placed = placed(derivation)
        self.definitions = self.placed.definitions(applied.facts)
        self.bodies = {d.head: d.body for d in self.definitions}
        self.hats = {symbol: Hat(symbol.name) for symbol in self.placed.free}

    def blocks(self) -> list[Block]:
        return [
            heading("data", self.words),
            Paragraph(self.origin()),
            *self.statistics(),
            Paragraph(self.words.line("data.rounding", digits=(Text(str(DIGITS)),))),
            *self.conditions(),
            *self.free(),
            *self.estimates(),
            *self.another(),
            *self.errors(),
            *self.height(),
            *self.figures(),
        ]

    # ── where the data are from ──

    def origin(self) -> Inlines:
        source, words = self.applied.source, self.words
        gaps: dict[str, Inlines] = {
            "size": (Math(f"{latex(self.applied.size)} = {self.number(self.applied.size)}"),),
            "file": (Code(source.file),),
            "column": tuple(Code(name) for _, name in source.columns[:1]),
            "columns": self.columns(),
            "weights": (Code(source.weights),),
        }
        key = "memory" if not source.file else "file" if len(source.columns) == 1 else "file_of_several"
        line = words.line(f"data.{key}", **gaps)
        if source.weighted:
            line = (*line, *words.line("data.weights" if source.weights else "data.weights_of_memory", **gaps))
        if source.fractional:
            line = (*line, *words.line("data.fractional"))
        if self.applied.known:
            told = r",\; ".join(f"{latex(s)} = {self.number(s)}" for s in self.applied.known)
            line = (*line, *words.line("data.known", known=(Math(told),)))
        return line

    def columns(self) -> Inlines:
        """height (y), age (x)."""
        found: Inlines = ()
        for label, name in self.applied.source.columns:
            apart = (Text(self.words.plain("document.separator")),) if found else ()
            about = self.words.line(
                "data.column_of", column=(Code(name),), symbol=(Math(latex(Symbol(label))),)
            )
            found = (*found, *apart, *about)
        return found

    def number(self, term: Expr) -> str:
        return numeral_latex(self.applied.values[term])

    # ── statistics and conditions ──

    def statistics(self) -> list[Block]:
        """Each statistic, and what it is of these data; nothing where there is but their number."""
        values, size = self.applied.values, self.applied.size
        terms = [size, *(d.head for d in self.definitions), *self.placed.statistics(self.applied.facts)]
        rows = [((Math(self.told(t)),), (Math(self.number(t)),)) for t in terms if t in values]
        header = tuple((Text(self.words.plain(f"data.{key}")),) for key in ("statistic", "value"))
        return [Paragraph(self.words.line("data.statistics")), Table(header, tuple(rows))] if rows[1:] else []

    def told(self, term: Expr) -> str:
        """A statistic, by its definition if it has one."""
        text = latex(term.xreplace(self.hats))
        return f"{text} = {latex(self.bodies[term].xreplace(self.hats))}" if term in self.bodies else text

    def conditions(self) -> list[Block]:
        items = [self.condition(fact) for fact in self.applied.facts]
        if not items:
            return []
        return [Paragraph(self.words.line("data.conditions")), Bullets(tuple(items))]

    def condition(self, fact: Fact) -> Inlines:
        """A condition, and the same with numbers where their digits show that it holds."""
        line: Inlines = (Math(claim_latex(fact)),)
        for digits in FINER:
            found = self.compared(fact, digits)
            if found is not None:
                return (*line, Text(self.words.plain("document.colon")), Math(claim_latex(found)))
        return line

    def compared(self, fact: Fact, digits: int) -> Fact | None:
        """A comparison with numbers put in; None where that is not possible, or so many digits do not tell."""
        if not isinstance(fact, Less | LessEqual | Equal | Unequal):
            return None
        left, right = self.put_in(fact.left, digits), self.put_in(fact.right, digits)
        if left is None or right is None or (latex(left) == latex(right)) == isinstance(fact, Less | Unequal):
            return None
        return type(fact)(left, right)

    def put_in(self, term: Expr, digits: int = DIGITS) -> Expr | None:
        """A term with numbers for statistics and known parameters; None where data are left in it."""
        known = {**self.applied.values, **{s: self.applied.estimates[s] for s in self.placed.free}}
        letters = {one: numeral(value, place, digits) for place, (one, value) in enumerate(known.items())}
        found = term.xreplace(letters)
        left = names(found) - {*letters.values()}
        return None if found.atoms(Indexed) or left or not isinstance(found, Expr) else found

    def is_exact(self, term: Expr) -> bool:
        """Whether the numbers that were put in are told with all their digits."""
        known = {**self.applied.values, **self.applied.estimates}
        return all(is_told_exactly(value) for one, value in known.items() if one in self.spoken(term))

    def spoken(self, term: Expr) -> set[Expr]:
        """What stands in a term and has a value."""
        if term in self.applied.values or term in self.placed.free:
            return {term}
        return {found for part in term.args if isinstance(part, Expr) for found in self.spoken(part)}

    # ── estimates ──

    def free(self) -> list[Block]:
        """The parameters that an equation or a search tells."""
        words, placed = self.words, self.placed
        if not placed.free:
            return []
        told = Math(", ".join(map(hat_latex, placed.free)))
        method = words.line(f"method.{self.applied.method}")
        gaps: dict[str, Inlines] = {"parameter": (told,), "method": method}
        blocks: list[Block] = []
        if placed.equation is None:
            key = "searched" if len(placed.free) == len(placed.points) else "searched_profile"
            blocks.append(Paragraph(words.line(f"data.{key}", **gaps)))
        else:
            blocks.append(Paragraph(words.line("data.root", **gaps)))
            blocks.append(Equation(f"{latex(placed.equation.xreplace(self.hats))} = 0"))
            if (found := self.equation_in_numbers(placed.equation)) is not None:
                blocks.append(Paragraph(words.line("data.root_in_numbers")))
                blocks.append(Equation(f"{latex(found)} {'=' if self.is_exact(placed.equation) else APPROX} 0"))
            blocks.append(Paragraph(words.line("data.root_is", **gaps)))
        lines = (Line(hat_latex(s), *self.value(self.applied.estimates[s])) for s in placed.free)
        return [*blocks, Chain(tuple(lines))]

    def equation_in_numbers(self, equation: Expr) -> Expr | None:
        """The equation with numbers for all but the parameter."""
        fixed = {one: value for one, value in self.applied.values.items() if not self.moves(one)}
        letters = {one: numeral(value, place) for place, (one, value) in enumerate(fixed.items())}
        found = equation.xreplace({**letters, **self.hats})
        return found if isinstance(found, Expr) and not found.atoms(Indexed) else None

    def moves(self, statistic: Expr) -> bool:
        """Whether a statistic changes with a parameter that is not known by a closed form."""
        return bool(names(self.bodies.get(statistic, statistic)) & {*self.placed.free})

    def estimates(self) -> list[Block]:
        """p̂ = x̄ = s/n = 122/200 = 0.61."""
        pairs = [(v, place) for v, place in self.placed.points if v not in self.placed.free]
        if not pairs:
            return []
        key = "data.estimates" if not self.placed.free else "data.other_estimates"
        return [Paragraph(self.words.line(key)), *(Chain(tuple(self.lines(v, place))) for v, place in pairs)]

    def another(self) -> list[Block]:
        """The estimate of another parameter, as a function of that whose place it takes."""
        change = change_of(self.derivation)
        if change is None or change.value not in self.applied.estimates:
            return []
        values, hats = self.applied.estimates, {s: Hat(s.name) for s in self.applied.estimates}
        known = {s: self.applied.values[s] for s in self.applied.known}
        letters = {s: numeral(number, k) for k, (s, number) in enumerate({**known, **values}.items())}
        used = names(change.function)
        exact = all(is_told_exactly(number) for s, number in {**known, **values}.items() if s in used)
        relation, value = self.value(values[change.value])
        lines = (
            Line(hat_latex(change.value), "=", latex(change.function.xreplace(hats))),
            Line(
                "",
                "=" if exact else APPROX,
                latex(change.function.xreplace(letters)),
                self.words.line("data.put_in"),
            ),
            Line("", relation if exact else APPROX, value),
        )
        return [Paragraph(self.words.line("data.another")), Chain(lines)]

    def lines(self, variable: Symbol, place: Place) -> Iterator[Line]:
        hat, reason = hat_latex(variable), self.words.line("data.put_in")
        estimate = self.applied.estimates[variable]
        if isinstance(place, Interval):
            yield Line(hat, r"\in", domain_latex(place), self.words.line("data.any_of_interval"))
            low, high = (self.put_in(end) for end in (place.low, place.high))
            if low is not None and high is not None:
                inside = domain_latex(Interval(low, high, place.low_closed, place.high_closed))
                yield Line("", "=", inside, reason)
            yield Line(hat, *self.value(estimate), self.words.line("data.middle"))
            return
        forms = list(self.forms(place))
        for k, form in enumerate(forms):
            yield Line(hat if k == 0 else "", "=", latex(form.xreplace(self.hats)))
        found, exact = self.put_in(forms[-1]), True
        if found is not None and not isinstance(found, Numeral):
            exact = self.is_exact(forms[-1])
            yield Line("", "=" if exact else APPROX, latex(found), reason)
        relation, value = self.value(estimate)
        yield Line("", relation if exact else APPROX, value)

    def forms(self, place: Expr) -> Iterator[Expr]:
        """A place, and where that is but a name, what it stands for in terms of other statistics."""
        yield place
        while place in self.bodies and self.put_in(self.bodies[place]) is not None:
            if isinstance(self.put_in(self.bodies[place]), Numeral):
                return
            place = self.bodies[place]
            yield place

    def value(self, number: arb) -> tuple[str, str]:
        """= or ≈, and the digits."""
        return "=" if is_told_exactly(number) else APPROX, numeral_latex(number)

    # ── what is told of the estimates ──

    def errors(self) -> list[Block]:
        errors, words = self.applied.errors, self.words
        if errors is None:
            return [Paragraph(words.line(f"data.no_errors_{self.applied.errors_by}"))]
        lines = tuple(
            Line(rf"\operatorname{{se}}({hat_latex(s)})", APPROX, numeral_latex(number, 4))
            for s, number in errors.items()
        )
        return [Paragraph(words.line(f"data.errors_{self.applied.errors_by}")), Chain(lines)]

    def height(self) -> list[Block]:
        head = self.derivation.parts[0].theorems[-1].equality.left
        told = latex(head.xreplace({s: Hat(s.name) for s in head.args if isinstance(s, Symbol)}))
        relation, value = self.value(self.applied.height)
        proved = "proved" if self.applied.proved else "not_proved"
        if self.derivation.part("posterior"):
            proved = f"{proved}_posterior"
        return [
            Paragraph(self.words.line("data.height")),
            Equation(f"{told.replace('L', ELL, 1)} {relation} {value}"),
            Paragraph(self.words.line(f"data.{proved}")),
        ]

    # ── figures ──

    def figures(self) -> list[Block]:
        numbered = enumerate(self.applied.drawn, self.before + 1)
        missing = (Paragraph(self.words.line(f"data.{key}")) for key in self.applied.missing)
        return [*(figure(drawn, self.words, number) for number, drawn in numbered), *missing]
