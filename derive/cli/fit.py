"""`derive fit`."""

from __future__ import annotations

import rich_click as click

from derive.cli.data import column_of, columns, values_of
from derive.cli.options import debug
from derive.cli.tables import aligned


@click.command("fit")
@click.argument("family", metavar="NAME|FILE")
@click.argument("data", metavar="DATA")
@columns
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

    where = column_of(column)
    found = api.fit(family, data, where, weights, values_of(known), streaming or None, engine)
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
