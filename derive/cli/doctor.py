"""`derive doctor`."""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

import rich_click as click

from derive.cli.frame import MISSING
from derive.cli.options import debug

DISTRIBUTION = "derive-likelihood"
FOR_FONTS = ("fonttools", "brotli")
FOR_TEX = ("latexmk", "pdflatex", "xelatex")


@dataclass(frozen=True)
class Finding:
    """One thing that was looked for; `needed` says that derive does not work without it."""

    name: str
    found: bool
    about: str
    needed: bool = True


@click.command("doctor")
@debug
def command() -> int:
    """See whether everything that derive needs is here: packages, typst, fonts, and TeX if there is one.

    The exit code is 5 if something is missing that derive cannot do without.
    """
    import derive

    click.echo(f"derive {derive.__version__}, Python {platform.python_version()}, {platform.system()}")
    findings = []
    for title, part in (("Packages", _packages), ("PDF", _typst), ("TeX, for --engine tex", _tex)):
        click.echo("\n" + click.style(title, bold=True))
        for finding in part():
            _print(finding)
            findings.append(finding)
    missing = [finding.name for finding in findings if finding.needed and not finding.found]
    click.echo(f"\nMissing: {', '.join(missing)}." if missing else "\nEverything that derive needs is here.")
    return MISSING if missing else 0


def _print(finding: Finding) -> None:
    mark, colour = ("✓", "green") if finding.found else ("✗", "red") if finding.needed else ("–", "yellow")
    click.echo(f"  {click.style(mark, fg=colour)} {finding.name:<14} {finding.about}")


def _packages() -> Iterator[Finding]:
    """The packages that the metadata of derive asks for, and two that only the making of fonts needs."""
    try:
        wanted = [text for text in metadata.requires(DISTRIBUTION) or () if "extra ==" not in text]
    except metadata.PackageNotFoundError:
        yield Finding(DISTRIBUTION, False, "not installed: a checkout that is only on the path", needed=False)
        wanted = []
    for text in sorted(wanted, key=str.lower):
        name = re.split(r"[^\w.-]", text, maxsplit=1)[0]
        limits = text.removeprefix(name).strip()
        version = _version(name)
        about = f"{version or 'missing: pip install ' + name} (needs {limits})"
        yield Finding(name, version is not None, about)
    for name in FOR_FONTS:
        version = _version(name)
        about = version or "not here; only the making of the fonts uses it"
        yield Finding(name, version is not None, about, needed=False)


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _typst() -> Iterator[Finding]:
    """Whether the embedded typst sets a page, and the fonts that it finds."""
    from derive.errors import ToolError
    from derive.publish.press import FONTS, press

    try:
        pdf = press('#set document(title: "derive")\nlikelihood 似然', "typst", "zh", None)
        yield Finding("typst", pdf.startswith(b"%PDF"), "sets a page")
    except ToolError as error:
        yield Finding("typst", False, str(error).splitlines()[0])
    fonts = sorted(file.name for file in FONTS.glob("*.*tf*"))
    yield Finding("fonts", bool(fonts), ", ".join(fonts) or "none in the package: install it again")


def _tex() -> Iterator[Finding]:
    for program in FOR_TEX:
        place = shutil.which(program)
        yield Finding(program, place is not None, place or "not here", needed=False)
