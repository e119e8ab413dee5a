"""`derive.fit`: a family derived, and its estimates on data."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from derive.api.inputs import find_model
from derive.api.outputs import saved
from derive.api.things import derived
from derive.catalogue import Family
from derive.errors import DataError, OutputError
from derive.statement import Model

if TYPE_CHECKING:
    from derive.data.fit import Fit
    from derive.data.reading import Column, Data, Weights

PLOTS = (".svg", ".png")


def fit(
    family: str | os.PathLike[str] | Family | Model,
    data: Data,
    column: Column = None,
    weights: Weights = None,
    known: Mapping[str, float] | None = None,
    streaming: bool | None = None,
    engine: str = "numpy",
) -> Fit:
    """The maximum likelihood estimates of a family on data, by what was derived of it.

    `data` is a sequence of numbers, an array, a data frame or series of any library that Narwhals knows, a
    mapping from names to columns, or the path of a CSV or Parquet file. `column` names the column of the
    response, or maps each of the family's columns to its name. `weights` are how often each observation occurs,
    or the name of a column. `known` has the values of known parameters; a parameter that is named there is
    known. A file is read in parts where the family allows; `streaming=True` insists on it. The engine "duckdb"
    computes the sums of a file as one query.

    Raises DataError, with the row, for data that cannot be used; NoMaximiserError where the likelihood of these
    data has no maximiser, with the condition that fails; and what `mle` raises.
    """
    from derive.data.fitting import fit as fitted

    values = dict(known or {})
    model = find_model(family)
    unknown = [name for name in values if name in {symbol.name for symbol, _ in model.parameters}]
    model = find_model(model, unknown)
    return fitted(derived(model), data, column, weights, values, streaming, engine)


def plot(
    found: Fit, data: Data, path: str | os.PathLike[str], column: Column = None, weights: Weights = None
) -> Path:
    """Draw a fitted density over its data, as .svg or .png, and return where it is.

    Raises DataError, OutputError.
    """
    from derive.data.picture import picture_of
    from derive.data.reading import read
    from derive.publish.drawing import png, svg

    place = Path(path)
    if place.suffix.lower() not in PLOTS:
        raise OutputError(f"{place}: a plot is an .svg or a .png file")
    labels = [label for label, _ in found.plan.columns]
    if len(labels) != 1:
        raise DataError(f"{found.family} observes {', '.join(labels)}: only the density of one column is drawn")
    picture = picture_of(found, read(data, labels, column, weights))
    content = png(picture) if place.suffix.lower() == ".png" else standing(svg(picture)).encode()
    saved({place: content}, (place, False))
    return place


def standing(svg: str) -> str:
    """An SVG element as a file of its own."""
    return (
        svg
        if "xmlns=" in svg.partition(">")[0]
        else svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    )
