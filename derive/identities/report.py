"""A verdict as lines of text, and as data with names, for people and for other programs.

What a line says is a label and a text; `paint` may colour the words that carry the verdict.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from sympy import Expr, Pow, Rational, S

from derive.errors import DeriveError
from derive.identities import phrases
from derive.language.data import Data, to_data
from derive.language.writer import write, write_fact
from derive.statement import (
    Equal,
    Fact,
    Identity,
    Less,
    LessEqual,
    NormalForm,
    Open,
    Proved,
    Refuted,
    Repair,
    Verdict,
)

INDENT = 13
MOST_ENTRIES = 8
"""Entries of a matrix that are written out."""
LONGEST = 2_000
"""Characters of one text; a normal form can be long."""
BALL = re.compile(r"\[(\S+) \+/- (\S+)\]")

Paint: TypeAlias = Callable[[str, str], str]
"""From a text and its tone (`proved`, `refuted`, `open`, or `true` for a repair) to the text in colour."""


class Row(NamedTuple):
    label: str
    text: str


def plain(text: str, tone: str) -> str:
    """No colour."""
    return text


def name_of(verdict: Verdict) -> str:
    """`proved`, `refuted` or `open`."""
    return type(verdict).__name__.lower()


def report(
    identity: Identity, verdict: Verdict, *, explain: bool = False, width: int = 80, paint: Paint = plain
) -> str:
    """A verdict for reading: the word, then a label and a text a line, as wide as `width`."""
    name = name_of(verdict)
    lines = [paint(name, name)]
    for row in rows(identity, verdict, explain):
        label = f"{row.label:<{INDENT - 2}}"
        if row.label == phrases.TRUE:
            label = paint(row.label, row.label) + label[len(row.label) :]
        lines += _wrapped(f"  {label}", row.text, width)
    return "\n".join(lines)


def _wrapped(start: str, text: str, width: int) -> Iterator[str]:
    """The text after its label; it goes on below itself. A line of the text begins a line here."""
    for part in text.split("\n"):
        room = max(width - INDENT, 20)
        for piece in textwrap.wrap(part, room, break_on_hyphens=False, subsequent_indent="  ") or [""]:
            yield (start + piece).rstrip()
            start = " " * INDENT


def rows(identity: Identity, verdict: Verdict, explain: bool = False) -> Iterator[Row]:
    """What a report says, in its order."""
    yield Row(phrases.CLAIM, "\n".join(_claims(identity)))
    given = ", ".join(_fact(a.fact) for a in identity.given.assumptions)
    yield Row(phrases.GIVEN, given or phrases.NOTHING_GIVEN)
    if identity.up_to:
        yield Row(phrases.UP_TO, up_to(identity))
    match verdict:
        case Proved():
            yield from _proved(identity, verdict, explain)
        case Refuted():
            yield from _refuted(identity, verdict)
        case Open(why=why, form=form):
            yield Row(phrases.WHY, _bounded(why))
            if explain and form is not None:
                yield from _form(form)


def brief(verdict: Verdict) -> str:
    """What a verdict says beyond its name, in one line; empty where there is nothing."""
    match verdict:
        case Proved(conditions=conditions):
            return f"{phrases.WHEREVER} {_facts(conditions)}" if conditions else ""
        case Refuted(left=left, right=right):
            return phrases.AGAINST.format(
                _point(verdict), *(_value(side).split(" ±")[0] for side in (left, right))
            )
        case Open(why=why):
            return _bounded(why.splitlines()[0] if why else "")


def up_to(identity: Identity) -> str:
    """`constant in p, q`, as `read_identity` reads it."""
    names = ", ".join(symbol.name for symbol in identity.variables)
    return f"{identity.up_to} in {names}" if names else identity.up_to


def _proved(identity: Identity, verdict: Proved, explain: bool) -> Iterator[Row]:
    if verdict.conditions:
        yield Row(phrases.WHEREVER, _facts(verdict.conditions))
    free = ", ".join(symbol.name for symbol in identity.variables)
    for label, shown, found in (
        (phrases.CONSTANT, phrases.LEFT_MINUS_RIGHT, verdict.constant),
        (phrases.FACTOR, phrases.LEFT_OVER_RIGHT, verdict.factor),
    ):
        if found is not None:
            text = shown.format(_term(found))
            yield Row(label, phrases.FREE_OF.format(text, free) if free else text)
    if explain:
        yield Row(phrases.RULES, ", ".join(verdict.rules) or phrases.NONE)
        yield Row(phrases.AXIOMS, ", ".join(verdict.axioms) or phrases.NONE)
        if verdict.form is not None:
            yield from _form(verdict.form)


def _form(form: NormalForm) -> Iterator[Row]:
    """The normal form of the difference: over what it was taken, and what it is."""
    yield Row(phrases.GENERATORS, ", ".join(map(_term, form.generators)) or phrases.NONE)
    above, below = _term(form.numerator), _term(form.denominator)
    over = above if form.denominator == S.One else f"({above})/({below})"
    yield Row(phrases.FORM, _bounded(phrases.DIFFERENCE.format(over)))
    if form.defined:
        yield Row(phrases.DEFINED, _facts(form.defined))


def _refuted(identity: Identity, verdict: Refuted) -> Iterator[Row]:
    yield Row(phrases.AT, _point(verdict))
    yield Row(phrases.LEFT, _value(verdict.left))
    where = f", {phrases.FOUND_ELSEWHERE.format(identity.up_to)}" if identity.up_to else ""
    yield Row(phrases.RIGHT, _value(verdict.right) + where)
    for repair in verdict.repairs:
        claims = "\n".join(_fact(claim) for claim in repair.claims if not _says_nothing(claim))
        yield Row(phrases.TRUE, told(repair) + (f":\n{claims}" if claims and not repair.added else ""))


def told(repair: Repair) -> str:
    """A repair in words: `if the right side is divided by n`."""
    by, key = repair.by, repair.mistake
    if by is not None and key in ("factor", "term-factor") and _divides(by):
        key, by = f"{key}/", 1 / by
    elif by is not None and key == "constant" and by.could_extract_minus_sign():
        key, by = f"{key}-", -by
    elif by is S.NegativeOne and key == "sign":
        key = f"{key}-"
    phrase = phrases.REPAIRS.get(key, phrases.OTHERWISE)
    return phrase.format(by="" if by is None else _term(by), added=_facts(repair.added))


def _divides(factor: Expr) -> bool:
    """Whether a factor reads better as a divisor: 1/2, 1/n."""
    if isinstance(factor, Rational):
        return bool(abs(factor.p) == 1 and factor.q > 1)
    exponent = factor.as_base_exp()[1] if isinstance(factor, Pow) else S.One
    return isinstance(exponent, Rational) and int(exponent.p) < 0


def _says_nothing(claim: Fact) -> bool:
    return isinstance(claim, Equal) and claim.left == claim.right


def _claims(identity: Identity) -> Iterator[str]:
    for relation in identity.relations[:MOST_ENTRIES]:
        yield _fact(relation)
    more = len(identity.relations) - MOST_ENTRIES
    if more > 0:
        yield phrases.MORE_ENTRIES.format(more)


def _point(verdict: Refuted) -> str:
    return ", ".join(f"{name} = {value}" for name, value in verdict.point) or phrases.NO_POINT


def _value(ball: str) -> str:
    """A rigorous enclosure as people write one: `0.377540668798145 ± 4.36e-16`."""
    found = BALL.fullmatch(ball)
    return f"{found[1]} ± {found[2]}" if found else ball


def _facts(facts: Iterable[Fact]) -> str:
    return ", ".join(map(_condition, facts))


def _condition(fact: Fact) -> str:
    """A fact that is needed: `x > 0` reads better than `0 < x`."""
    match fact:
        case Less(left=S.Zero, right=term):
            return f"{_term(term)} > 0"
        case LessEqual(left=S.Zero, right=term):
            return f"{_term(term)} >= 0"
        case _:
            return _fact(fact)


def _fact(fact: Fact) -> str:
    try:
        return _bounded(write_fact(fact))
    except DeriveError:  # a term that the language has no word for
        return _bounded(str(fact))


def _term(term: Expr) -> str:
    try:
        return _bounded(write(term))
    except DeriveError:
        return _bounded(str(term))


def _bounded(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + " …"


# ── data ──


def as_data(identity: Identity, verdict: Verdict) -> dict[str, Data]:
    """A verdict as data with names. `identity` and `value` are the exact ones that `from_data` reads; they
    are null where a term is outside the language."""
    said: dict[str, Data] = {
        "verdict": name_of(verdict),
        "claim": [_fact(relation) for relation in identity.relations],
        "given": [_fact(assumption.fact) for assumption in identity.given.assumptions],
        "up_to": up_to(identity) if identity.up_to else "",
    }
    match verdict:
        case Proved():
            said["wherever"] = [_fact(fact) for fact in verdict.conditions]
            said["constant"] = None if verdict.constant is None else _term(verdict.constant)
            said["factor"] = None if verdict.factor is None else _term(verdict.factor)
            said["rules"] = list(verdict.rules)
            said["axioms"] = list(verdict.axioms)
        case Refuted():
            said["at"] = dict(verdict.point)
            said["left"], said["right"] = verdict.left, verdict.right
            said["repairs"] = [_repair(repair) for repair in verdict.repairs]
        case Open(why=why):
            said["why"] = why
    return said | {"identity": _exact(identity), "value": _exact(verdict)}


def _repair(repair: Repair) -> dict[str, Data]:
    return {
        "mistake": repair.mistake,
        "true": told(repair),
        "claim": [_fact(claim) for claim in repair.claims],
        "by": None if repair.by is None else _term(repair.by),
        "added": [_fact(fact) for fact in repair.added],
    }


def _exact(value: Identity | Verdict) -> Data:
    try:
        return to_data(value)
    except (DeriveError, TypeError):
        return None
