"""`derive list`."""

from __future__ import annotations

from collections.abc import Callable

import rich_click as click

from derive.cli.options import debug, lang

Rows = tuple[tuple[str, str], ...]


@click.command("list")
@click.argument("kind", required=False, metavar="[families|losses|rules|formats]")
@lang
@debug
def command(kind: str | None, lang: str) -> None:
    """Name what there is: families, losses, rules, formats, or all of them.

    Each line is a name, two or more spaces, and a title or a source.
    """
    from derive.errors import UnknownNameError

    if kind is not None:
        if kind not in KINDS:
            raise UnknownNameError("list", kind, KINDS)
        _print(KINDS[kind](lang))
        return
    for number, (name, rows) in enumerate(KINDS.items()):
        click.echo(("\n" if number else "") + click.style(name, bold=True))
        _print(rows(lang), "  ")


def _print(rows: Rows, indent: str = "") -> None:
    longest = max((len(name) for name, _ in rows), default=0)
    for name, about in rows:
        click.echo(f"{indent}{name:<{longest}}  {about}".rstrip())


def _families(lang: str) -> Rows:
    from derive.catalogue import family, names

    return tuple((name, _title(family(name).title, lang)) for name in names("families"))


def _losses(lang: str) -> Rows:
    from derive.catalogue import loss, names

    return tuple((name, _title(loss(name).title, lang)) for name in names("losses"))


def _title(titles: tuple[tuple[str, str], ...], lang: str) -> str:
    return dict(titles).get(lang) or titles[0][1]


def _rules(lang: str) -> Rows:
    from derive.rules import rules

    return tuple((name, rule.source) for name, rule in sorted(rules().items()))


def _formats(lang: str) -> Rows:
    from derive.publish import formats

    return tuple((name, "") for name in formats())


KINDS: dict[str, Callable[[str], Rows]] = {
    "families": _families,
    "losses": _losses,
    "rules": _rules,
    "formats": _formats,
}
