"""`derive write --watch`: written again after each change, until it is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from conftest import Run

FAMILY = """name = "coin"
data = "x in {0, 1}"
parameters = { p = "0 < p < 1" }
density = "%s"
source = "a coin"
title = { en = "coin" }
"""


def until(condition: object, seconds: float = 60) -> None:
    """Wait for something; what takes that long is taken for broken."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.1)


def test_a_change_is_written_and_an_error_does_not_end_it(tmp_path: Path) -> None:
    file, page = tmp_path / "coin.toml", tmp_path / "out" / "coin.txt"
    file.write_text(FAMILY % "p^x * (1 - p)^(1 - x)")
    command = [
        sys.executable,
        "-m",
        "derive",
        "write",
        str(file),
        "--watch",
        "-t",
        "txt",
        "-o",
        str(page.parent) + "/",
    ]
    with (tmp_path / "said").open("w") as said:
        watched(command, said, tmp_path, file, page)
    assert "Traceback" not in (tmp_path / "said").read_text()


def watched(command: list[str], said: IO[str], tmp_path: Path, file: Path, page: Path) -> None:
    # A process that hears Ctrl-C also where this one does not.
    process = subprocess.Popen(
        command,
        stdout=said,
        stderr=said,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        until(page.is_file)
        first = page.read_text()

        def broken() -> bool:
            file.write_text(FAMILY % "p^x * (1 - p)^(1 - x")
            time.sleep(2)  # once more, should the watch have begun only now
            return "coin.toml" in (tmp_path / "said").read_text().partition("error")[2]

        until(broken)
        assert page.read_text() == first
        replacement = tmp_path / "other.toml"
        replacement.write_text((FAMILY % "p^(1 - x) * (1 - p)^x").replace('"coin" }', '"unfair coin" }'))
        os.replace(replacement, file)
        until(lambda: "unfair coin" in page.read_text())
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in (0, 130)
    finally:
        process.kill()
        process.wait()


def test_only_a_file_can_be_watched(run: Run) -> None:
    result = run("write", "bernoulli", "--watch")
    assert result.exit_code == 2
    assert "--watch goes with a file" in result.stderr
