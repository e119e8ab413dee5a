"""The model that is told by what a derivation assumes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest

from sympy import Expr, Indexed, IndexedBase, S, Sum, Symbol

from derive.algebra.terms import body
from derive.errors import DeriveError
from derive.language.vocabulary import if_less
from derive.stages.support import start
from derive.statement import (
    DefiniteMatrices,
    Definition,
    Each,
    Equal,
    Fact,
    Given,
    HalfSpaces,
    Integers,
    Interval,
    JointDensity,
    Less,
    Matrices,
    Member,
    Model,
    PositiveDefinite,
    Provenance,
    Space,
    Vectors,
)


def stated_by(given: Given) -> Model | None:
    """The model, without a name, of which a derivation starts by assuming exactly this; None where there is
    none."""
    fixed = as_written(given)
    if fixed is None:
        return None
    for model in (fixed, with_its_support(fixed)):
        try:
            if start(model).given == given:
                return model
        except DeriveError:
            continue
    return None


def as_written(given: Given) -> Model | None:
    """The model with the support and the density that the facts speak of."""
    heads = {fact.head.func: fact for fact in given.facts() if isinstance(fact, Definition)}
    joint = next((fact.head for fact in given.facts() if isinstance(fact, JointDensity)), None)
    sample = next(given.samples(), None)
    if joint is None or sample is None or sample.density.func not in heads:
        return None
    density = heads[sample.density.func]
    variable = density.head.args[0]
    space = dict(spaces(given.facts(Provenance.PARAMETERS)))
    beside = dict(spaces(f.fact for f in given.facts(Provenance.DESIGN) if isinstance(f, Each)))
    known = ((s, where) for s, where in space.items() if isinstance(s, Symbol) and s not in joint.args)
    rows = ((row, where) for row, where in beside.items() if isinstance(row, Indexed))
    return Model(
        *("", (), "", variable, sample.support),
        parameters=tuple((one, space[one]) for one in joint.args if one in space),
        density=density.body,
        known=tuple(known),
        covariates=tuple((Symbol(row.base.name), where) for row, where in rows),
    )


def spaces(facts: Iterable[Fact]) -> Iterator[tuple[Symbol | Indexed, Space]]:
    """Each number, vector or matrix with the space that it is said to lie in."""
    told = list(facts)
    for fact, after in zip_longest(told, told[1:]):
        match fact:
            case Member(term=Symbol() | Indexed() as term, domain=domain):
                yield term, domain
            case PositiveDefinite(entry=Indexed() as one, row=row, column=column):
                yield Symbol(one.base.name), DefiniteMatrices(row, column)
            case Each(fact=Each(fact=Member(term=Indexed() as one, domain=entries), index=row), index=column):
                yield Symbol(one.base.name), Matrices(row, column, entries)
            case Each(fact=Member(term=Indexed() as one, domain=entries), index=index):
                match after:
                    case Equal(left=Sum() as whole, right=total) if whole == Sum(one, index):
                        yield vector_of(one), Vectors(index, entries, total)
                    case Each(fact=Less(left=S.Zero, right=Sum() as whole), index=over):
                        within = HalfSpaces(of_one_observation(body(whole) / one, over[0]))
                        yield vector_of(one), Vectors(index, entries, within=within)
                    case _:
                        yield vector_of(one), Vectors(index, entries)


def of_one_observation(term: Expr, index: Symbol) -> Expr:
    """A term in the rows x[i] as one in x."""
    rows = [one for one in term.atoms(Indexed) if one.indices[0] == index]
    vectors = {one: Indexed(one.base, *one.indices[1:]) for one in rows if one.indices[1:]}
    return term.xreplace({one: vectors.get(one, Symbol(one.base.name)) for one in rows})


def vector_of(one: Indexed) -> Symbol | Indexed:
    """The vector p of its entry p[k], and the row x[i] of x[i, k]."""
    *before, _ = one.indices
    return IndexedBase(one.base.name)[tuple(before)] if before else Symbol(one.base.name)


def with_its_support(model: Model) -> Model:
    """A density that is 0 on a part of the support as one on the other part."""
    x, support, density = model.variable, model.support, model.density
    while isinstance(density, if_less) and S.Zero in density.args[2:]:
        left, right, then, other = density.args
        density = other if then == 0 else then
        end = right if left == x else left
        below, closed = (left == x) is (then == 0), then == 0
        match support:
            case Interval() if below:
                support = replace(support, low=end, low_closed=closed)
            case Interval():
                support = replace(support, high=end, high_closed=closed)
            case Integers():
                support = replace(support, **{"low" if below else "high": end})
    return replace(model, support=support, density=density)
