"""How the time to prove grows: with the classes of a softmax, with the depth of sums, with the size of terms.

    python benchmarks/growth.py                 # tables, and docs/growth-*.svg where Matplotlib is installed
    python benchmarks/growth.py --only sums --rounds 1 --no-plots

softmax    the derivatives of -log softmax by all its K logits, by one of them, and by z[j] with j free
sums       sums 1 to 4 deep with symbolic limits: a product of data, a sum of data, and limits that depend on
           the index outside
nodes      terms of 10 to 10,000 nodes (both sides together) whose products are multiplied out on the other
           side and shuffled; polynomials, and terms over exp and log

Reading is timed apart from deciding. Every round has names (or random terms) of its own, so that no cache
answers; each number is the median of the rounds. A claim that is not proved within the limit ends its series.
`growth` is the power of the size with which the time grew from the line above.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from pathlib import Path
from statistics import median
from typing import NamedTuple

from pebble import ProcessPool
from sympy import preorder_traversal

from derive.identities import decide, read_identity
from derive.statement import Open, Proved, terms_of

DOCS = Path(__file__).resolve().parent.parent / "docs"
LETTERS = "bcdfghkmpqrstuvwxyz"


class Claim(NamedTuple):
    """A claim, as the texts of one identity or of several that are decided together."""

    texts: tuple[str, ...]
    given: str


class Point(NamedTuple):
    size: int
    nodes: int
    read: float
    decide: float
    said: str


class Plot(NamedTuple):
    """A figure: its axis, and its series as functions from a size and a round to a claim."""

    axis: str
    title: str
    sizes: tuple[int, ...]
    series: dict[str, Callable[[int, int], Claim]]
    by_nodes: bool = False


# ── the claims ──


def gradient(size: int, turn: int, entries: int | None = None) -> Claim:
    """The derivatives of -log softmax by its logits, which are symbols of their own."""
    letter = LETTERS[turn % len(LETTERS)]
    logits = [f"{letter}{k}" for k in range(1, size + 1)]

    def weight(k: int) -> str:
        return f"softmax({', '.join([logits[k], *logits[:k], *logits[k + 1 :]])})"

    chosen = range(size) if entries is None else range(size - entries, size)
    texts = (f"derivative(-log({weight(0)}), {logits[k]}) = {weight(k)} - {int(k == 0)}" for k in chosen)
    return Claim(tuple(texts), "")


def one_derivative(size: int, turn: int) -> Claim:
    return gradient(size, turn, 1)


def indexed_gradient(size: int, turn: int) -> Claim:
    z = LETTERS[turn % len(LETTERS)] + "0"
    weight = f"softmax({z}[{{}}], {z}[k], k=1..{size})"
    text = f"derivative(-log({weight.format(1)}), {z}[j]) = {weight.format('j')} - indicator(j, 1)"
    return Claim((text,), f"j in 1..{size}, {z}[k] real for k=1..{size}")


def indices(depth: int, turn: int) -> list[tuple[str, str, str]]:
    """For each level the data, their index and its upper limit."""
    return [(f"{LETTERS[level]}{turn}", f"i{level}", f"n{level}") for level in range(depth)]


def product_of_sums(depth: int, turn: int) -> Claim:
    levels = indices(depth, turn)
    inside = "*".join(f"{x}[{i}]^2" for x, i, _ in levels)
    over = ", ".join(f"{i}=1..{n}" for _, i, n in levels)
    apart = "*".join(f"sum({x}[{i}]^2, {i}=1..{n})" for x, i, n in levels)
    return Claim((f"sum(3*{inside}, {over}) = 3*{apart}",), whole(n for *_, n in levels))


def sum_of_sums(depth: int, turn: int) -> Claim:
    levels = indices(depth, turn)
    inside = " + ".join(f"{x}[{i}]" for x, i, _ in levels)
    over = ", ".join(f"{i}=1..{n}" for _, i, n in levels)
    apart = " + ".join(
        "*".join([f"sum({x}[{i}], {i}=1..{n})", *(other for *_, other in levels if other != n)])
        for x, i, n in levels
    )
    return Claim((f"sum(2*({inside}), {over}) = 2*({apart})",), whole(n for *_, n in levels))


def triangular(depth: int, turn: int) -> Claim:
    """1 + ... with every limit the index outside: n(n+1)...(n+d-1)/d!."""
    n = f"n{turn}"
    text = "1"
    for level in reversed(range(depth)):
        text = f"sum({text}, i{level}=1..{f'i{level - 1}' if level else n})"
    closed = "*".join(f"({n} + {k})" for k in range(depth))
    return Claim((f"{text} = {closed}/{math.factorial(depth)}",), whole([n]))


def whole(names: Sequence[str] | Iterator[str]) -> str:
    return ", ".join(f"{name} >= 1 integer" for name in names)


def polynomials(size: int, turn: int) -> Claim:
    """Sums of c·u·v^k·(w + c') against the same multiplied out, shuffled."""
    draw = random.Random(f"{size}-{turn}")
    left, right = [], []
    for _ in range(max(1, size // 22)):
        u, v, w = draw.sample("abcdef", 3)
        factor, power, shift = draw.randint(2, 9), draw.randint(2, 4), draw.randint(1, 9)
        left.append(f"{factor}*{u}*{v}^{power}*({w} + {shift})" if size > 20 else f"{u}*({w} + {shift})")
        right.append(f"{factor}*{u}*{w}*{v}^{power}" if size > 20 else f"{u}*{w}")
        right.append(f"{factor * shift}*{v}^{power}*{u}" if size > 20 else f"{shift}*{u}")
    draw.shuffle(right)
    return Claim((f"{' + '.join(left)} = {' + '.join(right)}",), "")


def exponentials(size: int, turn: int) -> Claim:
    """Sums of c·u·log(v·w)·exp(u + k·v) against the logarithms and powers taken apart, shuffled."""
    draw = random.Random(f"{size}-{turn}")
    left, right = [], []
    for _ in range(max(1, size // 40)):
        u, v, w = draw.sample("abcdef", 3)
        factor, times = draw.randint(2, 9), draw.randint(2, 4)
        small = size <= 20
        left.append(f"log({u}*{v})" if small else f"{factor}*{u}*log({v}*{w})*exp({u} + {times}*{v})")
        right += (
            [f"log({u})", f"log({v})"]
            if small
            else [f"{factor}*exp({u})*log({part})*{u}*exp({v})^{times}" for part in (v, w)]
        )
    draw.shuffle(right)
    return Claim((f"{' + '.join(left)} = {' + '.join(right)}",), ", ".join(f"{x} > 0" for x in "abcdef"))


PLOTS: dict[str, Plot] = {
    "softmax": Plot(
        "classes K",
        "Gradient of −log softmax",
        (2, 5, 10, 20, 30, 40, 50),
        {"all K entries": gradient, "one entry": one_derivative, "entry j of z[k]": indexed_gradient},
    ),
    "sums": Plot(
        "depth of the sums",
        "Nested sums, symbolic limits",
        (1, 2, 3, 4),
        {"product of data": product_of_sums, "sum of data": sum_of_sums, "limits depend": triangular},
    ),
    "nodes": Plot(
        "nodes of both sides",
        "Size of the terms",
        (10, 30, 100, 300, 1000, 3000, 10000),
        {"polynomials": polynomials, "over exp and log": exponentials},
        by_nodes=True,
    ),
}


# ── measuring ──


def warm() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    decide(read_identity("log(sigmoid(z)) = -softplus(-z)", "z real"))
    decide(read_identity("derivative(sum(exp(x[i]*a), i=1..n), a) = sum(x[i]*exp(a*x[i]), i=1..n)"))


def measured(claim: Claim) -> tuple[int, float, float, str]:
    """In a worker: the nodes, the seconds of reading and of deciding, and the verdict."""
    start = time.perf_counter()
    identities = [read_identity(text, claim.given) for text in claim.texts]
    middle = time.perf_counter()
    verdicts = [decide(identity) for identity in identities]
    end = time.perf_counter()
    bad = [verdict for verdict in verdicts if not isinstance(verdict, Proved)]
    said = "proved" if not bad else f"open: {bad[0].why}" if isinstance(bad[0], Open) else "refuted"
    terms = [term for identity in identities for term in terms_of(identity.relations)]
    nodes = sum(1 for term in terms for _ in preorder_traversal(term))
    return nodes, middle - start, end - middle, said


def points(plot: Plot, make: Callable[[int, int], Claim], rounds: int, limit: float) -> Iterator[Point]:
    with ProcessPool(1, initializer=warm) as pool:
        for size in plot.sizes:
            found = []
            for turn in range(rounds):
                try:
                    found.append(pool.schedule(measured, (make(size, turn),), timeout=limit).result())
                except FutureTimeoutError:
                    yield Point(size, 0, 0, limit, f"{limit:g} seconds exceeded")
                    return
            nodes = round(median(f[0] for f in found))
            said = next((f[3] for f in found if f[3] != "proved"), "proved")
            yield Point(
                nodes if plot.by_nodes else size,
                nodes,
                median(f[1] for f in found),
                median(f[2] for f in found),
                said,
            )
            if said != "proved":
                return


def table(plot: Plot, name: str, found: Sequence[Point]) -> str:
    lines = [f"{plot.title}: {name}", f"{plot.axis:>20} {'nodes':>7} {'read':>10} {'decide':>10} {'growth':>7}"]
    for last, point in zip([None, *found], found, strict=False):
        power = growth(last, point)
        said = "" if point.said == "proved" else f"  {' '.join(point.said.split())[:90]}"
        times = f"{point.read * 1000:7.1f} ms {point.decide * 1000:7.1f} ms"
        lines.append(f"{point.size:20} {point.nodes:7} {times} {power:>7}{said}")
    return "\n".join(lines)


def growth(last: Point | None, point: Point) -> str:
    if last is None or last.size == point.size:
        return ""
    return f"{math.log(point.decide / last.decide) / math.log(point.size / last.size):.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=float, default=120.0, metavar="SECONDS", help="for a claim")
    parser.add_argument("--only", choices=list(PLOTS), help="one of the three")
    parser.add_argument("--no-plots", action="store_true", help="print the tables and write nothing")
    options = parser.parse_args()
    drawn = {}
    for key, plot in PLOTS.items():
        if options.only in (None, key):
            drawn[key] = {}
            for name, make in plot.series.items():
                found = list(points(plot, make, options.rounds, options.limit))
                drawn[key][name] = [(p.size, p.decide) for p in found if p.said == "proved"]
                print(table(plot, name, found), end="\n\n", flush=True)
    if options.no_plots:
        return
    try:
        from plots import draw
    except ImportError:
        sys.exit("Matplotlib is not installed: no plots are written")
    for key, series in drawn.items():
        path = DOCS / f"growth-{key}.svg"
        draw(path, PLOTS[key].title, PLOTS[key].axis, series)
        print(path.relative_to(DOCS.parent))


if __name__ == "__main__":
    main()
