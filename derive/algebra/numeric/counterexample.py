"""How a counterexample is told: the names that matter, their values, and what both sides are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sympy import Expr, Symbol
from sympy.core.function import AppliedUndef

from derive.algebra.numeric.balls import Point, Table, Value, decimal, evaluate, plain
from derive.algebra.numeric.place import cut, written
from derive.algebra.numeric.points import holds
from derive.algebra.terms import names
from derive.errors import DeriveError
from derive.statement import Claim, Domain, Given, Integers, Interval, Refuted, Values, terms_of


def report(
    claim: Claim, point: Point, given: Given, left: Value | str, right: Value | str, **extra: Value | str
) -> Refuted:
    """The counterexample, told by the names that the claim depends on."""
    used = {s for t in terms_of(claim) for s in names(plain(t, given))}
    calls = any(plain(t, given).has(AppliedUndef) for t in terms_of(claim))
    pairs = [(s.name, decimal(v)) for s, v in point.values.items() if isinstance(s, Symbol) and s in used]
    for label, data in trimmed(claim, point, given).items():
        if data and (calls or Symbol(label) in used):
            pairs.append((label, written(data)))
    pairs += [
        (f"{label}[0]", str(value))
        for label, value in point.origin.items()
        if needs(claim, point, given, label)
    ]
    pairs += [(name, shown(value)) for name, value in extra.items()]
    return Refuted(tuple(pairs), shown(left), shown(right))


def trimmed(claim: Claim, point: Point, given: Given) -> Mapping[str, Table]:
    """The data at a point, without the observations that no term of the claim looks at."""
    for length in range(max(map(len, point.data.values()), default=0)):
        place = replace(point, data={label: cut(table, length) for label, table in point.data.items()})
        if has_values(claim, place, given) and all(holds(fact, place, given) for fact in given.facts()):
            return place.data
    return point.data


def needs(claim: Claim, point: Point, given: Given, label: str) -> bool:
    """Whether the claim looks at the observation with the number 0."""
    without = replace(point, origin={k: v for k, v in point.origin.items() if k != label})
    return has_values(claim, point, given) and not has_values(claim, without, given)


def has_values(claim: Claim, point: Point, given: Given) -> bool:
    try:
        for term in terms_of(claim):
            evaluate(term, point, given)
    except DeriveError:
        return False
    return True


def shown(value: Value | str) -> str:
    return value if isinstance(value, str) else decimal(value)


def domain_text(domain: Domain, point: Point, given: Given) -> str:
    def end(term: Expr) -> str:
        return str(term) if term.is_infinite else decimal(evaluate(term, point, given))

    match domain:
        case Interval(low=low, high=high):
            left, right = "[" if domain.low_closed else "(", "]" if domain.high_closed else ")"
            return f"{left}{end(low)}, {end(high)}{right}"
        case Integers(low=low, high=high):
            return f"{{{end(low)}, …, {end(high)}}}"
        case Values(members=members):
            return f"{{{', '.join(map(end, members))}}}"
