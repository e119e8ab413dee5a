"""Which families can be fitted, and in how many passes over the data: told by their plans."""

from __future__ import annotations

from derive.data.fitting import why_whole
from derive.data.plan import Plan, plan_of
from derive.errors import DeriveError
from derive.kernel.derivation import Derivation
from derive.language.writer import write

HEAD = ("family", "sums of", "how", "in one pass")


def row(name: str, derivation: Derivation) -> tuple[str, str, str, str]:
    """The row of a family in the table."""
    try:
        plan = plan_of(derivation)
    except DeriveError as error:
        return name, "", f"not fitted: {str(error).partition(': ')[2]}", ""
    return name, ", ".join(asks(plan)), how(plan), "yes" if plan.streams else f"no: {why_whole(plan)}"


def asks(plan: Plan) -> list[str]:
    """What is computed of the data, as text."""
    features = plan.collector.features
    sums = []
    for powers in sorted(plan.collector.sums, key=lambda p: (sum(p), p[::-1])):
        factors = [features[k] ** p for k, p in enumerate(powers) if p]
        sums.append("*".join(write(f) if len(factors) == 1 else f"({write(f)})" for f in factors))
    ends = {"low": "the least", "high": "the greatest", "": "the middle"}
    return [f"`{one}`" for one in sums] + sorted({ends[rank.end] for rank in plan.collector.ranks.values()})


def how(plan: Plan) -> str:
    if plan.search is not None:
        profile = " along a derived profile" if len(plan.search.free) < len(plan.parameters) else ""
        return f"search{profile}{' with a derived score' if plan.search.score else ''}"
    if plan.root is None:
        return "closed form"
    return f"`{plan.root.variable}` by a derived equation"
