"""Templates, fonts and disks that are not as they should be: a clear error, and never half a file."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run

from derive.publish import press

HTML = "<!DOCTYPE html>\n<title>{{ plain_title }}</title>\n{{ body }}\n"


def test_a_template_of_ones_own(run: Run, tmp_path: Path, likelihood: object) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/article.html").write_text(HTML)
    assert run("write", "bernoulli", "-t", "html,txt", "--templates", "mine").exit_code == 0
    text = (tmp_path / "output/bernoulli.html").read_text()
    assert text.startswith("<!DOCTYPE html>\n<title>")
    assert "<style>" not in text


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("one\n{{ no_such_value }}\n", "article.html:2: 'no_such_value' is undefined"),
        ("one\ntwo\n{% if %}\n", "article.html:3: "),
        ("{{ body | no_such_filter }}", "article.html:1: "),
        ("{{ body", "article.html:1: "),
    ],
)
def test_a_broken_template_is_named_with_its_line(
    run: Run, tmp_path: Path, likelihood: object, content: str, says: str
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/article.html").write_text(content)
    result = run("write", "bernoulli", "-t", "html", "--templates", "mine")
    assert result.exit_code == 1
    assert says in result.stderr
    assert "mend the template" in result.stderr
    assert not (tmp_path / "output").exists()


def test_a_folder_of_templates_that_is_not_there(run: Run) -> None:
    result = run("write", "bernoulli", "-t", "html", "--templates", "nowhere")
    assert result.exit_code == 1
    assert "nowhere is no folder of templates" in result.stderr


@pytest.mark.parametrize("kind", ["pdf", "html"])
def test_a_missing_font_is_named(
    run: Run, tmp_path: Path, likelihood: object, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    from derive.publish import webfonts

    webfonts._rule.cache_clear()
    monkeypatch.setattr(press, "FONTS", tmp_path / "fonts")
    result = run("write", "bernoulli", "-t", kind, "--lang", "zh")
    webfonts._rule.cache_clear()
    assert result.exit_code == 5
    assert "the font " in result.stderr
    assert "install derive-likelihood again" in result.stderr
    assert not (tmp_path / "output").exists()


def test_a_disk_that_is_full_in_the_middle_leaves_whole_files(
    run: Run, tmp_path: Path, likelihood: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first file is written, the disk is full at the second: that one stays as it was."""
    (tmp_path / "output").mkdir()
    (tmp_path / "output/bernoulli.html").write_text("old")
    flushed: list[int] = []

    def fsync(descriptor: int) -> None:
        flushed.append(descriptor)
        if len(flushed) > 1:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fsync)
    result = run("write", "bernoulli", "-t", "txt,html")
    assert result.exit_code == 1
    assert "is full; free some space" in result.stderr
    assert (tmp_path / "output/bernoulli.html").read_text() == "old"
    assert (tmp_path / "output/bernoulli.txt").read_text().startswith("Maximum likelihood")
    assert {path.name for path in (tmp_path / "output").iterdir()} == {"bernoulli.html", "bernoulli.txt"}


def test_two_runs_into_one_folder_leave_whole_files(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "derive", "write", "bernoulli", "-t", "txt,json", "-o", f"{tmp_path}/out/"]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
    ends = [run.communicate(timeout=200) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], ends
    alone = subprocess.run([*command[:-1], f"{tmp_path}/alone/"], check=True, capture_output=True, timeout=200)
    assert alone.returncode == 0
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == sorted(path.name for path in (tmp_path / "alone").iterdir())
    assert all((tmp_path / "out" / n).read_bytes() == (tmp_path / "alone" / n).read_bytes() for n in names)
