"""Standard errors: the derived terms at the data, or the inverse of the information at the estimates."""

from __future__ import annotations

from collections.abc import Mapping

from flint import arb_mat
from sympy import Symbol

from derive.data.enclosures import Undecided, value
from derive.data.found import Found
from derive.data.pieces import Information, Lack
from derive.data.plan import Plan


def standard_errors(plan: Plan, here: Found) -> tuple[Mapping[str, float] | None, Information | Lack]:
    """The standard error of each parameter, and which information they are from; or None, and why."""
    known = plan.uncertainty
    if known.lack is not None:
        return None, known.lack
    if known.errors:
        return {s.name: float(value(known.errors[s], here).mid()) for s, _ in plan.parameters}, known.kind
    symbols: list[Symbol] = [s for s, _ in plan.parameters]
    try:
        rows = [[value(entry, here) for entry in row] for row in known.information]
        inverse = arb_mat(rows).inv()
        found = {s.name: inverse[k, k] for k, s in enumerate(symbols)}
    except (Undecided, ZeroDivisionError):
        return None, Lack.INVERSE
    if not all(variance > 0 for variance in found.values()):
        return None, Lack.DEFINITE
    return {name: float(variance.sqrt().mid()) for name, variance in found.items()}, known.kind
