"""The command line: one command a file, imported when it is called.

`derive --help` reads the table below and imports none of them.
"""

from __future__ import annotations

import rich_click as click

from derive.cli.frame import CommandLine, version
from derive.cli.options import debug, help_settings

COMMANDS = {
    "list": "Name the families, losses, rules and formats.",
    "show": "Show a write-up, or what a rule says, in the terminal.",
    "write": "Write files: PDF, TeX, HTML, Markdown, MathML, JSON, text.",
    "fit": "Estimate parameters from data, the conditions checked first.",
    "verify": "Prove a statement, or refute it and say what is true.",
    "identify": "Find the likelihood that a loss is, or prove that it is none.",
    "check": "Check files: derivations, and lists of identities.",
    "site": "Make a gallery of all articles, families and losses.",
    "doctor": "See whether everything that derive needs is here.",
}


@click.group(
    cls=CommandLine,
    commands=COMMANDS,
    invoke_without_command=True,
    context_settings=help_settings(),
    epilog="Exit codes: 0 done or proved, 1 failure, 2 usage, 3 refuted, 4 open, 5 a program is missing.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=version, help="Show the version."
)
@debug
@click.pass_context
def main(ctx: click.Context) -> None:
    """Derive maximum likelihood estimators, prove which loss the likelihood is, and typeset the proof.
    Prove or refute the identities that a loss, a paper or a lecture relies on.

    Begin with: derive show bernoulli
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
