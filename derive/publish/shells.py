"""The shells of whole pages: Jinja templates, found in the installed package or in the checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2] / "templates"


def source(name: str) -> str:
    """The text of a template, from `derive/templates` (a wheel) or from `templates/` beside the package."""
    packaged = files("derive") / "templates" / name
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (CHECKOUT / name).read_text(encoding="utf-8")


def fill(name: str, **values: Any) -> str:
    """A template with its values in place; a name that the template asks for and nobody gave is an error.

    `.html` escapes by itself and has the usual `{{ }}`; everywhere else braces are common and the
    delimiters are `<< >>` and `<% %>`.
    """
    from jinja2 import BaseLoader, Environment, FunctionLoader, StrictUndefined

    loader: BaseLoader = FunctionLoader(source)
    common: dict[str, Any] = {
        "loader": loader,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "keep_trailing_newline": True,
    }
    if name.endswith(".html"):
        environment = Environment(autoescape=True, **common)
    else:
        environment = Environment(
            autoescape=False,
            variable_start_string="<<",
            variable_end_string=">>",
            block_start_string="<%",
            block_end_string="%>",
            comment_start_string="<#",
            comment_end_string="#>",
            **common,
        )
    return environment.get_template(name).render(**values)
