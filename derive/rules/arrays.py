"""Rules of maxima over several arrays: numbers, vectors and matrices."""

from __future__ import annotations

from sympy import Expr, Mul, S, Sum, Symbol, Tuple, log

from derive.algebra.terms import body, by_entry, limits, names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premise, Premises, inference
from derive.kernel.schema import UNIT, a, b, f, i, m, n, p, q, r, says, t, v, x
from derive.kernel.witness import Witness, matrices_of, term_of, variable_of
from derive.language.matrix_terms import eigenvalue, matrix_of
from derive.rules.equality import (
    depends,
    holds_throughout,
    is_structure,
    require_assumptions,
    throughout,
    throughout_all,
)
from derive.statement import (
    REALS,
    Argmax,
    ArrayArgmax,
    Claim,
    DefiniteMatrices,
    Domain,
    Each,
    Equal,
    Equivalent,
    Index,
    Interval,
    JointArgmax,
    Member,
    PositiveDefinite,
    VectorArgmax,
    Vectors,
    entry,
    free_of_fact,
    in_several,
    indices_of,
    positive,
    terms_of,
)

ROW, COLUMN = (i, S.One, n), (m, S.One, n)
ALL = Vectors(ROW, REALS)
MATRICES = DefiniteMatrices(ROW, COLUMN)
ONE = matrix_of(x[i, m], ROW, COLUMN)
OTHER = matrix_of(entry(q, i, m), ROW, COLUMN)
PLACE = (r, S.One, n)
VALUE = eigenvalue(ONE, OTHER, r)


def quadratic_form(centre: Expr, vector: Symbol, weight: Expr, row: Index, column: Index) -> Sum:
    """∑ⱼ ∑ₖ (aⱼ − vⱼ) wⱼₖ (aₖ − vₖ), where a is a term in the row's index, and w one in both."""
    (j, *_), (k, *_) = row, column
    first, second = centre - entry(vector, j), substitute(centre, {j: k}) - entry(vector, k)
    return Sum(Mul(first, weight, second), Tuple(*column), Tuple(*row))


@inference(
    "definite-quadratic-form",
    takes=(0, 7),
    source="Horn & Johnson (2013), section 7.1",
    statement=lambda: says(
        "n m x a b q v",
        positive(b),
        PositiveDefinite(x[i, m], ROW, COLUMN),
        then=ArrayArgmax(
            a - b * quadratic_form(entry(v, i), q, x[i, m], ROW, COLUMN), (q,), (ALL,), ((entry(v, i),),)
        ),
    ),
)
def definite_quadratic_form(context: Context, premises: Premises, witness: Witness) -> Claim:
    """c − s·(a − v)ᵀW(a − v) with s > 0 and W positive definite is greatest exactly where v = a: the form is
    positive for every other v."""
    function, rest, scale, centre, weight = map(term_of, witness[:5])
    vector, matrices = variable_of(witness[5]), matrices_of(witness[6])
    row, column = indices_of(matrices)
    space = Vectors(row, REALS)
    bound = {row[0], column[0]}
    if bound & (names(function) | names(rest) | names(scale)) or column[0] in names(centre):
        raise RuleError("definite-quadratic-form", "an index of the matrix stands outside of it")
    if any(depends(term, vector, context.given) for term in (rest, scale, centre, weight, *terms_of(space))):
        raise RuleError("definite-quadratic-form", f"{vector} stands outside of the form")
    form = quadratic_form(centre, vector, weight, row, column)
    context.need_defined(rest, scale)
    context.under(row).need_defined(centre)
    context.need(positive(scale), PositiveDefinite(weight, row, column))
    everywhere = throughout(context, vector, space)
    everywhere.need_defined(function, form)
    everywhere.need(Equal(function, rest - scale * form))
    return ArrayArgmax(function, (vector,), (space,), ((centre,),))


