"""Fits beside `scipy.stats`, and a file that does not fit into memory.

    python benchmarks/fit.py                    # 10^3 … 10^7 points, one table
    python benchmarks/fit.py --most 1e5
    python benchmarks/fit.py --rows 1e8         # a Parquet file in a temporary folder, in parts; peak memory

A time is the best of a few runs. The derivation is made before the clock starts: it is made once for a family
and kept. SciPy is given the location that the family has, and is left out where it would take minutes.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import stats

import derive

Sampler = Callable[[np.random.Generator, int], np.ndarray]

CASES: dict[str, tuple[Sampler, Callable[[np.ndarray], object], int]] = {
    "normal": (lambda g, n: g.normal(3, 2, n), stats.norm.fit, 10**7),
    "exponential": (lambda g, n: g.exponential(2, n), lambda x: stats.expon.fit(x, floc=0), 10**7),
    "rayleigh": (lambda g, n: g.rayleigh(2, n), lambda x: stats.rayleigh.fit(x, floc=0), 10**7),
    "laplace": (lambda g, n: g.laplace(3, 2, n), stats.laplace.fit, 10**7),
    "uniform": (lambda g, n: g.uniform(3, 5, n), stats.uniform.fit, 10**7),
    "lognormal": (lambda g, n: g.lognormal(1, 0.5, n), lambda x: stats.lognorm.fit(x, floc=0), 10**7),
    "inverse-gaussian": (lambda g, n: g.wald(3, 2, n), lambda x: stats.invgauss.fit(x, floc=0), 10**7),
    "gamma": (lambda g, n: g.gamma(3, 2, n), lambda x: stats.gamma.fit(x, floc=0), 10**7),
    "weibull": (lambda g, n: g.weibull(3, n), lambda x: stats.weibull_min.fit(x, floc=0), 10**6),
    "beta": (lambda g, n: g.beta(2, 3, n), lambda x: stats.beta.fit(x, floc=0, fscale=1), 10**7),
    "logistic": (lambda g, n: g.logistic(2, 3, n), stats.logistic.fit, 10**6),
    "poisson": (
        lambda g, n: g.poisson(3, n).astype(float),
        lambda x: stats.fit(stats.poisson, x, {"mu": (0, 20)}),
        10**6,
    ),
    "geometric": (
        lambda g, n: g.geometric(0.3, n).astype(float),
        lambda x: stats.fit(stats.geom, x, {"p": (0, 1)}),
        10**6,
    ),
}


def best(run: Callable[[], object], seconds: float = 0.5) -> float:
    """The best time of a run, of as many as there is time for."""
    times: list[float] = []
    while not times or (sum(times) < seconds and len(times) < 20):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times)


def compare(most: int, names: list[str]) -> None:
    print(f"{'family':<18}{'points':>12}{'derive, s':>12}{'SciPy, s':>12}{'ratio':>9}")
    for name in names:
        sample, other, bearable = CASES[name]
        family, size = derive.mle(name), 1_000
        while size <= most:
            x = sample(np.random.default_rng(1), size)
            family.fit(x)
            ours = best(lambda x=x, family=family: family.fit(x))
            theirs = best(lambda x=x, other=other: other(x)) if size <= bearable else None
            told = f"{theirs:12.5f}{theirs / ours:9.1f}" if theirs else f"{'–':>12}{'–':>9}"
            print(f"{name:<18}{size:>12,}{ours:12.5f}{told}", flush=True)
            size *= 10


CHILD = """
import json, resource, sys, time
import derive
start = time.perf_counter()
found = derive.fit(sys.argv[1], sys.argv[2], streaming=True, engine=sys.argv[3])
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps([found.estimates, found.n, seconds, peak]))
"""


def large(rows: int, name: str) -> None:
    """Fit a Parquet file in parts, in a process of its own, and tell its peak memory."""
    import pyarrow as pa
    from pyarrow import parquet

    with tempfile.TemporaryDirectory() as folder:
        free = shutil.disk_usage(folder).free
        if free < 12 * rows + 2**30:
            sys.exit(f"{free / 2**30:.0f} GiB free in {folder} are too few for {rows:,} rows")
        path, random = Path(folder) / "x.parquet", np.random.default_rng(1)
        with parquet.ParquetWriter(path, pa.schema([("x", pa.float64())]), compression="none") as file:
            for start in range(0, rows, 10**6):
                part = CASES[name][0](random, min(10**6, rows - start))
                file.write_table(pa.table({"x": part}))
        print(f"{rows:,} rows of {name}, {path.stat().st_size / 2**20:,.0f} MiB of Parquet")
        for engine in ("numpy", "duckdb"):
            command = [sys.executable, "-c", CHILD, name, str(path), engine]
            printed = subprocess.run(command, check=True, capture_output=True, text=True)
            estimates, n, seconds, peak = json.loads(printed.stdout)
            shown = ", ".join(f"{k} = {v:.10g}" for k, v in estimates.items())
            print(f"  {engine:<8}{shown}; n = {n:,}; {seconds:.1f} s in all; peak {peak:,.0f} MiB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("families", nargs="*", default=[])
    parser.add_argument("--most", type=float, default=1e7)
    parser.add_argument("--rows", type=float, help="fit a Parquet file of so many rows instead")
    options = parser.parse_args()
    if options.rows:
        large(int(options.rows), *(options.families or ["normal"])[:1])
    else:
        compare(int(options.most), options.families or list(CASES))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory of this process: {used:,.0f} MiB")


if __name__ == "__main__":
    main()
