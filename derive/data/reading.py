"""Data as columns of numbers: from sequences, arrays, data frames and series of any library, and files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from derive.data.arrays import Numbers
from derive.data.found import Points
from derive.errors import DataError, MissingToolError

Data: TypeAlias = Any
"""A sequence of numbers, an array, a data frame or series of any library that Narwhals knows, a mapping from
names of columns to sequences, or the path of a CSV or Parquet file. Its type cannot be told without importing
all of these libraries."""
Column: TypeAlias = str | Mapping[str, str] | None
"""The column of the response, or of each of the family's columns by name."""
Weights: TypeAlias = Any
"""A sequence of numbers, or the name of a column."""

TABULAR = (".csv", ".parquet", ".pq")
BATCH = 1_000_000
"""Rows of a file that are in memory at once."""


def chosen(
    labels: Sequence[str], column: Column, there: Sequence[str], numeric: Sequence[str]
) -> dict[str, str]:
    """Which column of a table each of a family's columns is. Raises DataError."""
    named = dict(column) if isinstance(column, Mapping) else {labels[0]: column} if column else {}
    if strange := [name for name in named if name not in labels]:
        raise DataError(f"the family has no {strange[0]!r}; it observes {', '.join(labels)}")
    for label in labels:
        if label not in named and label in there:
            named[label] = label
    if len(labels) == 1 and not named:
        if len(numeric) != 1:
            raise DataError(f"name the column of {labels[0]}: the data have {_listed(there)}")
        named[labels[0]] = numeric[0]
    for label in labels:
        if label not in named:
            raise DataError(f"name the column of {label}: the data have {_listed(there)}")
        if named[label] not in there:
            raise DataError(f"there is no column {named[label]!r}: the data have {_listed(there)}")
    return {label: named[label] for label in labels}


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(str, names[:12])) + (", …" if len(names) > 12 else "")
    return shown or "no columns"


def read(data: Data, labels: Sequence[str], column: Column = None, weights: Weights = None) -> Points:
    """Data in memory. Raises DataError."""
    if isinstance(data, str | os.PathLike):
        parts = list(batches(Path(data), labels, column, weights))
        if not parts:
            raise DataError("there are no observations")
        joined = {label: np.concatenate([p.columns[label] for p in parts]) for label in labels}
        ws = [p.weights for p in parts if p.weights is not None]
        return Points(joined, np.concatenate(ws) if ws else None)
    if isinstance(data, np.ndarray) and data.ndim == 1 and len(labels) == 1:
        columns = {labels[0]: numbers(data, labels[0])}
    else:
        columns, weights = _of_table(data, labels, column, weights)
    return weighted(columns, weights)


def _of_table(
    data: Data, labels: Sequence[str], column: Column, weights: Weights
) -> tuple[dict[str, Numbers], Weights]:
    frame = _frame(data)
    if frame is not None:
        there = list(frame.columns)
        numeric = [name for name in there if frame[name].dtype.is_numeric() and name != weights]
        places = chosen(labels, column, there, numeric or there)
        if isinstance(weights, str):
            if weights not in there:
                raise DataError(f"there is no column {weights!r}: the data have {_listed(there)}")
            weights = numbers(_values(frame[weights]), weights)
        return {label: numbers(_values(frame[name]), name) for label, name in places.items()}, weights
    if isinstance(data, Mapping):
        there = list(data)
        places = chosen(labels, column, there, [name for name in there if name != weights])
        if isinstance(weights, str):
            if weights not in there:
                raise DataError(f"there is no column {weights!r}: the data have {_listed(there)}")
            weights = data[weights]
        return {label: numbers(data[name], name) for label, name in places.items()}, weights
    series = _series(data)
    array = data if series is None else _values(series)
    if len(labels) > 1:
        whole = np.asarray(array)
        if whole.ndim != 2 or whole.shape[1] != len(labels):
            raise DataError(
                f"the family observes {', '.join(labels)}: give columns by name, or an array of as many"
            )
        return {label: numbers(whole[:, k], label) for k, label in enumerate(labels)}, weights
    return {labels[0]: numbers(array, labels[0])}, weights


