"""What families say from the literature, beside the likelihood in numbers: where a maximiser is said to exist
the highest point of a wide box lies within it, and where none is, at its border."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numerical import Numbers, inside, log_likelihood
from scipy import optimize, special

import derive
from derive.catalogue import family
from derive.statement import Model

TABLE = tomllib.loads(Path(__file__).with_name("literature.toml").read_text(encoding="utf-8"))
REACH = 6.0
"""How far the box goes in logarithms, logits or standard units."""
CLEAR = 1e-7
"""More than rounding, and than how far a plateau still is from its supremum at the border."""
CASES = [
    pytest.param(name, kind, data, id=f"{name}-{kind}-{k}")
    for name, entry in TABLE.items()
    for kind in ("exists", "none")
    for k, data in enumerate(entry.get(kind, []))
]


def spread(model: Model, point: Numbers) -> dict[str, Numbers]:
    """Parameters from numbers on the whole line."""
    return {s.name: inside(space, z, {}) for (s, space), z in zip(model.parameters, point, strict=True)}  # type: ignore[arg-type]


def rise(name: str, data: list[float]) -> float:
    """By how much the likelihood inside the box is above that on its border."""
    model, known = family(name), {"x": np.array(data, dtype=float), **TABLE[name].get("known", {})}

    def height(point: Numbers) -> float:
        with np.errstate(all="ignore"):
            found = float(log_likelihood(model, known | spread(model, point)))
        return found if np.isfinite(found) else -1e300

    return above_border(height, len(model.parameters))


def above_border(height: Callable[[Numbers], float], size: int) -> float:
    faces = [(k, end) for k in range(size) for end in (-REACH, REACH)]
    border = max(
        greatest(lambda z, k=k, end=end: height(np.insert(z, k, end)), size - 1)  # type: ignore[misc]
        for k, end in faces
    )
    return greatest(height, size) - border


def greatest(height: Callable[[Numbers], float], size: int) -> float:
    """In the box, by searches from its best places."""
    if not size:
        return height(np.array([]))
    box = [(-REACH, REACH)] * size
    best = sorted(product(np.linspace(-0.9 * REACH, 0.9 * REACH, 13), repeat=size), key=height)[-4:]
    options = {"maxiter": 4000, "xatol": 1e-8, "fatol": 1e-12}
    found = [
        optimize.minimize(lambda z: -height(z), z, bounds=box, method="Nelder-Mead", options=options)
        for z in best
    ]
    return max(-float(one.fun) for one in found)


@pytest.mark.parametrize(("name", "kind", "data"), CASES)
def test_it_is_so_in_numbers(name: str, kind: str, data: list[float]) -> None:
    found = rise(name, data)
    assert (found > CLEAR) is (kind == "exists"), found


def test_every_remark_is_looked_at() -> None:
    told = {name for name in derive.families() if family(name).literature}
    assert told == TABLE.keys() | {"dirichlet"}, "the Dirichlet distribution observes vectors: below"


@pytest.mark.parametrize(
    ("rows", "exists"), [([[0.2, 0.8], [0.5, 0.5]], True), ([[0.2, 0.8], [0.2, 0.8]], False)]
)
def test_dirichlet(rows: list[list[float]], exists: bool) -> None:
    logs = np.log(rows)

    def height(z: Numbers) -> float:
        alpha = np.exp(z)
        constant = special.gammaln(alpha.sum()) - special.gammaln(alpha).sum()
        return float(len(rows) * constant + ((alpha - 1) * logs).sum())

    assert (above_border(height, 2) > CLEAR) is exists
