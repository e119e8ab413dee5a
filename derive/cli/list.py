"""`derive list`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import rich_click as click

from derive.cli.options import debug, lang
from derive.cli.tables import aligned, under_way

if TYPE_CHECKING:
    from sympy import Symbol

    from derive.statement import Model, Space

Row = dict[str, Any]
"""What is listed of one thing, as it is printed as JSON."""


@click.command("list")
@click.argument("kind", required=False, metavar="[articles|families|losses|rules|formats]")
@click.option(
    "--derive",
    "derived",
    is_flag=True,
    help="With families: derive each, which takes a second or two a family, and tell its estimator, "
    "whether that is proved, for which data it exists, and what happens for the others. With losses: prove "
    "of each, as slowly, which likelihood it is, or that it is none.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@lang
@debug
def command(kind: str | None, derived: bool, as_json: bool, lang: str) -> None:
    """Name what there is: articles, families, losses, rules, formats, or all of them.

    Each line is a name, two or more spaces, and a title or a source. The families alone come as a table of
    their data, parameters and densities, the losses as one of their targets, predictions and formulas; or with
    --derive of what is derived from these.
    """
    from derive.errors import UnknownNameError

    if kind is not None and kind not in KINDS:
        raise UnknownNameError("list", kind, KINDS)
    if derived and kind not in ("families", "losses"):
        raise click.UsageError("--derive goes with families or losses: derive list families --derive")
    if derived and kind == "losses":
        _show_judged(as_json)
    elif derived:
        _show_derived(as_json)
    elif as_json:
        listed = {name: list(rows()) for name, rows in KINDS.items() if kind in (None, name)}
        _print_json(listed[kind] if kind else listed)
    elif kind == "families":
        aligned(FAMILY_COLUMNS, map(_cells, _families()))
    elif kind == "losses":
        aligned(LOSS_COLUMNS, map(_loss_cells, _losses()))
    else:
        for number, (name, rows) in enumerate(KINDS.items()):
            if kind is None:
                click.echo(("\n" if number else "") + click.style(name, bold=True))
            if kind in (None, name):
                _print(rows(), lang, "  " if kind is None else "")


def _print(rows: Iterable[Row], lang: str, indent: str) -> None:
    pairs = [(row["name"], _about(row, lang)) for row in rows]
    longest = max((len(name) for name, _ in pairs), default=0)
    for name, about in pairs:
        click.echo(f"{indent}{name:<{longest}}  {about}".rstrip())


def _print_json(listed: object) -> None:
    click.echo(json.dumps(listed, ensure_ascii=False, indent=1))


def _about(row: Row, lang: str) -> str:
    titles = row.get("title", {})
    return str(titles.get(lang) or next(iter(titles.values()), row.get("source", "")))


# ── families ──

FAMILY_COLUMNS = ("name", "data", "parameters", "known", "density")
DERIVED_COLUMNS = ("name", "data", "parameters", "estimator", "verdict", "exists", "otherwise")


def _cells(row: Row) -> tuple[str, ...]:
    known = ", ".join((*row["known"].values(), *row["covariates"].values()))
    return row["name"], row["data"], ", ".join(row["parameters"].values()), known, row["density"]


def _show_derived(as_json: bool) -> None:
    """Each family as it is derived: a table, or JSON."""
    from derive.api.overview import overview

    rows = []
    for row in under_way(list(_families()), lambda row: str(row["name"])):
        rows.append(row | asdict(overview(row["name"])))
    if as_json:
        _print_json(rows)
        return
    aligned(DERIVED_COLUMNS, map(_derived_cells, rows))


def _derived_cells(row: Row) -> tuple[str, ...]:
    parameters, estimators = ", ".join(row["parameters"].values()), ", ".join(row["estimators"].values())
    word = "if and only if" if row["necessary"] else "if"
    exists = (f"{word} {row['exists']}" if row["exists"] else "always") if row["estimators"] else ""
    return row["name"], row["data"], parameters, estimators, row["verdict"], exists, row["otherwise"]


def _family(model: Model) -> Row:
    from derive.language.writer import write, write_space

    def domains(declared: Iterable[tuple[Symbol, Space]]) -> dict[str, str]:
        return {symbol.name: write_space(symbol, space) for symbol, space in declared}

    return {
        "name": model.name,
        "title": dict(model.title),
        "data": write_space(model.variable, model.support),
        "parameters": domains(model.parameters),
        "known": domains(model.known),
        "covariates": domains(model.covariates),
        "density": write(model.density),
        "source": model.source,
    }


# ── losses ──

LOSS_COLUMNS = ("name", "target", "prediction", "known", "formula")
JUDGED_COLUMNS = ("name", "verdict", "factor", "constant", "family", "setting", "proper", "gradient")


def _loss_cells(row: Row) -> tuple[str, ...]:
    predictions, known = (", ".join(row[key].values()) for key in ("prediction", "known"))
    return row["name"], row["target"] or "", predictions, known, row["formula"]


def _show_judged(as_json: bool) -> None:
    """Each loss with what it is to a likelihood: a table, or JSON."""
    from derive.api import loss
    from derive.api.judgement import as_data

    rows = []
    for row in under_way(list(_losses()), lambda row: str(row["name"])):
        rows.append(row | as_data(loss(row["name"])))
    if as_json:
        _print_json(rows)
        return
    aligned(JUDGED_COLUMNS, map(_judged_cells, rows))


def _judged_cells(row: Row) -> tuple[str, ...]:
    setting = ", ".join(f"{name} = {value}" for name, value in row["setting"].items())
    found = (row[key] or "" for key in ("factor", "constant", "family"))
    return (
        row["name"],
        row["verdict"],
        *found,
        setting,
        row["proper"],
        "; ".join(row["gradient"]) or "not shown",
    )


# ── what there is ──


def _families() -> Iterator[Row]:
    from derive.catalogue import family, names

    return (_family(family(name)) for name in names("families"))


def _losses() -> Iterator[Row]:
    from derive.api.judgement import told
    from derive.catalogue import loss, names

    for one in map(loss, names("losses")):
        yield {
            "name": one.name,
            "title": dict(one.title),
            **told(one),
            "reduction": one.reduction,
            "parametrisation": one.parametrisation,
            "found": dict(one.found),
            "source": one.source,
        }


def _rules() -> Iterator[Row]:
    from derive.rules import rules

    return ({"name": name, "source": rule.source} for name, rule in sorted(rules().items()))


def _formats() -> Iterator[Row]:
    from derive.api.outputs import formats
    from derive.publish.platforms import platforms

    for name in formats():
        platform = platforms().get(name)
        yield {"name": name, "title": dict(platform.paste)} if platform else {"name": name}


def _articles() -> Iterator[Row]:
    from derive.compositions import article, names

    for one in map(article, names()):
        yield {"name": one.name, "title": dict(one.title), "source": one.source}


KINDS: dict[str, Callable[[], Iterator[Row]]] = {
    "articles": _articles,
    "families": _families,
    "losses": _losses,
    "rules": _rules,
    "formats": _formats,
}
