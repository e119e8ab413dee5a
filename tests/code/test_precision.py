"""Printed functions against fifty digits: logits up to 10⁴, probabilities near 0 and 1, tiny and huge rates."""

from __future__ import annotations

import numpy as np
import pytest
from modules import LOSSES, NO_SLOPE, module
from precision import UNITS, looked_at, worst


@pytest.mark.parametrize("name", LOSSES)
def test_a_loss_keeps_its_digits(name: str):
    places, values, slopes = looked_at(name)
    columns = [np.array(column) for column in places.columns.values()]
    printed = module(name, "numpy")
    with np.errstate(over="ignore", under="ignore"):
        distance, place = worst(printed.value(*columns, **places.constants, reduction="none"), values)
    assert distance < UNITS, (list(places.rows())[place], values[place])
    assert set(slopes) == set(printed.gradients) or name in NO_SLOPE
    for a, rows in slopes.items() if name not in NO_SLOPE else ():
        with np.errstate(over="ignore", under="ignore"):
            found = printed.gradients[a](*columns, **places.constants)
        true = [truth for row in rows for truth in row]
        distance, place = worst(found, true)
        assert distance < UNITS, (
            a,
            list(places.rows())[place // len(rows[0])],
            true[place],
            found.ravel()[place],
        )
