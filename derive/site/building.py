"""The pages of the gallery, made by several processes; what has not changed is kept."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from derive import catalogue
from derive.document import languages
from derive.errors import DeriveError, OutputError
from derive.publish import save
from derive.publish.shells import CHECKOUT
from derive.site.entries import KINDS, Entry, entries, related
from derive.site.front import STYLE, front_page, front_place, stylesheet
from derive.site.pages import Made, pages

MANIFEST = "derive-site.json"
"""What the pages in a folder were made from."""
HOME = Path(__file__).parents[1]

Tell = Callable[[str, int, int], None]
"""Called with what was made last, how many are made, and how many there are."""


@dataclass
class Built:
    """Which entries were made anew, how many were kept, and what kept others from being made."""

    made: list[str] = field(default_factory=list)
    kept: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Manifest:
    """By entry, what its pages were made from; and the families that losses were found to be of."""

    made_from: dict[str, str]
    families: dict[str, str]


def build(
    folder: Path, jobs: int = 0, anew: bool = False, tell: Tell = lambda name, done, whole: None
) -> Built:
    """Make the gallery in a folder, with so many processes (0: one for each processor). A page that is made
    from the same files of the catalogue, by the same program, is kept. What cannot be derived is told in the
    result, and its old page stays. Raises OutputError where the folder cannot be written."""
    folder = Path(folder)
    old = _Manifest({}, {}) if anew else read(folder / MANIFEST)
    built, new = Built(), _Manifest(dict(old.made_from), dict(old.families))
    prints = fingerprints()
    stale = [e for e in entries() if prints[e] != old.made_from.get(e.asked) or not is_there(folder, e)]
    losses = [entry for entry in stale if entry.kind == "losses"]
    if not stale and all((folder / front_place(language)).is_file() for language in languages()):
        built.kept = len(entries())
        return built
    try:
        prepare(folder)
        with processes(jobs or os.cpu_count() or 1) as pool:
            work = _Work(folder, pool, prints, new, built, tell, len(stale))
            work.make(losses, {})
            links = related(new.families)
            others = [entry for entry in entries() if entry.kind != "losses"]
            moved = [entry for entry in others if linked(entry, old) != linked(entry, new)]
            wanted = [entry for entry in others if entry in stale or entry in moved]
            work.whole = len(losses) + len(wanted)
            work.make(wanted, links)
        built.kept = len(entries()) - len(built.made) - len(built.failed)
        for language in languages():
            written(folder, *front_page(language, related(new.families)))
    finally:
        if folder.is_dir():
            written(folder, MANIFEST, as_text(new).encode())
    return built


def processes(jobs: int) -> AbstractContextManager[Executor | None]:
    """So many processes; this one alone, where one is enough."""
    return ProcessPoolExecutor(jobs) if jobs > 1 else nullcontext()


@dataclass
class _Work:
    folder: Path
    pool: Executor | None
    prints: Mapping[Entry, str]
    manifest: _Manifest
    built: Built
    tell: Tell
    whole: int

    def make(self, wanted: Sequence[Entry], links: Mapping[Entry, tuple[Entry, ...]]) -> None:
        """The pages of these, each saved as soon as it is there."""
        for entry, pages_of in self.results(wanted, links):
            try:
                made = pages_of()
            except DeriveError as error:
                self.built.failed.append((entry.asked, str(error)))
            else:
                self.keep(entry, made)
            self.tell(entry.name, len(self.built.made) + len(self.built.failed), self.whole)

    def results(
        self, wanted: Sequence[Entry], links: Mapping[Entry, tuple[Entry, ...]]
    ) -> Iterator[tuple[Entry, Callable[[], Made]]]:
        """Each entry when its pages are there, with what gives them."""
        if self.pool is None:
            yield from ((entry, partial(pages, entry, links.get(entry))) for entry in wanted)
            return
        waiting = {self.pool.submit(pages, entry, links.get(entry)): entry for entry in wanted}
        try:
            yield from ((waiting[future], future.result) for future in as_completed(waiting))
        finally:
            for future in waiting:
                future.cancel()

    def keep(self, entry: Entry, made: Made) -> None:
        for place, content in made.pages.items():
            written(self.folder, place, content)
        if entry.kind == "losses":
            self.manifest.families[entry.name] = made.family
        self.manifest.made_from[entry.asked] = self.prints[entry]
        self.built.made.append(entry.asked)


def linked(entry: Entry, manifest: _Manifest) -> tuple[Entry, ...]:
    return related(manifest.families).get(entry, ())


# ── what pages are made from ──


def fingerprints() -> Mapping[Entry, str]:
    """What the pages of each are made from: the program and the file of the entry; of a family the losses, of a
    loss the families too, which it is compared with; of an article all."""
    texts = {kind: {name: catalogue.source(kind, name) for name in catalogue.names(kind)} for kind in KINDS}
    wholes = {kind: digest(*(part for pair in sorted(texts[kind].items()) for part in pair)) for kind in KINDS}
    beside = {"families": ("losses",), "losses": ("families",), "articles": ("families", "losses")}
    code = digest(*map(digest, program()))
    return {
        e: digest(code, texts[e.kind][e.name], *(wholes[kind] for kind in beside[e.kind])) for e in entries()
    }


def program() -> Iterator[bytes]:
    """The files of the program and its templates, those of the catalogue apart."""
    apart = tuple(HOME / "catalogue" / kind for kind in KINDS)
    for home in (HOME, CHECKOUT):
        for path in sorted(home.rglob("*")) if home.is_dir() else ():
            if path.is_file() and "__pycache__" not in path.parts and not any(a in path.parents for a in apart):
                yield path.read_bytes()


def digest(*parts: str | bytes) -> str:
    """One fingerprint of several texts."""
    found = sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(f"{len(data)}:".encode() + data)
    return found.hexdigest()


# ── the folder ──


def read(path: Path) -> _Manifest:
    """What stands in a folder; nothing, where there is no record of it that can be read."""
    with suppress(OSError, ValueError, TypeError, KeyError, AttributeError):
        data = json.loads(path.read_text(encoding="utf-8"))
        made_from, families = data["made_from"], data["families"]
        texts = [part for table in (made_from, families) for pair in table.items() for part in pair]
        if all(isinstance(part, str) for part in texts):
            return _Manifest(made_from, families)
    return _Manifest({}, {})


def as_text(manifest: _Manifest) -> str:
    return json.dumps({"made_from": manifest.made_from, "families": manifest.families}, indent=1) + "\n"


def is_there(folder: Path, entry: Entry) -> bool:
    return all((folder / entry.place(language)).is_file() for language in languages())


def prepare(folder: Path) -> None:
    """The folders, and the fonts that all pages share."""
    for place in {Path(e.place(language)).parent for e in entries() for language in languages()}:
        try:
            (folder / place).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"cannot make the folder {folder / place}: {error.strerror}; choose another place"
            raise OutputError(problem) from error
    for language in languages():
        written(folder, STYLE.format(language=language), stylesheet(language))


def written(folder: Path, place: str, content: bytes) -> None:
    """A file, unless it stands there already."""
    path = folder / place
    with suppress(OSError):
        if path.read_bytes() == content:
            return
    save(content, path)
