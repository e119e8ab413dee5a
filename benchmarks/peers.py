"""What an identity of ours says in plain SymPy, as a user of SymPy would write it, and how SymPy is asked.

What SymPy is given, so that it is asked the same thing:

- symbols and arrays with every assumption that SymPy can express: real, positive, nonnegative, negative,
  nonzero, integer. It cannot express p < 1; labels in {0, 1} are nonnegative integers to it;
- facts that are equations are put in: `m = sum(x[i])/n` replaces m, `sum(p[k]) = 1` replaces that sum, in
  `a + b = 1` a symbol is solved for;
- SymPy's own functions where it has them (`Max`, `Piecewise`, `polygamma`, `binomial`, ...), else the
  definition (`sigmoid`, `softplus`, `logit`). Hyperbolic functions, log-gamma, beta and erfc are written out as
  well: with its own ones SymPy proves fewer. `xlogy(a, b)` is a*log(b);
- a matrix equation is an equation for each entry; "constant in p" is the derivative by p of the difference
  being 0, "factor in p" that of the quotient (whether the factor is positive is not asked).

Reading and translating is not timed. Taking derivatives is: it is part of the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from sympy import (
    Add,
    Derivative,
    Expr,
    IndexedBase,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Piecewise,
    Product,
    S,
    Sum,
    Symbol,
    cosh,
    erfc,
    log,
    loggamma,
    polygamma,
    simplify,
    sinh,
    tanh,
)
from sympy import Eq as SymPyEqual
from sympy import Indexed as SymPyIndexed

from derive.language.vocabulary import (
    DEFINITIONS,
    Beta,
    digamma,
    if_equal,
    if_less,
    indicator,
    logit,
    maximum,
    minimum,
    sigmoid,
    softplus,
    trigamma,
    xlogy,
)
from derive.statement import (
    Each,
    Equal,
    Fact,
    Identity,
    Integers,
    Interval,
    Less,
    LessEqual,
    Member,
    Unequal,
    Values,
)

PROVED, REFUTED, UNDECIDED = "proved", "refuted", "undecided"

TRANSLATED: dict[type, Callable[..., Expr]] = {
    digamma: lambda z: polygamma(0, z),
    trigamma: lambda z: polygamma(1, z),
    maximum: Max,
    minimum: Min,
    xlogy: lambda a, b: a * log(b),
    if_less: lambda u, v, a, b: Piecewise((a, u < v), (b, True)),
    if_equal: lambda u, v, a, b: Piecewise((a, SymPyEqual(u, v)), (b, True)),
    indicator: lambda a, b: (
        KroneckerDelta(a, b)
        if a.is_integer and b.is_integer
        else Piecewise((S.One, SymPyEqual(a, b)), (S.Zero, True))
    ),
} | {kind: DEFINITIONS[kind] for kind in (sigmoid, logit, softplus, Beta, tanh, sinh, cosh, loggamma, erfc)}
"""How a function is written in SymPy where it has another name there, or where it is better written out."""


class Pair(NamedTuple):
    """Two sides and the sign between them: `=`, `<=` or `<`."""

    left: Expr
    sign: str
    right: Expr


# ── facts ──


def plain_facts(identity: Identity) -> Iterator[Fact]:
    """The facts, those about each observation without their index."""
    for fact in identity.given.facts():
        while isinstance(fact, Each):
            fact = fact.fact
        yield fact


def assumptions(identity: Identity) -> dict[str, dict[str, bool]]:
    """What SymPy can assume of each name."""
    found: dict[str, dict[str, bool]] = {}
    for fact in plain_facts(identity):
        match fact:
            case Member(term=Symbol() | SymPyIndexed() as term, domain=domain):
                found.setdefault(name_of(term), {}).update(of_domain(domain))
            case Unequal(left=Symbol() as term, right=S.Zero):
                found.setdefault(name_of(term), {})["nonzero"] = True
    return found


def of_domain(domain: Interval | Integers | Values) -> dict[str, bool]:
    said = {"integer": True} if isinstance(domain, Integers) else {}
    match domain:
        case Values(members=members):
            low, high = min(members), max(members)
            open_low = open_high = False
            if all(member.is_Integer for member in members):
                said["integer"] = True
            if S.Zero not in members:
                said["nonzero"] = True
        case Integers(low=low, high=high):
            open_low = open_high = False
        case Interval(low=low, high=high):
            open_low, open_high = not domain.low_closed, not domain.high_closed
    if low.is_number and low >= 0:
        said["positive" if low > 0 or open_low else "nonnegative"] = True
    elif high.is_number and high <= 0:
        said["negative" if high < 0 or open_high else "nonpositive"] = True
    return said


def name_of(term: Expr) -> str:
    return str(term.base.label) if isinstance(term, SymPyIndexed) else str(term)


# ── equations among the facts ──


def put_in(identity: Identity) -> Iterator[tuple[Expr, str, Expr]]:
    """The relations in our own terms, with the equations that are given put in."""
    equations = [fact for fact in plain_facts(identity) if isinstance(fact, Equal)]
    signs: dict[type, str] = {Equal: "=", LessEqual: "<=", Less: "<"}
    for relation in identity.relations:
        left, right = relation.left, relation.right
        for _ in range(2):  # what is put in may hold what another equation is about
            for equation in equations:
                left, right = substituted(left, equation), substituted(right, equation)
        yield left, signs[type(relation)], right


def substituted(term: Expr, equation: Equal) -> Expr:
    left, right = equation.left, equation.right
    if isinstance(left, Add):
        left, right = solved(left, right)
    if left in right.atoms(type(left)):
        return term
    if isinstance(left, SymPyIndexed):
        return term.replace(
            lambda node: isinstance(node, SymPyIndexed) and node.base == left.base,
            lambda node: right.xreplace(dict(zip(left.indices, node.indices, strict=True))),
        )
    return term.subs(left, right)


def solved(left: Expr, right: Expr) -> tuple[Expr, Expr]:
    """`a + b = 1` as `a = 1 - b`."""
    for part in left.args:
        if isinstance(part, Symbol) and part not in (left - part).free_symbols | right.free_symbols:
            return part, right - (left - part)
    return left, right


# ── terms ──


def in_sympy(identity: Identity) -> list[Pair]:
    """The claim in SymPy; derivatives are not taken yet."""
    known = assumptions(identity)
    variables = [Symbol(v.name, real=True, **known.get(v.name, {})) for v in identity.variables]
    pairs = []
    for left, sign, right in put_in(identity):
        pair = Pair(translated(left, known, {}), sign, translated(right, known, {}))
        pairs += list(up_to(pair, identity.up_to, variables)) if identity.up_to else [pair]
    return pairs


def up_to(pair: Pair, kind: str, variables: Iterable[Symbol]) -> Iterator[Pair]:
    gap = pair.left - pair.right if kind == "constant" else pair.left / pair.right
    for variable in variables:
        yield Pair(Derivative(gap, variable), "=", Integer(0))


def translated(term: Expr, known: dict[str, dict[str, bool]], bound: dict[Symbol, Symbol]) -> Expr:
    """A term of ours as SymPy writes it, with SymPy's own evaluation."""
    match term:
        case Symbol():
            return bound.get(term) or Symbol(term.name, real=True, **known.get(term.name, {}))
        case SymPyIndexed():
            name = name_of(term)
            base = IndexedBase(Symbol(name, real=True, **known.get(name, {})))
            return base[tuple(translated(i, known, bound) for i in term.indices)]
        case Sum() | Product():
            limits = []
            for index, low, high in reversed(term.limits):
                ends = translated(low, known, bound), translated(high, known, bound)
                sign = {"positive": True} if ends[0].is_positive else {"nonnegative": ends[0].is_nonnegative}
                own = Symbol(index.name, integer=True, **sign)
                limits.append((own, *ends))
                bound = {**bound, index: own}
            return type(term)(translated(term.function, known, bound), *reversed(limits))
        case Derivative():
            inside = translated(term.expr, known, bound)
            return Derivative(inside, *(translated(v, known, bound) for v in term.variables))
    if not term.args:
        return term
    args = [translated(a, known, bound) for a in term.args]
    return TRANSLATED.get(type(term), term.func)(*args)


