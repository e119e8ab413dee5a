"""What families say from the literature: read, written, kept with the derivation, and told on its page."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.catalogue import family, read_family
from derive.errors import CatalogueError

FILE = """
name = "own"
data = "x > 0"
parameters = { r = "r > 0" }
density = "r*exp(-r*x)"
source = "my notes"
"""
REMARK = """
[[literature]]
says = { en = "It exists for $r > 0$.", zh = "当 $r > 0$ 时存在。" }
source = "Rudin (1976), chapter 4"
"""


def test_there_and_back() -> None:
    model = read_family(FILE + REMARK, "own.toml")
    (remark,) = model.literature
    assert dict(remark.says)["en"] == "It exists for $r > 0$."
    own = derive.Family(
        name="own", data="x > 0", parameters={"r": "r > 0"}, density="r*exp(-r*x)", source="my notes",
        literature=[{"says": dict(remark.says), "source": remark.source}],
    )  # fmt: skip
    assert own.model == model
    assert read_family(own.to_toml(), "again") == model


def test_it_is_told_apart_from_what_is_proved(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(FILE + REMARK, encoding="utf-8")
    page = derive.show(own)
    after = page.partition("Known from the literature")[2]
    assert "not proved here" in after.replace("\n", " ")
    assert "It exists for r > 0. [" in after
    assert "当 r > 0 时存在。" in derive.show(own, "zh")
    again = derive.replay(derive.mle(own).to_json())
    assert derive.show(again) == page


def test_of_another_family_nothing_is_said() -> None:
    assert family("negative-binomial").literature
    assert not derive.mle("negative-binomial", known=["r"]).derivation.literature


@pytest.mark.parametrize(
    ("remark", "problem"),
    [
        ('[[literature]]\nsource = "x"', "says: must be there"),
        ('[[literature]]\nsays = { en = "x" }', "source: must be there"),
        ('[[literature]]\nsays = "x"\nsource = "x"', "says: must be a table"),
        ('[[literature]]\nsays = { en = "" }\nsource = "x"', "says.en: must be one line"),
        ('[[literature]]\nsays = { en = "x" }\nsource = "x"\nwhere = "x"', "where: unknown key"),
        ('literature = "x"', "literature: must be tables"),
    ],
)
def test_what_is_wrong_is_named(remark: str, problem: str) -> None:
    with pytest.raises(CatalogueError, match=problem):
        read_family(FILE + remark, "own.toml")
