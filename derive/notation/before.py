"""The pass over LaTeX before latex2mathml sees it.

What the converter gets wrong is read here and replaced by one character of the private use area, which it
carries along; the pass after it puts the node back. So names, words, fonts, accents, brackets, fractions,
tables and colours are ours, and scripts, roots and the names of symbols are the converter's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

from derive.errors import NotationError
from derive.notation.grids import environment
from derive.notation.letters import embolden, in_font, words_of
from derive.notation.tables import (
    ACCENTS,
    ARROWS,
    BIG,
    COLOURS,
    DELIMITERS,
    FONTS,
    FUNCTIONS,
    LETTERS,
    LIMITS,
    NAMES,
    PASSED,
    REFUSED,
    REWRITTEN,
    SIGNS,
    SIZES,
    SPACES,
    SPOKEN,
    STYLES,
    UNITS,
)
from derive.notation.tree import (
    CLOSING,
    OPENING,
    Accent,
    Big,
    Decorated,
    Fenced,
    Fraction,
    Function,
    Identifier,
    Node,
    Number,
    Operator,
    Row,
    Space,
    Stack,
    Styled,
    Text,
)

LONGEST, DEEPEST = 20_000, 40
PRIVATE = 0xE000
ROOM = 6000
"""Length and depth of a formula, and the number of replaced parts, that are read."""

TOKEN = re.compile(
    r"\\(?:operatorname|tag|hspace)\*|\\[A-Za-z]+|\\.|\d{1,3}(?:\{,\}\d{3})+(?:\.\d+)?|\s+|.", re.DOTALL
)
PRIMES = {1: "′", 2: "″", 3: "‴", 4: "⁗"}

Parse = Callable[[str], Node]


class Before:
    """One pass: tokens in, LaTeX for the converter out, and the nodes that were taken out of it."""

    def __init__(self, tex: str, parse: Parse) -> None:
        if len(tex) > LONGEST:
            raise NotationError(f"the formula is longer than {LONGEST:,} characters")
        if any(unicodedata.category(c)[0] == "C" and c not in "\n\t\r" for c in tex):
            raise NotationError("the formula holds a control character, a private or an unassigned one")
        if re.search(r"(?<!\\)%", tex):
            raise NotationError("% starts a comment in LaTeX, which would be lost; write \\% for the sign")
        self.tokens = TOKEN.findall(tex)
        self.place = 0
        self.parse = parse
        self.nodes: dict[str, Node] = {}
        self.balanced()

    def balanced(self) -> None:
        depth = deepest = 0
        for token in self.tokens:
            depth += (token in ("{", r"\left", r"\begin")) - (token in ("}", r"\right", r"\end"))
            deepest = max(deepest, depth)
            if depth < 0:
                raise NotationError("a brace, \\right or \\end closes nothing")
        if depth:
            raise NotationError("a brace, \\left or \\begin is not closed")
        if deepest > DEEPEST:
            raise NotationError(f"the formula is nested deeper than {DEEPEST} groups")

    def run(self) -> str:
        out: list[str] = []
        while self.place < len(self.tokens):
            out.append(self.step(self.next()))
        return "".join(out)

    # ── tokens ──

    def next(self) -> str:
        token: str = self.tokens[self.place]
        self.place += 1
        return token

    def peek(self) -> str:
        while self.place < len(self.tokens) and self.tokens[self.place].isspace():
            self.place += 1
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def argument(self, command: str) -> str:
        """The source of the next argument: a group, or one token."""
        token = self.peek()
        if token in ("", "}", "&"):
            raise NotationError(f"{command} needs an argument")
        self.place += 1
        if token != "{":
            return token
        return "".join(self.until("{", "}"))

    def optional(self) -> str:
        """The source of an argument in square brackets, or nothing."""
        if self.peek() != "[":
            return ""
        self.place += 1
        return "".join(self.until("[", "]"))

    def until(self, opening: str, closing: str) -> list[str]:
        """The tokens up to the one that closes what was opened before; it is taken too."""
        start, depth = self.place, 1
        while depth:
            if self.place >= len(self.tokens):
                raise NotationError(f"{closing} is missing")
            depth += {opening: 1, closing: -1}.get(self.next(), 0)
        return self.tokens[start : self.place - 1]

    def held(self, node: Node) -> str:
        """A private character that stands for a node."""
        if len(self.nodes) >= ROOM:
            raise NotationError("the formula has too many parts")
        character = chr(PRIVATE + len(self.nodes))
        self.nodes[character] = node
        return f"{{{character}}}"

    # ── one token ──

    def step(self, token: str) -> str:
        if token in SPACES:
            return self.held(Space(SPACES[token]))
        if token in SIGNS:
            return self.held(Operator(*SIGNS[token]))
        if token in LETTERS:
            return self.held(Identifier(LETTERS[token], upright=True))
        if token in REWRITTEN:
            return REWRITTEN[token] + " "
        if token == "'":
            return self.primes()
        if "{,}" in token:
            return self.held(Number(token.replace("{,}", ",")))
        if token in ("&", r"\\"):
            raise NotationError(f"{token} stands outside a table")
        if token in ("$", "#", "\\"):
            raise NotationError(f"a bare {token} means nothing in a formula")
        return self.command(token) if token[0] == "\\" else token

    def primes(self) -> str:
        count = 1
        while self.place < len(self.tokens) and self.tokens[self.place] == "'":
            self.place += 1
            count += 1
        node: Node = Operator(PRIMES.get(count, "′" * count))
        if self.peek() == "^":
            self.place += 1
            node = Row((node, self.parse(self.argument("^"))))
        return "^" + self.held(node)

    def command(self, token: str) -> str:
        name = token[1:].rstrip("*")
        if name in REFUSED:
            raise NotationError(f"{token} is refused in a formula")
        if name in FUNCTIONS or name in LIMITS:
            return self.held(self.function(name))
        for table, handler in self.handlers():
            if name in table:
                return handler(name, token)
        size = name[:-1] if name[-1:] in "lrm" and name not in SIZES else name
        if size in SIZES:
            return self.sized(size, name)
        if token not in PASSED and not is_symbol(token):
            raise NotationError(f"{token} is not a command that is known here")
        return token + " "

    def handlers(self) -> tuple[tuple[Collection[str], Callable[[str, str], str]], ...]:
        return (
            (BIG, self.big),
            (ACCENTS, self.accent),
            (FONTS, self.font),
            (SPOKEN, self.spoken),
            (NAMES, self.name),
            (ARROWS, self.arrow),
            (("left",), self.fenced),
            (("begin",), self.table),
            (("substack",), self.table),
            (("operatorname", "mathop"), self.operator),
            (("boxed", "cancel", "textcolor"), self.decoration),
            (("overset", "underset", "stackrel"), self.stack),
            (("binom", "dbinom", "tbinom"), self.binomial),
            (("frac", "dfrac", "tfrac", "cfrac"), self.fraction),
            (STYLES, self.styled),
            (("not",), self.negated),
            (("pmod",), self.modulus),
            (("mspace", "hspace"), self.skipped),
            (("tag", "label"), self.dropped),
        )

    def function(self, name: str) -> Node:
        if name == "arg" and self.peek() in (r"\max", r"\min"):
            return Function("arg " + self.next()[1:], limits=True)
        return Function(LIMITS.get(name, name), name in LIMITS)

    def big(self, name: str, token: str) -> str:
        limits = {r"\limits": True, r"\nolimits": False}.get(self.peek())
        return self.held(Big(BIG[name], limits))

    def skipped(self, name: str, token: str) -> str:
        source = self.argument(token)
        found = re.fullmatch(r"\s*(-?\d*\.?\d+)\s*(em|ex|pt|mu)\s*", source)
        if not found:
            raise NotationError(f"{token} needs a width in em, ex, pt or mu, not {source!r}")
        return self.held(Space(min(float(found[1]) * UNITS[found[2]], 20.0)))

    def dropped(self, name: str, token: str) -> str:
        """Numbers belong to the document."""
        self.argument(token)
        return ""

    def accent(self, name: str, token: str) -> str:
        mark, wide = ACCENTS[name]
        return self.held(Accent(self.parse(self.argument(token)), mark, wide, under=name.startswith("under")))

    def font(self, name: str, token: str) -> str:
        letters = "".join(self.argument(token).split())
        return self.held(Row(tuple(Identifier(in_font(c, FONTS[name]), upright=True) for c in letters)))

    def spoken(self, name: str, token: str) -> str:
        """Words, with formulas between dollar signs among them."""
        pieces = re.split(r"(?<!\\)\$", self.argument(token))
        if len(pieces) % 2 == 0:
            raise NotationError(f"a dollar sign in {token} is not closed")
        parts = (
            self.parse(piece) if k % 2 else Text(words_of(piece), name == "textbf", name == "textit")
            for k, piece in enumerate(pieces)
        )
        return self.held(Row(tuple(part for part in parts if not isinstance(part, Text) or part.text)))

    def name(self, name: str, token: str) -> str:
        source, bold = self.argument(token), name not in ("mathrm", "mathit")
        if re.fullmatch(r"(?:[^\W_]|[\s.\-–])+", source):
            text = " ".join(source.split())
            if text.isdigit() and not bold:
                return self.held(Number(text))
            return self.held(Identifier(text, name in ("mathrm", "mathbf"), bold))
        node = self.parse(source)
        return self.held(embolden(node) if bold else node)

    def operator(self, name: str, token: str) -> str:
        source = self.argument(token)
        if name == "operatorname":
            return self.held(Function(words_of(re.sub(r"\\[,;: ]", " ", source)), limits=token.endswith("*")))
        match self.parse(source):
            case Identifier(text=text) | Function(text=text) | Text(text=text):
                return self.held(Function(text, limits=True))
            case node:
                return self.held(node)

    def decoration(self, name: str, token: str) -> str:
        how = name
        if name == "textcolor":
            colour = self.argument(token).strip()
            if colour not in COLOURS:
                raise NotationError(f"the colour {colour!r} is not one of {', '.join(COLOURS)}")
            how = COLOURS[colour]
        return self.held(Decorated(self.parse(self.argument(token)), how))

    def stack(self, name: str, token: str) -> str:
        mark, base = self.parse(self.argument(token)), self.parse(self.argument(token))
        return self.held(Stack(base, mark, None) if name == "underset" else Stack(base, None, mark))

    def arrow(self, name: str, token: str) -> str:
        below, above = self.optional(), self.parse(self.argument(token))
        return self.held(Stack(Operator(ARROWS[name]), self.parse(below) if below else None, above))

    def binomial(self, name: str, token: str) -> str:
        above, below = self.parse(self.argument(token)), self.parse(self.argument(token))
        return self.held(large(Fenced("(", Fraction(above, below, bar=False), ")"), name))

    def fraction(self, name: str, token: str) -> str:
        """One token is an argument too: the converter would take all of 23 in `\\frac\\pi23`."""
        above, below = self.parse(self.argument(token)), self.parse(self.argument(token))
        return self.held(large(Fraction(above, below), name))

    def styled(self, name: str, token: str) -> str:
        """A style holds to the end of its group."""
        start, depth = self.place, 0
        while self.place < len(self.tokens):
            depth += {"{": 1, "}": -1}.get(self.tokens[self.place], 0)
            if depth < 0:
                break
            self.place += 1
        return self.held(Styled(self.parse("".join(self.tokens[start : self.place])), STYLES[name]))

    def modulus(self, name: str, token: str) -> str:
        inside = (
            Operator("(", "open"),
            Function("mod"),
            self.parse(self.argument(token)),
            Operator(")", "close"),
        )
        return self.held(Row((Space(0.5), *inside)))

    def negated(self, name: str, token: str) -> str:
        """Unicode has the sign with its stroke for every relation that is used with one."""
        sign = self.parse(self.argument(token))
        text = unicodedata.normalize("NFC", sign.text + "\u0338") if isinstance(sign, Operator) else ""
        if len(text) != 1:
            raise NotationError("\\not stands before a relation, such as = or \\in")
        return self.held(Operator(text))

    # ── brackets and tables ──

    def delimiter(self, command: str) -> str:
        token = self.peek()
        if token not in DELIMITERS:
            raise NotationError(f"{command} needs a bracket, not {token!r}")
        self.place += 1
        return DELIMITERS[token].replace(".", "")

    def fenced(self, name: str, token: str) -> str:
        """Brackets that grow, with the bars between them."""
        opening = self.delimiter(token)
        inside = Before("".join(self.until(r"\left", r"\right")), self.parse)
        closing = self.delimiter(r"\right")
        parts: list[Node] = []
        for piece, bar in inside.middles():
            parts += [self.parse(piece), *([Operator(bar, "middle")] if bar else [])]
        return self.held(Fenced(opening, Row(tuple(parts)) if len(parts) > 1 else parts[0], closing))

    def middles(self) -> list[tuple[str, str]]:
        """The pieces between the `\\middle`s of these brackets, each with the bar after it."""
        pieces, start, depth = [], 0, 0
        while self.place < len(self.tokens):
            token = self.next()
            depth += (token in ("{", r"\left", r"\begin")) - (token in ("}", r"\right", r"\end"))
            if token == r"\middle" and depth == 0:
                source = "".join(self.tokens[start : self.place - 1])
                pieces.append((source, self.delimiter(token)))
                start = self.place
        return [*pieces, ("".join(self.tokens[start:]), "")]

    def sized(self, size: str, name: str) -> str:
        text = self.delimiter(f"\\{name}")
        shape = "open" if text in OPENING else "close" if text in CLOSING else "infix"
        middle = "middle" if shape == "infix" else shape
        form = {"l": "open", "r": "close", "m": middle}.get(name[len(size) :], shape)
        return self.held(Operator(text, form, SIZES[size])) if text else ""

    def table(self, name: str, token: str) -> str:
        source = self.argument(token)
        if name == "substack":
            return self.held(environment("matrix", TOKEN.findall(source), self.parse))
        inside = self.until(r"\begin", r"\end")
        if self.argument(r"\end") != source:
            raise NotationError(f"\\begin{{{source}}} is closed by another \\end")
        return self.held(environment(source, inside, self.parse))


def large(node: Node, name: str) -> Node:
    """A fraction or a binomial coefficient of the size that its command says."""
    size = {"d": True, "c": True, "t": False}.get(name[0])
    return node if size is None else Styled(node, size)


def is_symbol(token: str) -> bool:
    """Whether the converter has a character for a command."""
    from latex2mathml.symbols_parser import convert_symbol

    return convert_symbol(token) is not None
