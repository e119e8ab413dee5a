"""What each rule of the grammar builds. Nothing here evaluates: a term is what was written.

The structure is SymPy's own: `a - b` is Add(a, Mul(-1, b)), `1/x^2` is Pow(x, -2), `x/2` is Mul(x, 1/2), `2/3`
is one rational number, and `-2*x` has the coefficient -2. Brackets keep what they hold apart from all
of that, so every nesting of sums and products has a text: `a + (b + c)`, `-(2)`, `2*(1/3)`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

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
from derive.language import matrices, shorthands
from derive.language.bounds import MAX_ORDER
from derive.language.matrices import Matrix
from derive.language.matrix_terms import MATRIX_FUNCTIONS, MatrixOf, applied, matrix_told
from derive.language.parsed import (
    SIGNS,
    Binding,
    Chain,
    Condition,
    Ellipsis,
    Group,
    Membership,
    Naming,
    OfKind,
    Operand,
    Statement,
    bare,
    complaining,
    place_of,
    scalar,
)
from derive.language.shorthands import SHORTHANDS, read_shorthand
from derive.language.tokens import RESERVED, Complaint
from derive.language.vocabulary import (
    BINDERS,
    CONSTANTS,
    FUNCTIONS,
    ORDERS,
    VARIADIC,
    OrderStatistic,
    if_equal,
    if_less,
    number_of_values,
)
from derive.statement import Domain, Index, Integers, Interval, Values
from derive.statement.facts import REALS

ARITY = {name: min(f.nargs) for name, f in FUNCTIONS.items() if f not in VARIADIC}
HALF = Rational(1, 2)


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


def minus(value: Expr | Group) -> Expr:
    """The negative: a number changes its sign, a product that of its coefficient."""
    if isinstance(value, Group):
        return Mul(S.NegativeOne, scalar(value), evaluate=False)
    if _is_coefficient(value):
        return -value
    if type(value) is Mul:
        first, *rest = value.args
        factors = (-first, *rest) if _is_coefficient(first) else (S.NegativeOne, *value.args)
        return Mul(*factors, evaluate=False)
    return Mul(S.NegativeOne, value, evaluate=False)


def _is_coefficient(value: Expr) -> bool:
    return (isinstance(value, Rational) and value.p >= 0) or value is S.Infinity


def reciprocal(value: Expr | Group) -> Expr:
    """What a division multiplies by."""
    if isinstance(value, Group):
        return Pow(scalar(value), S.NegativeOne, evaluate=False)
    if isinstance(value, Integer) and value.p:
        return Rational(1, value.p)
    if type(value) is Pow and isinstance(value.exp, Rational) and value.exp.p > 0:
        return Pow(value.base, -value.exp, evaluate=False)
    return Pow(value, S.NegativeOne, evaluate=False)


@v_args(inline=True)
class Construct(Transformer[Token, object]):
    """The callbacks of the parser, one a rule of the grammar. They raise Complaint."""

    def term(self, value: Operand) -> Expr:
        return scalar(value)

    def number(self, token: Token) -> Expr:
        whole, _, decimals = token.partition(".")
        return Rational(int(whole + decimals), 10 ** len(decimals)) if decimals else Integer(int(whole))

    def name(self, token: Token) -> Expr:
        name = str(token)
        return CONSTANTS[name] if name in CONSTANTS else Symbol(name)

    def group(self, value: Operand) -> Group:
        return Group(bare(value))

    def sum(self, first: Operand, *rest: Operand | Token) -> Expr | Matrix:
        if any(isinstance(bare(value), Matrix) for value in (first, *rest[1::2])):
            return _matrix_sum(first, rest)
        pairs = zip(rest[::2], rest[1::2], strict=True)
        terms = (bare(value) if sign == "+" else minus(value) for sign, value in pairs)
        return Add(bare(first), *terms, evaluate=False)

    def product(self, first: Operand, *rest: Operand | Token) -> Expr | Matrix:
        if any(isinstance(bare(value), Matrix) for value in (first, *rest[1::2])):
            return _matrix_product(first, rest)
        match first:
            case Mul(args=args):  # a leading minus alone leaves a product without brackets
                factors = list(args)
            case _:
                factors = [bare(first)]
        if rest[0] == "/" and isinstance(first, Integer):
            divisor = rest[1]
            if isinstance(divisor, Integer) and divisor.p:
                factors, rest = [Rational(first.p, divisor.p)], rest[2:]
            elif first is S.One:
                factors = []
        pairs = zip(rest[::2], rest[1::2], strict=True)
        factors += (reciprocal(value) if mark == "/" else bare(value) for mark, value in pairs)
        return Mul(*factors, evaluate=False)

    def negative(self, _: Token, value: Operand) -> Expr | Matrix:
        inside = bare(value)
        return matrices.scale(S.NegativeOne, inside) if isinstance(inside, Matrix) else minus(value)

    def power(self, base: Operand, exponent: Operand) -> Expr:
        return Pow(scalar(base), scalar(exponent), evaluate=False)

    def vector(self, *entries: Operand) -> Matrix:
        """`[a, b]` is a column, `[[a, b], [c, d]]` a matrix of two rows."""
        inside = tuple(map(bare, entries))
        rows = tuple(tuple(e.entries()) for e in inside if isinstance(e, Matrix) and e.shape[1] == 1)
        with complaining(0):
            if len(rows) == len(inside):
                return matrices.matrix(rows)
            return matrices.column(tuple(scalar(entry) for entry in entries))

    def indexed(self, token: Token, *indices: Operand) -> Expr:
        if token in RESERVED:
            raise Complaint(f"{str(token)!r} has a fixed meaning and cannot be indexed", place_of(token))
        places = (scalar(index, place_of(token)) for index in indices)
        return Indexed(indexed_base(str(token)), *places)

    def binding(self, token: Token, equals: Token, low: Operand, high: Operand) -> Binding:
        if token in RESERVED or equals != "=":
            raise Complaint("an index is bound as in i=1..n", place_of(token))
        return Binding((Symbol(str(token)), scalar(low), scalar(high)), place_of(token))

    def condition(self, left: Operand, relation: Token, right: Operand) -> Condition:
        return Condition(scalar(left), scalar(right), relation)

    def call(self, token: Token, *arguments: Operand | Binding | Condition) -> Operand:
        name = str(token)
        if name == "where":
            return _where(token, arguments)
        for argument in arguments:
            if isinstance(argument, Condition):
                raise Complaint(f"{str(argument.relation)!r} compares; here a term is expected",
                                place_of(argument.relation))  # fmt: skip
            if isinstance(argument, Binding) and name not in (*BINDERS, *ORDERS, *SHORTHANDS, "matrix"):
                raise Complaint(f"{name} binds no index", argument.place)
        led_by_index = name in BINDERS and isinstance(arguments[0], Binding)
        bindings = () if led_by_index else tuple(a.bound for a in arguments if isinstance(a, Binding))
        insides = tuple(bare(a) for a in arguments if not isinstance(a, Binding | Condition))
        if name in SHORTHANDS and not (name in MATRIX_FUNCTIONS and of_any_size(insides[0])):
            with complaining(place_of(token)):
                return Group(read_shorthand(name, insides, bindings))
        terms = tuple(scalar(a, place_of(token)) for a in insides)
        if name in BINDERS:
            return _binder(token, terms, bindings)
        if name == "matrix" or name in MATRIX_FUNCTIONS:
            with complaining(place_of(token)):
                return matrix_told(terms, bindings) if name == "matrix" else applied(name, terms)
        if name == "order" or (name in ORDERS and bindings):
            return _order_statistic(token, terms, bindings)
        if name == "derivative":
            return _derivative(token, terms)
        if name not in FUNCTIONS and name != "sqrt":
            return undefined(name)(*terms, evaluate=False)
        needed = ARITY.get(name, 2 if name in FUNCTIONS else 1)
        if len(terms) != needed and (name in ARITY or name == "sqrt" or len(terms) < needed):
            takes = "1 argument" if needed == 1 else f"{needed} arguments"
            more = "" if name in ARITY or name == "sqrt" else " or more"
            raise Complaint(f"{name} takes {takes}{more}, not {len(terms)}", place_of(token))
        if name == "sqrt":
            return Pow(terms[0], HALF, evaluate=False)
        return FUNCTIONS[name](*terms, evaluate=False)

    def integers(self, low: Operand, high: Operand) -> Domain:
        return Integers(scalar(low), scalar(high))

    def interval(self, opening: Token, low: Operand, _: Token, high: Operand, closing: Token) -> Domain:
        return Interval(scalar(low), scalar(high), opening == "[", closing == "]")

    def kind(self, token: Token) -> Domain:
        return Integers(-S.Infinity, S.Infinity) if token.startswith("integer") else REALS

    def ellipsis(self, dots: Token) -> Ellipsis:
        return Ellipsis(place_of(dots))

    def values(self, *members: Operand | Ellipsis) -> Domain:
        terms = tuple(scalar(m) for m in members if not isinstance(m, Ellipsis))
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
        terms = tuple(bare(part) for part in parts if not isinstance(part, Token))
        if not all(isinstance(term, Matrix) for term in terms) or len(terms) > 2:
            terms = tuple(scalar(term, place_of(signs[0])) for term in terms)
        elif terms[0].shape != terms[1].shape:
            problem = (
                f"a matrix of {matrices.shape(terms[0])} cannot be compared with {matrices.shape(terms[1])}"
            )
            raise Complaint(problem, place_of(signs[0]))
        elif kind is not None:
            raise Complaint(f"a matrix is not called {str(kind)!r}", place_of(kind))
        return Chain(terms, signs, kind)

    def of_kind(self, term: Operand, kind: Token) -> OfKind:
        return OfKind(scalar(term), kind)

    def member(self, term: Operand, domain: Domain) -> Membership:
        return Membership(scalar(term), domain)

    def definition(self, head: Operand, body: Operand) -> Naming:
        return Naming(scalar(head), scalar(body))

    def fact(self, said: Chain | OfKind | Membership | Naming, *bindings: Binding) -> Statement:
        return Statement(said, bindings)

    def facts(self, *statements: Statement) -> tuple[Statement, ...]:
        return statements


def _counts_up(terms: tuple[Expr, ...]) -> bool:
    """Whether a set with dots may begin so: with one term, or with numbers that follow each other."""
    numbers = [term.p for term in terms if isinstance(term, Integer)]
    return len(terms) == 1 or (0 < len(numbers) == len(terms) == numbers[-1] - numbers[0] + 1)


def _binder(token: Token, terms: tuple[Expr, ...], bindings: tuple[Index, ...]) -> Expr:
    name = str(token)
    if not bindings or len(terms) != 1:
        raise Complaint(f"{name} is written as in {name}(x[i], i=1..n)", place_of(token))
    return bind(BINDERS[name], terms[0], tuple(Tuple(*bound) for bound in bindings))


def of_any_size(operand: Expr | Matrix) -> bool:
    """Whether an operand is, or may be the name of, a matrix that is not written out."""
    return isinstance(operand, MatrixOf | Symbol)


def _order_statistic(token: Token, terms: tuple[Expr, ...], bindings: tuple[Index, ...]) -> Expr:
    """The smallest and the largest have a rank of their own."""
    name, wanted = str(token), 2 if token == "order" else 1
    if len(bindings) != 1 or len(terms) != wanted:
        rank = "k, " if name == "order" else ""
        raise Complaint(f"{name} is written as in {name}({rank}x[i], i=1..n)", place_of(token))
    ((index, low, high),) = bindings
    rank = terms[0] if name == "order" else S.One if name == "min" else number_of_values(low, high)
    return OrderStatistic(terms[-1], Tuple(index, low, high), rank)


def _where(token: Token, arguments: tuple[Operand | Binding | Condition, ...]) -> Expr:
    """A choice between terms: the first whose condition holds, else the last."""
    *cases, last = arguments
    if cases and len(cases) % 2 == 0 and not isinstance(last, Binding | Condition):
        chosen = scalar(last)
        for condition, term in reversed(list(zip(cases[::2], cases[1::2], strict=True))):
            if not isinstance(condition, Condition) or isinstance(term, Binding | Condition):
                break
            chosen = _chosen(condition, scalar(term), chosen)
        else:
            return chosen
    raise Complaint("where is written as in where(x < 0, a, b)", place_of(token))


def _chosen(condition: Condition, yes: Expr, no: Expr) -> Expr:
    """A choice between two terms. There are two relations, < and =; the others turn them round."""
    left, right = condition.left, condition.right
    match SIGNS.get(str(condition.relation), str(condition.relation)):
        case "<":
            return if_less(left, right, yes, no, evaluate=False)
        case ">":
            return if_less(right, left, yes, no, evaluate=False)
        case "<=":
            return if_less(right, left, no, yes, evaluate=False)
        case ">=":
            return if_less(left, right, no, yes, evaluate=False)
        case "=":
            return if_equal(left, right, yes, no, evaluate=False)
        case _:
            return if_equal(left, right, no, yes, evaluate=False)


def signed_parts(rest: tuple[Operand | Token, ...]) -> Iterator[tuple[Token, Operand]]:
    """What follows the first operand: each sign with its operand."""
    for sign, value in zip(rest[::2], rest[1::2], strict=True):
        assert isinstance(sign, Token)
        assert not isinstance(value, Token)
        yield sign, value


def _matrix_sum(first: Operand, rest: tuple[Operand | Token, ...]) -> Matrix:
    total = bare(first)
    for sign, value in signed_parts(rest):
        term = bare(value)
        if not isinstance(total, Matrix) or not isinstance(term, Matrix):
            raise Complaint("a matrix cannot be added to a number", place_of(sign))
        with complaining(place_of(sign)):
            total = matrices.add(total, term if sign == "+" else matrices.scale(S.NegativeOne, term))
    assert isinstance(total, Matrix)
    return total


def _matrix_product(first: Operand, rest: tuple[Operand | Token, ...]) -> Expr | Matrix:
    factors = [bare(first)]
    for mark, value in signed_parts(rest):
        if mark == "/" and isinstance(bare(value), Matrix):
            raise Complaint("there is no division by a matrix: write inverse(M)", place_of(mark))
        factors.append(reciprocal(value) if mark == "/" else bare(value))
    with complaining(0):
        return shorthands.product(factors)


def _derivative(token: Token, terms: tuple[Expr, ...]) -> Expr:
    function, *variables = terms
    if not variables or not all(type(v) in (Symbol, Indexed) for v in variables):
        raise Complaint("derivative is written as in derivative(f, p), p being a symbol", place_of(token))
    return differentiate(function, tuple(variables))
