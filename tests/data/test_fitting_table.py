"""The table of docs/fitting.md is what the program says."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.data.overview import row, table

DOCS = (Path(__file__).parents[2] / "docs/fitting.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["normal", "laplace", "exponential", "categorical"])
def test_rows(name: str) -> None:
    assert table([row(name, derive.mle(name).derivation)]).splitlines()[-1] in DOCS


@pytest.mark.slow
def test_the_whole_table() -> None:
    assert table([row(name, derive.mle(name).derivation) for name in derive.families()]) in DOCS
