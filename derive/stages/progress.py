"""What a derivation has come to: handed from stage to stage, never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sympy import Expr, Symbol

from derive.errors import DeriveError
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem
from derive.statement import Given, Interval, Model


@dataclass(frozen=True)
class Progress:
    """The model, what is given so far, the theorems that later stages build on (by role), and the
    parts of the story told so far."""

    model: Model
    given: Given
    known: Mapping[str, Theorem] = field(default_factory=dict)
    names: Mapping[str, Expr] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()

    def told(self, key: str, *theorems: Theorem) -> Progress:
        """One more part of the story."""
        return replace(self, parts=(*self.parts, Part(key, theorems))) if theorems else self

    def knowing(self, **theorems: Theorem) -> Progress:
        return replace(self, known={**self.known, **theorems})

    def naming(self, **names: Expr) -> Progress:
        return replace(self, names={**self.names, **names})

    def under(self, given: Given) -> Progress:
        return replace(self, given=given)

    @property
    def parameter(self) -> Symbol:
        """The one unknown parameter."""
        if len(self.model.parameters) != 1:
            raise DeriveError(f"{self.model.name}: only one unknown parameter can be treated so far")
        return self.model.parameters[0][0]

    @property
    def domain(self) -> Interval:
        """The parameter space, an open interval."""
        domain = self.model.parameters[0][1]
        if not isinstance(domain, Interval):
            raise DeriveError(f"{self.model.name}: the parameter space must be an interval")
        return domain

    def derivation(self) -> Derivation:
        return Derivation(self.model.name, self.model.title, self.model.source, self.parts)
