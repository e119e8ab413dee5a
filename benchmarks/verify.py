"""Proving and refuting the corpus: this engine beside SymPy's `simplify` and `equals` and Maxima's `radcan`.

    python benchmarks/verify.py --sample 6           # every sixth case, all methods
    python benchmarks/verify.py                      # all 1,200: over an hour, nearly all of it the peers'
    python benchmarks/verify.py --methods derive --open

Every case goes through all methods before the next one begins, one at a time, each method in a worker process
of its own that has imported what it needs; so noise of the machine falls on all alike. Only deciding is timed,
not reading the text and not translating it (`peers.py` says what the others are given). A case that takes
longer than the limit counts as undecided, with the limit as its time.

What counts:

derive     the verdict of `derive.identities.decide`, without looking for repairs
simplify   proved if `simplify(left - right)` is 0, refuted if it is something that SymPy knows not to be 0
equals     proved if `left.equals(right)` is True, refuted if it is False
radcan     proved if Maxima's `radcan(left - right)` is 0, refuted if it is another number

Wrong is a true one refuted or a false one proved. Where the corpus states an inequality, SymPy and Maxima are
asked for the sign of the simplified difference; these stand in a table of their own, since no method but derive
was made for them. Medians are of all cases, decided or not; the ratio is to derive's median. The exit code is 1
if derive is wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles

import maxima
import peers
from pebble import ProcessExpired, ProcessPool

from derive.identities import decide
from derive.identities.files import Stated, read_identities
from derive.statement import Equal, Identity, Open

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "tests" / "corpus"
HELD_OUT = "held-out"
METHODS = ("derive", "simplify", "equals", "radcan")
GIGABYTES = 4
STARTING = 120.0


@dataclass(frozen=True)
class Case:
    name: str
    held_out: bool
    true: bool
    equality: bool
    identity: Identity


@dataclass(frozen=True)
class Answer:
    """What a method said of a case, in how many seconds, and why it said nothing."""

    method: str
    case: str
    said: str
    seconds: float
    why: str = ""


# ── the cases ──


def cases(every: int = 1) -> list[Case]:
    """The corpus; every k-th statement of each part."""
    parts = [sorted(CORPUS.glob("*.toml")), sorted((CORPUS / HELD_OUT).glob("*.toml"))]
    return [
        case_of(stated)
        for part in parts
        for stated in [s for path in part for s in read_identities(path)][::every]
    ]


def case_of(stated: Stated) -> Case:
    equality = all(isinstance(relation, Equal) for relation in stated.identity.relations)
    held_out = HELD_OUT in Path(stated.path).parts
    return Case(stated.name, held_out, stated.expect == "proved", equality, stated.identity)


# ── the methods, in their workers ──

_maxima: maxima.Maxima | None = None


def warm(method: str, limit: float) -> None:
    """Import and use once what the method needs, and bound the memory."""
    global _maxima
    if method == "radcan":
        _maxima = maxima.Maxima(limit)
    elif sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (GIGABYTES * 2**30,) * 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


def answered(method: str, content: bytes) -> tuple[str, float, str]:
    """One case: what the method says, the seconds, and the reason if it says nothing."""
    identity: Identity = pickle.loads(content)
    why: list[str] = []
    start = time.perf_counter()
    try:
        ask = prepared(method, identity, why)
        start = time.perf_counter()
        said = ask()
    except (FutureTimeoutError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001  (a peer may fail in any way: it has then said nothing)
        said, why = peers.UNDECIDED, [f"{type(error).__name__}: {error}"]
    return said, time.perf_counter() - start, " ".join(why)


def prepared(method: str, identity: Identity, why: list[str]) -> Callable[[], str]:
    """What is timed."""
    match method:
        case "derive":
            return lambda: by_derive(identity, why)
        case "radcan":
            assert _maxima is not None
            session, calls = _maxima, _maxima.prepare(identity)
            return lambda: session.ask(calls)
    pairs = peers.in_sympy(identity)
    return lambda: (peers.by_simplify if method == "simplify" else peers.by_equals)(pairs)


def by_derive(identity: Identity, why: list[str]) -> str:
    verdict = decide(identity, repair=False)
    if isinstance(verdict, Open):
        why.append(verdict.why)
        return peers.UNDECIDED
    return type(verdict).__name__.lower()


# ── the run ──


def run(chosen: Sequence[Case], methods: Sequence[str], limit: float) -> Iterator[Answer]:
    """Every case through every method that takes it."""
    pools = {m: ProcessPool(1, initializer=warm, initargs=(m, limit)) for m in methods}
    try:
        for method, pool in pools.items():  # the first use of a method is not timed
            pool.schedule(answered, (method, pickle.dumps(chosen[0].identity)), timeout=STARTING).exception()
        for count, case in enumerate(chosen, 1):
            content = pickle.dumps(case.identity)
            for method, pool in pools.items():
                if case.equality or method != "equals":
                    yield asked(pool, method, case.name, content, limit)
            if sys.stderr.isatty() or count % 100 == 0:
                print(f"{count} of {len(chosen)}", file=sys.stderr, end="\r" if sys.stderr.isatty() else "\n")
    finally:
        for pool in pools.values():
            pool.stop()
            pool.join()


def asked(pool: ProcessPool, method: str, name: str, content: bytes, limit: float) -> Answer:
    slack = 30.0 if method == "radcan" else 0.0  # Maxima is watched by its worker
    try:
        said, seconds, why = pool.schedule(answered, (method, content), timeout=limit + slack).result()
    except FutureTimeoutError:
        return Answer(method, name, peers.UNDECIDED, limit, f"{limit:g} seconds exceeded")
    except (MemoryError, ProcessExpired) as error:
        return Answer(method, name, peers.UNDECIDED, limit, f"the worker failed: {type(error).__name__}")
    return Answer(method, name, said, seconds, why)


# ── the tables ──


def table(title: str, chosen: Sequence[Case], answers: Sequence[Answer], methods: Sequence[str]) -> str:
    by_name = {case.name: case for case in chosen}
    lines = [
        f"{title}: {sum(c.true for c in chosen)} true, {sum(not c.true for c in chosen)} false",
        f"{'method':9} | {'true: proved / undecided / wrong':>32} | {'false: refuted / undecided / wrong':>34} "
        f"| {'median':>8} | {'p95':>8} | {'ratio':>7} | {'proving':>8} | {'refuting':>8}",
    ]
    ours: float | None = None
    for method in methods:
        own = [a for a in answers if a.method == method and a.case in by_name]
        if not own:
            continue
        times = [a.seconds for a in own]
        ours = median(times) if method == "derive" else ours
        true, false = ([a for a in own if by_name[a.case].true is truth] for truth in (True, False))
        ratio = f"{median(times) / ours:7.1f}" if ours else f"{'-':>7}"
        lines.append(
            f"{method:9} | {counted(true, peers.PROVED):>32} | {counted(false, peers.REFUTED):>34} "
            f"| {shown(median(times)):>8} | {shown(p95(times)):>8} | {ratio} "
            f"| {middle(true):>8} | {middle(false):>8}"
        )
    return "\n".join(lines)


def counted(answers: Sequence[Answer], right: str) -> str:
    undecided = sum(a.said == peers.UNDECIDED for a in answers)
    good = sum(a.said == right for a in answers)
    return f"{good} / {undecided} / {len(answers) - good - undecided}"


def middle(answers: Sequence[Answer]) -> str:
    return shown(median(a.seconds for a in answers)) if answers else "-"


def p95(times: Sequence[float]) -> float:
    return quantiles(times, n=20, method="inclusive")[-1] if len(times) > 1 else times[0]


def shown(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def report(chosen: Sequence[Case], answers: Sequence[Answer], methods: Sequence[str], opened: bool) -> None:
    kinds = (("equalities", True), ("inequalities", False))
    for place, held_out in (("", None), (", the held-out fifth", True)):
        for kind, equality in kinds:
            some = [c for c in chosen if c.equality is equality and held_out in (None, c.held_out)]
            if some:
                print("\n" + table(kind + place, some, answers, methods))
    truth = {case.name: case.true for case in chosen}
    wrong = {peers.PROVED: False, peers.REFUTED: True}
    for answer in answers:
        if wrong.get(answer.said) is truth[answer.case]:
            print(f"wrong: {answer.method}: {answer.case} is {answer.said}")
    if opened:
        print()
        for answer in answers:
            if answer.method == "derive" and answer.said == peers.UNDECIDED:
                print(f"open: {answer.case} ({'true' if truth[answer.case] else 'false'}, "
                      f"{shown(answer.seconds)}): {' '.join(answer.why.split())[:150]}")  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th case")
    parser.add_argument("--limit", type=float, default=20.0, metavar="SECONDS", help="for a case and a method")
    parser.add_argument("--methods", default=",".join(METHODS), help="some of " + ", ".join(METHODS))
    parser.add_argument("--open", action="store_true", help="list what derive leaves open, with the reason")
    parser.add_argument("--save", type=Path, metavar="FILE", help="write every answer, a line of JSON each")
    options = parser.parse_args()
    methods = [m for m in METHODS if m in options.methods.split(",")]
    if "radcan" in methods and not maxima.installed():
        print("Maxima is not installed: radcan is left out")
        methods.remove("radcan")
    chosen = cases(options.sample)
    answers = list(run(chosen, methods, options.limit))
    report(chosen, answers, methods, options.open)
    if options.save:
        options.save.write_text("".join(json.dumps(asdict(a)) + "\n" for a in answers))
    truth = {case.name: case.true for case in chosen}
    bad = {peers.PROVED: False, peers.REFUTED: True}
    return int(any(a.method == "derive" and bad.get(a.said) is truth[a.case] for a in answers))


if __name__ == "__main__":
    sys.exit(main())
