"""A picture as a pgfplots picture inside LaTeX, which a person can go on editing."""

from __future__ import annotations

from collections.abc import Iterator

from derive.document.picture import Curve, Mark, Picture, Place, Role, digits_of, level_label

LOOKS = {
    Role.MAIN: "main,line width=1.1pt",
    Role.SECOND: "second,line width=1.1pt,dashed",
    Role.THIRD: "third,line width=1.1pt,densely dotted",
    Role.GUIDE: "grey,line width=0.5pt,densely dotted,forget plot",
    Role.LEVEL: "main,line width=0.6pt,forget plot",
}


def plot(picture: Picture) -> str:
    """A `tikzpicture` for the shell `article.tex`, which loads pgfplots and knows the colours."""
    (left, right), (low, high) = picture.across, picture.up
    x, y = _digits(picture)
    named = sum(bool(curve.label) and curve.role is not Role.LEVEL for curve in picture.curves) > 1
    options = [
        "width=0.72\\linewidth,height=0.46\\linewidth",
        f"xmin={_number(left, x)},xmax={_number(right, x)},ymin={_number(low, y)},ymax={_number(high, y)}",
        f"xlabel={{${picture.x_label}$}},ylabel={{${picture.y_label}$}}",
        "axis lines=left,axis line style={-,grey},tick style={grey},tick align=outside",
        "ylabel style={at={(axis description cs:0,1.03)},anchor=south west,rotate=-90}",
        "legend style={draw=none,fill=none,font=\\small}",
    ]
    body = [line for curve in picture.curves for line in _curve(curve, picture, named)]
    body += [_mark(mark, picture) for mark in picture.marks]
    axis = ["\\begin{axis}[", *(f"  {option}," for option in options), "]", *body, "\\end{axis}"]
    return "\n".join(["\\begin{tikzpicture}", *(f"  {line}" for line in axis), "\\end{tikzpicture}"])


def _curve(curve: Curve, picture: Picture, named: bool) -> Iterator[str]:
    look = LOOKS[curve.role]
    for k, run in enumerate(curve.runs):
        silent = "" if k == 0 or "forget" in look else ",forget plot"
        yield f"\\addplot[{look}{silent}] coordinates {{"
        yield from _rows(run, picture)
        yield "};"
        if named and not k and curve.label and "forget" not in look:
            yield f"\\addlegendentry{{${curve.label}$}}"
    if curve.role is Role.LEVEL and (place := level_label(curve, picture)):
        at = _place(place, picture)
        yield f"\\node[font=\\scriptsize,above,inner sep=1pt] at (axis cs:{at}) {{${curve.label}$}};"


def _rows(run: tuple[Place, ...], picture: Picture) -> Iterator[str]:
    """A few points a line."""
    for start in range(0, len(run), 5):
        yield "  " + " ".join(f"({_place(place, picture)})" for place in run[start : start + 5])


def _mark(mark: Mark, picture: Picture) -> str:
    place = _place(mark.place, picture)
    dot = f"\\addplot[only marks,mark size=1.8pt,second,forget plot] coordinates {{({place})}};"
    if not mark.label:
        return dot
    return f"{dot} \\node[above right] at (axis cs:{place}) {{${mark.label}$}};"


def _place(place: Place, picture: Picture) -> str:
    x, y = _digits(picture)
    return f"{_number(place[0], x)},{_number(place[1], y)}"


def _digits(picture: Picture) -> tuple[int, int]:
    """Significant digits of places; more, where an axis shows a short piece far from 0."""
    return digits_of(*picture.across) - 1, digits_of(*picture.up) - 1


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}g}"
