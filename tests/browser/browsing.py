"""Chromium, axe and vnu, as far as the tests need them. They fail where a tool is missing: whoever asks for the
browser's tests wants them run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
NEEDED = ("axe-core", "playwright-core", "vnu-jar")
HOW = "npm install --prefix .venv --ignore-scripts"


def node_modules(needed: tuple[str, ...] = NEEDED) -> Path:
    """The folder of the packages: DERIVE_NODE_MODULES, or the one in .venv."""
    folder = Path(os.environ.get("DERIVE_NODE_MODULES", HERE.parents[1] / ".venv" / "node_modules"))
    missing = [name for name in needed if not (folder / name).is_dir()]
    assert not missing, (
        f"{folder} has no {', '.join(missing)}: {HOW} {' '.join(needed)}, or set DERIVE_NODE_MODULES"
    )
    return folder


def program(name: str) -> str:
    found = shutil.which(name)
    assert found, f"{name} is not installed, and the tests of the mark `browser` need it"
    return found


@dataclass(frozen=True)
class Look:
    """One look at a page: how wide the window is, which colours, and what to find out.

    `fonts` is a selector of the elements whose fonts are told; `picture` a file for a picture of the page.
    """

    page: str
    width: int = 360
    dark: bool = False
    axe: bool = False
    fonts: str = ""
    picture: str = ""


def looks(tasks: list[Look]) -> list[dict[str, Any]]:
    """What a browser found, look by look."""
    command = [program("node"), str(HERE / "look.mjs"), str(node_modules()), program("chromium")]
    text = json.dumps([asdict(task) for task in tasks])
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def complaints(files: list[Path]) -> list[dict[str, Any]]:
    """What the checker of HTML says, its remarks left out."""
    jar = node_modules() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [program("java"), "-jar", str(jar), "--stdout", "--exit-zero-always", "--format", "json"]
    done = subprocess.run([*command, *map(str, files)], capture_output=True, text=True, timeout=300, check=True)
    told: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    return [one for one in told if one["type"] != "info" or one.get("subType") == "warning"]
