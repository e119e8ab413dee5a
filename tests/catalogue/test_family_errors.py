"""What is wrong with a family is told by file, line and key, and by the place where a text is wrong."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from derive.catalogue import Family, read_family, read_family_file
from derive.catalogue.reading import LARGEST
from derive.catalogue.symbols import MOST_SYMBOLS
from derive.errors import CatalogueError

DATA = tomllib.loads(Path(__file__).with_name("errors.toml").read_text(encoding="utf-8"))
CASES = [pytest.param(case, id=case["says"][:60]) for case in DATA["wrong"]]
ABOUT = ("says", "shows")


def file(case: dict[str, str]) -> str:
    """The right file with the keys of a case; an empty one leaves its key out."""
    entries = DATA["right"] | {key: value for key, value in case.items() if key not in ABOUT}
    return "".join(f"{key} = {value}\n" for key, value in entries.items() if value)


def refused(text: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_family(text, "own.toml")
    return str(caught.value)


def test_the_file_is_right_before_it_is_changed() -> None:
    assert read_family(file({}), "own.toml").name == "coin"


@pytest.mark.parametrize("case", CASES)
def test_the_error_tells_the_place(case: dict[str, str]) -> None:
    told = refused(file(case))
    first, *picture = told.splitlines()
    assert first.startswith(f"own.toml{case['says']}")
    if "shows" in case:
        shown, caret = picture
        column = int(first.rpartition("column ")[2].rstrip(")"))
        assert shown == "  " + case["shows"]
        assert caret.index("^") == column + 1


def test_the_line_in_a_section_is_that_of_the_symbol() -> None:
    sections = file({"parameters": ""}) + "\n[parameters]\nr = 'r > 0'\n\n[known]\n# \"\"\"\nk = 'k > q'\n"
    assert refused(sections).startswith("own.toml:11: known.k: unknown symbol 'q'")
    dotted = file({"parameters": ""}) + "parameters.r = '0 < r'\nparameters.k = 'k > q'\n"
    assert refused(dotted).startswith("own.toml:6: parameters.k: unknown symbol 'q'")


def test_arguments_are_named_as_keys_are() -> None:
    with pytest.raises(CatalogueError, match=r"^Family: density: unknown symbol 'q'; known: r, x \(column 8\)"):
        Family(name="own", data="x > 0", parameters={"r": "r > 0"}, density="r*exp(-q*x)", source="notes")
    with pytest.raises(CatalogueError, match=r"^Family: parameters: must name what is unknown"):
        Family(name="own", data="x > 0", parameters={}, density="exp(-x)", source="notes")
    with pytest.raises(CatalogueError, match=r"^Family: known.r: r is declared already, under parameters"):
        Family("own", "x > 0", {"r": "r > 0"}, "r*exp(-r*x)", "notes", known={"r": "r > 0"})


def test_too_much(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    path.write_text(file({}) + "#" * LARGEST, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"big\.toml: too large for a family file \(over 100,000 bytes\)"):
        read_family_file(path)
    assert "too large" in refused(file({}) + "#" * LARGEST)
    many = ", ".join(f'r{k} = "r{k} > 0"' for k in range(MOST_SYMBOLS + 1))
    assert "parameters: at most 20 symbols" in refused(file({"parameters": f"{{ {many} }}"}))
    assert "density: " in refused(file({"density": f'"{"(" * 5000}x{")" * 5000}"'}))


def test_not_text(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogueError, match=r"own\.toml: not UTF-8 text"):
        read_family_file(path)
    with pytest.raises(CatalogueError, match=r"cannot be read"):
        read_family_file(tmp_path)
