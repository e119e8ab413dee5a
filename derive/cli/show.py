"""`derive show`."""

from __future__ import annotations

import shutil

import rich_click as click

from derive.cli.options import debug, known, lang, reparametrize

WIDEST = 100


@click.command("show")
@click.argument("what", metavar="NAME|FILE")
@known
@reparametrize
@lang
@debug
def command(what: str, known: tuple[str, ...], reparametrize: str, lang: str) -> None:
    """Show a write-up as text: of a family, a rule, a loss, or a file.

    FILE is a family of your own (.toml) or a derivation (.json), which is checked first. The text is as
    wide as the terminal, up to 100 columns.
    """
    from derive import api

    width = min(shutil.get_terminal_size().columns, WIDEST)
    click.echo(api.show(what, lang, width, known, reparametrize), nl=False)
