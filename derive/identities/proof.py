"""The theorem behind a verdict, and the derivation that can be replayed and written up."""

from __future__ import annotations

from sympy import Expr

from derive.algebra.form.normal import factored
from derive.errors import DeriveError
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem, infer
from derive.rules import named
from derive.statement import Equal, Given, Relation

PART = "identity"
"""The key of the parts of such a derivation; with several relations it is numbered."""
TELLING = 40
"""Operations in a common form that is worth showing."""


def theorem(relation: Relation, given: Given) -> Theorem:
    """The relation as a theorem, in one step. Raises SideConditionError where it is not proved, RuleError
    where it cannot be a claim, LimitError beyond the bounds."""
    if isinstance(relation, Equal):
        return infer(named("normal-form"), given, (), (relation.left, relation.right))
    return infer(named("comparison"), given, (), (relation,))


def derivation(relations: tuple[Relation, ...], given: Given, name: str) -> Derivation:
    """The proof in steps that can be read, one part for each relation. Raises as `theorem`."""
    keys = [PART] if len(relations) == 1 else [f"{PART}.{k}" for k in range(1, len(relations) + 1)]
    parts = (Part(key, told(relation, given)) for key, relation in zip(keys, relations, strict=True))
    return Derivation(name, (("en", name), ("zh", name)), "", tuple(parts))


def told(relation: Relation, given: Given) -> tuple[Theorem, ...]:
    """The lines from the left side to the right, then the theorem that they give."""
    from derive.stages.chain import Chain  # a verdict needs no stage

    if not isinstance(relation, Equal):
        return (theorem(relation, given),)
    try:
        chain = Chain(given, relation.left).by("meaning")
        if (form := common_form(chain.term, given)) is not None:
            chain.into(form)
        return chain.into(relation.right).lines()
    except DeriveError:  # the steps between may ask for more than the whole
        return (theorem(relation, given),)


def common_form(term: Expr, given: Given) -> Expr | None:
    """A short normal form of a term, if it has one."""
    try:
        form = factored(term, given)
    except DeriveError:
        return None
    return form if form.count_ops() <= TELLING else None
