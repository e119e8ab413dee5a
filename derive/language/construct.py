"""What each rule of the grammar builds. Nothing here evaluates: a term is what was written.

The structure is SymPy's own: `a - b` is Add(a, Mul(-1, b)), `1/x^2` is Pow(x, -2), `x/2` is Mul(x, 1/2), `2/3`
is one rational number, and `-2*x` has the coefficient -2. Brackets keep what they hold apart from all
of that, so every nesting of sums and products has a text: `a + (b + c)`, `-(2)`, `2*(1/3)`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, TypeAlias

from lark import Token, Transformer, v_args
from sympy import (
    Add,
    Derivative,
    Expr,
    Function,
    Indexed,
    IndexedBase,
    Integer,
    Mul,
    Pow,
    Rational,
    S,
    Symbol,
    Tuple,
)

from derive.errors import LimitError
from derive.language.bounds import MAX_ORDER
from derive.language.tokens import RESERVED, Complaint
from derive.language.vocabulary import BINDERS, CONSTANTS, FUNCTIONS
from derive.statement import Domain, Index, Integers, Interval, Values
from derive.statement.facts import REALS

ARITY = {name: min(function.nargs) for name, function in FUNCTIONS.items()}
HALF = Rational(1, 2)


class Group(NamedTuple):
    """A term in brackets: it takes no part in the reading of what stands around it."""

    inside: Expr


class Binding(NamedTuple):
    """`i=1..n`, and where its name stands."""

    bound: Index
    place: int


class Ellipsis(NamedTuple):
    """The dots in {0, 1, ...}."""

    place: int


class Chain(NamedTuple):
    """`a < b <= c`, with the word that follows it or None."""

    terms: tuple[Expr, ...]
    relations: tuple[Token, ...]
    kind: Token | None


class OfKind(NamedTuple):
    """`term real`."""

    term: Expr
    kind: Token


class Membership(NamedTuple):
    """`term in domain`."""

    term: Expr
    domain: Domain


class Naming(NamedTuple):
    """`head := body`."""

    head: Expr
    body: Expr


class Statement(NamedTuple):
    """One statement with the bindings that follow it, innermost first."""

    said: Chain | OfKind | Membership | Naming
    bindings: tuple[Binding, ...]


Operand: TypeAlias = Expr | Group


def bare(value: Operand) -> Expr:
    return value.inside if isinstance(value, Group) else value


@lru_cache(1024)
def indexed_base(name: str) -> IndexedBase:
    return IndexedBase(name)


@lru_cache(1024)
def undefined(name: str) -> type[Function]:
    function: type[Function] = Function(name)
    return function


def bind(binder: type[Expr], function: Expr, limits: tuple[Tuple, ...]) -> Expr:
    """A sum or product as its constructor makes it (which merges one directly inside another),
    without the constructor's search through the whole term."""
    if type(function) is binder:
        function, limits = function.args[0], function.args[1:] + limits
    term: Expr = Expr.__new__(binder, function, *limits)
    term.is_commutative = True
    return term


def differentiate(function: Expr, variables: tuple[Expr, ...]) -> Expr:
    """An unevaluated derivative as its constructor makes it: runs of one variable are counted."""
    counts = [(v, int(c)) for v, c in function.args[1:]] if type(function) is Derivative else []
    inside = function.args[0] if counts else function
    for variable in variables:
        if counts and counts[-1][0] == variable:
            counts[-1] = (variable, counts[-1][1] + 1)
        else:
            counts.append((variable, 1))
    if sum(c for _, c in counts) > MAX_ORDER:
        raise LimitError(f"a derivative of an order above {MAX_ORDER}")
    term: Expr = Expr.__new__(Derivative, inside, *(Tuple(v, Integer(c)) for v, c in counts))
    return term


def minus(value: Operand) -> Expr:
    """The negative: a number changes its sign, a product that of its coefficient."""
    if isinstance(value, Group):
        return Mul(S.NegativeOne, value.inside, evaluate=False)
    if _is_coefficient(value):
        return -value
    if type(value) is Mul:
        first, *rest = value.args
        factors = (-first, *rest) if _is_coefficient(first) else (S.NegativeOne, *value.args)
        return Mul(*factors, evaluate=False)
    return Mul(S.NegativeOne, value, evaluate=False)


def _is_coefficient(value: Expr) -> bool:
    return (isinstance(value, Rational) and value.p >= 0) or value is S.Infinity


def reciprocal(value: Operand) -> Expr:
    """What a division multiplies by."""
    if isinstance(value, Group):
        return Pow(value.inside, S.NegativeOne, evaluate=False)
    if isinstance(value, Integer) and value.p:
        return Rational(1, value.p)
    if type(value) is Pow and isinstance(value.exp, Rational) and value.exp.p > 0:
        return Pow(value.base, -value.exp, evaluate=False)
    return Pow(value, S.NegativeOne, evaluate=False)


