"""Every family of the catalogue: derive beside what a user of SymPy or Maxima would do by hand.

    python benchmarks/families.py                            # all families, all methods
    python benchmarks/families.py --only normal,poisson --rounds 5 --processes 5
    python benchmarks/families.py --methods derive,sympy --show

What is timed, cold (the first time in a fresh process, after the imports) and warm (the median of later rounds,
each with letters of its own, so that no cache answers):

roots      derive's bare estimator: from the density to the root of the score
derive     the same with the proof that it is the greatest of all, as `derive.mle` needs for its estimators
whole      everything that a write-up tells: the ends of the parameter space, the information, losses
sympy      the logs of the density taken apart by force, the sums of the data named, `diff`, `solve`
maxima     the same with `logexpand: super` and sums declared linear, and with facts about parameters, data and
           sums assumed

The recipes prove nothing: they end with the roots of the score. What a method finds is evaluated at a random
sample; it is right if the best of its roots inside the parameter space is as likely as the best that a numeric
search finds, to 1e-8, wrong if it is not, and `-` where it finds no root. `of 2` says that it offers two roots,
among which the user has to choose. Ratios are to `derive`, warm. Starting Maxima, reading the family and
evaluating are not timed. Processes of the methods alternate, so that noise of the machine falls on all alike.
The exit code is 1 if derive is not right.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from itertools import permutations
from pathlib import Path
from statistics import median
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(HOUSE / "tests" / "families"), str(HOUSE)]

from sympy import Expr, IndexedBase, S, Symbol  # noqa: E402

from derive.errors import DeriveError  # noqa: E402
from derive.statement import Domain, Model  # noqa: E402

OURS = ("roots", "derive", "whole")
METHODS = (*OURS, "sympy", "maxima")
NUMBER = 6
"""Which of the samples of the tests the roots are evaluated at."""

Found = list[dict[str, float]]
Solve = Callable[[Model], Callable[[dict[str, Any]], Found]]
"""What is timed; what it returns evaluates the roots at a sample."""


# ── letters of their own ──


def renamed(model: Model, turn: int) -> Model:
    """The model with other letters, so that nothing that was computed before answers."""
    letters = {symbol: Symbol(f"{symbol.name}{turn}") for symbol in model.symbols}

    def within(domain: Domain) -> Domain:
        ends = {f.name: getattr(domain, f.name) for f in fields(domain)}
        return replace(domain, **{k: e.xreplace(letters) for k, e in ends.items() if isinstance(e, Expr)})

    def pairs(domains: Iterable[tuple[Symbol, Domain]]) -> tuple[tuple[Symbol, Domain], ...]:
        return tuple((letters[symbol], within(domain)) for symbol, domain in domains)

    return replace(
        model,
        variable=letters[model.variable],
        support=within(model.support),
        parameters=pairs(model.parameters),
        density=model.density.xreplace(letters),
        known=pairs(model.known),
        covariates=pairs(model.covariates),
    )


# ── derive ──


def by_roots(model: Model) -> Callable[[dict[str, Any]], Found]:
    from derive.stages.estimator import estimator
    from derive.stages.likelihood import likelihood
    from derive.stages.log_likelihood import log_likelihood
    from derive.stages.maximum import maximum
    from derive.stages.parameters import profile
    from derive.stages.progress import Progress
    from derive.stages.region import restricted
    from derive.stages.score import score

    start = log_likelihood(likelihood(Progress(model, model.given())))
    problem: DeriveError | None = None
    for order in permutations(model.arguments):
        progress = start.knowing(objective=start.known["log_likelihood"])
        try:
            for position, parameter in enumerate(order[:-1]):
                others = order[position + 1 :]
                marked = restricted(progress.looking_at(parameter, f".{parameter}").unnamed(), others)
                progress = profile(maximum(estimator(score(marked))), others)
            estimator(score(progress.looking_at(order[-1])))
        except DeriveError as error:
            problem = problem or error
            continue
        return lambda known: []
    assert problem is not None
    raise problem


def by_derive(model: Model) -> Callable[[dict[str, Any]], Found]:
    from derive.api.results import MaximumLikelihood
    from derive.stages.likelihood import likelihood
    from derive.stages.log_likelihood import log_likelihood
    from derive.stages.parameters import parameters
    from derive.stages.progress import Progress

    progress = parameters(log_likelihood(likelihood(Progress(model, model.given()))))
    return evaluated(model, MaximumLikelihood(progress.derivation(), model))


def by_whole(model: Model) -> Callable[[dict[str, Any]], Found]:
    from derive.api.results import MaximumLikelihood
    from derive.stages.pipeline import derive

    return evaluated(model, MaximumLikelihood(derive(model), model))


def evaluated(model: Model, result: Any) -> Callable[[dict[str, Any]], Found]:
    from numerical import estimates

    return lambda known: [estimates(model, result.estimators, known)]


# ── SymPy ──


def by_sympy(model: Model) -> Callable[[dict[str, Any]], Found]:
    from peers import of_domain, translated
    from sympy import Add, expand, expand_log, expand_power_base, log, solve

    domains = (*model.parameters, *model.known, *model.covariates, (model.variable, model.support))
    known = {symbol.name: of_domain(domain) for symbol, domain in domains}
    written = {s: translated(s, known, {}) for s in model.symbols}
    index, size = Symbol("i", integer=True, positive=True), Symbol("size", integer=True, positive=True)
    observed = [written[s] for s in (model.variable, *(s for s, _ in model.covariates))]
    data = {symbol: IndexedBase(symbol)[index] for symbol in observed}
    term = translated(model.density, known, {}).xreplace(data)
    unknown = [written[p] for p in model.arguments]

    def start() -> list[dict[Symbol, Expr]]:
        apart = expand_log(log(term), force=True)
        apart = expand(expand_log(expand_power_base(apart, force=True), force=True))
        total = S.Zero
        for part in Add.make_args(apart):
            weight, entry = part.as_independent(*data.values(), as_Add=False)
            if entry == 1:
                total += weight * size
            else:
                positive = {"positive": True} if entry.is_positive else {"real": True}
                total += weight * sums.setdefault(entry, Symbol(f"T{len(sums)}", **positive))
        equations = [total.diff(parameter) for parameter in unknown]
        return list(solve(equations, unknown, dict=True))

    sums: dict[Expr, Symbol] = {}
    roots = start()

    def values(at: dict[str, Any]) -> Found:
        from numerical import size_of, value
        from sympy import Sum

        count = size_of(model, at)
        numbers = {name: value(Sum(entry, (index, 1, size)), at, count) for entry, name in sums.items()}
        numbers |= {size: count} | {written[s]: at[s.name] for s, _ in model.known}
        found = []
        for root in roots:
            point = {p.name: complex(e.subs(numbers).evalf()) for p, e in root.items()}
            found.append({name: z.real if abs(z.imag) < 1e-12 else float("nan") for name, z in point.items()})
        return found

    return values


# ── Maxima ──

RECIPE = """
sums_of(e) := if mapatom(e) then {} elseif op(e) = nounify(sum) then {e}
  else xreduce(union, map(sums_of, args(e)), {})$
