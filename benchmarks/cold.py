"""What a cold `derive verify` costs beyond importing SymPy and FLINT, in processes of their own.

    python benchmarks/cold.py            # 15 rounds
    python benchmarks/cold.py 30 --imports

A round runs each command once, one after the other, so that noise of the machine falls on all alike. The ratios
are to the bare import: of the best and the median times by the clock, and of the time of the processor, which
is the steadiest on a busy machine. The aim is 1.20 at most. Then where the time of the whole command goes, in
one process, the median of the rounds; and with `--imports`, which modules it imports beyond the bare ones, with
the time that each takes of its own.

`import sympy` is not all that SymPy imports: the first sum of two terms imports its tensors. The row `… and a
first sum` is what every program that computes with SymPy pays.

The processes keep compiled code in a folder of this benchmark, as an installed program does, also where the
environment says PYTHONDONTWRITEBYTECODE.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import NamedTuple

CLAIM = ["log(sigmoid(z)) = -softplus(-z)", "--given", "z real"]
WHOLE = "import sys; from derive.cli import main; sys.argv = ['derive', 'verify', *sys.argv[1:]]; main()"
FROM_PYTHON = "import sys, derive; print(derive.verify(sys.argv[1], given=sys.argv[3]))"
BARE = "import sympy, flint"

COMMANDS: dict[str, list[str]] = {
    "python -c pass": ["-c", "pass"],
    "import sympy, flint": ["-c", BARE],
    "… and a first sum": ["-c", BARE + "; sympy.Symbol('x') + sympy.Symbol('y') + 1"],
    "… and lark, rich_click": ["-c", BARE + ", lark, rich_click; sympy.Symbol('x') + sympy.Symbol('y') + 1"],
    "derive.verify(…) from Python": ["-c", FROM_PYTHON, *CLAIM],
    "derive verify": ["-c", WHOLE, *CLAIM],
}
COMPARED = "import sympy, flint"
STAGES = """
import sys, time, json
marks = [("", time.perf_counter())]
def mark(name): marks.append((name, time.perf_counter()))
import sympy, flint
mark("import sympy, flint")
sympy.Symbol("x") + sympy.Symbol("y") + 1
mark("a first sum in SymPy")
import lark, rich_click
mark("import lark, rich_click")
import derive.language.reader, derive.language.facts
mark("import derive.language")
import derive.algebra.numeric.refute
mark("import derive.algebra.numeric.refute")
import derive.identities
mark("import derive.identities: the rest")
import derive.cli.verify, derive.identities.report
mark("import the command, the report")
identity = derive.identities.read_identity(sys.argv[1], sys.argv[3])
mark("read the claim, the facts")
verdict = derive.identities.decide(identity)
mark("decide")
text = derive.identities.report.report(identity, verdict)
mark("write the report")
identity = derive.identities.read_identity(sys.argv[1].replace("z", "y"), "y real")
mark("  another one, warm: read")
verdict = derive.identities.decide(identity)
mark("  another one, warm: decide")
for (_, a), (name, b) in zip(marks, marks[1:]):
    print(f"{name}\\t{b - a}")
"""
SHOWN = 40
LINE = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \| ( *)(\S+)")


class Run(NamedTuple):
    """A process: seconds by the clock and of the processor, and what it says on both streams."""

    wall: float
    processor: float
    said: str


def spent() -> float:
    """The seconds of the processor that all children took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def process(arguments: list[str], cache: str) -> Run:
    surroundings = {**os.environ, "PYTHONPYCACHEPREFIX": cache, "PYTHONDONTWRITEBYTECODE": ""}
    start, before = time.perf_counter(), spent()
    done = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False, env=surroundings
    )
    wall, processor = time.perf_counter() - start, spent() - before
    if done.returncode:
        raise SystemExit(f"{arguments[:2]} failed: {done.stderr.strip()[-300:] or done.stdout[-300:]}")
    return Run(wall, processor, done.stdout + done.stderr)


def table(rounds: int, cache: str) -> str:
    runs: dict[str, list[Run]] = {name: [] for name in COMMANDS}
    for arguments in COMMANDS.values():  # the files are in the cache of the system from here on
        process(arguments, cache)
    for _ in range(rounds):
        for name, arguments in COMMANDS.items():
            runs[name].append(process(arguments, cache))
    base = summed(runs[COMPARED])
    lines = [f"{'command':30} {'best':>8} {'median':>8} {'processor':>9} | ratios: best, median, processor"]
    for name, own in runs.items():
        values = summed(own)
        ratios = " ".join(f"{value / bare:7.2f}" for value, bare in zip(values, base, strict=True))
        best, middle, processor = values
        lines.append(f"{name:30} {best:6.2f} s {middle:6.2f} s {processor:7.2f} s | {ratios}")
    return "\n".join(lines)


def summed(runs: list[Run]) -> tuple[float, float, float]:
    """The best and the median by the clock, and the median of the processor."""
    walls = [run.wall for run in runs]
    return min(walls), median(walls), median(run.processor for run in runs)


def stages(rounds: int, cache: str) -> str:
    """Where the time of the whole command goes."""
    found: dict[str, list[float]] = {}
    for _ in range(rounds):
        for line in process(["-c", STAGES, *CLAIM], cache).said.splitlines():
            name, _, taken = line.partition("\t")
            found.setdefault(name, []).append(float(taken))
    first = median(found[COMPARED])
    return "\n".join(
        f"{name:36} {median(taken) * 1000:7.0f} ms {median(taken) / first:6.0%}"
        for name, taken in found.items()
    )


def imported(arguments: list[str], cache: str) -> dict[str, float]:
    """Every module that a command imports, with the milliseconds that it takes of its own."""
    said = process(["-X", "importtime", *arguments], cache).said
    return {found[4]: int(found[1]) / 1000 for found in map(LINE.match, said.splitlines()) if found}


def imports(cache: str) -> str:
    """What a whole run imports beyond SymPy and FLINT, by package, and derive's own modules one by one."""
    bare = imported(COMMANDS[COMPARED], cache)
    more = {m: t for m, t in imported(COMMANDS["derive verify"], cache).items() if m not in bare}
    packages: dict[str, tuple[int, float]] = {}
    for module, taken in more.items():
        package = module.split(".")[0]
        count, total = packages.get(package, (0, 0.0))
        packages[package] = count + 1, total + taken
    lines = [f"{len(more)} modules more than {COMPARED}, {sum(more.values()):.0f} ms of their own"]
    for package, (count, total) in sorted(packages.items(), key=lambda item: -item[1][1])[:SHOWN]:
        lines.append(f"{package:40} {count:4} modules {total:7.1f} ms")
    own = sorted((m for m in more if m.startswith("derive")), key=lambda m: -more[m])
    lines += [f"  {module:38} {more[module]:20.1f} ms" for module in own[:SHOWN]]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("rounds", type=int, nargs="?", default=15)
    parser.add_argument("--imports", action="store_true", help="list what is imported, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        print(table(options.rounds, cache))
        print("\n" + stages(options.rounds, cache))
        if options.imports:
            print("\n" + imports(cache))


if __name__ == "__main__":
    main()
