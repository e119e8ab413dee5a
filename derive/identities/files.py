"""Identities in a file of the user's own.

    given = "n >= 1 integer"                      # optional: holds for every identity of the file

    [[identity]]
    name = "sigmoid-reflection"
    claim = "sigmoid(-z) = 1 - sigmoid(z)"
    given = "z real"                              # text, or a list of texts
    up_to = ""                                    # or "constant in p", "factor in p"
    expect = "proved"                             # or "refuted", "open"
    source = "a book"

`of` and `mistake`, which say of which identity a false one is the near-miss and what went wrong, are only
carried along. Nothing is evaluated beyond what the text language says.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from derive.catalogue.toml import load, marks
from derive.errors import CatalogueError, DeriveError
from derive.identities.reading import read_identity
from derive.statement import Identity

LARGEST = 1_000_000
"""Bytes of a file."""
LONGEST_NAME = 100
MOST_PROBLEMS = 10
"""Problems of one file that are told at once."""

VERDICTS = ("proved", "refuted", "open")
TEXTS = ("name", "claim", "up_to", "source", "expect", "of", "mistake")
KEYS = (*TEXTS, "given")
OF_FILE = ("given", "identity")


@dataclass(frozen=True)
class Stated:
    """An identity of a file: the line of its header, what is expected of it, and where it comes from."""

    path: str
    line: int
    name: str
    identity: Identity
    expect: str = "proved"
    source: str = ""
    of: str = ""
    mistake: str = ""


def read_identities(path: str | os.PathLike[str]) -> tuple[Stated, ...]:
    """The identities in a file. Raises CatalogueError with the file, the line and the key of each problem."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size > LARGEST:
                raise CatalogueError(f"{path}: too large for a file of identities (over {LARGEST:,} bytes)")
            text = file.read(LARGEST).decode()
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: not UTF-8 text") from error
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error
    return parse_identities(text, str(path))


def parse_identities(text: str, where: str) -> tuple[Stated, ...]:
    """The identities that the text of a file states; `where` names the file in errors."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    data, headers = load(text, where), _headers(text)
    tables = data.get("identity")
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise CatalogueError(f"{where}: there is no [[identity]] in it")
    if len(tables) != len(headers):
        raise CatalogueError(f"{where}: identity: write each one under a line [[identity]] of its own")
    problems = [f"{where}: {problem}" for problem in _unknown(data, OF_FILE)]
    try:
        common = _given(data)
    except CatalogueError as error:
        problems.append(f"{where}: {error}")
        common = ()
    found: list[Stated] = []
    for line, table in zip(headers, tables, strict=True):
        problems += [f"{where}:{line}: {problem}" for problem in _unknown(table, KEYS)]
        try:
            found.append(_stated(table, common, where, line))
        except CatalogueError as error:
            problems.append(f"{where}:{line}: {error}")
    problems += _repeated(found)
    if problems:
        more = len(problems) - MOST_PROBLEMS
        told = problems[:MOST_PROBLEMS] + ([f"{where}: and {more} more"] if more > 0 else [])
        raise CatalogueError("\n".join(told))
    return tuple(found)


def _stated(table: Mapping[str, object], common: tuple[str, ...], where: str, line: int) -> Stated:
    texts = {key: _text(table, key) for key in TEXTS if key in table}
    for key in ("name", "claim"):
        if key not in texts:
            raise CatalogueError(f"{key}: must be there, as text in quotes")
    name, expect = texts["name"], texts.get("expect", "proved")
    if not name.isprintable() or not name.strip() or len(name) > LONGEST_NAME:
        raise CatalogueError(f"name: must be one line of at most {LONGEST_NAME} printable characters")
    if expect not in VERDICTS:
        raise CatalogueError(f"expect: must be one of {', '.join(VERDICTS)}, not {expect[:40]!r}")
    given = (*common, *_given(table))
    identity = _read(texts["claim"].replace("\n", " ").strip(), given, texts.get("up_to", ""), name)
    rest = {key: texts.get(key, "") for key in ("source", "of", "mistake")}
    return Stated(where, line, name, identity, expect, **rest)


def _read(claim: str, given: tuple[str, ...], up_to: str, name: str) -> Identity:
    """The identity; where that fails, each text is read alone, so that the error names its key."""
    try:
        return read_identity(claim, given, up_to)
    except DeriveError as error:
        for key, alone in (("claim", (claim, (), "")), ("given", ("0 = 0", given, ""))):
            try:
                read_identity(*alone)
            except DeriveError as cause:
                raise CatalogueError(f"{name}: {key}: {cause}") from error
        raise CatalogueError(f"{name}: up_to: {error}") from error


def _text(table: Mapping[str, object], key: str) -> str:
    value = table[key]
    if not isinstance(value, str):
        raise CatalogueError(f"{key}: must be text in quotes")
    return value


def _given(table: Mapping[str, object]) -> tuple[str, ...]:
    match table.get("given", ""):
        case str() as text:
            return (text,) if text.strip() else ()
        case list() as texts if all(isinstance(text, str) for text in texts):
            return tuple(text for text in texts if text.strip())
    raise CatalogueError("given: must be text in quotes, or a list of such texts")


def _unknown(table: Mapping[str, object], known: tuple[str, ...]) -> Iterator[str]:
    for key in table:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            yield f"{key[:40]!r} is not a key of this file; {hint}"


def _repeated(found: Iterable[Stated]) -> Iterator[str]:
    first: dict[str, int] = {}
    for stated in found:
        line = first.setdefault(stated.name, stated.line)
        if line != stated.line:
            yield f"{stated.path}:{stated.line}: name: {stated.name!r} is the name in line {line} already"


# ── TOML ──

_HEADER = re.compile(r"""[ \t]*\[\[[ \t]*(?:identity|"identity"|'identity')[ \t]*\]\]""")


def _headers(text: str) -> list[int]:
    """The lines that begin with [[identity]] as a header: not in a string, not in a list."""
    lines, depth = text.split("\n"), 0
    found = [1] if _HEADER.match(lines[0]) else []
    for line, mark in marks(text):
        if mark == "\n" and depth == 0 and _HEADER.match(lines[line]):
            found.append(line + 1)
        depth += (mark in "[{") - (mark in "]}")
    return found
