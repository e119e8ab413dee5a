"""Whether a loss is a proper scoring rule: on average over a label, a prediction of its true probabilities
costs least. With two labels that is a minimum in one variable; for logarithms, Gibbs' inequality."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TypeAlias

from sympy import Expr, Integer, Rational, S, Sum, Symbol, log

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored, fraction
from derive.algebra.signs.proving import prove
from derive.algebra.terms import substitute
from derive.errors import DeriveError
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem, infer
from derive.language.vocabulary import sigmoid
from derive.rules import named
from derive.stages.chain import Chain, symmetric
from derive.stages.likelihoods import assumed, meant
from derive.stages.showing import shortest
from derive.stages.slopes import apart
from derive.stages.solving import one_log, solutions
from derive.statement import (
    Argmin,
    Definition,
    Each,
    Equal,
    Given,
    Integers,
    Interval,
    Kind,
    Less,
    Loss,
    Provenance,
    Values,
    VectorArgmax,
    Vectors,
    entry,
    indices_of,
    positive,
)

EXPECTED = "expected_loss"
"""The part that tells where the expected loss is least, or a prediction that costs less than the true one."""
Way: TypeAlias = Callable[[], tuple[Theorem, ...]]
LETTERS = "qrtuw"
UNIT = Interval(S.Zero, S.One)
SHARES = (Rational(1, 4), Rational(3, 4), Rational(1, 10))
SCORED = ("probability", "logit", "margin")
"""What is predicted by a loss that may score probabilities."""


class Proper(StrEnum):
    """Whether a loss is a proper scoring rule."""

    PROPER = "yes"  # least exactly at the true probabilities
    COMPOSITE = "yes, through a link"  # least exactly at a one-to-one function of the true probability
    LOGARITHMIC = "yes (NLL)"  # up to a factor and a constant −log of the predicted density
    IMPROPER = "no"
    NOT_APPLICABLE = "not applicable"  # what is predicted are no probabilities
    OPEN = "open"


@dataclass(frozen=True)
class Scored:
    """Where the expected loss is least, as far as that was shown: `place` is told in the true probability."""

    kind: Proper
    place: Expr | None = None


def expected_loss(loss: Loss) -> tuple[Part, ...]:
    """The theorem about the expected loss, after its premises; nothing where none was found."""
    match loss.target, loss.predictions:
        case (target, Values(members=(low, high))), ((a, Interval() as domain),):
            search = _TwoLabels(loss, target, low, high, a, Interval(domain.low, domain.high))
            ways: tuple[Way, ...] = (search.minimum, search.counterexample)
        case (target, Integers()), ((a, Vectors(total=S.One) as space),):
            ways = (lambda: on_simplex(loss, a, space),)
        case _:
            return ()
    if reading(loss) not in SCORED:
        return ()
    for way in ways:
        with suppress(DeriveError, ZeroDivisionError):
            if theorems := way():
                return (Part(EXPECTED, theorems),)
    return ()


def reading(loss: Loss) -> str:
    """What is predicted; where nothing is said of it, a number from 0 to 1 is taken for a probability."""
    if loss.parametrisation:
        return loss.parametrisation
    return "probability" if [space for _, space in loss.predictions] == [UNIT] else ""


def free_letter(loss: Loss) -> Symbol:
    """A letter for the true probability."""
    spaces = (*loss.predictions, *loss.known, *([loss.target] if loss.target else []))
    taken = {s.name for s, _ in spaces} | {i.name for _, space in spaces for i, _, _ in indices_of(space)}
    return next(Symbol(letter) for letter in LETTERS if letter not in taken)


# ── two labels ──


@dataclass(frozen=True)
class _TwoLabels:
    """A loss of two labels as a function of one number; the second label has the probability q."""

    loss: Loss
    target: Symbol
    low: Expr
    high: Expr
    a: Symbol
    domain: Interval

    @property
    def q(self) -> Symbol:
        return free_letter(self.loss)

    @property
    def given(self) -> Given:
        given = assumed((*self.loss.known, (self.q, UNIT), (self.a, self.domain)))
        return given.adding(Provenance.DEFINITION, Definition(self.loss.call(), self.loss.formula))

    def gain(self) -> Expr:
        """Minus the expected loss."""
        one, other = (substitute(self.loss.call(), {self.target: label}) for label in (self.high, self.low))
        return -self.q * one - (1 - self.q) * other

    def minimum(self) -> tuple[Theorem, ...]:
        """The expected loss falls up to one prediction, and rises from there on."""
        given, a = self.given, self.a
        costs = Chain(given, self.gain()).by("definition")
        value = costs.into(apart(meant(costs.term))).theorem()
        slope = Chain(given, infer(named("differentiate-both-sides"), given, (value,), (a,)))
        slope.by("differentiate")
        slope.into(factored(slope.term, given))
        above, _ = fraction(slope.term, given)
        for found in chain(solutions(above, S.Zero, a, given), solutions(slope.term, S.Zero, a, given)):
            for rising in (found.rising, -found.rising):
                gap = substitute(rising, {a: found.root}) - rising
                with suppress(DeriveError, ZeroDivisionError):
                    root = self.told(found.root)
                    witness = (factored(slope.term / gap, given, unfold=True), rising, root, self.domain)
                    best = infer(named("maximum-by-sign"), given, (slope.theorem(),), witness)
                    least = infer(named("negative-multiple"), given, (best,), (Integer(-1),))
                    return (*slope.lines(), best, least)
        return ()

    def told(self, root: Expr) -> Expr:
        """The root as it is told: a difference of logarithms as one logarithm."""
        plain = factored(root, self.given)
        together = one_log(plain.expand(), self.given)
        if together is None:
            return plain
        upside_down = {one: -log(1 / one.args[0]) for one in together.atoms(log)}
        return shortest(plain, together, together.xreplace(upside_down))

    def counterexample(self) -> tuple[Theorem, ...]:
        """A probability, and a prediction that costs less on average than the probability itself."""
        if reading(self.loss) != "probability":
            return ()
        given = assumed(self.loss.known).adding(
            Provenance.DEFINITION, Definition(self.loss.call(), self.loss.formula)
        )
        for share in SHARES:
            for other in (share + step / 10 for step in (Rational(1), -Rational(1), Rational(1, 2))):
                costs = [-substitute(self.gain(), {self.q: share, self.a: a}) for a in (other, share)]
                plain = [Chain(given, cost).by("definition").term for cost in costs]
                if prove(Less(*plain), given):
                    return (infer(named("comparison"), given, (), (Less(*costs),)),)
        return ()


# ── several labels ──


def on_simplex(loss: Loss, p: Symbol, space: Vectors) -> tuple[Theorem, ...]:
    """∑ q_k·(−loss(k, p)) = ∑ q_k log p_k is greatest exactly at p = q."""
    q, index = free_letter(loss), space.index[0]
    weight, total = entry(q, index), Sum(entry(q, index), space.index)
    given = assumed((*loss.known, *loss.predictions))
    given = given.adding(Provenance.HYPOTHESIS, Each(positive(weight), space.index), Equal(total, S.One))
    given = given.adding(Provenance.DEFINITION, Definition(loss.call(), loss.formula))
    target = loss.labels[0]
    gain = Sum(-weight * substitute(loss.call(), {target: index}), space.index)
    logs = Sum(weight * log(entry(p, index)), space.index)
    same = Chain(given, gain).by("definition").into(logs).theorem()
    whole = Chain(given, total).by("hypothesis").theorem()
    best = infer(named("maximum-on-simplex"), given, (whole,), (logs, p, space))
    return (same, best, infer(named("same-function"), given, (best, symmetric(same))))


# ── what that says ──


def scored(loss: Loss, kind: Kind, derivation: Derivation) -> Scored:
    """Whether a loss is proper, by what is shown of its expected value, or since it is logarithmic."""
    part = derivation.part(EXPECTED)
    likelihood = kind in (Kind.EQUAL, Kind.CONSTANT, Kind.FACTOR, Kind.BOTH)
    match part.theorems[-1].claim if part else None:
        case Argmin(points=(Expr() as place,)):
            return of_place(loss, place, likelihood, part.theorems[-1].given if part else Given())
        case VectorArgmax():
            return Scored(Proper.PROPER)
        case Less():
            return Scored(Proper.IMPROPER)
    if likelihood:
        return Scored(Proper.LOGARITHMIC)
    discrete = loss.target is not None and isinstance(loss.target[1], Values | Integers)
    asked = discrete and reading(loss) in SCORED
    return Scored(Proper.OPEN if asked else Proper.NOT_APPLICABLE)


def of_place(loss: Loss, place: Expr, likelihood: bool, given: Given) -> Scored:
    """What it says that the expected loss is least at a place."""
    q = free_letter(loss)
    true = {"probability": place, "logit": sigmoid(place)}.get(reading(loss))
    if true is not None:
        return Scored(Proper.PROPER if equal(true, q, given) else Proper.IMPROPER, place)
    return Scored(Proper.LOGARITHMIC if likelihood else Proper.COMPOSITE, place)
