"""Vectors in a family file: `p[k] > 0 for k=1..K, sum(p[k], k=1..K) = 1`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from sympy import Basic, Expr, Indexed, IndexedBase, Integer, S, Sum, Symbol

from derive.algebra.terms import limits, names, substitute
from derive.catalogue.entry import Entry
from derive.errors import DeriveError
from derive.language.facts import read_facts
from derive.statement import (
    Domain,
    Each,
    Equal,
    Fact,
    HalfSpaces,
    Index,
    Integers,
    Interval,
    Less,
    LessEqual,
    Member,
    Space,
    Vectors,
    free_of_fact,
    indices_of,
)

MATRIX = "Sigma[j, k] positive definite for j=1..d, k=1..d"
TABLE = "W[k, j] real for k=1..K, j=1..d"
MOST_ENTRIES = 100
"""Entries of a vector whose number is told as a number."""
AS_IN = "must say where each entry lies, and at most what they add up to, as in"
EXAMPLE = "p[k] > 0 for k=1..K, sum(p[k], k=1..K) = 1"
POSITIVE = "beta[j] real for j=1..d, sum(x[j]*beta[j], j=1..d) > 0"


def is_vector(text: str) -> bool:
    """Whether a text speaks of the entries of a vector, rather than of a number."""
    try:
        return any(isinstance(fact, Each) or total_of(fact) for fact in read_facts(text, each=False))
    except DeriveError:
        return False


def vector_in(entry: Entry, key: str, text: str) -> tuple[Symbol, Vectors]:
    """The vector that a text speaks of, and where it lies. Raises CatalogueError at the key."""
    try:
        facts = read_facts(text, each=False)
    except DeriveError as error:
        raise entry.wrong(key, error) from error
    match (
        [fact for fact in facts if isinstance(fact, Each)],
        [fact for fact in facts if not isinstance(fact, Each)],
    ):
        case [Each(fact=inner, index=index)], others if len(others) <= 1:
            one = subject(inner, index[0])
            domain = domain_of(inner, one) if one is not None else None
            if one is not None and domain is not None:
                label = Symbol(one.base.label.name)
                return label, bounded(entry, key, one, Vectors(index, domain), others)
    table = any(isinstance(fact, Each) and isinstance(fact.fact, Each) for fact in facts)
    hint = f"; a matrix is declared as in {MATRIX}" if table else ""
    raise entry.wrong(key, f"{AS_IN} {EXAMPLE}, not {text!r}{hint}")


def subject(fact: Fact, index: Symbol) -> Indexed | None:
    """The entry with this index that a fact speaks of."""
    found = [t for t in free_of_fact(fact) if isinstance(t, Indexed) and t.indices == (index,)]
    return found[0] if len(found) == 1 else None


def bounded(entry: Entry, key: str, one: Indexed, space: Vectors, facts: Sequence[Fact]) -> Vectors:
    """The vectors of a space with what else is said of them: what their entries add up to, or that a sum of
    multiples of them is positive."""
    if not facts:
        return space
    symbol, low, high = space.index
    match total_of(facts[0]):
        case (Sum() as whole, total):
            ((other, *ends),) = limits(whole)
            weight = substitute(whole.function, {other: symbol}) / one
            if tuple(ends) == (low, high) and one.base.label not in names(weight) | names(total):
                if isinstance(facts[0], Equal) and weight == 1:
                    return replace(space, total=total)
                if isinstance(facts[0], Less) and not key.startswith(("parameters", "known")):
                    raise entry.wrong(key, "only parameters lie within half-spaces")
                if isinstance(facts[0], Less):
                    return replace(space, within=HalfSpaces(weight))
    problem = "beside where each entry lies, only their sum can be told, or that a sum of multiples of them is"
    raise entry.wrong(key, f"{problem} positive, as in {EXAMPLE} and {POSITIVE}")


def total_of(fact: Fact) -> tuple[Sum, Expr] | None:
    """A sum, and what it is equal to, or that it is greater than 0."""
    match fact:
        case Equal(left=Sum() as whole, right=total) | Equal(left=total, right=Sum() as whole):
            return (whole, total) if len(limits(whole)) == 1 and not isinstance(total, Sum) else None
        case Less(left=S.Zero, right=Sum() as whole):
            return (whole, S.Zero) if len(limits(whole)) == 1 else None
    return None


def domain_of(fact: Fact, term: Symbol | Indexed) -> Domain | None:
    """Where a fact says that a number or an entry lies; None where it says something else."""
    label = term.base.label if isinstance(term, Indexed) else term
    match fact:
        case Member(term=subject, domain=domain) if subject == term:
            return None if label in free_of_fact(Member(S.Zero, domain)) else domain
        case Less(left=left, right=right) | LessEqual(left=left, right=right):
            closed = isinstance(fact, LessEqual)
            if left == term and label not in right.free_symbols:
                return Interval(S.NegativeInfinity, right, False, closed)
            if right == term and label not in left.free_symbols:
                return Interval(left, S.Infinity, closed, False)
    return None


def refuse_range(
    entry: Entry, key: str, index: Index, known: Mapping[Symbol, Space], taken: Collection[str]
) -> None:
    """An index runs from 1 to a number, or to a known integer from 1 on; its name means nothing else."""
    symbol, low, high = index
    if symbol.name in taken:
        raise entry.wrong(key, f"the index {symbol} is a symbol of the family already; choose another letter")
    if low != 1:
        raise entry.wrong(key, f"the index {symbol} must run from 1, not from {low}")
    if isinstance(high, Integer) and high > MOST_ENTRIES:
        raise entry.wrong(key, f"at most {MOST_ENTRIES} entries are counted out; say K entries, with K known")
    match high, known.get(high) if isinstance(high, Symbol) else None:
        case (Integer(), _) if high >= 1:
            return
        case (Symbol(), Integers(low=Integer() as least)) if least >= 1:
            return
    example = f'{high} = "{high} >= 1 integer"' if isinstance(high, Symbol) else 'K = "K >= 1 integer"'
    raise entry.wrong(key, f"the index {symbol} must run to a known number of entries: known = {{ {example} }}")


def refuse_mixture(entry: Entry, density: Expr, spaces: Mapping[Symbol, Space], key: str = "density") -> None:
    """In a density or a loss a vector stands with an index only, a matrix with two, and a number without."""
    for part in outside_of_names(density):
        if isinstance(part, Indexed):
            label = Symbol(part.base.label.name)
            needed = len(indices_of(spaces[label])) if label in spaces else 0
            if not needed:
                raise entry.wrong(key, f"{label} is a number, so {part} means nothing")
            if len(part.indices) != needed:
                raise entry.wrong(key, f"{label} is {KINDS[needed]}, not {part}")
        elif isinstance(part, Symbol) and (needed := len(indices_of(spaces[part])) if part in spaces else 0):
            raise entry.wrong(key, f"{part} is {WHOLES[needed].format(part)}")


KINDS = {1: "a vector, with one index", 2: "a matrix, with two indices"}
WHOLES = {
    1: "a vector: write one of its entries, as in {0}[k]",
    2: "a matrix: write one of its entries, as in {0}[j, k], or inverse({0}, j, k) or det({0})",
}
"""What is wrong about the places of an array, by how many it has."""


def outside_of_names(term: Basic) -> Iterator[Basic]:
    """Every part of a term, but for the names of what is indexed."""
    yield term
    for part in term.args:
        if not isinstance(part, IndexedBase):
            yield from outside_of_names(part)
