"""Where results go and in which form: formats, dates, names of files, snippets, frames."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from derive.api.inputs import is_formula
from derive.errors import DeriveError, NotationError, OutputError, UnknownNameError

FOLDER = "output"
FAMILY_FILE = "toml"
SNIPPETS = ("mathml", "tex", "txt", "typ")
FORMULA = re.compile(r"(\$\$?)((?:[^$\\]|\\.)+)\1", re.DOTALL)  # \$ is no end
LATEST = 253_402_300_799  # the last second of the year 9999
# What Windows does not take for the name of a file.
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{k}" for port in ("COM", "LPT") for k in range(1, 10))}


def formats() -> tuple[str, ...]:
    """The names of all formats: those of write-ups, that of family files, and the array libraries for which a
    loss is written as code."""
    from derive.code.backends import backends
    from derive.publish import formats

    return tuple(sorted((*formats(), FAMILY_FILE, *backends())))


def is_code(kind: str) -> bool:
    """Whether a format is an array library."""
    from derive.code.backends import backends

    return kind in backends()


def wanted(to: str | Iterable[str] | None, what: object, path: object) -> tuple[str, ...]:
    """The formats that are meant, each once; without `to`, by the ending of a file. Raises UnknownNameError."""
    formula = is_formula(what)
    if to is None:
        ending = _ending(path) if isinstance(path, str | os.PathLike) else ""
        names = [ending or ("mathml" if formula else "pdf")]
    else:
        names = [name.strip() for part in ([to] if isinstance(to, str) else to) for name in part.split(",")]
    known = SNIPPETS if formula else formats()
    for name in names:
        if name not in known:
            raise UnknownNameError("format for a formula" if formula else "format", name, known)
    return tuple(dict.fromkeys(names))


def _ending(path: str | os.PathLike[str]) -> str:
    """The ending of a path that is meant as a file, without its dot."""
    return "" if _is_folder(os.fspath(path)) else Path(path).suffix[1:]


def _is_folder(path: str) -> bool:
    """Whether a folder is meant: one that exists, or that ends in a slash, or has no ending."""
    if os.path.exists(path):
        return os.path.isdir(path)
    return path.endswith(("/", os.sep)) or not Path(path).suffix


def lesson_formats(lesson: bool, kinds: tuple[str, ...], what: object) -> None:
    """Raises DeriveError where a lesson is asked for in a format that is no page, or of a single formula."""
    from derive.publish import formats

    pages = [kind for kind in formats() if kind not in ("json", "mathml")]
    for kind in kinds if lesson else ():
        if is_formula(what) or kind not in pages:
            raise DeriveError(f"a lesson is a page of a derivation: one of {', '.join(pages)}")


def folder_of(templates: str | os.PathLike[str]) -> str:
    """The folder of a user's templates. Raises OutputError where there is none."""
    folder = os.fspath(templates)
    if folder and not os.path.isdir(folder):
        raise OutputError(f"{folder} is no folder of templates; make it, or leave --templates out")
    return folder


def known_language(lang: str) -> None:
    """Raises UnknownNameError for a language in which nothing can be written."""
    from derive.document import languages

    if lang not in languages():
        raise UnknownNameError("language", lang, languages())


def source_date() -> int | None:
    """SOURCE_DATE_EPOCH, the date that reproducible files bear (reproducible-builds.org)."""
    value = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", value) or int(value) > LATEST:
        raise DeriveError(f"SOURCE_DATE_EPOCH must be a number of seconds from 0 to {LATEST}, not {value!r}")
    return int(value)


def snippet(formula: str, kind: str) -> bytes:
    """One formula in a format that can be pasted; `$$…$$` is displayed."""
    from derive.notation.mathml import mathml, parse
    from derive.notation.plain import plain
    from derive.notation.typst import typst

    found = FORMULA.fullmatch(formula)
    if found is None or not found[2].strip():
        raise NotationError("a formula is written $…$ or $$…$$, with one formula between the dollar signs")
    dollars, tex = found[1], found[2].strip()
    node, display = parse(tex), dollars == "$$"
    space = " " if display else ""
    match kind:
        case "mathml":
            text = mathml(tex, display=display)
        case "txt":
            text = plain(node)
        case "typ":
            text = f"${space}{typst(node)}{space}$"
        case _:
            text = f"{dollars}{tex}{dollars}"
    return f"{text}\n".encode()


def place_for(path: str | os.PathLike[str] | None, kinds: tuple[str, ...]) -> tuple[Path, bool]:
    """The place, and whether it is a folder. Raises OutputError where a file does not fit the formats."""
    text = os.fspath(path) if path is not None else f"{FOLDER}/"
    place = Path(text)
    if _is_folder(text):
        return place, True
    if len(kinds) > 1:
        raise OutputError(f"{place} is one file for {len(kinds)} formats; name a folder, with a / at its end")
    if place.suffix != f".{kinds[0]}" and place.suffix[1:] in formats():
        raise OutputError(f"{place} ends in {place.suffix}, but the format is {kinds[0]}")
    return place, False


def file_name(name: str, lang: str) -> str:
    """A name without an ending that is safe as a file name, whatever a family file calls itself."""
    safe = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", name)).strip("-.")[:60].rstrip("-.")
    if not safe or safe.split(".")[0].upper() in RESERVED:
        safe = f"derivation-{safe}".rstrip("-")
    return safe if lang == "en" else f"{safe}.{lang}"


def paths(place: tuple[Path, bool], name: str, kinds: tuple[str, ...]) -> tuple[Path, ...]:
    """Where the file of each format goes."""
    path, is_folder = place
    return tuple(path / _in_folder(name, kind) if is_folder else path for kind in kinds)


def saved(contents: Mapping[Path, bytes], place: tuple[Path, bool]) -> None:
    """Save each content at its path; a folder is made when absent. Raises OutputError."""
    from derive.publish import save

    path, is_folder = place
    if is_folder:
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"cannot make the folder {path}: {error.strerror}; choose another place"
            raise OutputError(problem) from error
    for target, content in contents.items():
        save(content, target)


def _in_folder(name: str, kind: str) -> str:
    """The name of a file with its ending; code can be imported from its own."""
    from derive.publish import suffix

    if is_code(kind):
        return re.sub(r"\W+", "_", f"{name}_{kind}") + ".py"
    return f"{name}.{kind}" if kind == FAMILY_FILE else f"{name}{suffix(kind)}"
