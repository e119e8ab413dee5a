"""Random statements and hostile ones: a verdict or a clear error, soon, and nothing false is called Proved."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from random import Random

import pytest
from second_opinion.check import Stated, wrong
from second_opinion.hostile import HOSTILE
from second_opinion.inventing import damaged, soup, statement

from derive.errors import LimitError, ReadError
from derive.identities import decide, read_identity
from derive.statement import Open, Proved, Refuted

SECONDS = 60.0
"""Of the processor, for one statement: far above what most take."""
STATEMENTS, TEXTS = 10, 10
"""Groups of random statements and of texts, six and thirty in each."""


class TooSlow(BaseException):
    """Beyond the seconds of the processor."""


@pytest.fixture(autouse=True)
def within() -> Iterator[Callable[[float], None]]:
    """Ends what takes too long, so that a hang is one failure and not the end of the suite; 0 is for ever."""

    def ended(*_: object) -> None:
        raise TooSlow

    def allow(seconds: float) -> None:
        if hasattr(signal, "SIGPROF"):  # not on Windows
            signal.setitimer(signal.ITIMER_PROF, seconds)

    before = signal.signal(signal.SIGPROF, ended) if hasattr(signal, "SIGPROF") else None
    allow(SECONDS)
    yield allow
    allow(0)
    if before is not None:
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_input_ends_soon_with_a_clear_answer(name: str) -> None:
    claim, known, expected, said = HOSTILE[name]
    try:
        verdict = decide(read_identity(claim, known))
        outcome, told = type(verdict).__name__, verdict.why if isinstance(verdict, Open) else ""
    except (ReadError, LimitError) as error:
        outcome, told = type(error).__name__, str(error)
    assert outcome in expected, told
    assert said in told
    assert "recursion" not in told
    assert len(told) < 2_000


@pytest.mark.parametrize("group", range(STATEMENTS))
def test_what_is_proved_or_refuted_of_random_statements_is_so(
    group: int, within: Callable[[float], None]
) -> None:
    for number in range(6):
        within(SECONDS)
        case = statement(Random(6 * group + number), 2)
        verdict = decide(read_identity(*case))
        assert isinstance(verdict, Proved | Refuted | Open)
        problem, where = wrong(Stated(*case), verdict, 8)
        assert not problem, (case, where)


@pytest.mark.parametrize("group", range(TEXTS))
def test_any_text_is_read_or_refused(group: int) -> None:
    for number in range(30):
        random = Random(30 * group + number)
        case = (soup if number % 3 else damaged)(random)
        error: ReadError | LimitError | None = None
        try:
            read_identity(*case)
        except (ReadError, LimitError) as found:
            error = found
        if error is not None:  # it names the place or the bound
            assert str(error)
            assert "\n" in str(error) or not getattr(error, "text", "") or error.column == 0


def test_the_second_opinion_knows_a_false_proof() -> None:
    """The check itself: what it is told is proved, it does not believe."""
    told = Proved((), (), ())
    for claim, known in (
        ("sqrt(x^2) = x", "x real"),
        ("sum(x[i], i=1..n)^2 = sum(x[i]^2, i=1..n)", "n >= 1 integer"),
        ("derivative(abs(x)*x, x) = abs(x)", ""),
        ("log(x) <= x - 2", "x > 0"),
        ("softmax(a, b) = sigmoid(b - a)", ""),
    ):
        assert wrong(Stated(claim, known), told)[0] == "wrong proof"
    assert not wrong(Stated("log(x) <= x - 1", "x > 0"), told)[0]
    assert wrong(Stated("x = x^2", "x in {0, 1}"), Refuted((("x", "1"),), "1", "1"))[0] == "wrong refutation"
    assert wrong(Stated("x = 1", "x > 2"), Refuted((("x", "0"),), "0", "1"))[0] == "not given"
    assert wrong(Stated("log(x) = 1"), Refuted((("x", "-1"),), "0", "1"))[0] == "refuted where undefined"
