"""The rules, one subject a file. A rule is any module-level `Rule` in this folder: a new file, or a new
rule in a file, is found by itself."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from derive.errors import UnknownNameError
from derive.kernel.rule import Rule


@cache
def rules() -> dict[str, Rule]:
    """Every rule by name."""
    found: dict[str, Rule] = {}
    for module in pkgutil.iter_modules(__path__):
        for value in vars(importlib.import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, Rule):
                found[value.name] = value
    return found


def named(name: str) -> Rule:
    """The rule of this name; UnknownNameError offers the nearest."""
    try:
        return rules()[name]
    except KeyError:
        raise UnknownNameError("rule", name, rules()) from None
