"""The built wheel, installed into a fresh environment outside the repository, writes a PDF and a page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.wheel
def test_the_wheel_writes_a_page(tmp_path: Path):
    run([sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path / "dist", ROOT], ROOT)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    run([sys.executable, "-m", "venv", tmp_path / "fresh"], tmp_path)
    run([tmp_path / "fresh/bin/pip", "install", "-q", wheel], tmp_path)
    derive = tmp_path / "fresh/bin/derive"
    run([derive, "write", "bernoulli", "-t", "pdf,html,tex", "--lang", "zh", "-o", tmp_path / "out"], tmp_path)
    assert (tmp_path / "out/bernoulli.zh.pdf").read_bytes().startswith(b"%PDF-")
    assert "<math" in (tmp_path / "out/bernoulli.zh.html").read_text(encoding="utf-8")
    run([derive, "write", "bernoulli", "-t", "json", "-o", tmp_path / "out"], tmp_path)
    assert "proved" in run([derive, "check", tmp_path / "out/bernoulli.json"], tmp_path)
    assert "sets a page" in run([derive, "doctor"], tmp_path)


def run(command: list[object], folder: Path) -> str:
    done = subprocess.run([str(c) for c in command], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout
