"""Terms of a few numbers as functions of balls: what comes out encloses the true value, so that a condition is
decided or is not, and a result tells how many digits it has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import TypeAlias

from flint import acb, arb, ctx, fmpq
from sympy import (
    Abs,
    Add,
    Expr,
    Integer,
    Mul,
    Pow,
    Rational,
    S,
    Sum,
    Symbol,
    binomial,
    ceiling,
    cosh,
    erf,
    erfc,
    exp,
    factorial,
    floor,
    gamma,
    log,
    loggamma,
    sign,
    sinh,
    tanh,
)

from derive.algebra.terms import names
from derive.errors import DataError, DeriveError
from derive.language.vocabulary import (
    Beta,
    digamma,
    if_equal,
    if_less,
    lambert_w0,
    lambert_wm1,
    maximum,
    minimum,
    sigmoid,
    softplus,
    trigamma,
    xlogy,
)
from derive.statement import Equal, Fact, Interval, Less, LessEqual, Member, Unequal

Ball: TypeAlias = arb
Balls: TypeAlias = Mapping[Symbol, arb]
LONGEST = 1_000_000
"""Terms of a sum over whole numbers that are added up."""
BITS = 160


class Undecided(DataError):
    """A comparison that the digits of the data do not decide."""


@contextmanager
def digits(bits: int = BITS) -> Iterator[None]:
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def power(base: arb, exponent: arb) -> arb:
    return base**exponent


def less(a: arb, b: arb) -> bool:
    if a < b:
        return True
    if a >= b:
        return False
    raise Undecided("two numbers are too near to each other to be compared")


def same(a: arb, b: arb) -> bool:
    if not a.overlaps(b):
        return False
    if a.is_exact() and b.is_exact():
        return bool(a == b)
    raise Undecided("two numbers are too near to each other to be told apart")


def _lambert(branch: int) -> Callable[[arb], arb]:
    return lambda z: z.lambertw(branch)


def _choose(decide: Callable[[arb, arb], bool]) -> Callable[..., arb]:
    return lambda a, b, then, other: then() if decide(a, b) else other()


FUNCTIONS: dict[type[Expr], Callable[..., arb]] = {
    Abs: abs,
    Beta: lambda a, b: (a.lgamma() + b.lgamma() - (a + b).lgamma()).exp(),
    binomial: lambda n, k: ((n + 1).lgamma() - (k + 1).lgamma() - (n - k + 1).lgamma()).exp(),
    ceiling: lambda z: z.ceil(),
    cosh: lambda z: z.cosh(),
    digamma: lambda z: z.digamma(),
    erf: lambda z: z.erf(),
    erfc: lambda z: z.erfc(),
    exp: lambda z: z.exp(),
    factorial: lambda k: (k + 1).gamma(),
    floor: lambda z: z.floor(),
    gamma: lambda z: z.gamma(),
    lambert_w0: _lambert(0),
    lambert_wm1: _lambert(-1),
    log: lambda z: z.log(),
    loggamma: lambda z: z.lgamma(),
    maximum: lambda *terms: _largest(terms),
    minimum: lambda *terms: -_largest([-term for term in terms]),
    sigmoid: lambda z: 1 / (1 + (-z).exp()),
    sign: lambda z: z.sgn(),
    sinh: lambda z: z.sinh(),
    softplus: lambda z: (1 + z.exp()).log(),
    tanh: lambda z: z.tanh(),
    trigamma: lambda z: acb(z).polygamma(acb(1)).real,
    xlogy: lambda a, b: arb(0) if a == 0 else a * b.log(),
}


def _largest(terms: Sequence[arb]) -> arb:
    found = terms[0]
    for term in terms[1:]:
        found = found.max(term)
    return found


@lru_cache(maxsize=512)
def compiled(term: Expr) -> Callable[[Balls], arb]:
    """The term as a function of the values of its symbols. Raises DeriveError for what it does not know."""
    printer = _Printer()
    text = printer.of(log_terms(term))
    arguments = ", ".join(printer.symbols.values())
    symbols = tuple(printer.symbols)
    function = eval(f"lambda {arguments}: {text}", printer.known)  # text of our own printer alone

    def value(at: Balls) -> arb:
        found = arb(function(*(at[s] for s in symbols)))
        if not found.is_finite():
            raise Undecided(f"{term} has no value that is known")
        return found

    return value


def value(term: Expr, at: Balls) -> arb:
    return compiled(term)(at)


def log_terms(term: Expr) -> Expr:
    """Logarithms of factorials and their like by the logarithm of the gamma function."""
    if not term.args:
        return term
    args = [log_terms(a) for a in term.args]
    match term:
        case log():
            return of_logarithm(args[0])
        case _:
            return term.func(*args, evaluate=False) if isinstance(term, Add | Mul | Pow) else term.func(*args)


def of_logarithm(inside: Expr) -> Expr:
    """log u without the number u, where that may be too large."""
    match inside:
        case gamma(args=(u,)):
            return loggamma(u)
        case factorial(args=(k,)):
            return loggamma(k + 1)
        case binomial(args=(n, k)):
            return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)
        case Beta(args=(a, b)):
            return loggamma(a) + loggamma(b) - loggamma(a + b)
    return log(inside)


def total(term: Callable[[arb], arb], low: arb, high: arb) -> arb:
    """A sum over whole numbers between two ends."""
    first, last = low.unique_fmpz(), high.unique_fmpz()
    if first is None or last is None:
        raise Undecided("the ends of a sum are not known")
    if last - first > LONGEST:
        raise DataError(f"a sum of {int(last - first):,} terms is not added up")
    return sum((arb(term(arb(k))) for k in range(int(first), int(last) + 1)), arb(0))


class _Printer:
    """A term as Python of balls."""

    def __init__(self) -> None:
        self.symbols: dict[Symbol, str] = {}
        self.fresh = count()
        self.known: dict[str, object] = {"__builtins__": {}, "power": power, "fmpq": fmpq, "arb": arb}
        self.known |= {f"f_{kind.__name__}": function for kind, function in FUNCTIONS.items()}
        self.known |= {"f_if_less": _choose(less), "f_if_equal": _choose(same), "f_total": total}

    def of(self, term: Expr) -> str:
        match term:
            case Symbol():
                if term not in self.symbols:
                    self.symbols[term] = f"v{next(self.fresh)}"
                return self.symbols[term]
            case Integer():
                return f"({int(term)})" if abs(int(term)) < 2**62 else f"arb({int(term)})"
            case Rational():
                return f"fmpq({int(term.p)}, {int(term.q)})"
            case Add():
                return "(" + " + ".join(map(self.of, term.args)) + ")"
            case Mul():
                return "(" + "*".join(map(self.of, sorted(term.args, key=lambda a: a.is_number))) + ")"
            case Pow(base=base, exp=Integer() as exponent):
                return f"arb({self.of(base)})**({int(exponent)})"
            case Pow(base=base, exp=exponent) if exponent == S.Half:
                return f"arb({self.of(base)}).sqrt()"
            case Pow(base=base, exp=exponent) if exponent == -S.Half:
                return f"arb({self.of(base)}).rsqrt()"
            case Pow(base=base, exp=exponent) if base != S.Exp1:
                return f"power(arb({self.of(base)}), arb({self.of(exponent)}))"
            case if_less(args=(a, b, then, other)) | if_equal(args=(a, b, then, other)):
                left, right = f"arb({self.of(a)})", f"arb({self.of(b)})"
                branches = f"lambda: {self.of(then)}, lambda: {self.of(other)}"
                return f"f_{type(term).__name__}({left}, {right}, {branches})"
            case Sum(function=body):
                ((index, low, high),) = term.limits
                ends, name = (self.of(low), self.of(high)), f"k{next(self.fresh)}"
                outside = self.symbols.pop(index, None)
                self.symbols[index] = name
                inside = self.of(body)
                del self.symbols[index]
                if outside is not None:
                    self.symbols[index] = outside
                return f"f_total(lambda {name}: {inside}, arb({ends[0]}), arb({ends[1]}))"
        if term == S.Pi:
            return "arb.pi()"
        if term == S.Exp1:
            return "arb(1).exp()"
        if type(term) not in FUNCTIONS:
            raise DeriveError(f"{term.func.__name__} has no value of balls")
        return f"f_{type(term).__name__}({', '.join(f'arb({self.of(a)})' for a in term.args)})"


def holds(fact: Fact, at: Balls) -> bool:
    """Whether a fact about numbers holds. Raises Undecided where that is not known."""
    match fact:
        case Less(left=left, right=right):
            return less(value(left, at), value(right, at))
        case LessEqual(left=left, right=right):
            return not less(value(right, at), value(left, at))
        case Equal(left=left, right=right):
            return same(value(left, at), value(right, at))
        case Unequal(left=left, right=right):
            return not same(value(left, at), value(right, at))
        case Member(term=term, domain=Interval() as domain):
            inside = value(term, at)
            return _above(domain, inside, at) and _below(domain, inside, at)
    raise Undecided(f"{fact} is not a comparison of numbers")


def _above(domain: Interval, inside: arb, at: Balls) -> bool:
    if domain.low.is_infinite:
        return True
    low = value(domain.low, at)
    return not less(inside, low) if domain.low_closed else less(low, inside)


def _below(domain: Interval, inside: arb, at: Balls) -> bool:
    if domain.high.is_infinite:
        return True
    high = value(domain.high, at)
    return not less(high, inside) if domain.high_closed else less(inside, high)


def needs(term: Expr) -> frozenset[Symbol]:
    return frozenset(s for s in names(term) if isinstance(s, Symbol))
