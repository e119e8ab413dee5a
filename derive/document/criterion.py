"""The write-up of a loss: what it is, which likelihood that is or that it is none, and the theorems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sympy import Symbol

from derive.catalogue import family as catalogued_family
from derive.document.bibliography import Bibliography
from derive.document.blocks import (
    Block,
    Box,
    Bullets,
    Chain,
    Document,
    Equation,
    Inlines,
    Math,
    Paragraph,
    Text,
)
from derive.document.density import density_items
from derive.document.edges import edges_section
from derive.document.figures import figures
from derive.document.naming import definition_latex
from derive.document.refusal import why_not
from derive.document.slopes import scoring_section, slopes_section
from derive.document.steps import Steps
from derive.document.trust import heading, sources_section, trust_section
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem
from derive.notation.claims import claim_latex, space_latex
from derive.notation.latex import latex
from derive.stages.criterion import LIKELIHOOD, REFUSAL, Criterion
from derive.stages.penalised import PENALISED
from derive.stages.proper import EXPECTED
from derive.stages.slopes import GRADIENT, LINKED_GRADIENT
from derive.statement import Definition, Interval, Kind, Space, Vectors

NAMES = {
    "torch": "torch.nn.{}",
    "torch.nn.functional": "torch.nn.functional.{}",
    "sklearn": "sklearn._loss.{}",
    "metrics": "sklearn.metrics.{}",
}
"""How a name in another program is written."""
LONG = 90
"""Characters of TeX from which on a term fills a line."""


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
        results = [part.theorems[-1] for part in self.about_likelihood()]
        slopes = [t for key in (GRADIENT, LINKED_GRADIENT) for t in theorems_of(self.derivation, key)]
        blocks: list[Block] = [self.assumptions(), self.verdict(results), *figures(self.loss, words)]
        blocks += [heading("criterion", words), *words.blocks(f"loss.criterion_{self.measure()}")]
        if results:
            blocks += [heading("proof", words), *self.proof()]
        if penalised := theorems_of(self.derivation, PENALISED):
            blocks += [heading("penalised", words), *self.penalised(penalised[-1])]
        blocks += scoring_section(self.loss, self.judged.kind, self.derivation, words)
        blocks += slopes_section(self.loss, self.derivation, words)
        blocks += edges_section(self.loss, words)
        proved = (*results, *penalised[-1:], *theorems_of(self.derivation, EXPECTED)[-1:], *slopes)
        blocks += trust_section(self.derivation, proved, words, self.bibliography)
        blocks += sources_section(words, self.bibliography)
        name = words.title(self.loss.title)
        title = (Text(name[:1].upper() + name[1:]),)
        shown = (*results, self.derivation.parts[0].theorems[-1], *slopes)
        return Document(
            title=words.line("loss.title", loss=title),
            subtitle=words.line("loss.subtitle"),
            language=words.language,
            blocks=tuple(blocks),
            footer=words.line("document.footer"),
            contents=words.plain("document.contents"),
            highlights=tuple((f"loss-{k}", claim_latex(t.claim)) for k, t in enumerate(shown, 1)),
        )

    def about_likelihood(self) -> list[Part]:
        """The part about the likelihood that the loss is, or is not."""
        return [part for part in self.derivation.parts if part.key in (LIKELIHOOD, REFUSAL)]

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
                NAMES[where].format(name.strip()) if where in NAMES else f"{where}: {name.strip()}"
                for where, called in loss.found
                for name in called.split(", ")
            )
            items.append(words.line("loss.found", names=(Text(names),)))
        if loss.note:
            items.append((Text(words.title(loss.note)),))
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
        last = self.about_likelihood()[0].theorems[-1]
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
        for part in self.about_likelihood():
            if self.judged.kind is Kind.NONE:
                yield from why_not(part.theorems[-1], self.words)
            else:
                yield Paragraph(self.words.line("loss.by_likelihood"))
            for block in self.steps.blocks(part):
                yield from below_its_start(block)

    def penalised(self, theorem: Theorem) -> Iterable[Block]:
        """A multiple of a negative log-likelihood, and what does not look at the label."""
        yield Paragraph(self.words.line("loss.penalised"))
        yield Equation(claim_latex(theorem.claim))
        density = next(d for d in theorem.given.definitions() if d.head.func != self.loss.call().func)
        yield Paragraph(self.words.line("loss.penalised_density", facts=(Math(definition_latex(density)),)))


def below_its_start(block: Block) -> Iterable[Block]:
    """A chain that starts with a long term, below this term: beside it, there is no room for the lines."""
    if not isinstance(block, Chain) or len(block.lines[0].left) < LONG:
        return (block,)
    first, *rest = block.lines
    return Equation(first.left), Chain((replace(first, left=""), *rest))


def theorems_of(derivation: Derivation, key: str) -> tuple[Theorem, ...]:
    part = derivation.part(key)
    return part.theorems if part else ()


def setting_name(symbol: Symbol, parameters: tuple[tuple[Symbol, Space], ...]) -> Symbol:
    """The family's own name of a parameter that is called differently beside the loss."""
    name = symbol.name.removesuffix("_0")
    return Symbol(name) if name in {q.name for q, _ in parameters} else symbol


def places(declared: Iterable[tuple[Symbol, Space]]) -> Inlines:
    """Where several symbols lie, as a formula."""
    return (Math(r",\; ".join(space_latex(symbol, space) for symbol, space in declared)),)
