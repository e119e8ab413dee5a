"""How verdicts look on the command line, and the exit codes that they make."""

from __future__ import annotations

import rich_click as click

COLOURS = {"proved": "green", "refuted": "red", "open": "yellow", "true": "green", "unexpected": "red"}
REFUTED, OPEN = 3, 4
CODES = {"proved": 0, "refuted": REFUTED, "open": OPEN}

# From harmless to worst: proved, open, failure, refuted.
WORSE = (0, OPEN, 1, REFUTED)


def paint(text: str, tone: str) -> str:
    """The text in the colour of its tone; colours are taken out again where there is no terminal."""
    return click.style(text, fg=COLOURS[tone], bold=tone != "true")
