"""The nearest statements to a refuted one that are proved: "true if the right side is divided by n".

First what can be computed: the factor, or the constant, by which the sides differ, if it is a simple one;
then facts that may have been left out; then the mistakes of `derive.identities.mistakes`, undone one at a
time in the right side and in the left. Values at a few points sift what is proposed; what is left has to be
proved like any other statement. A sound heuristic: what is listed is proved, and the list may be empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from sympy import Basic, Expr, Indexed, Mul, Pow, S, Symbol, log, preorder_traversal

from derive.algebra.equality import equal
from derive.algebra.form.normal import factored
from derive.algebra.numeric.balls import Value, evaluate, same
from derive.algebra.numeric.place import Point
from derive.algebra.numeric.points import points
from derive.algebra.numeric.refute import refute
from derive.algebra.signs.proving import is_exhausted, prove
from derive.algebra.terms import limits, names
from derive.errors import DeriveError
from derive.identities.establish import establish
from derive.identities.mistakes import MISTAKES, SIZES, Attempt
from derive.language.facts import read_facts
from derive.statement import (
    Equal,
    Given,
    Less,
    LessEqual,
    Open,
    Provenance,
    Relation,
    Repair,
    terms_of,
)
from derive.statement.identity import Identity

MOST = 3
"""Repairs that are listed."""
POINTS = 6
PROPOSED = 1_500
"""Terms that are tried for one statement."""
LARGE, DEEP, INDICES = 400, 20, 8
"""Nodes, levels and bound indices of a side beyond which no repair is looked for."""
PROVING = 12
"""Statements that pass the sieve and are given to the prover."""
SIMPLE, LOOSE = 4, 10
"""Operations in a factor, and in a constant, that are worth telling."""


@dataclass(frozen=True)
class Proposal:
    repair: Repair
    given: Given


def repairs(identity: Identity) -> tuple[Repair, ...]:
    """Statements near a refuted one that are proved, simplest first; at most three, all different."""
    if len(identity.relations) != 1 or identity.up_to:
        return ()
    (relation,) = identity.relations
    if not all(map(is_moderate, terms_of(relation))):
        return ()
    found: list[Repair] = []
    tried = 0
    for proposal in proposals(relation, identity.given):
        if any(says_no_more(proposal, other) for other in found):
            continue
        tried += 1
        if is_proved(proposal):
            found.append(proposal.repair)
        if len(found) == MOST or tried == PROVING or is_exhausted():
            break
    return tuple(found)


def is_proved(proposal: Proposal) -> bool:
    try:
        return not isinstance(establish(proposal.repair.claims, proposal.given), Open)
    except DeriveError:  # beyond a bound: no reason to keep the counterexample back
        return False


def says_no_more(proposal: Proposal, found: Repair) -> bool:
    """Whether a repair is known already: its sides are the same by form, or it adds a stronger fact."""
    repair = proposal.repair
    if repair.added and found.added:
        return all(prove(fact, proposal.given) for fact in found.added)
    if repair.added or found.added:
        return False
    one, other = repair.claims[0], found.claims[0]
    return type(one) is type(other) and equal(one.left, other.left) and equal(one.right, other.right)


def is_moderate(term: Expr) -> bool:
    """Whether a term is small enough for its repairs to be looked for."""
    if sum(len(limits(part)) for part in preorder_traversal(term)) > INDICES:
        return False
    layer: list[Basic] = [term]
    nodes = 0
    for _ in range(DEEP):
        nodes += len(layer)
        layer = [a for part in layer for a in part.args]
        if not layer or nodes > LARGE:
            return nodes <= LARGE
    return False


def proposals(relation: Relation, given: Given) -> Iterator[Proposal]:
    """What may have been meant, and does not fail at a few points."""
    if isinstance(relation, Equal):
        yield from gaps(relation, given)
        yield from missing_facts(relation, given)
        yield from undone(relation, given)
    else:
        yield from turned(relation, given)
        yield from missing_facts(relation, given)


# ── computed ──


def gaps(relation: Equal, given: Given) -> Iterator[Proposal]:
    """The factor or the constant by which the sides differ, if it is worth telling."""
    left, right = relation.left, relation.right
    quotient = simplest(left * Pow(right, -1), given) if names(right) or not names(left) else None
    telling = quotient is not None and size(quotient) <= max(size(left), size(right))
    if quotient is not None and telling and is_factor(quotient) and quotient not in (S.Zero, S.One):
        mistake = "sign" if quotient is S.NegativeOne else "base" if quotient.has(log) else "factor"
        yield Proposal(Repair(mistake, (Equal(left, times(right, quotient)),), quotient), given)
    rest = simplest(left - right, given)
    if rest is not None and is_constant(rest) and rest != 0 and size(rest) < min(size(left), size(right)):
        yield Proposal(Repair("constant", (Equal(left, right + rest),), rest), given)


def times(term: Expr, factor: Expr) -> Expr:
    return -term if factor is S.NegativeOne else term * factor


def simplest(term: Expr, given: Given) -> Expr | None:
    try:
        return factored(term, given)
    except DeriveError:
        return None


def is_factor(term: Expr) -> bool:
    """Whether a factor is worth telling: a product of few numbers, symbols, their powers, and log 2."""
    parts = Mul.make_args(term)
    return size(term) <= SIMPLE and all(
        base.is_Rational or isinstance(base, Symbol) or (base.is_number and base.has(log))
        for base in (part.as_base_exp()[0] for part in parts)
    )


def is_constant(term: Expr) -> bool:
    """Whether a constant is worth telling: of moderate size, and free of data."""
    return size(term) <= LOOSE and not term.has(Indexed)


def size(term: Expr) -> int:
    return int(term.count_ops())


# ── facts ──

OF_SYMBOL = ("{0} != 0", "{0} >= 0", "{0} > 0", "{0} >= 1 integer", "{0} in {{0, 1}}", "0 < {0} < 1", "{0} < 0")
OF_DATA = ("{0}[i] >= 0", "{0}[i] > 0", "{0}[i] in {{0, 1}}", "0 < {0}[i] < 1")
"""Weaker facts before stronger ones."""
OF_VECTOR = "sum({0}[k], k=1..{1}) = 1"


def missing_facts(relation: Relation, given: Given) -> Iterator[Proposal]:
    """Facts that may have been left out: about a symbol, about all data, or that probabilities sum to 1."""
    terms = (relation.left, relation.right)
    labels = sorted({str(item.base.label) for term in terms for item in term.atoms(Indexed)})
    symbols = sorted({s.name for term in terms for s in names(term)} - set(labels))
    texts = [form.format(name) for name in symbols for form in OF_SYMBOL]
    texts += [form.format(label) for label in labels for form in OF_DATA]
    texts += [OF_VECTOR.format(label, name) for label in labels for name in symbols if name in SIZES]
    for text in texts:
        added = read_facts(text)
        new = given.adding(Provenance.HYPOTHESIS, *added)
        if new == given or not any(points(new, (), 1)):
            continue
        if refute(relation, new, POINTS) is None and says_something(relation, new):
            yield Proposal(Repair("fact", (relation,), None, added), new)


def says_something(relation: Relation, given: Given) -> bool:
    """Whether both sides have values at a point of the Given."""
    return any(
        values(relation, point, given) for point in points(given, (relation.left, relation.right), POINTS)
    )


def values(relation: Relation, point: Point, given: Given) -> tuple[Value, Value] | None:
    try:
        return evaluate(relation.left, point, given), evaluate(relation.right, point, given)
    except DeriveError:
        return None


# ── one side changed ──


def undone(relation: Equal, given: Given) -> Iterator[Proposal]:
    """One mistake undone in one side."""
    sieve = Sieve(relation, given)
    budget = PROPOSED
    for mistake, undo in MISTAKES:
        for right in (True, False):
            term, other = (relation.right, relation.left) if right else (relation.left, relation.right)
            for attempt in defined(undo(term)):
                budget -= 1
                if budget == 0:
                    return
                if attempt.term != term and attempt.term != other and sieve.passes(attempt.term, right):
                    claim = Equal(other, attempt.term) if right else Equal(attempt.term, other)
                    yield Proposal(Repair(mistake, (claim,), attempt.by), given)


def defined(attempts: Iterator[Attempt]) -> Iterator[Attempt]:
    """The attempts, up to one that cannot be written down (such as 1 - z put into a derivative in z)."""
    with suppress(DeriveError):
        yield from attempts


class Sieve:
    """Whether a term agrees with the other side at points where that one has a value."""

    def __init__(self, relation: Equal, given: Given) -> None:
        self.given = given
        self.points = [
            (point, both)
            for point in points(given, (relation.left, relation.right), POINTS)
            if (both := values(relation, point, given)) is not None
        ]

    def passes(self, term: Expr, replaces_right: bool) -> bool:
        agreed = 0
        for point, (left, right) in self.points:
            try:
                if same(evaluate(term, point, self.given), left if replaces_right else right) is False:
                    return False
            except DeriveError:
                continue
            agreed += 1
        return agreed > 0


# ── inequalities ──


def turned(relation: Relation, given: Given) -> Iterator[Proposal]:
    """The relation the other way round, or not strict."""
    left, right = relation.left, relation.right
    others: list[tuple[str, Relation]]
    match relation:
        case Less():
            others = [
                ("strict", LessEqual(left, right)),
                ("turned", Less(right, left)),
                ("turned", LessEqual(right, left)),
            ]
        case LessEqual():
            others = [("turned", LessEqual(right, left)), ("turned", Less(right, left))]
        case _:
            others = []
    for mistake, claim in others:
        if refute(claim, given, POINTS) is None:
            yield Proposal(Repair(mistake, (claim,)), given)
