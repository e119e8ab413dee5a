"""The walk over the tree of a formula that says it part by part."""

from __future__ import annotations

from derive.notation.speech.parts import (
    APART,
    BARS,
    MEMBERS,
    SUMS,
    Call,
    Part,
    base_of,
    end_of_body,
    is_atom,
    is_derivative,
    is_indicator,
    is_light,
    is_list,
    is_place,
    is_prime,
    is_sign,
    is_signlike,
    is_single,
    joint,
    parts_of,
    split,
)
from derive.notation.speech.words import Words
from derive.notation.tree import (
    BRACES,
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
)

KEPT = "\x00"
"""A space that stays where others would go: between two factors."""

COUNTED = ("arg max", "arg min")
"""Names whose values are sets."""


class Speaker(Words):
    """The walk over the tree, with the words of one language."""

    def say(self, part: Part) -> str:
        match part:
            case Call():
                return self.call(part)
            case Row():
                return self.row(part)
            case Identifier(text=text, bold=bold):
                word = self.word("letters", text)
                return self.fill("bold", inside=word) if bold and not is_indicator(part) else word
            case Number(text=text):
                return text
            case Text(text=text):
                return text.strip()
            case Space(width=width):
                return self.words["operators"][","] if width >= APART else " "
            case Operator():
                return self.operator(part, "")
            case Function(text=text):
                return self.word("functions", text)
            case Big(text=text):
                return self.word("signs", text)
            case Fraction():
                return self.fraction(part)
            case Root(inside=inside, degree=degree):
                key = "root" if degree is None else "root_degree"
                key += "" if is_single(inside) else "_long"
                return self.fill(
                    key, inside=self.row(inside), degree="" if degree is None else self.row(degree)
                )
            case Scripts():
                return self.scripts(part)
            case Stack():
                return self.stack(part)
            case Accent():
                return self.accent(part)
            case Fenced():
                return self.fenced(part)
            case Grid():
                return self.grid(part)
            case Decorated(inside=inside, how="cancel"):
                return self.fill("cancel", inside=self.row(inside))
            case Decorated(inside=inside) | Styled(base=inside):
                return self.row(inside)

    def row(self, node: Node, where: str = "") -> str:
        """Parts side by side; `where` is "top" for a whole formula, "call" or "set" inside such brackets."""
        return self.sequence(parts_of(node), where)

    def sequence(self, parts: tuple[Part, ...], where: str = "") -> str:
        out: list[str] = []
        place = 0
        while place < len(parts):
            part = parts[place]
            before = parts[place - 1] if place else None
            if before is not None and (join := joint(before, part)):
                out.append(self.words["say"][join])
            elif before is not None and not is_signlike(before) and not is_signlike(part):
                out.append(KEPT)
            template = self.bound(part)
            if template:
                end = end_of_body(parts, place + 1)
                out.append(self.over(part, template, parts[place + 1 : end]))
                longer = end > place + 1 and end < len(parts) and is_sign(parts[end], SUMS)
                out.append(template["end"] if longer else "")
                place = end
                continue
            if isinstance(part, Fenced) and (interval := self.interval(part, place, parts, where)):
                out.append(interval)
            else:
                out.append(self.operator(part, where) if isinstance(part, Operator) else self.say(part))
            place += 1
        return " ".join(piece for piece in out if piece)

    def operator(self, node: Operator, where: str) -> str:
        """A sign by what it means where it stands."""
        text, books = node.text, self.words
        if where == "top" and node.form == "infix" and text in BARS:
            where = "call"
        for book in (where, node.form):
            if book and text in books.get(book, {}):
                return str(books[book][text])
        return self.word("operators", text)

    # Names and what they are applied to

    def call(self, part: Call) -> str:
        argument = part.argument
        if argument.opening == "{" and is_indicator(bare(part.head)):
            name, inside = self.say(part.head), self.row(argument.inside, "call")
            key = "indicator" if isinstance(part.head, Identifier) else "indicator_of"
            return self.raised(self.fill(key, name=name, inside=inside), part.below, part.above, True)
        short = argument.opening in ("", "{") or is_list(argument.inside)
        inside = self.row(argument.inside, "call")
        if argument.opening == "{":
            inside = self.set(argument.inside)
        elif not short:
            inside = self.brackets(argument.opening, inside, argument.closing)
        name = part.head.text if isinstance(part.head, Function | Identifier) else ""
        own: str | None = self.words["applied"].get(name)
        template = own or self.words["say"]["applied" if short else "applied_long"]
        text = template.format(name=self.say(part.head), inside=inside)
        return self.raised(text, part.below, part.above, True)

    def bound(self, part: Part) -> dict[str, str]:
        """The templates of a sum, or of a limit with something under it; nothing for any other part."""
        base = None if isinstance(part, Call) else base_of(part)
        if isinstance(base, Big):
            found: dict[str, str] = self.words["big"].get(base.text, self.words["big"]["other"])
            return found
        if isinstance(part, Scripts) and isinstance(part.base, Function) and part.above is None:
            under: dict[str, str] = self.words["limits"].get(part.base.text, {})
            return under
        return {}

    def over(self, part: Part, template: dict[str, str], body: tuple[Part, ...]) -> str:
        """A sum, an integral, a limit, with where it runs and what it is of."""
        below, above = (part.below, part.above) if isinstance(part, Scripts) else (None, None)
        sign = self.say(part.base if isinstance(part, Scripts) else part) if not isinstance(part, Call) else ""
        gaps = {"sign": sign, "body": self.sequence(body)}
        gaps["of"] = self.fill("of_body", body=gaps["body"]) if body else ""
        sides = split(parts_of(below), "=") if below is not None else []
        key = "over"
        if below is None:
            key = "bare" if above is None else "up"
        elif above is not None:
            key = "full" if len(sides) == 2 and "full" in template else "range"
        if key == "full":
            gaps["variable"], gaps["start"] = map(self.sequence, sides)
        gaps["below"] = self.row(below) if below is not None else ""
        gaps["above"] = self.row(above) if above is not None else ""
        return template[key].format(**gaps)

    # Fractions, scripts and marks

    def fraction(self, node: Fraction) -> str:
        above, below = self.row(node.above), self.row(node.below)
        if is_derivative(node):
            over, under = parts_of(node.above), parts_of(node.below)
            sign = base_of(over[0])
            kind = "partial" if isinstance(sign, Identifier) and sign.text == "∂" else "derivative"
            power = over[0].above if isinstance(over[0], Scripts) else None
            order = self.word("orders", power.text) if isinstance(power, Number) else ""
            operand = self.sequence(over[1:])
            key = f"{kind}_of" if operand else kind
            return self.fill(
                key, above=above, below=below, order=order, operand=operand, variable=self.variables(under)
            )
        if not node.bar:
            return self.fill("choose", above=above, below=below)
        short = is_single(node.above) and is_single(node.below)
        key = "fraction" if short else "fraction_long"
        return self.fill(key, above=above, below=below)

    def variables(self, under: tuple[Part, ...]) -> str:
        """What a derivative is with respect to: dp², or ∂θⱼ ∂θₖ, whose powers only count."""
        found: list[str] = []
        for part in under:
            base = base_of(part)
            if isinstance(part, Scripts) and isinstance(part.above, Number):
                part = part.base if part.below is None else Scripts(part.base, part.below, None)
            if not (isinstance(base, Identifier) and base.text in ("d", "∂")):
                found.append(self.say(part))
        return self.fill("and").join(found)

    def scripts(self, node: Scripts) -> str:
        base = node.base
        if isinstance(base, Accent) and base.mark in BRACES:
            notes = [self.row(note) for note in (node.below, node.above) if note is not None]
            return self.fill("brace", base=self.row(base.base), note=" ".join(notes))
        if isinstance(base, Fenced) and base.closing == "|" and not base.opening and node.below is not None:
            return self.fill("evaluated", inside=self.row(base.inside), below=self.row(node.below))
        if isinstance(base, Scripts) and base.above is None and node.below is None:
            return self.raised(self.say(base), None, node.above, False)
        simple = is_atom(base) or (isinstance(base, Row) and len(base.parts) == 1)
        if base == Row(()):
            text = "" if node.below is None else self.fill("below", base="", below=self.row(node.below))
            return (
                text if node.above is None else self.fill("superscript", base=text, above=self.row(node.above))
            )
        bracketed = isinstance(base, Fenced) and base.opening in ("(", "[") and bool(base.closing)
        return self.raised(self.say(base), node.below, node.above, not simple and not bracketed)

    def raised(self, base: str, below: Node | None, above: Node | None, long: bool) -> str:
        """A base with its scripts; after a long one there is a pause, so that they go with the whole of it."""
        if long and (below is not None or above is not None):
            base = self.fill("long_base", base=base)
        if below is not None:
            fence = parts_of(below)[0] if is_place(below) else None
            if isinstance(fence, Fenced):
                base = self.fill("below_place", base=base, below=self.row(fence.inside))
            else:
                key = "below" if is_single(below) else "below_long"
                base = self.fill(key, base=base, below=self.row(below, "call"))
        if above is None or above == Row(()):
            return base
        if isinstance(above, Row) and above.parts and is_prime(above.parts[0]):
            base = self.raised(base, None, above.parts[0], False)
            return self.raised(base, None, Row(above.parts[1:]), False) if above.parts[1:] else base
        inner = above.parts[0] if isinstance(above, Row) and len(above.parts) == 1 else above
        text = inner.text if isinstance(inner, Number | Operator | Identifier) else ""
        if text in self.words["raised"]:
            return str(self.words["raised"][text]).format(base=base)
        fences = parts_of(above)
        if is_place(above) and isinstance(fences[0], Fenced):
            return self.fill("above_place", base=base, above=self.row(fences[0].inside))
        minus = len(fences) == 2 and isinstance(fences[0], Operator) and is_atom(inner_of(fences[1]))
        flat = all(isinstance(part, Operator) or is_light(part) for part in fences)
        key = "power" if is_single(above) or minus else "power_long" if flat else "power_nested"
        return self.fill(key, base=base, above=self.row(above, "call"))

    def stack(self, node: Stack) -> str:
        """Something over a sign: the two have a word of their own, or the one is said to be over the other."""
        over = plain_text(node.above)
        base = node.base.text if isinstance(node.base, Operator) else ""
        known: str | None = self.words["stacks"].get(f"{base}{over}")
        if known is not None and node.below is None:
            return known
        text = self.say(node.base)
        if node.above is not None:
            text = self.fill("stacked_above", base=text, note=self.row(node.above))
        return text if node.below is None else self.fill("stacked_below", base=text, note=self.row(node.below))

    def accent(self, node: Accent) -> str:
        mark = self.word("marks", node.mark)
        if node.mark in BRACES:
            return self.fill("brace_alone", base=self.row(node.base))
        key = "mark" if is_single(node.base) else "mark_long"
        return self.fill(key + ("_under" if node.under else ""), base=self.row(node.base), mark=mark)

    # Brackets and tables

    def fenced(self, node: Fenced) -> str:
        opening, inside, closing = node.opening, node.inside, node.closing
        only = inside.parts[0] if isinstance(inside, Row) and len(inside.parts) == 1 else inside
        if isinstance(only, Grid) and not only.display:
            if opening == "{" and not closing:
                return self.cases(only)
            if opening:
                kind = {"|": "determinant", "‖": "norm_matrix"}.get(opening, "matrix")
                return self.matrix(only, kind)
        if isinstance(only, Fraction) and not only.bar:
            return self.say(only)
        key = {"||": "absolute", "‖‖": "norm", "⌊⌋": "floor", "⌈⌉": "ceiling", "{}": "set"}.get(
            opening + closing
        )
        if key is None:
            return self.brackets(opening, self.row(inside, "call"), closing)
        if key == "set":
            return self.set(inside)
        first = base_of(parts_of(inside)[0]) if parts_of(inside) else None
        if isinstance(first, Fenced | Function) and key == "absolute" and counts(first):
            key = "size"
        return self.fill(key if is_single(inside) else key + "_long", inside=self.row(inside))

    def set(self, inside: Node) -> str:
        parts = parts_of(inside)
        entries = split(parts, ",")
        if any(is_sign(part, BARS + ":;") for part in parts):
            return self.fill("set_long", inside=self.row(inside, "set"))
        said = [self.sequence(entry) for entry in entries]
        dots = any(isinstance(base_of(entry[0]), Operator) for entry in entries if len(entry) == 1)
        last = self.words["say"]["comma" if dots else "and"]
        text = self.words["say"]["comma"].join(said[:-1])
        whole = f"{text}{last}{said[-1]}" if text else said[-1]
        return self.fill("set" if is_list(inside) else "set_long", inside=whole)

    def brackets(self, opening: str, inside: str, closing: str) -> str:
        left = self.word("open", opening) if opening else ""
        right = self.word("close", closing) if closing else ""
        return self.fill("brackets", opening=left, inside=inside, closing=right)

    def interval(self, node: Fenced, place: int, parts: tuple[Part, ...], where: str) -> str:
        """Two ends between brackets that are no pair: alone, beside a sign of sets, or not round."""
        before, after = (parts[k] if 0 <= k < len(parts) else None for k in (place - 1, place + 1))
        ends = split(parts_of(node.inside), ",")
        kinds = self.words["intervals"]
        kind = node.opening + node.closing
        alone = where == "top" and len(parts) == 1
        if kind not in kinds or len(ends) != 2 or not all(ends):
            return ""
        if not (alone or kind != "()" or is_sign(before, MEMBERS + "×") or is_sign(after, "×")):
            return ""
        return str(kinds[kind].format(start=self.sequence(ends[0]), end=self.sequence(ends[1])))

    def cases(self, node: Grid) -> str:
        rows = []
        for cells in node.rows:
            value = self.row(cells[0]).rstrip(" ,，")
            condition = self.row(Row(tuple(cells[1:])))
            told = any(isinstance(base_of(part), Text) for part in parts_of(Row(tuple(cells[1:]))))
            key = "case" if told else "case_if"
            rows.append(self.fill(key, value=value, condition=condition) if condition.strip() else value)
        return self.fill("cases", rows=self.words["say"]["between_rows"].join(rows))

    def matrix(self, node: Grid, kind: str) -> str:
        comma = self.words["operators"][","]
        rows = (f"{comma} ".join(map(self.row, cells)) for cells in node.rows)
        width = max(map(len, node.rows), default=0)
        told = (self.fill("matrix_row", number=str(k), row=row) for k, row in enumerate(rows, 1))
        text = self.words["say"]["between_rows"].join(told)
        return self.fill(kind, height=str(len(node.rows)), width=str(width), rows=text)

    def grid(self, node: Grid) -> str:
        """Lines of formulas one after the other; a table outside of brackets as a matrix."""
        if node.display or len(node.align) < 2:
            between = "between_rows" if node.display else "also"
            return self.fill(between).join(self.row(Row(tuple(cells))) for cells in node.rows)
        return self.matrix(node, "table")


def counts(node: Node) -> bool:
    """Whether bars around something count its elements."""
    if isinstance(node, Function):
        return node.text in COUNTED
    return isinstance(node, Fenced) and node.opening == "{"


def bare(node: Node) -> Node:
    return node.base if isinstance(node, Scripts) else node


def inner_of(part: Part) -> Node:
    return part.head if isinstance(part, Call) else part


def plain_text(node: Node | None) -> str:
    """The letters over a sign."""
    match node:
        case Text(text=text) | Identifier(text=text) | Operator(text=text) | Function(text=text):
            return text.strip()
        case Row(parts=parts):
            return "".join(map(plain_text, parts))
        case _:
            return ""
