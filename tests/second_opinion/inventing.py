"""Statements of this field at random, for hypothesis: a term, and the same term rewritten by laws that are
true, true only under conditions, or tempting and false."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from second_opinion.laws import OVER_N, Laws, call, name, num
from second_opinion.tree import Tree, text_of


class Case(NamedTuple):
    claim: str
    given: str = ""
    up_to: str = ""


NAMES = ("a", "b", "p", "y", "t")
FACTS = {
    "a": ("a real", "", "a > 0", "a >= 0", "a != 0", "a integer", "a in {-1, 0, 1}", "a < 0",
        "a in [0, 1]", "1 <= a"),
    "b": ("b real", "", "b > 0", "b >= 0", "b != 0", "b > a", "b in {0, 1}", "b in 0..3", "a + b = 1",
        "b = 1/a"),
    "p": ("0 < p < 1", "0 <= p <= 1", "p in (0, 1]", "p > 0"),
    "y": ("y in {0, 1}", "y in {0, 1}", "y real", "y in {-1, 1}", "y in [0, 1]"),
    "t": ("t real", "t > 0", "t = sum(x[i], i=1..n)", "t = abs(a)", "t >= 1 integer", "t != a"),
    "n": ("n >= 1 integer", "n >= 1 integer", "n >= 1 integer", "n >= 0 integer", "n >= 2 integer",
        "n in {1, 2}"),
    "K": ("K >= 1 integer", "K >= 1 integer", "K >= 2 integer", "K >= 0 integer"),
    "x": ("x[i] real", "", "x[i] > 0", "x[i] in {0, 1}", "x[i] >= 0", "0 < x[i] < 1", "x[i] != a",
        "x[i] integer"),
    "w": ("w[k] real for k=1..K", "w[k] > 0 for k=1..K", "w[k] > 0 for k=1..K, sum(w[k], k=1..K) = 1"),
    "u": ("u[i, j] real for i=1..n for j=1..K", "u[i, j] > 0 for i=1..n for j=1..K", ""),
}  # fmt: skip
"""What may be known of each name; the first ones more often."""

FUNCTIONS = (
    "log", "exp", "sqrt", "abs", "sign", "gamma", "sigmoid", "softplus", "tanh", "sinh", "cosh", "logit",
    "loggamma", "digamma", "trigamma", "erf", "erfc", "factorial",
)  # fmt: skip
OF_TWO = ("max", "min", "xlogy", "indicator", "Beta", "binomial")


OVER_K = (("k", num(1), name("K")),)
W = ("at", "w", name("k"))


class Inventor:
    def __init__(self, random: Random) -> None:
        self.random, self.pick = random, random.choice

    def leaf(self, bound: tuple[str, ...]) -> Tree:
        if bound and self.random.random() < 0.7:
            index = self.pick(bound)
            if (
                index in "ij"
                and len(bound) > 1
                and "i" in bound
                and "j" in bound
                and self.random.random() < 0.3
            ):
                return ("at", "u", name("i"), name("j"))
            return self.pick([("at", {"k": "w"}.get(index, "x"), name(index))] * 4 + [name(index)])
        return self.pick([*map(name, NAMES), *map(name, NAMES), num(self.pick([0, 1, 2, 3, "1/2"])), name("n")])

    def term(self, depth: int, bound: tuple[str, ...] = ()) -> Tree:
        if depth <= 0:
            return self.leaf(bound)
        kind = self.random.random()
        if kind < 0.45:
            return self.arithmetic(depth, bound)
        if kind < 0.68:
            return call(self.pick(FUNCTIONS), self.term(depth - 1, bound))
        if kind < 0.76:
            return call(self.pick(OF_TWO), self.term(depth - 1, bound), self.term(depth - 2, bound))
        if kind < 0.92:
            return self.big(depth, bound)
        return self.special(depth, bound)

    def arithmetic(self, depth: int, bound: tuple[str, ...]) -> Tree:
        one = self.term(depth - 1, bound)
        kind = self.pick("++-**/^n")
        if kind == "n":
            return ("neg", one)
        if kind == "^":
            free = [name(self.pick(["y", "a", "n", "b"])), self.term(depth - 2, bound)]
            return ("^", one, self.pick([num(2), num(2), num(3), ("neg", num(1)), num("1/2"), *free]))
        return (kind, one, self.term(depth - 1 - (self.random.random() < 0.5), bound))

    def big(self, depth: int, bound: tuple[str, ...]) -> Tree:
        free = [i for i in "ijk" if i not in bound] + ([self.pick(bound)] if bound else [])
        index = self.pick(free)
        last = name("K" if index == "k" else "n")
        low, high = self.pick(
            [(num(1), last)] * 6 + [(num(0), last), (num(1), ("-", last, num(1))), (num(2), last)]
        )
        word = self.pick(["sum"] * 5 + ["product", "mean", "logsumexp"])
        inside = self.term(depth - 1, (*bound, index))
        return call(word, inside, over=((index, low, high),))

    def special(self, depth: int, bound: tuple[str, ...]) -> Tree:
        a, b, c, d = (self.term(depth - k, bound) for k in (1, 2, 2, 1))
        return self.pick(
            [
                ("where", self.pick(["<", "<=", "=", "!=", ">"]), a, b, c, d),
                call("softmax", a, b),
                call("softmax", a, b, c),
                call("softmax", name("a"), W, over=OVER_K),
                call("derivative", a, name(self.pick(["a", "p", "b", "t"]))),
                call("derivative", call("sum", self.term(depth - 1, ("i",)), over=OVER_N), name("a")),
                call("derivative", call("logsumexp", W, over=OVER_K), ("at", "w", name("j"))),
                call("kl", W, ("*", W, name("p")), over=OVER_K),
                call("entropy", name("p"), ("-", num(1), name("p"))),
                call("det", ("vec", ("vec", a, b), ("vec", c, d))),
                call("trace", ("vec", ("vec", a, b), ("vec", c, d))),
                call("dot", ("vec", a, b), ("vec", c, d)),
            ]
        )


# ── cases ──


def given_for(trees: tuple[Tree, ...], random: Random) -> str:
    said: list[str] = []
    known: set[str] = set()
    while True:
        text = " ".join(map(text_of, trees)) + " " + " ".join(said)
        used = [n for n in FACTS if n not in known and any(part == n for part in words(text))]
        if not used:
            break
        for n in used:
            known.add(n)
            fact = random.choice(FACTS[n])
            if fact:
                said.append(fact)
    return ", ".join(said)


def words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "_" else " " for c in text).split()


def statement(random: Random, deepest: int = 4) -> Case:
    """A random statement; on its left, functions stand at most so deep in each other."""
    inventor = Inventor(random)
    left = inventor.term(min(random.choice([1, 2, 2, 3, 3, 4]), deepest))
    kind = random.random()
    if kind < 0.88:
        right = Laws(random, inventor.term).rewritten(left, random.choice([1, 1, 2, 3, 5]))
    else:
        right = inventor.term(random.choice([0, 1, 2]))
    if random.random() < 0.08:
        left = ("*", inventor.term(1), left)
    relation = random.choice(["="] * 12 + ["<=", "<", ">=", "!="])
    up_to = (
        random.choice([""] * 15 + ["constant in a", "factor in a", "constant in p, b"])
        if relation == "="
        else ""
    )
    if random.random() < 0.5:
        left, right = right, left
    return Case(f"{text_of(left)} {relation} {text_of(right)}", given_for((left, right), random), up_to)


PIECES = (
    "p", "x", "y", "n", "a", "b", "i", "k", "0", "1", "2", "1/2", "0.25", ".5", "9", "99999999999", "e",
    "pi", "oo", "(", ")", "(", ")", "[", "]", "{", "}", ",", ",", ";", "+", "-", "*", "/", "^", "**",
    "=", "==", "<", "<=", ">", ">=", "!=", "..", "...", ":", ":=", "'", '"', "!", "|", "∑", "√", "α",
    "β", "σ", "∞", "≤", "≠", "−", "·", "x[i]", "i=1..n", "sum(", "product(", "log(", "exp(", "where(",
    "max(", "sigmoid(", "derivative(", "softmax(", "kl(", "[[", "]]", "det(", "in", "for", "and", "is",
    "real", "integer", "{0,1}", "f(", "lambda", "\n", "\t", "\\", "#", "@", "é", "⅓", "ｘ", "а", "\u202e",
    "\x00", "1e5", "2x", "x2", "__a",
)  # fmt: skip


def soup(random: Random) -> Case:
    """Random tokens."""
    text = [random.choice(PIECES) for _ in range(random.choice([1, 3, 6, 12, 40]))]
    if random.random() < 0.5:
        text.insert(random.randrange(len(text) + 1), "=")
    claim = random.choice(["", " "]).join(text)
    facts = " ".join(random.choice(PIECES) for _ in range(random.choice([0, 0, 2, 5])))
    return Case(
        claim, facts, random.choice(["", "", "", "constant in p", "factor", "constant in", "factor in 2"])
    )


def damaged(random: Random) -> Case:
    """A statement with a few characters changed."""
    case = statement(random)

    def damage(text: str) -> str:
        for _ in range(random.choice([1, 1, 2, 4])):
            at = random.randrange(len(text) + 1)
            match random.randrange(4):
                case 0:
                    text = text[:at] + text[at + random.randint(1, 3) :]
                case 1:
                    text = text[:at] + random.choice(PIECES) + text[at:]
                case 2:
                    end = at + random.randint(1, 12)
                    text = text[:end] + text[at:end] + text[end:]
                case 3:
                    text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
        return text

    if random.random() < 0.6:
        return Case(damage(case.claim), case.given, case.up_to)
    return Case(case.claim, damage(case.given), case.up_to)


__all__ = ["Case", "damaged", "soup", "statement"]
