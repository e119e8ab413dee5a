"""Statistics about their means: ∑(xᵢ − x̄)² instead of ∑xᵢ², once the mean has been put in.

They are what is left of a log-likelihood at the maximum over a location, and never negative.
"""

from __future__ import annotations

from itertools import combinations_with_replacement

from sympy import Add, Expr, Indexed, Mul, Sum

from derive.algebra.form.normal import factored
from derive.algebra.terms import body, limits, names, substitute
from derive.stages.naming import new_name
from derive.stages.progress import Progress
from derive.stages.showing import of_positive
from derive.statement import Definition, Given, Model, Provenance

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
            head = new_name((*moment(one, two, progress.model), *LETTERS), progress.model, given)
            given = given.adding(Provenance.DEFINITION, Definition(head, central))
        values[raw] = size * head + single[one] * single[two] / size
    named = {d.head: d.body for d in given.definitions() if d.head.is_Symbol and not d.body.has(Sum)}
    return given, gathered(term.xreplace(named), values, given)


def moment(one: Expr, two: Expr, model: Model) -> tuple[str, ...]:
    """The usual name s_xy of a central moment, where there are data of several kinds with short names."""
    labels = [str(part.base.label) for part in (one, two) if isinstance(part, Indexed)]
    short = len(labels) == 2 and all(len(label) == 1 for label in labels)
    return (f"s_{labels[0]}{labels[1]}",) if short and model.covariates else ()


def with_means(term: Expr, progress: Progress) -> tuple[Given, Expr]:
    """The term with a name for the mean of each sum over the data that has no name yet, such as that of the
    absolute deviations from a median."""
    given, size = progress.given, progress.model.size
    unknown, known = set(progress.model.arguments), {d.body for d in given.definitions()}
    sums = [s for s in term.atoms(Sum) if limits(s) == (progress.model.index,) and not names(s) & unknown]
    values: dict[Expr, Expr] = {}
    for total in sorted((s for s in sums if s not in known), key=str):
        head = new_name(LETTERS, progress.model, given)
        given = given.adding(Provenance.DEFINITION, Definition(head, total / size))
        values[total] = size * head
    return given, substitute(term, values)


def mean_of(total: Expr, size: Expr, given: Given) -> Expr:
    """The mean by its name, where it has one."""
    mean = total / size
    return next((d.head for d in given.definitions() if d.body == mean), mean)


def gathered(term: Expr, values: dict[Expr, Expr], given: Given) -> Expr:
    """Terms without statistics as they are; the others as one fraction in the central statistics."""
    statistics = {d.head for d in given.definitions() if d.body.has(Sum)}
    apart = [t for t in Add.make_args(term) if not names(t) & statistics]
    whole = [t.xreplace(values) for t in Add.make_args(term) if names(t) & statistics]
    return Add(*apart, of_positive(factored(Add(*whole), given), given))
