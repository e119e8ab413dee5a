"""What the tests of the command line share."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

from click.testing import Result

Run = Callable[..., Result]
Spawn = Callable[..., "subprocess.CompletedProcess[str]"]

OWN = """
name = "coin"
data = "x in {0, 1}"
parameters = { t = "0 < t < 1" }
density = "t^x * (1 - t)^(1 - x)"
source = "my notebook"
"""
"""A family file that a user might write."""
