"""Where the time of `derive write bernoulli -t pdf,tex,html` goes, in one process, from a cold start.

Prints seconds and shares. The shares are what to compare between two states of the code; the seconds depend
on the machine.
"""

from __future__ import annotations

import subprocess
import sys
import time

STAGES = """
import time
marks = [("start", time.perf_counter())]
def mark(name): marks.append((name, time.perf_counter()))
import sympy, flint
mark("import sympy, flint")
from derive.catalogue import family
from derive.stages.pipeline import derive
from derive.document import compose
from derive.kernel.replay import dumps
from derive.publish import render
from derive.publish.page import Page
from derive.rules import rules
rules()
mark("import derive")
derivation = derive(family("bernoulli"))
mark("derive: algebra, proofs, audit")
page = Page(compose(derivation, "en"), dumps(derivation))
mark("compose")
for name in ("tex", "html", "pdf"):
    render(page, name)
    mark("render " + name)
for (_, a), (name, b) in zip(marks, marks[1:]):
    print(f"{name}\\t{b - a}")
"""


def measured(runs: int) -> dict[str, float]:
    """The median of each stage over several cold processes."""
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        text = subprocess.run([sys.executable, "-c", STAGES], check=True, capture_output=True, text=True).stdout
        for line in text.splitlines():
            name, _, seconds = line.partition("\t")
            found.setdefault(name, []).append(float(seconds))
    return {name: sorted(values)[len(values) // 2] for name, values in found.items()}


def whole(runs: int) -> float:
    """The median of the whole command."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        command = [sys.executable, "-m", "derive", "write", "bernoulli", "-t", "pdf,tex,html", "-o", "output"]
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return sorted(times)[len(times) // 2]


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    stages = measured(runs)
    total = sum(stages.values())
    for name, seconds in stages.items():
        print(f"{name:32} {seconds:6.2f} s  {seconds / total:5.0%}")
    print(f"{'sum of the stages':32} {total:6.2f} s")
    print(f"{'the whole command':32} {whole(runs):6.2f} s")


if __name__ == "__main__":
    main()
