"""What is to be shown or written, found by what the user calls it; and each format of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from derive.api import outputs
from derive.api.composing import Composition, article, composed
from derive.api.inputs import find_model, is_file, is_formula, is_loss_file, listed, read_json
from derive.api.judging import LossVerdict, judged, loss
from derive.api.results import MaximumLikelihood, Proof, Result
from derive.catalogue import Family, family, has_family, in_the_new, names, write_family
from derive.errors import CatalogueError, DeriveError, LoadError
from derive.identities.proof import PART
from derive.kernel.derivation import Derivation
from derive.kernel.replay import replay
from derive.kernel.rule import Rule
from derive.rules import named as rule_named
from derive.rules import rules
from derive.statement import Loss, Model

# The stages, the write-up and the renderers are imported where they are used: a replay needs none of them.
if TYPE_CHECKING:
    from derive.document.applied import Applied
    from derive.document.blocks import Document
    from derive.publish import Page

Source: TypeAlias = Union[str, "os.PathLike[str]", Family, Model, Result]
"""What can be shown or written: the name of a family, loss or rule, a file (`.toml` of a family or loss,
`.json` of a derivation), a formula between dollar signs, a `Family`, or a value that `mle`, `loss`, `prove`
or `replay` returned."""

Known: TypeAlias = str | Iterable[str]
"""Parameters whose values are known: "sigma", "mu,sigma", or several of such texts."""


@dataclass(frozen=True)
class Stated:
    """A family that is derived when that is needed; `where` is its file, if it has one, for errors."""

    model: Model
    where: str = ""

    @property
    def name(self) -> str:
        return self.model.name

    def maximised(self) -> MaximumLikelihood:
        """Raises CatalogueError for what is no density."""
        try:
            return MaximumLikelihood(derived(self.model), self.model)
        except CatalogueError as error:
            name, about = f"{self.name}: ", str(error)
            if self.where and about.startswith(name):
                raise CatalogueError(f"{self.where}: {about.removeprefix(name)}") from error
            raise


Thing: TypeAlias = Stated | Result | Rule | str
"""What was meant: a family, a derivation, a rule, or a formula between dollar signs."""


@lru_cache(maxsize=16)
def derived(model: Model) -> Derivation:
    from derive.stages.pipeline import derive

    return derive(model)


def stated(
    family: str | os.PathLike[str] | Family | Model, known: Known = (), reparametrize: str = ""
) -> Stated:
    """A family by name, from its file or as a value. Raises UnknownNameError, CatalogueError, LoadError."""
    model = find_model(family, listed(known), reparametrize)
    from_file = isinstance(family, str | os.PathLike) and is_file(family)
    return Stated(model, str(family) if from_file else "")


def replayed(text: str) -> MaximumLikelihood | Proof | LossVerdict | Composition:
    """A derivation from JSON. Raises LoadError, ReplayError."""
    derivation = replay(text, rules())
    if "/" in derivation.parts[0].key:
        from derive.compositions import read_again as article_again

        return composed(article_again(derivation))
    if derivation.parts[0].key.startswith("loss_"):
        from derive.stages.criterion import read_again

        return judged(read_again(derivation))
    kind = Proof if derivation.parts[0].key.partition(".")[0] == PART else MaximumLikelihood
    return kind(derivation)


def found(what: Source | Rule, known: Known = (), reparametrize: str = "") -> Thing:
    """What a name, a path or a formula stands for. An article comes before a family, loss or rule of its name,
    which are meant by `family:NAME`, `loss:NAME` and `rule:NAME`; what is asked of a family means that."""
    if isinstance(what, str) and (named := _named(what)) is not None:
        kind, name = named
        if kind == "family":
            return stated(name, known, reparametrize)
        return article(name) if kind == "article" else loss(name) if kind == "loss" else rule_named(name)
    asked = any(listed(known)) or reparametrize
    if isinstance(what, str) and what in names("articles") and not asked and not is_file(what):
        return article(what)
    thing = _alone(what)
    if thing is None:
        assert not isinstance(what, Result | Rule)
        return stated(what, known, reparametrize)
    if listed(known) or reparametrize:
        kind = (
            "a formula" if isinstance(thing, str) else "a rule" if isinstance(thing, Rule) else "a derivation"
        )
        wish = "declared known" if listed(known) else "replaced"
        raise DeriveError(f"{kind} has no parameters that could be {wish}; name a family")
    return thing


def _named(what: str) -> tuple[str, str] | None:
    """The kind and the name of what is called as in `loss:cross-entropy`."""
    kind, colon, name = what.partition(":")
    return (kind, name) if colon and kind in ("article", "family", "loss", "rule") else None


def _alone(what: Source | Rule) -> Thing | None:
    """What is no family."""
    if isinstance(what, Result | Rule):
        return what
    if isinstance(what, str) and is_formula(what):
        return what
    if isinstance(what, str | os.PathLike) and is_file(what):
        if Path(what).suffix == ".json":
            return replayed(read_json(Path(what)))
        return loss(what) if is_loss_file(Path(what)) else None
    if isinstance(what, str) and what in names("losses") and not has_family(what):
        return loss(what)
    if isinstance(what, str) and what in rules() and not has_family(what):
        return rules()[what]
    return None


def code_of(what: Source, thing: Thing, known: Known = (), reparametrize: str = "") -> tuple[str, ...]:
    """Python that derives the same again, in cells: the derivation with what came out of it, and a second
    check; empty for what has no name to ask for."""
    if isinstance(thing, str | Rule) or not isinstance(what, str | os.PathLike):
        return ()
    name = os.fspath(what).partition(":")[2] if isinstance(what, str) and _named(what) else os.fspath(what)
    if isinstance(thing, Stated | MaximumLikelihood) and not name.endswith(".json"):
        known = ",".join(listed(known))
        options = f", known={quoted(known)}" if known else ""
        options += f", reparametrize={quoted(reparametrize)}" if reparametrize else ""
        made, shown = f"derive.mle({quoted(name)}{options})", "d.estimators"
    elif isinstance(thing, LossVerdict):
        made, shown = f"derive.loss({quoted(name)})", "d.kind, d.density"
    elif isinstance(thing, Composition):
        made, shown = f"derive.article({quoted(name)})", "d.verdicts"
    else:
        made, shown = f"derive.replay(open({quoted(name)}).read())", "d.verdict"
    return (f"import derive\n\nd = {made}\n{shown}", "derive.replay(d.to_json()), d.trusted.total")


def quoted(text: str) -> str:
    """A string of Python, between the quotes that its formatters choose."""
    return f'"{text}"' if text.isprintable() and not set(text) & set('\\"') else repr(text)


class Renderer:
    """From a format to the bytes of its file; the document is composed once for all formats. `files` begins the
    names of files that belong beside it; a `lesson` is the write-up's formulas beside their LaTeX."""

    def __init__(
        self,
        thing: Thing,
        lang: str,
        engine: str = "typst",
        width: int = 80,
        files: str = "",
        lesson: bool = False,
        code: tuple[str, ...] = (),
        templates: str = "",
        applied: Applied | None = None,
    ) -> None:
        self.applied = applied
        self.thing, self.lang, self.engine, self.width, self.files = thing, lang, engine, width, files
        self.lesson, self.code, self.templates = lesson, code, templates

    @cached_property
    def page(self) -> Page:
        from derive.document import compose_lesson
        from derive.publish import Page

        assert not isinstance(self.thing, str)
        whole = self.thing.maximised() if isinstance(self.thing, Stated) else self.thing
        text = whole.to_json() if isinstance(whole, Result) else ""
        date = outputs.source_date()
        document = document_of(whole, self.lang, self.applied)
        if self.lesson:
            document = compose_lesson(document)
        return Page(document, text, self.engine, date, self.width, self.files, self.templates, self.code)

    def __call__(self, kind: str) -> bytes:
        from derive.publish import render

        if isinstance(self.thing, str):
            return outputs.snippet(self.thing, kind)
        if outputs.is_code(kind):
            return code(self.thing, kind).encode()
        if kind == outputs.FAMILY_FILE:
            return family_file(self.thing).encode()
        if kind == "json" and isinstance(self.thing, Rule):
            raise DeriveError(f"{self.thing.name} is a rule: there is no derivation to write as JSON")
        return render(self.page, kind)

    def beside(self, kind: str) -> dict[str, bytes]:
        """The files that belong beside the one in this format."""
        from derive.publish import attachments, formats

        if isinstance(self.thing, str) or kind not in formats():
            return {}
        return attachments(self.page, kind)


