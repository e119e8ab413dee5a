"""Identities and verdicts as text, to be handed to another process.

Pickling would not do: SymPy evaluates a term when it is unpickled, and `x/x = 1` would arrive as `1 = 1`.
"""

from __future__ import annotations

import json
from dataclasses import replace

from derive.errors import DeriveError
from derive.language.data import from_data, to_data
from derive.statement import Identity, NormalForm, Open, Proved, Refuted, Verdict


def text_of(value: Identity | Verdict) -> str:
    """The exact text. What only explains a verdict is left out where it is outside the language, or too large
    for it. Raises ReadError, LimitError for an identity that is."""
    try:
        return json.dumps(to_data(value))
    except DeriveError:
        match value:
            case Proved(form=NormalForm()) | Open(form=NormalForm()):
                return text_of(replace(value, form=None))
            case Refuted(repairs=repairs) if repairs:
                return text_of(replace(value, repairs=repairs[:-1]))
        raise


def identity_of(text: str) -> Identity:
    """The identity of a text that `text_of` made. Raises LoadError."""
    value = from_data(json.loads(text))
    assert isinstance(value, Identity)
    return value


def verdict_of(text: str) -> Verdict:
    """The verdict of a text that `text_of` made. Raises LoadError."""
    value: Verdict = from_data(json.loads(text))
    return value


def named(error: BaseException) -> str:
    """An error in a line."""
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    return text if len(text) <= 300 else text[:300] + " …"
