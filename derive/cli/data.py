"""Options about data that several commands share, and how they are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import rich_click as click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def columns(command: Decorated) -> Decorated:
    """`--column`."""
    option = click.option(
        "--column",
        multiple=True,
        metavar="NAME",
        help="The column of the observations; of a family that observes several, each as y=height. Default: "
        "the columns that are called as in the family, or the only one with numbers.",
    )
    return option(command)


def pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    """NAME=VALUE, any number of times, or several between commas."""
    found = {}
    for text in (part.strip() for one in texts for part in one.split(",")):
        name, sign, value = (part.strip() for part in text.partition("="))
        if not (sign and name and value):
            raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint=option)
        found[name] = value
    return found


def column_of(texts: tuple[str, ...]) -> str | dict[str, str] | None:
    """The name of the response's column, or of each of the family's columns."""
    if not texts:
        return None
    if len(texts) == 1 and "=" not in texts[0]:
        return texts[0]
    return pairs(texts, "--column")


def values_of(texts: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for name, value in pairs(texts, "--known").items():
        try:
            found[name] = float(value)
        except ValueError:
            raise click.BadParameter(f"{value!r} is not a number", param_hint="--known") from None
    return found


def known_of(texts: tuple[str, ...]) -> tuple[str, ...] | dict[str, float]:
    """Names of parameters, or their values, if all have one."""
    if not any("=" in text for text in texts):
        return texts
    return values_of(texts)
