"""Figures: what there is to see of a likelihood or a loss, with its caption."""

from __future__ import annotations

from derive.document.blocks import Figure, Inlines, Math, Text
from derive.document.figures import likelihoods, losses
from derive.document.figures.likelihoods import Drawn
from derive.document.words import Words
from derive.kernel.derivation import Derivation
from derive.notation.mathml import parse
from derive.notation.speech import speech
from derive.statement import Loss


def figures(what: Derivation | Loss, words: Words, before: int = 0) -> list[Figure]:
    """The figures of a derivation or a loss, numbered on from those `before`."""
    drawn = losses.picture(what) if isinstance(what, Loss) else likelihoods.picture(what)
    return [figure(drawn, words, before + 1)] if drawn else []


def listed(tex: str) -> Inlines:
    """A formula, or several with commas between them, where a line may break."""
    first, *rest = tex.split(", ")
    if not rest or "(" in tex:
        return (Math(tex),)
    return (Math(first), *(piece for one in rest for piece in (Text(", "), Math(one))))


def figure(drawn: Drawn, words: Words, number: int) -> Figure:
    gaps: dict[str, Inlines] = {name: listed(tex) for name, tex in drawn.numbers.items()}
    caption = words.line(f"figure.{drawn.key}", **gaps)
    if "known" in gaps:
        caption = (*caption, *words.line("figure.with_known", **gaps))
    if "outside" in gaps:
        caption = (*caption, *words.line("figure.outside", **gaps))
    said = {name: speech(parse(tex), words.language) for name, tex in drawn.numbers.items()}
    labels = {"across": drawn.picture.x_label, "up": drawn.picture.y_label}
    axes = {name: speech(parse(tex), words.language) for name, tex in labels.items()}
    name = words.plain("figure.name", number=str(number))
    return Figure(
        drawn.picture, f"figure-{number}", name, caption, words.plain(f"figure.alt_{drawn.key}", **axes, **said)
    )
