"""Expression and facts to text. What is written reads back to the very same structure.

`texts` maps every subterm to its text, filled from the leaves up: no recursion, and a subterm that
stands in many places is written once. The forms are those that `construct` reads: see there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sympy import (
    Add,
    Basic,
    Derivative,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
)
from sympy.core.function import AppliedUndef

from derive.errors import LimitError, ReadError
from derive.language.bounds import MAX_BITS, MAX_DIGITS, MAX_ORDER, MAX_TEXT, check_size
from derive.language.construct import ARITY, HALF, indexed_base, undefined
from derive.language.matrix_terms import MATRIX_FUNCTIONS, MatrixOf
from derive.language.shorthands import SHORTHANDS
from derive.language.tokens import NAME, RESERVED
from derive.language.vocabulary import (
    BINDERS,
    CONSTANTS,
    FUNCTIONS,
    SWITCHES,
    VARIADIC,
    OrderStatistic,
    if_less,
    number_of_values,
)
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
    JointDensity,
    Less,
    LessEqual,
    Member,
    PositiveDefinite,
    Sample,
    Space,
    Unequal,
    Values,
    lying_in,
)

FUNCTION_NAMES = {function: name for name, function in FUNCTIONS.items()}
MATRIX_NAMES = {function: name for name, function in MATRIX_FUNCTIONS.items()}
BINDER_NAMES = {binder: name for name, binder in BINDERS.items()}
CONSTANT_NAMES = {value: name for name, value in CONSTANTS.items()} | {S.NegativeInfinity: "-oo"}

SUM, PRODUCT, POWER, ATOM = range(4)
"""How tightly a text holds together."""

Texts = dict[Basic, str]


def write(term: Expr) -> str:
    """The text of a term: `read(write(e), functions=None) == e`.

    Raises ReadError for a term outside the vocabulary (a function it does not know, a float, a symbol
    with assumptions or with a reserved name), LimitError for one too large to be read back.
    """
    check_size(term)
    nodes: list[Basic] = [term]
    for node in nodes:  # grows while it runs: every node comes before its arguments
        nodes.extend(node.args)
    texts: Texts = {}
    for node in reversed(nodes):
        if node not in texts:
            texts[node] = _text(node, texts)
    if len(texts[term]) > MAX_TEXT:
        raise LimitError(f"the text of the term would be longer than {MAX_TEXT:,} characters")
    return texts[term]


def _text(node: Basic, texts: Texts) -> str:
    kind = type(node)
    if kind in _FORMS:
        return _FORMS[kind](node, texts)
    if node in CONSTANT_NAMES:
        return CONSTANT_NAMES[node]
    if isinstance(node, Rational):
        return _number(node)
    inside = ", ".join(texts[a] for a in node.args)
    name = FUNCTION_NAMES.get(kind)
    if name is not None and (len(node.args) > 1 if kind in VARIADIC else len(node.args) == ARITY[name]):
        return f"{name}({inside})"
    if kind in SWITCHES and len(node.args) == 4:
        left, right, yes, no = (texts[a] for a in node.args)
        return f"where({left} {'<' if kind is if_less else '='} {right}, {yes}, {no})"
    if isinstance(node, AppliedUndef) and node.args and kind == undefined(_function(kind.__name__)):
        return f"{kind.__name__}({inside})"
    raise ReadError(f"the language has no text for {kind.__name__}: {str(node)[:80]}")


def _number(number: Rational) -> str:
    if max(abs(number.p), number.q).bit_length() > MAX_BITS:
        raise LimitError(f"a number of more than {MAX_DIGITS:,} digits")
    return str(number.p) if number.q == 1 else f"{number.p}/{number.q}"


def _name(name: str) -> str:
    if not NAME.fullmatch(name) or name in RESERVED:
        raise ReadError(f"the language cannot write the name {name!r}")
    return name


def _function(name: str) -> str:
    if name in SHORTHANDS:
        raise ReadError(f"the language reads {name!r} as what it means")
    return _name(name)


def _symbol(node: Symbol, texts: Texts) -> str:
    if node != Symbol(_name(node.name)):
        raise ReadError(f"the symbol {node.name} carries assumptions; the language has plain symbols only")
    return str(node.name)


def _base(node: IndexedBase, texts: Texts) -> str:
    label = node.args[0]
    if type(label) is not Symbol or node != indexed_base(label.name):
        raise ReadError(f"the language has no text for the array {node}")
    return texts[label]


def _indexed(node: Indexed, texts: Texts) -> str:
    base, *indices = node.args
    return f"{texts[base]}[{', '.join(texts[i] for i in indices)}]"


def _limits(node: Tuple, texts: Texts) -> str:
    """`i=1..n`; for a variable of differentiation, which is a pair, `p, p` to the order."""
    match node.args:
        case (Symbol() as index, low, high):
            return f"{texts[index]}={texts[low]}..{texts[high]}"
        case (Symbol() | Indexed() as variable, Integer(p=order)) if 0 < order <= MAX_ORDER:
            return ", ".join([texts[variable]] * order)
    raise ReadError(f"the language has no text for the limits {node}")


def _bound(node: Expr, texts: Texts) -> str:
    name = BINDER_NAMES.get(type(node), "derivative")
    return f"{name}({', '.join(texts[a] for a in node.args)})"


def _order_statistic(node: OrderStatistic, texts: Texts) -> str:
    inside, (index, low, high), rank = node.args
    run = f"{texts[inside]}, {texts[index]}={texts[low]}..{texts[high]}"
    if rank == S.One:
        return f"min({run})"
    return f"max({run})" if rank == number_of_values(low, high) else f"order({texts[rank]}, {run})"


def _matrix(node: MatrixOf, texts: Texts) -> str:
    return f"matrix({', '.join(texts[a] for a in node.args)})"


def _of_matrix(node: Expr, texts: Texts) -> str:
    return f"{MATRIX_NAMES[type(node)]}({', '.join(texts[a] for a in node.args)})"


def _sum(node: Add, texts: Texts) -> str:
    first, *rest = (_held(term, PRODUCT, texts) for term in node.args)
    return first + "".join(f" - {text[1:]}" if text.startswith("-") else f" + {text}" for text in rest)


def _product(node: Mul, texts: Texts) -> str:
    first, *rest = node.args
    if first is S.NegativeOne and not rest[0].is_Number:
        first, *rest = rest
        text = "-" + _first_factor(first, texts)
    else:
        text = _first_factor(first, texts)
    fraction = isinstance(first, Integer)  # `2/3` would be one number and `1/p` one power
    for factor in rest:
        divisor = _divisor(factor, texts)
        if divisor and fraction and (isinstance(factor, Rational) or abs(first.p) == 1):
            text += f"*({texts[factor]})"
        else:
            text += f"/{divisor}" if divisor else "*" + _held(factor, POWER, texts)
        fraction = False
    return text


def _first_factor(factor: Expr, texts: Texts) -> str:
    return f"({texts[factor]})" if type(factor) in (Add, Mul) else texts[factor]


def _divisor(factor: Expr, texts: Texts) -> str:
    """What to divide by instead of multiplying by this factor; empty when there is no such form."""
    if isinstance(factor, Rational) and factor.p == 1 and factor.q > 1:
        return str(factor.q)
    if type(factor) is not Pow or not isinstance(factor.exp, Rational) or factor.exp.p >= 0:
        return ""
    base, exponent = factor.base, -factor.exp
    if exponent == 1:
        if isinstance(base, Integer) and base.p >= 0:
            return ""  # `x/2` has the factor 1/2, a number
        return _held(base, ATOM, texts) if type(base) is not Pow else f"({texts[base]})"
    if exponent == HALF:
        return f"sqrt({texts[base]})"
    shown = _number(exponent)
    return f"{_held(base, ATOM, texts)}^{shown if exponent.q == 1 else f'({shown})'}"


def _power(node: Pow, texts: Texts) -> str:
    if node.exp == HALF:
        return f"sqrt({texts[node.base]})"
    divisor = _divisor(node, texts)
    return f"1/{divisor}" if divisor else f"{_held(node.base, ATOM, texts)}^{_held(node.exp, POWER, texts)}"


def _held(node: Expr, tightness: int, texts: Texts) -> str:
    """The text of a subterm, in brackets if it does not hold together tightly enough."""
    return texts[node] if _tightness(node, texts) >= tightness else f"({texts[node]})"


def _tightness(node: Expr, texts: Texts) -> int:
    kind = type(node)
    if kind is Add:
        return SUM
    if kind is Mul or node is S.NegativeInfinity:
        return PRODUCT
    if kind is Pow:
        return ATOM if node.exp == HALF else PRODUCT if _divisor(node, texts) else POWER
    if isinstance(node, Rational):
        return ATOM if node.p >= 0 and node.q == 1 else PRODUCT
    return ATOM


_FORMS: dict[type, Callable[..., str]] = {
    Symbol: _symbol, IndexedBase: _base, Indexed: _indexed, Tuple: _limits, Sum: _bound, Product: _bound,
    OrderStatistic: _order_statistic, Derivative: _bound, Add: _sum, Mul: _product, Pow: _power,
    MatrixOf: _matrix, **dict.fromkeys(MATRIX_NAMES, _of_matrix),
}  # fmt: skip


def write_domain(domain: Domain) -> str:
    """The text of a domain: `read_domain(write_domain(d)) == d`, except for a set without members,
    which has no text that can be read."""
    match domain:
        case Interval(low, high, low_closed, high_closed):
            return f"{'[' if low_closed else '('}{write(low)}, {write(high)}{']' if high_closed else ')'}"
        case Integers(low, high):
            return f"{write(low)}..{write(high)}"
        case Values(members):
            return f"{{{_listed(members)}}}"


def write_space(symbol: Symbol | Indexed, space: Space) -> str:
    """Where a number, a vector or a matrix lies, as `p[k] > 0 for k=1..K, sum(p[k], k=1..K) = 1`."""
    return ", ".join(map(write_fact, lying_in(symbol, space)))


def write_index(index: Index) -> str:
    """`i=1..n`."""
    symbol, low, high = index
    return f"{write(symbol)}={write(low)}..{write(high)}"


def write_fact(fact: Fact) -> str:
    """The text of a fact, fit for a message, and the one that reads back to it:
    `read_facts(write_fact(f), functions=None, each=False) == (f,)`.

    Sample and JointDensity have no text that can be read; theirs only says what they are.
    """
    match fact:
        case Each(inner, index):
            return f"{write_fact(inner)} for {write_index(index)}"
        case Member(term, domain):
            return _membership(term, domain)
        case PositiveDefinite(one, row, column):
            return f"{write(one)} positive definite for {write_index(row)}, {write_index(column)}"
        case Definition(head, body):
            return f"{write(head)} := {write(body)}"
        case Sample(item, index, support, density):
            inside = write_domain(support) if isinstance(support, Domain) else write_space(item, support)
            item_in = f"{write(item)} independent in {inside}"
            return f"{item_in} with density {write(density)} for {write_index(index)}"
        case JointDensity(head):
            return f"{write(head)} the joint density of the data"
        case Equal(left, right) | Unequal(left, right) | Less(left, right) | LessEqual(left, right):
            return f"{write(left)} {_SIGNS[type(fact)]} {write(right)}"


_SIGNS: dict[type, str] = {Equal: "=", Unequal: "!=", Less: "<", LessEqual: "<="}
_ALL = Integers(S.NegativeInfinity, S.Infinity)


def _membership(term: Expr, domain: Domain) -> str:
    text, simple = write(term), type(term) in (Symbol, Indexed)
    match domain:
        case _ if domain == REALS:
            return f"{text} real"
        case _ if domain == _ALL:
            return f"{text} integer"
        case Interval(low, S.Infinity, closed, False) if simple and not low.free_symbols:
            return f"{text} {'>=' if closed else '>'} {write(low)}"
        case Interval(low, high, low_closed, high_closed) if simple and not _infinite(low, high):
            before, after = ("<=" if closed else "<" for closed in (low_closed, high_closed))
            return f"{write(low)} {before} {text} {after} {write(high)}"
        case Integers(low, S.Infinity) if simple and not low.free_symbols:
            return f"{text} >= {write(low)} integer"
    return f"{text} in {write_domain(domain)}"


def _infinite(*ends: Expr) -> bool:
    return any(end in (S.Infinity, S.NegativeInfinity) for end in ends)


def _listed(terms: Sequence[Expr]) -> str:
    return ", ".join(write(term) for term in terms)
