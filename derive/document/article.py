"""The write-up of an article: its sections, what is said elsewhere put right, and the trusted base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from derive import catalogue
from derive.catalogue.article import Article, Row, Section, Stated
from derive.document.bibliography import Bibliography
from derive.document.blocks import (
    Block,
    Document,
    Equation,
    Figure,
    Heading,
    Inlines,
    Math,
    Paragraph,
    Table,
    Text,
)
from derive.document.compose import Composer
from derive.document.existence import existence_section
from derive.document.figures import figures
from derive.document.naming import definition_latex
from derive.document.points import point_latex, rounded
from derive.document.steps import Steps, hypotheses_of
from derive.document.summary import GOALS
from derive.document.trust import sources_section, trust_section
from derive.document.words import Words
from derive.kernel.derivation import Derivation, Part
from derive.kernel.theorem import Theorem
from derive.notation.claims import claim_latex, facts_latex
from derive.notation.latex import latex
from derive.stages.criterion import Criterion, criterion
from derive.stages.density import check_density
from derive.statement import Claim, Definition, Loss, Refuted, Verdict

BOOK = "articles"
"""The words of the articles."""
IDENTITY, LOSS = "identity", "as_likelihood"


def compose_article(
    article: Article, derivation: Derivation, verdicts: Mapping[str, Verdict], language: str
) -> Document:
    """The write-up of an article with its theorems and verdicts, in a language of `languages()`."""
    return _Composer(article, derivation, verdicts, Words(language, BOOK)).document()


class _Composer:
    def __init__(
        self, article: Article, derivation: Derivation, verdicts: Mapping[str, Verdict], words: Words
    ) -> None:
        self.article, self.derivation, self.verdicts, self.words = article, derivation, verdicts, words
        self.bibliography = Bibliography(words)
        self.numbers: dict[Claim, int] = {}
        self.steps = Steps(derivation, words, self.numbers)
        families = dict.fromkeys(section.family for section in article.sections if section.family)
        self.families = {name: self.of_family(name) for name in families}
        self.begun: set[str] = set()
        self.figured = 0

    def of_family(self, name: str) -> Composer:
        """What writes the parts of a family; equations and sources are numbered through."""
        model, kept = catalogue.family(name), [s.key for s in self.article.sections if s.family == name]
        found = Derivation(
            model.name,
            model.title,
            model.source,
            tuple(replace(p, key=after(p.key)) for p in self.derivation.parts if is_of(p.key, kept)),
            tuple(replace(q, part=after(q.part)) for q in self.derivation.open if is_of(q.part, kept)),
            check_density(model),
        )
        return Composer(found, self.words, Steps(found, self.words, self.numbers), self.bibliography)

    def document(self) -> Document:
        words, name = self.words, self.article.name
        cited = self.bibliography.cite(self.article.source)
        blocks: list[Block] = words.blocks(f"{name}.lead", cited=cited)
        for section in self.article.sections:
            blocks += self.section(section)
        for composer in self.families.values():
            blocks += composer.open_questions()
        checks = [composer.derivation.density for composer in self.families.values()]
        weakest = min(checks, key=lambda check: bool(check and check.proved), default=None)
        whole = replace(self.derivation, density=weakest)
        blocks += trust_section(whole, self.results(), words, self.bibliography)
        blocks += sources_section(words, self.bibliography)
        return Document(
            title=(Text(words.title(self.article.title)),),
            subtitle=words.line("article.subtitle"),
            language=words.language,
            blocks=tuple(blocks),
            footer=words.line("document.footer"),
            contents=words.plain("document.contents"),
            highlights=tuple(
                (key.replace("/", "-"), claim_latex(theorem.claim)) for key, theorem in self.found().items()
            ),
        )

    def found(self) -> dict[str, Theorem]:
        """The results by the keys of their parts."""
        parts = self.derivation.parts
        return {p.key: p.theorems[-1] for p in parts if kind_of(p.key) in (*GOALS, IDENTITY, LOSS)}

    def results(self) -> list[Theorem]:
        return list({theorem.claim: theorem for theorem in self.found().values()}.values())

    # ── sections ──

    def section(self, section: Section) -> Iterator[Block]:
        words, name = self.words, self.article.name
        yield Heading(words.line(f"{name}.{section.key}_title"), section.key)
        if section.family:
            yield from self.beginning(section)
        else:
            yield from words.blocks(f"{name}.{section.key}")
        for part in self.derivation.parts:
            if section.family and part.key.startswith(f"{section.key}/") and kind_of(part.key) != LOSS:
                yield from self.of_part(self.families[section.family], replace(part, key=after(part.key)))
        for loss in section.losses:
            yield from self.loss(section, loss)
        for stated in self.article.identities:
            if stated.name in section.identities:
                yield from self.identity(stated)
        if section == self.article.sections[-1] and self.article.rows:
            yield self.table()

    def of_part(self, composer: Composer, part: Part) -> Iterator[Block]:
        """A part of the derivation of a family; the cases in which there is no maximum are told with the
        condition that comes of them."""
        if part.key == "existence":
            objective = composer.summary.objective()
            _, *told = existence_section(composer.derivation, composer.steps, self.words, objective)
            yield from told
        elif not part.key.startswith("otherwise"):
            yield from composer.told([part])
        if part.key == "maximum":
            yield from self.figures(composer.derivation)

    def figures(self, what: Derivation | Loss) -> Iterator[Figure]:
        """The figures of a family or a loss, numbered through the article."""
        for figure in figures(what, self.words, self.figured):
            self.figured += 1
            yield figure

    def beginning(self, section: Section) -> Iterator[Block]:
        """The words of a section about a family, and before its first one what the family assumes."""
        composer = self.families[section.family]
        yield from self.words.blocks(f"{self.article.name}.{section.key}")
        if section.family not in self.begun:
            self.begun.add(section.family)
            yield composer.assumptions()

    def loss(self, section: Section, name: str) -> Iterator[Block]:
        """A loss as a negative log-likelihood, with its formula and its density."""
        found = criterion(catalogue.loss(name))
        part = self.part(f"{section.key}/{LOSS}/{name}")
        yield Paragraph(self.words.line("article.loss", **self.loss_gaps(found, part)))
        yield from self.steps.blocks(part)
        yield from self.figures(found.loss)

    def loss_gaps(self, found: Criterion, part: Part) -> dict[str, Inlines]:
        family = catalogue.family(found.judged.family)
        definitions = part.theorems[-1].given.definitions()
        head = next(one for one in definitions if one.head != found.loss.call())
        setting = ", ".join(f"{latex(symbol)} = {latex(value)}" for symbol, value in found.judged.setting)
        return {
            "loss": (Text(self.words.title(found.loss.title)),),
            "formula": (Math(definition_latex(Definition(found.loss.call(), found.loss.formula))),),
            "family": (Text(self.words.title(family.title)),),
            "setting": (Math(setting),),
            "density": (Math(definition_latex(head)),),
        }

    def identity(self, stated: Stated) -> Iterator[Block]:
        """An identity with its proof; or a statement that is wrong, with the point at which it fails."""
        yield from self.words.blocks(f"{self.article.name}.of_{stated.name}")
        facts = tuple(stated.identity.given.facts())
        yield Paragraph(self.words.line("article.given", facts=(Math(facts_latex(facts)),)))
        match self.verdicts[stated.name]:
            case Refuted() as refuted:
                yield Equation(relations(stated))
                yield Paragraph(self.words.line("article.refuted", **refuted_gaps(refuted)))
            case _:
                yield from self.steps.blocks(self.part(f"{IDENTITY}/{stated.name}"))

    def part(self, key: str) -> Part:
        found = self.derivation.part(key)
        assert found is not None
        return found

    # ── what is said elsewhere ──

    def table(self) -> Table:
        header = tuple((Text(self.words.plain(f"article.{key}")),) for key in ("says", "truth", "verdict"))
        return Table(header, tuple(map(self.row, self.article.rows)))

    def row(self, row: Row) -> tuple[Inlines, ...]:
        words, name = self.words, self.article.name
        stated = {one.name: one for one in self.article.identities}
        says = words.line(f"{name}.says_{row.key}")
        verdict: Inlines = ()
        if row.says:
            says = (*says, Text(" "), Math(relations(stated[row.says])))
            refuted = self.verdicts[row.says]
            assert isinstance(refuted, Refuted)
            verdict = (*words.line("article.says_refuted", **refuted_gaps(refuted)), Text(" "))
        theorems = {key: self.theorem(key) for key in row.truth}
        truth = words.line(f"{name}.truth_{row.key}")
        for key, theorem in theorems.items():
            about = hypotheses_of(theorem) if "/" in key else ()
            when = (Text(" "), *about, Text(words.plain("document.colon"))) if about else ()
            truth = (*truth, *when, Text(" "), Math(claim_latex(theorem.claim)))
        count = str(len({one for theorem in theorems.values() for one in theorem.ancestry}))
        key = (
            "truth_proved" if row.says else "says_proved" if words.has(f"{name}.right_{row.key}") else "proved"
        )
        return says, truth, (*verdict, *words.line(f"article.{key}", count=(Text(count),)))

    def theorem(self, key: str) -> Theorem:
        """The last theorem of a part of a section, or of an identity."""
        return self.part(key if "/" in key else f"{IDENTITY}/{key}").theorems[-1]


def is_of(key: str, sections: list[str]) -> bool:
    """Whether a part belongs to the family of one of the sections."""
    return key.partition("/")[0] in sections and kind_of(key) != LOSS


def after(key: str) -> str:
    """The key of a part in its own derivation."""
    return key.partition("/")[2]


def kind_of(key: str) -> str:
    """What a part is: `identity`, `loss`, or its key in the derivation of a family."""
    first, _, rest = key.partition("/")
    return IDENTITY if first == IDENTITY else LOSS if rest.startswith(f"{LOSS}/") else rest


def relations(stated: Stated) -> str:
    return r",\; ".join(claim_latex(relation) for relation in stated.identity.relations)


def refuted_gaps(refuted: Refuted) -> dict[str, Inlines]:
    """The point, and the values of both sides there."""
    return {
        "point": (Math(point_latex(refuted)),),
        "left": (Math(rounded(refuted.left)),),
        "right": (Math(rounded(refuted.right)),),
    }
