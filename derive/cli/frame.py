"""The frame around every command: streams, errors, exit codes.

0    done, proved                    4    open (from verify and check)
1    failure                         5    an external program is missing
2    usage                           130  interrupted
3    refuted (from verify and check) 141  the reader of a pipe went away
"""

from __future__ import annotations

import io
import os
import re
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, NoReturn

import click as plain_click
import rich_click as click

from derive.cli.options import Run, help_settings
from derive.errors import DeriveError, MissingToolError, PluginWarning, UnknownNameError

STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
LONGEST = 2000  # characters
FAILURE, USAGE, MISSING, INTERRUPTED, NO_READER = 1, 2, 5, 130, 141


class CommandLine(click.RichGroup):
    """A group that knows its commands by name and summary, and imports one when it is called."""

    def __init__(self, *args: Any, commands: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.summaries = commands

    def list_commands(self, ctx: plain_click.Context) -> list[str]:
        return list(self.summaries)

    def get_command(self, ctx: plain_click.Context, name: str) -> click.RichCommand | None:
        """What help needs to know of a command: its name and its summary."""
        return click.RichCommand(name=name, help=self.summaries[name]) if name in self.summaries else None

    def resolve_command(
        self, ctx: plain_click.Context, args: list[str]
    ) -> tuple[str | None, plain_click.Command | None, list[str]]:
        name, *rest = args
        if name not in self.summaries:
            raise UnknownNameError("command", name, self.summaries)
        command = import_module(f"derive.cli.{name}").command
        assert isinstance(command, plain_click.Command)
        command.context_settings = {**help_settings(), **command.context_settings}
        return name, command, rest

    def invoke(self, ctx: plain_click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _forget_output()
            return NO_READER

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> NoReturn:  # type: ignore[override]
        """Run a command line and exit."""
        _use_utf8()
        run = Run()
        try:
            extra = {**extra, "obj": run, "standalone_mode": False}
            with warnings.catch_warnings():
                warnings.simplefilter("always", PluginWarning)
                warnings.showwarning = _show_warning
                code = super().main(
                    args, "derive", color=False if os.environ.get("NO_COLOR") else None, **extra
                )
        except SystemExit as done:
            code = done.code
        except plain_click.Abort:
            code = INTERRUPTED
        except Exception as error:  # noqa: BLE001  (nobody but a developer wants a traceback)
            code = _report(error, run)
        sys.exit(code if isinstance(code, int) else 0)


def _report(error: Exception, run: Run) -> int:
    """Say what went wrong, in one line where that is possible, and return the exit code."""
    if run.debug:
        traceback.print_exception(error)
    match error:
        case plain_click.UsageError():
            path = error.ctx.command_path if error.ctx else "derive"
            code, text = USAGE, f"{error.format_message()}\nSee {path} --help."
        case plain_click.ClickException():
            code, text = error.exit_code, error.format_message()
        case MissingToolError():
            code, text = MISSING, str(error)
        case UnknownNameError():
            code, text = USAGE, str(error)
        case DeriveError():
            code, text = FAILURE, str(error)
        case OSError():
            code, text = FAILURE, f"{error.strerror}: {error.filename or 'while writing the result'}"
        case _:
            how = "" if run.debug else "; --debug shows where"
            code, text = FAILURE, f"a fault in derive itself: {type(error).__name__}: {error}{how}"
    complain(text)
    return code


def complain(text: str) -> None:
    """An error on stderr; in colour only on a terminal. What a file says may stand in it, so characters
    that could steer a terminal are taken out, and there is an end to it."""
    _tell("error", "red", text)


def _tell(kind: str, colour: str, text: str) -> None:
    text = STEERING.sub("\ufffd", text)
    if len(text) > LONGEST:
        text = text[:LONGEST] + " …"
    allowed = None if not os.environ.get("NO_COLOR") else False
    click.echo(click.style(f"{kind}: ", fg=colour, bold=True) + text, err=True, color=allowed)


def _show_warning(message: Warning | str, *about: object, **more: object) -> None:
    """A warning as a line on stderr, without the place in the code."""
    _tell("warning", "yellow", str(message))


def version(ctx: plain_click.Context, parameter: plain_click.Parameter, value: bool) -> None:
    """`--version`."""
    if value:
        import derive

        click.echo(f"derive {derive.__version__}")
        ctx.exit()


def _use_utf8() -> None:
    """Results are UTF-8 whatever the locale says; what cannot be encoded is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _forget_output() -> None:
    """Nobody reads any more: send the rest nowhere, so that closing stdout does not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