def code(thing: Stated | Result | Rule, library: str) -> str:
    """The loss as a module for an array library. Raises DeriveError where there is none, or the library has no
    counterpart of it."""
    from derive.code.module import printed
    from derive.code.program import program

    return printed(program(loss_in(thing, library)), library)


def loss_in(thing: Thing, library: str) -> Loss:
    """The loss that is to be written for a library. Raises DeriveError where there is none."""
    if isinstance(thing, Composition) and thing.name in names("losses"):
        return loss(thing.name).loss
    if not isinstance(thing, LossVerdict):
        name = thing if isinstance(thing, str) else thing.name
        raise DeriveError(f"{name}: there is no loss to write for {library}; name a loss or its file")
    return thing.loss


def family_file(thing: Stated | Result | Rule) -> str:
    """The family as TOML. Raises DeriveError where there is none."""
    model = thing.model if isinstance(thing, Stated | MaximumLikelihood) else None
    if isinstance(thing, Composition) and has_family(thing.name):
        model = family(thing.name)
    if model is None:
        raise DeriveError(f"{thing.name}: there is no family to write as TOML; name a family or its file")
    if model.another:
        from derive.stages.one_to_one import one_to_one

        change = one_to_one(model)
        assert change is not None
        model = in_the_new(model, change.claim)
    return write_family(model)


def document_of(thing: Result | Rule, lang: str, applied: Applied | None = None) -> Document:
    """The write-up as a value, before it is rendered; of a family with the numbers of data, if any."""
    from derive.document import compose, compose_article, compose_identity, compose_loss, compose_rule

    match thing:
        case Rule():
            return compose_rule(thing, lang)
        case Proof():
            return compose_identity(thing.derivation, lang)
        case Composition():
            return compose_article(thing.article, thing.derivation, thing.verdicts, lang)
        case LossVerdict():
            from derive.stages.criterion import Criterion

            return compose_loss(Criterion(thing.loss, thing.judged, thing.derivation), lang)
        case _:
            return compose(with_density(thing.derivation), lang, applied)


def with_density(derivation: Derivation) -> Derivation:
    """The derivation with what is found of its density now: what is recorded is no theorem, and not replayed.
    Raises LoadError where it is something else."""
    if derivation.density is None:
        return derivation
    from derive.stages.density import check_density
    from derive.stages.stated import stated_by

    model = stated_by(derivation.given)
    found = check_density(model, derivation.name) if model else None
    if model and found != derivation.density:
        raise LoadError("density: what is recorded of the density is not what is found of it")
    return replace(derivation, density=found)
