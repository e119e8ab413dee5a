"""Many identities at once: on any executor, or in bounded worker processes of our own.

A verdict comes as its identity ends. An executor of somebody else's has bounds of its own; for ours see
`derive.identities.workers`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Executor, Future
from queue import Empty, SimpleQueue
from typing import Protocol, TypeAlias

from derive.errors import DeriveError
from derive.identities.decide import decide
from derive.identities.handing import identity_of, named, text_of, verdict_of
from derive.statement import Identity, Open, Verdict

SECONDS, MEGABYTES = 20.0, 1_000
"""What one identity may take of a worker of ours; the memory is counted beyond what a fresh worker has."""
AHEAD = 1_000
"""Identities that are handed to an executor before the first verdict is back."""
TRIES = 3
"""How often an identity is tried when it is not its own fault that there is no verdict."""
LOOK = 1.0
"""Seconds without an answer after which the workers are looked after."""

Answer: TypeAlias = "Future[str]"
"""The text of a verdict, when it is there: see `derive.identities.handing`."""
Verdicts: TypeAlias = Generator[tuple[int, Verdict], None, None]
"""Numbers of identities with their verdicts; closing it ends what is under way."""

_one = threading.Lock()


def _renew_lock() -> None:
    global _one
    _one = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew_lock)  # the thread that held it is not in the child


def decided(identity: Identity) -> Verdict:
    """The verdict on one identity; one at a time in a process, since FLINT's precision is global there.

    A fault in derive does not stop the rest: it is Open.
    """
    with _one:
        try:
            return decide(identity)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, it concerns this identity alone)
            return Open(f"a fault in derive itself: {named(error)}")


def answered(text: str) -> str:
    """What executors are given: from the text of an identity to the text of its verdict."""
    return text_of(decided(identity_of(text)))


def verify_many(
    identities: Iterable[Identity],
    executor: Executor | None = None,
    jobs: int = 1,
    seconds: float = SECONDS,
    megabytes: int = MEGABYTES,
) -> Verdicts:
    """The verdict on each identity with its number from 0, as each ends.

    Without an executor, `jobs` worker processes are started, and each identity may take `seconds` and
    `megabytes` (beyond what a fresh worker has; where the platform bounds memory); a worker that takes more is
    replaced and the identity is Open. Such processes import the main module, so a script calls this under
    `if __name__ == "__main__":`.

    With an executor (threads, processes, `distributed.Client.get_executor()`, …) the bounds are its own.
    Raises ToolError where worker processes cannot be started, ValueError for bounds that are none.
    """
    if jobs < 1 or not seconds > 0 or megabytes < 1:
        raise ValueError("jobs, seconds and megabytes must be positive")
    if executor is not None:
        return _each(identities, _Theirs(executor), AHEAD)
    return _in_workers(identities, jobs, seconds, megabytes)


def _in_workers(identities: Iterable[Identity], jobs: int, seconds: float, megabytes: int) -> Verdicts:
    from derive.identities.workers import Workers

    with Workers(decided, jobs, seconds, megabytes) as workers:
        yield from _each(identities, workers, 2 * jobs + 2)


class _Source(Protocol):
    """What decides identities."""

    def submit(self, text: str) -> Answer: ...

    def verdict(self, ended: Answer) -> Verdict | None:
        """The verdict of a future that has ended; None where it should be tried again."""

    def look_after(self) -> None:
        """Called when no answer has come for a while: whatever will never end is ended here."""


class _Theirs:
    """An executor of somebody else's."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def submit(self, text: str) -> Answer:
        return self.executor.submit(answered, text)

    def verdict(self, ended: Answer) -> Verdict:
        try:
            return verdict_of(ended.result())
        except Exception as error:  # noqa: BLE001  (a worker of theirs that was lost, a pool that broke)
            return Open(f"the worker failed: {named(error)}")

    def look_after(self) -> None:
        pass


def _each(identities: Iterable[Identity], source: _Source, ahead: int) -> Verdicts:
    """Submit identities, so many ahead, and hand on each verdict as it comes."""
    done: SimpleQueue[tuple[int, Answer]] = SimpleQueue()
    under_way: dict[int, tuple[str, int, Answer]] = {}

    def begin(index: int, text: str, tries: int) -> None:
        future = source.submit(text)
        under_way[index] = text, tries, future
        future.add_done_callback(lambda ended: done.put((index, ended)))

    def ended() -> Iterator[tuple[int, Verdict]]:
        try:
            index, future = done.get(timeout=LOOK)
        except Empty:
            source.look_after()
            return
        text, tries, _ = under_way.pop(index)
        verdict = source.verdict(future)
        if verdict is not None:
            yield index, verdict
        elif tries < TRIES:
            begin(index, text, tries + 1)
        else:
            yield index, Open("the worker died")

    try:
        for index, identity in enumerate(identities):
            try:
                text = text_of(identity)
            except (DeriveError, TypeError) as error:
                yield index, Open(f"it cannot be handed to a worker: {named(error)}")
                continue
            begin(index, text, 1)
            while len(under_way) >= ahead or not done.empty():
                yield from ended()
        while under_way:
            yield from ended()
    finally:
        for _, _, future in under_way.values():
            future.cancel()
