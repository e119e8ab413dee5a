"""Printed modules, executed."""

from __future__ import annotations

from functools import lru_cache

from derive.catalogue import loss, names
from derive.code.module import printed
from derive.code.program import Program, program

NO_CODE = {"ctc"}
"""A loss with a list of numbers that are known."""
NO_SLOPE = {"multi-margin", "binary-cross-entropy-clamped"}
"""Losses of which no derivative is found."""
LOSSES = sorted(set(names("losses")) - NO_CODE)


@lru_cache(maxsize=128)
def of(name: str) -> Program:
    return program(loss(name))


class Module:
    """The functions of a printed module, or of a changed one; `gradients` by the name of the prediction."""

    def __init__(self, found: Program, library: str, text: str = "", run: bool = True) -> None:
        self.text = text or printed(found, library)
        if not run:
            return
        space: dict[str, object] = {}
        exec(compile(self.text, f"<{found.loss.name} for {library}>", "exec"), space)
        name = found.loss.name.replace("-", "_")
        self.value = space[name]
        predictions = [a.name for a, _ in found.loss.predictions]
        several = len(predictions) > 1
        named = {a: f"{name}_gradient" + (f"_by_{a}" if several else "") for a in predictions}
        self.gradients = {a: space[gradient] for a, gradient in named.items() if gradient in space}


@lru_cache(maxsize=256)
def module(name: str, library: str, run: bool = True) -> Module:
    return Module(of(name), library, run=run)
