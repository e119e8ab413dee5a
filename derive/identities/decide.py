"""Deciding what a user states: refuted by a point, proved by the kernel, or open.

What only some verdicts need (repairs, constants, the normal form) is imported where it is used.

Refutation comes first: it is cheap, and a wrong statement is the common case. What is proved is a theorem
of the kernel under the facts that are given and those that make both sides defined.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from sympy import Add, Expr, Mul
from sympy.core.facts import InconsistentAssumptions

from derive.algebra.numeric.balls import evaluate
from derive.algebra.numeric.points import points
from derive.algebra.numeric.refute import refute
from derive.algebra.signs.proving import allowance
from derive.errors import DeriveError
from derive.identities.establish import Established, establish
from derive.kernel.derivation import Derivation
from derive.kernel.form import problem_of_given
from derive.language.writer import write, write_fact
from derive.statement import (
    Equal,
    Given,
    NormalForm,
    Open,
    Proved,
    Refuted,
    Relation,
    Verdict,
    positive,
    terms_of,
)
from derive.statement.identity import FACTOR, Identity

FIRST, POINTS = 6, 24
"""Points at which a claim is tried before a proof is sought, and where none was found."""
STUMBLES = (DeriveError, RecursionError, InconsistentAssumptions)
"""What may end a search: a bound of ours, a term that is too deep, SymPy where it deduces of one number what it
denies of it elsewhere (which depends on what it was asked before)."""
GOALS, REPAIRING = 2_000, 400
"""Goals that the proofs of a statement, and those of all its repairs, may look at."""


def decide(identity: Identity, *, explain: bool = False, repair: bool = True) -> Verdict:
    """`Proved`, `Refuted` with the nearest statements that are proved, or `Open` with the reason.

    `explain` adds the normal form of the difference to a proof, `repair` the repairs to a refutation.
    Bounded and deterministic; never raises on what is claimed, only on an Identity that is none.
    """
    try:
        with allowance(GOALS):
            verdict = up_to_something(identity) if identity.up_to else plainly(identity)
        match verdict:
            case Refuted() if repair and not identity.up_to:
                from derive.identities.repair import repairs

                with suppress(*STUMBLES), allowance(REPAIRING):  # it is refuted all the same
                    return replace(verdict, repairs=repairs(identity))
            case Proved() if explain:
                return replace(verdict, form=form_of(identity, Given(verdict.facts)))
            case Open(form=None):
                return replace(verdict, form=form_of(identity, identity.given))
        return verdict
    except InconsistentAssumptions:
        return Open("SymPy contradicts itself about a number on the way")
    except (DeriveError, RecursionError) as error:
        return Open(str(error) or "the terms are nested too deep")


def form_of(identity: Identity, given: Given) -> NormalForm | None:
    """The normal form of the difference of an equality; none for another relation, or for several."""
    match identity.relations:
        case (Equal(left=left, right=right),) if not identity.up_to:
            from derive.algebra.form.explain import explain

            with suppress(*STUMBLES):
                return explain(Add(left, Mul(-1, right, evaluate=False), evaluate=False), given)
    return None


def derivation_of(identity: Identity) -> Derivation:
    """The proof of an identity in steps. Raises DeriveError with the reason where there is none."""
    from derive.identities import constants, proof

    verdict = decide(identity, repair=False)
    match verdict:
        case Proved(facts=facts, constant=constant, factor=factor):
            relations = identity.relations
            if (found := constant or factor) is not None:
                (relation,) = relations
                assert isinstance(relation, Equal)
                relations = (constants.widened(relation, identity.up_to, found),)
            return proof.derivation(relations, Given(facts), "identity")
        case Refuted(point=point):
            values = ", ".join(f"{name} = {value}" for name, value in point)
            raise DeriveError(f"there is no proof: the statement fails at {values or 'once'}")
        case Open(why=why):
            raise DeriveError(why)


def plainly(identity: Identity) -> Verdict:
    established = settled(identity.relations, identity.given)
    return verdict_of(established) if isinstance(established, Established) else established


def settled(relations: tuple[Relation, ...], given: Given) -> Established | Refuted | Open:
    """Theorems, or a point at which a relation fails; Open with the reason that there is neither."""
    if failed := counterexample(relations, given, FIRST):
        return failed
    established = establish(relations, given)
    if isinstance(established, Open):
        return counterexample(relations, given, POINTS) or established
    return established


def counterexample(relations: tuple[Relation, ...], given: Given, count: int) -> Refuted | Open | None:
    """A point at which a relation fails; Open where no point is known at which it says anything."""
    if problem := problem_of_given(given):
        return Open(problem)
    for relation in relations:
        if found := refute(relation, given, count):
            return found
    for relation in relations:
        if not is_somewhere_defined(relation, given):
            return Open(f"no point was found at which both sides of {write_fact(relation)} are defined")
    return None


def is_somewhere_defined(relation: Relation, given: Given) -> bool:
    for point in points(given, terms_of(relation), POINTS):
        try:
            for term in terms_of(relation):
                evaluate(term, point, given)
            return True
        except DeriveError:
            continue
    return False


def verdict_of(established: Established, constant: Expr | None = None, factor: Expr | None = None) -> Proved:
    ancestry = dict.fromkeys(t for theorem in established.theorems for t in theorem.ancestry)
    rules = tuple(dict.fromkeys(theorem.rule.name for theorem in ancestry))
    facts = established.theorems[0].given.assumptions
    return Proved(rules, (), facts, established.conditions, constant, factor)


def up_to_something(identity: Identity) -> Verdict:
    """Find the constant or the factor, and prove the equality that it makes."""
    from derive.identities import constants

    (relation,) = identity.relations
    assert isinstance(relation, Equal)
    first: Verdict | None = None
    for found in constants.candidates(identity):
        claim = constants.widened(relation, identity.up_to, found)
        established = settled((claim,), identity.given)
        if isinstance(established, Established):
            if identity.up_to == FACTOR:
                return with_positive(established, found, identity.given)
            return verdict_of(established, constant=found)
        first = first or established
    return first or Open(f"no {identity.up_to} was found that is free of the variables")


def with_positive(established: Established, factor: Expr, given: Given) -> Verdict:
    """The verdict, if the factor is positive."""
    sign = positive(factor)
    shown = settled((sign,), given)
    if isinstance(shown, Refuted):
        return shown
    if isinstance(shown, Open):
        return Open(f"the sides differ by the factor {write(factor)}, which is not known to be positive")
    theorems = (*established.theorems, *shown.theorems)
    conditions = tuple(dict.fromkeys(established.conditions + shown.conditions))
    return verdict_of(Established(theorems, conditions), factor=factor)
