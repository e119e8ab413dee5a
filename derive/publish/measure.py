"""How wide a formula will be set, roughly, and where it may be broken.

Nothing here typesets. TeX, Typst and the browser each measure exactly once they have the formula;
this estimate (in em, within about 15 %) only decides beforehand whether a line has to be broken
into several, so that all formats break it at the same places.
"""

from __future__ import annotations

import re
import unicodedata


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[^\s]", re.DOTALL)

RELATIONS = _set(
    r"= < > : \le \leq \ge \geq \ne \neq \lt \gt \in \notin \sim \simeq \approx \equiv \propto \to \mapsto \mid"
    r" \iff \implies \impliedby \Rightarrow \Leftrightarrow \Longrightarrow \Longleftrightarrow \rightarrow"
    r" \longrightarrow \subset \subseteq \succ \succeq \prec \preceq \coloneqq \ll \gg \vdash \models \overset"
)
_LONG_ARROWS = _set(r"\iff \implies \impliedby \Longrightarrow \Longleftrightarrow \longrightarrow")
SIGNS = _set(r"+ - \pm \mp")
_BINARY = SIGNS | _set(r"\times \cdot \cup \cap \wedge \vee \land \lor \oplus \otimes \circ \setminus")
_OPEN, _CLOSE = _set("( ["), _set(") ]")
_FUNCTIONS = _set(
    r"\log \ln \exp \max \min \sup \inf \lim \arg \det \Pr \sin \cos \tan \sinh \cosh \tanh \deg \dim \ker"
)
_LARGE = {
    r"\sum": 1.45,
    r"\prod": 1.3,
    r"\coprod": 1.3,
    r"\bigcup": 1.1,
    r"\bigcap": 1.1,
    r"\int": 0.6,
    r"\iint": 1.0,
}
_SPACES = {
    r"\,": 0.17,
    r"\:": 0.22,
    r"\;": 0.28,
    r"\!": -0.17,
    "\\ ": 0.33,
    r"\quad": 1.0,
    r"\qquad": 2.0,
    "~": 0.33,
}
_NOTHING = _set(
    r"\left \right \middle \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr"
    r" \displaystyle \textstyle \limits \nolimits \notag \nonumber { } & \\ \hline"
)
_FRACTIONS = {r"\frac": 1.0, r"\dfrac": 1.0, r"\cfrac": 1.0, r"\tfrac": 0.7, r"\binom": 1.0, r"\overset": 1.0}
_FRACTIONS |= {r"\underset": 1.0, r"\stackrel": 1.0}
_TEXTS = _set(r"\text \textrm \textbf \textit \textsf \texttt \mbox \operatorname \operatorname* \mathrm")
_SKIP_ARGUMENT = _set(r"\color \textcolor \label \tag \hspace \vspace")
_LETTERS = {
    "i": 0.35,
    "j": 0.41,
    "l": 0.33,
    "m": 0.88,
    "w": 0.72,
    ",": 0.45,
    ";": 0.45,
    ".": 0.28,
    "|": 0.28,
    "/": 0.5,
}
_LETTERS |= {"(": 0.39, ")": 0.39, "[": 0.28, "]": 0.28, "'": 0.25, "!": 0.28}


