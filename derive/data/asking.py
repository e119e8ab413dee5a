"""Terms at data that were not in a plan: a page asks for them by name."""

from __future__ import annotations

from dataclasses import replace

from flint import arb
from sympy import Expr

from derive.algebra.terms import unfold
from derive.data.collecting import Collector
from derive.data.enclosures import value
from derive.data.found import Found
from derive.errors import DeriveError
from derive.statement import Given


def value_of(term: Expr, here: Found, given: Given) -> arb:
    """What a term is at the data: those of its sums that a plan did not ask for, too, where they are at hand.
    Raises DeriveError where they are not."""
    collector = _copy(here.collector)
    collected = collector.collect(unfold(term, given))
    if collector.features != here.collector.features:
        raise DeriveError(f"{term} needs more of the data than was computed")
    there = here.at({})
    there.collector = collector
    for powers, symbol in collector.sums.items():
        if symbol not in there and powers in there.sums.sums:
            there[symbol] = there.sums.value(powers)
    for symbol, rank in collector.ranks.items():
        if rank.end and symbol not in there:
            there[symbol] = arb(there.sums.extremes[str(rank.feature)][rank.end == "high"])
    return value(collected, there)


def _copy(one: Collector) -> Collector:
    return replace(one, features=[*one.features], sums={**one.sums}, ranks={**one.ranks}, late={**one.late})
