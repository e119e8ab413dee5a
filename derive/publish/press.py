"""From source to PDF: with the typst package (the default, nothing to install), or with a TeX installation."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Any

from derive.errors import MissingToolError, ToolError, UnknownNameError

FONTS = Path(__file__).resolve().parent / "fonts"
CHINESE = ("derive-song.otf", "derive-song-bold.otf")
TIMEOUT = 120  # seconds for a whole run of latexmk

# The package that has the program, for the people who need it.
_TEX_HELP = (
    "install a TeX distribution with latexmk (on Debian: latexmk, texlive-latex-recommended, texlive-xetex, "
    "texlive-lang-chinese), or leave the engine at its default, typst, which needs nothing"
)


def press(source: str, engine: str, language: str, epoch: int | None) -> bytes:
    """The PDF of this source: Typst markup for the engine "typst", LaTeX for "tex".

    The same source and epoch give the same bytes, whatever the clock says; without an epoch there is no date in
    the file. Raises MissingToolError when the engine is not installed, ToolError when it fails.
    """
    if engine not in _ENGINES:
        raise UnknownNameError("engine", engine, _ENGINES)
    return _ENGINES[engine](source, language, epoch)


def font(name: str) -> Path:
    """The file of a font that derive carries. Raises MissingToolError where it was taken away."""
    file = FONTS / name
    if not file.is_file():
        raise MissingToolError(f"the font {file} is missing; install derive-likelihood again")
    return file


def _typst(source: str, language: str, epoch: int | None) -> bytes:
    for name in CHINESE if language == "zh" else ():
        font(name)
    try:
        typst: Any = import_module("typst")
    except ImportError:
        raise MissingToolError("the Python package typst is missing; pip install typst brings it") from None
    when = None if epoch is None else datetime.fromtimestamp(epoch, timezone(timedelta(0)))
    with tempfile.TemporaryDirectory(prefix="derive-") as empty:
        # An empty root: the source reads no files. UA-1: tagged, and every formula says itself in plain text.
        try:
            pdf = typst.compile(
                source.encode(),
                root=empty,
                ignore_system_fonts=True,
                font_paths=[str(FONTS)],
                format="pdf",
                timestamp=when,
                pdf_standards="ua-1",
            )
        except (typst.TypstError, RuntimeError) as problem:
            raise ToolError("typst could not set the page", _last_lines(str(problem))) from problem
    assert isinstance(pdf, bytes)
    return pdf


def _tex(source: str, language: str, epoch: int | None) -> bytes:
    program = "xelatex" if language == "zh" or source.startswith("% !TeX program = xelatex") else "pdflatex"
    for tool in ("latexmk", program):
        if shutil.which(tool) is None:
            raise MissingToolError(f"{tool} is not installed; {_TEX_HELP}")
    with tempfile.TemporaryDirectory(prefix="derive-") as folder:
        place = Path(folder)
        (place / "page.tex").write_text(source, encoding="utf-8")
        output = _run(_command(program, epoch), place, _environment(epoch))
        result = place / "page.pdf"
        if output is not None or not result.is_file():
            log = place / "page.log"
            text = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else output or ""
            raise ToolError(f"{program} could not set the page", _last_lines(text))
        return result.read_bytes()


def _command(program: str, epoch: int | None) -> list[str]:
    command = ["latexmk", "-norc", "-xelatex" if program == "xelatex" else "-pdf", "-interaction=nonstopmode"]
    command += ["-halt-on-error", "-file-line-error", "-latexoption=-no-shell-escape"]
    if program == "pdflatex":
        # The trailer would otherwise be made of the clock and the name of the temporary folder.
        undated = r"\pdfinfoomitdate=1 " if epoch is None else ""
        command.append(rf"-usepretex=\pdftrailerid{{}}\pdfsuppressptexinfo=-1 {undated}")
    return [*command, "page.tex"]


def _environment(epoch: int | None) -> dict[str, str]:
    """TeX may read and write nothing outside its folder, and takes the epoch (or 1970) for its clock."""
    return os.environ | {
        "openin_any": "p",
        "openout_any": "p",
        "SOURCE_DATE_EPOCH": str(epoch or 0),
        "FORCE_SOURCE_DATE": "1",
        "max_print_line": "1000",
    }


def _run(command: list[str], place: Path, environment: dict[str, str]) -> str | None:
    """None when it went well, else what was printed. At the time limit all its processes are ended."""
    process = subprocess.Popen(
        command,
        cwd=place,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        output, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        raise ToolError(f"{command[0]} was stopped after {TIMEOUT} seconds") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return None if process.returncode == 0 else output.decode(errors="replace")


_TELLING = re.compile(r"^(!|.*:\d+: |l\.\d+|error)", re.MULTILINE)


def _last_lines(text: str, count: int = 12) -> str:
    """The lines that name the error, or else the end of the text."""
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if _TELLING.match(line):
            return "\n".join(lines[number : number + count])
    return "\n".join(lines[-count:])


_Engine = Callable[[str, str, "int | None"], bytes]
_ENGINES: dict[str, _Engine] = {"typst": _typst, "tex": _tex}
