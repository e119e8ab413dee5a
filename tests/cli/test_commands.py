"""Every command does what it says, with results on stdout and nothing else there."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import ClassVar

import pytest
from command_line import OWN, Run

import derive
from derive.catalogue import family, read_family
from derive.cli import doctor
from derive.publish.formats.txt import columns_of
from derive.rules import rules


def lines(text: str) -> list[str]:
    return text.splitlines()


class TestList:
    KNOWN: ClassVar = {
        "families": derive.families(),
        "losses": derive.losses(),
        "rules": tuple(rules()),
        "formats": derive.formats(),
    }

    @pytest.mark.parametrize("kind", ["rules", "formats"])
    def test_one_kind_is_a_name_a_line(self, run: Run, kind: str) -> None:
        result = run("list", kind)
        assert result.exit_code == 0
        assert not result.stderr
        assert {line.split("  ")[0] for line in lines(result.stdout)} == set(self.KNOWN[kind])

    def test_families_are_a_table(self, run: Run) -> None:
        heading, *rows = lines(run("list", "families").stdout)
        assert re.split("  +", heading) == ["name", "data", "parameters", "known", "density"]
        assert tuple(row.split("  ")[0] for row in rows) == derive.families()
        cells = ["binomial", "x in 0..m", "0 < p < 1", "m >= 1 integer", "p^x*(1 - p)^(m - x)*binomial(m, x)"]
        assert cells in [re.split("  +", row) for row in rows]
        starts = {row.index(f"  {re.split('  +', row)[1]}  ") + 2 for row in rows}
        assert starts == {heading.index("data")}

    def test_losses_are_a_table(self, run: Run) -> None:
        heading, *rows = lines(run("list", "losses").stdout)
        assert re.split("  +", heading) == ["name", "target", "prediction", "known", "formula"]
        assert tuple(row.split("  ")[0] for row in rows) == derive.losses()
        assert ["absolute-error", "y real", "m real", "abs(m - y)"] in [re.split("  +", row) for row in rows]

    def test_what_losses_are(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            "derive.cli.list._losses", lambda: iter([{"name": "brier"}, {"name": "absolute-error"}])
        )
        heading, *rows = lines(run("list", "losses", "--derive").stdout)
        columns = ["name", "verdict", "factor", "constant", "family", "setting", "proper", "gradient"]
        assert re.split("  +", heading) == columns
        assert [re.split("  +", row) for row in rows] == [
            ["brier", "none", "yes", "d/da: 2*(a - y)"],
            [
                *("absolute-error", "constant", "1", "log(2)", "laplace", "mu = m, b = 1", "yes (NLL)"),
                "d/dm: -1 where m < y; d/dm: 1 where y < m",
            ],
        ]
        found = json.loads(run("list", "losses", "--derive", "--json").stdout)
        assert [row["verdict"] for row in found] == ["none", "constant"]

    def test_what_is_derived(self, run: Run, monkeypatch: pytest.MonkeyPatch, likelihood: object) -> None:
        monkeypatch.setattr("derive.catalogue._in_the_house", lambda kind: ("bernoulli",))
        heading, row = lines(run("list", "families", "--derive").stdout)
        columns = ["name", "data", "parameters", "estimator", "verdict", "exists", "otherwise"]
        assert re.split("  +", heading) == columns
        found = ["p̂ = x̄", "proved", "if and only if 0 < ∑ᵢ₌₁ⁿ xᵢ < n", "not attained"]
        assert re.split("  +", row)[3:] == found
        (found,) = json.loads(run("list", "families", "--derive", "--json").stdout)
        assert found["estimators"] == {"p": "p̂ = x̄"}
        assert found["exists"] == "0 < ∑ᵢ₌₁ⁿ xᵢ < n"
        assert (found["necessary"], found["otherwise"]) == (True, "not attained")
        assert found["density"] == "p^x*(1 - p)^(1 - x)"

    @pytest.mark.parametrize("kind", ["families", "losses", "rules", "formats"])
    def test_json(self, run: Run, kind: str) -> None:
        found = json.loads(run("list", kind, "--json").stdout)
        assert sorted(row["name"] for row in found) == sorted(self.KNOWN[kind])
        assert json.loads(run("list", "--json").stdout)[kind] == found

    def test_all_kinds(self, run: Run) -> None:
        result = run("list")
        assert result.exit_code == 0
        assert [line for line in lines(result.stdout) if line and line[0] != " "] == [
            "articles",
            "families",
            "losses",
            "rules",
            "formats",
        ]

    def test_titles_in_chinese(self, run: Run) -> None:
        assert "伯努利分布" in run("list", "--lang", "zh").stdout


class TestShow:
    @pytest.mark.parametrize(("lang", "word"), [("en", "Bernoulli"), ("zh", "伯努利")])
    def test_family(self, run: Run, likelihood: object, lang: str, word: str) -> None:
        result = run("show", "bernoulli", "--lang", lang, COLUMNS="70")
        assert result.exit_code == 0
        assert not result.stderr
        assert word in result.stdout
        assert max(map(columns_of, lines(result.stdout))) <= 70

    def test_another_parameter(self, run: Run) -> None:
        page = run("show", "half-normal", "--reparametrize", "v = sigma^2").stdout
        assert "In another parameter" in page
        assert "v = σ² ⟺ σ = √v" in page
        assert (
            "换用另一个参数" in run("show", "half-normal", "--reparametrize", "v = σ^2", "--lang", "zh").stdout
        )

    def test_known(self, run: Run) -> None:
        result = run("show", "half-normal", "--known", "sigma")
        assert result.exit_code == 1
        assert "nothing left to estimate" in result.stderr
        assert "Known: μ ∈ ℝ." in run("show", "normal", "--known", "mu").stdout

    def test_rule(self, run: Run) -> None:
        result = run("show", "log-of-product")
        assert result.exit_code == 0
        assert "log" in result.stdout

    def test_loss(self, run: Run) -> None:
        result = run("show", "binary-cross-entropy")
        assert result.exit_code == 0
        assert "BCE(y, a) = −log f(y; a)" in result.stdout

    def test_derivation_on_disk(self, run: Run, short_file: Path) -> None:
        assert run("show", str(short_file)).exit_code == 0


class TestWrite:
    def test_folder_and_names(self, run: Run, likelihood: object, tmp_path: Path) -> None:
        result = run("write", "bernoulli", "-t", "json,md", "-t", "html")
        assert result.exit_code == 0, result.stderr
        english = [f"output/bernoulli.{kind}" for kind in ("json", "md", "html")]
        assert lines(result.stdout) == english
        chinese = ["output/bernoulli.zh.json", "output/bernoulli.zh.md"]
        assert lines(run("write", "bernoulli", "-t", "json,md", "--lang", "zh").stdout) == chinese
        written = [f"output/{each.name}" for each in (tmp_path / "output").iterdir()]
        pictures = ["output/bernoulli-figure-1.svg", "output/bernoulli.zh-figure-1.svg"]
        assert sorted(written) == sorted(english + chinese + pictures)

    def test_ending_decides_the_format(self, run: Run, likelihood: object, tmp_path: Path) -> None:
        assert run("write", "bernoulli", "-o", "page.html").exit_code == 0
        assert (tmp_path / "page.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")

    def test_pdf_by_default(self, run: Run, likelihood: object, tmp_path: Path) -> None:
        result = run("write", "bernoulli", "-o", "new/deep")
        assert lines(result.stdout) == ["new/deep/bernoulli.pdf"]
        assert (tmp_path / "new/deep/bernoulli.pdf").read_bytes().startswith(b"%PDF")

    def test_stdout(self, run: Run, likelihood: derive.MaximumLikelihood) -> None:
        result = run("write", "bernoulli", "-t", "json", "-o", "-")
        assert result.stdout == likelihood.to_json()
        assert not result.stderr

    def test_file_of_ones_own(self, run: Run, tmp_path: Path) -> None:
        own = tmp_path / "own.toml"
        own.write_text(OWN, encoding="utf-8")
        assert lines(run("write", "own.toml", "-t", "json").stdout) == ["output/coin.json"]
        assert json.loads((tmp_path / "output/coin.json").read_text(encoding="utf-8"))["name"] == "coin"

    def test_known(self, run: Run, tmp_path: Path) -> None:
        result = run("write", "normal", "--known", "sigma", "-t", "json,toml")
        assert lines(result.stdout) == ["output/normal-known-sigma.json", "output/normal-known-sigma.toml"]
        written = (tmp_path / "output/normal-known-sigma.json").read_text(encoding="utf-8")
        assert json.loads(written)["name"] == "normal-known-sigma"
        again = run("write", "output/normal-known-sigma.toml", "-t", "json", "-o", "-")
        assert again.stdout == written
        several = run("write", "linear-regression", "--known", "a,b", "--known", "a", "-t", "toml")
        assert lines(several.stdout) == ["output/linear-regression-known-a-b.toml"]

    def test_family_file(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A family is written as a file without being derived."""
        monkeypatch.setattr("derive.api.things.derived", None)
        assert run("write", "normal", "-o", "mine.toml").stdout == "mine.toml\n"
        text = run("write", "mine.toml", "-t", "toml", "-o", "-").stdout
        assert text == (tmp_path / "mine.toml").read_text(encoding="utf-8")
        assert read_family(text, "mine.toml") == family("normal")

    def test_rule(self, run: Run) -> None:
        assert lines(run("write", "log-of-product", "-t", "md").stdout) == ["output/log-of-product.md"]

    @pytest.mark.parametrize(
        ("format", "start"), [("mathml", "<math"), ("txt", "p"), ("typ", "$hat("), ("tex", r"$\hat p$")]
    )
    def test_formula(self, run: Run, format: str, start: str) -> None:
        result = run("write", r"$\hat p$", "-t", format, "-o", "-")
        assert result.exit_code == 0, result.stderr
        assert result.stdout.startswith(start)
        assert result.stdout.count("\n") == 1

    def test_formula_goes_to_stdout_by_default(self, run: Run, tmp_path: Path) -> None:
        assert 'display="block"' in run("write", r"$$\sum_{i=1}^n x_i$$").stdout
        assert not list(tmp_path.iterdir())

    def test_formula_in_a_file(self, run: Run, tmp_path: Path) -> None:
        assert run("write", "$x$", "-o", "x.typ").exit_code == 0
        assert (tmp_path / "x.typ").read_text(encoding="utf-8") == "$x$\n"


