from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from command_line import Run, Spawn

import derive
from derive.cli import main
from derive.kernel.replay import dumps


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command line, run in this process in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *args, **env: CliRunner().invoke(main, args, env=env)


@pytest.fixture
def spawn(tmp_path: Path) -> Spawn:
    """A command line, run in a process of its own in an empty folder."""

    def spawned(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "derive", *args]
        return subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **env}, capture_output=True, encoding="utf-8", check=False
        )

    return spawned


@pytest.fixture(scope="session")
def likelihood() -> derive.MaximumLikelihood:
    """The derivation that most tests look at; `mle` keeps it, so the commands use the same one."""
    return derive.mle("bernoulli")


@pytest.fixture(scope="session")
def short_json(likelihood: derive.MaximumLikelihood) -> str:
    """A derivation of few theorems, which is checked in no time."""
    return dumps(replace(likelihood.derivation, parts=likelihood.derivation.parts[:2]))


@pytest.fixture
def short_file(short_json: str, tmp_path: Path) -> Path:
    path = tmp_path / "short.json"
    path.write_text(short_json, encoding="utf-8")
    return path
