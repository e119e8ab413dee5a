"""One entry of the catalogue: its keys, read with errors that name the file, the line and the key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sympy import Expr

from derive.catalogue.toml import lines_of, load
from derive.errors import CatalogueError, DeriveError
from derive.language.build import evaluated
from derive.language.reader import read
from derive.language.tokens import nearest

LONGEST_NAME = 200


@dataclass(frozen=True)
class Entry:
    """The keys of a file or the arguments of a call; `where` names it in errors, and `lines` tells the line
    of a key."""

    data: Mapping[str, object]
    where: str
    lines: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def of(text: str, where: str) -> Entry:
        """The entry that a text in TOML holds. Raises CatalogueError."""
        text = text.replace("\r\n", "\n").removeprefix("\ufeff")
        return Entry(load(text, where), where, lines_of(text))

    def wrong(self, key: str, problem: object) -> CatalogueError:
        """The error that tells what is wrong at a key, such as `density` or `parameters.p`."""
        line = self.lines.get(key) or self.lines.get(key.partition(".")[0])
        return CatalogueError(f"{self.where}{f':{line}' if line else ''}: {key}: {problem}")

    def only(self, known: tuple[str, ...]) -> None:
        """Refuse a key that means nothing here, and one that is missing."""
        for key in self.data:
            if key not in known:
                hint = nearest(key.lower(), known) or f"; the keys are {', '.join(known)}"
                raise self.wrong(key, f"unknown key{hint}")

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "must be there, as text in quotes")
        return value

    def line(self, key: str) -> str:
        """A text of one line that can be printed anywhere."""
        value = self.text(key)
        if not value.isprintable():
            raise self.wrong(key, "must be one line of printable characters")
        return value

    def name(self) -> str:
        value = self.line("name")
        if len(value) > LONGEST_NAME:
            raise self.wrong("name", f"must have at most {LONGEST_NAME} characters")
        return value

    def table(self, key: str) -> Mapping[str, str]:
        """A table of texts; without entries where the key is absent."""
        value = self.data.get(key, {})
        if not isinstance(value, Mapping) or not all(isinstance(v, str) for v in value.values()):
            raise self.wrong(key, f"must be a table of texts, such as {EXAMPLES.get(key, EXAMPLE)}")
        return value

    def title(self) -> tuple[tuple[str, str], ...]:
        """Titles by language; a name alone serves every language."""
        return self.lines_by_language("title") or (("en", self.text("name")),)

    def lines_by_language(self, key: str) -> tuple[tuple[str, str], ...]:
        """One line in each language; none where the key is absent."""
        found = tuple(self.table(key).items())
        for language, line in found:
            if not line.strip() or not line.isprintable():
                raise self.wrong(f"{key}.{language}", "must be one line of printable characters")
        return found

    def each(self, key: str) -> tuple[Entry, ...]:
        """The tables under a key that stands several times; none where it is absent."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
            raise self.wrong(key, f"must be tables, each under [[{key}]]")
        return tuple(Entry(one, f"{self.where}: {key} {k}") for k, one in enumerate(value, 1))

    def term(self, key: str, symbols: tuple[str, ...], matrices: bool = False) -> Expr:
        """A term in the given symbols, which may stand for `matrices`; a wrong one is an error at its place."""
        try:
            return evaluated(read(self.text(key), symbols=symbols, matrices=matrices))
        except CatalogueError:
            raise
        except DeriveError as error:
            raise self.wrong(key, error) from error


EXAMPLE = '{ p = "0 < p < 1" }'
EXAMPLES = {"title": '{ en = "Bernoulli distribution" }'}
