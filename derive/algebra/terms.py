"""Terms: subterms by path, and substitution that cannot capture a variable.

SymPy's own `subs` and `xreplace` replace inside binders without renaming: `Sum(x[i]*j, (i, 1, n))`
with j := i becomes `Sum(i*x[i], …)`. Here a bound index that would capture is renamed first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias

from sympy import (
    Add,
    Basic,
    Derivative,
    Dummy,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    Lambda,
    Mul,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
)
from sympy.core.function import AppliedUndef

from derive.errors import DeriveError, LimitError
from derive.language.bounds import MAX_BITS
from derive.language.matrix_terms import MatrixOf
from derive.language.vocabulary import RANDOM, SWITCHES, OrderStatistic, if_less, made
from derive.statement import Definition, Equal, Fact, Given, Index, Less, LessEqual, Provenance, Unequal

Path = tuple[int, ...]
BIG = (Sum, Product, OrderStatistic, MatrixOf)


def limits(term: Expr) -> tuple[Index, ...]:
    """The indices that a sum, product, order statistic or matrix binds, as (symbol, low, high)."""
    return tuple((t[0], t[1], t[2]) for t in term.limits) if isinstance(term, BIG) else ()


def body(term: Expr) -> Expr:
    """What stands under the binder of a sum, product, order statistic or matrix."""
    function: Expr = term.args[0]
    return function


def rebuild(term: Basic, args: tuple[Basic, ...]) -> Basic:
    """The same kind of term with other arguments, through SymPy's own constructor."""
    if args == term.args:
        return term
    match term, args:
        case Pow(), (Rational() as base, Integer() as exponent) if bits(base) * abs(int(exponent)) > MAX_BITS:
            raise LimitError(f"evaluation would make a number of more than {MAX_BITS:,} bits")
    return made(term.func, args)


def bits(number: Rational) -> int:
    """How many bits a number takes beyond its sign and the number 1."""
    return max(abs(int(number.p)).bit_length(), int(number.q).bit_length()) - 1


def rebuild_as_is(term: Basic, args: tuple[Basic, ...]) -> Basic:
    """The same kind of term with other arguments, nothing added up, multiplied out or cancelled."""
    if args == term.args:
        return term
    if isinstance(term, Add | Mul | Pow | exp | log):
        return term.func(*args, evaluate=False)
    return made(term.func, args)


Build: TypeAlias = Callable[[Basic, tuple[Basic, ...]], Basic]


@lru_cache(maxsize=20_000)
def names(term: Basic) -> frozenset[Basic]:
    """The free symbols, labels of indexed data included, the indexed terms themselves not."""
    return frozenset(s for s in term.free_symbols if isinstance(s, Symbol))


@lru_cache(maxsize=20_000)
def called(term: Basic) -> frozenset[type[Basic]]:
    """The undefined functions that a term applies."""
    return frozenset(call.func for call in term.atoms(AppliedUndef))


def fresh(symbol: Symbol, taken: frozenset[Basic]) -> Symbol:
    """A symbol like this one that is not taken: i, j, k, … first, then i1, i2, …"""
    letters = "ijklm" if symbol.name in "ijklm" else ""
    candidates = [Symbol(c) for c in letters] + [Symbol(f"{symbol.name}{k}") for k in range(1, len(taken) + 2)]
    return next(c for c in (symbol, *candidates) if c not in taken)


def substitute(term: Expr, values: Mapping[Expr, Expr], build: Build = rebuild) -> Expr:
    """Replace free symbols and indexed data by terms, all at once, renaming bound indices that
    would capture."""
    result = _substitute(term, dict(values), build)
    assert isinstance(result, Expr)
    return result


def _substitute(term: Basic, values: dict[Expr, Expr], build: Build = rebuild) -> Basic:
    if term in values:
        return values[term]
    if not term.args or not values:
        return term
    if isinstance(term, BIG):
        return _substitute_under(term, values, build)
    if isinstance(term, Derivative):
        _forbid_point(term, values)
    if isinstance(term, RANDOM):
        values = {k: v for k, v in values.items() if not isinstance(k, Indexed)}
    if isinstance(term, Indexed) and (array := values.get(term.base.label)) is not None:
        return _entry(array, tuple(_substitute(a, values, build) for a in term.indices))
    return build(term, tuple(_substitute(a, values, build) for a in term.args))


