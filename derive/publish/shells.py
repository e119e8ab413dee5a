"""The shells of whole pages: Jinja templates, found in the installed package or in the checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from derive.errors import OutputError

CHECKOUT = Path(__file__).resolve().parents[2] / "templates"


def source(name: str, folder: str = "") -> str:
    """The text of a template: from a folder of the user's, if it is there; else from `derive/templates` (in a
    wheel) or from `templates/` beside the package."""
    if folder and (own := Path(folder) / name).is_file():
        return own.read_text(encoding="utf-8")
    packaged = files("derive") / "templates" / name
    if packaged.is_file():
        return packaged.read_text(encoding="utf-8")
    return (CHECKOUT / name).read_text(encoding="utf-8")


def fill(name: str, folder: str = "", **values: Any) -> str:
    """A template with its values in place; a name that the template asks for and nobody gave is an error. A
    `folder` may hold templates of the user's own; OutputError names the file and line that is wrong there.

    `.html` escapes by itself and has the usual `{{ }}`; everywhere else braces are common and the
    delimiters are `<< >>` and `<% %>`.
    """
    from jinja2 import BaseLoader, Environment, FunctionLoader, StrictUndefined, TemplateError

    loader: BaseLoader = FunctionLoader(lambda asked: source(asked, folder))
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
    try:
        return environment.get_template(name).render(**values)
    except (TemplateError, UnicodeDecodeError) as error:
        if not (folder and (own := Path(folder) / name).is_file()):
            raise
        raise OutputError(f"{own}{_line(error)}: {error}; mend the template, or leave it out") from error


def _line(error: Exception) -> str:
    """`:12`, the line of the template where an error came up."""
    line = getattr(error, "lineno", None)
    step = error.__traceback__
    while step is not None and line is None:
        if step.tb_frame.f_code.co_filename in ("<template>", "<unknown>"):
            line = step.tb_lineno
        step = step.tb_next
    return f":{line}" if line else ""
