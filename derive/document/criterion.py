"""The write-up of a loss: what it is, which likelihood that is or that it is none, and the theorems."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from sympy import Expr, Symbol

from derive.algebra.form.normal import factored
from derive.algebra.terms import substitute
from derive.catalogue import family as catalogued_family
from derive.document.bibliography import Bibliography
from derive.document.blocks import Block, Box, Bullets, Document, Equation, Inlines, Math, Paragraph, Text
from derive.document.density import density_items
from derive.document.naming import definition_latex
from derive.document.steps import Steps
from derive.document.trust import heading, sources_section, trust_section
from derive.document.words import Words
from derive.errors import DeriveError
from derive.kernel.theorem import Theorem
from derive.notation.claims import claim_latex, space_latex
from derive.notation.latex import latex
from derive.stages.criterion import Criterion
from derive.statement import Definition, Interval, Kind, Loss, Space, Vectors

NAMES = {"torch": "torch.nn.{}", "torch.nn.functional": "torch.nn.functional.{}", "sklearn": "sklearn._loss.{}"}
"""How a name in another program is written."""


def compose_loss(found: Criterion, language: str) -> Document:
    """The write-up of what a loss is, in a language of `languages()`."""
    return _Composer(found, Words(language)).document()


class _Composer:
    def __init__(self, found: Criterion, words: Words) -> None:
        self.found, self.words = found, words
        self.loss, self.judged, self.derivation = found.loss, found.judged, found.derivation
        self.bibliography = Bibliography(words)
        self.steps = Steps(self.derivation, words)

    def document(self) -> Document:
        words = self.words
        results = [part.theorems[-1] for part in self.derivation.parts[1:]]
        blocks: list[Block] = [self.assumptions(), self.verdict(results)]
        blocks += [heading("criterion", words), *words.blocks(f"loss.criterion_{self.measure()}")]
        if results:
            blocks += [heading("proof", words), *self.proof()]
        blocks += trust_section(self.derivation, results, words, self.bibliography)
        blocks += sources_section(words, self.bibliography)
        title = (Text(words.title(self.loss.title)),)
        shown = (*results, self.derivation.parts[0].theorems[-1])
        return Document(
            title=words.line("loss.title", loss=title),
            subtitle=words.line("loss.subtitle"),
            language=words.language,
            blocks=tuple(blocks),
            footer=words.line("document.footer"),
            highlights=tuple((f"loss-{k}", claim_latex(t.claim)) for k, t in enumerate(shown, 1)),
        )

    def measure(self) -> str:
        if self.loss.target is None:
            return "without_target"
        labels = self.loss.target[1]
        entries = labels.entries if isinstance(labels, Vectors) else labels
        return "measured" if isinstance(entries, Interval) else "counted"

    # ── what it is ──

    def assumptions(self) -> Box:
        words, loss = self.words, self.loss
        items: list[Inlines] = []
        if loss.target is not None:
            items.append(words.line(f"loss.labels_{self.measure()}", facts=places([loss.target])))
        key = (
            f"loss.as_{loss.parametrisation.replace('-', '_').replace(' ', '_')}"
            if loss.parametrisation
            else ""
        )
        said = (Text(words.plain(key)),) if key else ()
        key = "loss.prediction_as" if said else "loss.prediction"
        items.append(words.line(key, facts=places(loss.predictions), kind=said))
        if loss.known:
            items.append(words.line("loss.known", facts=places(loss.known)))
        definition = Definition(loss.call(), loss.formula)
        cited = self.bibliography.cite(loss.source) if loss.source else ()
        formula = words.line("loss.formula", facts=(Math(definition_latex(definition)),))
        items.append((*formula, *((Text(" "), *cited) if cited else ())))
        items.append(words.line(f"loss.{loss.reduction}"))
        if loss.found:
            names = words.plain("document.separator").join(
                NAMES[where].format(name) if where in NAMES else f"{where}: {name}"
                for where, name in loss.found
            )
            items.append(words.line("loss.found", names=(Text(names),)))
        return Box("assumptions", (Text(words.plain("loss.what")),), (Bullets(tuple(items)),))

    # ── what comes out ──

    def verdict(self, results: list[Theorem]) -> Box:
        words, judged = self.words, self.judged
        kind = judged.kind.value.replace(" ", "_")
        blocks: list[Block] = [*words.blocks(f"loss.is_{kind}", **self.gaps())]
        blocks += [Equation(claim_latex(theorem.claim)) for theorem in results]
        if judged.density is not None:
            items = [words.line("loss.density", facts=(Math(self.density_latex()),))]
            items += density_items(self.derivation, words, self.bibliography, self.loss.labels[1])
            if judged.family:
                items.append(words.line("loss.family", **self.family()))
            if judged.every is not None:
                items.append(words.line("loss.every", factor=(Math(latex(judged.every)),)))
            if self.loss.reduction == "mean":
                items.append(words.line("loss.mean_factor"))
            blocks.append(Bullets(tuple(items)))
        return Box("theorem", (Text(words.plain("box.result")),), tuple(blocks))

    def gaps(self) -> dict[str, Inlines]:
        judged = self.judged
        return {
            "factor": (Math(f"k = {latex(judged.factor)}"),) if judged.factor is not None else (),
            "constant": (Math(f"c{self.after()} = {latex(judged.constant)}"),)
            if judged.constant is not None
            else (),
        }

    def after(self) -> str:
        """(y), where the constant depends on the target."""
        constant, target = self.judged.constant, self.loss.labels[0]
        return f"({latex(target)})" if constant is not None and target in constant.free_symbols else ""

    def density_latex(self) -> str:
        last = self.derivation.parts[-1].theorems[-1]
        return next(
            definition_latex(d) for d in last.given.definitions() if d.head.func != self.loss.call().func
        )

    def family(self) -> dict[str, Inlines]:
        model = catalogued_family(self.judged.family)
        setting = ", ".join(
            f"{latex(setting_name(q, model.parameters))} = {latex(v)}" for q, v in self.judged.setting
        )
        return {"family": (Text(self.words.title(model.title)),), "setting": (Math(setting),)}

    # ── why ──

    def proof(self) -> Iterable[Block]:
        for part in self.derivation.parts[1:]:
            rule = part.theorems[-1].rule.name
            key = f"loss.{rule.replace('-', '_')}"
            if self.judged.kind is Kind.NONE:
                yield from self.words.blocks(key, **witnessed(part.theorems[-1], self.loss))
            else:
                yield Paragraph(self.words.line("loss.by_likelihood"))
            yield from self.steps.blocks(part)


def setting_name(symbol: Symbol, parameters: tuple[tuple[Symbol, Space], ...]) -> Symbol:
    """The family's own name of a parameter that is called differently beside the loss."""
    name = symbol.name.removesuffix("_0")
    return Symbol(name) if name in {q.name for q, _ in parameters} else symbol