@inference(
    "maximum-by-terms",
    takes=(3, 6),
    source="Anderson (2003), lemma 3.2.2",
    discharges=True,
    statement=lambda: says(
        "n m x f a b q r t",
        positive(b),
        PositiveDefinite(x[i, m], ROW, COLUMN),
        Equal(f(q), a + b * Sum(log(VALUE) - VALUE, PLACE)),
        Argmax(log(t) - t, t, Interval(S.Zero, S.Infinity), (S.One,)),
        Equivalent(Each(Equal(VALUE, S.One), PLACE), Each(Each(Equal(entry(q, i, m), x[i, m]), COLUMN), ROW)),
        then=ArrayArgmax(f(q), (q,), (MATRICES,), ((x[i, m],),)),
    ),
)
def maximum_by_terms(context: Context, premises: Premises, witness: Witness) -> Claim:
    """c + s·∑ₗ g(λₗ) with s > 0 is greatest exactly where every λₗ is the one maximiser of g; here, where a
    positive definite matrix is the given one."""
    equality, peak, where = premises
    rest, scale, total = map(term_of, witness[:3])
    variable, space, best = variable_of(witness[3]), matrices_of(witness[4]), term_of(witness[5])
    if not isinstance(total, Sum) or len(limits(total)) != 1:
        raise RuleError("maximum-by-terms", f"{total} is not a sum over one index")
    (index,) = limits(total)
    row, column = indices_of(space)
    match peak.claim, where.claim:
        case (
            Argmax(function=curve, variable=argument, domain=domain, points=(Expr() as top,)),
            Equivalent(left=Each(fact=Equal(left=value, right=level), index=over), right=condition),
        ) if level == top and over == index:
            pass
        case _:
            raise RuleError("maximum-by-terms", "needs the one maximiser of a term, and where all terms are it")
    if substitute(curve, {argument: value}) != body(total):
        raise RuleError("maximum-by-terms", f"{body(total)} is not {curve} at {value}")
    if condition != Each(Each(Equal(entry(variable, row[0], column[0]), best), column), row):
        raise RuleError("maximum-by-terms", f"{condition} does not say which matrix {variable} is")
    fixed = (rest, scale, curve, top, best, *terms_of(domain), *terms_of(space), *index[1:])
    if any(depends(term, variable, context.given) for term in fixed):
        raise RuleError("maximum-by-terms", f"{variable} stands outside of the terms")
    if index[0] in names(curve) | names(top) or any(index[0] in names(end) for end in terms_of(domain)):
        raise RuleError("maximum-by-terms", f"{curve} depends on {index[0]}")
    context.need_defined(rest, scale)
    context.need(positive(scale), PositiveDefinite(best, row, column))
    holds_at_any(context, peak, argument, domain)
    for premise in (equality, where):
        require_assumptions("maximum-by-terms", premise, context.given)
        holds_throughout(context, premise, variable, space)
    everywhere = throughout(context, variable, space)
    everywhere.need(Equal(equality.equality.right, rest + scale * total))
    everywhere.under(index).need_defined(value)
    everywhere.under(index).need(Member(value, domain))
    return ArrayArgmax(equality.equality.left, (variable,), (space,), ((best,),))


def holds_at_any(context: Context, premise: Premise, variable: Symbol, domain: Domain) -> None:
    """Refuse where a premise, in whose claim a variable is bound, assumes what is not given; of the variable it
    may assume what holds throughout its domain."""
    known = set(context.given.assumptions)
    extra = [a.fact for a in premise.given.assumptions if a not in known]
    for fact in extra:
        if variable not in free_of_fact(fact) or is_structure(fact):
            raise RuleError("maximum-by-terms", f"a premise assumes {fact}, which is not given here")
    throughout(context, variable, domain).need(*extra)


