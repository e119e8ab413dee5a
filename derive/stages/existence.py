"""When the maximum exists: the data for which it does not, case by case, and that there are no other cases.

The hypotheses of the maximum are strict bounds a < b, where a ≤ b holds for all data. So where one of them
fails, a = b: the function that was to be maximised over a parameter is simpler then. Either it is monotone in
this parameter and tends to its supremum at an end, or this parameter does not move it at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from sympy import Expr, Integer, Sum, Symbol

from derive.algebra.form.normal import coefficients, factored
from derive.algebra.signs.proving import allowance, prove
from derive.algebra.terms import names
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem, infer
from derive.kernel.witness import Witness
from derive.rules import named
from derive.stages.chain import Chain
from derive.stages.estimator import estimator
from derive.stages.limits import limit_at
from derive.stages.maximum import maximum
from derive.stages.parameters import of_likelihood
from derive.stages.paths import unbounded
from derive.stages.progress import Progress
from derive.stages.region import on_whole_space, union
from derive.stages.score import score
from derive.statement import (
    Argmax,
    ArgmaxAtRoot,
    Equal,
    Fact,
    Given,
    Interval,
    JointSupremum,
    Less,
    LessEqual,
    Provenance,
    Sense,
    Supremum,
    nonzero,
    positive,
)

GOALS = 500
"""How many goals the search for what happens in one case may look at."""


@dataclass(frozen=True)
class Bound:
    """A hypothesis a < b; a = b solved for the name of a statistic; and (b − a)/(name − value)."""

    strict: Less
    met: Equal
    scale: Expr


@dataclass(frozen=True)
class Free:
    """A parameter that does not move the function any more, as an equality says."""

    parameter: Symbol
    equality: Theorem


@dataclass(frozen=True)
class Case:
    """Data of which more is given, the function that is to be maximised over a parameter, and the parameters
    after it; before it, the maxima over the others, or that one is free; and what else is known of the data."""

    given: Given
    objective: Theorem
    parameter: Symbol
    rest: tuple[Symbol, ...]
    before: tuple[Theorem | Free, ...] = ()
    because: tuple[Theorem, ...] = ()

    def where(self, *facts: Fact) -> Case:
        return replace(self, given=self.given.adding(Provenance.HYPOTHESIS, *facts))


Tree = Witness | int
"""A leaf, or the two cases that a bound leaves, as the rule `exactly-when` takes them."""


def existence(progress: Progress) -> Progress:
    """What happens in the cases in which the maximum was not derived, then all cases together."""
    search = _Search(progress)
    found = [search.split(case, facts) for case, facts in conditions(progress)]
    splits = [split for part in found for split in part or ()]
    if not splits or None in found:
        return search.progress
    every = infer(named("exactly-when"), search.given, tuple(search.leaves), (joined(0, splits),))
    return search.progress.told("existence", every, *of_one(splits, search.given)).knowing(existence=every)


def conditions(progress: Progress) -> list[tuple[Case, tuple[Less, ...]]]:
    """For each parameter in turn: where those before it have their maxima, and what its own maximum needs."""
    bare = progress.given.without_hypotheses()
    order = [one.variable for t in progress.maxima if isinstance(one := t.claim, Argmax | ArgmaxAtRoot)]
    found, known = [], list[Fact]()
    for k, (objective, best) in enumerate(zip(progress.objectives, progress.maxima, strict=True)):
        new = [fact for fact in best.given.hypotheses() if fact not in known]
        case = Case(bare, objective, order[k], tuple(order[k + 1 :]), progress.maxima[:k]).where(*known)
        found.append((case, tuple(fact for fact in new if isinstance(fact, Less))))
        known += new
    return found


class _Search:
    """Goes through the cases; tells each, and keeps its last theorem as a leaf of the tree."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.leaves = [progress.known["maximum_of_likelihood"]]
        self.given = self.leaves[0].given.without_hypotheses()

    def split(self, case: Case, facts: tuple[Less, ...]) -> list[tuple[Bound, Tree]] | None:
        """Each hypothesis with the tree of the data for which it is the first to fail; None where for one of
        them it is not found what happens then."""
        found = [next(self.failing(case, fact), None) for fact in facts]
        splits = [split for split in found if split is not None]
        return splits if len(splits) == len(found) else None

    def failing(self, case: Case, fact: Less) -> Iterator[tuple[Bound, Tree]]:
        for bound in bounds(fact, case.given):
            before = self.progress, self.given, self.leaves
            for way in (self.outcome, self.on_path):
                try:
                    with allowance(GOALS):
                        found = way(case.where(bound.met))
                    yield bound, found
                except DeriveError:
                    self.progress, self.given, self.leaves = before

    def leaf(self, *story: Theorem) -> int:
        self.progress = self.progress.told(f"otherwise_{len(self.leaves)}", *story)
        self.leaves = [*self.leaves, story[-1]]
        return len(self.leaves) - 1

    def outcome(self, case: Case) -> Tree:
        """What happens in a case, with what it assumes put in; and if need be, with what that makes vanish."""
        short = Chain(case.given, case.objective).by("hypothesis")
        try:
            return self.told(case, short.theorem())
        except DeriveError:
            zeros = tuple(vanishing(short.term, case.given))
            for zero in zeros:
                short.using(zero)
            return self.told(replace(case, because=zeros), short.theorem())

    def on_path(self, case: Case) -> Tree:
        """The likelihood has no bound along a path, where its support moves."""
        if not self.progress.spaces:
            raise DeriveError("the support does not move")
        return self.leaf(*unbounded(self.progress, *case.given.hypotheses()))

    def told(self, case: Case, short: Theorem) -> Tree:
        if case.parameter in names(short.equality.right):
            return self.monotone(case, short)
        if len(case.rest) != 1:
            raise DeriveError(f"{case.parameter} is free, and not the last but one")
        free = Free(case.parameter, short)
        return self.maximised(Case(case.given, short, case.rest[0], (), (*case.before, free), case.because))

    def maximised(self, case: Case) -> Tree:
        """The maxima where a parameter before is free, and in turn what happens where these are none."""
        progress = replace(self.progress, given=case.given, label="").looking_at(case.parameter)
        progress = progress.knowing(objective=case.objective)
        for stage in (score, estimator, maximum):
            progress = stage(progress)
        best = progress.known["maximum"]
        whole = of_likelihood(progress, self.lifted(case, best))
        leaf = self.leaf(case.objective, *case.because, best, whole)
        self.given = progress.given.without_hypotheses()
        new = (fact for fact in best.given.hypotheses() if fact not in case.given.hypotheses())
        needed = tuple(fact for fact in new if isinstance(fact, Less))
        splits = self.split(replace(case, given=progress.given), needed)
        if splits is None:
            raise DeriveError("not every case was found")
        return joined(leaf, splits)

    def monotone(self, case: Case, short: Theorem) -> Tree:
        """The function is monotone in the last parameter: its limit at the end that it rises to, and the
        supremum of the likelihood, where they are found; and that there is no maximiser."""
        given, parameter, domain = case.given, case.parameter, self.domain(case.parameter)
        if case.rest:
            raise DeriveError(f"{parameter} is not the last parameter")
        slope = infer(named("differentiate-both-sides"), given, (short,), (parameter,))
        chain = Chain(given, slope).by("differentiate")
        chain.into(factored(chain.term, given))
        sense = Sense.INCREASING if prove(positive(chain.term), given) else Sense.DECREASING
        sign = "positive" if sense is Sense.INCREASING else "negative"
        signed = infer(named("sign-of-value"), given, (chain.theorem(),), (sign,))
        monotone = infer(named("monotone-by-derivative"), given, (signed,), (domain,))
        story = (short, *case.because, chain.theorem(), monotone)
        end = domain.high if sense is Sense.INCREASING else domain.low
        limit = limit_at(short, parameter, end, domain)
        if limit is None:
            none = self.lifted(case, infer(named("no-maximum-of-monotone"), given, (monotone,)))
            return self.leaf(*story, on_whole_space(self.progress, of_likelihood(self.progress, none)))
        supremum = self.lifted(case, infer(named("supremum-at-end"), given, (monotone, limit)))
        supremum = on_whole_space(self.progress, of_likelihood(self.progress, supremum))
        return self.leaf(*story, limit, supremum, infer(named("no-maximum"), supremum.given, (supremum,)))

    def lifted(self, case: Case, theorem: Theorem) -> Theorem:
        """The same for all parameters."""
        for step in reversed(case.before):
            if isinstance(step, Free):
                domain = self.domain(step.parameter)
                witness = (step.parameter, domain, point_of(domain))
                theorem = infer(named("free-variable"), theorem.given, (theorem, step.equality), witness)
            else:
                rule = "supremum" if isinstance(theorem.claim, Supremum | JointSupremum) else "maximum"
                given = union(theorem.given, step.given)
                theorem = infer(named(f"nested-{rule}"), given, (step, theorem))
        return theorem

    def domain(self, parameter: Symbol) -> Interval:
        return self.progress.looking_at(parameter).domain


