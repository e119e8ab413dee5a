"""The time per output against its floor: the same document given to the tool that sets it, by hand.

`python benchmarks/publish.py [--rounds 5] [--tex]`: for each page, after everything is imported and derived,
the median of

- compose: from the derivation to the document,
- figures: drawn by Matplotlib, once for all formats of a page,
- a line for each output: all of it, its floor (typst or latexmk with the same source), and our own share of
  the whole. Cold is with no formula read and no figure drawn before.

Seconds depend on the machine; compare the shares.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from derive.api.things import Stated, document_of, found
from derive.document.blocks import Document
from derive.notation.mathml import parse
from derive.publish import Page, render
from derive.publish.drawing import svg
from derive.publish.page import figures_of
from derive.publish.press import press

PAGES = ("bernoulli", "normal", "loss:huber", "cross-entropy")


def seconds(what: Callable[[], object], rounds: int, before: Callable[[], None] = lambda: None) -> float:
    times = []
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        what()
        times.append(time.perf_counter() - start)
    return median(times)


def forget() -> None:
    """What one page leaves behind for the next: formulas that were read, figures that were drawn."""
    parse.cache_clear()
    svg.cache_clear()


def line(name: str, whole: float, floor: float) -> None:
    share = f"   floor {1e3 * floor:7.0f} ms {100 * (whole - floor) / whole:5.0f} % ours" if floor else ""
    print(f"  {name:22}{1e3 * whole:8.0f} ms{share}")


def measured(name: str, language: str, rounds: int, tex: bool) -> None:
    thing = found(name)
    assert not isinstance(thing, str)
    whole = thing.maximised() if isinstance(thing, Stated) else thing
    document = document_of(whole, language)
    page = Page(document)
    print(f"{name} ({language}), {len(figures_of(document.blocks))} figure")
    line("compose", seconds(lambda: document_of(whole, language), rounds), 0.0)
    drawing = seconds(lambda: draw(document), rounds, svg.cache_clear)
    line("figures", drawing, 0.0)
    render(page, "html")
    for kind in ("html", "tex", "md", "txt"):
        line(f"{kind}, cold", seconds(lambda kind=kind: render(page, kind), rounds, forget), 0.0)  # type: ignore[misc]
        line(f"{kind}, figure drawn", seconds(lambda kind=kind: render(page, kind), rounds), 0.0)  # type: ignore[misc]
    source = render(page, "typ").decode()
    floor = seconds(lambda: press(source, "typst", language, None), rounds)
    line("pdf by typst", seconds(lambda: render(page, "pdf"), rounds), floor)
    line("pdf by typst, cold", seconds(lambda: render(page, "pdf"), rounds, forget), floor)
    if tex:
        text = render(page, "tex").decode()
        by_hand = seconds(lambda: latexmk(text, language), 3)
        line(
            "pdf by latexmk",
            seconds(lambda: press(render(page, "tex").decode(), "tex", language, None), 3),
            by_hand,
        )


def draw(document: Document) -> None:
    for figure in figures_of(document.blocks):
        svg(figure.picture)


def latexmk(text: str, language: str) -> None:
    """The same source as a person would set it."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.tex").write_text(text, encoding="utf-8")
        engine = "-xelatex" if language == "zh" else "-pdf"
        command = ["latexmk", engine, "-interaction=batchmode", "page.tex"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tex", action="store_true", help="latexmk as well")
    chosen = parser.parse_args()
    for name in PAGES:
        for language in ("en", "zh"):
            measured(name, language, chosen.rounds, chosen.tex)


if __name__ == "__main__":
    main()
