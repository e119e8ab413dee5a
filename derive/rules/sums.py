"""Rules of sums."""

from __future__ import annotations

from sympy import Add, Expr, Indexed, Integer, Mul, Pow, Product, Sum, Symbol, log

from derive.algebra.terms import body, fresh, limits, names, substitute
from derive.errors import RuleError
from derive.kernel.context import Context
from derive.kernel.rule import Premises, inference, rule
from derive.kernel.schema import a, b, c, i, m, n, r, says, v, x_i
from derive.kernel.witness import Witness, term_of
from derive.language.vocabulary import indicator
from derive.rules.equality import require_assumptions
from derive.statement import Claim, Each, Equal, Given, Index, Integers, Member, Values, nonnegative


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
    """∑ᵢ g(xᵢ) = ∑ᵥ g(v) #{i : xᵢ = v}, and ∏ᵢ g(xᵢ) = ∏ᵥ g(v)^#{i : xᵢ = v}, when every xᵢ is one of finitely
    many consecutive integers."""
    if not isinstance(term, Sum | Product) or len(limits(term)) != 1 or body(term).has(indicator):
        return None
    (index,) = limits(term)
    inside = body(term)
    found = known_values(inside, index, context.given)
    if found is None:
        return None
    item, values = found
    context.under(index).need(Member(item, values))
    low, high = ends_of(values)
    value = fresh(Symbol("v"), names(inside) | names(low) | names(high) | {index[0]})
    at_value = substitute(inside, {item: value})
    if index[0] in names(at_value):
        return None
    count = Sum(indicator(item, value), index)
    if isinstance(term, Product):
        return Product(Pow(at_value, count), (value, low, high))
    return Sum(at_value * count, (value, low, high))


def known_values(inside: Expr, index: Index, given: Given) -> tuple[Indexed, Values | Integers] | None:
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
            case Each(fact=Member(term=Indexed() as known, domain=Integers() as integers)):
                if known.base == item.base and all(end.is_finite is not False for end in ends_of(integers)):
                    return item, integers
    return None


def ends_of(values: Values | Integers) -> tuple[Expr, Expr]:
    """The least and the greatest of consecutive integers."""
    if isinstance(values, Integers):
        return values.low, values.high
    return min(values.members), max(values.members)


def consecutive(members: tuple[Expr, ...]) -> bool:
    """Whether the values are consecutive integers, so that a sum over them is a sum over a range."""
    return all(m.is_Integer for m in members) and set(members) == {
        Integer(k) for k in range(int(min(members)), int(max(members)) + 1)
    }


@inference(
    "interchange-of-sums",
    takes=(0, 1),
    source="Graham, Knuth & Patashnik (1994), section 2.4",
    statement=lambda: says(
        "m n x",
        then=Equal(Sum(x_i + r, (i, 1, n), (r, 1, m)), Sum(x_i + r, (r, 1, m), (i, 1, n))),
    ),
)
def interchange_of_sums(context: Context, premises: Premises, witness: Witness) -> Claim:
    """∑ₖ ∑ᵢ aᵢₖ = ∑ᵢ ∑ₖ aᵢₖ, where neither range depends on the other index: of several sums, the first becomes
    the last."""
    term = term_of(witness[0])
    match limits(term):
        case (*inner, outer) if isinstance(term, Sum) and len({s for s, _, _ in limits(term)}) > len(inner) > 0:
            bound = {symbol for symbol, _, _ in limits(term)}
            if any(bound & names(end) for index in limits(term) for end in index[1:]):
                raise RuleError("interchange-of-sums", "the range of one index depends on the other")
        case _:
            raise RuleError("interchange-of-sums", f"{term} is no sum over several indices")
    new = Sum(body(term), outer, *inner)
    context.need_defined(term, new)
    return Equal(term, new)


@inference(
    "sum-by-sum",
    takes=(1, 1),
    source="Graham, Knuth & Patashnik (1994), section 2.4",
    discharges=True,
    statement=lambda: says(
        "a m n",
        Equal(Sum(r, (r, 1, m)), a),
        then=Equal(Sum(r, (r, 1, m), (i, 1, n)), Sum(a, (i, 1, n))),
    ),
)
def sum_by_sum(context: Context, premises: Premises, witness: Witness) -> Claim:
    """∑ᵢ ∑ₖ aᵢₖ = ∑ᵢ bᵢ, where ∑ₖ aᵢₖ = bᵢ for every i."""
    (premise,), term = premises, term_of(witness[0])
    if not isinstance(term, Sum) or len(limits(term)) != 2:
        raise RuleError("sum-by-sum", f"{term} is no sum over two indices")
    inner, outer = limits(term)
    if premise.equality.left != Sum(body(term), inner):
        raise RuleError("sum-by-sum", f"{premise.equality.left} is not what is added up in {term}")
    require_assumptions("sum-by-sum", premise, context.given.under(outer))
    new = Sum(premise.equality.right, outer)
    context.need_defined(term, new)
    return Equal(term, new)