def places(declared: Iterable[tuple[Symbol, Space]]) -> Inlines:
    """Where several symbols lie, as a formula."""
    return (Math(r",\; ".join(space_latex(symbol, space) for symbol, space in declared)),)


def witnessed(theorem: Theorem, loss: Loss) -> dict[str, Inlines]:
    """The predictions at which no weights fit, and the factors that they would ask for."""
    names = [symbol for symbol, _ in loss.predictions]
    points = [part for part in theorem.witness[5:] if isinstance(part, tuple) and len(part) == len(names)]

    def at(point: tuple[object, ...]) -> Inlines:
        pairs = zip(names, point, strict=True)
        return (Math(r",\, ".join(f"{latex(a)} = {latex(v)}" for a, v in pairs if isinstance(v, Expr))),)

    gaps = {key: at(point) for key, point in zip(("first", "second", "third", "fourth"), points, strict=False)}
    if theorem.rule.name == "no-likelihood-by-curvature":
        gaps |= asked_factors(theorem, names[0], points)
    if theorem.rule.name == "no-likelihood-by-vanishing":
        end, point, bound = theorem.witness[5:]
        told = {"end": end, "first": point, "bound": bound}
        gaps |= {key: (Math(latex(v)),) for key, v in told.items() if isinstance(v, Expr)}
        gaps["prediction"] = (Math(latex(names[0])),)
    if theorem.rule.name == "no-likelihood-by-first-order":
        end = theorem.witness[5]
        gaps |= {
            "end": (Math(latex(end)),) if isinstance(end, Expr) else (),
            "prediction": (Math(latex(names[0])),),
        }
    return gaps


def asked_factors(theorem: Theorem, a: Symbol, points: list[tuple[object, ...]]) -> dict[str, Inlines]:
    """k = (u′v″ − v′u″)/(u′v′(v′ − u′)) at each of two predictions."""
    u1, u2, v1, v2 = (premise.equality.right for premise in theorem.premises)
    factor = (u1 * v2 - v1 * u2) / (u1 * v1 * (v1 - u1))
    gaps: dict[str, Inlines] = {}
    for key, (place,) in zip(("factor_first", "factor_second"), points, strict=True):
        assert isinstance(place, Expr)
        value = substitute(factor, {a: place})
        with suppress(DeriveError, ZeroDivisionError):
            value = factored(value, theorem.given)
        gaps[key] = (Math(f"k = {latex(value)}"),)
    return gaps
