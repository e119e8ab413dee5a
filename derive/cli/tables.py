"""Tables on stdout, and a bar on stderr while their rows are made."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import rich_click as click

WIDE = 10_000
"""Columns where no terminal shows the table: no cell is broken."""

T = TypeVar("T")


def aligned(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table with a heading. On a terminal, cells are broken to its width; elsewhere a row is a line."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else WIDE
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(width=width, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(table)
    heading, *lines = (line.rstrip() for line in captured.get().splitlines())
    click.echo(click.style(heading, bold=True))
    for line in lines:
        click.echo(line)


def under_way(things: Sequence[T], name: Callable[[T], str]) -> Iterator[T]:
    """The things one after the other, with a bar on stderr that names the one at work, on a terminal only."""
    if not sys.stderr.isatty():
        yield from things
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("{task.description:<20}"), BarColumn(bar_width=24), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(things))
        for thing in things:
            bar.update(task, description=name(thing))
            yield thing
            bar.advance(task)
