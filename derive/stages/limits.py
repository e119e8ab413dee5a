"""Limits at an end of an interval, by the first rule that finds them."""

from __future__ import annotations

from contextlib import suppress

from sympy import Expr, Symbol

from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.stages.chain import symmetric
from derive.statement import Interval

LIMITS = ("limit-by-continuity", "limit-of-terms")


def limit_at(short: Theorem, parameter: Symbol, end: Expr, domain: Interval) -> Theorem | None:
    """The limit of the function at an end, by the first rule that finds it."""
    for rule in LIMITS:
        with suppress(DeriveError):
            limit = infer(named(rule), short.given, (), (short.equality.right, parameter, end, domain))
            return infer(named("same-function"), short.given, (limit, symmetric(short)))
    return None
