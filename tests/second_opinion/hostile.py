"""Hostile input by name: a claim, what is given, and what a person is told."""

from __future__ import annotations

READ, LIMIT, OPEN, PROVED, REFUTED = "ReadError", "LimitError", "Open", "Proved", "Refuted"


def nested_where(depth: int) -> str:
    return "where(x < " + ", where(x < ".join(f"{k}, {k}" for k in range(depth)) + ", x" + ")" * depth


def twice(word: str, depth: int) -> str:
    return f"{word}(" * depth + "x" + ", a)" * depth


def matrix(name: str, size: int) -> str:
    rows = (", ".join(f"{name}{j}{k}" for k in range(size)) for j in range(size))
    return "[[" + "], [".join(rows) + "]]"


HOSTILE: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "tower": ("9**9**9 = 1", "", (OPEN, REFUTED, LIMIT), ""),
    "tower of names": ("x^y^x^y^x = x^(y^(x^(y^x)))", "x > 0, y > 0", (PROVED, OPEN), ""),
    "huge power": ("x**(10**9) = x^(10^9)", "", (OPEN, PROVED, LIMIT), ""),
    "huge power of a sum": ("(x + y)^(10^9) = x", "x > 0, y > 0", (OPEN, REFUTED, LIMIT), ""),
    "power of a sum, expanded": ("(x + y + z + w)^60 = x", "", (OPEN, REFUTED, LIMIT), ""),
    "huge gamma": ("gamma(10**8) = factorial(10**8 - 1)", "", (OPEN, PROVED, LIMIT), ""),
    "gamma far off": ("gamma(x + 10^8) = x", "x > 0", (OPEN, REFUTED, LIMIT), ""),
    "huge binomial": ("binomial(10^9, 5*10^8) = 1", "", (OPEN, REFUTED, LIMIT), ""),
    "parentheses": ("(" * 100_000 + "x" + ")" * 100_000 + " = x", "", (LIMIT,), "100,000 are read"),
    "parentheses within the length": ("(" * 40_000 + "x" + ")" * 40_000 + " = x", "", (LIMIT,), "400 levels"),
    "parentheses below the bound": ("(" * 390 + "x" + ")" * 390 + " = x", "", (PROVED,), ""),
    "a long line": ("x" + " + x" * 1_250_000 + " = x", "", (LIMIT,), "100,000 are read"),
    "a long fact": ("x = x", "x > 0, " * 700_000, (LIMIT,), "100,000 are read"),
    "a wide sum": (" + ".join(f"x{k}" for k in range(3000)) + " = 0", "", (OPEN, REFUTED, LIMIT), ""),
    "many digits": ("9" * 5_000 + " = 1", "", (LIMIT,), "1,000"),
    "a name of a function": ("log = 2", "log > 0", (READ,), "'log' is a function"),
    "a bound name of a function": ("sum(exp, exp=1..3) = 6", "", (READ,), ""),
    "a constant as a name": ("pi(x) = 3", "", (READ,), "'pi' is a constant"),
    "a constant is given": ("pi = 3", "pi = 3", (OPEN, READ), ""),
    "names of Python": ("__import__(os) = 1", "", (READ,), "unknown function '__import__'"),
    "an attribute": ("x.__class__ = 1", "", (READ,), "column"),
    "lambda": ("lambda = 2*lambda/2", "", (PROVED,), ""),
    "a Cyrillic letter": ("\u0430 = a", "", (READ,), "CYRILLIC SMALL LETTER A"),
    "a full-width letter": ("\uff58 = x", "", (READ,), "write x"),
    "a text that runs backwards": ("x \u202e= y", "", (READ,), "RIGHT-TO-LEFT OVERRIDE"),
    "a zero-width space": ("x\u200b = x", "", (READ,), "ZERO WIDTH SPACE"),
    "superscript": ("x\u00b2 = x*x", "", (READ,), "write x^2"),
    "a control character": ("x\x00 = x", "", (READ,), "control character"),
    "a huge binder": ("sum(i, i=1..10**9) = 500000000500000000", "", (PROVED, OPEN, LIMIT), ""),
    "a huge binder of nothing known": ("sum(sin1^i, i=1..10**9) = 1", "", (OPEN, REFUTED, LIMIT), ""),
    "a huge product": ("product(i, i=1..10**9) = 0", "", (OPEN, REFUTED, LIMIT), ""),
    "nested binders": (
        "sum(" * 40 + "x[i]" + ", i=1..n)" * 40 + " = 0",
        "n >= 1 integer",
        (OPEN, REFUTED, LIMIT),
        "",
    ),
    "binders in limits": (
        "sum(i, i=1..sum(j, j=1..sum(k, k=1..n))) = n",
        "n >= 2 integer",
        (OPEN, REFUTED),
        "",
    ),
    "deep where": (nested_where(60) + " = x", "", (OPEN, REFUTED, LIMIT), ""),
    "deeper where": (nested_where(190) + " = x", "", (OPEN, REFUTED, LIMIT), ""),
    "a matrix at the bound": (f"det({matrix('a', 6)}) = 0", "", (OPEN, REFUTED, LIMIT), ""),
    "a matrix beyond": (f"det({matrix('a', 7)}) = 0", "", (LIMIT,), "more than 6 rows"),
    "an inverse at the bound": (
        f"inverse({matrix('a', 4)})*{matrix('a', 4)} = identity(4)",
        "",
        (PROVED, OPEN),
        "",
    ),
    "an inverse beyond": (f"inverse({matrix('a', 5)}) = identity(5)", "", (LIMIT,), "more than 4 rows"),
    "powers of a matrix": ("*".join([matrix("a", 6)] * 8) + " = identity(6)", "", (OPEN, REFUTED, LIMIT), ""),
    "softmax of softmax": (twice("softmax", 12) + " = x", "", (OPEN, REFUTED, LIMIT), ""),
    "softmax of softmax, deeper": (twice("softmax", 80) + " = x", "", (LIMIT, OPEN), ""),
    "max of max": (twice("max", 90) + " = x", "", (OPEN, REFUTED, LIMIT), ""),
    "exp of exp": ("exp(" * 80 + "x" + ")" * 80 + " = 0", "", (OPEN, REFUTED, LIMIT), ""),
    "derivative of derivative": (
        "derivative(" * 20 + "exp(x^2)" + ", x)" * 20 + " = 0",
        "",
        (OPEN, REFUTED, LIMIT),
        "",
    ),
    "an empty set": ("x = x + 1", "x in {}", (READ,), ""),
    "an empty interval": ("x = x + 1", "1 < x < 0", (OPEN,), "no point is known"),
    "an interval from oo": ("x = x", "x in [oo, oo)", (OPEN, READ), ""),
    "contradictory facts": ("x = x + 1", "x > 0, x < 0", (OPEN,), "no point is known"),
    "hidden contradiction": ("x = x + 1", "x^2 < 0", (OPEN,), "no point is known"),
    "contradiction in data": ("1 = 2", "n >= 1 integer, x[i] > 0, sum(x[i], i=1..n) < 0", (OPEN,), "no point"),
    "division by zero in a fact": ("x = x + 1", "x > 1/0", (OPEN, READ), ""),
    "division by zero": ("1/0 = 1/0", "", (OPEN,), "defined"),
    "zero over zero": ("x/(y - y) = 1", "", (OPEN,), "defined"),
    "log of nothing": ("log(-x^2) = 1", "", (OPEN,), "defined"),
    "a fact about a bound name": ("sum(i, i=1..3) = 6", "i > 10", (PROVED,), ""),
    "a fact about a bound name that is false": (
        "sum(x[i], i=1..n) = n*x[i]",
        "i = 1, n >= 2 integer",
        (REFUTED,),
        "",
    ),
    "a binder of its own limit": ("sum(n, n=1..n) = n*(n + 1)/2", "n >= 1 integer", (PROVED, OPEN, READ), ""),
    "data and symbol of one name": ("x[x] = x", "", (OPEN, REFUTED, READ), ""),
    "infinity": ("oo - oo = 0", "", (OPEN, READ), ""),
    "an infinite sum": ("sum(1/2^i, i=1..oo) = 1", "", (OPEN,), ""),
    "nothing": ("", "", (READ,), "empty"),
    "no relation": ("x", "", (READ,), "relation"),
    "two relations": ("a = b = c", "", (READ,), ""),
    "a relation of nothing": (" = ", "", (READ,), "missing"),
    "a definition of itself": ("x = 1", "x := x + 1", (OPEN, READ), ""),
    "definitions in a circle": ("x = 1", "x := y + 1, y := x - 1", (OPEN, READ), ""),
    "a definition that doubles": (
        "x30 = 1",
        ", ".join(f"x{k + 1} := x{k} + x{k}" for k in range(30)),
        (OPEN, LIMIT, READ, REFUTED),
        "",
    ),
    "many facts": ("x0 < x300", ", ".join(f"x{k} < x{k + 1}" for k in range(300)), (OPEN, PROVED, LIMIT), ""),
    "many names": ("*".join(f"(1 + y{k})" for k in range(30)) + " = 1", "", (OPEN, REFUTED, LIMIT), ""),
    "large fractions": ("x/" + "9" * 900 + " = x/" + "7" * 900, "", (OPEN, REFUTED), ""),
    "roots of roots": ("sqrt(" * 60 + "x" + ")" * 60 + " = x", "x > 0", (OPEN, REFUTED, LIMIT), ""),
    "a root of high order": ("x^(1/1000000007) = x", "x > 0", (OPEN, REFUTED, LIMIT), ""),
    "roots of many orders": (
        " + ".join(f"x^(1/{q})" for q in (101, 103, 107, 109, 113)) + " = 1",
        "x > 0",
        (OPEN, REFUTED, LIMIT),
        "",
    ),
}
"""Claim, given, the outcomes that are right, and what the error or the reason says."""
