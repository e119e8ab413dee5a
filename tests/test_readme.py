"""What README.md says to type works, and says what it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
TOUR = re.findall(r"^    derive (.+?)(?:\s{2,}#.*)?$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the data that it shows."""
    place = tmp_path_factory.mktemp("readme")
    (data,) = re.findall(r"```csv\n(.+?)```", README, re.DOTALL)
    (place / "horse-kicks.csv").write_text(data, encoding="utf-8")
    return place


def test_the_tour_is_there():
    assert len(TOUR) >= 8


def test_tour(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """One test, as one types it: a later command reads what an earlier one wrote."""
    monkeypatch.chdir(folder)
    for command in TOUR:
        result = CliRunner().invoke(main, shlex.split(command))
        assert result.exit_code == 0, f"derive {command}\n{result.output}"
        assert result.output, command


def test_what_the_terminal_shows(folder: Path, monkeypatch: pytest.MonkeyPatch):
    """Each command of a console block prints what stands below it."""
    monkeypatch.chdir(folder)
    blocks = re.findall(r"```console\n(.+?)```", README, re.DOTALL)
    shown = [one for block in blocks for one in block.replace("\\\n", "").split("$ derive ")[1:]]
    assert len(shown) >= 3
    for command, _, output in (part.partition("\n") for part in shown):
        result = CliRunner().invoke(main, shlex.split(command), env={"COLUMNS": "100"})
        assert result.stdout.strip() == output.strip()


def test_python_example(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(folder)
    (example,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    values: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), values)  # the README's own lines
    assert str(values["d"].estimators["p"]) in example
    assert (folder / "bernoulli.pdf").exists()


def test_the_family_file_shown_is_the_one_that_is_there():
    (shown,) = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    assert shown == (ROOT / "derive/catalogue/families/bernoulli.toml").read_text(encoding="utf-8")


def test_pictures_are_there():
    for picture in re.findall(r"!\[.*?\]\((.+?)\)", README):
        assert (ROOT / picture).is_file()


def test_ci_runs_the_readme_test_command():
    (command,) = re.findall(r"^    (python3 .+pytest.*)$", README, re.MULTILINE)
    assert command in (ROOT / ".ci/run").read_text(encoding="utf-8")
