"""Write-ups inside other people's documents, built with the real tools."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import derive
from derive.integrations.pandoc import replaced

BIN = Path(sys.executable).parent
CONF = "extensions = ['derive.integrations.sphinx'{more}]\nlanguage = '{language}'\nproject = 'x'\n"


def run(*command: object, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def sphinx(folder: Path, builder: str, *options: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "sphinx", "-b", builder, *options, ".", "out", cwd=folder)


@pytest.mark.integrations
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_sphinx_builds_html_without_a_warning(tmp_path: Path, language: str) -> None:
    (tmp_path / "conf.py").write_text(CONF.format(more="", language=language))
    again = "Again\n-----\n\n.. derive:: normal\n   :known: sigma\n   :part: results\n"
    text = f"Title\n=====\n\n.. derive:: bernoulli\n\n{again}"
    (tmp_path / "index.rst").write_text(text)
    done = sphinx(tmp_path, "html", "-W")
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "out" / "index.html").read_text()
    assert r"\prod_{i=1}^{n} p^{x_i}" in page
    assert ("似然函数" if language == "zh_CN" else "Likelihood") in page
    assert 'alt="' in page
    assert page.count('class="admonition') >= 4


@pytest.mark.integrations
def test_sphinx_builds_latex_and_myst_has_the_directive(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF.format(more=", 'myst_parser'", language="en"))
    (tmp_path / "index.md").write_text("# Title\n\n```{derive} huber\n:lang: zh\n```\n")
    done = sphinx(tmp_path, "latex", "-W")
    assert done.returncode == 0, done.stderr
    (tex,) = (tmp_path / "out").glob("*.tex")
    assert "判别准则" in tex.read_text()
    assert r"\begin{split}" in tex.read_text()


@pytest.mark.integrations
@pytest.mark.parametrize(
    ("text", "said"),
    [
        (".. derive:: bernouli\n", "did you mean bernoulli"),
        (".. derive:: bernoulli\n   :part: middle\n", "none of all, results, formulas"),
        (".. derive:: bernoulli\n   :lang: fr\n", "language"),
    ],
)
def test_sphinx_names_the_line_of_an_error(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "conf.py").write_text(CONF.format(more="", language="en"))
    (tmp_path / "index.rst").write_text("Title\n=====\n\nWords.\n\n" + text)
    done = sphinx(tmp_path, "html")
    assert re.search(r"index\.rst:6: ERROR: derive: ", done.stderr), done.stderr
    assert said in done.stderr


@pytest.mark.integrations
@pytest.mark.parametrize(
    ("writer", "shown"),
    [
        ("html", "<math"),
        ("latex", r"\prod_{i=1}^{n} p^{x_i}"),
        ("markdown", r"\prod_{i=1}^{n} p^{x_i}"),
        ("typst", "product_"),
        ("docx", None),
    ],
)
def test_pandoc_writes_it(tmp_path: Path, writer: str, shown: str | None) -> None:
    (tmp_path / "page.md").write_text("Before\n\n> ``` {.derive}\n> bernoulli\n> ```\n\nAfter\n")
    output = tmp_path / f"page.{writer}"
    options = ["--mathml"] if writer == "html" else []
    done = run(
        "pandoc",
        "page.md",
        "--filter",
        BIN / "derive-pandoc",
        "-t",
        writer,
        *options,
        "-o",
        output,
        cwd=tmp_path,
    )
    if writer == "typst" and "Unknown output format" in done.stderr:
        assert "typst" in done.stderr  # older than Typst; the other writers have shown the tree to be sound
        return
    assert done.returncode == 0, done.stderr
    assert output.stat().st_size > 1000
    if shown:
        text = output.read_text()
        assert shown in text
        assert text.index("Before") < text.index(shown) < text.index("After")


@pytest.mark.integrations
def test_pandoc_takes_the_language_of_the_document(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("---\nlang: zh-CN\n---\n\n::: {.derive part=results}\nbernoulli\n:::\n")
    done = run("pandoc", "page.md", "--filter", BIN / "derive-pandoc", "-t", "plain", cwd=tmp_path)
    assert "似然函数" in done.stdout, done.stderr


@pytest.mark.integrations
def test_pandoc_names_the_block_of_an_error(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("``` {.derive}\nbernouli\n```\n")
    done = run("pandoc", "page.md", "--filter", BIN / "derive-pandoc", "-t", "plain", cwd=tmp_path)
    assert done.returncode != 0
    assert "derive-pandoc: in the block 'bernouli'" in done.stderr
    assert "did you mean bernoulli" in done.stderr


def test_a_document_without_a_derivation_stays_as_it_is() -> None:
    blocks = [
        {"t": "Para", "c": [{"t": "Str", "c": "x"}]},
        {"t": "BulletList", "c": [[{"t": "Plain", "c": [{"t": "Str", "c": "y"}]}], []]},
        {"t": "CodeBlock", "c": [["", ["python"], []], "z"]},
        {"t": "HorizontalRule"},
    ]
    assert list(replaced(blocks, "en")) == blocks


MKDOCS = "site_name: x\ntheme: {{name: mkdocs}}\nmarkdown_extensions:\n{extensions}\n"
SUPERFENCES = """  - pymdownx.superfences:
      custom_fences:
        - name: derive
          class: derive
          format: !!python/name:derive.integrations.mkdocs.fence"""


@pytest.mark.integrations
@pytest.mark.parametrize("extensions", ["  - derive", SUPERFENCES], ids=["own", "superfences"])
def test_mkdocs_builds_a_page(tmp_path: Path, extensions: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(MKDOCS.format(extensions=extensions))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# Title\n\n```derive\nbernoulli\n```\n\nAfter *that*.\n")
    done = run(sys.executable, "-m", "mkdocs", "build", "--strict", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "site" / "index.html").read_text()
    assert page.count("<math") > 100
    assert page.count("<math") == page.count("</math>")
    assert "<em>that</em>" in page
    assert "```" not in page


@pytest.mark.integrations
@pytest.mark.parametrize(("name", "lang"), [("bernoulli", "en"), ("huber", "zh"), ("cross-entropy", "en")])
def test_every_cell_of_a_notebook_runs(tmp_path: Path, name: str, lang: str) -> None:
    import nbformat
    from nbclient import NotebookClient

    (path,) = derive.write(name, to="ipynb", lang=lang, path=tmp_path)
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert len(code) == 2
    assert "Proved" in str(code[0].outputs) or "theorems" in str(code[1].outputs)
    assert "theorems" in str(code[1].outputs)
    attached = [k for cell in notebook.cells for k in cell.get("attachments", {})]
    shown = [k for cell in notebook.cells for k in re.findall(r"\(attachment:([^)]*)\)", cell.source)]
    assert attached == shown
