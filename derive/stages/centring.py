"""Statistics about their means: ∑(xᵢ − x̄)² instead of ∑xᵢ², once the mean has been put in.

They are what is left of a log-likelihood at the maximum over a location, and never negative.
"""

from __future__ import annotations

from itertools import combinations_with_replacement

from sympy import Add, Expr, Indexed, Mul, Sum, log

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import prove
from derive.algebra.terms import body, limits, names, substitute
from derive.stages.naming import new_name
from derive.stages.progress import Progress
from derive.stages.showing import of_positive
from derive.statement import Definition, Given, Model, Provenance, positive

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
    return given, gathered(term, values, given)


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
    """Terms without statistics, or with logarithms, as they are; the others as one fraction in the central
    statistics."""
    statistics = {d.head for d in given.definitions() if d.head.is_Symbol}
    named = {d.head: d.body for d in given.definitions() if d.head.is_Symbol and not d.body.has(Sum)}
    apart, whole = [], []
    for part in Add.make_args(term):
        if not names(part) & statistics:
            apart.append(shorter(part, given))
        elif part.has(log):
            apart.append(logs_apart(part, given))
        else:
            whole.append(part.xreplace(named).xreplace(values))
    return Add(*apart, of_positive(factored(Add(*whole), given), given))


def logs_apart(term: Expr, given: Given) -> Expr:
    """The logarithm of a fraction as the logarithms of its factors, in means of data where these have names."""
    bodies = {d.head: d.body for d in given.definitions() if d.head.is_Symbol}
    fractions = ((mean, *whole.as_numer_denom()) for mean, whole in bodies.items())
    means = {total: size * mean for mean, total, size in fractions if total in bodies and size.is_Symbol}
    term = term.xreplace(means)
    found = {one: by_factors(factored(one.args[0], given), given) for one in term.atoms(log)}
    return term.xreplace(found).expand(deep=False, power_base=False, power_exp=False, log=False)


def by_factors(argument: Expr, given: Given) -> Expr:
    """log ∏ fᵏ as ∑ k·log f, where every factor is positive."""
    powers = [factor.as_base_exp() for factor in Mul.make_args(argument)]
    if not all(prove(positive(base), given) for base, _ in powers):
        return log(argument)
    return Add(*(exponent * log(base) for base, exponent in powers))


def shorter(term: Expr, given: Given) -> Expr:
    """The term as a fraction, where that is shorter: a·b/a as b."""
    fraction = factored(term, given)
    return fraction if fraction.count_ops() < term.count_ops() else term
