"""What the information says of the estimates: their law in large samples, and standard errors."""

from __future__ import annotations

from sympy import Expr, Function, Pow, Rational, S

from derive.algebra.form.normal import factored
from derive.errors import DeriveError, RuleError
from derive.kernel.theorem import Theorem, infer
from derive.language.matrices import Matrix, inverse
from derive.rules import named
from derive.stages.centring import centred
from derive.stages.chain import Chain
from derive.stages.information import entry_name, entry_of_family
from derive.stages.progress import Progress
from derive.statement import Argmax, Definition, Given, JointArgmax, Provenance, in_several

HALF = Rational(1, 2)


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
    parameter = progress.parameter
    information = entries(progress).rows[0][0]
    name, error = Function("I")(parameter), Function("se")(parameter)
    named_functions = (Definition(name, information), Definition(error, Pow(name, -HALF)))
    given = progress.given.adding(Provenance.DEFINITION, *named_functions)
    if alike(progress):
        limit = Chain(given, progress.model.size / name).by("definition")
        progress = progress.told("limit_law", limit.into(factored(limit.term, given)).theorem())
    general = Chain(given, error).once("definition").into(Pow(1 / information, HALF))
    inside = progress.known["maximum"].given.adding(Provenance.DEFINITION, *named_functions)
    lines = (*general.lines(), at_estimates(progress, inside, general.theorem()))
    return progress.under(given).told("standard_error", *lines)


def of_several(progress: Progress) -> Progress:
    """The inverse of the information matrix, of one observation where all are alike, and the roots of its
    diagonal as functions of the parameters."""
    progress = progress.under(progress.known["maximum"].given.without_hypotheses())
    size = progress.model.size if alike(progress) else S.One
    progress, matrix = about_means(progress, scaled(entries(progress), 1 / size))
    progress, back = about_means(progress, inverse(matrix))
    given = progress.given
    inverted = infer(named("inverse-matrix"), given, (), (matrix.rows, back.rows))
    unknown = progress.model.arguments
    names = [Function(f"se_{parameter}")(*unknown) for parameter in unknown]
    roots = [Pow(factored(back.rows[k][k] / size, given), HALF) for k in range(len(unknown))]
    definitions = [Definition(*pair) for pair in zip(names, roots, strict=True)]
    hypotheses = progress.known["maximum"].given.hypotheses()
    inside = given.adding(Provenance.DEFINITION, *definitions).adding(Provenance.HYPOTHESIS, *hypotheses)
    general = [infer(named("definition"), inside, (), (name, ())) for name in names]
    progress = progress.told("inverse_information" if size == 1 else "limit_law", inverted)
    return progress.told("standard_errors", *(at_estimates(progress, inside, theorem) for theorem in general))


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
            entries_of_row.append(factored(term, given))
        rows.append(tuple(entries_of_row))
    return progress, Matrix(tuple(rows))


def at_estimates(progress: Progress, given: Given, general: Theorem) -> Theorem:
    """A theorem about any parameters, at the estimates."""
    claim = progress.known["maximum"].claim
    assert isinstance(claim, Argmax | JointArgmax)
    joint = in_several(claim)
    theorem = general
    for variable, value in zip(joint.variables, joint.points[0], strict=True):
        theorem = infer(named("instance"), given, (theorem,), (variable, value))
    return theorem
