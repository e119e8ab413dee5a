"""`derive site`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click

from derive.cli.frame import FAILURE, complain
from derive.cli.options import debug


@click.command("site")
@click.option(
    "-o",
    "--output",
    metavar="DIR",
    default="output/site",
    help="The folder (default: output/site).",
)
@click.option(
    "-j", "--jobs", type=click.IntRange(0, 1000), default=0, metavar="N",
    help="Processes that derive (default: one for each processor).",
)  # fmt: skip
@click.option("--anew", is_flag=True, help="Make every page, also those that have not changed.")
@debug
@click.pass_context
def command(ctx: click.Context, output: str, jobs: int, anew: bool) -> None:
    """Make a gallery of all articles, families and losses, in every language, with a front page that can be
    searched, and links between what speaks of each other.

    It needs no server: open index.html. What has not changed since the last time is kept.
    """
    from derive.site import build

    folder = Path(output)
    with _bar() as tell:
        built = build(folder, jobs, anew, tell)
    for name, problem in built.failed:
        complain(f"{name}: {problem}")
    click.echo(f"{folder / 'index.html'}: {len(built.made)} made, {built.kept} kept")
    if built.failed:
        ctx.exit(FAILURE)


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """How far it is, on stderr, on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda name, done, whole: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    name, bars = TextColumn("{task.description:<28}"), BarColumn(bar_width=24)
    columns = (name, bars, MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda name, done, whole: bar.update(task, description=name, completed=done, total=whole)
