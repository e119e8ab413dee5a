"""For pytest: `assert_identity`, as a fixture and as a function.

    def test_stable_loss(assert_identity):
        assert_identity("log(sigmoid(z))", "-softplus(-z)", given="z real")

pytest loads this module by itself where derive is installed, so it imports nothing that costs before it is
called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from sympy import Basic

    from derive.identities.reading import Facts, Side


class AssertIdentity(Protocol):
    """The type of the fixture."""

    def __call__(
        self,
        left: Side | Basic,
        right: Side | None = None,
        given: Facts = "",
        up_to: str = "",
        relation: str = "=",
    ) -> None: ...


def assert_identity(
    left: Side | Basic,
    right: Side | None = None,
    given: Facts = "",
    up_to: str = "",
    relation: str = "=",
) -> None:
    """Fail unless a statement is proved; the failure says where it is false and what would be true, or why it
    is open. The arguments, and what is raised for input that cannot be read, are those of `derive.verify`."""
    __tracebackhide__ = True
    from derive.api.verifying import stated
    from derive.identities import decide
    from derive.identities.report import report
    from derive.statement import Proved

    identity = stated(left, right, given, up_to, relation)
    verdict = decide(identity)
    if not isinstance(verdict, Proved):
        raise AssertionError(report(identity, verdict, width=100))


@pytest.fixture(name="assert_identity", scope="session")
def _fixture() -> AssertIdentity:
    """A function that fails unless an identity is proved: `assert_identity(left, right, given=…)`."""
    return assert_identity
