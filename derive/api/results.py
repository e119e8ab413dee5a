"""The values that the public functions return: a derivation with what can be asked of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from derive.kernel.derivation import Derivation, Question
from derive.kernel.replay import dumps
from derive.language.writer import write_fact
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    ArrayArgmax,
    Fact,
    Given,
    Interval,
    JointArgmax,
    JointDensity,
    Model,
    Open,
    Place,
    Proved,
    VectorArgmax,
    Verdict,
    coordinates,
    positive,
)

if TYPE_CHECKING:
    from sympy import Expr, Indexed, Symbol

    from derive.data.fit import Fit
    from derive.data.reading import Column, Data, Weights
    from derive.kernel.theorem import Theorem
    from derive.kernel.trust import Trusted


MAXIMA = ("new_maximum", "maximum", "solution")
"""Parts that end in the maximum of the likelihood: in another parameter, or in the model's own."""


@dataclass(frozen=True, eq=False, repr=False)
class Result:
    """A derivation, and what can be done with it. In Jupyter it shows itself as its write-up."""

    derivation: Derivation

    @property
    def name(self) -> str:
        """What was derived: the name of a family, or `identity`."""
        return self.derivation.name

    @property
    def theorems(self) -> tuple[Theorem, ...]:
        """Every theorem, premises before conclusions."""
        return self.derivation.theorems

    @property
    def given(self) -> Given:
        """What the first theorem assumes."""
        return self.derivation.given

    @property
    def trusted(self) -> Trusted:
        """What has to be right for the theorems to be right: rules, axioms, and lines of code by room."""
        from derive.kernel.trust import trusted

        return trusted(self.derivation.rules)

    def write(
        self,
        to: str | Iterable[str] | None = None,
        lang: str = "en",
        path: str | os.PathLike[str] | None = None,
        engine: str = "typst",
    ) -> tuple[Path, ...]:
        """`derive.write` of this value."""
        from derive.api import write

        return write(self, to, lang, path, engine)

    def to_json(self) -> str:
        """The text that `replay` reads and that `derive check` checks."""
        return dumps(self.derivation)

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        """How Jupyter shows it. The page is its own document in a frame without rights: its styles stay
        inside, and nothing in it could run."""
        from derive.api import document_of, render, show
        from derive.publish.notebook import framed

        shown: dict[str, Callable[[], str]] = {
            "text/plain": lambda: show(self),
            "text/markdown": lambda: render(self, "md").decode(),
            "text/latex": lambda: "\n".join(f"$${tex}$$" for _, tex in document_of(self, "en").highlights),
            "text/html": lambda: framed(render(self, "html").decode()),
        }
        wanted = set(shown if include is None else include) - set(exclude or ())
        return {kind: make() for kind, make in shown.items() if kind in wanted}


@dataclass(frozen=True, eq=False, repr=False)
class Proof(Result):
    """The proof of an identity, or of several relations that were stated together."""

    @property
    def verdict(self) -> Proved:
        """The facts that the relations stand on, and the rules that show them."""
        return self.derivation.verdict(self.derivation.parts[-1].key)

    def __repr__(self) -> str:
        said = "; ".join(str(part.theorems[-1].claim) for part in self.derivation.parts)
        return f"<{type(self).__name__} {said}; {len(self.theorems)} theorems>"


def middle(place: Place) -> Expr:
    """The point, or the middle of an interval."""
    return (place.low + place.high) / 2 if isinstance(place, Interval) else place


def told(question: Question) -> str:
    """What was left open, in one line."""
    kind, _, parameter = question.part.partition(".")
    about = ", ".join(write_fact(c) if isinstance(c, Fact) else str(c) for c in question.claims)
    return f"{kind.replace('_', ' ')}{f' for {parameter}' if parameter else ''}: {about}"


def likelihoods(theorem: Theorem, derivation: Derivation) -> list[Expr]:
    """The joint density as a function of the model's own parameters, and of another one."""
    from derive.algebra.terms import substitute
    from derive.document.another import change_of

    joint = [fact.head for fact in theorem.given.facts() if isinstance(fact, JointDensity)]
    change = change_of(derivation)
    moved = [substitute(head, {change.variable: change.inverse}) for head in joint] if change else []
    return [*joint, *moved]


def is_objective(function: Expr, theorem: Theorem, derivation: Derivation) -> bool:
    """Whether a function is the likelihood, or its product with positive priors that the data do not move."""
    from sympy import Mul

    from derive.algebra.signs.proving import prove
    from derive.rules.expectation import is_random

    joint, given = likelihoods(theorem, derivation), theorem.given
    if function in joint:
        return True
    body = next((d.body for d in given.definitions() if d.head == function), function)
    factors = Mul.make_args(body)
    prior = Mul(*(factor for factor in factors if factor not in joint))
    if prior == body or is_random(prior, given):
        return False
    return prove(positive(prior), given) is not None


