"""The tables of docs/ are what the program says."""

from __future__ import annotations

import pytest
from tables import DOCS, both, line, made


@pytest.mark.parametrize("name", ["normal", "laplace", "exponential", "categorical", "discrete-uniform"])
def test_rows(name: str) -> None:
    derived, fitted = both(name)
    assert line(derived) in (DOCS / "families.md").read_text(encoding="utf-8").splitlines()
    assert line(fitted) in (DOCS / "fitting.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.slow
def test_whole_tables() -> None:
    found = made()
    assert {path: path.read_text(encoding="utf-8") for path in found} == found
