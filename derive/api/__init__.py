"""The public functions: one for each thing that the command line does, and the value that they share.

Everything here is handed on by `derive` itself: `derive.mle`, `derive.write`, and so on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from derive import catalogue
from derive.api import outputs
from derive.api.inputs import find_model, is_file, is_formula, read_json
from derive.api.outputs import formats
from derive.api.results import MaximumLikelihood, Proof, Result
from derive.api.verifying import prove, verify
from derive.errors import DeriveError
from derive.identities.proof import PART
from derive.kernel.derivation import Derivation
from derive.kernel.replay import replay as replayed
from derive.kernel.rule import Rule
from derive.rules import rules
from derive.statement import Model

# The stages, the write-up and the renderers are imported where they are used: a replay needs none of them.
if TYPE_CHECKING:
    from derive.document.blocks import Document

Source: TypeAlias = Union[str, "os.PathLike[str]", Result]
"""What can be shown or written: the name of a family or of a rule, a file (`.toml` of a family, `.json` of
a derivation), a formula between dollar signs, or a value that `mle`, `prove` or `replay` returned."""

__all__ = [
    "MaximumLikelihood", "Proof", "Source", "families", "formats", "losses", "mle", "prove", "render", "replay",
    "show", "verify", "write",
]  # fmt: skip


def families() -> tuple[str, ...]:
    """The names of all families."""
    return catalogue.names("families")


def losses() -> tuple[str, ...]:
    """The names of all losses."""
    return catalogue.names("losses")


def mle(family: str | os.PathLike[str]) -> MaximumLikelihood:
    """The maximum likelihood estimator of a family, derived and proved.

    `family` is a name from `families()` or the path of a family file. Raises UnknownNameError with the
    nearest names, CatalogueError for a malformed file, DeriveError where no derivation is found.
    """
    model = find_model(family)
    return MaximumLikelihood(_derived(model), model)


def replay(source: str | os.PathLike[str]) -> MaximumLikelihood | Proof:
    """A derivation read from JSON (a path, or the text itself), every theorem checked anew: of a family, or of
    an identity.

    Raises LoadError where it is not a derivation, ReplayError naming the theorem where one does not hold.
    """
    if isinstance(source, str) and source.lstrip()[:1] in ("{", "["):
        return _result(replayed(source, rules()))
    return _result(replayed(read_json(Path(source)), rules()))


def _result(derivation: Derivation) -> MaximumLikelihood | Proof:
    kind = Proof if derivation.parts[0].key.partition(".")[0] == PART else MaximumLikelihood
    return kind(derivation)


def show(what: Source, lang: str = "en", width: int = 80) -> str:
    """The write-up of a family, a rule or a file as Unicode text for `width` columns; for a loss, its entry
    in the catalogue. Raises what `write` raises."""
    if isinstance(what, str) and what in losses() and not is_file(what):
        return (files(catalogue) / "losses" / f"{what}.toml").read_text(encoding="utf-8")
    outputs.known_language(lang)
    return _renderer(_found(what), lang, width=width)("txt").decode()


def render(what: Source, to: str = "html", lang: str = "en", engine: str = "typst") -> bytes:
    """The write-up in one format, as the bytes of its file. Raises what `write` raises."""
    (kind,) = outputs.wanted([to], what, None)
    outputs.known_language(lang)
    return _renderer(_found(what), lang, engine)(kind)


def write(
    what: Source,
    to: str | Iterable[str] | None = None,
    lang: str = "en",
    path: str | os.PathLike[str] | None = None,
    engine: str = "typst",
    progress: Callable[[str], None] = lambda step: None,
) -> tuple[Path, ...]:
    """Write files and return where they are. All are made before the first is written.

    `to` names formats ("pdf", "pdf,tex", or a list); without it the ending of `path` decides, or else it is
    PDF, and MathML for a formula. `path` is a folder (made when absent; `output/` by default) or, for one
    format, a file. `engine` makes the PDF: "typst" or "tex". SOURCE_DATE_EPOCH dates it.
    `progress` is called with the name of each step as it begins.

    Raises UnknownNameError, CatalogueError, LoadError, OutputError, ToolError (MissingToolError where it is
    not installed), and DeriveError where no derivation is found.
    """
    kinds = outputs.wanted(to, what, path)
    outputs.known_language(lang)
    place = outputs.place_for(path, kinds)
    progress("derivation")
    thing = _found(what)
    made, contents = _renderer(thing, lang, engine), {}
    for kind in kinds:
        progress(kind)
        contents[kind] = made(kind)
    name = "formula" if isinstance(thing, str) else outputs.file_name(thing.name, lang)
    return outputs.saved(contents, place, name)


Thing: TypeAlias = Result | Rule | str
"""What was meant: a derivation, a rule, or a formula between dollar signs."""


def _found(what: Source | Rule) -> Thing:
    """What a name, a path or a formula stands for."""
    if isinstance(what, Result | Rule):
        return what
    if isinstance(what, str) and is_formula(what):
        return what
    if is_file(what):
        return replay(Path(what)) if Path(what).suffix == ".json" else mle(what)
    assert isinstance(what, str)
    return rules()[what] if what in rules() and what not in families() else mle(what)


@lru_cache(maxsize=16)
def _derived(model: Model) -> Derivation:
    from derive.stages.pipeline import derive

    return derive(model)


def _renderer(thing: Thing, lang: str, engine: str = "typst", width: int = 80) -> Callable[[str], bytes]:
    """From a format to the bytes of its file; the document is composed once for all formats."""
    if isinstance(thing, str):
        return lambda kind: outputs.snippet(thing, kind)
    from derive.publish import Page
    from derive.publish import render as rendered

    text = thing.to_json() if isinstance(thing, Result) else ""
    page = Page(document_of(thing, lang), text, engine, outputs.source_date(), width)

    def made(kind: str) -> bytes:
        if kind == "json" and not text:
            raise DeriveError(f"{thing.name} is a rule: there is no derivation to write as JSON")
        return rendered(page, kind)

    return made


def document_of(thing: Result | Rule, lang: str) -> Document:
    """The write-up as a value, before it is rendered."""
    from derive.document import compose, compose_identity, compose_rule

    match thing:
        case Rule():
            return compose_rule(thing, lang)
        case Proof():
            return compose_identity(thing.derivation, lang)
        case _:
            return compose(thing.derivation, lang)
