"""Statements at random, hostile ones and damaged ones: no crash, no hang, nothing false that is called Proved.

    python benchmarks/fuzz.py --cases 10000 --seed 0 [--kinds statement,damaged,soup,hostile]

Hypothesis draws the cases. Each ends with a Verdict, a ReadError or a LimitError, or it is a bug. What is
Proved is looked at by an evaluator that shares nothing with derive, at 30 random places, and so is a point that
refutes.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

HOUSE = Path(__file__).parent.parent
sys.path[:0] = [str(HOUSE / "tests"), str(HOUSE)]

from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402
from second_opinion.check import Stated, wrong  # noqa: E402
from second_opinion.hostile import HOSTILE  # noqa: E402
from second_opinion.inventing import Case, damaged, soup, statement  # noqa: E402
from second_opinion.shrinking import shrunk  # noqa: E402

from derive.errors import LimitError, ReadError  # noqa: E402
from derive.identities import decide, read_identity  # noqa: E402
from derive.statement import Open, Proved, Refuted, Verdict  # noqa: E402

SLOW, HANGS = 5.0, 20.0
"""Seconds of the processor: what is told, and what is ended."""
PLACES = 30


class TooSlow(BaseException):
    """Beyond the seconds that a case may take."""


def too_slow(*_: object) -> None:
    raise TooSlow


def hostile(random: Random) -> Case:
    """A hostile input, perhaps with a fact of another one."""
    claim, known, _, _ = HOSTILE[random.choice(sorted(HOSTILE))]
    if random.random() < 0.3:
        known = HOSTILE[random.choice(sorted(HOSTILE))][1]
    return Case(claim, known, random.choice(["", "", "", "constant in x", "factor in x"]))


MAKERS = {"statement": statement, "damaged": damaged, "soup": soup, "hostile": hostile}
SHARES = {"statement": 60, "damaged": 22, "soup": 16, "hostile": 2}


def outcome(case: Case, places: int = PLACES) -> tuple[str, str, float]:
    """What becomes of a case, what there is to say about it, and the seconds of the processor."""
    started = time.process_time()
    verdict: Verdict | None = None
    signal.setitimer(signal.ITIMER_PROF, HANGS)
    try:
        verdict = decide(read_identity(*case))
        name, told = type(verdict).__name__, verdict.why if isinstance(verdict, Open) else ""
    except (ReadError, LimitError) as error:
        name, told = type(error).__name__, str(error)
    except TooSlow:
        name, told = "HANG", ""
    except Exception as error:  # noqa: BLE001  (that is what is looked for)
        name, told = f"CRASH {type(error).__name__}", str(error)[:300]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    seconds = time.process_time() - started
    if "recursion" in told or (not told.isprintable() and "\n" not in told):
        name = f"UNCLEAR {name}"
    if isinstance(verdict, Proved | Refuted):
        problem, where = second_opinion(case, verdict, places)
        if problem:
            return f"WRONG {problem}", where, seconds
        told = where
    return name, told, seconds


def second_opinion(case: Case, verdict: Verdict, places: int) -> tuple[str, str]:
    signal.setitimer(signal.ITIMER_PROF, HANGS)
    try:
        return wrong(Stated(*case), verdict, places)
    except TooSlow:
        return "", "the second opinion is too slow"
    except (SyntaxError, RecursionError):
        return "", "the second reader does not read it"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def is_bug(name: str) -> bool:
    return name.startswith(("WRONG", "CRASH", "HANG", "UNCLEAR"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kinds", default=",".join(MAKERS))
    parser.add_argument("--shrink", action="store_true", help="look for a smaller example of each bug")
    options = parser.parse_args()
    kinds = [kind for kind in options.kinds.split(",") for _ in range(SHARES[kind])]
    signal.signal(signal.SIGPROF, too_slow)
    counts: Counter[tuple[str, str]] = Counter()
    checked: Counter[str] = Counter()
    times: list[tuple[float, str, Case]] = []

    @seed(options.seed)
    @settings(max_examples=options.cases, database=None, deadline=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(st.sampled_from(kinds), st.integers(0, 2**64))
    def every_case_ends(kind: str, number: int) -> None:
        case = MAKERS[kind](Random(f"{options.seed} {number}"))
        name, told, seconds = outcome(case)
        counts[kind, name.split(":")[0]] += 1
        times.append((seconds, kind, case))
        if name == "Proved":
            checked["in vain" if not told.split()[0].isdigit() or told.startswith("0 ") else "checked"] += 1
        if is_bug(name) or seconds > SLOW:
            if options.shrink and is_bug(name) and name != "HANG":
                case = shrunk(case, lambda other: outcome(other)[0] == name)
            print(f"{name} {seconds:.1f} s: {shown(case)}\n    {told[:200]}", flush=True)

    every_case_ends()
    report(counts, checked, times)


def shown(case: Case) -> str:
    return " | ".join(
        repr(text if len(text) < 300 else f"{text[:150]} … ({len(text):,} characters)") for text in case
    )


def report(
    counts: Counter[tuple[str, str]], checked: Counter[str], times: list[tuple[float, str, Case]]
) -> None:
    kinds = sorted({kind for kind, _ in counts})
    names = sorted({name for _, name in counts}, key=lambda name: (is_bug(name), name))
    print(f"\n{'outcome':<44}" + "".join(f"{kind:>11}" for kind in kinds) + f"{'all':>11}")
    for name in names:
        row = [counts[kind, name] for kind in kinds]
        print(f"{name:<44}" + "".join(f"{n:>11,}" for n in (*row, sum(row))))
    found, vain = checked["checked"], checked["in vain"]
    print(f"\nProved and checked at random places: {found:,}; no place could be found: {vain:,}")
    seconds = sorted(time for time, _, _ in times)
    at = {share: seconds[min(len(seconds) - 1, len(seconds) * share // 1000)] for share in (500, 950, 990)}
    print(
        f"seconds of the processor: median {at[500]:.3f}, 95 % {at[950]:.2f}, 99 % {at[990]:.2f}, longest "
        f"{seconds[-1]:.2f}; over {SLOW:g}: {sum(s > SLOW for s in seconds)}"
    )
    for spent, kind, case in sorted(times, key=lambda entry: -entry[0])[:10]:
        print(f"  {spent:6.2f} {kind}: {shown(case)}")


if __name__ == "__main__":
    main()
