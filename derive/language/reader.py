"""Text to expression, exactly as written: `read(write(e)) == e`, and nothing is evaluated on the way."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from lark import Lark, Token, UnexpectedToken
from lark.lexer import Lexer
from sympy import Expr

from derive.language.bounds import check_size
from derive.language.construct import Construct
from derive.language.matrix_terms import MATRIX_FUNCTIONS, misplaced
from derive.language.tokens import (
    CLOSING,
    ENDS_TERM,
    KEYWORDS,
    OPENING,
    Complaint,
    check_names,
    nearest,
    pointed,
    scan,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lark.common import LexerConf

STARTS = ("term", "facts", "domain")
_SEPARATORS = frozenset({"_COMMA", "_SEMI", "_AND", "_NEWLINE"})


class _Scanned(Lexer):
    """Hands on tokens that were scanned before, so that names are checked ahead of the parse."""

    def __init__(self, conf: LexerConf) -> None:
        del conf

    def lex(self, lexer_state: object, parser_state: object = None) -> Iterator[Token]:
        return iter(cast("list[Token]", lexer_state))


@cache
def _parser() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer=_Scanned, transformer=Construct(), start=list(STARTS))


def parse(text: str, start: str, functions: Collection[str] | None = ()) -> object:
    """What the grammar makes of a text, from one of STARTS. Raises ReadError, LimitError."""
    tokens: list[Token] = []
    try:
        tokens = scan(text, newlines=start == "facts")
        check_names(tokens, functions)
        return _parser().parse(tokens, start=start)
    except UnexpectedToken as error:
        problem, place = _explain(tokens, error.token, text, start)
        raise pointed(text, problem, place) from None
    except Complaint as complaint:
        raise pointed(text, complaint.problem, complaint.place) from None


def read(
    text: str,
    *,
    functions: Collection[str] | None = (),
    symbols: Collection[str] | None = None,
    matrices: bool = False,
) -> Expr:
    """The expression that a text says, unevaluated, over plain symbols.

    `functions` are the names of undefined functions that may be applied, such as L in `L(p)`; None
    allows every name. `symbols`, when given, are the only free symbols that the text may hold. With
    `matrices`, a name may stand for a matrix, as in `det(A)`.
    Raises ReadError with the place of the problem, and LimitError beyond `derive.language.bounds`.
    """
    term = parse(text, "term", functions)
    assert isinstance(term, Expr)
    check_size(term)
    check_matrices(text, term, matrices)
    if symbols is not None:
        check_symbols(text, {s.name for s in term.free_symbols if s.is_Symbol}, symbols)
    return term


def check_matrices(text: str, term: Expr, named: bool = False) -> None:
    """Refuse a matrix that stands where a number is expected, and a number where a matrix is; ReadError."""
    if problem := misplaced(term, named):
        place = next((t.start_pos or 0 for t in scan(text) if t in ("matrix", *MATRIX_FUNCTIONS)), 0)
        raise pointed(text, problem, place)


def check_symbols(text: str, found: Collection[str], symbols: Collection[str]) -> None:
    """Refuse a free symbol that was not declared, pointing at the first; ReadError."""
    unknown = set(found).difference(symbols)
    for token in scan(text) if unknown else ():
        if token in unknown:
            name = str(token)
            hint = nearest(name, symbols) or f"; known: {', '.join(sorted(symbols)) or 'none'}"
            raise pointed(text, f"unknown symbol {name!r}{hint}", token.start_pos or 0)


def _explain(tokens: list[Token], token: Token, text: str, start: str) -> tuple[str, int]:
    """Why a token cannot stand where it stands, and the place to point at."""
    if token.type == "$END":
        return _explain_end(tokens, text, start)
    at = next(k for k, other in enumerate(tokens) if other is token)
    before, shown, place = tokens[at - 1] if at else Token("", ""), str(token), token.start_pos or 0
    ended = before.type in ENDS_TERM
    if ended and start == "facts" and token.type in _SEPARATORS:
        return f"a relation is missing after {str(before)!r}", place
    if shown in KEYWORDS:
        return f"{shown!r} is a word of the language, out of place here", place
    if ended and token.type in ("NAME", "NUMBER", "_LPAR"):
        if before.type == "NUMBER" and shown[0] in "eE" and text[place - 1 : place] == before[-1:]:
            return "write a power of ten in full, as in 2*10^(-3)", place
        return f"no implicit multiplication: write * before {shown!r}", place
    if not ended and token.type not in OPENING and token.type not in ("NAME", "NUMBER"):
        what = f"after {str(before)!r}" if at else "at the start"
        return f"a term is missing {what}", place
    if ended and token.type in ("REL", "EQ"):
        return f"{shown!r} compares; here a single term is expected", place
    if ended and token.type in CLOSING:
        return f"{shown!r} does not close the bracket that is open", place
    return f"{shown!r} does not belong here", place


def _explain_end(tokens: list[Token], text: str, start: str) -> tuple[str, int]:
    if not tokens:
        return "nothing to read: the text is empty", 0
    opened: list[Token] = []
    for token in tokens:
        if token.type in OPENING:
            opened.append(token)
        elif token.type in CLOSING:
            opened.pop()
    if opened:
        return f"{str(opened[-1])!r} is never closed", opened[-1].start_pos or 0
    alone = start == "facts" and tokens[-1].type in ENDS_TERM
    problem = "a relation is missing" if alone else "the text ends too early,"
    return f"{problem} after {str(tokens[-1])!r}", len(text.rstrip())
