"""Makes the tables of docs/ that the program says itself: of each family what is derived (families.md), and how
it is fitted to data (fitting.md). Run it after a change that is meant to change them: `poe tables`."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import derive
from derive.api.overview import overview
from derive.catalogue import family
from derive.data.overview import HEAD, row

DOCS = Path(__file__).parent.parent / "docs"
COLUMNS = (
    "family",
    "maximum likelihood",
    "how far",
    "the only maximiser",
    "otherwise",
    "not proved, but known",
)
Row = tuple[str, ...]


def derived(name: str) -> Row:
    """What is derived of a family, and what the literature says beyond that."""
    found = overview(name)
    word = "if and only if" if found.necessary else "if"
    exists = (f"{word} {found.exists}" if found.exists else "always") if found.estimators else ""
    cited = "; ".join(dict.fromkeys(remark.source for remark in family(name).literature))
    return name, "; ".join(found.estimators.values()), found.verdict, exists, found.otherwise, cited


def both(name: str) -> tuple[Row, Row]:
    return derived(name), row(name, derive.mle(name).derivation)


def markdown(head: Row, rows: Iterable[Row]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *(line(one) for one in rows)]) + "\n"


def line(cells: Row) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def replaced(text: str, table: str) -> str:
    """The text with another table in the place of its table."""
    lines = text.splitlines(keepends=True)
    rows = [k for k, one in enumerate(lines) if one.startswith("|")]
    return "".join([*lines[: rows[0]], table, *lines[rows[-1] + 1 :]])


def made() -> dict[Path, str]:
    """The files with their tables as the program makes them."""
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(both, derive.families()))
    tables = {
        DOCS / "families.md": markdown(COLUMNS, (one for one, _ in found)),
        DOCS / "fitting.md": markdown(HEAD, (one for _, one in found)),
    }
    return {path: replaced(path.read_text(encoding="utf-8"), table) for path, table in tables.items()}


if __name__ == "__main__":
    for path, text in made().items():
        path.write_text(text, encoding="utf-8")
        print(path, text.count("\n|") - 2)
