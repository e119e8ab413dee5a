"""The public functions: one for each thing that the command line does, and the value that they share.

Everything here is handed on by `derive` itself: `derive.mle`, `derive.write`, and so on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from derive import catalogue
from derive.api import outputs
from derive.api.inputs import find_model, is_file, is_formula, read_json
from derive.api.outputs import formats
from derive.api.verifying import verify
from derive.errors import DeriveError
from derive.kernel.derivation import Derivation
from derive.kernel.replay import dumps
from derive.kernel.replay import replay as replayed
from derive.kernel.rule import Rule
from derive.rules import rules
from derive.statement import Argmax, Given, JointDensity, Model, Open, Verdict

# The stages, the write-up and the renderers are imported where they are used: a replay needs none of them.
if TYPE_CHECKING:
    from sympy import Expr

    from derive.document.blocks import Document
    from derive.kernel.theorem import Theorem
    from derive.kernel.trust import Trusted

Source: TypeAlias = Union[str, "os.PathLike[str]", "MaximumLikelihood"]
"""What can be shown or written: the name of a family or of a rule, a file (`.toml` of a family, `.json` of
a derivation), a formula between dollar signs, or a value that `mle` or `replay` returned."""

__all__ = [
    "MaximumLikelihood", "Source", "families", "formats", "losses", "mle", "render", "replay", "show",
    "verify", "write",
]  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class MaximumLikelihood:
    """What was derived about the maximum likelihood estimator of a family.

    `derivation` holds the theorems. `model` is the family; it is None when the value comes from `replay`,
    since a derivation on disk records theorems only. In Jupyter the value shows itself as its write-up.
    """

    derivation: Derivation
    model: Model | None = None

    @property
    def name(self) -> str:
        """The name of the family."""
        return self.derivation.name

    @property
    def estimators(self) -> dict[str, Expr]:
        """For each parameter its estimator: a SymPy expression in the data, such as `Sum(x[i], (i, 1, n))/n`.

        It is the point of the theorem behind `verdict`, every name in it unfolded; empty if there is none.
        """
        from derive.algebra.terms import unfold

        best = self._maximum
        if best is None:
            return {}
        assert isinstance(best.claim, Argmax)
        return {best.claim.variable.name: unfold(best.claim.points[0], best.given)}

    @property
    def verdict(self) -> Verdict:
        """Whether the estimator is the global maximum of the likelihood; `Proved.facts` says under which
        facts about the parameter and the data."""
        if self._maximum is None:
            return Open(f"no theorem in the derivation of {self.name} says where the likelihood is greatest")
        return self.derivation.verdict("maximum")

    @property
    def theorems(self) -> tuple[Theorem, ...]:
        """Every theorem, premises before conclusions."""
        return self.derivation.theorems

    @property
    def given(self) -> Given:
        """What the model assumes."""
        return self.derivation.given

    @property
    def trusted(self) -> Trusted:
        """What has to be right for the theorems to be right: rules, axioms, and lines of code by room."""
        from derive.kernel.trust import trusted

        return trusted(self.derivation.rules)

    @property
    def _maximum(self) -> Theorem | None:
        """The theorem that the likelihood is greatest at one point. A part of a replayed derivation has
        the key that its file gives it, so what counts is the claim."""
        part = self.derivation.part("maximum")
        if part is None:
            return None
        theorem = part.theorems[-1]
        match theorem.claim:
            case Argmax(function=function, points=(_,)):
                joint = (fact.head for fact in theorem.given.facts() if isinstance(fact, JointDensity))
                return theorem if function in joint else None
            case _:
                return None

    def write(
        self,
        to: str | Iterable[str] | None = None,
        lang: str = "en",
        path: str | os.PathLike[str] | None = None,
        engine: str = "typst",
    ) -> tuple[Path, ...]:
        """`derive.write` of this value."""
        return write(self, to, lang, path, engine)

    def to_json(self) -> str:
        """The text that `replay` reads and that `derive check` checks."""
        return dumps(self.derivation)

    def __repr__(self) -> str:
        found = ", ".join(f"{name} = {value}" for name, value in self.estimators.items())
        return f"<{type(self).__name__} {self.name}: {found or 'no estimator'}; {len(self.theorems)} theorems>"

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, str]:
        """How Jupyter shows it. The page is its own document in a frame without rights: its styles stay
        inside, and nothing in it could run."""
        from derive.publish.notebook import framed

        shown: dict[str, Callable[[], str]] = {
            "text/plain": lambda: show(self),
            "text/markdown": lambda: render(self, "md").decode(),
            "text/latex": lambda: "\n".join(f"$${tex}$$" for _, tex in _document(self, "en").highlights),
            "text/html": lambda: framed(render(self, "html").decode()),
        }
        wanted = set(shown if include is None else include) - set(exclude or ())
        return {kind: make() for kind, make in shown.items() if kind in wanted}


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


def replay(source: str | os.PathLike[str]) -> MaximumLikelihood:
    """A derivation read from JSON (a path, or the text itself), every theorem checked anew.

    Raises LoadError where it is not a derivation, ReplayError naming the theorem where one does not hold.
    """
    if isinstance(source, str) and source.lstrip()[:1] in ("{", "["):
        return MaximumLikelihood(replayed(source, rules()))
    return MaximumLikelihood(replayed(read_json(Path(source)), rules()))


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


Thing: TypeAlias = MaximumLikelihood | Rule | str
"""What was meant: a derivation, a rule, or a formula between dollar signs."""


def _found(what: Source | Rule) -> Thing:
    """What a name, a path or a formula stands for."""
    if isinstance(what, MaximumLikelihood | Rule):
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

    text = thing.to_json() if isinstance(thing, MaximumLikelihood) else ""
    page = Page(_document(thing, lang), text, engine, outputs.source_date(), width)

    def made(kind: str) -> bytes:
        if kind == "json" and not text:
            raise DeriveError(f"{thing.name} is a rule: there is no derivation to write as JSON")
        return rendered(page, kind)

    return made


def _document(thing: MaximumLikelihood | Rule, lang: str) -> Document:
    from derive.document import compose, compose_rule

    return compose_rule(thing, lang) if isinstance(thing, Rule) else compose(thing.derivation, lang)
