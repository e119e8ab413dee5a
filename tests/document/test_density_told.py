"""What a page says of its density: what was shown, what was only computed, and that neither is a theorem."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from derive.api.things import document_of, replayed
from derive.catalogue import family, names
from derive.document import compose
from derive.document.bibliography import Bibliography
from derive.document.blocks import Citation, Inlines, Math, Reference, Text
from derive.document.density import about, density_items
from derive.document.words import Words, languages, sources
from derive.errors import DeriveError, LoadError
from derive.kernel.derivation import Derivation
from derive.kernel.replay import dumps
from derive.language.data import from_data, to_data
from derive.rules.normalising import DIRICHLET, ENTRIES, MULTINOMIAL
from derive.rules.normalising_forms import OfForm, OfSquares
from derive.stages import masses
from derive.stages.density import check_density
from derive.stages.pipeline import derive
from derive.stages.stated import stated_by
from derive.stages.support import start
from derive.statement import Checked, DensityCheck, Shown, Unseen

SHOWN = Shown(("definedness",))
GAMMA = Shown(("gamma-integral", "normal-form"), ("Olver et al. (2010), 5.9.1",))
PLACES = ((("p", "1/2"),), (("p", "1/3"),))
CHECKS = {
    "shown": DensityCheck(
        SHOWN, SHOWN, Shown(("gamma-integral", "normal-form"), ("Olver et al. (2010), 5.9.1",))
    ),
    "computed": DensityCheck(SHOWN, SHOWN, Checked(PLACES, "1.1e-21")),
    "computed without parameters": DensityCheck(SHOWN, SHOWN, Checked(((),), "0")),
    "unseen": DensityCheck(Unseen("why"), Checked(PLACES), Unseen("why")),
}


def plain(line: Inlines) -> str:
    told = []
    for part in line:
        match part:
            case Text(text=text):
                told.append(text)
            case Math(tex=tex):
                told.append(tex)
            case Citation(number=number) | Reference(number=number):
                told.append(f"[{number}]")
    return "".join(told)


def lines(derivation: Derivation, name: str, language: str) -> tuple[str, ...]:
    words = Words(language)
    found = replace(derivation, density=CHECKS[name])
    return tuple(map(plain, (*density_items(found, words, Bibliography(words)), about(found, words))))


def test_what_was_shown_cites_its_source(bernoulli: Derivation) -> None:
    _, mass, rests = lines(bernoulli, "shown", "en")
    assert mass.endswith(
        "is 1 for all values of the parameters: shown beforehand, by the gamma integral [1] 5.9.1."
    )
    assert "shown before anything was derived" in rests


def test_what_was_computed_names_points_and_error(bernoulli: Derivation) -> None:
    _, mass, rests = lines(bernoulli, "computed", "en")
    assert "was not shown" in mass
    assert mass.endswith(r"it is 1 up to 1.1 \times 10^{-21} at p = \frac{1}{2}; p = \frac{1}{3}.")
    assert "no proof" in rests
    assert lines(bernoulli, "computed without parameters", "en")[1].endswith("it is 1 up to 0.")


def test_what_was_not_seen(bernoulli: Derivation) -> None:
    sign, mass, rests = lines(bernoulli, "unseen", "en")
    assert "not shown" in sign
    assert "neither shown nor computed" in mass
    assert "no proof" in rests


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", CHECKS)
def test_the_words_are_there(bernoulli: Derivation, name: str, language: str) -> None:
    assert all(lines(bernoulli, name, language))


def test_nothing_is_said_where_nothing_was_found(bernoulli: Derivation) -> None:
    words, without = Words("en"), replace(bernoulli, density=None)
    assert density_items(without, words, Bibliography(words)) == []
    assert about(without, words) == ()


@pytest.mark.parametrize("language", languages())
def test_every_way_to_find_a_mass_has_words(language: str) -> None:
    ways = {entry.name for entry in (*ENTRIES, *OVER_VECTORS)} | set(WAYS)
    assert {f"mass.{way}" for way in ways} == {f"mass.{key}" for key in Words(language)._table["mass"]}


OVER_VECTORS = (DIRICHLET, MULTINOMIAL, OfForm, OfSquares)
"""The entries of the table that speak of vectors."""


@pytest.mark.parametrize("name", ["dirichlet", "multinomial", "mvnormal"])
def test_the_integral_over_vectors_has_words(name: str) -> None:
    found = replace(derive(family(name)), density=check_density(family(name)))
    (_, mass) = density_items(found, Words("en"), Bibliography(Words("en")))
    told = "".join(part.text for part in mass if isinstance(part, Text))
    assert ("Its sum" if name == "multinomial" else "Its integral") in told


WAYS = (
    "apart", "exponential-change", "finite-sums", "halves", "linearity", "logarithmic-change",
    "logistic-change", "normal-form", "pieces",
)  # fmt: skip


def test_the_ways_are_those_of_the_stage() -> None:
    code = Path(masses.__file__).read_text(encoding="utf-8")
    assert all(f'"{way}"' in code for way in WAYS)


def test_every_entry_cites_a_work_with_a_full_reference() -> None:
    words = Words("en")
    for entry in ENTRIES:
        bibliography = Bibliography(words)
        bibliography.cite(entry.source)
        assert set(bibliography.entries) <= set(sources()), entry.source


# ── carried with the derivation ──


def test_there_and_back(bernoulli: Derivation) -> None:
    assert isinstance(bernoulli.density, DensityCheck)
    again = replayed(dumps(bernoulli)).derivation
    assert again.density == bernoulli.density
    for check in CHECKS.values():
        assert from_data(json.loads(json.dumps(to_data(check)))) == check


@pytest.mark.parametrize("name", CHECKS)
def test_what_is_recorded_is_found_again_or_refused(bernoulli: Derivation, name: str) -> None:
    """A record is no theorem, so a replay takes it as it is; but no page is made of it."""
    forged = replayed(dumps(replace(bernoulli, density=CHECKS[name])))
    with pytest.raises(LoadError, match="not what is found of it"):
        document_of(forged, "en")


def test_what_is_recorded_is_told_again(bernoulli: Derivation) -> None:
    again = replayed(dumps(bernoulli))
    assert document_of(again, "en") == compose(bernoulli, "en")
    without = replayed(dumps(replace(bernoulli, density=None)))
    assert document_of(without, "en") != compose(bernoulli, "en")


@pytest.mark.parametrize("data", ['"p"', '{"Shown": [["x"], []]}', "3", "[]", '{"DensityCheck": []}'])
def test_what_is_no_record_is_refused(bernoulli: Derivation, data: str) -> None:
    text = dumps(bernoulli)
    recorded = json.dumps(to_data(bernoulli.density), ensure_ascii=False)
    assert recorded in text
    with pytest.raises(DeriveError):
        replayed(text.replace(recorded, data))


@pytest.mark.parametrize("name", names("families"))
def test_a_model_is_told_by_what_it_assumes(name: str) -> None:
    model = family(name)
    found = stated_by(start(model).given)
    assert found == replace(model, name="", title=(), source="", literature=())
    assert stated_by(start(model).given.without_hypotheses()) == found


def test_no_model_is_told_by_less() -> None:
    given = family("exponential").given()
    for k in range(len(given.assumptions)):
        fewer = replace(given, assumptions=given.assumptions[:k] + given.assumptions[k + 1 :])
        assert stated_by(fewer) is None
