"""The log-likelihood at data, as what draws it asks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from sympy import Expr, Symbol

from derive.data.arrays import Numbers
from derive.data.asking import value_of
from derive.data.collecting import asked
from derive.data.enclosures import Undecided, digits, value
from derive.data.fit import Fit
from derive.data.fitting import Fitted
from derive.data.found import Found
from derive.data.loglikelihood import log_densities
from derive.data.plan import slope_of
from derive.document.figures.likelihoods import Drawn, drawn
from derive.errors import DeriveError
from derive.notation.claims import hat_latex
from derive.notation.latex import Hat, latex
from derive.notation.numerals import is_told_exactly, numeral_latex

HIGH = 1e4
"""A log-likelihood as large as this is drawn less its maximum."""
MOST = 1_000_000
"""Observations that a picture may ask for again at each of its points."""


def too_many(fitted: Fitted) -> bool:
    """Whether each point of a picture would need a pass over too many data."""
    plan, here = fitted.fit.plan, fitted.here
    late = asked(plan.loglikelihood, plan.collector) & plan.collector.late.keys()
    return bool(late) and (here.points is None or here.points.count > MOST)


def likelihood_drawn(fitted: Fitted) -> Drawn | None:
    """The log-likelihood of the data, with its maximum; None where nothing can be drawn."""
    found = drawn(AtData(fitted.fit, fitted.here))
    if found is None:
        return None
    at = fitted.fit.estimates
    hats = [hat_latex(Symbol(name)) for name in at]
    told = [numeral_latex(number) for number in at.values()]
    relation = "=" if all(map(is_told_exactly, at.values())) else r"\approx"
    place, numbers = (hats[0], told[0]) if len(at) == 1 else (f"({', '.join(hats)})", f"({', '.join(told)})")
    top = f"{place} {relation} {numbers}"
    return replace(found, key=f"data_{found.key}", numbers={**found.numbers, "top": top})


@dataclass(frozen=True)
class AtData:
    """The log-likelihood of the data of a fit."""

    fit: Fit
    here: Found

    @property
    def symbols(self) -> tuple[Symbol, ...]:
        return tuple(symbol for symbol, _ in self.fit.plan.parameters)

    @property
    def top(self) -> tuple[float, ...]:
        return tuple(self.fit.estimates.values())

    @cached_property
    def base(self) -> float:
        """What is subtracted, so that the numbers at the axis can be told apart."""
        return self.fit.loglikelihood if abs(self.fit.loglikelihood) >= HIGH else 0.0

    @property
    def name(self) -> tuple[str, str]:
        head = self.fit.plan.derivation.parts[0].theorems[-1].equality.left
        told = latex(head).replace("L", r"\ell", 1)
        top = latex(head.xreplace({s: Hat(s.name) for s in self.symbols})).replace("L", r"\ell", 1)
        return (f"{told} - {top}", "") if self.base else (told, top)

    def placed(self, values: tuple[float, ...]) -> Found:
        return self.here.at(dict(zip(self.symbols, values, strict=True)))

    def at(self, *values: float) -> float | None:
        with digits():
            try:
                there = self.placed(values)
                if not self.possible(there, values):
                    return None
                found = float(value(self.fit.plan.loglikelihood, there).mid())
            except (Undecided, OverflowError, ValueError):
                return None
        return found - self.base if math.isfinite(found) else None

    def possible(self, there: Found, values: tuple[float, ...]) -> bool:
        """Whether the parameters are in their space, and the data in the support."""
        for (_, space), number in zip(self.fit.plan.parameters, values, strict=True):
            low, high = _end(space.low, there), _end(space.high, there)
            if low is not None and not (low < number or (space.low_closed and low == number)):
                return False
            if high is not None and not (number < high or (space.high_closed and high == number)):
                return False
        if self.fit.plan.derivation.part("support") is None:
            return True
        return bool(np.isfinite(self.extreme_densities(values)).all())

    def extreme_densities(self, values: tuple[float, ...]) -> Numbers:
        """The logarithms of the density of the least and of the greatest observation, which are -∞ where the
        support has left one of the data behind."""
        plan = self.fit.plan
        ends = np.array(self.here.sums.extremes[plan.columns[0][0]])
        numbers = {Symbol(k): float(v) for k, v in self.fit.known.items()}
        return log_densities(plan, ends, numbers | dict(zip(self.symbols, values, strict=True)))

    def ends(self, place: int) -> tuple[float | None, float | None]:
        space = self.fit.plan.parameters[place][1]
        with digits():
            return _end(space.low, self.here), _end(space.high, self.here)

    def slopes(self) -> tuple[float | None, float | None]:
        """By the rules of the derivation, at the data."""
        plan, (symbol,) = self.fit.plan, self.symbols
        try:
            first = slope_of(plan.told_loglikelihood, symbol, plan.given)
            second = slope_of(first, symbol, plan.given)
            with digits():
                one, other = (value_of(term, self.here, plan.given) for term in (first, second))
        except DeriveError:
            return None, None
        return float(one.mid()), float(other.mid())

    def errors(self) -> tuple[float, ...]:
        return tuple((self.fit.standard_errors or {}).values())

    def told(self) -> dict[str, str]:
        size = self.fit.plan.collector.size
        numbers = {"size": f"{latex(size)} = {numeral_latex(self.fit.n)}"}
        known = [f"{latex(Symbol(k))} = {numeral_latex(v)}" for k, v in self.fit.known.items()]
        return {**numbers, **({"known": r",\; ".join(known)} if known else {})}


def _end(term: Expr, found: Found) -> float | None:
    return None if term.is_infinite else float(value(term, found).mid())
