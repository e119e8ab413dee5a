"""Facts and claims as LaTeX."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sympy import Add, Expr, Indexed, Mul, Symbol

from derive.algebra.terms import substitute
from derive.language.matrix_terms import matrix_of
from derive.notation.arrays import array_latex, matrix_latex, vector_point
from derive.notation.brackets import braced, fenced
from derive.notation.domains import box_latex, domain_latex, is_tied, membership
from derive.notation.latex import Hat, latex
from derive.notation.matrices import whole_matrix
from derive.notation.shapes import concave_latex, fresh, monotone_latex
from derive.statement import (
    REALS,
    AffineArgmax,
    Argmax,
    ArgmaxAtRoot,
    Argmin,
    Array,
    ArrayArgmax,
    Bijection,
    Claim,
    DefiniteMatrices,
    Definition,
    Each,
    Equal,
    Equivalent,
    Fact,
    Interval,
    InverseMatrix,
    JointArgmax,
    JointClaim,
    JointDensity,
    JointSupremum,
    LeastUpperBound,
    Less,
    LessEqual,
    Limit,
    Matrices,
    MaximisedWhere,
    MaximiserByDirections,
    MaximiserExists,
    MaximiserFamily,
    Member,
    Monotone,
    NotLikelihood,
    OneRoot,
    Place,
    PositiveDefinite,
    Sample,
    Space,
    StrictlyConcave,
    Supremum,
    Unequal,
    UniqueRoot,
    VectorArgmax,
    VectorConcave,
    Vectors,
    entry,
    fact_map,
    indices_of,
    lying_in,
)

OPERATORS = {
    "argmax": r"\operatorname*{arg\,max}", "argmin": r"\operatorname*{arg\,min}", "sup": r"\sup",
}  # fmt: skip
RELATIONS = {Equal: "=", Unequal: r"\neq", Less: "<", LessEqual: r"\leq"}


def space_latex(term: Symbol | Indexed, space: Space) -> str:
    """Where a number or a vector lies, as what holds of it."""
    match space:
        case Vectors(index=(_, _, high), entries=entries, total=None) if entries == REALS:
            whole = rf"{latex(term)} \in \mathbb{{R}}^{{{latex(high)}}}"
            told = [whole, *map(claim_latex, lying_in(term, space)[1:])]
            return r",\; ".join(told)
        case DefiniteMatrices():
            return rf"{latex(term)} \succ 0"
        case Matrices(entries=entries) if entries == REALS:
            return rf"{latex(term)} \in {matrices_latex(space)}"
        case Matrices(row=row, column=column, entries=entries):
            return membership(entry(term, row[0], column[0]), entries)
        case Vectors(index=(symbol, _, _), entries=entries):
            told = [membership(entry(term, symbol), entries), *map(claim_latex, lying_in(term, space)[1:])]
            return r",\; ".join(told)
        case _:
            return membership(term, space)


def product_latex(variables: tuple[Symbol, ...], spaces: tuple[Space, ...]) -> str:
    """Several spaces as one set."""
    if not any(map(indices_of, spaces)):
        return box_latex(variables, spaces)
    if len(variables) == 1 and isinstance(spaces[0], Vectors | Matrices):
        return vectors_latex(variables[0], spaces[0])
    if len(variables) == 1:
        return rf"\{{{space_latex(variables[0], spaces[0])}\}}"
    return rf"\{{{fenced(', '.join(map(latex, variables)))} : {spaces_latex(variables, spaces)}\}}"


def matrices_latex(space: Matrices) -> str:
    """The space of all matrices of a size."""
    return rf"\mathbb{{R}}^{{{latex(space.row[2])} \times {latex(space.column[2])}}}"


def vectors_latex(term: Symbol, space: Array) -> str:
    """A space of vectors or matrices as a set."""
    if isinstance(space, Matrices):
        whole = matrices_latex(space)
        return (
            whole
            if space.entries == REALS
            else rf"\{{{latex(term)} \in {whole} : {space_latex(term, space)}\}}"
        )
    if space.total is None and space.entries == REALS:
        whole = rf"\mathbb{{R}}^{{{latex(space.index[2])}}}"
        within = ",\\; ".join(map(claim_latex, lying_in(term, space)[1:]))
        return rf"\{{{latex(term)} \in {whole} : {within}\}}" if within else whole
    return rf"\{{{latex(term)} : {space_latex(term, space)}\}}"


def hat_latex(variable: Symbol | Indexed) -> str:
    """The estimator of a parameter, or of an entry of one: the hat stands on the letter alone."""
    if isinstance(variable, Indexed):
        letter, _, index = latex(variable).rpartition("_")
        return rf"\hat{{{letter}}}_{index}"
    return latex(Hat(variable.name))


def spaces_latex(variables: tuple[Symbol, ...], spaces: tuple[Space, ...]) -> str:
    """Where several arrays lie, as what holds of each."""
    return r",\; ".join(map(space_latex, variables, spaces))


def claim_latex(claim: Claim, partial: bool = False) -> str:
    """A fact or claim as one formula. What is said in words (monotone, concave) is put in symbols. `partial`
    says that the derivatives in an equality are partial ones."""
    match claim:
        case Equal() | Unequal() | Less() | LessEqual():
            return f"{latex(claim.left, partial)} {RELATIONS[type(claim)]} {latex(claim.right, partial)}"
        case PositiveDefinite(entry=inside, row=row, column=column):
            return rf"{latex(matrix_of(inside, row, column))} \succ 0"
        case Definition(head=head, body=body):
            return f"{latex(head)} := {latex(body)}"
        case Member(term=term, domain=domain):
            return membership(term, domain)
        case Each():
            return each_latex(claim)
        case Sample():
            return sample_latex(claim)
        case JointDensity(head=head):
            return latex(head)
        case Equivalent(left=left, right=right):
            return rf"{claim_latex(left, partial)} \iff {claim_latex(right, partial)}"
        case Argmax() | Argmin():
            name = "argmax" if isinstance(claim, Argmax) else "argmin"
            points = places_latex([(place,) for place in claim.points])
            return f"{_over(name, claim)} {_argument(claim.function)} = {points}"
        case JointArgmax(points=points):
            return f"{_over_all('argmax', claim)} {_argument(claim.function)} = {places_latex(points)}"
        case VectorArgmax(points=points, domain=domain):
            tuples = [vector_point(point, domain.index) for point in points]
            told = rf"\{{{', '.join(tuples)}\}}" if tuples else r"\varnothing"
            operator = f"{OPERATORS['argmax']}_{{{space_latex(claim.variable, domain)}}}"
            return f"{operator} {_argument(claim.function)} = {told}"
        case ArrayArgmax(variables=variables, spaces=spaces, points=points):
            tuples = [", ".join(map(array_latex, point, spaces)) for point in points]
            shown = [fenced(t) if len(variables) > 1 else t for t in tuples]
            told = rf"\{{{', '.join(shown)}\}}" if tuples else r"\varnothing"
            operator = rf"{OPERATORS['argmax']}_{{{spaces_latex(variables, spaces)}}}"
            return f"{operator} {_argument(claim.function)} = {told}"
        case MaximisedWhere(variable=variable, domain=domain, condition=condition):
            operator = f"{OPERATORS['argmax']}_{{{space_latex(variable, domain)}}}"
            maximal = rf"{latex(variable)} \in {operator} {_argument(claim.function)}"
            return rf"{maximal} \iff {claim_latex(condition)}"
        case AffineArgmax(variable=variable, domain=domain):
            operator = f"{OPERATORS['argmax']}_{{{space_latex(variable, domain)}}}"
            told = r",\; ".join([*inside_latex(claim), claim_latex(claim.flat)])
            told = rf"\{{{latex(variable + claim.direction)} : {told}\}}"
            return rf"{claim_latex(claim.condition)} \implies {operator} {_argument(claim.function)} = {told}"
        case VectorConcave():
            return vector_concave_latex(claim)
        case MaximiserByDirections(variable=variable, domain=domain, direction=direction, unique=unique):
            operator = f"{OPERATORS['argmax']}_{{{space_latex(variable, domain)}}}"
            size = rf"\Bigl|{operator} {_argument(claim.function)}\Bigr|" + (" = 1" if unique else r" \geq 1")
            if claim.rising == (claim.flat,):
                return size
            where = rf"\forall {space_latex(direction, domain)}\colon\;"
            return rf"{size} \iff {where} {together_latex(claim.rising)} \implies {flat_latex(claim)}"
        case ArgmaxAtRoot(equation=equation):
            return rf"{at_root_latex(claim)},\quad {latex(equation)} = 0"
        case OneRoot(variable=variable, domain=domain):
            where = rf"{latex(variable)} \in {domain_latex(domain)}"
            return rf"\exists!\, {where}\colon\; {latex(claim.function)} = 0"
        case MaximiserFamily(point=point, free=free):
            domains = dict(zip(claim.variables, claim.domains, strict=True))
            values = ", ".join(rf"{latex(one)} \in {domain_latex(domains[one])}" for one in free)
            told = rf"\{{{_point(point)} : {values}\}}"
            return f"{_over_all('argmax', claim)} {_argument(claim.function)} = {told}"
        case JointSupremum(value=value):
            return f"{_over_all('sup', claim)} {_argument(claim.function)} = {latex(value)}"
        case MaximiserExists(conditions=conditions):
            size = rf"\Bigl|{_over_all('argmax', claim)} {_argument(claim.function)}\Bigr|"
            size += " = 1" if claim.unique else r" \geq 1"
            return rf"{size} \iff {facts_latex(conditions)}"
        case Bijection():
            return bijection_latex(claim)
        case InverseMatrix(matrix=matrix, inverse=inverse):
            return rf"{matrix_latex(matrix)}^{{-1}} = {matrix_latex(inverse)}"
        case Supremum(value=value) | LeastUpperBound(value=value):
            return f"{_over('sup', claim)} {_argument(claim.function)} = {latex(value)}"
        case Limit(variable=variable, point=point, domain=domain, value=value):
            side = "^{+}" if point == domain.low else "^{-}" if point == domain.high else ""
            arrow = rf"{latex(variable)} \to {latex(point)}{'' if point.is_infinite else side}"
            return rf"\lim_{{{arrow}}} {_argument(claim.function)} = {latex(value)}"
        case UniqueRoot(variable=variable, root=root):
            return rf"{latex(claim.function)} = 0 \iff {latex(variable)} = {latex(root)}"
        case Monotone():
            return monotone_latex(claim)
        case StrictlyConcave():
            return concave_latex(claim)
        case NotLikelihood():
            return not_likelihood_latex(claim)


def places_latex(points: Sequence[tuple[Place, ...]]) -> str:
    """The points of a set in braces; where there is an interval among the coordinates, the product of these."""
    if not points:
        return r"\varnothing"
    if not any(isinstance(place, Interval) for point in points for place in point):
        tuples = [", ".join(map(place_latex, point)) for point in points]
        return braced(", ".join(fenced(t) if len(points[0]) > 1 else t for t in tuples))
    return r" \cup ".join(r" \times ".join(map(factor_latex, point)) for point in points)


def factor_latex(place: Place) -> str:
    return domain_latex(place) if isinstance(place, Interval) else braced(latex(place))


def place_latex(place: Place) -> str:
    return domain_latex(place) if isinstance(place, Interval) else latex(place)


def each_latex(claim: Each) -> str:
    """What holds at every place, and the places behind it; that the entries are equal of matrices as wholes."""
    match claim:
        case Each(fact=Each(fact=Equal(left=left, right=right), index=(column, *_)), index=(row, *_)):
            wholes = whole_matrix(left, row, column), whole_matrix(right, row, column)
            if wholes[0] is not None and wholes[1] is not None:
                return f"{latex(wholes[0])} = {latex(wholes[1])}"
    runs: list[str] = []
    fact: Fact = claim
    while isinstance(fact, Each):
        index, low, high = fact.index
        runs.append(rf"{latex(index)} = {latex(low)}, \dots, {latex(high)}")
        fact = fact.fact
    places = r",\; ".join(runs)
    return rf"{claim_latex(fact)} \quad ({places})"


def at_root_latex(claim: ArgmaxAtRoot) -> str:
    """A maximiser in terms of a variable that is known by an equation, without the equation."""
    told = ", ".join(map(latex, claim.point))
    place = told if len(claim.point) == 1 else fenced(told)
    return rf"{_over_all('argmax', claim)} {_argument(claim.function)} = {braced(place)}"


def hatted(term: Expr, claim: ArgmaxAtRoot) -> Expr:
    """A term with the estimate written for the parameter that is known by an equation."""
    return substitute(term, {claim.variable: Hat(claim.variable.name)})


def at_root_lines(claim: ArgmaxAtRoot) -> list[str]:
    """β̂ = α̂/x̄ for the other parameters, then the equation of α̂."""
    pairs = zip(claim.variables, claim.point, strict=True)
    others = [f"{hat_latex(v)} = {latex(hatted(value, claim))}" for v, value in pairs if v != claim.variable]
    return [*others, f"{latex(hatted(claim.equation, claim))} = 0"]


def bijection_latex(claim: Bijection) -> str:
    """What one-to-one and onto means: each value comes from one place, which the inverse tells."""
    there = f"{latex(claim.value)} = {latex(claim.function)}"
    back = f"{latex(claim.variable)} = {latex(claim.inverse)}"
    from_, to = membership(claim.variable, claim.domain), membership(claim.value, claim.image)
    return rf"{there} \iff {back} \quad ({from_},\; {to})"


def not_likelihood_latex(claim: NotLikelihood) -> str:
    """That there are no k and h for which the total is 1 at every prediction."""
    target, over = latex(claim.target), domain_latex(claim.labels)
    (factor,) = fresh(claim, "kcr", 1)
    (weight,) = fresh(claim, "hgw", 1)
    inside = rf"{latex(weight)}({target})\, e^{{-{latex(factor)} {_argument(claim.function)}}}"
    if isinstance(claim.labels, Interval):
        total = rf"\int_{{{over}}} {inside}\, d{target}"
    else:
        total = rf"\sum_{{{target} \in {over}}} {inside}"
    everywhere = r",\, ".join(map(space_latex, claim.variables, claim.domains))
    chosen = rf"{latex(factor)} > 0,\, {latex(weight)} \geq 0"
    return rf"\nexists\, {chosen}\colon\; {total} = 1 \quad \forall\, {everywhere}"


def inside_latex(claim: AffineArgmax) -> list[str]:
    """That the sum of a vector and another lies in the domain, where that has to be said."""
    domain, places = claim.domain, [place for place, _, _ in indices_of(claim.domain)]
    one, other = entry(claim.variable, *places), entry(claim.direction, *places)
    moved = {one: one + other}
    told = lying_in(claim.variable, domain)[1 if domain.entries == REALS else 0 :]
    return [claim_latex(each_map(fact, moved)) for fact in told]


def flat_latex(claim: MaximiserByDirections) -> str:
    """What is left of the directions: that all predictors are 0, or the direction itself."""
    return f"{latex(claim.direction)} = 0" if claim.unique else claim_latex(claim.flat)


def together_latex(facts: tuple[Each, ...]) -> str:
    """What holds at the same places, and these once."""
    *first, last = facts
    alone = [claim_latex(each.fact if each.index == last.index else each) for each in first]
    return r",\; ".join([*alone, claim_latex(last)])


def each_map(fact: Fact, values: Mapping[Expr, Expr]) -> Fact:
    """A fact about all places with terms put for entries."""
    if isinstance(fact, Each):
        return Each(each_map(fact.fact, values), fact.index)
    return fact_map(fact, lambda term: term.xreplace(dict(values)))


def vector_concave_latex(claim: VectorConcave) -> str:
    """That a function of a vector lies above its chords, and when it is on one of them."""
    (t,) = fresh(claim, "tsr", 1)
    ends = claim.variable, claim.variable + claim.direction
    at, beyond = (at_vector(claim, end) for end in ends)
    above = at_vector(claim, claim.variable + t * claim.direction)
    chord = Add(Mul(1 - t, at, evaluate=False), t * beyond, evaluate=False)
    told, bound = latex(above), latex(chord)
    return rf"{told} \geq {bound},\quad {told} = {bound} \iff {claim_latex(claim.condition)}"


def at_vector(claim: VectorConcave, place: Expr) -> Expr:
    """The function with a combination of vectors put in, entry by entry where it holds entries."""
    vectors = (claim.variable, claim.direction)
    items = [one for one in claim.function.atoms(Indexed) if one.base.label == claim.variable]
    entries = {one: place.xreplace({v: entry(v, *one.indices) for v in vectors}) for one in items}
    told = claim.function.xreplace(entries) if entries else substitute(claim.function, {claim.variable: place})
    assert isinstance(told, Expr)
    return told


def _argument(function: Expr) -> str:
    """A function after sup or lim, in brackets where it would end too early."""
    text = latex(function)
    return fenced(text) if isinstance(function, Add) or text.startswith("-") else text


def _over(name: str, claim: Argmax | Argmin | Supremum | LeastUpperBound) -> str:
    return rf"{OPERATORS[name]}_{{{latex(claim.variable)} \in {domain_latex(claim.domain)}}}"


def _over_all(name: str, claim: JointClaim) -> str:
    """argmax or sup over a point of the space."""
    if any(map(indices_of, claim.domains)):
        return rf"{OPERATORS[name]}_{{{spaces_latex(claim.variables, claim.domains)}}}"
    tied = is_tied(claim.variables, claim.domains)
    place, space = ", ".join(map(latex, claim.variables)), box_latex(claim.variables, claim.domains)
    below = space[2:-2] if tied else rf"{f'({place})' if len(claim.variables) > 1 else place} \in {space}"
    return rf"{OPERATORS[name]}_{{{below}}}"


def _point(point: tuple[Expr, ...]) -> str:
    """A point by its coordinates."""
    return fenced(", ".join(map(latex, point))) if len(point) > 1 else latex(point[0])


def sample_latex(sample: Sample) -> str:
    """x₁, …, xₙ."""
    _, low, high = sample.index
    first, last = (latex(sample.item.base[k]) for k in (low, high))
    return rf"{first}, \dots, {last}"


def facts_latex(facts: tuple[Fact, ...]) -> str:
    """Several facts as one formula; a < t and t < b become a < t < b."""
    match facts:
        case (Less(left=low, right=middle), Less(left=again, right=high)) if middle == again:
            return f"{latex(low)} < {latex(middle)} < {latex(high)}"
        case (Less() as upper, Less() as lower) if lower.right == upper.left:
            return facts_latex((lower, upper))
        case _:
            return r",\; ".join(claim_latex(fact) for fact in facts)