def by_entry(entry: Expr, indices: Iterable[Index]) -> Expr:
    """What can be put for an array: what has this entry, in which the indices are bound. A number has none."""
    places = tuple(symbol for symbol, _, _ in indices)
    return Lambda(places, entry) if places else entry


def _entry(array: Expr, places: tuple[Basic, ...]) -> Basic:
    """An entry of what is put for an array: of another array, of the row x[i], or as it is told."""
    match array:
        case Lambda(variables=variables, expr=told) if len(variables) == len(places):
            return substitute(told, dict(zip(variables, places, strict=True)))
        case Symbol():
            return Indexed(IndexedBase(array.name), *places)
        case Indexed():
            return Indexed(array.base, *array.indices, *places)
    raise DeriveError(f"cannot put {array} for an array")


def at_values(term: Expr, given: Given) -> Expr:
    """The term with numbers put in for the symbols that are known to be equal to them."""
    values: dict[Expr, Expr] = {}
    for fact in given.facts():
        match fact:
            case Equal(left=Symbol() as symbol, right=Rational() as number):
                values[symbol] = number
            case Equal(left=Rational() as number, right=Symbol() as symbol):
                values[symbol] = number
    return substitute(term, values) if values else term


def _forbid_point(term: Derivative, values: dict[Expr, Expr]) -> None:
    """A derivative is taken at its variable: another symbol may take its place, a value may not, and
    no value that depends on it may come in."""
    for variable in term.variables:
        name = variable.base.label if isinstance(variable, Indexed) else variable
        for key, value in values.items():
            if key == name and isinstance(value, Symbol) and value not in names(term):
                continue
            if (key == name or key in term.free_symbols) and name in names(key) | names(value):
                raise DeriveError(f"cannot put {value} for {key} into {term}")


def _substitute_under(term: Expr, values: dict[Expr, Expr], build: Build) -> Basic:
    """Outermost index first (SymPy lists the innermost first): its own limits are outside its scope,
    the limits of the indices within it are inside. The rank of an order statistic is outside of all."""
    rank = tuple(_substitute(a, values, build) for a in term.args[2:] if isinstance(term, OrderStatistic))
    inside, indices = body(term), list(limits(term))
    for k in reversed(range(len(indices))):
        symbol, low, high = indices[k]
        low, high = _substitute(low, values, build), _substitute(high, values, build)
        values = {key: value for key, value in values.items() if symbol not in names(key)}
        scope = names(inside).union(*(names(bound) for index in indices[:k] for bound in index[1:]))
        entering = frozenset().union(*(names(v) for key, v in values.items() if names(key) & scope))
        if symbol in entering:
            new = fresh(symbol, entering | scope)
            renamed = {symbol: new}
            inside = substitute(inside, renamed)
            indices[:k] = [(s, substitute(lo, renamed), substitute(hi, renamed)) for s, lo, hi in indices[:k]]
            symbol = new
        indices[k] = (symbol, low, high)
    return term.func(_substitute(inside, values, build), *(Tuple(*index) for index in indices), *rank)


def unfold(term: Expr, given: Given) -> Expr:
    """Replace every defined name by its body, until none is left."""
    return _unfolded(term, given.definitions())


def unfold_calls(term: Expr, given: Given) -> Expr:
    """Replace every defined function, such as L(p), by its body; defined symbols stay. What SymPy would
    cancel when arguments are put in, stays too: with g(u, v) := u/v, g(q, q) is q/q and not 1."""
    return _unfolded(term, tuple(d for d in given.definitions() if d.head.args), keep=True)


@lru_cache(maxsize=20_000)
def _unfolded(term: Expr, definitions: tuple[Definition, ...], keep: bool = False) -> Expr:
    bodies, calls = _bodies(definitions), [d for d in definitions if d.head.args]
    for _ in range(len(definitions) + 1):
        new = substitute(term, bodies)
        for definition in calls:
            new = _unfold_call(new, definition, keep)
        if new == term:
            return term
        term = new
    return term


@lru_cache(maxsize=256)
def _bodies(definitions: tuple[Definition, ...]) -> dict[Expr, Expr]:
    """What each defined symbol stands for, in symbols that are not defined before it."""
    found: dict[Expr, Expr] = {}
    for definition in definitions:
        if isinstance(definition.head, Symbol):
            found[definition.head] = substitute(definition.body, found)
    return found


