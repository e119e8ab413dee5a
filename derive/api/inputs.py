"""What is meant by the text that a user gives: a formula, a name, a file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from derive import catalogue
from derive.catalogue import Family
from derive.errors import DeriveError, LoadError, UnknownNameError
from derive.rules import rules
from derive.statement import Model

LARGEST_JSON = 20_000_000
FILES = (".toml", ".json")


def is_formula(what: object) -> bool:
    """Whether a formula is meant: text that begins or ends with a dollar sign."""
    return isinstance(what, str) and (what.startswith("$") or what.endswith("$"))


def is_file(what: str | os.PathLike[str]) -> bool:
    """Whether a file is meant; a bare name is one only if nothing in the catalogue has that name."""
    if not isinstance(what, str):
        return True
    if os.path.basename(what) != what or what.endswith(FILES):
        return True
    return os.path.exists(what) and what not in known_names()


def known_names() -> tuple[str, ...]:
    """The names of all articles, families, losses and rules."""
    return (*catalogue.names("articles"), *catalogue.names("families"), *catalogue.names("losses"), *rules())


def find_model(
    what: str | os.PathLike[str] | Family | Model, known: str | Iterable[str] = (), reparametrize: str = ""
) -> Model:
    """A family by name, from its file or as a value, with more parameters known: "sigma", "mu,sigma" or
    several; and with another one: "odds = p/(1 - p)". Raises UnknownNameError, CatalogueError, LoadError."""
    model = catalogue.knowing(_model(what), listed(known))
    return catalogue.in_another(model, reparametrize) if reparametrize else model


def is_loss_file(path: Path) -> bool:
    """Whether a file says what a loss is, rather than a family; one that cannot be read says neither."""
    try:
        with path.open(encoding="utf-8") as file:
            return re.search(r"^\s*formula\s*=", file.read(LARGEST_JSON), re.MULTILINE) is not None
    except (OSError, UnicodeDecodeError):
        return False


def listed(names: str | Iterable[str]) -> tuple[str, ...]:
    """Names that are separated by commas, or several of such texts."""
    texts = [names] if isinstance(names, str) else names
    return tuple(name.strip() for text in texts for name in text.split(","))


def _model(what: str | os.PathLike[str] | Family | Model) -> Model:
    if isinstance(what, Model):
        return what
    if isinstance(what, Family):
        return what.model
    if is_file(what):
        return catalogue.read_family_file(existing(Path(what)))
    assert isinstance(what, str)
    if catalogue.has_family(what):
        return catalogue.family(what)
    for kind, names in (("loss", catalogue.names("losses")), ("rule", rules())):
        if what in names:
            families = ", ".join(catalogue.names("families"))
            raise DeriveError(f"{what} is a {kind}; an estimator belongs to a family: {families}")
    raise unknown(what)


def unknown(name: str) -> UnknownNameError:
    """The nearest of everything that could have been meant; if nothing is near, the families."""
    kind, here = "family, rule or file", [each for each in _names_in(".") if each.endswith(FILES)]
    error = UnknownNameError(kind, name, (*known_names(), *here))
    return error if error.nearest else UnknownNameError(kind, name, catalogue.names("families"))


def existing(path: Path) -> Path:
    """The path of a regular file, or an error that says what is there instead."""
    if os.path.isfile(path):
        return path
    if os.path.isdir(path):
        raise LoadError(f"{path} is a folder, not a file")
    if os.path.exists(path):
        raise LoadError(f"{path} is not a regular file")
    error = UnknownNameError("file", str(path), [str(path.parent / name) for name in _names_in(path.parent)])
    raise error if error.nearest else LoadError(f"there is no file {path}")


def _names_in(folder: str | Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def read_json(path: Path) -> str:
    """The text of a JSON file, refused unread when it is too large. Raises LoadError."""
    try:
        with existing(path).open("rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST_JSON:
                raise LoadError(f"{path}: too large for a derivation (over {LARGEST_JSON:,} bytes)")
            text = file.read(LARGEST_JSON).decode()
    except UnicodeDecodeError as error:
        raise LoadError(f"{path}: not UTF-8 text") from error
    except OSError as error:
        raise LoadError(f"{path}: cannot be read: {error.strerror}") from error
    if not text.strip():
        raise LoadError(f"{path}: the file is empty")
    return text
