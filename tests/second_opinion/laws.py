"""Laws by which a term is rewritten: true ones, ones that are true under conditions only, and tempting ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random

from second_opinion.tree import Tree, positions, put, replaced, walk


def num(value: int | str) -> Tree:
    return ("num", Fraction(value))


def call(name: str, *terms: Tree, over: tuple = ()) -> Tree:
    return ("call", name, terms, over)


def name(text: str) -> Tree:
    return ("name", text)


OVER_N = (("i", num(1), name("n")),)
X = ("at", "x", name("i"))


class Laws:
    """`term` makes a random term of a depth."""

    def __init__(self, random: Random, term: Callable[[int], Tree]) -> None:
        self.random, self.pick, self.term = random, random.choice, term

    def rewritten(self, tree: Tree, times: int) -> Tree:
        for _ in range(times):
            found = [(path, new) for path, node in positions(tree) for new in self.laws(node)]
            if found:
                path, new = self.pick(found)
                tree = put(tree, path, new)
        return tree

    def laws(self, t: Tree) -> Iterator[Tree]:
        """What a term may be replaced by; many of these laws are true only sometimes."""
        if self.random.random() < 0.15:
            yield from self.anywhere(t)
        match t:
            case ("+", a, b):
                yield ("+", b, a)
                yield ("-", a, ("neg", b))
            case ("-", a, b):
                yield ("neg", ("-", b, a))
                yield ("+", a, ("neg", b))
                if a == num(1) and b[:2] == ("call", "sigmoid"):
                    yield call("sigmoid", ("neg", b[2][0]))
            case ("*", a, ("+", b, c)):
                yield ("+", ("*", a, b), ("*", a, c))
            case ("*", a, b):
                yield ("*", b, a)
                yield ("/", a, ("/", num(1), b))
            case ("/", a, b):
                yield ("*", a, ("^", b, ("neg", num(1))))
                if a == b:
                    yield num(1)
            case ("neg", ("neg", a)):
                yield a
            case ("^", a, b):
                yield call("exp", ("*", b, call("log", a)))
                yield ("/", ("^", a, ("+", b, num(1))), a)
                yield ("/", num(1), ("^", a, ("neg", b)))
                yield from self.powers(a, b)
            case ("call", word, terms, over):
                yield from self.of_call(word, terms, over)
            case ("where", relation, a, b, c, d):
                opposite = {"<": ">=", "<=": ">", "=": "!=", "!=": "=", ">": "<=", ">=": "<"}[relation]
                yield ("where", opposite, a, b, d, c)
                yield ("where", relation, b, a, c, d)
                yield ("where", {"<=": "<", ">=": ">"}.get(relation, "<="), a, b, c, d)
                if c == d:
                    yield c

    def anywhere(self, t: Tree) -> Iterator[Tree]:
        other = self.term(1)
        yield call("exp", call("log", t))
        yield call("log", call("exp", t))
        yield call("sqrt", ("^", t, num(2)))
        yield ("^", call("sqrt", t), num(2))
        yield call("abs", t)
        yield ("*", call("sign", t), call("abs", t))
        yield ("/", ("*", t, other), other)
        yield ("+", t, ("*", num(0), other))
        yield ("-", ("+", t, other), other)
        yield call("max", t, t)
        yield ("where", "<", t, other, t, t)
        yield ("^", t, num(1))
        yield ("*", t, ("^", other, num(0)))
        yield ("/", num(1), ("/", num(1), t))
        yield call("mean", t, over=OVER_N)
        yield ("+", t, ("-", call("indicator", other, other), num(1)))
        yield ("*", t, ("+", call("sigmoid", other), call("sigmoid", ("neg", other))))
        yield ("-", ("+", call("max", t, other), call("min", t, other)), other)
        yield call("logsumexp", t)
        yield call("logit", call("sigmoid", t))
        yield call("sigmoid", call("logit", t))

    def powers(self, a: Tree, b: Tree) -> Iterator[Tree]:
        match a:
            case ("*", c, d):
                yield ("*", ("^", c, b), ("^", d, b))
            case ("^", c, d):
                yield ("^", c, ("*", d, b))
            case ("call", "abs", (c,), _):
                yield ("^", c, b)
            case ("call", "sqrt", (c,), _) if b == num(2):
                yield c
            case ("+", c, d) if b == num(2):
                yield ("+", ("+", ("^", c, num(2)), ("*", num(2), ("*", c, d))), ("^", d, num(2)))
            case ("call", "sum", (c,), over) if b == num(2) and len(over) == 1:
                (i, low, high) = over[0]
                second = replaced(c, i, name("j" if i != "j" else "i"))
                inner = ((("j" if i != "j" else "i"), low, high),)
                yield call("sum", call("sum", ("*", c, second), over=inner), over=over)
                yield call("sum", ("*", c, call("sum", c, over=over)), over=over)
                yield call("sum", ("^", c, num(2)), over=over)
        if b == name("y") or b == name("b"):
            yield ("+", ("*", b, a), ("-", num(1), b))
        if b == num(2) and a in (name("y"), X):
            yield a

    def of_call(self, word: str, terms: tuple, over: tuple) -> Iterator[Tree]:
        a, one, half = terms[0], num(1), num("1/2")
        b = terms[1] if len(terms) > 1 else a
        up = call("exp", a)
        fixed: dict[str, tuple[Tree, ...]] = {
            "log": (("neg", call("log", ("/", one, a))), ("/", call("log", ("^", a, num(2))), num(2))),
            "exp": (("/", one, call("exp", ("neg", a))), ("^", call("exp", ("/", a, num(2))), num(2))),
            "sqrt": (("^", a, half), call("exp", ("/", call("log", a), num(2)))),
            "abs": (
                a,
                call("max", a, ("neg", a)),
                call("sqrt", ("^", a, num(2))),
                call("abs", ("neg", a)),
                ("where", "<", a, num(0), ("neg", a), a),
                ("*", a, call("sign", a)),
            ),
            "sign": (
                ("/", a, call("abs", a)),
                ("neg", call("sign", ("neg", a))),
                ("where", ">", a, num(0), one, ("neg", one)),
                ("/", call("abs", a), a),
            ),
            "gamma": (
                ("/", call("gamma", ("+", a, one)), a),
                call("factorial", ("-", a, one)),
                ("*", ("-", a, one), call("gamma", ("-", a, one))),
            ),
            "factorial": (call("gamma", ("+", a, one)), ("*", a, call("factorial", ("-", a, one)))),
            "sigmoid": (
                ("/", up, ("+", one, up)),
                ("-", one, call("sigmoid", ("neg", a))),
                call("softmax", a, num(0)),
                ("/", ("+", one, call("tanh", ("/", a, num(2)))), num(2)),
                call("sigmoid", ("neg", a)),
            ),
            "softplus": (
                ("+", a, call("softplus", ("neg", a))),
                call("logsumexp", num(0), a),
                ("neg", call("log", call("sigmoid", ("neg", a)))),
                ("+", call("max", a, num(0)), call("log", ("+", one, call("exp", ("neg", call("abs", a)))))),
            ),
            "tanh": (
                ("-", ("*", num(2), call("sigmoid", ("*", num(2), a))), one),
                ("/", call("sinh", a), call("cosh", a)),
            ),
            "sinh": (
                ("neg", call("sinh", ("neg", a))),
                ("*", call("tanh", a), call("cosh", a)),
                call("sqrt", ("-", ("^", call("cosh", a), num(2)), one)),
            ),
            "cosh": (call("cosh", ("neg", a)), call("sqrt", ("+", one, ("^", call("sinh", a), num(2))))),
            "logit": (("-", call("log", a), call("log", ("-", one, a))), ("neg", call("logit", ("-", one, a)))),
            "loggamma": (call("log", call("gamma", a)), ("-", call("loggamma", ("+", a, one)), call("log", a))),
            "digamma": (("-", call("digamma", ("+", a, one)), ("/", one, a)),),
            "trigamma": (("+", call("trigamma", ("+", a, one)), ("/", one, ("^", a, num(2)))),),
            "erf": (("neg", call("erf", ("neg", a))), ("-", one, call("erfc", a))),
            "erfc": (("-", one, call("erf", a)), ("-", num(2), call("erfc", ("neg", a)))),
            "max": (
                ("/", ("+", ("+", a, b), call("abs", ("-", a, b))), num(2)),
                ("where", "<", a, b, b, a),
                ("neg", call("min", ("neg", a), ("neg", b))),
                ("+", a, call("max", ("-", b, a), num(0))),
                b,
            ),
            "min": (("/", ("-", ("+", a, b), call("abs", ("-", a, b))), num(2)), call("min", b, a), a),
            "xlogy": (
                ("*", a, call("log", b)),
                call("log", ("^", b, a)),
                ("where", "=", a, num(0), num(0), ("*", a, call("log", b))),
            ),
            "indicator": (
                call("indicator", b, a),
                ("where", "=", a, b, one, num(0)),
                ("+", ("-", one, a), ("*", b, ("-", ("*", num(2), a), one))),
                ("-", one, call("abs", ("-", a, b))),
            ),
            "Beta": (
                call("Beta", b, a),
                ("/", ("*", call("gamma", a), call("gamma", b)), call("gamma", ("+", a, b))),
            ),
            "binomial": (
                call("binomial", a, ("-", a, b)),
                ("+", call("binomial", ("-", a, one), b), call("binomial", ("-", a, one), ("-", b, one))),
            ),
            "softmax": (call("sigmoid", ("-", a, b)),) if len(terms) == 2 and not over else (),
        }
        yield from fixed.get(word, ())
        if word in ("log", "exp", "abs", "sqrt", "sign"):
            yield from self.apart(word, a)
        if word in ("sum", "product", "mean", "logsumexp") and len(over) == 1:
            yield from self.of_big(word, a, *over[0])
        if word == "derivative" and len(terms) == 2:
            yield from slopes(a, b)

    def apart(self, word: str, a: Tree) -> Iterator[Tree]:
        match a:
            case ("*" | "/" as kind, b, c):
                joined = {"log": {"*": "+", "/": "-"}[kind]}.get(word, kind)
                yield (joined, call(word, b), call(word, c))
            case ("+" | "-" as kind, b, c):
                yield ({"exp": {"+": "*", "-": "/"}[kind]}.get(word, kind), call(word, b), call(word, c))
            case ("^", b, c):
                yield ("*", c, call("log", b)) if word == "log" else ("^", call(word, b), c)
            case ("call", "product", (b,), over) if word == "log":
                yield call("sum", call("log", b), over=over)
            case ("call", "sum", (b,), over) if word == "exp":
                yield call("product", call("exp", b), over=over)
            case ("call", "sum", (b,), over):
                yield call("sum", call(word, b), over=over)

    def of_big(self, word: str, a: Tree, i: str, low: Tree, high: Tree) -> Iterator[Tree]:
        one = num(1)
        join = "*" if word == "product" else "+"
        if word == "mean":
            yield ("/", call("sum", a, over=((i, low, high),)), high)
            return
        if word == "logsumexp":
            yield call("log", call("sum", call("exp", a), over=((i, low, high),)))
            yield ("+", name("a"), call("logsumexp", ("-", a, name("a")), over=((i, low, high),)))
            return
        last = ((i, low, ("-", high, one)),)
        yield (join, call(word, a, over=last), replaced(a, i, high))
        yield (join, call(word, a, over=((i, ("+", low, one), high),)), replaced(a, i, low))
        shifted = replaced(a, i, ("+", name(i), one))
        yield call(word, shifted, over=((i, ("-", low, one), ("-", high, one)),))
        yield call(word, replaced(a, i, ("-", ("+", low, high), name(i))), over=((i, low, high),))
        other = self.pick([j for j in ("i", "j", "k", "m", "a") if j != i])
        yield call(word, replaced(a, i, name(other)), over=((other, low, high),))
        count = ("+", ("-", high, low), one)
        if i not in {node[1] for node in walk(a) if node[0] == "name"}:
            yield ("^", a, count) if word == "product" else ("*", count, a)
            yield ("^", a, high) if word == "product" else ("*", high, a)
        match a:
            case ("+" | "-" as kind, b, c) if word == "sum":
                yield (kind, call(word, b, over=((i, low, high),)), call(word, c, over=((i, low, high),)))
            case ("*" | "/" as kind, b, c) if word == "product":
                yield (kind, call(word, b, over=((i, low, high),)), call(word, c, over=((i, low, high),)))
            case ("*", b, c) if word == "sum":
                yield ("*", b, call(word, c, over=((i, low, high),)))
                yield ("*", c, call(word, b, over=((i, low, high),)))
            case ("call", inner, (b,), over) if inner == word and len(over) == 1:
                yield call(word, call(word, b, over=((i, low, high),)), over=over)
        if a == name(i) and word == "sum":
            yield ("/", ("*", high, ("+", high, one)), num(2))


def slopes(a: Tree, v: Tree) -> Iterator[Tree]:
    def d(t: Tree) -> Tree:
        return call("derivative", t, v)

    outer = {
        "log": lambda t: ("/", num(1), t),
        "exp": lambda t: call("exp", t),
        "abs": lambda t: call("sign", t),
        "sqrt": lambda t: ("/", num("1/2"), call("sqrt", t)),
        "softplus": lambda t: call("sigmoid", t),
        "sign": lambda t: num(0),
        "tanh": lambda t: ("-", num(1), ("^", call("tanh", t), num(2))),
        "sigmoid": lambda t: ("*", call("sigmoid", t), ("-", num(1), call("sigmoid", t))),
        "loggamma": lambda t: call("digamma", t),
        "digamma": lambda t: call("trigamma", t),
    }
    match a:
        case ("+" | "-" as kind, b, c):
            yield (kind, d(b), d(c))
        case ("*", b, c):
            yield ("+", ("*", d(b), c), ("*", b, d(c)))
            yield ("*", b, d(c))
        case ("^", b, c):
            yield ("*", ("*", c, ("^", b, ("-", c, num(1)))), d(b))
        case ("call", "max", (b, c), _):
            yield ("where", "<", b, c, d(c), d(b))
        case ("where", relation, b, c, e, f):
            yield ("where", relation, b, c, d(e), d(f))
        case ("call", "sum", (b,), over):
            yield call("sum", d(b), over=over)
        case ("call", word, (b,), ()) if word in outer:
            yield ("*", outer[word](b), d(b))
            yield outer[word](b)
    if a == v:
        yield num(1)
    if a[0] in ("num", "name") and a != v:
        yield num(0)
