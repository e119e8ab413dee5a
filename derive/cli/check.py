"""`derive check`."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import rich_click as click

from derive.cli.frame import FAILURE, complain
from derive.cli.options import debug
from derive.cli.verdicts import WORSE, paint

if TYPE_CHECKING:
    from derive.api import Composition, LossVerdict, MaximumLikelihood, Proof
    from derive.identities.files import Stated

    Checked: TypeAlias = MaximumLikelihood | Proof | LossVerdict | Composition

WIDEST, INDENT = 100, 13


@click.command("check")
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(1, 1000),
    default=1,
    metavar="N",
    help="Worker processes for identities (default: 1).",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    default=20.0,
    metavar="S",
    help="What one identity may take; beyond it is open (default: 20).",
)
@click.option(
    "--memory",
    type=click.IntRange(1),
    default=1000,
    metavar="MB",
    help="What one identity may take, in megabytes (default: 1000).",
)
@click.option("--explain", is_flag=True, help="Report on each identity at length.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each result.")
@debug
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[str, ...],
    jobs: int,
    seconds: float,
    memory: int,
    explain: bool,
    as_json: bool,
) -> int:
    """Check files: derivations (.json) and lists of identities (.toml).

    Every theorem of a derivation is made anew by its rule: whether it is proved, how many theorems by which
    rules, and what has to be trusted, in lines of code.

    Each identity is proved or refuted, or stays open: a line as each ends, and a table. One that a file expects
    to be refuted is as good as proved when it is.

    The worst result decides the exit code: 0 as expected, 4 open, 1 failure, 3 refuted.
    """
    codes: list[int] = [0]
    stated: list[Stated] = []
    for path in map(Path, files):
        found = _identities(path, as_json) if path.suffix == ".toml" else _checked(path, as_json)
        if isinstance(found, int):
            codes.append(found)
        else:
            stated += found
    if stated:
        from derive.cli.identities import Bounds, Style, check_identities

        codes.append(check_identities(stated, Bounds(jobs, seconds, memory), Style(explain, as_json)))
    return max(codes, key=WORSE.index)


def _identities(path: Path, as_json: bool) -> Sequence[Stated] | int:
    from derive.api.inputs import existing
    from derive.errors import DeriveError
    from derive.identities.files import read_identities

    try:
        return read_identities(existing(path))
    except DeriveError as error:
        return _not_checked(path, error, as_json)


def _checked(path: Path, as_json: bool) -> int:
    from derive import api
    from derive.api.inputs import existing
    from derive.errors import DeriveError, LoadError, ReplayError

    try:
        if existing(path).suffix != ".json":
            raise LoadError(f"{path}: only .json and .toml files can be checked")
        found = api.replay(path)
    except ReplayError as error:
        click.echo(f"{path}: {click.style('refused', fg='red', bold=True)}", err=as_json)
        complain(f"{path}{_line(path, error.index, error.rule)}: {error}")
        return FAILURE
    except DeriveError as error:
        return _not_checked(path, error, as_json)
    _print_json(path, found) if as_json else _print_proved(path, found)
    return 0


def _not_checked(path: Path, error: Exception, as_json: bool) -> int:
    click.echo(f"{path}: {click.style('not checked', fg='red', bold=True)}", err=as_json)
    complain(str(error) if str(path) in str(error) else f"{path}: {error}")
    return FAILURE


def _print_proved(path: Path, found: Checked) -> None:
    trusted, theorems = found.trusted, found.theorems
    click.echo(f"{path}: {paint('proved', 'proved')}")
    for label, text in _shown(found):
        _print(label, text)
    _print("theorems", f"{len(theorems)}, each made anew by its rule")
    _print("rules", f"{len(trusted.rules)}: {', '.join(trusted.rules)}")
    _print("axioms", f"{len(trusted.axioms)}: {', '.join(trusted.axioms)}" if trusted.axioms else "none")
    rooms = ", ".join(f"{room} {lines:,}" for room, lines in trusted.lines)
    _print("trusted", f"{trusted.total:,} lines of code ({rooms}), and the arithmetic of SymPy and FLINT")


def _shown(found: Checked) -> list[tuple[str, str]]:
    """What was derived: estimators, what a loss is, or the relations that were proved."""
    from derive.api import Composition, LossVerdict, Proof
    from derive.language.writer import write_fact
    from derive.statement import Equal, Less, LessEqual, Unequal

    if isinstance(found, LossVerdict):
        from derive.api.judgement import WORDS  # after it the stages come

        return [("loss", WORDS[found.kind])]
    if isinstance(found, Composition):
        return [("article", found.name)]
    if not isinstance(found, Proof):
        return [("estimator", f"{name} = {value}") for name, value in found.estimators.items()]
    claims = (part.theorems[-1].claim for part in found.derivation.parts)
    relations = [claim for claim in claims if isinstance(claim, Equal | Unequal | Less | LessEqual)]
    return [("identity", write_fact(relation)) for relation in relations]


def _print_json(path: Path, found: Checked) -> None:
    said = {
        "file": str(path),
        "verdict": "proved",
        "shown": [text for _, text in _shown(found)],
        "theorems": len(found.theorems),
        "rules": list(found.trusted.rules),
        "axioms": list(found.trusted.axioms),
        "trusted": found.trusted.total,
    }
    click.echo(json.dumps(said, ensure_ascii=False))


def _print(label: str, text: str) -> None:
    width = min(shutil.get_terminal_size().columns, WIDEST)
    lines = textwrap.wrap(text, width - INDENT, break_on_hyphens=False)
    click.echo(f"  {label:<{INDENT - 2}}" + f"\n{' ' * INDENT}".join(lines))


def _line(path: Path, index: int, rule: str) -> str:
    """Where the theorem stands in the file, if that is laid out as derive writes it: a theorem a line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        number = lines.index(' "theorems": [') + 1 + index
        found = json.loads(lines[number].strip().rstrip(","))["rule"] == rule
    except (ValueError, IndexError, KeyError, TypeError):
        found = False
    return f", line {number + 1}" if found else ""
