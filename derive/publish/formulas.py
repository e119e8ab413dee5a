"""Formulas as pictures, for platforms that know no mathematics: SVG or PNG, with the depth of each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from xml.etree import ElementTree

from derive.errors import MissingToolError, ToolError
from derive.publish.press import FONTS

SIZE = 11.0
"""The size of the text, in points, in which formulas are set."""
PPI = 288
"""The resolution of PNG: four times that of a screen of 72 dots per inch."""
SVG = "http://www.w3.org/2000/svg"
XLINK = "{http://www.w3.org/1999/xlink}href"

# The height of a line in which something high stands on the baseline is that plus the depth of the formula.
_SHELL = """
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: ("New Computer Modern", "Derive Song"), size: 11pt)
#set par(leading: 0pt)
#show math.equation: set text(font: ("New Computer Modern Math", "Derive Song"))
#let one(body) = context {
  let whole = measure([#box(height: 900pt, width: 0pt)#body]).height
  let size = measure(body)
  [#metadata(((whole - 900pt) / 1pt, size.width / 1pt, size.height / 1pt))<size>]
  body
}
"""


@dataclass(frozen=True)
class Formula:
    """A picture, and its measures in em of the text around it; the depth is what hangs below the baseline."""

    content: bytes
    width: float
    height: float
    depth: float

    @property
    def style(self) -> str:
        """How it stands in a line of text."""
        return f"width:{self.width:.3f}em;height:{self.height:.3f}em;vertical-align:{-self.depth:.3f}em"


def drawn(formulas: Iterable[tuple[str, bool]], format: str) -> dict[tuple[str, bool], Formula]:
    """Pictures of formulas, each TeX and whether it is displayed; `format` is "svg" or "png"."""
    wanted = list(dict.fromkeys(formulas))
    if not wanted:
        return {}
    source = _SHELL + "\n#pagebreak()\n".join(f"#one({_typst(tex, display)})" for tex, display in wanted)
    pages, sizes = _compiled(source, format)
    made = (_plain(page) if format == "svg" else page for page in pages)
    found = {}
    for key, content, (depth, width, height) in zip(wanted, made, sizes, strict=True):
        found[key] = Formula(content, width / SIZE, height / SIZE, depth / SIZE)
    return found


def _typst(tex: str, display: bool) -> str:
    from derive.notation.mathml import parse
    from derive.notation.typst import typst

    source = typst(parse(tex))
    return f"$display({source})$" if display else f"${source}$"


def _compiled(source: str, format: str) -> tuple[list[bytes], list[tuple[float, float, float]]]:
    try:
        typst: Any = import_module("typst")
    except ImportError:
        raise MissingToolError("the Python package typst is missing; pip install typst brings it") from None
    setting = {"ignore_system_fonts": True, "font_paths": [str(FONTS)]}
    try:
        pages = typst.compile(source.encode(), format=format, ppi=PPI, **setting)
        sizes = json.loads(typst.query(source.encode(), "<size>", **setting))
    except (typst.TypstError, RuntimeError) as problem:
        raise ToolError("typst could not draw a formula", str(problem)) from problem
    found = [(float(d), float(w), float(h)) for d, w, h in (entry["value"] for entry in sizes)]
    return (pages if isinstance(pages, list) else [pages]), found


def _plain(page: bytes) -> bytes:
    """The SVG with each letter drawn where it stands: platforms take away the names by which it is used."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(page)
    shapes = {shape.get("id"): list(shape) for shape in root.iter(f"{{{SVG}}}symbol")}
    for parent in list(root.iter()):
        for k, child in enumerate(list(parent)):
            if child.tag == f"{{{SVG}}}use":
                place = f"translate({child.get('x', '0')} {child.get('y', '0')})"
                group = ElementTree.Element(f"{{{SVG}}}g", {"fill": "currentColor", "transform": place})
                group.extend(shapes[(child.get(XLINK) or "#")[1:]])
                parent[k] = group
    for definitions in root.findall(f"{{{SVG}}}defs"):
        root.remove(definitions)
    for element in root.iter():
        for name in ("fill", "stroke"):
            if element.get(name) == "#000000":
                element.set(name, "currentColor")
    return ElementTree.tostring(root)
