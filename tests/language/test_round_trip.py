"""Whatever the vocabulary can build is written and read back to the very same structure."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from sympy import (
    Add,
    Derivative,
    E,
    Expr,
    Function,
    I,
    Indexed,
    IndexedBase,
    Integer,
    Max,
    Mul,
    Pow,
    Product,
    Rational,
    S,
    Sum,
    Symbol,
    Tuple,
    exp,
    im,
    log,
    nan,
    oo,
    pi,
    polygamma,
    re,
    sin,
    symbols,
    zoo,
)

from derive.errors import LimitError, ReadError
from derive.language.build import evaluated
from derive.language.matrix_terms import determinant, eigenvalue, inverse_entry, matrix_of
from derive.language.reader import read
from derive.language.vocabulary import FUNCTIONS, SWITCHES, VARIADIC, OrderStatistic
from derive.language.writer import write

i, j, n, p, x = symbols("i j n p x")
LISTED = tuple(FUNCTIONS[name] for name in sorted(FUNCTIONS))
UNARY = (*(f for f in LISTED if f not in VARIADIC and 1 in f.nargs), Function("L"))
BINARY = (*(f for f in LISTED if f not in VARIADIC and 2 in f.nargs and 1 not in f.nargs), Function("f"))
INDEXED = (Indexed(IndexedBase("x"), i), Indexed(IndexedBase("x"), i + 1), Indexed(IndexedBase("a"), i, j))

numbers = st.builds(Rational, st.integers(-6, 6), st.integers(1, 5))
leaves = st.one_of(
    st.sampled_from((p, x, n, i, *INDEXED, pi, E)),
    numbers,
    st.sampled_from((S.One, S.NegativeOne, S.Zero, S.Half, oo, -oo)),
)


def _made(kind: Callable[..., Expr], *args: Expr, evaluate: bool = True) -> Expr:
    try:
        return kind(*args, evaluate=evaluate)
    except (AssertionError, TypeError):  # SymPy stumbles over some terms with parts that were not evaluated
        reject()


def _built(make: Callable[..., Expr], *parts: st.SearchStrategy) -> st.SearchStrategy[Expr]:
    """What SymPy makes of the parts; where its own constructor gives up ("Sum diverges"), nothing."""

    def made(*args: object) -> Expr:
        try:
            return make(*args)
        except ValueError:
            reject()

    return st.builds(made, *parts)


def _square(entry: Expr) -> Expr:
    """A matrix of any size by its entry."""
    return matrix_of(entry, (i, S.One, n), (j, S.One, n))


def _grown(terms: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    flag, several = st.booleans(), st.lists(terms, min_size=2, max_size=4)
    index = st.sampled_from((i, j))
    return st.one_of(
        _built(lambda a, f: _made(Add, *a, evaluate=f), several, flag),
        _built(lambda a, f: _made(Mul, *a, evaluate=f), several, flag),
        _built(lambda b, e: Pow(b, e, evaluate=False), terms, terms),
        _built(lambda b, e: Pow(b, e, evaluate=False), terms, numbers),
        _built(lambda c, a: Mul(c, *a, evaluate=False), numbers, several),
        _built(
            lambda b, e: _made(Pow, b, e), terms, st.sampled_from((S(-2), S(-1), S(2), S.Half, -S.Half, p, -p))
        ),
        _built(lambda h, a, f: _made(h, a, evaluate=f), st.sampled_from(UNARY), terms, flag),
        _built(lambda h, a, b, f: _made(h, a, b, evaluate=f), st.sampled_from(BINARY), terms, terms, flag),
        _built(lambda h, a: h(*a), st.sampled_from(VARIADIC), several),
        _built(lambda h, a: h(*a), st.sampled_from(SWITCHES), st.lists(terms, min_size=4, max_size=4)),
        _built(
            lambda h, a, k, b, c: h(a, (k, b, c)), st.sampled_from((Sum, Product)), terms, index, terms, terms
        ),
        _built(lambda a, k, b, r: OrderStatistic(a, Tuple(k, 1, b), r), terms, index, terms, terms),
        _built(lambda a, k, b: OrderStatistic(a, Tuple(k, S.One, b), b), terms, index, terms),
        _built(lambda a: determinant(_square(a)), terms),
        _built(lambda a, r, c: inverse_entry(_square(a), r, c), terms, terms, terms),
        _built(lambda a, b, r: eigenvalue(_square(a), _square(b), r), terms, terms, terms),
        _built(
            lambda a, v: Derivative(a, *v),
            terms,
            st.lists(st.sampled_from((p, x, INDEXED[0])), min_size=1, max_size=3),
        ),
    )


def _writable(term: Expr) -> bool:
    return not term.has(zoo, nan, I, re, im)


terms = st.recursive(leaves, _grown, max_leaves=12).filter(_writable)
CALM = settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=300)


@CALM
@given(terms)
def test_reading_what_is_written_gives_the_same_structure(term: Expr) -> None:
    text = write(term)
    again = read(text, functions=("L", "f"))
    assert again == term
    assert _shape(again) == _shape(term)
    assert write(again) == text


@CALM
@given(terms, terms)
def test_brackets_keep_a_term_whole(left: Expr, right: Expr) -> None:
    text = f"({write(left)})*({write(right)}) - ({write(left)})/({write(right)})"
    product, quotient = read(text, functions=None).args
    assert product.args == (left, right)
    assert quotient.args == (-1, left, Pow(right, -1, evaluate=False)) or left.is_Number


def _shape(term: object) -> object:
    """Structure without trust in SymPy's equality: class, arguments in order, name of an atom."""
    args = getattr(term, "args", ())
    return (type(term).__name__, str(term)) if not args else (type(term).__name__, *map(_shape, args))


