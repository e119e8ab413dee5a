"""Work on an identity that goes wrong, by the name on its left: what a worker process has to survive."""

from __future__ import annotations

import os
import signal
import time

from derive.identities import read_identity
from derive.statement import Identity, Open, Proved, Verdict


def asked(name: str) -> Identity:
    return read_identity(f"{name} = 1")


def work(identity: Identity) -> Verdict:
    match str(identity.relations[0].left):
        case "slow":
            time.sleep(600)
        case "busy":
            sum(range(10**13))  # no signal handler of Python's runs in here
        case "large":
            return Open("x" * 10**11)
        case "larger":
            import flint

            return Open(str(flint.fmpz(3) ** (10**10)))
        case "exits":
            os._exit(3)
        case "killed":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "raises":
            raise ZeroDivisionError("oh")
        case "deep":
            work(identity)
        case "odd":
            return Open(lambda: None)  # type: ignore[arg-type]
        case "says":
            print("on stdout", flush=True)
            os.write(2, b"on stderr")
    return Proved((), (), ())