class _Reader:
    """A cursor over tokens; every method consumes what it measures."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.at = tokens, 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def next(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def group(self) -> list[str]:
        """The tokens of the next argument, without its braces."""
        token = self.next()
        if token != "{":
            return [token] if token else []
        start, depth = self.at, 1
        while depth and self.at < len(self.tokens):
            depth += {"{": 1, "}": -1}.get(self.next(), 0)
        return self.tokens[start : self.at - 1]

    def row(self) -> float:
        total = 0.0
        while self.peek():
            total += self.item()
        return total

    def item(self) -> float:
        token = self.next()
        base = self.nucleus(token)
        low = high = 0.0
        while self.peek() in ("_", "^"):
            which, size = self.next(), 0.7 * _width(self.group())
            low, high = (size, high) if which == "_" else (low, size)
        if (token in _LARGE and token not in (r"\int", r"\iint")) or token in (r"\max", r"\min", r"\lim"):
            return max(base, low, high)
        return base + max(low, high)

    def nucleus(self, token: str) -> float:
        if token in _FRACTIONS:
            return _FRACTIONS[token] * max(_width(self.group()), _width(self.group())) + 0.25
        if token in _TEXTS:
            return sum(_letter(t) * 0.9 for t in self.group()) + 0.17
        if token == r"\begin":
            return self.environment()
        if token in _SKIP_ARGUMENT:
            self.group()
            return 0.0
        if token == r"\sqrt":
            if self.peek() == "[":
                while self.next() not in ("]", ""):
                    pass
            return _width(self.group()) + 0.85
        if token == r"\boxed":
            return _width(self.group()) + 0.8
        return _simple(token)

    def environment(self) -> float:
        """The widest row between \\begin and \\end, with room between the columns."""
        name = "".join(self.group())
        depth = 1
        inner: list[str] = []
        while depth and self.peek():
            token = self.next()
            if token in (r"\begin", r"\end"):
                depth += 1 if token == r"\begin" else -1
                if depth == 0:
                    self.group()
                    break
            inner.append(token)
        rows = " ".join(inner).split(r"\\")
        gap = 0.0 if "align" in name else 1.0
        return max(width(row.replace("&", " ")) + gap * row.count("&") for row in rows) + 1.0


def _letter(token: str) -> float:
    if len(token) == 1 and unicodedata.east_asian_width(token) in "WF":
        return 1.0
    return _LETTERS.get(token, 0.55)


def _simple(token: str) -> float:
    if token in _NOTHING or token in _SPACES:
        return _SPACES.get(token, 0.0)
    if token in RELATIONS:
        return 2.3 if token in _LONG_ARROWS else 1.35
    if token in _BINARY:
        return 0.75 if token == r"\cdot" else 1.2
    if token in _LARGE:
        return _LARGE[token] + 0.17
    if token in _FUNCTIONS:
        return 0.5 * (len(token) - 1) + 0.17
    return 0.6 if token.startswith("\\") else _letter(token)


def _width(tokens: list[str]) -> float:
    return _Reader(tokens).row()


def width(tex: str) -> float:
    """The estimated width of a formula in display style, in em of its font."""
    return _width(_TOKEN.findall(tex))


def pieces(tex: str, limit: float) -> tuple[str, ...]:
    """The formula cut before relations, or else before signs, so that each piece is at most `limit` em wide.

    Only places outside braces, \\left…\\right and environments are cut, and outside parentheses as long
    as that is enough; what offers no such place stays whole, however wide it is. Before
    a sign at the beginning of a later piece stands an empty group.
    """
    if width(tex) <= limit:
        return (tex,)
    for parentheses in (0, 1, 2):
        parts = _fill(_cut(tex, parentheses), limit)
        if all(width(part) <= limit for part in parts):
            break
    # With nothing at its left a sign would be set as one number's sign, without its space.
    return (parts[0], *("{} " + part if _TOKEN.findall(part)[0] in SIGNS else part for part in parts[1:]))


def _cut(tex: str, parentheses: int) -> list[str]:
    """Split before every relation and sign that stands at most `parentheses` deep in ( ) or [ ]."""
    starts, fence, paren, operand, delimiter = [0], 0, 0, False, False
    for found in _TOKEN.finditer(tex):
        token = found[0]
        if delimiter:
            delimiter = False
            continue
        delimiter = token in (r"\left", r"\right")
        if token in ("{", r"\left", r"\begin"):
            fence += 1
        elif token in ("}", r"\right", r"\end"):
            fence -= 1
        elif fence == 0 and token in _OPEN:
            paren += 1
        elif fence == 0 and token in _CLOSE:
            paren -= 1
        elif fence == 0 and paren <= parentheses and operand and (token in SIGNS or token in RELATIONS):
            starts.append(found.start())
        # After an operator, an opening fence or nothing at all, a sign belongs to what follows it.
        operand = token not in RELATIONS and token not in _BINARY and token not in _OPEN and token not in ",_^"
    return [tex[a:b].strip() for a, b in zip(starts, [*starts[1:], len(tex)], strict=True)]


def _fill(parts: list[str], limit: float) -> tuple[str, ...]:
    """Put as many parts on each line as fit; a continuation is set 2 em in."""
    lines = [parts[0]]
    for part in parts[1:]:
        room = limit - (2.0 if len(lines) > 1 else 0.0)
        joined = f"{lines[-1]} {part}"
        if width(joined) <= room:
            lines[-1] = joined
        else:
            lines.append(part)
    return tuple(lines)
