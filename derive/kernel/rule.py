"""Rules: named inferences that recompute their conclusion.

A rule is one deterministic function from (context, premises, witness) to a claim. To apply a rule is
to find a witness, which may take a search; to check it is to run the function again and compare, which
never searches.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

from sympy import Expr

from derive.algebra.terms import Path, at, paths, replace_at
from derive.errors import RuleError
from derive.kernel.context import Context, Ledger
from derive.kernel.witness import Witness, place_of, term_of
from derive.statement import Claim, Equal, Given


class Premise(Protocol):
    """What a rule sees of a theorem that it starts from."""

    @property
    def given(self) -> Given: ...

    @property
    def claim(self) -> Claim: ...

    @property
    def equality(self) -> Equal:
        """The claim, where it has to be an equality; else RuleError."""


Premises: TypeAlias = tuple[Premise, ...]
Conclude: TypeAlias = Callable[[Context, Premises, Witness], Claim]
Rewrite: TypeAlias = Callable[[Expr, Context], Expr | None]

REWRITES = 400
MANY = None
"""One or more premises, or parts of a witness."""


class Sort(StrEnum):
    """What the variables of a rule's statement range over."""

    REAL = "real"
    NATURAL = "natural"
    INTEGER = "integer"
    FUNCTION = "function"


@dataclass(frozen=True)
class Statement:
    """What a rule says, as data: for all variables, the hypotheses give the conclusion."""

    variables: tuple[tuple[str, Sort], ...]
    hypotheses: tuple[Claim, ...]
    conclusion: Claim


@dataclass(frozen=True)
class Rule:
    """A named inference. `source` cites it; `discharges` marks the few rules whose premises may
    assume more than their conclusion; `axiom` marks what is taken from a book as a whole, without premises;
    `rewrite` is there when the rule turns a term into an equal one."""

    name: str
    conclude: Conclude = field(repr=False, compare=False)
    statement: Callable[[], Statement] = field(repr=False, compare=False)
    source: str
    discharges: bool = False
    axiom: bool = False
    rewrite: Rewrite | None = field(default=None, repr=False, compare=False)

    def places(self, term: Expr, given: Given, where: Collection[object] = ()) -> tuple[Path, ...]:
        """Where a rewriting rule applies, one place after the other, until it applies nowhere;
        `where` may name the only heads (functions or symbols) to look at."""
        found: list[Path] = []
        while len(found) < REWRITES:
            step = self._step(term, given, where)
            if step is None:
                return tuple(found)
            path, term = step
            found.append(path)
        raise RuleError(self.name, f"applies without end to {term}")

    def _step(self, term: Expr, given: Given, where: Collection[object]) -> tuple[Path, Expr] | None:
        assert self.rewrite is not None
        for path in paths(term):
            part = at(term, path)
            if where and part.func not in where and part not in where:
                continue
            here = Context(given, self.name, Ledger(None)).at(term, path)
            new = self.rewrite(part, here)
            if new is not None and new != part:
                result = replace_at(term, path, new)
                assert isinstance(result, Expr)
                return path, result
        return None


def rule(name: str, *, source: str, statement: Callable[[], Statement]) -> Callable[[Rewrite], Rule]:
    """A rewriting rule: the function gives the equal term, or None where it does not apply. The
    claim is that the whole term equals the term with the parts at the given paths rewritten."""

    def made(rewrite: Rewrite) -> Rule:
        def conclude(context: Context, premises: Premises, witness: Witness) -> Claim:
            if premises or not witness:
                raise RuleError(name, "takes no premise, and a term with places")
            term, *places = witness
            return rewritten(name, rewrite, context, term_of(term), tuple(map(place_of, places)))

        return Rule(name, conclude, statement, source, rewrite=rewrite)

    return made


def rewritten(name: str, rewrite: Rewrite, context: Context, term: Expr, places: tuple[Path, ...]) -> Equal:
    """Both sides are shown to be defined, so that the equality holds as `Equal` means it."""
    new = term
    for path in places:
        try:
            part = at(new, path)
        except IndexError:
            raise RuleError(name, f"there is no place {path} in {new}") from None
        assert isinstance(part, Expr)
        result = rewrite(part, context.at(new, path))
        if result is None:
            raise RuleError(name, f"does not apply to {part}")
        new = replace_at(new, path, result)
    context.need_defined(term, new)
    return Equal(term, new)


def inference(
    name: str,
    *,
    takes: tuple[int | None, int | None],
    source: str,
    statement: Callable[[], Statement],
    discharges: bool = False,
    axiom: bool = False,
) -> Callable[[Conclude], Rule]:
    """A rule from premises to a claim. `takes` is how many premises and how many parts of a witness;
    what a rule would not look at is not accepted."""

    def made(infer: Conclude) -> Rule:
        def conclude(context: Context, premises: Premises, witness: Witness) -> Claim:
            if not all(_counted(*pair) for pair in zip(takes, (premises, witness), strict=True)):
                wanted = " and ".join("some" if count is MANY else str(count) for count in takes)
                raise RuleError(name, f"takes {wanted} premises and parts of a witness")
            return infer(context, premises, witness)

        return Rule(name, conclude, statement, source, discharges, axiom)

    return made


def _counted(wanted: int | None, found: Collection[object]) -> bool:
    return bool(found) if wanted is MANY else len(found) == wanted