recipe(f, unknown) := block([l, s, named],
  l: expand(sum(expand(log(f)), v_i, 1, v_size)),
  s: listify(sums_of(l)),
  named: map(lambda([e], block([t: gensym()],
    if is(part(e, 1) > 0) = true then assume(t > 0), e = t)), s),
  l: subst(named, l),
  subst(map(lambda([e], rhs(e) = lhs(e)), named),
    solve(map(lambda([p], expand(diff(l, p))), unknown), unknown)))$
shown(e) := if floatnump(e) or integerp(e) then float(e) else "nan"$
"""


def by_maxima(session: Any) -> Solve:
    from maxima import SETTINGS, within, written

    def solve(model: Model) -> Callable[[dict[str, Any]], Found]:
        item = {s: model.each(s) for s in (model.variable, *(s for s, _ in model.covariates))}
        facts = [f for s, d in (*model.parameters, *model.known) for f in within(s, d)]
        entries = ((model.variable, model.support), *model.covariates)
        facts += [f for s, d in entries for f in within(item[s], d)]
        whole = {fact.split("(")[1].split(",")[0] for fact in facts if fact.startswith("declare")}
        facts += [f"declare({written(s)}, noninteger)" for s, _ in model.known if written(s) not in whole]
        said = "".join(
            f"errcatch({fact})$ " for fact in (*facts, "declare(v_size, integer)", "assume(v_size > 0)")
        )
        unknown = ", ".join(map(written, model.arguments))
        session.say(f"kill(all)$ {SETTINGS} logexpand: super$ {RECIPE} {said}")
        call = f"roots: errcatch(recipe({written(model.density.xreplace(item))}, [{unknown}]))$"
        start = time.perf_counter()
        session.say(call, session.limit)
        session.seconds = time.perf_counter() - start
        return lambda at: values(model, at)

    def values(model: Model, at: dict[str, Any]) -> Found:
        from numerical import size_of

        count = size_of(model, at)
        for s in (model.variable, *(s for s, _ in model.covariates)):
            session.say("".join(f"v_{s.name}[{k}]: {float(v)}$ " for k, v in enumerate(at[s.name], 1)))
        put = "".join(f", v_{s.name} = {at[s.name]}" for s, _ in model.known)
        unknown = ", ".join(map(written, model.arguments))
        point = f"float(ev(subst(r, [{unknown}]), v_size = {count}{put}, nouns, numer))"
        text = session.say(
            "several: if roots # [] and first(roots) # [] and not listp(first(first(roots))) "
            "then map(lambda([e], [e]), first(roots)) elseif roots = [] then [] else first(roots)$ "
            f'print(sremove(" ", string(map(lambda([r], block([v: errcatch({point})], '
            "if v = [] then [] else map(shown, first(v)))), several))))$"
        )
        points = json.loads(text.replace('"nan"', "NaN").replace("nan", "NaN"))
        names = [p.name for p in model.arguments]
        return [dict(zip(names, point, strict=True)) for point in points if point]

    return solve


# ── a process of one method and one family ──


def run_one(method: str, name: str, rounds: int, limit: float) -> None:
    """Print the seconds of each round, and the roots at the sample."""
    import maxima
    import peers  # noqa: F401
    from references import sample

    import derive.stages.pipeline  # noqa: F401

    model, _, known = sample(name, NUMBER)
    session = maxima.Maxima(limit)
    if method == "maxima":
        session.say("1$")
    ways = {"roots": by_roots, "derive": by_derive, "whole": by_whole, "sympy": by_sympy}
    solve = ways.get(method) or by_maxima(session)
    S.One + Symbol("first")  # SymPy imports its tensors with the first sum
    seconds, found, why = [], [], ""
    try:
        for turn in range(rounds + 1):
            fresh = renamed(model, turn)
            start = time.perf_counter()
            values = solve(fresh)
            seconds.append(session.seconds if method == "maxima" else time.perf_counter() - start)  # type: ignore[attr-defined]
            if turn == 0:
                letters = zip(model.symbols, fresh.symbols, strict=True)
                point = {new.name: known[old.name] for old, new in letters if old.name in known}
                found = [{k.removesuffix("0"): v for k, v in root.items()} for root in values(point)]
    except Exception as error:
        if method in OURS and not isinstance(error, DeriveError):
            raise
        why = f"{type(error).__name__}: {error}"
    finally:
        session.stop()
    print(json.dumps({"seconds": seconds, "found": found, "why": why}))


# ── the run ──


@dataclass
class Measured:
    """Of one method and family: the first round of each process, all later ones, the roots, what went wrong."""

    cold: list[float]
    warm: list[float]
    found: Found
    why: str = ""


def measured(method: str, name: str, processes: Sequence[dict[str, Any]]) -> Measured:
    cold = [run["seconds"][0] for run in processes if run["seconds"]]
    warm = [taken for run in processes for taken in run["seconds"][1:]]
    return Measured(cold, warm, processes[-1]["found"], processes[-1]["why"])


def process(method: str, name: str, rounds: int, limit: float) -> dict[str, Any]:
    command = [sys.executable, __file__, "--one", method, name, "--rounds", str(rounds), "--limit", str(limit)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=limit * (rounds + 1)
        )
    except subprocess.TimeoutExpired:
        return {"seconds": [], "found": [], "why": f"more than {limit:g} s"}
    if done.returncode and method in OURS:
        raise SystemExit(done.stderr)
    if done.returncode:
        return {"seconds": [], "found": [], "why": done.stderr.strip()[-200:]}
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def judged(name: str, found: Found) -> str:
    """right, wrong, or `-` for no root; and among how many the user has to choose."""
    import numpy as np
    from numerical import ends, log_likelihood, optimum
    from references import sample

    model, true, known = sample(name, NUMBER)
    spaces = {p.name: ends(d, known) for p, d in model.parameters}
    real = [r for r in found if all(np.isfinite(v) for v in r.values()) and r.keys() == spaces.keys()]
    inside = [r for r in real if all(low < r[key] < high for key, (low, high) in spaces.items())]
    if not inside:
        return "-"
    best, _ = optimum(model, known, [true, *inside], np.random.default_rng(0))
    reached = max(float(log_likelihood(model, known | root)) for root in inside)
    verdict = "right" if reached >= best - 1e-8 * (1 + abs(best)) else "wrong"
    return f"{verdict} of {len(found)}" if len(found) > 1 else verdict


def shown(seconds: Sequence[float]) -> str:
    if not seconds:
        return "-"
    middle = median(seconds)
    return f"{middle * 1000:.0f} ms" if middle < 1 else f"{middle:.2f} s"


def ratio(own: Sequence[float], base: Sequence[float]) -> str:
    return f"{median(own) / median(base):.2f}" if own and base else "-"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("--only", default="", help="some families, with commas between them")
    parser.add_argument("--methods", default=",".join(METHODS), help="some of " + ", ".join(METHODS))
    parser.add_argument("--rounds", type=int, default=3, help="warm rounds in a process")
    parser.add_argument("--processes", type=int, default=3, help="fresh processes for a method and a family")
    parser.add_argument("--limit", type=float, default=60.0, metavar="SECONDS", help="for a round")
    parser.add_argument("--show", action="store_true", help="say what went wrong where no root was found")
    parser.add_argument("--one", nargs=2, metavar=("METHOD", "FAMILY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        run_one(options.one[0], options.one[1], options.rounds, options.limit)
        return 0
    import maxima

    import derive

    methods = [m for m in METHODS if m in options.methods.split(",")]
    if "maxima" in methods and not maxima.installed():
        print("Maxima is not installed: it is left out")
        methods.remove("maxima")
    heads = "".join(f"{m + ' cold':>13} {'warm':>8} {'ratio':>6} " for m in methods)
    print(f"{'family':22}{heads} {' / '.join(m for m in methods if m != 'roots')}")
    columns: dict[str, list[Measured]] = {method: [] for method in methods}
    good = True
    for name in options.only.split(",") if options.only else derive.families():
        runs: dict[str, list[dict[str, Any]]] = {method: [] for method in methods}
        for _ in range(options.processes):
            for method in methods:
                runs[method].append(process(method, name, options.rounds, options.limit))
        row = {method: measured(method, name, runs[method]) for method in methods}
        said = {method: judged(name, row[method].found) for method in methods if method != "roots"}
        good = good and all(said.get(m, "right") == "right" for m in ("derive", "whole"))
        print(line(name, row, methods) + " " + " / ".join(said.values()), flush=True)
        for method in methods:
            columns[method].append(row[method])
            if options.show and row[method].why:
                print(f"    {method}: {row[method].why[:160]}")
    print(line("median of the families", {m: middle(c) for m, c in columns.items()}, methods))
    return int(not good)


def line(name: str, row: dict[str, Measured], methods: Sequence[str]) -> str:
    base = row["derive"].warm if "derive" in row else []
    cells = (
        f"{shown(row[m].cold):>13} {shown(row[m].warm):>8} {ratio(row[m].warm, base):>6} " for m in methods
    )
    return f"{name:22}" + "".join(cells)


def middle(column: Sequence[Measured]) -> Measured:
    return Measured([median(m.cold) for m in column if m.cold], [median(m.warm) for m in column if m.warm], [])


if __name__ == "__main__":
    sys.exit(main())
