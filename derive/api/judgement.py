"""What a loss is, as lines of text and as data with names."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator

from sympy import Expr, S

from derive.api.judging import LossVerdict
from derive.errors import DeriveError
from derive.language.data import Data
from derive.language.writer import write, write_space
from derive.statement import Kind, Loss

INDENT = 13
WORDS = {
    Kind.EQUAL: "a negative log-likelihood",
    Kind.CONSTANT: "a negative log-likelihood, up to a constant",
    Kind.FACTOR: "a negative log-likelihood, up to a factor",
    Kind.BOTH: "a negative log-likelihood, up to a factor and a constant",
    Kind.NONE: "not a negative log-likelihood",
    Kind.NOT_APPLICABLE: "not applicable",
    Kind.OPEN: "open",
}
TONES = {Kind.NONE: "red", Kind.OPEN: "yellow", Kind.NOT_APPLICABLE: "yellow"}
WHY = {
    "no-likelihood-by-curvature": "with two labels, the factor that the losses ask for differs at {}",
    "no-likelihood-by-order": "the totals of any density of this form cannot agree at {}",
    "no-likelihood-by-slopes": "the losses of all labels rise, or all fall, at {}",
    "no-likelihood-by-first-order": "the total of any density of this form grows too fast from {} on",
    "no-likelihood-by-vanishing": "any density of this form loses its mass as the prediction tends to {}",
}
NOTHING_FOUND = "neither a density nor a proof that there is none was found"
NO_TARGET = "there is no target, so nothing that could be random"


def report(
    found: LossVerdict, width: int = 80, paint: Callable[[str, str], str] = lambda text, tone: text
) -> str:
    """A verdict for reading: what it is, then a label and a text a line."""
    lines = [paint(WORDS[found.kind], TONES.get(found.kind, "green"))]
    for label, text in rows(found):
        pieces = textwrap.wrap(text, max(width - INDENT, 20), break_on_hyphens=False, subsequent_indent="  ")
        lines += [f"  {label:<{INDENT - 2}}{pieces[0]}", *(" " * INDENT + piece for piece in pieces[1:])]
    return "\n".join(lines)


def rows(found: LossVerdict) -> Iterator[tuple[str, str]]:
    loss = found.loss
    yield "loss", text_of(loss.formula)
    if loss.target is not None:
        yield "target", write_space(*loss.target)
    yield "prediction", ", ".join(write_space(*pair) for pair in loss.predictions)
    if loss.known:
        yield "known", ", ".join(write_space(*pair) for pair in loss.known)
    if found.density is not None:
        yield "nll", nll(found)
        yield "density", text_of(found.density)
    if found.family:
        told = ", ".join(f"{name} = {text_of(value)}" for name, value in found.setting.items())
        yield "family", f"{found.family}: {told}"
    if found.judged.every is not None:
        yield "or", f"up to the factor {text_of(found.judged.every)}, for any value of it"
    if reason := why(found):
        yield "because", reason


def nll(found: LossVerdict) -> str:
    """loss + log(2), as text."""
    factor, constant = found.factor, found.constant
    assert factor is not None
    assert constant is not None
    whole = "loss" if factor == 1 else f"{fenced(factor)}*loss"
    if constant == 0:
        return whole
    shown = text_of(constant)
    return f"{whole} - {shown[1:]}" if shown.startswith("-") and not constant.is_Add else f"{whole} + {shown}"


def fenced(term: Expr) -> str:
    text = text_of(term)
    return f"({text})" if term.is_Add else text


def why(found: LossVerdict) -> str:
    """What shows that a loss is no likelihood, or why nothing is said."""
    match found.kind:
        case Kind.NONE:
            theorem = found.derivation.parts[-1].theorems[-1]
            names = [symbol.name for symbol, _ in found.loss.predictions]
            points = [p for p in theorem.witness[5:] if isinstance(p, tuple) and len(p) == len(names)]
            at = dict.fromkeys(
                ", ".join(f"{n} = {text_of(v)}" for n, v in zip(names, p, strict=True) if isinstance(v, Expr))
                for p in points
            )
            end = theorem.witness[5]
            told = " and ".join(filter(None, at)) or (text_of(end) if isinstance(end, Expr) else "")
            return WHY[theorem.rule.name].format(told)
        case Kind.NOT_APPLICABLE:
            return NO_TARGET
        case Kind.OPEN:
            return NOTHING_FOUND
    return ""


def text_of(term: Expr) -> str:
    if term in (S.Infinity, S.NegativeInfinity):
        return str(term)
    try:
        return write(term)
    except DeriveError:
        return str(term)


def as_data(found: LossVerdict) -> dict[str, Data]:
    """A verdict as data with names."""
    loss = found.loss

    def optional(term: Expr | None) -> Data:
        return None if term is None else text_of(term)

    return {
        "loss": loss.name,
        "verdict": found.kind.value,
        **told(loss),
        "factor": optional(found.factor),
        "constant": optional(found.constant),
        "density": optional(found.density),
        "family": found.family or None,
        "setting": {name: text_of(value) for name, value in found.setting.items()},
        "every_factor": optional(found.judged.every),
        "why": why(found),
        "rules": list(dict.fromkeys(theorem.rule.name for theorem in found.theorems)),
    }


def told(loss: Loss) -> dict[str, Data]:
    """What a loss is, as texts."""
    return {
        "formula": text_of(loss.formula),
        "target": None if loss.target is None else write_space(*loss.target),
        "prediction": {symbol.name: write_space(symbol, space) for symbol, space in loss.predictions},
        "known": {symbol.name: write_space(symbol, space) for symbol, space in loss.known},
    }
