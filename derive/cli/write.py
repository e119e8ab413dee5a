"""`derive write`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click

from derive.cli.data import column_of, columns, known_of
from derive.cli.options import debug, known, lang, reparametrize

BINARY = ("pdf",)


@click.command("write")
@click.argument("what", metavar="NAME|FILE|'$…$'")
@click.option(
    "-t",
    "--to",
    multiple=True,
    metavar="FORMAT,…",
    help="One or more of pdf (default), tex, html, md, mathml, json, txt, typ, ipynb; what a platform "
    "takes: wordpress, ghost, hugo, jekyll, medium, github, notion, csdn, zhihu, wechat; toml (the family as a "
    "file of its own), numpy, torch, jax (a loss as Python code); for a formula mathml (default), tex, txt, "
    "typ.",
)
@click.option(
    "-o",
    "--output",
    metavar="PLACE",
    help="A folder, a file for a single format, or - for stdout. Default: the folder output/, made when "
    "absent; a formula goes to stdout.",
)
@known
@reparametrize
@lang
@click.option(
    "--data",
    metavar="FILE",
    help="Of a family: a CSV or Parquet file, whose numbers are put in at the end of the page. A known "
    "parameter then has its value, as in --known sigma=1.5.",
)
@columns
@click.option("--weights", metavar="NAME", help="The column that says how often each observation occurs.")
@click.option(
    "--lesson",
    is_flag=True,
    help="Teach LaTeX with it: each formula beside its source, with exercises and a document that compiles.",
)
@click.option(
    "--templates",
    default="",
    metavar="FOLDER",
    help="A folder with an article.html, article.tex or article.typ of your own, in the place of ours.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Of a file, or with --data: write it again whenever one of them changes, until Ctrl-C.",
)
@click.option(
    "--engine",
    type=click.Choice(["typst", "tex"]),
    default="typst",
    help="What makes the PDF: typst (default, built in) or tex (latexmk, where there is one).",
)
@debug
def command(
    what: str,
    to: tuple[str, ...],
    output: str | None,
    known: tuple[str, ...],
    reparametrize: str,
    lang: str,
    data: str | None,
    column: tuple[str, ...],
    weights: str | None,
    lesson: bool,
    templates: str,
    watch: bool,
    engine: str,
) -> None:
    """Write files of a family, a loss, a rule, a file or a formula, and print where they are.

    FILE is a family or loss of your own (.toml) or a derivation (.json). In a folder, the files are called
    bernoulli.pdf, bernoulli.zh.pdf in Chinese, normal-known-sigma.pdf with --known sigma,
    bernoulli-in-odds.pdf with --reparametrize 'odds = p/(1-p)', and gamma-on-rain.pdf with --data rain.csv.
    SOURCE_DATE_EPOCH sets their date.
    """
    from derive import api
    from derive.api.inputs import is_file, is_formula

    stdout = output == "-" or (output is None and is_formula(what))
    if watch and (stdout or not (is_file(what) or data)):
        raise click.UsageError("--watch goes with a file, and with a place to write to")
    names, where = known_of(known), column_of(column)
    if stdout:

        def rendered(kind: str) -> bytes:
            return api.render(
                what, kind, lang, engine, names, reparametrize, lesson, templates, data, where, weights
            )

        _to_stdout(what, to, rendered)
        return

    def write() -> None:
        with _progress() as progress:
            paths = api.write(
                what, to or None, lang, output, engine, progress, names, reparametrize, lesson, templates,
                data, where, weights,
            )  # fmt: skip
        for path in paths:
            click.echo(str(path))

    if watch:
        _again_and_again(write, [Path(one) for one in (what if is_file(what) else None, data) if one])
    else:
        write()


def _again_and_again(write: Callable[[], None], files: Iterable[Path]) -> None:
    """Write now and after every change of a file; an error is told, and the files watched on. Editors replace
    a file by another one, so its folder is watched."""
    from watchfiles import watch

    from derive.cli.frame import complain
    from derive.errors import DeriveError

    places = {file.resolve() for file in files}
    folders = {place.parent for place in places}

    def once() -> None:
        try:
            write()
        except DeriveError as error:
            complain(str(error))

    once()
    for _ in watch(*folders, watch_filter=lambda change, path: Path(path) in places, recursive=False):
        if all(place.is_file() for place in places):
            once()


def _to_stdout(what: str, to: tuple[str, ...], rendered: Callable[[str], bytes]) -> None:
    from derive.api.outputs import wanted

    kinds = wanted(to or None, what, None)
    if len(kinds) > 1:
        raise click.UsageError("stdout takes one format at a time; name a folder with -o")
    if kinds[0] in BINARY and sys.stdout.isatty():
        raise click.UsageError(f"{kinds[0]} is not for a terminal; send it to a file with -o or >")
    with _progress() as progress:
        progress(kinds[0])
        content = rendered(kinds[0])
    click.echo(content, nl=False)


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Names the step that is under way on stderr, on a terminal only, and leaves nothing behind."""
    if not sys.stderr.isatty():
        yield lambda step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description:<12}"), BarColumn(bar_width=24))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(task, description=step)
