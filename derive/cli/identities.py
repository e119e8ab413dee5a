"""`derive check` on lists of identities: a line as each ends, and a table at the end."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple

import rich_click as click

from derive.cli.verdicts import CODES, OPEN, REFUTED, WORSE, paint
from derive.identities.files import VERDICTS, Stated
from derive.identities.many import verify_many
from derive.identities.report import as_data, brief, name_of, report
from derive.statement import Open, Verdict

WIDEST = 100
COUNTS = 43
"""Columns of the table beside the names of the files."""
WORD, ENOUGH = max(map(len, VERDICTS)), 20


class Bounds(NamedTuple):
    """How many workers there are, and what each identity may take of one."""

    jobs: int
    seconds: float
    megabytes: int


class Style(NamedTuple):
    explain: bool
    as_json: bool


def check_identities(stated: Sequence[Stated], bounds: Bounds, style: Style) -> int:
    """Verify them all, say what was found, and return the worst exit code."""
    verdicts: dict[int, Verdict] = {}
    answers = verify_many([each.identity for each in stated], None, *bounds)
    column = min(max(len(_place(each)) for each in stated), shutil.get_terminal_size().columns // 2)
    with closing(answers), _progress(len(stated)) as say:
        for index, verdict in answers:
            verdicts[index] = verdict
            say(_json(stated[index], verdict) if style.as_json else _line(stated[index], verdict, column))
    found = [(each, verdicts[index]) for index, each in enumerate(stated)]
    if not style.as_json:
        for each, verdict in found:
            if style.explain or not (is_expected(each, verdict) or isinstance(verdict, Open)):
                _print_report(each, verdict, style.explain)
        _print_table(found)
    return max((code(each, verdict) for each, verdict in found), key=WORSE.index)


def is_expected(stated: Stated, verdict: Verdict) -> bool:
    """Whether the verdict is the one that the file expects."""
    return stated.expect == name_of(verdict)


def code(stated: Stated, verdict: Verdict) -> int:
    """The exit code that one identity makes; where a file expects otherwise of what is proved, the file is
    refuted, or, having expected it open, out of date."""
    if is_expected(stated, verdict):
        return 0
    name = name_of(verdict)
    return CODES[name] or (REFUTED if stated.expect == "refuted" else 1)


def _place(stated: Stated) -> str:
    return f"{stated.path}:{stated.line}"


def _json(stated: Stated, verdict: Verdict) -> str:
    said = {"file": stated.path, "line": stated.line, "name": stated.name, "expect": stated.expect}
    said["as_expected"] = is_expected(stated, verdict)
    return json.dumps({**said, **as_data(stated.identity, verdict)}, ensure_ascii=False)


def _line(stated: Stated, verdict: Verdict, column: int) -> str:
    """`file:line verdict name`, and what is to say of one that is not as expected; for a terminal, cut."""
    name, expected = name_of(verdict), is_expected(stated, verdict)
    details = [stated.name]
    if not expected and stated.expect != "proved":
        details.append(f"expected {stated.expect}")
    if (text := brief(verdict)) and (not expected or isinstance(verdict, Open)):
        details.append(text)
    place, rest = f"{_place(stated):<{column}}", "  ".join(details)
    if sys.stdout.isatty():
        room = shutil.get_terminal_size().columns - len(place) - WORD - 3
        rest = rest if len(rest) <= max(room, ENOUGH) else rest[: max(room, ENOUGH) - 1] + "…"
    return f"{place} {_painted(name, expected)}{' ' * (WORD - len(name))} {rest}"


def _painted(name: str, expected: bool) -> str:
    return paint(name, "proved" if expected else "unexpected" if CODES[name] != OPEN else "open")


def _print_report(stated: Stated, verdict: Verdict, explain: bool) -> None:
    width = min(shutil.get_terminal_size().columns, WIDEST)
    click.echo(f"\n{_place(stated)} {click.style(stated.name, bold=True)}")
    click.echo(report(stated.identity, verdict, explain=explain, width=width, paint=paint))


def _print_table(found: Sequence[tuple[Stated, Verdict]]) -> None:
    """A line for each file, and one for all of them if there are several."""
    counts: dict[str, Counter[str]] = {}
    for stated, verdict in found:
        for file in (stated.path, ""):
            counts.setdefault(file, Counter())[name_of(verdict)] += 1
            counts[file]["expected"] += is_expected(stated, verdict)
    total = counts.pop("")
    rows = [*counts.items(), *([("all", total)] if len(counts) > 1 else [])]
    widest = min(shutil.get_terminal_size().columns, WIDEST) - COUNTS
    room = min(max(len(file) for file, _ in rows), max(widest, 8))
    heads = "".join(f"{name:>9}" for name in VERDICTS)
    click.echo("\n" + click.style(f"{'':<{room}}{heads}  as expected", bold=True))
    for file, count in rows:
        shown = file if len(file) <= room else "…" + file[len(file) - room + 1 :]
        numbers = "".join(f"{count[name] or '·':>9}" for name in VERDICTS)
        every = sum(count[name] for name in VERDICTS)
        share = f"{count['expected']} of {every}"
        tone = "proved" if count["expected"] == every else "open"
        click.echo(f"{shown:<{room}}{numbers}  {paint(share, tone)}")


@contextmanager
def _progress(total: int) -> Iterator[Callable[[str], None]]:
    """Print lines on stdout. On a terminal, a bar on stderr stands below them, and leaves nothing behind."""
    if not sys.stderr.isatty():
        yield click.echo
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn
    from rich.text import Text

    columns = (BarColumn(bar_width=24), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def say(line: str) -> None:
            if sys.stdout.isatty():  # the bar has to make way, so the line goes where the bar is
                bar.console.print(Text.from_ansi(line), soft_wrap=True)
            else:
                click.echo(line)
            bar.advance(task)

        yield say