def weighted(columns: Mapping[str, Numbers], weights: Weights) -> Points:
    """With weights checked; observations of weight 0 are left out. Raises DataError."""
    lengths = {label: len(array) for label, array in columns.items()}
    if len(set(lengths.values())) > 1:
        raise DataError(
            f"columns of different lengths: {', '.join(f'{k} has {v:,}' for k, v in lengths.items())}"
        )
    count = next(iter(lengths.values()))
    if count == 0:
        raise DataError("there are no observations")
    if weights is None:
        return Points(columns, read=count)
    if isinstance(weights, str):
        raise DataError(f"weights are named {weights!r}, and the data have no columns")
    series = _series(weights)
    found = numbers(weights if series is None else _values(series), "weights")
    if len(found) != count:
        raise DataError(f"{len(found):,} weights for {count:,} observations")
    if bad := _first(~(np.isfinite(found) & (found >= 0))):
        raise DataError(f"the weight {found[bad - 1]:g} is not a finite number >= 0", bad)
    kept = found > 0
    if not kept.any():
        raise DataError("all weights are 0")
    if not kept.all():
        return Points(
            {label: a[kept] for label, a in columns.items()}, found[kept], np.flatnonzero(kept), count
        )
    return Points(columns, found, read=count)


def numbers(values: Data, name: str) -> Numbers:
    """A column as an array of floats. Raises DataError naming the row of what is no number."""
    array = values if isinstance(values, np.ndarray) else _array(values, name)
    if array.ndim != 1:
        raise DataError(f"{name}: observations are numbers, not rows of an array of {array.ndim} dimensions")
    if array.dtype.kind in "fiub":
        return np.ascontiguousarray(array, dtype=np.float64)
    found = array.tolist()
    refuse(found, name, (complex,))  # one wrong entry makes texts of a whole column: it is the one to name
    refuse(found, name, (str, bytes, complex))
    return np.array([float(one) for one in found])


def refuse(found: list[Any], name: str, kinds: tuple[type, ...]) -> None:
    """Raise DataError at the first row that is missing, is of one of these kinds, or does not read as a
    number."""
    for row, one in enumerate(found, 1):
        if one is None:
            raise DataError(f"{name} is missing", row)
        try:
            if isinstance(one, kinds):
                raise TypeError
            float(one)
        except (TypeError, ValueError, OverflowError):
            raise DataError(f"{name} is {str(one)[:40]!r}, which is not a number", row) from None


def _array(values: Data, name: str) -> np.ndarray[Any, np.dtype[Any]]:
    if isinstance(values, str | bytes) or not hasattr(values, "__iter__"):
        raise DataError(f"{name}: {type(values).__name__} is no sequence of numbers")
    listed = list(values)
    if any(one is None or isinstance(one, str | bytes) for one in listed):
        return np.array(listed, dtype=object)
    try:
        return np.asarray(listed) if listed else np.zeros(0)
    except ValueError as error:
        raise DataError(f"{name}: observations are of different shapes") from error


def _first(wrong: np.ndarray[Any, np.dtype[np.bool_]]) -> int:
    """The row of the first that is wrong, from 1; 0 where none is."""
    return int(np.argmax(wrong)) + 1 if wrong.any() else 0


# ── data frames ──


def _frame(data: Data) -> Data:
    if isinstance(data, np.ndarray | Sequence | Mapping):
        return None
    nw = _narwhals()
    found = nw.from_native(data, pass_through=True)
    if isinstance(found, nw.LazyFrame):
        return found.collect()
    return found if isinstance(found, nw.DataFrame) else None


def _series(data: Data) -> Data:
    if isinstance(data, np.ndarray | Sequence | Mapping):
        return None
    nw = _narwhals()
    found = nw.from_native(data, allow_series=True, pass_through=True)
    return found if isinstance(found, nw.Series) else None


