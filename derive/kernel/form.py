"""What may stand in a Given and in a claim, whatever the rule.

A definition must be one, a fact must be of the kind that its provenance promises, and a bound variable
must not hide in the definition of a name. What fails here was forged, or is a mistake of a stage.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sympy import Basic, Derivative, Expr, Indexed, S, Sum, Symbol, Tuple, preorder_traversal
from sympy.core.function import AppliedUndef

from derive.algebra.numeric.points import points
from derive.algebra.numeric.refute import bound_by
from derive.algebra.terms import BIG, body, limits, names, unfold
from derive.errors import LimitError
from derive.language.build import evaluated
from derive.language.vocabulary import is_named
from derive.statement import (
    ArrayArgmax,
    Assumption,
    Claim,
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Given,
    Index,
    Integers,
    Interval,
    JointDensity,
    JointSupremum,
    Less,
    Limit,
    MaximiserExists,
    Member,
    NotLikelihood,
    PositiveDefinite,
    Provenance,
    Sample,
    Supremum,
    VectorClaim,
    Vectors,
    indices_of,
    terms_of,
)

NOT_REAL = (S.NaN, S.ComplexInfinity, S.ImaginaryUnit)
INFINITE = (S.Infinity, S.NegativeInfinity)


@lru_cache(maxsize=1000)
def problem_of_given(given: Given) -> str | None:
    """Why a Given cannot be one, or None."""
    return problem_of_definitions(given) or problem_of_facts(given) or problem_of_satisfaction(given)


def problem_of_satisfaction(given: Given) -> str | None:
    """Where nothing is known to satisfy the facts, anything may follow from them, and no claim is
    ever compared with values."""
    return None if any(points(given, (), 1)) else "no point is known at which all that is given holds"


# ── definitions ──


def problem_of_definitions(given: Given) -> str | None:
    """Every head is a symbol or a name applied to distinct symbols, and new where it is defined: so no
    definition uses itself, and none says more of what was assumed before."""
    bodies = {definition.head: definition.body for definition in given.definitions()}
    if len(list(given.samples())) > 1:
        return "there is more than one sample"
    mentioned: set[object] = set()
    defined: set[object] = set()
    for fact in given.facts():
        if isinstance(fact, Definition | JointDensity):
            head = fact.head
            symbols = all(isinstance(argument, Symbol) for argument in head.args)
            if not is_named(head) or not symbols or len(set(head.args)) < len(head.args):
                return f"{head} cannot be defined: it is not a name, or its arguments are not distinct symbols"
            if head not in bodies:
                return f"{head} is the joint density of no sample"
            name = name_of(head)
            if name in defined:
                return f"{head} is defined twice"
            mentioned |= mentions(bodies.get(head))
            if name in mentioned:
                return f"{head} is used before its definition, or within it"
            if isinstance(fact, Definition) and not is_evaluated(fact.body):
                return f"{head} is defined by a term that SymPy would rearrange, and a condition could vanish"
            defined.add(name)
        mentioned |= mentions(fact)
    return None


def is_evaluated(body: Expr) -> bool:
    """Whether SymPy leaves a body as it is, so that no condition vanishes when the name is unfolded."""
    try:
        return bool(evaluated(body) == body)
    except LimitError:
        return False


def name_of(head: Basic) -> object:
    return head if isinstance(head, Symbol) else head.func


def mentions(part: object) -> set[object]:
    """The symbols and the undefined functions in a fact or a term, without the head of a definition."""
    if isinstance(part, Definition | JointDensity):
        return set()
    return {name_of(a) for term in terms_of(part) for a in term.atoms(Symbol, AppliedUndef)}


# ── provenance ──


def problem_of_facts(given: Given) -> str | None:
    """Only a hypothesis may be any fact. The others are what their provenance says: so that none of
    them can speak of the data at hand, and be taken to hold where the data are random."""
    heads = {d.head for d in given.definitions()}
    support = [fact for s in given.samples() for fact in s.supported()]
    for assumption in given.assumptions:
        if not is_proper(assumption, given, heads, support):
            return f"{assumption.fact} cannot be assumed as {assumption.provenance.value}"
    return None


def is_proper(assumption: Assumption, given: Given, heads: set[Basic], support: list[Each]) -> bool:
    structure = isinstance(assumption.fact, Definition | Sample | JointDensity)
    match assumption.provenance, assumption.fact:
        case Provenance.HYPOTHESIS, _:
            return not structure
        case Provenance.DEFINITION, Definition():
            return True
        case Provenance.SUPPORT, Each() as fact:
            return fact in support
        case Provenance.DESIGN, Each(fact=Each() | Equal() | Member() as fact, index=index):
            return is_beside(fact, index, given) and is_fixed(fact, given)
        case Provenance.SAMPLING, Sample() | JointDensity():
            return True
        case Provenance.SAMPLING, Member(term=Symbol() as size, domain=Integers() as domain):
            return size not in heads and is_fixed(domain, given)
        case ((Provenance.PARAMETERS | Provenance.BINDING), Member(term=Symbol() as symbol, domain=domain)):
            return symbol not in heads and is_fixed(domain, given)
        case ((Provenance.PARAMETERS | Provenance.BINDING), Each() | Equal() | PositiveDefinite() as fact):
            vector = vector_in(fact)
            return vector is not None and is_new(vector, heads, given) and is_fixed(fact, given)
        case _:
            return False


def vector_in(fact: Fact) -> Symbol | Indexed | None:
    """The vector of which a fact says where an entry lies, for each, what the entries add up to, or in which
    half-spaces it lies; the matrix that a fact says to be positive definite; an observation that a fact says to
    lie somewhere."""
    match fact:
        case Each(fact=Less(left=S.Zero, right=Sum() as total)):
            return weighted_in(total)
        case Each(fact=Member(term=Indexed() as one), index=(symbol, _, _)):
            return row_of(one, symbol)
        case Each(
            fact=Each(fact=Member(term=Indexed() as one), index=(row, *ends)), index=(column, *others)
        ) if row != column and column not in {name for end in ends for name in names(end)}:
            return Symbol(one.base.label.name) if one.indices == (row, column) else None
        case Equal(left=Sum(args=(Indexed() as one, Tuple(args=(symbol, _, _))))):
            return row_of(one, symbol)
        case PositiveDefinite(entry=Indexed(indices=places) as one, row=(row, *ends), column=(column, *others)):
            return Symbol(one.base.label.name) if places == (row, column) and ends == others else None
        case Member(term=Indexed() as one):
            return one
    return None


def weighted_in(total: Sum) -> Symbol | None:
    """The one vector p in a sum of weights times its entries, ∑ₖ wₖ·pₖ."""
    entries = [one for one in body(total).atoms(Indexed) if one.indices == (limits(total)[0][0],)]
    if len(limits(total)) != 1 or len(entries) != 1:
        return None
    label = entries[0].base.label
    return None if label in names(body(total) / entries[0]) else Symbol(label.name)


def row_of(one: Indexed, index: Basic) -> Symbol | Indexed | None:
    """The vector p of its entry p[k], or the row x[i] of x[i, k]."""
    *before, last = one.indices
    if last != index or index in before:
        return None
    return Indexed(one.base, *before) if before else Symbol(one.base.label.name)


def is_new(vector: Symbol | Indexed, heads: set[Basic], given: Given) -> bool:
    """Whether a vector is neither data nor defined."""
    data = {s.item.base.label for s in given.samples()}
    beside = [
        a.fact.fact for a in given.assumptions if a.provenance == Provenance.DESIGN and isinstance(a.fact, Each)
    ]
    data |= {row.base.label for row in map(vector_in, beside) if isinstance(row, Indexed)}
    return isinstance(vector, Symbol) and vector not in heads | data


def is_beside(fact: Fact, index: Index, given: Given) -> bool:
    """Whether data stand beside the observations of the sample, and are not they."""
    row = vector_in(fact)
    return isinstance(row, Indexed) and any(
        s.index == index and row.indices == s.item.indices and row.base != s.item.base for s in given.samples()
    )


def is_fixed(part: Domain | Fact, given: Given) -> bool:
    """Whether a domain, or what a fact says of a vector, does not depend on the data."""
    match part:
        case Each(fact=Less(right=Sum() as total), index=(_, low, high)):
            if {s.item.base.label for s in given.samples()} & names(unfold(body(total), given)):
                return False
            ends = [low, high, *limits(total)[0][1:]]
        case Each(fact=Member(domain=domain), index=(_, low, high)):
            ends = [low, high, *terms_of(domain)]
        case Each(fact=Each(fact=Member(domain=domain), index=(_, *row)), index=(_, *column)):
            ends = [*row, *column, *terms_of(domain)]
        case Equal(left=Sum(args=(_, Tuple(args=(_, low, high)))), right=total):
            ends = [low, high, total]
        case PositiveDefinite(row=(_, low, high)):
            ends = [low, high]
        case Member(domain=domain) | domain:
            ends = list(terms_of(domain))
    return not any(unfold(end, given).has(Indexed) for end in ends)


# ── claims ──


def problem_of_claim(claim: Claim, given: Given) -> str | None:
    """Why a claim cannot stand under the Given, or None.

    Every term is real, and no bound variable hides in the definition of a name: L(p) may be moved in p, but
    not a name q for a term in p, whose dependence on p cannot be seen."""
    if not is_real(claim):
        return f"{claim} has a term that is not a real number"
    bound = set(bound_in(claim))
    for definition in given.definitions():
        hidden = names(definition.body) - set(definition.head.args) | {definition.head}
        if clash := bound & hidden:
            return f"{clash.pop()} is bound in the claim, and hides in the definition of {definition.head}"
    return None


def bound_in(claim: Claim) -> Iterator[Basic]:
    """The variables that are bound somewhere in a claim."""
    if isinstance(claim, Each):
        yield claim.index[0]
        yield from bound_in(claim.fact)
    if isinstance(claim, PositiveDefinite):
        yield from (claim.row[0], claim.column[0])
    if isinstance(claim, VectorClaim):
        yield from (symbol for symbol, _, _ in indices_of(claim.domain))
        if isinstance(claim.domain, Vectors) and claim.domain.within is not None:
            yield from (symbol for symbol, _, _ in claim.domain.within.indices)
        for said in vars(claim).values():
            for fact in said if isinstance(said, tuple) else (said,):
                if isinstance(fact, Each):
                    yield from bound_in(fact)
    if isinstance(claim, ArrayArgmax | MaximiserExists):
        spaces = claim.spaces if isinstance(claim, ArrayArgmax) else claim.domains
        yield from (symbol for space in spaces for symbol, _, _ in indices_of(space))
    if isinstance(claim, MaximiserExists):
        yield from (name for condition in claim.conditions for name in bound_in(condition))
    if isinstance(claim, NotLikelihood):
        yield from (symbol for space in claim.domains for symbol, _, _ in indices_of(space))
    yield from bound_by(claim)
    for term in terms_of(claim):
        for part in preorder_traversal(term):
            if isinstance(part, Derivative):
                yield from (v.base.label if isinstance(v, Indexed) else v for v in part.variables)
            elif isinstance(part, BIG):
                yield from (symbol for symbol, _, _ in limits(part))


def is_real(part: object) -> bool:
    """Only the ends of a domain, and the place and the value of a limit, may be infinite."""
    match part:
        case Expr():
            return not part.has(*NOT_REAL, *INFINITE)
        case Interval(low=low, high=high) | Integers(low=low, high=high):
            return all(end in INFINITE or is_real(end) for end in (low, high))
        case Limit() | Supremum():
            finite = [v for v in (part.point, part.value) if v not in INFINITE]
            return all(map(is_real, (part.function, part.domain, *finite)))
        case JointSupremum():
            finite = [v for v in (part.value, part.end) if v not in INFINITE]
            return all(map(is_real, (part.function, part.domains, part.path, *finite)))
        case str() | bool() | None:
            return True
        case tuple():
            return all(map(is_real, part))
        case _ if hasattr(part, "__dataclass_fields__"):
            return all(map(is_real, vars(part).values()))
        case _:
            return True
