"""Printed code in PyTorch and JAX: the digits of values and gradients, and autograd through the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from modules import LOSSES, NO_SLOPE, module
from precision import UNITS, looked_at, worst

from derive.catalogue import loss
from derive.statement import Vectors

pytestmark = pytest.mark.oracles
torch = pytest.importorskip("torch", reason="the extra [oracles]")
jax = pytest.importorskip("jax", reason="the extra [oracles]")
jax.config.update("jax_enable_x64", True)

ARRAYS: dict[str, Callable[[Any], Any]] = {
    "torch": lambda column: torch.tensor(column, dtype=torch.int64 if integral(column) else torch.float64),
    "jax": lambda column: jax.numpy.asarray(np.array(column)),
}
CLOSE = {"rtol": 1e-9, "atol": 1e-12}


def integral(column: list[Any]) -> bool:
    return isinstance(column[0], int)


@pytest.mark.parametrize("library", ARRAYS)
@pytest.mark.parametrize("name", LOSSES)
def test_digits(name: str, library: str) -> None:
    places, values, slopes = looked_at(name)
    printed = module(name, library)
    columns = [ARRAYS[library](column) for column in places.columns.values()]
    found = np.asarray(printed.value(*columns, **places.constants, reduction="none"))
    distance, place = worst(found, values)
    assert distance < UNITS, (list(places.rows())[place], values[place])
    for a, rows in slopes.items() if name not in NO_SLOPE else ():
        found = np.asarray(printed.gradients[a](*columns, **places.constants))
        distance, place = worst(found, [truth for row in rows for truth in row])
        assert distance < UNITS, (a, list(places.rows())[place // len(rows[0])])


@pytest.mark.parametrize("library", ARRAYS)
@pytest.mark.parametrize("name", sorted(set(LOSSES) - NO_SLOPE))
def test_autograd_through_the_code_gives_its_gradient(name: str, library: str) -> None:
    """At moderate arguments: elsewhere the derivative of a stable form need not be stable itself."""
    found = loss(name)
    if any(not hasattr(space, "low") and not isinstance(space, Vectors) for _, space in found.predictions):
        return
    places, _, slopes = looked_at(name)
    kept = [
        k
        for k, row in enumerate(places.rows())
        if all(1e-2 < abs(x) < 20 or x == 0 for v in row.values() for x in (v if isinstance(v, tuple) else [v]))
        and all(truth is not None for rows in slopes.values() for truth in rows[k])
    ]
    columns = {n: ARRAYS[library]([column[k] for k in kept]) for n, column in places.columns.items()}
    printed = module(name, library)
    for a, _ in found.predictions:
        said = np.asarray(printed.gradients[a.name](*columns.values(), **places.constants))
        assert said.size
        by = list(columns).index(a.name)
        np.testing.assert_allclose(
            OF[library](printed.value, list(columns.values()), by, places.constants), said, **CLOSE
        )


def by_torch(value: Callable[..., Any], columns: list[Any], by: int, constants: dict[str, float]) -> np.ndarray:
    moved = columns[by].clone().requires_grad_()
    total = value(*columns[:by], moved, *columns[by + 1 :], **constants, reduction="sum")
    (found,) = torch.autograd.grad(total, moved)
    return found.numpy()


def by_jax(value: Callable[..., Any], columns: list[Any], by: int, constants: dict[str, float]) -> np.ndarray:
    def total(moved: Any) -> Any:
        return value(*columns[:by], moved, *columns[by + 1 :], **constants, reduction="sum")

    return np.asarray(jax.grad(total)(columns[by]))


OF = {"torch": by_torch, "jax": by_jax}
