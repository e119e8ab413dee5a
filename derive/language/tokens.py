"""Text to tokens: one regular expression, the characters people paste, and errors that point."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable

from lark import Token

from derive.errors import LimitError, ReadError
from derive.language.bounds import MAX_DIGITS, MAX_NESTING, MAX_OPERANDS, check_text
from derive.language.matrix_terms import MATRIX_FUNCTIONS
from derive.language.shorthands import SHORTHANDS
from derive.language.vocabulary import BINDERS, CONSTANTS, FUNCTIONS, ORDERS

FORMS = frozenset(
    {*FUNCTIONS, *BINDERS, *ORDERS, "sqrt", "derivative", "where", "matrix"}
    | MATRIX_FUNCTIONS.keys() - SHORTHANDS.keys()
)
"""Names that must be followed by their arguments."""

KEYWORDS = {
    "in": "_IN", "for": "_FOR", "and": "_AND", "is": "_IS",
    "real": "KIND", "reals": "KIND", "integer": "KIND", "integers": "KIND",
}  # fmt: skip

DEFINITE = "positive definite"
"""A kind that is said in two words, neither of which means anything alone."""

RESERVED = FORMS | KEYWORDS.keys() | CONSTANTS.keys()
"""Names that no symbol and no function of a definition can bear."""

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta",
    "η": "eta", "θ": "theta", "ϑ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "µ": "mu",
    "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "ϱ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon",
    "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta",
    "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip

_LETTERS = "".join(GREEK)

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""A name as it is written out."""

_TERMINALS = {
    "NAME": rf"{NAME.pattern}|[{_LETTERS}](?:_[A-Za-z0-9_]+|[0-9]+)?|∞",
    "NUMBER": r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+",
    "SPACE": r"[ \t\r\u00a0\u2009\u202f]+",
    "_NEWLINE": r"\n",
    "_LPAR": r"\(",
    "_RPAR": r"\)",
    "_COMMA": ",",
    "_LSQB": r"\[",
    "_RSQB": r"\]",
    "_POW": r"\^|\*\*",
    "STAR": "[*·×⋅]",
    "PLUS": r"\+",
    "MINUS": "[-−]",
    "SLASH": "/",
    "ELLIPSIS": r"\.\.\.|…",
    "_DOTS": r"\.\.",
    "EQ": "==?",
    "REL": "<=|>=|!=|<|>|≤|≥|≠",
    "_IN": "∈",
    "_DEFINE": ":=",
    "_LBRACE": r"\{",
    "_RBRACE": r"\}",
    "_SEMI": ";",
    "BAD": "(?s:.)",
}
_PATTERN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TERMINALS.items()))

OPENING = frozenset({"_LPAR", "_LSQB", "_LBRACE"})
CLOSING = frozenset({"_RPAR", "_RSQB", "_RBRACE"})
ENDS_TERM = frozenset({"NAME", "NUMBER", "_RPAR", "_RSQB"})
"""A minus after one of these subtracts; elsewhere it is a sign."""
_ENDS_BINDING = frozenset({"_COMMA", "_SEMI", "_NEWLINE", "_AND", "_IN", "_FOR"})
"""What does not stand between the `=` and the dots of i=1..n."""

_HINTS = {
    "!": "write factorial(n)", "|": "write abs(x)", "√": "write sqrt(x)", "∑": "write sum(x[i], i=1..n)",
    "∏": "write product(x[i], i=1..n)", "²": "write x^2", "³": "write x^3", ".": "write 1 or 0.5",
    "'": "write derivative(f, x)", "∂": "write derivative(f, x)", "÷": "write /", "＝": "write =",
}  # fmt: skip


class Complaint(Exception):
    """A problem at a place of the text, until the reader adds the text itself."""

    def __init__(self, problem: str, place: int) -> None:
        super().__init__(problem)
        self.problem, self.place = problem, place


def pointed(text: str, problem: str, place: int) -> ReadError:
    """The error that points at a character, which is counted from 0."""
    before = (text[:place] + ".").splitlines()
    return ReadError(problem, text, len(before), len(before[-1]))