@dataclass(frozen=True, eq=False, repr=False)
class MaximumLikelihood(Result):
    """What was derived about the maximum likelihood estimator of a family.

    `derivation` holds the theorems. `model` is the family; it is None when the value comes from `replay`,
    since a derivation on disk records theorems only.
    """

    model: Model | None = None

    @property
    def estimators(self) -> dict[str, Expr]:
        """For each parameter its estimator: a SymPy expression in the data, such as `Sum(x[i], (i, 1, n))/n`.
        For a vector it is that of an entry, `p[k]`, a term in k.

        It is the point of the theorem behind `verdict`, every name in it unfolded; empty if there is none.
        Where a whole interval is as good, it is the middle: of medians, the mean of the lower and the upper
        one.
        """
        from derive.algebra.terms import unfold

        best = self.maximum
        pairs: tuple[tuple[Symbol | Indexed, Place], ...]
        match best and best.claim:
            case ArgmaxAtRoot(variables=variables, point=point, variable=root):
                pairs = tuple((v, value) for v, value in zip(variables, point, strict=True) if v != root)
            case Argmax() | JointArgmax() | VectorArgmax() | ArrayArgmax() as claim:
                pairs = coordinates(claim)
            case _:
                return {}
        assert best is not None
        return {str(variable): unfold(middle(place), best.given) for variable, place in pairs}

    @property
    def equations(self) -> dict[str, Expr]:
        """For a parameter of whose estimate no closed form was found, the term in it that is 0 at the estimate,
        and nowhere else in its space. It may stand in the estimators of the others."""
        from derive.algebra.terms import unfold

        best = self.maximum
        if best is None or not isinstance(best.claim, ArgmaxAtRoot):
            return {}
        return {best.claim.variable.name: unfold(best.claim.equation, best.given)}

    @property
    def verdict(self) -> Verdict:
        """Whether the estimator is the global maximum of the likelihood; `Proved.facts` says under which
        facts about the parameter and the data."""
        if self.maximum is None and self.derivation.open:
            return Open("; ".join(map(told, self.derivation.open)))
        if self.maximum is None:
            return Open(f"no theorem in the derivation of {self.name} says where the likelihood is greatest")
        return self.derivation.verdict(next(key for key in MAXIMA if self.derivation.part(key)))

    @property
    def maximum(self) -> Theorem | None:
        """The theorem that the likelihood is greatest at one point, if there is one; in another parameter,
        where there is one. A part of a replayed derivation has the key that its file gives it, so what counts
        is the claim."""
        part = next(filter(None, map(self.derivation.part, MAXIMA)), None)
        if part is None:
            return None
        theorem = part.theorems[-1]
        match theorem.claim:
            case (
                Argmax(function=function, points=(_,))
                | JointArgmax(function=function, points=(_,))
                | VectorArgmax(function=function, points=(_,))
                | ArrayArgmax(function=function, points=(_,))
                | ArgmaxAtRoot(function=function)
            ):
                return theorem if is_objective(function, theorem, self.derivation) else None
            case _:
                return None

    def fit(
        self,
        data: Data,
        column: Column = None,
        weights: Weights = None,
        known: Mapping[str, float] | None = None,
        streaming: bool | None = None,
        engine: str = "numpy",
    ) -> Fit:
        """The estimates on data; see `derive.fit`. `known` has the value of every known parameter."""
        from derive.data.fitting import fit

        return fit(self.derivation, data, column, weights, known, streaming, engine)

    def write(
        self,
        to: str | Iterable[str] | None = None,
        lang: str = "en",
        path: str | os.PathLike[str] | None = None,
        engine: str = "typst",
        data: Data = None,
        column: Column = None,
        weights: Weights = None,
        known: Mapping[str, float] | None = None,
    ) -> tuple[Path, ...]:
        """`derive.write` of this value; with `data`, as for `fit`, the page has their numbers put in."""
        from derive.api import write

        return write(self, to, lang, path, engine, known=known or (), data=data, column=column, weights=weights)

    def __repr__(self) -> str:
        found = ", ".join(
            (
                *(f"{name} = {value}" for name, value in self.estimators.items()),
                *(f"{value} = 0" for value in self.equations.values()),
            )
        )
        return f"<{type(self).__name__} {self.name}: {found or 'no estimator'}; {len(self.theorems)} theorems>"
