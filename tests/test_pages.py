"""The samples as a reader meets them: in TeX and in a browser."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

OUTPUT = Path(__file__).parent.parent / "output"
COMPLAINTS = re.compile(
    r"^(Overfull|LaTeX Warning|LaTeX Font Warning|.*undefined|Missing character).*", re.MULTILINE
)
CHROMIUM = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--virtual-time-budget=5000",
]  # fmt: skip


@pytest.mark.tex
@pytest.mark.parametrize("name", sorted(p.name for p in OUTPUT.glob("*.tex")))
def test_tex_sample_compiles_without_complaint(name: str, tmp_path: Path):
    shutil.copy(OUTPUT / name, tmp_path)
    engine = "-xelatex" if ".zh." in name else "-pdf"
    command = ["latexmk", "-norc", engine, "-interaction=nonstopmode", "-halt-on-error", name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False)
    log = next(tmp_path.glob("*.log")).read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-3000:]
    assert not [m[0] for m in COMPLAINTS.finditer(log)]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 800])
@pytest.mark.parametrize("name", sorted(p.name for p in OUTPUT.glob("*.html")))
def test_page_fits_its_window(name: str, width: int, tmp_path: Path):
    """Nothing makes the page wider than the window: what is too long scrolls in its own box."""
    page = html.escape((OUTPUT / name).read_text(encoding="utf-8"), quote=True)
    measure = "frames[0].document.documentElement"
    (tmp_path / "frame.html").write_text(
        f'<body><iframe width="{width}" height="600" srcdoc="{page}"></iframe><script>'
        f'onload=()=>document.title=[{measure}.scrollWidth,{measure}.clientWidth,frames[0].document.querySelectorAll("math").length]'
        "</script>",
        encoding="utf-8",
    )
    command = [
        "chromium",
        *CHROMIUM,
        f"--user-data-dir={tmp_path}/profile",
        "--dump-dom",
        f"file://{tmp_path}/frame.html",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r"<title>(\d+),(\d+),(\d+)</title>", done.stdout)
    assert found, done.stdout[:500]
    wide, inner, formulas = map(int, found.groups())
    assert wide <= inner
    assert formulas > 30
