"""What a derivation has come to: handed from stage to stage, never changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sympy import Expr, Sum, Symbol

from derive.errors import DeriveError
from derive.kernel.derivation import Derivation, Part, Question
from derive.kernel.theorem import Theorem
from derive.statement import ArgmaxAtRoot, Claim, Given, Integers, Interval, Model


class Obstacle(DeriveError):
    """A stage found no way: `key` names the kind of obstacle, and `claims` are what it could not go on from."""

    def __init__(self, key: str, *claims: Claim) -> None:
        super().__init__(f"{key.replace('_', ' ')}: {'; '.join(map(str, claims))}")
        self.key, self.claims = key, claims


@dataclass(frozen=True)
class Progress:
    """The model, what is given so far, the theorems that later stages build on (by role), the parts of the
    story told so far, the maxima over one parameter after the other with the functions that they are of, and
    what was left open.

    `at` is the parameter that is looked at, `label` what its parts are marked with where there are several
    parameters; `spaces` is what is left of the space of each, where the likelihood is 0 for the rest of it.
    """

    model: Model
    given: Given
    known: Mapping[str, Theorem] = field(default_factory=dict)
    names: Mapping[str, Expr] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    maxima: tuple[Theorem, ...] = ()
    objectives: tuple[Theorem, ...] = ()
    open: tuple[Question, ...] = ()
    at: Symbol | None = None
    label: str = ""
    spaces: Mapping[Symbol, Interval | Integers] = field(default_factory=dict)

    def told(self, key: str, *theorems: Theorem) -> Progress:
        """One more part of the story."""
        return replace(self, parts=(*self.parts, Part(key + self.label, theorems))) if theorems else self

    def asking(self, obstacle: Obstacle) -> Progress:
        """What could not be done, at the parameter that is looked at."""
        question = Question(obstacle.key, obstacle.key + self.label, obstacle.claims)
        return replace(self, open=(*self.open, question))

    def having_maximised(self, theorem: Theorem, *objective: Theorem) -> Progress:
        """One more maximum, and the function that it is of, where that is given by an equality."""
        return replace(self, maxima=(*self.maxima, theorem), objectives=(*self.objectives, *objective))

    def extended(self, key: str, *theorems: Theorem) -> Progress:
        """More theorems at the end of a part, or a part of their own."""
        *before, last = self.parts
        if last.key != key + self.label:
            return self.told(key, *theorems)
        return replace(self, parts=(*before, Part(last.key, (*last.theorems, *theorems))))

    def knowing(self, **theorems: Theorem) -> Progress:
        return replace(self, known={**self.known, **theorems})

    def forgetting(self, *roles: str) -> Progress:
        return replace(self, known={role: t for role, t in self.known.items() if role not in roles})

    def naming(self, **names: Expr) -> Progress:
        return replace(self, names={**self.names, **names})

    def under(self, given: Given) -> Progress:
        return replace(self, given=given)

    def looking_at(self, parameter: Symbol, label: str = "") -> Progress:
        return replace(self, at=parameter, label=label)

    def unnamed(self) -> Progress:
        """Without the names that were found for another parameter."""
        return replace(self, names={})

    def unlabelled(self) -> Progress:
        """No longer telling of one of several parameters."""
        return replace(self, label="")

    @property
    def alone(self) -> bool:
        """Whether there is one unknown parameter only."""
        return len(self.model.parameters) == 1

    @property
    def parameter(self) -> Symbol:
        """The parameter that is looked at."""
        if self.at is None:
            raise DeriveError(f"{self.model.name}: there are several parameters")
        return self.at

    @property
    def domain(self) -> Interval:
        """The space of the parameter that is looked at, or what is left of it: an interval."""
        domain = self.spaces.get(self.parameter) or dict(self.model.parameters)[self.parameter]
        if not isinstance(domain, Interval):
            raise DeriveError(f"{self.model.name}: the parameter space must be an interval")
        return domain

    @property
    def solved(self) -> bool:
        """Whether the maximum over the last parameter has a closed form."""
        return "estimate" in self.names

    @property
    def solved_for(self) -> int:
        """Over how many parameters the maximum has a closed form."""
        return sum(not isinstance(theorem.claim, ArgmaxAtRoot) for theorem in self.maxima)

    def derivation(self) -> Derivation:
        model = self.model
        return Derivation(
            model.name, model.title, model.source, self.parts, self.open, literature=model.literature
        )


def statistics(progress: Progress) -> list[Symbol]:
    """The names of the sums of data."""
    return [d.head for d in progress.given.definitions() if d.head.is_Symbol and isinstance(d.body, Sum)]
