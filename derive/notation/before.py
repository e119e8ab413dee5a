"""The pass over LaTeX before latex2mathml sees it.

What the converter gets wrong is read here and replaced by one character of the private use area, which it
carries along; the pass after it puts the node back. So names, words, fonts, accents, sized brackets and
colours are ours, and fractions, scripts, roots and tables are the converter's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection

from derive.errors import NotationError
from derive.notation.tree import (
    Accent,
    Decorated,
    Function,
    Identifier,
    Node,
    Number,
    Operator,
    Row,
    Space,
    Stack,
    Text,
)

LONGEST, DEEPEST = 20_000, 60
PRIVATE = 0xE000
ROOM = 6000
"""Length and depth of a formula, and the number of replaced parts, that are read."""

TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}]|\s+|.", re.DOTALL)

FUNCTIONS = set("log exp ln lg sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan det dim ker Pr gcd deg arg hom".split())
LIMITS = {"lim": "lim", "sup": "sup", "inf": "inf", "max": "max", "min": "min", "limsup": "lim sup", "liminf": "lim inf", "argmax": "arg max", "argmin": "arg min"}
ACCENTS = {
    "hat": ("ˆ", False), "bar": ("¯", False), "tilde": ("~", False), "vec": ("→", False), "dot": ("˙", False),
    "ddot": ("¨", False), "overline": ("¯", True), "widehat": ("ˆ", True), "widetilde": ("~", True),
    "underline": ("_", True), "overbrace": ("⏞", True), "underbrace": ("⏟", True),
}  # fmt: skip
FONTS = {
    "mathbb": "DOUBLE-STRUCK", "mathcal": "SCRIPT", "mathscr": "SCRIPT", "mathfrak": "FRAKTUR",
    "mathsf": "SANS-SERIF", "mathtt": "MONOSPACE",
}  # fmt: skip
ODD_LETTERS = {
    "DOUBLE-STRUCK": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
    "SCRIPT": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "FRAKTUR": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
}
WORDS = ("text", "textrm", "textbf", "textit", "mbox", "mathrm", "mathbf", "boldsymbol", "bm", "operatorname")
SIZES = {"big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3.0}
DELIMITERS = {
    r"\{": "{", r"\}": "}", r"\lbrace": "{", r"\rbrace": "}", r"\langle": "⟨", r"\rangle": "⟩", r"\lvert": "|",
    r"\rvert": "|", r"\vert": "|", r"\lVert": "‖", r"\rVert": "‖", r"\Vert": "‖", r"\|": "‖", r"\lfloor": "⌊",
    r"\rfloor": "⌋", r"\lceil": "⌈", r"\rceil": "⌉",
}  # fmt: skip
REWRITTEN = {
    r"\lVert": r"\|", r"\rVert": r"\|", r"\lvert": "|", r"\rvert": "|", r"\coloneqq": ":=", r"\dfrac": r"\frac",
    r"\tfrac": r"\frac", r"\displaystyle": "", r"\textstyle": "", r"\limits": "", r"\nonumber": "", r"\notag": "",
    r"\allowbreak": "", r"\mathopen": "", r"\mathclose": "", r"\mathrel": "", r"\mathbin": "", r"\dots": r"\ldots",
}  # fmt: skip
COLOURS = {
    "black": "#000000", "blue": "#1f4e9c", "red": "#b3261e", "green": "#1b7a3d", "gray": "#6b6b6b",
    "orange": "#b35900", "purple": "#6a3fa0",
}  # fmt: skip
SPACES = {r"\,": 0.1667, r"\:": 0.2222, r"\;": 0.2778, r"\!": -0.1667, r"\ ": 0.25, r"\quad": 1.0, r"\qquad": 2.0, "~": 0.25}
ENVIRONMENTS = {
    "aligned": "rl", "align": "rl", "align*": "rl", "alignedat": "rl", "split": "rl", "gather": "c",
    "gather*": "c", "gathered": "c",
}  # fmt: skip
KEPT = {"matrix", "pmatrix", "bmatrix", "vmatrix", "cases", "array"}
REFUSED = set(
    "href url input include write write18 immediate openin openout read def edef gdef xdef let newcommand renewcommand "
    "csname catcode require usepackage documentclass special message jobname string expandafter loop "
    "style class cssId unicode includegraphics everymath".split()
)

Parse = Callable[[str], Node]


class Before:
    """One pass: tokens in, LaTeX for the converter out, and the nodes that were taken out of it."""

    def __init__(self, tex: str, parse: Parse) -> None:
        if len(tex) > LONGEST:
            raise NotationError(f"the formula is longer than {LONGEST:,} characters")
        if any(ord(c) < 32 and c not in "\n\t\r" or 0xD800 <= ord(c) <= 0xF8FF for c in tex):
            raise NotationError("the formula holds a control or private character")
        self.tokens = TOKEN.findall(re.sub(r"(?<!\\)%[^\n]*", "", tex))
        self.place = 0
        self.parse = parse
        self.nodes: dict[str, Node] = {}
        self.balanced()

    def balanced(self) -> None:
        depth = 0
        for token in self.tokens:
            depth += (token == "{") - (token == "}")
            if depth < 0 or depth > DEEPEST:
                raise NotationError("unbalanced or too deeply nested braces")
        if depth:
            raise NotationError("a brace is not closed")

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
        if not token:
            raise NotationError(f"{command} needs an argument")
        self.place += 1
        if token != "{":
            return str(token)
        start, depth = self.place, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.next(), 0)
        return "".join(self.tokens[start : self.place - 1])

    def held(self, node: Node) -> str:
        """A private character that stands for a node."""
        if len(self.nodes) >= ROOM:
            raise NotationError("the formula has too many parts")
        character = chr(PRIVATE + len(self.nodes))
        self.nodes[character] = node
        return f"{{{character}}}"

    def inside(self, source: str) -> str:
        """A part of the formula, passed over with the same store of nodes."""
        inner = Before(source, self.parse)
        inner.nodes = self.nodes
        return inner.run()

    # ── one token ──

    def step(self, token: str) -> str:
        if token in SPACES:
            return self.held(Space(SPACES[token]))
        if token in REWRITTEN:
            return REWRITTEN[token] + " "
        if token == "'":
            return self.primes()
        if token in "<>&\"`@" and len(token) == 1:
            return token if token == "&" else self.held(Operator(token)) if token in "<>" else self.held(Text(token))
        if not token.startswith("\\") or len(token) < 2 or not token[1].isalpha():
            return token
        return self.command(token)

    def primes(self) -> str:
        count = 1
        while self.place < len(self.tokens) and self.tokens[self.place] == "'":
            self.place += 1
            count += 1
        held = self.held(Operator("′" * count if count != 2 else "″"))
        if self.peek() == "^":
            self.place += 1
            return "^{" + held + self.inside(self.argument("^")) + "}"
        return "^" + held

    def command(self, token: str) -> str:
        name = token[1:].rstrip("*")
        if name in REFUSED:
            raise NotationError(f"{token} is refused in a formula")
        if name in ("begin", "end"):
            return self.environment(name)
        if name in ("tag", "label"):
            self.argument(token)
            return ""
        if name == "arg" and self.peek() in (r"\max", r"\min"):
            return self.held(Function("arg " + self.next()[1:], True))
        if name == "not" and self.peek() in ("=", r"\in"):
            return self.held(Operator({"=": "≠", r"\in": "∉"}[self.next()]))
        if name in FUNCTIONS or name in LIMITS:
            return self.held(Function(LIMITS.get(name, name), name in LIMITS))
        for table, handler in self.handlers():
            if name in table:
                return handler(name, token)
        stem = name[:-1] if name[-1:] in "lrm" and name not in SIZES else name
        if stem in SIZES:
            return self.sized(stem, name)
        return token + " " if token[-1] != "*" else token

    def handlers(self) -> tuple[tuple[Collection[str], Callable[[str, str], str]], ...]:
        return (
            (ACCENTS, self.accent),
            (FONTS, self.font),
            (WORDS, self.words),
            (("boxed", "cancel", "textcolor", "color"), self.decoration),
            (("overset", "underset", "stackrel"), self.stack),
            (("qed", "qedsymbol"), lambda name, token: self.held(Operator("∎"))),
            (("mspace", "hspace"), lambda name, token: self.skipped(token)),
        )

    def skipped(self, token: str) -> str:
        found = re.fullmatch(r"(-?\d*\.?\d+)em", self.argument(token).strip())
        return self.held(Space(float(found[1]) if found else 0.25))

    def accent(self, name: str, token: str) -> str:
        mark, wide = ACCENTS[name]
        return self.held(Accent(self.parse(self.argument(token)), mark, wide, under=name.startswith("under")))

    def font(self, name: str, token: str) -> str:
        letters = self.argument(token).strip()
        return self.held(Row(tuple(Identifier(in_font(c, FONTS[name]), upright=True) for c in letters if not c.isspace())))

    def words(self, name: str, token: str) -> str:
        source = self.argument(token)
        if name in ("text", "textrm", "textit", "mbox"):
            return self.held(Text(words_of(source)))
        if name == "textbf":
            return self.held(Text(words_of(source), bold=True))
        if name == "operatorname":
            return self.held(Function(words_of(source.replace(r"\,", " ")), limits=token.endswith("*")))
        bold = name != "mathrm"
        if re.fullmatch(r"[\w\s.\-–]+", source):
            if source.strip().isdigit() and not bold:
                return self.held(Number(source.strip()))
            upright = name in ("mathrm", "mathbf")
            return self.held(Identifier(" ".join(source.split()), upright, bold))
        if bold and re.fullmatch(r"\\[A-Za-z]+\s*", source):
            return self.held(embolden(self.parse(source)))
        return self.held(self.parse(source))

    def decoration(self, name: str, token: str) -> str:
        how = name
        if name in ("textcolor", "color"):
            colour = self.argument(token).strip()
            if colour not in COLOURS:
                raise NotationError(f"the colour {colour!r} is not one of {', '.join(COLOURS)}")
            how = COLOURS[colour]
        return self.held(Decorated(self.parse(self.argument(token)), how))

    def stack(self, name: str, token: str) -> str:
        mark, base = self.parse(self.argument(token)), self.parse(self.argument(token))
        return self.held(Stack(base, mark, None) if name == "underset" else Stack(base, None, mark))

    def sized(self, stem: str, name: str) -> str:
        token = self.peek()
        self.place += 1
        text = DELIMITERS.get(token, token)
        if len(text) != 1 or text not in "()[]{}⟨⟩|‖⌊⌋⌈⌉/.":
            raise NotationError(f"\\{name} needs a bracket, not {token!r}")
        form = {"l": "open", "r": "close"}.get(name[len(stem) :], "infix")
        return "" if text == "." else self.held(Operator(text, form, SIZES[stem]))

    def environment(self, which: str) -> str:
        name = self.argument(f"\\{which}")
        if name in ENVIRONMENTS:
            if which == "end":
                return r"\end{array}"
            if name == "alignedat":
                self.argument("alignedat")
            return r"\begin{array}{" + ENVIRONMENTS[name] * (1 if ENVIRONMENTS[name] == "c" else 4) + "}"
        if name not in KEPT:
            raise NotationError(f"the environment {name!r} is not known")
        return rf"\{which}{{{name}}}"


def words_of(source: str) -> str:
    """Plain words from the argument of a text command."""
    text = re.sub(r"\\([%#&_${}])", r"\1", source).replace("~", "\u00a0").replace(r"\ ", " ")
    if "\\" in text:
        raise NotationError(f"a command inside words: {source!r}")
    return text.replace("{", "").replace("}", "").replace("$", "")


def in_font(character: str, font: str) -> str:
    """A letter or digit in one of the mathematical alphabets of Unicode."""
    if character in ODD_LETTERS.get(font, {}):
        return ODD_LETTERS[font][character]
    kind = "DIGIT" if character.isdigit() else "CAPITAL" if character.isupper() else "SMALL"
    try:
        name = unicodedata.name(character).rsplit(" ", 1)[-1]
        return unicodedata.lookup(f"MATHEMATICAL {font} {kind} {name}")
    except (KeyError, ValueError):
        raise NotationError(f"there is no {font.lower()} {character!r}") from None


def embolden(node: Node) -> Node:
    match node:
        case Identifier(text=text, upright=upright):
            return Identifier(text, upright, bold=True)
        case Row(parts=parts):
            return Row(tuple(embolden(part) for part in parts))
        case _:
            return node
