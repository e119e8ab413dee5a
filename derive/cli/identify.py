"""`derive identify`."""

from __future__ import annotations

import json
import shutil

import rich_click as click

from derive.cli.options import debug
from derive.cli.verdicts import OPEN
from derive.cli.verify import Claiming

WIDEST = 100


@click.command("identify", cls=Claiming)
@click.argument("formula", metavar="FORMULA")
@click.option(
    "--target",
    required=True,
    metavar="FACT",
    help="Where the labels lie: 'y in {0, 1}', 'y real', 'y in 0..oo'. They are counted on a discrete set, and "
    "measured by length on an interval.",
)
@click.option(
    "--prediction",
    required=True,
    multiple=True,
    metavar="FACT",
    help="Where what is predicted lies: 'm real', '0 < p < 1', 'z[k] real for k=1..K'; may be given more "
    "than once.",
)
@click.option("--known", multiple=True, metavar="FACT", help="A constant in the formula: 'beta > 0'.")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as data.")
@debug
def command(
    formula: str, target: str, prediction: tuple[str, ...], known: tuple[str, ...], as_json: bool
) -> int:
    """Find the likelihood that a loss is, or prove that it is none.

    The formula is the loss of one observation, in the text language of families.

    derive identify 'abs(y - m)' --target 'y real' --prediction 'm real'

    The exit code is 0 for every answer, also that it is no likelihood, and 4 for open.
    """
    from derive import api
    from derive.api.judgement import as_data, report
    from derive.statement import Kind

    found = api.identify(formula, target, prediction, known)
    if as_json:
        click.echo(json.dumps(as_data(found), ensure_ascii=False))
    else:
        width = min(shutil.get_terminal_size().columns, WIDEST)
        click.echo(report(found, width, lambda text, tone: click.style(text, fg=tone, bold=True)))
    return OPEN if found.kind is Kind.OPEN else 0
