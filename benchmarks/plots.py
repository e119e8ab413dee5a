"""A plot of times as a small SVG: the same file for the same numbers, readable without colour, with a text
alternative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from io import StringIO
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, NullLocator, ScalarFormatter

STYLES = (("#0072B2", "o", "-"), ("#D55E00", "s", "--"), ("#009E73", "^", ":"))
"""Colours of Okabe and Ito, which colour-blind people tell apart; markers and dashes say the same."""
SETTINGS = {
    "svg.hashsalt": "derive",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def draw(path: Path, title: str, axis: str, series: Mapping[str, Sequence[tuple[int, float]]]) -> None:
    """Write the series, (size, seconds) each, on logarithmic axes."""
    shown = {name: points for name, points in series.items() if points}
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(5, 3.2), layout="constrained")
        axes = figure.add_subplot()
        for (name, points), (colour, marker, dash) in zip(shown.items(), STYLES, strict=False):
            sizes, seconds = zip(*points, strict=True)
            axes.plot(sizes, seconds, label=name, color=colour, marker=marker, linestyle=dash, markersize=4)
        axes.set(xscale="log", yscale="log", xlabel=axis, title=title)
        axes.set_ylabel("time to decide")
        sizes = sorted({size for points in shown.values() for size, _ in points})
        if len(sizes) < 10:
            axes.set_xticks(sizes)
        axes.xaxis.set_major_formatter(
            ScalarFormatter() if max(sizes, default=1) < 1000 else FuncFormatter(count)
        )
        axes.xaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lasting))
        axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.6)
        axes.legend(frameon=False)
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    path.write_text(described(text.getvalue(), title, axis, shown), encoding="utf-8")


def count(size: float, _: int) -> str:
    return f"{size:,.0f}"


def lasting(seconds: float, _: int) -> str:
    return f"{seconds * 1000:g} ms" if seconds < 1 else f"{seconds:g} s"


def described(svg: str, title: str, axis: str, series: Mapping[str, Sequence[tuple[int, float]]]) -> str:
    """With what it shows in words: the first and last point of each line."""
    lines = [f"{title}: time to decide by {axis}, both logarithmic."]
    for name, points in series.items():
        (first, fast), (last, slow) = points[0], points[-1]
        lines.append(
            f"{name}: {lasting(round(fast, 3), 0)} at {first}, {lasting(round(slow, 3), 0)} at {last}."
        )
    words = f'<title id="title">{escape(title)}</title><desc id="desc">{escape(" ".join(lines))}</desc>'
    start = svg.index("<svg")
    end = svg.index(">", start)
    return f'{svg[:end]} role="img" aria-labelledby="title desc">\n {words}{svg[end + 1 :]}'
