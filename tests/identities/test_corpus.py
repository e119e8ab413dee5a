"""The corpus: identities of the field with their sources, and the near-misses that people write instead.

Nothing may be wrong. What stays open is listed by name, with what it would need, in open.toml; an identity that
is proved now has to leave the list.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from derive.identities.files import Stated, read_identities
from derive.identities.many import verify_many
from derive.statement import Open, Proved, Refuted, Verdict

HERE = Path(__file__).parent
CORPUS = HERE.parent / "corpus"
FILES = sorted(CORPUS.glob("*.toml"))
HELD_OUT = sorted((CORPUS / "held-out").glob("*.toml"))
LISTED: dict[str, list[str]] = tomllib.loads((HERE / "open.toml").read_text("utf-8"))
OPEN = {name: needs for needs, names in LISTED.items() for name in names}
RIGHT = {"proved": Proved, "refuted": Refuted}


def stated(files: list[Path]) -> list[Stated]:
    return [one for file in files for one in read_identities(file)]


def wrong(one: Stated, verdict: Verdict) -> str:
    """What is wrong with a verdict, or nothing."""
    if isinstance(verdict, Open):
        return "" if one.name in OPEN else f"{one.name} is open: {verdict.why}"
    if not isinstance(verdict, RIGHT[one.expect]):
        return f"{one.name} is {type(verdict).__name__}"
    return f"{one.name} is decided: it must leave open.toml" if one.name in OPEN else ""


def problems(all_of_them: list[Stated]) -> list[str]:
    ended = verify_many([one.identity for one in all_of_them], jobs=2, seconds=60)
    return [text for k, verdict in ended if (text := wrong(all_of_them[k], verdict))]


def test_there_are_enough_and_each_says_where_it_is_from() -> None:
    everything = stated(FILES + HELD_OUT)
    true = [one for one in everything if one.expect == "proved"]
    assert len(true) >= 300
    assert len(everything) - len(true) >= 300
    assert len({one.name for one in everything}) == len(everything)
    assert {one.name for one in everything} >= OPEN.keys()
    for file in FILES + HELD_OUT:
        for table in tomllib.loads(file.read_text("utf-8"))["identity"]:
            assert table["source"].strip()
            assert table.get("expect") != "refuted" or (table["of"] and table["mistake"])


def test_a_fifth_is_held_out() -> None:
    held, kept = (len(stated(files)) for files in (HELD_OUT, FILES))
    assert 0.15 < held / (held + kept) < 0.25


def test_a_sample_of_the_corpus() -> None:
    sample = [one for one in stated(FILES)[::40] if one.name not in OPEN]
    assert problems(sample) == []


@pytest.mark.slow
@pytest.mark.parametrize("files", [FILES, HELD_OUT], ids=["corpus", "held-out"])
def test_the_whole_corpus(files: list[Path]) -> None:
    assert problems(stated(files)) == []
