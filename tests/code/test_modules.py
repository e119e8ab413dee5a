"""Printed modules as files: their layout, arguments and errors; and that digits are lost where a form is
not the stable one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from modules import LOSSES, NO_CODE, Module, module, of
from precision import UNITS, looked_at, worst

from derive.cli import main
from derive.code.backends import backends

NAIVE = {
    "binary-cross-entropy-logits": ("np.logaddexp(0, t)", "np.log(1 + np.exp(t))"),
    "binary-cross-entropy": ("np.log1p(-", "np.log(1 - "),
    "cross-entropy": ("negative_log_softmax(z, y)\n", "np.log(np.exp(z).sum(-1)) - at(z, y)\n"),
    "gamma-deviance": ("np.abs(r) < 0.5", "np.abs(r) < 0"),
    "kl-divergence-log-target": ("np.expm1(y)", "(np.exp(y) - 1)"),
    "log-cosh": ("u < 1,", "u < 0,"),
}
"""What stands in a printed module, and what one would write at first."""


@pytest.mark.parametrize("name", NAIVE)
def test_what_one_would_write_at_first_loses_digits(name: str) -> None:
    stable, first = NAIVE[name]
    printed = module(name, "numpy")
    assert stable in printed.text
    changed = Module(of(name), "numpy", printed.text.replace(stable, first))
    places, values, _ = looked_at(name)
    columns = [np.array(column) for column in places.columns.values()]
    with np.errstate(all="ignore"):
        distance, _ = worst(changed.value(*columns, **places.constants, reduction="none"), values)
    assert not distance < UNITS


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("code")
    for name in LOSSES:
        for library in backends():
            (folder / f"{name.replace('-', '_')}_{library}.py").write_text(
                module(name, library, run=False).text
            )
    return folder


@pytest.mark.parametrize("order", [("check",), ("format", "--check")])
def test_printed_code_is_as_ruff_wants_it(order: tuple[str, ...], printed: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *order, "--isolated", "--no-cache", "."],
        cwd=printed, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]


def test_arguments() -> None:
    """Broadcasting, the type of the arguments, reductions, and labels that are none."""
    loss = module("binary-cross-entropy-logits", "numpy")
    y, z = np.array([[0], [1]]), np.array([0.5, -1, 2], dtype=np.float32)
    each = loss.value(y, z, reduction="none")
    assert each.shape == (2, 3)
    assert each.dtype == np.float32
    assert loss.value(y, z) == pytest.approx(each.mean())
    assert loss.value(y, z, reduction="sum") == pytest.approx(each.sum())
    with pytest.raises(ValueError, match="reduction must be none, mean or sum"):
        loss.value(y, z, reduction="max")
    with pytest.raises(ValueError, match="labels must be among"):
        loss.value(2, z)
    with pytest.raises(IndexError, match="labels must be from 0 to 2"):
        module("cross-entropy", "numpy").value(np.array([3]), np.zeros((1, 3)))


def test_labels_are_counted_from_0() -> None:
    """The class of the weight is the first: number 1 in the formula, 0 in the code."""
    value = module("cross-entropy-weighted", "numpy").value
    z = np.zeros((2, 3))
    assert value(np.array([0, 1]), z, w=4.0, reduction="none") == pytest.approx([4 * np.log(3), np.log(3)])


# ── on the command line, and in Python ──


def test_on_the_command_line(tmp_path: Path) -> None:
    run = CliRunner()
    shown = run.invoke(main, ["write", "huber", "-t", "numpy", "-o", "-"])
    assert shown.exit_code == 0
    assert shown.stdout == module("huber", "numpy").text
    written = run.invoke(main, ["write", "huber", "-t", "numpy,torch", "-o", str(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["huber_numpy.py", "huber_torch.py"]
    assert written.exit_code == 0


ERRORS = {
    ("bernoulli", "numpy"): "bernoulli",
    (next(iter(NO_CODE)), "jax"): "b is a list of numbers",
    ("huber", "cupy"): "no format named 'cupy'",
}


def test_an_article_called_like_a_loss_is_printed_as_the_loss() -> None:
    shown = CliRunner().invoke(main, ["write", "cross-entropy", "-t", "numpy", "-o", "-"])
    assert shown.stdout == module("cross-entropy", "numpy").text


@pytest.mark.parametrize(("name", "kind"), ERRORS)
def test_errors(name: str, kind: str, tmp_path: Path) -> None:
    failed = CliRunner().invoke(main, ["write", name, "-t", kind, "-o", str(tmp_path)])
    assert failed.exit_code != 0
    assert ERRORS[name, kind] in failed.stderr
    assert not list(tmp_path.iterdir())
