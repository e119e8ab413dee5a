"""What a platform takes: one data file each, so that a new platform is a new file.

| field    | value                                                                            |
|----------|----------------------------------------------------------------------------------|
| shape    | "fragment" (HTML with its styles in the elements) or "markdown"                  |
| formulas | of a fragment: "mathml", "mathml+tex" (the TeX carried along), "svg", or "png"   |
|          | (a file for each)                                                                |
| inline   | "text" for formulas as Unicode in a line of text                                 |
| pictures | of the figures: "svg" (inside) or "png" (a file for each)                        |
| front    | whether the title stands above, between two lines of dashes, and braces are kept |
|          | from the templates of the site                                                   |
| suffix   | the ending of the file                                                           |
| paste    | by language: what to do with it                                                  |
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Platform:
    """What a platform takes; the fields are explained above."""

    name: str
    shape: str
    suffix: str
    paste: Mapping[str, str] = field(hash=False)
    formulas: str = "mathml"
    inline: str = ""
    pictures: str = "svg"
    front: bool = False


@cache
def platforms() -> Mapping[str, Platform]:
    """All platforms by name."""
    found = {}
    for file in sorted(files(__name__).iterdir(), key=lambda file: file.name):
        if file.name.endswith(".toml"):
            name = file.name.removesuffix(".toml")
            found[name] = Platform(name, **tomllib.loads(file.read_text(encoding="utf-8")))
    return found
