"""The table of inequalities that sign proofs may use."""

from __future__ import annotations

from derive.algebra.signs.bounding import by_member, by_range
from derive.algebra.signs.by_cases import by_sides
from derive.algebra.signs.combinations import by_combination
from derive.algebra.signs.goals import Step
from derive.algebra.signs.hypotheses import by_definedness
from derive.algebra.signs.increasing import by_exponential, by_increasing, by_logarithm_of_sides
from derive.algebra.signs.slopes import by_slope
from derive.algebra.signs.tangents import by_tangent

INEQUALITIES: dict[str, Step] = {
    "definedness": by_definedness,
    "range": by_range,
    "member": by_member,
    "combination": by_combination,  # Handelman (1988)
    "increasing": by_increasing,
    "exponential": by_exponential,
    "sides": by_sides,
    "tangent": by_tangent,  # Cover & Thomas (2006), sections 2.6 and 2.7; Hardy, Littlewood & Pólya, 2.5
    "logarithm-of-sides": by_logarithm_of_sides,
    "slope": by_slope,  # Rudin (1976), theorem 5.10
}

COSTS = {
    "comparison": 0,
    "cases": 0,
    "exponential": 2,
    "combination": 2,
    "sides": 5,
    "tangent": 3,
    "logarithm-of-sides": 3,
    "slope": 4,
    "weakening": 4,
}
"""How much of the depth of a search a step takes, where it is not 1: nothing for a step that can do no harm,
and more for one that loses something or opens many ways, so that only little more is tried after it."""
