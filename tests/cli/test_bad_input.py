"""Bad input: one clear error on stderr, the right exit code, nothing on stdout, nothing on disk."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest
from command_line import OWN, Run

from derive.api import outputs
from derive.errors import MissingToolError, ToolError


def refused(run: Run, code: int, *args: str, says: str, **env: str) -> None:
    result = run(*args, **env)
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("error: ")
    assert "Traceback" not in result.stderr
    assert "fault in derive" not in result.stderr
    assert says in result.stderr


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("show", "bernouli"), "did you mean bernoulli"),
        (("show", "log-of-produkt"), "did you mean log-of-product"),
        (("write", "binary-crossentropy"), "did you mean binary-cross-entropy"),
        (("show", "zzzz"), "known: asymmetric-laplace"),
        (("show", "bernoulli", "--lang", "fr"), "no language named 'fr'; known: en, zh"),
        (("write", "bernoulli", "-t", "htlm"), "did you mean html"),
        (("write", "bernoulli", "-t", "pdf,,tex"), "no format named ''"),
        (("write", "bernoulli", "-o", "page.htlm"), "no format named 'htlm'; did you mean html"),
        (("write", "$x$", "-t", "pdf"), "known: mathml, tex, txt, typ"),
        (("write", "bernoulli", "--engine", "word"), "'typst', 'tex'"),
        (("write", "bernoulli", "-t", "md,tex", "-o", "-"), "one format at a time"),
        (("list", "familys"), "did you mean families"),
        (("list", "rules", "--derive"), "derive list families --derive"),
        (("list", "--derive"), "derive list families --derive"),
        (("show", "normal", "--known", "sgma"), "no parameter of normal named 'sgma'; did you mean sigma?"),
        (("show", "normal", "--known", "sigma,"), "no parameter of normal named ''"),
        (("chek", "x.json"), "did you mean check?"),
        (("check",), "Missing argument"),
        (("show", "--colour", "x"), "--colour"),
    ],
)
def test_usage(run: Run, args: tuple[str, ...], says: str) -> None:
    refused(run, 2, *args, says=says)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("write", "binary-cross-entropy", "-t", "toml"), "there is no family to write as TOML"),
        (("write", "log-of-product", "-t", "json"), "no derivation"),
        (("write", "log-of-product", "-t", "toml"), "there is no family to write as TOML"),
        (("show", "log-of-product", "--known", "p"), "a rule has no parameters that could be declared known"),
        (("write", "$x$", "--known", "x"), "a formula has no parameters that could be declared known"),
        (("show", "binary-cross-entropy", "--known", "y"), "has no parameters that could be declared known"),
        (
            ("identify", "y - m", "--target", "y", "--prediction", "m real"),
            "identify: target: a relation is missing",
        ),
        (("identify", "log(y)*m", "--target", "y real", "--prediction", "m real"), "not seen to be defined"),
        (("write", "binomial", "--known", "m"), "binomial: m is known already; unknown: p"),
        (("write", "binomial", "--known", "p"), "there is nothing left to estimate"),
        (
            ("show", "log-of-product", "--reparametrize", "q = p"),
            "a rule has no parameters that could be replaced",
        ),
        (("show", "bernoulli", "--reparametrize", "odds"), "a relation is missing after 'odds'"),
        (("show", "bernoulli", "--reparametrize", "odds = p/(1-"), "'(' is never closed (column 10)"),
        (("show", "bernoulli", "--reparametrize", "odds < p"), "as in odds = p/(1 - p)"),
        (("show", "bernoulli", "--reparametrize", "x = p"), "x is a symbol of bernoulli already"),
        (("show", "bernoulli", "--reparametrize", "log = p"), "'log' is a function"),
        (("show", "bernoulli", "--reparametrize", "e = p"), "as in odds = p/(1 - p)"),
        (("show", "bernoulli", "--reparametrize", "r = q/2"), "unknown symbol 'q'; known: p"),
        (("show", "bernoulli", "--reparametrize", "r = x*p"), "unknown symbol 'x'; known: p"),
        (
            ("show", "bernoulli", "--reparametrize", "r = r*p"),
            "it cannot stand in its own meaning (column 5)",
        ),
        (("show", "bernoulli", "--reparametrize", "r = p - p"), "no unknown parameter stands on the right"),
        (("show", "bernoulli", "--reparametrize", "r = 1/(p - p)"), "no unknown parameter stands on the right"),
        (("show", "bernoulli", "--reparametrize", "a = p, b = p"), "one fact is expected, not 2"),
        (
            ("write", "bernoulli", "--reparametrize", "r = (p - 1/2)^2"),
            "it is 4/25 at both p = 1/10 and p = 9/10",
        ),
        (("show", "there/is/none.toml"), "there is no file there/is/none.toml"),
        (("show", "."), "is a folder"),
        (("show", os.devnull), "not a regular file"),
        (("show", "a" * 5000), "no family, rule or file"),
        (("write", "$"), "a formula is written"),
        (("write", "$$"), "a formula is written"),
        (("write", "$ $"), "a formula is written"),
        (("write", "$a"), "a formula is written"),
        (("write", "$$a$"), "a formula is written"),
        (("write", "$a$ and $b$"), "a formula is written"),
        (("write", r"$\nosuchcommand$"), "nosuchcommand"),
        (("write", r"$\frac{a$"), ""),
        (("write", r"$\href{javascript:alert(1)}{x}$"), ""),
    ],
)
def test_failure(run: Run, args: tuple[str, ...], says: str) -> None:
    code = 2 if says.startswith("no family") else 1
    refused(run, code, *args, says=says)


def test_nearest_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "my-family.toml").write_text(OWN, encoding="utf-8")
    refused(run, 2, "show", "my-famly.toml", says="did you mean my-family.toml?")
    refused(run, 2, "show", "./my-famly.toml", says="did you mean my-family.toml?")
    refused(run, 2, "show", "my-family", says="did you mean my-family.toml")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b'name = "x"', "not JSON"),
        (b'{"format": "derive-1"', "not JSON"),
        (b"{}", "not a derivation"),
        (b"[1, 2]", "not a derivation"),
        (b'{"format": "derive-1"}', "not a derivation"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_corrupt_json(run: Run, tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "bad.json").write_bytes(content)
    refused(run, 1, "show", "bad.json", says=says)
    result = run("check", "bad.json")
    assert result.exit_code == 1
    assert result.stdout == "bad.json: not checked\n"
    assert says in result.stderr
    assert result.stderr.count("bad.json") == 1


def test_too_large(run: Run, tmp_path: Path) -> None:
    for name in ("big.json", "big.toml"):
        with (tmp_path / name).open("wb") as file:
            file.truncate(50_000_000)
        refused(run, 1, "show", name, says="too large")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('{"a": 1}', "not TOML"),
        ("", "must be there"),
        (OWN.replace("density", "densty"), "bad.toml:5: densty: unknown key; did you mean density?"),
        (OWN.replace('"t^x', '"2*t^x'), "bad.toml: density: sums to 2, not to 1"),
        (OWN.replace("t^x", "t^^x"), "density"),
        (OWN.replace("t^x", "__import__('os').system('x')"), "density"),
    ],
)
def test_bad_family_file(run: Run, tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "bad.toml").write_text(content, encoding="utf-8")
    refused(run, 1, "show", "bad.toml", says=says)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/x", "etc-x"),
        ("..", "derivation"),
        ("/abs", "abs"),
        (r"C:\x\y", "C-x-y"),
        ("nul", "derivation-nul"),
        ("a\x00b\nc", "a-b-c"),
        ("伯努利", "伯努利"),
        ("<script>", "script"),
        ("-rf", "rf"),
        ("x" * 500, "x" * 60),
        (".hidden", "hidden"),
    ],
)
def test_hostile_names_stay_in_the_folder(name: str, safe: str) -> None:
    assert outputs.file_name(name, "en") == safe
    assert outputs.file_name(name, "zh") == f"{safe}.zh"


def test_hostile_derivation(run: Run, tmp_path: Path, short_json: str) -> None:
    (tmp_path / "x.json").write_text(short_json.replace('"bernoulli"', '"../../etc/<x>"', 1), encoding="utf-8")
    result = run("write", "x.json", "-t", "json", "-o", "out")
    assert result.stdout == "out/etc-x.json\n"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["etc-x.json"]


class TestPlaces:
    def test_several_formats_in_one_file(self, run: Run) -> None:
        refused(run, 1, "write", "bernoulli", "-t", "md,html", "-o", "x.md", says="name a folder")

    def test_another_format_than_the_ending(self, run: Run) -> None:
        refused(run, 1, "write", "bernoulli", "-t", "md", "-o", "x.tex", says="ends in .tex")

    def test_folder_that_is_a_file(self, run: Run, tmp_path: Path, likelihood: object) -> None:
        (tmp_path / "output").touch()
        refused(run, 1, "write", "bernoulli", "-t", "json", "-o", "output/", says="output")

    def test_unwritable_folder(self, run: Run, closed_folder: Path, likelihood: object) -> None:
        place = str(closed_folder)
        refused(run, 1, "write", "bernoulli", "-t", "json", "-o", place, says=place)
        refused(run, 1, "write", "bernoulli", "-t", "json", "-o", f"{place}/in", says="cannot make the folder")

    def test_file_in_no_folder(self, run: Run, likelihood: object) -> None:
        refused(run, 1, "write", "bernoulli", "-t", "json", "-o", "no/x.json", says="does not exist")

    def test_existing_folder(self, run: Run, tmp_path: Path, likelihood: object) -> None:
        (tmp_path / "x.json").mkdir()
        assert run("write", "bernoulli", "-t", "json", "-o", "x.json").stdout == "x.json/bernoulli.json\n"


@pytest.mark.parametrize("value", ["now", "-1", "1e9", "٣", "9" * 30, "253402300800"])
def test_bad_source_date(run: Run, likelihood: object, value: str) -> None:
    refused(run, 1, "write", "bernoulli", "-t", "md", says="SOURCE_DATE_EPOCH", SOURCE_DATE_EPOCH=value)


@pytest.mark.parametrize(
    ("error", "code"),
    [(MissingToolError("no latexmk; install it"), 5), (ToolError("pdflatex failed", "! x"), 1)],
)
def test_tools(
    run: Run, tmp_path: Path, likelihood: object, monkeypatch: pytest.MonkeyPatch, error: ToolError, code: int
) -> None:
    def fails(*args: object) -> bytes:
        raise error

    monkeypatch.setattr(import_module("derive.publish.formats.pdf"), "press", fails)
    refused(run, code, "write", "bernoulli", "-t", "json,pdf", "--engine", "tex", says=str(error))
    assert not list(tmp_path.iterdir())
