"""The two engines: what they need, how they fail, and that real LaTeX likes our source."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from publish_sample import SAMPLES, chinese, english

from derive.errors import MissingToolError, ToolError, UnknownNameError
from derive.publish import Page, press, render

# What a log may not say: text that sticks out, letters that are missing, references that lead nowhere.
BAD = re.compile(
    r"Overfull|undefined|multiply.defined|Missing character|Font Warning|Rerun to|destination with"
)


def test_without_latexmk_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match=r"latexmk is not installed; install .* or leave the engine"):
        render(Page(english(), engine="tex"), "pdf")


def test_an_unknown_engine() -> None:
    with pytest.raises(UnknownNameError, match="did you mean typst"):
        render(Page(english(), engine="typest"), "pdf")


def test_typst_errors_are_told() -> None:
    with pytest.raises(ToolError, match=r"typst could not set the page\n.*unknown variable"):
        press.press("#nonsense", "typst", "en", None)


def test_typst_reads_no_files(tmp_path: Path) -> None:
    with pytest.raises(ToolError):
        press.press('#read("/etc/hostname")', "typst", "en", None)


@pytest.mark.tex
def test_tex_errors_are_told() -> None:
    with pytest.raises(ToolError, match=r"Undefined control sequence"):
        press.press("\\documentclass{article}\\begin{document}\\nonsense\\end{document}", "tex", "en", None)


@pytest.mark.tex
def test_tex_reads_nothing_outside_and_runs_nothing() -> None:
    source = "\\documentclass{article}\\begin{document}%s\\end{document}"
    with pytest.raises(ToolError):
        press.press(source % r"\input{/etc/passwd}", "tex", "en", None)
    attempt = source % r"\immediate\write18{touch ran}\IfFileExists{ran}{RAN}{safe}"
    content = press.press(attempt, "tex", "en", None)
    assert "safe" in _text(content)


@pytest.mark.tex
@pytest.mark.parametrize("make", [english, chinese])
def test_tex_is_reproducible_and_says_the_same(make: type) -> None:
    page = Page(make(), engine="tex")
    first = render(page, "pdf")
    assert first == render(page, "pdf")
    text = re.sub(r"\s+", "", _text(first))
    for word in ("(6)", "alert(1)", "Casella", *(["陈希孺"] if make is chinese else ["Assumptions"])):
        assert word in text


@pytest.mark.tex
@pytest.mark.parametrize(("name", "program"), [("en", "pdflatex"), ("en", "xelatex"), ("zh", "xelatex")])
def test_latex_has_nothing_to_complain_of(tmp_path: Path, name: str, program: str) -> None:
    assert shutil.which("latexmk")
    (tmp_path / "page.tex").write_bytes(render(Page(SAMPLES[name]()), "tex"))
    flag = "-pdf" if program == "pdflatex" else "-xelatex"
    command = ["latexmk", "-norc", flag, "-interaction=nonstopmode", "-halt-on-error", "page.tex"]
    environment = {"PATH": os.environ["PATH"], "max_print_line": "1000", "HOME": str(tmp_path)}
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, timeout=100)
    log = (tmp_path / "page.log").read_text(errors="replace")
    assert run.returncode == 0, log[-2000:]
    assert [line for line in log.splitlines() if BAD.search(line)] == []


def _text(content: bytes) -> str:
    # Not pypdf: XeTeX's Chinese fonts have no map to Unicode of their own.
    return subprocess.run(
        ["pdftotext", "-", "-"], input=content, capture_output=True, check=True
    ).stdout.decode()
