"""The public functions: one for each thing that the command line does, and the value that they share.

Everything here is handed on by `derive` itself: `derive.mle`, `derive.write`, and so on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from derive import catalogue
from derive.api import outputs
from derive.api.composing import Composition, article
from derive.api.fitting import fit, plot
from derive.api.inputs import read_json
from derive.api.judging import LossVerdict, identify, loss
from derive.api.outputs import formats
from derive.api.results import MaximumLikelihood, Proof
from derive.api.things import (
    Known,
    Renderer,
    Source,
    Stated,
    code_of,
    document_of,
    found,
    loss_in,
    replayed,
    stated,
)
from derive.api.using import unknown_in, using
from derive.api.verifying import prove, verify
from derive.catalogue import Family
from derive.statement import Model

if TYPE_CHECKING:
    from derive.data.reading import Column, Data, Weights

__all__ = [
    "Composition",
    "Family",
    "Known",
    "LossVerdict",
    "MaximumLikelihood",
    "Proof",
    "Source",
    "article",
    "articles",
    "document_of",
    "families",
    "fit",
    "formats",
    "identify",
    "loss",
    "losses",
    "mle",
    "plot",
    "prove",
    "render",
    "replay",
    "show",
    "verify",
    "write",
]  # fmt: skip


def families() -> tuple[str, ...]:
    """The names of all families."""
    return catalogue.names("families")


def articles() -> tuple[str, ...]:
    """The names of all articles."""
    return catalogue.names("articles")


def losses() -> tuple[str, ...]:
    """The names of all losses."""
    return catalogue.names("losses")


def mle(
    family: str | os.PathLike[str] | Family | Model, known: Known = (), reparametrize: str = ""
) -> MaximumLikelihood:
    """The maximum likelihood estimator of a family, derived and proved.

    `family` is a name from `families()`, the path of a family file, or a `Family`; `known` names parameters
    whose values are known; `reparametrize` is a parameter to put in the place of an unknown one, such as
    "odds = p/(1 - p)", which has to be a one-to-one function of it.

    Raises UnknownNameError with the nearest names, CatalogueError for a malformed file, for what is no density,
    for a function that is not seen to be one-to-one, and where nothing is left to estimate, DeriveError where
    no derivation is found.
    """
    return stated(family, known, reparametrize).maximised()


def replay(source: str | os.PathLike[str]) -> MaximumLikelihood | Proof | LossVerdict | Composition:
    """A derivation read from JSON (a path, or the text itself), every theorem checked anew: of a family, of a
    loss, or of an identity.

    Raises LoadError where it is not a derivation, ReplayError naming the theorem where one does not hold.
    """
    if isinstance(source, str) and source.lstrip()[:1] in ("{", "["):
        return replayed(source)
    return replayed(read_json(Path(source)))


def show(what: Source, lang: str = "en", width: int = 80, known: Known = (), reparametrize: str = "") -> str:
    """The write-up of a family, a loss, a rule or a file as Unicode text for `width` columns. Raises what
    `write` raises."""
    outputs.known_language(lang)
    return Renderer(found(what, known, reparametrize), lang, width=width)("txt").decode()


def render(
    what: Source,
    to: str = "html",
    lang: str = "en",
    engine: str = "typst",
    known: Known = (),
    reparametrize: str = "",
    lesson: bool = False,
    templates: str | os.PathLike[str] = "",
    data: Data = None,
    column: Column = None,
    weights: Weights = None,
) -> bytes:
    """The write-up in one format, as the bytes of its file. Raises what `write` raises."""
    (kind,) = outputs.wanted([to], what, None)
    outputs.known_language(lang)
    outputs.lesson_formats(lesson, (kind,), what)
    used = using(data, column, weights, known, (kind,))
    known = unknown_in(what, used, known)
    thing = found(what, known, reparametrize)
    if used and isinstance(thing, Stated):
        thing = thing.maximised()
    applied = used.applied(thing) if used else None
    code, own = code_of(what, thing, known, reparametrize), outputs.folder_of(templates)
    return Renderer(thing, lang, engine, lesson=lesson, code=code, templates=own, applied=applied)(kind)


def write(
    what: Source,
    to: str | Iterable[str] | None = None,
    lang: str = "en",
    path: str | os.PathLike[str] | None = None,
    engine: str = "typst",
    progress: Callable[[str], None] = lambda step: None,
    known: Known = (),
    reparametrize: str = "",
    lesson: bool = False,
    templates: str | os.PathLike[str] = "",
    data: Data = None,
    column: Column = None,
    weights: Weights = None,
) -> tuple[Path, ...]:
    """Write files and return where they are. All are made before the first is written.

    `to` names formats ("pdf", "pdf,tex", or a list); without it the ending of `path` decides, or else it is
    PDF, and MathML for a formula. `path` is a folder (made when absent; `output/` by default) or, for one
    format, a file. `engine` makes the PDF: "typst" or "tex". SOURCE_DATE_EPOCH dates it.
    `progress` is called with the name of each step as it begins. `known` names parameters of a family whose
    values are known, `reparametrize` a parameter in the place of an unknown one, as in "odds = p/(1 - p)"; the
    names of the files tell them. A `lesson` shows the formulas beside their LaTeX, and teaches it;
    `templates` is a folder with an article.html, article.tex or article.typ of your own in the place of ours.
    The format toml is the family as a file of its own; numpy, torch and jax are a loss as a module for that
    library.

    With `data`, a file or whatever else `fit` takes, the page of a family has a section with their numbers:
    `column` and `weights` are as for `fit`, and `known` maps known parameters to their values. The file is
    called gamma-on-rain.pdf, for data in rain.csv.

    Raises UnknownNameError, CatalogueError, LoadError, OutputError, ToolError (MissingToolError where it is
    not installed), DataError, and DeriveError where no derivation is found.
    """
    kinds = outputs.wanted(to, what, path)
    outputs.known_language(lang)
    outputs.lesson_formats(lesson, kinds, what)
    place, own = outputs.place_for(path, kinds), outputs.folder_of(templates)
    progress("derivation")
    used = using(data, column, weights, known, kinds)
    known = unknown_in(what, used, known)
    thing = found(what, known, reparametrize)
    for library in filter(outputs.is_code, kinds):
        loss_in(thing, library)
    if isinstance(thing, Stated) and set(kinds) != {outputs.FAMILY_FILE}:
        thing = thing.maximised()
    if used:
        progress("data")
    applied = used.applied(thing) if used else None
    called = "formula" if isinstance(thing, str) else thing.name
    told = f"{called}{f'-on-{used.name}' if used else ''}{'-lesson' if lesson else ''}"
    name = outputs.file_name(told, lang) if called != "formula" else called
    paths = outputs.paths(place, name, kinds)
    files, code = name if place[1] else place[0].stem, code_of(what, thing, known, reparametrize)
    made, contents = Renderer(thing, lang, engine, 80, files, lesson, code, own, applied), {}
    for kind, target in zip(kinds, paths, strict=True):
        progress(kind)
        contents[target] = made(kind)
        contents |= {target.parent / beside: content for beside, content in made.beside(kind).items()}
    outputs.saved(contents, place)
    return paths