def joined(leaf: Tree, splits: list[tuple[Bound, Tree]]) -> Tree:
    """The tree that has the leaf where all bounds are strict."""
    for bound, outside in reversed(splits):
        leaf = (bound.strict, bound.met, bound.scale, leaf, outside)
    return leaf


def bounds(fact: Less, given: Given) -> Iterator[Bound]:
    """A hypothesis a < b where a ≤ b always holds, by the statistics for which a = b can be solved."""
    if not prove(LessEqual(fact.left, fact.right), given):
        return
    gap = fact.right - fact.left
    statistics = [d.head for d in given.definitions() if d.head.is_Symbol and d.body.has(Sum)]
    for name in reversed(statistics):
        found = coefficients(gap, name, given, unfold=False)
        if found is not None and len(found) == 2 and prove(nonzero(found[1]), given):
            yield Bound(fact, Equal(name, factored(-found[0] / found[1], given)), found[1])
    yield Bound(fact, Equal(fact.right, fact.left), Integer(1))


def vanishing(term: Expr, given: Given) -> Iterator[Theorem]:
    """The statistics in a term that are 0 because another is, by Cauchy–Schwarz: c² ≤ ab."""
    zero = [f.left for f in given.hypotheses() if isinstance(f, Equal) and f.right == 0]
    statistics = [d.head for d in given.definitions() if d.head.is_Symbol and d.body.has(Sum)]
    inside = [name for name in statistics if name in names(term)]
    for name in inside:
        for bound in (a * b for a in inside for b in zero if a != name):
            with suppress(DeriveError):
                yield infer(named("square-within"), given, (), (name, bound))
                break


def point_of(domain: Interval) -> Expr:
    """Any point of an interval."""
    low, high = domain.low, domain.high
    if low.is_finite and high.is_finite:
        return (low + high) / 2
    return low + 1 if low.is_finite else high - 1 if high.is_finite else Integer(0)


def of_one(splits: list[tuple[Bound, Tree]], given: Given) -> tuple[Theorem, ...]:
    """That for a sample of one observation a bound is always met, where it is."""
    size = next(given.samples()).index[2]
    single = given.adding(Provenance.HYPOTHESIS, Equal(size, Integer(1)))
    for bound, _ in splits:
        with suppress(DeriveError):
            return (infer(named("normal-form"), single, (), (bound.met.left, bound.met.right)),)
    return ()