class TestCheck:
    def test_proved(self, run: Run, short_file: Path) -> None:
        result = run("check", str(short_file))
        assert result.exit_code == 0
        first, *rest = lines(result.stdout)
        assert first == f"{short_file}: proved"
        assert [line.split()[0] for line in rest if line[2] != " "] == [
            "theorems",
            "rules",
            "axioms",
            "trusted",
        ]

    def test_forged(self, run: Run, short_file: Path, short_json: str) -> None:
        number = next(k for k, line in enumerate(short_json.splitlines()) if "log-of-product" in line)
        rows = short_json.splitlines(keepends=True)
        rows[number] = rows[number].replace("log-of-product", "symmetry")
        short_file.write_text("".join(rows), encoding="utf-8")
        result = run("check", str(short_file))
        assert result.exit_code == 1
        assert lines(result.stdout) == [f"{short_file}: refused"]
        assert f"line {number + 1}: theorem " in result.stderr
        assert "(symmetry)" in result.stderr

    def test_a_file_cannot_steer_the_terminal(self, run: Run, short_file: Path, short_json: str) -> None:
        text = short_json.replace('"rule": "log-of-product"', '"rule": "\\u001b[2J' + "x" * 9000 + '"', 1)
        short_file.write_text(text, encoding="utf-8")
        result = run("check", str(short_file))
        assert result.exit_code == 1
        assert "\ufffd[2Jxxx" in result.stderr
        assert len(result.stderr) < 2100

    def test_the_worst_of_several_wins(self, run: Run, short_file: Path, tmp_path: Path) -> None:
        (tmp_path / "other.json").write_text("[]", encoding="utf-8")
        result = run("check", "other.json", str(short_file))
        assert result.exit_code == 1
        assert [line for line in lines(result.stdout) if line[0] != " "] == [
            "other.json: not checked",
            f"{short_file}: proved",
        ]


class TestDoctor:
    def test_all_is_well(self, run: Run) -> None:
        result = run("doctor")
        assert result.exit_code == 0
        assert "✓ typst          sets a page" in result.stdout

    def test_missing_package(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(
            doctor.metadata, "requires", lambda name: ["no-such-package>=1", "other; extra == 'x'"]
        )
        result = run("doctor")
        assert result.exit_code == 5
        assert "✗ no-such-package" in result.stdout
        assert "Missing: no-such-package." in result.stdout

    def test_tex_is_not_needed(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor.shutil, "which", lambda name: None)
        result = run("doctor")
        assert result.exit_code == 0
        assert "– xelatex        not here" in result.stdout
