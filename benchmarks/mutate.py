"""What becomes of true identities with one mistake in them: none may be called Proved unless it is true.

    python benchmarks/mutate.py --sample 40 --ways 10

Every true identity of tests/corpus (not of held-out) is changed in ten random ways, the same in every run. A
mutant that is Proved is checked at many points by an evaluator that shares nothing with derive, and listed, to
be checked by hand: equal mutants exist. Of those that are Refuted, how many have a repair that is the original?
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import NamedTuple

HOUSE = Path(__file__).parent.parent
sys.path[:0] = [str(HOUSE / "tests"), str(HOUSE)]

from second_opinion.check import Stated, wrong  # noqa: E402
from second_opinion.inventing import Case  # noqa: E402
from second_opinion.tree import Tree, positions, put, read_claim, text_of, walk  # noqa: E402
from second_opinion.values import CONSTANTS  # noqa: E402

from derive.algebra.equality import equal  # noqa: E402
from derive.algebra.signs.proving import prove  # noqa: E402
from derive.errors import DeriveError  # noqa: E402
from derive.identities import decide, read_identity  # noqa: E402
from derive.statement import Identity, Proved, Refuted, Repair  # noqa: E402

SECONDS = 20.0
ONE: Tree = ("num", Fraction(1))
TWO: Tree = ("num", Fraction(2))
COUNTS = ("n", "m", "K", "N")
SIGNED = ("exp", "log", "sigmoid", "softplus", "logit", "tanh")


class Mutant(NamedTuple):
    kind: str
    case: Case


def mutants(original: Case, random: Random, ways: int) -> list[Mutant]:
    """Different statements with one mistake each: the kinds in turn, at random places."""
    by_kind: dict[str, list[Case]] = {}
    for kind, case in all_mutants(original):
        if case != original and case not in by_kind.setdefault(kind, []):
            by_kind[kind].append(case)
    kinds = sorted(by_kind)
    random.shuffle(kinds)
    for cases in by_kind.values():
        random.shuffle(cases)
    found: list[Mutant] = []
    while len(found) < ways and any(by_kind.values()):
        for kind in kinds:
            if by_kind[kind] and len(found) < ways:
                found.append(Mutant(kind, by_kind[kind].pop()))
    return found


def all_mutants(original: Case) -> Iterator[Mutant]:
    relation, left, right = read_claim(original.claim)
    facts = split(original.given)
    for k in range(len(facts)):
        yield Mutant("drop a fact", original._replace(given=", ".join(facts[:k] + facts[k + 1 :])))
    for at, side in enumerate((left, right)):
        for path, node in positions(side):
            for kind, new in changes(node):
                sides = [left, right]
                sides[at] = put(side, path, new)
                claim = f"{text_of(sides[0])} {relation} {text_of(sides[1])}"
                yield Mutant(kind, original._replace(claim=claim))
        for kind, new in swaps(side):
            sides = [left, right]
            sides[at] = new
            claim = f"{text_of(sides[0])} {relation} {text_of(sides[1])}"
            yield Mutant(kind, original._replace(claim=claim))


def split(given: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for k, character in enumerate(given):
        depth += (character in "([{") - (character in ")]}")
        if depth == 0 and character in ",;\n":
            parts.append(given[start:k])
            start = k + 1
    return [part.strip() for part in (*parts, given[start:]) if part.strip()]


def changes(t: Tree) -> Iterator[tuple[str, Tree]]:
    match t:
        case ("+", a, b):
            yield "sign", ("-", a, b)
            yield from terms("+", a, b)
        case ("-", a, b):
            yield "sign", ("+", a, b)
            if a == ONE:
                yield "complement", b
            yield from terms("-", a, b)
        case ("neg", a):
            yield "sign", a
        case ("^", a, ("num", k)) if k == 2:
            yield "drop a square", a
        case ("call", "sqrt", (a,), _):
            yield "drop a square", a
        case ("call", "max" | "min" as word, terms_, over):
            yield "max and min", ("call", "min" if word == "max" else "max", terms_, over)
        case ("call", word, arguments, over):
            if word in SIGNED:
                yield "sign of an argument", ("call", word, (("neg", arguments[0]),), over)
            if word in ("log", "logit", "softplus"):
                yield "base of a log", ("/", t, ("call", "log", (TWO,), ()))
            for k, (index, low, high) in enumerate(over):
                for ends in ((low, ("-", high, ONE)), (low, ("+", high, ONE)), (("+", low, ONE), high)):
                    yield "limit by one", ("call", word, arguments, (*over[:k], (index, *ends), *over[k + 1 :]))
        case ("name", name) if len(name) == 1 and name in "pqrysuv":
            yield "complement", ("-", ONE, t)
        case ("at", label, _) if label in "pqy":
            yield "complement", ("-", ONE, t)
    if t[0] in ("+", "-", "*", "/", "call", "^") and t[:2] != ("call", "derivative"):
        yield "factor", ("*", TWO, t)
        yield "factor", ("/", t, TWO)
        for name in {node[1] for node in walk(t) if node[0] == "name"} & set(COUNTS):
            yield "factor", ("*", ("name", name), t)
            yield "factor", ("/", t, ("name", name))


def terms(kind: str, a: Tree, b: Tree) -> Iterator[tuple[str, Tree]]:
    yield "drop a term", a
    yield "drop a term", b if kind == "+" else ("neg", b)
    yield "duplicate a term", (kind, (kind, a, b), b)
    yield "duplicate a term", (kind, ("+", a, a), b)


def swaps(side: Tree) -> Iterator[tuple[str, Tree]]:
    bound = {b[0] for node in walk(side) if node[0] == "call" for b in node[3]}
    labels = sorted({node[1] for node in walk(side) if node[0] == "at"})
    names = sorted({node[1] for node in walk(side) if node[0] == "name"} - bound - CONSTANTS.keys())
    for found in (labels, names):
        for k, a in enumerate(found):
            for b in found[k + 1 :]:
                yield "swap two names", renamed(side, {a: b, b: a})


def renamed(tree: Tree, other: dict[str, str]) -> Tree:
    if tree and tree[0] in ("name", "at") and tree[1] in other:
        return (tree[0], other[tree[1]], *(renamed(t, other) for t in tree[2:]))
    return tuple(renamed(part, other) if isinstance(part, tuple) else part for part in tree)


# ── repair ──


def leads_back(repair: Repair, mutant: Identity, original: Identity) -> bool:
    """Whether a repair of a mutant is the original: the same claim, or one whose sides are equal to its sides,
    under facts that the original gives."""
    if not all(prove(fact, original.given) for fact in repair.added):
        return False
    (meant,) = original.relations
    claim = repair.claims[0]
    if claim == meant:
        return True
    try:
        return type(claim) is type(meant) and all(
            equal(*pair, original.given) for pair in ((claim.left, meant.left), (claim.right, meant.right))
        )
    except DeriveError:
        return False


# ── the run ──


class TooSlow(BaseException):
    """Beyond the seconds of the processor that one identity may take."""


def too_slow(*_: object) -> None:
    raise TooSlow


def originals(only: str) -> Iterator[tuple[str, Case]]:
    for path in sorted((HOUSE / "tests" / "corpus").glob("*.toml")):
        data = tomllib.loads(path.read_text("utf-8"))
        for entry in data["identity"]:
            given = [
                g if isinstance(g, str) else ", ".join(g)
                for g in (data.get("given", ""), entry.get("given", ""))
            ]
            if entry.get("expect", "proved") == "proved" and only in entry["name"]:
                case = Case(entry["claim"], ", ".join(filter(None, given)), entry.get("up_to", ""))
                yield entry["name"], case


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=0, help="how many identities; 0 is all of them")
    parser.add_argument("--ways", type=int, default=10, help="mutants of each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="part of the name of an identity")
    options = parser.parse_args()
    signal.signal(signal.SIGPROF, too_slow)
    chosen = list(originals(options.only))
    if options.sample:
        chosen = Random(options.seed).sample(chosen, min(options.sample, len(chosen)))
    table: Counter[tuple[str, str]] = Counter()
    proved: list[str] = []
    problems: list[str] = []
    slow: list[tuple[float, str, Mutant]] = []
    for name, original in chosen:
        for mutant in mutants(original, Random(f"{options.seed} {name}"), options.ways):
            started = time.process_time()
            outcome, told = judged(mutant, original)
            slow.append((time.process_time() - started, name, mutant))
            table[mutant.kind, outcome.split(":")[0]] += 1
            if outcome == "proved":
                proved.append(f"{name} · {mutant.kind} · {shown(mutant.case)} · {told}")
            elif outcome.startswith(("WRONG", "too slow", "crash")):
                problems.append(f"{outcome} · {name} · {mutant.kind} · {shown(mutant.case)} · {told}")
                print(problems[-1], flush=True)
    report(table, proved, problems, slow)


def judged(mutant: Mutant, original: Case) -> tuple[str, str]:
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        identity = read_identity(*mutant.case)
        verdict = decide(identity)
    except DeriveError as error:
        return "unreadable", str(error)
    except TooSlow:
        return "too slow", ""
    except Exception as error:  # noqa: BLE001  (that is what is looked for)
        return f"crash: {type(error).__name__}", str(error)[:200]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        problem, where = wrong(Stated(*mutant.case), verdict, 40)
    except TooSlow:
        problem, where = "", "the second opinion is too slow"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    if problem:
        return f"WRONG: {problem}", where[:300]
    if isinstance(verdict, Proved):
        return "proved", where
    if isinstance(verdict, Refuted):
        if len(identity.relations) > 1 or identity.up_to:
            return "refuted, no repair asked", ""
        try:
            back = any(leads_back(r, identity, read_identity(*original)) for r in verdict.repairs)
        except DeriveError:
            back = False
        return ("repaired" if back else "other repair" if verdict.repairs else "no repair"), ""
    return "open", ""


def shown(case: Case) -> str:
    return f"{case.claim}   [{case.given}]{f'   up to {case.up_to}' if case.up_to else ''}"


COLUMNS = (
    "repaired", "other repair", "no repair", "refuted, no repair asked", "open", "proved", "unreadable",
    "too slow", "crash", "WRONG",
)  # fmt: skip


def report(table: Counter, proved: list[str], problems: list[str], slow: list) -> None:
    print("\nProved, to be checked by hand:", *(proved or ["none"]), sep="\n  ")
    print("\nProblems:", *(problems or ["none"]), sep="\n  ")
    short = ("repaired", "other", "none", "(up to)", "open", "proved", "unread", "slow", "crash", "WRONG")
    print(f"\n{'mutation':<22}" + "".join(f"{name:>9}" for name in (*short, "back")))
    for kind in [*sorted({kind for kind, _ in table}), "all"]:
        row = [
            sum(n for (k, o), n in table.items() if o == column and kind in (k, "all")) for column in COLUMNS
        ]
        refuted = sum(row[:3])
        back = f"{row[0] / refuted:.0%}" if refuted else "-"
        print(f"{kind:<22}" + "".join(f"{n:>9}" for n in row) + f"{back:>9}")
    times = sorted(seconds for seconds, _, _ in slow)
    if times:
        middle, late = times[len(times) // 2], times[len(times) * 95 // 100]
        print(f"\nseconds of the processor: median {middle:.3f}, 95 % {late:.2f}, longest {times[-1]:.2f}")
        for seconds, name, mutant in sorted(slow, key=lambda entry: -entry[0])[:8]:
            print(f"  {seconds:.2f} {name} · {mutant.kind} · {shown(mutant.case)}")


if __name__ == "__main__":
    main()
