"""`derive fit`."""

from __future__ import annotations

import rich_click as click

from derive.cli.options import debug
from derive.cli.tables import aligned


def _pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    """NAME=VALUE, any number of times, or several between commas."""
    found = {}
    for text in (part.strip() for one in texts for part in one.split(",")):
        name, sign, value = (part.strip() for part in text.partition("="))
        if not (sign and name and value):
            raise click.BadParameter(f"{text!r} is not NAME=VALUE", param_hint=option)
        found[name] = value
    return found


def _column(texts: tuple[str, ...]) -> str | dict[str, str] | None:
    """The name of the response's column, or of each of the family's columns."""
    if not texts:
        return None
    if len(texts) == 1 and "=" not in texts[0]:
        return texts[0]
    return _pairs(texts, "--column")


def _known(texts: tuple[str, ...]) -> dict[str, float]:
    found = {}
    for name, value in _pairs(texts, "--known").items():
        try:
            found[name] = float(value)
        except ValueError:
            raise click.BadParameter(f"{value!r} is not a number", param_hint="--known") from None
    return found


@click.command("fit")
@click.argument("family", metavar="NAME|FILE")
@click.argument("data", metavar="DATA")
@click.option(
    "--column",
    multiple=True,
    metavar="NAME",
    help="The column of the observations; of a family that observes several, each as y=height. Default: the "
    "columns that are called as in the family, or the only one with numbers.",
)
@click.option("--weights", metavar="NAME", help="The column that says how often each observation occurs.")
@click.option("--known", multiple=True, metavar="PARAMETER=VALUE", help="A parameter whose value is known.")
@click.option(
    "--streaming", is_flag=True, help="Insist on reading the file in parts; refused where that cannot be."
)
@click.option(
    "--engine", type=click.Choice(["numpy", "duckdb"]), default="numpy", help="What computes the sums."
)
@click.option("--plot", metavar="FILE", help="Draw the fitted density over the data, as .svg or .png.")
@click.option("--json", "as_json", is_flag=True, help="Print the estimates as data.")
@debug
def command(
    family: str,
    data: str,
    column: tuple[str, ...],
    weights: str | None,
    known: tuple[str, ...],
    streaming: bool,
    engine: str,
    plot: str | None,
    as_json: bool,
) -> None:
    """Estimate the parameters of a family from data.

    DATA is a CSV or Parquet file. The conditions under which the estimator was proved to be the maximum are
    checked first; where these data have no maximiser, it is said why.

    derive fit poisson visits.csv --column n
    """
    from derive import api

    where = _column(column)
    found = api.fit(family, data, where, weights, _known(known), streaming or None, engine)
    if plot:
        api.plot(found, data, plot, where, weights)
    if as_json:
        click.echo(found.to_json())
        return
    errors = found.standard_errors
    rows = [
        (name, f"{number:.10g}", *([f"{errors[name]:.4g}"] if errors else []))
        for name, number in found.estimates.items()
    ]
    aligned(("parameter", "estimate", *(["standard error"] if errors else [])), rows)
    click.echo()
    told = [("log-likelihood", f"{found.loglikelihood:.10g}"), ("observations", f"{found.n:,}")]
    told += [("known", f"{name} = {number:g}") for name, number in found.known.items()]
    told += [
        ("found by", found.method),
        ("standard errors", found.errors_by if errors else f"none: {found.errors_by}"),
    ]
    told += [("maximum", "proved" if found.proved else "not proved: the best that a search found")]
    told += [("checked" if k == 0 else "", condition) for k, condition in enumerate(found.conditions)]
    told += [("plot", plot)] if plot else []
    for name, text in told:
        click.echo(f"{name:<17}{text}")
