"""The library as a user meets it."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from sympy import IndexedBase, Sum, symbols

import derive
from derive.catalogue import read_family
from derive.kernel.replay import dumps
from derive.language.writer import write
from derive.statement import UniqueRoot

i, n, p = symbols("i n p")


@pytest.fixture(scope="session")
def likelihood() -> derive.MaximumLikelihood:
    return derive.mle("bernoulli")


@pytest.fixture(scope="session")
def short(likelihood: derive.MaximumLikelihood) -> derive.MaximumLikelihood:
    """Its first parts, up to the log-likelihood."""
    derivation = dataclasses.replace(likelihood.derivation, parts=likelihood.derivation.parts[:2])
    return derive.MaximumLikelihood(derivation)


class TestMaximumLikelihood:
    def test_estimators(self, likelihood: derive.MaximumLikelihood) -> None:
        assert likelihood.estimators == {"p": Sum(IndexedBase("x")[i], (i, 1, n)) / n}

    def test_the_estimator_is_the_root_of_the_score(self, likelihood: derive.MaximumLikelihood) -> None:
        from derive.algebra.terms import unfold

        part = likelihood.derivation.part("root")
        assert part is not None
        theorem = part.theorems[-1]
        assert isinstance(theorem.claim, UniqueRoot)
        assert likelihood.estimators == {"p": unfold(theorem.claim.root, theorem.given)}

    def test_verdict(self, likelihood: derive.MaximumLikelihood) -> None:
        assert isinstance(likelihood.verdict, derive.Proved)
        assert "maximum-of-concave" in likelihood.verdict.rules

    def test_the_rest(self, likelihood: derive.MaximumLikelihood) -> None:
        assert likelihood.name == "bernoulli"
        assert likelihood.model is not None
        assert likelihood.given == likelihood.model.given()
        assert likelihood.theorems == likelihood.derivation.theorems
        assert set(likelihood.trusted.rules) == {rule.name for rule in likelihood.derivation.rules}
        assert likelihood.trusted.total > 1000

    def test_frozen(self, likelihood: derive.MaximumLikelihood) -> None:
        with pytest.raises(dataclasses.FrozenInstanceError):
            likelihood.model = None  # type: ignore[misc]

    def test_repr_is_short(self, likelihood: derive.MaximumLikelihood) -> None:
        assert repr(likelihood).startswith("<MaximumLikelihood bernoulli: p = Sum(x[i], (i, 1, n))/n; ")

    def test_without_a_maximum(self, short: derive.MaximumLikelihood) -> None:
        assert short.estimators == {}
        assert isinstance(short.verdict, derive.Open)
        assert "no estimator" in repr(short)

    def test_a_key_in_a_file_proves_nothing(self, likelihood: derive.MaximumLikelihood) -> None:
        """A derivation that calls another theorem its maximum has no estimator."""
        parts = likelihood.derivation.parts
        renamed = (dataclasses.replace(parts[0], key="maximum"), *parts[1:2])
        forged = derive.MaximumLikelihood(dataclasses.replace(likelihood.derivation, parts=renamed))
        assert forged.estimators == {}
        assert isinstance(forged.verdict, derive.Open)


class TestReplay:
    def test_text_and_path(self, short: derive.MaximumLikelihood, tmp_path: Path) -> None:
        path = tmp_path / "short.json"
        path.write_text(short.to_json(), encoding="utf-8")
        for source in (short.to_json(), path, str(path)):
            again = derive.replay(source)
            assert again.model is None
            assert dumps(again.derivation) == short.to_json()

    def test_neither(self) -> None:
        with pytest.raises(derive.DeriveError, match="no file"):
            derive.replay("there/is/none.json")
        with pytest.raises(derive.DeriveError, match="not a derivation"):
            derive.replay("[1]")


class TestNames:
    def test_lists(self) -> None:
        assert "bernoulli" in derive.families()
        assert "binary-cross-entropy" in derive.losses()
        assert {"pdf", "tex", "html", "md", "mathml", "json", "txt"} <= set(derive.formats())

    def test_nearest(self) -> None:
        with pytest.raises(derive.DeriveError, match="did you mean bernoulli"):
            derive.mle("bernouli")

    def test_all_is_there(self) -> None:
        assert all(getattr(derive, name) is not None for name in derive.__all__)
        assert set(derive.__all__) <= set(dir(derive))
        with pytest.raises(AttributeError, match="no attribute 'mel'"):
            derive.mel  # noqa: B018

    def test_family_file(self, tmp_path: Path) -> None:
        """Read by path or by text that is one; the file speaks of the same model, which is derived once."""
        path = tmp_path / "own.toml"
        entry = files("derive.catalogue") / "families" / "bernoulli.toml"
        path.write_text(entry.read_text(encoding="utf-8"), encoding="utf-8")
        for source in (path, str(path)):
            assert derive.mle(source).model == derive.mle("bernoulli").model


class TestFamily:
    OWN = derive.Family(
        name="size-biased exponential",
        data="x > 0",
        parameters={"r": "r > 0"},
        density="r^2*x*exp(-r*x)",
        source="my notes",
    )

    def test_is_taken_like_a_name(self, tmp_path: Path) -> None:
        found = derive.mle(self.OWN)
        assert found.model == self.OWN.model
        assert found.estimators == {"r": 2 * n / Sum(IndexedBase("x")[i], (i, 1, n))}
        assert derive.show(self.OWN) == derive.show(found)
        assert derive.render(self.OWN, "md") == derive.render(found, "md")
        written = derive.write(self.OWN, "md,toml", path=tmp_path)
        assert [path.name for path in written] == ["size-biased-exponential.md", "size-biased-exponential.toml"]
        assert derive.mle(written[1]).model == self.OWN.model
        assert derive.render(found, "toml").decode() == self.OWN.to_toml()

    def test_what_is_no_density(self) -> None:
        wrong = dataclasses.replace(self.OWN, density="r*x*exp(-r*x)")
        with pytest.raises(derive.DeriveError, match=r"^size-biased exponential: density: integrates"):
            derive.mle(wrong)

    @pytest.mark.parametrize("known", ["sigma", ["sigma"], ("sigma",)])
    def test_known(self, known: str | list[str]) -> None:
        found = derive.mle("normal", known=known)
        assert set(found.estimators) == {"mu"}
        assert found.name == "normal-known-sigma"
        assert dict(found.model.title) == {"en": "normal distribution, σ known", "zh": "正态分布（σ 已知）"}
        assert derive.mle(derive.mle("normal", known=known).model, known=[]).name == found.name

    def test_another_parameter(self) -> None:
        found = derive.mle("half-normal", reparametrize="v = sigma^2")
        assert found.name == "half-normal-in-v"
        assert {name: str(value) for name, value in found.estimators.items()} == {
            "v": "Sum(x[i]**2, (i, 1, n))/n"
        }
        assert isinstance(found.verdict, derive.Proved)
        assert derive.replay(found.to_json()).estimators == found.estimators
        with pytest.raises(derive.DeriveError, match="a derivation has no parameters that could be replaced"):
            derive.show(found, reparametrize="w = v/2")

    def test_another_parameter_beside_known_ones(self) -> None:
        found = derive.mle("normal", known="mu", reparametrize="v = sigma^2")
        assert found.name == "normal-known-mu-in-v"
        assert list(found.estimators) == ["v"]

    def test_the_family_in_another_parameter(self) -> None:
        """Written into the density, it is a family like any other, with the same estimator."""
        change = "mu = 1/lambda"
        text = derive.render("exponential", "toml", reparametrize=change).decode()
        again = read_family(text, "a test")
        assert [(s.name, write(again.density)) for s, _ in again.parameters] == [("mu", "1/mu*exp(-x/mu)")]
        found = derive.mle("exponential", reparametrize=change)
        assert derive.mle(again).estimators == found.estimators

    def test_known_of_a_derivation(self, likelihood: derive.MaximumLikelihood) -> None:
        with pytest.raises(derive.DeriveError, match="a derivation has no parameters that could be"):
            derive.show(likelihood, known="p")


class TestWrite:
    def test_paths(self, likelihood: derive.MaximumLikelihood, tmp_path: Path) -> None:
        paths = derive.write("bernoulli", to=["json", "md"], lang="zh", path=tmp_path)
        assert paths == (tmp_path / "bernoulli.zh.json", tmp_path / "bernoulli.zh.md")
        assert "伯努利" in paths[1].read_text(encoding="utf-8")
        assert likelihood.write(to="json", path=tmp_path / "b.json") == (tmp_path / "b.json",)
        assert (tmp_path / "b.json").read_text(encoding="utf-8") == likelihood.to_json()

    def test_progress_names_the_steps(self, likelihood: derive.MaximumLikelihood, tmp_path: Path) -> None:
        steps: list[str] = []
        derive.write(likelihood, "txt,md", path=tmp_path, progress=steps.append)
        assert steps == ["derivation", "txt", "md"]

    def test_source_date(
        self, likelihood: derive.MaximumLikelihood, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
        first = derive.render(likelihood, "pdf")
        assert b"19700102" in first
        assert derive.render(likelihood, "pdf") == first


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


class TestJupyter:
    def test_bundle(self, likelihood: derive.MaximumLikelihood) -> None:
        bundle = likelihood._repr_mimebundle_()
        assert set(bundle) == {"text/plain", "text/markdown", "text/latex", "text/html"}
        assert bundle["text/plain"] == derive.show("bernoulli")
        assert bundle["text/markdown"].startswith("# ")
        assert bundle["text/latex"].startswith("$$")

    def test_only_what_is_asked_for(self, likelihood: derive.MaximumLikelihood) -> None:
        assert set(likelihood._repr_mimebundle_(include={"text/plain", "image/png"})) == {"text/plain"}
        assert set(likelihood._repr_mimebundle_(include={"text/latex"}, exclude={"text/latex"})) == set()

    def test_html_is_a_frame_without_rights(self, likelihood: derive.MaximumLikelihood) -> None:
        tags = _Tags()
        tags.feed(likelihood._repr_mimebundle_(include={"text/html"})["text/html"])
        ((tag, attributes),) = tags.found
        assert tag == "iframe"
        assert attributes["sandbox"] == ""
        page = attributes["srcdoc"] or ""
        assert page.startswith("<!DOCTYPE html>")
        assert "<math" in page
        assert "<script" not in page