def differentiated(term: Expr) -> Expr:
    """With its derivatives taken."""
    return term.replace(lambda node: isinstance(node, Derivative), lambda node: node.expr.diff(*node.variables))


# ── asking ──


def by_simplify(pairs: list[Pair]) -> str:
    """`simplify(left - right) == 0` proves. A result that SymPy itself knows not to be 0 (a number other
    than 0, or a term whose assumptions say so) refutes; anything else decides nothing. For `<=` the sign of
    the simplified difference is asked."""
    return together(simplified(pair) for pair in pairs)


def simplified(pair: Pair) -> str:
    gap = simplify(differentiated(pair.right) - differentiated(pair.left))
    match pair.sign:
        case "=":
            answer = True if gap == 0 else (False if known_nonzero(gap) else None)
        case "<=":
            answer = gap.is_nonnegative
        case _:
            answer = gap.is_positive
    return {True: PROVED, False: REFUTED, None: UNDECIDED}[answer]


def known_nonzero(gap: Expr) -> bool:
    if gap.is_number:
        return not gap.has(S.NaN) and gap.is_zero is False
    return gap.is_zero is False


def by_equals(pairs: list[Pair]) -> str:
    """`left.equals(right)`: True proves, False refutes, None decides nothing."""
    return together(
        {True: PROVED, False: REFUTED, None: UNDECIDED}[differentiated(p.left).equals(differentiated(p.right))]
        for p in pairs
    )


def together(answers: Iterable[str]) -> str:
    """The answer for all of them: it is refuted with the first that is."""
    found = []
    for answer in answers:
        if answer == REFUTED:
            return REFUTED
        found.append(answer)
    return PROVED if found and all(answer == PROVED for answer in found) else UNDECIDED
