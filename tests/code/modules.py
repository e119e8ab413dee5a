"""Printed modules, executed."""

from __future__ import annotations

from functools import lru_cache

from derive.catalogue import loss, names
from derive.code.module import printed
from derive.code.program import Program, program

LOSSES = names("losses")


@lru_cache(maxsize=128)
def of(name: str) -> Program:
    return program(loss(name))


class Module:
    """The functions of a printed module; `gradients` by the name of the prediction."""

    def __init__(self, found: Program, library: str) -> None:
        self.text = printed(found, library)
        space: dict[str, object] = {}
        exec(compile(self.text, f"<{found.loss.name} for {library}>", "exec"), space)
        self.space = space
        self.name = found.loss.name.replace("-", "_")
        self.value = space[self.name]
        predictions = [a.name for a, _ in found.loss.predictions]
        several = len(predictions) > 1
        names = {a: f"{self.name}_gradient" + (f"_by_{a}" if several else "") for a in predictions}
        self.gradients = {a: space[name] for a, name in names.items() if name in space}


@lru_cache(maxsize=256)
def module(name: str, library: str) -> Module:
    return Module(of(name), library)
