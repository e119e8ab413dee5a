"""`derive.verify` and its like: what people state, proved, refuted or open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.api.results import Proof
from derive.identities import decide, derivation_of, identity, read_identity
from derive.language import foreign
from derive.statement import Identity, Verdict

if TYPE_CHECKING:
    from sympy import Basic

    from derive.identities.reading import Facts, Side


def verify(
    left: Side | Basic,
    right: Side | None = None,
    given: Facts = "",
    up_to: str = "",
    relation: str = "=",
) -> Verdict:
    """Whether a statement is true wherever both of its sides are defined: `Proved`, `Refuted` with a point
    at which it fails and the nearest statements that are proved, or `Open` with the reason.

    >>> derive.verify("log(sigmoid(z))", "-softplus(-z)", given="z real")
    >>> derive.verify("log(t) <= t - 1", given="t > 0")
    >>> derive.verify("n*(m - log(2))", "n*m", given="n >= 1 integer", up_to="constant in m")

    `left` and `right` are text in the language of families, or expressions of SymPy; with `left` alone it
    is a text with its relation, or a relation of SymPy. `given` is what is known, as text ("0 < p < 1, y in
    {0, 1}, n >= 1 integer, x[i] > 0"), relations of SymPy, or several of these; every symbol is a real
    number. `relation` is one of =, <=, <, !=. `up_to` is "constant in p" or "factor in p": the verdict tells
    which.

    Raises ReadError with the place in the text, LimitError for input beyond the bounds of the language.
    """
    return decide(stated(left, right, given, up_to, relation), explain=True)


def prove(
    left: Side | Basic,
    right: Side | None = None,
    given: Facts = "",
    up_to: str = "",
    relation: str = "=",
) -> Proof:
    """The proof behind a verdict `Proved`, in steps: it can be replayed, and written up in every format.

    Takes and raises what `verify` does, and DeriveError with the verdict's reason where there is no proof.
    """
    return Proof(derivation_of(stated(left, right, given, up_to, relation)))


def stated(
    left: Side | Basic, right: Side | None, given: Facts = "", up_to: str = "", relation: str = "="
) -> Identity:
    """The identity that the arguments of `verify` state."""
    if right is not None:
        return identity(left, right, given, up_to, relation)
    if isinstance(left, str):
        return read_identity(left, given, up_to)
    sign = foreign.sign(left)
    return identity(*foreign.sides(left), given=given, up_to=up_to, relation=sign)
