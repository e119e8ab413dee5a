"""Many identities at once: every executor, and workers that overrun, die or lie."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import hostile
import pytest
from hostile import asked
from interrupting import hearing
from sympy import Integer, Symbol, zeta

from derive.errors import ToolError
from derive.identities import many, read_identity
from derive.identities.handing import identity_of, text_of, verdict_of
from derive.identities.many import verify_many
from derive.identities.workers import Workers
from derive.statement import Equal, Identity, NormalForm, Open, Proved, Refuted, Repair, Verdict

CASES = [
    ("sigmoid(-z) = 1 - sigmoid(z)", Proved),
    ("sigmoid(-z) = sigmoid(z) - 1", Refuted),
    ("log(x*y) = log(x) + log(y)", Proved),
    ("sqrt(x^2) = x", Refuted),
]
IDENTITIES = [read_identity(claim) for claim, _ in CASES]
EXPECTED = dict(enumerate(kind for _, kind in CASES))

posix = pytest.mark.skipif(os.name == "nt", reason="signals are different there")


def kinds(verdicts: Iterable[tuple[int, Verdict]]) -> dict[int, type]:
    found = [(index, type(verdict)) for index, verdict in verdicts]
    assert len(found) == len(dict(found))
    return dict(found)


class TestExecutors:
    @pytest.mark.parametrize(
        "make", [lambda: ThreadPoolExecutor(2), lambda: ProcessPoolExecutor(2, get_context("spawn"))]
    )
    def test_of_the_standard_library(self, make: type[Executor]) -> None:
        with make() as executor:
            assert kinds(verify_many(IDENTITIES, executor)) == EXPECTED

    def test_our_own(self) -> None:
        assert kinds(verify_many(IDENTITIES, jobs=2)) == EXPECTED

    def test_nothing_to_do(self) -> None:
        assert list(verify_many([])) == []
        assert list(verify_many([], ThreadPoolExecutor(1))) == []

    def test_a_worker_that_fails_is_open(self) -> None:
        class Broken(Executor):
            def submit(self, *args: object, **kwargs: object) -> Future[str]:  # type: ignore[override]
                future: Future[str] = Future()
                future.set_exception(RuntimeError("it is gone"))
                return future

        verdict = Open("the worker failed: RuntimeError: it is gone")
        assert list(verify_many(IDENTITIES[:1], Broken())) == [(0, verdict)]

    def test_identities_come_as_they_are_needed(self) -> None:
        """A long list is not handed over whole, and a verdict comes before the list has ended."""
        taken = 0

        def endless() -> Iterator[Identity]:
            nonlocal taken
            while True:
                taken += 1
                yield IDENTITIES[0]

        with ThreadPoolExecutor(1) as executor:
            verdicts = verify_many(endless(), executor)
            assert isinstance(next(verdicts)[1], Proved)
            verdicts.close()
        assert taken <= many.AHEAD

    def test_a_fault_of_ours_is_open(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(many, "decide", hostile.work)
        assert many.decided(asked("raises")) == Open("a fault in derive itself: ZeroDivisionError: oh")

    @pytest.mark.parametrize(
        "bounds", [{"jobs": 0}, {"seconds": 0}, {"seconds": float("nan")}, {"megabytes": 0}]
    )
    def test_bounds_that_are_none(self, bounds: dict[str, int]) -> None:
        with pytest.raises(ValueError, match="must be positive"):
            verify_many([], **bounds)  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        "claim", [*(claim for claim, _ in CASES), "x/x = 1", "exp(log(a)) = 0 + a", "1/2*2*z <= z"]
    )
    def test_what_is_handed_over_arrives_as_it_was(self, claim: str) -> None:
        identity = read_identity(claim, "z real")
        verdict = many.decided(identity)
        assert identity_of(text_of(identity)) == identity
        assert verdict_of(text_of(verdict)) == verdict
        assert verdict_of(many.answered(text_of(identity))) == verdict

    def test_what_only_explains_may_be_left_out(self) -> None:
        foreign = NormalForm((), zeta(Symbol("x")), Integer(1))
        assert verdict_of(text_of(Proved((), (), (), form=foreign))) == Proved((), (), ())
        assert verdict_of(text_of(Open("why", foreign))) == Open("why")
        repairs = (Repair("sign", ()), Repair("sign", (), zeta(Symbol("x"))))
        assert verdict_of(text_of(Refuted((), "0", "1", repairs))) == Refuted((), "0", "1", repairs[:1])

    def test_what_cannot_be_handed_over_is_open(self) -> None:
        foreign = Identity((Equal(zeta(Symbol("x")), Integer(1)),))
        with ThreadPoolExecutor(1) as executor:
            found = dict(verify_many([foreign, IDENTITIES[0]], executor))
        assert isinstance(found[0], Open)
        assert found[0].why.startswith("it cannot be handed to a worker: ReadError: the language has no text")
        assert isinstance(found[1], Proved)


@posix
class TestWorkers:
    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("slow", "3 seconds exceeded"),
            ("busy", "3 seconds exceeded"),
            ("large", "300 MB exceeded"),
            ("exits", "the worker died (exit code 3)"),
            ("killed", "the worker died (SIGSEGV)"),
            ("raises", "the worker failed: ZeroDivisionError: oh"),
            ("deep", "the terms are nested too deep"),
            ("odd", "the worker failed: "),
        ],
    )
    def test_what_goes_wrong_is_open_and_the_rest_goes_on(
        self, name: str, why: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(many, "decided", hostile.work)
        asks = [asked("a"), asked(name), asked("b"), asked("c")]
        found = dict(verify_many(asks, jobs=1, seconds=3, megabytes=300))
        verdict = found.pop(1)
        assert isinstance(verdict, Open)
        assert verdict.why.startswith(why)
        assert found == {index: Proved((), (), ()) for index in (0, 2, 3)}

    def test_memory_of_flint(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """FLINT ends the process where it has no memory; what it says is not seen."""
        monkeypatch.setattr(many, "decided", hostile.work)
        ((_, verdict),) = verify_many([asked("larger")], seconds=60, megabytes=200)
        assert isinstance(verdict, Open)

    def test_workers_say_nothing(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr(many, "decided", hostile.work)
        assert kinds(verify_many([asked("says")])) == {0: Proved}
        assert capfd.readouterr() == ("", "")

    def test_closing_ends_what_is_under_way(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(many, "decided", hostile.work)
        begun = time.monotonic()
        verdicts = verify_many([asked("a"), asked("slow"), asked("slow")], jobs=2, seconds=600)
        assert next(verdicts) == (0, Proved((), (), ()))
        verdicts.close()
        assert time.monotonic() - begun < 300

    def test_a_script_without_a_guard_is_told(self, tmp_path: Path) -> None:
        script = tmp_path / "script.py"
        script.write_text(
            "from derive import read_identity, verify_many\n"
            "print(list(verify_many([read_identity('a = a')])))\n",
            encoding="utf-8",
        )
        done = subprocess.run([sys.executable, script], capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 1
        assert f"{ToolError.__name__}: the worker processes do not start" in done.stderr
        assert "__main__" in done.stderr


@posix
def test_a_pool_that_breaks_is_started_anew() -> None:
    with Workers(hostile.work, 1, 600, 1000) as workers:
        lost = workers.submit(text_of(asked("slow")))
        assert workers.pool is not None
        workers.pool.stop()
        workers.look_after()
        assert workers.verdict(lost) is None
        assert workers.verdict(workers.submit(text_of(asked("a")))) == Proved((), (), ())


class TestTries:
    """An identity is tried again where the pool broke under it, and what never ends is ended."""

    class Source:
        def __init__(self, *answers: Verdict | None) -> None:
            self.answers = list(answers)
            self.waiting: list[Future[str]] = []

        def submit(self, text: str) -> Future[str]:
            future: Future[str] = Future()
            if self.answers:
                future.set_result("")
            else:
                self.waiting.append(future)
            return future

        def verdict(self, ended: Future[str]) -> Verdict | None:
            return self.answers.pop(0) if self.answers else Open("silent")

        def look_after(self) -> None:
            for future in self.waiting:
                future.set_exception(RuntimeError())

    def test_again(self) -> None:
        source = self.Source(None, None, Proved((), (), ()))
        assert list(many._each(IDENTITIES[:1], source, 1)) == [(0, Proved((), (), ()))]

    def test_not_for_ever(self) -> None:
        source = self.Source(None, None, None)
        assert list(many._each(IDENTITIES[:1], source, 1)) == [(0, Open("the worker died"))]

    def test_silence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(many, "LOOK", 0.01)
        source = self.Source()
        assert list(many._each(IDENTITIES[:1], source, 1)) == [(0, Open("silent"))]


@posix
def test_ctrl_c(tmp_path: Path) -> None:
    """As a terminal does it: every process of the group gets the signal."""
    code = (
        "import hostile, derive.identities.many as many\n"
        "many.decided = hostile.work\n"
        "from derive.cli import main\n"
        "main(['check', 'x.toml', '-j', '2', '--seconds', '600'])"
    )
    names = ("a", "slow", "busy")
    lines = "".join(f'[[identity]]\nname = "{name}"\nclaim = "{name} = 1"\n' for name in names)
    (tmp_path / "x.toml").write_text(lines, encoding="utf-8")
    with hearing(code, tmp_path, PYTHONPATH=str(Path(__file__).parent)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "x.toml:1 proved  a\n"
        os.killpg(process.pid, signal.SIGINT)
        out, errors = process.communicate(timeout=120)
    assert (process.returncode, out, errors.strip()) == (130, "", "")
    assert ended(process.pid)


def ended(group: int) -> bool:
    """Whether every process of a group ends."""
    for _ in range(600):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.cluster
@pytest.mark.filterwarnings("ignore")
def test_on_a_cluster() -> None:
    """Dask, with two worker processes: what a larger cluster does is the same."""
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        client.wait_for_workers(2)
        found = list(verify_many(IDENTITIES * 5, client.get_executor()))
        where = client.run(os.getpid)
    assert len(set(where.values())) == 2
    assert {index: type(verdict) for index, verdict in found} == {k: EXPECTED[k % 4] for k in range(20)}
