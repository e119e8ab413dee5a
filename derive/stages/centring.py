"""Statistics about their means: ∑(xᵢ − x̄)² instead of ∑xᵢ², once the mean has been put in.

They are what is left of a log-likelihood at the maximum over a location, and never negative.
"""

from __future__ import annotations

from itertools import combinations_with_replacement

from sympy import Add, Expr, Mul, Sum, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.terms import body, limits, names
from derive.stages.progress import Progress
from derive.stages.showing import of_positive
from derive.statement import Definition, Given, Provenance

LETTERS = "vcdgh"


def centred(term: Expr, progress: Progress) -> tuple[Given, Expr]:
    """The term with sums of squares and products replaced by central ones, which get names; it is gathered
    into a constant part and one with the data."""
    given, size = progress.given, progress.model.size
    totals = {d.body: d.head for d in given.definitions() if isinstance(d.body, Sum) and d.head.is_Symbol}
    single = {body(s): head for s, head in totals.items() if limits(s)[0] == progress.model.index}
    values: dict[Expr, Expr] = {}
    for one, two in combinations_with_replacement(sorted(single, key=str), 2):
        raw = single.get(one * two)
        if raw is None or raw not in names(term):
            continue
        means = [mean_of(single[part], size, given) for part in (one, two)]
        central = Sum(Mul(one - means[0], two - means[1]), progress.model.index) / size
        head = next((d.head for d in given.definitions() if d.body == central), None)
        if head is None:
            head = free_name(progress, given)
            given = given.adding(Provenance.DEFINITION, Definition(head, central))
        values[raw] = size * head + single[one] * single[two] / size
    named = {d.head: d.body for d in given.definitions() if d.head.is_Symbol and not d.body.has(Sum)}
    return given, gathered(term.xreplace(named), values, given)


def mean_of(total: Expr, size: Expr, given: Given) -> Expr:
    """The mean by its name, where it has one."""
    mean = total / size
    return next((d.head for d in given.definitions() if d.body == mean), mean)


def free_name(progress: Progress, given: Given) -> Symbol:
    taken = {str(d.head) for d in given.definitions()} | {s.name for s in progress.model.symbols}
    return next(Symbol(letter) for letter in LETTERS if letter not in taken)


def gathered(term: Expr, values: dict[Expr, Expr], given: Given) -> Expr:
    """Terms without statistics as they are; the others as one fraction in the central statistics."""
    statistics = {d.head for d in given.definitions() if d.body.has(Sum)}
    apart = [shorter(t, given) for t in Add.make_args(term) if not names(t) & statistics]
    whole = [t.xreplace(values) for t in Add.make_args(term) if names(t) & statistics]
    return Add(*apart, of_positive(factored(Add(*whole), given), given))


def shorter(term: Expr, given: Given) -> Expr:
    """The term as a fraction, where that is shorter: a·b/a as b."""
    fraction = factored(term, given)
    return fraction if fraction.count_ops() < term.count_ops() else term
