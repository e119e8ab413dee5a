"""A second reader and writer of the text language, to check the first.

It shares nothing with derive, nor with SymPy. A tree is a tuple: ("num", 1/2), ("name", "p"), ("at", "x",
index), ("+", a, b), ("neg", a), ("call", name, arguments, bindings), ("where", relation, left, right, yes, no),
("vec", …).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

Tree = tuple

TOKEN = re.compile(
    r"\s*(?:(\d+(?:\.\d+)?|\.\d+)|([A-Za-z_]\w*)|(\.\.\.|\.\.|\*\*|:=|==|<=|>=|!=|[-+*/^()\[\]{},;<>=\n]))"
)
RELATIONS = ("<=", ">=", "!=", "==", "<", ">", "=")
KINDS = ("real", "reals", "integer", "integers")
SIZE = "n"


# ── reading ──


class Reader:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        at, text = 0, text.strip()
        while at < len(text):
            found = TOKEN.match(text, at)
            if not found:
                raise SyntaxError(f"{text[at : at + 20]!r}")
            self.tokens.append(found[0].strip())
            at = found.end()
        self.at = 0

    def peek(self, ahead: int = 0) -> str:
        k = self.at + ahead
        return self.tokens[k] if k < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise SyntaxError(
                f"{expected or 'a token'} expected, not {token!r} in {' '.join(self.tokens)[:80]}"
            )
        self.at += 1
        return token

    def has(self, *tokens: str) -> bool:
        if self.peek() in tokens and self.peek():
            self.at += 1
            return True
        return False

    def term(self) -> Tree:
        left = self.factors()
        while self.peek() in ("+", "-"):
            left = (self.take(), left, self.factors())
        return left

    def factors(self) -> Tree:
        left = self.factor()
        while self.peek() in ("*", "/"):
            left = (self.take(), left, self.factor())
        return left

    def factor(self) -> Tree:
        if self.has("-"):
            return ("neg", self.factor())
        base = self.atom()
        return ("^", base, self.factor()) if self.has("^", "**") else base

    def atom(self) -> Tree:
        token = self.take()
        if token[0].isdigit() or (token[0] == "." and token[1:].isdigit()):
            return ("num", Fraction(token))
        if token == "(":
            inside = self.term()
            self.take(")")
            return inside
        if token == "[":
            entries = self.listed("]")
            return ("vec", *entries)
        if not token[0].isalpha() and token[0] != "_":
            raise SyntaxError(f"{token!r} is no term")
        if self.has("["):
            return ("at", token, *self.listed("]"))
        return self.call(token) if self.has("(") else ("name", token)

    def listed(self, closing: str) -> list[Tree]:
        found = [self.term()]
        while self.has(","):
            found.append(self.term())
        self.take(closing)
        return found

    def call(self, name: str) -> Tree:
        arguments: list[Tree] = []
        bindings: list[Tree] = []
        condition: Tree = ()
        while True:
            left = self.term()
            if self.peek() in RELATIONS:
                relation = self.take()
                right = self.term()
                if self.has(".."):
                    bindings.append((left[1], right, self.term()))
                else:
                    condition = (relation, left, right)
            else:
                arguments.append(left)
            if not self.has(","):
                break
        self.take(")")
        if name == "where":
            return ("where", *condition, *arguments)
        return ("call", name, tuple(arguments), tuple(bindings))

    def chain(self) -> tuple[list[Tree], list[str]]:
        terms, relations = [self.term()], []
        while self.peek() in RELATIONS:
            relations.append({"==": "="}.get(token := self.take(), token))
            terms.append(self.term())
        return terms, relations

    def facts(self) -> Iterator[Tree]:
        while self.at < len(self.tokens):
            if self.has(",", ";", "and"):
                continue
            said = self.statement()
            bindings = []
            while self.has("for"):
                index = self.take()
                self.take("=")
                low = self.term()
                self.take("..")
                bindings.append((index, low, self.term()))
            free = set(indices(said)) - {SIZE}
            if not bindings:
                bindings = [(i, ONE, ("name", SIZE)) for i in sorted(free)]
            yield ("fact", said, tuple(bindings))

    def statement(self) -> Tree:
        terms, relations = self.chain()
        self.has("is")
        if self.peek() in KINDS:
            return ("chain", tuple(terms), tuple(relations), self.take()[:4])
        if self.has("in"):
            return ("in", terms[0], self.domain())
        return ("chain", tuple(terms), tuple(relations), "")

    def domain(self) -> Tree:
        if self.peek() in KINDS:
            return ("ints", None, None) if self.take()[0] == "i" else ("interval", None, None, False, False)
        if self.has("{"):
            members: list[Tree] = []
            dots = False
            while True:
                if self.has("..."):
                    dots, after = True, len(members)
                else:
                    members.append(self.term())
                if not self.has(","):
                    break
            self.take("}")
            if dots:
                return ("ints", members[0], members[-1] if len(members) > after else None)
            return ("set", *members)
        start = self.at
        if self.peek() in ("(", "["):
            try:
                opening, low = self.take(), self.term()
                self.take(",")
                high = self.term()
                if self.peek() in (")", "]"):
                    return ("interval", low, high, opening == "[", self.take() == "]")
            except SyntaxError:
                pass
            self.at = start
        low = self.term()
        self.take("..")
        return ("ints", low, self.term())


ONE = ("num", Fraction(1))


def read_claim(text: str) -> tuple[str, Tree, Tree]:
    reader = Reader(text)
    terms, relations = reader.chain()
    if len(relations) != 1 or reader.peek():
        raise SyntaxError(text)
    return relations[0], terms[0], terms[1]


def read_facts(text: str) -> tuple[Tree, ...]:
    lines = re.split(r"\n(?![^()\[\]{}]*[)\]}])", text)
    return tuple(fact for line in lines for fact in Reader(line).facts())


def walk(tree: object) -> Iterator[Tree]:
    """Every node of a tree, outermost first."""
    if isinstance(tree, tuple | list):
        if isinstance(tree, tuple) and tree and isinstance(tree[0], str):
            yield tree
        for part in tree:
            yield from walk(part)


def indices(tree: object, bound: frozenset[str] = frozenset()) -> Iterator[str]:
    """The free names that stand as indices of data."""
    if isinstance(tree, tuple) and tree and tree[0] == "call":
        bound |= {name for name, _, _ in tree[3]}
    if isinstance(tree, tuple) and tree and tree[0] == "at":
        yield from (node[1] for node in walk(tree[2:]) if node[0] == "name" and node[1] not in bound)
    for part in tree if isinstance(tree, tuple) else ():
        yield from indices(part, bound)


# ── writing ──

LEVEL = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3, "^": 4}


def text_of(tree: Tree, level: int = 0) -> str:
    kind = tree[0]
    match kind:
        case "num":
            value = tree[1]
            text = str(value)
            return f"({text})" if (value.denominator > 1 or value < 0) and level > 1 else text
        case "name":
            return tree[1]
        case "at":
            return f"{tree[1]}[{', '.join(map(text_of, tree[2:]))}]"
        case "vec":
            return f"[{', '.join(map(text_of, tree[1:]))}]"
        case "call":
            bound = [f"{i}={text_of(a)}..{text_of(b)}" for i, a, b in tree[3]]
            return f"{tree[1]}({', '.join([*map(text_of, tree[2]), *bound])})"
        case "where":
            left, right, yes, no = map(text_of, tree[2:])
            return f"where({left} {tree[1]} {right}, {yes}, {no})"
    mine = LEVEL[kind]
    if kind == "neg":
        text = f"-{text_of(tree[1], mine)}"
    else:
        left, right = (mine + 1, mine - 1) if kind == "^" else (mine, mine + 1)
        gap = " " if mine == 1 else ""
        text = f"{text_of(tree[1], left)}{gap}{kind}{gap}{text_of(tree[2], right)}"
    return f"({text})" if mine < level else text


# ── parts ──


def positions(tree: Tree, path: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Tree]]:
    """The subterms that may be replaced, each with its path; limits of sums are left as they are."""
    if tree and isinstance(tree[0], str):
        yield path, tree
        if tree[0] in ("num", "name", "at"):
            return
        parts = tree[2] if tree[0] == "call" else tree[1:]
        if tree[0] == "call" and tree[1] == "derivative":
            parts = parts[:1]
        for k, part in enumerate(parts):
            if isinstance(part, tuple) and part and isinstance(part[0], str):
                yield from positions(part, (*path, k))


def put(tree: Tree, path: tuple[int, ...], new: Tree) -> Tree:
    if not path:
        return new
    k, rest = path[0], path[1:]
    if tree[0] == "call":
        terms = tree[2]
        return (*tree[:2], (*terms[:k], put(terms[k], rest, new), *terms[k + 1 :]), tree[3])
    return (*tree[: k + 1], put(tree[k + 1], rest, new), *tree[k + 2 :])


def replaced(tree: Tree, old: str, new: Tree) -> Tree:
    """A name replaced where it is free; what the new term says may be captured, on purpose."""
    if tree == ("name", old):
        return new
    if isinstance(tree, tuple) and tree and tree[0] == "call" and any(b[0] == old for b in tree[3]):
        return tree
    return tuple(replaced(part, old, new) if isinstance(part, tuple) else part for part in tree)
