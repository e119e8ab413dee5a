"""`derive check`."""

from __future__ import annotations

import json
import shutil
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from derive.cli.frame import FAILURE, complain
from derive.cli.options import debug

if TYPE_CHECKING:
    from derive.api import MaximumLikelihood

WIDEST, INDENT = 100, 13

# From harmless to worst: proved, open, failure, refuted.
WORSE = (0, 4, 1, 3)


@click.command("check")
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@debug
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...]) -> int:
    """Check files: every theorem of a derivation (.json) is made anew by its rule.

    For each file: whether it is proved, how many theorems by which rules, and what has to be trusted,
    in lines of code. The worst result decides the exit code.
    """
    return max((_checked(Path(name)) for name in files), key=WORSE.index)


def _checked(path: Path) -> int:
    from derive import api
    from derive.api.inputs import existing
    from derive.errors import DeriveError, LoadError, ReplayError

    try:
        if existing(path).suffix != ".json":
            raise LoadError(f"{path}: only .json files can be checked so far")
        _print_proved(path, api.replay(path))
    except ReplayError as error:
        click.echo(f"{path}: {click.style('refused', fg='red', bold=True)}")
        complain(f"{path}{_line(path, error.index, error.rule)}: {error}")
        return FAILURE
    except DeriveError as error:
        click.echo(f"{path}: {click.style('not checked', fg='red', bold=True)}")
        complain(str(error) if str(path) in str(error) else f"{path}: {error}")
        return FAILURE
    return 0


def _print_proved(path: Path, found: MaximumLikelihood) -> None:
    trusted, theorems = found.trusted, found.theorems
    click.echo(f"{path}: {click.style('proved', fg='green', bold=True)}")
    for name, value in found.estimators.items():
        _print("estimator", f"{name} = {value}")
    _print("theorems", f"{len(theorems)}, each made anew by its rule")
    _print("rules", f"{len(trusted.rules)}: {', '.join(trusted.rules)}")
    _print("axioms", f"{len(trusted.axioms)}: {', '.join(trusted.axioms)}" if trusted.axioms else "none")
    rooms = ", ".join(f"{room} {lines:,}" for room, lines in trusted.lines)
    _print("trusted", f"{trusted.total:,} lines of code ({rooms}), and the arithmetic of SymPy and FLINT")


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
