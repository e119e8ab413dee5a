"""Givens for tests, written as text."""

from __future__ import annotations

from derive.language.build import evaluated
from derive.language.facts import read_domain, read_fact
from derive.language.reader import read
from derive.statement import Definition, Fact, Given, Provenance, Sample


def given(*facts: str | tuple[str, Fact]) -> Given:
    """From texts such as "hypothesis: 0 < s", or facts that have no text."""
    found = Given()
    for entry in facts:
        provenance, fact = entry.split(": ", 1) if isinstance(entry, str) else entry
        if isinstance(fact, str):
            fact = read_fact(fact, functions=None, each=False)
        if isinstance(fact, Definition):
            fact = Definition(fact.head, evaluated(fact.body))
        found = Given((*found.assumptions, *Given().adding(Provenance(provenance), fact).assumptions))
    return found


def coin(density: str = "p^x[i]*(1 - p)^(1 - x[i])", more: tuple[str | tuple[str, Fact], ...] = ()) -> Given:
    """n tosses of a coin."""
    item, index = read("x[i]"), (read("i"), read("1"), read("n"))
    sample = Sample(item, index, read_domain("{0, 1}"), read(density, functions=None))  # type: ignore[arg-type]
    return given(
        "parameters: 0 < p < 1",
        "sampling: n >= 1 integer",
        ("sampling", sample),
        "support: x[i] in {0, 1} for i=1..n",
        *more,
    )
