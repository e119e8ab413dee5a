"""Values of trees at a place: exact fractions as long as that is possible, else numbers of mpmath.

It shares nothing with derive, nor with SymPy. What is asked for at two precisions and differs is Undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from mpmath import mp, mpf

from second_opinion.tree import Tree, walk

Matrix = list


class Undefined(Exception):
    """No value here."""


class Undecided(Exception):
    """A value that this evaluator is not certain of."""


class Place:
    """Values of names and of data; `whole` are the names that are known to be integers."""

    def __init__(self, values: dict, tables: dict, whole: frozenset[str] = frozenset()) -> None:
        self.values, self.tables, self.whole = values, tables, whole

    def binding(self, name: str, value: object) -> Place:
        return Place({**self.values, name: value}, self.tables, self.whole | {name})

    def __str__(self) -> str:
        data = {k: {i: str(v) for i, v in t.items()} for k, t in self.tables.items()}
        return f"{ {k: str(v) for k, v in self.values.items()} } {data or ''}"


def number(value: object) -> mpf:
    return mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def exact(value: object) -> bool:
    return isinstance(value, Fraction)


def sign_of(value: object) -> int:
    if exact(value):
        return (value > 0) - (value < 0)
    if abs(value) < mpf(10) ** (-mp.dps * 3 // 5):
        raise Undecided
    return 1 if value > 0 else -1


def binary(kind: str, a: object, b: object) -> object:
    if isinstance(a, Matrix) or isinstance(b, Matrix):
        return on_matrices(kind, a, b)
    if not (exact(a) and exact(b)):
        if kind == "*" and 0 in (a, b) and (exact(a) or exact(b)):
            return Fraction(0)
        a, b = number(a), number(b)
    match kind:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
    if b == 0:
        raise Undefined
    sign_of(b)
    return a / b


def power(base: object, exponent: object, whole: bool) -> object:
    if (
        exact(exponent)
        and exponent.denominator == 1
        and (whole or sign_of(base) > 0 or (base == 0 and exponent > 0))
    ):
        k = int(exponent)
        if k == 0:
            return Fraction(1)
        if base == 0 and k < 0:
            raise Undefined
        if not exact(base) or abs(k) * max(base.numerator.bit_length(), base.denominator.bit_length()) > 20000:
            if abs(k) > 10**6:
                raise Undecided
            return number(base) ** k
        return base**k
    if (
        base == 0
        and exact(base)
        and sign_of(exponent) > 0
        and not (exact(exponent) and exponent.denominator == 1)
    ):
        return Fraction(0)
    if sign_of(base) <= 0:
        raise Undefined
    if exact(base) and exact(exponent) and exponent.denominator == 2:
        root = [int(mp.sqrt(v)) for v in (base.numerator, base.denominator)]
        if root[0] ** 2 == base.numerator and root[1] ** 2 == base.denominator:
            return Fraction(*root) ** int(exponent.numerator)
    return bounded_exp(number(exponent) * mp.log(number(base)))


def bounded_exp(value: mpf) -> mpf:
    if abs(value) > 10**6:
        raise Undecided
    return mp.exp(value)


def log(value: object) -> object:
    if sign_of(value) <= 0:
        raise Undefined
    return Fraction(0) if value == 1 and exact(value) else mp.log(number(value))


def exp(value: object) -> object:
    return Fraction(1) if value == 0 and exact(value) else bounded_exp(number(value))


def gamma(value: object) -> object:
    if sign_of(value) <= 0:
        raise Undefined
    if value > 3000:
        raise Undecided
    if exact(value) and value.denominator == 1:
        return Fraction(int(mp.factorial(0)) if value == 1 else _factorial(int(value) - 1))
    return mp.gamma(number(value))


def _factorial(k: int) -> int:
    result = 1
    for j in range(2, k + 1):
        result *= j
    return result


def positive_only(function: Callable) -> Callable:
    def applied(value: object) -> object:
        if sign_of(value) <= 0:
            raise Undefined
        return function(number(value))

    return applied


def binomial(n: object, k: object) -> object:
    if sign_of(k + 1) <= 0 or sign_of(binary("-", n, k) + 1) <= 0 or sign_of(n + 1) <= 0:
        raise Undefined
    below = binary("*", gamma(k + 1), gamma(binary("-", n, k) + 1))
    return binary("/", gamma(n + 1), below)


def add(*terms: object) -> object:
    total: object = Fraction(0)
    for term in terms:
        total = binary("+", total, term)
    return total


def beta(a: object, b: object) -> object:
    return binary("/", binary("*", gamma(a), gamma(b)), gamma(binary("+", a, b)))


def xlogy(a: object, b: object) -> object:
    if a == 0 and exact(a) and (b == 0 or sign_of(b) > 0):
        return Fraction(0)
    return binary("*", a, log(b))


def extreme(values: tuple, largest: bool) -> object:
    best = values[0]
    for value in values[1:]:
        a, b = (best, value) if exact(best) and exact(value) else (number(best), number(value))
        best = value if (b > a if largest else b < a) else best
    return best


def hyperbolic(a: int, b: int) -> object:
    """(exp(z) ± exp(-z))/2, and their quotient."""

    def applied(z: object) -> object:
        bounded_exp(abs(number(z)))
        if z == 0:
            return Fraction(1 - a)
        return {(1, 0): mp.sinh, (0, 1): mp.cosh, (1, 1): mp.tanh}[a, b](number(z))

    return applied


def sigmoid(z: object) -> object:
    return binary("/", Fraction(1), binary("+", Fraction(1), exp(-z)))


FUNCTIONS = {
    "log": log,
    "exp": exp,
    "sqrt": lambda z: power(z, Fraction(1, 2), False),
    "abs": abs,
    "sign": lambda z: Fraction(sign_of(z)),
    "gamma": gamma,
    "factorial": lambda z: gamma(z + 1),
    "xlogy": xlogy,
    "indicator": lambda a, b: Fraction(sign_of(binary("-", a, b)) == 0),
    "sigmoid": sigmoid,
    "logit": lambda p: log(binary("/", p, binary("-", Fraction(1), p))),
    "loggamma": lambda z: log(gamma(z)),
    "softplus": lambda z: log(binary("+", Fraction(1), exp(z))),
    "tanh": hyperbolic(1, 1),
    "sinh": hyperbolic(1, 0),
    "cosh": hyperbolic(0, 1),
    "Beta": beta,
    "binomial": binomial,
    "digamma": positive_only(mp.digamma),
    "trigamma": positive_only(lambda z: mp.psi(1, z)),
    "erf": lambda z: mp.erf(number(z)),
    "erfc": lambda z: mp.erfc(number(z)),
    "max": lambda *v: extreme(v, True),
    "min": lambda *v: extreme(v, False),
}
CONSTANTS = {"pi": lambda: +mp.pi, "e": lambda: +mp.e}
COUNTED = ("factorial", "abs", "sign", "max", "min", "binomial", "indicator", "sum", "product")


def value(tree: Tree, here: Place) -> object:
    """The value of a term; raises Undefined, Undecided."""
    kind = tree[0]
    if kind == "num":
        return tree[1]
    if kind == "name":
        if tree[1] in CONSTANTS:
            return CONSTANTS[tree[1]]()
        if tree[1] not in here.values:
            raise Undefined
        return here.values[tree[1]]
    if kind == "at":
        found = here.tables.get(tree[1], {}).get(tuple(whole(i, here) for i in tree[2:]))
        if found is None:
            raise Undefined
        return found
    if kind == "neg":
        return binary("*", Fraction(-1), value(tree[1], here))
    if kind == "^":
        return power(value(tree[1], here), value(tree[2], here), known_whole(tree[2], here))
    if kind == "where":
        order = sign_of(binary("-", value(tree[2], here), value(tree[3], here)))
        return value(tree[4] if compares(tree[1], order) else tree[5], here)
    if kind == "vec":
        entries = [value(t, here) for t in tree[1:]]
        return [[row[0] for row in e] if isinstance(e, Matrix) else [e] for e in entries]
    if kind == "call":
        return called(tree, here)
    return binary(kind, value(tree[1], here), value(tree[2], here))


def compares(relation: str, order: int) -> bool:
    signs = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "=": (0,), "!=": (-1, 1)}
    return order in signs[relation]


def whole(tree: Tree, here: Place) -> int:
    found = value(tree, here)
    if not exact(found):
        raise Undecided
    if found.denominator != 1:
        raise Undefined
    return int(found)


def known_whole(tree: Tree, here: Place) -> bool:
    match tree[0]:
        case "num":
            return tree[1].denominator == 1
        case "name" | "at":
            return tree[1] in here.whole
        case "+" | "-" | "*" | "neg":
            return all(known_whole(part, here) for part in tree[1:])
        case "^":
            return known_whole(tree[1], here) and tree[2][0] == "num" and tree[2][1] >= 0 == tree[2][1] % 1
        case "where":
            return known_whole(tree[4], here) and known_whole(tree[5], here)
        case "call":
            inside = Place(here.values, here.tables, here.whole | {i for i, _, _ in tree[3]})
            return tree[1] in ("sign", "indicator") or (
                tree[1] in COUNTED and all(known_whole(t, inside) for t in tree[2])
            )
    return False


def running(bindings: tuple, here: Place, inside: tuple) -> Iterator[Place]:
    """Places with the indices bound, the last of them outermost; where there are none, what is free of the
    indices still has to have a value."""
    if not bindings:
        yield here
        return
    *inner, (name, low, high) = bindings
    first, last = whole(low, here), whole(high, here)
    if last < first - 1:
        raise Undefined
    if last - first > 400:
        raise Undecided
    if last < first:
        bound = {b[0] for b in bindings} | {b[0] for t in walk(inside) if t[0] == "call" for b in t[3]}
        for term in inside:
            require(term, bound, here)
    for k in range(first, last + 1):
        yield from running(tuple(inner), here.binding(name, Fraction(k)), inside)


def require(tree: Tree, bound: set[str], here: Place) -> None:
    if not {node[1] for node in walk(tree) if node[0] in ("name", "at")} & bound:
        value(tree, here)
        return
    if tree[:2] == ("call", "softmax") and tree[3]:
        total = ("call", "sum", (("call", "exp", tree[2][1:], ()),), tree[3])
        require(("/", ("num", Fraction(1)), total), bound, here)
    for part in tree[2] if tree[0] == "call" else tree[1:]:
        if isinstance(part, tuple):
            require(part, bound, here)


def called(tree: Tree, here: Place) -> object:
    _, name, terms, bindings = tree
    if name == "derivative":
        return derivative(terms[0], terms[1:], here)
    if name in FUNCTIONS:
        return FUNCTIONS[name](*(value(t, here) for t in terms))
    if name in ("transpose", "inverse", "det", "trace", "dot", "entry", "identity"):
        return of_matrices(name, [value(t, here) for t in terms])
    if name in ("kl", "cross_entropy") and not bindings:
        pairs = list(zip(*([row[0] for row in value(t, here)] for t in terms), strict=True))
    else:
        per = running(bindings, here, terms) if bindings else ()
        rows = [[value(t, p) for t in (terms[1:] if name == "softmax" else terms)] for p in per]
        if not bindings:
            rows = [[value(t, here)] for t in terms]
        pairs = [tuple(row) for row in rows]
    match name:
        case "sum":
            return add(*(p[0] for p in pairs))
        case "product":
            total: object = Fraction(1)
            for p in pairs:
                total = binary("*", total, p[0])
            return total
        case "mean":
            return binary("/", add(*(p[0] for p in pairs)), Fraction(len(pairs)))
        case "logsumexp":
            return log(add(*(exp(p[0]) for p in pairs)))
        case "softmax":
            top = exp(value(terms[0], here))
            return binary("/", top, add(*(exp(p[0]) for p in pairs)))
        case "entropy":
            return -add(*(binary("*", p[0], log(p[0])) for p in pairs))
        case "cross_entropy":
            return -add(*(binary("*", p, log(q)) for p, q in pairs))
        case "kl":
            return add(*(binary("*", p, log(binary("/", p, q))) for p, q in pairs))
    raise Undefined


def derivative(term: Tree, variables: tuple, here: Place) -> object:
    """By differences on both sides, which have to agree; at more digits the deeper it goes."""
    *rest, variable = variables
    if mp.dps > 1000:
        raise Undecided
    with mp.workdps(2 * mp.dps):
        step = Fraction(1, 10 ** (mp.dps // 4))
        if variable[0] == "name" and variable[1] not in here.values:
            value(term, here)
            return Fraction(0)
        middle = value(variable, here)

        def at(x: object) -> object:
            if variable[0] == "name":
                new = Place({**here.values, variable[1]: x}, here.tables, here.whole - {variable[1]})
            else:
                table = {**here.tables[variable[1]], tuple(whole(i, here) for i in variable[2:]): x}
                new = Place(here.values, {**here.tables, variable[1]: table}, here.whole - {variable[1]})
            return derivative(term, tuple(rest), new) if rest else value(term, new)

        low, centre, high = (at(binary("+", middle, s)) for s in (-step, Fraction(0), step))
        left, right = (number(binary("-", b, a)) / number(step) for a, b in ((low, centre), (centre, high)))
        if abs(left - right) > mpf(10) ** (-mp.dps // 10) * (1 + abs(left)):
            raise Undefined
        return (left + right) / 2


# ── matrices ──


def on_matrices(kind: str, a: object, b: object) -> object:
    if kind in ("+", "-"):
        return [[binary(kind, x, y) for x, y in zip(p, q, strict=True)] for p, q in zip(a, b, strict=True)]
    if not isinstance(b, Matrix):
        return [[binary(kind, x, b) for x in row] for row in a]
    if not isinstance(a, Matrix):
        return [[binary(kind, a, x) for x in row] for row in b]
    columns = list(zip(*b, strict=True))
    found = [[add(*(binary("*", x, y) for x, y in zip(p, q, strict=True))) for q in columns] for p in a]
    return found[0][0] if len(found) == len(found[0]) == 1 else found


def determinant(a: Matrix) -> object:
    if not a:
        return Fraction(1)
    minors = ([row[:k] + row[k + 1 :] for row in a[1:]] for k in range(len(a)))
    signs = (a[0][k] if k % 2 == 0 else -a[0][k] for k in range(len(a)))
    parts = (binary("*", x, determinant(m)) for x, m in zip(signs, minors, strict=True))
    return add(*parts)


def of_matrices(name: str, given: list) -> object:
    a = given[0]
    match name:
        case "transpose":
            return [list(row) for row in zip(*a, strict=True)]
        case "det":
            return determinant(a)
        case "trace":
            return add(*(a[k][k] for k in range(len(a))))
        case "entry":
            return a[int(given[1]) - 1][int(given[2]) - 1]
        case "identity":
            return [[Fraction(j == k) for j in range(int(a))] for k in range(int(a))]
        case "dot":
            pairs = zip((x for r in a for x in r), (y for r in given[1] for y in r), strict=True)
            return add(*(binary("*", x, y) for x, y in pairs))
    over = determinant(a)
    rows = range(len(a))

    def cofactor(j: int, k: int) -> object:
        found = determinant([r[:k] + r[k + 1 :] for m, r in enumerate(a) if m != j])
        return -found if (j + k) % 2 else found

    return [[binary("/", cofactor(j, k), over) for j in rows] for k in rows]