@v_args(inline=True)
class Construct(Transformer[Token, object]):
    """The callbacks of the parser, one a rule of the grammar. They raise Complaint."""

    def term(self, value: Operand) -> Expr:
        return bare(value)

    def number(self, token: Token) -> Expr:
        whole, _, decimals = token.partition(".")
        return Rational(int(whole + decimals), 10 ** len(decimals)) if decimals else Integer(int(whole))

    def name(self, token: Token) -> Expr:
        name = str(token)
        return CONSTANTS[name] if name in CONSTANTS else Symbol(name)

    def group(self, value: Operand) -> Group:
        return Group(bare(value))

    def sum(self, first: Operand, *rest: Operand | Token) -> Expr:
        pairs = zip(rest[::2], rest[1::2], strict=True)
        terms = (bare(value) if sign == "+" else minus(value) for sign, value in pairs)
        return Add(bare(first), *terms, evaluate=False)

    def product(self, first: Operand, *rest: Operand | Token) -> Expr:
        inner = bare(first)
        led = type(inner) is Mul and inner is first  # only a leading minus leaves a product without brackets
        factors = list(inner.args) if led else [inner]
        if rest[0] == "/" and isinstance(first, Integer):
            divisor = rest[1]
            if isinstance(divisor, Integer) and divisor.p:
                factors, rest = [Rational(first.p, divisor.p)], rest[2:]
            elif first is S.One:
                factors = []
        pairs = zip(rest[::2], rest[1::2], strict=True)
        factors += (reciprocal(value) if mark == "/" else bare(value) for mark, value in pairs)
        return Mul(*factors, evaluate=False)

    def negative(self, _: Token, value: Operand) -> Expr:
        return minus(value)

    def power(self, base: Operand, exponent: Operand) -> Expr:
        return Pow(bare(base), bare(exponent), evaluate=False)

    def indexed(self, token: Token, *indices: Operand) -> Expr:
        if token in RESERVED:
            raise Complaint(f"{str(token)!r} has a fixed meaning and cannot be indexed", _place(token))
        return Indexed(indexed_base(str(token)), *map(bare, indices))

    def binding(self, token: Token, equals: Token, low: Operand, high: Operand) -> Binding:
        if token in RESERVED or equals != "=":
            raise Complaint("an index is bound as in i=1..n", _place(token))
        return Binding((Symbol(str(token)), bare(low), bare(high)), _place(token))

    def call(self, token: Token, *arguments: Operand | Binding) -> Expr:
        name = str(token)
        if name in BINDERS:
            return _binder(token, arguments)
        for argument in arguments:
            if isinstance(argument, Binding):
                raise Complaint(f"{name} binds no index", argument.place)
        terms = tuple(bare(a) for a in arguments if not isinstance(a, Binding))
        if name == "derivative":
            return _derivative(token, terms)
        if name not in FUNCTIONS and name != "sqrt":
            return undefined(name)(*terms, evaluate=False)
        needed = ARITY.get(name, 1)
        if len(terms) != needed:
            takes = "1 argument" if needed == 1 else f"{needed} arguments"
            raise Complaint(f"{name} takes {takes}, not {len(terms)}", _place(token))
        if name == "sqrt":
            return Pow(terms[0], HALF, evaluate=False)
        return FUNCTIONS[name](*terms, evaluate=False)

    def integers(self, low: Operand, high: Operand) -> Domain:
        return Integers(bare(low), bare(high))

    def interval(self, opening: Token, low: Operand, _: Token, high: Operand, closing: Token) -> Domain:
        return Interval(bare(low), bare(high), opening == "[", closing == "]")

    def kind(self, token: Token) -> Domain:
        return Integers(-S.Infinity, S.Infinity) if token.startswith("integer") else REALS

    def ellipsis(self, dots: Token) -> Ellipsis:
        return Ellipsis(_place(dots))

    def values(self, *members: Operand | Ellipsis) -> Domain:
        terms = tuple(bare(m) for m in members if not isinstance(m, Ellipsis))
        dots = [(k, m.place) for k, m in enumerate(members) if isinstance(m, Ellipsis)]
        if not dots:
            return Values(terms)
        where, place = dots[0]
        head, last = terms[:where], terms[where:] or (S.Infinity,)
        if len(dots) > 1 or len(last) > 1 or not _counts_up(head):
            raise Complaint("a set with dots is written {0, 1, ...} or {0, ..., m}", place)
        return Integers(head[0], last[0])

    def chain(self, *parts: Operand | Token) -> Chain:
        *inner, last = parts
        kind = last if isinstance(last, Token) else None
        signs = tuple(part for part in inner if isinstance(part, Token))
        return Chain(tuple(bare(part) for part in parts if not isinstance(part, Token)), signs, kind)

    def of_kind(self, term: Operand, kind: Token) -> OfKind:
        return OfKind(bare(term), kind)

    def member(self, term: Operand, domain: Domain) -> Membership:
        return Membership(bare(term), domain)

    def definition(self, head: Operand, body: Operand) -> Naming:
        return Naming(bare(head), bare(body))

    def fact(self, said: Chain | OfKind | Membership | Naming, *bindings: Binding) -> Statement:
        return Statement(said, bindings)

    def facts(self, *statements: Statement) -> tuple[Statement, ...]:
        return statements


def _counts_up(terms: tuple[Expr, ...]) -> bool:
    """Whether a set with dots may begin so: with one term, or with numbers that follow each other."""
    numbers = [term.p for term in terms if isinstance(term, Integer)]
    return len(terms) == 1 or (0 < len(numbers) == len(terms) == numbers[-1] - numbers[0] + 1)


def _binder(token: Token, arguments: tuple[Operand | Binding, ...]) -> Expr:
    name = str(token)
    bindings = [a for a in arguments if isinstance(a, Binding)]
    terms = [bare(a) for a in arguments if not isinstance(a, Binding)]
    if not bindings or len(terms) != 1 or isinstance(arguments[0], Binding):
        raise Complaint(f"{name} is written as in {name}(x[i], i=1..n)", _place(token))
    return bind(BINDERS[name], terms[0], tuple(Tuple(*b.bound) for b in bindings))


def _derivative(token: Token, terms: tuple[Expr, ...]) -> Expr:
    function, *variables = terms
    if not variables or not all(type(v) in (Symbol, Indexed) for v in variables):
        raise Complaint("derivative is written as in derivative(f, p), p being a symbol", _place(token))
    return differentiate(function, tuple(variables))


def _place(token: Token) -> int:
    return token.start_pos or 0
