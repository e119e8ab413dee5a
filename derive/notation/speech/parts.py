"""What stands together in a row of a formula: brackets with what they hold, a name with its argument."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

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
    Styled,
    Text,
    stem,
)


@dataclass(frozen=True)
class Call:
    """A name applied to its argument, with the scripts that follow the argument."""

    head: Node
    argument: Fenced
    below: Node | None = None
    above: Node | None = None


Part: TypeAlias = Node | Call

APART = 0.9
"""A space of this width, in em, is a pause; a narrower one only looks better."""

JOINED = 0.2
"""A space of less than this does not part factors, nor a name from its argument."""

PRIMES = "′″‴⁗"
BARS = "∣|∥‖"
RELATIONS = "=≠<>≤≥≪≫∈∉∋⊂⊆⊄⊃⊇≈≡≅≃∝∼→↦⇒⇐⇔⟹⟸⟺⟶≔:⪰⪯≻≺≽≼⊥|∣‖∥"
SUMS = "+−-±∓"
MEMBERS = "∈∉⊂⊆⊄"
INDICATORS = ("𝟙", "𝟏")
NOUNS = ("det", "dim", "max", "min", "sup", "inf", "Pr", "E", "Var", "Cov", "se", "tr", "arg max", "arg min")
"""Functions that are said to be of something even where no brackets stand around it."""

FUNCTION_NAMES = "fghψ"
"""Small letters that are functions even where a sum stands in the brackets after them; so are capitals."""


def parts_of(node: Node) -> tuple[Part, ...]:
    """The parts of a row, with brackets and arguments put together."""
    inside = node.parts if isinstance(node, Row) else (node,)
    flat: list[Node] = []
    for part in inside:
        nested = isinstance(part, Row)
        flat.extend(part.parts if nested and isinstance(part, Row) else (part,))
    return called(bracketed([part for part in flat if not is_thin(part)]))


def is_thin(node: Node) -> bool:
    return isinstance(node, Space) and node.width < JOINED


def bracketed(flat: list[Node]) -> list[Node]:
    """Every opening bracket, its partner and what is between them as one node; a lone one stays a sign."""
    levels: list[tuple[Operator | None, list[Node]]] = [(None, [])]
    for part in flat:
        sign = stem(part)
        if isinstance(part, Operator) and part.form == "open":
            levels.append((part, []))
        elif isinstance(sign, Operator) and sign.form == "close" and levels[-1][0] is not None:
            opening, inside = levels.pop()
            assert opening is not None
            whole = Fenced(opening.text, Row(tuple(inside)), sign.text)
            levels[-1][1].append(replace(part, base=whole) if isinstance(part, Scripts) else whole)
        else:
            levels[-1][1].append(part)
    out: list[Node] = []
    for opening, inside in levels:
        out.extend(inside if opening is None else (opening, *inside))
    return out


def called(row: list[Node]) -> tuple[Part, ...]:
    """A name followed by its brackets as one part."""
    out: list[Part] = []
    for part in row:
        fence = part.base if isinstance(part, Scripts) else part
        head = out[-1] if out else None
        if isinstance(fence, Fenced) and head is not None and not isinstance(head, Call) and calls(head, fence):
            below, above = (part.below, part.above) if isinstance(part, Scripts) else (None, None)
            out[-1] = Call(head, fence, below, above)
        elif isinstance(head, Function) and head.text in NOUNS and not is_signlike(part):
            out[-1] = Call(head, Fenced("", part, ""))
        else:
            out.append(part)
    return tuple(out)


def calls(head: Node, fence: Fenced) -> bool:
    """Whether brackets hold the argument of what stands before them, rather than a factor."""
    name = head
    while isinstance(name, Scripts | Accent):
        if isinstance(name, Scripts) and name.above is not None and not is_prime(name.above):
            return False
        name = name.base
    if fence.opening == "{":
        return is_indicator(name) or (isinstance(name, Function) and name is head)
    if fence.opening not in "([" or isinstance(fence.inside, Grid) or fence.opening == "":
        return False
    if isinstance(name, Function):
        return not name.limits or name is head
    if not isinstance(name, Identifier) or name.text in "d∂∇":
        return False
    if len(name.text) > 1 or name.text.isupper() or name.upright or name.text in FUNCTION_NAMES:
        return True
    return fence.opening == "(" and is_list(fence.inside)


def is_prime(node: Node) -> bool:
    return isinstance(node, Operator) and node.text in PRIMES


def is_indicator(node: Node) -> bool:
    """The figure one in bold or hollow type."""
    if not isinstance(node, Identifier):
        return False
    return node.text in INDICATORS or (node.text == "1" and (node.bold or node.upright))


def split(parts: tuple[Part, ...], signs: str) -> list[tuple[Part, ...]]:
    """Parts, parted at signs."""
    pieces: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part, Operator) and part.text in signs:
            pieces.append([])
        else:
            pieces[-1].append(part)
    return [tuple(piece) for piece in pieces]


def is_list(node: Node) -> bool:
    """Whether nothing but short parts stands in brackets, between commas, semicolons or bars."""
    return all(is_short(piece) for piece in split(parts_of(node), ",;" + BARS))


def is_short(parts: tuple[Part, ...]) -> bool:
    """One short part, perhaps after a minus."""
    if len(parts) == 2 and isinstance(parts[0], Operator) and parts[0].form == "prefix":
        parts = parts[1:]
    return len(parts) == 1 and is_light(parts[0])


def is_light(part: Part) -> bool:
    """A part that needs no words around it: a name, or a name of something short."""
    if isinstance(part, Call):
        return (
            part.below is None and part.above is None and is_atom(part.head) and is_list(part.argument.inside)
        )
    return is_atom(part)


def is_atom(node: Node) -> bool:
    match node:
        case Identifier() | Number() | Text() | Operator() | Function():
            return True
        case Row(parts=(part,)):
            return is_atom(part)
        case Decorated(inside=inside) | Styled(base=inside):
            return is_atom(inside)
        case Accent(base=base):
            return isinstance(base, Identifier)
        case Scripts(base=Identifier() | Accent(), below=below, above=above):
            return (below is None or is_atom(below) or is_place(below)) and (above is None or is_prime(above))
        case _:
            return False


def is_place(node: Node) -> bool:
    """A name in round brackets, as under the observations in their order."""
    parts = parts_of(node)
    fence = parts[0] if len(parts) == 1 else None
    return isinstance(fence, Fenced) and fence.opening + fence.closing == "()" and is_single(fence.inside)


def is_single(node: Node) -> bool:
    """Whether a part of a fraction, a root or a script is short."""
    parts = parts_of(node)
    return len(parts) == 1 and is_light(parts[0])


def is_signlike(part: Part) -> bool:
    return isinstance(base_of(part), Operator | Space | Text) and not isinstance(part, Call)


def base_of(part: Part | None) -> Node | None:
    """A part without its scripts; a call is the name that is called."""
    return stem(part.head if isinstance(part, Call) else part)


def is_sign(part: Part | None, signs: str) -> bool:
    """Whether a part is an infix sign, one of these."""
    sign = None if part is None or isinstance(part, Call) else stem(part)
    return isinstance(sign, Operator) and sign.form in ("infix", "middle") and sign.text in signs


def is_derivative(node: Part) -> bool:
    """d/dp, or d²f/dp²."""
    return isinstance(node, Fraction) and all(starts_with_d(part) for part in (node.above, node.below))


def starts_with_d(node: Node) -> bool:
    parts = parts_of(node)
    sign = base_of(parts[0]) if parts and not isinstance(parts[0], Call) else None
    return isinstance(sign, Identifier) and sign.text in ("d", "∂")


def end_of_body(parts: tuple[Part, ...], start: int) -> int:
    """Where what a sum or a limit is of ends: at a relation, a sign between terms, a comma, words."""
    for place in range(start, len(parts)):
        part = parts[place]
        base = None if isinstance(part, Call) else stem(part)
        if isinstance(base, Text) or (isinstance(base, Space) and base.width >= APART):
            return place
        if isinstance(base, Operator):
            if base.form == "close" or base.text in ",;" or (place > start and is_sign(part, RELATIONS + SUMS)):
                return place
            if is_sign(part, RELATIONS):
                return place
    return len(parts)


def joint(before: Part, after: Part) -> str:
    """How two neighbours are joined: a key of the words to say between them, or nothing."""
    first, second = base_of(before), base_of(after)
    if is_signlike(before) or is_signlike(after) or first == Row(()):
        return ""
    if isinstance(before, Fraction) and is_derivative(before) and len(parts_of(before.above)) == 1:
        return "of"
    if isinstance(first, Function) and not isinstance(before, Call):
        return "of" if isinstance(second, Fraction | Root | Big | Fenced | Grid) else ""
    if (
        isinstance(first, Identifier)
        and first.text in ("d", "∂", "∇")
        and isinstance(before, Identifier | Scripts)
    ):
        return ""
    raised = isinstance(before, Scripts) and before.above is not None and not is_prime(before.above)
    heavy = isinstance(before, Call) or isinstance(first, Fraction | Fenced | Grid | Root)
    if isinstance(second, Identifier) and second.text in ("d", "∂"):
        return "differential" if raised or heavy or second.upright else ""
    if raised or heavy:
        return "times"
    return "times" if isinstance(second, Fraction | Root | Fenced | Big | Grid) else ""
