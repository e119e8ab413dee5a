"""The words of a report on a verdict, in one place."""

from __future__ import annotations

CLAIM, GIVEN, UP_TO = "claim", "given", "up to"
AT, LEFT, RIGHT, TRUE = "at", "left", "right", "true"
WHEREVER, CONSTANT, FACTOR, WHY = "wherever", "constant", "factor", "why"
RULES, AXIOMS, GENERATORS, FORM, DEFINED = "rules", "axioms", "over", "form", "defined"

NOTHING_GIVEN = "nothing: every symbol is a real number"
NO_POINT = "every point"
NONE = "none"
LEFT_MINUS_RIGHT = "left - right = {}"
LEFT_OVER_RIGHT = "left/right = {}"
FREE_OF = "{}, which is free of {}"
DIFFERENCE = "left - right = {}"
FOUND_ELSEWHERE = "with the {} that fits elsewhere"
AGAINST = "at {}: {} against {}"
MORE_ENTRIES = "… and {} more entries"

REPAIRS = {
    "factor": "if the right side is multiplied by {by}",
    "factor/": "if the right side is divided by {by}",
    "constant": "if {by} is added to the right side",
    "constant-": "if {by} is subtracted from the right side",
    "fact": "if also {added}",
    "sign": "with a sign turned",
    "sign-": "if the right side changes its sign",
    "complement": "with a complement: 1 - p for p, or p for 1 - p",
    "swapped": "with two names exchanged",
    "names": "with one name for another in one term",
    "base": "with another base of a logarithm",
    "limit": "with a limit moved by one",
    "shift": "with an argument or a count moved by one",
    "square": "with a square or a root put in or taken away",
    "softmax": "with softmax applied once",
    "branches": "with the branches, or max and min, exchanged",
    "term-factor": "with a part multiplied by {by}",
    "term-factor/": "with a part divided by {by}",
    "strict": "with <= for <",
    "turned": "with the relation turned round",
}
"""What was undone in a repair, by its kind; `/` is for a factor that divides, `-` for what is negative."""
OTHERWISE = "with another mistake undone"
