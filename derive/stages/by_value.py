"""Data of finitely many values, counted by value."""

from __future__ import annotations

from sympy import Add, Expr, Integer, Sum

from derive.algebra.terms import body, limits, substitute
from derive.language.vocabulary import if_equal, if_less
from derive.stages.chain import Chain
from derive.statement import Model, Values


def by_value(chain: Chain, model: Model) -> None:
    """Where the observations have finitely many values, ∑ᵢ g(xᵢ) = ∑ᵥ g(v)·#{i : xᵢ = v}, written out."""
    if not isinstance(model.support, Values):
        return
    chain.by("group-by-value")
    counted = {s: written_out(s) for s in chain.term.atoms(Sum) if limits(s)[0] != model.index}
    chain.into(substitute(chain.term, counted))


def written_out(total: Expr) -> Expr:
    """A sum over few integers, term by term."""
    ((value, low, high),) = limits(total)
    return Add(*(chosen(substitute(body(total), {value: Integer(k)})) for k in range(int(low), int(high) + 1)))


def chosen(term: Expr) -> Expr:
    """A term whose choices between numbers are made."""
    return term.replace(
        lambda part: isinstance(part, if_equal | if_less) and all(u.is_Number for u in part.args[:2]),
        lambda part: part.args[2 if holds_between(part) else 3],
    )


def holds_between(choice: Expr) -> bool:
    """Whether the condition of a choice holds, its sides being numbers."""
    left, right = choice.args[:2]
    return bool(left == right if isinstance(choice, if_equal) else left < right)
