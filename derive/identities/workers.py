"""Worker processes with bounds: one that overruns its time or its memory, or dies, is replaced.

Pebble keeps the pool. What goes to a worker and comes back is text, so that nothing can go wrong with it inside
the pool. Time is watched from outside; memory is bounded by the platform, where it can be.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Self, TypeAlias

from pebble import ProcessExpired, ProcessPool

from derive.errors import ToolError
from derive.identities.handing import identity_of, named, text_of, verdict_of
from derive.statement import Identity, Open, Verdict

RENEWED = 200
"""Identities after which a worker is replaced: no verdict should hang on what caches hold by then."""
STARTING = 120.0
"""Seconds in which workers must have started."""
SLACK = 30.0
"""Seconds beyond its time after which a worker ends itself, should nobody have ended it."""
MOMENT = 0.2
"""Seconds in which the pool hears that a worker had begun; of one that dies sooner it may blame the time."""
OUT_OF_MEMORY = 77
"""The exit code of a worker that had no memory left."""

Work: TypeAlias = Callable[[Identity], Verdict]


class Workers:
    """Processes that do `work` on one identity each at a time, within so many seconds and megabytes."""

    def __init__(self, work: Work, jobs: int, seconds: float, megabytes: int) -> None:
        self.work, self.jobs, self.seconds, self.megabytes = work, jobs, seconds, megabytes
        self.pool: ProcessPool | None = None
        self.waiting: set[Future[str]] = set()
        self.last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def submit(self, text: str) -> Future[str]:
        try:
            pool = self._running()
            future: Future[str] = pool.schedule(_done, (self.work, text, self.seconds), timeout=self.seconds)
        except RuntimeError as error:  # it broke just now
            future = Future()
            future.set_exception(BrokenProcessPool(str(error)))
        self.last = time.monotonic()
        self.waiting.add(future)
        return future

    def verdict(self, ended: Future[str]) -> Verdict | None:
        """The verdict, why there is none, or None where the pool broke under it."""
        self.last = time.monotonic()
        self.waiting.discard(ended)
        try:
            return verdict_of(ended.result())
        except BrokenProcessPool:
            return None
        except ProcessExpired as error:
            return self._expired(error.exitcode)
        except TimeoutError:
            return self._too_slow()
        except Exception as error:  # noqa: BLE001  (whatever it is, it concerns this identity alone)
            return Open(f"the worker failed: {named(error)}")

    def look_after(self) -> None:
        """A pool that broke, or that is silent far beyond its time, is ended."""
        silent = time.monotonic() - self.last > self.seconds + 2 * SLACK
        if self.pool is not None and (silent or not self.pool.active):
            self._end()

    def _running(self) -> ProcessPool:
        """The pool, started anew where it broke. Raises ToolError where workers do not start."""
        if self.pool is None or not self.pool.active:
            self._end()
            self.pool = ProcessPool(self.jobs, RENEWED, _begin, (self.megabytes,), _context())
            try:
                self.pool.schedule(os.getpid, timeout=STARTING).result(STARTING)
            except (RuntimeError, OSError) as error:
                hint = 'a script that uses them does so under `if __name__ == "__main__":`'
                raise ToolError(f"the worker processes do not start; {hint}") from error
        return self.pool

    def _end(self) -> None:
        if self.pool is not None:
            self.pool.stop()
            self.pool.join()
            self.pool = None
        for future in self.waiting:
            if not future.done():
                future.set_exception(BrokenProcessPool("the pool was ended"))

    def _expired(self, code: int) -> Open:
        """Why a worker died. FLINT and GMP abort where there is no memory."""
        if code == OUT_OF_MEMORY or _name(code) in ("SIGABRT", "SIGKILL"):
            return Open(f"{self.megabytes:,} MB exceeded")
        return self._too_slow() if _name(code) == "SIGALRM" else Open(f"the worker died ({_name(code)})")

    def _too_slow(self) -> Open:
        return Open(f"{self.seconds:g} seconds exceeded")


def _name(code: int) -> str:
    """The name of the signal that ended a process, or its exit code."""
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"


def _context() -> multiprocessing.context.BaseContext:
    """Workers come from a clean process that has imported what they need; forking this one, with its
    threads, would not be safe."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


# ── in a worker ──


def _begin(megabytes: int) -> None:
    """Before the first identity: the process can be ended at once, says nothing, and has a bound."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    limit, (_, hard) = _space() + megabytes * 2**20, resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or limit < hard:
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


def _space() -> int:
    """Bytes of address space that this process has; 0 where that is not told."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def _done(work: Work, text: str, seconds: float) -> str:
    """One identity."""
    _end_myself_after(seconds + SLACK)
    try:
        return text_of(work(identity_of(text)))
    except MemoryError:
        time.sleep(MOMENT)
        os._exit(OUT_OF_MEMORY)  # a fresh worker has all of it again
    except RecursionError:
        return text_of(Open("the terms are nested too deep"))
    finally:
        _end_myself_after(0)


def _end_myself_after(seconds: float) -> None:
    """A worker whose parent was killed does not go on for ever; 0 is never."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
