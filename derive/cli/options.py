"""What several commands share: options, the look of help, the state of one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any, TypeVar

import rich_click as click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass
class Run:
    """The state of one run: whether errors come with their traceback."""

    debug: bool = False


def _set_debug(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(Run).debug = True


def debug(command: Decorated) -> Decorated:
    """`--debug`, before or after the name of the command."""
    option = click.option(
        "--debug",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_set_debug,
        help="Show the traceback of an error.",
    )
    return option(command)


def lang(command: Decorated) -> Decorated:
    """`--lang`; which languages there are is asked only when one is named."""
    option = click.option(
        "--lang", metavar="en|zh", default="en", help="The language of the write-up: en (default) or zh."
    )
    return option(command)


def known(command: Decorated) -> Decorated:
    """`--known`, any number of times, or with names between commas."""
    option = click.option(
        "--known",
        multiple=True,
        metavar="PARAMETER,…",
        help="Parameters of the family whose values are known.",
    )
    return option(command)


def reparametrize(command: Decorated) -> Decorated:
    """`--reparametrize`."""
    option = click.option(
        "--reparametrize",
        default="",
        metavar="'NEW = TERM'",
        help="A parameter in the place of an unknown one, which it has to be a one-to-one function of, such as "
        "'odds = p/(1-p)'.",
    )
    return option(command)


def help_settings() -> dict[str, Any]:
    """The look of help: no frames, paragraphs apart, the width of the terminal up to 100 columns."""
    wanted: dict[str, Any] = {
        "max_width": 100,
        "style_options_panel_box": "BLANK",
        "style_commands_panel_box": "BLANK",
        "padding_helptext_first_line": (0, 0, 1, 0),
        "text_paragraph_linebreaks": "\n\n",
    }
    # rich-click 1.8 does not know all of them.
    known = {field.name for field in fields(click.RichHelpConfiguration)}
    config = click.RichHelpConfiguration(**{name: value for name, value in wanted.items() if name in known})
    return {"help_option_names": ["-h", "--help"], "rich_help_config": config}