EXACT = [
    Mul(2, x, evaluate=False),
    Mul(x, 2, evaluate=False),
    Mul(1, x, evaluate=False),
    Mul(x, 1, evaluate=False),
    Mul(-1, 2, evaluate=False),
    Mul(-1, -2, x, evaluate=False),
    Mul(2, S(1) / 3, evaluate=False),
    Mul(1, S(1) / 3, evaluate=False),
    Mul(-1, S(1) / 3, evaluate=False),
    Mul(S(1) / 3, S(1) / 5, evaluate=False),
    Mul(x, Pow(3, -1, evaluate=False), evaluate=False),
    Mul(1, 1 / p, evaluate=False),
    Mul(-1, 1 / p, evaluate=False),
    Mul(2, 1 / p, evaluate=False),
    Mul(-1, 1, 1 / p, evaluate=False),
    Mul(1 / p, x, evaluate=False),
    Mul(-1, Mul(x, p), evaluate=False),
    Mul(Mul(x, p), n, evaluate=False),
    Mul(n, Mul(x, p), evaluate=False),
    Mul(-1, Mul(-1, x, evaluate=False), evaluate=False),
    Mul(-1, Add(x, p), evaluate=False),
    Add(x, Add(p, n), evaluate=False),
    Add(Add(x, p), n, evaluate=False),
    Add(x, Mul(-1, 3, evaluate=False), evaluate=False),
    Add(x, -3, evaluate=False),
    Add(-3, x, evaluate=False),
    Add(x, Mul(-1, Mul(p, n), evaluate=False), evaluate=False),
    Add(x, Mul(-1, 2, p, evaluate=False), evaluate=False),
    Add(x, 0, evaluate=False),
    Add(x, -oo, evaluate=False),
    Pow(Pow(x, 2), -1, evaluate=False),
    Pow(x, -2),
    Pow(Pow(x, -1), -1, evaluate=False),
    Pow(Pow(x, p), n, evaluate=False),
    Pow(x, Pow(p, n)),
    Pow(2, -1, evaluate=False),
    Pow(0, -1, evaluate=False),
    Pow(-2, x),
    Pow(S.Half, x),
    Pow(Pow(x, S.Half), -1, evaluate=False),
    Pow(x, -S.Half),
    Pow(x, S(-2) / 3),
    Pow(x, 1, evaluate=False),
    Pow(x, 0, evaluate=False),
    Pow(exp(x), -1, evaluate=False),
    Pow(E, x, evaluate=False),
    exp(1, evaluate=False),
    E,
    Pow(oo, -1, evaluate=False),
    Mul(-1, oo, evaluate=False),
    -oo,
    Mul(oo, x, evaluate=False),
    S(-7) / 3,
    S(10) ** 900,
    Mul(S(3) / 2, 1 / p, evaluate=False),
    Mul(-1, Pow(3, -1, evaluate=False), x, evaluate=False),
    Mul(Pow(3, -2, evaluate=False), x, evaluate=False),
    Mul(x, Pow(S.Half, -1, evaluate=False), evaluate=False),
    Sum(Sum(INDEXED[0], (i, 1, j)), (j, 1, n)),
    Sum(p * Sum(INDEXED[0], (i, 1, j)), (j, 1, n)),
    Product(Sum(INDEXED[2], (i, 1, n)), (j, 1, n)),
    Derivative(log(p), p, x, p),
    Derivative(Derivative(log(p), p), p),
    Derivative(log(p), (p, 3)),
    Derivative(Symbol("alpha"), INDEXED[0]),
    Indexed(IndexedBase("x"), 2 * i, j),
]


@pytest.mark.parametrize("term", EXACT, ids=write)
def test_forms_that_differ_only_in_structure_have_texts_of_their_own(term: Expr) -> None:
    assert _shape(read(write(term))) == _shape(term)


def test_no_two_of_them_share_a_text() -> None:
    assert len({write(term) for term in EXACT}) == len(set(map(_shape, EXACT)))


@pytest.mark.parametrize(
    "term",
    [
        zoo,
        nan,
        I,
        S(0.5),
        Symbol("log"),
        Symbol("in"),
        Symbol("x y"),
        Symbol("x", positive=True),
        Symbol("é"),
        Function("x y")(x),
        Function("e")(x),
        Function("f")(),
        Function("f", real=True)(x),
        Function("mean")(x),
        Function("where")(x, p, n),
        FUNCTIONS["max"](x),
        Max(x, p),
        sin(x),
        polygamma(2, x),
        Indexed(IndexedBase("x", shape=(3,)), i),
        Sum(x, (i, 1, n)).func(x, (INDEXED[0], 1, n)),
        Derivative(x, (x, n)),
        log(x, 2, evaluate=False),
        Integer(10) ** 1200,
    ],
    ids=str,
)
def test_what_the_language_cannot_say_is_refused(term: Expr) -> None:
    with pytest.raises((ReadError, LimitError)):
        write(term)


@CALM
@given(terms)
def test_evaluation_settles(term: Expr) -> None:
    try:
        value = evaluated(term)
    except LimitError:
        return
    assert evaluated(value) == value
    assert not value.has(zoo, I, re)
    assert value is nan or not value.has(nan)
