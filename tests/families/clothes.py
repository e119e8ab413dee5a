"""The same family in other clothes: another parameter instead of its own, other letters, the density written
in another way. A new family is a text of the catalogue's language, as a user would write it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from importlib.resources import files

from sympy import (
    Expr,
    Float,
    I,
    Integer,
    S,
    Symbol,
    exp,
    expand_log,
    expand_mul,
    expand_power_base,
    expand_power_exp,
    limit,
    log,
    powsimp,
    sqrt,
)

from derive import catalogue
from derive.catalogue import family
from derive.language.reader import read
from derive.language.writer import write
from derive.statement import Interval

ANY = (S.NegativeInfinity, S.Infinity)
POSITIVE = (S.Zero, S.Infinity)
UNIT = (S.Zero, S.One)


@dataclass(frozen=True)
class Change:
    """The old parameter as a term in the new one, the new one from the old, and between which ends the old
    parameter must lie for that."""

    old: str
    new: Callable[[Expr], Expr]
    within: tuple[Expr, Expr] = ANY


CHANGES: dict[str, Change] = {
    "doubled": Change("2*{}", lambda p: p / 2),
    "halved": Change("{}/2", lambda p: 2 * p),
    "shifted": Change("{} + 1", lambda p: p - 1),
    "negative": Change("-{}", lambda p: -p),
    "complement": Change("1 - {}", lambda p: 1 - p, UNIT),
    "square": Change("{}^2", sqrt, POSITIVE),
    "cube": Change("{}^3", lambda p: p ** (Integer(1) / 3), POSITIVE),
    "root": Change("sqrt({})", lambda p: p**2, POSITIVE),
    "reciprocal": Change("1/{}", lambda p: 1 / p, POSITIVE),
    "reciprocal square": Change("1/{}^2", lambda p: 1 / sqrt(p), POSITIVE),
    "reciprocal root": Change("1/sqrt({})", lambda p: 1 / p**2, POSITIVE),
    "exponential": Change("exp({})", log, POSITIVE),
    "negative exponential": Change("exp(-{})", lambda p: -log(p), POSITIVE),
    "logarithm": Change("log({})", exp),
    "odds": Change("{0}/(1 + {0})", lambda p: p / (1 - p), UNIT),
    "odds against": Change("1/(1 + {})", lambda p: (1 - p) / p, UNIT),
    "log-odds": Change("1/(1 + exp(-{}))", lambda p: log(p / (1 - p)), UNIT),
}

REWRITINGS: dict[str, Callable[[Expr], Expr]] = {
    "multiplied out": expand_mul,
    "exponents apart": lambda f: expand_power_exp(expand_mul(f)),
    "bases apart": lambda f: expand_power_base(f, force=True),
    "powers together": lambda f: powsimp(f, force=True),
    "exponential family": lambda f: exp(expand_log(log(f), force=True), evaluate=False),
}
"""Other ways to write a positive density; SymPy does this, and the test compares the values."""


@dataclass(frozen=True)
class Clothed:
    """A family of one parameter in the texts of its file, the ends of the parameter space, and how its
    parameter comes from that of the catalogue."""

    name: str
    data: str
    parameter: str
    density: str
    low: Expr
    high: Expr
    known: dict[str, str] = field(default_factory=dict)
    covariates: dict[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        space = f"{self.parameter} in ({write(self.low)}, {write(self.high)})"
        tables = {"parameters": {self.parameter: space}, "known": self.known, "covariates": self.covariates}
        written = [
            f"{key} = {{ " + ", ".join(f'{name} = "{domain}"' for name, domain in table.items()) + " }"
            for key, table in tables.items()
            if table
        ]
        texts = {"name": "changed", "data": self.data, "density": self.density, "source": "a test"}
        return "\n".join([*(f'{key} = "{text}"' for key, text in texts.items()), *written])

    def changed(self, name: str) -> Clothed | None:
        """With another parameter; None where the change does not take the parameter space."""
        change = CHANGES[name]
        if not (change.within[0] <= self.low and self.high <= change.within[1]):
            return None
        point = Symbol("point", real=True)
        ends = [limit(change.new(point), point, end, side) for end, side in ((self.low, "+"), (self.high, "-"))]
        low, high = sorted(ends)
        term = f"({change.old.format(self.parameter)})"
        density = put(self.density, self.parameter, term)
        return replace(self, density=density, low=low, high=high, changes=(*self.changes, name))

    def rewritten(self, name: str) -> Clothed | None:
        """With the density written in another way; None where SymPy takes the log of a negative number."""
        term = REWRITINGS[name](computed(read(self.density)))
        return None if term.has(I) else replace(self, density=write(term))

    def renamed(self, parameter: str, variable: str) -> Clothed:
        """With other letters for the parameter and the observation."""
        own = self.data.split()[0]
        names = {self.parameter: parameter, own: variable}
        return replace(
            self,
            data=put(self.data, own, variable),
            parameter=parameter,
            density=re.sub(r"[A-Za-z]\w*", lambda word: names.get(word[0], word[0]), self.density),
        )

    def taken(self, estimate: float) -> float:
        """The new parameter for one of the family in the catalogue."""
        value = Float(estimate)
        for name in self.changes:
            value = CHANGES[name].new(value)
        return float(value)


def put(text: str, name: str, term: str) -> str:
    return re.sub(rf"\b{name}\b", lambda _: term, text)


def computed(term: Expr) -> Expr:
    """A term as SymPy writes it."""
    return term.func(*map(computed, term.args)) if term.args else term


def plain(name: str) -> Clothed:
    """A family of the catalogue as it is."""
    table = tomllib.loads((files(catalogue) / "families" / f"{name}.toml").read_text("utf-8"))
    ((parameter, domain),) = family(name).parameters
    assert isinstance(domain, Interval)
    known, covariates = table.get("known", {}), table.get("covariates", {})
    return Clothed(
        name, table["data"], parameter.name, table["density"], domain.low, domain.high, known, covariates
    )


def in_other_clothes(name: str, changes: tuple[str, ...], rewriting: str = "") -> Clothed | None:
    """A family with its parameter changed, one change after the other; None where one does not apply."""
    found: Clothed | None = plain(name)
    for change in changes:
        found = found and found.changed(change)
    return found.rewritten(rewriting) if found and rewriting else found
