"""From the text of a file to a family; whatever is wrong is told with file, line, key and place."""

from __future__ import annotations

from pathlib import Path

from derive.catalogue.entry import Entry
from derive.catalogue.matrices import told_by_entries
from derive.catalogue.priors import read_priors
from derive.catalogue.symbols import Symbols, free, read_symbols
from derive.catalogue.vectors import refuse_mixture
from derive.errors import CatalogueError
from derive.statement import Model, Remark

LARGEST = 100_000
OF_FAMILY = (
    "name",
    "data",
    "parameters",
    "known",
    "covariates",
    "density",
    "priors",
    "source",
    "title",
    "literature",
)


def read_family_file(path: Path) -> Model:
    """A family in a file of the user's own. Raises CatalogueError naming the file, the line and the key."""
    return read_family(text_of(path), str(path))


def text_of(path: Path) -> str:
    """The text of a file of the user's own."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise CatalogueError(f"{path}: too large for a family file (over {LARGEST:,} bytes)")
        return content.decode()
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: not UTF-8 text") from error
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error


def read_family(text: str, where: str) -> Model:
    """A family from the text of its file; `where` names the file in errors."""
    if len(text) > LARGEST:
        raise CatalogueError(f"{where}: too large for a family (over {LARGEST:,} characters)")
    return family_in(Entry.of(text, where))


def family_in(entry: Entry) -> Model:
    """The family that an entry declares. Raises CatalogueError."""
    entry.only(OF_FAMILY)
    name, title, source = entry.name(), entry.title(), entry.line("source")
    symbols = read_symbols(entry)
    model = Model(
        name,
        title,
        source,
        symbols.variable,
        symbols.support,
        symbols.parameters,
        told_by_entries(entry, entry.term("density", symbols.names, matrices=True), dict(symbols.spaces)),
        symbols.known,
        symbols.covariates,
        priors=read_priors(entry, symbols),
        literature=tuple(map(remark, entry.each("literature"))),
    )
    refuse_mixture(entry, model.density, dict(model.spaces))
    refuse_silent(entry, model, symbols)
    return model


def remark(entry: Entry) -> Remark:
    """What the literature says of the maximisers of a family."""
    entry.only(("says", "source"))
    says = entry.lines_by_language("says")
    if not says:
        raise entry.wrong("says", 'must be there, such as { en = "It exists for all data." }')
    return Remark(says, entry.line("source"))


def refuse_silent(entry: Entry, model: Model, symbols: Symbols) -> None:
    """A density without the observation is the same everywhere; only a support that moves makes sense of it."""
    unknown = {symbol.name for symbol, _ in symbols.parameters}
    if model.variable not in model.density.free_symbols and not unknown & free(symbols.support):
        raise entry.wrong("density", f"the observation {model.variable} does not stand in it")
