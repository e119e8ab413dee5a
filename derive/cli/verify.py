"""`derive verify`."""

from __future__ import annotations

import json
import re
import shutil
import sys

import click as plain_click
import rich_click as click

from derive.cli.options import debug
from derive.cli.verdicts import CODES, paint

WIDEST = 100
MINUS = re.compile(r"-[^-].+", re.DOTALL)


class Claiming(click.RichCommand):
    """A command whose argument may begin with a minus: `derive verify '-log(p) = log(1/p)'`."""

    def parse_args(self, ctx: plain_click.Context, args: list[str]) -> list[str]:
        options = [each for each in self.params if isinstance(each, plain_click.Option) and not each.is_flag]
        valued = {name for option in options for name in option.opts}
        for k, arg in enumerate(args):
            if arg == "--":
                break
            if MINUS.fullmatch(arg) and (k == 0 or args[k - 1] not in valued):
                args = [*args[:k], *args[k + 1 :], "--", arg]
                break
        return super().parse_args(ctx, args)


@click.command("verify", cls=Claiming)
@click.argument("claim", metavar="'LEFT = RIGHT'")
@click.option(
    "--given",
    multiple=True,
    metavar="FACTS",
    help="What is known, such as '0 < p < 1, n >= 1 integer'; may be given more than once.",
)
@click.option(
    "--up-to",
    default="",
    metavar="KIND",
    help="'constant in p' or 'factor in p, q': what the sides may differ by. The verdict tells which.",
)
@click.option("--explain", is_flag=True, help="Name the rules and the normal form behind a proof.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as data.")
@debug
def command(claim: str, given: tuple[str, ...], up_to: str, explain: bool, as_json: bool) -> int:
    """Prove a statement, or refute it at a point and say what would be true.

    It is written in the text language, with =, <, <=, >, >= or != between its sides; - reads it from standard
    input. It is claimed wherever both sides are defined, and every symbol is a real number.

    derive verify 'log(sigmoid(z)) = -softplus(-z)'

    The exit code is 0 for proved, 3 for refuted, 4 for open.
    """
    from derive.identities import decide, read_identity
    from derive.identities.report import as_data, name_of, report

    identity = read_identity(_standard_input() if claim == "-" else claim, given, up_to)
    verdict = decide(identity, explain=explain)
    if as_json:
        click.echo(json.dumps(as_data(identity, verdict), ensure_ascii=False))
    else:
        width = min(shutil.get_terminal_size().columns, WIDEST)
        click.echo(report(identity, verdict, explain=explain, width=width, paint=paint))
    return CODES[name_of(verdict)]


def _standard_input() -> str:
    """What standard input says, on however many lines, but no more than the language reads."""
    from derive.errors import ReadError
    from derive.language.bounds import MAX_TEXT

    try:
        return " ".join(sys.stdin.read(MAX_TEXT + 2).split("\n")).strip()
    except UnicodeDecodeError as error:
        raise ReadError("standard input is not UTF-8 text") from error
