"""`derive check` on lists of identities: a line each, a table, exit codes, a bar on a terminal only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from command_line import Run

from derive.cli import identities
from derive.cli.identities import code
from derive.identities import read_identity
from derive.identities.files import Stated
from derive.identities.many import decided
from derive.statement import Identity, Open, Proved, Refuted, Verdict

FILE = """\
given = "z real"

[[identity]]
name = "reflection"
claim = "sigmoid(-z) = 1 - sigmoid(z)"

[[identity]]
name = "reflection-sign"
claim = "sigmoid(-z) = sigmoid(z) - 1"
expect = "refuted"

[[identity]]
name = "root"
claim = "sqrt(z^2) = z"
"""

LINES = [
    "x.toml:3  proved  reflection",
    "x.toml:7  refuted reflection-sign",
    "x.toml:12 refuted root  at z = ",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "x.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without worker processes, which other tests start."""

    def verify_many(asked: Sequence[Identity], *bounds: object) -> Iterator[tuple[int, Verdict]]:
        yield from ((index, decided(identity)) for index, identity in enumerate(asked))

    monkeypatch.setattr(identities, "verify_many", verify_many)


def test_with_worker_processes(run: Run, file: Path) -> None:
    result = run("check", "x.toml", "-j", "2")
    assert result.exit_code == 3, result.output
    assert not result.stderr
    lines = result.stdout.splitlines()
    assert all(any(line.startswith(start) for line in lines[:3]) for start in LINES)
    assert "\nx.toml:12 root\nrefuted\n" in result.stdout
    assert "  true       if also z >= 0\n" in result.stdout
    assert lines[-2:] == [
        "         proved  refuted     open  as expected",
        "x.toml        1        2        ·  2 of 3",
    ]


@pytest.mark.usefixtures("here")
class TestHere:
    def test_as_expected(self, run: Run, file: Path) -> None:
        file.write_text(FILE.rpartition("[[identity]]")[0], encoding="utf-8")
        result = run("check", "x.toml")
        assert result.exit_code == 0
        assert len(result.stdout.splitlines()) == 5

    def test_explain(self, run: Run, file: Path) -> None:
        assert "\nx.toml:3 reflection\nproved\n" in run("check", "x.toml", "--explain").stdout

    def test_several_files(self, run: Run, file: Path, short_file: Path, tmp_path: Path) -> None:
        (tmp_path / "y.toml").write_text(FILE.replace('"root"', '"my root"'), encoding="utf-8")
        (tmp_path / "bad.toml").write_text('[[identity]]\nname = "a"\n', encoding="utf-8")
        result = run("check", "bad.toml", "x.toml", str(short_file), "y.toml")
        assert result.exit_code == 3
        assert result.stderr == "error: bad.toml:1: claim: must be there, as text in quotes\n"
        lines = result.stdout.splitlines()
        assert lines[0] == "bad.toml: not checked"
        assert f"{short_file}: proved" in lines
        assert lines[-1] == "all           2        4        ·  4 of 6"

    def test_only_a_bad_file(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "bad.toml").write_text("a = 1", encoding="utf-8")
        result = run("check", "bad.toml")
        assert (result.exit_code, result.stdout) == (1, "bad.toml: not checked\n")

    def test_json(self, run: Run, file: Path, short_file: Path, tmp_path: Path) -> None:
        (tmp_path / "bad.toml").write_text("a = 1", encoding="utf-8")
        result = run("check", "x.toml", str(short_file), "bad.toml", "--json")
        first, *rest = map(json.loads, result.stdout.splitlines())
        assert first["file"] == str(short_file)
        assert first["verdict"] == "proved"
        assert first["theorems"] > 1
        assert [(each["line"], each["verdict"], each["as_expected"]) for each in rest] == [
            (3, "proved", True),
            (7, "refuted", True),
            (12, "refuted", False),
        ]
        assert "bad.toml: not checked\n" in result.stderr

    def test_a_long_path_on_a_narrow_terminal(self, run: Run, file: Path, tmp_path: Path) -> None:
        (tmp_path / ("long" * 20)).mkdir()
        moved = file.rename(tmp_path / ("long" * 20) / "x.toml")
        result = run("check", str(moved.relative_to(tmp_path)), COLUMNS="60")
        table = result.stdout.splitlines()[-2:]
        assert max(map(len, table)) <= 60
        assert table[1].startswith("…")

    def test_a_bar_on_a_terminal_only(self, file: Path) -> None:
        pty = pytest.importorskip("pty")
        for to_terminal in (True, False):
            ours, theirs = pty.openpty()
            done = subprocess.Popen(
                [sys.executable, "-m", "derive", "check", "x.toml"],
                cwd=file.parent,
                stdout=theirs if to_terminal else subprocess.PIPE,
                stderr=theirs,
                env={**os.environ, "NO_COLOR": "", "TERM": "xterm", "COLUMNS": "80"},
            )
            os.close(theirs)
            seen = b"".join(read_all(ours))
            out = b"" if done.stdout is None else done.stdout.read()
            done.communicate()
            assert done.returncode == 3
            assert b"0/3" in seen
            assert (b"reflection-sign" in seen) is to_terminal
            if not to_terminal:
                assert out.decode().splitlines()[-1] == "x.toml        1        2        ·  2 of 3"


def read_all(terminal: int) -> Iterator[bytes]:
    try:
        while content := os.read(terminal, 4096):
            yield content
    except OSError:  # the other end is closed
        os.close(terminal)


@pytest.mark.parametrize(
    ("expect", "codes"), [("proved", (0, 3, 4)), ("refuted", (3, 0, 4)), ("open", (1, 3, 0))]
)
def test_exit_codes(expect: str, codes: tuple[int, ...]) -> None:
    stated = Stated("x.toml", 1, "a", read_identity("a = a"), expect)
    verdicts = (Proved((), (), ()), Refuted((), "0", "1"), Open("why"))
    assert tuple(code(stated, verdict) for verdict in verdicts) == codes


def test_time_and_memory_are_bounded(run: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bounds arrive in the workers: 1 MB is not enough to answer anything, and nothing hangs."""
    seen: list[tuple[object, ...]] = []

    def verify_many(asked: Sequence[Identity], *bounds: object) -> Iterator[tuple[int, Verdict]]:
        seen.append(bounds)
        yield from ((index, Open("1 MB exceeded")) for index, _ in enumerate(asked))

    monkeypatch.setattr(identities, "verify_many", verify_many)
    result = run("check", "x.toml", "-j", "3", "--seconds", "0.5", "--memory", "1")
    assert result.exit_code == 4
    assert seen == [(None, 3, 0.5, 1)]
    assert "x.toml:12 open    root  1 MB exceeded\n" in result.stdout


@pytest.mark.parametrize("option", [("-j", "0"), ("--seconds", "0"), ("--memory", "0"), ("--seconds", "x")])
def test_bounds_that_are_none(run: Run, file: Path, option: tuple[str, str]) -> None:
    result = run("check", "x.toml", *option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert option[0] in result.stderr


def test_the_reader_of_a_pipe_may_go_away(file: Path) -> None:
    command = f"{sys.executable} -m derive check x.toml | true"
    begun = time.monotonic()
    done = subprocess.run(
        command, shell=True, cwd=file.parent, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""
    assert time.monotonic() - begun < 300
