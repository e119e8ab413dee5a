"""A formula as it is spoken, for those who listen to a page: "p hat equals x bar".

The words are data, one file a language; a shape is a pattern with its parts as gaps, in the order of that
language. Simple parts are said briefly, and what could be misheard is closed: "the fraction … over …, end
fraction".
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from derive.notation.tree import (
    Accent,
    Big,
    Decorated,
    Fenced,
    Fraction,
    Function,
    Grid,
    Identifier,
    Node,
    Number,
    Operator,
    Root,
    Row,
    Scripts,
    Space,
    Stack,
    Styled,
    Text,
    stem,
)

BRIEF = 3
"""So many words, and a part is said without closing it."""
CALLED = frozenset("LℓfFgGhHDIJPEκΦΨψΓ")
"""Letters that stand for functions: with a bracket after them, they are applied."""
PRIMES = {"′": 1, "″": 2, "‴": 3}


def speech(node: Node, language: str) -> str:
    """The formula in words. Raises KeyError for a language that has none."""
    said = re.sub(r"\s+", " ", _Speaker(language).say(node)).strip()
    return re.sub(r"[ ,]*([,，])[ ,，]*", r"\1 ", said).strip(" ,，")


@cache
def _words(language: str) -> Mapping[str, Mapping[str, str]]:
    table: dict[str, dict[str, str]] = tomllib.loads(
        (files(__name__) / f"{language}.toml").read_text(encoding="utf-8")
    )
    return table


class _Speaker:
    def __init__(self, language: str) -> None:
        self.words = _words(language)

    def shape(self, key: str, **parts: str) -> str:
        return self.words["shapes"][key].format(**parts)

    def has(self, key: str) -> bool:
        return key in self.words["shapes"]

    def sign(self, text: str, table: str = "operators") -> str:
        """A sign by its name: ours, else that of Unicode."""
        named = self.words[table].get(text)
        if named is not None or len(text) != 1 or text.isalnum():
            return named or text
        return unicodedata.name(text, text).lower()

    def say(self, node: Node) -> str:
        match node:
            case Row(parts=parts):
                return self.row(parts)
            case Identifier(text=text, bold=bold):
                said = self.words["letters"].get(text, text)
                return self.shape("bold", base=said) if bold else said
            case Number(text=text) | Text(text=text):
                return text
            case Operator(text=text, form=form):
                return self.operator(text, form)
            case Function(text=text):
                return self.words["functions"].get(text, text)
            case Big(text=text):
                return self.shape("big", name=self.sign(text, "big"))
            case Space(width=width):
                return "," if width >= 1 else ""
            case Fraction():
                return self.fraction(node)
            case Root(inside=inside, degree=degree):
                kind = "root" if degree is None else "nth_root"
                inner = self.say(inside)
                key = kind if simple(inside, inner) else f"{kind}_long"
                return self.shape(key, inside=inner, degree=self.say(degree) if degree else "")
            case Scripts():
                return self.scripts(node)
            case Accent(base=base, mark=mark):
                return self.shape("accent", base=self.say(base), mark=self.sign(mark, "accents"))
            case Stack(base=base, above=above, below=below):
                notes = [self.say(note) for note in (above, below) if note is not None]
                known = self.words["stacks"].get(" ".join(notes))
                return known or self.shape("stack", base=self.say(base), note=" ".join(notes))
            case Fenced(opening=opening, inside=inside, closing=closing):
                if isinstance(inside, Grid):
                    return (
                        self.say(inside) if opening != "|" else self.shape("determinant", base=self.say(inside))
                    )
                return self.bracketed(opening, self.say(inside), closing)
            case Grid():
                return self.grid(node)
            case Decorated(inside=inside) | Styled(base=inside):
                return self.say(inside)

    def operator(self, text: str, form: str) -> str:
        if form == "prefix":
            return self.words["prefixes"].get(text) or self.sign(text)
        if form == "middle":
            return self.words["middle"].get(text) or self.sign(text)
        if form in ("open", "close"):
            return self.words[form].get(text) or self.sign(text)
        return self.sign(text)

    def bracketed(self, opening: str, inside: str, closing: str) -> str:
        """Something in brackets: bars and floors by what they mean, others by their names."""
        pair = opening + closing
        if self.has(pair):
            return self.shape(pair, inside=inside)
        left = self.words["open"].get(opening, opening) if opening else ""
        right = self.words["close"].get(closing, closing) if closing else ""
        return self.shape("bracketed" if right else "opened", left=left, inside=inside, right=right)

    # ── rows ──

    def row(self, parts: Sequence[Node]) -> str:
        """Parts one after the other; what stands between two brackets is said as one part."""
        said: list[str] = []
        k = 0
        while k < len(parts):
            part, before = parts[k], parts[k - 1] if k else None
            end = closing(parts, k)
            if end is None:
                said.append(self.say(part))
                k += 1
                continue
            assert isinstance(part, Operator)
            close = parts[end]
            interval = self.interval(parts, k, end)
            opened = close.base if isinstance(close, Scripts) else close
            assert isinstance(opened, Operator)
            inside = interval or self.row(parts[k + 1 : end])
            long = not simple(Row(tuple(parts[k + 1 : end])), inside)
            text = interval or self.applied(before, part.text, inside, opened.text, long)
            if is_indicator(before, part):
                said.pop()
            said.append(self.raised(close, text) if isinstance(close, Scripts) else text)
            k = end + 1
        return " ".join(filter(None, said))

    def interval(self, parts: Sequence[Node], start: int, end: int) -> str:
        """What stands in brackets after "in", if it is two ends with a comma between; else nothing."""
        before, opening, last = parts[start - 1] if start else None, parts[start], parts[end]
        commas = [k for k in range(start + 1, end) if isinstance(p := parts[k], Operator) and p.text == ","]
        if not (isinstance(before, Operator) and before.text == "∈" and len(commas) == 1):
            return ""
        if not (isinstance(opening, Operator) and isinstance(last, Operator) and opening.text in "(["):
            return ""
        low, high = self.row(parts[start + 1 : commas[0]]), self.row(parts[commas[0] + 1 : end])
        return self.shape(f"interval_{opening.text}{last.text}", low=low, high=high)

    def applied(self, before: Node | None, opening: str, inside: str, closing: str, long: bool) -> str:
        """A bracket: an argument after the name of a function, else a part of its own."""
        base = stem(before)
        while isinstance(base, Accent):
            base = stem(base.base)
        if is_indicator(before, Operator(opening, "open")):
            return self.shape("indicator", inside=inside)
        named = isinstance(base, Function) or (
            isinstance(base, Identifier) and (base.text in CALLED or (base.upright and len(base.text) > 1))
        )
        if named and opening in "([":
            return self.shape("argument_long" if long else "argument", inside=inside)
        return self.bracketed(opening, inside, closing)

    # ── shapes ──

    def fraction(self, node: Fraction) -> str:
        above, below = self.say(node.above), self.say(node.below)
        if not node.bar:
            return self.shape("choose", above=above, below=below)
        first, second = leading(node.above), leading(node.below)
        if first in ("d", "∂") and second == first:
            bare = not (isinstance(node.above, Row) and len(node.above.parts) > 1)
            return self.shape("derivative_of" if bare else "derivative", above=above, below=below)
        short = simple(node.above, above) and simple(node.below, below)
        key = "fraction" if short else "fraction_long"
        return self.shape(key, above=above, below=below)

    def scripts(self, node: Scripts) -> str:
        base = node.base
        if isinstance(base, Big):
            return self.large(node, self.sign(base.text, "big"))
        if isinstance(base, Function) and base.limits and node.below is not None:
            name, below = self.say(base), self.say(node.below)
            return self.shape("lim" if base.text == "lim" else "over", name=name, below=below)
        said = self.say(base)
        if node.below is not None:
            below = self.say(node.below)
            said = self.shape("sub" if simple(node.below, below) else "sub_long", base=said, below=below)
        return self.raised(node, said)

    def raised(self, node: Scripts, said: str) -> str:
        """What stands above at the right: primes, squares, a transpose, a power."""
        above = node.above
        if above is None:
            return said
        if isinstance(above, Row) and above.parts and is_prime(above.parts[0]):
            rest = Row(above.parts[1:])
            return self.raised(
                Scripts(node.base, None, rest), self.raised(Scripts(node.base, None, above.parts[0]), said)
            )
        if is_prime(above):
            assert isinstance(above, Operator)
            return self.shape(f"prime_{PRIMES[above.text]}", base=said)
        if isinstance(above, Operator) and above.text in "+−":
            return self.shape("from_above" if above.text == "+" else "from_below", base=said)
        power = self.say(above)
        if self.has(f"power_{power}"):
            return self.shape(f"power_{power}", base=said)
        if isinstance(above, Identifier) and above.text in "⊤T" and above.upright:
            return self.shape("transpose", base=said)
        return self.shape("power" if simple(above, power) else "power_long", base=said, above=power)

    def large(self, node: Scripts, name: str) -> str:
        below, above = node.below, node.above
        if isinstance(below, Row) and above is not None:
            signs = [k for k, part in enumerate(below.parts) if isinstance(part, Operator) and part.text == "="]
            if signs:
                index, low = self.row(below.parts[: signs[0]]), self.row(below.parts[signs[0] + 1 :])
                return self.shape("range", name=name, index=index, low=low, high=self.say(above))
        if above is not None and below is not None:
            return self.shape("between", name=name, low=self.say(below), high=self.say(above))
        if below is not None:
            return self.shape("over", name=name, below=self.say(below))
        return self.shape("big", name=name)

    def grid(self, node: Grid) -> str:
        """Cases, the rows of a matrix, or lines of formulas."""
        rows = [[self.say(cell).strip(" ,，") for cell in cells] for cells in node.rows]
        if node.display:
            return self.shape("next").join(" ".join(filter(None, row)) for row in rows)
        if set(node.align) == {"l"} and len(node.align) == 2:
            cases = (
                self.shape("worded" if worded(cells[1]) else "case", value=value, condition=condition)
                for cells, (value, condition) in zip(node.rows, rows, strict=True)
            )
            return self.shape("cases", cases=self.shape("next").join(cases))
        spoken = self.shape("next").join(", ".join(row) for row in rows)
        return self.shape("matrix", rows=str(len(rows)), columns=str(len(node.align)), entries=spoken)


def simple(node: Node, said: str) -> bool:
    """Whether a part is heard as one: it is short, and no sign stands between its terms."""
    parts = node.parts if isinstance(node, Row) else ()
    joined = any(
        isinstance(sign := stem(p), Operator) and sign.form == "infix" and sign.text != "!" for p in parts
    )
    return not joined and len(said.split()) <= BRIEF and "," not in said and "，" not in said


def worded(node: Node) -> bool:
    """Whether a condition begins with a word of its own, such as "if"."""
    return isinstance(node.parts[0] if isinstance(node, Row) and node.parts else node, Text)


def is_indicator(before: Node | None, opening: Operator) -> bool:
    """Whether a bold 1 has a condition in braces after it."""
    return isinstance(before, Identifier) and before.bold and before.text == "1" and opening.text == "{"


def is_prime(node: Node) -> bool:
    return isinstance(node, Operator) and node.text in PRIMES


def leading(node: Node) -> str:
    """The letter that a part begins with: d or ∂ in a derivative."""
    first = stem(node.parts[0] if isinstance(node, Row) and node.parts else node)
    return first.text if isinstance(first, Identifier) else ""


def closing(parts: Sequence[Node], start: int) -> int | None:
    """The place of the bracket that closes the one at `start`; None where none opens there, or none closes."""
    opening = parts[start]
    if not (isinstance(opening, Operator) and opening.form == "open"):
        return None
    depth = 0
    for k in range(start, len(parts)):
        sign = stem(parts[k])
        if isinstance(sign, Operator):
            depth += (sign.form == "open") - (sign.form == "close")
        if depth == 0:
            return k
    return None