def _values(series: Data) -> np.ndarray[Any, np.dtype[Any]]:
    if series.dtype.is_numeric() and not series.is_null().any():
        return np.asarray(series.to_numpy())
    return np.array(series.to_list(), dtype=object)


def _narwhals() -> Data:
    try:
        import narwhals
    except ImportError as error:
        raise MissingToolError("data frames need Narwhals: pip install 'derive-likelihood[data]'") from error
    return narwhals


# ── files ──


def is_table(path: str | os.PathLike[str]) -> bool:
    return Path(path).suffix.lower() in TABULAR


def batches(
    path: Path, labels: Sequence[str], column: Column, weights: Weights, size: int = BATCH
) -> Iterator[Points]:
    """The rows of a CSV or Parquet file, a part at a time. Raises DataError, with the row of the file."""
    places, parts = _opened(path, labels, column, weights, size)
    before = 0
    for part in parts([*places.values(), *([weights] if weights else [])]):
        try:
            columns = {label: _of_arrow(part, name) for label, name in places.items()}
            heavy = _of_arrow(part, weights) if weights else None
            if part.num_rows:
                yield weighted(columns, heavy)
        except DataError as error:
            raise later(error, before) from error
        before += part.num_rows


def places_in(path: Path, labels: Sequence[str], column: Column, weights: Weights) -> dict[str, str]:
    """Which column of a file each of a family's columns is. Raises DataError."""
    return _opened(path, labels, column, weights, BATCH)[0]


def _opened(
    path: Path, labels: Sequence[str], column: Column, weights: Weights, size: int
) -> tuple[dict[str, str], Any]:
    if not path.is_file():
        raise DataError(f"there is no file {path}" if not path.is_dir() else f"{path} is a folder, not a file")
    if not is_table(path):
        raise DataError(f"{path}: the data are a CSV file (.csv) or a Parquet file (.parquet)")
    if weights is not None and not isinstance(weights, str):
        raise DataError("the weights of a file are the name of a column of it")
    names, numeric, parts = _arrow(path, size)
    places = chosen(labels, column, names, [n for n in numeric if n != weights] or names)
    if weights is not None and weights not in names:
        raise DataError(f"there is no column {weights!r}: the data have {_listed(names)}")
    return places, parts


def later(error: DataError, before: int) -> DataError:
    """The error with its row counted from the beginning of the data."""
    return DataError(error.problem, error.row + before) if error.row is not None else error


def _arrow(path: Path, size: int) -> tuple[list[str], list[str], Any]:
    try:
        import pyarrow as pa
        from pyarrow import csv, parquet
    except ImportError as error:
        raise MissingToolError("files of data need PyArrow: pip install 'derive-likelihood[data]'") from error
    try:
        if path.suffix.lower() == ".csv":
            opened = csv.open_csv(path)
            schema = opened.schema

            def parts(names: list[str]) -> Iterator[Any]:
                options = csv.ConvertOptions(include_columns=names)
                reading = csv.ReadOptions(block_size=16 * size)
                try:
                    yield from csv.open_csv(path, read_options=reading, convert_options=options)
                except pa.ArrowInvalid as error:
                    raise DataError(f"{path}: {error}") from error

        else:
            file = parquet.ParquetFile(path, pre_buffer=False, buffer_size=2**20)  # else all of it is held
            schema = file.schema_arrow

            def parts(names: list[str]) -> Iterator[Any]:
                yield from file.iter_batches(size, columns=names)

    except pa.ArrowInvalid as error:
        raise DataError(f"{path}: {error}") from error
    numeric = [f.name for f in schema if pa.types.is_integer(f.type) or pa.types.is_floating(f.type)]
    return list(schema.names), numeric, parts


def _of_arrow(part: Any, name: str) -> Numbers:
    column = part.column(name)
    if column.null_count:
        row = next(k for k, one in enumerate(column.is_valid(), 1) if not one.as_py())
        raise DataError(f"{name} is missing", row)
    return numbers(column.to_numpy(zero_copy_only=False), name)