def _unfold_call(term: Expr, definition: Definition, keep: bool) -> Expr:
    head = definition.head
    calls = [found for found in term.atoms(type(head)) if found.func == head.func]
    build = rebuild if not keep or all(map(is_plain, calls)) else rebuild_as_is
    replacement = {call: instance(definition, call, build) for call in calls}
    return _replace_heads(term, replacement, build) if replacement else term


def is_plain(call: Expr) -> bool:
    """Whether a call has distinct names as arguments, so that nothing in the body can cancel."""
    return len(set(call.args)) == len(call.args) and all(isinstance(a, Symbol | Indexed) for a in call.args)


def instance(definition: Definition, call: Expr, build: Build = rebuild) -> Expr:
    """The body of a definition with the arguments of a call put in. An expectation depends on the
    parameters through the density of the data as well, so a body with one takes no other arguments."""
    if call.args == definition.head.args:
        return definition.body
    if definition.body.has(*RANDOM):
        raise DeriveError(f"cannot put {call.args} into the definition of {definition.head}")
    return substitute(definition.body, dict(zip(definition.head.args, call.args, strict=True)), build)


def _replace_heads(term: Basic, replacement: dict[Expr, Expr], build: Build) -> Expr:
    if term in replacement:
        return replacement[term]
    result = build(term, tuple(_replace_heads(a, replacement, build) for a in term.args))
    assert isinstance(result, Expr | Tuple)
    return result


def at(term: Basic, path: Path) -> Basic:
    """The subterm at a path of argument positions; IndexError where there is none, or where the path
    leads into the limits of a binder or the name of data: what is known there is not followed."""
    for step in path:
        if type(step) is not int or step not in steps(term):
            raise IndexError(f"there is no place {step} in {term}")
        term = term.args[step]
    return term


def steps(term: Basic) -> range:
    """The argument positions at which a path may go on."""
    match term:
        case Sum() | Product() | MatrixOf() | Derivative():
            return range(1)
        case OrderStatistic():
            return range(0, 3, 2)
        case Indexed():
            return range(1, len(term.args))
        case _:
            return range(len(term.args))


def replace_at(term: Basic, path: Path, new: Basic) -> Basic:
    """The term with the subterm at `path` replaced (bound indices above it stay bound)."""
    if not path:
        return new
    args = list(term.args)
    args[path[0]] = replace_at(args[path[0]], path[1:], new)
    return term.func(*args)


def given_at(term: Basic, path: Path, given: Given) -> Given:
    """What is known at a path: the ranges of the indices bound above it come in, and what does not
    hold inside a derivative or an expectation stays out."""
    for step in path:
        if isinstance(term, BIG) and step == 0:
            given = given.under(*reversed(limits(term)))
        elif isinstance(term, Derivative) and step == 0:
            for variable in dict.fromkeys(term.variables):
                given = given.near(variable)
        elif isinstance(term, RANDOM):
            given = given.with_random_data()
        elif isinstance(term, SWITCHES) and step >= 2:
            given = given.adding(Provenance.BINDING, branch(term, step))
        term = term.args[step]
    return given


def branch(term: Basic, step: int) -> Fact:
    """What holds where a switch takes the branch at this place."""
    left, right = term.args[:2]
    if isinstance(term, if_less):
        return Less(left, right) if step == 2 else LessEqual(right, left)
    return Equal(left, right) if step == 2 else Unequal(left, right)


def paths(term: Basic, path: Path = ()) -> Iterator[Path]:
    """Every path at which an expression stands, outermost first; limits of binders are left out."""
    yield path
    for step in steps(term):
        if isinstance(argument := term.args[step], Expr):
            yield from paths(argument, (*path, step))


def canonical(term: Basic) -> Basic:
    """The same term with its bound indices renamed by nesting height, so that terms that differ
    only in the names of bound indices become identical."""
    return _canonical(term)[0]


def _canonical(term: Basic) -> tuple[Basic, int]:
    if not term.args:
        return term, 0
    parts = [_canonical(a) for a in term.args]
    height = max(h for _, h in parts)
    args = [t for t, _ in parts]
    if not isinstance(term, BIG):
        return rebuild(term, tuple(args)), height
    for k in range(1, 1 + len(limits(term))):
        symbol, low, high = args[k].args
        renamed = {symbol: Dummy(f"_{height}", dummy_index=height)}
        args[:k] = [_substitute(a, renamed) for a in args[:k]]
        args[k] = Tuple(renamed[symbol], low, high)
        height += 1
    return term.func(*args), height
