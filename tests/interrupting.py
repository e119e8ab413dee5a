"""A program in a process of its own that hears Ctrl-C, as one at a terminal does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""What runs in the background is started deaf to it, and hands that on."""


@contextmanager
def hearing(code: str, folder: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """The code running in a process group of its own, which is gone at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HEARING + code],
        cwd=folder,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
