"""What the information says of the estimates: their law in large samples, and standard errors."""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Function, Indexed, Pow, Rational, S, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.signs.proving import allowance
from derive.errors import DeriveError, RuleError, SideConditionError
from derive.kernel.theorem import Theorem, infer
from derive.language.matrices import Matrix, inverse
from derive.rules import named
from derive.stages.centring import centred
from derive.stages.chain import Chain
from derive.stages.information import entry_name, entry_of_family
from derive.stages.progress import Progress
from derive.stages.showing import root_of, tidy
from derive.statement import Definition, Given, JointArgmax, Provenance, coordinates, one_of

HALF = Rational(1, 2)

GOALS = 300
"""How many goals may be looked at to see that the standard errors at the estimates are defined."""


def standard_errors(progress: Progress) -> Progress:
    """The square roots of the inverse information at the estimates; before them, where the observations are
    alike and their family regular, the inverse information of one of them, the spread in large samples."""
    return of_one(progress) if progress.alone else of_several(progress)


def alike(progress: Progress) -> bool:
    """Whether the observations have one distribution, from an exponential family of full rank."""
    parameter = progress.model.arguments[0]
    try:
        return not progress.model.covariates and bool(entry_of_family(progress, (parameter, parameter)))
    except DeriveError:
        return False


def of_one(progress: Progress) -> Progress:
    """The information as a function I, n/I, and se = I^(−½)."""
    parameter, information = progress.parameter, entries(progress).rows[0][0]
    if alike(progress):
        name = Function("I")(parameter)
        given = progress.given.adding(Provenance.DEFINITION, Definition(name, information))
        limit = Chain(given, progress.model.size / name).by("definition")
        progress = progress.told("limit_law", limit.into(tidy(limit.term, given)).theorem())
    if not progress.solved:
        return progress
    place, case = (parameter, progress.names["estimate"]), progress.known["maximum"].given
    try:
        with allowance(GOALS):
            given, lines = error_at(place, information, progress.given, case, ("I", "se"))
    except SideConditionError:  # at the estimate it may not be seen to be defined
        return progress
    return progress.under(given).told("standard_error", *lines)


def error_at(
    place: tuple[Symbol, Expr], information: Expr, given: Given, case: Given, names: tuple[str, str]
) -> tuple[Given, tuple[Theorem, ...]]:
    """With these names for the information and the error as functions of a parameter: the Given with the names,
    the error, and its value at the estimate in a case of the data."""
    parameter, _ = place
    name, error = (Function(function)(parameter) for function in names)
    named_functions = (Definition(name, information), Definition(error, Pow(name, -HALF)))
    given = given.adding(Provenance.DEFINITION, *named_functions)
    general = Chain(given, error).once("definition")
    general.into(root_of(1 / information, given))
    inside = case.adding(Provenance.DEFINITION, *named_functions)
    return given, (*general.lines(), at_estimates((place,), inside, general.theorem()))


def of_several(progress: Progress) -> Progress:
    """The inverse of the information matrix, of one observation where all are alike, and the roots of its
    diagonal as functions of the parameters."""
    progress = progress.under(progress.known["maximum"].given.with_random_data())
    size = progress.model.size if alike(progress) else S.One
    progress, matrix = about_means(progress, scaled(entries(progress), 1 / size))
    progress, back = about_means(progress, inverse(matrix))
    given = progress.given
    inverted = infer(named("inverse-matrix"), given, (), (matrix.rows, back.rows))
    unknown = progress.model.arguments
    names = [Function(f"se_{parameter}")(*unknown) for parameter in unknown]
    roots = [Pow(factored(back.rows[k][k] / size, given), HALF) for k in range(len(unknown))]
    definitions = [Definition(*pair) for pair in zip(names, roots, strict=True)]
    progress = progress.told("inverse_information" if size == 1 else "limit_law", inverted)
    best = progress.known["maximum"]
    inside = given.adding(Provenance.DEFINITION, *definitions)
    inside = inside.adding(Provenance.HYPOTHESIS, *best.given.hypotheses())
    if not isinstance(best.claim, JointArgmax):
        return progress
    try:
        with allowance(GOALS):
            general = [infer(named("definition"), inside, (), (name, ())) for name in names]
            pairs = [(v, one_of(place)) for v, place in coordinates(best.claim)]
            errors = [at_estimates(pairs, inside, theorem) for theorem in general]
    except SideConditionError:  # at the estimates they may not be seen to be defined
        return progress
    return progress.told("standard_errors", *errors)


def entries(progress: Progress) -> Matrix:
    """The information matrix, which is symmetric. Raises RuleError where it is not known."""
    unknown, known = progress.model.arguments, progress.known
    rows = [[entry_name(*sorted((a, b), key=unknown.index)) for b in unknown] for a in unknown]
    if not all(name in known for row in rows for name in row):
        raise RuleError("standard-errors", f"the information of {progress.model.name} is not known")
    return Matrix(tuple(tuple(known[name].equality.right for name in row) for row in rows))


def scaled(matrix: Matrix, factor: Expr) -> Matrix:
    return Matrix(tuple(tuple(factor * entry for entry in row) for row in matrix.rows))


def about_means(progress: Progress, matrix: Matrix) -> tuple[Progress, Matrix]:
    """Every entry as one fraction, with central statistics in place of sums of squares, and their names."""
    rows = []
    for row in matrix.rows:
        entries_of_row = []
        for entry in row:
            given, term = centred(factored(entry, progress.given), progress)
            progress = progress.under(given)
            entries_of_row.append(tidy(term, given))
        rows.append(tuple(entries_of_row))
    return progress, Matrix(tuple(rows))


def at_estimates(places: Iterable[tuple[Symbol | Indexed, Expr]], given: Given, general: Theorem) -> Theorem:
    """A theorem about any parameters, which says what a root is, at the estimates."""
    theorem = general
    for place in places:
        theorem = infer(named("instance"), given, (theorem,), place)
    chain = Chain(given, theorem)
    return chain.into(root_of(Pow(chain.term, 2), given)).theorem()
