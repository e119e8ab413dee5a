"""Brackets around LaTeX, as high as what they hold."""

from __future__ import annotations

TALL = (r"\frac", r"\sum", r"\prod", r"\sqrt", r"\binom", r"\begin")


def fenced(text: str) -> str:
    """Brackets as high as what they hold."""
    if is_tall(text):
        return rf"\left({text}\right)"
    return rf"\bigl({text}\bigr)" if "(" in text else f"({text})"


def is_tall(text: str) -> bool:
    return any(command in text for command in TALL)


def braced(text: str) -> str:
    """The members of a set, in braces as high as these."""
    return rf"\left\{{{text}\right\}}" if is_tall(text) else rf"\{{{text}\}}"


def is_one_fraction(text: str) -> bool:
    """Whether LaTeX is a single fraction, so that no brackets are needed around it."""
    if not text.startswith(r"\frac{"):
        return False
    depth, groups = 0, 0
    for position, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == "}" and depth == 0:
            groups += 1
            if groups == 2:
                return position == len(text) - 1
    return False
