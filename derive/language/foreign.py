"""SymPy expressions from outside: the same term over plain symbols, and the assumptions as facts.

What has no place in the language is refused by name. `Max`, `Piecewise`, `polygamma` and their like are read
as the functions of the vocabulary; a function such as `Function("sigmoid")` is taken by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce

from sympy import (
    Basic,
    Expr,
    Heaviside,
    Idx,
    Indexed,
    Integral,
    KroneckerDelta,
    LambertW,
    Limit,
    Max,
    Min,
    Piecewise,
    Product,
    S,
    Sum,
    Symbol,
    beta,
    false,
    polygamma,
    true,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Equality, GreaterThan, LessThan, StrictGreaterThan, StrictLessThan, Unequality
from sympy.functions.special.gamma_functions import digamma as sympy_digamma
from sympy.functions.special.gamma_functions import trigamma as sympy_trigamma
from sympy.matrices.expressions import MatrixExpr

from derive.errors import ReadError
from derive.language.construct import ARITY, indexed_base
from derive.language.facts import RELATIONS
from derive.language.vocabulary import (
    FUNCTIONS,
    Beta,
    digamma,
    if_equal,
    if_less,
    indicator,
    lambert_w0,
    lambert_wm1,
    maximum,
    minimum,
    trigamma,
)
from derive.language.writer import write
from derive.statement import (
    Each,
    Fact,
    Integers,
    Interval,
    Member,
    Relation,
    nonzero,
)

KINDS: dict[type, Callable[..., Expr]] = {
    Max: maximum,
    Min: minimum,
    beta: Beta,
    sympy_digamma: digamma,
    sympy_trigamma: trigamma,
    KroneckerDelta: indicator,
}
"""Functions of SymPy that have another name here."""
UNKNOWN = (Integral, Limit, MatrixExpr)
"""What SymPy has and the language does not, refused by its name rather than by that of a part."""


def from_sympy(expr: Basic) -> tuple[Expr, tuple[Fact, ...]]:
    """The term that an expression says, over plain symbols, and what was assumed of its symbols.

    Raises ReadError for a float, a complex number, a function or a symbol that the language does not have,
    and for two symbols of one name.
    """
    if not isinstance(expr, Basic):
        raise ReadError(f"a single expression is expected, not {type(expr).__name__}")
    symbols = _plain_symbols(expr)
    term = _term(expr, dict(symbols))
    write(term)  # whatever the language cannot say is refused here, with a reason
    arrays = {item.base.label for item in expr.atoms(Indexed)}
    free = [symbol for symbol in symbols if symbol in expr.free_symbols and symbol not in arrays]
    facts = [fact for symbol in free for fact in _assumed(symbol, symbols[symbol])]
    return term, (*facts, *_assumed_of_data(expr, dict(symbols)))


SIGNS: dict[type, str] = {Equality: "=", Unequality: "!=", StrictLessThan: "<", LessThan: "<="}
TURNED: dict[type, str] = {StrictGreaterThan: "<", GreaterThan: "<="}


def sign(relation: object) -> str:
    """The sign of a relation of SymPy such as `Eq(a, b)` or `p < 1`; a > b is read as b < a. Raises
    ReadError for anything else."""
    found = (SIGNS | TURNED).get(type(relation))
    if found is None:
        raise ReadError(f"a relation is expected, not {str(relation)[:80]}")
    return found


def sides(relation: Basic) -> tuple[Expr, Expr]:
    """The sides of a relation of SymPy, in the order of its `sign`."""
    left, right = relation.args
    return (right, left) if type(relation) in TURNED else (left, right)


def relation_from_sympy(relation: Basic) -> tuple[Relation, tuple[Fact, ...]]:
    """A relation of SymPy, and what it assumes of its symbols. Raises ReadError."""
    kind = RELATIONS[sign(relation)]
    (left, of_left), (right, of_right) = map(from_sympy, sides(relation))
    return kind(left, right), of_left + of_right


def _plain_symbols(expr: Basic) -> dict[Symbol, Symbol]:
    found: dict[Symbol, Symbol] = {}
    names: dict[str, Symbol] = {}
    for symbol in sorted(expr.atoms(Symbol) - expr.atoms(Idx), key=str):
        if names.setdefault(symbol.name, symbol) != symbol:
            raise ReadError(f"two different symbols are called {symbol.name}")
        if symbol.is_extended_real is False:
            raise ReadError(f"every symbol is a real number, and {symbol.name} is not")
        found[symbol] = Symbol(symbol.name)
    return found


def _assumed_of_data(expr: Basic, symbols: dict[Basic, Basic]) -> Iterator[Fact]:
    """What SymPy assumes of an array, for every value of the indices that a sum or product binds."""
    limits = {limit[0]: limit for big in expr.atoms(Sum, Product) for limit in big.args[1:]}
    for item in sorted(expr.atoms(Indexed), key=str):
        bound = [limits[symbol] for symbol in limits if symbol in item.free_symbols]
        for fact in _assumed(item.base.label, _term(item, symbols)):
            yield reduce(Each, (tuple(_term(part, symbols) for part in limit) for limit in bound), fact)


def _assumed(symbol: Symbol, plain: Expr) -> Iterator[Fact]:
    """What SymPy assumes of a symbol, as facts; that it is real goes without saying."""
    low, high, open_low, open_high = S.NegativeInfinity, S.Infinity, False, False
    if symbol.is_nonnegative:
        low, open_low = S.Zero, bool(symbol.is_positive)
    if symbol.is_nonpositive:
        high, open_high = S.Zero, bool(symbol.is_negative)
    if symbol.is_integer:
        yield Member(plain, Integers(low + int(open_low), high - int(open_high)))
    elif (low, high) != (S.NegativeInfinity, S.Infinity):
        yield Member(
            plain, Interval(low, high, low is S.Zero and not open_low, high is S.Zero and not open_high)
        )
    if symbol.is_nonzero and not symbol.is_positive and not symbol.is_negative and symbol.is_real:
        yield nonzero(plain)


def _term(expr: Basic, symbols: dict[Basic, Basic]) -> Basic:
    if expr in symbols:
        return symbols[expr]
    if isinstance(expr, Idx):
        return Symbol(expr.name)
    if isinstance(expr, Indexed):
        places = (_term(place, symbols) for place in expr.indices)
        return Indexed(indexed_base(str(expr.base.label)), *places)
    if isinstance(expr, Piecewise):
        return _cases(expr, symbols)
    if isinstance(expr, UNKNOWN):
        raise ReadError(f"the language has no {type(expr).__name__}: {str(expr)[:80]}")
    if not expr.args:
        return expr
    return _renamed(expr, tuple(_term(a, symbols) for a in expr.args))


def _renamed(expr: Basic, args: tuple[Basic, ...]) -> Basic:
    """The same kind of term on other arguments; a few by another name."""
    if isinstance(expr, KroneckerDelta) and len(args) > 2:
        raise ReadError(f"a KroneckerDelta with a range is not in the language: {str(expr)[:80]}")
    if type(expr) in KINDS:
        return KINDS[type(expr)](*args)
    match expr:
        case polygamma() if args[0] in (S.Zero, S.One):
            return (trigamma if args[0] is S.One else digamma)(args[1])
        case LambertW() if len(args) == 1 or args[1] in (S.Zero, S.NegativeOne):
            return (lambert_wm1 if args[1:] == (S.NegativeOne,) else lambert_w0)(args[0])
        case Heaviside():
            return if_less(args[0], S.Zero, S.Zero, if_equal(args[0], S.Zero, args[1], S.One))
        case AppliedUndef() if (name := expr.func.__name__) in FUNCTIONS:
            if ARITY.get(name, len(args)) != len(args):
                raise ReadError(f"{name} does not take {len(args)} arguments")
            return FUNCTIONS[name](*args)
    return expr if args == expr.args else expr.func(*args)


def _cases(expr: Piecewise, symbols: dict[Basic, Basic]) -> Expr:
    """Nested switches. The last case is the rest, whatever its condition: where none holds, SymPy has no
    value, and neither has the language then."""
    *first, (last, condition) = expr.args
    if condition is not true:
        raise ReadError("a Piecewise needs a last case that holds otherwise: (value, True)")

    def switch(rest: Expr, case: Basic) -> Expr:
        value, condition = case.args
        return _switch(condition, _term(value, symbols), rest, symbols)

    return reduce(switch, reversed(first), _term(last, symbols))


def _switch(condition: Basic, yes: Expr, no: Expr, symbols: dict[Basic, Basic]) -> Expr:
    if condition in (true, false):
        return yes if condition is true else no
    relation = sign(condition)
    left, right = (_term(side, symbols) for side in sides(condition))
    match relation:
        case "<":
            return if_less(left, right, yes, no)
        case "<=":
            return if_less(right, left, no, yes)
        case "=":
            return if_equal(left, right, yes, no)
        case _:
            return if_equal(left, right, no, yes)
