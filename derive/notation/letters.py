"""Words and letters: plain words out of text commands, and the alphabets of Unicode."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from derive.errors import NotationError
from derive.notation.tables import ODD_LETTERS
from derive.notation.tree import Accent, Identifier, Node, Number, Row, Scripts


def words_of(source: str) -> str:
    """Plain words from the argument of a text command."""
    text = re.sub(r"\\([%#&_${}])|[{}]", lambda found: found[1] or "", source)
    text = text.replace("~", "\u00a0").replace(r"\ ", " ")
    if "\\" in text:
        raise NotationError(f"a command inside words: {source[:60]!r}")
    return text


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
    """A node with its letters and digits bold."""
    match node:
        case Identifier():
            return replace(node, bold=True)
        case Number(text=text):
            return Identifier(text, upright=True, bold=True)
        case Row(parts=parts):
            return Row(tuple(embolden(part) for part in parts))
        case Accent(base=base) | Scripts(base=base):
            return replace(node, base=embolden(base))
        case _:
            return node


def styled(character: str, bold: bool, upright: bool) -> str:
    """The bold or italic form of a letter or digit in Unicode, which browsers draw without any attribute."""
    if character == "h" and not bold:
        return "ℎ"
    style = " ".join(("BOLD",) * bold + ("ITALIC",) * (not upright and not character.isdigit()))
    shape = "DIGIT" if character.isdigit() else "CAPITAL" if character.isupper() else "SMALL"
    name = re.sub(
        "^((GREEK|LATIN) (CAPITAL|SMALL) LETTER|DIGIT|GREEK( LUNATE)?) ", "", unicodedata.name(character, "")
    )
    for source in (f"MATHEMATICAL {style} {shape} {name}", f"MATHEMATICAL {style} {name}"):
        try:
            return unicodedata.lookup(source)
        except KeyError:
            continue
    return character
