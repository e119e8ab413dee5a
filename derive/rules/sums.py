"""Rules of sums."""

from __future__ import annotations

from sympy import Add, Expr, Indexed, Integer, Mul, Sum, Symbol, log

from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.kernel.context import Context
from derive.kernel.rule import rule
from derive.kernel.schema import a, b, c, i, n, says, v, x_i
from derive.language.vocabulary import indicator
from derive.statement import Each, Equal, Given, Index, Member, Values, nonnegative


@rule(
    "linearity-of-sum",
    source="Graham, Knuth & Patashnik (1994), section 2.3",
    statement=lambda: says(
        "n a b c x",
        then=Equal(Sum(a * x_i + b * c, (i, 1, n)), a * Sum(x_i, (i, 1, n)) + b * c * n),
    ),
)
def linearity_of_sum(term: Expr, context: Context) -> Expr | None:
    """∑(aᵢ + bᵢ) = ∑aᵢ + ∑bᵢ; ∑c·aᵢ = c∑aᵢ; ∑c = (number of terms)·c."""
    if not isinstance(term, Sum) or len(limits(term)) != 1:
        return None
    (index,) = limits(term)
    symbol, low, high = index
    inside = body(term)
    if symbol not in names(inside):
        context.need(nonnegative(high - low + 1))
        return inside * (high - low + 1)
    if isinstance(inside, Add):
        return Add(*(Sum(part, index) for part in inside.args))
    outside = [f for f in Mul.make_args(inside) if symbol not in names(f)]
    if outside:
        return Mul(*outside, Sum(Mul(*(f for f in Mul.make_args(inside) if symbol in names(f))), index))
    return None


@rule(
    "group-by-value",
    source="Cover & Thomas (2006), section 11.1",
    statement=lambda: says(
        "n x",
        Each(Member(x_i, Values((Integer(0), Integer(1)))), (i, Integer(1), n)),
        then=Equal(
            Sum(log(x_i + 1), (i, 1, n)),
            Sum(log(v + 1) * Sum(indicator(x_i, v), (i, 1, n)), (v, 0, 1)),
        ),
    ),
)
def group_by_value(term: Expr, context: Context) -> Expr | None:
    """∑ᵢ g(xᵢ) = ∑ᵥ g(v) #{i : xᵢ = v} when every xᵢ is one of finitely many consecutive integers."""
    if not isinstance(term, Sum) or len(limits(term)) != 1 or body(term).has(indicator):
        return None
    (index,) = limits(term)
    inside = body(term)
    found = known_values(inside, index, context.given)
    if found is None:
        return None
    item, values = found
    context.under(index).need(Member(item, values))
    value = fresh(Symbol("v"), names(inside) | {index[0]})
    at_value = substitute(inside, {item: value})
    if index[0] in names(at_value):
        return None
    low, high = min(values.members), max(values.members)
    return Sum(at_value * Sum(indicator(item, value), index), (value, low, high))


def known_values(inside: Expr, index: Index, given: Given) -> tuple[Indexed, Values] | None:
    """The one observation in a summand, and the consecutive integers it is known to be among."""
    items = sorted((a for a in inside.atoms(Indexed) if a.indices == (index[0],)), key=str)
    if len(items) != 1:
        return None
    (item,) = items
    for fact in given.facts():
        match fact:
            case Each(fact=Member(term=Indexed() as known, domain=Values(members=members) as values)):
                if known.base == item.base and consecutive(members):
                    return item, values
    return None


def consecutive(members: tuple[Expr, ...]) -> bool:
    """Whether the values are consecutive integers, so that a sum over them is a sum over a range."""
    return all(m.is_Integer for m in members) and set(members) == {
        Integer(k) for k in range(int(min(members)), int(max(members)) + 1)
    }
