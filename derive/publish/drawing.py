"""A picture as SVG, drawn by Matplotlib: letters are outlines, so that it looks the same everywhere."""

from __future__ import annotations

import io
import re
from functools import lru_cache, partial
from typing import Any

from derive.document.picture import Picture, Role, digits_of, level_label

# Okabe & Ito's colours, which the colour-blind tell apart; on a dark page their light sisters. Dashes differ,
# too.
INK, GREY = "#1c1c1e", "#8a8c92"
LOOKS = {
    Role.MAIN: ("#0072b2", "-"),
    Role.SECOND: ("#d55e00", (0, (5, 2))),
    Role.THIRD: ("#007a5a", (0, (1.5, 1.5))),
    Role.GUIDE: (GREY, (0, (2, 2))),
    Role.LEVEL: ("#0072b2", "-"),
}
DARK = {INK: "#e4e3df", GREY: "#a2a4a9", "#0072b2": "#56b4e9", "#d55e00": "#f0954a", "#007a5a": "#4cc9a0"}
SIZE = (5.0, 3.1)  # inches
MARGINS = {"left": 0.09, "right": 0.98, "bottom": 0.15, "top": 0.91}
STYLE: Any = {  # a dictionary with the names of all settings as its type
    "svg.fonttype": "path",
    "svg.hashsalt": "derive",
    "mathtext.fontset": "cm",
    "font.family": "serif",
    "font.serif": ["cmr10"],
    "axes.formatter.use_mathtext": True,  # or a warning: this font has no minus sign
    "text.color": INK,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "path.simplify": True,
    "path.simplify_threshold": 0.1,
}


@lru_cache(maxsize=64)
def svg(picture: Picture) -> str:
    """The picture as one SVG element that needs nothing else; the same picture gives the same bytes."""
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    return cleaned(_saved(picture, format="svg", transparent=True, metadata=nothing).decode())


def png(picture: Picture) -> bytes:
    """The picture on white, for platforms that take no SVG."""
    return _saved(picture, format="png", dpi=200, metadata={"Software": None})


def _saved(picture: Picture, **how: Any) -> bytes:
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    with rc_context(STYLE):
        figure = Figure(figsize=SIZE)
        figure.subplots_adjust(**MARGINS)
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.set_xlim(picture.across)
        axes.set_ylim(picture.up)
        for curve in picture.curves:
            colour, dashes = LOOKS[curve.role]
            for k, run in enumerate(curve.runs):
                label = f"${curve.label}$" if curve.label and not k and curve.role is not Role.LEVEL else "_"
                width = 0.9 if curve.role in (Role.GUIDE, Role.LEVEL) else 1.6
                axes.plot(*zip(*run, strict=True), color=colour, linestyle=dashes, linewidth=width, label=label)
            if curve.role is Role.LEVEL and (name := level_label(curve, picture)):
                axes.annotate(f"${curve.label}$", name, fontsize=8, ha="center", va="bottom")
        for mark in picture.marks:
            axes.plot(*mark.place, "o", color=LOOKS[Role.SECOND][0], markersize=5, label="_")
            if mark.label:
                axes.annotate(f"${mark.label}$", mark.place, xytext=(6, 5), textcoords="offset points")
        if sum(bool(c.label) and c.role is not Role.LEVEL for c in picture.curves) > 1:
            axes.legend(frameon=False, fontsize=9)
        axes.set_xlabel(f"${picture.x_label}$")
        axes.set_title(f"${picture.y_label}$", loc="left", fontsize=10)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(partial(_tick, digits=digits_of(*axis.get_view_interval()))))
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        file = io.BytesIO()
        figure.savefig(file, **how)
    return file.getvalue()


def _tick(value: float, place: int, digits: int = 6) -> str:
    """A number at an axis; the font has no minus sign outside of formulas, whose setting takes longer."""
    text = f"{value:.{digits}g}"
    mantissa, e, exponent = text.partition("e")
    if e:
        return rf"${mantissa} \cdot 10^{{{int(exponent)}}}$"
    return f"${text}$" if value < 0 else text


def cleaned(text: str) -> str:
    """Without what only files need, and with the colours of a dark page."""
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*", "", text, flags=re.DOTALL)
    rules = "".join(
        f'[style*="{what}: {light}"]{{{what}:{dark}!important}}'
        for light, dark in DARK.items()
        for what in ("stroke", "fill")
    )
    dark = f"@media (prefers-color-scheme:dark){{{rules}}}"
    return re.sub(r"\n\s*", "\n", text).replace("</style>", f"{dark}</style>", 1)
