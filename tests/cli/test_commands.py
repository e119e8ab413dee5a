"""Every command does what it says, with results on stdout and nothing else there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import OWN, Run

import derive
from derive.cli import doctor
from derive.publish import formats
from derive.publish.formats.txt import columns_of
from derive.rules import rules


def lines(text: str) -> list[str]:
    return text.splitlines()


class TestList:
    @pytest.mark.parametrize("kind", ["families", "losses", "rules", "formats"])
    def test_one_kind_is_a_name_a_line(self, run: Run, kind: str) -> None:
        result = run("list", kind)
        assert result.exit_code == 0
        assert not result.stderr
        names = {line.split("  ")[0] for line in lines(result.stdout)}
        known = {
            "families": derive.families(),
            "losses": derive.losses(),
            "rules": rules(),
            "formats": formats(),
        }
        assert names == set(known[kind])

    def test_all_kinds(self, run: Run) -> None:
        result = run("list")
        assert result.exit_code == 0
        assert [line for line in lines(result.stdout) if line and line[0] != " "] == [
            "families",
            "losses",
            "rules",
            "formats",
        ]

    def test_titles_in_chinese(self, run: Run) -> None:
        assert "伯努利分布" in run("list", "families", "--lang", "zh").stdout


class TestShow:
    @pytest.mark.parametrize(("lang", "word"), [("en", "Bernoulli"), ("zh", "伯努利")])
    def test_family(self, run: Run, likelihood: object, lang: str, word: str) -> None:
        result = run("show", "bernoulli", "--lang", lang, COLUMNS="70")
        assert result.exit_code == 0
        assert not result.stderr
        assert word in result.stdout
        assert max(map(columns_of, lines(result.stdout))) <= 70

    def test_rule(self, run: Run) -> None:
        result = run("show", "log-of-product")
        assert result.exit_code == 0
        assert "log" in result.stdout

    def test_loss(self, run: Run) -> None:
        result = run("show", "binary-cross-entropy")
        assert result.exit_code == 0
        assert 'formula = "-(y * log(a)' in result.stdout

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
        assert sorted(written) == sorted(english + chinese)

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
