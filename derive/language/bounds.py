"""The bounds of the language. They count and never look at a clock: an answer is the same everywhere."""

from __future__ import annotations

from sympy import Basic

from derive.errors import LimitError

MAX_TEXT = 100_000
"""Characters of one text."""
MAX_NESTING = 400
"""Brackets, powers and minus signs open at once. A term of MAX_DEPTH never needs more than twice its depth."""
MAX_DEPTH = 200
"""Levels of a term."""
MAX_NODES = 20_000
"""Nodes of a term, each counted wherever it stands."""
MAX_OPERANDS = 40_000
"""Names and numbers of one text. What is written stays below: 100,000 characters do not hold more
in a term of MAX_NODES."""
MAX_DIGITS = 1_000
"""Digits of a number."""
MAX_BITS = 3_300
"""Bits of a number that evaluation may make: fewer than MAX_DIGITS digits, so it can be written and read."""
MAX_FACTORIAL = 400
"""The largest argument of a factorial that is computed; 400! has 2,887 bits."""
MAX_ROWS = 6
"""Rows and columns of a matrix that is written out."""
MAX_INVERSE = 4
"""Rows of a matrix that is inverted."""
MAX_ORDER = 20
"""The highest order of a derivative."""


def check_text(text: str) -> None:
    """Refuse a text that is too long; LimitError."""
    if len(text) > MAX_TEXT:
        raise LimitError(f"the text has {len(text):,} characters; at most {MAX_TEXT:,} are read")


def check_size(term: Basic) -> None:
    """Refuse a term of too many nodes or levels; LimitError."""
    nodes, depth, level = 0, 0, [term]
    while level:
        nodes, depth = nodes + len(level), depth + 1
        if nodes > MAX_NODES:
            raise LimitError(f"the term has more than {MAX_NODES:,} nodes")
        if depth > MAX_DEPTH:
            raise LimitError(f"the term is nested more than {MAX_DEPTH} levels deep")
        level = [argument for node in level for argument in node.args]