def scan(text: str, newlines: bool = False) -> list[Token]:
    """The tokens of a text; with `newlines`, line ends outside brackets are tokens too.

    Raises Complaint for a character that does not belong, LimitError beyond the bounds.
    """
    check_text(text)
    tokens: list[Token] = []
    outer, chain, open_chains = 0, 0, list[int]()  # brackets; signs and powers in this one, in those around
    previous, equals = "", dict[int, int]()  # in each bracket, the last `=`
    for match in _PATTERN.finditer(text):
        kind, value, place = str(match.lastgroup), match[0], match.start()
        if kind == "SPACE" or (kind == "_NEWLINE" and not (newlines and not open_chains)):
            continue
        if kind == "NAME":
            kind, value = _word(value)
            if tokens and f"{tokens[-1]} {value}" == DEFINITE:
                place, kind, value = tokens.pop().start_pos or 0, "KIND", DEFINITE
        elif kind == "NUMBER":
            if len(value) > MAX_DIGITS:
                raise LimitError(f"a number of {len(value):,} digits; at most {MAX_DIGITS:,} are read")
        elif kind == "BAD":
            raise Complaint(_unknown_character(value), place)
        elif kind in OPENING:
            open_chains.append(chain)
            outer, chain = outer + chain + 1, 0
        elif kind in CLOSING:
            if not open_chains:
                raise Complaint(f"{value!r} closes nothing", place)
            chain = open_chains.pop()
            outer -= chain + 1
        else:
            deeper = kind == "_POW" or (kind == "MINUS" and previous not in ENDS_TERM)
            chain = chain + 1 if deeper else 0
        if kind in OPENING or kind in _ENDS_BINDING:
            equals.pop(len(open_chains), None)
        elif kind == "EQ":
            equals[len(open_chains)] = len(tokens)
        elif kind == "_DOTS" and len(open_chains) in equals:  # i=1..n: this one binds
            where = equals.pop(len(open_chains))
            tokens[where] = tokens[where].update(type="BIND")
            if not open_chains and where > 1 and tokens[where - 2].type == "_COMMA":
                tokens[where - 2] = tokens[where - 2].update(type="_FOR")  # for j=1..d, k=1..d
        if outer + chain > MAX_NESTING:
            raise LimitError(f"brackets, powers and signs are nested more than {MAX_NESTING} levels deep")
        tokens.append(Token(kind, value, place))
        previous = kind
    if len(tokens) > MAX_OPERANDS and sum(t.type in ("NAME", "NUMBER") for t in tokens) > MAX_OPERANDS:
        raise LimitError(f"the text has more than {MAX_OPERANDS:,} names and numbers")
    return tokens


def _word(value: str) -> tuple[str, str]:
    if value == "∞":
        value = "oo"
    elif value[0] in GREEK:
        value = GREEK[value[0]] + value[1:]
    return KEYWORDS.get(value, "NAME"), value


def _unknown_character(character: str) -> str:
    if character in _HINTS:
        return f"{character!r} is not in the language; {_HINTS[character]}"
    if " " <= character <= "~":
        return f"{character!r} is not in the language"
    name = unicodedata.name(character, "a control character")
    plain = unicodedata.normalize("NFKC", character)
    hint = f"; write {plain}" if plain != character and plain.isascii() and plain.isprintable() else ""
    return f"U+{ord(character):04X} ({name}) is not in the language{hint}"


def check_names(tokens: list[Token], functions: Collection[str] | None) -> None:
    """Every name that is applied is a function, and every function is applied. `functions` are the
    undefined functions that may stand in the text; None allows all."""
    kinds = [*(token.type for token in tokens), ""]
    for token, following in zip(tokens, kinds[1:], strict=True):
        if token.type != "NAME":
            continue
        name = str(token)
        if following != "_LPAR":
            if name in FORMS:
                raise Complaint(f"{name!r} is a function, and needs its arguments: {name}(…)", _place(token))
        elif name in CONSTANTS:
            raise Complaint(f"{name!r} is a constant, not a function", _place(token))
        elif name not in FORMS | SHORTHANDS.keys() and functions is not None and name not in functions:
            known = FORMS.union(SHORTHANDS, functions)
            hint = nearest(name, known) or f"; for a product, write {name}*(…)"
            raise Complaint(f"unknown function {name!r}{hint}", _place(token))


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known name, or nothing."""
    found = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"; did you mean {found[0]}?" if found else ""


def _place(token: Token) -> int:
    return token.start_pos or 0