@inference(
    "nested-maximum-of-arrays",
    takes=(2, 0),
    source="Rockafellar & Wets (1998), proposition 1.35",
    statement=lambda: says(
        "f a b p q",
        ArrayArgmax(f(p, q), (p,), (UNIT,), ((a,),)),
        ArrayArgmax(f(a, q), (q,), (UNIT,), ((b,),)),
        then=ArrayArgmax(f(p, q), (p, q), (UNIT, UNIT), ((a, b),)),
    ),
)
def nested_maximum_of_arrays(context: Context, premises: Premises, witness: Witness) -> Claim:
    """The maximum over some arrays for all values of the others, and then the maximum of what is left."""
    first, second = premises
    inner, outer = in_arrays(first.claim), in_arrays(second.claim)
    if len(inner.points) != 1:
        raise RuleError("nested-maximum-of-arrays", "needs one maximiser for all values of the other variables")
    (best,) = inner.points
    spaces, variables = (*inner.spaces, *outer.spaces), (*inner.variables, *outer.variables)
    if outer.function != at_entries(inner.function, inner, best) or len(set(variables)) < len(variables):
        raise RuleError("nested-maximum-of-arrays", f"{outer.function} is not {inner.function} at {best}")
    if any(depends(term, one, context.given) for one in variables for term in terms_of(spaces)):
        raise RuleError("nested-maximum-of-arrays", "a space depends on a variable")
    if any(depends(term, one, context.given) for one in inner.variables for term in best):
        raise RuleError("nested-maximum-of-arrays", "the maximiser depends on what it is the maximiser in")
    entering = [term for point in outer.points for term in unbound(point, outer)]
    if index_names(inner) & {name for term in entering for name in names(term)}:
        raise RuleError("nested-maximum-of-arrays", "the name of an index means something at the maximiser")
    facts = [a.fact for a in first.given.assumptions if not is_structure(a.fact)]
    about = [fact for fact in facts if free_of_fact(fact) & set(outer.variables)]
    if any(free_of_fact(fact) & set(inner.variables) for fact in about):
        raise RuleError("nested-maximum-of-arrays", "something ties the variables to each other")
    throughout_all(context, outer.variables, outer.spaces).need(*about)
    points = tuple((*(at_entries(term, outer, point) for term in best), *point) for point in outer.points)
    return ArrayArgmax(inner.function, variables, spaces, points)


def in_arrays(claim: Claim) -> ArrayArgmax:
    """A claim about a maximum in numbers or a vector, as one in arrays."""
    match claim:
        case ArrayArgmax():
            return claim
        case VectorArgmax(points=points):
            places = tuple((point,) for point in points)
            return ArrayArgmax(claim.function, (claim.variable,), (claim.domain,), places)
        case Argmax() | JointArgmax():
            joint = in_several(claim)
            places = tuple(tuple(place for place in point if isinstance(place, Expr)) for point in joint.points)
            if all(len(place) == len(joint.variables) for place in places):
                return ArrayArgmax(joint.function, joint.variables, joint.domains, places)
    raise RuleError("nested-maximum-of-arrays", f"{claim} is not about a maximum at points")


def index_names(claim: ArrayArgmax) -> set[Symbol]:
    """The names of the indices of the arrays of a claim."""
    return {symbol for space in claim.spaces for symbol, _, _ in indices_of(space)}


def unbound(point: tuple[Expr, ...], claim: ArrayArgmax) -> tuple[Expr, ...]:
    """The arrays of a point, in which no index is free."""
    return tuple(map(by_entry, point, map(indices_of, claim.spaces)))


def at_entries(term: Expr, claim: ArrayArgmax, point: tuple[Expr, ...]) -> Expr:
    """A term with the entries of a point put in for the variables of a claim; a sum of zeros is left out."""
    found = substitute(term, dict(zip(claim.variables, unbound(point, claim), strict=True)))
    result = found.xreplace({total: S.Zero for total in found.atoms(Sum) if body(total) == 0})
    assert isinstance(result, Expr)
    return result
