"""The frame: what is imported, help, errors, colours, pipes, interruption."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from command_line import Run, Spawn
from interrupting import hearing

import derive
from derive.api import formats
from derive.cli import COMMANDS
from derive.document import languages

HEAVY = ("sympy", "flint", "typst", "lark", "jinja2", "mpmath", "latex2mathml")


def loaded_after(code: str) -> set[str]:
    """The top-level packages in `sys.modules` after some code, in a fresh process."""
    report = f"{code}\nimport sys; print(*{{m.split('.')[0] for m in sys.modules}}, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, encoding="utf-8", check=True)
    return set(done.stderr.split())


def call(*args: str) -> str:
    return f"from derive.cli import main\ntry: main({list(args)})\nexcept SystemExit: pass"


class TestLaziness:
    def test_import_derive(self) -> None:
        assert not loaded_after("import derive") & {*HEAVY, "click", "rich_click", "rich"}

    @pytest.mark.parametrize(
        "args", [("--help",), (), ("--version",), ("write", "--help"), ("check", "--help"), ("shw",)]
    )
    def test_help(self, args: tuple[str, ...]) -> None:
        assert not loaded_after(call(*args)) & set(HEAVY)

    def test_help_imports_no_command(self) -> None:
        code = (
            call("--help")
            + "\nimport sys; assert not {'derive.cli.list', 'derive.cli.write'} & set(sys.modules)"
        )
        loaded_after(code)

    def test_check_needs_no_stage_and_no_page(self, short_file: Path) -> None:
        names = "{'derive.stages', 'derive.document', 'derive.publish', 'derive.notation'}"
        loaded_after(call("check", str(short_file)) + f"\nimport sys; assert not {names} & set(sys.modules)")


class TestHelp:
    def test_summaries_are_those_of_the_commands(self, run: Run) -> None:
        text = run("--help").stdout
        for name, summary in COMMANDS.items():
            assert name in text
            command = import_module(f"derive.cli.{name}").command
            assert command.name == name
            assert command.help
            assert summary.endswith(".")

    def test_all_formats_and_languages_are_named(self, run: Run) -> None:
        text = run("write", "--help").stdout
        assert all(re.search(rf"\b{name}\b", text) for name in formats())
        assert "|".join(languages()) in text

    @pytest.mark.parametrize("columns", ["40", "60", "120"])
    @pytest.mark.parametrize("command", ["", *COMMANDS])
    def test_fits_the_terminal(self, run: Run, columns: str, command: str) -> None:
        result = run(*command.split(), "--help", COLUMNS=columns, TERMINAL_WIDTH=columns)
        assert result.exit_code == 0
        assert max(len(line.rstrip()) for line in result.stdout.splitlines()) <= int(columns)

    def test_without_arguments(self, run: Run) -> None:
        assert "Commands" in run().stdout

    def test_version(self, run: Run) -> None:
        assert run("--version").stdout == f"derive {derive.__version__}\n"


class TestErrors:
    @pytest.mark.parametrize("args", [("--debug", "show", "nope"), ("show", "nope", "--debug")])
    def test_debug_shows_the_traceback(self, run: Run, args: tuple[str, ...]) -> None:
        result = run(*args)
        assert result.exit_code == 2
        assert result.stderr.startswith("Traceback")
        assert "\nerror: no family" in result.stderr

    def test_a_fault_of_ours_is_one_line(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*args: object) -> str:
            raise ZeroDivisionError("oh")

        monkeypatch.setattr("derive.api.show", broken)
        result = run("show", "bernoulli")
        assert result.exit_code == 1
        assert result.stderr == "error: a fault in derive itself: ZeroDivisionError: oh; --debug shows where\n"

    def test_interrupted(self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        def interrupted(*args: object) -> bytes:
            raise KeyboardInterrupt

        monkeypatch.setattr("derive.publish.render", interrupted)
        result = run("write", "bernoulli", "-t", "json")
        assert result.exit_code == 130
        assert not result.stdout
        assert not list(tmp_path.iterdir())

    def test_no_colour_codes_in_a_pipe(self, run: Run) -> None:
        for args in (("--help",), ("list",), ("show", "nope"), ("doctor",)):
            assert "\x1b" not in run(*args).output

    @pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
    def test_colour_on_a_terminal(self, no_color: str, coloured: bool) -> None:
        pty = pytest.importorskip("pty")
        ours, theirs = pty.openpty()
        env = {**os.environ, "NO_COLOR": no_color, "TERM": "xterm"}
        command = [sys.executable, "-m", "derive", "shw"]
        done = subprocess.run(command, stdout=theirs, stderr=theirs, env=env, check=False)
        os.close(theirs)
        assert done.returncode == 2
        assert (b"\x1b[31m" in os.read(ours, 4096)) is coloured
        os.close(ours)


class TestProcess:
    def test_python_m(self, spawn: Spawn) -> None:
        done = spawn("list", "formats")
        assert done.returncode == 0
        assert [line.split()[0] for line in done.stdout.splitlines()] == list(formats())
        assert "Usage: derive " in spawn("--help").stdout

    @pytest.mark.parametrize(
        "env",
        [{"LANG": "C", "LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX"}],
    )
    def test_utf8_everywhere(self, spawn: Spawn, env: dict[str, str]) -> None:
        assert "伯努利分布" in spawn("list", "--lang", "zh", **env).stdout

    @pytest.mark.skipif(os.name == "nt", reason="pipes are different there")
    @pytest.mark.parametrize("args", ["list rules", "--help"])
    def test_broken_pipe_is_quiet(self, args: str) -> None:
        command = f"{sys.executable} -m derive {args} | true"
        done = subprocess.run(command, shell=True, capture_output=True, encoding="utf-8", check=False)
        assert done.stderr == ""

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has /dev/full")
    def test_full_disk(self) -> None:
        with open("/dev/full", "w") as full:
            command = [sys.executable, "-m", "derive", "list", "formats"]
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        assert done.returncode == 1
        assert done.stderr.splitlines()[0] == "error: No space left on device: while writing the result"

    @pytest.mark.skipif(os.name == "nt", reason="signals are different there")
    def test_ctrl_c(self, tmp_path: Path) -> None:
        code = (
            "import sys, time, derive.stages.pipeline as pipeline\n"
            "pipeline.derive = lambda model: print('here', file=sys.stderr, flush=True) or time.sleep(60)\n"
            "from derive.cli import main\n"
            "main(['write', 'bernoulli', '-t', 'json'])"
        )
        with hearing(code, tmp_path) as process:
            assert process.stderr is not None
            assert process.stderr.readline() == "here\n"
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=30)
        assert process.returncode == 130
        assert errors.strip() == ""
        assert not list(tmp_path.iterdir())
