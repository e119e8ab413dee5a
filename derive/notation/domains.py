"""Domains as LaTeX."""

from __future__ import annotations

from sympy import Expr, S, Symbol

from derive.algebra.terms import names
from derive.notation.latex import latex
from derive.statement import REALS, Domain, Integers, Interval, Space, Values, terms_of


def domain_latex(domain: Domain) -> str:
    """A domain as a set."""
    match domain:
        case Interval(low=S.NegativeInfinity, high=S.Infinity):
            return r"\mathbb{R}"
        case Interval(low=low, high=high, low_closed=left, high_closed=right):
            return f"{'[' if left else '('}{latex(low)}, {latex(high)}{']' if right else ')'}"
        case Values(members=members):
            return rf"\{{{', '.join(latex(m) for m in members)}\}}"
        case Integers(low=S.NegativeInfinity, high=S.Infinity):
            return r"\mathbb{Z}"
        case Integers(low=low, high=high):
            return integers_latex(low, high)


def integers_latex(low: Expr, high: Expr) -> str:
    """The whole set when it is short, else its ends: {0, 1}, {0, 1, …}, {k, …, n}."""
    if low.is_Integer and high.is_Integer and high - low <= 2:
        members = [str(k) for k in range(int(low), int(high) + 1)]
    elif low == S.NegativeInfinity:
        members = [r"\dots", *([latex(high - 1)] if high.is_Integer else []), latex(high)]
    else:
        members = [latex(low), *([latex(low + 1)] if low.is_Integer else []), r"\dots"]
        members += [] if high == S.Infinity else [latex(high)]
    return rf"\{{{', '.join(members)}\}}"


def membership(term: Expr, domain: Domain) -> str:
    """`0 < p < 1` for a proper interval, `x ∈ …` for other domains."""
    match domain:
        case Interval(low=low, high=high) if (low, high) != (-S.Infinity, S.Infinity):
            left = "" if low == -S.Infinity else f"{latex(low)} {below(domain.low_closed)} "
            right = "" if high == S.Infinity else f" {below(domain.high_closed)} {latex(high)}"
            if not left and high != S.Infinity:
                return f"{latex(term)}{right}"
            if not right:
                return rf"{latex(term)} {'>' if not domain.low_closed else chr(92) + 'geq'} {latex(low)}"
            return f"{left}{latex(term)}{right}"
        case _:
            return rf"{latex(term)} \in {domain_latex(domain)}"


def below(closed: bool) -> str:
    return r"\leq" if closed else "<"


def is_tied(variables: tuple[Symbol, ...], domains: tuple[Space, ...]) -> bool:
    """Whether the domain of a variable depends on another one."""
    return any(set(variables) & names(end) for end in terms_of(domains))


def box_latex(variables: tuple[Symbol, ...], spaces: tuple[Space, ...]) -> str:
    """The product of the domains; where they depend on each other, the points with what holds of them."""
    domains = tuple(space for space in spaces if isinstance(space, Domain))
    if not is_tied(variables, domains):
        return r" \times ".join(map(domain_latex, domains))
    told = [membership(v, domain) for v, domain in zip(variables, domains, strict=True) if domain != REALS]
    return rf"\{{({', '.join(map(latex, variables))}) : " + r",\, ".join(told) + r"\}"
