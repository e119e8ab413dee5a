"""Text to facts and domains.

    0 < p < 1                  a symbol between two bounds lies in an interval
    r > 0,  n >= 1 integer     a symbol, `>` or `>=`, and a number: so does this; with integers in the second
    z real,  m in {0, 1},  k in 0..m,  k in {0, 1, ...},  t in [0, 1)
    a < b,  a = b,  a != b     anything else is kept as it stands
    0 < sum(x[i], i=1..n) < n  a chain over a term gives a fact for each sign
    x[i] > 0 for i=1..n        the fact for each index; without `for`, an index is taken to run from 1 to n
    A[j, k] positive definite for j=1..d, k=1..d   a symmetric matrix, by the entry in row j and column k
    L(p) := p^2                a definition

Facts are separated by commas, semicolons, `and`, or line ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import reduce

from lark import Token
from sympy import Expr, Indexed, Integer, S, Symbol

from derive.language.bounds import check_size
from derive.language.matrices import Matrix
from derive.language.parsed import SIGNS, Chain, Membership, Naming, OfKind, Statement, place_of
from derive.language.reader import check_matrices, check_symbols, parse
from derive.language.tokens import DEFINITE, Complaint, pointed
from derive.statement import (
    REALS,
    Definition,
    Domain,
    Each,
    Equal,
    Fact,
    Index,
    Integers,
    Interval,
    Less,
    LessEqual,
    Member,
    PositiveDefinite,
    Relation,
    Unequal,
    Values,
    free_of_fact,
    terms_of,
)

RELATIONS: dict[str, type[Relation]] = {
    "<": Less, "<=": LessEqual, "=": Equal, "!=": Unequal,
}  # fmt: skip
TURNED = {">": "<", ">=": "<="}
EXAMPLE = f"A[j, k] {DEFINITE} for j=1..d, k=1..d"
SIZE = Symbol("n")
"""The sample size: where an index runs to when the text does not say."""


def read_facts(
    text: str,
    *,
    functions: Collection[str] | None = (),
    symbols: Collection[str] | None = None,
    each: bool = True,
) -> tuple[Fact, ...]:
    """The facts that a text states, in its order.

    A fact about `x[i]` with a free index holds for i=1..n, unless `each` is False. `functions` and
    `symbols` are as for `read`. Raises ReadError, LimitError.
    """
    statements = parse(text, "facts", functions)
    assert isinstance(statements, tuple)
    try:
        facts = tuple(fact for statement in statements for fact in _facts(statement, each))
    except Complaint as complaint:
        raise pointed(text, complaint.problem, complaint.place) from None
    for fact in facts:
        _check(text, fact, symbols)
    return facts


def read_fact(
    text: str,
    *,
    functions: Collection[str] | None = (),
    symbols: Collection[str] | None = None,
    each: bool = True,
) -> Fact:
    """The one fact that a text states; ReadError when it states several."""
    facts = read_facts(text, functions=functions, symbols=symbols, each=each)
    if len(facts) != 1:
        raise pointed(text, f"one fact is expected, not {len(facts)}", 0)
    return facts[0]


def read_domain(
    text: str, *, functions: Collection[str] | None = (), symbols: Collection[str] | None = None
) -> Domain:
    """The domain that a text says: `(0, 1)`, `[0, oo)`, `0..m`, `{0, 1}`, `{0, 1, ...}`, `real`.

    Raises ReadError, LimitError.
    """
    domain = parse(text, "domain", functions)
    assert isinstance(domain, Interval | Integers | Values)
    _check(text, Member(S.Zero, domain), symbols)
    return domain


def read_relations(
    text: str, *, functions: Collection[str] | None = (), symbols: Collection[str] | None = None
) -> tuple[Relation, ...]:
    """The relation LEFT = RIGHT (or !=, <, <=, >, >=) that a text says, with both sides as they are
    written; `a > b` is Less(b, a). Between matrices it is one for each entry, row by row. Raises
    ReadError, LimitError."""
    statements = parse(text, "facts", functions)
    assert isinstance(statements, tuple)
    said = statements[0].said
    alone = len(statements) == 1 and not statements[0].bindings
    if not alone or not isinstance(said, Chain) or len(said.terms) > 2 or said.kind:
        raise pointed(text, "one relation is expected, as in LEFT = RIGHT", 0)
    try:
        facts = _related(said.terms[0], said.terms[1], said.relations[0])
    except Complaint as complaint:
        raise pointed(text, complaint.problem, complaint.place) from None
    for fact in facts:
        _check(text, fact, symbols)
    return facts


def _check(text: str, fact: Fact, symbols: Collection[str] | None) -> None:
    for term in terms_of(fact):
        check_size(term)
        check_matrices(text, term)
    if symbols is not None:
        free = {s.name for s in free_of_fact(fact) if isinstance(s, Symbol)}
        check_symbols(text, free, symbols)


def _facts(statement: Statement, each: bool) -> Iterator[Fact]:
    indices = tuple(binding.bound for binding in statement.bindings)
    if isinstance(said := statement.said, OfKind) and said.kind == DEFINITE:
        yield _definite(said, indices)
        return
    for fact in _said(statement.said):
        bound = indices or (_running(fact) if each and type(fact) is not Definition else ())
        yield reduce(Each, bound, fact)


def _definite(said: OfKind, indices: tuple[Index, ...]) -> PositiveDefinite:
    """A matrix has an index for its rows and one for its columns, over the same range."""
    try:
        row, column = indices
        return PositiveDefinite(said.term, row, column)
    except ValueError as error:
        raise Complaint(f"{DEFINITE} is said as in {EXAMPLE}", place_of(said.kind)) from error


def _running(fact: Fact) -> tuple[Index, ...]:
    """The free indices of the data in a fact, each from 1 to the sample size."""
    free = free_of_fact(fact)
    found = {s for t in free if isinstance(t, Indexed) for s in t.indices if isinstance(s, Symbol)}
    return tuple((symbol, Integer(1), SIZE) for symbol in sorted(found & free - {SIZE}, key=str))


def _said(said: Chain | OfKind | Membership | Naming) -> Iterator[Fact]:
    match said:
        case Membership(term, domain):
            yield Member(term, domain)
        case Naming(head, body):
            yield Definition(head, body)
        case OfKind(term, kind):
            yield Member(term, Integers(S.NegativeInfinity, S.Infinity) if _whole(kind) else REALS)
        case Chain():
            yield from _chain(said)


def _chain(chain: Chain) -> Iterator[Fact]:
    signs = [_sign(relation) for relation in chain.relations]
    terms = tuple(term for term in chain.terms if isinstance(term, Expr))
    if not terms:
        yield from _related(chain.terms[0], chain.terms[1], chain.relations[0])
        return
    bounded = _bounded(terms, signs)
    if bounded is None:
        if chain.kind is not None:
            problem = f"{str(chain.kind)!r} may follow a symbol and its bounds, as in n >= 1 integer"
            raise Complaint(problem, place_of(chain.kind))
        yield from (_relation(a, b, s) for a, b, s in zip(terms, terms[1:], signs, strict=False))
        return
    symbol, interval = bounded
    if chain.kind is not None and _whole(chain.kind):
        yield Member(symbol, _whole_part(interval, chain.kind))
    else:
        yield Member(symbol, interval)


def _bounded(terms: tuple[Expr, ...], signs: list[str]) -> tuple[Expr, Interval] | None:
    """A symbol or an observation and the interval that a chain puts it in, or None."""
    match terms, signs:
        case (low, middle, high), ["<" | "<=" as first, "<" | "<=" as second]:
            interval = Interval(low, high, first == "<=", second == "<=")
        case (high, middle, low), [">" | ">=" as first, ">" | ">=" as second]:
            interval = Interval(low, high, second == ">=", first == ">=")
        case (middle, low), [">" | ">=" as first] if not low.free_symbols:
            interval = Interval(low, S.Infinity, first == ">=")
        case _:
            return None
    return (middle, interval) if type(middle) in (Symbol, Indexed) else None


def _whole_part(interval: Interval, kind: Token) -> Integers:
    """The integers in an interval; a strict bound must be a number to be moved to the next one."""
    low, high = interval.low, interval.high
    for bound, closed in ((low, interval.low_closed), (high, interval.high_closed)):
        if not closed and not isinstance(bound, Integer) and bound not in (S.Infinity, S.NegativeInfinity):
            raise Complaint("bounds of integers are written with <= and >=", place_of(kind))
    if isinstance(low, Integer) and not interval.low_closed:
        low = Integer(low.p + 1)
    if isinstance(high, Integer) and not interval.high_closed:
        high = Integer(high.p - 1)
    return Integers(low, high)


def _related(left: Expr | Matrix, right: Expr | Matrix, token: Token) -> tuple[Relation, ...]:
    """A relation between terms, or between the entries of matrices."""
    sign = _sign(token)
    if isinstance(left, Expr) and isinstance(right, Expr):
        return (_relation(left, right, sign),)
    assert isinstance(left, Matrix)
    assert isinstance(right, Matrix)
    if sign != "=":
        raise Complaint("matrices are compared with = only", place_of(token))
    return tuple(Equal(a, b) for a, b in zip(left.entries(), right.entries(), strict=True))


def _relation(left: Expr, right: Expr, sign: str) -> Relation:
    return RELATIONS[TURNED[sign]](right, left) if sign in TURNED else RELATIONS[sign](left, right)


def _sign(token: Token) -> str:
    return SIGNS.get(str(token), str(token))


def _whole(kind: Token) -> bool:
    return kind.startswith("integer")
